import { Duration, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { misuse } from '../misuse';
import { notWholeSeconds, wholeSeconds } from '../whole-seconds';

/** Refuses a number that is known only at deploy: what is part of an expression has to be known before. @internal */
export function checkKnown(construct: Construct, name: string, value: number | undefined): void {
  if (Token.isUnresolved(value)) throw misuse(construct, `"${name}" is known only at deploy, but it is part of an expression. Give a number that is known now.`);
}

/** Refuses what is no whole number within bounds. @internal */
export function checkWhole(construct: Construct, name: string, value: number | undefined, most = Infinity, why = ''): void {
  checkKnown(construct, name, value);
  if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= most)) return;
  throw misuse(construct, `"${name}" is ${value}. It has to be a whole number from 1 ${most === Infinity ? 'on' : `to ${most.toLocaleString('en-US')}`}${why}.`);
}

/** A duration in whole seconds, as Step Functions has them. @internal */
export function secondsOf(construct: Construct, name: string, duration: Duration, most: number, least = 1): number {
  if (duration.isUnresolved()) throw misuse(construct, `"${name}" is known only at deploy, but it is part of an expression. Give a Duration that is known now.`);
  const seconds = wholeSeconds(duration, least, most);
  if (seconds === undefined) throw misuse(construct, notWholeSeconds(name, duration, least, most));
  return seconds;
}
