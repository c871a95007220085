import { JsonObject, JsonValue, setMember } from '../asl/json-value';
import { StepwrightError } from '../errors';

/**
 * Takes a value of a caller as JSON, as AWS would get it: what JSON cannot hold is left out or null, as `JSON.stringify` has it.
 *
 * @param what how a message names the value, with a capital: `The input`
 */
export function toJsonValue(value: unknown, what: string): JsonValue {
  const plain = copyPlain(value, 0);
  if (plain !== undefined) {
    return plain;
  }
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    const reason = error instanceof RangeError ? 'it is nested too deeply' : (error as Error).message.split('\n')[0];
    throw new StepwrightError('NotJson', `${what} cannot be written as JSON: ${reason}. Give plain objects, arrays, strings, numbers, booleans and null.`);
  }
  if (text === undefined) {
    throw new StepwrightError('NotJson', `${what} is ${typeof value === 'function' ? 'a function' : String(value)}, which is not JSON. Give a value that is, for example {}.`);
  }
  return JSON.parse(text) as JsonValue;
}

/** A copy of a value of the engine for a caller, who may change it: values of the engine are shared, between executions too. */
export function copyJson(value: JsonValue): any {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(copyJson);
  }
  const copy = clone(value as JsonObject);
  for (const name in copy) {
    const member = copy[name];
    if (typeof member === 'object' && member !== null) {
      setMember(copy, name, copyJson(member));
    }
  }
  return copy;
}

type Members = { [name: string]: JsonValue };

/**
 * The same function, several times: where V8 has seen more than four shapes of objects in one place of the code, it copies several times slower, and
 * objects with as many members often have the same shape.
 */
const CLONES: readonly ((value: JsonObject) => Members)[] = [
  (value) => ({ ...value }), (value) => ({ ...value }), (value) => ({ ...value }), (value) => ({ ...value }),
  (value) => ({ ...value }), (value) => ({ ...value }), (value) => ({ ...value }), (value) => ({ ...value }),
  (value) => ({ ...value }), (value) => ({ ...value }), (value) => ({ ...value }), (value) => ({ ...value }),
  (value) => ({ ...value }), (value) => ({ ...value }), (value) => ({ ...value }), (value) => ({ ...value }),
];

/** A copy of an object, whose members are the same. */
const clone = (value: JsonObject): Members => CLONES[Object.keys(value).length % CLONES.length](value);

const isJsonNumber = (value: number): boolean => Number.isFinite(value) && !Object.is(value, -0);

/** Deeper values are left to `JSON.stringify`, which refuses what is too deep. */
const COPIED_DEPTH = 100;

/**
 * A copy of a value that is plain JSON already, which nearly all are; undefined for anything else. Several times faster than writing the value
 * as JSON and reading it again.
 */
function copyPlain(value: unknown, depth: number): JsonValue | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return isJsonNumber(value) ? value : undefined;
    case 'object':
      break;
    default:
      return undefined;
  }
  if (value === null || depth > COPIED_DEPTH) {
    return value === null ? null : undefined;
  }
  if (Array.isArray(value)) {
    const items = new Array<JsonValue>(value.length);
    for (let i = 0; i < items.length; i++) {
      const item = copyPlain(value[i], depth + 1);
      if (item === undefined) {
        return undefined;
      }
      items[i] = item;
    }
    return items;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return undefined;
  }
  const members = clone(value as JsonObject);
  for (const name in members) {
    const member: unknown = members[name];
    if (typeof member === 'string' || typeof member === 'boolean' || (typeof member === 'number' && isJsonNumber(member))) {
      continue;
    }
    const copy = name === 'toJSON' ? undefined : copyPlain(member, depth + 1);
    if (copy === undefined) {
      return undefined;
    }
    if (copy !== member) {
      setMember(members, name, copy);
    }
  }
  return members;
}
