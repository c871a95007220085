import { Duration } from 'aws-cdk-lib';
import { Simulator } from '../../src';
import { TaskMock } from '../../src/simulator/task-mock';
import { LAMBDA, run } from '../simulator/run';

const JSONATA = { QueryLanguage: 'JSONata' };
const loop = (grow: object) => ({
  Start: { Type: 'Pass', Assign: { x: [1] }, Next: 'Grow' },
  Grow: { Type: 'Pass', ...grow, Next: 'More' },
  More: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'End' }], Default: 'Grow' },
  End: { Type: 'Succeed' },
});

describe('data that grows in a loop', () => {
  test.each<[string, object]>([
    ['an array that doubles', { Assign: { x: '{% [$x, $x] %}' } }],
    ['an object that holds itself twice', { Assign: { x: { a: '{% $x %}', b: '{% $x %}' } } }],
  ])('of %s ends at the limit of an assignment', (_title, grow) => {
    const execution = run(loop(grow), {}, {}, {}, JSONATA);
    expect(execution.error).toBe('States.DataLimitExceeded');
    expect(execution.history.length).toBeLessThan(200);
  });

  test('ends at the limit of all variables together', () => {
    const names = Array.from({ length: 60 }, (_, i) => `v${i}`);
    const states = Object.fromEntries(names.map((name, i) => [`S${i}`, {
      Type: 'Pass', Assign: { [name]: '{% $pad("x", 200000) %}' }, ...(i === 59 ? { End: true } : { Next: `S${i + 1}` }),
    }]));
    expect(run(states, {}, {}, {}, JSONATA).error).toBe('States.DataLimitExceeded');
  });
});

test('what a task is called with is bounded', () => {
  const task = { Type: 'Task', Resource: LAMBDA('f'), Parameters: { 'a.$': '$.x', 'b.$': '$.x' }, End: true };
  expect(run({ A: task }, { x: 'y'.repeat(200_000) }, { A: TaskMock.succeed() }).error).toBe('States.DataLimitExceeded');
});

test('retries that write no event come to an end', () => {
  const states = { A: { Type: 'Task', Resource: LAMBDA('f'), Parameters: { 'x.$': 'States.StringToJson(\'{\')' }, Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 99_999_999 }], End: true } };
  const execution = run(states, {}, { A: TaskMock.succeed() });
  expect(execution.status).toBe('FAILED');
  expect(execution.durationMilliseconds).toBeLessThanOrEqual(25_001_000);
});

describe('a Distributed Map', () => {
  const processor = (states: object) => ({ ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: Object.keys(states)[0], States: states });

  test('tolerates a child whose own history is full', () => {
    const endless = { L: { Type: 'Pass', Next: 'C' }, C: { Type: 'Choice', Choices: [{ Variable: '$.stop', IsPresent: true, Next: 'E' }], Default: 'L' }, E: { Type: 'Succeed' } };
    const states = { M: { Type: 'Map', ItemProcessor: processor(endless), ToleratedFailurePercentage: 100, End: true } };
    const execution = run(states, [{}, { stop: 1 }]);
    expect(execution.status).toBe('SUCCEEDED');
  });

  test('a child whose history fills up inside of a Map ends with its last event, and its links hold', () => {
    const endless = { L: { Type: 'Map', ItemsPath: '$.list', ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }, ResultPath: null, Next: 'C' }, C: { Type: 'Choice', Choices: [{ Variable: '$.stop', IsPresent: true, Next: 'E' }], Default: 'L' }, E: { Type: 'Succeed' } };
    const states = { M: { Type: 'Map', ItemProcessor: processor(endless), ToleratedFailurePercentage: 100, End: true } };
    const [{ history, status, error }] = run(states, [{ list: [1, 2, 3] }]).mapRuns[0].childExecutions;
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.Runtime' });
    expect(history).toHaveLength(25_000);
    expect(history.filter(({ id, previousEventId }) => previousEventId >= id)).toEqual([]);
    expect(history.at(-1).type).toBe('ExecutionFailed');
  });

  test('is over when another branch ends the execution', () => {
    const states = {
      P: {
        Type: 'Parallel', End: true, Branches: [
          { StartAt: 'M', States: { M: { Type: 'Map', ItemsPath: '$.items', ItemProcessor: processor({ W: { Type: 'Wait', Seconds: 60, End: true } }), End: true } } },
          { StartAt: 'B', States: { B: { Type: 'Wait', Seconds: 1, OutputPath: '$.nowhere', End: true } } },
        ],
      },
    };
    const execution = run(states, { items: [1, 2] });
    expect(execution.error).toBe('States.Runtime');
    expect(execution.history.map(({ type }) => type).slice(-2)).toEqual(['WaitStateEntered', 'ExecutionFailed']);
    const [mapRun] = execution.mapRuns;
    expect(mapRun.status).toBe('ABORTED');
    expect(mapRun.childExecutions.map(({ status }) => status)).toEqual(['ABORTED', 'ABORTED']);
  });

  test('whose selector fails after a tolerated failure fails with that, and once', () => {
    const states = {
      M: {
        Type: 'Map', MaxConcurrency: 1, ToleratedFailureCount: 2, End: true, ItemSelector: { 'v.$': 'States.StringToJson($$.Map.Item.Value)' },
        ItemProcessor: processor({ F: { Type: 'Fail', Error: 'Boom' } }),
      },
    };
    const execution = run(states, ['1', '{']);
    expect(execution.error).toBe('States.IntrinsicFailure');
    expect(execution.history.filter(({ type }) => type === 'ExecutionFailed')).toHaveLength(1);
  });
});

describe('an Express execution', () => {
  const EXPRESS = { workflowType: 'EXPRESS' as never };
  const counter = (to: number) => ({
    Count: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'More' },
    More: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericLessThan: to, Next: 'Count' }], Default: 'Done' },
    Done: { Type: 'Succeed' },
  });

  test('has as many events as it needs, where a Standard one is full', () => {
    expect(run(counter(7000), { n: 0 })).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    const execution = run(counter(7000), { n: 0 }, {}, EXPRESS);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { n: 7000 } });
    expect(execution.history.length).toBeGreaterThan(25_000);
  });

  test('that would never end uses up its five minutes', () => {
    const endless = { ...counter(1), Count: { Type: 'Pass', Next: 'More' } };
    expect(run(endless, { n: 0 }, {}, EXPRESS)).toMatchObject({ status: 'TIMED_OUT', durationMilliseconds: 300_000 });
  });
});

describe('a Distributed Map of Express executions', () => {
  const map = (states: object, more: object) => run({
    M: { Type: 'Map', End: true, ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, StartAt: Object.keys(states)[0], States: states }, ...more },
  }, [400, 10]);
  const wait = { W: { Type: 'Wait', SecondsPath: '$', End: true } };

  test('gives each five minutes', () => {
    const { status, mapRuns: [{ itemCounts, childExecutions }] } = map(wait, { ToleratedFailureCount: 1 });
    expect(status).toBe('SUCCEEDED');
    expect(itemCounts).toMatchObject({ succeeded: 1, timedOut: 1 });
    expect(childExecutions.map(({ durationMilliseconds }) => durationMilliseconds)).toEqual([300_000, 10_000]);
    expect(childExecutions[0].history.map(({ type }) => type)).toEqual(['ExecutionStarted', 'WaitStateEntered', 'ExecutionTimedOut']);
    expect(childExecutions[0].arn).toMatch(/:express:StateMachine\/M:[0-9a-f-]{36}:[0-9a-f-]{36}$/);
  });

  test('gives those that begin later their own', () => {
    const { mapRuns: [{ childExecutions }], durationMilliseconds } = map(wait, { ToleratedFailureCount: 1, MaxConcurrency: 1 });
    expect(childExecutions.map(({ status }) => status)).toEqual(['TIMED_OUT', 'SUCCEEDED']);
    expect(durationMilliseconds).toBe(310_000);
  });

  test('keeps to it where the execution is written down and resumed', () => {
    const simulator = Simulator.fromDefinition({
      StartAt: 'M',
      States: { M: { Type: 'Map', End: true, ToleratedFailureCount: 1, ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, StartAt: 'W', States: wait } } },
    });
    const running = simulator.start([400, 10]);
    running.advance(Duration.minutes(1));
    const resumed = simulator.resume(running.toJson());
    [running, resumed].forEach((one) => one.advance(Duration.minutes(4)));
    expect(resumed.execution.mapRuns[0].itemCounts).toMatchObject({ succeeded: 1, timedOut: 1 });
    expect(resumed.toJson()).toBe(running.toJson());
  });

  test('gives one that is redriven five minutes anew', () => {
    const running = Simulator.fromDefinition({
      StartAt: 'M',
      States: { M: { Type: 'Map', End: true, ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, StartAt: 'W', States: wait } } },
    }).start([400, 10]);
    const counts = () => running.execution.mapRuns[0].itemCounts;
    running.advance(Duration.minutes(6));
    expect(counts()).toMatchObject({ succeeded: 1, timedOut: 1 });
    running.redrive();
    running.advance(Duration.minutes(5).minus(Duration.millis(1)));
    expect(counts()).toMatchObject({ succeeded: 1, running: 1 });
    running.advance(Duration.millis(1));
    expect(counts()).toMatchObject({ succeeded: 1, timedOut: 1 });
    expect(running.execution.status).toBe('FAILED');
  });

  test('fails where too many take longer', () => {
    expect(map(wait, {})).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold', durationMilliseconds: 300_000 });
  });
});
