import { run } from './run';
import { Simulator, TaskMock } from '../../src';

const processor = (states: object, more: object = {}) => ({
  Type: 'Map', ItemsPath: '$.items', End: true, ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'Work', States: states }, ...more,
});
const WORK = { Work: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:work', End: true } };
const failing = (item: string) => TaskMock.respondWith({ respond: ({ input }) => input === item ? TaskMock.fail('Boom', `of ${item}`) : TaskMock.succeed(`${input}!`) });

describe('a Map Run', () => {
  const execution = run({ Each: processor(WORK, { ToleratedFailureCount: 1, MaxConcurrency: 2, Label: 'Items' }) }, { items: ['a', 'b', 'c'] }, { Work: failing('b') });
  const [mapRun, ...others] = execution.mapRuns;

  test('is one of its execution', () => {
    expect(others).toEqual([]);
    const started = execution.history.find(({ type }) => type === 'MapRunStarted');
    expect(mapRun.arn).toBe(started.mapRunStartedEventDetails.mapRunArn);
    expect(mapRun.stateName).toBe('Each');
    expect(mapRun.status).toBe('SUCCEEDED');
  });

  test('has the settings of its state', () => {
    expect(mapRun).toMatchObject({ maxConcurrency: 2, toleratedFailureCount: 1, toleratedFailurePercentage: undefined });
  });

  test('counts its items and executions', () => {
    const counts = { total: 3, pending: 0, running: 0, succeeded: 2, failed: 1, timedOut: 0, aborted: 0 };
    expect(mapRun.itemCounts).toEqual(counts);
    expect(mapRun.executionCounts).toEqual(counts);
  });

  test('has its children in the order of their items, each with its history', () => {
    const children = mapRun.childExecutions;
    expect(children.map(({ input, status, output, error, cause }) => [input, status, output, error, cause])).toEqual([
      ['a', 'SUCCEEDED', 'a!', undefined, undefined], ['b', 'FAILED', undefined, 'Boom', 'of b'], ['c', 'SUCCEEDED', 'c!', undefined, undefined],
    ]);
    expect(children[1].history.map(({ type }) => type)).toEqual([
      'ExecutionStarted', 'TaskStateEntered', 'LambdaFunctionScheduled', 'LambdaFunctionStarted', 'LambdaFunctionFailed', 'ExecutionFailed',
    ]);
    expect(children[0].arn).toContain(`/Items:${children[0].name}`);
    expect(children[0].visitedStates).toEqual(['Work']);
    expect(children[1].trace).toContain('FAILED after 0s: "b" → Boom: of b');
  });
});

test('a Map Run of batches counts items and executions apart', () => {
  const { mapRuns } = run({ Each: processor(WORK, { ItemBatcher: { MaxItemsPerBatch: 2 } }) }, { items: [1, 2, 3] }, { Work: TaskMock.succeed(0) });
  expect(mapRuns[0].itemCounts.total).toBe(3);
  expect(mapRuns[0].executionCounts).toMatchObject({ total: 2, succeeded: 2 });
});

test('a Map Run that fails stops what is still at work', () => {
  const work = TaskMock.respondWith({ respond: ({ input }) => input === 'b' ? TaskMock.fail('Boom') : TaskMock.timeOut() });
  const { mapRuns: [mapRun], error } = run({ Each: processor(WORK) }, { items: ['a', 'b', 'c'] }, { Work: work });
  expect(error).toBe('States.ExceedToleratedFailureThreshold');
  expect(mapRun.status).toBe('FAILED');
  expect(mapRun.executionCounts).toMatchObject({ total: 3, failed: 1, aborted: 2, running: 0 });
});

test('a child execution has Map Runs of its own', () => {
  const inner = { ...processor({ Keep: { Type: 'Pass', End: true } }), ItemsPath: '$' };
  inner.ItemProcessor.StartAt = 'Keep';
  const { mapRuns } = run({ Outer: processor({ Work: inner }) }, { items: [[1, 2], [3]] });
  expect(mapRuns).toHaveLength(1);
  expect(mapRuns[0].childExecutions.map((child) => child.mapRuns[0].itemCounts.total)).toEqual([2, 1]);
});

describe('a Map Run in progress', () => {
  const definition = { StartAt: 'Each', States: { Each: processor(WORK, { MaxConcurrency: 2 }) } };

  test('is written down and goes on', () => {
    const simulator = Simulator.fromDefinition(definition);
    const first = simulator.start({ items: ['a', 'b', 'c'] });
    first.succeedTask(first.pendingTasks[0].taskToken, 'done');
    expect(first.execution.mapRuns[0].itemCounts).toMatchObject({ total: 3, pending: 0, running: 2, succeeded: 1 });
    const second = simulator.resume(first.toJson());
    second.succeedTask(second.pendingTasks[0].taskToken, 'done too');
    second.succeedTask(second.pendingTasks[0].taskToken, 'all done');
    const [mapRun] = second.execution.mapRuns;
    expect(mapRun.status).toBe('SUCCEEDED');
    expect(mapRun.childExecutions.map(({ output }) => output)).toEqual(['done', 'done too', 'all done']);
  });

  test('is aborted with its execution', () => {
    const running = Simulator.fromDefinition(definition).start({ items: ['a', 'b', 'c'] });
    running.stop();
    expect(running.execution.mapRuns[0].status).toBe('ABORTED');
    expect(running.execution.mapRuns[0].executionCounts).toMatchObject({ aborted: 2, pending: 1 });
  });
});
