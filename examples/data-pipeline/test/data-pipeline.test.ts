import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Execution, ExecutionInProgress, LocalFunction, LocalServices, Simulator, SurpriseKind, TaskMock, WorkflowCoverage } from 'cdk-stepwright';
import { DataPipelineStack } from '../data-pipeline-stack';

const stack = new DataPipelineStack(new App(), 'DataPipeline');

/** The detail of the event, as an S3ObjectStart gives it. */
const ARRIVED = { bucket: { name: 'incoming' }, object: { key: 'orders.csv', size: 99 } };

/** What the tests ran: the last test looks at what it covered. */
const executions: Execution[] = [];

/** Rows of a file, of which some have no total. */
const csv = (rows: number, ...bad: number[]): string =>
  ['id,total', ...Array.from({ length: rows }, (_, row) => `o-${row},${bad.includes(row) ? '?' : row}`)].join('\n');

function pipeline(file = csv(250)) {
  const services = LocalServices.fromConstruct(stack);
  services.s3.putObject(stack.incoming.bucketName, 'orders.csv', file);
  const simulator = Simulator.fromStateMachine(stack.workflow).useServices(services)
    .mockFunction(stack.clean, TaskMock.respondWith(LocalFunction.fromConstruct(stack.clean)))
    .mockState('Load table', TaskMock.succeed({ Id: 'jr-1', JobName: 'load', JobRunState: 'SUCCEEDED' }))
    .mockState('Count rows', TaskMock.succeed({ ItemCounts: { Total: 250, Failed: 0 } }));
  return { services, simulator };
}

const start = (simulator: Simulator): ExecutionInProgress => {
  const running = simulator.start(ARRIVED);
  executions.push(running.execution);
  return running;
};

test('a file is cleaned in batches of 100, loaded, and reported', () => {
  const { services, simulator } = pipeline();
  const { execution } = start(simulator);
  execution.assertSucceeded();
  expect(execution.mapRuns[0].childExecutions).toHaveLength(3);

  const [rows] = services.s3.keys(stack.results.bucketName).filter((key) => key.endsWith('/SUCCEEDED_0.jsonl'));
  const lines = services.s3.objectText(stack.results.bucketName, rows).trimEnd().split('\n');
  expect(lines).toHaveLength(250);
  expect(JSON.parse(lines[7])).toEqual({ id: 'o-7', total: 7 });
  expect(services.sns.messages(stack.reports.topicArn)).toEqual([expect.objectContaining({ message: 'orders.csv: 250 rows, of which 0 are left out' })]);
});

test('the job gets the manifest of what was written', () => {
  const { services, simulator } = pipeline();
  let asked: any;
  start(simulator.mockState('Load table', TaskMock.respondWith({
    respond: ({ input }) => {
      asked = input.Arguments;
      return TaskMock.succeed({ Id: 'jr-1', JobName: 'load', JobRunState: 'SUCCEEDED' });
    },
  }))).execution.assertSucceeded();
  expect(services.s3.objectJson(stack.results.bucketName, asked['--manifest']).ResultFiles.SUCCEEDED).toHaveLength(1);
});

test('a file with too many bad rows fails, and nothing is loaded', () => {
  const { services, simulator } = pipeline(csv(250, 7));
  const { execution } = start(simulator);
  expect(execution.assertFailed('States.ExceedToleratedFailureThreshold').visitedStates).not.toContain('Load table');
  expect(services.sns.messages(stack.reports.topicArn)).toEqual([]);
});

test('a bad batch among many is left out', () => {
  const { simulator } = pipeline(csv(2100, 2099));
  const fast = TaskMock.respondWith({ respond: ({ input }) => JSON.stringify(input).includes('?') ? TaskMock.fail('Row.Invalid') : TaskMock.succeed({ Payload: [] }) });
  const { execution } = start(simulator.mockState('Clean batch', fast));
  execution.assertSucceeded();
  expect(execution.mapRuns[0].itemCounts).toMatchObject({ total: 2100, failed: 100 });
});

test('a redrive after the job has failed does not clean the rows again', () => {
  const { simulator } = pipeline();
  const running = start(simulator.mockState('Load table', TaskMock.sequence([
    TaskMock.fail('States.TaskFailed', 'The job run has failed'), TaskMock.succeed({ Id: 'jr-2', JobName: 'load', JobRunState: 'SUCCEEDED' }),
  ])));
  running.execution.assertFailed('States.TaskFailed');
  running.redrive();
  running.execution.assertSucceeded();
  expect(running.execution.mapRuns).toHaveLength(1);
});

test('a file that is gone, or is no CSV, fails', () => {
  start(Simulator.fromStateMachine(stack.workflow).useServices(LocalServices.fromConstruct(stack))).execution.assertFailed('States.ItemReaderFailed');
});

test('what fails is redriven: there is no other surprise', () => {
  const reason = 'The alarm tells somebody, and the RedriveOperator goes on where it failed.';
  const accept = ['Clean rows', 'Load table', 'Count rows', 'Report'].map((stateName) => ({ stateName, kind: SurpriseKind.UNHANDLED_ERROR, reason }));
  const { simulator } = pipeline();
  const { surprises } = simulator.mockState('Clean batch', TaskMock.succeed({ Payload: [] })).mockIntegration('sns:publish', TaskMock.succeed({ MessageId: 'm-1' }))
    .explore({ inputs: [ARRIVED], accept });
  expect(surprises).toEqual([]);
});

test('only CSV files that have something in them start it', () => {
  Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
    EventPattern: Match.objectLike({ detail: Match.objectLike({ object: { key: [{ suffix: '.csv' }], size: [{ numeric: ['>=', 1] }] } }) }),
  });
});

test('the tests reach all of the workflow', () => {
  WorkflowCoverage.ofExecutions(executions).assertAtLeast({ states: 100, transitions: 100 });
});
