import { EvaluationScope } from '../evaluation';
import { JsonValue } from '../json-value';
import { checkInteger, fail, integerArgument, IntrinsicFunctionTable } from './intrinsic-function';
import { javaRandomDouble } from '../jsonata/java-random';

function add(values: readonly JsonValue[]): number {
  return checkInteger(integerArgument(values, 0) + integerArgument(values, 1), 'The sum') + 0;
}

/** From the first number, which may be drawn, to the second, which may not. With a seed always the same one. */
function random(values: readonly JsonValue[], scope: EvaluationScope): number {
  const first = integerArgument(values, 0);
  const end = integerArgument(values, 1);
  if (first >= end) fail(`Argument 1 is ${first}, but must be less than argument 2, which is ${end}.`);
  const fraction = values.length > 2 ? javaRandomDouble(integerArgument(values, 2)) : scope.random();
  return first + Math.floor(fraction * (end - first));
}

export const MATH_FUNCTIONS: IntrinsicFunctionTable = [
  ['States.MathRandom', { minimum: 2, maximum: 3, takes: [integerArgument, integerArgument, integerArgument], evaluate: random }],
  ['States.MathAdd', { minimum: 2, maximum: 2, takes: [integerArgument, integerArgument], evaluate: add }],
  ['States.UUID', { minimum: 0, maximum: 0, evaluate: (_values, scope) => scope.uuid() }],
];
