import { App } from 'aws-cdk-lib';
import { parse } from 'graphql';
import { LocalApi } from './local-api';
import { OrderApiStack } from '../../examples/order-api/order-api-stack';
import { BusEvent, LocalServices, Simulator, TaskMock } from '../../src';
import { DataSource } from '../../src/appsync-js/runner/run-resolver';
import { accessOf } from '../../src/graphql/auth/access';
import { SchemaModel } from '../../src/graphql/schema-model';

const stack = new OrderApiStack(new App(), 'Orders');
const ANN = { identity: { sub: 'ann' } };
const BOB = { identity: { sub: 'bob' } };

/** The items of a table, as AppSync asks for them and gets them. */
function tableOf(keys: readonly [string, string], items: { [name: string]: any }[]): DataSource {
  const plain = (values: { readonly [name: string]: object }): any => (
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Object.values(value)[0]])));
  const has = (key: any) => (item: any) => Object.entries(key).every(([name, value]) => item[name] === value);
  return (request) => {
    switch (request.operation) {
      case 'GetItem': return { result: items.find(has(plain(request.key))) ?? null };
      case 'PutItem': {
        const item = { ...plain(request.key), ...plain(request.attributeValues) };
        items.push(item);
        return { result: item };
      }
      case 'Query': {
        const [value] = Object.values<any>(request.query.expressionValues).map((each) => Object.values(each)[0]);
        return { result: { items: items.filter((item) => item[keys[0]] === value), nextToken: null } };
      }
      default: return { error: { message: `There is no ${request.operation}`, type: 'Test' } };
    }
  };
}

/** Starts what a resolver asks Step Functions to start: one execution after the other, each to its end. */
class LocalStates {
  public readonly events: BusEvent[] = [];
  public readonly orders: any[] = [];
  private started = 0;

  public readonly dataSource: DataSource = ({ params: { headers, body } }) => {
    expect(headers['x-amz-target']).toBe('AWSStepFunctions.StartExecution');
    const services = LocalServices.fromConstruct(stack);
    const executionName = `order-${++this.started}`;
    Simulator.fromStateMachine(stack.order.workflow).useServices(services)
      .mockFunction(stack.chargeCard, TaskMock.succeed({ total: 12 })).mockState('Pack', TaskMock.succeed({}))
      .run(JSON.parse(JSON.parse(body).input), { executionName }).assertSucceeded();
    this.events.push(...services.eventBridge.events(stack.progress.eventBus.eventBusName));
    this.orders.push(...services.dynamoDb.items(stack.orders.tableName));
    const executionArn = `arn:aws:states:eu-west-1:111122223333:execution:Orders:${executionName}`;
    return { result: { statusCode: 200, body: JSON.stringify({ executionArn, startDate: 1 }) } };
  };
}

const states = new LocalStates();
const products = [{ category: 'tea', sku: 'sencha', name: 'Sencha', price: 4 }];
const api = new LocalApi(stack, {
  Products: tableOf(['category', 'sku'], products),
  Orders: tableOf(['customer', 'id'], states.orders),
  Workflow_Mutation_placeOrder: states.dataSource,
});
const PLACE = 'mutation Place { placeOrder(items: [{ sku: "sencha", quantity: 3 }]) }';

test('a user places an order, and follows it; nobody else does', () => {
  expect(api.ask(PLACE, {}, ANN)).toEqual({ data: { placeOrder: 'order-1' } });
  const published = states.events.flatMap((event) => api.deliver(event));
  const messages: any[] = published.map(({ data, errors }) => {
    expect(errors).toBeUndefined();
    return data!.publishOrderProgress;
  });
  expect(messages).toEqual(['PLACED', 'PAID', 'PACKED'].map((status) => ({ id: 'order-1', at: expect.any(String), status, place: null, owner: 'ann' })));
  expect(messages.filter(api.subscribe('orderProgress', { id: 'order-1' }, ANN))).toEqual(messages);
  expect(messages.filter(api.subscribe('orderProgress', { id: 'order-1' }, BOB))).toEqual([]);
  expect(() => api.subscribe('orderProgress', { id: 'order-1' })).toThrow('Unauthorized');
});

test('users see their own orders only', () => {
  api.ask(PLACE, {}, BOB);
  const orders = (caller: object) => api.ask('{ orders { items { id status total items { sku quantity } } } }', {}, caller);
  const order = (id: string) => ({ id, status: 'PACKED', total: 12, items: [{ sku: 'sencha', quantity: 3 }] });
  expect(orders(ANN)).toEqual({ data: { orders: { items: [order('order-1')] } } });
  expect(orders(BOB)).toEqual({ data: { orders: { items: [order('order-2')] } } });
  const one = (id: string, caller: object) => api.ask('query Order($id: ID!) { order(id: $id) { status } }', { id }, caller);
  expect(one('order-1', ANN)).toEqual({ data: { order: { status: 'PACKED' } } });
  expect(one('order-1', BOB)).toEqual({ data: { order: null } });
});

test('nobody orders for somebody else: who is told is who placed the order', () => {
  const before = states.events.length;
  api.ask(PLACE, {}, BOB);
  expect(states.events.slice(before).map(({ detail }) => detail.owner)).toEqual(['bob', 'bob', 'bob']);
});

test('the courier says where a parcel is', () => {
  const publish = 'mutation P($input: OrderProgressInput!) { publishOrderProgress(input: $input) { id at status place owner } }';
  const { data }: any = api.ask(publish, { input: { id: 'order-1', owner: 'ann', status: 'ON_THE_WAY', place: 'Lille' } });
  expect(data.publishOrderProgress).toMatchObject({ status: 'ON_THE_WAY', place: 'Lille' });
  expect(api.subscribe('orderProgress', { id: 'order-1' }, ANN)(data.publishOrderProgress)).toBe(true);
});

test('visitors read the catalogue that buyers keep', () => {
  api.ask('mutation P($input: ProductInput!) { putProduct(input: $input) { sku } }', { input: { category: 'pots', sku: 'pot', name: 'Pot', price: 30 } });
  expect(api.ask('{ products(category: "pots") { items { name } nextToken } product(category: "tea", sku: "sencha") { price } }')).toEqual({
    data: { products: { items: [{ name: 'Pot' }], nextToken: null }, product: { price: 4 } },
  });
});

const [USERS, SERVICES, ALL_BUT_SERVICES] = [['cognito'], ['iam'], ['apiKey', 'cognito']];

test.each<[string, string[]]>([
  ['Query.products', ALL_BUT_SERVICES],
  ['Query.product', ALL_BUT_SERVICES],
  ['Query.orders', USERS],
  ['Query.order', USERS],
  ['Mutation.placeOrder', USERS],
  ['Mutation.putProduct', SERVICES],
  ['Mutation.publishOrderProgress', SERVICES],
  ['Subscription.orderProgress', USERS],
  ['Product.name', ['apiKey', 'cognito', 'iam']],
  ['ProductPage.items', ALL_BUT_SERVICES],
  ['Order.status', USERS],
  ['Item.sku', USERS],
  ['OrderProgress.status', ['cognito', 'iam']],
])('%s is for %j', (field, modes) => {
  const schema = new SchemaModel(parse(api.definition).definitions);
  const [type, name] = field.split('.');
  const access = accessOf(schema.types.get(type)!.fields.get(name)!, schema, { modes: ['cognito', 'iam', 'apiKey'] });
  expect([...access.keys()].sort()).toEqual(modes);
});
