import { App, Duration, Stack } from 'aws-cdk-lib';
import { DefinitionBody, IntegrationPattern, Pass, Result, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Execution, LocalServices, Simulator, SimulatorProps, TaskMock } from '../../src';

const CHILD = 'arn:aws:states:us-east-1:123456789012:stateMachine:Child';

const start = (resource: string, parameters: object = {}, more: object = {}) => ({
  StartAt: 'Start',
  States: { Start: { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Parameters: { StateMachineArn: CHILD, Input: { n: 1 }, ...parameters }, End: true, ...more } },
});
const child = (states: object = { Pause: { Type: 'Wait', Seconds: 90, Next: 'Done' }, Done: { Type: 'Pass', Result: { ok: true }, End: true } }, props: SimulatorProps = {}) =>
  Simulator.fromDefinition({ StartAt: Object.keys(states)[0], States: states }, props);
const FAILING = { Work: { Type: 'Fail', Error: 'Boom', Cause: 'why' } };
const EXPRESS = { workflowType: 'EXPRESS' as never };

function run(definition: object, nested = child(), machine = CHILD): Execution {
  return Simulator.fromDefinition(definition).addStateMachine(machine, nested).run();
}

describe('startExecution', () => {
  test('starts an execution and goes on', () => {
    const nested = child();
    const execution = run(start('states:startExecution', { Name: 'mine' }), nested);
    expect(execution.output).toMatchObject({ ExecutionArn: CHILD.replace('stateMachine', 'execution') + ':mine', StartDate: Date.UTC(2026, 0, 1), SdkHttpMetadata: { HttpStatusCode: 200 } });
    expect(execution.durationMilliseconds).toBe(0);
    expect(nested.nestedExecutions.map(({ output }) => output)).toEqual([{ ok: true }]);
    expect(nested.nestedExecutions[0].history[0].executionStartedEventDetails.input).toBe('{"n":1}');
  });

  test('goes on where the other fails', () => {
    expect(run(start('states:startExecution'), child(FAILING)).status).toBe('SUCCEEDED');
  });

  test('of the AWS SDK gives a date', () => {
    expect(run(start('aws-sdk:sfn:startExecution')).output).toEqual({ ExecutionArn: expect.stringContaining(':execution:Child:'), StartDate: '2026-01-01T00:00:00.000Z' });
  });

  test('makes a name where none is given, the same in every run', () => {
    const arn = () => run(start('states:startExecution')).output.ExecutionArn;
    expect(arn()).toMatch(/:execution:Child:[0-9a-f-]{36}$/);
    expect(arn()).toBe(arn());
  });
});

describe('startExecution.sync', () => {
  const ended = { ExecutionArn: CHILD.replace('stateMachine', 'execution') + ':mine', InputDetails: { Included: true }, Name: 'mine', StateMachineArn: CHILD };

  test('waits for the end, and gives texts', () => {
    const execution = run(start('states:startExecution.sync', { Name: 'mine' }));
    expect(execution.output).toEqual({
      ...ended, Input: '{"n":1}', Output: '{"ok":true}', OutputDetails: { Included: true }, Status: 'SUCCEEDED', RedriveCount: 0, RedriveStatus: 'NOT_REDRIVABLE',
      RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven', StartDate: Date.UTC(2026, 0, 1), StopDate: Date.UTC(2026, 0, 1, 0, 1, 30),
    });
    expect(execution.durationMilliseconds).toBe(90_000);
    expect(execution.history.map(({ type }) => type)).toContain('TaskSubmitted');
  });

  test(':2 gives JSON', () => {
    expect(run(start('states:startExecution.sync:2', { Name: 'mine' })).output).toMatchObject({ ...ended, Input: { n: 1 }, Output: { ok: true } });
  });

  test('fails with what the other ended with', () => {
    const execution = run(start('states:startExecution.sync', { Name: 'mine', Input: null }), child(FAILING));
    expect(execution.error).toBe('States.TaskFailed');
    expect(JSON.parse(execution.cause!)).toMatchObject({ ...ended, Cause: 'why', Error: 'Boom', Input: '{}', Status: 'FAILED' });
  });

  test('takes a text as JSON text', () => {
    const nested = child();
    run(start('states:startExecution.sync', { Input: '"text"' }), nested);
    expect(nested.nestedExecutions[0].history[0].executionStartedEventDetails.input).toBe('"text"');
  });

  test('times out like any task', () => {
    expect(run(start('states:startExecution.sync', {}, { TimeoutSeconds: 60 })).error).toBe('States.Timeout');
  });

  test('shows the other machine its own identity and time', () => {
    const nested = child({ See: { Type: 'Pass', Parameters: { 'id.$': '$$.StateMachine.Id', 'name.$': '$$.Execution.Name', 'at.$': '$$.Execution.StartTime' }, End: true } });
    const definition = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 5, Next: 'Start' }, ...start('states:startExecution.sync:2', { Name: 'mine' }).States } };
    expect(run(definition, nested).output.Output).toEqual({ id: CHILD, name: 'mine', at: '2026-01-01T00:00:05.000Z' });
  });
});

describe('the token of a job', () => {
  const telling = (more: object = {}) => start('states:startExecution.sync:2', { Input: { 'token.$': '$$.Task.Token' } }, more);
  const reporting = (outcome: string, parameters: object) => child({
    Report: { Type: 'Task', Resource: `arn:aws:states:::aws-sdk:sfn:sendTask${outcome}`, Parameters: { 'TaskToken.$': '$.token', ...parameters }, Next: 'Pause' },
    Pause: { Type: 'Wait', Seconds: 90, End: true },
  });

  test('is there where the parameters read it, and the job ends the task', () => {
    const nested = child();
    expect(run(telling(), nested).output.Status).toBe('SUCCEEDED');
    expect(nested.nestedExecutions[0].history[0].executionStartedEventDetails.input).toMatch(/^\{"token":"[0-9a-f]{128}"\}$/);
  });

  test('is there under JSONata', () => {
    const { States: { Start } } = start('states:startExecution.sync:2');
    const { Parameters: _parameters, ...fields } = Start as any;
    const job = { ...fields, QueryLanguage: 'JSONata', Arguments: { StateMachineArn: CHILD, Input: { token: '{% $states.context.Task.Token %}' } } };
    expect(run({ StartAt: 'Start', States: { Start: job } }).output.Input.token).toMatch(/^[0-9a-f]{128}$/);
  });

  test('ends the task before the job ends', () => {
    const execution = run(telling(), reporting('Success', { Output: '{"ok":true}' }));
    expect(execution.output).toEqual({ ok: true });
    expect(execution.durationMilliseconds).toBe(0);
    expect(execution.history.filter(({ type }) => type === 'TaskSucceeded')).toHaveLength(1);
  });

  test('fails the task before the job ends', () => {
    expect(run(telling(), reporting('Failure', { Error: 'Rejected' })).error).toBe('Rejected');
  });

  test('answers it in an execution that is driven step by step', () => {
    const running = Simulator.fromDefinition({
      StartAt: 'Job', States: { Job: { Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun.sync', Parameters: { JobName: 'j', Arguments: { 'token.$': '$$.Task.Token' } }, End: true } },
    }).start();
    const [{ taskToken, input }] = running.pendingTasks;
    expect(input.Arguments.token).toBe(taskToken);
    running.succeedTask(taskToken, 'early');
    expect(running.execution.output).toBe('early');
  });
});

describe('startSyncExecution', () => {
  test('runs an Express workflow', () => {
    const { output } = run(start('aws-sdk:sfn:startSyncExecution', { Name: 'mine' }), child(undefined, EXPRESS));
    expect(output).toMatchObject({ Status: 'SUCCEEDED', Output: '{"ok":true}', BillingDetails: { BilledDurationInMilliseconds: 90_000 }, StopDate: '2026-01-01T00:01:30.000Z' });
  });

  test('reports a failure and does not fail', () => {
    expect(run(start('aws-sdk:sfn:startSyncExecution'), child(FAILING, EXPRESS)).output).toMatchObject({ Status: 'FAILED', Error: 'Boom' });
  });

  test('does not run a Standard workflow', () => {
    expect(run(start('aws-sdk:sfn:startSyncExecution')).error).toBe('Sfn.StateMachineTypeNotSupportedException');
  });
});

describe('startExecution.waitForTaskToken', () => {
  const waiting = (more: object = {}) => start('states:startExecution.waitForTaskToken', { Input: { 'token.$': '$$.Task.Token' } }, more);
  const send = (outcome: string, parameters: object, more: object = { End: true }) => ({
    Type: 'Task', Resource: `arn:aws:states:::aws-sdk:sfn:sendTask${outcome}`, Parameters: { 'TaskToken.$': '$.token', ...parameters }, ResultPath: '$.sent', ...more,
  });
  const wait = (Seconds: number, Next: string) => ({ Type: 'Wait', Seconds, Next });
  const reporting = (report: object) => child({ Pause: wait(90, 'Report'), Report: report });

  test('ends when the other calls back, with what it sends', () => {
    const nested = reporting(send('Success', { Output: '{"ok":true}' }));
    const execution = run(waiting(), nested);
    expect(execution.output).toEqual({ ok: true });
    expect(execution.durationMilliseconds).toBe(90_000);
    expect(execution.history.slice(1).map(({ type }) => type)).toEqual([
      'TaskStateEntered', 'TaskScheduled', 'TaskStarted', 'TaskSubmitted', 'TaskSucceeded', 'TaskStateExited', 'ExecutionSucceeded',
    ]);
    expect(nested.nestedExecutions[0].output.sent).toEqual({});
  });

  test.each<[string, object, unknown]>([
    ['a value', { Output: { 'n.$': '$.list[1]' } }, { n: 2 }],
    ['a number', { 'Output.$': '$.list[0]' }, 1],
    ['a text that is JSON text', { Output: '"text"' }, 'text'],
  ])('takes %s', (_title, parameters, output) => {
    const nested = child({ Make: { Type: 'Pass', Result: [1, 2], ResultPath: '$.list', Next: 'Report' }, Report: send('Success', parameters) });
    expect(run(waiting(), nested).output).toEqual(output);
  });

  test('fails when the other says so', () => {
    const { error, cause, durationMilliseconds } = run(waiting(), reporting(send('Failure', { Error: 'Rejected', Cause: { why: 'too dear' } })));
    expect([error, cause, durationMilliseconds]).toEqual(['Rejected', '{"why":"too dear"}', 90_000]);
  });

  test('fails without error and cause where none is sent', () => {
    const caught = waiting({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] });
    const execution = run({ ...caught, States: { ...caught.States, Caught: { Type: 'Pass', End: true } } }, reporting(send('Failure', {})));
    expect(execution.output).toEqual({ Error: null, Cause: null });
  });

  test('goes on as long as there are heartbeats', () => {
    const alive = child({
      First: wait(50, 'Alive'), Alive: send('Heartbeat', {}, { Next: 'Second' }), Second: wait(50, 'Report'), Report: send('Success', { Output: '1' }),
    });
    expect(run(waiting({ HeartbeatSeconds: 60 }), alive).output).toBe(1);
    const silent = child({ Pause: wait(100, 'Report'), Report: send('Success', { Output: '1' }) });
    const execution = run(waiting({ HeartbeatSeconds: 60 }), silent);
    expect([execution.error, execution.durationMilliseconds]).toEqual(['States.Timeout', 60_000]);
    expect(silent.nestedExecutions[0].error).toBe('Sfn.TaskTimedOutException');
  });

  test('times out where the other does not call back in time, which then learns it', () => {
    const nested = reporting(send('Success', { Output: '1' }));
    const execution = run(waiting({ TimeoutSeconds: 90 }), nested);
    expect([execution.error, execution.durationMilliseconds]).toEqual(['States.Timeout', 90_000]);
    const [{ error, cause }] = nested.nestedExecutions;
    expect(error).toBe('Sfn.TaskTimedOutException');
    expect(cause).toMatch(/^Task Timed Out: 'Provided task does not exist anymore' \(Service: Sfn, Status Code: 400, Request ID: .+\) \(SDK Attempt Count: 1\)$/);
  });

  test('times out where the other fails before', () => {
    const nested = child({ Work: { Type: 'Choice', Choices: [{ Variable: '$.sure', IsPresent: true, Next: 'Report' }], Default: 'Fail' }, Fail: FAILING.Work, Report: send('Success', { Output: '1' }) });
    expect(run(waiting({ TimeoutSeconds: 60 }), nested).error).toBe('States.Timeout');
  });

  test('takes the first callback', () => {
    const nested = child({
      Pause: wait(90, 'Both'), Both: {
        Type: 'Parallel', End: true, Branches: ['Success', 'Failure'].map((outcome) => ({ StartAt: outcome, States: { [outcome]: send(outcome, outcome === 'Success' ? { Output: '1' } : {}) } })),
      },
    });
    expect(run(waiting(), nested).output).toBe(1);
    expect(nested.nestedExecutions[0].error).toBe('Sfn.TaskTimedOutException');
  });

  test('is called back by an execution that the other starts', () => {
    const report = child({ Pause: wait(30, 'Report'), Report: send('Success', { Output: '"from within"' }) });
    const between = Simulator.fromDefinition(start('states:startExecution', { 'Input': undefined, 'Input.$': '$' })).addStateMachine(CHILD, report);
    const execution = run(waiting(), between);
    expect([execution.output, execution.durationMilliseconds]).toEqual(['from within', 30_000]);
  });

  test('gives every retry a token of its own', () => {
    const nested = reporting(send('Success', { Output: '1' }));
    const execution = run(waiting({ TimeoutSeconds: 60, Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1 }] }), nested);
    expect(execution.error).toBe('States.Timeout');
    const tokens = nested.nestedExecutions.map(({ history }) => JSON.parse(history[0].executionStartedEventDetails.input).token);
    expect(new Set(tokens).size).toBe(2);
  });

  test.each<[string, object, string, string]>([
    ['a token that is none', { 'TaskToken': 'NoSuchTaskToken', 'TaskToken.$': undefined, 'Output': 'no JSON' }, 'Sfn.InvalidTokenException', 'Invalid Token: \'Invalid token\' (Service: Sfn, Status Code: 400, '],
    ['a token that was not given out', { 'TaskToken': 'a'.repeat(128), 'TaskToken.$': undefined, 'Output': '1' }, 'Sfn.TaskTimedOutException', 'Task Timed Out: \'Provided task does not exist anymore\' (Service: Sfn, '],
    ['an output that is no JSON', { Output: 'nope' }, 'Sfn.InvalidOutputException', 'The provided JSON output data is not valid. (Service: Sfn, Status Code: 400, '],
  ])('refuses %s', (_title, parameters, error, cause) => {
    const nested = reporting(send('Success', parameters));
    expect(run(waiting({ TimeoutSeconds: 600 }), nested).error).toBe('States.Timeout');
    const [execution] = nested.nestedExecutions;
    expect(execution.error).toBe(error);
    expect(execution.cause).toContain(cause);
  });

  test('mocks of what calls back count', () => {
    const nested = reporting(send('Success', { Output: '1' })).mockState('Report', TaskMock.fail('Mocked'));
    expect(run(waiting({ TimeoutSeconds: 600 }), nested).error).toBe('States.Timeout');
    expect(nested.nestedExecutions[0].error).toBe('Mocked');
  });

  test('a machine that cannot call back is an error of run(), and waits for the test after start()', () => {
    expect(() => run(waiting())).toThrow('State "Start" waits for a callback, and in run() nothing calls back.');
    const running = Simulator.fromDefinition(waiting()).addStateMachine(CHILD, child()).start();
    running.succeedTask(running.pendingTasks[0].taskToken, 'by hand');
    expect(running.execution.output).toBe('by hand');
  });

  test('what is called back with a token from outside of the simulation is left to mocks', () => {
    expect(() => child({ Report: send('Success', { Output: '1' }) }).run({ token: 't' })).toThrow('State "Report" calls "aws-sdk:sfn:sendTaskSuccess", and nothing answers it.');
  });

  describe('in an execution that is driven step by step', () => {
    const simulator = () => Simulator.fromDefinition(waiting({ HeartbeatSeconds: 60 })).addStateMachine(CHILD, child({
      First: wait(50, 'Alive'), Alive: send('Heartbeat', {}, { Next: 'Second' }), Second: wait(50, 'Report'), Report: send('Success', { Output: '{"ok":true}' }),
    }));

    test('comes at its time', () => {
      const running = simulator().start();
      expect(running.pendingTasks).toEqual([]);
      running.advance(Duration.seconds(99));
      expect(running.execution.status).toBe('RUNNING');
      running.advance(Duration.seconds(1));
      expect(running.execution.output).toEqual({ ok: true });
    });

    test('is written down and goes on the same', () => {
      const whole = simulator().start();
      let parts = simulator().resume(whole.toJson());
      for (let seconds = 0; seconds < 120; seconds += 30) {
        expect(parts.toJson()).toBe(whole.toJson());
        parts = simulator().resume(parts.toJson());
        [whole, parts].forEach((one) => one.advance(Duration.seconds(30)));
      }
      expect(parts.execution.output).toEqual({ ok: true });
      expect(JSON.stringify(parts.execution.history)).toBe(JSON.stringify(whole.execution.history));
    });
  });
});

describe('a callback within one execution', () => {
  const branch = (states: object) => ({ StartAt: Object.keys(states)[0], States: states });
  const key = { id: { S: '1' } };
  const asking = (more: object = {}) => branch({
    Ask: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:dynamodb:putItem.waitForTaskToken', Parameters: { TableName: 'Tokens', Item: { ...key, token: { 'S.$': '$$.Task.Token' } } }, End: true, ...more },
  });
  const answering = (seconds: number) => branch({
    Pause: { Type: 'Wait', Seconds: seconds, Next: 'Read' },
    Read: { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:getItem', Parameters: { TableName: 'Tokens', Key: key }, Next: 'Answer' },
    Answer: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:sfn:sendTaskSuccess', Parameters: { 'TaskToken.$': '$.Item.token.S', 'Output': '"answered"' }, End: true },
  });
  const both = (...Branches: object[]) => {
    const services = new LocalServices();
    services.dynamoDb.addTable('Tokens', 'id');
    return Simulator.fromDefinition(branch({ Both: { Type: 'Parallel', Branches, End: true } })).useServices(services);
  };

  test('ends the task of another branch', () => {
    const execution = both(asking(), answering(60)).run();
    expect(execution.output).toEqual(['answered', {}]);
    expect(execution.durationMilliseconds).toBe(60_000);
  });

  test('is refused where the task has ended', () => {
    const late = asking({ TimeoutSeconds: 30, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Late' }] });
    const execution = both(branch({ ...late.States, Late: { Type: 'Pass', End: true } }), answering(60)).run();
    expect(execution.error).toBe('Sfn.TaskTimedOutException');
  });

  test('is still an error of run() where nothing can call back', () => {
    expect(() => both(asking()).run()).toThrow('State "Ask" waits for a callback, and in run() nothing calls back.');
  });

  test('parameters that are missing stop the task before it starts', () => {
    const { error, cause } = both(branch({
      Answer: { Type: 'Task', QueryLanguage: 'JSONata', Resource: 'arn:aws:states:::aws-sdk:sfn:sendTaskSuccess', Arguments: '{% {"TaskToken": "t"} %}', End: true },
    })).run();
    expect(error).toBe('States.Runtime');
    expect(cause).toContain('could not be used to start the Task: [The field \'Output\' is required but was missing]');
  });
});

test.each<[string, object, string, string]>([
  ['a name that is none', { Name: 'a b' }, 'StepFunctions.InvalidNameException', 'Invalid Name: \'a b\' (Service: AWSStepFunctions; '],
  ['an input that is no JSON', { Input: 'nope' }, 'StepFunctions.InvalidExecutionInputException', 'Invalid State Machine Execution Input: \'nope\' (Service: '],
])('%s is refused', (_title, parameters, error, cause) => {
  const { States: { Start } } = start('states:startExecution', parameters);
  const { End: _end, ...first } = Start;
  const execution = run({ StartAt: 'First', States: { First: { ...first, ResultPath: null, Next: 'Start' }, Start } });
  expect(execution.error).toBe(error);
  expect(execution.cause).toContain(cause);
});

describe('an execution that is waited for', () => {
  const ORDERS = 'arn:aws:states:::dynamodb:putItem';
  const put = (id: string, more: object = { End: true }) => ({ Type: 'Task', Resource: ORDERS, Parameters: { TableName: 'Orders', Item: { id: { S: id } } }, ...more });
  const wait = (Seconds: number, Next: string) => ({ Type: 'Wait', Seconds, Next });
  let services: LocalServices;
  const written = () => services.dynamoDb.items('Orders').map(({ id }) => id);
  const slow = () => child({ Early: put('early', { Next: 'Pause' }), Pause: wait(100, 'Late'), Late: put('late') }).useServices(services);
  const states = (of: Simulator) => of.nestedExecutions.map(({ status, durationMilliseconds }) => [status, durationMilliseconds]);
  beforeEach(() => {
    services = new LocalServices();
    services.dynamoDb.addTable('Orders', 'id');
  });

  test.each<[string, object, object]>([
    ['its task times out', { TimeoutSeconds: 10 }, {}],
    ['its task misses a heartbeat', { HeartbeatSeconds: 10 }, {}],
    ['the execution around it times out', {}, { TimeoutSeconds: 10 }],
  ])('is stopped where %s', (_title, more, ofMachine) => {
    const nested = slow();
    const execution = run({ ...start('states:startExecution.sync', {}, more), ...ofMachine }, nested);
    expect(execution.durationMilliseconds).toBe(10_000);
    expect([execution.status, execution.error]).toEqual('TimeoutSeconds' in ofMachine ? ['TIMED_OUT', undefined] : ['FAILED', 'States.Timeout']);
    expect(states(nested)).toEqual([['ABORTED', 10_000]]);
    expect(nested.nestedExecutions[0].history.pop().type).toBe('ExecutionAborted');
    expect(written()).toEqual(['early']);
  });

  test('is stopped with the one that waits for it', () => {
    const nested = slow();
    const between = Simulator.fromDefinition(start('states:startExecution.sync')).addStateMachine(CHILD, nested);
    expect(run(start('states:startExecution.sync', {}, { TimeoutSeconds: 10 }), between).error).toBe('States.Timeout');
    expect([...states(between), ...states(nested)]).toEqual([['ABORTED', 10_000], ['ABORTED', 10_000]]);
    expect(written()).toEqual(['early']);
  });

  test('is stopped at every try', () => {
    const nested = slow();
    run(start('states:startExecution.sync', {}, { TimeoutSeconds: 10, Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1 }] }), nested);
    expect(states(nested)).toEqual([['ABORTED', 10_000], ['ABORTED', 10_000]]);
  });

  test.each<[string, string, object]>([
    ['ends in time', 'states:startExecution.sync', { TimeoutSeconds: 101 }],
    ['is not waited for', 'states:startExecution', { TimeoutSeconds: 10 }],
    ['is to call back', 'states:startExecution.waitForTaskToken', { TimeoutSeconds: 10 }],
  ])('runs to its end where it %s', (_title, resource, more) => {
    const called = resource.endsWith('Token') ? { Input: { 'token.$': '$$.Task.Token' } } : {};
    const nested = slow().addStateMachine('None', child({ Report: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:sfn:sendTaskSuccess', Parameters: { TaskToken: 't', Output: '1' }, End: true } }));
    run(start(resource, called, more), nested);
    expect(states(nested)).toEqual([['SUCCEEDED', 100_000]]);
    expect(written().sort()).toEqual(['early', 'late']);
  });
});

describe('a name', () => {
  const MINE = CHILD.replace('stateMachine', 'execution') + ':mine';
  const starting = (suffix: string, Input: object = { n: 1 }, more: object = { End: true }) => ({
    Type: 'Task', Resource: `arn:aws:states:::states:startExecution${suffix}`, Parameters: { StateMachineArn: CHILD, Name: 'mine', Input }, ...more,
  });
  const pause = (Seconds: number) => ({ Type: 'Wait', Seconds, Next: 'Second' });
  const twice = (first: object, seconds: number, second: object) => ({ StartAt: 'First', States: { First: { ...first, Next: 'Pause', End: undefined }, Pause: pause(seconds), Second: second } });
  const TAKEN = ['StepFunctions.ExecutionAlreadyExistsException', expect.stringContaining(`Execution Already Exists: '${MINE}' (Service: AWSStepFunctions; Status Code: 400; Error Code: ExecutionAlreadyExists; `)];

  test('of an open execution with the same input gives that execution', () => {
    const nested = child();
    const execution = run(twice(starting(''), 60, starting('')), nested);
    expect(execution.output).toMatchObject({ ExecutionArn: MINE, StartDate: Date.UTC(2026, 0, 1), SdkHttpMetadata: { HttpStatusCode: 200 } });
    expect(nested.nestedExecutions).toHaveLength(1);
  });

  test('of an open execution with the same input waits for that execution', () => {
    const nested = child();
    const execution = run(twice(starting(''), 60, starting('.sync:2')), nested);
    expect(execution.output).toMatchObject({ ExecutionArn: MINE, Input: { n: 1 }, Output: { ok: true }, Status: 'SUCCEEDED', StartDate: Date.UTC(2026, 0, 1) });
    expect(execution.durationMilliseconds).toBe(90_000);
    expect(nested.nestedExecutions).toHaveLength(1);
  });

  test('of the execution itself waits for ever, as far as it can', () => {
    const itself = Simulator.fromDefinition({ StartAt: 'Again', States: { Again: { ...starting('.sync'), TimeoutSeconds: 5 } } });
    itself.addStateMachine(CHILD, itself);
    expect(run({ StartAt: 'First', States: { First: starting('.sync') } }, itself).durationMilliseconds).toBe(5_000);
    expect(itself.nestedExecutions.map(({ error }) => error)).toEqual(['States.Timeout']);
  });

  test.each<[string, object]>([
    ['an open execution with another input', twice(starting(''), 60, starting('', { n: 2 }))],
    ['an execution that has ended', twice(starting(''), 90, starting(''))],
    ['an execution that was waited for', twice(starting('.sync'), 1, starting('.sync'))],
    ['an execution that ended not yet 90 days ago', twice(starting('.sync'), 90 * 86_400 - 1, starting(''))],
    ['an execution of another item of a Distributed Map', {
      StartAt: 'Each', States: {
        Each: {
          Type: 'Map', Parameters: { 'n.$': '$$.Map.Item.Index' }, End: true, MaxConcurrency: 1,
          ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'First', States: { First: starting('.sync', { 'n.$': '$.n' }, { Next: 'Second', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Report' }] }), Second: { Type: 'Pass', End: true }, Report: { Type: 'Fail', ErrorPath: '$.Error', CausePath: '$.Cause' } } },
        },
      },
    }],
  ])('of %s is taken', (_title, definition) => {
    const nested = child();
    const execution = Simulator.fromDefinition(definition).addStateMachine(CHILD, nested).run([1, 2]);
    const [, second] = execution.mapRuns.flatMap(({ childExecutions }) => childExecutions);
    expect([second?.error ?? execution.error, second?.cause ?? execution.cause]).toEqual(TAKEN);
    expect(nested.nestedExecutions).toHaveLength(1);
  });

  test('is taken for the executions within, too', () => {
    const nested = child();
    const between = Simulator.fromDefinition({ StartAt: 'First', States: { First: starting('.sync') } }).addStateMachine(CHILD, nested);
    const outer = twice({ ...starting(''), Parameters: { StateMachineArn: 'Between' } }, 100, starting(''));
    const execution = Simulator.fromDefinition(outer).addStateMachine('Between', between).addStateMachine(CHILD, nested).run();
    expect([execution.error, execution.cause]).toEqual(TAKEN);
  });

  test('is free again 90 days after the end, in another run, of another machine and in Express workflows', () => {
    const nested = child();
    const late = Simulator.fromDefinition(twice(starting('.sync'), 90 * 86_400, starting(''))).addStateMachine(CHILD, nested);
    [late.run(), late.run()].forEach((execution) => execution.assertSucceeded());
    expect(nested.nestedExecutions).toHaveLength(4);
    const other = { ...starting(''), Parameters: { StateMachineArn: 'Other', Name: 'mine' } };
    Simulator.fromDefinition(twice(starting(''), 100, other)).addStateMachine(CHILD, nested).addStateMachine('Other', nested).run().assertSucceeded();
    run(twice(starting(''), 100, starting('')), child(undefined, EXPRESS)).assertSucceeded();
  });

  test('stays taken in an execution that is written down', () => {
    const simulator = () => Simulator.fromDefinition(twice(starting(''), 60, starting('.sync'))).addStateMachine(CHILD, child());
    const whole = simulator().start();
    const parts = simulator().resume(whole.toJson());
    expect(parts.toJson()).toBe(whole.toJson());
    [whole, parts].forEach((one) => one.advance(Duration.seconds(200)));
    expect(parts.execution.durationMilliseconds).toBe(90_000);
    expect(JSON.stringify(parts.execution.history)).toBe(JSON.stringify(whole.execution.history));
  });
});

describe('what is wrong with the test', () => {
  test('machines that start each other without an end', () => {
    const machine = Simulator.fromDefinition(start('states:startExecution.sync'));
    machine.addStateMachine(CHILD, machine);
    expect(() => machine.run()).toThrow('State "Start" starts an execution of "Child" inside of 50 others. Look for machines that start each other without an end.');
  });

  test('a task of the other machine that nothing answers', () => {
    const nested = child({ Ask: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', End: true } });
    expect(() => run(start('states:startExecution.sync'), nested)).toThrow('In the execution of "Child" that state "Start" starts: State "Ask" calls');
  });

  test('an Express workflow that is waited for', () => {
    expect(() => run(start('states:startExecution.sync'), child(undefined, EXPRESS))).toThrow('waits for an execution of "Child", which is an Express workflow');
  });

  test('no machine', () => {
    expect(() => child().addStateMachine(CHILD, undefined as never)).toThrow('addStateMachine() takes the ARN of a state machine, or its name, and a Simulator of it.');
    expect(() => child().useServices({} as never)).toThrow('useServices() takes LocalServices');
  });

  test('a machine that was not added', () => {
    expect(() => run(start('states:startExecution'), child(), 'Other')).toThrow('State "Start" calls "states:startExecution", and nothing answers it.');
  });
});

test('a mock of the state counts before the other machine', () => {
  const nested = child();
  const execution = Simulator.fromDefinition(start('states:startExecution')).addStateMachine('Child', nested).mockState('Start', TaskMock.succeed({ ExecutionArn: 'mocked' })).run();
  expect(execution.output).toEqual({ ExecutionArn: 'mocked' });
  expect(nested.nestedExecutions).toEqual([]);
});

test('an execution that waits for another is written down and goes on', () => {
  const simulator = Simulator.fromDefinition(start('states:startExecution.sync:2')).addStateMachine(CHILD, child());
  let running = simulator.start();
  running = simulator.resume(running.toJson());
  while (running.advanceToNextEvent());
  expect(running.execution.output.Output).toEqual({ ok: true });
});

test('machines of a CDK app find each other by their ARNs', () => {
  const stack = new Stack(new App(), 'Shop');
  const inner = new StateMachine(stack, 'Inner', { definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Do', { result: Result.fromObject({ ok: true }) })) });
  const call = new StepFunctionsStartExecution(stack, 'Call', { stateMachine: inner, integrationPattern: IntegrationPattern.RUN_JOB, outputPath: '$.Output' });
  const outer = new StateMachine(stack, 'Outer', { definitionBody: DefinitionBody.fromChainable(call) });
  const execution = Simulator.fromStateMachine(outer).addStateMachine(inner.stateMachineArn, Simulator.fromStateMachine(inner)).run();
  expect(execution.output).toEqual({ ok: true });
});
