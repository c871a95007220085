import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { parse } from 'graphql';
import { CODE, newFunction, newPool, newStack, WITHOUT_CONTENT } from './api';
import { LocalApi } from './local-api';
import {
  ApiAuth, ApiSchema, AppSyncApi, AppSyncApiProps, AslValidation, ChannelAccess, ExpressMode, ExpressWorkflow, GraphqlValidation, LocalServices,
  ProgressChannel, ProgressChannelProps, Simulator, StandardWorkflow, TaskMock, WorkflowInput,
} from '../../src';
import { accessOf } from '../../src/graphql/auth/access';
import { ApiModes } from '../../src/graphql/auth/auth-mode';
import { SchemaModel } from '../../src/graphql/schema-model';
import { nagErrors } from '../cdk-nag';
import { surplusOf } from '../role-surplus';

const SCHEMA = `type Query {
  shop: String
}

type Order {
  id: ID
}

enum OrderStatus {
  PLACED
  PACKED
}
`;

const { IAM, USER_POOL, API_KEY, LAMBDA } = appsync.AuthorizationType;

function makeApi(stack: Stack, props: Partial<AppSyncApiProps> = {}): AppSyncApi {
  const auth = props.auth ?? ApiAuth.cognito(newPool(stack)).and(ApiAuth.iam());
  const api = new AppSyncApi(stack, 'Api', { schema: ApiSchema.fromText(SCHEMA), ...props, auth });
  if (!props.schema) api.addResolver('Query.shop', { dataSource: api.addNoneDataSource('None'), code: CODE });
  return api;
}

const make = (stack: Stack, props: Partial<ProgressChannelProps> = {}): ProgressChannel => new ProgressChannel(stack, 'Progress', {
  api: props.api ?? makeApi(stack), name: 'orderProgress', fields: { status: 'OrderStatus!', percent: 'Int' }, access: ChannelAccess.anyone(), ...props,
});

const findingsOf = (stack: Stack) => [
  ...stack.node.findAll().filter((each) => each instanceof AppSyncApi).flatMap((api) => GraphqlValidation.of(api).findings()),
  ...AslValidation.of(stack.node.root as App).findings(),
];
const schemaText = (stack: Stack): string => Object.values(Template.fromStack(stack).findResources('AWS::AppSync::GraphQLSchema'))[0].Properties.Definition;

/** Who may ask for a field, by the modes of the API. */
function accessTo(stack: Stack, modes: ApiModes['modes'], field: string): object {
  const schema = new SchemaModel(parse(schemaText(stack)).definitions);
  const [type, name] = field.split('.');
  const access = accessOf(schema.types.get(type)!.fields.get(name)!, schema, { modes });
  return Object.fromEntries([...access].map(([mode, callers]) => [mode, callers === 'everyone' ? callers : [...callers]]));
}

describe('what is made', () => {
  test('by default: users of the default mode subscribe, and EventBridge alone publishes', () => {
    const stack = newStack();
    const channel = make(stack);
    expect([channel.publishField, channel.subscriptionField]).toEqual(['Mutation.publishOrderProgress', 'Subscription.orderProgress']);
    expect(schemaText(stack)).toContain(`type OrderProgress @aws_iam @aws_cognito_user_pools {
  id: ID
  at: AWSDateTime
  status: OrderStatus
  percent: Int
}

input OrderProgressInput {
  id: ID!
  at: AWSDateTime
  status: OrderStatus!
  percent: Int
}

type Mutation {
  publishOrderProgress(input: OrderProgressInput!): OrderProgress @aws_iam
}

type Subscription {
  orderProgress(id: ID!): OrderProgress @aws_subscribe(mutations: ["publishOrderProgress"]) @aws_cognito_user_pools
}`);
    expect(accessTo(stack, ['cognito', 'iam'], 'Mutation.publishOrderProgress')).toEqual({ iam: 'everyone' });
    expect(accessTo(stack, ['cognito', 'iam'], 'Subscription.orderProgress')).toEqual({ cognito: 'everyone' });
    expect(findingsOf(stack)).toEqual([]);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: { Ref: Match.stringLikeRegexp('^ProgressBus') },
      EventPattern: { 'source': ['cdk-stepwright.progress'], 'detail-type': ['orderProgress'] },
      Targets: [{
        Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Api'), 'GraphQLEndpointArn'] },
        RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ProgressRole'), 'Arn'] },
        AppSyncParameters: {
          GraphQLOperation: 'mutation PublishOrderProgress($input: OrderProgressInput!) { publishOrderProgress(input: $input) { id at status percent } }',
        },
        InputTransformer: { InputPathsMap: { detail: '$.detail' }, InputTemplate: '{"input":<detail>}' },
        RetryPolicy: { MaximumEventAgeInSeconds: 300 },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ProgressDeadLetters'), 'Arn'] } },
      }],
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^ProgressRole') }],
      PolicyDocument: {
        Statement: [{
          Effect: 'Allow',
          Action: 'appsync:GraphQL',
          Resource: {
            'Fn::Join': ['', [
              'arn:', { Ref: 'AWS::Partition' }, ':appsync:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':apis/',
              { 'Fn::GetAtt': [Match.stringLikeRegexp('^Api'), 'ApiId'] }, '/types/Mutation/fields/publishOrderProgress',
            ]],
          },
        }],
      },
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'events.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } }] },
    });
    template.resourceCountIs('AWS::Events::EventBusPolicy', 0);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmDescription: 'Progress of a workflow could not be published.', Threshold: 1 });
    template.hasResourceProperties('AWS::AppSync::Resolver', { TypeName: 'Mutation', FieldName: 'publishOrderProgress', Runtime: { Name: 'APPSYNC_JS' } });
    template.resourcePropertiesCountIs('AWS::AppSync::Resolver', { TypeName: 'Subscription' }, 0);
    expect(nagErrors(stack, [WITHOUT_CONTENT, DEAD_LETTERS, ...POOL])).toEqual([]);
  });

  test('what is set counts', () => {
    const stack = newStack();
    const api = makeApi(stack, { auth: ApiAuth.apiKey().and(ApiAuth.cognito(newPool(stack)), ApiAuth.iam()) });
    const channel = make(stack, {
      api,
      name: 'parcel',
      keyField: 'parcelId',
      fields: { places: '[String!]!', data: 'AWSJSON' },
      access: ChannelAccess.owner('customer'),
      subscriberModes: [USER_POOL],
      cognitoGroups: ['customers', 'staff'],
      maxEventAge: Duration.minutes(1),
      retryAttempts: 3,
      deadLetterQueue: new sqs.Queue(stack, 'Own', { enforceSSL: true }),
    });
    expect(channel.deadLetterAlarm).toBeUndefined();
    expect(accessTo(stack, ['apiKey', 'cognito', 'iam'], 'Subscription.parcel')).toEqual({ cognito: ['customers', 'staff'] });
    expect(accessTo(stack, ['apiKey', 'cognito', 'iam'], 'Mutation.publishParcel')).toEqual({ iam: 'everyone' });
    expect(accessTo(stack, ['apiKey', 'cognito', 'iam'], 'Parcel.customer')).toEqual({ cognito: 'everyone', iam: 'everyone' });
    expect(schemaText(stack)).toContain('{\n  parcelId: ID!\n  at: AWSDateTime\n  customer: ID!\n  places: [String!]!\n  data: AWSJSON\n}');
    expect(findingsOf(stack)).toEqual([]);
    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
      Targets: [{
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 3 },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Own'), 'Arn'] } },
      }],
    });
  });

  test('EventBridge may use the key of the dead-letter queue', () => {
    const stack = newStack();
    make(stack, { deadLetterQueue: new sqs.Queue(stack, 'Own', { encryptionMasterKey: new kms.Key(stack, 'Key') }) });
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: 'events.amazonaws.com' }, Action: ['kms:Decrypt', 'kms:GenerateDataKey'] })]) },
    });
  });

  test.each<[string, string, string, string]>([
    ['fields of its own', 'type Query {\n  shop: String\n}\n\ntype Mutation {\n  open: String\n}\n\ntype Subscription {\n  opened: String @aws_subscribe(mutations: ["open"])\n}', 'Mutation', 'Subscription'],
    ['names of its own', 'schema {\n  query: Query\n  mutation: Write\n}\n\ntype Query {\n  shop: String\n}\n\ntype Write {\n  open: String\n}', 'Write', 'Subscription'],
    ['a query only, and says so', 'schema {\n  query: Query\n}\n\ntype Query {\n  shop: String\n}', 'Mutation', 'Subscription'],
  ])('a schema with %s is extended', (_, schema, mutation, subscription) => {
    const stack = newStack();
    GraphqlValidation.acknowledge(stack, { id: 'GQL402', reason: 'Only the channel counts here' });
    const channel = make(stack, { api: makeApi(stack, { schema: ApiSchema.fromText(schema) }), fields: { percent: 'Int' } });
    expect([channel.publishField, channel.subscriptionField]).toEqual([`${mutation}.publishOrderProgress`, `${subscription}.orderProgress`]);
    expect(findingsOf(stack)).toEqual([]);
    const local = new LocalApi(stack);
    expect(local.schema.getMutationType()?.getFields().publishOrderProgress).toBeDefined();
    expect(local.schema.getSubscriptionType()?.getFields().orderProgress).toBeDefined();
  });

  test('an API has several', () => {
    const stack = newStack();
    const api = makeApi(stack);
    make(stack, { api });
    new ProgressChannel(stack, 'Parcels', { api, name: 'parcel', fields: { place: 'String' }, access: ChannelAccess.owner() });
    expect(findingsOf(stack)).toEqual([]);
    Template.fromStack(stack).resourceCountIs('AWS::Events::EventBus', 2);
    expect(Object.keys(new LocalApi(stack).schema.getSubscriptionType()!.getFields())).toEqual(['orderProgress', 'parcel']);
  });

  test('a channel may stand in another stack than its API', () => {
    const app = new App();
    const api = makeApi(new Stack(app, 'Apis'));
    make(new Stack(app, 'Orders'), { api });
    app.synth();
    expect(GraphqlValidation.of(api).findings()).toEqual([]);
  });

  test('services are granted what they need, and no more', () => {
    const stack = newStack();
    const channel = make(stack, { subscriberModes: [USER_POOL, IAM] });
    const [publisher, reader] = ['Publisher', 'Reader'].map((id) => new iam.Role(stack, id, { assumedBy: new iam.AccountRootPrincipal() }));
    channel.grantPublish(publisher);
    channel.grantSubscribe(reader);
    for (const [role, field] of [['Publisher', 'Mutation/fields/publishOrderProgress'], ['Reader', 'Subscription/fields/orderProgress']]) {
      Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
        Roles: [{ Ref: Match.stringLikeRegexp(`^${role}`) }],
        PolicyDocument: { Statement: [{ Action: 'appsync:GraphQL', Resource: { 'Fn::Join': ['', Match.arrayWith([`/types/${field}`])] } }] },
      });
    }
    expect(findingsOf(stack)).toEqual([]);
  });
});

const POOL = ['AwsSolutions-COG1', 'AwsSolutions-COG3'].map((id) => ({ id, reason: 'The user pool is of the test' }));
const DEAD_LETTERS = { id: 'AwsSolutions-SQS3', reason: 'What could not be published ends in this queue' };

/** The states of a workflow that publishes, in the one language and the other. */
const WORKFLOWS: readonly [string, (channel: ProgressChannel) => sfn.IChainable][] = [
  ['JSONata', (channel) => channel.publishJsonata(channel, 'Placed', { key: '{% $states.input.id %}', fields: { status: 'PLACED', owner: '{% $states.input.user %}' } })
    .next(sfn.Wait.jsonata(channel, 'Pack', { time: sfn.WaitTime.duration(Duration.seconds(90)) }))
    .next(channel.publishJsonata(channel, 'Packed', { key: '{% $states.input.id %}', fields: { status: 'PACKED', percent: '{% 25 * 2 %}', owner: '{% $states.input.user %}' } }))],
  ['JSONPath', (channel) => {
    const [key, owner] = ['$.id', '$.user'].map((path) => sfn.JsonPath.stringAt(path));
    return channel.publishJsonPath(channel, 'Placed', { key, fields: { status: 'PLACED', owner } })
      .next(sfn.Wait.jsonPath(channel, 'Pack', { time: sfn.WaitTime.duration(Duration.seconds(90)) }))
      .next(channel.publishJsonPath(channel, 'Packed', { key, fields: { status: 'PACKED', percent: 50, owner } }));
  }],
];

describe.each(WORKFLOWS)('a workflow in %s', (_, definition) => {
  const kinds: readonly [string, (channel: ProgressChannel, first: sfn.IChainable) => StandardWorkflow | ExpressWorkflow][] = [
    ['Standard', (channel, first) => new StandardWorkflow(channel, 'Orders', { timeout: Duration.hours(1), definitionBody: sfn.DefinitionBody.fromChainable(first) })],
    ['Express', (channel, first) => new ExpressWorkflow(channel, 'Orders', { mode: ExpressMode.ASYNC, timeout: Duration.minutes(5), definitionBody: sfn.DefinitionBody.fromChainable(first) })],
  ];

  test.each(kinds)('%s, from the state to the subscriber', (__, makeWorkflow) => {
    const stack = newStack();
    const channel = make(stack, { access: ChannelAccess.owner() });
    const workflow = makeWorkflow(channel, definition(channel));
    const services = LocalServices.fromConstruct(stack);
    const input = { id: 'order-1', user: 'ann' };
    const execution = Simulator.fromStateMachine(workflow, { startTime: '2026-01-02T03:04:05.678Z' }).useServices(services).run(input);
    expect(execution.assertSucceeded().output).toEqual(input);
    expect(findingsOf(stack)).toEqual([]);
    expect(surplusOf(workflow)).toEqual([]);

    const local = new LocalApi(stack);
    const published = services.eventBridge.events(channel.eventBus.eventBusName).flatMap((event) => local.deliver(event));
    const messages = [
      { id: 'order-1', at: '2026-01-02T03:04:05.678Z', status: 'PLACED', percent: null, owner: 'ann' },
      { id: 'order-1', at: expect.stringMatching(/^2026-01-02T03:05:3/), status: 'PACKED', percent: 50, owner: 'ann' },
    ];
    expect(published).toEqual(messages.map((message) => ({ data: { publishOrderProgress: message } })));

    const got = (id: string, sub: string) => published.map(({ data }: any) => data.publishOrderProgress).filter(local.subscribe('orderProgress', { id }, { identity: { sub } }));
    expect(got('order-1', 'ann')).toEqual(messages);
    expect(got('order-1', 'bob')).toEqual([]);
    expect(got('order-2', 'ann')).toEqual([]);
  });
});

describe('a state that publishes', () => {
  const run = (stack: Stack, channel: ProgressChannel, first: sfn.IChainable, mock?: TaskMock) => {
    const services = LocalServices.fromConstruct(stack);
    const workflow = new StandardWorkflow(stack, 'Orders', { timeout: Duration.hours(1), definitionBody: sfn.DefinitionBody.fromChainable(first) });
    const simulator = Simulator.fromStateMachine(workflow).useServices(services);
    if (mock) simulator.mockState('Say', mock);
    const execution = simulator.run({ id: 1 }, { executionName: 'order-7' });
    return { execution, events: services.eventBridge.events(channel.eventBus.eventBusName) };
  };

  test.each<[string, (channel: ProgressChannel) => sfn.IChainable]>([
    ['JSONata', (channel) => channel.publishJsonata(channel, 'Say', { fields: { status: 'PLACED' } })],
    ['JSONPath', (channel) => channel.publishJsonPath(channel, 'Say', { fields: { status: 'PLACED' } })],
  ])('of %s has the name of the execution as its key, unless it says another', (_, say) => {
    const stack = newStack();
    const channel = make(stack);
    const { events, execution } = run(stack, channel, say(channel));
    expect(events.map(({ detail }) => detail)).toEqual([{ id: 'order-7', at: expect.any(String), status: 'PLACED' }]);
    expect(execution.output).toEqual({ id: 1 });
  });

  test('keeps its time when it is tried again', () => {
    const stack = newStack();
    const channel = make(stack);
    const seen: string[] = [];
    const mock = TaskMock.sequence([TaskMock.fail('EventBridge.InternalException'), TaskMock.respondWith({
      respond: ({ input }) => {
        seen.push(input.Entries[0].Detail.at);
        return TaskMock.succeed({ Entries: [] });
      },
    })]);
    const { execution } = run(stack, channel, channel.publishJsonata(channel, 'Say', { fields: { status: 'PLACED' } }), mock);
    const entered = execution.assertSucceeded().history.find(({ type }) => type === 'TaskStateEntered')!;
    expect(seen).toEqual([new Date(entered.timestamp).toISOString()]);
  });

  test('takes what every task takes', () => {
    const stack = newStack();
    const channel = make(stack);
    const say = channel.publishJsonata(channel, 'Say', { fields: { status: 'PLACED' }, comment: 'Tells', assign: { told: true }, outputs: '{% $told %}' });
    expect(say.toStateJson()).toMatchObject({ Comment: 'Tells', Assign: { told: true }, Output: '{% $told %}', TimeoutSeconds: 60 });
  });

  test('need not stop the execution when it fails', () => {
    const stack = newStack();
    const channel = make(stack);
    const done = sfn.Succeed.jsonata(channel, 'Done');
    const say = channel.publishJsonata(channel, 'Say', { fields: { status: 'PLACED' } }).addCatch(done, { outputs: '{% $states.input %}' });
    expect(run(stack, channel, say.next(done), TaskMock.fail('EventBridge.FailedEntry')).execution.assertSucceeded().output).toEqual({ id: 1 });
  });
});

describe('who publishes directly', () => {
  const publish = (input: object) => {
    const stack = newStack();
    make(stack);
    return new LocalApi(stack).ask('mutation P($input: OrderProgressInput!) { publishOrderProgress(input: $input) { id at status percent } }', { input });
  };

  test('need not say when', () => {
    expect(publish({ id: '1', status: 'PACKED' })).toEqual({ data: { publishOrderProgress: { id: '1', at: '2026-01-02T03:04:05.678Z', status: 'PACKED', percent: null } } });
  });

  test('has to give every field that messages have', () => {
    expect(publish({ id: '1' }).errors?.[0].message).toContain('Field "status" of required type "OrderStatus!" was not provided.');
  });
});

describe('who subscribes', () => {
  test('without a user is refused, where messages have an owner', () => {
    const stack = newStack();
    make(stack, { access: ChannelAccess.owner() });
    const local = new LocalApi(stack);
    expect(() => local.subscribe('orderProgress', { id: '1' }, {})).toThrow('Unauthorized: Not Authorized to access orderProgress on type Subscription');
    expect(() => local.subscribe('orderProgress', { id: '1' }, { identity: { username: 'ann' } })).toThrow('Unauthorized');
  });

  test('gets what has the key, where anyone may', () => {
    const stack = newStack();
    make(stack);
    const isFor = new LocalApi(stack).subscribe('orderProgress', { id: '1' });
    expect([{ id: '1' }, { id: '2' }].map(isFor)).toEqual([true, false]);
  });

  test('can be decided by a resolver of your own', () => {
    const stack = newStack();
    const api = makeApi(stack);
    const channel = make(stack, { api });
    const code = appsync.Code.fromInline('export function request() { return {}; }\nexport function response(ctx) { if (ctx.args.id !== "mine") { util.unauthorized(); } return null; }');
    api.addResolver(channel.subscriptionField, { dataSource: api.addNoneDataSource('Mine'), code });
    expect(() => new LocalApi(stack).subscribe('orderProgress', { id: '1' })).toThrow('Unauthorized');
    expect(findingsOf(stack)).toEqual([]);
  });
});

describe('misuse', () => {
  test.each<[string, (stack: Stack) => Partial<ProgressChannelProps>, string]>([
    ['an API without IAM', (stack) => ({ api: makeApi(stack, { auth: ApiAuth.cognito(newPool(stack)) }) }),
      '"api" is "Shop/Api", which lets no callers with IAM in, but EventBridge publishes with it. Add it: "auth" of the API .and(ApiAuth.iam()).'],
    ['a private API', (stack) => ({ api: makeApi(stack, { visibility: appsync.Visibility.PRIVATE }) }),
      '"api" is "Shop/Api", a private API, which EventBridge cannot call. Give it Visibility.GLOBAL.'],
    ['a schema that is not known', (stack) => ({ api: makeApi(stack, { schema: ApiSchema.fromText(`# ${stack.region}\n${SCHEMA}`) }) }),
      'the schema of "api" has values that are known at deploy only, so that nothing can be added to it. Give the API a schema that is known.'],
    ['a name that is none', () => ({ name: 'order-progress' }), '"name" is "order-progress". It has to be the name of a field in GraphQL: letters, digits and "_", and no digit first.'],
    ['an empty name', () => ({ name: '' }), '"name" is "". It has to be the name of a field in GraphQL: letters, digits and "_", and no digit first.'],
    ['a long name', () => ({ name: 'o'.repeat(51) }), '"name" has 51 characters. It has to have at most 50: it is the name of a subscription.'],
    ['the name of a type', () => ({ name: 'order' }),
      '"name" is "order", but the schema of "api" has a type "Order" already. Give the channel another name, or remove it from the schema: the channel adds it.'],
    ['the name of a field', (stack) => ({ api: makeApi(stack, { schema: ApiSchema.fromText(`${SCHEMA}\ntype Mutation {\n  publishOrderProgress: ID\n}`) }) }),
      '"name" is "orderProgress", but the schema of "api" has a field "Mutation.publishOrderProgress" already. Give the channel another name, or remove it from the schema: the channel adds it.'],
    ['a key field that is none', () => ({ keyField: 'order id' }), '"keyField" names the field "order id". It has to be the name of a field in GraphQL: letters, digits and "_", and no digit first.'],
    ['a key field that is the time', () => ({ keyField: 'at' }), '"keyField" names the field "at", which is the time of a message. Give it another name.'],
    ['an owner field that is none', () => ({ access: ChannelAccess.owner('') }), '"access" names the field "". It has to be the name of a field in GraphQL: letters, digits and "_", and no digit first.'],
    ['an owner field that is the key', () => ({ access: ChannelAccess.owner('id') }), '"keyField" and "access" both name the field "id". Give one of them another name.'],
    ['no fields', () => ({ fields: {} }), '"fields" is empty. Name what a message says, for example { status: \'String\' }.'],
    ['a field that is none', () => ({ fields: { '1st': 'Int' } }), '"fields" has "1st", which is no name of a field in GraphQL: letters, digits and "_", and no digit first.'],
    ['the key again', () => ({ fields: { id: 'ID' } }), '"fields" has "id", which every message of the channel has already. Leave it out.'],
    ['the time again', () => ({ fields: { at: 'String' } }), '"fields" has "at", which every message of the channel has already. Leave it out.'],
    ['a type that is none', () => ({ fields: { status: '[[Int]]' } }), '"fields" has "status" of type "[[Int]]". It has to be the name of a type, such as "String", "Int!" or "[ID]".'],
    ['an unknown type', () => ({ fields: { status: 'OrderStatu' } }),
      '"fields" has "status" of type "OrderStatu", which the schema does not have. Did you mean "OrderStatus"? It can be a scalar or an enum. AWSJSON takes anything, as a text.'],
    ['an object', () => ({ fields: { order: '[Order!]' } }), '"fields" has "order" of type "Order", but a message has scalars and enums only. AWSJSON takes anything, as a text.'],
    ['a mode that the API does not have', () => ({ subscriberModes: [API_KEY] }), '"subscriberModes" has API_KEY, which "api" does not have. It has AMAZON_COGNITO_USER_POOLS, AWS_IAM.'],
    ['no mode', () => ({ subscriberModes: [] }), '"subscriberModes" is empty, so that nobody may subscribe. Name a mode, or leave it out for the default mode of the API.'],
    ['an owner with callers that have no sub', () => ({ access: ChannelAccess.owner(), subscriberModes: [USER_POOL, IAM] }),
      '"access" is ChannelAccess.owner(), but callers with IAM may subscribe, who have no "sub" to compare. Let users of Cognito or OpenID Connect subscribe only, with "subscriberModes", or use ChannelAccess.anyone().'],
    ['groups without users', (stack) => ({ api: makeApi(stack, { auth: ApiAuth.lambda(newFunction(stack)).and(ApiAuth.iam()) }), subscriberModes: [LAMBDA], cognitoGroups: ['staff'] }),
      '"cognitoGroups" is set, but users of a Cognito user pool may not subscribe. Leave it out, or add AuthorizationType.USER_POOL to "subscriberModes".'],
    ['no group', () => ({ cognitoGroups: [] }), '"cognitoGroups" is empty. Name a group, or leave it out for all users.'],
    ['a short age', () => ({ maxEventAge: Duration.seconds(30) }), '"maxEventAge" is 30 seconds. It has to be a whole number of seconds, from 1 minute to 1 day.'],
    ['many retries', () => ({ retryAttempts: 186 }), '"retryAttempts" is 186. It has to be a whole number from 0 to 185.'],
  ])('%s', (_, props, message) => {
    const stack = newStack();
    expect(() => make(stack, props(stack))).toThrow(expect.objectContaining({ code: 'InvalidProps', message: `ProgressChannel "Shop/Progress": ${message}` }));
  });

  test.each<[string, (channel: ProgressChannel) => void, string]>([
    ['a field that messages do not have', (channel) => channel.publishJsonata(channel, 'Say', { fields: { status: 'PLACED', percents: 1 } }),
      '"fields" of "Say" has "percents", which messages of the channel do not have. Did you mean "percent"? They have "status", "percent".'],
    ['the key among the fields', (channel) => channel.publishJsonPath(channel, 'Say', { fields: { status: 'PLACED', id: '1' } }),
      '"fields" of "Say" has "id", which is the key. Give it as "key".'],
    ['a missing field', (channel) => channel.publishJsonPath(channel, 'Say', { fields: { percent: 1 } }),
      '"fields" of "Say" has no "status", which every message of the channel has: its type is "OrderStatus!". Give it a value.'],
    ['a value that the enum does not have', (channel) => channel.publishJsonata(channel, 'Say', { fields: { status: 'PAKED' } }),
      '"fields" of "Say" has "status" with "PAKED", but its type is "OrderStatus!". It has to be one of "PLACED", "PACKED". Did you mean "PACKED"?'],
    ['a value of another type', (channel) => channel.publishJsonPath(channel, 'Say', { fields: { status: 'PLACED', percent: '50' } }),
      '"fields" of "Say" has "percent" with "50", but its type is "Int". It has to be a whole number of 32 bits.'],
    ['a callback', (channel) => channel.publishJsonata(channel, 'Say', { fields: { status: 'PLACED' }, integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN }),
      '"integrationPattern" of "Say" is IntegrationPattern.WAIT_FOR_TASK_TOKEN, but nobody answers to progress. Leave it out.'],
    ['a subscriber with IAM', (channel) => channel.grantSubscribe(new iam.Role(channel, 'Reader', { assumedBy: new iam.AccountRootPrincipal() })),
      'grantSubscribe() was called, but callers with IAM may not subscribe. Add AuthorizationType.IAM to "subscriberModes".'],
  ])('%s', (_, use, message) => {
    const channel = make(newStack());
    expect(() => use(channel)).toThrow(expect.objectContaining({ code: 'InvalidProps', message: `ProgressChannel "Shop/Progress": ${message}` }));
  });

  test.each<[string, unknown, string | undefined]>([
    ['Int', 1.5, 'a whole number of 32 bits'],
    ['Int', 2 ** 31, 'a whole number of 32 bits'],
    ['Float', '1', 'a number'],
    ['Float!', 1.5, undefined],
    ['Boolean', 'true', 'true or false'],
    ['String', 1, 'a text'],
    ['ID', 1, undefined],
    ['ID', true, 'a text or a whole number'],
    ['Int', null, undefined],
    ['[Int!]!', [1, '2'], 'a whole number of 32 bits'],
    ['[Int!]!', [1, null], 'a value'],
    ['[Int]', [1, null], undefined],
    ['[OrderStatus]', ['PACKED', 'LOST'], 'one of "PLACED", "PACKED"'],
    ['AWSJSON', { any: 'thing' }, 'a text of JSON'],
    ['AWSJSON', '{}', undefined],
    ['AWSTimestamp', '1', 'a whole number of seconds'],
    ['AWSEmail', 1, 'a text'],
    ['Int', '{% $n %}', undefined],
    ['Int', sfn.JsonPath.numberAt('$.n'), undefined],
    ['[Int]', sfn.JsonPath.listAt('$.n'), undefined],
  ])('a field of type %s with %j', (type, value, allowed) => {
    const channel = make(newStack(), { fields: { value: type } });
    const say = () => channel.publishJsonata(channel, 'Say', { fields: { value } });
    if (allowed === undefined) expect(say).not.toThrow();
    else expect(say).toThrow(allowed);
  });

  test('a schema that cannot be read is told of at synthesis, as without a channel', () => {
    const stack = newStack();
    const api = makeApi(stack, { schema: ApiSchema.fromText('type Query {') });
    expect(() => make(stack, { api, fields: { percent: 'Int' } })).not.toThrow();
    expect(GraphqlValidation.of(api).findings().map(({ id }) => id)).toContain('GQL001');
  });
});

test('an API and a workflow of another stack that publishes to it do not need each other where the API knows the name', () => {
  const app = new App();
  const [shop, orders] = ['Shop', 'Orders'].map((id) => new Stack(app, id));
  const api = makeApi(shop, { schema: ApiSchema.fromText('type Query { orderStatus(name: ID!): String } type Mutation { placeOrder(id: ID!): ID }') });
  const channel = make(shop, { api, fields: { percent: 'Int' } });
  new StandardWorkflow(orders, 'Workflow', {
    stateMachineName: 'orders', timeout: Duration.hours(1), definitionBody: sfn.DefinitionBody.fromChainable(channel.publishJsonata(orders, 'Say', {})),
  });
  const workflow = StandardWorkflow.fromStandardWorkflowName(shop, 'Workflow', 'orders');
  api.startAsync('Mutation.placeOrder', workflow, { input: WorkflowInput.argumentsAndIdentity() });
  api.describe('Query.orderStatus', workflow);
  // CDK refuses stacks that need each other.
  expect(() => app.synth()).not.toThrow();
  const resolvers = Template.fromStack(shop).findResources('AWS::AppSync::Resolver', { Properties: { FieldName: 'orderStatus' } });
  expect(Object.values(resolvers).map(({ Properties }) => JSON.stringify(Properties.Code))).toEqual([expect.stringContaining('isOwn')]);
});
