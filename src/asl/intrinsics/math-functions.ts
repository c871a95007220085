import { EvaluationScope } from '../evaluation';
import { JsonValue } from '../json-value';
import { checkInteger, fail, integerArgument, IntrinsicFunctionTable } from './intrinsic-function';

function add(values: readonly JsonValue[]): number {
  return checkInteger(integerArgument(values, 0) + integerArgument(values, 1), 'The sum') + 0;
}

/** From the first number, which may be drawn, to the second, which may not. With a seed always the same one. */
function random(values: readonly JsonValue[], scope: EvaluationScope): number {
  const first = integerArgument(values, 0);
  const end = integerArgument(values, 1);
  if (first >= end) fail(`Argument 1 is ${first}, but must be less than argument 2, which is ${end}.`);
  const fraction = values.length > 2 ? fractionOf(integerArgument(values, 2)) : scope.random();
  return first + Math.floor(fraction * (end - first));
}

/** The first number in [0, 1) of java.util.Random with the seed: a linear congruential generator of 48 bits. */
function fractionOf(seed: number): number {
  const modulus = 2n ** 48n;
  const multiplier = 0x5DEECE66Dn;
  const next = (state: bigint) => (state * multiplier + 0xBn) % modulus;
  const scrambled = xor(BigInt.asUintN(48, BigInt(seed)), multiplier);
  const first = next(scrambled);
  const second = next(first);
  const bits = first / 2n ** 22n * 2n ** 27n + second / 2n ** 21n;
  return Number(bits) / 2 ** 53;
}

/** Exclusive or of two numbers of 48 bits, digit by digit. */
function xor(left: bigint, right: bigint): bigint {
  const digits = right.toString(2).padStart(48, '0');
  return [...left.toString(2).padStart(48, '0')].reduce((bits, bit, at) => bits * 2n + (bit === digits[at] ? 0n : 1n), 0n);
}

export const MATH_FUNCTIONS: IntrinsicFunctionTable = [
  ['States.MathRandom', { minimum: 2, maximum: 3, evaluate: random }],
  ['States.MathAdd', { minimum: 2, maximum: 2, evaluate: add }],
  ['States.UUID', { minimum: 0, maximum: 0, evaluate: (_values, scope) => scope.uuid() }],
];
