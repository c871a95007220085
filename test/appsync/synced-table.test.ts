import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ApiAuth, ApiResolver, ApiSchema, AppSyncApi, AslValidation, DynamoResolvers, GraphqlValidation, SyncConflictHandler, SyncedTable, SyncedTableProps } from '../../src';
import { CodeRunner, ResolverContext } from '../../src/appsync-js/runner/code-runner';
import { DataSourceAnswer, runResolver } from '../../src/appsync-js/runner/run-resolver';
import { runOptions } from '../appsync-js/runner/run-options';
import { nagErrors } from '../cdk-nag';
import { newFunction, newStack, WITHOUT_CONTENT } from './api';

const SCHEMA = `type Order {
  id: ID!
  total: Float
  _version: Int!
  _lastChangedAt: AWSTimestamp!
  _deleted: Boolean
}

type OrderConnection {
  items: [Order]!
  nextToken: String
  startedAt: AWSTimestamp
}

input OrderInput {
  id: ID
  total: Float
  _version: Int
}

type Query {
  order(id: ID!): Order
  syncOrders(limit: Int, nextToken: String, lastSync: AWSTimestamp, filter: OrderInput): OrderConnection
}

type Mutation {
  createOrder(input: OrderInput!): Order
  updateOrder(input: OrderInput!): Order
  deleteOrder(input: OrderInput!): Order
}`;

function make(propsOf: (stack: Stack) => Partial<SyncedTableProps> = () => ({}), schema = SCHEMA, stack = newStack()) {
  const api = new AppSyncApi(stack, 'Api', { schema: ApiSchema.fromText(schema), auth: ApiAuth.iam() });
  return { stack, api, orders: new SyncedTable(stack, 'Orders', { api, conflictHandler: SyncConflictHandler.optimisticConcurrency(), ...propsOf(stack) }) };
}

/** The template of a stack in which some fields have no resolver. */
function templateOf(stack: Stack): Template {
  GraphqlValidation.acknowledge(stack, { id: 'GQL402', reason: 'A test of something else' });
  return Template.fromStack(stack);
}

function addAll(orders: SyncedTable) {
  return {
    get: orders.addGetResolver('Query.order'),
    sync: orders.addSyncResolver('Query.syncOrders'),
    put: orders.addPutResolver('Mutation.createOrder'),
    update: orders.addUpdateResolver('Mutation.updateOrder'),
    delete: orders.addDeleteResolver('Mutation.deleteOrder'),
  };
}

const byTable = (table: string, name: string) => (table.startsWith('OrdersTable') ? `table ${name}` : table.startsWith('OrdersDelta') ? `delta ${name}` : table);

/** What the role of the data source may do, on which table. */
function allowed(stack: Stack): string[] {
  const policies = Object.entries(templateOf(stack).findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith('ApiOrdersTable'));
  const statements = policies.flatMap(([, { Properties: { PolicyDocument: { Statement } } }]) => Statement as any[]);
  const what = statements.flatMap(({ Action, Resource }) => {
    const ids = [Resource].flat().flatMap((resource: any): string[] => resource['Fn::GetAtt']?.[0] ?? []);
    return [Action].flat().flatMap((action: string) => ids.map((id) => byTable(id, action.replace('dynamodb:', ''))));
  });
  return [...new Set(what)].sort();
}

describe('by default', () => {
  const { stack } = make();
  const template = templateOf(stack);

  test('the table stays, and both have a time to live', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      Properties: {
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: '_ttl', Enabled: true },
      },
      DeletionPolicy: 'Retain',
    });
    template.hasResource('AWS::DynamoDB::Table', {
      Properties: {
        KeySchema: [{ AttributeName: 'ds_pk', KeyType: 'HASH' }, { AttributeName: 'ds_sk', KeyType: 'RANGE' }],
        AttributeDefinitions: [{ AttributeName: 'ds_pk', AttributeType: 'S' }, { AttributeName: 'ds_sk', AttributeType: 'S' }],
        TimeToLiveSpecification: { AttributeName: '_ttl', Enabled: true },
      },
      DeletionPolicy: 'Delete',
    });
  });

  test('the data source is versioned', () => {
    template.hasResourceProperties('AWS::AppSync::DataSource', {
      Name: 'OrdersTable',
      Type: 'AMAZON_DYNAMODB',
      DynamoDBConfig: {
        TableName: { Ref: Match.stringLikeRegexp('^OrdersTable') },
        Versioned: true,
        DeltaSyncConfig: { BaseTableTTL: '43200', DeltaSyncTableTTL: '30', DeltaSyncTableName: { Ref: Match.stringLikeRegexp('^OrdersDeltaTable') } },
      },
    });
  });
});

test.each<[string, (stack: Stack) => SyncConflictHandler, object]>([
  ['is refused', () => SyncConflictHandler.optimisticConcurrency(), { ConflictHandler: 'OPTIMISTIC_CONCURRENCY' }],
  ['is merged', () => SyncConflictHandler.automerge(), { ConflictHandler: 'AUTOMERGE' }],
  ['is given to a function', (stack) => SyncConflictHandler.lambda(newFunction(stack)),
    { ConflictHandler: 'LAMBDA', LambdaConflictHandlerConfig: { LambdaConflictHandlerArn: { 'Fn::GetAtt': ['Function76856677', 'Arn'] } } }],
])('a conflict %s', (_, handlerOf, syncConfig) => {
  const { stack, orders } = make((scope) => ({ conflictHandler: handlerOf(scope) }));
  addAll(orders);
  const resolvers = Object.values(templateOf(stack).findResources('AWS::AppSync::Resolver'))
    .map(({ Properties: { FieldName, SyncConfig } }) => [FieldName, SyncConfig]);
  const writing = { ConflictDetection: 'VERSION', ...syncConfig };
  expect(Object.fromEntries(resolvers)).toEqual({
    order: undefined, syncOrders: undefined, createOrder: writing, updateOrder: writing, deleteOrder: writing,
  });
  expect(allowed(stack).filter((each) => each.startsWith('Function'))).toEqual('LambdaConflictHandlerConfig' in syncConfig ? ['Function76856677'] : []);
  expect(GraphqlValidation.of(orders.node.scope!.node.findChild('Api')).findings()).toEqual([]);
});

const WRITES = ['DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'];
const DELTA_WRITES = ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'];

test.each<[string, (orders: SyncedTable) => unknown, string[]]>([
  ['nothing', () => {}, []],
  ['get', (orders) => orders.addGetResolver('Query.order'), ['table GetItem']],
  ['sync', (orders) => orders.addSyncResolver('Query.syncOrders'), ['delta Query', 'table Scan']],
  ['put', (orders) => orders.addPutResolver('Mutation.createOrder'), [...DELTA_WRITES.map((name) => `delta ${name}`), ...WRITES.map((name) => `table ${name}`)]],
])('for %s the role is allowed no more than that needs', (_, add, expected) => {
  const { stack, orders } = make();
  add(orders);
  expect(allowed(stack)).toEqual(expected);
});

test('a table with a key of KMS is read and written with it', () => {
  const { stack, orders } = make((scope) => ({
    table: new dynamodb.Table(scope, 'Own', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      timeToLiveAttribute: '_ttl',
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: new kms.Key(scope, 'Key'),
    }),
  }));
  orders.addPutResolver('Mutation.createOrder');
  const statements = Object.values(templateOf(stack).findResources('AWS::IAM::Policy')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  expect(statements.some(({ Action }: any) => [Action].flat().includes('kms:Decrypt'))).toBe(true);
});

test('a resolver of your own is allowed its actions on the table', () => {
  const { stack, api, orders } = make();
  api.addResolver('Query.order', { dataSource: orders.dataSource, code: DynamoResolvers.query(), actions: ['dynamodb:Query'] });
  api.addResolver('Mutation.createOrder', { dataSource: orders.dataSource, code: DynamoResolvers.put() });
  expect(allowed(stack)).toEqual(['table GetItem', 'table PutItem', 'table Query']);
});

test('what is set counts', () => {
  const { stack } = make((scope) => ({
    partitionKey: 'shop',
    sortKey: 'number',
    baseTableTtl: Duration.minutes(0),
    deltaSyncTableTtl: Duration.hours(2),
    dataSourceName: 'Changes',
    deltaTable: dynamodb.Table.fromTableName(scope, 'Shared', 'changes'),
  }));
  const template = templateOf(stack);
  template.resourceCountIs('AWS::DynamoDB::Table', 1);
  template.hasResourceProperties('AWS::DynamoDB::Table', { KeySchema: [{ AttributeName: 'shop', KeyType: 'HASH' }, { AttributeName: 'number', KeyType: 'RANGE' }] });
  template.hasResourceProperties('AWS::AppSync::DataSource', { Name: 'Changes', DynamoDBConfig: { DeltaSyncConfig: { BaseTableTTL: '0', DeltaSyncTableTTL: '120', DeltaSyncTableName: 'changes' } } });
});

test('times that are only known at deploy are not judged', () => {
  const { stack } = make((scope) => ({ deltaSyncTableTtl: Duration.minutes(new CfnParameter(scope, 'Minutes', { type: 'Number' }).valueAsNumber) }));
  templateOf(stack).hasResourceProperties('AWS::AppSync::DataSource', { DynamoDBConfig: { DeltaSyncConfig: { DeltaSyncTableTTL: { Ref: 'Minutes' } } } });
});

test('cdk-nag and the validators find nothing', () => {
  const { stack, api, orders } = make();
  addAll(orders);
  expect(nagErrors(stack, [WITHOUT_CONTENT])).toEqual([]);
  expect(AslValidation.of(stack.node.root as App).findings()).toEqual([]);
  expect(GraphqlValidation.of(api).findings()).toEqual([]);
});

describe('the code, as the template has it', () => {
  const codes = (props: Partial<SyncedTableProps> = {}) => addAll(make(() => props).orders);
  const simple = codes();

  function run({ resource }: ApiResolver, context: ResolverContext, answer: DataSourceAnswer = { result: null }) {
    const asked: any[] = [];
    const outcome = runResolver({
      code: new CodeRunner(resource.code!),
      dataSource: (request) => {
        asked.push(request);
        return answer;
      },
    }, context, runOptions());
    return { ...outcome, asked };
  }

  const ITEM = { id: '1', total: 5, _version: 3, _lastChangedAt: 1 };

  test('get', () => {
    expect(run(simple.get, { arguments: { id: '1' } }, { result: ITEM })).toMatchObject({
      asked: [{ operation: 'GetItem', key: { id: { S: '1' } } }], data: ITEM, errors: [],
    });
    expect(run(simple.get, { arguments: { id: '1' } }, { result: { ...ITEM, _deleted: true } }).data).toBeNull();
    expect(run(simple.get, { arguments: { id: '1' } }).data).toBeNull();
  });

  test('put', () => {
    const condition = { expression: 'attribute_not_exists(#key)', expressionNames: { '#key': 'id' } };
    expect(run(simple.put, { arguments: { input: { total: 5, _version: 9, _deleted: true } } }, { result: ITEM })).toMatchObject({
      asked: [{ operation: 'PutItem', key: { id: { S: 'id-1' } }, attributeValues: { total: { N: 5 } }, condition }], data: ITEM, errors: [],
    });
    expect(run(simple.put, { arguments: { input: { id: '7', total: 5, _version: 9 } } }).asked[0]).toEqual({ operation: 'PutItem', key: { id: { S: '7' } }, attributeValues: { total: { N: 5 } }, condition });
  });

  test('update', () => {
    expect(run(simple.update, { arguments: { input: { id: '1', total: 6, note: null, _version: 3, _lastChangedAt: 1 } } }, { result: ITEM }).asked).toEqual([{
      operation: 'UpdateItem',
      key: { id: { S: '1' } },
      update: { expression: 'SET #total = :total REMOVE #note', expressionNames: { '#total': 'total', '#note': 'note' }, expressionValues: { ':total': { N: 6 } } },
      condition: { expression: 'attribute_exists(#key)', expressionNames: { '#key': 'id' } },
      _version: 3,
    }]);
    expect(run(simple.update, { arguments: { input: { id: '1', note: null, _version: 3 } } }).asked[0].update).toEqual({ expression: 'REMOVE #note', expressionNames: { '#note': 'note' } });
    expect(run(simple.update, { arguments: { input: { id: '1', _version: 3 } } })).toMatchObject({ asked: [], errors: [{ message: 'There is nothing to change.', errorType: 'BadRequest' }] });
  });

  test('delete', () => {
    expect(run(simple.delete, { arguments: { input: { id: '1', _version: 3 } } }).asked).toEqual([{ operation: 'DeleteItem', key: { id: { S: '1' } }, _version: 3 }]);
  });

  test.each(['put', 'update', 'delete'] as const)('a conflict of %s is an error with the item in the table', (name) => {
    const conflict = { result: ITEM, error: { message: 'Conflict resolver rejects mutation.', type: 'ConflictUnhandled' } };
    expect(run(simple[name], { arguments: { input: { id: '1', total: 6, _version: 2 } } }, conflict)).toMatchObject({
      data: null, errors: [{ message: 'Conflict resolver rejects mutation.', errorType: 'ConflictUnhandled', data: ITEM }],
    });
  });

  test('sync, all of it and then what changed', () => {
    const page = { items: [ITEM, { ...ITEM, _deleted: true }], startedAt: 1000, scannedCount: 2 };
    const first = run(simple.sync, {}, { result: { ...page, nextToken: 'more' } });
    expect(first).toMatchObject({ asked: [{ operation: 'Sync', limit: 100, nextToken: null, lastSync: null, filter: null }], data: { items: page.items, startedAt: 1000, nextToken: 'more' }, errors: [] });
    const later = run(simple.sync, { arguments: { limit: 5000, nextToken: 'more', lastSync: 1000, filter: { total: { gt: 5 } } } }, { result: page });
    expect(later.asked).toEqual([{
      operation: 'Sync', limit: 1000, nextToken: 'more', lastSync: 1000, filter: { expression: '(#total > :total_gt)', expressionNames: { '#total': 'total' }, expressionValues: { ':total_gt': { N: 5 } } },
    }]);
    expect(later.data).toEqual({ items: page.items, startedAt: 1000, nextToken: null });
    expect(run(simple.sync, { arguments: { limit: -1, filter: {} } }, { result: page }).asked).toMatchObject([{ limit: 1, filter: null }]);
    const failed = { error: { message: 'No', type: 'DynamoDB:X' } };
    expect(run(simple.sync, {}, failed)).toMatchObject({ data: null, errors: [{ errorType: 'DynamoDB:X' }] });
  });

  test('with a sort key, and keys that are called like something else', () => {
    const both = codes({ partitionKey: 'name', sortKey: 'values' });
    const input = { name: 'a', values: 'b', total: 1, _version: 1 };
    const key = { name: { S: 'a' }, values: { S: 'b' } };
    expect(run(both.get, { arguments: { name: 'a', values: 'b' } }).asked).toMatchObject([{ key }]);
    for (const each of [both.put, both.update, both.delete]) expect(run(each, { arguments: { input } }).asked).toMatchObject([{ key }]);
    expect(run(both.put, { arguments: { input } }).asked[0].attributeValues).toEqual({ total: { N: 1 } });
  });

  test('can be read', () => {
    expect(simple.delete.resource.code).toBe(`import { util } from '@aws-appsync/utils';

// Deletes the item with the key in the input. "_version" is the version that the caller knows.
export function request(ctx) {
  const { id: partitionKey, _version } = ctx.args.input;
  return { operation: 'DeleteItem', key: util.dynamodb.toMapValues({ id: partitionKey }), _version };
}

export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type, ctx.result);
  return ctx.result;
}
`);
  });
});

const ID = { name: 'id', type: dynamodb.AttributeType.STRING };
const ownTable = (scope: Stack, props: Partial<dynamodb.TableProps> = {}) => new dynamodb.Table(scope, 'Own', { partitionKey: ID, ...props });

test.each<[string, Partial<dynamodb.TableProps>, Partial<SyncedTableProps>, RegExp | undefined]>([
  ['none', {}, {}, /"table" "Shop\/Own" has no time to live, so that what is deleted is never removed from it\. Give it timeToLiveAttribute: "_ttl"\./],
  ['another', { timeToLiveAttribute: 'expires' }, {}, /has its time to live in "expires"/],
  ['the right one', { timeToLiveAttribute: '_ttl' }, {}, undefined],
  ['no need of one', {}, { baseTableTtl: Duration.minutes(0) }, undefined],
])('a table of your own with a time to live: %s', (_, tableProps, props, warning) => {
  const { stack } = make((scope) => ({ table: ownTable(scope, tableProps), ...props }));
  templateOf(stack);
  const found = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('SyncedTableTimeToLive')).map(({ entry }) => entry.data);
  expect(found).toEqual(warning ? [expect.stringMatching(warning)] : []);
});

test.each<[string, (stack: Stack) => Partial<SyncedTableProps>, string]>([
  ['seconds', () => ({ baseTableTtl: Duration.seconds(90) }), '"baseTableTtl" is 1 minute 30 seconds. It has to be a whole number of minutes, at least 0.'],
  ['no changes', () => ({ deltaSyncTableTtl: Duration.minutes(0) }), '"deltaSyncTableTtl" is 0 minutes. It has to be a whole number of minutes, at least 1.'],
  ['a key that is no field', () => ({ partitionKey: 'order-id' }), '"partitionKey" is "order-id". It is the name of a field in GraphQL: letters, digits and "_", and no digit first.'],
  ['a key of AppSync', () => ({ sortKey: '_version' }), '"sortKey" is "_version", which AppSync uses itself. Give the key another name.'],
  ['a key twice', () => ({ sortKey: 'id' }), '"sortKey" is "id", which is the partition key. Give another, or leave it out.'],
  ['another key than a table of the second version has', (stack) => ({ table: new dynamodb.TableV2(stack, 'Own', { partitionKey: ID }), partitionKey: 'orderId' }),
    '"partitionKey" is "orderId", but that of "table" "Shop/Own" is "id". Say what it is.'],
  ['another key than the table has', (stack) => ({ table: ownTable(stack), partitionKey: 'orderId' }), '"partitionKey" is "orderId", but that of "table" "Shop/Own" is "id". Say what it is.'],
  ['no sort key where the table has one', (stack) => ({ table: ownTable(stack, { sortKey: { name: 'at', type: dynamodb.AttributeType.STRING } }) }),
    '"sortKey" is not set, but that of "table" "Shop/Own" is "at". Say what it is.'],
])('%s is refused', (_, propsOf, message) => {
  expect(() => make(propsOf)).toThrow(expect.objectContaining({ code: 'InvalidProps', message: `SyncedTable "Shop/Orders": ${message}` }));
});

test.each<[string, (orders: SyncedTable) => unknown, string]>([
  ['a page that is too large', (orders) => orders.addSyncResolver('Query.syncOrders', { pageSize: 1001 }), '"pageSize" of "Query.syncOrders" is 1001. It has to be a whole number from 1 to 1,000.'],
  ['a type without versions', (orders) => orders.addGetResolver('Query.plain'),
    'addGetResolver() was given "Query.plain", whose type "Plain" has no "_version", "_lastChangedAt", "_deleted". Clients need it to synchronize. Add it to the type.'],
  ['a page without a time', (orders) => orders.addSyncResolver('Query.order'),
    'addSyncResolver() was given "Query.order", whose type "Order" has no "items", "startedAt". Clients need it to synchronize. Add it to the type.'],
  ['a field without an input', (orders) => orders.addDeleteResolver('Query.order'),
    'addDeleteResolver() was given "Query.order", which has no argument "input". Give it one: the key, what is written, and "_version" where the item is there already.'],
  ['what is no field', (orders) => orders.addPutResolver('order'), 'addPutResolver() was given "order". A field is named by its type and its name, for example "Query.order".'],
])('%s is refused by a method', (_, add, message) => {
  const { orders } = make(undefined, SCHEMA.replace('type Query {', 'type Plain {\n  id: ID\n}\n\ntype Query {\n  plain: Plain'));
  expect(() => add(orders)).toThrow(expect.objectContaining({ code: 'InvalidProps', message: `SyncedTable "Shop/Orders": ${message}` }));
});

test.each<[string, string, string | undefined, string]>([
  ['an id with a dash', 'my-orders', undefined,
    'The data source would have the name "my-ordersTable", after the id. It has to consist of letters, digits and "_", and begin with no digit. Set "dataSourceName".'],
  ['a name with a dash', 'Other', 'Orders-Table',
    '"dataSourceName" is "Orders-Table". It has to consist of letters, digits and "_", and begin with no digit. Give it another.'],
  ['a name twice', 'Other', 'OrdersTable', '"dataSourceName" is "OrdersTable", which "api" has already. Give it another.'],
  ['an id twice', 'Orders', undefined, 'The data source would have the name "OrdersTable", after the id, which "api" has already. Set "dataSourceName".'],
])('%s is refused, with what to set', (_, id, dataSourceName, message) => {
  const { stack, api } = make();
  const scope = new Construct(stack, 'Inner');
  expect(() => new SyncedTable(scope, id, { api, conflictHandler: SyncConflictHandler.automerge(), dataSourceName })).toThrow(`SyncedTable "Shop/Inner/${id}": ${message}`);
});

test('a batch that writes is refused, as AppSync refuses it', () => {
  const { api, orders } = make();
  const code = DynamoResolvers.batchPut({ tableName: orders.table.tableName });
  expect(() => api.addResolver('Mutation.createOrder', { dataSource: orders.dataSource, code })).toThrow(
    'AppSyncApi "Shop/Api": "code" of the resolver of "Mutation.createOrder" does "dynamodb:BatchWriteItem", which AppSync does not do with a versioned data source, such as that of a SyncedTable. Write the items one by one.');
  expect(() => api.addResolver('Query.order', { dataSource: orders.dataSource, code: DynamoResolvers.get(), actions: ['dynamodb:BatchWriteItem'] })).toThrow(
    '"actions" of the resolver of "Query.order" has "dynamodb:BatchWriteItem", which is nothing that a versioned data source of type AMAZON_DYNAMODB does.');
});
