import { State, StatePlace } from './state';
import { Expression } from '../../asl/evaluation';
import { JsonValue } from '../../asl/json-value';
import { PassDefinition } from '../../asl/model';
import { compileSelection, compileTemplate, Field, OutputFlow } from '../data-flow';
import type { Engine } from '../engine';
import type { Scope } from '../scope';

/** @see https://states-language.net/spec.html#pass-state */
export class PassState extends State {
  private readonly select: Field;
  private readonly parameters: Expression | undefined;
  private readonly result: JsonValue | undefined;
  private readonly flow: OutputFlow;

  constructor(definition: PassDefinition, place: StatePlace) {
    super('Pass', place);
    this.select = compileSelection(this.jsonata ? undefined : definition.InputPath);
    this.parameters = this.jsonata ? undefined : compileTemplate(definition.Parameters);
    this.result = this.jsonata ? undefined : definition.Result;
    this.flow = new OutputFlow(definition, this.jsonata);
  }

  public enter(engine: Engine, scope: Scope): State | undefined {
    let result = this.select(engine.evaluate(scope, scope.input));
    if (this.result !== undefined) {
      result = this.result;
    } else if (this.parameters) {
      result = this.parameters(engine.evaluate(scope, result));
    }
    return this.flow.leave(engine, scope, result, this.next, false);
  }
}
