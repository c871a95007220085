import { JsonObject, JsonValue } from './json-value';

/**
 * What an expression may read while a state runs. The engine makes one for a state's evaluation; compiled expressions only call it.
 */
export interface EvaluationScope {
  /** `$` under JSONPath: the state's effective input. */
  readonly input: JsonValue;
  /** `$$` under JSONPath, `$states.context` under JSONata: the context object, built on demand. */
  context(): JsonObject;
  /** A workflow variable's value, or undefined where no scope has assigned it. */
  variable(name: string): JsonValue | undefined;
  /** The names and values of all variables in sight, inner scopes over outer ones. */
  variables(): JsonObject;
  /** A number in [0, 1) from the execution's seed. */
  random(): number;
  /** A version 4 UUID from the execution's seed. */
  uuid(): string;
  /** The execution's virtual time in milliseconds since the epoch. */
  now(): number;
}

/**
 * Why an expression could not be evaluated. The engine turns it into a failure of the execution; it is never shown as a stack trace.
 * `kind` says which part of the language refused, so that the engine can give it the error name and the sentence that AWS gives there.
 */
export class EvaluationError extends Error {
  /** @param location the field whose expression failed, as AWS names it in `EvaluationFailed`: `Output/result` */
  constructor(readonly kind: 'path' | 'intrinsic' | 'jsonata', message: string, readonly location?: string) {
    super(message);
    this.name = 'EvaluationError';
  }
}

/** A compiled JSONPath, context path, variable reference or intrinsic function. Throws {@link EvaluationError}. */
export type Expression = (scope: EvaluationScope) => JsonValue;

/** Thrown while compiling an expression that is not of the language; `offset` counts characters into the expression. */
export class ExpressionSyntaxError extends Error {
  constructor(message: string, readonly offset: number = 0) {
    super(message);
    this.name = 'ExpressionSyntaxError';
  }
}
