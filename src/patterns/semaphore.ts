import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { itemId, makeLockTable } from './lock-table';
import { addCleanUp, makeCleanUp } from './semaphore-clean-up';
import { SemaphoreGuard } from './semaphore-guard';
import { checkWhole, secondsOf } from './whole-numbers';
import { misuse } from '../misuse';
import { ExpressWorkflow } from '../workflows/express-workflow';

/** What a Semaphore is made of. */
export interface SemaphoreProps {
  /**
   * How many places there are: from 1 to 1,000.
   *
   * All of them stand in one item of the table. Whoever takes or leaves one writes it, a kilobyte for every four places that are taken.
   */
  readonly limit: number;
  /**
   * A table of your own, which may hold several semaphores and circuit breakers. Its partition key is a string `id`, and it has no sort key.
   *
   * @default - a table is made, on demand, with point-in-time recovery, encrypted with a key that AWS owns
   */
  readonly table?: dynamodb.ITable;
  /**
   * What becomes of the table that is made when the semaphore is removed.
   *
   * @default RemovalPolicy.DESTROY, as it holds nothing but who is at work
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Whether it is looked from time to time for executions that have ended and still have a place.
   *
   * @default true
   */
  readonly sweep?: boolean;
  /**
   * How often it is looked for them, in whole minutes.
   *
   * @default Duration.hours(1)
   */
  readonly sweepInterval?: Duration;
  /**
   * What the alarms do that go off when a clean-up or a sweep fails, or could not be started.
   *
   * @default - they only change their state
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];
}

/** What a guard of a semaphore is made of. */
export interface SemaphoreGuardOptions {
  /** The states that only so many executions may be in. Their data are their own: nothing outside goes to them, and they go to nothing outside. */
  readonly body: sfn.IChainable;
  /** How long it waits for a place, in whole seconds. */
  readonly acquireTimeout: Duration;
  /**
   * How long it waits until it asks for a place again, in whole seconds: half of it to one and a half, at random.
   *
   * @default - ten seconds, or a thousandth of `acquireTimeout` where that is longer
   */
  readonly waitInterval?: Duration;
  /**
   * Where it goes on when it got no place in time, with its input. `next()` of the guard goes on from the body alone, `Join.after(guard)` from
   * here too.
   *
   * @default - the execution fails with the error `Semaphore.TimedOut`
   */
  readonly onTimedOut?: sfn.IChainable;
}

/**
 * Lets so many executions at a time into a part of a workflow, or of several workflows.
 *
 * Who has a place stands in an item of a DynamoDB table. A place is left when the body succeeds and when it fails; and when the execution ends in any
 * other way (it times out, is aborted, fails with `States.Runtime`), EventBridge starts a small Express workflow that removes what the execution left
 * behind. That one runs after every execution of the workflows that are guarded, also after those that succeed: a place that was left in a branch
 * that another branch ended, or that could not be given back, is found then.
 *
 * Nobody waits in a line: a place goes to who asks first after it is free. An execution that is redriven after it failed in the body goes on there
 * without a place. EventBridge delivers the events of Step Functions by best effort, so every hour a sweep looks at the executions that have a place,
 * and removes those that have ended. Events that cannot be delivered stand in a dead-letter queue with an alarm. Executions of a state machine that
 * has a guard no more are not looked at: their entries are removed from the `holders` of the item with `cleanUp`.
 *
 * Express workflows and the child executions of a Distributed Map tell nobody when they end, so they cannot have a guard.
 *
 * @example
 * declare const charge: sfn.TaskStateBase;
 *
 * const processor = new Semaphore(this, 'CardProcessor', { limit: 5 });
 * const orders = new StandardWorkflow(this, 'Orders', {
 *   definitionBody: sfn.DefinitionBody.fromChainable(processor.guard(this, 'With the processor', {
 *     body: charge,
 *     acquireTimeout: Duration.minutes(10),
 *   })),
 *   timeout: Duration.hours(1),
 * });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export class Semaphore extends Construct {
  /** How many places there are. */
  public readonly limit: number;
  /** The table in which it stands who has a place. */
  public readonly table: dynamodb.ITable;
  /** The value of the key `id` of the item in the table. */
  public readonly itemId: string;
  /** What removes the entries of executions that have ended. Its input is `{ "executionArn": … }`; it may be started by hand. */
  public readonly cleanUp: ExpressWorkflow;

  /** @internal */
  public readonly _alarmActions?: cloudwatch.IAlarmAction[];
  /** Undefined: there is no sweep. @internal */
  public readonly _sweepInterval?: Duration;

  /** One for each stack with a guard. @internal */
  public readonly _sweeps: ExpressWorkflow[] = [];

  private readonly stacks = new Set<Stack>();

  /**
   * Makes the table and the clean-up.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: SemaphoreProps) {
    super(scope, id);
    checkWhole(this, 'limit', props.limit, 1000, ', as all places stand in one item');
    if (props.table && props.removalPolicy !== undefined) {
      throw misuse(this, '"removalPolicy" is set, but it is for the table that is made, and "table" is one of your own. Set it on that table.');
    }
    this._alarmActions = props.alarmActions;
    this._sweepInterval = sweepIntervalOf(this, props);
    this.limit = props.limit;
    this.table = props.table ?? makeLockTable(this, props.removalPolicy);
    this.itemId = itemId(this);
    this.cleanUp = makeCleanUp(this);
  }

  /**
   * Puts a part of a workflow under the semaphore: waits for a place, does the body, and leaves the place.
   *
   * @param scope where the states are made. It has to be in the stack of the state machine
   * @param id the name of the guard, and what the names of its states begin with
   * @param options what it is made of
   */
  public guard(scope: Construct, id: string, options: SemaphoreGuardOptions): SemaphoreGuard {
    const stack = Stack.of(scope);
    if (!this.stacks.has(stack)) addCleanUp(this, stack);
    this.stacks.add(stack);
    return new SemaphoreGuard(scope, id, this, options);
  }
}

function sweepIntervalOf(semaphore: Semaphore, { sweep = true, sweepInterval }: SemaphoreProps): Duration | undefined {
  if (!sweep && sweepInterval) throw misuse(semaphore, '"sweepInterval" is set, but "sweep" is false. Leave out one of them.');
  if (!sweep) return undefined;
  const interval = sweepInterval ?? Duration.hours(1);
  if (!interval.isUnresolved() && secondsOf(semaphore, 'sweepInterval', interval, 31_536_000, 60) % 60 > 0) {
    throw misuse(semaphore, `"sweepInterval" is ${interval.toHumanString()}. It has to be whole minutes.`);
  }
  return interval;
}
