import { ExpressionSyntaxError } from '../evaluation';
import { JsonValue } from '../json-value';
import { LinearRegExp } from '../regular-expression';
import type { ParsedPath } from './path-syntax';
import { parseTolerantJson, unescapeText } from './tolerant-json';

/** The condition of a filter such as `[?(@.price > 10 && @.name =~ /a.*\/i)]`. */
export type FilterNode =
  | { readonly kind: 'and' | 'or'; readonly nodes: readonly FilterNode[] }
  | { readonly kind: 'not'; readonly node: FilterNode }
  | { readonly kind: 'exists'; readonly path: ParsedPath; readonly expected: boolean }
  | { readonly kind: 'relation'; readonly left: FilterOperand; readonly operator: FilterOperator; readonly right: FilterOperand };

export type FilterOperand =
  | { readonly kind: 'path'; readonly path: ParsedPath }
  | { readonly kind: 'literal'; readonly value: JsonValue }
  | { readonly kind: 'pattern'; readonly pattern: LinearRegExp };

export const FILTER_OPERATORS = [
  '==', '===', '!=', '!==', '<', '<=', '>', '>=', '=~', 'in', 'nin', 'subsetof', 'anyof', 'noneof', 'all', 'size', 'empty', 'contains',
] as const;
export type FilterOperator = typeof FILTER_OPERATORS[number];

const MAXIMUM_DEPTH = 100;

const WORDS = new Map<string, JsonValue>([['true', true], ['false', false], ['null', null]]);

/** Parses the condition in `text` from its opening bracket at `start` to just behind its closing bracket at `end`. */
export function parseFilter(text: string, start: number, end: number, parsePath: (text: string) => ParsedPath): FilterNode {
  return new FilterParser(text.slice(0, end), start, parsePath).parse();
}

/**
 * LogicalOr = LogicalAnd { '||' LogicalAnd }; LogicalAnd = Operand { '&&' Operand };
 * Operand = '!' Operand | '(' LogicalOr ')' | Value [ Operator Value ]
 */
class FilterParser {
  constructor(private readonly text: string, private at: number, private readonly parsePath: (text: string) => ParsedPath) {}

  parse(): FilterNode {
    const node = this.readOr(0);
    this.skipBlanks();
    if (this.at < this.text.length) this.fail(`Expected end of filter expression instead of: ${this.text.slice(this.at)}`);
    return node;
  }

  private readOr(depth: number): FilterNode {
    const nodes = [this.readAnd(depth)];
    while (this.take('||')) nodes.push(this.readAnd(depth));
    return nodes.length === 1 ? nodes[0] : { kind: 'or', nodes };
  }

  private readAnd(depth: number): FilterNode {
    const nodes = [this.readOperand(depth)];
    while (this.take('&&')) nodes.push(this.readOperand(depth));
    return nodes.length === 1 ? nodes[0] : { kind: 'and', nodes };
  }

  private readOperand(depth: number): FilterNode {
    if (depth > MAXIMUM_DEPTH) this.fail(`Filter is nested more than ${MAXIMUM_DEPTH} deep`);
    if (this.take('(')) {
      const node = this.readOr(depth + 1);
      if (!this.take(')')) this.fail('Expected character: )');
      return node;
    }
    const negated = this.take('!');
    this.skipBlanks();
    const char = this.text[this.at];
    if (negated && char !== '$' && char !== '@') return { kind: 'not', node: this.readOperand(depth + 1) };
    return this.readRelation(negated);
  }

  private readRelation(negated: boolean): FilterNode {
    const left = this.readValue();
    this.skipBlanks();
    if (this.at >= this.text.length || /^(\)|&&|\|\|)/.test(this.text.slice(this.at, this.at + 2))) {
      if (left.kind !== 'path') this.fail('Expected path node');
      return { kind: 'exists', path: left.path, expected: !negated };
    }
    const operator = this.readOperator();
    // As in Jayway, "!" before a path that is compared says nothing: only an existence check is negated so.
    return { kind: 'relation', left, operator, right: this.readValue() };
  }

  private readOperator(): FilterOperator {
    const symbols = /[<>=~!]+/y;
    const word = /[^\s]+/y;
    const found = this.match(symbols) ?? this.match(word) ?? '';
    const operator = FILTER_OPERATORS.find((candidate) => candidate === found.toLowerCase());
    if (operator === undefined) {
      this.fail(`Filter operator ${found} is not supported! Use one of ${FILTER_OPERATORS.join(', ')}`, this.at - found.length);
    }
    return operator;
  }

  private readValue(): FilterOperand {
    this.skipBlanks();
    const char = this.text[this.at] ?? '';
    if (char === '$' || char === '@') return { kind: 'path', path: this.parsePath(this.readPathText()) };
    if (char === '/') return this.readPattern();
    if (char === "'" || char === '"') {
      const start = this.at;
      this.skipQuoted();
      return { kind: 'literal', value: unescapeText(this.text.slice(start + 1, this.at - 1)) };
    }
    if (char === '[' || char === '{') {
      const start = this.at;
      this.skipBracketed();
      return { kind: 'literal', value: parseTolerantJson(this.text.slice(start, this.at)) };
    }
    // Workflows that AWS publishes compare with text without quotes: `@.Name==Receipt`.
    const word = this.match(/[\p{L}_][\p{L}\p{N}_-]*/uy);
    if (word !== undefined) return { kind: 'literal', value: WORDS.has(word) ? WORDS.get(word) as JsonValue : word };
    const number = this.match(/-?\d+(\.\d+)?([eE][+-]?\d+)?/y);
    if (number === undefined) this.fail(`Expected a path, a text in quotes, a number, true, false, null, an array or an object at position ${this.at}`);
    return { kind: 'literal', value: Number(number) };
  }

  private readPathText(): string {
    const start = this.at;
    this.at++;
    while (this.at < this.text.length) {
      const char = this.text[this.at];
      if (char === '[' || char === '(') this.skipBracketed();
      else if (/[\s<>=~!),]/.test(char) || this.text.startsWith('&&', this.at) || this.text.startsWith('||', this.at)) break;
      else this.at++;
    }
    return this.text.slice(start, this.at);
  }

  private readPattern(): FilterOperand {
    const start = this.at;
    this.skipQuoted();
    const source = this.text.slice(start + 1, this.at - 1);
    return { kind: 'pattern', pattern: new LinearRegExp(source, this.match(/[a-zA-Z]*/y) ?? '') };
  }

  private skipQuoted(): void {
    const quote = this.text[this.at];
    const start = this.at++;
    while (this.at < this.text.length && this.text[this.at] !== quote) this.at += this.text[this.at] === '\\' ? 2 : 1;
    if (this.at >= this.text.length) this.fail(`${quote === '/' ? 'Pattern' : 'String'} not closed. Expected ${quote} in ${this.text.slice(start)}`, start);
    this.at++;
  }

  private skipBracketed(): void {
    const start = this.at;
    let depth = 0;
    while (this.at < this.text.length) {
      const char = this.text[this.at];
      if (char === "'" || char === '"') {
        this.skipQuoted();
        continue;
      }
      if (char === '[' || char === '(' || char === '{') depth++;
      if (char === ']' || char === ')' || char === '}') depth--;
      this.at++;
      if (depth === 0) return;
    }
    this.fail(`Brackets are not balanced in ${this.text.slice(start)}`, start);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) return undefined;
    this.at += found.length;
    return found;
  }

  private take(token: string): boolean {
    this.skipBlanks();
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  private skipBlanks(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }

  private fail(message: string, offset = this.at): never {
    throw new ExpressionSyntaxError(message.length > 300 ? `${message.slice(0, 300)}…` : message, offset);
  }
}
