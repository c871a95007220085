import { ExpressionSyntaxError } from '../evaluation';
import { JsonValue } from '../json-value';

export interface ParsedCall {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly ParsedArgument[];
  readonly offset: number;
}

export type ParsedArgument =
  | ParsedCall
  | { readonly kind: 'path'; readonly text: string }
  /** `segments`: the text around each `{}` of a text that is a template; `\{` is a brace and no part of a `{}`. */
  | { readonly kind: 'literal'; readonly value: JsonValue; readonly segments?: readonly string[] };

/** How deep calls may stand in calls. @see https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html */
const MAXIMUM_NESTING = 10;

export function parseIntrinsicCall(text: string): ParsedCall {
  return new CallParser(text).parse();
}

class CallParser {
  private at = 0;

  constructor(private readonly text: string) {}

  parse(): ParsedCall {
    const call = this.readCall(1);
    if (this.at < this.text.length) this.fail(`goes on after its last ")" with "${this.text.slice(this.at, this.at + 20)}"`);
    return call;
  }

  private readCall(depth: number): ParsedCall {
    if (depth > MAXIMUM_NESTING) this.fail(`nests more than ${MAXIMUM_NESTING} functions`);
    const offset = this.at;
    const name = this.match(/States\.\w+/y) ?? this.fail('does not start with the name of a function, such as "States.Format"');
    if (this.text[this.at] !== '(') this.fail(`has no "(" after "${name}"`);
    this.at++;
    const args: ParsedArgument[] = [];
    this.skipBlanks();
    if (this.text[this.at] !== ')') {
      for (;;) {
        args.push(this.readArgument(depth));
        this.skipBlanks();
        if (this.text[this.at] === ')') break;
        if (this.text[this.at] !== ',') this.fail(`has no "," or ")" after argument ${args.length} of "${name}"`);
        this.at++;
        this.skipBlanks();
      }
    }
    this.at++;
    return { kind: 'call', name, args, offset };
  }

  private readArgument(depth: number): ParsedArgument {
    const char = this.text[this.at] ?? '';
    if (char === "'") return this.readText();
    if (char === '$') return this.readPath();
    if (this.text.startsWith('States.', this.at)) return this.readCall(depth + 1);
    const word = this.match(/(true|false|null)(?!\w)/y);
    if (word !== undefined) return { kind: 'literal', value: word === 'null' ? null : word === 'true' };
    const number = this.match(/-?\d+(\.\d+)?([eE][+-]?\d+)?(?![\w.])/y);
    if (number !== undefined) return { kind: 'literal', value: Number(number) };
    return this.fail('has an argument that is no text in single quotes, path, number, true, false, null or function');
  }

  private readText(): ParsedArgument {
    const segments: string[] = [];
    let value = '';
    let segment = '';
    this.at++;
    for (; this.text[this.at] !== "'"; this.at++) {
      let char = this.text[this.at];
      if (char === undefined) this.fail('has a text that is not closed with a single quote');
      if (char === '{' && this.text[this.at + 1] === '}') {
        segments.push(segment);
        segment = '';
        value += '{}';
        this.at++;
        continue;
      }
      if (char === '\\') {
        char = this.text[++this.at] ?? '';
        if (char === '' || !"'{}\\".includes(char)) this.fail(`has the escape "\\${char}"; only \\', \\{, \\} and \\\\ are known`);
      }
      value += char;
      segment += char;
    }
    this.at++;
    segments.push(segment);
    return { kind: 'literal', value, segments };
  }

  /** A path ends at a comma, a blank or the call's bracket; in brackets of its own it may hold them. */
  private readPath(): ParsedArgument {
    const start = this.at;
    let depth = 0;
    for (; this.at < this.text.length; this.at++) {
      const char = this.text[this.at];
      if (depth > 0 && (char === "'" || char === '"')) {
        this.at++;
        while (this.at < this.text.length && this.text[this.at] !== char) this.at += this.text[this.at] === '\\' ? 2 : 1;
      } else if (char === '[' || char === '(') {
        depth++;
      } else if (depth === 0 && (char === ')' || char === ',' || /\s/.test(char))) {
        break;
      } else if (char === ']' || char === ')') {
        depth--;
      }
    }
    return { kind: 'path', text: this.text.slice(start, this.at) };
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) return undefined;
    this.at += found.length;
    return found;
  }

  private skipBlanks(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }

  private fail(what: string): never {
    const shown = this.text.length > 100 ? `${this.text.slice(0, 100)}…` : this.text;
    throw new ExpressionSyntaxError(`Intrinsic function "${shown}" ${what} (at character ${Math.min(this.at, this.text.length) + 1}).`, this.at);
  }
}
