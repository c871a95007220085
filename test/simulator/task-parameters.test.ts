import { LocalServices } from '../../src/simulator/services/local-services';
import { Simulator } from '../../src/simulator/simulator';
import { TaskMock } from '../../src/simulator/task-mock';

/** What is written out in a definition is refused before it runs; what an expression gives, when it does. */
const calling = (resource: string, more: object = {}) => Simulator.fromDefinition({
  QueryLanguage: 'JSONata', StartAt: 'Call', States: { Call: { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Arguments: '{% $states.input %}', End: true, ...more } },
});
const run = (resource: string, parameters: object, more: object = {}) => calling(resource, more).mockState('Call', TaskMock.succeed()).run(parameters);

test.each<[string, object, string]>([
  ['dynamodb:getItem', { TableName: 't', Key: {}, consistentRead: true }, 'The field "consistentRead" is not supported by Step Functions'],
  ['dynamodb:getItem', { TableName: 't' }, 'The field \'Key\' is required but was missing'],
  ['aws-sdk:sfn:startExecution', { StateMachineArn: 'm', input: {} }, 'The field "input" is not supported by Step Functions'],
  ['lambda:invoke', { functionName: 'f' }, 'The field \'FunctionName\' is required but was missing, The field "functionName" is not supported by Step Functions'],
  ['sqs:sendMessage.waitForTaskToken', { Body: 't', MessageBody: 'm', QueueUrl: 'q' }, 'The field "Body" is not supported by Step Functions'],
])('%s is not mocked where Step Functions could not call it with %j', (resource, parameters, problem) => {
  const execution = run(resource, parameters, { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Call' }] });
  expect(execution.error).toBe('States.Runtime');
  expect(execution.cause).toMatch(/^An error occurred while executing the state 'Call' \(entered at the event id #2\)\. The Parameters '.*' could not be used to start the Task: \[/);
  expect(execution.cause).toContain(`[${problem}]`);
  expect(execution.history.map(({ type }) => type)).toEqual(['ExecutionStarted', 'TaskStateEntered', 'ExecutionFailed']);
});

test('a parameter of another type is mocked, and refused by services', () => {
  const parameters = { TableName: 't', Key: {}, ConsistentRead: 5 };
  expect(run('dynamodb:getItem', parameters).status).toBe('SUCCEEDED');
  const services = calling('dynamodb:getItem').useServices(new LocalServices()).run(parameters);
  expect(services.cause).toContain('[The value of the field \'ConsistentRead\' has an invalid format]');
});

test('another simulated machine is not started with parameters that Step Functions does not know', () => {
  const child = Simulator.fromDefinition({ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } });
  const start = (parameters: object) => calling('states:startExecution.sync:2').addStateMachine('Child', child).run({ StateMachineArn: 'Child', ...parameters });
  expect(start({ input: { id: 1 } }).cause).toContain('[The field "input" is not supported by Step Functions]');
  expect(child.nestedExecutions).toHaveLength(0);
  expect(start({ Input: { id: 1 } }).output.Output).toEqual({ id: 1 });
});
