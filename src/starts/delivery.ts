import { Duration, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { misuse } from '../misuse';
import { wholeSeconds } from '../whole-seconds';

/** What becomes of an event that does not start an execution at once. */
export interface StartDeliveryOptions {
  /**
   * The queue for what could not be delivered. It has to be a standard queue, and not a FIFO queue.
   *
   * @default - a queue is made, encrypted, for TLS only, that keeps messages for 14 days, with an alarm for when one arrives
   */
  readonly deadLetterQueue?: sqs.IQueue;
  /**
   * What the alarm of the queue that is made does when a message arrives.
   *
   * @default - it only changes its state
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];
  /**
   * How long it is tried to deliver an event, from one minute.
   *
   * @default - 24 hours; 12 hours by a pipe from a stream, which has to keep its records for longer than it is tried to deliver them
   */
  readonly maxEventAge?: Duration;
  /**
   * How often a delivery that failed is tried again.
   *
   * @default - 185 times by EventBridge and its Scheduler, with growing distances; 10 times by a pipe from a stream; 3 times by one from a queue
   */
  readonly retryAttempts?: number;
}

/** What an event source allows. */
interface DeliveryLimits {
  readonly longest: Duration;
  readonly mostAttempts: number;
}

/** EventBridge and EventBridge Scheduler. @internal */
export const EVENT_LIMITS: DeliveryLimits = { longest: Duration.hours(24), mostAttempts: 185 };
/** Pipes from streams. They have no message group, without which a FIFO queue takes no message. @internal */
export const STREAM_LIMITS: DeliveryLimits = { longest: Duration.days(7), mostAttempts: 10_000 };

/** @internal */
export interface DeadLetters {
  readonly queue: sqs.IQueue;
  /** Of a queue that was made. */
  readonly alarm?: cloudwatch.Alarm;
}

/**
 * The dead-letter queue of a start: the user's, or one that is made.
 *
 * @param what what it means that a message is in it
 * @internal
 */
export function deadLettersOf(
  start: Construct, { deadLetterQueue, alarmActions }: StartDeliveryOptions, what: string = 'An event did not start an execution.',
): DeadLetters {
  if (deadLetterQueue) {
    if (alarmActions) throw misuse(start, '"alarmActions" is set, but it is for the alarm of the queue that is made, and "deadLetterQueue" is one of your own. Leave out one of them.');
    return { queue: deadLetterQueue };
  }
  const queue = new sqs.Queue(start, 'DeadLetters', {
    encryption: sqs.QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14),
  });
  const alarm = new cloudwatch.Alarm(start, 'DeadLettersAlarm', {
    alarmDescription: what,
    metric: queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: cloudwatch.Stats.MAXIMUM }),
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    // An empty queue that is not used has no data points.
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  if (alarmActions) alarm.addAlarmAction(...alarmActions);
  return { queue, alarm };
}

/** @internal */
export function checkDelivery(start: Construct, options: StartDeliveryOptions, { longest, mostAttempts }: DeliveryLimits): void {
  checkSeconds(start, 'maxEventAge', options.maxEventAge, 60, longest);
  checkNumber(start, 'retryAttempts', options.retryAttempts, 0, mostAttempts);
  checkStandardQueue(start, options);
}

/** @internal */
export function checkStandardQueue(start: Construct, { deadLetterQueue }: StartDeliveryOptions): void {
  if (deadLetterQueue?.fifo) throw misuse(start, `"deadLetterQueue" is "${deadLetterQueue.node.path}", a FIFO queue. It has to be a standard queue.`);
}

/** @internal */
export function checkNumber(start: Construct, name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || Token.isUnresolved(value) || (Number.isInteger(value) && value >= least && value <= most)) return;
  throw misuse(start, `"${name}" is ${value}. It has to be a whole number from ${least} to ${most}.`);
}

/** @internal */
export function checkSeconds(start: Construct, name: string, duration: Duration | undefined, least: number, longest: Duration, why = ''): void {
  if (!duration || duration.isUnresolved()) return;
  if (wholeSeconds(duration, least, longest.toSeconds()) !== undefined) return;
  const text = (value: Duration): string => value.toHumanString() || '0 seconds';
  throw misuse(start, `"${name}" is ${text(duration)}. It has to be a whole number of seconds, from ${text(Duration.seconds(least))} to ${text(longest)}${why}.`);
}
