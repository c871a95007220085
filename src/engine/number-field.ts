import { compileTypedJsonataField } from './data-flow';
import { runtimeFailure } from './failure';
import type { StateEvaluation } from './state-evaluation';
import { JsonObject, JsonValue } from '../asl/json-value';
import { compilePath } from '../asl/paths/expression';

/** What a number field may hold, in the words in which AWS complains. */
export interface NumberRange {
  /** Whether the number may have a fraction. Default: false */
  readonly fraction?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  /** AWS's sentence for a number outside of the range. */
  readonly outside: string;
}

/**
 * Compiles a field that gives a number: a literal, a path in the field of the same name with `Path` behind it, or a JSONata expression.
 * Undefined where the definition has none of them.
 */
export function compileNumberField(definition: object, name: string, jsonata: boolean, range: NumberRange):
((evaluation: StateEvaluation) => number) | undefined {
  const members = definition as JsonObject;
  const literal: JsonValue | undefined = members[name];
  const path: JsonValue | undefined = members[`${name}Path`];
  if (typeof literal === 'number') {
    return () => inRange(literal, range);
  }
  if (typeof literal === 'string' && jsonata) {
    const field = compileTypedJsonataField(literal, name, range.fraction ? 'number' : 'integer',
      (value): value is number => typeof value === 'number' && (range.fraction === true || Number.isInteger(value)));
    return (evaluation) => inRange(field(evaluation), range);
  }
  if (typeof path === 'string' && !jsonata) {
    const compiled = compilePath(path);
    return (evaluation) => {
      const value = compiled.find(evaluation);
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof number !== 'number' || !Number.isFinite(number) || !(range.fraction || Number.isInteger(number))) {
        const shown = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
        throw runtimeFailure(`The ${name}Path field refers to value "${shown}" which is not a valid ${range.fraction ? 'float' : 'integer'}: ${path}`);
      }
      return inRange(number, range);
    };
  }
  return undefined;
}

function inRange(value: number, range: NumberRange): number {
  if (value < (range.minimum ?? -Infinity) || value > (range.maximum ?? Infinity)) {
    throw runtimeFailure(range.outside);
  }
  return value;
}
