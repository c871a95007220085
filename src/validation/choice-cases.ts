import { isJsonata } from './structure';
import { JsonNode, ObjectNode } from '../asl/json/nodes';

/** Comparisons that are made for one Choice state at most: to go through all cases of many variables would take too long. */
const MOST_COMPARISONS = 4_000;

const ORDERED = /^(String|Numeric|Timestamp)(Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals)(Path)?$/;
const IGNORED: ReadonlySet<string> = new Set(['Variable', 'Next', 'Comment', 'Assign', 'Output']);

/** What some comparisons look at, cut into the cases between which they tell. Its cases are numbered from 0. */
interface Quantity {
  /** The values that it is compared to, each with its number. Each of them is a case; so is what lies between, below and above. */
  readonly bounds: Map<Bound, number>;
  cases: number;
  /** The case that is looked at. */
  current: number;
}

type Bound = string | number;
type Test = () => boolean;

/** Where something is compared that cannot be judged: then nothing is said. */
class Unknown extends Error {}

/**
 * Whether one of the rules matches whatever the input is: a rule and its `Not`, both answers of a test, ranges that leave no gap. Every case that
 * the rules tell apart is tried. True where that cannot be said. What has another type than it is compared to, or is missing, does not count.
 */
export function matchesAlways(rules: readonly JsonNode[]): boolean {
  try {
    return new Cases(rules).allMatch();
  } catch (thrown) {
    if (thrown instanceof Unknown) return true;
    throw thrown;
  }
}

class Cases {
  private readonly quantities = new Map<string, Quantity>();
  private readonly tests: readonly Test[];
  private comparisons = 0;

  constructor(rules: readonly JsonNode[]) {
    this.tests = rules.map((rule) => this.rule(rule));
    for (const quantity of this.quantities.values()) {
      const { bounds } = quantity;
      if (bounds.size === 0) continue;
      [...bounds.keys()].sort((a, b) => a < b ? -1 : 1).forEach((bound, index) => bounds.set(bound, 2 * index + 1));
      quantity.cases = 2 * bounds.size + 1;
    }
  }

  public allMatch(): boolean {
    const quantities = [...this.quantities.values()];
    for (;;) {
      if (!this.tests.some((test) => test())) return false;
      // The next combination of cases, as an odometer counts.
      let wheel = 0;
      while (wheel < quantities.length && ++quantities[wheel].current === quantities[wheel].cases) quantities[wheel++].current = 0;
      if (wheel === quantities.length) return true;
    }
  }

  private rule(node: JsonNode): Test {
    if (node.kind !== 'object' || node.opaqueMembers.length > 0) throw new Unknown();
    const operators = node.members.filter(({ name }) => !IGNORED.has(name as string));
    if (operators.length !== 1) throw new Unknown();
    const [operand] = operators;
    const operator = operand.name as string;
    if (operator === 'Not') {
      const test = this.rule(operand);
      return () => !test();
    }
    if (operator === 'And' || operator === 'Or') {
      if (operand.kind !== 'array') throw new Unknown();
      const tests = operand.elements.map((element) => this.rule(element));
      return operator === 'And' ? () => tests.every((test) => test()) : () => tests.some((test) => test());
    }
    return this.comparison(node, operator, operand);
  }

  private comparison(node: ObjectNode, operator: string, operand: JsonNode): Test {
    const variable = node.get('Variable');
    if (variable?.kind !== 'string' || (operand.kind !== 'string' && operand.kind !== 'number' && operand.kind !== 'boolean')) throw new Unknown();
    const [, type, relation, path] = ORDERED.exec(operator) ?? [];
    if (type !== undefined) return this.ordered(JSON.stringify([variable.value, type, path ? operand.value : '']), relation, path ? 0 : boundOf(type, operand.value));
    if (operator === 'StringMatches' && operand.value === '*') return () => true;
    // Both answers of BooleanEquals and of the tests are cases of one quantity; any other comparison is either true or false.
    const isAnswer = operand.kind === 'boolean';
    const quantity = this.quantity(JSON.stringify([variable.value, operator, isAnswer ? '' : operand.value]), 2);
    const wanted = isAnswer && !operand.value ? 0 : 1;
    return this.counted(() => quantity.current === wanted);
  }

  private ordered(key: string, relation: string, bound: Bound): Test {
    const quantity = this.quantity(key, 1);
    quantity.bounds.set(bound, 0);
    return this.counted(() => {
      const { current } = quantity;
      const equal = quantity.bounds.get(bound)!;
      if (current === equal) return relation.endsWith('Equals');
      return current < equal ? relation.startsWith('Less') : relation.startsWith('Greater');
    });
  }

  private quantity(key: string, cases: number): Quantity {
    let quantity = this.quantities.get(key);
    if (!quantity) this.quantities.set(key, quantity = { bounds: new Map(), cases, current: 0 });
    return quantity;
  }

  private counted(test: Test): Test {
    return () => {
      if (++this.comparisons > MOST_COMPARISONS) throw new Unknown();
      return test();
    };
  }
}

function boundOf(type: string, value: string | number | boolean): Bound {
  const bound = type === 'Timestamp' && typeof value === 'string' ? Date.parse(value) : value;
  if (typeof bound !== (type === 'String' ? 'string' : 'number') || Number.isNaN(bound)) throw new Unknown();
  return bound as Bound;
}

const OPPOSITES: ReadonlyMap<string, string> = new Map([['<', '>='], ['>=', '<'], ['>', '<='], ['<=', '>'], ['=', '!='], ['!=', '=']]);
const MIRRORED: ReadonlyMap<string, string> = new Map([['<', '>'], ['>', '<'], ['<=', '>='], ['>=', '<='], ['=', '='], ['!=', '!=']]);
const COMPARISON = /^([^<>=!?:]+)(<=|>=|!=|<|>|=)([^<>=!?:]+)$/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;
/** What is a whole number and never below zero, with a call inside of it at most. */
const MEASURE = /^\$(?:count|length)\((?:[^()]|\([^()]*\))*\)$/;

/**
 * Whether one of the conditions is sure to be true, as far as their texts show: `{% true %}`, a condition and its opposite, or comparisons of one
 * thing with numbers that leave no gap. True where some condition is not known until deploy.
 */
export function holdsAlways(conditions: readonly (JsonNode | undefined)[]): boolean {
  const texts = new Set<string>();
  for (const condition of conditions) {
    if (condition?.kind === 'boolean') texts.add(String(condition.value));
    else if (condition?.kind === 'string' && isJsonata(condition.value)) texts.add(condition.value.slice(2, -2).trim().replace(/\s+/g, ' ').replace(/ ?([()<>=!]+) ?/g, '$1'));
    else return true;
  }
  return [...texts].some((text) => text === 'true' || text === '$not(false)' || texts.has(`$not(${text})`) || texts.has(oppositeOf(text) ?? '')) || withoutGap(texts);
}

function comparisonOf(text: string): readonly [left: string, operator: string, right: string] | undefined {
  const [, left, operator, right] = COMPARISON.exec(text) ?? [];
  // What binds more loosely than a comparison would make it a part of something larger.
  return operator === undefined || /\b(?:and|or|in)\b|:=/.test(text) ? undefined : [left, operator, right];
}

function oppositeOf(text: string): string | undefined {
  const comparison = comparisonOf(text);
  return comparison && `${comparison[0]}${OPPOSITES.get(comparison[1])}${comparison[2]}`;
}

/** Whether something is compared with numbers so that one of its comparisons is true whatever number it is. */
function withoutGap(texts: ReadonlySet<string>): boolean {
  const compared = new Map<string, { readonly operator: string; readonly bound: number }[]>();
  for (const text of texts) {
    let [left, operator, right] = comparisonOf(text) ?? ['', '', ''];
    if (NUMBER.test(left)) [left, operator, right] = [right, MIRRORED.get(operator)!, left];
    if (!NUMBER.test(right)) continue;
    const others = compared.get(left);
    if (others) others.push({ operator, bound: Number(right) });
    else compared.set(left, [{ operator, bound: Number(right) }]);
  }
  return [...compared].some(([left, comparisons]) => {
    const bounds = [...new Set(comparisons.map(({ bound }) => bound))].sort((a, b) => a - b);
    return casesBetween(bounds, MEASURE.test(left)).every((value) => comparisons.some(({ operator, bound }) => holds(value, operator, bound)));
  });
}

/** One number for each case that the bounds tell apart: each of them, and what lies between, below and above. */
function casesBetween(bounds: readonly number[], whole: boolean): number[] {
  if (whole) return [0, ...bounds.flatMap((bound) => [Math.floor(bound), Math.floor(bound) + 1, Math.ceil(bound) - 1])].filter((value) => value >= 0);
  return [bounds[0] - 1, ...bounds.flatMap((bound, index) => [bound, index + 1 < bounds.length ? (bound + bounds[index + 1]) / 2 : bound + 1])];
}

function holds(value: number, operator: string, bound: number): boolean {
  if (value === bound) return operator.endsWith('=') && operator !== '!=';
  return operator === '!=' || (value < bound ? operator.startsWith('<') : operator.startsWith('>'));
}
