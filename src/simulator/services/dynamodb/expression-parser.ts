import { AttributeValue, checkedValue } from './attribute-value';
import { DocumentPath, overlap, pathText } from './document-path';
import { RESERVED_WORDS } from './reserved-words';
import { isJsonObject, JsonObject } from '../../../asl/json-value';
import { member, ServiceError } from '../service-call';

/** What stands in an expression: a path into the item, a value, or a function of them. */
export type Operand =
  | { readonly kind: 'path'; readonly path: DocumentPath }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Operand[] };

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'compare'; readonly operator: string; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly value: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly value: Operand; readonly list: readonly Operand[] }
  | { readonly kind: 'test'; readonly name: string; readonly operands: readonly Operand[] };

/** A kind of expression, by the name of its parameter: messages begin with it. */
export type ExpressionName = 'ConditionExpression' | 'FilterExpression' | 'KeyConditionExpression' | 'ProjectionExpression' | 'UpdateExpression';

interface Token {
  readonly text: string;
  readonly at: number;
}

const MOST_BYTES = 4096;
/** DynamoDB takes 300 operators in an expression; nothing sensible is nested deeper. */
const MOST_LEVELS = 300;
const TOKEN = /\s*(?:([A-Za-z_][A-Za-z0-9_]*|#[A-Za-z0-9_]+|:[A-Za-z0-9_]+|\d+|<>|<=|>=|[=<>()[\],.+-])|(\S)|$)/gy;

/** The names and values that a request's expressions stand for, and which of them were used. */
export class Placeholders {
  private readonly names: JsonObject;
  private readonly values: JsonObject;
  private readonly used = new Set<string>();

  constructor(private readonly input: JsonObject) {
    const names = member(input, 'ExpressionAttributeNames');
    const values = member(input, 'ExpressionAttributeValues');
    this.names = isJsonObject(names) ? names : {};
    this.values = isJsonObject(values) ? values : {};
    for (const [parameter, entries, syntax] of [['ExpressionAttributeNames', this.names, /^#\w+$/], ['ExpressionAttributeValues', this.values, /^:\w+$/]] as const) {
      const wrong = Object.keys(entries).find((placeholder) => !syntax.test(placeholder));
      if (wrong !== undefined) {
        throw new ServiceError('ValidationException', `${parameter} contains invalid key: Syntax error; key: "${wrong}"`);
      }
    }
  }

  public name(placeholder: string): string {
    if (!Object.hasOwn(this.names, placeholder)) {
      throw new Error(`An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`);
    }
    this.used.add(placeholder);
    return String(this.names[placeholder]);
  }

  public value(placeholder: string): AttributeValue {
    if (!Object.hasOwn(this.values, placeholder)) {
      throw new Error(`An expression attribute value used in expression is not defined; attribute value: ${placeholder}`);
    }
    this.used.add(placeholder);
    return checkedValue(this.values[placeholder]);
  }

  /** DynamoDB refuses names and values that no expression uses. */
  public checkUse(expressions: readonly ExpressionName[]): void {
    const given = expressions.some((name) => member(this.input, name) !== undefined);
    for (const [parameter, entries] of [['ExpressionAttributeNames', this.names], ['ExpressionAttributeValues', this.values]] as const) {
      const unused = Object.keys(entries).filter((placeholder) => !this.used.has(placeholder));
      if (unused.length > 0) {
        throw new ServiceError('ValidationException', given ? `Value provided in ${parameter} unused in expressions: keys: {${unused.join(', ')}}`
          : `${parameter} can only be specified when using expressions`);
      }
      if (Object.keys(entries).length === 0 && member(this.input, parameter) !== undefined) {
        throw new ServiceError('ValidationException', given ? `${parameter} must not be empty` : `${parameter} can only be specified when using expressions`);
      }
    }
  }
}

/** Reads expressions of DynamoDB by recursive descent. */
export class ExpressionParser {
  private readonly tokens: readonly Token[];
  private at = 0;
  private level = 0;

  constructor(private readonly text: string, protected readonly kind: ExpressionName, private readonly placeholders: Placeholders) {
    if (text.trim() === '') {
      throw this.refuse('The expression can not be empty;');
    }
    if (Buffer.byteLength(text, 'utf8') > MOST_BYTES) {
      throw this.refuse(`Expression size has exceeded the maximum allowed size; expression size: ${Buffer.byteLength(text, 'utf8')}`);
    }
    this.tokens = this.split();
  }

  public refuse(message: string): ServiceError {
    return new ServiceError('ValidationException', `Invalid ${this.kind}: ${message}`);
  }

  public condition(): Condition {
    const condition = this.or();
    this.end();
    return condition;
  }

  public projection(): DocumentPath[] {
    const paths = [this.path()];
    while (this.take(',')) {
      paths.push(this.path());
    }
    this.end();
    this.refuseOverlap(paths);
    return paths;
  }

  public refuseOverlap(paths: readonly DocumentPath[]): void {
    paths.forEach((one, index) => paths.slice(index + 1).forEach((two) => {
      if (overlap(one, two)) {
        throw this.refuse('Two document paths overlap with each other; must remove or rewrite one of these paths; '
          + `path one: ${pathText(one)}, path two: ${pathText(two)}`);
      }
    }));
  }

  public path(): DocumentPath {
    const path: (string | number)[] = [this.name()];
    for (;;) {
      if (this.take('.')) {
        path.push(this.name());
      } else if (this.peek() === '[') {
        this.at++;
        const index = this.next();
        if (!/^\d+$/.test(index)) {
          throw this.syntaxError(this.at - 1);
        }
        path.push(Number(index));
        this.expect(']');
      } else {
        return path;
      }
    }
  }

  public operand(): Operand {
    const token = this.peek();
    if (token?.startsWith(':')) {
      this.at++;
      return { kind: 'value', value: this.resolve(() => this.placeholders.value(token)) };
    }
    if (token !== undefined && /^[A-Za-z_]/.test(token) && this.tokens[this.at + 1]?.text === '(') {
      return this.inner(() => this.call());
    }
    return { kind: 'path', path: this.path() };
  }

  public peek(): string | undefined {
    return this.tokens[this.at]?.text;
  }

  /** Takes the next token where it is this one; words in any case. */
  public take(token: string): boolean {
    if (this.peek()?.toUpperCase() !== token) {
      return false;
    }
    this.at++;
    return true;
  }

  public end(): void {
    if (this.at < this.tokens.length) {
      throw this.syntaxError(this.at);
    }
  }

  public syntaxError(at = this.at): ServiceError {
    const token = this.tokens[at];
    const last = this.tokens[this.tokens.length - 1];
    const near = [this.tokens[at - 1], token, this.tokens[at + 1]].filter((one) => one !== undefined);
    const from = near[0] ?? last;
    const to = near[near.length - 1] ?? last;
    return this.refuse(`Syntax error; token: ${token ? `"${token.text}"` : '<EOF>'}, near: "${this.text.slice(from.at, to.at + to.text.length)}"`);
  }

  private or(): Condition {
    let left = this.and();
    while (this.take('OR')) {
      left = { kind: 'or', left, right: this.and() };
    }
    return left;
  }

  private and(): Condition {
    let left = this.not();
    while (this.take('AND')) {
      left = { kind: 'and', left, right: this.not() };
    }
    return left;
  }

  private not(): Condition {
    if (this.take('NOT')) {
      return { kind: 'not', condition: this.inner(() => this.not()) };
    }
    if (this.take('(')) {
      const inner = this.inner(() => this.or());
      this.expect(')');
      return inner;
    }
    return this.comparison();
  }

  private inner<T>(read: () => T): T {
    if (this.level >= MOST_LEVELS) {
      throw this.refuse(`The expression is nested too deeply; levels: more than ${MOST_LEVELS}`);
    }
    this.level++;
    const result = read();
    this.level--;
    return result;
  }

  private comparison(): Condition {
    const left = this.operand();
    const operator = this.peek();
    if (operator !== undefined && ['=', '<>', '<', '<=', '>', '>='].includes(operator)) {
      this.at++;
      return { kind: 'compare', operator, left, right: this.operand() };
    }
    if (this.take('BETWEEN')) {
      const low = this.operand();
      this.expect('AND');
      return { kind: 'between', value: left, low, high: this.operand() };
    }
    if (this.take('IN')) {
      this.expect('(');
      const list = [this.operand()];
      while (this.take(',')) {
        list.push(this.operand());
      }
      this.expect(')');
      return { kind: 'in', value: left, list };
    }
    if (left.kind === 'call') {
      return { kind: 'test', name: left.name, operands: left.operands };
    }
    throw this.syntaxError();
  }

  private call(): Operand {
    const name = this.next();
    this.expect('(');
    const operands = [this.operand()];
    while (this.take(',')) {
      operands.push(this.operand());
    }
    this.expect(')');
    return { kind: 'call', name, operands };
  }

  private name(): string {
    const token = this.next();
    if (token.startsWith('#')) {
      return this.resolve(() => this.placeholders.name(token));
    }
    if (!/^[A-Za-z_]/.test(token)) {
      throw this.syntaxError(this.at - 1);
    }
    if (RESERVED_WORDS.has(token.toUpperCase())) {
      throw this.refuse(`Attribute name is a reserved keyword; reserved keyword: ${token}`);
    }
    return token;
  }

  private next(): string {
    const token = this.tokens[this.at];
    if (!token) {
      throw this.syntaxError();
    }
    this.at++;
    return token.text;
  }

  private expect(token: string): void {
    if (!this.take(token)) {
      throw this.syntaxError();
    }
  }

  private resolve<T>(find: () => T): T {
    try {
      return find();
    } catch (error) {
      throw error instanceof ServiceError ? error : this.refuse((error as Error).message);
    }
  }

  private split(): Token[] {
    const tokens: Token[] = [];
    for (const match of this.text.matchAll(TOKEN)) {
      const [whole, token, wrong] = match;
      if (wrong !== undefined) {
        const near = this.text.slice(Math.max(0, match.index - 5), match.index + whole.length + 5);
        throw this.refuse(`Syntax error; token: "${wrong}", near: "${near.trim()}"`);
      }
      if (token !== undefined) {
        tokens.push({ text: token, at: match.index + whole.length - token.length });
      }
    }
    return tokens;
  }
}
