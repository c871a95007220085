import { EvaluationError, EvaluationScope, Expression, ExpressionSyntaxError } from '../evaluation';
import { compileIntrinsic, isIntrinsicCall } from '../intrinsics/intrinsic-call';
import { JsonValue } from '../json-value';
import { compileJsonPath, JsonPath } from './json-path';

/** A path in a state: from the input (`$.a`), the context object (`$$.Execution.Id`) or a variable (`$name.a`). */
export interface Path {
  readonly text: string;
  readonly definite: boolean;
  /** The value that the path starts from; undefined for a variable without a value. */
  source(scope: EvaluationScope): JsonValue | undefined;
  /** The result, or undefined where a definite path leads nowhere. */
  find(scope: EvaluationScope): JsonValue | undefined;
  /** The result. Throws EvaluationError with Jayway's message where there is none. */
  read(scope: EvaluationScope): JsonValue;
}

const VARIABLE = /^\$([\p{ID_Start}_]\p{ID_Continue}*)/u;

/** Compiles a path of any of the three kinds; throws ExpressionSyntaxError. */
export function compilePath(text: string): Path {
  if (text.startsWith('$$')) {
    const path = compileForStates(text.slice(1));
    return {
      text,
      definite: path.definite,
      source: (scope) => scope.context(),
      find: (scope) => path.find(scope.context()),
      read: (scope) => path.read(scope.context()),
    };
  }
  const variable = VARIABLE.exec(text)?.[1];
  if (variable !== undefined) return compileVariablePath(text, variable, compileForStates(`$${text.slice(variable.length + 1)}`));
  if (!text.startsWith('$')) {
    throw new ExpressionSyntaxError(`Path "${shorten(text)}" does not start with "$". A path starts with "$" for the input, "$$" for the context object or "$name" for a variable.`);
  }
  const path = compileForStates(text);
  return {
    text,
    definite: path.definite,
    source: (scope) => scope.input,
    find: (scope) => path.find(scope.input),
    read: (scope) => path.read(scope.input),
  };
}

/**
 * A JSONPath as a state reads it. Where Jayway says that a property on the way of a slice or wildcard is missing, AWS gives an empty list:
 * recorded for `$.item.items[1:5].itemValue` and `$.items[*]` on `{}`.
 */
function compileForStates(text: string): JsonPath {
  const path = compileJsonPath(text);
  if (path.definite) return path;
  const find = (root: JsonValue): JsonValue => path.find(root) ?? [];
  return { text, definite: false, find, read: find };
}

function compileVariablePath(text: string, name: string, path: JsonPath): Path {
  return {
    text,
    definite: path.definite,
    source: (scope) => scope.variable(name),
    find: (scope) => {
      const value = scope.variable(name);
      return value === undefined ? undefined : path.find(value);
    },
    read: (scope) => {
      const value = scope.variable(name);
      if (value === undefined) throw new EvaluationError('path', `Variable "${name}" has no value: no state before this one has assigned it.`);
      return path.read(value);
    },
  };
}

/** Compiles what may stand at a key that ends with `.$`: a path or an intrinsic function; throws ExpressionSyntaxError. */
export function compileExpression(text: string): Expression {
  if (isIntrinsicCall(text)) return compileIntrinsic(text, compilePath);
  if (!text.startsWith('$')) {
    throw new ExpressionSyntaxError(
      `Expression "${shorten(text)}" is neither a path nor an intrinsic function. `
      + 'Start it with "$" for the input, "$$" for the context object, "$name" for a variable or "States." for an intrinsic function.');
  }
  const path = compilePath(text);
  return (scope) => path.read(scope);
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
