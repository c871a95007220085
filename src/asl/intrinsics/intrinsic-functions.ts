import { ARRAY_FUNCTIONS } from './array-functions';
import { ENCODING_FUNCTIONS } from './encoding-functions';
import { IntrinsicFunction } from './intrinsic-function';
import { JSON_FUNCTIONS } from './json-functions';
import { MATH_FUNCTIONS } from './math-functions';
import { STRING_FUNCTIONS } from './string-functions';

/** All intrinsic functions by name. */
export const INTRINSIC_FUNCTIONS: ReadonlyMap<string, IntrinsicFunction> = new Map([
  ...STRING_FUNCTIONS,
  ...JSON_FUNCTIONS,
  ...ARRAY_FUNCTIONS,
  ...ENCODING_FUNCTIONS,
  ...MATH_FUNCTIONS,
]);
