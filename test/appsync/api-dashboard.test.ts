import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ApiAuth, ApiCache, ApiDashboard, ApiDashboardProps, ApiSchema, AslValidation, GraphqlValidation, IAppSyncApi, MergedApi } from '../../src';
import { nagErrors } from '../cdk-nag';
import { newApi, newStack, WITHOUT_CONTENT } from './api';

interface Widget {
  readonly type: string;
  readonly width: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly region?: string;
    readonly alarms?: string[];
    readonly metrics?: any[][];
  };
}

function make(apisOf: (stack: Stack) => IAppSyncApi[], props: Partial<ApiDashboardProps> = {}, stack = newStack()) {
  const dashboard = new ApiDashboard(stack, 'Dashboard', { apis: apisOf(stack), ...props });
  const widgets = (): Widget[] => {
    GraphqlValidation.acknowledge(stack, { id: 'GQL402', reason: 'A test of something else' });
    const [{ Properties: { DashboardBody } }] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'));
    const parts: unknown[] = typeof DashboardBody === 'string' ? [DashboardBody] : DashboardBody['Fn::Join'][1];
    return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : Object.values(part as object).flat().join('.'))).join('')).widgets;
  };
  const titles = () => widgets().map(({ type, properties: { title, markdown } }) => `${type}: ${title ?? markdown}`);
  const metrics = (title: string) => widgets().find(({ properties }) => properties.title === title)?.properties.metrics;
  /** Name, label, statistic and period of the metrics of a widget. */
  const shown = (title: string) => metrics(title)?.map((row) => {
    const { label, stat, period } = row[row.length - 1];
    return [row[1], label, stat, period];
  });
  return { stack, dashboard, widgets, titles, metrics, shown };
}

const SUBSCRIPTION = ApiSchema.fromText('type Query {\n  shop: String\n}\n\ntype Mutation {\n  open: String\n}\n\ntype Subscription {\n  opened: String @aws_subscribe(mutations: ["open"])\n}');
const ENHANCED = {
  dataSourceLevelMetricsBehavior: appsync.DataSourceLevelMetricsBehavior.FULL_REQUEST_DATA_SOURCE_METRICS,
  operationLevelMetricsConfig: appsync.OperationLevelMetricsConfig.DISABLED,
  resolverLevelMetricsBehavior: appsync.ResolverLevelMetricsBehavior.FULL_REQUEST_RESOLVER_METRICS,
};

test('an API has its alarms, its requests and their latency', () => {
  const { titles, widgets, metrics, shown } = make((stack) => [newApi(stack)]);
  expect(titles()).toEqual(['text: # Api (GraphQL)', 'alarm: Alarms', 'metric: Requests', 'metric: Latency']);
  expect(widgets()[1].properties.alarms).toHaveLength(2);
  expect(shown('Requests')).toEqual([
    ['Latency', 'requests', 'SampleCount', undefined], ['4XXError', 'client errors', 'Sum', undefined], ['5XXError', 'server errors', 'Sum', undefined],
  ]);
  expect(shown('Latency')).toEqual(['p50', 'p90', 'p99'].map((stat) => ['Latency', stat, stat, undefined]));
  expect(metrics('Latency')![0].slice(0, 4)).toEqual(['AWS/AppSync', 'Latency', 'GraphQLAPIId', 'ApiCD79AAA0.ApiId']);
});

test('an API with subscriptions has their connections, and what went wrong', () => {
  const { titles, shown } = make((stack) => [newApi(stack, { schema: SUBSCRIPTION })]);
  expect(titles().slice(4)).toEqual(['metric: Subscriptions', 'metric: Errors of subscriptions']);
  expect(shown('Subscriptions')).toEqual([
    ['ActiveConnections', 'open connections', 'Sum', 60], ['ActiveSubscriptions', 'subscriptions', 'Sum', 60], ['PublishDataMessageSuccess', 'messages', 'Sum', 60],
  ]);
  expect(shown('Errors of subscriptions')?.map(([name]) => name)).toEqual([
    'ConnectClientError', 'ConnectServerError', 'SubscribeClientError', 'SubscribeServerError', 'PublishDataMessageClientError', 'PublishDataMessageServerError', 'InboundMessageDropped',
  ]);
});

test('an API with enhanced metrics has its data sources, and its cache where it has one', () => {
  const plain = make((stack) => [newApi(stack, { enhancedMetricsConfig: ENHANCED })]);
  expect(plain.titles().slice(4)).toEqual(['metric: Latency of data sources', 'metric: Requests and errors of data sources']);
  const cached = make((stack) => {
    const api = newApi(stack, { enhancedMetricsConfig: ENHANCED });
    new ApiCache(stack, 'Cache', { api });
    return [api];
  });
  expect(cached.titles()).toContain('metric: Cache');
  const expressions = (title: string) => cached.metrics(title)?.map(([{ expression }]) => expression);
  expect(expressions('Cache')).toEqual(['CacheHit', 'CacheMiss'].map((name) => `SEARCH('{AWS/AppSync,GraphQLAPIId,Resolver} MetricName="${name}" GraphQLAPIId="ApiCD79AAA0.ApiId"', 'Sum', 300)`));
  expect(expressions('Latency of data sources')).toEqual(['SEARCH(\'{AWS/AppSync,DataSource,GraphQLAPIId} MetricName="Latency" GraphQLAPIId="ApiCD79AAA0.ApiId"\', \'p99\', 300)']);
  Template.fromStack(cached.stack).hasResourceProperties('AWS::AppSync::GraphQLApi', { EnhancedMetricsConfig: { ResolverLevelMetricsBehavior: 'FULL_REQUEST_RESOLVER_METRICS' } });
});

test('a cache without enhanced metrics has nothing to show', () => {
  const { titles } = make((stack) => {
    const api = newApi(stack);
    new ApiCache(stack, 'Cache', { api });
    return [api];
  });
  expect(titles()).not.toContain('metric: Cache');
});

test('a merged API may have subscriptions', () => {
  const { titles } = make((stack) => [new MergedApi(stack, 'Merged', { auth: ApiAuth.iam(), sourceApis: [{ sourceApi: newApi(stack).graphqlApi }] })]);
  expect(titles()).toContain('metric: Subscriptions');
});

test('several APIs stand one below the other, and what is added below them', () => {
  const { dashboard, stack, widgets } = make(() => []);
  dashboard.addApi(newApi(stack, {}, 'Orders'));
  dashboard.addApi(newApi(stack, { alarms: { enabled: false } }, 'Stock'));
  dashboard.addWidgets(new cloudwatch.TextWidget({ markdown: 'More' }));
  expect(widgets().flatMap(({ properties: { markdown } }) => markdown ?? [])).toEqual(['# Orders (GraphQL)', '# Stock (GraphQL)', 'More']);
  expect(widgets().filter(({ type }) => type === 'alarm')).toHaveLength(1);
});

test('the name, the interval, the period and the region are what is given', () => {
  const { stack, shown, widgets } = make((scope) => [newApi(scope)], { dashboardName: 'shop', defaultInterval: Duration.hours(3), period: Duration.minutes(1) }, new Stack(new App(), 'Shop', { env: { region: 'eu-west-1' } }));
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'));
  expect(Properties.DashboardName).toBe('shop');
  expect(JSON.stringify(Properties.DashboardBody)).toContain('\\"start\\":\\"-PT3H\\"');
  expect(shown('Latency')?.map((row) => row[3])).toEqual([60, 60, 60]);
  expect(widgets()[2].properties.region).toBe('eu-west-1');
});

test('nothing is found in it', () => {
  const { stack } = make((scope) => [newApi(scope)]);
  expect(nagErrors(stack, [WITHOUT_CONTENT])).toEqual([]);
  expect(AslValidation.of(stack).findings()).toEqual([]);
});

test('a dashboard of nothing, and an API that is shown twice, are errors', () => {
  expect(() => Template.fromStack(make(() => []).stack)).toThrow('ApiDashboard "Shop/Dashboard": "apis" is empty, and addApi() was not called. Add the API that it is to show.');
  expect(() => make((stack) => {
    const api = newApi(stack);
    return [api, api];
  })).toThrow('ApiDashboard "Shop/Dashboard": API "Shop/Api" is shown already. Add it once.');
});
