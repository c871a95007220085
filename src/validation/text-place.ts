import { StringNode } from '../asl/json/nodes';

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * Where a character of a text's value stands in the text of a definition, in JSON or in any form that YAML has for texts: one of several lines has
 * other blanks between its words. Undefined where that cannot be said.
 */
export function placeInText(text: string, { start, end, value }: StringNode, index: number): number | undefined {
  const quote = text[start];
  let at = start;
  if (quote === '"' || quote === '\'') at++;
  // A block begins in the line after its header.
  else if (quote === '|' || quote === '>') at = text.indexOf('\n', start) + 1;
  for (let passed = 0; ; passed++) {
    const wanted = value[passed];
    while (isBlank(text[at]) && !isBlank(wanted) && wanted !== undefined && at < end) at++;
    const written = quote === '"' && text[at] === '\\' ? escapeAt(text, at) : quote === '\'' && text[at] === '\'' ? 2 : 1;
    const same = written > 1 || text[at] === wanted || (isBlank(text[at]) && isBlank(wanted));
    if (written === 0 || (passed < index && !same)) return undefined;
    if (passed === index) return at;
    at += written;
    if (at > end) return undefined;
  }
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\n' || character === '\r' || character === '\t';

/** The length of an escape; 0 where it is one that only YAML has, as at the end of a line that goes on. */
function escapeAt(text: string, at: number): number {
  ESCAPE.lastIndex = at;
  return ESCAPE.exec(text)?.[0].length ?? 0;
}
