import { App, Duration, Lazy, RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ApiAlarmOptions, ApiAuth, ApiSchema, AppSyncApiProps, AslValidation, GraphqlValidation } from '../../src';
import { nagErrors } from '../cdk-nag';
import { newApi, newFunction, newPool, newStack, WITHOUT_CONTENT } from './api';

function templateOf(props: Partial<AppSyncApiProps> = {}): Template {
  const stack = newStack();
  newApi(stack, props);
  return Template.fromStack(stack);
}

describe('by default', () => {
  const template = templateOf();

  test('there is no API key, no introspection, and a limit for what a request may cost', () => {
    template.hasResourceProperties('AWS::AppSync::GraphQLApi', {
      Name: Match.stringLikeRegexp('^Shop-Api-'), AuthenticationType: 'AWS_IAM', IntrospectionConfig: 'DISABLED', QueryDepthLimit: 10, ResolverCountLimit: 1000, XrayEnabled: true,
    });
    template.resourceCountIs('AWS::AppSync::ApiKey', 0);
    template.hasResourceProperties('AWS::AppSync::GraphQLSchema', { Definition: 'type Query {\n  shop: String\n}' });
  });

  test('errors are logged without content, to the log group that AppSync writes to, kept for six months without a function', () => {
    template.hasResourceProperties('AWS::AppSync::GraphQLApi', {
      LogConfig: { FieldLogLevel: 'ERROR', ExcludeVerboseContent: true, CloudWatchLogsRoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ApiLogsRole'), 'Arn'] } },
    });
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { LogGroupName: { 'Fn::Join': ['', ['/aws/appsync/apis/', { 'Fn::GetAtt': [Match.stringLikeRegexp('^Api'), 'ApiId'] }]] }, RetentionInDays: 180 },
      DeletionPolicy: 'Retain',
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ApiLogs'), 'Arn'] } }] },
    });
    template.resourceCountIs('Custom::LogRetention', 0);
  });

  test('a firewall has a rate limit and the rules of AWS', () => {
    template.hasResourceProperties('AWS::WAFv2::WebACL', {
      Scope: 'REGIONAL',
      DefaultAction: { Allow: {} },
      Rules: [
        { Name: 'RateLimit', Action: { Block: {} }, Statement: { RateBasedStatement: { AggregateKeyType: 'IP', Limit: 2000, EvaluationWindowSec: 300 } } },
        { Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesAmazonIpReputationList' } } },
        { Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesKnownBadInputsRuleSet' } } },
        { Statement: { ManagedRuleGroupStatement: { Name: 'AWSManagedRulesCommonRuleSet', RuleActionOverrides: ['SizeRestrictions_BODY', 'NoUserAgent_HEADER'].map((Name) => ({ Name, ActionToUse: { Count: {} } })) } } },
      ].map((rule, Priority) => Match.objectLike({ ...rule, Priority })),
    });
    template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', { ResourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Api'), 'Arn'] } });
  });

  test('alarms are for server errors and for slow requests', () => {
    const Dimensions = [{ Name: 'GraphQLAPIId', Value: Match.anyValue() }];
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'AWS/AppSync', MetricName: '5XXError', Statistic: 'Sum', Threshold: 1, EvaluationPeriods: 1, Period: 300, TreatMissingData: 'notBreaching', Dimensions });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'Latency', ExtendedStatistic: 'p99', Threshold: 3000, EvaluationPeriods: 3, Period: 300, Dimensions });
    template.resourceCountIs('AWS::CloudWatch::Alarm', 2);
  });

  test('cdk-nag and the validators find nothing', () => {
    const stack = newStack();
    const api = newApi(stack);
    expect(nagErrors(stack, [WITHOUT_CONTENT])).toEqual([]);
    expect(AslValidation.of(stack.node.root as App).findings()).toEqual([]);
    expect(GraphqlValidation.of(api).findings()).toEqual([]);
  });
});

test('what is set counts', () => {
  const stack = newStack();
  const topic = new sns.Topic(stack, 'Topic');
  const api = newApi(stack, {
    apiName: 'shop',
    tracingEnabled: false,
    introspectionEnabled: true,
    queryDepthLimit: 20,
    resolverCountLimit: 50,
    environmentVariables: { STAGE: 'test' },
    visibility: appsync.Visibility.PRIVATE,
    ownerContact: 'shop@example.com',
    logs: {
      fieldLogLevel: appsync.FieldLogLevel.ALL, includeVerboseContent: true, retention: logs.RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY, encryptionKey: new kms.Key(stack, 'Key'),
    },
    firewall: { rateLimit: 100, managedRuleGroups: [] },
    alarms: { serverErrors: { threshold: 5, evaluationPeriods: 2 }, latency: { enabled: false }, actions: [new actions.SnsAction(topic)] },
  });
  expect(api.latencyAlarm).toBeUndefined();
  expect(api.alarms).toEqual([api.serverErrorsAlarm]);
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::AppSync::GraphQLApi', {
    Name: 'shop',
    XrayEnabled: false,
    IntrospectionConfig: 'ENABLED',
    QueryDepthLimit: 20,
    ResolverCountLimit: 50,
    EnvironmentVariables: { STAGE: 'test' },
    Visibility: 'PRIVATE',
    OwnerContact: 'shop@example.com',
    LogConfig: { FieldLogLevel: 'ALL', ExcludeVerboseContent: false },
  });
  template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 7, KmsKeyId: Match.anyValue() }, DeletionPolicy: 'Delete' });
  template.hasResourceProperties('AWS::KMS::Key', { KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Condition: { ArnLike: Match.anyValue() } })]) } });
  template.hasResourceProperties('AWS::WAFv2::WebACL', { Rules: [Match.objectLike({ Statement: { RateBasedStatement: Match.objectLike({ Limit: 100 }) } })] });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: '5XXError', Threshold: 5, EvaluationPeriods: 2, AlarmActions: [{ Ref: Match.stringLikeRegexp('^Topic') }] });
  template.resourceCountIs('AWS::CloudWatch::Alarm', 1);
});

test('logs, firewall and alarms can be switched off', () => {
  const template = templateOf({ logs: { enabled: false }, firewall: { enabled: false }, alarms: { enabled: false } });
  template.hasResourceProperties('AWS::AppSync::GraphQLApi', { LogConfig: Match.absent() });
  for (const type of ['AWS::Logs::LogGroup', 'AWS::WAFv2::WebACL', 'AWS::WAFv2::WebACLAssociation', 'AWS::CloudWatch::Alarm']) template.resourceCountIs(type, 0);
});

test('a web ACL of your own is used', () => {
  const template = templateOf({ firewall: { webAclArn: 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/mine/1' } });
  template.resourceCountIs('AWS::WAFv2::WebACL', 0);
  template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', { WebACLArn: 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/mine/1' });
});

test('fields are granted, those only', () => {
  const stack = newStack();
  const role = new iam.Role(stack, 'Seller', { assumedBy: new iam.AccountRootPrincipal() });
  newApi(stack).grant(role, 'Query.shop', 'Query.*');
  const arn = (rest: string) => ({ 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(`${rest}$`)])] });
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'appsync:GraphQL', Resource: [arn('/types/Query/fields/shop'), arn('/types/Query/\\*')] }] },
  });
});

describe('the alarm for subscriptions', () => {
  const QUERY = 'type Query {\n  shop: String # [ack GQL402: a test]\n}\n';
  const SUBSCRIBED = `${QUERY}
type Mutation {
  open: String # [ack GQL402: a test]
}

type Subscription {
  opened: String @aws_subscribe(mutations: ["open"])
}`;
  const apiWith = (alarms?: ApiAlarmOptions, text = SUBSCRIBED) => {
    const stack = newStack();
    return { stack, api: newApi(stack, { schema: ApiSchema.fromText(text), alarms }) };
  };

  test('is there where the schema has a type for them, and sums up what fails', () => {
    const { stack, api } = apiWith();
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::CloudWatch::Alarm', 3);
    const metric = (MetricName: string, index: number) => ({
      Id: `m${index + 1}`,
      MetricStat: { Metric: { Namespace: 'AWS/AppSync', MetricName, Dimensions: [{ Name: 'GraphQLAPIId', Value: Match.anyValue() }] }, Period: 300, Stat: 'Sum' },
      ReturnData: false,
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Threshold: 1,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
      Metrics: [
        { Expression: 'FILL(m1, 0) + FILL(m2, 0) + FILL(m3, 0)', Id: Match.anyValue() },
        ...['ConnectServerError', 'SubscribeServerError', 'PublishDataMessageServerError'].map(metric),
      ],
    });
    expect(api.alarms).toEqual([api.serverErrorsAlarm, api.latencyAlarm, api.subscriptionErrorsAlarm]);
    expect(nagErrors(stack, [WITHOUT_CONTENT])).toEqual([]);
  });

  test('has what is set, and can be switched off', () => {
    const { stack } = apiWith({ subscriptionErrors: { threshold: 7, period: Duration.minutes(1), evaluationPeriods: 2 } });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { Threshold: 7, EvaluationPeriods: 2, Metrics: Match.arrayWith([Match.objectLike({ MetricStat: Match.objectLike({ Period: 60 }) })]) });
    expect(apiWith({ subscriptionErrors: { enabled: false } }).api.subscriptionErrorsAlarm).toBeUndefined();
    expect(apiWith({ enabled: false }).api.alarms).toEqual([]);
  });

  test('is refused where there are none, and is there when asked for where that is not known', () => {
    expect(() => Template.fromStack(apiWith({ subscriptionErrors: {} }, QUERY).stack)).toThrow(
      'AppSyncApi "Shop/Api": "alarms.subscriptionErrors" is set, but the schema has no type for subscriptions. Leave it out.',
    );
    const later = Lazy.string({ produce: () => SUBSCRIBED });
    expect(apiWith(undefined, later).api.subscriptionErrorsAlarm).toBeUndefined();
    expect(apiWith({ subscriptionErrors: {} }, later).api.subscriptionErrorsAlarm).toBeDefined();
  });

  test('comes with what brings subscriptions into the schema, and has the actions of the others', () => {
    const { stack, api } = apiWith(undefined, QUERY);
    const topic = new sns.Topic(stack, 'Topic');
    api.addAlarmAction(new actions.SnsAction(topic));
    api._extendSchema('extend type Query { second: String }');
    expect(api.subscriptionErrorsAlarm).toBeUndefined();
    for (const text of ['type Subscription { a: String }', 'extend type Subscription { b: String }']) api._extendSchema(text);
    expect(api.subscriptionErrorsAlarm).toBeDefined();
    expect(api.alarms).toHaveLength(3);
    expect(stack.resolve((api.subscriptionErrorsAlarm!.node.defaultChild as cloudwatch.CfnAlarm).alarmActions)).toEqual([{ Ref: expect.stringMatching('^Topic') }]);
    const off = apiWith({ subscriptionErrors: { enabled: false } }, QUERY).api;
    off._extendSchema('type Subscription { a: String }');
    expect(off.subscriptionErrorsAlarm).toBeUndefined();
  });
});

test('alarm actions can be added later', () => {
  const stack = newStack();
  newApi(stack).addAlarmAction(new actions.SnsAction(new sns.Topic(stack, 'Topic')));
  Template.fromStack(stack).allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [{ Ref: Match.stringLikeRegexp('^Topic') }] });
});

test.each<[Partial<AppSyncApiProps>, string]>([
  // Nothing but types keeps users of JavaScript from it.
  [{ auth: undefined }, '"auth" is missing. It has no default: say who may call, for example ApiAuth.iam().'],
  [{ schema: 'schema.graphql' as any }, '"schema" is no ApiSchema. Give it one, for example ApiSchema.fromFile("schema.graphql").'],
  [{ schema: undefined }, '"schema" is missing. Give it one, for example ApiSchema.fromFile("schema.graphql").'],
  [{ queryDepthLimit: 76 }, '"queryDepthLimit" is 76. It has to be a whole number from 1 to 75.'],
  [{ resolverCountLimit: 0 }, '"resolverCountLimit" is 0. It has to be a whole number from 1 to 10,000.'],
  [{ ownerContact: 'x'.repeat(257) }, '"ownerContact" has 257 characters. It has to have at most 256.'],
  [{ logs: { enabled: false, retention: logs.RetentionDays.ONE_DAY } }, '"logs.retention" is set, but "logs.enabled" is false, so that nothing is logged. Leave out one of them.'],
  [{ firewall: { enabled: false, rateLimit: 100 } }, '"firewall.rateLimit" is set, but "firewall.enabled" is false, so that there is no firewall. Leave out one of them.'],
  [{ firewall: { webAclArn: 'arn', rateLimit: 100 } }, '"firewall.rateLimit" is set, but it is for the web ACL that is made, and "firewall.webAclArn" is one of your own. Set it on that web ACL.'],
  [{ firewall: { rateLimit: 9 } }, '"firewall.rateLimit" is 9. It has to be a whole number from 10 to 2,000,000,000.'],
  [{ firewall: { managedRuleGroups: ['A', 'A'] } }, '"firewall.managedRuleGroups" has "A" twice. Leave out one of them.'],
  [{ alarms: { enabled: false, latency: {} } }, '"alarms.latency" is set, but "alarms.enabled" is false, so that there are no alarms. Leave out one of them.'],
  [{ alarms: { latency: { enabled: false, threshold: 1 } } }, '"alarms.latency.threshold" is set, but "alarms.latency.enabled" is false. Leave out one of them.'],
  [{ alarms: { latency: { threshold: 0 } } }, '"alarms.latency.threshold" is 0. It has to be more than 0.'],
  [{ alarms: { latency: { evaluationPeriods: 1.5 } } }, '"alarms.latency.evaluationPeriods" is 1.5. It has to be a whole number, at least 1.'],
  [{ alarms: { enabled: false, actions: [{ bind: () => ({ alarmActionArn: 'a' }) } as cloudwatch.IAlarmAction] } }, '"alarms.actions" is set, but every alarm is switched off. Leave out the actions, or switch one on.'],
])('%j is refused', (props, message) => {
  expect(() => templateOf(props)).toThrow(expect.objectContaining({ code: 'InvalidProps', message: `AppSyncApi "Shop/Api": ${message}` }));
});

test('methods refuse what they cannot do', () => {
  const api = newApi(newStack(), { alarms: { enabled: false } });
  const role = new iam.Role(api, 'Seller', { assumedBy: new iam.AccountRootPrincipal() });
  expect(() => api.addAlarmAction()).toThrow('AppSyncApi "Shop/Api": addAlarmAction() was called, but every alarm is switched off. Switch one on with "alarms".');
  expect(() => api.grant(role)).toThrow('AppSyncApi "Shop/Api": grant() was given no field. Name what is allowed, for example "Query.order".');
  expect(() => api.grant(role, 'shop')).toThrow('AppSyncApi "Shop/Api": grant() was given "shop". A field is named by its type and its name, for example "Query.order", all fields of a type by "Query.*".');
});

test('the modes can be all five', () => {
  const stack = newStack();
  newApi(stack, {
    auth: ApiAuth.cognito(newPool(stack)).and(ApiAuth.iam(), ApiAuth.apiKey(), ApiAuth.oidc({ oidcProvider: 'https://id.example.com' }), ApiAuth.lambda(newFunction(stack))),
  });
  Template.fromStack(stack).hasResourceProperties('AWS::AppSync::GraphQLApi', {
    AuthenticationType: 'AMAZON_COGNITO_USER_POOLS',
    AdditionalAuthenticationProviders: ['AWS_IAM', 'API_KEY', 'OPENID_CONNECT', 'AWS_LAMBDA'].map((AuthenticationType) => Match.objectLike({ AuthenticationType })),
  });
});

test('one key can encrypt the logs and what the API is made of: nothing depends on itself', () => {
  const stack = newStack();
  const encryptionKey = new kms.Key(stack, 'Key');
  const partitionKey = { name: 'id', type: dynamodb.AttributeType.STRING };
  const table = new dynamodb.Table(stack, 'Table', { partitionKey, encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED, encryptionKey });
  const authorizer = new lambda.Function(stack, 'Authorizer', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x'), environmentEncryption: encryptionKey,
  });
  newApi(stack, { auth: ApiAuth.lambda(authorizer), logs: { encryptionKey }, environmentVariables: { TABLE: table.tableName } });
  // A template in which something depends on itself is refused here.
  Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([Match.objectLike({
        Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': { 'Fn::Join': ['', Match.arrayWith([':log-group:/aws/appsync/apis/*'])] } } },
      })]),
    },
  });
});
