import { isJsonObject, JsonValue } from '../json-value';
import { LinearRegExp } from '../regular-expression';
import { compileFinder } from './definite-path';
import { equalValues } from './equality';
import type { FilterNode, FilterOperand, FilterOperator } from './filter-syntax';
import type { ParsedPath } from './path-syntax';

/** What a filter asks of the evaluation it is part of. */
export interface FilterContext {
  readonly root: JsonValue;
  /** Called for every comparison; throws when the path has worked too much. */
  readonly spend: () => void;
  /** Set by a comparison that makes no sense, such as `in` a number: then the item is not taken, whatever the rest of the filter says. */
  invalid: boolean;
  /** The result of a path, or undefined where it has none. */
  lookUp(path: ParsedPath, item: JsonValue): JsonValue | undefined;
  exists(path: ParsedPath, item: JsonValue): boolean;
}

export type Condition = (item: JsonValue, context: FilterContext) => boolean;

export function compileFilter(node: FilterNode): Condition {
  switch (node.kind) {
    case 'and': {
      const conditions = node.nodes.map(compileFilter);
      return (item, context) => conditions.every((condition) => condition(item, context));
    }
    case 'or': {
      const conditions = node.nodes.map(compileFilter);
      return (item, context) => conditions.some((condition) => condition(item, context));
    }
    case 'not': {
      const condition = compileFilter(node.node);
      return (item, context) => !condition(item, context);
    }
    case 'exists': {
      const { path, expected } = node;
      return (item, context) => context.exists(path, item) === expected;
    }
    case 'relation': {
      const left = compileOperand(node.left);
      const right = compileOperand(node.right);
      const relation = RELATIONS[node.operator];
      return (item, context) => {
        context.spend();
        return relation(left(item, context), right(item, context), context);
      };
    }
  }
}

/** A value to compare; undefined where a path has no result. */
type Comparable = JsonValue | LinearRegExp | undefined;

function compileOperand(operand: FilterOperand): (item: JsonValue, context: FilterContext) => Comparable {
  if (operand.kind === 'literal') return () => operand.value;
  if (operand.kind === 'pattern') return () => operand.pattern;
  const { path } = operand;
  const finder = compileFinder(path.steps);
  if (finder === undefined) return (item, context) => context.lookUp(path, item);
  return path.root === '$' ? (_, context) => finder(context.root) : finder;
}

type Relation = (left: Comparable, right: Comparable, context: FilterContext) => boolean;

/** Equality across types is Jayway's: a text equals a number if it is its text, a number equals a text that is the same number. */
function equal(left: Comparable, right: Comparable, context: FilterContext): boolean {
  if (left instanceof LinearRegExp || right instanceof LinearRegExp || left === undefined || right === undefined) return false;
  if (typeof left === 'string' && typeof right === 'number') return left === String(right);
  if (typeof left === 'number' && typeof right === 'string') return right.trim() !== '' && left === Number(right);
  return equalValues(left, right, context.spend);
}

function sameType(left: Comparable, right: Comparable): boolean {
  return typeof left === typeof right && (left === null) === (right === null);
}

function ordered(compare: (left: string | number, right: string | number) => boolean): Relation {
  return (left, right) => ((typeof left === 'number' && typeof right === 'number') || (typeof left === 'string' && typeof right === 'string'))
    && compare(left, right);
}

function matches(left: Comparable, right: Comparable): boolean {
  const [pattern, value] = left instanceof LinearRegExp ? [left, right] : [right, left];
  if (!(pattern instanceof LinearRegExp) || value instanceof LinearRegExp) return false;
  if (Array.isArray(value)) return value.some((item: JsonValue) => pattern.matchesWhole(matchedText(item)));
  return pattern.matchesWhole(matchedText(value));
}

function matchedText(value: JsonValue | undefined): string {
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
}

/** For the operators on lists: without a list on the right side there is no answer, not even for "nin". */
function overLists(needsLeft: boolean, decide: (left: Comparable, right: readonly JsonValue[], context: FilterContext) => boolean): Relation {
  return (left, right, context) => {
    if (!Array.isArray(right) || (needsLeft && !Array.isArray(left))) {
      // An object is merely not a list; anything else makes the whole condition senseless.
      if (!isPlainObject(right) && !(needsLeft && isPlainObject(left))) context.invalid = true;
      return false;
    }
    return decide(left, right, context);
  };
}

function isPlainObject(value: Comparable): boolean {
  return !(value instanceof LinearRegExp) && isJsonObject(value);
}

const contained = (value: Comparable, list: readonly JsonValue[], context: FilterContext) => list.some((item) => equal(value, item, context));
const items = (value: Comparable) => value as readonly JsonValue[];
const isIn = overLists(false, contained);
const shareItem = (left: Comparable, right: readonly JsonValue[], context: FilterContext) =>
  items(left).some((item) => contained(item, right, context));

const RELATIONS: Readonly<Record<FilterOperator, Relation>> = {
  '==': equal,
  '===': (left, right, context) => sameType(left, right) && equal(left, right, context),
  '!=': (left, right, context) => !equal(left, right, context),
  '!==': (left, right, context) => !(sameType(left, right) && equal(left, right, context)),
  '<': ordered((left, right) => left < right),
  '<=': ordered((left, right) => left <= right),
  '>': ordered((left, right) => left > right),
  '>=': ordered((left, right) => left >= right),
  '=~': matches,
  'in': isIn,
  'nin': (left, right, context) => !isIn(left, right, context),
  'subsetof': overLists(true, (left, right, context) => items(left).every((item) => contained(item, right, context))),
  'anyof': overLists(true, shareItem),
  'noneof': overLists(true, (left, right, context) => !shareItem(left, right, context)),
  'all': (left, right, context) => Array.isArray(left) && Array.isArray(right) && right.every((item: JsonValue) => contained(item, left, context)),
  'size': (left, right) => (typeof left === 'string' || Array.isArray(left)) && typeof right === 'number' && left.length === Math.trunc(right),
  'empty': (left, right, context) => {
    if (typeof left !== 'string' && (typeof left !== 'object' || left === null || left instanceof LinearRegExp)) return false;
    if (typeof right !== 'boolean') {
      context.invalid = true;
      return false;
    }
    return ((typeof left === 'string' || Array.isArray(left) ? left.length : Object.keys(left).length) === 0) === right;
  },
  'contains': (left, right, context) => (Array.isArray(left)
    ? contained(right, left, context)
    : typeof left === 'string' && typeof right === 'string' && left.includes(right)),
};
