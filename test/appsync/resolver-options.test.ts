import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { ApiAuth, ApiDataSource, ApiSchema, AppSyncApi, AslValidation, DynamoResolvers, GraphqlValidation, JsResolver } from '../../src';
import { CodeRunner } from '../../src/appsync-js/runner/code-runner';
import { runResolver } from '../../src/appsync-js/runner/run-resolver';
import { runOptions } from '../appsync-js/runner/run-options';
import { nagErrors } from '../cdk-nag';
import { CODE, newFunction, newStack, WITHOUT_CONTENT } from './api';

const SCHEMA = 'type Query {\n  order(id: ID): String\n}\n\ntype Shelf {\n  books(shelf: ID): [String]\n}\n\ntype Mutation {\n  place(id: ID, ids: [ID], input: AWSJSON): String\n}';
const RUNTIME = { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' };

function make(stack: Stack, id = 'Api'): AppSyncApi {
  GraphqlValidation.acknowledge(stack, { id: 'GQL402', reason: 'Some tests leave one of the resolvers out' });
  return new AppSyncApi(stack, id, { schema: ApiSchema.fromText(SCHEMA), auth: ApiAuth.iam() });
}

const table = (stack: Stack, props: Partial<dynamodb.TableProps> = {}) => new dynamodb.Table(stack, 'Table', {
  partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true }, ...props,
});

/** What the role of the data source is allowed. */
function statementsOf(stack: Stack, role: RegExp = /^ApiSourceRole/): { readonly Action: unknown; readonly Resource: unknown }[] {
  return Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
    .filter(({ Properties: { Roles } }) => role.test(Roles[0].Ref)).flatMap(({ Properties: { PolicyDocument } }) => PolicyDocument.Statement);
}

const inFile = (text: string) => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'appsync-')), 'code.js');
  writeFileSync(file, text);
  return appsync.Code.fromAsset(file);
};

/** Code with a comment that makes it as long as is wanted; the last of its characters is two units of a text. */
const filled = (length: number) => 'export const request = () => ({});\nexport const response = (ctx) => ctx.result;\n//'.padEnd(length - 1, '.') + '🪑';

interface Kind {
  readonly add: (api: AppSyncApi, stack: Stack) => ApiDataSource;
  readonly config: object;
  readonly query: unknown[];
  readonly mutation: unknown[];
}

const ref = (pattern: string) => ({ Ref: expect.stringMatching(pattern) });
const attribute = (pattern: string, name: string) => ({ 'Fn::GetAtt': [expect.stringMatching(pattern), name] });
const allows = (Action: string | string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource });
const SECRET = allows(['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], ref('^Secret'));
const SQL = allows(['ExecuteStatement', 'BatchExecuteStatement', 'BeginTransaction', 'CommitTransaction', 'RollbackTransaction'].map((name) => `rds-data:${name}`), 'arn:aws:rds:eu-west-1:1:cluster:c');
const READS = ['GetItem', 'BatchGetItem', 'Query'].map((name) => `dynamodb:${name}`);
const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'].map((name) => `dynamodb:${name}`);
// A table without an index.
const TABLE = [attribute('^Table', 'Arn')];
const DOMAIN = 'arn:aws:es:eu-west-1:111122223333:domain/d';

const KINDS: { readonly [type: string]: Kind } = {
  AMAZON_DYNAMODB: {
    add: (api, stack) => api.addDynamoDbDataSource('Source', table(stack)),
    config: { DynamoDBConfig: { TableName: { Ref: Match.stringLikeRegexp('^Table') }, AwsRegion: { Ref: 'AWS::Region' } } },
    query: [allows(READS, TABLE)],
    mutation: [allows([...READS, ...WRITES], TABLE)],
  },
  AWS_LAMBDA: {
    add: (api, stack) => api.addLambdaDataSource('Source', newFunction(stack)),
    config: { LambdaConfig: { LambdaFunctionArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Function'), 'Arn'] } } },
    query: [allows('lambda:InvokeFunction', attribute('^Function', 'Arn'))],
    mutation: [allows('lambda:InvokeFunction', attribute('^Function', 'Arn'))],
  },
  HTTP: {
    add: (api) => api.addHttpDataSource('Source', 'https://api.example.com', { authorizationConfig: { signingRegion: 'eu-west-1', signingServiceName: 'execute-api' } }),
    config: { HttpConfig: { Endpoint: 'https://api.example.com', AuthorizationConfig: { AuthorizationType: 'AWS_IAM', AwsIamConfig: { SigningRegion: 'eu-west-1', SigningServiceName: 'execute-api' } } } },
    query: [],
    mutation: [],
  },
  RELATIONAL_DATABASE: {
    add: (api, stack) => api.addRdsDataSource('Source', { clusterArn: 'arn:aws:rds:eu-west-1:1:cluster:c', env: { region: 'eu-west-1' } } as rds.IDatabaseCluster, new secretsmanager.Secret(stack, 'Secret'), { databaseName: 'shop' }),
    config: {
      RelationalDatabaseConfig: {
        RelationalDatabaseSourceType: 'RDS_HTTP_ENDPOINT',
        RdsHttpEndpointConfig: { AwsRegion: 'eu-west-1', DbClusterIdentifier: 'arn:aws:rds:eu-west-1:1:cluster:c', AwsSecretStoreArn: { Ref: Match.stringLikeRegexp('^Secret') }, DatabaseName: 'shop' },
      },
    },
    query: [SECRET, SQL],
    mutation: [SECRET, SQL],
  },
  AMAZON_OPENSEARCH_SERVICE: {
    add: (api, stack) => api.addOpenSearchDataSource('Source', opensearch.Domain.fromDomainAttributes(stack, 'Domain', { domainArn: DOMAIN, domainEndpoint: 'd.eu-west-1.es.amazonaws.com' })),
    config: { OpenSearchServiceConfig: { Endpoint: 'https://d.eu-west-1.es.amazonaws.com', AwsRegion: { Ref: 'AWS::Region' } } },
    query: [allows(['es:ESHttpGet', 'es:ESHttpHead'], `${DOMAIN}/*`)],
    mutation: [allows(['es:ESHttpGet', 'es:ESHttpHead', 'es:ESHttpPost', 'es:ESHttpPut', 'es:ESHttpDelete'], `${DOMAIN}/*`)],
  },
  AMAZON_EVENTBRIDGE: {
    add: (api, stack) => api.addEventBridgeDataSource('Source', new events.EventBus(stack, 'Bus')),
    config: { EventBridgeConfig: { EventBusArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Bus'), 'Arn'] } } },
    query: [allows('events:PutEvents', attribute('^Bus', 'Arn'))],
    mutation: [allows('events:PutEvents', attribute('^Bus', 'Arn'))],
  },
  NONE: { add: (api) => api.addNoneDataSource('Source'), config: { ServiceRoleArn: Match.absent() }, query: [], mutation: [] },
};

describe.each(Object.entries(KINDS))('%s', (type, { add, config, query, mutation }) => {
  test('the data source', () => {
    const stack = newStack();
    add(make(stack), stack);
    Template.fromStack(stack).hasResourceProperties('AWS::AppSync::DataSource', { Name: 'Source', Type: type, ...config });
  });

  test.each([['Query.order', query], ['Mutation.place', mutation]])('for %s is allowed what that does, and not more', (field, statements) => {
    const stack = newStack();
    const api = make(stack);
    api.addResolver(field, { dataSource: add(api, stack), code: CODE });
    expect(statementsOf(stack)).toEqual(statements);
    expect(GraphqlValidation.of(api).findings()).toEqual([]);
  });

  test('without a resolver is allowed nothing but what it logs in with', () => {
    const stack = newStack();
    add(make(stack), stack);
    expect(statementsOf(stack)).toEqual(type === 'RELATIONAL_DATABASE' ? [SECRET] : []);
  });
});

describe('what is allowed', () => {
  test('is what "actions" says', () => {
    const stack = newStack();
    const api = make(stack);
    const dataSource = api.addDynamoDbDataSource('Source', table(stack));
    api.addResolver('Query.order', { dataSource, code: CODE, actions: ['dynamodb:GetItem'] });
    api.addResolver('Mutation.place', { dataSource, code: CODE, actions: ['dynamodb:GetItem', 'dynamodb:PutItem'] });
    expect(statementsOf(stack).map(({ Action }) => Action)).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem']);
  });

  test('is that of a mutation, whatever its type is called', () => {
    const stack = newStack();
    const schema = ApiSchema.fromText('schema { query: Reads mutation: Writes } type Reads { order: String # [ack GQL402: a test]\n} type Writes { place: String }');
    const api = new AppSyncApi(stack, 'Api', { schema, auth: ApiAuth.iam() });
    api.addResolver('Writes.place', { dataSource: api.addDynamoDbDataSource('Source', table(stack)), code: CODE });
    expect(statementsOf(stack).flatMap(({ Action }) => Action)).toContain('dynamodb:PutItem');
  });

  test('holds for the indexes and the key of a table, too', () => {
    const stack = newStack();
    const api = make(stack);
    const orders = table(stack, { encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED, encryptionKey: new kms.Key(stack, 'Key') });
    orders.addGlobalSecondaryIndex({ indexName: 'byCustomer', partitionKey: { name: 'customer', type: dynamodb.AttributeType.STRING } });
    api.addResolver('Query.order', { dataSource: api.addDynamoDbDataSource('Source', orders), code: CODE, actions: ['dynamodb:Query'] });
    expect(statementsOf(stack)).toEqual([
      allows('dynamodb:Query', [attribute('^Table', 'Arn'), { 'Fn::Join': ['', [attribute('^Table', 'Arn'), '/index/*']] }] as never),
      allows('kms:Decrypt', attribute('^Key', 'Arn')),
    ]);
  });

  test('of a ready-made query is its index, too, where the table is imported and does not know it', () => {
    const query = DynamoResolvers.query({ index: 'byCustomer' });
    const stack = newStack();
    const api = make(stack);
    const orders = dynamodb.Table.fromTableArn(stack, 'Imported', 'arn:aws:dynamodb:eu-west-1:1:table/orders');
    const dataSource = api.addDynamoDbDataSource('Source', orders);
    api.addResolver('Query.order', { dataSource, code: query });
    api.addPipelineResolver('Mutation.place', { functions: [api.addFunction('step', { dataSource, code: query })] });
    expect(statementsOf(stack)).toEqual([
      allows('dynamodb:Query', ['arn:aws:dynamodb:eu-west-1:1:table/orders'] as never),
      allows('dynamodb:Query', 'arn:aws:dynamodb:eu-west-1:1:table/orders/index/byCustomer'),
    ]);
  });

  test('of a function of pipelines is what the fields do that it is in', () => {
    const stack = newStack();
    const api = make(stack);
    const load = api.addFunction('load', { dataSource: api.addDynamoDbDataSource('Source', table(stack)), code: CODE });
    api.addPipelineResolver('Query.order', { functions: [load] });
    expect(statementsOf(stack).map(({ Action }) => Action)).toEqual([READS]);
  });
});

/** What an operation of a resolver needs: the action of its name, but for the batches that write; and where a condition fails, the item is read. */
function neededFor({ operation, condition }: { readonly operation: string; readonly condition?: unknown }): string[] {
  const action = operation.replace(/^Batch(?:Put|Delete)Item$/, 'BatchWriteItem');
  return [action, ...condition ? ['GetItem'] : []].map((name) => `dynamodb:${name}`);
}

describe('a ready-made resolver is allowed what it asks for, and nothing else', () => {
  const tableName = 'orders';
  const input = { id: '1', note: 'a' };
  const ALL: { readonly [name: string]: readonly [code: JsResolver, args: { readonly [name: string]: unknown }] } = {
    get: [DynamoResolvers.get(), { id: '1' }],
    put: [DynamoResolvers.put(), { input }],
    replace: [DynamoResolvers.put({ replace: true }), { input }],
    update: [DynamoResolvers.update(), { input }],
    delete: [DynamoResolvers.delete(), { id: '1' }],
    query: [DynamoResolvers.query(), { id: '1' }],
    batchGet: [DynamoResolvers.batchGet({ tableName }), { ids: ['1'] }],
    batchPut: [DynamoResolvers.batchPut({ tableName }), { input: [input] }],
    batchDelete: [DynamoResolvers.batchDelete({ tableName }), { ids: ['1'] }],
  };

  test('these are all', () => {
    const made = Object.getOwnPropertyNames(DynamoResolvers).filter((name) => typeof DynamoResolvers[name as keyof typeof DynamoResolvers] === 'function');
    expect(Object.keys(ALL)).toEqual(expect.arrayContaining(made));
    expect(made.length).toBeGreaterThan(7);
  });

  test.each(Object.entries(ALL))('%s', (_, [code, args]) => {
    const asked: any[] = [];
    const dataSource = (request: any) => ({ result: void asked.push(request) });
    runResolver({ code: new CodeRunner(code.code), dataSource }, { arguments: args }, runOptions());
    for (const use of [
      (api: AppSyncApi, orders: ApiDataSource) => void api.addResolver('Mutation.place', { dataSource: orders, code }),
      (api: AppSyncApi, orders: ApiDataSource) => void api.addPipelineResolver('Query.order', { functions: [api.addFunction('step', { dataSource: orders, code })] }),
    ]) {
      const stack = newStack();
      const api = make(stack);
      use(api, api.addDynamoDbDataSource('Source', table(stack)));
      const needed = neededFor(asked[0]);
      expect(statementsOf(stack)).toEqual([allows(needed.length === 1 ? needed[0] : needed, TABLE)]);
      expect(GraphqlValidation.of(api).findings()).toEqual([]);
    }
  });

  test('unless "actions" says otherwise', () => {
    const stack = newStack();
    const api = make(stack);
    api.addResolver('Query.order', { dataSource: api.addDynamoDbDataSource('Source', table(stack)), code: DynamoResolvers.get(), actions: ['dynamodb:Query'] });
    expect(statementsOf(stack).map(({ Action }) => Action)).toEqual(['dynamodb:Query']);
  });

  test('one that writes may encrypt, one that reads may only decrypt', () => {
    for (const [code, statement] of [[DynamoResolvers.get(), 'kms:Decrypt'], [DynamoResolvers.batchPut({ tableName }), ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*']]] as const) {
      const stack = newStack();
      const api = make(stack);
      const orders = table(stack, { encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED, encryptionKey: new kms.Key(stack, 'Key') });
      api.addResolver('Mutation.place', { dataSource: api.addDynamoDbDataSource('Source', orders), code });
      expect(statementsOf(stack).map(({ Action }) => Action)).toContainEqual(statement);
    }
  });
});

describe('code is checked', () => {
  const REFUSED = 'export function request(ctx) {\n  return { payload: ~ctx.args.id };\n}\nexport const response = (ctx) => ctx.result;\n';
  const says = (what: string, place = '2:21') => ({
    code: 'RefusedCode',
    message: `AppSyncApi "Shop/Api": "code" of ${what} cannot be run by AppSync:\n${place} GQL505 The operator ~ does not exist in the APPSYNC_JS runtime. Write -x - 1, or compare with -1: ~text.indexOf(part) is text.indexOf(part) !== -1.`,
  });

  test.each<[string, (api: AppSyncApi, code: appsync.Code) => void, string]>([
    ['a resolver', (api, code) => api.addResolver('Query.order', { dataSource: api.addNoneDataSource('None'), code }), 'the resolver of "Query.order"'],
    ['a pipeline', (api, code) => api.addPipelineResolver('Query.order', { code, functions: [api.addFunction('step', { dataSource: api.addNoneDataSource('None'), code: CODE })] }), 'the resolver of "Query.order"'],
    ['a function', (api, code) => api.addFunction('step', { dataSource: api.addNoneDataSource('None'), code }), 'function "step"'],
  ])('of %s, in a text and in a file', (_, use, what) => {
    for (const code of [appsync.Code.fromInline(REFUSED), inFile(REFUSED)]) {
      expect(() => use(make(newStack()), code)).toThrow(expect.objectContaining(says(what)));
    }
  });

  test('that is empty, and that has a character too many', () => {
    const [none, full, more] = ['\n', filled(32_768), filled(32_769)];
    const use = (text: string) => () => {
      const api = make(newStack());
      api.addResolver('Query.order', { dataSource: api.addNoneDataSource('None'), code: appsync.Code.fromInline(text) });
    };
    expect(use(none)).toThrow('"code" of the resolver of "Query.order" cannot be run by AppSync:\n1:1 GQL503 The code exports no function "request".');
    expect(use(full)).not.toThrow();
    expect(use(more)).toThrow(expect.objectContaining({
      code: 'RefusedCode',
      message: 'AppSyncApi "Shop/Api": "code" of the resolver of "Query.order" cannot be run by AppSync:\n'
        + '1:1 GQL502 The code has 32,769 characters. At most 32,768 are allowed. Minify bundled code, leave out what is not used, or split it into functions of a pipeline.',
    }));
  });

  test('but what a JsResolver acknowledges is taken, and what is known at deploy only is not judged', () => {
    const stack = newStack();
    const api = make(stack);
    const dataSource = api.addNoneDataSource('None');
    api.addResolver('Query.order', { dataSource, code: JsResolver.fromText(REFUSED, { acknowledge: ['GQL505'] }) });
    api.addResolver('Mutation.place', { dataSource, code: appsync.Code.fromInline(`${REFUSED}// ${stack.region}`) });
  });
});

describe('a resolver', () => {
  test('has an id that only depends on its field', () => {
    const ids = [(api: AppSyncApi, stack: Stack) => api.addDynamoDbDataSource('Orders', table(stack)), (api: AppSyncApi) => api.addNoneDataSource('Nothing')].map((add) => {
      const stack = newStack();
      const api = make(stack);
      api.addResolver('Query.order', { dataSource: add(api, stack), code: CODE });
      return Object.keys(Template.fromStack(stack).findResources('AWS::AppSync::Resolver'));
    });
    expect(ids[0]).toEqual([expect.stringMatching(/^ApiQueryorder/)]);
    expect(ids[1]).toEqual(ids[0]);
  });

  test('of one data source', () => {
    const stack = newStack();
    const api = make(stack);
    const resolver = api.addResolver('Query.order', { dataSource: api.addNoneDataSource('Nothing'), code: CODE, cachingConfig: { ttl: Duration.minutes(1), cachingKeys: ['$context.identity.sub'] } });
    new appsync.CfnApiCache(stack, 'Cache', { apiId: api.apiId, apiCachingBehavior: 'PER_RESOLVER_CACHING', ttl: 60, type: 'SMALL' });
    expect(stack.resolve(resolver.resolverArn)).toEqual({ 'Fn::GetAtt': [expect.stringMatching('^ApiQueryorder'), 'ResolverArn'] });
    Template.fromStack(stack).hasResource('AWS::AppSync::Resolver', {
      Properties: {
        TypeName: 'Query', FieldName: 'order', Kind: 'UNIT', DataSourceName: 'Nothing', Runtime: RUNTIME, Code: Match.stringLikeRegexp('request'), CachingConfig: { Ttl: 60, CachingKeys: ['$context.identity.sub'] },
      },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^ApiSchema'), Match.stringLikeRegexp('^ApiNothing')]),
    });
    expect(GraphqlValidation.of(api).findings()).toEqual([]);
  });

  test('of a Lambda function needs no code', () => {
    const stack = newStack();
    const api = make(stack);
    api.addResolver('Query.order', { dataSource: api.addLambdaDataSource('Source', newFunction(stack)), maxBatchSize: 10 });
    Template.fromStack(stack).hasResourceProperties('AWS::AppSync::Resolver', { MaxBatchSize: 10, Code: Match.absent(), Runtime: Match.absent() });
  });

  test('has code from a file', () => {
    const stack = newStack();
    const api = make(stack);
    const dataSource = api.addNoneDataSource('Nothing');
    for (const field of ['Query.order', 'Mutation.place']) api.addResolver(field, { dataSource, code: inFile('export function request() { return {}; }\nexport function response() { return ""; }\n') });
    Template.fromStack(stack).allResourcesProperties('AWS::AppSync::Resolver', { CodeS3Location: Match.anyValue(), Code: Match.absent(), Runtime: RUNTIME });
  });

  test('of functions passes on what the last one gives', () => {
    const stack = newStack();
    const api = make(stack);
    const load = api.addFunction('load', { dataSource: api.addNoneDataSource('Nothing'), code: CODE });
    const call = api.addFunction('call', { dataSource: api.addLambdaDataSource('Source', newFunction(stack)), maxBatchSize: 5 });
    api.addPipelineResolver('Query.order', { functions: [load, call] });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::AppSync::Resolver', {
      Kind: 'PIPELINE',
      DataSourceName: Match.absent(),
      Runtime: RUNTIME,
      Code: 'export function request() {\n  return {};\n}\n\nexport function response(ctx) {\n  return ctx.prev.result;\n}\n',
      PipelineConfig: { Functions: ['load', 'call'].map((id) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(`^Api${id}`), 'FunctionId'] })) },
    });
    template.hasResource('AWS::AppSync::FunctionConfiguration', {
      Properties: { Name: 'load', DataSourceName: 'Nothing', Runtime: RUNTIME, Code: Match.anyValue() },
      // It names the data source by a text.
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^ApiNothing')]),
    });
    template.hasResourceProperties('AWS::AppSync::FunctionConfiguration', { Name: 'call', DataSourceName: 'Source', MaxBatchSize: 5, FunctionVersion: '2018-05-29', Runtime: Match.absent() });
    expect(GraphqlValidation.of(api).findings()).toEqual([]);
  });

  test('cdk-nag and the validators find nothing', () => {
    const stack = newStack();
    const api = make(stack);
    const dataSource = api.addDynamoDbDataSource('Source', table(stack));
    api.addResolver('Query.order', { dataSource, code: CODE });
    api.addResolver('Mutation.place', { dataSource, code: CODE });
    expect(nagErrors(stack, [WITHOUT_CONTENT])).toEqual([]);
    // Here no resolver is left out: what the stack acknowledges holds for nothing.
    expect(AslValidation.of(stack.node.root as App).findings().map(({ id }) => id)).toEqual(['GQL009']);
    expect(GraphqlValidation.of(api).findings()).toEqual([]);
  });
});

test('resolvers and data sources are measured one by one, where the API measures so', () => {
  const stack = newStack();
  GraphqlValidation.acknowledge(stack, { id: 'GQL402', reason: 'A test of something else' });
  const api = new AppSyncApi(stack, 'Api', {
    schema: ApiSchema.fromText(SCHEMA),
    auth: ApiAuth.iam(),
    enhancedMetricsConfig: {
      dataSourceLevelMetricsBehavior: appsync.DataSourceLevelMetricsBehavior.PER_DATA_SOURCE_METRICS,
      operationLevelMetricsConfig: appsync.OperationLevelMetricsConfig.DISABLED,
      resolverLevelMetricsBehavior: appsync.ResolverLevelMetricsBehavior.PER_RESOLVER_METRICS,
    },
  });
  const dataSource = api.addNoneDataSource('None', { metricsConfig: appsync.DataSourceMetricsConfig.ENABLED });
  const metricsConfig = appsync.ResolverMetricsConfig.ENABLED;
  api.addResolver('Query.order', { dataSource, code: CODE, metricsConfig });
  api.addPipelineResolver('Mutation.place', { functions: [api.addFunction('step', { dataSource, code: CODE })], metricsConfig });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::AppSync::DataSource', { MetricsConfig: 'ENABLED' });
  template.allResourcesProperties('AWS::AppSync::Resolver', { MetricsConfig: 'ENABLED' });
});

test('a signed request is allowed what its principal is allowed', () => {
  const stack = newStack();
  const source = KINDS.HTTP.add(make(stack), stack);
  source.grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['execute-api:Invoke'], resources: ['arn:aws:execute-api:eu-west-1:1:a'] }));
  expect(statementsOf(stack)).toEqual([allows('execute-api:Invoke', 'arn:aws:execute-api:eu-west-1:1:a')]);
});

test.each<[string, (api: AppSyncApi, none: ApiDataSource, stack: Stack) => void, string]>([
  ['a field that is no field', (api, dataSource) => api.addResolver('order', { dataSource, code: CODE }), 'addResolver() was given "order". A field is named by its type and its name, for example "Query.order".'],
  ['a second resolver', (api, dataSource) => ['Query.order', 'Query.order'].forEach((field) => api.addResolver(field, { dataSource, code: CODE })),
    'addResolver() was given "Query.order", which has a resolver already. A field has one. Remove one of them.'],
  ['no code', (api, dataSource) => api.addResolver('Query.order', { dataSource }),
    '"code" of the resolver of "Query.order" is missing. "None" is a data source of type NONE, which needs it: request() and response() in APPSYNC_JS.'],
  ['a ready-made resolver of another data source', (api, dataSource) => api.addResolver('Query.order', { dataSource, code: DynamoResolvers.get() }),
    '"code" of the resolver of "Query.order" is of DynamoResolvers, but "None" is a data source of type NONE. Give it one of addDynamoDbDataSource(), or other code.'],
  ['a ready-made resolver that reads an argument that is not there', (api, _, stack) => api.addResolver('Query.order', { dataSource: api.addDynamoDbDataSource('T', table(stack)), code: DynamoResolvers.get({ sortKey: 'ids' }) }),
    '"code" of the resolver of "Query.order" reads the argument "ids", which the field does not have. Did you mean "id"? It has "id". Name it so in the schema, or in the options of DynamoResolvers.'],
  ['a ready-made resolver without the item', (api, _, stack) => api.addResolver('Shelf.books', { dataSource: api.addDynamoDbDataSource('T', table(stack)), code: DynamoResolvers.put({ argument: 'book' }) }),
    '"code" of the resolver of "Shelf.books" reads the argument "book", which the field does not have. It has "shelf". Name it so in the schema, or in the options of DynamoResolvers.'],
  ['a page for a list', (api, _, stack) => api.addResolver('Shelf.books', { dataSource: api.addDynamoDbDataSource('T', table(stack)), code: DynamoResolvers.query({ partitionKey: 'shelf' }) }),
    '"code" of the resolver of "Shelf.books" gives a page, "items" and "nextToken", but the field is a list of "String". Give the field a type with these fields.'],
  ['code that is a text', (api, dataSource) => api.addResolver('Query.order', { dataSource, code: 'export' as any }), '"code" of the resolver of "Query.order" is a string. It has to be a Code, for example JsResolver.fromText().'],
  ['a batch that is too large', (api, _, stack) => api.addResolver('Query.order', { dataSource: api.addLambdaDataSource('L', newFunction(stack)), maxBatchSize: 2001 }),
    '"maxBatchSize" of the resolver of "Query.order" is 2001. It has to be a whole number from 0 to 2,000.'],
  ['a batch of nothing', (api, dataSource) => api.addResolver('Query.order', { dataSource, code: CODE, maxBatchSize: 5 }),
    '"maxBatchSize" of the resolver of "Query.order" is set, but "None" is a data source of type NONE. Only calls of Lambda functions are put together. Leave it out.'],
  ['a cache for too long', (api, dataSource) => api.addResolver('Query.order', { dataSource, code: CODE, cachingConfig: { ttl: Duration.hours(2) } }),
    '"cachingConfig.ttl" of the resolver of "Query.order" is 2 hours. It has to be a whole number of seconds, from 1 to 3,600.'],
  ['actions of another service', (api, _, stack) => api.addResolver('Query.order', { dataSource: api.addEventBridgeDataSource('E', new events.EventBus(stack, 'B')), code: CODE, actions: ['events:PutEvent'] }),
    '"actions" of the resolver of "Query.order" has "events:PutEvent", which is nothing that a data source of type AMAZON_EVENTBRIDGE does. Did you mean "events:PutEvents"? It can be "events:PutEvents".'],
  ['actions of nothing', (api, dataSource) => api.addResolver('Query.order', { dataSource, code: CODE, actions: ['dynamodb:GetItem'] }),
    '"actions" of the resolver of "Query.order" is set, but "None" is a data source of type NONE, whose resolvers are allowed nothing by it. Leave it out.'],
  ['actions of an address', (api) => api.addFunction('f', { dataSource: api.addHttpDataSource('H', 'https://api.example.com'), code: CODE, actions: ['execute-api:Invoke'] }),
    '"actions" of function "f" is set, but "H" is a data source of type HTTP, whose resolvers are allowed nothing by it. Leave it out, and allow "grantPrincipal" of the data source what it needs.'],
  ['no actions', (api, _, stack) => api.addResolver('Query.order', { dataSource: api.addLambdaDataSource('L', newFunction(stack)), actions: [] }),
    '"actions" of the resolver of "Query.order" is empty. Name what the code does, or leave it out.'],
  ['an empty pipeline', (api) => api.addPipelineResolver('Query.order', { functions: [] }), '"functions" of the resolver of "Query.order" has 0 functions. A pipeline has from 1 to 10. Add one, or use addResolver().'],
  ['a pipeline that is too long', (api, dataSource) => api.addPipelineResolver('Query.order', { functions: Array(11).fill(api.addFunction('f', { dataSource, code: CODE })) }),
    '"functions" of the resolver of "Query.order" has 11 functions. A pipeline has from 1 to 10. Put some of them together.'],
  ['a name that AppSync does not take', (api) => api.addNoneDataSource('order-table'),
    'The id of a data source is "order-table", which is its name for AppSync, too. It has to consist of letters, digits and "_", and begin with no digit.'],
  ['a function name that AppSync does not take', (api, dataSource) => api.addFunction('1st', { dataSource, code: CODE }),
    'The id of a function is "1st", which is its name for AppSync, too. It has to consist of letters, digits and "_", and begin with no digit.'],
  ['an address with a path', (api) => api.addHttpDataSource('H', 'https://api.example.com/v1'),
    '"endpoint" of "H" is "https://api.example.com/v1". It has to be an address without a path, for example "https://api.example.com": the path is for "resourcePath" of a request.'],
  ['metrics of a resolver where the API has none', (api, dataSource) => api.addResolver('Query.order', { dataSource, code: CODE, metricsConfig: appsync.ResolverMetricsConfig.ENABLED }),
    '"metricsConfig" of the resolver of "Query.order" is set, but "enhancedMetricsConfig.resolverLevelMetricsBehavior" of the API is not set. Set that to PER_RESOLVER_METRICS, or leave this out.'],
  ['metrics of a data source where the API has none', (api) => api.addNoneDataSource('Other', { metricsConfig: appsync.DataSourceMetricsConfig.ENABLED }),
    '"metricsConfig" of data source "Other" is set, but "enhancedMetricsConfig.dataSourceLevelMetricsBehavior" of the API is not set. Set that to PER_DATA_SOURCE_METRICS, or leave this out.'],
  ['a data source of another API', (api, _, stack) => api.addResolver('Query.order', { dataSource: make(stack, 'Other').addNoneDataSource('None'), code: CODE }),
    '"dataSource" of the resolver of "Query.order" is "Shop/Other/None", which is of another API. Give it one of this API.'],
])('%s is refused', (_, use, message) => {
  const stack = newStack();
  const api = make(stack);
  const none = api.addNoneDataSource('None');
  expect(() => use(api, none, stack)).toThrow(expect.objectContaining({ code: 'InvalidProps', message: `AppSyncApi "Shop/Api": ${message}` }));
});
