import { StepwrightError } from '../errors';

const LONGEST_ERROR = 256;
const LONGEST_CAUSE = 32_768;

/**
 * Refuses an error name and a cause that Step Functions would not take.
 *
 * @param what who was given them, as a message begins with it: `failTask()`
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html
 */
export function checkFailure(error: unknown, cause: unknown, what: string, code: string): void {
  checkText(error, LONGEST_ERROR, 'the error name', what, code);
  checkText(cause, LONGEST_CAUSE, 'the cause', what, code);
}

function checkText(text: unknown, longest: number, name: string, what: string, code: string): void {
  if (text !== undefined && typeof text !== 'string') {
    throw new StepwrightError(code, `${what} was given ${JSON.stringify(text) ?? String(text)} as ${name}. Give text.`);
  }
  if (text !== undefined && text.length > longest) {
    throw new StepwrightError(code, `${what} was given ${text.length.toLocaleString('en')} characters as ${name}. Step Functions takes at most ${longest.toLocaleString('en')}.`);
  }
}
