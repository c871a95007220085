import { Duration } from 'aws-cdk-lib';
import { TaskMock } from '../../src/simulator/task-mock';
import { events, LAMBDA, run, timeOf } from '../simulator/run';

const pass = { Type: 'Pass', End: true };
const lambda = { Type: 'Task', Resource: LAMBDA('f'), End: true };
const map = (state: object, more: object = {}) => ({
  M: { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'I', States: { I: state } }, End: true, ...more },
});

describe('Map', () => {
  test('gives the results in the order of the items, whichever is done first', () => {
    const mock = TaskMock.respondWith({ respond: ({ input }) => TaskMock.after(Duration.seconds(10 - input), TaskMock.succeed(input * 2)) });
    const execution = run(map(lambda), [1, 2, 3], { I: mock });
    expect(execution.output).toEqual([2, 4, 6]);
    expect(execution.durationMilliseconds).toBe(9000);
  });

  test.each([[1, 6], [2, 3], [3, 2], [0, 1]])('with MaxConcurrency %d takes %d rounds for six items', (MaxConcurrency, rounds) => {
    const mock = TaskMock.after(Duration.seconds(1), TaskMock.succeed(1));
    expect(run(map(lambda, { MaxConcurrency }), [1, 2, 3, 4, 5, 6], { I: mock }).durationMilliseconds).toBe(rounds * 1000);
  });

  test('inline runs at most 40 iterations at a time', () => {
    const items = Array.from({ length: 41 }, (_, i) => i);
    expect(run(map({ Type: 'Wait', Seconds: 1, End: true }), items).durationMilliseconds).toBe(2000);
  });

  test('one after the other: each iteration points at the end of the one before', () => {
    expect(events(run(map(pass, { MaxConcurrency: 1 }), [1, 2]))).toEqual([
      '1<0 ExecutionStarted', '2<0 MapStateEntered', '3<2 MapStateStarted', '4<3 MapIterationStarted', '5<4 PassStateEntered', '6<5 PassStateExited',
      '7<6 MapIterationSucceeded', '8<6 MapIterationStarted', '9<8 PassStateEntered', '10<9 PassStateExited', '11<10 MapIterationSucceeded',
      '12<11 MapStateSucceeded', '13<11 MapStateExited', '14<13 ExecutionSucceeded',
    ]);
  });

  test('of no items succeeds with none', () => {
    expect(run(map(pass), []).output).toEqual([]);
  });

  test('of something that is no array fails, with AWS\'s words', () => {
    expect(run(map(pass, { ItemsPath: '$.items' }), { items: 'no' }).cause).toContain('Reference path "$.items" must point to array.');
  });

  test('the failure of an iteration aborts the others', () => {
    const mock = TaskMock.respondWith({ respond: ({ input }) => input === 2 ? TaskMock.fail('Boom') : TaskMock.after(Duration.hours(1), TaskMock.succeed(1)) });
    const execution = run(map(lambda), [1, 2], { I: mock });
    expect(execution.error).toBe('Boom');
    expect(execution.durationMilliseconds).toBe(0);
    expect(events(execution).slice(-7)).toEqual([
      '12<11 LambdaFunctionFailed', '13<12 MapIterationFailed', '14<12 TaskStateAborted', '15<12 MapIterationAborted', '16<12 TaskStateAborted',
      '17<12 MapStateFailed', '18<17 ExecutionFailed',
    ]);
  });

  test('ItemSelector sees the item, its index and the input of the state', () => {
    const ItemSelector = { 'value.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index', 'shared.$': '$.shared' };
    expect(run(map(pass, { ItemsPath: '$.list', ItemSelector }), { list: ['a'], shared: 's' }).output).toEqual([{ value: 'a', index: 0, shared: 's' }]);
  });

  test('is retried as a whole', () => {
    const mock = TaskMock.sequence([TaskMock.fail('Boom'), TaskMock.succeed('ok')]);
    const execution = run(map(lambda, { Retry: [{ ErrorEquals: ['Boom'], IntervalSeconds: 5 }] }), [1], { I: mock });
    expect(execution.output).toEqual(['ok']);
    expect(timeOf(execution, 'MapStateStarted', 1)).toBe(5000);
  });

  test('distributed, tolerates as many failures as it says and no more', () => {
    const processor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'I', States: { I: lambda } };
    const states = (more: object) => ({ M: { Type: 'Map', ItemProcessor: processor, End: true, ...more } });
    const mock = TaskMock.respondWith({ respond: ({ input }) => input < 2 ? TaskMock.fail('Boom') : TaskMock.succeed('ok') });
    expect(run(states({ ToleratedFailureCount: 2 }), [0, 1, 2], { I: mock }).status).toBe('SUCCEEDED');
    expect(run(states({ ToleratedFailurePercentage: 50 }), [0, 1, 2, 3], { I: mock }).status).toBe('SUCCEEDED');
    const failed = run(states({ ToleratedFailureCount: 1 }), [0, 1, 2], { I: mock });
    expect(failed.error).toBe('States.ExceedToleratedFailureThreshold');
    expect(failed.history.map(({ type }) => type).slice(-3)).toEqual(['MapRunFailed', 'MapStateFailed', 'ExecutionFailed']);
  });
});

describe('Parallel', () => {
  const parallel = (branches: object[], more: object = {}) => ({
    P: { Type: 'Parallel', Branches: branches.map((state, index) => ({ StartAt: `B${index}`, States: { [`B${index}`]: state } })), End: true, ...more },
  });

  test('gives the outputs in the order of the branches, and takes as long as the longest', () => {
    const wait = (Seconds: number) => ({ Type: 'Wait', Seconds, End: true });
    const execution = run(parallel([wait(3), wait(1), { Type: 'Pass', Result: 'x', End: true }]), { a: 1 });
    expect(execution.output).toEqual([{ a: 1 }, { a: 1 }, 'x']);
    expect(execution.durationMilliseconds).toBe(3000);
  });

  test('a branch that fails aborts the others and is caught as a whole', () => {
    const fail = { Type: 'Fail', Error: 'Boom' };
    const states = { ...parallel([{ Type: 'Wait', Seconds: 5, End: true }, fail], { Catch: [{ ErrorEquals: ['Boom'], Next: 'C' }] }), C: pass };
    const execution = run(states);
    expect(execution.output).toEqual({ Error: 'Boom', Cause: null });
    expect(execution.history.map(({ type }) => type)).toContain('WaitStateAborted');
    expect(execution.durationMilliseconds).toBe(0);
  });

  test('a Parallel that another starts after its own retry is not confused with the first', () => {
    const mock = TaskMock.sequence([TaskMock.fail('Boom'), TaskMock.succeed(1)]);
    const execution = run(parallel([lambda, { Type: 'Wait', Seconds: 60, End: true }], { Retry: [{ ErrorEquals: ['Boom'] }] }), {}, { B0: mock });
    expect(execution.output).toEqual([1, {}]);
    expect(execution.durationMilliseconds).toBe(61_000);
  });
});

describe('variables', () => {
  test('inner scopes read the outer ones, and assign their own', () => {
    const inner = { Type: 'Pass', Assign: { 'y.$': '$x' }, Parameters: { 'outer.$': '$x' }, End: true };
    const states = {
      A: { Type: 'Pass', Assign: { x: 1 }, Next: 'M' },
      M: { ...map(inner).M, End: undefined, Next: 'Z' },
      Z: { Type: 'Pass', Parameters: { 'x.$': '$x', 'items.$': '$' }, End: true },
    };
    const execution = run(JSON.parse(JSON.stringify(states)), [0]);
    expect(execution.output).toEqual({ x: 1, items: [{ outer: 1 }] });
  });

  test('are assigned from the values before the state', () => {
    const states = {
      A: { Type: 'Pass', Assign: { a: 1, b: 2 }, Next: 'B' },
      B: { Type: 'Pass', Assign: { 'a.$': '$b', 'b.$': '$a' }, Next: 'C' },
      C: { Type: 'Pass', Parameters: { 'a.$': '$a', 'b.$': '$b' }, End: true },
    };
    expect(run(states).output).toEqual({ a: 2, b: 1 });
  });
});

describe('a Map whose selector fails for a later item', () => {
  const jsonata = (more: object) => ({
    M: {
      Type: 'Map', QueryLanguage: 'JSONata', MaxConcurrency: 1, End: true,
      ItemSelector: { v: '{% $states.context.Map.Item.Value.x %}' },
      ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', QueryLanguage: 'JSONata', End: true } } },
      ...more,
    },
  });

  test('fails itself, not the iteration that was done before', () => {
    const execution = run(jsonata({}), [{ x: 1 }, {}, { x: 3 }]);
    expect(execution.error).toBe('States.QueryEvaluationError');
    expect(execution.cause).toContain("executing the state 'M' (entered at the event id #2). The JSONata expression '$states.context.Map.Item.Value.x'");
    expect(execution.history.filter(({ type }) => type === 'ExecutionFailed')).toHaveLength(1);
  });

  test('is caught as a whole, and its other iterations go no further', () => {
    const states = { ...jsonata({ MaxConcurrency: 0, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'C' }] }), C: { Type: 'Wait', Seconds: 5, End: true } };
    const execution = run(states, [{ x: 1 }, {}]);
    expect(execution.status).toBe('SUCCEEDED');
    expect(execution.history.filter(({ type }) => type === 'MapIterationSucceeded')).toEqual([]);
  });
});

test('the limit of events holds where a task is started, too', () => {
  const loop = { A: { ...lambda, End: undefined, ResultPath: null, Next: 'B' }, B: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'C' }], Default: 'A' }, C: { Type: 'Succeed' } };
  for (const padding of [0, 1, 2, 3, 4, 5, 6]) {
    const start = Object.fromEntries(Array.from({ length: padding }, (_, i) => [`P${i}`, { Type: 'Pass', Next: i + 1 === padding ? 'A' : `P${i + 1}` }]));
    const execution = run(JSON.parse(JSON.stringify({ ...start, ...loop })), {}, { A: TaskMock.succeed({}) });
    expect(execution.history).toHaveLength(25_000);
    expect(execution.status).toBe('FAILED');
  }
});

test('a selector shapes each item before a batcher puts the items together', () => {
  const states = {
    M: {
      Type: 'Map', End: true, ItemsPath: '$.list', ItemSelector: { 'v.$': '$$.Map.Item.Value', 'k.$': '$.k' }, ItemBatcher: { MaxItemsPerBatch: 2 },
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'I', States: { I: pass } },
    },
  };
  expect(run(states, { list: [1, 2, 3], k: 'c' }).output).toEqual([{ Items: [{ v: 1, k: 'c' }, { v: 2, k: 'c' }] }, { Items: [{ v: 3, k: 'c' }] }]);
});

test('tasks of branches that are answered at once are all started before the first of them ends', () => {
  const branches = ['A', 'B'].map((name) => ({ StartAt: name, States: { [name]: lambda } }));
  const { history } = run({ P: { Type: 'Parallel', Branches: branches, End: true } }, {}, { A: TaskMock.succeed(1), B: TaskMock.succeed(2) });
  expect(history.map(({ type }) => type as string).filter((type) => /^LambdaFunction(Started|Succeeded)$/.test(type))).toEqual([
    'LambdaFunctionStarted', 'LambdaFunctionStarted', 'LambdaFunctionSucceeded', 'LambdaFunctionSucceeded',
  ]);
});
