/**
 * How many characters the code of a resolver or function can have.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateResolver.html
 */
export const MAX_CODE_LENGTH = 32_768;

/**
 * How many characters code has, as AWS counts them: those of Unicode, some of which are two units of a text in JavaScript.
 *
 * @see https://smithy.io/2.0/spec/constraint-traits.html#length-trait
 */
export function codeLength(code: string): number {
  let length = 0;
  for (const _ of code) length++;
  return length;
}
