import { Duration, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { checkNumber, checkSeconds, StartDeliveryOptions } from './delivery';
import { EventStart } from './event-start';
import { redriveStates } from './redrive-states';
import { ScheduleStart, StartTime } from './schedule-start';
import { checkPlace, checkStandard, grantDescribe } from './workflow-start';
import { ErrorCode } from '../error-handling/error-code';
import { misuse } from '../misuse';
import { IWorkflow } from '../workflows/i-workflow';
import { StandardWorkflow } from '../workflows/standard-workflow';
import { WorkflowLogOptions } from '../workflows/workflow-logs';

/** Which executions a sweep looks at. */
export enum RedriveFilter {
  /** Those that were never redriven: the operator has not been told of them, or somebody else has not. */
  NOT_REDRIVEN = 'NOT_REDRIVEN',
  /** Those that were redriven before. */
  REDRIVEN = 'REDRIVEN',
}

/** What a RedriveOperator is made of. */
export interface RedriveOperatorProps extends StartDeliveryOptions {
  /**
   * The workflow whose failed executions are redriven: a StandardWorkflow, or a release of one. Of a release, and of an imported version or alias,
   * those are redriven that were started with it.
   */
  readonly workflow: IWorkflow;
  /**
   * How often an execution is redriven, from 1 to 1000.
   *
   * @default 3
   */
  readonly maxRedrives?: number;
  /**
   * The errors of failed executions that are redriven.
   *
   * @default - all errors
   */
  readonly errors?: string[];
  /**
   * Whether executions that timed out are redriven too.
   *
   * @default true
   */
  readonly timedOut?: boolean;
  /**
   * How long it is waited after a failure, before the first redrive.
   *
   * @default Duration.minutes(1)
   */
  readonly delay?: Duration;
  /**
   * By how much the delay grows with each redrive.
   *
   * @default 2
   */
  readonly backoffRate?: number;
  /**
   * How long the delay gets at most.
   *
   * @default Duration.hours(1)
   */
  readonly maxDelay?: Duration;
  /**
   * When the operator looks for failed executions by itself, at once and without a delay.
   *
   * @default - only when it is started by hand, with an empty object
   */
  readonly sweep?: StartTime;
  /**
   * Which executions a sweep looks at.
   *
   * @default RedriveFilter.NOT_REDRIVEN
   */
  readonly redriveFilter?: RedriveFilter;
  /**
   * How many failed executions a sweep looks at, and how many that timed out: the newest, up to 200 each.
   *
   * @default 100
   */
  readonly maxExecutions?: number;
  /**
   * What the operator logs.
   *
   * @default - every event, without data
   */
  readonly logs?: WorkflowLogOptions;
}

/** The operator is given up on when it takes so much longer than its longest delay. */
const SLACK = Duration.hours(1);

/**
 * Redrives executions of a Standard workflow that failed or timed out: they go on from the state that failed.
 *
 * It is a workflow that EventBridge starts when an execution fails, with no function in between. It looks at the execution, waits, and redrives it,
 * until that has been done `maxRedrives` times or cannot be done any more. Then the operator's own execution fails with `RedriveOperator.GivenUp`,
 * and sets off `givenUpAlarm`.
 *
 * Started with `{ "executionArn" }` it does the same by hand. Started with `{}`, or at the times of `sweep`, it redrives what it finds among the
 * executions that failed; what it gives up is in its output, and is no alarm. Where an execution could not be looked at or redriven, the others are,
 * and then the operator's own execution fails with `RedriveOperator.NotRedriven`. Redrive only what may run twice: the state that failed runs again.
 *
 * `alarmActions` are those of the operator's alarms, and of the alarm of the dead-letter queue that is made.
 *
 * @example
 * declare const orders: StandardWorkflow;
 *
 * new RedriveOperator(this, 'Redrives', {
 *   workflow: orders,
 *   errors: ['Payment.Unavailable', 'States.Timeout'],
 *   maxRedrives: 5,
 *   sweep: StartTime.cron({ minute: '0', hour: '7' }, TimeZone.EUROPE_BERLIN),
 * });
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
export class RedriveOperator extends Construct {
  /** The workflow that redrives. */
  public readonly operator: StandardWorkflow;
  /** What starts it when an execution fails. */
  public readonly failures: EventStart;
  /** What starts it at the times of `sweep`; none without them. */
  public readonly sweep?: ScheduleStart;
  /** The alarm for an execution that was given up, or that could not be redriven for another reason. */
  public readonly givenUpAlarm: cloudwatch.Alarm;

  /**
   * Makes the workflow, the rule, and the schedule where there are times for one.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: RedriveOperatorProps) {
    super(scope, id);
    const { workflow, timedOut = true, maxDelay = Duration.hours(1), alarmActions, sweep } = props;
    checkStandard(this, workflow, 'whose executions cannot be redriven');
    checkPlace(this, workflow, 'the operator');
    checkProps(this, props);
    const { deadLetterQueue, maxEventAge, retryAttempts, redriveFilter = RedriveFilter.NOT_REDRIVEN } = props;
    // With a queue of your own there is no alarm of it, and the actions are those of the operator's alarms.
    const delivery = { deadLetterQueue, alarmActions: deadLetterQueue ? undefined : alarmActions, maxEventAge, retryAttempts };

    this.operator = new StandardWorkflow(this, 'Operator', {
      timeout: maxDelay.plus(SLACK),
      queryLanguage: sfn.QueryLanguage.JSONATA,
      logs: { level: sfn.LogLevel.ALL, ...props.logs },
      alarms: { actions: alarmActions },
      definitionBody: sfn.DefinitionBody.fromChainable(redriveStates(this, { ...props, redriveFilter })),
    });
    grantDescribe(workflow, this.operator);
    this.givenUpAlarm = this.operator.failedAlarm!;

    this.failures = new EventStart(this, 'Failures', {
      ...delivery,
      workflow: this.operator,
      description: `Redrives executions of ${workflow.node.path}`,
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [workflow.stateMachine.stateMachineArn], status: timedOut ? ['FAILED', 'TIMED_OUT'] : ['FAILED'] },
      },
      input: events.RuleTargetInput.fromObject({ executionArn: events.EventField.fromPath('$.detail.executionArn') }),
    });
    if (sweep) {
      this.sweep = new ScheduleStart(this, 'Sweep', {
        ...delivery,
        // One queue and one alarm are enough.
        deadLetterQueue: this.failures.deadLetterQueue,
        alarmActions: undefined,
        workflow: this.operator,
        time: sweep,
        input: scheduler.ScheduleTargetInput.fromObject({}),
        description: `Redrives executions of ${workflow.node.path}`,
      });
    }
  }

  /**
   * Allows to start the operator by hand.
   *
   * @param identity who is allowed
   */
  public grantStart(identity: iam.IGrantable): iam.Grant {
    return this.operator.grantStart(identity);
  }
}

function checkProps(operator: Construct, { maxRedrives, errors, timedOut, delay, backoffRate, maxDelay, maxExecutions }: RedriveOperatorProps): void {
  checkNumber(operator, 'maxRedrives', maxRedrives, 1, 1000);
  checkNumber(operator, 'maxExecutions', maxExecutions, 1, 200);
  if (backoffRate !== undefined && !Token.isUnresolved(backoffRate) && !(backoffRate >= 1)) {
    throw misuse(operator, `"backoffRate" is ${backoffRate}. It has to be 1 or more.`);
  }
  if (errors?.includes(ErrorCode.ALL)) {
    throw misuse(operator, '"errors" has "States.ALL", which stands for other errors and is not the name that an execution fails with. Leave out "errors" for all errors.');
  }
  if (errors?.length === 0 && timedOut === false) {
    throw misuse(operator, '"errors" is empty and "timedOut" is false, so that nothing is redriven. Leave out "errors" for all errors.');
  }
  for (const [name, duration] of [['delay', delay], ['maxDelay', maxDelay]] as const) {
    checkSeconds(operator, name, duration, 0, Duration.days(14), ', in which an execution can be redriven');
  }
  if (delay && !delay.isUnresolved() && !maxDelay?.isUnresolved() && delay.toSeconds() > (maxDelay ?? Duration.hours(1)).toSeconds()) {
    throw misuse(operator, `"delay" is ${delay.toHumanString()}, but "maxDelay" is ${(maxDelay ?? Duration.hours(1)).toHumanString()}. Raise "maxDelay", or lower it.`);
  }
}
