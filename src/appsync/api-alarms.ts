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
  readonly id: string;
  /** The metrics whose sum it watches. */
  readonly metricNames: readonly string[];
  readonly statistic: string;
  readonly limit: number;
  readonly periods: number;
  readonly what: string;
}

/** @see https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html#cw-metrics */
const KINDS: { readonly [kind in Kind]: KindOfAlarm } = {
  serverErrors: {
    id: 'ServerErrorsAlarm', metricNames: ['5XXError'], statistic: 'Sum', limit: 1, periods: 1, what: 'Requests were answered with a server error.',
  },
  latency: { id: 'LatencyAlarm', metricNames: ['Latency'], statistic: 'p99', limit: 3000, periods: 3, what: 'Requests are slow.' },
  subscriptionErrors: {
    id: 'SubscriptionErrorsAlarm',
    metricNames: ['ConnectServerError', 'SubscribeServerError', 'PublishDataMessageServerError'],
    statistic: 'Sum',
    limit: 1,
    periods: 1,
    what: 'Subscriptions failed with a server error, or did not get what was published.',
  },
};

/** The alarms of an API. @internal */
export class ApiAlarms {
  private readonly made: { [kind in Kind]?: cloudwatch.Alarm } = {};
  private readonly actions: cloudwatch.IAlarmAction[];

  /** @param hasSubscriptions whether the schema has a type for subscriptions; undefined where that is not known */
  constructor(
    private readonly api: Construct, private readonly options: ApiAlarmOptions, hasSubscriptions: () => boolean | undefined,
    private readonly metric: (name: string, props: cloudwatch.MetricOptions) => cloudwatch.Metric,
  ) {
    this.actions = [...options.actions ?? []];
    for (const kind of Object.keys(KINDS) as Kind[]) this.check(kind);
    this.make('serverErrors');
    this.make('latency');
    if (hasSubscriptions() || options.subscriptionErrors) this.make('subscriptionErrors');
    if (this.actions.length > 0 && this.all.length === 0) {
      throw misuse(api, '"alarms.actions" is set, but every alarm is switched off. Leave out the actions, or switch one on.');
    }
    // What is put into the API later may bring subscriptions with it.
    api.node.addValidation({ validate: () => (this.made.subscriptionErrors && hasSubscriptions() === false ? [useless(api)] : []) });
  }

  public get serverErrors(): cloudwatch.Alarm | undefined {
    return this.made.serverErrors;
  }

  public get latency(): cloudwatch.Alarm | undefined {
    return this.made.latency;
  }

  public get subscriptionErrors(): cloudwatch.Alarm | undefined {
    return this.made.subscriptionErrors;
  }

  public get all(): cloudwatch.Alarm[] {
    return Object.values(this.made);
  }

  /** Makes the alarm for subscriptions, where something brings these into the schema. */
  public watchSubscriptions(): void {
    if (!this.made.subscriptionErrors) this.make('subscriptionErrors');
  }

  public addAction(...actions: cloudwatch.IAlarmAction[]): void {
    if (this.all.length === 0) throw misuse(this.api, 'addAlarmAction() was called, but every alarm is switched off. Switch one on with "alarms".');
    this.actions.push(...actions);
    for (const alarm of this.all) alarm.addAlarmAction(...actions);
  }

  private check(kind: Kind): void {
    const { api, options } = this;
    const given = options[kind];
    if (!given) return;
    if (options.enabled === false) throw misuse(api, `"alarms.${kind}" is set, but "alarms.enabled" is false, so that there are no alarms. Leave out one of them.`);
    const other = Object.entries(given).find(([name, value]) => name !== 'enabled' && value !== undefined);
    if (given.enabled === false && other) {
      throw misuse(api, `"alarms.${kind}.${other[0]}" is set, but "alarms.${kind}.enabled" is false. Leave out one of them.`);
    }
    const { threshold, evaluationPeriods } = given;
    if (threshold !== undefined && !Token.isUnresolved(threshold) && !(threshold > 0)) {
      throw misuse(api, `"alarms.${kind}.threshold" is ${threshold}. It has to be more than 0.`);
    }
    if (evaluationPeriods === undefined || Token.isUnresolved(evaluationPeriods)) return;
    if (!Number.isInteger(evaluationPeriods) || evaluationPeriods < 1) {
      throw misuse(api, `"alarms.${kind}.evaluationPeriods" is ${evaluationPeriods}. It has to be a whole number, at least 1.`);
    }
  }

  private make(kind: Kind): void {
    const { id, metricNames, statistic, limit, periods, what } = KINDS[kind];
    const { enabled = true, threshold = limit, period = Duration.minutes(5), evaluationPeriods = periods } = this.options[kind] ?? {};
    if (this.options.enabled === false || !enabled) return;
    const alarm = new cloudwatch.Alarm(this.api, id, {
      alarmDescription: what,
      metric: sumOf(metricNames.map((name) => this.metric(name, { statistic, period })), period),
      threshold,
      evaluationPeriods,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // There is no data point where nobody called.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    if (this.actions.length > 0) alarm.addAlarmAction(...this.actions);
    this.made[kind] = alarm;
  }
}

const useless = (api: Construct) => misuse(api, '"alarms.subscriptionErrors" is set, but the schema has no type for subscriptions. Leave it out.').message;

function sumOf(metrics: readonly cloudwatch.Metric[], period: Duration): cloudwatch.IMetric {
  const [only, ...others] = metrics;
  if (others.length === 0) return only;
  const usingMetrics = Object.fromEntries(metrics.map((each, index) => [`m${index + 1}`, each]));
  // One that has no data point would leave the sum without one.
  return new cloudwatch.MathExpression({ expression: Object.keys(usingMetrics).map((id) => `FILL(${id}, 0)`).join(' + '), usingMetrics, period });
}
