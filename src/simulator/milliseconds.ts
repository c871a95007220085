import type { Duration } from 'aws-cdk-lib';
import { StepwrightError } from '../errors';

/**
 * A duration of a caller in milliseconds, of which virtual time has whole ones.
 *
 * @param what who was given it, as a message begins with it: `advance()`
 */
export function millisecondsOf(duration: Duration, what: string): number {
  if (typeof duration?.toMilliseconds !== 'function') {
    throw new StepwrightError('InvalidDuration', `${what} was given ${JSON.stringify(duration) ?? String(duration)} as a duration. Give one of the CDK, for example Duration.seconds(5).`);
  }
  if (duration.isUnresolved?.()) {
    throw new StepwrightError('InvalidDuration', `${what} was given a duration that is known only at deploy. Give the one to simulate, for example Duration.seconds(5).`);
  }
  const milliseconds = duration.toMilliseconds({ integral: false });
  if (!Number.isSafeInteger(milliseconds) || milliseconds < 0) {
    throw new StepwrightError('InvalidDuration', `${what} was given a duration of ${milliseconds} ms. Give a whole number of milliseconds, 0 or more.`);
  }
  return milliseconds;
}
