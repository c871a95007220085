import { Duration } from 'aws-cdk-lib';
import { TaskMock } from '../../src/simulator/task-mock';
import { events, LAMBDA, run, timeOf } from '../simulator/run';

const task = (more: object = {}) => ({ Type: 'Task', Resource: LAMBDA('f'), End: true, ...more });
const retry = (more: object = {}) => [{ ErrorEquals: ['Boom'], ...more }];
const boom = TaskMock.fail('Boom', 'it went off');
const always = TaskMock.respondWith({ respond: () => boom });

/** When each attempt started, in milliseconds. */
function attempts(execution: ReturnType<typeof run>): number[] {
  const count = execution.history.filter(({ type }) => type === 'LambdaFunctionScheduled').length;
  return Array.from({ length: count }, (_, index) => timeOf(execution, 'LambdaFunctionScheduled', index));
}

describe('Retry', () => {
  test.each([
    ['by default three times, after 1, 2 and 4 seconds', {}, [0, 1000, 3000, 7000]],
    ['with its own interval and rate', { IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 2 }, [0, 2000, 8000]],
    ['never above the maximum delay', { IntervalSeconds: 10, BackoffRate: 10, MaxDelaySeconds: 30, MaxAttempts: 3 }, [0, 10_000, 40_000, 70_000]],
    ['not at all where MaxAttempts is 0', { MaxAttempts: 0 }, [0]],
  ])('retries %s', (_title, retrier, expected) => {
    const execution = run({ A: task({ Retry: retry(retrier) }) }, {}, { A: always });
    expect(attempts(execution)).toEqual(expected);
    expect(execution.status).toBe('FAILED');
    expect(execution.error).toBe('Boom');
    expect(execution.cause).toBe('it went off');
  });

  test('with full jitter waits less, and the same for the same seed', () => {
    const states = { A: task({ Retry: retry({ IntervalSeconds: 100, JitterStrategy: 'FULL', MaxAttempts: 3 }) }) };
    const first = attempts(run(states, {}, { A: always }, { seed: 7 }));
    const again = attempts(run(states, {}, { A: always }, { seed: 7 }));
    const other = attempts(run(states, {}, { A: always }, { seed: 8 }));
    expect(first).toEqual(again);
    expect(first).not.toEqual(other);
    first.slice(1).forEach((time, index) => expect(time - first[index]).toBeLessThanOrEqual(100_000 * 2 ** index));
  });

  test('counts each retrier for itself', () => {
    const mock = TaskMock.sequence([TaskMock.fail('A'), TaskMock.fail('B'), TaskMock.fail('A'), TaskMock.fail('A')]);
    const Retry = [{ ErrorEquals: ['A'], MaxAttempts: 2, IntervalSeconds: 1 }, { ErrorEquals: ['B'], MaxAttempts: 1, IntervalSeconds: 10 }];
    const execution = run({ T: task({ Retry }) }, {}, { T: mock });
    expect(attempts(execution)).toEqual([0, 1000, 11_000, 13_000]);
    expect(execution.error).toBe('A');
  });

  test('appends to the history without entering the state again', () => {
    expect(events(run({ A: task({ Retry: retry() }) }, {}, { A: TaskMock.sequence([boom, TaskMock.succeed(1)]) }))).toEqual([
      '1<0 ExecutionStarted', '2<0 TaskStateEntered', '3<2 LambdaFunctionScheduled', '4<3 LambdaFunctionStarted', '5<4 LambdaFunctionFailed',
      '6<5 LambdaFunctionScheduled', '7<6 LambdaFunctionStarted', '8<7 LambdaFunctionSucceeded', '9<8 TaskStateExited', '10<9 ExecutionSucceeded',
    ]);
  });
});

describe('Catch', () => {
  const caught = { Type: 'Pass', End: true };

  test('goes on with the error and the cause', () => {
    const execution = run({ A: task({ Catch: [{ ErrorEquals: ['Boom'], Next: 'B' }] }), B: caught }, { x: 1 }, { A: boom });
    expect(execution.output).toEqual({ Error: 'Boom', Cause: 'it went off' });
  });

  test('keeps the input beside the error where ResultPath says so', () => {
    const execution = run({ A: task({ Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'B' }] }), B: caught }, { x: 1 }, { A: boom });
    expect(execution.output).toEqual({ x: 1, error: { Error: 'Boom', Cause: 'it went off' } });
  });

  test.each([
    ['States.TaskFailed', 'Boom', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['States.ALL', 'States.Timeout', true],
    ['States.ALL', 'States.DataLimitExceeded', true],
    ['States.Timeout', 'Boom', false],
    ['Boom', 'Boom', true],
    ['boom', 'Boom', false],
  ])('of %s and an error %s: %s', (named, error, isCaught) => {
    const execution = run({ A: task({ Catch: [{ ErrorEquals: [named], Next: 'B' }] }), B: caught }, {}, { A: TaskMock.fail(error) });
    expect(execution.status).toBe(isCaught ? 'SUCCEEDED' : 'FAILED');
  });

  test('comes after the retries are used up', () => {
    const execution = run({ A: task({ Retry: retry({ MaxAttempts: 1 }), Catch: [{ ErrorEquals: ['Boom'], Next: 'B' }] }), B: caught }, {}, { A: always });
    expect(attempts(execution)).toHaveLength(2);
    expect(execution.visitedStates).toEqual(['A', 'B']);
  });

  test('never catches States.Runtime', () => {
    const execution = run({ A: task({ OutputPath: '$.no', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }] }), B: caught }, {}, { A: TaskMock.succeed({}) });
    expect(execution.error).toBe('States.Runtime');
    expect(execution.cause).toContain("executing the state 'A' (entered at the event id #2). Invalid path '$.no'");
  });
});

describe('timeouts', () => {
  test('a task that does not answer times out after TimeoutSeconds', () => {
    const execution = run({ A: task({ TimeoutSeconds: 30 }) }, {}, { A: TaskMock.timeOut() });
    expect(execution.error).toBe('States.Timeout');
    expect(execution.cause).toBeUndefined();
    expect(timeOf(execution, 'LambdaFunctionTimedOut')).toBe(30_000);
  });

  test('a heartbeat that does not come times out first, under either name', () => {
    const states = { A: task({ TimeoutSeconds: 30, HeartbeatSeconds: 10, Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'B' }] }), B: { Type: 'Succeed' } };
    const execution = run(states, {}, { A: TaskMock.timeOut() });
    expect(timeOf(execution, 'LambdaFunctionTimedOut')).toBe(10_000);
    expect(execution.output).toEqual({ Error: 'States.Timeout', Cause: '' });
  });

  test('an answer in time is in time, a late one is not looked at', () => {
    const states = { A: task({ TimeoutSeconds: 30 }) };
    expect(run(states, {}, { A: TaskMock.after(Duration.seconds(29), TaskMock.succeed('late')) }).output).toBe('late');
    expect(run(states, {}, { A: TaskMock.after(Duration.seconds(31), TaskMock.succeed('late')) }).error).toBe('States.Timeout');
  });

  test('the machine times out as a whole', () => {
    const execution = run({ A: { Type: 'Wait', Seconds: 100, End: true } }, {}, {}, {}, { TimeoutSeconds: 60 });
    expect(execution.status).toBe('TIMED_OUT');
    expect(execution.durationMilliseconds).toBe(60_000);
    expect(execution.error).toBeUndefined();
    expect(events(execution)).toEqual(['1<0 ExecutionStarted', '2<0 WaitStateEntered', '3<0 ExecutionTimedOut']);
  });

  test('a task without a timeout ends with the execution, after a year', () => {
    const execution = run({ A: task() }, {}, { A: TaskMock.timeOut() });
    expect(execution.status).toBe('TIMED_OUT');
    expect(execution.durationMilliseconds).toBe(365 * 24 * 3600 * 1000);
  });

  test.each<[string, number, object]>([['STANDARD', 365 * 24 * 3600, {}], ['EXPRESS', 300, { workflowType: 'EXPRESS' }]])(
    'a %s execution that takes longer than the service lets it ends when its time is up', (_type, seconds, props) => {
      const wait = (Seconds: number) => run({ A: { Type: 'Wait', Seconds, End: true } }, {}, {}, props);
      expect(wait(seconds + 1)).toMatchObject({ status: 'TIMED_OUT', durationMilliseconds: seconds * 1000 });
      expect(wait(seconds)).toMatchObject({ status: 'SUCCEEDED', durationMilliseconds: seconds * 1000 });
    });
});

describe('data that does not fit', () => {
  test('a ResultPath that cannot be applied is States.ResultPathMatchFailure, and can be caught', () => {
    const states = { A: task({ ResultPath: '$.list.x', Catch: [{ ErrorEquals: ['States.ResultPathMatchFailure'], Next: 'B' }] }), B: { Type: 'Succeed' } };
    expect(run(states, { list: [] }, { A: TaskMock.succeed(1) }).visitedStates).toEqual(['A', 'B']);
  });

  test('a loop that wraps its data each time ends in an error of the workflow, not of the program', () => {
    const states = { A: { Type: 'Pass', Parameters: { 'x.$': '$' }, Next: 'A2' }, A2: { Type: 'Choice', Choices: [{ Variable: '$.stop', IsPresent: true, Next: 'B' }], Default: 'A' }, B: { Type: 'Succeed' } };
    const execution = run(states);
    expect(execution.error).toBe('States.DataLimitExceeded');
    expect(() => execution.trace).not.toThrow();
    expect(JSON.stringify(execution.history).length).toBeGreaterThan(0);
  });
});

test('a catcher whose own expression fails does not catch itself', () => {
  const states = {
    A: { ...task({ QueryLanguage: 'JSONata', Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $gone %}', Next: 'B' }] }) }, B: { Type: 'Succeed' },
  };
  const execution = run(states, {}, { A: boom });
  expect(execution.error).toBe('States.QueryEvaluationError');
  expect(execution.cause).toContain('\'Catch[0]/Output\' returned nothing (undefined).');
  expect(execution.history.filter(({ type }) => type === 'EvaluationFailed')).toHaveLength(1);
});
