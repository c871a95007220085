import { compareDecimals, formatDecimal, parseDecimal } from './decimal';
import { isJsonObject, JsonArray, JsonObject, JsonValue, setMember } from '../../../asl/json-value';
import { ServiceError } from '../service-call';

/** A value of an item: an object whose one member is named for its type. */
export type AttributeValue = { readonly [type in AttributeType]?: JsonValue } & JsonObject;
export type AttributeType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'M' | 'L' | 'SS' | 'NS' | 'BS';
export type Item = { readonly [name: string]: AttributeValue };

const TYPES: readonly string[] = ['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS'];
const MOST_LEVELS = 32;

export const typeOf = (value: AttributeValue): AttributeType => Object.keys(value)[0] as AttributeType;

const invalid = (message: string) => new ServiceError('ValidationException', message);

/** Checks an attribute value as DynamoDB does, and brings its numbers into the form in which DynamoDB gives them back. */
export function checkedValue(value: JsonValue | undefined, level = 0): AttributeValue {
  const types = isJsonObject(value) ? Object.keys(value).filter((type) => value[type] !== null) : [];
  if (!isJsonObject(value) || types.length === 0 || !types.every((type) => TYPES.includes(type))) {
    throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  }
  if (types.length > 1) {
    throw invalid('Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes');
  }
  if (level > MOST_LEVELS) {
    throw invalid('Nesting Levels have exceeded supported limits');
  }
  const [type] = types as AttributeType[];
  const content = value[type];
  switch (type) {
    case 'N': return { N: number(content) };
    case 'M': return { M: checkedItem(content, level + 1) };
    case 'L': return { L: list(content).map((element) => checkedValue(element, level + 1)) };
    case 'NULL':
      if (content !== true) {
        throw invalid('One or more parameter values were invalid: Null attribute value types must have the value of true');
      }
      return { NULL: true };
    case 'SS':
    case 'NS':
    case 'BS': return { [type]: set(type, list(content)) };
    case 'BOOL': return { BOOL: content === true };
    default: return { [type]: String(content) };
  }
}

/** Checks all values of an item. */
export function checkedItem(value: JsonValue | undefined, level = 0): Item {
  const item: { [name: string]: AttributeValue } = {};
  for (const [name, attribute] of Object.entries(isJsonObject(value) ? value : {})) {
    setMember(item as { [name: string]: JsonValue }, name, checkedValue(attribute, level));
  }
  return item;
}

const number = (content: JsonValue): string => formatDecimal(parseDecimal(String(content)));

const list = (content: JsonValue): JsonArray => Array.isArray(content) ? content as JsonArray : [];

function set(type: 'SS' | 'NS' | 'BS', content: JsonArray): string[] {
  const elements = content.map((element) => type === 'NS' ? number(element) : String(element));
  const kind = type === 'SS' ? 'string' : type === 'NS' ? 'number' : 'binary';
  if (elements.length === 0) {
    throw invalid(`One or more parameter values were invalid: An ${kind} set  may not be empty`);
  }
  if (new Set(elements).size < elements.length) {
    throw invalid(`One or more parameter values were invalid: Input collection [${elements.join(', ')}] contains duplicates.`);
  }
  return elements;
}

/** Whether two values are the same; sets are, whatever their order. */
export function equalValues(a: AttributeValue, b: AttributeValue): boolean {
  return canonical(a) === canonical(b);
}

/** A text that is the same for values that are equal. */
export function canonical(value: AttributeValue): string {
  const type = typeOf(value);
  const content = value[type]!;
  switch (type) {
    case 'M': return `M{${Object.entries(content as Item).sort(([a], [b]) => a < b ? -1 : 1).map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join()}}`;
    case 'L': return `L[${(content as readonly AttributeValue[]).map(canonical).join()}]`;
    case 'SS':
    case 'NS':
    case 'BS': return `${type}${JSON.stringify([...content as readonly string[]].sort())}`;
    default: return `${type}${JSON.stringify(content)}`;
  }
}

/** The order of two texts, numbers or binary values; undefined where their types differ or have no order. */
export function compareValues(a: AttributeValue, b: AttributeValue): number | undefined {
  const type = typeOf(a);
  if (type !== typeOf(b)) {
    return undefined;
  }
  switch (type) {
    case 'N': return compareDecimals(parseDecimal(a.N as string), parseDecimal(b.N as string));
    case 'S': return Buffer.from(a.S as string, 'utf8').compare(Buffer.from(b.S as string, 'utf8'));
    case 'B': return Buffer.from(a.B as string, 'base64').compare(Buffer.from(b.B as string, 'base64'));
    default: return undefined;
  }
}

/**
 * How many bytes a value takes.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function sizeOf(value: AttributeValue): number {
  const type = typeOf(value);
  const content = value[type]!;
  switch (type) {
    case 'S': return Buffer.byteLength(content as string, 'utf8');
    case 'N': return numberSize(content as string);
    case 'B': return Buffer.byteLength(content as string, 'base64');
    case 'BOOL':
    case 'NULL': return 1;
    case 'M': return 3 + itemSize(content as Item) + Object.keys(content as Item).length;
    case 'L': return 3 + (content as readonly AttributeValue[]).reduce((sum, one) => sum + sizeOf(one) + 1, 0);
    case 'NS': return (content as readonly string[]).reduce((sum, one) => sum + numberSize(one), 0);
    case 'SS': return (content as readonly string[]).reduce((sum, one) => sum + Buffer.byteLength(one, 'utf8'), 0);
    case 'BS': return (content as readonly string[]).reduce((sum, one) => sum + Buffer.byteLength(one, 'base64'), 0);
  }
}

const numberSize = (text: string): number => Math.ceil(text.replace(/[-.]|^0+\.?|0+$/g, '').length / 2) + 1 + (text.startsWith('-') ? 1 : 0);

export function itemSize(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name, 'utf8') + sizeOf(value), 0);
}

/** A JSON value as an attribute value: numbers as N, arrays as L, objects as M. */
export function fromPlain(value: JsonValue): AttributeValue {
  switch (typeof value) {
    case 'string': return { S: value };
    case 'number': return { N: number(value) };
    case 'boolean': return { BOOL: value };
    default:
      return value === null ? { NULL: true }
        : Array.isArray(value) ? { L: (value as JsonArray).map(fromPlain) } : { M: itemFromPlain(value as JsonObject) };
  }
}

export function itemFromPlain(value: JsonObject): Item {
  const item: { [name: string]: JsonValue } = {};
  Object.entries(value).forEach(([name, member]) => setMember(item, name, fromPlain(member)));
  return item as Item;
}

/** An attribute value as JSON: sets as arrays, binary values as texts in base64. */
export function toPlain(value: AttributeValue): JsonValue {
  const type = typeOf(value);
  const content = value[type]!;
  switch (type) {
    case 'N': return Number(content);
    case 'NULL': return null;
    case 'M': return itemToPlain(content as Item);
    case 'L': return (content as readonly AttributeValue[]).map(toPlain);
    case 'NS': return (content as readonly string[]).map(Number);
    default: return content;
  }
}

export function itemToPlain(item: Item): JsonObject {
  const plain: { [name: string]: JsonValue } = {};
  Object.entries(item).forEach(([name, value]) => setMember(plain, name, toPlain(value)));
  return plain;
}
