import { didYouMean } from './did-you-mean';
import { StepwrightError } from './errors';

/**
 * Refuses members of an object of the caller that nothing would look at: misspelt ones, which TypeScript sees and JavaScript does not.
 *
 * @param subject what a message says has no such member: `explore()`
 * @param kind what the members are: `option`
 */
export function checkMembers(given: object, known: readonly string[], subject: string, kind = 'option', code = 'UnknownOption'): void {
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) {
      throw new StepwrightError(code, `${subject} has no ${kind} "${name}".${didYouMean(name, known)} It has ${known.map((one) => `"${one}"`).join(', ')}.`);
    }
  }
}
