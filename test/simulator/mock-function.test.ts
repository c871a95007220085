import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Simulator } from '../../src/simulator/simulator';
import { TaskMock } from '../../src/simulator/task-mock';

const functionIn = (stack: Stack, id: string) => new lambda.Function(stack, id, {
  code: lambda.Code.fromInline('exports.handler = async () => 1;'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X,
});

function machineIn(stack: Stack, ...functions: lambda.IFunction[]): sfn.StateMachine {
  const states = functions.map((lambdaFunction, i) => new tasks.LambdaInvoke(stack, `Call ${i}`, { lambdaFunction, outputPath: '$.Payload', retryOnServiceExceptions: false }));
  return new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(sfn.Chain.start(states.reduce<sfn.Chain>((chain, state) => chain.next(state), sfn.Chain.start(new sfn.Pass(stack, 'Begin'))))) });
}

test('a function, a version and an alias of it are one function', () => {
  const stack = new Stack(new App(), 'S');
  const fn = functionIn(stack, 'Charge');
  const alias = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion });
  const simulator = Simulator.fromStateMachine(machineIn(stack, alias)).mockFunction(fn, TaskMock.succeed({ paid: true }));
  expect(simulator.run().output).toEqual({ paid: true });
});

test('a function that the machine does not call is not mocked in vain', () => {
  const stack = new Stack(new App(), 'S');
  const simulator = Simulator.fromStateMachine(machineIn(stack, functionIn(stack, 'Charge')));
  expect(() => simulator.mockFunction(functionIn(stack, 'Ship'), TaskMock.succeed())).toThrow('No state of this machine calls the function "S/Ship".');
});

test('functions of two stacks with one name are not taken for each other', () => {
  const app = new App();
  const one = new Stack(app, 'One');
  const two = new Stack(app, 'Two');
  const functions = [functionIn(one, 'Charge'), functionIn(two, 'Charge')];
  const simulator = Simulator.fromStateMachine(machineIn(one, ...functions)).mockFunction(functions[0], TaskMock.succeed('one'));
  expect(() => simulator.mockFunction(functions[1], TaskMock.succeed('two'))).toThrow('Functions "One/Charge" and "Two/Charge" have the same name in a simulation');
});
