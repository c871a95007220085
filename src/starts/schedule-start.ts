import { Duration, TimeZone } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { checkDelivery, deadLettersOf, EVENT_LIMITS, StartDeliveryOptions } from './delivery';
import { checkAsynchronous, checkPlace, makeStartRole } from './workflow-start';
import { misuse } from '../misuse';
import { IWorkflow } from '../workflows/i-workflow';

/**
 * When a ScheduleStart starts an execution.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export class StartTime {
  /**
   * At times of the day, of days and months.
   *
   * Where summer time begins, a time that does not exist is left out; where it ends, a time that comes twice counts once.
   *
   * @param options the minutes, hours, days, months and years; what is left out is each of them
   * @param timeZone in which they are meant
   */
  public static cron(options: events.CronOptions, timeZone: TimeZone): StartTime {
    return new StartTime(() => scheduler.ScheduleExpression.cron({ ...options, timeZone }), false);
  }

  /**
   * Again and again after the same time.
   *
   * @param interval how long it is from one to the next: whole minutes
   */
  public static rate(interval: Duration): StartTime {
    return new StartTime((start) => {
      if (!interval.isUnresolved() && (!Number.isInteger(interval.toMinutes({ integral: false })) || interval.toMinutes() < 1)) {
        throw misuse(start, `"time" is a rate of ${interval.toHumanString() || '0 seconds'}. It has to be one or more whole minutes.`);
      }
      return scheduler.ScheduleExpression.rate(interval);
    }, false);
  }

  /**
   * Once.
   *
   * @param dateTime as a clock of the time zone shows it: `2027-03-31T09:30:00`
   * @param timeZone in which it is meant
   */
  public static at(dateTime: string, timeZone: TimeZone): StartTime {
    return new StartTime((start) => {
      // Back and forth, to find the 31st of February.
      const known = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(dateTime) ? new Date(`${dateTime}Z`) : undefined;
      if (!known || Number.isNaN(known.getTime()) || known.toISOString().slice(0, 19) !== dateTime) {
        throw misuse(start, `"time" is at "${dateTime}". It has to be a date and time without a zone: "2027-03-31T09:30:00".`);
      }
      return scheduler.ScheduleExpression.expression(`at(${dateTime})`, timeZone);
    }, true);
  }

  private constructor(private readonly bind: (start: Construct) => scheduler.ScheduleExpression, private readonly once: boolean) {}

  /** @internal */
  public _bind(start: Construct): scheduler.ScheduleExpression {
    return this.bind(start);
  }

  /** @internal */
  public get _once(): boolean {
    return this.once;
  }
}

/** What a ScheduleStart is made of. */
export interface ScheduleStartProps extends StartDeliveryOptions {
  /** The workflow whose executions are started: a StandardWorkflow, or an ExpressWorkflow of mode ASYNC. */
  readonly workflow: IWorkflow;
  /** When. */
  readonly time: StartTime;
  /**
   * Within how long after its time an execution may start, from 1 minute to 24 hours, so that not everything starts at the full hour.
   *
   * @default - at its time, within the minute
   */
  readonly flexibleWindow?: Duration;
  /**
   * From when on.
   *
   * @default - at once
   */
  readonly start?: Date;
  /**
   * Until when.
   *
   * @default - without an end
   */
  readonly end?: Date;
  /**
   * The group of the schedule.
   *
   * @default - the group "default" of the account
   */
  readonly scheduleGroup?: scheduler.IScheduleGroup;
  /**
   * The input.
   *
   * @default - `{ "scheduledTime" }`: the time that the execution is for, however late it starts
   */
  readonly input?: scheduler.ScheduleTargetInput;
  /**
   * The name of the schedule.
   *
   * @default - a name is made
   */
  readonly scheduleName?: string;
  /**
   * What the schedule is for.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Whether executions are started.
   *
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * The key that the schedule is encrypted with.
   *
   * @default - a key that AWS owns
   */
  readonly key?: kms.IKey;
}

/**
 * A schedule of EventBridge Scheduler that starts executions. The time zone is part of the time.
 *
 * What cannot be started is tried for a day and then kept in a dead-letter queue that has an alarm. The Scheduler delivers at least once: now and
 * then two executions start for one time. The role may only start this workflow.
 *
 * @example
 * declare const report: StandardWorkflow;
 *
 * new ScheduleStart(this, 'EveryMorning', {
 *   workflow: report,
 *   time: StartTime.cron({ minute: '30', hour: '6', weekDay: 'MON-FRI' }, TimeZone.EUROPE_BERLIN),
 *   flexibleWindow: Duration.minutes(15),
 * });
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule.html
 */
export class ScheduleStart extends Construct {
  /** The schedule. */
  public readonly schedule: scheduler.Schedule;
  /** The role that the Scheduler starts executions with. */
  public readonly role: iam.Role;
  /** The queue for what could not be started. */
  public readonly deadLetterQueue: sqs.IQueue;
  /** The alarm for when a message arrives in it; none where the queue is your own. */
  public readonly deadLetterAlarm?: cloudwatch.Alarm;

  /**
   * Makes the schedule, its role, and the dead-letter queue where none is given.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: ScheduleStartProps) {
    super(scope, id);
    const { workflow, time, flexibleWindow, start, end, scheduleGroup, scheduleName, description, enabled, key } = props;
    const { maxEventAge, retryAttempts } = props;
    checkAsynchronous(this, workflow, 'EventBridge Scheduler');
    checkPlace(this, workflow, 'EventBridge Scheduler');
    checkDelivery(this, props, EVENT_LIMITS);
    checkTimes(this, props);
    const schedule = time._bind(this);

    const { queue, alarm } = deadLettersOf(this, props);
    this.deadLetterQueue = queue;
    this.deadLetterAlarm = alarm;
    this.role = makeStartRole(this, workflow, 'scheduler');
    key?.grantDecrypt(this.role);
    queue.encryptionMasterKey?.grantEncryptDecrypt(this.role);
    this.schedule = new scheduler.Schedule(this, 'Schedule', {
      schedule,
      target: new ScheduleTarget(workflow.stateMachineArn, {
        role: this.role,
        input: props.input ?? scheduler.ScheduleTargetInput.fromObject({ scheduledTime: scheduler.ContextAttribute.scheduledTime }),
        deadLetterQueue: queue,
        maxEventAge,
        retryAttempts,
      }),
      timeWindow: flexibleWindow && scheduler.TimeWindow.flexible(flexibleWindow),
      start,
      end,
      scheduleGroup,
      scheduleName,
      description,
      enabled,
      key,
    });
  }
}

/** What a schedule starts. CDK's own target starts the state machine, and not an alias of it, and allows to start every alias. */
class ScheduleTarget extends targets.ScheduleTargetBase {
  public constructor(stateMachineArn: string, props: targets.ScheduleTargetBaseProps) {
    super(props, stateMachineArn);
  }

  /** The role of the start may start the workflow already. */
  protected addTargetActionToRole(): void {}
}

function checkTimes(construct: Construct, { time, flexibleWindow, start, end }: ScheduleStartProps): void {
  if (flexibleWindow && !flexibleWindow.isUnresolved()) {
    const minutes = flexibleWindow.toMinutes({ integral: false });
    if (!Number.isInteger(minutes) || minutes < 1 || minutes > 24 * 60) {
      throw misuse(construct, `"flexibleWindow" is ${flexibleWindow.toHumanString() || '0 seconds'}. It has to be a whole number of minutes, from 1 minute to 24 hours. Leave it out to start at the time itself.`);
    }
  }
  for (const [name, date] of [['start', start], ['end', end]] as const) {
    if (!date) continue;
    if (time._once) throw misuse(construct, `"${name}" is set, but "time" is once, which has no beginning and no end. Leave it out.`);
    if (Number.isNaN(date.getTime())) throw misuse(construct, `"${name}" is no date.`);
  }
  if (start && end && start >= end) {
    throw misuse(construct, `"end" is ${end.toISOString()}, and "start" is ${start.toISOString()}. The end has to be after the start.`);
  }
}
