import { didYouMean } from './did-you-mean';
import { StepwrightError } from './errors';

/** The names of all options of a type: the compiler sees to it that none is forgotten. */
export type OptionNames<T> = { readonly [name in keyof Required<T>]: true };

/**
 * Refuses options that nobody would look at, such as misspelt ones: the types of TypeScript do not keep JavaScript from giving them.
 *
 * @param what who takes them, as a message begins with it: `run()`
 */
export function refuseUnknownOptions<T extends object>(given: T, names: OptionNames<T>, what: string): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new StepwrightError('NoOptions', `${what} was given ${String(JSON.stringify(given) ?? given)} as its options. Give an object, for example {}.`);
  }
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(names, name) && given[name as keyof T] !== undefined);
  if (unknown !== undefined) {
    const known = Object.keys(names).sort();
    throw new StepwrightError('UnknownOption', `${what} has no option "${unknown}".${didYouMean(unknown, known)} It has ${known.map((name) => `"${name}"`).join(', ')}.`);
  }
}
