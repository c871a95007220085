import type { Engine } from './engine';
import { runtimeFailure, StateFailure } from './failure';
import type { Scope } from './scope';
import type { StateEvaluation } from './state-evaluation';
import type { State } from './states/state';
import { EvaluationError, Expression } from '../asl/evaluation';
import { JsonObject, JsonValue } from '../asl/json-value';
import { compileJsonataTemplate, JsonataTemplate, unexpectedResultType } from '../asl/jsonata';
import { CatcherDefinition } from '../asl/model';
import { compilePath, compileExpression, Path } from '../asl/paths/expression';
import { compileReferencePath, ReferencePath } from '../asl/paths/reference-path';
import { compilePayloadTemplate } from '../asl/payload-template';

/** Gives the value of a field for the state that runs. */
export type Field = (evaluation: StateEvaluation) => JsonValue;
/** Gives the variables that an `Assign` field sets. */
export type Assign = (evaluation: StateEvaluation) => JsonObject;

/** Reads a path and fails as AWS does where it leads nowhere. */
export function readPath(path: Path, evaluation: StateEvaluation): JsonValue {
  const value = path.find(evaluation);
  if (value !== undefined) {
    return value;
  }
  throw pathFailure(path, evaluation);
}

/** AWS's sentence for a path of `InputPath`, `OutputPath` and their like that leads nowhere. */
export function pathFailure(path: Path, evaluation: StateEvaluation): StateFailure {
  let reason = 'No results';
  try {
    path.read(evaluation);
  } catch (error) {
    reason = (error as Error).message;
  }
  return runtimeFailure(`Invalid path '${path.text}' : ${reason}`);
}

const WHOLE: JsonValue = {};

/** `InputPath` or `OutputPath`: a path, the whole where there is none, an empty object where it is null. */
export function compileSelection(text: string | null | undefined): Field {
  if (text === undefined || text === '$') {
    return (evaluation) => evaluation.input;
  }
  if (text === null) {
    return () => WHOLE;
  }
  const path = compilePath(text);
  return (evaluation) => readPath(path, evaluation);
}

/** A template of JSONPath expressions (`Parameters`, `ResultSelector`, `ItemSelector`, `Assign`), or undefined where there is none. */
export function compileTemplate(template: JsonValue | undefined): Expression | undefined {
  return template === undefined ? undefined : compilePayloadTemplate(template);
}

/** `ResultPath`: puts a result into the state's input. */
export function compileResultPath(text: string | null | undefined): (input: JsonValue, result: JsonValue) => JsonValue {
  if (text === undefined || text === '$') {
    return (_input, result) => result;
  }
  if (text === null) {
    return (input) => input;
  }
  const path: ReferencePath = compileReferencePath(text);
  return (input, result) => {
    try {
      return path.set(input, result);
    } catch (error) {
      if (error instanceof EvaluationError) {
        throw new StateFailure('States.ResultPathMatchFailure', error.message, { catchable: true });
      }
      throw error;
    }
  };
}

function compileAssign(definition: JsonObject | undefined, jsonata: boolean, prefix: string): Assign | undefined {
  if (definition === undefined) {
    return undefined;
  }
  const field = jsonata ? compileJsonataField(definition, `${prefix}Assign`) : compilePayloadTemplate(definition) as Field;
  return (evaluation) => field(evaluation) as JsonObject;
}

/** A field under JSONata: literals, and expressions between `{%` and `%}` wherever a string may stand. */
export function compileJsonataField(value: JsonValue, name: string): Field {
  const template: JsonataTemplate = compileJsonataTemplate(value, name);
  return (evaluation) => evaluation.jsonata(template);
}

/**
 * A field under JSONata whose value must be of a type. Where it is not, the execution fails with AWS's sentence.
 *
 * @param expected the type in AWS's words: `array`, `boolean`, `integer`
 */
export function compileTypedJsonataField<T extends JsonValue>(
  value: JsonValue, name: string, expected: string, isExpected: (value: JsonValue) => value is T,
): (evaluation: StateEvaluation) => T {
  const template = compileJsonataTemplate(value, name);
  return (evaluation) => {
    const result = evaluation.jsonata(template);
    if (!isExpected(result)) {
      throw new StateFailure('States.QueryEvaluationError', unexpectedResultType(template.expression ?? '', name, expected, result), { evaluation: { location: name } });
    }
    return result;
  };
}

/** An intrinsic function, a path or a variable, as `ErrorPath` and `CausePath` take them. */
export function compilePathOrIntrinsic(text: string): Field {
  return compileExpression(text);
}

/** The output side of a state whose result goes through `ResultPath` and `OutputPath`, or `Output`. */
export interface OutputDefinition {
  readonly ResultPath?: string | null;
  readonly OutputPath?: string | null;
  readonly Output?: JsonValue;
  readonly Assign?: JsonObject;
}

/**
 * From a state's result to its output: under JSONPath `ResultPath`, `Assign` and `OutputPath`, under JSONata `Output` and `Assign`.
 * Variables are assigned from the values before the state, whatever else the state does.
 */
export class OutputFlow {
  private readonly resultPath: (input: JsonValue, result: JsonValue) => JsonValue;
  private readonly outputPath: Field;
  private readonly output: Field | undefined;
  private readonly assign: Assign | undefined;
  private readonly plain: boolean;

  /** @param prefix what stands before the names of the fields in AWS's messages: `Choices[0]/` */
  constructor(definition: OutputDefinition, jsonata: boolean, prefix = '') {
    this.resultPath = compileResultPath(jsonata ? undefined : definition.ResultPath);
    this.outputPath = compileSelection(jsonata ? undefined : definition.OutputPath);
    this.output = jsonata && definition.Output !== undefined ? compileJsonataField(definition.Output, `${prefix}Output`) : undefined;
    this.assign = compileAssign(definition.Assign, jsonata, prefix);
    this.plain = jsonata ? this.output === undefined : definition.OutputPath === undefined || definition.OutputPath === '$';
  }

  /**
   * Leaves the state with a result.
   *
   * @param result what the state made, before `ResultPath`
   * @param showsResult whether `$states.result` is there: under JSONata, for states that have a result of their own
   */
  public leave(engine: Engine, scope: Scope, result: JsonValue, next: State | undefined, showsResult: boolean): State | undefined {
    let assigned: JsonObject | undefined;
    if (this.assign) {
      const evaluation = engine.evaluate(scope, scope.state.jsonata ? scope.input : result);
      evaluation.result = showsResult ? result : undefined;
      assigned = this.assign(evaluation);
    }
    let output: JsonValue;
    if (this.output) {
      const evaluation = engine.evaluate(scope, scope.input);
      evaluation.result = showsResult ? result : undefined;
      output = this.output(evaluation);
    } else {
      output = this.resultPath(scope.input, result);
      if (!this.plain) {
        output = this.outputPath(engine.evaluate(scope, output));
      }
    }
    return engine.exit(scope, output, assigned, next);
  }
}

/** A compiled catcher. */
export interface Catcher {
  readonly errors: readonly string[];
  readonly nextName: string;
  next: State;
  leave(engine: Engine, scope: Scope, errorOutput: JsonObject): State | undefined;
}

export function compileCatcher(definition: CatcherDefinition, jsonata: boolean, index: number): Catcher {
  const prefix = `Catch[${index}]/`;
  const resultPath = compileResultPath(jsonata ? undefined : definition.ResultPath);
  const output = jsonata && definition.Output !== undefined ? compileJsonataField(definition.Output, `${prefix}Output`) : undefined;
  const assign = compileAssign(definition.Assign, jsonata, prefix);
  const catcher: Catcher = {
    errors: definition.ErrorEquals,
    nextName: definition.Next,
    next: undefined as unknown as State,
    leave: (engine, scope, errorOutput) => {
      let assigned: JsonObject | undefined;
      if (assign) {
        const evaluation = engine.evaluate(scope, jsonata ? scope.input : errorOutput);
        evaluation.errorOutput = errorOutput;
        assigned = assign(evaluation);
      }
      let value: JsonValue;
      if (output) {
        const evaluation = engine.evaluate(scope, scope.input);
        evaluation.errorOutput = errorOutput;
        value = output(evaluation);
      } else {
        value = resultPath(scope.input, errorOutput);
      }
      return engine.exit(scope, value, assigned, catcher.next);
    },
  };
  return catcher;
}
