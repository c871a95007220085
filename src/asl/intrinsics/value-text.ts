import { JsonObject, JsonValue } from '../json-value';
import { fail } from './intrinsic-function';

/** Printing goes down by recursion; deeper values than this are refused. */
export const MAXIMUM_DEPTH = 1_000;

/** A value as `States.Format` prints it: as Java prints strings, numbers, lists and maps. */
export function javaText(value: JsonValue, depth = 0): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return javaNumber(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (depth > MAXIMUM_DEPTH) fail(`A value to print is nested more than ${MAXIMUM_DEPTH} deep.`);
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => javaText(item, depth + 1)).join(', ')}]`;
  return `{${Object.entries(value).map(([name, member]) => `${name}=${javaText(member, depth + 1)}`).join(', ')}}`;
}

/** Whole numbers by their digits, others as Double.toString prints them. */
function javaNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) return BigInt(value).toString();
  const magnitude = Math.abs(value);
  if (magnitude >= 1e-3 && magnitude < 1e7) return String(value);
  const [digits, exponent] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}

/** A text that is the same for equal values and different for others. */
export function canonicalText(value: JsonValue, depth = 0): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (depth > MAXIMUM_DEPTH) fail(`A value to compare is nested more than ${MAXIMUM_DEPTH} deep.`);
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => canonicalText(item, depth + 1)).join(',')}]`;
  const object = value as JsonObject;
  return `{${Object.keys(object).sort().map((name) => `${JSON.stringify(name)}:${canonicalText(object[name], depth + 1)}`).join(',')}}`;
}
