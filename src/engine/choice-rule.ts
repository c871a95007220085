import { compileTypedJsonataField } from './data-flow';
import { runtimeFailure } from './failure';
import type { StateEvaluation } from './state-evaluation';
import { JsonValue } from '../asl/json-value';
import { ChoiceRuleDefinition } from '../asl/model';
import { compilePath, Path } from '../asl/paths/expression';
import { parseTimestamp } from '../asl/timestamp';
import { bug } from '../errors';

/** Whether a Choice rule holds. */
export type Condition = (evaluation: StateEvaluation) => boolean;

type Test = (value: JsonValue, operand: JsonValue) => boolean;

/**
 * Compiles a Choice rule.
 *
 * @see https://states-language.net/spec.html#choice-state
 */
export function compileCondition(rule: ChoiceRuleDefinition, jsonata: boolean, field: string): Condition {
  if (jsonata) {
    return compileJsonataCondition(rule, `${field}/Condition`);
  }
  if (rule.And) {
    const rules = rule.And.map((one) => compileCondition(one, false, field));
    return (evaluation) => rules.every((one) => one(evaluation));
  }
  if (rule.Or) {
    const rules = rule.Or.map((one) => compileCondition(one, false, field));
    return (evaluation) => rules.some((one) => one(evaluation));
  }
  if (rule.Not) {
    const negated = compileCondition(rule.Not, false, field);
    return (evaluation) => !negated(evaluation);
  }
  return compileComparison(rule);
}

function compileJsonataCondition(rule: ChoiceRuleDefinition, name: string): Condition {
  const { Condition: condition } = rule;
  if (typeof condition !== 'string') {
    return () => condition === true;
  }
  return compileTypedJsonataField(condition, name, 'boolean', (value): value is boolean => typeof value === 'boolean');
}

function compileComparison(rule: ChoiceRuleDefinition): Condition {
  const variable = compilePath(rule.Variable!);
  const operator = Object.keys(rule).find((name) => Object.hasOwn(TYPE_TESTS, name) || Object.hasOwn(COMPARISONS, name.replace(/Path$/, '')));
  if (operator === undefined) {
    bug(`The Choice rule on "${rule.Variable}" compares with nothing.`);
  }
  const operand = rule[operator] as JsonValue;
  if (operator === 'IsPresent') {
    return (evaluation) => isPresent(variable, evaluation) === operand;
  }
  if (Object.hasOwn(TYPE_TESTS, operator)) {
    const test = TYPE_TESTS[operator];
    return (evaluation) => test(valueOf(variable, evaluation)) === operand;
  }
  if (operator.endsWith('Path')) {
    const test = COMPARISONS[operator.slice(0, -4)];
    const other = compilePath(operand as string);
    return (evaluation) => test(valueOf(variable, evaluation), valueOf(other, evaluation));
  }
  const test = COMPARISONS[operator];
  return (evaluation) => test(valueOf(variable, evaluation), operand);
}

/** A path that may match several values is present where it matches any. */
function isPresent(path: Path, evaluation: StateEvaluation): boolean {
  const value = path.find(evaluation);
  return value !== undefined && (path.definite || (value as readonly JsonValue[]).length > 0);
}

function valueOf(path: Path, evaluation: StateEvaluation): JsonValue {
  const value = path.find(evaluation);
  if (value === undefined) {
    throw runtimeFailure(`Invalid path '${path.text}': The choice state's condition path references an invalid value.`);
  }
  return value;
}

const timestampOf = (value: JsonValue): number | undefined => typeof value === 'string' ? parseTimestamp(value) : undefined;

const TYPE_TESTS: { readonly [operator: string]: (value: JsonValue) => boolean } = {
  IsNull: (value) => value === null,
  IsNumeric: (value) => typeof value === 'number',
  IsString: (value) => typeof value === 'string',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => timestampOf(value) !== undefined,
  IsPresent: () => true,
};

const strings = (test: (a: string, b: string) => boolean): Test => (a, b) => typeof a === 'string' && typeof b === 'string' && test(a, b);
const numbers = (test: (a: number, b: number) => boolean): Test => (a, b) => typeof a === 'number' && typeof b === 'number' && test(a, b);
const timestamps = (test: (a: number, b: number) => boolean): Test => (a, b) => {
  const left = timestampOf(a);
  const right = timestampOf(b);
  return left !== undefined && right !== undefined && test(left, right);
};

/** The comparisons by name; each also exists with `Path` behind it. A value of another type never matches. */
const COMPARISONS: { readonly [operator: string]: Test } = {
  BooleanEquals: (a, b) => typeof a === 'boolean' && a === b,
  NumericEquals: numbers((a, b) => a === b),
  NumericLessThan: numbers((a, b) => a < b),
  NumericGreaterThan: numbers((a, b) => a > b),
  NumericLessThanEquals: numbers((a, b) => a <= b),
  NumericGreaterThanEquals: numbers((a, b) => a >= b),
  StringEquals: strings((a, b) => a === b),
  StringLessThan: strings((a, b) => a < b),
  StringGreaterThan: strings((a, b) => a > b),
  StringLessThanEquals: strings((a, b) => a <= b),
  StringGreaterThanEquals: strings((a, b) => a >= b),
  StringMatches: strings(matchesPattern),
  TimestampEquals: timestamps((a, b) => a === b),
  TimestampLessThan: timestamps((a, b) => a < b),
  TimestampGreaterThan: timestamps((a, b) => a > b),
  TimestampLessThanEquals: timestamps((a, b) => a <= b),
  TimestampGreaterThanEquals: timestamps((a, b) => a >= b),
};

/** `*` stands for any characters, `\*` for a star, `\\` for a backslash. Linear: each part is looked for once, from the left. */
function matchesPattern(text: string, pattern: string): boolean {
  const parts: string[] = [''];
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] === '\\' && (pattern[i + 1] === '*' || pattern[i + 1] === '\\')) {
      parts[parts.length - 1] += pattern[++i];
    } else if (pattern[i] === '*') {
      parts.push('');
    } else {
      parts[parts.length - 1] += pattern[i];
    }
  }
  if (parts.length === 1) {
    return text === parts[0];
  }
  const first = parts[0];
  const last = parts[parts.length - 1];
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) {
    return false;
  }
  let at = first.length;
  const end = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) {
      return false;
    }
    at = found + part.length;
  }
  return true;
}
