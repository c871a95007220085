import { Duration } from 'aws-cdk-lib';
import { LAMBDA } from './run';
import { Simulator } from '../../src/simulator/simulator';
import { TaskMock } from '../../src/simulator/task-mock';

const approval = {
  Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', HeartbeatSeconds: 3600, TimeoutSeconds: 86400,
  Parameters: { QueueUrl: 'q', MessageBody: { 'token.$': '$$.Task.Token' } }, ResultPath: '$.approval', Next: 'Pause',
};
const lambda = (more: object = { End: true }) => ({ Type: 'Task', Resource: LAMBDA('f'), ...more });
const definition = { StartAt: 'Approve', States: { Approve: approval, Pause: { Type: 'Wait', Seconds: 600, Next: 'Charge' }, Charge: lambda() } };

const begin = () => Simulator.fromDefinition(definition).start({ id: 1 });
const codeOf = (action: () => unknown): unknown => {
  try {
    action();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
};

test('tasks that nothing answers wait, and are answered by their token', () => {
  const running = begin();
  const [task, ...others] = running.pendingTasks;
  expect(others).toEqual([]);
  expect(task).toEqual({
    stateName: 'Approve', resource: approval.Resource, attempt: 1, taskToken: task.taskToken, input: { QueueUrl: 'q', MessageBody: { token: task.taskToken } },
  });
  running.advance(Duration.minutes(30));
  expect(running.execution.status).toBe('RUNNING');
  running.succeedTask(task.taskToken, { by: 'me' });
  expect(running.pendingTasks).toEqual([]);
  running.advance(Duration.minutes(9));
  expect(running.pendingTasks).toEqual([]);
  running.advance(Duration.minutes(1));
  expect(running.pendingTasks).toEqual([expect.objectContaining({ stateName: 'Charge', taskToken: 'Charge#1', input: { id: 1, approval: { by: 'me' } } })]);
  running.succeedTask('Charge#1', 'charged');
  expect(running.execution.status).toBe('SUCCEEDED');
  expect(running.execution.output).toBe('charged');
  expect(running.execution.durationMilliseconds).toBe(40 * 60 * 1000);
});

test('without a heartbeat a task times out, with one it does not', () => {
  const silent = begin();
  silent.advance(Duration.hours(1));
  expect(silent.execution.error).toBe('States.Timeout');

  const alive = begin();
  for (let hour = 0; hour < 10; hour++) {
    alive.advance(Duration.minutes(59));
    alive.heartbeat(alive.pendingTasks[0].taskToken);
  }
  expect(alive.execution.status).toBe('RUNNING');
  alive.advance(Duration.hours(1));
  expect(alive.execution.error).toBe('States.Timeout');
});

test('a token is good once, and only if it was given out', () => {
  const running = begin();
  const [{ taskToken }] = running.pendingTasks;
  running.failTask(taskToken, 'Rejected', 'too dear');
  expect(running.execution.error).toBe('Rejected');
  expect(running.execution.cause).toBe('too dear');
  expect(codeOf(() => running.succeedTask(taskToken))).toBe('InvalidToken');
  expect(codeOf(() => begin().succeedTask('no such token'))).toBe('InvalidToken');
});

test('goes from event to event', () => {
  const running = Simulator.fromDefinition(definition).mockState('Approve', TaskMock.after(Duration.minutes(5), TaskMock.succeed()))
    .mockState('Charge', TaskMock.succeed()).start();
  const times: number[] = [];
  while (running.advanceToNextEvent()) {
    times.push(running.execution.durationMilliseconds / 60_000);
  }
  expect(times).toEqual([5, 15]);
  expect(running.execution.status).toBe('SUCCEEDED');
});

test('is stopped, as StopExecution does', () => {
  const running = begin();
  running.stop('Cancelled', 'changed my mind');
  expect(running.execution.status).toBe('ABORTED');
  expect(running.pendingTasks).toEqual([]);
  expect(running.execution.history.slice(-1)).toEqual([expect.objectContaining({
    type: 'ExecutionAborted', executionAbortedEventDetails: { error: 'Cancelled', cause: 'changed my mind' },
  })]);
});

test('is written down and resumed', () => {
  const running = begin();
  const [{ taskToken }] = running.pendingTasks;
  running.advance(Duration.minutes(10));
  const resumed = Simulator.fromDefinition(definition).resume(running.toJson());
  expect(resumed.toJson()).toBe(running.toJson());
  for (const one of [running, resumed]) {
    one.succeedTask(taskToken, 1);
    one.advance(Duration.hours(1));
    one.failTask('Charge#1', 'Boom');
  }
  expect(JSON.stringify(resumed.execution.history)).toBe(JSON.stringify(running.execution.history));
  expect(resumed.toJson()).toBe(running.toJson());
  expect(codeOf(() => Simulator.fromDefinition(definition).resume('{}'))).toBe('InvalidSnapshot');
});

describe('redrive', () => {
  test('runs a failed task again and keeps what had succeeded', () => {
    const running = begin();
    running.succeedTask(running.pendingTasks[0].taskToken, 1);
    running.advance(Duration.minutes(10));
    running.failTask('Charge#1', 'Boom');
    expect(running.execution.status).toBe('FAILED');
    running.redrive();
    expect(running.execution.status).toBe('RUNNING');
    running.succeedTask('Charge#2', 'charged');
    expect(running.execution.output).toBe('charged');
    expect(running.execution.history.slice(-8).map(({ type }) => type)).toEqual([
      'LambdaFunctionFailed', 'ExecutionFailed', 'ExecutionRedriven', 'LambdaFunctionScheduled', 'LambdaFunctionStarted', 'LambdaFunctionSucceeded',
      'TaskStateExited', 'ExecutionSucceeded',
    ]);
  });

  test('of a Parallel runs the branches again that did not succeed', () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: lambda() } });
    const running = Simulator.fromDefinition({ StartAt: 'P', States: { P: { Type: 'Parallel', Branches: ['A', 'B', 'C'].map(branch), End: true } } }).start();
    running.succeedTask('A#1', 'a');
    running.failTask('B#1', 'Boom');
    expect(running.execution.status).toBe('FAILED');
    running.redrive();
    expect(running.pendingTasks.map(({ taskToken }) => taskToken)).toEqual(['B#2', 'C#2']);
    running.succeedTask('B#2', 'b');
    running.succeedTask('C#2', 'c');
    expect(running.execution.output).toEqual(['a', 'b', 'c']);
  });

  test('is refused where there is nothing to redrive', () => {
    expect(codeOf(() => begin().redrive())).toBe('ExecutionNotRedrivable');
  });
});

test('a history that is read while the execution runs goes on with it', () => {
  const running = begin();
  const before = running.execution.history.length;
  running.advance(Duration.days(1));
  expect(running.execution.history.length).toBeGreaterThan(before);
});

test('after a redrive nothing is due that was due before', () => {
  const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });
  const running = Simulator.fromDefinition({
    StartAt: 'P', States: {
      P: {
        Type: 'Parallel', End: true, Branches: [
          branch('W', { Type: 'Wait', Seconds: 5, End: true }), branch('T', lambda({ Retry: [{ ErrorEquals: ['Boom'], IntervalSeconds: 10, MaxAttempts: 1 }], End: true })),
        ],
      },
    },
  }).start();
  running.failTask('T#1', 'Boom');
  running.advance(Duration.seconds(4));
  running.stop();
  running.redrive();
  running.failTask('T#2', 'Boom');
  running.advance(Duration.seconds(9));
  expect(running.pendingTasks).toEqual([]);
  running.advance(Duration.seconds(1));
  expect(running.pendingTasks.map(({ taskToken }) => taskToken)).toEqual(['T#3']);
});

test('is resumed only by a simulator of its own definition', () => {
  const other = Simulator.fromDefinition({ ...definition, Comment: 'another' });
  expect(() => other.resume(begin().toJson())).toThrow('The execution is of another definition.');
});

test('a redrive begins with turns of its own, not with those that the failure left', () => {
  const running = Simulator.fromDefinition({
    StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Boom' } } }, End: true } },
  }).start([1, 2]);
  running.redrive();
  const { history } = running.execution;
  const [again] = history.slice(history.findIndex(({ type }) => type === 'ExecutionRedriven')).filter(({ type }) => type === 'FailStateEntered');
  expect(again.stateEnteredEventDetails.input).toBe('1');
});

test('an execution whose history is full cannot be redriven', () => {
  const running = Simulator.fromDefinition({
    StartAt: 'A', States: { A: { Type: 'Choice', Choices: [{ Variable: '$.end', IsPresent: true, Next: 'B' }], Default: 'A' }, B: { Type: 'Succeed' } },
  }).start();
  expect(running.execution.status).toBe('FAILED');
  expect(() => running.redrive()).toThrow('The history of the execution has 25,000 events. Only an execution with fewer than 24,999 can be redriven.');
});

test('a branch whose turn had not come is entered by a redrive', () => {
  const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });
  const failsAtFirst = lambda({ Parameters: { 'a.$': 'States.StringToJson(States.ArrayGetItem($.texts, $$.Execution.RedriveCount))' }, End: true });
  const running = Simulator.fromDefinition({
    StartAt: 'P', States: { P: { Type: 'Parallel', Branches: [branch('A', failsAtFirst), branch('B', lambda())], End: true } },
  }).start({ texts: ['{', '1'] });
  expect(running.execution.error).toBe('States.IntrinsicFailure');
  expect(running.execution.visitedStates).toEqual(['P', 'A']);
  running.redrive();
  expect(running.execution.visitedStates).toEqual(['P', 'A', 'B']);
  expect(running.pendingTasks.map(({ stateName }) => stateName)).toEqual(['A', 'B']);
});
