import { JsonValue } from '../asl/json-value';
import { StepwrightError } from '../errors';

/**
 * Takes a value of a caller as JSON, as AWS would get it: what JSON cannot hold is left out or null, as `JSON.stringify` has it.
 *
 * @param what how a message names the value, with a capital: `The input`
 */
export function toJsonValue(value: unknown, what: string): JsonValue {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    const reason = error instanceof RangeError ? 'it is nested too deeply' : (error as Error).message.split('\n')[0];
    throw new StepwrightError('NotJson', `${what} cannot be written as JSON: ${reason}. Give plain objects, arrays, strings, numbers, booleans and null.`);
  }
  if (text === undefined) {
    throw new StepwrightError('NotJson', `${what} is ${typeof value === 'function' ? 'a function' : String(value)}, which is not JSON. Give a value that is, for example {}.`);
  }
  return JSON.parse(text) as JsonValue;
}
