import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { variableOf } from './own-names';
import { PutMetric } from './put-metric';
import { ErrorCode } from '../error-handling/error-code';
import { RetryPolicy } from '../error-handling/retry-policy';
import { calledBy, transientErrors } from '../error-handling/task-errors';
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
   * Whether the step is undone, too, when its own action failed and it is not known whether it was done: it timed out, its answer was lost or was too
   * large, a job that it waited for failed; and, where the action is of several tasks, one of them failed.
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
   * Where it goes on when something could not be undone, with the saga's input and, beside it, in the member "error", `Saga.CompensationFailed` and a
   * cause that names what is not undone.
   *
   * @default - the execution fails with that error
   */
  readonly onCompensationFailed?: sfn.IChainable;
  /**
   * What the alarm does that goes off when something could not be undone.
   *
   * @default - it only changes its state
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];
}

/** States.ALL alone is not all. */
const EVERYTHING = [[ErrorCode.DATA_LIMIT_EXCEEDED], [ErrorCode.ALL]];
/** With these, an action may have been done, whatever it calls. With the last it was: its result came back. */
const IN_DOUBT = [ErrorCode.TIMEOUT, ErrorCode.HEARTBEAT_TIMEOUT, ErrorCode.DATA_LIMIT_EXCEEDED];
const NAMESPACE = 'cdk-stepwright/Saga';
const METRIC = 'CompensationFailed';
const COMPENSATION_FAILED = 'Saga.CompensationFailed';

/**
 * Steps that are undone in reverse when one of them fails, because no transaction spans the services that they call.
 *
 * When a step fails, the compensations of the steps before it run, the last first; so does its own where it is not known whether it was done. Each is
 * tried again with patience. One that fails all the same does not stop the others: it is counted in a metric whose alarm goes off, and in the end the
 * execution fails with `Saga.CompensationFailed`, because somebody has to look, or goes on with `onCompensationFailed`. Otherwise it fails with the
 * error of the step, or goes on with `onCompensated`.
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

  /** Where it may go on, for Join. @internal */
  public readonly _handlers: sfn.IChainable[];

  private readonly dimensions = { Saga: this.node.path };
  private readonly name: string;
  private readonly input = variableOf(this, 'input');
  private readonly error = variableOf(this, 'error');
  private readonly failed = variableOf(this, 'notUndone');

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
    checkSteps(this, props.steps);
    this._handlers = [props.onCompensated, props.onCompensationFailed].filter((handler) => handler !== undefined);

    const actions = props.steps.map((step, index) => this.action(step, index));
    let undoBefore = this.end(props);
    props.steps.forEach((step, index) => {
      const action = actions[index];
      const undone = step.compensation && this.compensation(step, index, undoBefore, props.compensationRetryPolicy);
      const assign = this.onError(index);
      const doubtful = undone && step.compensateWhenInDoubt !== false ? inDoubt(step.action) : [];
      for (const errors of doubtful) action.addCatch(undone!, { errors, assign: { ...assign, [this.given(index)]: '{% $states.input %}' } });
      for (const errors of EVERYTHING.filter(([name]) => !doubtful.flat().includes(name))) action.addCatch(undoBefore, { errors, assign });
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
    return variableOf(this, `given${index + 1}`);
  }

  private action(step: SagaStep, index: number): TryBlock {
    return new TryBlock(this, `${this.name}: ${step.id}`, {
      body: step.action,
      assign: {
        ...index === 0 ? { [this.input]: '{% $states.input %}' } : {},
        ...step.compensation ? { [this.given(index)]: '{% $states.result[0] %}' } : {},
      },
    });
  }

  private onError(index: number): { [name: string]: unknown } {
    return {
      ...index === 0 ? { [this.input]: '{% $states.input %}' } : {},
      [this.error]: '{% $states.errorOutput %}',
      [this.failed]: [],
    };
  }

  private compensation({ id, compensation }: SagaStep, index: number, next: sfn.IChainable, retryPolicy = PATIENT): sfn.State {
    const undo = new TryBlock(this, `${this.name}: undo ${id}`, { body: compensation!, arguments: `{% $${this.given(index)} %}`, retryPolicy });
    const assign = { [this.failed]: `{% [$${this.failed}, ${JSON.stringify(id)}] %}` };
    const count = new PutMetric(this, `${this.name}: ${id} not undone`, { namespace: NAMESPACE, metricName: METRIC, dimensions: this.dimensions, assign });
    undo.addCatch(count).next(next);
    count.addCatch(next, { assign }).next(next);
    return undo;
  }

  /** Where it ends when all that could be undone is undone. */
  private end({ onCompensated, onCompensationFailed }: SagaProps): sfn.IChainable {
    const [input, error, failed] = [`$${this.input}`, `$${this.error}`, `$${this.failed}`];
    // A worker may have failed without a name or a cause.
    const name = `($type(${error}.Error) = "string" ? ${error}.Error : "States.TaskFailed")`;
    const cause = `($type(${error}.Cause) = "string" ? ${error}.Cause : "")`;
    const unfinished = `"Not undone: " & $join(${failed}, ", ") & ". The step failed with " & ${name} & ": " & ${cause}`;
    const isUnfinished = `$count(${failed}) > 0`;
    const fail = onCompensated && onCompensationFailed ? undefined : sfn.Fail.jsonata(this, `${this.name}: failed`, {
      error: `{% ${isUnfinished} ? "${COMPENSATION_FAILED}" : ${name} %}`,
      cause: `{% ${isUnfinished} ? ${unfinished} : ${cause} %}`,
    });
    if (fail && !onCompensated && !onCompensationFailed) return fail;
    const given = (output: string): string => `{% $merge([$type(${input}) = "object" ? ${input} : { "input": ${input} }, { "error": ${output} }]) %}`;
    return sfn.Choice.jsonata(this, `${this.name}: undone?`, { outputs: given(`{ "Error": ${name}, "Cause": ${cause} }`) })
      .when(sfn.Condition.jsonata(`{% ${isUnfinished} %}`), onCompensationFailed ?? fail!, {
        outputs: given(`{ "Error": "${COMPENSATION_FAILED}", "Cause": ${unfinished} }`),
      })
      .otherwise(onCompensated ?? fail!);
  }
}

/** The errors, in lists for a Catch each, with which it is not known whether an action was done. */
function inDoubt(action: sfn.IChainable): string[][] {
  const works = sfn.State.findReachableStates(action.startState, { includeErrorHandlers: true }).filter(isWork);
  const [work] = works;
  // What several tasks, a job, a branch or an item had done before one failed is not known.
  if (works.length !== 1 || !isTask(work) || calledBy(work)?.pattern?.startsWith('.sync')) return EVERYTHING;
  return [[...IN_DOUBT, ...transientErrors(work)]];
}

const typeOf = (state: sfn.State): string => (state.toStateJson() as { readonly Type: string }).Type;
const isTask = (state: sfn.State): boolean => typeOf(state) === 'Task';
const isWork = (state: sfn.State): boolean => ['Task', 'Parallel', 'Map'].includes(typeOf(state));

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
