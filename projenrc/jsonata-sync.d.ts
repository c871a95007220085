// The types of vendor/jsonata-sync.js, which make-sync-jsonata.cjs makes from the jsonata package.

/** A node of a parsed expression. Which members it has depends on `type`. */
export interface Ast {
  readonly type: string;
  readonly value?: unknown;
  /** Where the token ends in the source, counted in characters. */
  readonly position?: number;
  readonly steps?: readonly Ast[];
  readonly stages?: readonly Stage[];
  readonly predicate?: readonly Stage[];
  readonly group?: { readonly lhs: readonly (readonly [Ast, Ast])[] };
  /** The left side; the pairs of an object constructor. */
  readonly lhs?: Ast | readonly (readonly [Ast, Ast])[];
  readonly rhs?: Ast;
  readonly expression?: Ast;
  readonly expressions?: readonly Ast[];
  readonly condition?: Ast;
  readonly then?: Ast;
  readonly else?: Ast;
  readonly arguments?: readonly Ast[];
  readonly procedure?: Ast;
  readonly body?: Ast;
  readonly pattern?: Ast;
  readonly update?: Ast;
  readonly delete?: Ast;
  readonly terms?: readonly { readonly descending: boolean; readonly expression: Ast }[];
  /** Names bound by `@$name` and `#$name`. */
  readonly focus?: string;
  readonly index?: string;
  readonly tuple?: boolean;
  readonly ancestor?: unknown;
  readonly keepArray?: boolean;
  readonly keepSingletonArray?: boolean;
  readonly consarray?: boolean;
  readonly thunk?: boolean;
}

export interface Stage {
  readonly type: 'filter' | 'index';
  readonly expr?: Ast;
  readonly value?: string;
}

/** What JSONata throws, while parsing and while evaluating. `message` is filled in from its catalogue. */
export interface JsonataError {
  readonly code?: string;
  readonly message?: string;
  readonly position?: number;
  readonly token?: string;
  readonly value?: unknown;
}

/** Thrown when an evaluation uses more than its limits allow. */
export class LimitReached {
  constructor(limit: 'depth' | 'steps' | 'memory');
  readonly limit: 'depth' | 'steps' | 'memory';
}

export interface Limits {
  /** How deeply evaluations of parts may nest. */
  readonly depth: number;
  /** How many evaluations of parts, or work of native functions worth as much. */
  readonly steps: number;
  /** The longest array. */
  readonly items: number;
  /** The longest string. */
  readonly length: number;
}

/** What JSONata uses of a regular expression. */
export interface Matcher {
  lastIndex: number;
  exec(text: string): (ArrayLike<string | undefined> & { readonly index: number }) | null;
}

/** What an evaluation reads from outside. */
export interface Host {
  readonly RegexEngine: new (pattern: RegExp) => Matcher;
  variable(name: string): unknown;
  now(): number;
  random(): number;
}

/** What a native function finds in `this`. */
export interface Focus {
  readonly environment: { readonly base: { readonly host: Host } };
  createSequence(...items: unknown[]): unknown[];
}

/** Functions that expressions can call. */
export interface Library {
  readonly parent: Library | null;
  lookup(name: string): { readonly signature?: { readonly definition: string } } | undefined;
}

export interface NativeFunction {
  /** Takes what the signature lets through; declared with plain parameters, whose names partial application reads. */
  readonly implementation: (this: Focus, ...args: never[]) => unknown;
  /** In JSONata's notation: `<sn?:s>`. */
  readonly signature: string;
}

/** Parses; with the operators `?:` and `??` only where asked. Throws a {@link JsonataError}. */
export function parse(source: string, withCoalescing: boolean): Ast;
/** Evaluates. Throws a {@link JsonataError}, {@link LimitReached}, or an error of JavaScript's own. */
export function run(ast: Ast, input: unknown, host: Host, library: Library, limits: Limits): unknown;
/** JSONata's functions with others added, or taken away where undefined. */
export function createLibrary(functions: { readonly [name: string]: NativeFunction | undefined }): Library;
export function isFunction(value: unknown): boolean;
/** The names of JSONata's own functions. */
export const builtInNames: readonly string[];
