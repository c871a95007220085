import { LocalServices } from '../../src/simulator/services/local-services';
import { Simulator } from '../../src/simulator/simulator';
import { TaskMock } from '../../src/simulator/task-mock';

const calling = (resource: string, parameters: object, more: object = {}) => ({
  StartAt: 'Call', States: { Call: { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Parameters: parameters, End: true, ...more } },
});
const run = (resource: string, parameters: object, more: object = {}) => (
  Simulator.fromDefinition(calling(resource, parameters, more)).mockState('Call', TaskMock.succeed()).run({ key: 5 }));

test.each<[string, object, string]>([
  ['dynamodb:getItem', { TableName: 't', Key: {}, consistentRead: true }, 'The field "consistentRead" is not supported by Step Functions'],
  ['dynamodb:getItem', { TableName: 't' }, 'The field \'Key\' is required but was missing'],
  ['aws-sdk:sfn:startExecution', { StateMachineArn: 'm', input: {} }, 'The field "input" is not supported by Step Functions'],
  ['lambda:invoke', { functionName: 'f' }, 'The field \'FunctionName\' is required but was missing, The field "functionName" is not supported by Step Functions'],
  ['sqs:sendMessage.waitForTaskToken', { 'Body.$': '$$.Task.Token', 'QueueUrl': 'q' }, 'The field "Body" is not supported by Step Functions'],
])('%s is not mocked where Step Functions could not call it with %j', (resource, parameters, problem) => {
  const execution = run(resource, parameters, { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Call' }] });
  expect(execution.error).toBe('States.Runtime');
  expect(execution.cause).toMatch(/^An error occurred while executing the state 'Call' \(entered at the event id #2\)\. The Parameters '.*' could not be used to start the Task: \[/);
  expect(execution.cause).toContain(`[${problem}]`);
  expect(execution.history.map(({ type }) => type)).toEqual(['ExecutionStarted', 'TaskStateEntered', 'ExecutionFailed']);
});

test('a parameter of another type is mocked, and refused by services', () => {
  const parameters = { 'TableName': 't', 'Key': {}, 'ConsistentRead.$': '$.key' };
  expect(run('dynamodb:getItem', parameters).status).toBe('SUCCEEDED');
  const services = Simulator.fromDefinition(calling('dynamodb:getItem', parameters)).useServices(new LocalServices()).run({ key: 5 });
  expect(services.cause).toContain('[The value of the field \'ConsistentRead\' has an invalid format]');
});

test('another simulated machine is not started with parameters that Step Functions does not know', () => {
  const child = Simulator.fromDefinition({ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } });
  const start = (parameters: object) => Simulator.fromDefinition(calling('states:startExecution.sync:2', { StateMachineArn: 'Child', ...parameters }))
    .addStateMachine('Child', child).run();
  expect(start({ input: { id: 1 } }).cause).toContain('[The field "input" is not supported by Step Functions]');
  expect(child.nestedExecutions).toHaveLength(0);
  expect(start({ Input: { id: 1 } }).output.Output).toEqual({ id: 1 });
});
