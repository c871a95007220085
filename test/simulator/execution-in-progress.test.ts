import { Duration } from 'aws-cdk-lib';
import { LAMBDA } from './run';
import { ExecutionInProgress } from '../../src/simulator/execution-in-progress';
import { Simulator } from '../../src/simulator/simulator';
import { SimulatorLimit } from '../../src/simulator/simulator-limit';
import { TaskMock } from '../../src/simulator/task-mock';
import { refusalOf } from '../refusal';

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

describe('a token', () => {
  const WAITING = 'Pending are "';
  const refused = (running: ExecutionInProgress, token: string) => refusalOf(() => running.succeedTask(token));
  const ended = (how: string, token: string, state = 'Approve') => `TaskTimedOut: The task of state "${state}" with the token "${token}" has ended: it ${how}. A token is good for one end of one call.`;

  test('is good once', () => {
    const running = begin();
    const [{ taskToken }] = running.pendingTasks;
    running.failTask(taskToken, 'Rejected', 'too dear');
    expect(running.execution).toMatchObject({ error: 'Rejected', cause: 'too dear' });
    expect(refused(running, taskToken)).toBe(`${ended('failed', taskToken)} No task is pending.`);
    expect(refusalOf(() => running.failTask(taskToken))).toContain(ended('failed', taskToken));
    expect(refusalOf(() => running.heartbeat(taskToken))).toContain(ended('failed', taskToken));
  });

  test('that was never given out is another mistake', () => {
    const running = begin();
    const [{ taskToken }] = running.pendingTasks;
    expect(refused(running, 'no such token')).toBe(`InvalidToken: No task has the token "no such token". ${WAITING}${taskToken}" of state "Approve".`);
    expect(refused(running, 'Charge#1')).toContain('InvalidToken: No task has the token "Charge#1".');
    running.succeedTask(taskToken);
    running.advance(Duration.minutes(10));
    expect(refused(running, 'Charge1')).toContain('InvalidToken: No task has the token "Charge1". Did you mean "Charge#1"?');
    expect(refused(running, 'Charge#2')).toContain('InvalidToken');
    expect(refused(running, undefined as never)).toContain('InvalidToken: No task has the token "undefined".');
    expect(refused(running, taskToken)).toContain(`${ended('succeeded', taskToken)} ${WAITING}Charge#1" of state "Charge".`);
  });

  test('expires with its task', () => {
    const late = begin();
    const [{ taskToken }] = late.pendingTasks;
    late.advance(Duration.hours(1));
    expect(refused(late, taskToken)).toContain(ended('timed out', taskToken));

    const stopped = begin();
    stopped.stop();
    expect(refused(stopped, taskToken)).toContain(ended('was aborted', taskToken));
  });

  test('of a call before is not good for a retry', () => {
    const running = Simulator.fromDefinition({ StartAt: 'A', States: { A: lambda({ Retry: [{ ErrorEquals: ['Boom'] }], End: true }) } }).start();
    running.failTask('A#1', 'Boom');
    running.advance(Duration.seconds(1));
    expect(refused(running, 'A#1')).toContain(`${ended('failed', 'A#1', 'A')} ${WAITING}A#2" of state "A".`);
  });

  test('of a task that a mock answers is the mock\'s', () => {
    const simulator = Simulator.fromDefinition(definition).mockState('Approve', TaskMock.after(Duration.minutes(5), TaskMock.succeed())).mockState('Charge', TaskMock.succeed());
    const running = simulator.start();
    const token = JSON.parse(running.execution.history[2].taskScheduledEventDetails.parameters).MessageBody.token;
    expect(refused(running, token)).toContain(`TaskIsMocked: The task of state "Approve" with the token "${token}" is answered by a mock. Leave the state without a mock to answer it here.`);
    running.advance(Duration.minutes(15));
    expect(refused(running, token)).toContain(ended('succeeded', token));
    expect(refused(running, 'Charge#1')).toContain(ended('was answered by a mock', 'Charge#1', 'Charge'));
  });

  test('that was used before the execution was written down stays used', () => {
    const running = begin();
    const [{ taskToken }] = running.pendingTasks;
    running.succeedTask(taskToken);
    const resumed = Simulator.fromDefinition(definition).resume(running.toJson());
    expect(refused(resumed, taskToken)).toContain(ended('succeeded', taskToken));
    expect(resumed.toJson()).toBe(running.toJson());
  });
});

describe('what SendTaskSuccess, SendTaskFailure and StopExecution do not take is refused, and the task goes on waiting', () => {
  const still = (action: (running: ExecutionInProgress, token: string) => void, message: string) => {
    const running = begin();
    expect(refusalOf(() => action(running, running.pendingTasks[0].taskToken))).toContain(message);
    expect(running.pendingTasks).toHaveLength(1);
  };

  test.each<[string, unknown, unknown, string]>([
    ['an error that is no text', 5, undefined, 'was given 5 as the error name. Give text.'],
    ['a cause that is no text', 'E', { why: 1 }, 'was given {"why":1} as the cause. Give text.'],
    ['a long error', 'E'.repeat(257), undefined, 'was given 257 characters as the error name. Step Functions takes at most 256.'],
    ['a long cause', 'E', 'c'.repeat(32_769), 'was given 32,769 characters as the cause. Step Functions takes at most 32,768.'],
  ])('%s', (_, error, cause, message) => {
    still((running, token) => running.failTask(token, error as string, cause as string), `ValidationException: failTask() ${message}`);
    still((running) => running.stop(error as string, cause as string), `ValidationException: stop() ${message}`);
  });

  test('an output of more than 256 KiB', () => {
    const output = 'x'.repeat(262_143);
    still((running, token) => running.succeedTask(token, output), 'ValidationException: The output of succeedTask() is 262,145 bytes long. SendTaskSuccess takes at most 262,144, and the task goes on waiting;');
    const lifted = Simulator.fromDefinition(definition, { liftedLimits: [SimulatorLimit.PAYLOAD_BYTES] }).start();
    lifted.succeedTask(lifted.pendingTasks[0].taskToken, output);
    expect(lifted.pendingTasks).toHaveLength(0);
  });

  test('but the result of a task that nobody calls back fails it', () => {
    const running = Simulator.fromDefinition({ StartAt: 'A', States: { A: lambda() } }).start();
    running.succeedTask('A#1', 'x'.repeat(262_143));
    expect(running.execution.error).toBe('States.DataLimitExceeded');
  });
});

test('heartbeats are of tasks that have a token, and change nothing where nobody waits for them', () => {
  const task = (Resource: string, more: object = {}) => Simulator.fromDefinition({ StartAt: 'A', States: { A: { Type: 'Task', Resource, End: true, ...more } } }).start();
  const activity = 'arn:aws:states:us-east-1:123456789012:activity:work';
  expect(refusalOf(() => task(LAMBDA('f'), { HeartbeatSeconds: 5 }).heartbeat('A#1'))).toBe('InvalidToken: The task of state "A" has no token that a worker could send a heartbeat '
    + 'with: it waits for what it calls. Only tasks of activities, callbacks (".waitForTaskToken") and jobs (".sync") have one.');
  const patient = task(activity);
  const before = patient.toJson();
  patient.heartbeat('A#1');
  expect(patient.toJson()).toBe(before);
  const job = task('arn:aws:states:::glue:startJobRun.sync', { HeartbeatSeconds: 5, Parameters: { JobName: 'j' } });
  job.advance(Duration.seconds(4));
  job.heartbeat('A#1');
  job.advance(Duration.seconds(4));
  expect(job.execution.status).toBe('RUNNING');
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
});

describe('what is resumed', () => {
  const json = begin().toJson();
  const { format, digest, execution } = JSON.parse(json);
  const resumed = (text: string, props: object = {}) => refusalOf(() => Simulator.fromDefinition(definition, props).resume(text));
  const changed = (part: object) => JSON.stringify({ format, digest, execution: { ...execution, ...part } });

  test.each<[string, string, string]>([
    ['no JSON', '{', 'The text is not an execution that toJson() of an ExecutionInProgress wrote.'],
    ['nothing', 'null', 'The text is not an execution that toJson() of an ExecutionInProgress wrote.'],
    ['an empty object', '{}', 'The text is not an execution that toJson() of an ExecutionInProgress wrote.'],
    ['an object with a machine only', JSON.stringify({ machine: execution.machine }), 'The text is not an execution that toJson() of an ExecutionInProgress wrote.'],
    ['an execution of a machine and nothing more', JSON.stringify({ format, digest, execution: { machine: execution.machine } }), 'The execution is not as toJson() of an ExecutionInProgress wrote it'],
    ['no execution', JSON.stringify({ format, digest, execution: null }), 'The execution is not as toJson() of an ExecutionInProgress wrote it'],
    ['another form', JSON.stringify({ format: 2, digest, execution }), 'The execution was written down by another version of cdk-stepwright, in another form.'],
    ['scopes that are gone', changed({ scopes: [] }), 'The execution is not as toJson() of an ExecutionInProgress wrote it: the text was changed or cut off.'],
    ['a changed value', json.replace('"id":1', '"id":2'), 'The execution is not as toJson() of an ExecutionInProgress wrote it'],
  ])('is refused where it is %s', (_, text, message) => {
    expect(resumed(text)).toContain(`InvalidSnapshot: ${message}`);
  });

  test('may be written in another way', () => {
    expect(Simulator.fromDefinition(definition).resume(JSON.stringify(JSON.parse(json), undefined, 2)).toJson()).toBe(json);
  });

  test.each<[string, object, string]>([
    ['another type', { workflowType: 'EXPRESS' }, '"arn:aws:states:us-east-1:123456789012:stateMachine:M", an Express workflow'],
    ['another name', { stateMachineName: 'N' }, '"arn:aws:states:us-east-1:123456789012:stateMachine:N", a Standard workflow'],
    ['another region', { region: 'eu-west-1' }, '"arn:aws:states:eu-west-1:123456789012:stateMachine:M", a Standard workflow'],
    ['another account', { account: '111111111111' }, '"arn:aws:states:us-east-1:111111111111:stateMachine:M", a Standard workflow'],
  ])('is refused where it is of %s', (_, props, simulated) => {
    const waits = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } };
    const text = Simulator.fromDefinition(waits, { stateMachineName: 'M' }).start().toJson();
    expect(refusalOf(() => Simulator.fromDefinition(waits, { stateMachineName: 'M', ...props }).resume(text)))
      .toBe(`InvalidSnapshot: The execution is of "arn:aws:states:us-east-1:123456789012:stateMachine:M", a Standard workflow, and the simulator simulates ${simulated}. `
        + 'Resume it with a simulator of the same workflowType, stateMachineName, account and region.');
    expect(Simulator.fromDefinition(waits, { stateMachineName: 'M' }).resume(text).toJson()).toBe(text);
  });
});

test('an Express execution cannot be stopped', () => {
  const running = Simulator.fromDefinition({ StartAt: 'A', States: { A: lambda() } }, { workflowType: 'EXPRESS' as never }).start();
  expect(refusalOf(() => running.stop())).toContain('InvalidArn: Executions of Express workflows cannot be stopped: StopExecution refuses their ARNs.');
  expect(running.execution.status).toBe('RUNNING');
});

describe('after the end', () => {
  const failed = (props: object = {}) => {
    const running = Simulator.fromDefinition({ StartAt: 'A', States: { A: lambda() } }, props).start();
    running.advance(Duration.minutes(1));
    running.failTask('A#1', 'Boom');
    return running;
  };

  test('time passes, and the execution took no longer', () => {
    const running = failed();
    const { trace, cost } = running.execution;
    running.advance(Duration.days(2));
    expect(running.execution.durationMilliseconds).toBe(60_000);
    expect(running.execution.trace).toBe(trace);
    expect(running.execution.cost.durationMilliseconds).toBe(cost.durationMilliseconds);
    running.redrive();
    running.succeedTask('A#2');
    expect(running.execution.durationMilliseconds).toBe(2 * 24 * 3600 * 1000 + 60_000);
    expect(running.execution.history.find(({ type }) => type === 'ExecutionRedriven').timestamp).toBe('2026-01-03T00:01:00.000+00:00');
  });

  test('an execution can be redriven for 14 days', () => {
    const running = failed();
    running.advance(Duration.days(14));
    running.redrive();
    running.failTask('A#2', 'Boom');
    running.advance(Duration.days(14).plus(Duration.millis(1)));
    expect(refusalOf(() => running.redrive())).toBe('ExecutionNotRedrivable: The execution ended 14d 0.001s ago. An execution can be redriven for 14 days.');
  });

  test('an execution can be open for a year, redriven or not', () => {
    const running = failed();
    let call = 2;
    for (let days = 0; days < 364; days += 13, call++) {
      running.advance(Duration.days(13));
      running.redrive();
      running.failTask(`A#${call}`, 'Boom');
    }
    running.redrive();
    running.advance(Duration.days(1));
    expect(running.execution.status).toBe('TIMED_OUT');
    expect(running.execution.durationMilliseconds).toBe(365 * 24 * 3600 * 1000);
    expect(refusalOf(() => running.redrive())).toContain('ExecutionNotRedrivable: The execution was started 365d 1m ago. One that was started more than a year ago cannot be redriven.');
  });

  test('a redrive starts the timeout of the machine anew', () => {
    const running = Simulator.fromDefinition({ StartAt: 'A', TimeoutSeconds: 100, States: { A: lambda() } }).start();
    running.advance(Duration.seconds(90));
    running.failTask('A#1', 'Boom');
    running.redrive();
    running.advance(Duration.seconds(99));
    expect(running.execution.status).toBe('RUNNING');
    running.advance(Duration.seconds(1));
    expect(running.execution.status).toBe('TIMED_OUT');
  });
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
