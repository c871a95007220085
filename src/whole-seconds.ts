import type { Duration } from 'aws-cdk-lib';

/** The seconds of a duration that is known, where they are whole and within these bounds; undefined where they are not. @internal */
export function wholeSeconds(duration: Duration, least: number, most: number): number | undefined {
  const seconds = duration.toSeconds({ integral: false });
  return Number.isInteger(seconds) && seconds >= least && seconds <= most ? seconds : undefined;
}

/** What is wrong with a duration that is not so, as the sentences of a message. @internal */
export const notWholeSeconds = (name: string, duration: Duration, least: number, most: number): string => (
  `"${name}" is ${duration.toHumanString() || '0 seconds'}. It has to be a whole number of seconds, from ${least} to ${most.toLocaleString('en-US')}.`);
