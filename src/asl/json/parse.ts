import { Opaque, OPAQUE_END, OPAQUE_START } from '../definition-source';
import { JsonValue } from '../json-value';
import { LANGUAGE_WORDS } from '../state-fields';
import { ArrayNode, JsonNode, Name, Node, ObjectNode, Parent, simulatedText } from './nodes';

/** More levels than any definition has, and few enough that a walk by recursion never overflows the stack. */
export const MAX_DEPTH = 1000;

/** Why a text is no JSON, or is JSON that no one should write. `offset` is where. */
export interface JsonProblem {
  readonly kind: 'syntax' | 'depth' | 'duplicate';
  readonly message: string;
  readonly offset: number;
  /** Where a name stands twice: the value that counts. */
  readonly node?: JsonNode;
}

export interface JsonParseOptions {
  /**
   * Read `${Name}` as a value that is not known until deploy, inside strings and bare where a value is expected. A function says what a name
   * stands for in a simulation; otherwise it stands for itself.
   */
  readonly substitutions?: boolean | ((name: string) => JsonValue);
  /** What the marks of the text stand for (see DefinitionSource). */
  readonly opaques?: readonly Opaque[];
}

export interface JsonParseResult {
  /** Undefined where the text is not JSON. */
  readonly root: JsonNode | undefined;
  readonly problems: readonly JsonProblem[];
}

/** Parses JSON and keeps the place of everything. Never throws. */
export function parseJson(text: string, options: JsonParseOptions = {}): JsonParseResult {
  const parser = new JsonParser(text, options);
  try {
    return { root: parser.document(), problems: parser.problems };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { root: undefined, problems: [...parser.problems, { kind: error.kind, message: error.message, offset: error.offset }] };
  }
}

/** `${Name}`: a name as CloudFormation, SAM and Terraform write it. JSONata's `${ … }` holds quotes or blanks, so it is left alone. */
const SUBSTITUTION = /\$\{[^\s"'\\{}%]+\}/y;

/** `${Name}` as a value that is not known until deploy. */
export function substitutionOpaque(label: string, substitutions: JsonParseOptions['substitutions']): Opaque {
  return { label, simulated: typeof substitutions === 'function' ? substitutions(label.slice(2, -1)) : label };
}

class Refusal extends Error {
  constructor(readonly kind: 'syntax' | 'depth', message: string, readonly offset: number) {
    super(message);
  }
}

const MET_TEXTS = 512;
const LONGEST_MET = 40;
const placeOf = (length: number, first: number, last: number): number => (length * 31 + first * 7 + last) % MET_TEXTS;

/** The texts of the language itself: these very strings are what everything later compares with. */
const LANGUAGE = new Array<string | undefined>(MET_TEXTS).fill(undefined);
for (const word of LANGUAGE_WORDS) LANGUAGE[placeOf(word.length, word.charCodeAt(0), word.charCodeAt(word.length - 1))] = word;

/** So many digits are a whole number that is exact. */
const EXACT_DIGITS = 15;

const QUOTE = 0x22;
const BACKSLASH = 0x5C;
const DOLLAR = 0x24;
const COMMA = 0x2C;
const COLON = 0x3A;
const OPEN_BRACKET = 0x5B;
const CLOSE_BRACKET = 0x5D;
const OPEN_BRACE = 0x7B;
const CLOSE_BRACE = 0x7D;
const MINUS = 0x2D;
const MARK = OPAQUE_START.charCodeAt(0);
const END_OF_TEXT = -1;

class JsonParser {
  public readonly problems: JsonProblem[] = [];
  /** Short texts that were met, by what they look like: those of a definition repeat themselves, and the same text is compared at once. */
  private readonly met: (string | undefined)[] = LANGUAGE.slice();
  /** What is known and what is not of the string that was read last, where not all of it is known. */
  private parts: readonly (string | Opaque)[] | undefined;
  private at = 0;
  private depth = 0;
  private readonly substitutions: boolean | ((name: string) => JsonValue);
  private readonly opaques: readonly Opaque[];

  constructor(private readonly text: string, options: JsonParseOptions) {
    this.substitutions = options.substitutions ?? false;
    this.opaques = options.opaques ?? [];
  }

  public document(): JsonNode {
    if (this.text.charCodeAt(0) === 0xFEFF) this.at = 1;
    if (this.peek() === END_OF_TEXT) throw this.refuse('The text is empty. A definition is a JSON object with "StartAt" and "States".');
    const root = this.value(undefined, '', -1);
    if (this.peek() !== END_OF_TEXT) throw this.refuse(`${this.found()} follows the end of the JSON value. Remove everything after it.`);
    return root;
  }

  /** The next character that is not white space, as a code. */
  private peek(): number {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code === 0x20 || code === 0x0A || code === 0x0D || code === 0x09) this.at++;
      else return code !== code ? END_OF_TEXT : code;
    }
  }

  private value(parent: Parent, name: Name, keyStart: number): JsonNode {
    const code = this.peek();
    if (code === QUOTE) {
      const start = this.at;
      const text = this.string();
      const { parts } = this;
      return new Node(parts ? 'opaque' : 'string', parent, name, keyStart, start, this.at, parts ? { inString: true, parts } : text) as JsonNode;
    }
    if (code === OPEN_BRACE) return this.object(new Node('object', parent, name, keyStart, this.at, -1, []));
    if (code === OPEN_BRACKET) return this.array(new Node('array', parent, name, keyStart, this.at, -1, []));
    if (code === MINUS || (code >= 0x30 && code <= 0x39)) return this.number(parent, name, keyStart);
    return this.word(parent, name, keyStart, code);
  }

  private object(node: Node): JsonNode {
    this.enter();
    this.at++;
    if (this.peek() === CLOSE_BRACE) return this.leave(node);
    for (;;) {
      if (this.peek() !== QUOTE) {
        throw this.refuse(this.peek() === CLOSE_BRACE
          ? 'A comma stands before "}". Remove it: JSON allows no comma after the last member.'
          : `${this.found()} stands where a member name was expected. A name is written in double quotes.`);
      }
      const keyStart = this.at;
      const name = this.string();
      const { parts } = this;
      if (this.peek() !== COLON) throw this.refuse(`${this.found()} follows the name ${quoted(name)}. A colon and a value must follow.`);
      this.at++;
      const value = this.value(node as ObjectNode, name, keyStart);
      if (parts) {
        node.addOpaqueMember(value);
      } else if (node.addMember(name, value)) {
        this.problems.push({
          kind: 'duplicate',
          offset: keyStart,
          node: value,
          message: `${quoted(name)} stands twice in the same object, and only the last one counts. Remove or rename one of them.`,
        });
      }
      const next = this.peek();
      if (next === COMMA) {
        this.at++;
      } else if (next === CLOSE_BRACE) {
        node.trim();
        return this.leave(node);
      } else {
        throw this.refuse(`${this.found()} follows the value of ${quoted(name)}. "," or "}" was expected.`);
      }
    }
  }

  private array(node: Node): JsonNode {
    this.enter();
    this.at++;
    if (this.peek() === CLOSE_BRACKET) return this.leave(node);
    for (let index = 0; ; index++) {
      if (this.peek() === CLOSE_BRACKET) throw this.refuse('A comma stands before "]". Remove it: JSON allows no comma after the last element.');
      node.addElement(this.value(node as ArrayNode, index, -1));
      const next = this.peek();
      if (next === COMMA) {
        this.at++;
      } else if (next === CLOSE_BRACKET) {
        return this.leave(node);
      } else {
        throw this.refuse(`${this.found()} follows an element of an array. "," or "]" was expected.`);
      }
    }
  }

  private enter(): void {
    if (++this.depth > MAX_DEPTH) {
      throw new Refusal('depth', `The text is nested too deeply: more than ${MAX_DEPTH} levels of objects and arrays.`, this.at);
    }
  }

  private leave(node: Node): JsonNode {
    this.depth--;
    node.end = ++this.at;
    return node as JsonNode;
  }

  /** A string from its opening quote on. The usual one, without escapes and marks, is a slice of the text. */
  private string(): string {
    const { text } = this;
    const start = this.at + 1;
    this.parts = undefined;
    for (let at = start; ; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.at = at + 1;
        return this.slice(start, at);
      }
      if (code === BACKSLASH || code === MARK || (code === DOLLAR && this.substitutions)) return this.stringWithParts(start, at);
      if (!(code >= 0x20)) throw this.brokenString(start, at, code);
    }
  }

  private slice(start: number, end: number): string {
    const { text, met } = this;
    const length = end - start;
    if (length === 0 || length > LONGEST_MET) return text.slice(start, end);
    const place = placeOf(length, text.charCodeAt(start), text.charCodeAt(end - 1));
    const known = met[place];
    return known !== undefined && known.length === length && text.startsWith(known, start) ? known : met[place] = text.slice(start, end);
  }

  private stringWithParts(start: number, from: number): string {
    const { text } = this;
    const parts: (string | Opaque)[] = [];
    let known = text.slice(start, from);
    let opaque: Opaque | undefined;
    let runStart = from;
    let at = from;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        known += text.slice(runStart, at);
        this.at = at + 1;
        if (parts.length === 0) return known;
        if (known !== '') parts.push(known);
        this.parts = parts;
        return simulatedText(parts);
      }
      if (code === BACKSLASH) {
        known += text.slice(runStart, at);
        this.at = at;
        known += this.escape();
        at = runStart = this.at;
      } else if ((code === MARK || (code === DOLLAR && this.substitutions)) && (opaque = this.opaqueAt(at))) {
        known += text.slice(runStart, at);
        if (known !== '') parts.push(known);
        known = '';
        parts.push(opaque);
        at = runStart = this.at;
      } else if (!(code >= 0x20)) {
        throw this.brokenString(start, at, code);
      } else {
        at++;
      }
    }
  }

  private brokenString(start: number, at: number, code: number): Refusal {
    if (code !== code) return new Refusal('syntax', 'A string that begins here has no closing double quote.', start - 1);
    const name = code === 0x0A || code === 0x0D ? 'A line break' : code === 0x09 ? 'A tab' : `The control character U+${hex(code)}`;
    const escape = code === 0x0A ? '\\n' : code === 0x0D ? '\\r' : code === 0x09 ? '\\t' : `\\u${hex(code)}`;
    return new Refusal('syntax', `${name} stands in a string. Write it as ${escape}, or close the string with a double quote.`, at);
  }

  private escape(): string {
    const { text } = this;
    const letter = text[this.at + 1] ?? '';
    this.at += 2;
    switch (letter) {
      case '"': case '\\': case '/': return letter;
      case 'b': return '\b';
      case 'f': return '\f';
      case 'n': return '\n';
      case 'r': return '\r';
      case 't': return '\t';
      case 'u': {
        const digits = text.slice(this.at, this.at + 4);
        if (!/^[0-9a-fA-F]{4}$/.test(digits)) {
          throw new Refusal('syntax', `"\\u${printable(digits)}" is no escape. Four hexadecimal digits must follow "\\u".`, this.at - 2);
        }
        this.at += 4;
        return String.fromCharCode(parseInt(digits, 16));
      }
      default:
        throw new Refusal('syntax', `"\\${printable(letter)}" is no escape of JSON. To write a backslash, double it.`, this.at - 2);
    }
  }

  /** What is not known until deploy and begins here; moves past it. */
  private opaqueAt(at: number): Opaque | undefined {
    const { text } = this;
    if (text.charCodeAt(at) === MARK) {
      const end = text.indexOf(OPAQUE_END, at + 1);
      const digits = end < 0 ? '' : text.slice(at + 1, end);
      const opaque = /^\d{1,9}$/.test(digits) ? this.opaques[Number(digits)] : undefined;
      if (opaque) this.at = end + 1;
      return opaque;
    }
    SUBSTITUTION.lastIndex = at;
    const match = SUBSTITUTION.exec(text);
    if (!match) return undefined;
    this.at = at + match[0].length;
    return substitutionOpaque(match[0], this.substitutions);
  }

  private number(parent: Parent, name: Name, keyStart: number): JsonNode {
    const { text } = this;
    const start = this.at;
    let at = start + 1;
    const first = text.charCodeAt(start) - 0x30;
    let value = first;
    let code = text.charCodeAt(at);
    while (code >= 0x30 && code <= 0x39) {
      value = value * 10 + code - 0x30;
      code = text.charCodeAt(++at);
    }
    const plain = code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET || code <= 0x20 || code !== code;
    if (plain && first > 0 && at - start <= EXACT_DIGITS) {
      this.at = at;
      return new Node('number', parent, name, keyStart, start, at, value) as JsonNode;
    }
    while (isNumberPart(code)) code = text.charCodeAt(++at);
    const digits = text.slice(start, at);
    if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(digits)) {
      throw this.refuse(`"${printable(digits.slice(0, 40))}" is no JSON number. A number looks like 1, -2.5 or 1e3.`);
    }
    this.at = at;
    return new Node('number', parent, name, keyStart, start, at, Number(digits)) as JsonNode;
  }

  private word(parent: Parent, name: Name, keyStart: number, code: number): JsonNode {
    const { text } = this;
    const start = this.at;
    if (text.startsWith('true', start)) return new Node('boolean', parent, name, keyStart, start, this.at += 4, true) as JsonNode;
    if (text.startsWith('false', start)) return new Node('boolean', parent, name, keyStart, start, this.at += 5, false) as JsonNode;
    if (text.startsWith('null', start)) return new Node('null', parent, name, keyStart, start, this.at += 4, null) as JsonNode;
    if (code === MARK || (code === DOLLAR && this.substitutions)) {
      const opaque = this.opaqueAt(start);
      if (opaque) return new Node('opaque', parent, name, keyStart, start, this.at, { inString: false, parts: [opaque] }) as JsonNode;
    }
    throw this.refuse(`${this.found()} stands where a value was expected.`);
  }

  private refuse(message: string): Refusal {
    return new Refusal('syntax', message, this.at);
  }

  /** What stands here, for a sentence. */
  private found(): string {
    const { text, at } = this;
    if (at >= text.length) return 'The end of the text';
    const word = /[\p{L}\p{N}_$]{1,40}|[^]/uy;
    word.lastIndex = at;
    return `"${printable(word.exec(text)?.[0] ?? text[at])}"`;
  }
}

function isNumberPart(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5A) || (code >= 0x61 && code <= 0x7A)
    || code === 0x2E || code === 0x2B || code === MINUS || code === 0x5F;
}

const hex = (code: number): string => code.toString(16).toUpperCase().padStart(4, '0');

/** A name for a sentence: cut where it is long. */
const quoted = (name: string): string => `"${printable(name.length > 80 ? `${name.slice(0, 80)}…` : name)}"`;

function printable(text: string): string {
  return text.replace(/[\u0000-\u001F\u007F-\u00A0\u200B-\u200F\u2028\u2029\uE000-\uF8FF\uFEFF]/g, (character) => `\\u${hex(character.charCodeAt(0))}`);
}
