import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { expression, NOW, variableOf } from './own-names';
import { CALL_TIMEOUT, Done, ERROR_OUTPUT, rethrow, retryCalls, SAME } from './own-states';
import type { Semaphore, SemaphoreGuardOptions } from './semaphore';
import { secondsOf } from './whole-numbers';
import { ErrorCode } from '../error-handling/error-code';
import { TryBlock } from '../error-handling/try-block';
import { misuse } from '../misuse';

/** A place in a semaphore is worth waiting for: whoever has one may fail to leave it for as long as DynamoDB is not there. */
const ACQUIRE_ATTEMPTS = 5;
const RELEASE_ATTEMPTS = 10;
/** How often a place is asked for, at most. Each time has nine events. */
const MOST_QUESTIONS = 2000;

/**
 * A part of a workflow under a semaphore: made by `semaphore.guard()`.
 *
 * It waits for a place, does the body and leaves the place, with the body's output. When the body fails, it leaves the place and fails with the
 * body's error. The place is taken under the ARN of the execution and a UUID, so that each guard and each item of a Map has one of its own, and a
 * call that is made twice takes and leaves one.
 */
export class SemaphoreGuard extends Construct implements sfn.IChainable {
  /** The name of the guard. */
  public readonly id: string;
  /** The state that says who wants a place. */
  public readonly startState: sfn.State;
  /** Where it goes on when the place is left. */
  public readonly endStates: sfn.INextable[];
  /** The body. */
  public readonly block: TryBlock;
  /** What `Join` goes on from as well. @internal */
  public readonly _handlers: sfn.IChainable[];

  /**
   * Makes the states around the body. `semaphore.guard()` does it, and sees to the clean-up.
   *
   * @param scope where it is
   * @param id the name of the guard, and what the names of its states begin with
   * @param semaphore whose place it is
   * @param options what it is made of
   * @internal
   */
  public constructor(scope: Construct, id: string, semaphore: Semaphore, options: SemaphoreGuardOptions) {
    super(scope, id);
    this.id = id;
    this._handlers = options.onTimedOut ? [options.onTimedOut] : [];
    const timeout = secondsOf(this, 'acquireTimeout', options.acquireTimeout, 31_536_000);
    const interval = secondsOf(this, 'waitInterval', options.waitInterval ?? Duration.seconds(Math.max(10, Math.ceil(timeout / 1000))), 86_400);
    if (timeout / interval > MOST_QUESTIONS) {
      throw misuse(this, `"acquireTimeout" is ${options.acquireTimeout.toHumanString()}, and "waitInterval" is ${interval} seconds: asking that often for so long does not fit `
        + `into the 25,000 events of a history. Make "waitInterval" ${Math.ceil(timeout / MOST_QUESTIONS)} seconds at least.`);
    }
    const holder = variableOf(this, 'holder');
    const until = variableOf(this, 'until');

    const begin = sfn.Pass.jsonata(this, `${id}: begin`, {
      assign: {
        [holder]: expression('$states.context.Execution.Id & " " & $uuid()'),
        [until]: expression(`${NOW} + ${timeout * 1000}`),
      },
    });
    const acquire = this.update(`${id}: acquire`, semaphore, holder, {
      updateExpression: 'ADD holders :holders',
      conditionExpression: 'attribute_not_exists(holders) OR size(holders) < :limit OR contains(holders, :holder)',
      expressionAttributeValues: {
        ':holder': tasks.DynamoAttributeValue.fromString(expression(`$${holder}`)),
        ':limit': tasks.DynamoAttributeValue.fromNumber(semaphore.limit),
      },
    }, ACQUIRE_ATTEMPTS);
    const release = (name: string): tasks.DynamoUpdateItem => this.update(name, semaphore, holder, { updateExpression: 'DELETE holders :holders' }, RELEASE_ATTEMPTS);
    const released = release(`${id}: release`);
    const releasedAfterFailure = release(`${id}: release after failure`);
    const fail = rethrow(this, `${id}: fail`);
    const done = new Done(this, `${id}: done`, semaphore.table);
    this.block = new TryBlock(this, `${id}: body`, { body: options.body });

    begin.next(acquire).next(this.block).next(released).next(done);
    acquire.addCatch(this.waiting(id, semaphore, until, interval, acquire, options), {
      errors: [ErrorCode.ofService('dynamodb', 'ConditionalCheckFailedException')], outputs: SAME,
    });
    // Whether a call that failed took a place is not known.
    acquire.addCatch(releasedAfterFailure, { outputs: ERROR_OUTPUT });
    this.block.addCatch(releasedAfterFailure, { outputs: ERROR_OUTPUT });
    // What could not be left is left when the execution ends.
    released.addCatch(done, { outputs: SAME });
    releasedAfterFailure.addCatch(fail, { outputs: SAME }).next(fail);
    this.startState = begin;
    this.endStates = [done];
  }

  private update(
    name: string, { table, itemId }: Semaphore, holder: string,
    props: Pick<tasks.DynamoUpdateItemJsonataProps, 'updateExpression' | 'conditionExpression' | 'expressionAttributeValues'>, attempts: number,
  ): tasks.DynamoUpdateItem {
    const task = tasks.DynamoUpdateItem.jsonata(this, name, {
      ...props,
      table,
      key: { id: tasks.DynamoAttributeValue.fromString(itemId) },
      expressionAttributeValues: { ...props.expressionAttributeValues, ':holders': tasks.DynamoAttributeValue.fromStringSet([expression(`$${holder}`)]) },
      outputs: SAME,
      taskTimeout: CALL_TIMEOUT,
    });
    retryCalls(task, attempts);
    return task;
  }

  /** Waits half the interval to one and a half, so that those who wait do not ask together; asks once more when the time is up. */
  private waiting(
    id: string, semaphore: Semaphore, until: string, interval: number, acquire: sfn.State, { onTimedOut, acquireTimeout }: SemaphoreGuardOptions,
  ): sfn.Choice {
    const timedOut = onTimedOut ?? sfn.Fail.jsonata(this, `${id}: timed out`, {
      error: 'Semaphore.TimedOut', cause: `None of the ${semaphore.limit} places of "${semaphore.node.id}" was free within ${acquireTimeout.toHumanString()}.`,
    });
    const wait = sfn.Wait.jsonata(this, `${id}: wait`, {
      time: sfn.WaitTime.seconds(expression(`$min([$ceil(($${until} - ${NOW}) / 1000), $ceil(${interval} * (0.5 + $random()))])`)),
    });
    wait.next(acquire);
    return sfn.Choice.jsonata(this, `${id}: time left?`).when(sfn.Condition.jsonata(expression(`${NOW} >= $${until}`)), timedOut).otherwise(wait);
  }
}
