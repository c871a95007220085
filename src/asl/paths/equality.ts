import { JsonValue } from '../json-value';

/**
 * Whether two JSON values are equal; members in any order. `spend` is told of every pair looked at, so that a caller can bound the work.
 * A list of pairs instead of recursion: values may be nested deeper than the stack.
 */
export function equalValues(left: JsonValue, right: JsonValue, spend: () => void): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    spend();
    return left === right;
  }
  const pairs: JsonValue[] = [left, right];
  while (pairs.length > 0) {
    const b = pairs.pop() as JsonValue;
    const a = pairs.pop() as JsonValue;
    spend();
    if (a === b) continue;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
    if (Array.isArray(a) || Array.isArray(b)) {
      if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
      for (let at = 0; at < a.length; at++) pairs.push(a[at], b[at]);
    } else {
      const first = Object.entries(a);
      if (first.length !== Object.keys(b).length) return false;
      for (const [name, value] of first) {
        if (!Object.hasOwn(b, name)) return false;
        pairs.push(value, (b as { [member: string]: JsonValue })[name]);
      }
    }
  }
  return true;
}
