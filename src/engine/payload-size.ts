import { JsonValue } from '../asl/json-value';

/**
 * Whether the JSON text of a value is longer than `limit` bytes in UTF-8. Most values are small, so an estimate that can only be too high is
 * made first; only where that is not enough are the bytes counted.
 */
export function exceedsBytes(value: JsonValue, limit: number): boolean {
  if (limit === Infinity || upperBound(value, limit, 0) <= limit) {
    return false;
  }
  return isTooDeep(value, 0) || Buffer.byteLength(JSON.stringify(value) ?? '', 'utf8') > limit;
}

/** How deep a value may be nested; a loop that wraps its data each time would otherwise overflow the stack before it is too large. */
const DEEPEST = 1000;

/** An upper bound of the length of the JSON text in bytes; stops counting once it is over `limit`, or too deep. */
function upperBound(value: JsonValue, limit: number, depth: number): number {
  if (depth > DEEPEST) {
    return Infinity;
  }
  if (typeof value === 'string') {
    return value.length * 6 + 2; // a control character takes six bytes, any other UTF-16 unit at most three
  }
  if (typeof value !== 'object' || value === null) {
    return 25;
  }
  let total = 2;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      total += upperBound(value[i], limit - total, depth + 1) + 1;
      if (total > limit) {
        return total;
      }
    }
    return total;
  }
  const members = value as { readonly [name: string]: JsonValue };
  for (const name in members) {
    total += name.length * 6 + 4 + upperBound(members[name], limit - total, depth + 1);
    if (total > limit) {
      return total;
    }
  }
  return total;
}

function isTooDeep(value: JsonValue, depth: number): boolean {
  return typeof value === 'object' && value !== null
    && (depth > DEEPEST || Object.values(value).some((member: JsonValue) => isTooDeep(member, depth + 1)));
}
