import { JsonObject, JsonValue, setMember } from '../asl/json-value';
import { StepwrightError } from '../errors';

/**
 * Takes a value of a caller as JSON, as AWS would get it from `JSON.stringify`: members that are undefined are left out, and `toJSON` is asked. What
 * that would lose without a word is refused, with its place: a function, NaN, a Map.
 *
 * @param what how a message names the value, with a capital: `The input`
 */
export function toJsonValue(value: unknown, what: string): JsonValue {
  const plain = copyPlain(value, 0);
  if (plain !== undefined) {
    return plain;
  }
  const conversion = new Conversion();
  let json: JsonValue | undefined;
  try {
    json = conversion.convert(value, '');
  } catch (error) {
    const { path } = conversion;
    if (error instanceof NotJson) {
      throw new StepwrightError('NotJson', path.length === 0
        ? `${what} is ${error.message}, which is not JSON. Give a value that is, for example {}.`
        : `${what} is not JSON: "${pathText(path)}" is ${error.message}. Give plain objects, arrays, strings, finite numbers, booleans and null.`);
    }
    const reason = error instanceof RangeError ? 'it is nested too deeply' : String((error as Error)?.message ?? error).split('\n')[0];
    throw new StepwrightError('NotJson', `${what} cannot be written as JSON: ${reason}. Give plain objects, arrays, strings, finite numbers, booleans and null.`);
  }
  if (json === undefined) {
    throw new StepwrightError('NotJson', `${what} is undefined, which is not JSON. Give a value that is, for example {}.`);
  }
  return json;
}

/** A part of a value is none of JSON's. The message is what it is, as it stands behind "is". */
class NotJson extends Error {}

/** Objects whose content is not in their members: JSON would make `{}` of them. */
const CONTAINERS = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Promise', 'RegExp', 'Error']);

class Conversion {
  /** Where the part stands that is converted, or could not be. */
  public readonly path: (string | number)[] = [];
  private readonly around = new Set<object>();

  /** What `JSON.stringify` makes of a value, member by member; undefined where it leaves it out. */
  public convert(given: unknown, key: string): JsonValue | undefined {
    if (tagOf(given) === 'Date' && Number.isNaN(Number(given))) {
      throw new NotJson('an invalid date');
    }
    const toJson: unknown = typeof given === 'object' ? (given as { readonly toJSON?: unknown } | null)?.toJSON : undefined;
    const value: unknown = typeof toJson === 'function' ? toJson.call(given, key) : given;
    switch (typeof value) {
      case 'string':
      case 'boolean':
      case 'undefined':
        return value;
      case 'number':
        if (!Number.isFinite(value)) {
          throw new NotJson(String(value));
        }
        return value + 0; // -0 is 0
      case 'object':
        return value === null ? null : this.object(value, key);
      default:
        throw new NotJson(typeof value === 'bigint' ? `the BigInt ${value}` : `a ${typeof value}`);
    }
  }

  private object(value: object, key: string): JsonValue | undefined {
    const tag = tagOf(value)!;
    if (tag === 'Number' || tag === 'String' || tag === 'Boolean') {
      return this.convert(value.valueOf(), key);
    }
    if (CONTAINERS.has(tag)) {
      throw new NotJson(`${tag === 'Error' ? 'an' : 'a'} ${tag}`);
    }
    if (this.around.has(value)) {
      throw new NotJson('an object that holds itself');
    }
    this.around.add(value);
    const converted = Array.isArray(value) ? Array.from(value, (item, index) => this.item(item, index)) : this.members(value);
    this.around.delete(value);
    return converted;
  }

  private item(item: unknown, index: number): JsonValue {
    this.path.push(index);
    const converted = this.convert(item, String(index));
    if (converted === undefined) {
      throw new NotJson('undefined');
    }
    this.path.pop();
    return converted;
  }

  private members(value: object): JsonValue {
    const members: Members = {};
    for (const name of Object.keys(value)) {
      this.path.push(name);
      const converted = this.convert((value as { readonly [name: string]: unknown })[name], name);
      if (converted !== undefined) {
        setMember(members, name, converted);
      }
      this.path.pop();
    }
    return members;
  }
}

const tagOf = (value: unknown): string | undefined => typeof value === 'object' && value !== null ? Object.prototype.toString.call(value).slice(8, -1) : undefined;

/** Where a part stands in a value, as JavaScript writes it: `items[0].price`. */
const pathText = (path: readonly (string | number)[]): string => path.map((step, index) => typeof step === 'string' && /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(step)
  ? `${index === 0 ? '' : '.'}${step}` : `[${JSON.stringify(step)}]`).join('');

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
function clone(value: JsonObject): Members {
  let members = 0;
  for (const _ in value) members++;
  return CLONES[members % CLONES.length](value);
}

const isJsonNumber = (value: number): boolean => Number.isFinite(value) && !Object.is(value, -0);

/** Deeper values are left to {@link Conversion}, which refuses what is too deep or has no end. */
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
