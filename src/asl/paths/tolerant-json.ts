import { ExpressionSyntaxError } from '../evaluation';
import { JsonValue, setMember } from '../json-value';

const MAXIMUM_DEPTH = 100;

/** Parses a literal in a filter: JSON, and also text in single quotes and bare words, as in `['a', b]`. */
export function parseTolerantJson(text: string): JsonValue {
  const reader = new LiteralReader(text);
  const value = reader.readValue(0);
  reader.expectEnd();
  return value;
}

class LiteralReader {
  private at = 0;

  constructor(private readonly text: string) {}

  readValue(depth: number): JsonValue {
    if (depth > MAXIMUM_DEPTH) this.fail(`is nested more than ${MAXIMUM_DEPTH} deep`);
    this.skipBlanks();
    const char = this.text[this.at];
    if (char === '[') return this.readArray(depth);
    if (char === '{') return this.readObject(depth);
    if (char === "'" || char === '"') return this.readString();
    return this.readWord();
  }

  expectEnd(): void {
    this.skipBlanks();
    if (this.at < this.text.length) this.fail(`goes on after its end with "${this.text.slice(this.at, this.at + 20)}"`);
  }

  private readArray(depth: number): JsonValue {
    const items: JsonValue[] = [];
    this.at++;
    for (;;) {
      this.skipBlanks();
      if (this.text[this.at] === ']') break;
      items.push(this.readValue(depth + 1));
      if (!this.readSeparator(']')) break;
    }
    this.at++;
    return items;
  }

  private readObject(depth: number): JsonValue {
    const object: { [member: string]: JsonValue } = {};
    this.at++;
    for (;;) {
      this.skipBlanks();
      const char = this.text[this.at];
      if (char === '}') break;
      const name = char === "'" || char === '"' ? this.readString() : String(this.readWord());
      this.skipBlanks();
      if (this.text[this.at] !== ':') this.fail(`has no ":" after the name "${name}"`);
      this.at++;
      setMember(object, name, this.readValue(depth + 1));
      if (!this.readSeparator('}')) break;
    }
    this.at++;
    return object;
  }

  /** True after a comma, false at the closing bracket. */
  private readSeparator(close: string): boolean {
    this.skipBlanks();
    const char = this.text[this.at];
    if (char === ',') this.at++;
    else if (char !== close) this.fail(`has no "," or "${close}" at position ${this.at}`);
    return char === ',';
  }

  private readString(): string {
    const quote = this.text[this.at];
    const start = this.at + 1;
    let end = start;
    while (end < this.text.length && this.text[end] !== quote) end += this.text[end] === '\\' ? 2 : 1;
    if (end >= this.text.length) this.fail(`has a text that is not closed with ${quote}`);
    this.at = end + 1;
    return unescapeText(this.text.slice(start, end));
  }

  private readWord(): JsonValue {
    const start = this.at;
    while (this.at < this.text.length && !/[\s,:[\]{}]/.test(this.text[this.at])) this.at++;
    const word = this.text.slice(start, this.at);
    if (word === '') this.fail(`has no value at position ${start}`);
    if (word === 'null') return null;
    if (word === 'true' || word === 'false') return word === 'true';
    return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(word) ? Number(word) : word;
  }

  private skipBlanks(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }

  private fail(what: string): never {
    const shown = this.text.length > 100 ? `${this.text.slice(0, 100)}…` : this.text;
    throw new ExpressionSyntaxError(`Literal "${shown}" ${what}.`, this.at);
  }
}

const ESCAPES = new Map([['n', '\n'], ['r', '\r'], ['t', '\t'], ['b', '\b'], ['f', '\f']]);

export function unescapeText(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:u([\da-fA-F]{4})|([\s\S]))/g, (_, code: string | undefined, char: string) =>
    (code !== undefined ? String.fromCharCode(parseInt(code, 16)) : ESCAPES.get(char) ?? char));
}
