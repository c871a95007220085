import { JsonValue } from '../json-value';

const MAX_DEPTH = 1000;

/**
 * Parses JSON as `$parse` does on AWS: a name that stands twice in an object and a number too large for a double are no JSON there
 * (floci-io/floci#2676). Undefined where the text is not JSON.
 */
export function parseStrictJson(text: string): JsonValue | undefined {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
  const members = countMembers(value);
  // JSON.parse keeps the last of several members of a name, so the text then has more of them than the value.
  return members === countColons(text) ? value : undefined;
}

/** How many members the objects of a value have, or undefined where it is too deep or has a number that JSON cannot hold. */
function countMembers(root: JsonValue): number | undefined {
  let members = 0;
  let level: JsonValue[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return undefined;
    const next: JsonValue[] = [];
    for (const value of level) {
      if (typeof value === 'number') {
        if (!Number.isFinite(value)) return undefined;
      } else if (Array.isArray(value)) {
        for (const item of value as readonly JsonValue[]) next.push(item);
      } else if (typeof value === 'object' && value !== null) {
        const items = Object.values(value);
        members += items.length;
        for (const item of items) next.push(item);
      }
    }
    level = next;
  }
  return members;
}

/** Colons outside of strings: one for each member, in a text that is known to be JSON. */
function countColons(text: string): number {
  let colons = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (inString) {
      if (char === '\\') at++;
      else if (char === '"') inString = false;
    } else if (char === '"') {
      inString = true;
    } else if (char === ':') {
      colons++;
    }
  }
  return colons;
}
