import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AslValidation, BusEvent, Execution, GraphqlValidation, LocalFunction, LocalServices, Simulator, TaskMock, WorkflowCoverage } from 'cdk-stepwright';
import { OrderApiStack } from '../order-api-stack';

const app = new App();
const stack = new OrderApiStack(app, 'Orders');
const template = Template.fromStack(stack);

/** What the tests ran: the last test looks at what it covered. */
const executions: Execution[] = [];

/** What `placeOrder` starts the workflow with. */
const order = (quantity = 3) => ({ arguments: { items: [{ sku: 'tea', quantity }] }, identity: { sub: 'ann' } });

interface Outcome {
  readonly execution: Execution;
  readonly events: BusEvent[];
  /** The order in the table. */
  readonly saved: any;
}

function place(input: object = order(), mocks: { readonly [state: string]: TaskMock } = {}): Outcome {
  const services = LocalServices.fromConstruct(stack);
  const simulator = Object.entries({ Pack: TaskMock.succeed({}), ...mocks })
    .reduce((all, [state, mock]) => all.mockState(state, mock), Simulator.fromStateMachine(stack.order.workflow).useServices(services))
    .mockFunction(stack.chargeCard, TaskMock.respondWith(LocalFunction.fromConstruct(stack.chargeCard)));
  const execution = simulator.run(input, { executionName: 'order-1' });
  executions.push(execution);
  const [saved] = services.dynamoDb.items(stack.orders.tableName);
  return { execution, saved, events: services.eventBridge.events(stack.progress.eventBus.eventBusName) };
}

test('an order is paid and packed, and its customer is told of each step', () => {
  const { execution, events, saved } = place();
  execution.assertSucceeded();
  expect(events.map(({ detail }) => detail)).toEqual(['PLACED', 'PAID', 'PACKED'].map((status) => ({ id: 'order-1', at: expect.any(String), status, owner: 'ann' })));
  expect(saved).toEqual({ customer: 'ann', id: 'order-1', status: 'PACKED', items: [{ sku: 'tea', quantity: 3 }], total: 12 });
});

test('an order whose card is declined is refused, and its customer told', () => {
  const { execution, events, saved } = place(order(500));
  execution.assertFailed('Card.Declined');
  expect(events.map(({ detail: { status } }) => status)).toEqual(['PLACED', 'REFUSED']);
  expect(saved.status).toBe('REFUSED');
});

test.each([
  ['Say that it is placed', 3], ['Say that it is paid', 3], ['Say that it is packed', 3], ['Say that it is refused', 500],
])('"%s" may fail: the order goes on', (state, quantity) => {
  const { execution } = place(order(quantity), { [state]: TaskMock.fail('EventBridge.FailedEntry') });
  if (quantity === 3) execution.assertSucceeded();
  else execution.assertFailed('Card.Declined');
});

test('the tests reach all of the workflow', () => {
  WorkflowCoverage.ofExecutions(executions).assertAtLeast({ states: 100, transitions: 100 });
});

test('the schema, the resolvers and the workflow have no finding', () => {
  expect(GraphqlValidation.of(stack.api).findings()).toEqual([]);
  expect(AslValidation.of(app).findings()).toEqual([]);
});

test('users are the default; services and visitors are let in beside them', () => {
  template.hasResourceProperties('AWS::AppSync::GraphQLApi', {
    AuthenticationType: 'AMAZON_COGNITO_USER_POOLS',
    AdditionalAuthenticationProviders: [{ AuthenticationType: 'AWS_IAM' }, { AuthenticationType: 'API_KEY' }],
  });
});

test.each([
  ['Couriers', 'Mutation/fields/publishOrderProgress'],
  ['ProgressRole', 'Mutation/fields/publishOrderProgress'],
  ['Buyers', 'Mutation/fields/putProduct'],
])('%s may do one thing with the API', (role, field) => {
  template.hasResourceProperties('AWS::IAM::Policy', {
    Roles: [{ Ref: Match.stringLikeRegexp(`^${role}`) }],
    PolicyDocument: { Statement: [{ Action: 'appsync:GraphQL', Resource: { 'Fn::Join': ['', Match.arrayWith([`/types/${field}`])] } }] },
  });
});
