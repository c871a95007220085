import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { CircuitBreaker, CircuitBreakerGuardOptions } from './circuit-breaker';
import { openEnds } from './join';
import { expression, NOW, variableOf } from './own-names';
import { Done, ERROR_OUTPUT, rethrow, retryCalls, SAME } from './own-states';
import { PutMetric } from './put-metric';
import { ErrorCode } from '../error-handling/error-code';
import { TryBlock } from '../error-handling/try-block';
import { misuse } from '../misuse';

/** Whoever waits for the breaker waits for the body: it is asked for no longer than this, and not often. */
const CALL_TIMEOUT = sfn.Timeout.duration(Duration.seconds(5));
const ATTEMPTS = 2;

const BUSY = ErrorCode.ofService('dynamodb', 'ConditionalCheckFailedException');

type Update = Pick<tasks.DynamoUpdateItemJsonataProps, 'updateExpression' | 'conditionExpression' | 'returnValues' | 'assign'>;

/**
 * A part of a workflow behind a circuit breaker: made by `breaker.guard()`.
 *
 * It gives what the body gives, and fails with the body's error.
 */
export class CircuitBreakerGuard extends Construct implements sfn.IChainable {
  /** The name of the guard. */
  public readonly id: string;
  /** The state that looks at the circuit. */
  public readonly startState: sfn.State;
  /** Where it goes on after the body or the fallback. */
  public readonly endStates: sfn.INextable[];
  /** The body. */
  public readonly block: TryBlock;

  /** Who this is: a trial is made, and a failure counted, under its name. */
  private readonly me: string;
  /** What the circuit is for this execution: `closed`, `open` or `trial`. */
  private readonly circuit: string;

  /**
   * Makes the states around the body. `breaker.guard()` does it.
   *
   * @param scope where it is
   * @param id the name of the guard, and what the names of its states begin with
   * @param breaker whose circuit it is
   * @param options what it is made of
   * @internal
   */
  public constructor(scope: Construct, id: string, private readonly breaker: CircuitBreaker, options: CircuitBreakerGuardOptions) {
    super(scope, id);
    this.id = id;
    this.me = variableOf(this, 'me');
    this.circuit = variableOf(this, 'circuit');
    checkErrors(this, options);

    const done = new Done(this, `${id}: done`, breaker.table);
    const fail = rethrow(this, `${id}: fail`);
    const instead = options.fallback ?? sfn.Fail.jsonata(this, `${id}: open`, {
      error: 'CircuitBreaker.Open', cause: `The circuit "${breaker.node.id}" is open: what it protects has failed. It is tried again later.`,
    });
    this.block = new TryBlock(this, `${id}: body`, { body: options.body });

    const look = this.look();
    const begin = sfn.Choice.jsonata(this, `${id}: closed?`).when(this.is('open'), instead).when(this.is('trial'), this.trial(instead)).otherwise(this.block);
    look.addCatch(this.block, { outputs: SAME, assign: { [this.me]: expression('$uuid()'), [this.circuit]: 'closed' } }).next(begin);

    const closing = this.closing(`${id}: close`, done);
    this.block.next(sfn.Choice.jsonata(this, `${id}: was it a trial?`).when(this.is('trial'), closing).otherwise(done));

    const counted = sfn.Choice.jsonata(this, `${id}: did a trial fail?`).when(this.is('trial'), this.reopening(fail)).otherwise(this.counting(fail));
    const { countErrors, ignoreErrors = [] } = options;
    const answered = (): sfn.IChainable => sfn.Choice.jsonata(this, `${id}: did a trial get an answer?`)
      .when(this.is('trial'), this.closing(`${id}: close after an answer`, fail)).otherwise(fail);
    if (countErrors) {
      this.block.addCatch(counted, { errors: countErrors, outputs: ERROR_OUTPUT }).addCatch(answered(), { outputs: ERROR_OUTPUT });
    } else {
      if (ignoreErrors.length > 0) this.block.addCatch(answered(), { errors: ignoreErrors, outputs: ERROR_OUTPUT });
      this.block.addCatch(counted, { outputs: ERROR_OUTPUT });
    }
    this.startState = look;
    this.endStates = [done, ...options.fallback ? openEnds(options.fallback) : []];
  }

  private is(circuit: string): sfn.Condition {
    return sfn.Condition.jsonata(expression(`$${this.circuit} = "${circuit}"`));
  }

  /** While one makes a trial, the circuit is open for all others. */
  private look(): tasks.DynamoGetItem {
    const time = (name: string): string => `$number($states.result.Item.${name}.N)`;
    const look = tasks.DynamoGetItem.jsonata(this, `${this.id}: look`, {
      table: this.breaker.table,
      key: this.key,
      consistentRead: true,
      outputs: SAME,
      assign: {
        [this.me]: expression('$uuid()'),
        [this.circuit]: expression('$exists($states.result.Item.openUntil) ? '
          + `(${time('openUntil')} > ${NOW} or ($exists($states.result.Item.trialUntil) and ${time('trialUntil')} > ${NOW}) ? "open" : "trial") : "closed"`),
      },
      taskTimeout: CALL_TIMEOUT,
    });
    retryCalls(look, ATTEMPTS);
    return look;
  }

  /** Of several that would make a trial, the condition lets one. */
  private trial(instead: sfn.IChainable): sfn.IChainable {
    return this.update(`${this.id}: begin a trial`, {
      updateExpression: 'SET trial = :me, trialUntil = :until',
      conditionExpression: 'openUntil <= :now AND (attribute_not_exists(trialUntil) OR trialUntil <= :now OR trial = :me)',
    }, { ':me': this.own, ':now': time(NOW), ':until': time(`${NOW} + ${this.breaker._trialSeconds * 1000}`) })
      .addCatch(instead, { errors: [BUSY], outputs: SAME })
      .addCatch(this.block, { outputs: SAME, assign: { [this.circuit]: 'closed' } })
      .next(this.block);
  }

  /** A trial that took longer than its lease may come after another that failed: then it says nothing. */
  private closing(name: string, next: sfn.State): sfn.IChainable {
    return this.thenOn(this.update(name, {
      updateExpression: 'REMOVE openUntil, trial, trialUntil, failures', conditionExpression: 'trial = :me',
    }, { ':me': this.own }), next);
  }

  private reopening(next: sfn.State): sfn.IChainable {
    return this.thenOn(this.update(`${this.id}: open again`, {
      updateExpression: 'SET openUntil = :until REMOVE trial, trialUntil', conditionExpression: 'trial = :me',
    }, { ':me': this.own, ':until': this.reset }), next);
  }

  /** Failures are a set of their times, each under the name of who had it, so that one that is written twice counts once. */
  private counting(fail: sfn.State): sfn.IChainable {
    const recent = variableOf(this, 'recent');
    const old = variableOf(this, 'old');
    const since = `${NOW} - ${this.breaker._windowSeconds * 1000}`;
    const those = (comparison: string): string => `$append([], $states.result.Attributes.failures.SS[$number($substringBefore($, " ")) ${comparison} ${since}])`;
    const count = this.update(`${this.id}: count`, {
      updateExpression: 'ADD failures :failures',
      conditionExpression: 'attribute_not_exists(openUntil)',
      returnValues: tasks.DynamoReturnValues.ALL_NEW,
      assign: { [recent]: expression(`$count(${those('>')})`), [old]: expression(those('<=')) },
    }, { ':failures': tasks.DynamoAttributeValue.fromStringSet([expression(`$string(${NOW}) & " " & $${this.me}`)]) });
    const open = this.update(`${this.id}: open the circuit`, {
      updateExpression: 'SET openUntil = :until REMOVE failures', conditionExpression: 'attribute_not_exists(openUntil)',
    }, { ':until': this.reset });
    open.addCatch(fail, { outputs: SAME }).next(this.thenOn(this.report(), fail));
    const many = sfn.Choice.jsonata(this, `${this.id}: too many?`)
      .when(sfn.Condition.jsonata(expression(`$${recent} >= ${this.breaker._failureThreshold}`)), open)
      .when(sfn.Condition.jsonata(expression(`$count($${old}) > 0`)), this.thenOn(this.forget(old), fail))
      .otherwise(fail);
    return count.addCatch(fail, { outputs: SAME }).next(many);
  }

  private forget(old: string): sfn.TaskStateBase {
    const { tableName, tableArn } = this.breaker.table;
    const forget = tasks.CallAwsService.jsonata(this, `${this.id}: forget`, {
      service: 'dynamodb',
      action: 'updateItem',
      iamAction: 'dynamodb:UpdateItem',
      iamResources: [tableArn],
      parameters: {
        TableName: tableName,
        Key: { id: { S: this.breaker.itemId } },
        UpdateExpression: 'DELETE failures :failures',
        ExpressionAttributeValues: { ':failures': { SS: expression(`$${old}`) } },
      },
      outputs: SAME,
      taskTimeout: CALL_TIMEOUT,
    });
    retryCalls(forget, ATTEMPTS);
    return forget;
  }

  private report(): sfn.TaskStateBase {
    const { namespace, metricName, dimensionsMap } = this.breaker._metric;
    return new PutMetric(this, `${this.id}: report`, { namespace, metricName, dimensions: dimensionsMap, taskTimeout: CALL_TIMEOUT, maxAttempts: ATTEMPTS });
  }

  private update(name: string, props: Update, values: { [name: string]: tasks.DynamoAttributeValue }): tasks.DynamoUpdateItem {
    const task = tasks.DynamoUpdateItem.jsonata(this, name, {
      ...props, table: this.breaker.table, key: this.key, expressionAttributeValues: values, outputs: SAME, taskTimeout: CALL_TIMEOUT,
    });
    retryCalls(task, ATTEMPTS);
    return task;
  }

  /** The breaker is not what breaks: it goes on whether the call succeeds or not. */
  private thenOn(task: sfn.TaskStateBase, next: sfn.State): sfn.IChainable {
    return task.addCatch(next, { outputs: SAME }).next(next);
  }

  private get key(): { id: tasks.DynamoAttributeValue } {
    return { id: tasks.DynamoAttributeValue.fromString(this.breaker.itemId) };
  }

  private get own(): tasks.DynamoAttributeValue {
    return tasks.DynamoAttributeValue.fromString(expression(`$${this.me}`));
  }

  private get reset(): tasks.DynamoAttributeValue {
    return time(`${NOW} + ${this.breaker._resetSeconds * 1000}`);
  }
}

const time = (milliseconds: string): tasks.DynamoAttributeValue => tasks.DynamoAttributeValue.numberFromString(expression(`$string(${milliseconds})`));

function checkErrors(guard: CircuitBreakerGuard, { countErrors, ignoreErrors }: CircuitBreakerGuardOptions): void {
  if (countErrors && ignoreErrors) throw misuse(guard, '"countErrors" and "ignoreErrors" are both set. Leave out one of them: all others are of the other kind.');
  if (countErrors?.length === 0) throw misuse(guard, '"countErrors" is empty, so that the circuit would never open. Name an error, or leave it out for all.');
  const name = countErrors ? 'countErrors' : 'ignoreErrors';
  if ((countErrors ?? ignoreErrors)?.includes(ErrorCode.ALL)) {
    throw misuse(guard, `"${name}" has "States.ALL", which is every error. ${countErrors ? 'Leave "countErrors" out.' : 'Name those that do not count.'}`);
  }
}
