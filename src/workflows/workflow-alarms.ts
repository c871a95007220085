import { Duration, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { misuse } from '../misuse';

/** When one of a workflow's alarms goes off. */
export interface WorkflowAlarm {
  /**
   * Whether there is such an alarm.
   *
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * How many executions in a period set it off.
   *
   * @default 1
   */
  readonly threshold?: number;
  /**
   * How long a period is.
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;
  /**
   * How many periods are looked at.
   *
   * @default 1
   */
  readonly evaluationPeriods?: number;
  /**
   * How many of these periods have to reach the threshold.
   *
   * @default - all of them
   */
  readonly datapointsToAlarm?: number;
}

/** A workflow's alarms. */
export interface WorkflowAlarmOptions {
  /**
   * Whether the workflow has alarms.
   *
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * The alarm for executions that failed.
   *
   * @default - one failed execution in five minutes
   */
  readonly failed?: WorkflowAlarm;
  /**
   * The alarm for executions that timed out.
   *
   * @default - one timed out execution in five minutes
   */
  readonly timedOut?: WorkflowAlarm;
  /**
   * The alarm for throttled state transitions and retries.
   *
   * @default - one in five minutes
   */
  readonly throttled?: WorkflowAlarm;
  /**
   * What the alarms do when they go off.
   *
   * @default - they only change their state; `addAlarmAction()` adds an action later
   */
  readonly actions?: cloudwatch.IAlarmAction[];
}

/** What there is an alarm for. @internal */
export type AlarmKind = 'failed' | 'timedOut' | 'throttled';

const KINDS: readonly (readonly [kind: AlarmKind, id: string, what: string])[] = [
  ['failed', 'FailedAlarm', 'An execution failed.'],
  ['timedOut', 'TimedOutAlarm', 'An execution timed out.'],
  ['throttled', 'ThrottledAlarm', 'State transitions or retries were throttled.'],
];

/** What the alarms look at. */
interface Measured {
  metricFailed(props: cloudwatch.MetricOptions): cloudwatch.Metric;
  metricTimedOut(props: cloudwatch.MetricOptions): cloudwatch.Metric;
  metricThrottled(props: cloudwatch.MetricOptions): cloudwatch.Metric;
}

const metricOf = (measured: Measured, kind: AlarmKind, props: cloudwatch.MetricOptions): cloudwatch.Metric => (
  kind === 'failed' ? measured.metricFailed(props) : kind === 'timedOut' ? measured.metricTimedOut(props) : measured.metricThrottled(props));

/** @internal */
export function makeAlarms(scope: Construct, options: WorkflowAlarmOptions, measured: Measured): { readonly [kind in AlarmKind]?: cloudwatch.Alarm } {
  const alarms: { [kind in AlarmKind]?: cloudwatch.Alarm } = {};
  for (const [kind, id, alarmDescription] of KINDS) {
    const given = options[kind] ?? {};
    const { enabled = true, threshold = 1, period = Duration.minutes(5), evaluationPeriods = 1, datapointsToAlarm } = given;
    if (options.enabled === false && options[kind]) {
      throw misuse(scope, `"alarms.${kind}" is set, but "alarms.enabled" is false, so that there are no alarms. Leave out one of them.`);
    }
    const useless = Object.entries(given).find(([name, value]) => name !== 'enabled' && value !== undefined);
    if (!enabled && useless) {
      throw misuse(scope, `"alarms.${kind}.${useless[0]}" is set, but "alarms.${kind}.enabled" is false. Leave out one of them.`);
    }
    for (const [name, value] of [['threshold', threshold], ['evaluationPeriods', evaluationPeriods], ['datapointsToAlarm', datapointsToAlarm ?? 1]] as const) {
      if (!Token.isUnresolved(value) && !(value > 0)) throw misuse(scope, `"alarms.${kind}.${name}" is ${value}. It has to be more than 0.`);
    }
    if (datapointsToAlarm !== undefined && datapointsToAlarm > evaluationPeriods) {
      throw misuse(scope, `"alarms.${kind}.datapointsToAlarm" is ${datapointsToAlarm}, but only ${evaluationPeriods} periods are looked at. Raise "evaluationPeriods", or lower it.`);
    }
    if (options.enabled === false || !enabled) continue;
    const alarm = new cloudwatch.Alarm(scope, id, {
      alarmDescription,
      metric: metricOf(measured, kind, { period }),
      threshold,
      evaluationPeriods,
      datapointsToAlarm,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // There is no data point where nothing ran.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    if (options.actions) alarm.addAlarmAction(...options.actions);
    alarms[kind] = alarm;
  }
  if (options.actions?.length && Object.keys(alarms).length === 0) {
    throw misuse(scope, '"alarms.actions" is set, but every alarm is switched off. Leave out the actions, or switch one on.');
  }
  return alarms;
}
