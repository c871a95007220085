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
   * @default - one failed request or subscription; 3,000 milliseconds of latency
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
   * @default - one for failures, three for latency
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
   * The alarm for subscriptions that failed through no fault of the client: to connect (`ConnectServerError`), to subscribe (`SubscribeServerError`),
   * to get what was published (`PublishDataMessageServerError`).
   *
   * @default - one in five minutes, where the schema has a type for subscriptions; otherwise there is none
   */
  readonly subscriptionErrors?: ApiAlarm;
  /**
   * What the alarms do when they go off.
   *
   * @default - they only change their state; `addAlarmAction()` adds an action later
   */
  readonly actions?: cloudwatch.IAlarmAction[];
}

type Kind = 'serverErrors' | 'latency' | 'subscriptionErrors';

interface KindOfAlarm {
  readonly kind: Kind;
  readonly id: string;
  /** The metrics whose sum it watches. */
  readonly metricNames: readonly string[];
  readonly statistic: string;
  readonly limit: number;
  readonly periods: number;
  readonly what: string;
}

/** @see https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html#cw-metrics */
const KINDS: readonly KindOfAlarm[] = [
  { kind: 'serverErrors', id: 'ServerErrorsAlarm', metricNames: ['5XXError'], statistic: 'Sum', limit: 1, periods: 1, what: 'Requests were answered with a server error.' },
  { kind: 'latency', id: 'LatencyAlarm', metricNames: ['Latency'], statistic: 'p99', limit: 3000, periods: 3, what: 'Requests are slow.' },
  {
    kind: 'subscriptionErrors',
    id: 'SubscriptionErrorsAlarm',
    metricNames: ['ConnectServerError', 'SubscribeServerError', 'PublishDataMessageServerError'],
    statistic: 'Sum',
    limit: 1,
    periods: 1,
    what: 'Subscriptions failed with a server error, or did not get what was published.',
  },
];

/**
 * @param hasSubscriptions whether the schema has a type for subscriptions; undefined where that is not known
 * @internal
 */
export function makeApiAlarms(
  scope: Construct, options: ApiAlarmOptions, hasSubscriptions: boolean | undefined,
  metric: (name: string, props: cloudwatch.MetricOptions) => cloudwatch.Metric,
): { readonly [kind in Kind]?: cloudwatch.Alarm } {
  const alarms: { [kind in Kind]?: cloudwatch.Alarm } = {};
  if (options.subscriptionErrors && hasSubscriptions === false) {
    throw misuse(scope, '"alarms.subscriptionErrors" is set, but the schema has no type for subscriptions. Leave it out.');
  }
  for (const { kind, id, metricNames, statistic, limit, periods, what } of KINDS) {
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
    const isWanted = kind !== 'subscriptionErrors' || hasSubscriptions || options[kind] !== undefined;
    if (options.enabled === false || !enabled || !isWanted) continue;
    alarms[kind] = new cloudwatch.Alarm(scope, id, {
      alarmDescription: what,
      metric: sumOf(metricNames.map((name) => metric(name, { statistic, period })), period),
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

function sumOf(metrics: readonly cloudwatch.Metric[], period: Duration): cloudwatch.IMetric {
  const [only, ...others] = metrics;
  if (others.length === 0) return only;
  const usingMetrics = Object.fromEntries(metrics.map((each, index) => [`m${index + 1}`, each]));
  // One that has no data point would leave the sum without one.
  return new cloudwatch.MathExpression({ expression: Object.keys(usingMetrics).map((id) => `FILL(${id}, 0)`).join(' + '), usingMetrics, period });
}
