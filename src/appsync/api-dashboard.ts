import { Duration, Token } from 'aws-cdk-lib';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { AppSyncApi } from './app-sync-api';
import { resourcesOf } from './facts-of-api';
import { IAppSyncApi } from './i-app-sync-api';
import { misuse } from '../misuse';

/** What an ApiDashboard shows. */
export interface ApiDashboardProps {
  /** The APIs, in this order. `addApi()` adds one later. */
  readonly apis: IAppSyncApi[];
  /**
   * The name of the dashboard.
   *
   * @default - CloudFormation makes a name
   */
  readonly dashboardName?: string;
  /**
   * How much time it shows when it is opened.
   *
   * @default Duration.days(1)
   */
  readonly defaultInterval?: Duration;
  /**
   * How much time a point of a graph stands for.
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;
}

const [WHOLE, HALF] = [24, 12];
const { RED, ORANGE, PURPLE } = cloudwatch.Color;

/**
 * A dashboard of one API or several: their alarms, how many requests there were and which failed, how long they took, and where there is something
 * to subscribe to, the connections, the subscriptions and what went wrong with them.
 *
 * With `enhancedMetricsConfig`, an API also has its data sources: requests, latency and errors of each; and where it has a cache, what was found
 * there and what was not, of each resolver. These are found by the dimensions that CloudWatch names for them.
 *
 * What an API has when it is added is shown: make its cache and its channels before.
 *
 * @example
 * declare const api: AppSyncApi;
 *
 * new ApiDashboard(this, 'Dashboard', { apis: [api] });
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html#cw-metrics
 */
export class ApiDashboard extends Construct {
  /** The dashboard. */
  public readonly dashboard: cloudwatch.Dashboard;
  private readonly apis = new Set<IAppSyncApi>();
  private readonly period: Duration;

  /**
   * Makes the dashboard.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it shows
   */
  public constructor(scope: Construct, id: string, props: ApiDashboardProps) {
    super(scope, id);
    this.period = props.period ?? Duration.minutes(5);
    this.dashboard = new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName: props.dashboardName,
      defaultInterval: props.defaultInterval ?? Duration.days(1),
    });
    for (const api of props.apis) this.addApi(api);
    this.node.addValidation({
      validate: () => (this.apis.size > 0 ? [] : [misuse(this, '"apis" is empty, and addApi() was not called. Add the API that it is to show.').message]),
    });
  }

  /**
   * Shows another API below those that are shown.
   *
   * @param api what is shown
   */
  public addApi(api: IAppSyncApi): void {
    if (this.apis.has(api)) throw misuse(this, `API "${api.node.path}" is shown already. Add it once.`);
    this.apis.add(api);
    const resource = api.graphqlApi.node.defaultChild as appsync.CfnGraphQLApi;
    this.addWidgets(new cloudwatch.TextWidget({ width: WHOLE, height: 1, markdown: `# ${api.node.id} (GraphQL)` }));
    if (api.alarms.length > 0) this.addWidgets(new cloudwatch.AlarmStatusWidget({ width: WHOLE, height: 2, title: 'Alarms', alarms: api.alarms }));
    this.addWidgets(this.requests(api), this.latency(api));
    if ((api as Partial<AppSyncApi>)._schema?.hasSubscriptions !== false) this.addWidgets(this.subscriptions(api), this.subscriptionErrors(api));
    const enhanced = resource.enhancedMetricsConfig as appsync.CfnGraphQLApi.EnhancedMetricsConfigProperty | undefined;
    if (!enhanced || Token.isUnresolved(enhanced)) return;
    this.addWidgets(
      this.search(api, 'Latency of data sources', 'milliseconds', 'DataSource', [['Latency', 'p99']]),
      this.search(api, 'Requests and errors of data sources', 'count', 'DataSource', [['Requests', 'Sum'], ['GraphQLError', 'Sum']]),
    );
    if (resourcesOf(resource).some((each) => each instanceof appsync.CfnApiCache)) {
      this.addWidgets(this.search(api, 'Cache', 'results', 'Resolver', [['CacheHit', 'Sum'], ['CacheMiss', 'Sum']]));
    }
  }

  /**
   * Shows something else below what is shown.
   *
   * @param widgets what is shown, side by side
   */
  public addWidgets(...widgets: cloudwatch.IWidget[]): void {
    this.dashboard.addWidgets(...widgets);
  }

  private requests(api: IAppSyncApi): cloudwatch.IWidget {
    const { period } = this;
    return graph(api, 'Requests', 'requests', [
      // AppSync counts the requests of a region only. The latency of each request of an API is measured.
      api.metric('Latency', { period, statistic: cloudwatch.Stats.SAMPLE_COUNT, label: 'requests' }),
      api.metric('4XXError', { period, label: 'client errors', color: ORANGE }),
      api.metric('5XXError', { period, label: 'server errors', color: RED }),
    ]);
  }

  private latency(api: IAppSyncApi): cloudwatch.IWidget {
    return graph(api, 'Latency', 'milliseconds', [50, 90, 99].map((percent) => (
      api.metric('Latency', { period: this.period, statistic: cloudwatch.Stats.percentile(percent), label: `p${percent}` }))));
  }

  private subscriptions(api: IAppSyncApi): cloudwatch.IWidget {
    // They are counted each minute: a sum over more would count them several times.
    const period = Duration.minutes(1);
    return graph(api, 'Subscriptions', 'count', [
      api.metric('ActiveConnections', { period, label: 'open connections' }),
      api.metric('ActiveSubscriptions', { period, label: 'subscriptions' }),
      api.metric('PublishDataMessageSuccess', { period, label: 'messages', color: PURPLE }),
    ]);
  }

  private subscriptionErrors(api: IAppSyncApi): cloudwatch.IWidget {
    const { period } = this;
    const kinds = [['Connect', 'connections'], ['Subscribe', 'subscriptions'], ['PublishDataMessage', 'messages']] as const;
    return graph(api, 'Errors of subscriptions', 'count', [
      ...kinds.flatMap(([name, what]) => [
        api.metric(`${name}ClientError`, { period, label: `${what}, client errors` }),
        api.metric(`${name}ServerError`, { period, label: `${what}, server errors` }),
      ]),
      api.metric('InboundMessageDropped', { period, label: 'messages over the quota' }),
    ]);
  }

  /** A line for each data source or resolver, without knowing them. */
  private search(
    api: IAppSyncApi, title: string, unit: string, dimension: 'DataSource' | 'Resolver', metrics: readonly (readonly [name: string, statistic: string])[],
  ): cloudwatch.IWidget {
    // The dimensions: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/supported-metrics.html
    const schema = ['GraphQLAPIId', dimension].sort().join(',');
    return graph(api, title, unit, metrics.map(([name, statistic]) => new cloudwatch.MathExpression({
      expression: `SEARCH('{AWS/AppSync,${schema}} MetricName="${name}" GraphQLAPIId="${api.apiId}"', '${statistic}', ${this.period.toSeconds()})`,
      label: '',
      period: this.period,
      usingMetrics: {},
    })));
  }
}

function graph({ graphqlApi: { env: { region } } }: IAppSyncApi, title: string, unit: string, left: cloudwatch.IMetric[]): cloudwatch.IWidget {
  return new cloudwatch.GraphWidget({
    title, width: HALF, left, region: Token.isUnresolved(region) ? undefined : region, leftYAxis: { label: unit, showUnits: false, min: 0 },
  });
}
