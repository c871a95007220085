import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Execution, LocalServices, Simulator, TaskMock, WorkflowCoverage } from 'cdk-stepwright';
import { EventIngestionStack } from '../event-ingestion-stack';

const stack = new EventIngestionStack(new App(), 'EventIngestion');

/** A record as the pipe hands it on. */
const reading = (id: string, celsius: unknown) => ({ eventID: `shard:${id}`, partitionKey: 'boiler', data: { type: 'Reading', id, sensor: 'boiler', celsius } });
const BATCH = [reading('r-1', 20), reading('r-2', 95)];
const KEPT = [{ id: 'r-1', sensor: 'boiler', celsius: 20 }, { id: 'r-2', sensor: 'boiler', celsius: 95 }];

/** What the tests ran: the last test looks at what it covered. */
const executions: Execution[] = [];

function ingestion(mocks: { readonly [state: string]: TaskMock } = {}) {
  const services = LocalServices.fromConstruct(stack);
  const works = Simulator.fromStateMachine(stack.workflow).useServices(services);
  const simulator = Object.entries(mocks).reduce((all, [state, mock]) => all.mockState(state, mock), works);
  return {
    simulator,
    run: (batch: unknown = BATCH): Execution => {
      const execution = simulator.run(batch);
      executions.push(execution);
      return execution;
    },
    kept: () => services.dynamoDb.items(stack.readings.tableName),
    warnings: () => services.eventBridge.events(stack.warnings.eventBusName).map(({ detail }) => detail),
    failed: () => services.sqs.messages(stack.failed.queueUrl).map(({ json }) => json),
  };
}

test('a batch is kept, and what is too hot gives a warning', () => {
  const { run, kept, warnings, failed } = ingestion();
  run().assertSucceeded();
  expect(kept()).toEqual(KEPT);
  expect(warnings()).toEqual([{ id: 'r-2', sensor: 'boiler' }]);
  expect(failed()).toEqual([]);
});

test.each([[undefined], [1], [2]])('a batch that runs twice, the first time until %s tasks are done, leaves what one run leaves', (lostAfterTasks) => {
  const { simulator, kept, warnings } = ingestion();
  executions.push(...simulator.runTwice(BATCH, { lostAfterTasks }));
  expect(kept()).toEqual(KEPT);
  expect(new Set(warnings().map(({ id }) => id))).toEqual(new Set(['r-2']));
});

test.each(['Keep reading', 'Warn'])('where "%s" fails the reading is set aside, and the others go on', (state) => {
  const hot = [reading('r-2', 95), reading('r-3', 96)];
  const error = state === 'Warn' ? 'EventBridge.InternalException' : 'DynamoDB.ItemCollectionSizeLimitExceededException';
  const works = state === 'Warn' ? { Entries: [{ EventId: 'e-1' }] } : {};
  const mock = TaskMock.respondWith({ respond: ({ input }) => JSON.stringify(input).includes('r-2') ? TaskMock.fail(error) : TaskMock.succeed(works) });
  const { run, failed } = ingestion({ [state]: mock });
  run(hot).assertSucceeded();
  expect(failed()).toEqual([expect.objectContaining({ data: hot[0].data, error: expect.objectContaining({ Error: error }) })]);
});

test.each([[{ data: {} }], [{ data: { id: 'r-4', sensor: 'boiler', celsius: 'hot' } }], [{}]])('what is no reading is set aside: %j', (record) => {
  const { run, kept, failed } = ingestion();
  run([record, ...BATCH]).assertSucceeded();
  expect(kept()).toEqual(KEPT);
  expect(failed()).toEqual([record]);
});

test('a batch fails where nothing can be set aside, and is kept as a whole', () => {
  const { run, failed } = ingestion({ 'Keep reading': TaskMock.fail('States.TaskFailed'), 'Set aside': TaskMock.fail('States.Permissions') });
  run().assertFailed('States.Permissions');
  expect(failed()).toEqual([expect.objectContaining({ input: { readings: BATCH }, error: 'States.Permissions' })]);
});

test('a batch that can be kept nowhere fails with its own error', () => {
  const down = TaskMock.fail('SQS.QueueDoesNotExistException');
  const mocks = { 'Keep reading': TaskMock.fail('States.TaskFailed'), 'Set aside': TaskMock.fail('States.Permissions'), 'Failed batch: send': down };
  ingestion(mocks).run().assertFailed('States.Permissions');
});

test('no outcome of a task is without an answer', () => {
  const simulator = Simulator.fromStateMachine(stack.workflow)
    .mockIntegration('events:putEvents', TaskMock.succeed({ Entries: [{ EventId: 'e-1' }] }))
    .mockIntegration('sqs:sendMessage', TaskMock.succeed({ MessageId: 'm-1' }));
  const { surprises } = simulator.explore({ inputs: [[reading('r-1', 20)], [reading('r-2', 95)], [{}]] });
  expect(surprises).toEqual([]);
});

test('only readings start it, in batches of 100', () => {
  Template.fromStack(stack).hasResourceProperties('AWS::Pipes::Pipe', {
    SourceParameters: { FilterCriteria: { Filters: [{ Pattern: '{"data":{"type":["Reading"]}}' }] }, KinesisStreamParameters: Match.objectLike({ BatchSize: 100 }) },
  });
});

test('the tests reach all of the workflow', () => {
  WorkflowCoverage.ofExecutions(executions).assertAtLeast({ states: 100, transitions: 100, choices: 100 });
});
