import { App, Stack } from 'aws-cdk-lib';
import { DefinitionBody, IntegrationPattern, Pass, Result, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Execution, Simulator, SimulatorProps, TaskMock } from '../../src';

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

test.each<[string, object, string, string]>([
  ['a name twice', { Name: 'mine' }, 'StepFunctions.ExecutionAlreadyExistsException', 'Execution Already Exists: \'arn:aws:states:us-east-1:123456789012:execution:Child:mine\' (Service: AWSStepFunctions; Status Code: 400; Error Code: ExecutionAlreadyExists; '],
  ['a name that is none', { Name: 'a b' }, 'StepFunctions.InvalidNameException', 'Invalid Name: \'a b\' (Service: AWSStepFunctions; '],
  ['an input that is no JSON', { Input: 'nope' }, 'StepFunctions.InvalidExecutionInputException', 'Invalid State Machine Execution Input: \'nope\' (Service: '],
])('%s is refused', (_title, parameters, error, cause) => {
  const { States: { Start } } = start('states:startExecution', parameters);
  const { End: _end, ...first } = Start;
  const execution = run({ StartAt: 'First', States: { First: { ...first, ResultPath: null, Next: 'Start' }, Start } });
  expect(execution.error).toBe(error);
  expect(execution.cause).toContain(cause);
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
