import { State, StatePlace } from './state';
import { JsonValue } from '../../asl/json-value';
import { FailDefinition } from '../../asl/model';
import { compilePath } from '../../asl/paths/expression';
import { compileJsonataField, compilePathOrIntrinsic, Field } from '../data-flow';
import type { Engine } from '../engine';
import { runtimeFailure } from '../failure';
import { fail } from '../outcomes';
import type { Scope } from '../scope';

/** @see https://states-language.net/spec.html#fail-state */
export class FailState extends State {
  private readonly error: Field | undefined;
  private readonly cause: Field | undefined;

  constructor(definition: FailDefinition, place: StatePlace) {
    super('Fail', place);
    this.error = this.text(definition.Error, definition.ErrorPath, 'Error');
    this.cause = this.text(definition.Cause, definition.CausePath, 'Cause');
  }

  public enter(engine: Engine, scope: Scope): State | undefined {
    const evaluation = engine.evaluate(scope, scope.input);
    const error = this.error && asText(this.error(evaluation));
    const cause = this.cause && asText(this.cause(evaluation));
    return fail(engine, scope, error, cause, scope.lastEvent);
  }

  private text(literal: string | undefined, path: string | undefined, name: string): Field | undefined {
    if (literal !== undefined) {
      return this.jsonata ? compileJsonataField(literal, name) : () => literal;
    }
    if (path === undefined || this.jsonata) {
      return undefined;
    }
    if (path.startsWith('States.')) {
      return compilePathOrIntrinsic(path);
    }
    const compiled = compilePath(path);
    return (evaluation) => {
      const value = compiled.find(evaluation);
      if (value === undefined) {
        throw runtimeFailure(`The JSONPath '${path}' specified for the field '${name}Path' could not be found in the input '${JSON.stringify(evaluation.input)}'`);
      }
      return value;
    };
  }
}

const asText = (value: JsonValue): string => typeof value === 'string' ? value : JSON.stringify(value);
