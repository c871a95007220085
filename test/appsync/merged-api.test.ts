import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ApiAuth, ApiCache, ApiDomain, AslValidation, MergedApi, MergedApiProps } from '../../src';
import { nagErrors } from '../cdk-nag';
import { newApi, newFunction, newPool, newStack, WITHOUT_CONTENT } from './api';

function make(propsOf: (stack: Stack) => Partial<MergedApiProps> = () => ({}), stack = newStack()) {
  const orders = newApi(stack, {}, 'Orders');
  const stock = newApi(stack, {}, 'Stock');
  const merged = new MergedApi(stack, 'Merged', {
    auth: ApiAuth.iam(),
    sourceApis: [{ sourceApi: orders.graphqlApi, description: 'Orders' }, { sourceApi: stock.graphqlApi, mergeType: appsync.MergeType.MANUAL_MERGE }],
    ...propsOf(stack),
  });
  return { stack, orders, stock, merged, template: () => Template.fromStack(stack) };
}

const attribute = (id: string, name: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(id), name] });

describe('by default', () => {
  const template = make().template();

  test('it is as safe as an AppSyncApi', () => {
    template.hasResourceProperties('AWS::AppSync::GraphQLApi', {
      ApiType: 'MERGED',
      Name: Match.stringLikeRegexp('^Shop-Merged-'),
      MergedApiExecutionRoleArn: attribute('^MergedExecutionRole', 'Arn'),
      AuthenticationType: 'AWS_IAM',
      IntrospectionConfig: 'DISABLED',
      QueryDepthLimit: 10,
      ResolverCountLimit: 1000,
      XrayEnabled: true,
      LogConfig: { FieldLogLevel: 'ERROR', ExcludeVerboseContent: true, CloudWatchLogsRoleArn: attribute('^MergedLogsRole', 'Arn') },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: { 'Fn::Join': ['', ['/aws/appsync/apis/', attribute('^MergedApi', 'ApiId')]] }, RetentionInDays: 180 });
    template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', { ResourceArn: attribute('^MergedApi', 'Arn') });
    for (const MetricName of ['5XXError', 'Latency']) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName, Dimensions: [{ Name: 'GraphQLAPIId', Value: attribute('^MergedApi', 'ApiId') }] });
    }
    template.resourceCountIs('AWS::AppSync::ApiKey', 0);
  });

  test('its source APIs are tied to it, once they have their schemas', () => {
    template.hasResource('AWS::AppSync::SourceApiAssociation', {
      Properties: {
        SourceApiIdentifier: attribute('^OrdersApi', 'Arn'), MergedApiIdentifier: attribute('^MergedApi', 'Arn'), Description: 'Orders', SourceApiAssociationConfig: { MergeType: 'AUTO_MERGE' },
      },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^OrdersApiSchema')]),
    });
    template.hasResourceProperties('AWS::AppSync::SourceApiAssociation', { SourceApiIdentifier: attribute('^StockApi', 'Arn'), SourceApiAssociationConfig: { MergeType: 'MANUAL_MERGE' } });
    expect(Object.keys(template.findResources('AWS::AppSync::SourceApiAssociation')).sort()).toEqual([expect.stringMatching(/^MergedOrdersSource/), expect.stringMatching(/^MergedStockSource/)]);
  });

  test('its role may ask for the fields of both, and merge the one that is merged by itself', () => {
    const source = (id: string) => ({ Effect: 'Allow', Action: 'appsync:SourceGraphQL', Resource: [attribute(id, 'Arn'), { 'Fn::Join': ['', [attribute(id, 'Arn'), '/*']] }] });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          source('^OrdersApi'),
          { Effect: 'Allow', Action: 'appsync:StartSchemaMerge', Resource: attribute('^MergedOrdersSource', 'AssociationArn') },
          source('^StockApi'),
        ],
      },
      Roles: [{ Ref: Match.stringLikeRegexp('^MergedExecutionRole') }],
    });
  });
});

test('cdk-nag and the validators find nothing', () => {
  const { stack } = make();
  const fields = { id: 'AwsSolutions-IAM5', appliesTo: [{ regex: '/^Resource::<(Orders|Stock)Api.*\\.Arn>/\\*$/g' }], reason: 'The role asks for every field of its source APIs: which of them is for callers is said by their schemas' };
  expect(nagErrors(stack, [WITHOUT_CONTENT, fields])).toEqual([]);
  expect(AslValidation.of(stack.node.root as App).findings()).toEqual([]);
});

test('what is set counts', () => {
  const { template, merged, stack } = make((scope) => ({
    auth: ApiAuth.iam().and(ApiAuth.lambda(newFunction(scope)), ApiAuth.apiKey()),
    apiName: 'shop',
    tracingEnabled: false,
    introspectionEnabled: true,
    queryDepthLimit: 20,
    resolverCountLimit: 50,
    visibility: appsync.Visibility.PRIVATE,
    ownerContact: 'shop@example.com',
    enhancedMetricsConfig: {
      dataSourceLevelMetricsBehavior: appsync.DataSourceLevelMetricsBehavior.PER_DATA_SOURCE_METRICS,
      operationLevelMetricsConfig: appsync.OperationLevelMetricsConfig.DISABLED,
      resolverLevelMetricsBehavior: appsync.ResolverLevelMetricsBehavior.FULL_REQUEST_RESOLVER_METRICS,
    },
    logs: { removalPolicy: RemovalPolicy.DESTROY },
    firewall: { enabled: false },
    alarms: { latency: { enabled: false } },
  }));
  merged.addAlarmAction(new actions.SnsAction(new sns.Topic(stack, 'Topic')));
  template().hasResourceProperties('AWS::AppSync::GraphQLApi', {
    ApiType: 'MERGED', Name: 'shop', XrayEnabled: false, IntrospectionConfig: 'ENABLED', QueryDepthLimit: 20, ResolverCountLimit: 50, Visibility: 'PRIVATE', OwnerContact: 'shop@example.com',
    EnhancedMetricsConfig: { ResolverLevelMetricsBehavior: 'FULL_REQUEST_RESOLVER_METRICS' },
  });
  template().hasResourceProperties('AWS::Lambda::Permission', { Principal: 'appsync.amazonaws.com', SourceArn: attribute('^MergedApi', 'Arn') });
  template().hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: '5XXError', AlarmActions: [{ Ref: Match.stringLikeRegexp('^Topic') }] });
  expect(merged.alarms).toHaveLength(1);
  expect(merged.apiKey).toBeDefined();
  expect(merged.webAcl).toBeUndefined();
});

test('a source API can be one of another account', () => {
  const { template, merged, stack } = make();
  merged.addSourceApi({ sourceApi: appsync.GraphqlApi.fromGraphqlApiAttributes(stack, 'Theirs', { graphqlApiId: 'abc', graphqlApiArn: 'arn:aws:appsync:eu-west-1:111122223333:apis/abc' }) });
  template().hasResourceProperties('AWS::AppSync::SourceApiAssociation', { SourceApiIdentifier: 'arn:aws:appsync:eu-west-1:111122223333:apis/abc' });
});

test('it can have a cache and a name', () => {
  const { merged, template, stack } = make();
  new ApiCache(stack, 'Cache', { api: merged });
  new ApiDomain(stack, 'Domain', { api: merged, domainName: 'api.example.com', certificate: { certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1' } as never });
  for (const type of ['AWS::AppSync::ApiCache', 'AWS::AppSync::DomainNameApiAssociation']) template().hasResourceProperties(type, { ApiId: attribute('^MergedApi', 'ApiId') });
});

test('modes of a source API that are not let in are told of', () => {
  const { stack } = make((scope) => ({ sourceApis: [{ sourceApi: newApi(scope, { auth: ApiAuth.iam().and(ApiAuth.cognito(newPool(scope)), ApiAuth.apiKey()) }, 'Open').graphqlApi }] }));
  Template.fromStack(stack);
  expect(Annotations.fromStack(stack).findWarning('/Shop/Merged', Match.stringLikeRegexp('MergedApiModes')).map(({ entry }) => entry.data)).toEqual([
    expect.stringContaining('Source API "Shop/Open/Api" lets callers in with AMAZON_COGNITO_USER_POOLS, API_KEY, too, and "auth" does not, so that nobody can ask for what is allowed for that only. '
      + 'Add it to "auth", or acknowledge this where it is meant.'),
  ]);
});

test.each<[string, (made: ReturnType<typeof make>) => unknown, string]>([
  ['a source API twice', ({ merged, orders }) => merged.addSourceApi({ sourceApi: orders.graphqlApi }), 'Source API "Shop/Orders/Api" is merged already. Add it once.'],
  ['the construct around an API', ({ merged, orders }) => merged.addSourceApi({ sourceApi: orders as any }), 'Source API "Shop/Orders" is the construct around an API. Give its "graphqlApi".'],
  ['a merged API', ({ merged, stack }) => merged.addSourceApi({ sourceApi: new MergedApi(stack, 'Inner', { auth: ApiAuth.iam() }).graphqlApi }),
    'Source API "Shop/Inner/Api" is merged itself. Give the APIs that it is made of.'],
  ['a default mode that is not let in', ({ merged, stack }) => merged.addSourceApi({ sourceApi: newApi(stack, { auth: ApiAuth.apiKey() }, 'Open').graphqlApi }),
    'Source API "Shop/Open/Api" has the default mode API_KEY, which is none of "auth": AppSync does not merge it. Add it to "auth", for example by "and()".'],
  ['more than the account allows', ({ merged, stack }) => [...Array(9).keys()].forEach((index) => merged.addSourceApi({ sourceApi: newApi(stack, {}, `More${index}`).graphqlApi })),
    'Source API "Shop/More8/Api" is one more than the 10 that the account allows. Have the quota "Source API associations per Merged API" raised and set "sourceApiQuota", or put APIs together.'],
])('%s is refused', (_, use, message) => {
  const made = make();
  expect(() => use(made)).toThrow(expect.objectContaining({ code: 'InvalidProps', message: `MergedApi "Shop/Merged": ${message}` }));
});

test('an API of another region is refused', () => {
  const app = new App();
  const elsewhere = newApi(new Stack(app, 'Elsewhere', { env: { region: 'us-west-2' } }));
  const { merged } = make(undefined, new Stack(app, 'Shop', { env: { region: 'eu-west-1' } }));
  expect(() => merged.addSourceApi({ sourceApi: elsewhere.graphqlApi })).toThrow('Source API "Elsewhere/Api/Api" is in "us-west-2", and this API in "eu-west-1". APIs of one region can be merged.');
});

test.each<[Partial<MergedApiProps>, string]>([
  [{ queryDepthLimit: 0 }, '"queryDepthLimit" is 0. It has to be a whole number from 1 to 75.'],
  [{ sourceApiQuota: 1.5 }, '"sourceApiQuota" is 1.5. It has to be a whole number from 1 to 1,000,000.'],
  [{ ownerContact: 'x'.repeat(257) }, '"ownerContact" has 257 characters. It has to have at most 256.'],
  [{ sourceApiQuota: 1 }, 'Source API "Shop/Stock/Api" is one more than the 1 that the account allows. Have the quota "Source API associations per Merged API" raised and set "sourceApiQuota", or put APIs together.'],
])('%j is refused', (props, message) => {
  expect(() => make(() => props)).toThrow(expect.objectContaining({ code: 'InvalidProps', message: `MergedApi "Shop/Merged": ${message}` }));
});

test('an API of nothing, and an action for no alarm, are errors', () => {
  expect(() => make(() => ({ sourceApis: [] })).template()).toThrow('MergedApi "Shop/Merged": "sourceApis" is empty, and addSourceApi() was not called. Add the APIs that it is made of.');
  expect(() => make(() => ({ alarms: { enabled: false } })).merged.addAlarmAction()).toThrow('addAlarmAction() was called, but every alarm is switched off. Switch one on with "alarms".');
});
