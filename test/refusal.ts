import { StepwrightError } from '../src/errors';

/** How an action is refused: `Code: message`; undefined where it is not. Throws what is no refusal. */
export function refusalOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof StepwrightError) {
      return `${error.code}: ${error.message}`;
    }
    throw error;
  }
  return undefined;
}
