import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { expression } from './own-names';
import { RetryPolicy } from '../error-handling/retry-policy';

/** What a state gives that changes no data. @internal */
export const SAME = expression('$states.input');

/** What a handler gets that is to fail with the error in the end. @internal */
export const ERROR_OUTPUT = expression('$states.errorOutput');

/** The longest that a call of DynamoDB may take. @internal */
export const CALL_TIMEOUT = sfn.Timeout.duration(Duration.seconds(30));

/** What happens to what passes by itself: too many calls, a service that failed, a call that was not answered. @internal */
export function retryCalls(task: sfn.TaskStateBase, maxAttempts: number): void {
  RetryPolicy.transient({ maxAttempts, maxDelay: Duration.minutes(1) })
    .and(RetryPolicy.throttling({ maxAttempts, maxDelay: Duration.minutes(1) }))
    .and(RetryPolicy.onErrors(['States.Timeout'], { maxAttempts, maxDelay: Duration.minutes(1) }))
    .applyTo(task);
}

/** Fails with the error output that is its input. A worker may have failed without a name or a cause. @internal */
export function rethrow(scope: Construct, name: string): sfn.Fail {
  const text = (member: string, otherwise: string): string => (
    expression(`$type($states.input.${member}) = "string" ? $states.input.${member} : "${otherwise}"`));
  return sfn.Fail.jsonata(scope, name, { error: text('Error', 'States.TaskFailed'), cause: text('Cause', '') });
}
