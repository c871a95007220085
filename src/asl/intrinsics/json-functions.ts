import { JsonValue } from '../json-value';
import { fail, IntrinsicFunctionTable, objectArgument, stringArgument } from './intrinsic-function';
import { MAXIMUM_DEPTH } from './value-text';

function parse(values: readonly JsonValue[]): JsonValue {
  const text = stringArgument(values, 0);
  if (text.trim() === '') return null;
  if (depthOf(text) > MAXIMUM_DEPTH) fail(`Argument 1 is JSON nested more than ${MAXIMUM_DEPTH} deep.`);
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return fail('Argument 1 is not valid JSON.');
  }
}

/** How deep the brackets of a JSON text are nested; for a text that is not JSON the answer means nothing. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') {
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
    } else if (char === '[' || char === '{') {
      deepest = Math.max(deepest, ++depth);
    } else if (char === ']' || char === '}') {
      depth--;
    }
  }
  return deepest;
}

function print(values: readonly JsonValue[]): string {
  try {
    return JSON.stringify(values[0]);
  } catch (error) {
    if (error instanceof RangeError) return fail('Argument 1 is nested too deep to be printed.');
    throw error;
  }
}

function mergeDepth(values: readonly JsonValue[], at: number): void {
  if (values[at] !== false) fail(`Argument ${at + 1} must be false: Step Functions merges objects only at their first level.`);
}

function merge(values: readonly JsonValue[]): JsonValue {
  const first = objectArgument(values, 0);
  const second = objectArgument(values, 1);
  mergeDepth(values, 2);
  return { ...first, ...second };
}

export const JSON_FUNCTIONS: IntrinsicFunctionTable = [
  ['States.StringToJson', { minimum: 1, maximum: 1, takes: [stringArgument], evaluate: parse }],
  ['States.JsonToString', { minimum: 1, maximum: 1, evaluate: print }],
  ['States.JsonMerge', { minimum: 3, maximum: 3, takes: [objectArgument, objectArgument, mergeDepth], evaluate: merge }],
];
