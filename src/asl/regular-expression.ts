import { RE2JS } from 're2js';
import { EvaluationError, ExpressionSyntaxError } from './evaluation';

/** What a `RegExp` literal carries; JSONata hands such an object to its engine of regular expressions. */
export interface RegularExpressionSource {
  readonly source: string;
  readonly flags: string;
}

/** What a match returns: the whole text of the match, its groups (undefined where a group took no part), and where it starts. */
export interface RegularExpressionMatch extends Array<string | undefined> {
  0: string;
  index: number;
  input: string;
}

interface Compiled {
  readonly search: RE2JS;
  readonly global: boolean;
}

/**
 * Each search is linear, but many searches in one text need not be: `/a.*b|a/g` runs to the end of the text for every match.
 * From the first limit on the characters read are counted; the second is where the search for more matches is given up.
 */
const UNCOUNTED_LIMIT = 2_000_000;
const COUNTED_LIMIT = 6_000_000;

/**
 * A text that counts how often one of its characters is read: the engine reads character by character. It has what the engine asks of a text, and
 * is no `String`: once a class extends that, V8 reads the characters of every text of the process at half the speed.
 */
class CountingText implements Pick<string, 'length' | 'charCodeAt' | 'indexOf' | 'substring' | 'toString'> {
  public readonly [Symbol.toStringTag] = 'String';
  public reads = 0;

  constructor(private readonly text: string) {}

  public get length(): number {
    return this.text.length;
  }

  public charCodeAt(index: number): number {
    this.reads++;
    return this.text.charCodeAt(index);
  }

  public indexOf(sought: string, from?: number): number {
    return this.text.indexOf(sought, from);
  }

  public substring(start: number, end?: number): string {
    return this.text.substring(start, end);
  }

  public toString(): string {
    return this.text;
  }
}

const COMPILED_LIMIT = 500;
const compiledByText = new Map<string, Compiled>();

/**
 * A regular expression that takes time linear in its text, whatever the pattern: `/(a+)+$/` cannot hang a simulation.
 * It offers what JSONata calls on its `RegexEngine` (`exec` with `lastIndex`) and what `=~` of a JSONPath filter needs. The syntax is
 * JavaScript's without what needs backtracking: look-ahead, back-references, possessive and atomic groups are refused.
 */
export class LinearRegExp {
  readonly source: string;
  readonly flags: string;
  readonly global: boolean;
  /** Where the next search of a global expression starts. */
  lastIndex = 0;
  private readonly compiled: Compiled;
  /** The most that the searches in the present text can have read. */
  private possibleReads = 0;
  private countingText: CountingText | undefined;

  constructor(pattern: string | RegularExpressionSource, flags?: string) {
    this.source = typeof pattern === 'string' ? pattern : pattern.source;
    this.flags = flags ?? (typeof pattern === 'string' ? '' : pattern.flags);
    this.compiled = compile(this.source, this.flags);
    this.global = this.compiled.global;
  }

  exec(text: string): RegularExpressionMatch | null {
    const start = this.global ? this.lastIndex : 0;
    const matcher = this.compiled.search.matcher(this.global ? this.watch(text, start) : text);
    if (start > text.length || !matcher.find(start)) {
      this.lastIndex = 0;
      return null;
    }
    const groups: (string | undefined)[] = [];
    for (let group = 1; group <= matcher.groupCount(); group++) groups.push(matcher.group(group) ?? undefined);
    const match: RegularExpressionMatch = Object.assign([matcher.group() ?? '', ...groups] as [string], { index: matcher.start(), input: text });
    if (this.global) this.lastIndex = matcher.end();
    return match;
  }

  test(text: string): boolean {
    return this.global ? this.exec(text) !== null : this.compiled.search.test(text);
  }

  /** Whether the expression matches the whole text, as `=~` of a JSONPath filter asks. */
  matchesWhole(text: string): boolean {
    return this.compiled.search.testExact(text);
  }

  toString(): string {
    return `/${this.source}/${this.flags}`;
  }

  /** The text to search in from `start`: itself, or one that counts what is read of it once the searches may have become costly. */
  private watch(text: string, start: number): string {
    if (start === 0) {
      this.possibleReads = 0;
      this.countingText = undefined;
    }
    this.possibleReads += text.length - start;
    if (this.possibleReads < UNCOUNTED_LIMIT) return text;
    if (this.countingText === undefined || this.countingText.toString() !== text) this.countingText = new CountingText(text);
    if (this.countingText.reads > COUNTED_LIMIT) {
      throw new EvaluationError('jsonata',
        `Regular expression ${quote(this.source, this.flags)} reads a text of ${text.length} characters again and again to find all its matches. `
        + 'Write the pattern so that a match does not depend on the rest of the text.');
    }
    return this.countingText as unknown as string;
  }
}

function compile(source: string, flags: string): Compiled {
  const key = `${flags}/${source}`;
  let compiled = compiledByText.get(key);
  if (compiled === undefined) {
    compiled = compileAnew(source, flags);
    if (compiledByText.size >= COMPILED_LIMIT) compiledByText.clear();
    compiledByText.set(key, compiled);
  }
  return compiled;
}

// "u" and "d" (Java's UNIX_LINES) change nothing here: the engine reads code points, and a line ends at "\n".
const FLAG_VALUES = new Map<string, number>([
  ['g', 0], ['i', RE2JS.CASE_INSENSITIVE], ['m', RE2JS.MULTILINE], ['s', RE2JS.DOTALL], ['u', 0], ['d', 0],
]);

function compileAnew(source: string, flags: string): Compiled {
  let value = RE2JS.LOOKBEHINDS;
  const seen = new Set<string>();
  for (const flag of flags) {
    const known = FLAG_VALUES.get(flag);
    if (known === undefined || seen.has(flag)) {
      throw new ExpressionSyntaxError(
        `Regular expression ${quote(source, flags)} has the flag "${flag}"${seen.has(flag) ? ' twice' : ''}; `
        + 'the flags "g", "i", "m", "s", "u" and "d" may be used, each once.');
    }
    seen.add(flag);
    value += known;
  }
  const unsupported = findUnsupported(source);
  if (unsupported !== undefined) {
    throw new ExpressionSyntaxError(
      `Regular expression ${quote(source, flags)} uses ${unsupported.what} ("${unsupported.text}"), which cannot be matched in linear time and is not supported. `
      + 'Write the pattern without it.', unsupported.offset);
  }
  try {
    return { search: RE2JS.compile(toRe2Syntax(source, flags.includes('s')), value), global: flags.includes('g') };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace('error parsing regexp: ', '') : String(error);
    throw new ExpressionSyntaxError(`Regular expression ${quote(source, flags)} is not valid: ${shorten(reason)}.`);
  }
}

/** The constructs that need backtracking, told apart from mere mistakes so that the message can name them. */
function findUnsupported(source: string): { what: string; text: string; offset: number } | undefined {
  let inClass = false;
  for (let at = 0; at < source.length; at++) {
    const char = source[at];
    if (char === '\\') {
      const next = source[at + 1] ?? '';
      if (!inClass && ((next >= '1' && next <= '9') || source.startsWith('\\k<', at))) {
        return { what: 'a back-reference', text: source.slice(at, at + 2), offset: at };
      }
      at++;
    } else if (inClass) {
      inClass = char !== ']';
    } else if (char === '[') {
      inClass = true;
    } else if (char === '(' && source[at + 1] === '?') {
      const text = source.slice(at, at + 3);
      if (text === '(?=' || text === '(?!') return { what: 'look-ahead', text, offset: at };
      if (text === '(?>') return { what: 'an atomic group', text, offset: at };
    } else if (char === '+' && /[*+?}]/.test(source[at - 1] ?? '') && !isEscaped(source, at - 1)) {
      return { what: 'a possessive quantifier', text: source.slice(at - 1, at + 1), offset: at - 1 };
    }
  }
  return undefined;
}

function isEscaped(source: string, at: number): boolean {
  let backslashes = 0;
  while (source[at - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
}

// JavaScript's white space and line ends are wider than RE2's.
const SPACE = '\\t-\\r \\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}\\x{FEFF}';
const NOT_SPACE = '\\x{0}-\\x{8}\\x{E}-\\x{1F}!-\\x{9F}\\x{A1}-\\x{167F}\\x{1681}-\\x{1FFF}\\x{200B}-\\x{2027}\\x{202A}-\\x{202E}'
  + '\\x{2030}-\\x{205E}\\x{2060}-\\x{2FFF}\\x{3001}-\\x{FEFE}\\x{FF00}-\\x{10FFFF}';
const NOT_LINE_END = '[^\\n\\r\\x{2028}\\x{2029}]';

/** Rewrites what RE2 spells differently or takes in another sense than JavaScript. */
function toRe2Syntax(source: string, dotAll: boolean): string {
  let inClass = false;
  let text = '';
  for (let at = 0; at < source.length; at++) {
    const char = source[at];
    if (char === '\\') {
      const next = source[++at] ?? '';
      if (next === 's') text += inClass ? SPACE : `[${SPACE}]`;
      else if (next === 'S') text += inClass ? NOT_SPACE : `[^${SPACE}]`;
      else if (next === 'b' && inClass) text += '\\x08';
      else text += char + next;
    } else if (inClass) {
      inClass = char !== ']';
      text += char === '[' ? '\\[' : char;
    } else if (char === '[') {
      inClass = true;
      const negated = source[at + 1] === '^';
      const opening = negated ? '[^' : '[';
      if (negated) at++;
      if (source[at + 1] === ']') {
        // In JavaScript "[]" matches nothing and "[^]" everything; RE2 takes the bracket as a member.
        text += negated ? '[\\x00-\\x{10FFFF}]' : '[^\\x00-\\x{10FFFF}]';
        at++;
        inClass = false;
      } else {
        text += opening;
      }
    } else if (char === '.' && !dotAll) {
      text += NOT_LINE_END;
    } else if (char === '{' && source[at + 1] === ',') {
      text += '\\{';
    } else {
      text += char;
    }
  }
  return RE2JS.translateRegExp(text);
}

function quote(source: string, flags: string): string {
  return `"/${shorten(source)}/${flags}"`;
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
