import { didYouMean } from '../did-you-mean';
import { StepwrightError } from '../errors';

/** What assertions look at, of an execution or of a child execution of a Map Run. */
export interface AssertedExecution {
  readonly status: string;
  readonly output: any;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly visitedStates: string[];
  readonly path: string[];
  readonly trace: string;
  /** The names of all states of its state machine. */
  readonly _stateNames: string[];
}

/** How an execution ended, or stands: `FAILED: Boom: it went off`. */
export function describeEnd({ status, error, cause }: AssertedExecution): string {
  return [status, error, cause].filter((part) => part !== undefined).join(': ');
}

export const quoted = (names: readonly string[]): string => names.length === 0 ? 'none' : names.map((name) => `"${name}"`).join(', ');

/** What to look for instead, where an execution did not end as it should have and is easily taken to; with a space before it. */
export function hint({ status, error }: AssertedExecution, wanted: string): string {
  if (status === 'RUNNING') {
    return ' It has not ended: answer its pending tasks, or let time pass.';
  }
  if (wanted === 'FAILED' && status === 'TIMED_OUT') {
    return ' It ran into the TimeoutSeconds of its state machine, or the limit of its type: that is TIMED_OUT, and no error. Look for it with assertTimedOut(), in jest with toTimeOut().';
  }
  if (wanted === 'FAILED' && status === 'ABORTED') {
    return ' It was stopped. Look for that with assertAborted(), in jest with toBeAborted().';
  }
  return wanted === 'TIMED_OUT' && status === 'FAILED' && error === 'States.Timeout'
    ? ' A task timed out, and nothing caught it: that is FAILED. Look for it with assertFailed("States.Timeout"), in jest with toFailWith("States.Timeout").' : '';
}

/** Refuses no names, which would always hold or never, and what is no name. */
export function checkStateNames({ _stateNames: known }: AssertedExecution, names: readonly unknown[], method: string): void {
  if (names.length === 0) {
    throw new StepwrightError('NoStates', `${method} was given no state. Name at least one: ${method.replace('()', `(${JSON.stringify(known[0])})`)}.`);
  }
  const other = names.find((name) => typeof name !== 'string');
  if (other !== undefined) {
    throw new StepwrightError('NotAName', `${method} takes the names of states, one by one, and was given ${JSON.stringify(other) ?? String(other)}.`);
  }
}

/** Says of names that no state of the machine has; with a space before it. What is not there is never entered, whatever an execution does. */
export function unknownStates({ _stateNames: known }: AssertedExecution, names: readonly string[]): string {
  return names.filter((name) => !known.includes(name)).map((name) => ` There is no state "${name}" in the state machine.${didYouMean(name, known)}`).join('');
}

/** Refuses what would be taken for a text, and is none. */
export function checkTexts(method: string, texts: readonly unknown[]): void {
  for (const text of texts) {
    if (text !== undefined && typeof text !== 'string') {
      throw new StepwrightError('NotAText', `${method} takes the name of an error and a part of its cause as texts, and was given ${text instanceof RegExp ? text : JSON.stringify(text)}. `
        + 'Patterns can be given to the matchers of cdk-stepwright/jest.');
    }
  }
}
