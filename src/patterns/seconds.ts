import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { misuse } from '../misuse';
import { notWholeSeconds, wholeSeconds } from '../whole-seconds';

/** A duration in whole seconds, as Step Functions has them. @internal */
export function secondsOf(construct: Construct, name: string, duration: Duration, most: number, least = 1): number {
  if (duration.isUnresolved()) throw misuse(construct, `"${name}" is known only at deploy, but it is part of an expression. Give a Duration that is known now.`);
  const seconds = wholeSeconds(duration, least, most);
  if (seconds === undefined) throw misuse(construct, notWholeSeconds(name, duration, least, most));
  return seconds;
}
