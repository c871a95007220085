import { JsonValue } from '../json-value';
import { compileFinder } from './definite-path';
import { evaluatePath, PathNotFoundError } from './path-evaluation';
import { parsePath } from './path-syntax';

/** A compiled JSONPath with the semantics of Jayway JsonPath 2.10, whose words AWS uses in its errors. */
export interface JsonPath {
  readonly text: string;
  /** A definite path has one value as its result, any other a list. */
  readonly definite: boolean;
  /** The result, or undefined where a definite path leads nowhere. Throws EvaluationError only for paths that fail in themselves. */
  find(root: JsonValue): JsonValue | undefined;
  /** The result. Throws EvaluationError with Jayway's message where there is none. */
  read(root: JsonValue): JsonValue;
}

const COMPILED_LIMIT = 5_000;
const compiledByText = new Map<string, JsonPath>();

/** Compiles a path; throws ExpressionSyntaxError. */
export function compileJsonPath(text: string): JsonPath {
  let path = compiledByText.get(text);
  if (path === undefined) {
    path = compile(text);
    if (compiledByText.size >= COMPILED_LIMIT) compiledByText.clear();
    compiledByText.set(text, path);
  }
  return path;
}

function compile(text: string): JsonPath {
  const parsed = parsePath(text);
  const { definite } = parsed;
  const find = compileFinder(parsed.steps);
  if (find === undefined) {
    return {
      text,
      definite,
      read: (root) => evaluatePath(parsed, root),
      find: (root) => {
        try {
          return evaluatePath(parsed, root);
        } catch (error) {
          if (error instanceof PathNotFoundError) return undefined;
          throw error;
        }
      },
    };
  }
  return {
    text,
    definite,
    find,
    read: (root) => {
      const value = find(root);
      // The slow evaluation runs only to word the error.
      return value === undefined ? evaluatePath(parsed, root) : value;
    },
  };
}
