import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { PutMetric } from './put-metric';
import { ErrorCode } from '../error-handling/error-code';
import { RetryPolicy } from '../error-handling/retry-policy';
import { TryBlock } from '../error-handling/try-block';
import { misuse } from '../misuse';

/** One step of a Saga, and what undoes it. */
export interface SagaStep {
  /** What the step is called, in the names of its states. */
  readonly id: string;
  /** What is done. Its input is the output of the step before. */
  readonly action: sfn.IChainable;
  /**
   * What undoes it, when a later step fails. Its input is what the action gave, or, where it is not known whether the action was done, what the
   * action got. It has to do no harm when it runs twice, and where there is nothing to undo.
   *
   * @default - there is nothing to undo
   */
  readonly compensation?: sfn.IChainable;
  /**
   * Whether the step is undone, too, when its own action timed out or its answer was lost, so that it is not known whether it was done.
   *
   * @default true
   */
  readonly compensateWhenInDoubt?: boolean;
}

/** What a Saga is made of. */
export interface SagaProps {
  /** The steps, in their order. */
  readonly steps: SagaStep[];
  /**
   * How a compensation is tried again when it fails, as a whole.
   *
   * @default - for every error, six times, from five seconds to five minutes apart
   */
  readonly compensationRetryPolicy?: RetryPolicy;
  /**
   * Where it goes on when everything is undone, with the saga's input and, beside it, the error output in the member "error".
   *
   * @default - the execution fails with the error of the step that failed
   */
  readonly onCompensated?: sfn.IChainable;
  /**
   * What the alarm does that goes off when something could not be undone.
   *
   * @default - it only changes its state
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];
}

/** With these, the action may have been done. */
const IN_DOUBT = [
  ErrorCode.TIMEOUT, ErrorCode.HEARTBEAT_TIMEOUT, ErrorCode.LAMBDA_CLIENT_EXECUTION_TIMEOUT, ErrorCode.LAMBDA_SDK_CLIENT, ErrorCode.LAMBDA_UNKNOWN,
];
const NAMESPACE = 'cdk-stepwright/Saga';
const METRIC = 'CompensationFailed';

/**
 * Steps that are undone in reverse when one of them fails, because no transaction spans the services that they call.
 *
 * When a step fails, the compensations of the steps before it run, the last first; so does its own where it is not known whether it was done. Each is
 * tried again with patience. One that fails all the same does not stop the others: it is counted in a metric whose alarm goes off, and in the end the
 * execution fails with `Saga.CompensationFailed`, because somebody has to look. Otherwise it fails with the error of the step, or goes on with
 * `onCompensated`.
 *
 * @example
 * declare const reserve: sfn.TaskStateBase;
 * declare const release: sfn.TaskStateBase;
 * declare const charge: sfn.TaskStateBase;
 * declare const refund: sfn.TaskStateBase;
 * declare const ship: sfn.TaskStateBase;
 *
 * const order = new Saga(this, 'Order', {
 *   steps: [
 *     { id: 'reserve', action: reserve, compensation: release },
 *     { id: 'charge', action: charge, compensation: refund },
 *     { id: 'ship', action: ship },
 *   ],
 * });
 * new StandardWorkflow(this, 'Orders', { definitionBody: sfn.DefinitionBody.fromChainable(order), timeout: Duration.hours(1) });
 * @see https://docs.aws.amazon.com/prescriptive-guidance/latest/cloud-design-patterns/saga-orchestration.html
 */
export class Saga extends sfn.StateMachineFragment {
  /** The first step. */
  public readonly startState: sfn.State;
  /** The last step: what comes after the saga goes on from it. */
  public readonly endStates: sfn.INextable[];
  /** Goes off when something could not be undone. */
  public readonly compensationFailedAlarm: cloudwatch.Alarm;

  private readonly dimensions = { Saga: this.node.path };
  private readonly name: string;
  private readonly variable: string;

  /**
   * Makes the states and the alarm.
   *
   * @param scope where it is
   * @param id what it is called, and what the names of its states begin with
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: SagaProps) {
    super(scope, id);
    this.name = id;
    this.variable = id.replace(/\W/g, '_');
    checkSteps(this, props.steps);

    const actions = props.steps.map((step, index) => this.action(step, index));
    let undoBefore = this.end(props.onCompensated);
    props.steps.forEach((step, index) => {
      const action = actions[index];
      const undone = step.compensation && this.compensation(step, index, undoBefore, props.compensationRetryPolicy);
      const assign = this.onError(index);
      if (undone && step.compensateWhenInDoubt !== false) {
        action.addCatch(undone, { errors: IN_DOUBT, assign: { ...assign, [this.given(index)]: '{% $states.input %}' } });
      }
      action.addCatch(undoBefore, { assign });
      if (index > 0) actions[index - 1].next(action);
      undoBefore = undone ?? undoBefore;
    });

    this.startState = actions[0];
    this.endStates = [actions[actions.length - 1]];
    this.compensationFailedAlarm = new cloudwatch.Alarm(this, 'CompensationFailedAlarm', {
      alarmDescription: 'A step of a saga could not be undone.',
      metric: this.metricCompensationFailed({ period: Duration.minutes(1) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    this.compensationFailedAlarm.addAlarmAction(...props.alarmActions ?? []);
  }

  /**
   * How many steps could not be undone.
   *
   * @param props how it is read. Default: the sum over five minutes
   */
  public metricCompensationFailed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: NAMESPACE, metricName: METRIC, dimensionsMap: this.dimensions, statistic: 'Sum', ...props });
  }

  /** The variable with what a compensation is given. */
  private given(index: number): string {
    return `${this.variable}_${index + 1}`;
  }

  private action(step: SagaStep, index: number): TryBlock {
    return new TryBlock(this, `${this.name}: ${step.id}`, {
      body: step.action,
      assign: {
        ...index === 0 ? { [`${this.variable}_input`]: '{% $states.input %}' } : {},
        ...step.compensation ? { [this.given(index)]: '{% $states.result[0] %}' } : {},
      },
    });
  }

  private onError(index: number): { [name: string]: unknown } {
    return {
      ...index === 0 ? { [`${this.variable}_input`]: '{% $states.input %}' } : {},
      [`${this.variable}_error`]: '{% $states.errorOutput %}',
      [`${this.variable}_failed`]: [],
    };
  }

  private compensation({ id, compensation }: SagaStep, index: number, next: sfn.IChainable, retryPolicy = PATIENT): sfn.State {
    const undo = new TryBlock(this, `${this.name}: undo ${id}`, { body: compensation!, arguments: `{% $${this.given(index)} %}`, retryPolicy });
    const assign = { [`${this.variable}_failed`]: `{% [$${this.variable}_failed, "${id}"] %}` };
    const count = new PutMetric(this, `${this.name}: ${id} not undone`, { namespace: NAMESPACE, metricName: METRIC, dimensions: this.dimensions, assign });
    undo.addCatch(count).next(next);
    count.addCatch(next, { assign }).next(next);
    return undo;
  }

  /** Where it ends when all that could be undone is undone. */
  private end(onCompensated: sfn.IChainable | undefined): sfn.IChainable {
    const [error, failed] = [`$${this.variable}_error`, `$${this.variable}_failed`];
    const fail = sfn.Fail.jsonata(this, `${this.name}: failed`, {
      error: `{% $count(${failed}) > 0 ? "Saga.CompensationFailed" : ${error}.Error %}`,
      cause: `{% $count(${failed}) > 0 ? "Not undone: " & $join(${failed}, ", ") & ". The step failed with " & ${error}.Error & ": " & ${error}.Cause : ${error}.Cause %}`,
    });
    if (!onCompensated) return fail;
    return sfn.Choice.jsonata(this, `${this.name}: undone?`, { outputs: `{% $merge([$${this.variable}_input, { "error": ${error} }]) %}` })
      .when(sfn.Condition.jsonata(`{% $count(${failed}) > 0 %}`), fail)
      .otherwise(onCompensated);
  }
}

const PATIENT = RetryPolicy.onErrors([ErrorCode.ALL], { interval: Duration.seconds(5), maxAttempts: 6, maxDelay: Duration.minutes(5) });

function checkSteps(saga: Saga, steps: readonly SagaStep[]): void {
  if (steps.length === 0) throw misuse(saga, '"steps" is empty. A saga has at least one step.');
  const twice = steps.find(({ id }, index) => steps.findIndex((other) => other.id === id) !== index);
  if (twice) throw misuse(saga, `"steps" has "${twice.id}" twice. Give each step an id of its own: it is in the names of its states.`);
  const useless = steps.find(({ compensation, compensateWhenInDoubt }) => !compensation && compensateWhenInDoubt !== undefined);
  if (useless) {
    throw misuse(saga, `"compensateWhenInDoubt" of step "${useless.id}" is ${useless.compensateWhenInDoubt}, but it has no "compensation". Leave it out, or say how the step is undone.`);
  }
  const last = steps[steps.length - 1];
  if (last.compensation && last.compensateWhenInDoubt === false) {
    throw misuse(saga, `step "${last.id}" has a "compensation" that never runs: it is the last, so that no later step fails, and "compensateWhenInDoubt" is false. Leave out one of them.`);
  }
}
