import { inspect } from 'node:util';
import { Duration } from 'aws-cdk-lib';
import { Execution, Simulator, TaskMock } from '../src';
import { LAMBDA, run } from './simulator/run';
import { executionMatchers, executionSerializer } from '../src/jest';

expect.extend(executionMatchers);
expect.addSnapshotSerializer(executionSerializer);

const states = {
  A: { Type: 'Choice', Choices: [{ Variable: '$.c', IsPresent: true, Next: 'C' }], Default: 'B' },
  B: { Type: 'Pass', Result: { done: true, at: 1 }, End: true },
  C: { Type: 'Succeed' },
};
const good = run(states);
const bad = run({ A: { Type: 'Fail', Error: 'Boom', Cause: 'it went off' } });
const ASK = { Ask: { Type: 'Task', Resource: LAMBDA('ask'), TimeoutSeconds: 30, End: true } };
const machine = (more: object = {}) => Simulator.fromDefinition({ ...more, StartAt: 'Ask', States: ASK });
const timedOut = machine({ TimeoutSeconds: 20 }).mockState('Ask', TaskMock.timeOut()).run();
const taskTimedOut = machine().mockState('Ask', TaskMock.timeOut()).run();
const stopped = (error?: string, cause?: string) => {
  const running = machine().start({ id: 7 });
  running.stop(error, cause);
  return running;
};
const aborted = stopped('Enough', 'nobody needs it').execution;
const children = run({
  Each: {
    Type: 'Map', ToleratedFailurePercentage: 100, End: true,
    ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'One', States: { One: { Type: 'Task', Resource: LAMBDA('one'), Next: 'Two' }, Two: { Type: 'Succeed' } } },
  },
}, [1, 2], { One: TaskMock.sequence([TaskMock.succeed('first'), TaskMock.fail('Odd', 'second')]) }).mapRuns[0].childExecutions;

test('matchers hold', () => {
  expect(good).toSucceed();
  expect(good).toSucceed({ done: true, at: 1 });
  expect(good).toSucceed(expect.objectContaining({ done: true }));
  expect(bad).not.toSucceed();
  expect(good).not.toSucceed({ done: false });
  expect(bad).toFailWith();
  expect(bad).toFailWith('Boom', 'went');
  expect(bad).toFailWith('Boom', /went off$/);
  expect(bad).toFailWith(/^B/, expect.stringContaining('off'));
  expect(bad).toFailWith(expect.any(String));
  expect(bad).toFailWith(undefined, /\bwent\b/g);
  expect(bad).not.toFailWith('Bang');
  expect(bad).not.toFailWith('Boom', 'nothing of it');
  expect(bad).not.toFailWith('Boom', /^went/);
  expect(bad).not.toFailWith(expect.stringContaining('x'));
  expect(good).toHaveVisited('A', 'B');
  expect(good).not.toHaveVisited('C');
  expect(good).toHaveTakenPath('A', 'B');
  expect(good).not.toHaveTakenPath('B', 'A');
  expect(good).not.toHaveTakenPath('A');
  expect(timedOut).toTimeOut();
  expect(timedOut).not.toFailWith();
  expect(taskTimedOut).toFailWith('States.Timeout');
  expect(taskTimedOut).not.toTimeOut();
  expect(aborted).toBeAborted();
  expect(aborted).toBeAborted('Enough', 'needs');
  expect(aborted).not.toBeAborted('Other');
  expect(stopped()).toBeAborted();
  expect(stopped()).not.toBeAborted('Enough');
  expect(good).not.toBeAborted();
});

test('matchers hold of executions in progress, as they stand, and of child executions', () => {
  const running = machine().start({ id: 7 });
  expect(running).not.toSucceed();
  expect(running).toHaveVisited('Ask');
  running.succeedTask(running.pendingTasks[0].taskToken, { answer: 42 });
  expect(running).toSucceed({ answer: 42 });
  expect(children[0]).toSucceed('first');
  expect(children[0]).toHaveTakenPath('One', 'Two');
  expect(children[1]).toFailWith('Odd', 'second');
  expect(children[1]).not.toHaveVisited('Two');
});

test.each<[string, () => void, string]>([
  ['toSucceed', () => expect(bad).toSucceed(), 'The execution should have succeeded, and is FAILED: Boom: it went off.'],
  ['toSucceed with an output', () => expect(good).toSucceed({ done: true, at: 2 }), '-   "at": 2,'],
  ['toSucceed, with an output, of one that failed', () => expect(bad).toSucceed(1), 'The execution should have succeeded, and is FAILED: Boom: it went off.'],
  ['not.toSucceed', () => expect(good).not.toSucceed(), 'The execution should not have succeeded, and it did, with the output {"done":true,"at":1}.'],
  ['not.toSucceed with an output', () => expect(good).not.toSucceed({ done: true, at: 1 }), 'The execution should not have succeeded with this output, and it did: {"done":true,"at":1}.'],
  ['toFailWith', () => expect(good).toFailWith('Boom'), 'The execution should have failed with the error "Boom", and is SUCCEEDED.'],
  ['toFailWith with patterns', () => expect(bad).toFailWith(/^Bang/, expect.stringContaining('x')),
    'The execution should have failed with an error that matches /^Bang/ and a cause that matches StringContaining "x", and is FAILED: Boom: it went off.'],
  ['not.toFailWith', () => expect(bad).not.toFailWith('Boom', /off/), 'The execution should not have failed with the error "Boom" and a cause that matches /off/, and is FAILED: Boom: it went off.'],
  ['toFailWith of a timeout of the machine', () => expect(timedOut).toFailWith('States.Timeout'),
    'The execution should have failed with the error "States.Timeout", and is TIMED_OUT. It ran into the TimeoutSeconds of its state machine, or the limit of its type: '
    + 'that is TIMED_OUT, and no error. Look for it with assertTimedOut(), in jest with toTimeOut().'],
  ['toFailWith of one that was stopped', () => expect(aborted).toFailWith('Enough'), 'It was stopped. Look for that with assertAborted(), in jest with toBeAborted().'],
  ['toFailWith of one that runs', () => expect(machine().start()).toFailWith(), 'The execution should have failed, and is RUNNING. It has not ended: answer its pending tasks, or let time pass.'],
  ['toTimeOut', () => expect(good).toTimeOut(), 'The execution should have timed out, and is SUCCEEDED.'],
  ['toTimeOut of a task that timed out', () => expect(taskTimedOut).toTimeOut(),
    'A task timed out, and nothing caught it: that is FAILED. Look for it with assertFailed("States.Timeout"), in jest with toFailWith("States.Timeout").'],
  ['not.toTimeOut', () => expect(timedOut).not.toTimeOut(), 'The execution should not have timed out, and is TIMED_OUT.'],
  ['toBeAborted', () => expect(aborted).toBeAborted('Other'), 'The execution should have been stopped with the error "Other", and is ABORTED: Enough: nobody needs it.'],
  ['not.toBeAborted', () => expect(aborted).not.toBeAborted(), 'The execution should not have been stopped, and is ABORTED: Enough: nobody needs it.'],
  ['toHaveVisited', () => expect(good).toHaveVisited('A', 'C'), 'The execution should have visited "C", and visited "A", "B".'],
  ['toHaveVisited of a state that there is not', () => expect(good).toHaveVisited('b'), 'and visited "A", "B". There is no state "b" in the state machine. Did you mean "B"?'],
  ['not.toHaveVisited', () => expect(good).not.toHaveVisited('C', 'B'), 'The execution should not have visited "B", and visited "A", "B".'],
  ['toHaveTakenPath', () => expect(good).toHaveTakenPath('B'), 'The execution should have taken the path "B", and took "A", "B".'],
  ['not.toHaveTakenPath', () => expect(good).not.toHaveTakenPath('A', 'B'), 'The execution should not have taken the path "A", "B", and took it.'],
])('%s says what is wrong, and shows the trace', (_name, action, message) => {
  expect(action).toThrow(message);
  expect(action).toThrow(/\n\n(SUCCEEDED|FAILED|TIMED_OUT|ABORTED|RUNNING) after [^]*0s {2}(A|Ask) {2}/);
});

test.each<[string, () => unknown, string]>([
  ['what is no execution', () => expect({}).toSucceed(), 'This matcher looks at an execution'],
  ['no state', () => expect(good).toHaveVisited(), 'toHaveVisited() was given no state. Name at least one: toHaveVisited("A").'],
  ['no path', () => expect(good).not.toHaveTakenPath(), 'toHaveTakenPath() was given no state.'],
  ['a list of states', () => (expect(good) as any).toHaveVisited(['A', 'B']), 'toHaveVisited() takes the names of states, one by one, and was given ["A","B"].'],
  ['states that there are not, behind not', () => expect(good).not.toHaveVisited('Chrage'), '.not.toHaveVisited() would always hold. There is no state "Chrage" in the state machine.'],
  ['a path of states that there are not, behind not', () => expect(good).not.toHaveTakenPath('A', 'X'), '.not.toHaveTakenPath() would always hold.'],
  ['a number for an error', () => (expect(bad) as any).toFailWith(404), 'toFailWith() takes the name of an error and a cause'],
  ['an object for a cause', () => (expect(bad) as any).toFailWith('Boom', { message: 'x' }), 'and was given {"message":"x"}.'],
])('%s is refused', (_, action, message) => {
  expect(action).toThrow(message);
});

describe('assertions', () => {
  test('hold, and give the execution', () => {
    expect(timedOut.assertTimedOut()).toBe(timedOut);
    expect(aborted.assertAborted('Enough', 'nobody')).toBe(aborted);
    expect(stopped().execution.assertAborted().assertVisited('Ask').assertPath('Ask')).toBeInstanceOf(Execution);
  });

  test.each<[string, () => unknown, string]>([
    ['assertTimedOut', () => good.assertTimedOut(), 'The execution should have timed out, and is SUCCEEDED.'],
    ['assertAborted', () => stopped().execution.assertAborted('Enough'), 'The execution should have been stopped with the error "Enough", and is ABORTED.'],
    ['assertFailed of a timeout', () => timedOut.assertFailed('States.Timeout'), 'and is TIMED_OUT. It ran into the TimeoutSeconds of its state machine'],
    ['assertFailed with a pattern', () => bad.assertFailed('Boom', /off/ as any), 'assertFailed() takes the name of an error and a part of its cause as texts, and was given /off/. Patterns can be given to the matchers of cdk-stepwright/jest.'],
    ['assertVisited with nothing', () => good.assertVisited(), 'assertVisited() was given no state. Name at least one: assertVisited("A").'],
    ['assertPath with nothing', () => good.assertPath(), 'assertPath() was given no state.'],
    ['assertVisited of a state that there is not', () => good.assertVisited('b'), 'There is no state "b" in the state machine. Did you mean "B"?'],
  ])('%s says what is wrong', (_, action, message) => {
    expect(action).toThrow(message);
  });
});

describe('in snapshots', () => {
  test('an execution is its trace, a child execution too', () => {
    expect(good).toMatchInlineSnapshot(`
SUCCEEDED after 0s: {} → {"done":true,"at":1}

0s  A  Choice  → unchanged
0s  B  Pass  → {"done":true,"at":1}
`);
    expect(children[1]).toMatchInlineSnapshot(`
FAILED after 0s: 2 → Odd: second

0s  One  Task function:one  → failed with Odd
      attempt 1 failed with Odd: second
`);
  });

  test('an execution in progress is what happened, and what waits', () => {
    const running = machine().start({ id: 7 });
    running.advance(Duration.seconds(5));
    expect(running).toMatchInlineSnapshot(`
RUNNING after 5s: {"id":7}

0s  Ask  Task function:ask  → not finished

pending: "Ask"
`);
    expect({ running: [running] }).toMatchInlineSnapshot(`
{
  "running": [
    RUNNING after 5s: {"id":7}

    0s  Ask  Task function:ask  → not finished

    pending: "Ask",
  ],
}
`);
    running.failTask(running.pendingTasks[0].taskToken, 'Boom');
    expect(running).toMatchInlineSnapshot(`
FAILED after 5s: {"id":7} → Boom

0s  Ask  Task function:ask  → failed with Boom
      attempt 1 failed with Boom after 5s
`);
  });

  test('without the serialiser, and in logs, the engine is not shown', () => {
    const running = machine().start();
    expect(Object.keys(running)).toEqual(['execution']);
    expect(inspect(running)).toMatch(/^RUNNING after 0s: \{\}\n[^]*\n\npending: "Ask"$/);
  });
});
