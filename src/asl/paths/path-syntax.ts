import { ExpressionSyntaxError } from '../evaluation';
import { JsonValue } from '../json-value';
import { FilterNode, parseFilter } from './filter-syntax';
import { parseTolerantJson } from './tolerant-json';

/**
 * One step of a JSONPath. `fragment` is how Jayway prints the step in "No results for path: …".
 */
export type PathStep =
  | { readonly kind: 'member'; readonly name: string; readonly fragment: string }
  | { readonly kind: 'members'; readonly names: readonly string[]; readonly fragment: string }
  | { readonly kind: 'index'; readonly index: number; readonly fragment: string }
  | { readonly kind: 'indices'; readonly indices: readonly number[]; readonly fragment: string }
  | { readonly kind: 'slice'; readonly from?: number; readonly to?: number; readonly fragment: string }
  | { readonly kind: 'wildcard'; readonly fragment: string }
  | { readonly kind: 'descendants'; readonly fragment: string }
  | { readonly kind: 'filter'; readonly filter: FilterNode; readonly fragment: string }
  | { readonly kind: 'function'; readonly name: string; readonly parameters: readonly FunctionParameter[]; readonly fragment: string };

export type FunctionParameter = { readonly path: ParsedPath } | { readonly value: JsonValue };

export interface ParsedPath {
  /** "$" for a path from the document, "@" for one from the item that a filter looks at. */
  readonly root: '$' | '@';
  readonly steps: readonly PathStep[];
  /** Whether the path leads to one place at most, so that its result is a value and not a list. */
  readonly definite: boolean;
  /** The path as Jayway prints it. */
  readonly canonical: string;
}

export const PATH_FUNCTIONS: readonly string[] = [
  'append', 'avg', 'concat', 'first', 'index', 'keys', 'last', 'length', 'max', 'min', 'size', 'stddev', 'sum',
];

const MAXIMUM_STEPS = 1000;
const MAXIMUM_NESTING = 20;

/** Parses a path by Jayway's grammar, which is wider than RFC 9535's: names in dot notation may hold nearly any character. */
export function parsePath(text: string, nesting = 0): ParsedPath {
  if (nesting > MAXIMUM_NESTING) {
    throw new ExpressionSyntaxError(`A JSONPath holds paths in filters nested more than ${MAXIMUM_NESTING} deep.`);
  }
  return new PathParser(text.trim(), nesting).parse();
}

class PathParser {
  private position = 1;
  private readonly steps: PathStep[] = [];

  constructor(private readonly text: string, private readonly nesting: number) {}

  parse(): ParsedPath {
    const { text } = this;
    const root = text[0];
    if (root !== '$' && root !== '@') this.fail("Path must start with '$' or '@'", 0);
    if (text.endsWith('.')) this.fail("Path must not end with a '.' or '..'", text.length - 1);
    if (text.length > 1 && text[1] !== '.' && text[1] !== '[') this.fail("Illegal character at position 1 expected '.' or '['", 1);
    while (this.position < text.length) {
      this.readStep();
      if (this.steps.length > MAXIMUM_STEPS) this.fail(`Path has more than ${MAXIMUM_STEPS} steps`, this.position);
    }
    return finish(root, this.steps);
  }

  private readStep(): void {
    const char = this.text[this.position];
    if (char === '[') {
      this.readBracket();
    } else if (char === '.') {
      if (this.text[this.position + 1] === '.') {
        this.steps.push({ kind: 'descendants', fragment: '..' });
        this.position += 2;
      } else {
        this.position++;
      }
      if (this.text[this.position] === '.') this.fail(`Character '.' on position ${this.position} is not valid.`, this.position);
      if (this.text[this.position] === '[') this.readBracket();
      else this.readName();
    } else {
      this.readName();
    }
  }

  private readName(): void {
    const { text } = this;
    const start = this.position;
    if (text[start] === '*') {
      this.position++;
      this.steps.push({ kind: 'wildcard', fragment: '[*]' });
      return;
    }
    let end = start;
    while (end < text.length && text[end] !== '.' && text[end] !== '[' && text[end] !== '(') {
      if (text[end] === ' ') {
        this.fail(`Use bracket notion ['my prop'] if your property contains blank characters. position: ${start}`, end);
      }
      end++;
    }
    if (end === start) this.fail(`Could not parse token starting at position ${start}`, start);
    const name = text.slice(start, end);
    this.position = end;
    if (text[end] === '(') this.readFunction(name);
    else this.steps.push({ kind: 'member', name, fragment: `['${escapeName(name)}']` });
  }

  private readFunction(name: string): void {
    const open = this.position;
    const close = indexOfClosing(this.text, open);
    if (close === -1) this.fail(`Arguments to function: '${name}' are not closed properly.`, open);
    if (!PATH_FUNCTIONS.includes(name)) this.fail(`Function with name: ${name} does not exist.`, open - name.length);
    const parameters: FunctionParameter[] = [];
    for (const part of splitParameters(this.text.slice(open + 1, close))) {
      if (part[0] === '$' || part[0] === '@') parameters.push({ path: parameterPath(name, parsePath(part, this.nesting + 1)) });
      else if (/^[{"\d-]/.test(part)) parameters.push({ value: parseTolerantJson(part) });
      // Jayway passes over anything else, such as text in single quotes.
    }
    this.steps.push({ kind: 'function', name, parameters, fragment: `.${name}(${parameters.length > 0 ? '...' : ''})` });
    this.position = close + 1;
  }

  private readBracket(): void {
    const first = this.significantAfter(this.position);
    const char = this.text[first] ?? '';
    if (char === "'" || char === '"') {
      this.readNames(char);
    } else if (/[\d:-]/.test(char)) {
      this.readIndices();
    } else if (char === '*' && this.text[this.significantAfter(first)] === ']') {
      this.steps.push({ kind: 'wildcard', fragment: '[*]' });
      this.position = this.significantAfter(first) + 1;
    } else if (char === '?' && this.text[this.significantAfter(first)] === '(') {
      this.readFilter(this.significantAfter(first));
    } else {
      this.failAtBracket();
    }
  }

  private readNames(delimiter: "'" | '"'): void {
    const { text } = this;
    const names: string[] = [];
    let at = this.position;
    do {
      const open = this.significantAfter(at);
      if (text[open] === ']') this.fail(`Found empty property at index ${open}`, open);
      if (text[open] !== delimiter) {
        this.fail(`Property must be separated by comma or Property must be terminated close square bracket at index ${open}`, open);
      }
      let close = open + 1;
      while (close < text.length && text[close] !== delimiter) close += text[close] === '\\' ? 2 : 1;
      if (close >= text.length) this.fail(`Property has not been closed - missing closing ${delimiter}`, open);
      names.push(unescapeName(text.slice(open + 1, close), delimiter));
      at = this.significantAfter(close);
    } while (text[at] === ',');
    if (text[at] === undefined) this.fail('Property has not been closed - missing closing ]', text.length);
    if (text[at] !== ']') {
      this.fail(`Property must be separated by comma or Property must be terminated close square bracket at index ${at}`, at);
    }
    this.position = at + 1;
    const fragment = `[${names.map((name) => delimiter + escapeName(name) + delimiter).join(',')}]`;
    this.steps.push(names.length === 1 ? { kind: 'member', name: names[0], fragment } : { kind: 'members', names, fragment });
  }

  private readIndices(): void {
    const close = this.text.indexOf(']', this.position);
    if (close === -1) this.failAtBracket();
    const expression = this.text.slice(this.position + 1, close).trim();
    if (!/^[\d,:\s-]*$/.test(expression)) this.failAtBracket();
    if (expression.includes(':')) {
      // A third part, the step of other dialects, is read and ignored by Jayway.
      const [from, to] = expression.split(':').map((part) => (part === '' ? undefined : this.readInteger(part, 'SliceOperation', expression)));
      if (from === undefined && to === undefined) this.fail(`Failed to parse SliceOperation: ${expression}`, this.position);
      this.steps.push({ kind: 'slice', from, to, fragment: `[${from ?? ''}:${to ?? ''}]` });
    } else {
      const indices = expression.split(',').map((part) => this.readInteger(part.trim(), 'ArrayIndexOperation', expression));
      const fragment = `[${indices.join(',')}]`;
      this.steps.push(indices.length === 1 ? { kind: 'index', index: indices[0], fragment } : { kind: 'indices', indices, fragment });
    }
    this.position = close + 1;
  }

  private readInteger(part: string, operation: string, expression: string): number {
    const value = Number(part);
    if (!/^-?\d+$/.test(part) || value > 2_147_483_647 || value < -2_147_483_648) this.fail(`Failed to parse ${operation}: ${expression}`, this.position);
    return value;
  }

  private readFilter(open: number): void {
    const close = indexOfClosing(this.text, open);
    const end = close === -1 ? -1 : this.significantAfter(close);
    if (end === -1 || this.text[end] !== ']') this.failAtBracket();
    const filter = parseFilter(this.text, open, close + 1, (text) => parsePath(text, this.nesting + 1));
    this.steps.push({ kind: 'filter', filter, fragment: '[?]' });
    this.position = end + 1;
  }

  private significantAfter(position: number): number {
    let at = position + 1;
    while (this.text[at] === ' ') at++;
    return at;
  }

  private failAtBracket(): never {
    this.fail(`Could not parse token starting at position ${this.position}. Expected ?, ', 0-9, * `, this.position);
  }

  private fail(message: string, offset: number): never {
    throw new ExpressionSyntaxError(message, offset);
  }
}

function finish(root: '$' | '@', steps: readonly PathStep[]): ParsedPath {
  const last = steps[steps.length - 1];
  if (last?.kind === 'descendants') throw new ExpressionSyntaxError("Path must not end with a '.' or '..'");
  // "$..price.sum()" asks for the sum of all prices, not for one sum after another: the function takes the path as its parameter.
  if (steps[0]?.kind === 'descendants' && last?.kind === 'function' && steps.length > 2) {
    const path = finish(root, steps.slice(0, -1));
    return finish('$', [{ ...last, parameters: [{ path: parameterPath(last.name, path) }], fragment: `.${last.name}(...)` }]);
  }
  return {
    root,
    steps,
    definite: steps.every((step, at) => isDefinite(step, at === steps.length - 1)),
    canonical: root + steps.map((step) => step.fragment).join(''),
  };
}

/** A function's parameter is always looked for from the document's root; the length of a path is the number of what is under it. */
function parameterPath(name: string, path: ParsedPath): ParsedPath {
  const counted = (name === 'length' || name === 'size') && path.steps[path.steps.length - 1]?.kind !== 'function';
  return finish('$', counted ? [...path.steps, { kind: 'wildcard', fragment: '[*]' }] : path.steps);
}

/** Several names at the end of a path make one object, so that the path stays definite; further up they make several results. */
export function isDefinite(step: PathStep, last: boolean): boolean {
  return step.kind === 'member' || step.kind === 'index' || step.kind === 'function' || (step.kind === 'members' && last);
}

/** The index of the bracket that closes the one at `open`, passing over text in quotes and regular expressions; -1 if there is none. */
function indexOfClosing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const char = text[at];
    if (char === "'" || char === '"' || (char === '/' && /[~(&|!]\s*$/.test(text.slice(Math.max(0, at - 20), at)))) {
      at++;
      while (at < text.length && text[at] !== char) at += text[at] === '\\' ? 2 : 1;
    } else if (char === '(') {
      depth++;
    } else if (char === ')' && --depth === 0) {
      return at;
    }
  }
  return -1;
}

function splitParameters(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    const char = text[at];
    if (char === "'" || char === '"') {
      at++;
      while (at < text.length && text[at] !== char) at += text[at] === '\\' ? 2 : 1;
    } else if (char === '(' || char === '[' || char === '{') {
      depth++;
    } else if (char === ')' || char === ']' || char === '}') {
      depth--;
    } else if (at >= text.length || (char === ',' && depth === 0)) {
      const part = text.slice(start, at).trim();
      if (part !== '') parts.push(part);
      start = at + 1;
    }
  }
  return parts;
}

/** Only the delimiter and the backslash are escaped: AWS finds a member whose name holds `\"` by just that text in single quotes. */
function unescapeName(name: string, delimiter: string): string {
  return name.includes('\\') ? name.replace(/\\([\s\S])/g, (both, char: string) => (char === delimiter || char === '\\' ? char : both)) : name;
}

function escapeName(name: string): string {
  return name.replace(/\\/g, '\\\\').replace(/'/g, "\\'");
}
