import { LocalServices, Simulator, TaskMock } from '../../src';

const EXPRESS = { workflowType: 'EXPRESS' as never };
const put = (more: object) => ({
  Type: 'Task', Resource: 'arn:aws:states:::dynamodb:putItem', ResultPath: null,
  Parameters: { TableName: 'Orders', Item: { id: { 'S.$': '$.id' } }, ...more },
});
const send = { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/news', MessageBody: 'new' } };

function orders(more: object): { readonly services: LocalServices; readonly simulator: Simulator } {
  const services = new LocalServices();
  services.dynamoDb.addTable('Orders', 'id');
  services.sqs.addQueue('news');
  const simulator = Simulator.fromDefinition({
    StartAt: 'Put', States: { Put: { ...put(more), Next: 'Send' }, Send: { ...send, End: true } },
  }, EXPRESS).useServices(services);
  return { services, simulator };
}

test('both runs are of one execution, and find what was there before', () => {
  const { services, simulator } = orders({});
  const [first, second] = simulator.runTwice({ id: 'o-1' });
  expect([first.status, second.status]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  expect(services.dynamoDb.items('Orders')).toEqual([{ id: 'o-1' }]);
  expect(services.sqs.messages('news')).toHaveLength(2);
  expect(second.logEvents()[0].execution_arn).toBe(first.logEvents()[0].execution_arn);
});

test('what is not idempotent shows', () => {
  const [first, second] = orders({ ConditionExpression: 'attribute_not_exists(id)' }).simulator.runTwice({ id: 'o-1' });
  expect(first.status).toBe('SUCCEEDED');
  expect(second).toMatchObject({ status: 'FAILED', error: 'DynamoDB.ConditionalCheckFailedException' });
});

test('the first run is lost after a task has done its work', () => {
  const { services, simulator } = orders({});
  const [first, second] = simulator.runTwice({ id: 'o-1' }, { lostAfterTasks: 1 });
  expect(first.status).toBe('RUNNING');
  expect(first.history.map(({ type }) => type)).toEqual(['ExecutionStarted', 'TaskStateEntered', 'TaskScheduled']);
  expect(second.status).toBe('SUCCEEDED');
  expect(services.sqs.messages('news')).toHaveLength(1);
});

test('the second run begins when the first is over, and draws other random values', () => {
  const states = { Wait: { Type: 'Wait', Seconds: 60, Next: 'Id' }, Id: { Type: 'Pass', Parameters: { 'id.$': 'States.UUID()', 'start.$': '$$.Execution.StartTime' }, End: true } };
  const run = () => Simulator.fromDefinition({ StartAt: 'Wait', States: states }, EXPRESS).runTwice();
  const [first, second] = run();
  expect(second.output.id).not.toBe(first.output.id);
  expect(Date.parse(second.output.start) - Date.parse(first.output.start)).toBe(60_000);
  expect(JSON.stringify(run().map(({ history }) => history))).toBe(JSON.stringify([first, second].map(({ history }) => history)));
});

test('mocks count the calls of each run', () => {
  const simulator = Simulator.fromDefinition({ StartAt: 'Send', States: { Send: { ...send, End: true } } }, EXPRESS).mockState('Send', TaskMock.sequence([TaskMock.succeed()]));
  expect(simulator.runTwice().map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
});

test('mistakes are said', () => {
  const { simulator } = orders({});
  expect(() => Simulator.fromDefinition({ StartAt: 'A', States: { A: { Type: 'Succeed' } } }).runTwice()).toThrow('runTwice() runs an Express workflow, and this is a Standard one');
  expect(() => simulator.runTwice({ id: 'o-1' }, { lostAfterTasks: 0 })).toThrow('lostAfterTasks is 0. Give a whole number, 1 or more.');
  expect(() => simulator.runTwice({ id: 'o-1' }, { lostAfterTask: 1 } as never))
    .toThrow('An execution that is run twice has no option "lostAfterTask". Did you mean "lostAfterTasks"? It has "executionName", "lostAfterTasks".');
  expect(() => simulator.runTwice({ id: 'o-1' }, { executionName: 'a b' })).toThrow('executionName is "a b"');
  expect(() => simulator.runTwice({ id: 'o-1' }, { lostAfterTasks: 3 })).toThrow('lostAfterTasks is 3, and the execution calls 2 tasks. Give a smaller number.');
});
