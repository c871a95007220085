import { JsonArray, JsonValue } from '../json-value';
import { arrayArgument, fail, integerArgument, IntrinsicFunctionTable } from './intrinsic-function';
import { canonicalText } from './value-text';
import { equalValues } from '../paths/equality';

const RANGE_LIMIT = 1_000;

const noLimit = () => undefined;

function partSize(values: readonly JsonValue[], at: number): number {
  const size = integerArgument(values, at);
  return size >= 1 ? size : fail(`Argument ${at + 1}, the size of a part, is ${size}, but must be at least 1.`);
}

function partition(values: readonly JsonValue[]): JsonValue {
  const array = arrayArgument(values, 0);
  const size = partSize(values, 1);
  const parts: JsonArray[] = [];
  for (let at = 0; at < array.length; at += size) parts.push(array.slice(at, at + size));
  return parts;
}

function contains(values: readonly JsonValue[]): JsonValue {
  const [, wanted] = values;
  return arrayArgument(values, 0).some((item) => equalValues(item, wanted, noLimit));
}

function rangeStep(values: readonly JsonValue[], at: number): number {
  const step = integerArgument(values, at);
  return step !== 0 ? step : fail(`Argument ${at + 1}, the step, must not be 0.`);
}

function range(values: readonly JsonValue[]): JsonValue {
  const first = integerArgument(values, 0);
  const last = integerArgument(values, 1);
  const step = rangeStep(values, 2);
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  if (count > RANGE_LIMIT) fail(`The range has ${count} items, but may have ${RANGE_LIMIT} at most.`);
  return Array.from({ length: count }, (_, at) => first + at * step);
}

function itemIndex(values: readonly JsonValue[], at: number): number {
  const index = integerArgument(values, at);
  return index >= 0 ? index : fail(`Argument ${at + 1} is the index ${index}, but must be at least 0.`);
}

function itemAt(values: readonly JsonValue[]): JsonValue {
  const array = arrayArgument(values, 0);
  const index = integerArgument(values, 1);
  if (index < 0 || index >= array.length) fail(`Argument 2 is the index ${index}, but the array has ${array.length} items.`);
  return array[index];
}

function unique(values: readonly JsonValue[]): JsonValue {
  const byText = new Map<string, JsonValue>();
  for (const item of arrayArgument(values, 0)) {
    const text = canonicalText(item);
    if (!byText.has(text)) byText.set(text, item);
  }
  return [...byText.values()];
}

export const ARRAY_FUNCTIONS: IntrinsicFunctionTable = [
  ['States.Array', { minimum: 0, maximum: Infinity, evaluate: (values) => values }],
  ['States.ArrayPartition', { minimum: 2, maximum: 2, takes: [arrayArgument, partSize], evaluate: partition }],
  ['States.ArrayContains', { minimum: 2, maximum: 2, takes: [arrayArgument], evaluate: contains }],
  ['States.ArrayRange', { minimum: 3, maximum: 3, takes: [integerArgument, integerArgument, rangeStep], evaluate: range }],
  ['States.ArrayGetItem', { minimum: 2, maximum: 2, takes: [arrayArgument, itemIndex], evaluate: itemAt }],
  ['States.ArrayLength', { minimum: 1, maximum: 1, takes: [arrayArgument], evaluate: (values) => arrayArgument(values, 0).length }],
  ['States.ArrayUnique', { minimum: 1, maximum: 1, takes: [arrayArgument], evaluate: unique }],
];
