import { Duration } from 'aws-cdk-lib';
import { run } from './run';
import { ExecutionInProgress, Simulator, TaskMock } from '../../src';

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
    const counts = { total: 3, pending: 0, pendingRedrive: 0, running: 0, succeeded: 2, failed: 1, timedOut: 0, aborted: 0 };
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

describe('a Map Run that is redriven', () => {
  const each = (more: object = {}, states: object = WORK) => Simulator.fromDefinition({ StartAt: 'Each', States: { Each: processor(states, more) } });
  const types = (history: any[]) => history.map(({ type }) => type);
  const tokens = (running: ExecutionInProgress) => running.pendingTasks.map(({ taskToken }) => taskToken);
  const inputs = (running: ExecutionInProgress) => running.pendingTasks.map(({ input }) => input);
  const succeedAll = (running: ExecutionInProgress) => {
    for (let [task] = running.pendingTasks; task; [task] = running.pendingTasks) {
      running.succeedTask(task.taskToken, `${task.input}!`);
    }
  };
  /** Of three children the first has succeeded, the second has failed, and so the third was aborted. */
  const failed = (simulator = each()) => {
    const running = simulator.start({ items: ['a', 'b', 'c'] });
    running.succeedTask('Work#1', 'a!');
    running.failTask('Work#2', 'Boom');
    return running;
  };

  test('runs the children again that did not succeed, and keeps what the others gave', () => {
    const running = failed();
    const [mapRun] = running.execution.mapRuns;
    expect(running.execution.error).toBe('States.ExceedToleratedFailureThreshold');
    expect(mapRun.executionCounts).toMatchObject({ succeeded: 1, failed: 1, aborted: 1 });
    running.redrive();
    expect(running.execution.history.slice(-2)).toEqual([
      expect.objectContaining({ type: 'ExecutionRedriven', executionRedrivenEventDetails: { redriveCount: 1 } }),
      expect.objectContaining({ type: 'MapRunRedriven', mapRunRedrivenEventDetails: { mapRunArn: mapRun.arn, redriveCount: 1 } }),
    ]);
    expect([mapRun.status, mapRun.redriveCount]).toEqual(['RUNNING', 1]);
    expect(mapRun.executionCounts).toMatchObject({ succeeded: 1, running: 2, failed: 0, aborted: 0, pendingRedrive: 0 });
    expect(inputs(running)).toEqual(['b', 'c']);
    succeedAll(running);
    expect(running.execution.output).toEqual(['a!', 'b!', 'c!']);
    expect(types(running.execution.history.slice(-5))).toEqual(['MapRunRedriven', 'MapRunSucceeded', 'MapStateSucceeded', 'MapStateExited', 'ExecutionSucceeded']);
    expect(running.execution.mapRuns).toHaveLength(1);
    expect(mapRun.status).toBe('SUCCEEDED');
  });

  test('lets the histories of Standard children go on', () => {
    const running = failed();
    running.redrive();
    succeedAll(running);
    const [first, second, third] = running.execution.mapRuns[0].childExecutions;
    expect(types(first.history)).not.toContain('ExecutionRedriven');
    expect(types(second.history)).toEqual([
      'ExecutionStarted', 'TaskStateEntered', 'LambdaFunctionScheduled', 'LambdaFunctionStarted', 'LambdaFunctionFailed', 'ExecutionFailed',
      'ExecutionRedriven', 'LambdaFunctionScheduled', 'LambdaFunctionStarted', 'LambdaFunctionSucceeded', 'TaskStateExited', 'ExecutionSucceeded',
    ]);
    expect(types(third.history)).toContain('ExecutionAborted');
    expect([first, second, third].map(({ redriveCount, status }) => [redriveCount, status])).toEqual([[0, 'SUCCEEDED'], [1, 'SUCCEEDED'], [1, 'SUCCEEDED']]);
  });

  test('goes on in the state in which a child failed', () => {
    const running = each({}, { Work: { ...WORK.Work, End: undefined, Next: 'Check' }, Check: WORK.Work }).start({ items: ['a'] });
    running.succeedTask('Work#1', 'done');
    running.failTask('Check#1', 'Boom');
    running.redrive();
    expect(tokens(running)).toEqual(['Check#2']);
  });

  test('starts Express children anew, with the ARN that they had', () => {
    const express = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, StartAt: 'Work', States: { Work: { ...WORK.Work, End: undefined, Next: 'Check' }, Check: WORK.Work } };
    const running = each({ ItemProcessor: express }).start({ items: ['a'] });
    running.advance(Duration.seconds(5));
    running.succeedTask('Work#1', 'done');
    running.failTask('Check#1', 'Boom');
    const [{ arn }] = running.execution.mapRuns[0].childExecutions;
    running.redrive();
    expect(tokens(running)).toEqual(['Work#2']);
    succeedAll(running);
    const [child] = running.execution.mapRuns[0].childExecutions;
    expect(child.arn).toBe(arn);
    expect(child.redriveCount).toBe(0);
    expect(child.durationMilliseconds).toBe(0);
    expect(types(child.history)).toEqual([
      'ExecutionStarted', 'TaskStateEntered', 'LambdaFunctionScheduled', 'LambdaFunctionStarted', 'LambdaFunctionSucceeded', 'TaskStateExited',
      'TaskStateEntered', 'LambdaFunctionScheduled', 'LambdaFunctionStarted', 'LambdaFunctionSucceeded', 'TaskStateExited', 'ExecutionSucceeded',
    ]);
    expect(running.execution.output).toEqual(['a!!']);
  });

  test('starts the children that were not started', () => {
    const running = each({ MaxConcurrency: 1 }).start({ items: ['a', 'b', 'c'] });
    running.failTask('Work#1', 'Boom');
    running.redrive();
    expect(inputs(running)).toEqual(['a']);
    expect(running.execution.mapRuns[0].itemCounts).toMatchObject({ running: 1, pending: 2 });
    succeedAll(running);
    expect(running.execution.output).toEqual(['a!', 'b!', 'c!']);
  });

  test('runs no more children at a time than before', () => {
    const running = each({ MaxConcurrency: 2, ToleratedFailureCount: 2 }).start({ items: ['a', 'b', 'c', 'd', 'e'] });
    ['Work#1', 'Work#2', 'Work#3'].forEach((token) => running.failTask(token, 'Boom'));
    const [mapRun] = running.execution.mapRuns;
    expect(mapRun.executionCounts).toMatchObject({ failed: 3, aborted: 1, pending: 1 });
    running.redrive();
    expect(inputs(running)).toEqual(['a', 'b']);
    expect(mapRun.executionCounts).toMatchObject({ running: 2, pendingRedrive: 2, pending: 1, failed: 0, aborted: 0 });
    running.failTask('Work#5', 'Boom'); // the failures of before do not count
    expect(inputs(running)).toEqual(['b', 'c']);
    expect(mapRun.executionCounts).toMatchObject({ running: 2, pendingRedrive: 1, pending: 1, failed: 1 });
    running.stop();
    expect(mapRun.executionCounts).toMatchObject({ pendingRedrive: 0, failed: 1, aborted: 3, pending: 1 });
    running.redrive();
    succeedAll(running);
    expect(running.execution.output).toEqual(['a!', 'b!', 'c!', 'd!', 'e!']);
  });

  test('can fail again, and counts', () => {
    const running = failed();
    running.redrive();
    running.failTask('Work#4', 'Boom again');
    expect(running.execution.error).toBe('States.ExceedToleratedFailureThreshold');
    running.redrive();
    const [mapRun] = running.execution.mapRuns;
    expect(mapRun.redriveCount).toBe(2);
    expect(mapRun.childExecutions.map(({ redriveCount }) => redriveCount)).toEqual([0, 2, 2]);
    expect(running.execution.history.filter(({ type }) => type === 'MapRunRedriven').map((event) => event.mapRunRedrivenEventDetails.redriveCount)).toEqual([1, 2]);
    succeedAll(running);
    expect(running.execution.output).toEqual(['a!', 'b!', 'c!']);
  });

  test.each<[string, (running: ExecutionInProgress) => void, string]>([
    ['was stopped', (running) => running.stop(), 'ABORTED'],
    ['timed out', (running) => running.advance(Duration.minutes(1)), 'TIMED_OUT'],
  ])('goes on where its execution %s', (_title, end, status) => {
    const running = Simulator.fromDefinition({ TimeoutSeconds: 60, StartAt: 'Each', States: { Each: processor(WORK) } }).start({ items: ['a', 'b'] });
    running.succeedTask('Work#1', 'a!');
    end(running);
    expect(running.execution.status).toBe(status);
    running.redrive();
    expect(inputs(running)).toEqual(['b']);
    succeedAll(running);
    expect(running.execution.output).toEqual(['a!', 'b!']);
    expect(running.execution.mapRuns[0].redriveCount).toBe(1);
  });

  test('goes on where another branch has failed', () => {
    const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });
    const running = Simulator.fromDefinition(branch('Both', {
      Type: 'Parallel', End: true, Branches: [branch('Each', processor(WORK)), branch('Other', { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:other', End: true })],
    })).start({ items: ['a', 'b'] });
    running.succeedTask('Work#1', 'a!');
    running.failTask('Other#1', 'Boom');
    running.redrive();
    expect(tokens(running)).toEqual(['Work#3', 'Other#2']);
    running.succeedTask('Other#2', 'o');
    succeedAll(running);
    expect(running.execution.output).toEqual([['a!', 'b!'], 'o']);
  });

  test('redrives the Map Runs of its children', () => {
    const inner = { ...processor(WORK), ItemsPath: '$' };
    const running = each({ ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'Inner', States: { Inner: inner } } }).start({ items: [['a', 'b'], ['c']] });
    running.succeedTask('Work#1', 'a!');
    running.succeedTask('Work#3', 'c!');
    running.failTask('Work#2', 'Boom');
    running.redrive();
    expect(inputs(running)).toEqual(['b']);
    succeedAll(running);
    expect(running.execution.output).toEqual([['a!', 'b!'], ['c!']]);
    const [child] = running.execution.mapRuns[0].childExecutions;
    expect(types(child.history)).toEqual(expect.arrayContaining(['ExecutionFailed', 'ExecutionRedriven', 'MapRunRedriven', 'ExecutionSucceeded']));
    expect(child.mapRuns.map(({ redriveCount, status }) => [redriveCount, status])).toEqual([[1, 'SUCCEEDED']]);
  });

  test('shows children how often they were redriven themselves', () => {
    const seen = { Work: { ...WORK.Work, Parameters: { 'item.$': '$', 'redrives.$': '$$.Execution.RedriveCount' } } };
    const running = each({ MaxConcurrency: 1 }, seen).start({ items: ['a', 'b'] });
    running.failTask('Work#1', 'Boom');
    running.redrive();
    expect(inputs(running)).toEqual([{ item: 'a', redrives: 1 }]);
    running.succeedTask('Work#2');
    expect(inputs(running)).toEqual([{ item: 'b', redrives: 0 }]);
  });

  test('a Map that failed with what its children gave is done again, in a new Map Run', () => {
    const wrongAtFirst = { ResultSelector: { 'all.$': '$', 'parsed.$': 'States.StringToJson(States.ArrayGetItem($$.Execution.Input.texts, $$.Execution.RedriveCount))' } };
    const running = each(wrongAtFirst).start({ items: ['a'], texts: ['{', '1'] });
    succeedAll(running);
    expect(running.execution.error).toBe('States.IntrinsicFailure');
    running.redrive();
    succeedAll(running);
    expect(running.execution.output).toEqual({ all: ['a!'], parsed: 1 });
    expect(running.execution.mapRuns.map(({ redriveCount }) => redriveCount)).toEqual([0, 0]);
  });

  describe('leaves children that cannot be redriven', () => {
    const looping = (ToleratedFailureCount: number) => each({
      ToleratedFailureCount,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'Loop',
        States: { Loop: { Type: 'Choice', Choices: [{ Variable: '$', StringEquals: 'loop', Next: 'Loop' }], Default: 'Work' }, ...WORK },
      },
    }).start({ items: ['loop', 'b', 'c'] });

    test('as their history is full', () => {
      const running = looping(1);
      running.failTask('Work#1', 'Boom');
      expect(running.execution.error).toBe('States.ExceedToleratedFailureThreshold');
      running.redrive();
      expect(inputs(running)).toEqual(['b', 'c']);
      expect(running.execution.mapRuns[0].executionCounts).toMatchObject({ failed: 1, running: 2 });
      succeedAll(running);
      expect(running.execution.output).toEqual([null, 'b!', 'c!']);
    });

    test('and fails at once where those are too many', () => {
      const running = looping(0);
      expect(running.execution.error).toBe('States.ExceedToleratedFailureThreshold');
      running.redrive();
      expect(running.execution.error).toBe('States.ExceedToleratedFailureThreshold');
      expect(types(running.execution.history.slice(-5))).toEqual(['ExecutionRedriven', 'MapRunRedriven', 'MapRunFailed', 'MapStateFailed', 'ExecutionFailed']);
    });

    test('as they ended more than 14 days ago', () => {
      const running = each({ ToleratedFailureCount: 1 }).start({ items: ['a', 'b'] });
      running.failTask('Work#1', 'Boom');
      running.advance(Duration.days(15));
      running.failTask('Work#2', 'Boom');
      running.redrive();
      expect(inputs(running)).toEqual(['b']);
      succeedAll(running);
      expect(running.execution.output).toEqual([null, 'b!']);
    });
  });

  test('is written down at any time and goes on the same', () => {
    const simulator = each({ MaxConcurrency: 1, ToleratedFailureCount: 1 });
    const whole = simulator.start({ items: ['a', 'b', 'c'] });
    let parts = simulator.resume(whole.toJson());
    const steps: ((running: ExecutionInProgress) => void)[] = [
      (running) => running.failTask('Work#1', 'Boom'), (running) => running.failTask('Work#2', 'Boom'), (running) => running.redrive(),
      (running) => running.succeedTask('Work#3', 'a!'), (running) => running.stop(), (running) => running.redrive(), succeedAll,
    ];
    for (const step of steps) {
      parts = simulator.resume(parts.toJson());
      [whole, parts].forEach(step);
      expect(parts.toJson()).toBe(whole.toJson());
    }
    expect(parts.execution.output).toEqual(['a!', 'b!', 'c!']);
    expect(parts.execution.mapRuns[0].redriveCount).toBe(2);
    expect(JSON.stringify(parts.execution.history)).toBe(JSON.stringify(whole.execution.history));
  });
});
