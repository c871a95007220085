import { FUNCTION_NAMES, LIBRARY } from './library';
import { childrenOf } from './states-use';
import { Ast } from '../../../vendor/jsonata-sync';

export type JsonataType = 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object' | 'function';

/** A part of an expression that fails whenever it is evaluated. */
export type JsonataMistake =
  /** @property takes how many arguments the function takes: the least and the most. */
  | { readonly kind: 'count'; readonly name: string; readonly given: number; readonly takes: readonly [least: number, most: number] }
  /** @property index which argument it is, from 1. */
  | { readonly kind: 'argument'; readonly name: string; readonly index: number; readonly type: JsonataType }
  | { readonly kind: 'operand'; readonly operator: string; readonly type: JsonataType };

export interface JsonataTypes {
  /** The type of the expression's value, where it has one of that type whenever it has any. */
  readonly type: JsonataType | undefined;
  /** The calls of JSONata's functions that always fail, and arithmetic with what is no number. */
  readonly mistakes: readonly JsonataMistake[];
}

/** What literals, operators and functions say of the types in an expression. */
export function jsonataTypes(root: Ast): JsonataTypes {
  const bound = new Set<unknown>();
  const calls: Ast[] = [];
  const mistakes: JsonataMistake[] = [];
  /** What `~>` puts before the arguments of a call. */
  const piped = new Map<Ast, Ast>();
  const open = [root];
  for (let ast = open.pop(); ast !== undefined; ast = open.pop()) {
    switch (ast.type) {
      case 'bind': bound.add((ast.lhs as Ast).value); break;
      case 'lambda': for (const parameter of ast.arguments ?? []) bound.add(parameter.value); break;
      case 'apply': piped.set(ast.rhs!, ast.lhs as Ast); break;
      case 'function': calls.push(ast); break;
      case 'binary': if (NUMBER_OPERATORS.has(ast.value as string)) mistakes.push(...operandMistakes(ast, [ast.lhs as Ast, ast.rhs!])); break;
      case 'unary': if (ast.value === '-') mistakes.push(...operandMistakes(ast, [ast.expression!]));
    }
    for (const name of [ast.focus, ast.index]) if (name !== undefined) bound.add(name);
    open.push(...childrenOf(ast));
  }
  const calledIn = (call: Ast): string | undefined => {
    const name = call.procedure?.type === 'variable' ? call.procedure.value as string : undefined;
    return name === undefined || bound.has(name) || !FUNCTION_NAMES.has(name) ? undefined : name;
  };
  for (const call of calls) {
    const name = calledIn(call);
    const before = piped.get(call);
    if (name !== undefined) mistakes.push(...callMistakes(name, [...before ? [before] : [], ...call.arguments ?? []]));
  }
  return { type: typeOfValue(root, calledIn), mistakes };
}

function typeOfValue(ast: Ast, calledIn: (call: Ast) => string | undefined): JsonataType | undefined {
  if (isChanged(ast)) return undefined;
  switch (ast.type) {
    case 'block': return ast.expressions?.length ? typeOfValue(ast.expressions[ast.expressions.length - 1], calledIn) : undefined;
    case 'bind': return typeOfValue(ast.rhs!, calledIn);
    case 'condition': {
      const then = typeOfValue(ast.then!, calledIn);
      return then === undefined || !ast.else || then === typeOfValue(ast.else, calledIn) ? then : undefined;
    }
    case 'binary': return NUMBER_OPERATORS.has(ast.value as string) ? 'number' : ORDER_OPERATORS.has(ast.value as string) ? 'boolean' : typeThatIsThere(ast);
    case 'function': {
      const name = calledIn(ast);
      return name === undefined ? undefined : signatureOf(name)?.result;
    }
    default: return typeThatIsThere(ast);
  }
}

const NUMBER_OPERATORS: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);
const ORDER_OPERATORS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);
const BOOLEAN_OPERATORS: ReadonlySet<string> = new Set(['=', '!=', 'and', 'or', 'in']);

/** The type of a part that has a value for certain. */
function typeThatIsThere(ast: Ast): JsonataType | undefined {
  if (isChanged(ast)) return undefined;
  switch (ast.type) {
    case 'string': case 'number': return ast.type;
    case 'value': return ast.value === null ? 'null' : 'boolean';
    case 'lambda': return 'function';
    case 'binary': return ast.value === '&' ? 'string' : BOOLEAN_OPERATORS.has(ast.value as string) ? 'boolean' : undefined;
    case 'unary': return ast.value === '[' ? 'array' : ast.value === '{' ? 'object' : undefined;
    case 'block': return ast.expressions?.length === 1 ? typeThatIsThere(ast.expressions[0]) : undefined;
    default: return undefined;
  }
}

/** Whether something is selected from what a part gives. */
const isChanged = ({ predicate, stages, group }: Ast): boolean => predicate !== undefined || stages !== undefined || group !== undefined;

function operandMistakes({ value: operator }: Ast, operands: readonly Ast[]): JsonataMistake[] {
  const type = operands.map(typeThatIsThere).find((each) => each !== undefined && each !== 'number');
  return type === undefined ? [] : [{ kind: 'operand', operator: operator as string, type }];
}

function callMistakes(name: string, given: readonly Ast[]): JsonataMistake[] {
  const signature = signatureOf(name);
  if (!signature) return [];
  const { pattern, takes } = signature;
  if (!pattern.test(ANYTHING.repeat(given.length))) return [{ kind: 'count', name, given: given.length, takes }];
  for (const [index, type] of given.map(typeThatIsThere).entries()) {
    const alone = type && ANYTHING.repeat(index) + SYMBOLS[type] + ANYTHING.repeat(given.length - index - 1);
    if (alone !== undefined && !pattern.test(alone)) return [{ kind: 'argument', name, index: index + 1, type: type! }];
  }
  return [];
}

/** What a function takes and gives. */
interface Signature {
  /** Matches the arguments' types, a letter for each. */
  readonly pattern: RegExp;
  readonly takes: readonly [least: number, most: number];
  readonly result: JsonataType | undefined;
}

const SYMBOLS: { readonly [type in JsonataType]: string } = { string: 's', number: 'n', boolean: 'b', null: 'l', array: 'a', object: 'o', function: 'f' };
/** An argument of which nothing is known. */
const ANYTHING = '_';
/** What a function gives; an array of one is given as what is in it. */
const RESULTS: ReadonlyMap<string, JsonataType> = new Map([['s', 'string'], ['n', 'number'], ['b', 'boolean']]);
const MOST_ARGUMENTS = 10;

const signatures = new Map<string, Signature | undefined>();

function signatureOf(name: string): Signature | undefined {
  if (!signatures.has(name)) {
    const text = LIBRARY.lookup(name)?.signature?.definition;
    signatures.set(name, text === undefined ? undefined : parseSignature(text));
  }
  return signatures.get(name);
}

/**
 * Parses a signature such as `<s-nn?:s>`.
 *
 * @see https://docs.jsonata.org/embedding-extending#function-signature-syntax
 */
function parseSignature(text: string): Signature {
  const [, parameters, result] = /^<((?:[^<>:]|<[^<>]*>)*)(?::(.*))?>$/.exec(text)!;
  const pattern = new RegExp(`^${parameters.replace(PARAMETER, (_, one: string | undefined, several: string | undefined, subtype: string | undefined, how: string) => (
    `[${taken(one, several, subtype)}${ANYTHING}]${how.replace('-', '?').replace('??', '?')}`))}$`);
  const counts = Array.from({ length: MOST_ARGUMENTS + 1 }, (_, count) => count).filter((count) => pattern.test(ANYTHING.repeat(count)));
  return { pattern, takes: [counts[0], counts[counts.length - 1]], result: RESULTS.get(result ?? '') };
}

const PARAMETER = /(?:([a-z])|\(([a-z]+)\))(?:<([^>]*)>)?([-?+]*)/g;

/** The letters of what a parameter takes. One value stands for an array of it. */
function taken(one: string | undefined, several: string | undefined, subtype: string | undefined): string {
  if (several !== undefined) return several;
  if (one === 'a') return subtype?.length === 1 ? `a${subtype}` : 'asnblfo';
  return one === 'x' ? 'asnblfo' : one === 'j' ? 'asnblo' : one!;
}
