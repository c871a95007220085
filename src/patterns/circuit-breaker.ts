import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { CircuitBreakerGuard } from './circuit-breaker-guard';
import { itemId, makeLockTable } from './lock-table';
import { checkWhole, secondsOf } from './whole-numbers';
import { misuse } from '../misuse';

/** What a CircuitBreaker is made of. */
export interface CircuitBreakerProps {
  /**
   * How many failures within `window` open the circuit: from 1 to 1,000.
   *
   * @default 5
   */
  readonly failureThreshold?: number;
  /**
   * How long a failure counts, in whole seconds.
   *
   * @default Duration.minutes(1)
   */
  readonly window?: Duration;
  /**
   * How long the circuit stays open until there is a trial, in whole seconds.
   *
   * @default Duration.minutes(1)
   */
  readonly resetTimeout?: Duration;
  /**
   * How long a trial keeps others from making one, in whole seconds. A trial that is never heard of again blocks the circuit for no longer. Make
   * it as long as a body takes.
   *
   * @default - as long as `resetTimeout`
   */
  readonly trialTimeout?: Duration;
  /**
   * A table of your own, which may hold several circuit breakers and semaphores. Its partition key is a string `id`, and it has no sort key.
   *
   * @default - a table is made, on demand, with point-in-time recovery, encrypted with a key that AWS owns
   */
  readonly table?: dynamodb.ITable;
  /**
   * What becomes of the table that is made when the circuit breaker is removed.
   *
   * @default RemovalPolicy.DESTROY, as it holds nothing but recent failures
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * What the alarm does that goes off when the circuit opens.
   *
   * @default - it only changes its state
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];
}

/** What a guard of a circuit breaker is made of. */
export interface CircuitBreakerGuardOptions {
  /** The states that are not run while it is open. Their data are their own: nothing outside goes to them, and they go to nothing outside. */
  readonly body: sfn.IChainable;
  /**
   * What is done instead of the body while the circuit is open, with the same input. It stands for the body: what follows
   * the guard follows it too.
   *
   * @default - the execution fails with the error `CircuitBreaker.Open`
   */
  readonly fallback?: sfn.IChainable;
  /**
   * The errors of the body that count as failures of what it calls. With others, the body fails, and the circuit takes it for an answer.
   *
   * @default - all but `ignoreErrors`
   */
  readonly countErrors?: string[];
  /**
   * The errors of the body that do not count.
   *
   * @default - none
   */
  readonly ignoreErrors?: string[];
}

const NAMESPACE = 'cdk-stepwright';

/**
 * Keeps workflows from calling again and again what is broken: after some failures in a short time nothing calls it for a while, then one execution
 * tries whether it works again.
 *
 * The circuit is an item of a DynamoDB table, which any number of executions and workflows share, Standard and Express. Closed: the body runs, and
 * each failure is written down with its time; with `failureThreshold` of them within `window` the circuit opens. Open: executions fail at once with
 * `CircuitBreaker.Open`, or go to the fallback. After `resetTimeout` it is half open: one execution at a time makes a trial. Its success closes the
 * circuit, its failure opens it again.
 *
 * All changes are conditional and may be made twice. Where the table cannot be read or written, the body runs as if the circuit were closed: the
 * breaker is never what breaks. An execution that times out or is stopped in the body is no failure, as nobody is there to count it.
 *
 * @example
 * declare const callPartner: sfn.TaskStateBase;
 *
 * const partner = new CircuitBreaker(this, 'Partner', { failureThreshold: 5, resetTimeout: Duration.minutes(2) });
 * const flow = partner.guard(this, 'Ask the partner', {
 *   body: callPartner,
 *   ignoreErrors: ['Partner.UnknownCustomer'],
 *   fallback: new sfn.Pass(this, 'Use the list price'),
 * });
 * @see https://docs.aws.amazon.com/prescriptive-guidance/latest/cloud-design-patterns/circuit-breaker.html
 */
export class CircuitBreaker extends Construct {
  /** The table in which the circuit is. */
  public readonly table: dynamodb.ITable;
  /** The value of the key `id` of the item in the table. */
  public readonly itemId: string;
  /** The alarm for a circuit that opens. */
  public readonly openedAlarm: cloudwatch.Alarm;

  /** @internal */
  public readonly _failureThreshold: number;
  /** @internal */
  public readonly _windowSeconds: number;
  /** @internal */
  public readonly _resetSeconds: number;
  /** @internal */
  public readonly _trialSeconds: number;

  /**
   * Makes the table and the alarm.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: CircuitBreakerProps = {}) {
    super(scope, id);
    const { failureThreshold = 5, window = Duration.minutes(1), resetTimeout = Duration.minutes(1), trialTimeout = resetTimeout } = props;
    checkWhole(this, 'failureThreshold', failureThreshold, 1000, ', as all failures stand in one item');
    if (props.table && props.removalPolicy !== undefined) {
      throw misuse(this, '"removalPolicy" is set, but it is for the table that is made, and "table" is one of your own. Set it on that table.');
    }
    this._failureThreshold = failureThreshold;
    this._windowSeconds = secondsOf(this, 'window', window, 86_400);
    this._resetSeconds = secondsOf(this, 'resetTimeout', resetTimeout, 86_400);
    this._trialSeconds = secondsOf(this, 'trialTimeout', trialTimeout, 31_536_000);
    this.table = props.table ?? makeLockTable(this, props.removalPolicy);
    this.itemId = itemId(this);
    this.openedAlarm = this.metricOpened().createAlarm(this, 'OpenedAlarm', {
      alarmDescription: `The circuit ${id} opened: what it protects fails.`,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    this.openedAlarm.addAlarmAction(...props.alarmActions ?? []);
  }

  /**
   * Puts a part of a workflow behind the circuit breaker.
   *
   * @param scope where the states are made
   * @param id the name of the guard, and what the names of its states begin with
   * @param options what it is made of
   */
  public guard(scope: Construct, id: string, options: CircuitBreakerGuardOptions): CircuitBreakerGuard {
    return new CircuitBreakerGuard(scope, id, this, options);
  }

  /**
   * How often the circuit opened. One that opens again after a trial is still open and is not counted.
   *
   * @param props how it is read. Default: the sum over five minutes
   */
  public metricOpened(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({ ...this._metric, statistic: cloudwatch.Stats.SUM, period: Duration.minutes(5), ...props });
  }

  /** @internal */
  public get _metric(): { readonly namespace: string; readonly metricName: string; readonly dimensionsMap: { [name: string]: string } } {
    return { namespace: NAMESPACE, metricName: 'CircuitOpened', dimensionsMap: { CircuitBreaker: this.itemId } };
  }
}
