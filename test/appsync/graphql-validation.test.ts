import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, Lazy, Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CODE, newApi, newFunction, newPool, newStack } from './api';
import { ApiAuth, ApiSchema, AppSyncApi, AslValidation, GraphqlValidation, RuleSeverity } from '../../src';

const folder = mkdtempSync(path.join(tmpdir(), 'appsync-'));
function file(name: string, text: string): string {
  const found = path.join(folder, name);
  writeFileSync(found, text);
  return found;
}

const withSchema = (text: string, stack = newStack(), auth = ApiAuth.iam()) => newApi(stack, { schema: ApiSchema.fromText(text), auth });
const saysOf = (api: AppSyncApi) => GraphqlValidation.of(api).findings().map(({ id, message }) => `${id} ${message}`);

function errorOf(stack: Stack): string {
  try {
    (stack.node.root as App).synth();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

const resolve = (api: AppSyncApi, typeName: string, fieldName: string, more: Partial<appsync.BaseResolverProps> = {}) => (
  api.graphqlApi.createResolver(`${typeName}${fieldName}`, { typeName, fieldName, dataSource: api.graphqlApi.addNoneDataSource(`None${typeName}${fieldName}`), code: CODE, runtime: appsync.FunctionRuntime.JS_1_0_0, ...more }));

describe('the schema', () => {
  test('of several files is one, and extensions are merged', () => {
    const stack = newStack();
    const api = newApi(stack, {
      schema: ApiSchema.fromFile(file('a.graphql', 'type Query {\n  shop: Shop\n}\n\n"A shop."\ntype Shop {\n  name: String\n}'), file('b.graphql', 'extend type Query @aws_iam {\n  till: Shop\n}'))
        .and(ApiSchema.fromText('extend type Shop { door: String }')),
    });
    resolve(api, 'Query', 'shop');
    resolve(api, 'Query', 'till');
    expect(saysOf(api)).toEqual([]);
    Template.fromStack(stack).hasResourceProperties('AWS::AppSync::GraphQLSchema', {
      Definition: 'type Query @aws_iam {\n  shop: Shop\n  till: Shop\n}\n\n"A shop."\ntype Shop {\n  name: String\n  door: String\n}\n',
    });
  });

  test('is emitted as it was written where nothing is extended', () => {
    const stack = newStack();
    resolve(withSchema('# What visitors read\ntype Query {\n  shop: String\n}\n', stack), 'Query', 'shop');
    Template.fromStack(stack).hasResourceProperties('AWS::AppSync::GraphQLSchema', { Definition: '# What visitors read\ntype Query {\n  shop: String\n}\n' });
  });

  test('that does not parse stops the synthesis, with its file, line and column', () => {
    const stack = newStack();
    const broken = file('broken.graphql', 'type Query {\n  shop String\n}');
    newApi(stack, { schema: ApiSchema.fromFile(broken) });
    expect(errorOf(stack)).toContain('API "Shop/Api": The schema cannot be read: Expected ":", found Name "String". Correct the text at this place, or before it. '
      + `(in ${broken}:2:8; refused by AWS) [ack: cdk-stepwright::GQL001]`);
  });

  test('a file that is not there is said to be so', () => {
    expect(() => ApiSchema.fromFile(path.join(folder, 'none.graphql'))).toThrow(expect.objectContaining({ code: 'FileNotFound' }));
    expect(() => ApiSchema.fromFile()).toThrow(expect.objectContaining({ code: 'NoFile' }));
  });

  test('with a value that is known at deploy only is not judged', () => {
    expect(GraphqlValidation.of(withSchema(`type Query { ${Lazy.string({ produce: () => 'a: String' })} }`)).findings()).toEqual([expect.objectContaining({ severity: 'INFO' })]);
  });
});

describe('what the rules know of the API', () => {
  test('a resolver one letter away', () => {
    const stack = newStack();
    const api = withSchema('type Query {\n  order: String\n}', stack);
    resolve(api, 'Query', 'oder');
    expect(errorOf(stack)).toContain('API "Shop/Api": There is a resolver for "Query.oder", but "Query" has no such field. Did you mean "order"? Correct the name, or remove one of the resolvers. '
      + '(by Shop/Api/Api/Queryoder; line 1, column 6 of the schema; at Query; refused by AWS) [ack: cdk-stepwright::GQL401]');
    expect(saysOf(api)).toContain('GQL402 "Query.order" has no resolver: it is always null.');
  });

  test('a directive for a mode that is not there', () => {
    const api = withSchema('type Query {\n  order: String @aws_lambda\n}');
    resolve(api, 'Query', 'order');
    expect(saysOf(api)).toEqual(['GQL104 "@aws_lambda" lets AWS_LAMBDA in, which is no mode of this API. It has AWS_IAM.']);
  });

  test('a Cognito default that denies beside others', () => {
    const stack = newStack();
    const api = withSchema('type Query {\n  order: String\n}', stack, ApiAuth.cognito(newPool(stack), { defaultAction: appsync.UserPoolDefaultAction.DENY }).and(ApiAuth.iam()));
    resolve(api, 'Query', 'order');
    expect(GraphqlValidation.of(api).findings().map(({ id }) => id)).toEqual(['GQL103']);
  });

  test('a list to a field of a Lambda function without batches is a warning', () => {
    const stack = newStack();
    const api = withSchema('type Query {\n  orders: [Order]\n}\n\ntype Order {\n  customer: String\n}', stack);
    const source = api.graphqlApi.addLambdaDataSource('Lambda', newFunction(stack));
    resolve(api, 'Query', 'orders');
    resolve(api, 'Order', 'customer', { dataSource: source } as Partial<appsync.BaseResolverProps>);
    expect(GraphqlValidation.of(api).findings().map(({ id }) => id)).toEqual(['GQL403']);
    Annotations.fromStack(stack).hasWarning('/Shop/Api', Match.stringLikeRegexp('Order.customer.*is called once for each element.*cdk-stepwright::GQL403'));
  });

  test('resolvers, a cache and pipelines that CDK made in another stack', () => {
    const stack = newStack();
    const api = withSchema('type Query {\n  order: String\n}', stack);
    const other = new Stack(stack.node.root as App, 'Other');
    new appsync.CfnResolver(other, 'Resolver', {
      apiId: api.apiId, typeName: 'Query', fieldName: 'order', kind: 'PIPELINE', pipelineConfig: { functions: Array.from({ length: 11 }, String) }, code: 'x'.repeat(32_769), cachingConfig: { ttl: 60 },
    });
    expect(saysOf(api)).toEqual([
      'GQL404 The code of the resolver of "Query.order" has 32,769 characters. At most 32,768 are allowed.',
      'GQL404 The pipeline of the resolver of "Query.order" has 11 functions. At most 10 are allowed.',
      expect.stringContaining('GQL405'),
    ]);
    new appsync.CfnApiCache(stack, 'Cache', { apiId: api.apiId, apiCachingBehavior: 'PER_RESOLVER_CACHING', ttl: 60, type: 'SMALL' });
    expect(saysOf(api)).toHaveLength(2);
  });

  test('a resolver of another API is none of this one', () => {
    const stack = newStack();
    const api = withSchema('type Query {\n  order: String\n}', stack);
    resolve(newApi(stack, { schema: ApiSchema.fromText('type Query { order: String }') }, 'Other'), 'Query', 'order');
    expect(saysOf(api)).toEqual(['GQL402 "Query.order" has no resolver: it is always null.']);
  });

  test('a grant on a field that does not let IAM in', () => {
    const stack = newStack();
    const api = withSchema('type Query {\n  order: String\n}', stack, ApiAuth.cognito(newPool(stack)).and(ApiAuth.iam()));
    resolve(api, 'Query', 'order');
    api.grant(new iam.Role(stack, 'Seller', { assumedBy: new iam.AccountRootPrincipal() }), 'Query.order', 'Query.oder');
    expect(saysOf(api)).toEqual([
      'GQL407 "Shop/Seller" is granted "Query.oder", which the schema does not have. Did you mean "order"?',
      'GQL407 "Shop/Seller" is granted "Query.order", but the field does not let callers with IAM in.',
    ]);
  });
});

describe('who may ask for a field', () => {
  const SCHEMA = 'interface Node { id: ID }\ntype Query { order: Order open: Int @aws_api_key }\ntype Mutation @aws_iam { block: Int @aws_cognito_user_pools(cognito_groups: ["admins", "staff"]) @aws_iam place: Order pay: Int @aws_lambda }\ntype Order implements Node { id: ID }';
  const make = (schema = SCHEMA) => {
    const stack = newStack();
    return GraphqlValidation.of(withSchema(schema, stack, ApiAuth.cognito(newPool(stack)).and(ApiAuth.iam(), ApiAuth.apiKey())));
  };

  test.each([
    ['Query.order', [{ mode: 'AMAZON_COGNITO_USER_POOLS' }]],
    ['Query.open', [{ mode: 'API_KEY' }]],
    ['Mutation.place', [{ mode: 'AWS_IAM' }]],
    ['Mutation.block', [{ mode: 'AMAZON_COGNITO_USER_POOLS', groups: ['admins', 'staff'] }, { mode: 'AWS_IAM' }]],
    ['Mutation.pay', []],
    ['Order.id', [{ mode: 'AMAZON_COGNITO_USER_POOLS' }]],
  ])('%s', (field, callers) => expect(make().callersOf(field)).toEqual(callers));

  test.each([
    ['Query', '"Shop/Api": GraphqlValidation.callersOf() was given "Query". A field is named by its type and its name, for example "Query.order".'],
    ['Query.*', 'A field is named by its type and its name, for example "Query.order".'],
    ['Query.oder', '"Shop/Api": GraphqlValidation.callersOf() was given "Query.oder", which the schema does not have, or which cannot be read in it. GraphqlValidation.findings() says what is wrong with it.'],
    ['Node.id', '"Shop/Api": GraphqlValidation.callersOf() was given "Node.id", which is of an interface. Ask for the types that implement it: who may ask is decided there.'],
  ])('%s is refused', (field, message) => expect(() => make().callersOf(field)).toThrow(message));

  test('in a schema that cannot be read', () => expect(() => make('type Query {').callersOf('Query.a')).toThrow('which cannot be read in it'));
});

describe('acknowledgements and severities', () => {
  const MISSING = 'type Query {\n  order: String\n  search: String\n}';

  test.each<[string, (api: AppSyncApi) => void, string[]]>([
    ['on the API', (api) => GraphqlValidation.acknowledge(api, { id: 'GQL402', reason: 'A test' }), []],
    ['with the prefix', (api) => GraphqlValidation.acknowledge(api, { id: 'cdk-stepwright::GQL402', reason: 'A test' }), []],
    ['for one field', (api) => GraphqlValidation.acknowledge(api, { id: 'GQL402', coordinate: 'Query.search', reason: 'A test' }), ['Query.order']],
    ['for a type', (api) => GraphqlValidation.acknowledge(api, { id: 'GQL402', coordinate: 'Query', reason: 'A test' }), []],
    ['around the API', (api) => GraphqlValidation.acknowledge(Stack.of(api), { id: 'GQL402', reason: 'A test' }), []],
    ['by means of CDK', (api) => Validations.of(api).acknowledge({ id: 'cdk-stepwright::GQL402', reason: 'A test' }), []],
    ['for another rule', (api) => GraphqlValidation.acknowledge(Stack.of(api), { id: 'GQL401', reason: 'A test' }), ['Query.order', 'Query.search']],
  ])('%s', (_, acknowledge, left) => {
    const stack = newStack();
    const api = withSchema(MISSING, stack);
    acknowledge(api);
    expect(GraphqlValidation.of(api).findings().map(({ pointer }) => pointer)).toEqual(left);
    expect(AslValidation.of(stack.node.root as App).findings().map(({ message }) => message)).toEqual(
      left.length < 2 ? [] : ['Construct "Shop" acknowledges "GQL401", but the rule finds nothing there.']);
    expect(errorOf(stack) === '').toBe(left.length === 0);
  });

  test('one that holds for nothing is a warning', () => {
    const stack = newStack();
    const api = withSchema(MISSING, stack);
    GraphqlValidation.acknowledge(api, { id: 'GQL402', reason: 'A test' }, { id: 'GQL205', coordinate: 'Query.order', reason: 'Once' });
    expect(saysOf(api)).toEqual(['GQL009 Construct "Shop/Api" acknowledges "GQL205" of "Query.order", but the rule finds nothing there.']);
    Annotations.fromStack(stack).hasWarning('/Shop/Api', Match.stringLikeRegexp('cdk-stepwright::GQL009'));
  });

  test.each<[string, (api: AppSyncApi) => void, string[]]>([
    ['around the API', (api) => GraphqlValidation.acknowledge(Stack.of(api), { id: 'GQL205', reason: 'Once' }), ['/Shop Construct "Shop" acknowledges "GQL205", but the rule finds nothing there.']],
    ['on the app', (api) => GraphqlValidation.acknowledge(api.node.root, { id: 'GQL402', coordinate: 'Query.serach', reason: 'Once' }), ['/Shop The app acknowledges "GQL402" of "Query.serach", but the rule finds nothing there.']],
    ['without the prefix', (api) => Validations.of(api).acknowledge({ id: 'GQL402', reason: 'Once' }), ['/Shop/Api Construct "Shop/Api" acknowledges "GQL402" without the prefix "cdk-stepwright::", so it does not hold. Write "cdk-stepwright::GQL402".']],
    ['without a reason', (api) => Validations.of(api).acknowledge({ id: 'cdk-stepwright::GQL401', reason: '' }), ['/Shop/Api Construct "Shop/Api" acknowledges "GQL401" without a reason.']],
    ['of a rule that is none', (api) => Validations.of(api).acknowledge({ id: 'cdk-stepwright::GQL499', reason: 'A slip' }), ['/Shop/Api Construct "Shop/Api" acknowledges "GQL499", which is no rule.']],
    ['of a rule about code', (api) => Validations.of(api).acknowledge({ id: 'cdk-stepwright::GQL501', reason: 'It works' }), ['/Shop/Api Construct "Shop/Api" acknowledges "GQL501", which is a rule about the code of resolvers: give it to JsResolver.fromText() or fromFile(), as "acknowledge".']],
    ['in a stack without an API', (api) => GraphqlValidation.acknowledge(new Stack(api.node.root as App, 'Other'), { id: 'GQL402', reason: 'Once' }), ['/Other Construct "Other" acknowledges "GQL402", but the rule finds nothing there.']],
  ])('one that holds for nothing: %s', (_, acknowledge, expected) => {
    const stack = newStack();
    const api = withSchema('type Query {\n  order: String\n}', stack);
    resolve(api, 'Query', 'order');
    acknowledge(api);
    const app = stack.node.root as App;
    const warnings = app.synth().stacks.flatMap(({ messages }) => messages).filter(({ entry }) => String(entry.data).includes('GQL009'));
    expect(warnings.map(({ id, entry }) => `${id} ${String(entry.data).replace(/ Remove the acknowledgement.*$/, '')}`)).toEqual(expected);
    expect(AslValidation.of(app).findings().map(({ id }) => id)).toEqual(expected.map(() => 'GQL009'));
  });

  test('one around a resolver in another stack holds for it', () => {
    const stack = newStack();
    const api = withSchema('type Query {\n  order: String\n}', stack);
    const other = new Stack(stack.node.root as App, 'Other');
    new appsync.CfnResolver(other, 'Resolver', { apiId: api.apiId, typeName: 'Query', fieldName: 'oder' });
    GraphqlValidation.acknowledge(other, { id: 'GQL401', reason: 'A test' });
    GraphqlValidation.acknowledge(stack.node.root, { id: 'GQL402', reason: 'A test' });
    expect(saysOf(api)).toEqual([]);
    expect(AslValidation.of(stack.node.root as App).findings()).toEqual([]);
  });

  test('of a schema that cannot be read nothing is said', () => {
    const stack = newStack();
    GraphqlValidation.acknowledge(stack, { id: 'GQL402', reason: 'A test' });
    const api = withSchema('type Query {', stack);
    expect(GraphqlValidation.of(api).findings().map(({ id }) => id)).toEqual(['GQL001']);
    expect(AslValidation.of(stack.node.root as App).findings()).toEqual([]);
  });

  test('how much a rule matters can be set', () => {
    const stack = newStack();
    const api = withSchema(MISSING, stack);
    AslValidation.of(stack.node.root as App, { severities: { GQL402: RuleSeverity.WARNING } });
    expect(GraphqlValidation.of(api).findings().map(({ severity }) => severity)).toEqual(['WARNING', 'WARNING']);
    expect(errorOf(stack)).toBe('');
  });

  test('what is no rule or has no reason is refused', () => {
    const stack = newStack();
    const api = withSchema(MISSING, stack);
    expect(() => GraphqlValidation.acknowledge(api, { id: 'GQL4022', reason: 'A test' })).toThrow('"Shop/Api" acknowledges "GQL4022", which is no rule about schemas. Did you mean "GQL402"?');
    expect(() => GraphqlValidation.acknowledge(api, { id: 'GQL402', reason: ' ' })).toThrow('"Shop/Api" acknowledges "GQL402" without a reason. Say why it is all right, for the next one who reads it.');
    expect(() => AslValidation.acknowledge(api, { id: 'GQL510', reason: 'A test' })).toThrow(
      '"Shop/Api" acknowledges "GQL510", which is a rule about the code of resolvers: give it to JsResolver.fromText() or fromFile(), as "acknowledge".');
  });
});
