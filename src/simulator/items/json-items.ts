import { ItemReaderError, notIterable } from './item-reader-error';
import { isJsonObject, JsonArray, JsonValue } from '../../asl/json-value';

/**
 * The items of a JSON file: the array that it is, or the array in it that a JSON pointer leads to.
 *
 * @param what how a message names the file
 */
export function readJsonItems(text: string, pointer: string | undefined, what: string): JsonArray {
  const value = pointedTo(parse(text, what), pointer ?? '', what);
  if (!Array.isArray(value)) {
    throw notIterable();
  }
  return value as JsonArray;
}

/** The items of a file of JSON lines: one in each line that is not blank. */
export function readJsonLines(text: string, what: string, maxItems = Infinity): JsonArray {
  const items: JsonValue[] = [];
  const lines = text.split('\n');
  for (let i = 0; i < lines.length && items.length < maxItems; i++) {
    if (lines[i].trim() !== '') {
      items.push(parse(lines[i], `Line ${i + 1} of ${what}`));
    }
  }
  return items;
}

function parse(text: string, what: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw new ItemReaderError(`${what} is not valid JSON: ${(error as Error).message}`);
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc6901 */
function pointedTo(root: JsonValue, pointer: string, what: string): JsonValue {
  if (pointer === '') {
    return root;
  }
  let value = root;
  for (const token of pointer.replace(/^\//, '').split('/')) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    const next: JsonValue | undefined = Array.isArray(value) ? (/^(0|[1-9]\d*)$/.test(name) ? (value as JsonArray)[Number(name)] : undefined)
      : isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    if (next === undefined) {
      throw new ItemReaderError(`ItemsPointer "${pointer}" leads nowhere in ${what}: there is no "${name}".`);
    }
    value = next;
  }
  return value;
}
