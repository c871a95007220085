import { FUNCTION_NAMES } from './library';
import { LIMITS } from './limits';
import { Ast } from '../../../vendor/jsonata-sync';
import { EvaluationScope } from '../evaluation';
import { JsonValue, setMember } from '../json-value';

// Taken once: in Jest each look-up of a global is slow.
const { isFinite: isFiniteNumber, isInteger } = Number;
const { isArray } = Array;
const { hasOwn, keys: keysOf } = Object;

/** The answer of a fast path that meets values for which only the interpreter knows the rules, or an error that it has to word. */
export const NOT_FAST: unique symbol = Symbol('not fast');

type Outcome = JsonValue | undefined | typeof NOT_FAST;

/** Evaluates without the interpreter, or says that it cannot. */
export type FastPath = (scope: EvaluationScope, states: States) => Outcome;

interface States {
  readonly input: JsonValue;
  readonly result?: JsonValue;
  readonly errorOutput?: JsonValue;
}

/** Far below the depth at which an evaluation is refused, however the interpreter counts it. */
const MAX_DEPTH = 25;

/**
 * Compiles the expressions that loops are made of into closures: variables, paths through objects, literals, arithmetic, comparison, logic,
 * concatenation, conditions, constructors. Exactly what the interpreter would give, or NOT_FAST: on arrays within a path, on operands that
 * are errors, on numbers that are not finite. Undefined for expressions that hold anything else. Nothing here has effects, so that the
 * interpreter can start again from the beginning.
 */
export function compileFastPath(ast: Ast): FastPath | undefined {
  return compile(ast, 0);
}

function compile(ast: Ast, depth: number): FastPath | undefined {
  if (depth > MAX_DEPTH || ast.consarray || !isPlain(ast)) return undefined;
  switch (ast.type) {
    case 'string':
    case 'number':
    case 'value': {
      const literal = ast.value === 0 ? 0 : ast.value as JsonValue;
      return () => literal;
    }
    case 'variable': return compileVariable(ast.value as string);
    case 'path': return compilePath(ast);
    case 'binary': return compileBinary(ast, depth);
    case 'unary': return compileUnary(ast, depth);
    case 'condition': return compileCondition(ast, depth);
    case 'block': return ast.expressions?.length === 1 ? compile(ast.expressions[0], depth + 1) : undefined;
    default: return undefined;
  }
}

/** A workflow variable. A name that is also a function's is left to the interpreter, and so are `$` and `$$`. */
function compileVariable(name: string): FastPath | undefined {
  if (name === '' || name === '$' || name === 'states' || FUNCTION_NAMES.has(name)) return undefined;
  return (scope) => scope.variable(name);
}

/** A path from a variable through members of objects. What the last step finds may be anything; an array before it would be mapped over. */
function compilePath(ast: Ast): FastPath | undefined {
  const [first, ...steps] = ast.steps!;
  if (ast.keepSingletonArray || first.type !== 'variable' || !isPlain(first) || !steps.every((step) => step.type === 'name' && isPlain(step))) {
    return undefined;
  }
  const names = steps.map((step) => step.value as string);
  const variable = first.value as string;
  if (variable !== 'states') {
    return compileVariable(variable) && ((scope) => follow(scope.variable(variable), names, 0));
  }
  switch (names[0]) {
    case 'input': return (_, states) => follow(states.input, names, 1);
    case 'result': return (_, states) => follow(states.result, names, 1);
    case 'errorOutput': return (_, states) => follow(states.errorOutput, names, 1);
    case 'context': return (scope) => follow(scope.context(), names, 1);
    default: return undefined;
  }
}

/** Without filter, grouping, `[]`, `@` and `#`. */
function isPlain(ast: Ast): boolean {
  return !(ast.predicate || ast.stages || ast.group || ast.keepArray || ast.tuple || ast.focus || ast.index || ast.ancestor);
}

function follow(start: JsonValue | undefined, names: readonly string[], from: number): Outcome {
  let value = start;
  for (let index = from; index < names.length; index++) {
    if (typeof value !== 'object' || value === null) return undefined;
    if (isArray(value)) return NOT_FAST;
    const name = names[index];
    value = hasOwn(value, name) ? (value as { readonly [member: string]: JsonValue })[name] : undefined;
  }
  return value;
}

function compileBinary(ast: Ast, depth: number): FastPath | undefined {
  const left = compile(ast.lhs as Ast, depth + 1);
  const right = compile(ast.rhs!, depth + 1);
  if (left === undefined || right === undefined) return undefined;
  const operator = ast.value as string;
  if (operator === 'and' || operator === 'or') {
    const decided = operator === 'or';
    return (scope, states) => {
      const first = truth(left(scope, states));
      return first === NOT_FAST || first === decided ? first : truth(right(scope, states));
    };
  }
  const apply = OPERATORS.get(operator);
  return apply === undefined ? undefined : (scope, states) => apply(left(scope, states), right(scope, states));
}

const arithmetic = (calculate: (left: number, right: number) => number) => (left: Outcome, right: Outcome): Outcome => {
  if (typeof left === 'number' && typeof right === 'number') {
    const result = calculate(left, right);
    // An operand that is not finite gives a result that is not, or, in a division or a remainder, has to be looked for.
    return isFiniteNumber(result) && isFiniteNumber(left) && isFiniteNumber(right) ? result + 0 : NOT_FAST;
  }
  return (left === undefined && isNumberOrNothing(right)) || (right === undefined && isNumberOrNothing(left)) ? undefined : NOT_FAST;
};

const isNumberOrNothing = (value: Outcome): boolean => value === undefined || (typeof value === 'number' && isFiniteNumber(value));

const comparison = (compare: (left: string | number, right: string | number) => boolean) => (left: Outcome, right: Outcome): Outcome => {
  if ((typeof left === 'number' && typeof right === 'number') || (typeof left === 'string' && typeof right === 'string')) return compare(left, right);
  return (left === undefined && isComparableOrNothing(right)) || (right === undefined && isComparableOrNothing(left)) ? undefined : NOT_FAST;
};

const isComparableOrNothing = (value: Outcome): boolean => value === undefined || typeof value === 'string' || typeof value === 'number';

const equality = (equal: boolean) => (left: Outcome, right: Outcome): Outcome => {
  if (left === NOT_FAST || right === NOT_FAST) return NOT_FAST;
  if (left === undefined || right === undefined) return false;
  if (left === right) return equal;
  return typeof left === 'object' && typeof right === 'object' && left !== null && right !== null ? NOT_FAST : !equal;
};

const OPERATORS = new Map<string, (left: Outcome, right: Outcome) => Outcome>([
  ['+', arithmetic((left, right) => left + right)],
  ['-', arithmetic((left, right) => left - right)],
  ['*', arithmetic((left, right) => left * right)],
  ['/', arithmetic((left, right) => left / right)],
  ['%', arithmetic((left, right) => left % right)],
  ['<', comparison((left, right) => left < right)],
  ['<=', comparison((left, right) => left <= right)],
  ['>', comparison((left, right) => left > right)],
  ['>=', comparison((left, right) => left >= right)],
  ['=', equality(true)],
  ['!=', equality(false)],
  ['&', concatenate],
]);

function concatenate(left: Outcome, right: Outcome): Outcome {
  const first = textOf(left);
  const second = textOf(right);
  if (first === NOT_FAST || second === NOT_FAST || first.length + second.length > LIMITS.length) return NOT_FAST;
  return first + second;
}

function textOf(value: Outcome): string | typeof NOT_FAST {
  switch (typeof value) {
    case 'string': return value;
    case 'undefined': return '';
    case 'boolean': return String(value);
    // Fifteen digits are shown of a fraction.
    case 'number': return !isFiniteNumber(value) ? NOT_FAST : String(isInteger(value) ? value : Number(value.toPrecision(15)));
    default: return value === null ? 'null' : NOT_FAST;
  }
}

/** The effective boolean value. */
function truth(value: Outcome): boolean | typeof NOT_FAST {
  switch (typeof value) {
    case 'boolean': return value;
    case 'string': return value.length > 0;
    case 'number': return isFiniteNumber(value) ? value !== 0 : NOT_FAST;
    case 'undefined': return false;
    case 'object': return value === null ? false : isArray(value) ? NOT_FAST : keysOf(value).length > 0;
    default: return NOT_FAST;
  }
}

function compileUnary(ast: Ast, depth: number): FastPath | undefined {
  switch (ast.value) {
    case '-': return compileNegation(ast.expression!, depth);
    case '{': return compileObject(ast.lhs as readonly (readonly [Ast, Ast])[], depth);
    case '[': return compileArray(ast.expressions!, depth);
    default: return undefined;
  }
}

function compileNegation(ast: Ast, depth: number): FastPath | undefined {
  const operand = compile(ast, depth + 1);
  return operand && ((scope, states) => {
    const value = operand(scope, states);
    return value === undefined ? undefined : typeof value === 'number' && isFiniteNumber(value) ? 0 - value : NOT_FAST;
  });
}

function compileCondition(ast: Ast, depth: number): FastPath | undefined {
  const condition = compile(ast.condition!, depth + 1);
  const then = compile(ast.then!, depth + 1);
  const otherwise = ast.else === undefined ? (() => undefined) : compile(ast.else, depth + 1);
  if (condition === undefined || then === undefined || otherwise === undefined) return undefined;
  return (scope, states) => {
    const holds = truth(condition(scope, states));
    return holds === NOT_FAST ? NOT_FAST : holds ? then(scope, states) : otherwise(scope, states);
  };
}

function compileObject(pairs: readonly (readonly [Ast, Ast])[], depth: number): FastPath | undefined {
  const names: string[] = [];
  const values: FastPath[] = [];
  for (const [name, value] of pairs) {
    const compiled = compile(value, depth + 1);
    // Only names that are certain: two of a name are an error, and JSONata keeps two names for itself.
    if (name.type !== 'string' || compile(name, depth + 1) === undefined || names.includes(name.value as string)
      || (name.value as string).startsWith('_jsonata_') || compiled === undefined) return undefined;
    names.push(name.value as string);
    values.push(compiled);
  }
  return (scope, states) => {
    const object: { [member: string]: JsonValue } = {};
    for (let index = 0; index < names.length; index++) {
      const value = values[index](scope, states);
      if (value === NOT_FAST) return NOT_FAST;
      if (value !== undefined) setMember(object, names[index], value);
    }
    return object;
  };
}

function compileArray(expressions: readonly Ast[], depth: number): FastPath | undefined {
  const items: FastPath[] = [];
  for (const expression of expressions) {
    const compiled = compile(expression, depth + 1);
    if (compiled === undefined) return undefined;
    items.push(compiled);
  }
  // The items of an array become items of the array that is made, unless an array is written there.
  const keepsArray = expressions.map((expression) => expression.type === 'unary' && expression.value === '[');
  return (scope, states) => {
    const array: JsonValue[] = [];
    for (let index = 0; index < items.length; index++) {
      const value = items[index](scope, states);
      if (value === NOT_FAST) return NOT_FAST;
      if (value === undefined) continue;
      if (!isArray(value) || keepsArray[index]) array.push(value);
      else for (const item of value as readonly JsonValue[]) array.push(item);
      if (array.length > LIMITS.items) return NOT_FAST; // the evaluator says which limit was met
    }
    return array;
  };
}
