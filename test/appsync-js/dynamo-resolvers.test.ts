import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { runOptions } from './runner/run-options';
import { DynamoResolvers, JsResolver } from '../../src';
import { CodeRunner, ResolverContext } from '../../src/appsync-js/runner/code-runner';
import { DataSourceAnswer, runResolver } from '../../src/appsync-js/runner/run-resolver';

/** Runs a resolver against a data source that gives one answer; tells what it was asked. */
function run({ code }: JsResolver, context: ResolverContext, answer: DataSourceAnswer = { result: null }) {
  const asked: any[] = [];
  const outcome = runResolver({
    code: new CodeRunner(code),
    dataSource: (request) => {
      asked.push(request);
      return answer;
    },
  }, context, runOptions());
  return { ...outcome, asked };
}

const FAILED = { error: { message: 'The conditional request failed', type: 'DynamoDB:ConditionalCheckFailedException' } };

test('get', () => {
  expect(run(DynamoResolvers.get(), { arguments: { id: '1' } }, { result: { id: '1', name: 'chair' } })).toMatchObject({
    asked: [{ operation: 'GetItem', key: { id: { S: '1' } }, consistentRead: false }], data: { id: '1', name: 'chair' }, errors: [],
  });
  const code = DynamoResolvers.get({ partitionKey: 'shop', sortKey: 'number', consistentRead: true });
  expect(run(code, { arguments: { shop: 'a', number: 2 } })).toMatchObject({
    asked: [{ operation: 'GetItem', key: { shop: { S: 'a' }, number: { N: 2 } }, consistentRead: true }], data: null,
  });
});

test('the code can be read', () => {
  expect(DynamoResolvers.get().code).toBe(`import { util } from '@aws-appsync/utils';

// The item with the key in the arguments, or null.
export function request(ctx) {
  return {
    operation: 'GetItem',
    key: util.dynamodb.toMapValues({ id: ctx.args.id }),
    consistentRead: false,
  };
}

export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return ctx.result;
}
`);
});

test('the code of a put can be read, too', () => {
  expect(DynamoResolvers.put({ partitionKey: 'shop', sortKey: 'number' }).code).toContain(`
export function request(ctx) {
  const { shop: partitionKey, number: sortKey, ...values } = ctx.args.input;
  return {
    operation: 'PutItem',
    key: util.dynamodb.toMapValues({ shop: partitionKey, number: sortKey }),
`);
});

test('put', () => {
  const condition = { expression: 'attribute_not_exists(#key)', expressionNames: { '#key': 'id' } };
  expect(run(DynamoResolvers.put(), { arguments: { input: { name: 'chair', tags: ['a'] } } }).asked).toEqual([
    { operation: 'PutItem', key: { id: { S: 'id-1' } }, attributeValues: { name: { S: 'chair' }, tags: { L: [{ S: 'a' }] } }, condition },
  ]);
  expect(run(DynamoResolvers.put({ replace: true, argument: 'item' }), { arguments: { item: { id: '7', name: null } } }).asked).toEqual([
    { operation: 'PutItem', key: { id: { S: '7' } }, attributeValues: { name: { NULL: null } } },
  ]);
  const withSortKey = DynamoResolvers.put({ partitionKey: 'shop', sortKey: 'number' });
  expect(run(withSortKey, { arguments: { input: { shop: 'a', number: 1, name: 'b' } } }).asked).toMatchObject([
    { key: { shop: { S: 'a' }, number: { N: 1 } }, attributeValues: { name: { S: 'b' } }, condition: { expressionNames: { '#key': 'shop' } } },
  ]);
  expect(run(DynamoResolvers.put(), { arguments: { input: { id: '1' } } }, FAILED)).toMatchObject({ data: null, errors: [{ errorType: 'DynamoDB:ConditionalCheckFailedException' }] });
});

test('update', () => {
  const { asked, data } = run(DynamoResolvers.update(), { arguments: { input: { id: '1', name: 'table', price: 3, note: null } } }, { result: { id: '1' } });
  expect(asked).toEqual([{
    operation: 'UpdateItem',
    key: { id: { S: '1' } },
    update: {
      expression: 'SET #name = :name, #price = :price REMOVE #note',
      expressionNames: { '#name': 'name', '#price': 'price', '#note': 'note' },
      expressionValues: { ':name': { S: 'table' }, ':price': { N: 3 } },
    },
    condition: { expression: 'attribute_exists(#key)', expressionNames: { '#key': 'id' } },
  }]);
  expect(data).toEqual({ id: '1' });
  expect(run(DynamoResolvers.update(), { arguments: { input: { id: '1', note: null } } }).asked[0].update).toEqual({ expression: 'REMOVE #note', expressionNames: { '#note': 'note' } });
  expect(run(DynamoResolvers.update(), { arguments: { input: { id: '1' } } })).toMatchObject({ asked: [], errors: [{ message: 'There is nothing to change.', errorType: 'BadRequest' }] });
  expect(run(DynamoResolvers.update(), { arguments: { input: { id: '1', a: 1 } } }, FAILED).errors).toHaveLength(1);
});

test('delete', () => {
  expect(run(DynamoResolvers.delete(), { arguments: { id: '1' } }, { result: { id: '1' } })).toMatchObject({ asked: [{ operation: 'DeleteItem', key: { id: { S: '1' } } }], data: { id: '1' } });
});

test.each(['name', 'value', 'values', 'changes', 'set', 'update', 'partitionKey', 'ctx', 'util', 'default', 'class', 'await'])('a key may be called "%s"', (key) => {
  const item = { [key]: '1', sort: 2, note: 'a' };
  expect(run(DynamoResolvers.get({ partitionKey: key }), { arguments: item }).asked).toMatchObject([{ key: { [key]: { S: '1' } } }]);
  for (const partitionKey of [key, 'sort']) {
    const keys = { partitionKey, sortKey: partitionKey === key ? 'sort' : key };
    const asked = { key: { [key]: { S: '1' }, sort: { N: 2 } } };
    expect(run(DynamoResolvers.put(keys), { arguments: { input: item } }).asked).toMatchObject([{ ...asked, attributeValues: { note: { S: 'a' } } }]);
    expect(run(DynamoResolvers.update(keys), { arguments: { input: item } }).asked).toMatchObject([{ ...asked, update: { expression: 'SET #note = :note' } }]);
    expect(run(DynamoResolvers.delete(keys), { arguments: item }).asked).toMatchObject([asked]);
  }
});

test('query, page by page', () => {
  const code = DynamoResolvers.query({ index: 'byCustomer', partitionKey: 'customerId', keyFrom: 'source.id', descending: true, pageSize: 2, maxPageSize: 5 });
  const first = run(code, { source: { id: 'c' } }, { result: { items: [{ id: 1 }, { id: 2 }], nextToken: 'more' } });
  expect(first.asked).toEqual([{
    operation: 'Query',
    index: 'byCustomer',
    query: { expression: '#key = :key', expressionNames: { '#key': 'customerId' }, expressionValues: { ':key': { S: 'c' } } },
    scanIndexForward: false,
    limit: 2,
    nextToken: null,
  }]);
  expect(first.data).toEqual({ items: [{ id: 1 }, { id: 2 }], nextToken: 'more' });
  const next = run(code, { source: { id: 'c' }, arguments: { limit: 100, nextToken: 'more' } }, { result: { items: [] } });
  expect(next.asked).toMatchObject([{ limit: 5, nextToken: 'more' }]);
  expect(next.data).toEqual({ items: [], nextToken: null });
  expect(run(DynamoResolvers.query(), { arguments: { id: '1', limit: -3 } }, { result: { items: [] } }).asked).toMatchObject([{ limit: 1, scanIndexForward: true, query: { expressionValues: { ':key': { S: '1' } } } }]);
});

test('batches', () => {
  const get = DynamoResolvers.batchGet({ tableName: 'orders' });
  const got = run(get, { arguments: { ids: ['1', '2'] } }, { result: { data: { orders: [{ id: '1' }, null] }, unprocessedKeys: { orders: [] } } });
  expect(got).toMatchObject({ asked: [{ operation: 'BatchGetItem', tables: { orders: { keys: [{ id: { S: '1' } }, { id: { S: '2' } }] } } }], data: [{ id: '1' }, null], errors: [] });
  const left = run(get, { arguments: { ids: ['1', '2'] } }, { result: { data: { orders: [null, null] }, unprocessedKeys: { orders: [{ id: '2' }] } } });
  expect(left).toMatchObject({ data: [null, null], errors: [{ errorType: 'Unprocessed', message: 'DynamoDB left 1 undone. Ask for them again.', data: [{ id: '2' }] }] });
  expect(run(get, { arguments: { ids: [] } })).toMatchObject({ asked: [], data: [] });
  expect(run(get, { arguments: { ids: Array.from({ length: 101 }, String) } })).toMatchObject({ asked: [], errors: [{ message: 'At most 100 at once, not 101.' }] });

  const put = DynamoResolvers.batchPut({ tableName: 'orders' });
  expect(run(put, { arguments: { input: [{ id: '1', a: 2 }] } }, { result: { data: { orders: [{ id: '1', a: 2 }] } } })).toMatchObject({
    asked: [{ operation: 'BatchPutItem', tables: { orders: [{ id: { S: '1' }, a: { N: 2 } }] } }], data: [{ id: '1', a: 2 }],
  });
  const remove = DynamoResolvers.batchDelete({ tableName: 'orders', partitionKey: 'shop', sortKey: 'number', argument: 'keys' });
  expect(run(remove, { arguments: { keys: [{ shop: 'a', number: 1 }] } }, { result: { data: { orders: [null] } } }).asked).toEqual([
    { operation: 'BatchDeleteItem', tables: { orders: [{ shop: { S: 'a' }, number: { N: 1 } }] } },
  ]);
});

test('they are code of aws-cdk-lib, and a table may be made in the same stack', () => {
  const stack = new Stack(new App(), 'Stack');
  const table = new dynamodb.Table(stack, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
  const api = new appsync.GraphqlApi(stack, 'Api', { name: 'api', definition: appsync.Definition.fromSchema(new appsync.SchemaFile({ filePath: `${__dirname}/../graphql/schemas/batching.graphql` })) });
  const source = api.addDynamoDbDataSource('Source', table);
  const runtime = appsync.FunctionRuntime.JS_1_0_0;
  source.createResolver('Order', { typeName: 'Query', fieldName: 'order', runtime, code: DynamoResolvers.get() });
  source.createResolver('Orders', { typeName: 'Query', fieldName: 'orders', runtime, code: DynamoResolvers.batchGet({ tableName: table.tableName }) });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::AppSync::Resolver', { FieldName: 'order', Code: DynamoResolvers.get().code });
  const [before, ref] = Object.values(template.findResources('AWS::AppSync::Resolver', { Properties: { FieldName: 'orders' } }))[0].Properties.Code['Fn::Join'][1];
  expect(before).toContain('tables: { \'');
  expect(ref).toEqual({ Ref: stack.getLogicalId(table.node.defaultChild as dynamodb.CfnTable) });
});

test.each([
  [() => DynamoResolvers.get({ partitionKey: 'order-id' }), '"partitionKey" is "order-id". It is the name of a field in GraphQL: letters, digits and "_", with neither a digit nor "__" first.'],
  [() => DynamoResolvers.put({ sortKey: '__proto__' }), '"sortKey" is "__proto__". It is the name of a field in GraphQL: letters, digits and "_", with neither a digit nor "__" first.'],
  [() => DynamoResolvers.get({ sortKey: 'id' }), '"sortKey" is "id". It is the partition key. Give another, or leave it out.'],
  [() => DynamoResolvers.query({ keyFrom: 'ctx.id\'' }), '"keyFrom" is "ctx.id\'". It begins with args, source, identity or stash, and names members: source.id.'],
  [() => DynamoResolvers.query({ index: 'a\'b' }), '"index" is "a\'b". The name of an index has 3 to 255 letters, digits, "_", "-" and ".".'],
  [() => DynamoResolvers.query({ pageSize: 0 }), '"pageSize" is "0". It can be a whole number from 1 to 1,000.'],
  [() => DynamoResolvers.query({ pageSize: 30, maxPageSize: 20 }), '"pageSize" is "30". It can be at most "maxPageSize", which is 20.'],
  [() => DynamoResolvers.batchGet({ tableName: '\'' }), '"tableName" is "\'". The name of a table has 3 to 255 letters, digits, "_", "-" and ".".'],
])('wrong options are refused', (make, message) => {
  expect(make).toThrow(`DynamoResolvers: ${message}`);
});
