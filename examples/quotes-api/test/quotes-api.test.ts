import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Execution, LocalFunction, LocalServices, Simulator, SurpriseKind, TaskMock, WorkflowCoverage } from 'cdk-stepwright';
import { QuotesStack } from '../quotes-stack';

const stack = new QuotesStack(new App(), 'Quotes');

/** What the tests ran: the last test looks at what it covered. */
const executions: Execution[] = [];

/** A request as API Gateway hands it on. */
const request = (...items: { sku: string; quantity: number }[]) => ({ body: { items }, path: { shop: 'london' } });
const TEA_AND_POT = request({ sku: 'tea', quantity: 3 }, { sku: 'pot', quantity: 1 });

function shop(): Simulator {
  const services = LocalServices.fromConstruct(stack);
  services.dynamoDb.putItem(stack.products.tableName, { shop: 'london', sku: 'tea', price: 4 });
  services.dynamoDb.putItem(stack.products.tableName, { shop: 'london', sku: 'pot', price: 30 });
  services.dynamoDb.putItem(stack.products.tableName, { shop: 'paris', sku: 'bowl', price: 20 });
  return Simulator.fromStateMachine(stack.workflow).useServices(services)
    .mockFunction(stack.price, TaskMock.respondWith(LocalFunction.fromConstruct(stack.price)));
}

const quote = (input: unknown, simulator = shop()): Execution => {
  const execution = simulator.run(input);
  executions.push(execution);
  return execution;
};

test('a basket is priced, and the output is the answer', () => {
  expect(quote(TEA_AND_POT).assertSucceeded().output).toEqual({ lines: 2, total: 42 });
});

test.each([
  ['a product that another shop has', request({ sku: 'bowl', quantity: 1 }), 'Product.NotFound', 404],
  ['a basket that is too expensive', request({ sku: 'pot', quantity: 500 }), 'Basket.TooExpensive', 422],
])('%s is an error that callers may know of', (_, input, error, status) => {
  expect(quote(input).assertFailed(error).durationMilliseconds).toBe(0);
  const [template] = Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::Method', { Properties: { HttpMethod: 'POST' } }))
    .flatMap(({ Properties }) => Properties.Integration.IntegrationResponses.map(({ ResponseTemplates }: any) => ResponseTemplates['application/json']));
  expect(template).toContain(`'${error}')#set($code = ${status})`);
});

test.each([
  ['Read product', ['DynamoDB.InternalServerErrorException', 'DynamoDB.ThrottlingException'], { Item: { price: { N: '4' } } }],
  ['Price basket', ['Lambda.ServiceException', 'Lambda.TooManyRequestsException'], { Payload: { total: 12 } }],
])('"%s" is tried again once after each of %j, and soon', (state, errors, answer) => {
  const simulator = shop().mockState(state, TaskMock.sequence([...errors.map((error) => TaskMock.fail(error)), TaskMock.succeed(answer)]));
  expect(quote(request({ sku: 'tea', quantity: 3 }), simulator).assertSucceeded().durationMilliseconds).toBeLessThanOrEqual(4000);
});

test('a function that never answers is given up before the gateway gives up', () => {
  const execution = quote(TEA_AND_POT, shop().mockState('Price basket', TaskMock.timeOut()));
  expect(execution.assertFailed('States.Timeout').durationMilliseconds).toBeLessThan(25_000);
});

test('whatever else fails is a failed execution, which is answered with 500', () => {
  const accept = ['Read product', 'Price basket'].map((stateName) => ({
    stateName, kind: SurpriseKind.UNHANDLED_ERROR, reason: 'The caller gets 500, and may ask again: nothing was changed.',
  }));
  const product = TaskMock.respondWith({ respond: ({ input }) => TaskMock.succeed(input.Key.sku.S === 'tea' ? { Item: { price: { N: '4' } } } : {}) });
  const { surprises } = shop().mockState('Read product', product).mockFunction(stack.price, TaskMock.succeed({ total: 4 }))
    .explore({ inputs: [request({ sku: 'tea', quantity: 1 }), request({ sku: 'bowl', quantity: 1 })], accept });
  expect(surprises).toEqual([]);
});

test('callers sign their requests, and a body that is not as the schema has it starts nothing', () => {
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::ApiGateway::Method', { HttpMethod: 'POST', AuthorizationType: 'AWS_IAM', RequestModels: { 'application/json': {} } });
  template.hasResourceProperties('AWS::ApiGateway::RequestValidator', { ValidateRequestBody: true });
});

test('the tests reach all of the workflow', () => {
  WorkflowCoverage.ofExecutions(executions).assertAtLeast({ states: 100, transitions: 100, choices: 100, clauses: 100 });
});
