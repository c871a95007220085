import { isJsonata, textOf } from './structure';
import { JsonNode, ObjectNode } from '../asl/json/nodes';
import { JsonataAst } from '../asl/jsonata';
import { COMBINATIONS, COMPARISONS } from '../asl/state-fields';
import { parseTimestamp } from '../asl/timestamp';

/** What a rule of a Choice state tests, as far as it can be compared with what other rules test. */
export type ChoiceTest =
  | { readonly kind: 'all'; readonly parts: readonly ChoiceTest[] }
  | { readonly kind: 'any'; readonly parts: readonly ChoiceTest[] }
  | { readonly kind: 'not'; readonly part: ChoiceTest }
  /** One test in several forms. */
  | { readonly kind: 'same'; readonly forms: readonly ChoiceTest[] }
  | Range
  | Answer;

/** A value that lies between bounds, where it has their type. */
interface Range {
  readonly kind: 'range';
  /** What is compared: a variable with the type that it is compared as. */
  readonly of: string;
  readonly low?: Bound;
  readonly high?: Bound;
  /** The answers that hold wherever the value is of the type. */
  readonly shows: readonly string[];
}

interface Bound {
  readonly value: string | number;
  readonly included: boolean;
}

/** Any other test, by its text: it is only compared with its like. */
interface Answer {
  readonly kind: 'answer';
  /** Undefined where the same text need not give the same answer. */
  readonly text?: string;
  /** Other answers that hold wherever it does. */
  readonly shows: readonly string[];
}

const UNKNOWN: ChoiceTest = { kind: 'answer', shows: [] };
const ALWAYS: ChoiceTest = { kind: 'all', parts: [] };

/** How many tests are compared for one Choice state at most. One with more rules than that takes has hundreds of one variable. */
const MOST_COMPARISONS = 20_000;

/**
 * The first earlier test that is true wherever a later one is, by the later one's place: its rule never matches, as the rules are tried from the
 * top. What is not certain is not said.
 */
export function hiddenTests(tests: readonly ChoiceTest[]): ReadonlyMap<number, number> {
  const hidden = new Map<number, number>();
  let comparisons = 0;
  const implies = (test: ChoiceTest, other: ChoiceTest): boolean => {
    if (++comparisons > MOST_COMPARISONS) return false;
    if (test.kind === 'same') return test.forms.some((form) => implies(form, other));
    if (other.kind === 'same') return other.forms.some((form) => implies(test, form));
    if (test.kind === 'any') return test.parts.every((part) => implies(part, other));
    if (other.kind === 'all') return other.parts.every((part) => implies(test, part));
    if (test.kind === 'all' && test.parts.some((part) => implies(part, other))) return true;
    if (other.kind === 'any') return other.parts.some((part) => implies(test, part));
    if (test.kind === 'not') return other.kind === 'not' && implies(other.part, test.part);
    if (test.kind === 'all' || other.kind === 'not') return false;
    if (other.kind === 'range') return test.kind === 'range' && test.of === other.of && isAbove(test.low, other.low, 1) && isAbove(test.high, other.high, -1);
    return other.text !== undefined && (test.shows.includes(other.text) || (test.kind === 'answer' && test.text === other.text));
  };
  for (const [place, test] of tests.entries()) {
    const earlier = tests.findIndex((other, at) => at >= place || implies(test, other));
    if (comparisons > MOST_COMPARISONS) break;
    if (earlier < place) hidden.set(place, earlier);
  }
  return hidden;
}

/** Whether a bound is no wider than another: from below with the direction 1, from above with -1. */
function isAbove(bound: Bound | undefined, other: Bound | undefined, direction: 1 | -1): boolean {
  if (!other) return true;
  if (!bound || bound.value === other.value) return bound !== undefined && (other.included || !bound.included);
  return (bound.value > other.value) === (direction === 1);
}

const IGNORED: ReadonlySet<string> = new Set(['Variable', 'Next', 'Comment', 'Assign', 'Output']);
const TYPED = /^(String|Numeric|Timestamp|Boolean)(.*?)(Path)?$/;

/** What a rule under JSONPath tests. */
export function testOfRule(node: JsonNode | undefined): ChoiceTest {
  if (node?.kind !== 'object' || node.opaqueMembers.length > 0) return UNKNOWN;
  const operators = node.members.filter(({ name }) => !IGNORED.has(name as string));
  const [operand] = operators;
  const operator = operand?.name as string;
  if (operators.length !== 1 || !(COMPARISONS.has(operator) || COMBINATIONS.has(operator))) return UNKNOWN;
  if (operator === 'Not') return { kind: 'not', part: testOfRule(operand) };
  if (operand.kind === 'array') return { kind: operator === 'And' ? 'all' : 'any', parts: operand.elements.map(testOfRule) };
  return comparison(node, operator, operand);
}

function comparison(node: ObjectNode, operator: string, operand: JsonNode): ChoiceTest {
  const variable = textOf(node.get('Variable'));
  if (variable === undefined || (operand.kind !== 'string' && operand.kind !== 'number' && operand.kind !== 'boolean')) return UNKNOWN;
  const answer = (name: string, value: string | number | boolean): string => JSON.stringify([variable, name, value]);
  const present = operator === 'IsPresent' ? [] : [answer('IsPresent', true)];
  const [, type, relation, path] = TYPED.exec(operator) ?? [];
  if (type === undefined) return { kind: 'answer', text: answer(operator, operand.value), shows: operand.value === true ? present : [] };
  const shows = [...present, answer(`Is${type}`, true), answer('IsNull', false)];
  const bound = path ? 0 : type === 'Timestamp' ? parseTimestamp(String(operand.value)) : operand.value;
  if (type === 'Boolean' || relation === 'Matches') return { kind: 'answer', text: answer(operator, operand.value), shows };
  return typeof bound !== 'string' && typeof bound !== 'number' ? UNKNOWN : range(answer(type, path ? operand.value : ''), relation, bound, shows);
}

function range(of: string, relation: string, value: string | number, shows: readonly string[]): Range {
  const bound: Bound = { value, included: relation.endsWith('Equals') };
  return { kind: 'range', of, ...(!relation.startsWith('Less') && { low: bound }), ...(!relation.startsWith('Greater') && { high: bound }), shows };
}

/** Functions that need not give the same twice. */
const CHANGING = /\$(?:random|now|millis|uuid)\b/;

/** What a condition under JSONata tests: as a whole, and as far as its operators say. */
export function testOfCondition(node: JsonNode | undefined, astOf: (node: JsonNode) => JsonataAst | undefined): ChoiceTest {
  if (node?.kind === 'boolean' && node.value) return ALWAYS;
  if (node?.kind !== 'string' || !isJsonata(node.value)) return UNKNOWN;
  const ast = astOf(node);
  const text = node.value.slice(2, -2).trim();
  return !ast || CHANGING.test(text) ? UNKNOWN : { kind: 'same', forms: [{ kind: 'answer', text, shows: [] }, testOf(ast)] };
}

const RELATIONS: ReadonlyMap<string, readonly [relation: string, mirrored: string]> = new Map([
  ['=', ['Equals', 'Equals']], ['<', ['LessThan', 'GreaterThan']], ['<=', ['LessThanEquals', 'GreaterThanEquals']],
  ['>', ['GreaterThan', 'LessThan']], ['>=', ['GreaterThanEquals', 'LessThanEquals']],
]);

function testOf(ast: JsonataAst): ChoiceTest {
  if (ast.predicate || ast.stages || ast.group) return UNKNOWN;
  if (ast.type === 'block' && ast.expressions?.length === 1) return testOf(ast.expressions[0]);
  if (ast.type === 'value' && ast.value === true) return ALWAYS;
  if (ast.type === 'function' && ast.procedure?.type === 'variable' && ast.procedure.value === 'not' && ast.arguments?.length === 1) {
    return { kind: 'not', part: testOf(ast.arguments[0]) };
  }
  if (ast.type !== 'binary') return UNKNOWN;
  const [left, right] = [ast.lhs as JsonataAst, ast.rhs!];
  if (ast.value === 'and' || ast.value === 'or') return { kind: ast.value === 'and' ? 'all' : 'any', parts: [testOf(left), testOf(right)] };
  const [relation, mirrored] = RELATIONS.get(ast.value as string) ?? [];
  return relation && mirrored ? compared(left, relation, right) ?? compared(right, mirrored, left) ?? UNKNOWN : UNKNOWN;
}

function compared(subject: JsonataAst, relation: string, { type, value }: JsonataAst): Range | undefined {
  const names = namesOf(subject);
  return names && (type === 'string' || type === 'number') ? range(JSON.stringify([names, type]), relation, value as string | number, []) : undefined;
}

/** The names of a variable, or of a path from one, that has nothing else in it. */
function namesOf(ast: JsonataAst): readonly unknown[] | undefined {
  const [first, ...steps] = ast.type === 'path' ? ast.steps! : [ast];
  const plain = [ast, first, ...steps].every((step) => (
    !step.predicate && !step.stages && !step.group && step.focus === undefined && step.index === undefined && !step.keepSingletonArray));
  return plain && first.type === 'variable' && steps.every(({ type }) => type === 'name') ? [first, ...steps].map(({ value }) => value) : undefined;
}
