import { isFunction, LimitReached } from '../../../vendor/jsonata-sync';
import { EvaluationError } from '../evaluation';
import { JsonValue, setMember } from '../json-value';

// Taken once: in Jest each look-up of a global is slow.
const { isFinite: isFiniteNumber } = Number;
const { isArray } = Array;
const { keys: keysOf, is: isSame } = Object;

/** What JSONata notes on arrays that it makes. */
interface Marks {
  readonly sequence?: true;
  readonly cons?: true;
  readonly tupleStream?: true;
}

/** Values that appear in many places are counted in each: a small expression can make a value that is endless when written out. */
const MAX_NODES = 5_000_000;
let nodes = 0;

/**
 * Makes plain JSON of what an evaluation gives. What is plain already, as everything that came in is, is returned as it is; only the
 * arrays and objects above something else are made anew.
 *
 * A number that is not finite becomes the text that AWS writes for it: `1/0` is `"Infinity"`, also inside of arrays and objects
 * (floci-io/floci#2737).
 */
export function toJson(value: unknown): JsonValue | undefined {
  nodes = 0;
  return plain(value);
}

function plain(value: unknown): JsonValue | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!isFiniteNumber(value)) return String(value);
      return value === 0 ? 0 : value;
    case 'undefined':
      return undefined;
    case 'object':
      if (value === null) return null;
      if (++nodes > MAX_NODES) throw new LimitReached('memory');
      if (isArray(value)) return plainArray(value);
      if (!isFunction(value)) return plainObject(value as { [member: string]: unknown });
  }
  throw new EvaluationError('jsonata', 'The result holds a function, and JSON has no functions. Call the function, or leave it out of the result');
}

function plainArray(array: readonly unknown[]): JsonValue {
  const marks = array as Marks;
  let copy: JsonValue[] | undefined = marks.sequence || marks.cons || marks.tupleStream ? array.slice() as JsonValue[] : undefined;
  nodes += array.length;
  for (let index = 0; index < array.length; index++) {
    const item = array[index];
    // A group of a regular expression that took no part in the match is undefined.
    const made = item === undefined ? null : plain(item) as JsonValue;
    if (!isSame(made, item)) {
      copy ??= array.slice() as JsonValue[];
      copy[index] = made;
    }
  }
  return copy ?? array as readonly JsonValue[];
}

function plainObject(object: { readonly [member: string]: unknown }): JsonValue {
  const names = keysOf(object);
  let copy: { [member: string]: JsonValue } | undefined;
  for (let index = 0; index < names.length; index++) {
    const member = object[names[index]];
    const made = plain(member);
    if (copy === undefined && (made === undefined || !isSame(made, member))) {
      copy = {};
      for (const before of names.slice(0, index)) setMember(copy, before, object[before] as JsonValue);
    }
    if (copy !== undefined && made !== undefined) setMember(copy, names[index], made);
  }
  return copy ?? object as { readonly [member: string]: JsonValue };
}
