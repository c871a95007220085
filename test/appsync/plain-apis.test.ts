import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, CfnParameter, CfnResource, Duration, NestedStack, Stack, Stage, Token, Validations } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import { Construct } from 'constructs';
import { CODE, newApi, newFunction, newPool, newStack } from './api';
import { ApiAuth, ApiSchema, AslValidation, GraphqlValidation, JsResolver, MergedApi, RuleSeverity } from '../../src';

const folder = mkdtempSync(path.join(tmpdir(), 'plain-apis-'));
function file(name: string, text: string): string {
  const found = path.join(folder, name);
  writeFileSync(found, text);
  return found;
}

const JS = appsync.FunctionRuntime.JS_1_0_0;
const QUERY = 'type Query {\n  order: String\n}\n';
const IAM: appsync.AuthorizationConfig = { defaultAuthorization: { authorizationType: appsync.AuthorizationType.IAM } };

let count = 0;
/** CDK's own API, with the schema in a file. */
function graphqlApi(scope: Construct, schema = QUERY, props: Partial<appsync.GraphqlApiProps> = {}, id = 'Api'): appsync.GraphqlApi {
  return new appsync.GraphqlApi(scope, id, {
    name: id, definition: appsync.Definition.fromFile(file(`${count++}.graphql`, schema)), authorizationConfig: IAM, ...props,
  });
}

const resolve = (api: appsync.GraphqlApi, typeName: string, fieldName: string, more: Partial<appsync.BaseResolverProps> = {}) => (
  api.addNoneDataSource(`None${typeName}${fieldName}`).createResolver(`${typeName}${fieldName}`, { typeName, fieldName, code: CODE, runtime: JS, ...more }));

/** The resources without constructs around them. */
function cfnApi(
  scope: Construct, definition: Partial<appsync.CfnGraphQLSchemaProps> = { definition: QUERY }, props: Partial<appsync.CfnGraphQLApiProps> = {},
): appsync.CfnGraphQLApi {
  const api = new appsync.CfnGraphQLApi(scope, 'Api', { name: 'Api', authenticationType: 'AWS_IAM', ...props });
  new appsync.CfnGraphQLSchema(scope, 'Schema', { apiId: api.attrApiId, ...definition });
  return api;
}

const cfnResolver = (scope: Construct, api: appsync.CfnGraphQLApi, fieldName: string, more: Partial<appsync.CfnResolverProps> = {}, typeName = 'Query') => (
  new appsync.CfnResolver(scope, `Resolver${typeName}${Token.isUnresolved(fieldName) ? 'Unknown' : fieldName}`, { apiId: api.attrApiId, typeName, fieldName, ...more }));

const rootOf = (construct: Construct) => construct.node.root as App;
const saysOf = (scope: Construct) => GraphqlValidation.of(scope).findings().map(({ id, message }) => `${id} ${message}`);

function errorOf(construct: Construct): string {
  try {
    rootOf(construct).synth();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

const MISSING = 'GQL402 "Query.order" has no resolver: it is always null.';

describe('a GraphqlApi', () => {
  test('whose fields have resolvers has no findings', () => {
    const stack = newStack();
    resolve(graphqlApi(stack), 'Query', 'order');
    expect(saysOf(rootOf(stack))).toEqual([]);
    expect(errorOf(stack)).toBe('');
  });

  test('is not checked where nobody asks for it', () => {
    const stack = newStack();
    graphqlApi(stack);
    AslValidation.of(rootOf(stack));
    expect(errorOf(stack)).toBe('');
  });

  test('with a field without a resolver stops the synthesis, also one that is added later', () => {
    const stack = newStack();
    GraphqlValidation.of(rootOf(stack));
    graphqlApi(stack);
    expect(errorOf(stack)).toContain('API "Shop/Api": "Query.order" has no resolver: it is always null. Add a resolver, or remove the field. Where something else adds the resolver, acknowledge it. '
      + '(line 2, column 3 of the schema; at Query.order) [ack: cdk-stepwright::GQL402]');
  });

  test('and its resolver with a wrong name, which is named', () => {
    const stack = newStack();
    const api = graphqlApi(stack);
    resolve(api, 'Query', 'order');
    resolve(api, 'Query', 'oder');
    GraphqlValidation.of(api);
    expect(errorOf(stack)).toContain('API "Shop/Api": There is a resolver for "Query.oder", but "Query" has no such field. Did you mean "order"? Correct the name, or remove one of the resolvers. '
      + '(by Shop/Api/Queryoder; line 1, column 6 of the schema; at Query; refused by AWS) [ack: cdk-stepwright::GQL401]');
  });

  test.each<[string, string, (stack: Stack) => appsync.AuthorizationConfig, string[]]>([
    ['a directive of a mode that it does not have', 'type Query {\n  order: String @aws_lambda\n}', () => IAM, ['GQL104']],
    ['a type that the second mode does not reach', 'type Query {\n  order: Order @aws_iam\n}\ntype Order {\n  id: ID\n}', (stack) => ({
      defaultAuthorization: { authorizationType: appsync.AuthorizationType.USER_POOL, userPoolConfig: { userPool: newPool(stack) } },
      additionalAuthorizationModes: [{ authorizationType: appsync.AuthorizationType.IAM }],
    }), ['GQL101']],
    ['a default action that denies', QUERY, (stack) => ({
      defaultAuthorization: {
        authorizationType: appsync.AuthorizationType.USER_POOL,
        userPoolConfig: { userPool: newPool(stack), defaultAction: appsync.UserPoolDefaultAction.DENY },
      },
      additionalAuthorizationModes: [{ authorizationType: appsync.AuthorizationType.API_KEY }],
    }), ['GQL103']],
  ])('%s', (_, schema, authorizationConfig, expected) => {
    const stack = newStack();
    resolve(graphqlApi(stack, schema, { authorizationConfig: authorizationConfig(stack) }), 'Query', 'order');
    expect(GraphqlValidation.of(stack).findings().map(({ id }) => id)).toEqual(expected);
  });

  test('what its data sources, functions and caches are counts', () => {
    const stack = newStack();
    const api = graphqlApi(stack, 'type Query {\n  orders: [Order]\n}\n\ntype Order {\n  customer: String\n}');
    const source = api.addLambdaDataSource('Lambda', newFunction(stack));
    resolve(api, 'Query', 'orders', { cachingConfig: { ttl: Duration.minutes(1), cachingKeys: ['$context.arguments.town'] } });
    source.createResolver('Customer', { typeName: 'Order', fieldName: 'customer' });
    source.createFunction('Load', { name: 'load', maxBatchSize: 5000 });
    expect(GraphqlValidation.of(stack).findings().map(({ id }) => id).sort()).toEqual(['GQL403', 'GQL404', 'GQL405', 'GQL405']);
  });

  test('a resolver in another stack, and in a nested one, counts', () => {
    const stack = newStack();
    const api = graphqlApi(stack, 'type Query {\n  order: String\n  total: Int\n}');
    const props = { kind: 'UNIT', dataSourceName: 'None' };
    new appsync.CfnResolver(new Stack(rootOf(stack), 'Other'), 'Order', { apiId: api.apiId, typeName: 'Query', fieldName: 'order', ...props });
    new appsync.CfnResolver(new NestedStack(stack, 'Nested'), 'Total', { apiId: api.apiId, typeName: 'Query', fieldName: 'total', ...props });
    expect(saysOf(rootOf(stack))).toEqual([]);
    expect(errorOf(stack)).toBe('');
  });

  test('of another stage, with the same ids, does not count', () => {
    const app = new App();
    const [dev, prod] = ['Dev', 'Prod'].map((id) => new Stage(app, id)).map((stage) => ({ stage, api: graphqlApi(new Stack(stage, 'Shop')) }));
    new appsync.CfnResolver(new Stack(prod.stage, 'Other'), 'Order', { apiId: prod.api.apiId, typeName: 'Query', fieldName: 'order' });
    const findings = GraphqlValidation.of(app).findings();
    expect(findings.map(({ id, constructPath }) => `${id} ${constructPath}`)).toEqual([`GQL402 ${dev.api.node.path}`]);
    expect(errorOf(app)).toContain('API "Dev/Shop/Api": "Query.order" has no resolver');
  });

  test('that merges others has no schema to check', () => {
    const stack = newStack();
    const source = newApi(stack, {}, 'Source');
    new MergedApi(stack, 'Merged', { auth: ApiAuth.iam(), sourceApis: [{ sourceApi: source.graphqlApi }] });
    new appsync.CfnGraphQLApi(stack, 'Plain', { name: 'Plain', authenticationType: 'AWS_IAM', apiType: 'MERGED' });
    expect(saysOf(rootOf(stack))).toEqual([]);
  });
});

describe('a CfnGraphQLApi', () => {
  test('is checked like that', () => {
    const stack = newStack();
    const api = cfnApi(stack, { definition: 'type Query {\n  order: String @aws_oidc\n  total: Int\n}' }, { additionalAuthenticationProviders: [{ authenticationType: 'API_KEY' }] });
    cfnResolver(stack, api, 'order');
    expect(saysOf(stack)).toEqual([
      'GQL104 "@aws_oidc" lets OPENID_CONNECT in, which is no mode of this API. It has AWS_IAM and API_KEY.',
      'GQL402 "Query.total" has no resolver: it is always null.',
    ]);
  });

  test.each<[string, Partial<appsync.CfnGraphQLApiProps>]>([
    ['the default mode', { authenticationType: Token.asString({ Ref: 'Mode' }) }],
    ['an additional one', { additionalAuthenticationProviders: [{ authenticationType: Token.asString({ Ref: 'Mode' }) }] }],
    ['all additional ones', { additionalAuthenticationProviders: Token.asAny({ 'Fn::If': ['Few', { Ref: 'AWS::NoValue' }, []] }) }],
    ['the default action', { authenticationType: 'AMAZON_COGNITO_USER_POOLS', userPoolConfig: { userPoolId: 'x', defaultAction: Token.asString({ Ref: 'Mode' }) } }],
  ])('nothing is said of modes where it is not known: %s', (_, props) => {
    const stack = newStack();
    new CfnParameter(stack, 'Mode');
    cfnResolver(stack, cfnApi(stack, { definition: 'type Query {\n  order: String @aws_lambda\n}' }, props), 'order');
    expect(saysOf(stack)).toEqual([]);
    expect(() => GraphqlValidation.of(stack).callersOf('Query.order')).toThrow('cannot be answered: a mode of the API is not known until deploy.');
  });

  test.each<[string, Partial<appsync.CfnGraphQLSchemaProps>]>([
    ['a text that is known at deploy only', { definition: Token.asString({ Ref: 'Text' }) }],
    ['a part of it', { definition: `${QUERY} ${Token.asString({ Ref: 'Text' })}` }],
    ['in a bucket', { definitionS3Location: 's3://bucket/schema.graphql' }],
  ])('a schema that is not known is said once not to be checked: %s', (_, schema) => {
    const stack = newStack();
    new CfnParameter(stack, 'Text');
    cfnResolver(stack, cfnApi(stack, schema), 'order');
    expect(saysOf(stack)).toEqual(['NotChecked The schema is not checked: its text is not known here.']);
    Annotations.fromStack(stack).hasInfo('/Shop/Api', Match.stringLikeRegexp('The schema is not checked.*cdk-stepwright::NotChecked'));
  });

  test('without a schema in the app', () => {
    const stack = newStack();
    new appsync.CfnGraphQLApi(stack, 'Api', { name: 'Api', authenticationType: 'AWS_IAM' });
    expect(saysOf(stack)).toEqual(['NotChecked The schema is not checked: there is no resource of type "AWS::AppSync::GraphQLSchema" for the API.']);
  });

  test('where the field of a resolver is not known, no field is without one', () => {
    const stack = newStack();
    new CfnParameter(stack, 'Field');
    const api = cfnApi(stack);
    cfnResolver(stack, api, Token.asString({ Ref: 'Field' }));
    cfnResolver(stack, api, 'oder');
    expect(GraphqlValidation.of(stack).findings().map(({ id }) => id)).toEqual(['GQL401']);
  });

  test('given to a nested stack whose template is elsewhere, no field is without a resolver', () => {
    const stack = newStack();
    const api = cfnApi(stack);
    new CfnResource(stack, 'Resolvers', { type: 'AWS::CloudFormation::Stack', properties: { TemplateURL: 'https://s3.amazonaws.com/b/k', Parameters: { ApiId: api.attrApiId } } });
    expect(saysOf(stack)).toEqual([]);
  });

  test('made without its class', () => {
    const stack = newStack();
    const api = new CfnResource(stack, 'Api', { type: 'AWS::AppSync::GraphQLApi', properties: { Name: 'Api', AuthenticationType: 'AWS_IAM' } });
    new CfnResource(stack, 'Schema', { type: 'AWS::AppSync::GraphQLSchema', properties: { ApiId: api.getAtt('ApiId'), Definition: QUERY } });
    expect(saysOf(stack)).toEqual([MISSING]);
    new CfnResource(stack, 'Order', { type: 'AWS::AppSync::Resolver', properties: { ApiId: api.getAtt('ApiId'), TypeName: 'Query', FieldName: 'order' } });
    expect(saysOf(stack)).toEqual([]);
  });

  test('a schema that is extended, which AppSync does not put together', () => {
    const stack = newStack();
    const api = cfnApi(stack, { definition: `${QUERY}\nextend type Query {\n  total: Int\n}\n` });
    cfnResolver(stack, api, 'order');
    cfnResolver(stack, api, 'total');
    expect(GraphqlValidation.of(stack).findings().map(({ id }) => id)).toEqual(['GQL306']);
  });

  test('a certificate of its domain name', () => {
    const stack = newStack();
    const api = cfnApi(stack);
    cfnResolver(stack, api, 'order');
    const domain = new appsync.CfnDomainName(stack, 'Domain', { domainName: 'api.example.com', certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/1' });
    new appsync.CfnDomainNameApiAssociation(stack, 'Association', { apiId: api.attrApiId, domainName: domain.attrDomainName });
    expect(GraphqlValidation.of(stack).findings().map(({ id }) => id)).toEqual(['GQL406']);
  });
});

describe('the code of resolvers and functions', () => {
  const BAD = 'export function request(ctx) {\n  return { payload: ctx.args.id ? `${ctx.args.id}` : null };\n}\n\nexport async function response(ctx) {\n  return ctx.result;\n}\n';
  const found = (scope: Construct) => GraphqlValidation.of(scope).findings().map(({ id, constructPath, line, column }) => `${id} ${constructPath} ${line}:${column}`);

  test('is checked where its runtime is APPSYNC_JS', () => {
    const stack = newStack();
    const api = graphqlApi(stack);
    resolve(api, 'Query', 'order', { code: appsync.Code.fromInline(BAD) });
    expect(found(stack)).toEqual(['GQL506 Shop/Api/Queryorder 5:8']);
    expect(errorOf(stack)).toMatch(/API "Shop\/Api": .* \(by Shop\/Api\/Queryorder; line 5, column 8 of the code; refused by AWS\) \[ack: cdk-stepwright::GQL506\]/);
  });

  test('of L1s', () => {
    const stack = newStack();
    const api = cfnApi(stack);
    cfnResolver(stack, api, 'order', { code: BAD, runtime: { name: 'APPSYNC_JS', runtimeVersion: '1.0.0' } });
    new appsync.CfnFunctionConfiguration(stack, 'Load', { apiId: api.attrApiId, name: 'load', dataSourceName: 'None', code: BAD, runtime: { name: 'APPSYNC_JS', runtimeVersion: '1.0.0' } });
    new appsync.CfnFunctionConfiguration(stack, 'Other', { apiId: api.attrApiId, name: 'other', dataSourceName: 'None', code: BAD });
    new appsync.CfnFunctionConfiguration(stack, 'Known', {
      apiId: api.attrApiId, name: 'known', dataSourceName: 'None', code: `${BAD}// ${stack.account}`, runtime: { name: 'APPSYNC_JS', runtimeVersion: '1.0.0' },
    });
    expect(found(stack)).toEqual(['GQL506 Shop/ResolverQueryorder 5:8', 'GQL506 Shop/Load 5:8']);
  });

  test('in a file that is an asset names the file', () => {
    const stack = newStack();
    const code = file('bad.js', BAD);
    resolve(graphqlApi(stack), 'Query', 'order', { code: appsync.Code.fromAsset(code) });
    expect(GraphqlValidation.of(stack).findings()).toEqual([expect.objectContaining({ id: 'GQL506', file: expect.stringMatching(/bad\.js$/), line: 5 })]);
  });

  test('is acknowledged at its construct, or where it is a JsResolver', () => {
    const stack = newStack();
    const api = graphqlApi(stack, 'type Query {\n  order: String\n  total: Int\n}');
    const resolver = resolve(api, 'Query', 'order', { code: appsync.Code.fromInline(BAD) });
    GraphqlValidation.acknowledge(resolver, { id: 'GQL506', reason: 'A test' });
    resolve(api, 'Query', 'total', { code: JsResolver.fromText(BAD, { acknowledge: ['GQL506'] }) });
    expect(saysOf(rootOf(stack))).toEqual([]);
    expect(errorOf(stack)).toBe('');
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('what a JsResolver acknowledges is no idle acknowledgement where APIs are not checked', () => {
    const stack = newStack();
    const api = newApi(stack, { schema: ApiSchema.fromText(QUERY) });
    resolve(api.graphqlApi, 'Query', 'order', { code: JsResolver.fromText(BAD, { acknowledge: ['GQL506'] }) });
    expect(saysOf(api)).toEqual([]);
  });
});

describe('acknowledgements and severities', () => {
  test.each<[string, (api: appsync.GraphqlApi) => void]>([
    ['on the API', (api) => GraphqlValidation.acknowledge(api, { id: 'GQL402', coordinate: 'Query.order', reason: 'A test' })],
    ['on its resource', (api) => GraphqlValidation.acknowledge(api.node.defaultChild!, { id: 'GQL402', reason: 'A test' })],
    ['around it', (api) => GraphqlValidation.acknowledge(api.node.root, { id: 'GQL402', reason: 'A test' })],
    ['by means of CDK', (api) => Validations.of(api).acknowledge({ id: 'cdk-stepwright::GQL402', reason: 'A test' })],
  ])('%s', (_, acknowledge) => {
    const stack = newStack();
    GraphqlValidation.of(rootOf(stack));
    acknowledge(graphqlApi(stack));
    expect(saysOf(rootOf(stack))).toEqual([]);
    expect(errorOf(stack)).toBe('');
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('in the schema', () => expect(saysOf(graphqlApi(newStack(), 'type Query {\n  order: String # [ack GQL402: another team]\n}'))).toEqual([]));

  test('on a resolver', () => {
    const stack = newStack();
    const api = cfnApi(stack);
    cfnResolver(stack, api, 'order');
    GraphqlValidation.acknowledge(cfnResolver(stack, api, 'oder'), { id: 'GQL401', reason: 'A test' });
    expect(saysOf(stack)).toEqual([]);
  });

  test('one that holds for nothing is a warning', () => {
    const stack = newStack();
    const api = graphqlApi(stack);
    resolve(api, 'Query', 'order');
    GraphqlValidation.acknowledge(api, { id: 'GQL402', reason: 'Once' }, { id: 'GQL506', reason: 'Once' });
    expect(saysOf(stack)).toEqual(['GQL402', 'GQL506'].map((id) => `GQL009 Construct "Shop/Api" acknowledges "${id}", but the rule finds nothing there.`));
    Annotations.fromStack(stack).hasWarning('/Shop/Api', Match.stringLikeRegexp('cdk-stepwright::GQL009'));
  });

  test('one for an API that nobody checks says so', () => {
    const stack = newStack();
    GraphqlValidation.acknowledge(graphqlApi(stack), { id: 'GQL402', reason: 'Not looked at' });
    expect(AslValidation.of(stack).findings().map(({ message }) => message)).toEqual([
      'Construct "Shop/Api" acknowledges "GQL402", but no API is checked: there is no AppSyncApi, and GraphqlValidation.of() checks no other.',
    ]);
  });

  test('severities are those of AslValidation', () => {
    const stack = newStack();
    graphqlApi(stack);
    GraphqlValidation.of(rootOf(stack));
    AslValidation.of(rootOf(stack), { severities: { GQL402: RuleSeverity.WARNING } });
    expect(errorOf(stack)).toBe('');
    Annotations.fromStack(stack).hasWarning('/Shop/Api', Match.stringLikeRegexp('Query.order.*cdk-stepwright::GQL402'));
  });
});

describe('what is told once', () => {
  const timesIn = (text: string, part: string) => text.split(part).length - 1;

  test('by the nearest construct that was asked', () => {
    const stack = newStack();
    const api = graphqlApi(stack);
    for (const scope of [rootOf(stack), stack, api, rootOf(stack)]) GraphqlValidation.of(scope);
    expect(timesIn(errorOf(stack), 'has no resolver')).toBe(1);
  });

  test('by an AppSyncApi itself', () => {
    const stack = newStack();
    const api = newApi(stack, { schema: ApiSchema.fromText(QUERY) });
    for (const scope of [rootOf(stack), api, api.graphqlApi]) GraphqlValidation.of(scope);
    expect(saysOf(rootOf(stack))).toEqual([MISSING]);
    expect(saysOf(api)).toEqual([MISSING]);
    expect(timesIn(errorOf(stack), 'has no resolver')).toBe(1);
  });

  test('of an API in a stage, by the app', () => {
    const app = new App();
    const stack = new Stack(new Stage(app, 'Dev'), 'Shop');
    GraphqlValidation.of(app);
    GraphqlValidation.acknowledge(graphqlApi(stack, 'type Query {\n  order: String\n}\n\nextend type Query {\n  total: Int\n}'), { id: 'GQL402', reason: 'A test' });
    jest.spyOn(console, 'error').mockImplementation();
    expect(errorOf(app)).toBe('');
    expect(String(jest.mocked(console.error).mock.calls)).toContain('"Query" is extended.');
    jest.restoreAllMocks();
  });
});

describe('who may ask for a field', () => {
  test('of the one API in a construct', () => {
    const stack = newStack();
    graphqlApi(stack, 'type Query {\n  order: String\n  open: Int @aws_api_key\n}', {
      authorizationConfig: { ...IAM, additionalAuthorizationModes: [{ authorizationType: appsync.AuthorizationType.API_KEY }] },
    });
    const validation = GraphqlValidation.of(stack);
    expect(validation.callersOf('Query.order')).toEqual([{ mode: 'AWS_IAM' }]);
    expect(validation.callersOf('Query.open')).toEqual([{ mode: 'API_KEY' }]);
  });

  test('of none or several is refused', () => {
    const stack = newStack();
    expect(() => GraphqlValidation.of(stack).callersOf('Query.order')).toThrow('"Shop": GraphqlValidation.callersOf() has no API to look at: there is none in it that has a schema of its own. Give GraphqlValidation.of() an API of this app.');
    graphqlApi(stack);
    newApi(stack, {}, 'Own');
    expect(() => GraphqlValidation.of(stack).callersOf('Query.order')).toThrow('"Shop": GraphqlValidation.callersOf() is about one API, and there are 2 in it: "Shop/Api", "Shop/Own". Give GraphqlValidation.of() one of them.');
  });
});
