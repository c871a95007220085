import { TextEdit } from './finding';
import { AslDocument } from '../asl/document';
import { ArrayNode, JsonNode, StringNode } from '../asl/json/nodes';

/*
 * Edits that a rule offers with a finding. They keep how the text is written: the quotes, the order, the comments. Each is undefined where that
 * cannot be done for certain, as with a text that an alias repeats, and a finding without edits is one that a person mends.
 */

/** The edits with which a value is another text. */
export function withText({ source: { text } }: AslDocument, node: StringNode, value: string): TextEdit[] | undefined {
  return replaced(text, node.start, node.end, node.value, value);
}

/** The edits with which a member has another name. */
export function withName({ source: { text } }: AslDocument, node: JsonNode, name: string): TextEdit[] | undefined {
  const end = endOfName(text, node);
  return end === undefined ? undefined : replaced(text, node.keyStart, end, String(node.name), name);
}

/** The offset after the name of a member; undefined where it is not written as usual. */
export function endOfName(text: string, { keyStart, name }: JsonNode): number | undefined {
  if (keyStart < 0) return undefined;
  const quotes = QUOTED.find((pattern) => text[keyStart] === pattern.source[0]);
  if (quotes) {
    quotes.lastIndex = keyStart;
    const match = quotes.exec(text);
    return match ? keyStart + match[0].length : undefined;
  }
  const end = keyStart + String(name).length;
  return text.startsWith(String(name), keyStart) && /^\s*:/.test(text.slice(end, end + 20)) ? end : undefined;
}

/** The edits that move an element to the end of its array. */
export function movedLast({ source: { text } }: AslDocument, element: JsonNode): TextEdit[] | undefined {
  const array = element.parent;
  if (array?.kind !== 'array') return undefined;
  const pieces = piecesOf(text, array);
  const at = array.elements.indexOf(element);
  if (!pieces || at < 0) return undefined;
  if (pieces.whole) {
    const order = [...pieces.texts.slice(0, at), ...pieces.texts.slice(at + 1), pieces.texts[at]];
    return [{ start: pieces.start, end: pieces.end, newText: order.join('') }];
  }
  // What stands between the elements stays where it is.
  const { elements } = array;
  return elements.slice(at).map(({ start, end }, index) => (
    { start, end, newText: pieces.texts[at + index + 1] ?? pieces.texts[at] }));
}

/** The edits that leave an element as the only one of its array. */
export function alone({ source: { text } }: AslDocument, element: JsonNode): TextEdit[] | undefined {
  const array = element.parent;
  if (array?.kind !== 'array') return undefined;
  const pieces = piecesOf(text, array);
  const at = array.elements.indexOf(element);
  if (!pieces || at < 0) return undefined;
  // A comment on what is removed is somebody's.
  if (pieces.whole && pieces.texts.some((piece, index) => index !== at && piece.includes('#'))) return undefined;
  return [{ start: pieces.start, end: pieces.end, newText: pieces.texts[at] }];
}

const QUOTED = [/"(?:[^"\\]|\\[^])*"/y, /'(?:[^']|'')*'/y];

/** A text of YAML that needs no quotes. */
const PLAIN = /^[\p{L}_](?:[\p{L}\p{N}_.$?!()/+=;' -]*[\p{L}\p{N}_$?!()])?$/u;
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

function replaced(text: string, start: number, end: number, before: string, after: string): TextEdit[] | undefined {
  const written = text.slice(start, end);
  const newText = written === before && !/^["']/.test(written) ? PLAIN.test(after) && !RESERVED.test(after) ? after : JSON.stringify(after)
    : written.startsWith('"') && unquoted(written) === before ? JSON.stringify(after)
      : written.startsWith('\'') && written.slice(1, -1).replace(/''/g, '\'') === before && !/[\u0000-\u001f]/.test(after) ? `'${after.replace(/'/g, '\'\'')}'`
        : undefined;
  return newText === undefined ? undefined : [{ start, end, newText }];
}

function unquoted(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}

/** The texts of an array's elements, and the part of the text that they stand in. */
interface Pieces {
  readonly start: number;
  readonly end: number;
  readonly texts: readonly string[];
  /** Whether they are whole lines, with the comments above each, and nothing stands between them. */
  readonly whole: boolean;
}

function piecesOf(text: string, array: ArrayNode): Pieces | undefined {
  const { elements } = array;
  // An element that an alias repeats has its place elsewhere.
  if (elements.some(({ start, end }, index) => start < (index === 0 ? array.start : elements[index - 1].end) || end > array.end)) return undefined;
  if (text[array.start] !== '[') return lines(text, array);
  const [start, end] = [elements[0].start, elements[elements.length - 1].end];
  const between = elements.map(({ end: after }, index) => text.slice(after, elements[index + 1]?.start ?? after)).join('');
  return between.includes('#') ? undefined : { start, end, texts: elements.map((element) => text.slice(element.start, element.end)), whole: false };
}

/** The elements of an array of YAML that has a line or more for each. */
function lines(text: string, { elements }: ArrayNode): Pieces | undefined {
  const starts: number[] = [];
  for (const element of elements) {
    const start = startOfLine(text, element.start);
    if (!/^ *- +$/.test(text.slice(start, element.start))) return undefined;
    starts.push(aboveComments(text, start));
  }
  const last = elements[elements.length - 1];
  const newline = text[last.end - 1] === '\n' ? last.end - 1 : text.indexOf('\n', last.end);
  const end = newline < 0 ? text.length : newline + 1;
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const texts = starts.map((start, index) => {
    const piece = text.slice(start, starts[index + 1] ?? end);
    return piece.endsWith('\n') ? piece : piece + lineEnd;
  });
  return { start: starts[0], end, texts, whole: true };
}

const startOfLine = (text: string, offset: number) => text.lastIndexOf('\n', offset - 1) + 1;

function aboveComments(text: string, line: number): number {
  let start = line;
  while (start > 0) {
    const before = startOfLine(text, start - 1);
    if (!/^\s*#/.test(text.slice(before, start))) break;
    start = before;
  }
  return start;
}
