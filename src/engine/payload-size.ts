import { JsonValue } from '../asl/json-value';

/**
 * Whether the JSON text of a value is longer than `limit` bytes in UTF-8. Most values are small, so an estimate that can only be too high is
 * made first; only where that is not enough are the bytes counted.
 */
export function exceedsBytes(value: JsonValue, limit: number): boolean {
  if (upperBound(value, limit) <= limit) {
    return false;
  }
  return Buffer.byteLength(JSON.stringify(value) ?? '', 'utf8') > limit;
}

/** An upper bound of the length of the JSON text in bytes; stops counting once it is over `limit`. */
function upperBound(value: JsonValue, limit: number): number {
  if (typeof value === 'string') {
    return value.length * 6 + 2; // a control character takes six bytes, any other UTF-16 unit at most three
  }
  if (typeof value !== 'object' || value === null) {
    return 25;
  }
  let total = 2;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      total += upperBound(value[i], limit - total) + 1;
      if (total > limit) {
        return total;
      }
    }
    return total;
  }
  const members = value as { readonly [name: string]: JsonValue };
  for (const name in members) {
    total += name.length * 6 + 4 + upperBound(members[name], limit - total);
    if (total > limit) {
      return total;
    }
  }
  return total;
}
