import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { misuse } from '../misuse';

/** A duration in whole seconds, as Step Functions has them. @internal */
export function secondsOf(construct: Construct, name: string, duration: Duration, most: number, least = 1): number {
  if (duration.isUnresolved()) throw misuse(construct, `"${name}" is known only at deploy, but it is part of an expression. Give a Duration that is known now.`);
  const seconds = duration.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < least || seconds > most) {
    throw misuse(construct, `"${name}" is ${duration.toHumanString() || '0 seconds'}. It has to be a whole number of seconds, from ${least} to ${most.toLocaleString('en-US')}.`);
  }
  return seconds;
}
