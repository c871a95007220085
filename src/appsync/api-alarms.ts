import { Duration, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { misuse } from '../misuse';

/** When one of an API's alarms goes off. */
export interface ApiAlarm {
  /**
   * Whether there is such an alarm.
   *
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * What sets it off in a period: how many requests, or how many milliseconds.
   *
   * @default - one failed request; 3,000 milliseconds of latency
   */
  readonly threshold?: number;
  /**
   * How long a period is.
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;
  /**
   * How many periods in a row have to reach the threshold.
   *
   * @default - one for failed requests, three for latency
   */
  readonly evaluationPeriods?: number;
}

/** An API's alarms. */
export interface ApiAlarmOptions {
  /**
   * Whether the API has alarms.
   *
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * The alarm for requests that AppSync answered with a server error (`5XXError`).
   *
   * @default - one in five minutes
   */
  readonly serverErrors?: ApiAlarm;
  /**
   * The alarm for slow requests: the 99th percentile of `Latency`.
   *
   * @default - three seconds, three periods of five minutes in a row
   */
  readonly latency?: ApiAlarm;
  /**
   * What the alarms do when they go off.
   *
   * @default - they only change their state; `addAlarmAction()` adds an action later
   */
  readonly actions?: cloudwatch.IAlarmAction[];
}

const KINDS = [
  { kind: 'serverErrors', id: 'ServerErrorsAlarm', metricName: '5XXError', statistic: 'Sum', limit: 1, periods: 1, what: 'Requests were answered with a server error.' },
  { kind: 'latency', id: 'LatencyAlarm', metricName: 'Latency', statistic: 'p99', limit: 3000, periods: 3, what: 'Requests are slow.' },
] as const;

/** @internal */
export function makeApiAlarms(
  scope: Construct, options: ApiAlarmOptions, metric: (name: string, props: cloudwatch.MetricOptions) => cloudwatch.Metric,
): { readonly serverErrors?: cloudwatch.Alarm; readonly latency?: cloudwatch.Alarm } {
  const alarms: { [kind in 'serverErrors' | 'latency']?: cloudwatch.Alarm } = {};
  for (const { kind, id, metricName, statistic, limit, periods, what } of KINDS) {
    const given = options[kind] ?? {};
    const { enabled = true, threshold = limit, period = Duration.minutes(5), evaluationPeriods = periods } = given;
    if (options.enabled === false && options[kind]) {
      throw misuse(scope, `"alarms.${kind}" is set, but "alarms.enabled" is false, so that there are no alarms. Leave out one of them.`);
    }
    const useless = Object.entries(given).find(([name, value]) => name !== 'enabled' && value !== undefined);
    if (!enabled && useless) throw misuse(scope, `"alarms.${kind}.${useless[0]}" is set, but "alarms.${kind}.enabled" is false. Leave out one of them.`);
    for (const [name, value] of [['threshold', threshold], ['evaluationPeriods', evaluationPeriods]] as const) {
      if (!Token.isUnresolved(value) && !(value > 0)) throw misuse(scope, `"alarms.${kind}.${name}" is ${value}. It has to be more than 0.`);
    }
    if (options.enabled === false || !enabled) continue;
    alarms[kind] = new cloudwatch.Alarm(scope, id, {
      alarmDescription: what,
      metric: metric(metricName, { statistic, period }),
      threshold,
      evaluationPeriods,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // There is no data point where nobody called.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    if (options.actions) alarms[kind].addAlarmAction(...options.actions);
  }
  if (options.actions?.length && Object.keys(alarms).length === 0) {
    throw misuse(scope, '"alarms.actions" is set, but every alarm is switched off. Leave out the actions, or switch one on.');
  }
  return alarms;
}
