import { writeFileSync } from 'fs';
import { App, CfnParameter, Duration, NestedStack, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { parseDefinition } from '../../src/asl/document';
import { JsonObject } from '../../src/asl/json-value';
import { simulatedValue, sourceFromConstruct } from '../../src/definitions/construct';

const handler = (scope: Stack, id = 'Charge') => new lambda.Function(scope, id, {
  runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}'),
});
const machineOf = (scope: Stack, start: sfn.IChainable, type = sfn.StateMachineType.STANDARD) => new sfn.StateMachine(scope, 'Machine', {
  definitionBody: sfn.DefinitionBody.fromChainable(start), stateMachineType: type,
});
const invoke = (scope: Stack, fn: lambda.IFunction) => new tasks.LambdaInvoke(scope, 'A', { lambdaFunction: fn, retryOnServiceExceptions: false });
const statesOf = (construct: sfn.StateMachine) => (parseDefinition(sourceFromConstruct(construct)).toValue() as JsonObject).States as JsonObject;

test('the tokens of a StateMachine become readable values, and everything that cannot be known is marked', () => {
  const stack = new Stack(new App(), 'Shop');
  const table = new dynamodb.Table(stack, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
  const queue = new sqs.Queue(stack, 'Work');
  const topic = new sns.Topic(stack, 'News');
  const limit = new CfnParameter(stack, 'Limit', { type: 'Number', default: 30 });
  const machine = machineOf(stack, invoke(stack, handler(stack))
    .next(new tasks.DynamoPutItem(stack, 'B', { table, item: { id: tasks.DynamoAttributeValue.fromString('1') } }))
    .next(new tasks.SqsSendMessage(stack, 'C', { queue, messageBody: sfn.TaskInput.fromText('x') }))
    .next(new tasks.SnsPublish(stack, 'D', { topic, message: sfn.TaskInput.fromText('x') }))
    .next(new sfn.Wait(stack, 'E', { time: sfn.WaitTime.duration(Duration.seconds(limit.valueAsNumber)) })), sfn.StateMachineType.EXPRESS);
  const source = sourceFromConstruct(machine);
  expect(source.workflowType).toBe('EXPRESS');
  expect(source.opaques.map(({ label }) => label.replace(/[0-9A-F]{8}/, ''))).toEqual(
    ['${AWS::Partition}', '${Charge.Arn}', '${Orders}', '${Work}', '${News}', '${Limit}']);
  expect(statesOf(machine)).toMatchObject({
    A: { Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'arn:aws:lambda:us-east-1:123456789012:function:Charge' } },
    B: { Parameters: { TableName: 'Orders' } },
    C: { Parameters: { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/Work' } },
    D: { Parameters: { TopicArn: 'arn:aws:sns:us-east-1:123456789012:News' } },
    E: { Seconds: 30 },
  });
});

describe('simulatedValue() is what stands in the definition', () => {
  const functionName = (machine: sfn.StateMachine) => ((statesOf(machine).A as JsonObject).Parameters as JsonObject).FunctionName;

  const strengths = ['strong', 'weak', 'both', 'in another region'];
  test.each(strengths.flatMap((strength) => ['before', 'after'].map((when) => [strength, when])))('for a function of another stack (%s), %s synthesis', (strength, when) => {
    const app = new App({ context: strength.startsWith('in') ? {} : { '@aws-cdk/core:defaultCrossStackReferences': strength } });
    const env = (region: string) => (strength.startsWith('in') ? { crossRegionReferences: true, env: { account: '123456789012', region } } : {});
    const fn = handler(new Stack(app, 'Functions', env('eu-west-1')));
    const stack = new Stack(app, 'Flows', env('us-east-1'));
    const machine = machineOf(stack, invoke(stack, fn));
    if (when === 'after') app.synth();
    expect(functionName(machine)).toBe(simulatedValue(fn, fn.functionArn));
    expect(functionName(machine)).toBe('arn:aws:lambda:us-east-1:123456789012:function:Charge');
  });

  test.each(['before', 'after'])('for a function of the stack around a nested one, and the other way round, %s synthesis', (when) => {
    const app = new App();
    const outer = new Stack(app, 'Outer');
    const inner = new NestedStack(outer, 'Inner');
    const [outerFn, innerFn] = [handler(outer), handler(inner, 'Pack')];
    const innerMachine = machineOf(inner, invoke(inner, outerFn));
    const outerMachine = machineOf(outer, invoke(outer, innerFn));
    if (when === 'after') app.synth();
    expect(functionName(innerMachine)).toBe(simulatedValue(outerFn, outerFn.functionArn));
    expect(functionName(outerMachine)).toBe(simulatedValue(innerFn, innerFn.functionArn));
    expect(simulatedValue(innerFn, innerFn.functionArn)).toBe('arn:aws:lambda:us-east-1:123456789012:function:Pack');
  });

  test('for functions that are imported, named, versioned and aliased', () => {
    const stack = new Stack(new App(), 'Shop');
    const named = new lambda.Function(stack, 'Fn', { functionName: 'pay', runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
    const at = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
    expect(simulatedValue(named, named.functionArn)).toBe(at('pay'));
    expect(simulatedValue(named, named.currentVersion.functionArn)).toBe(at('pay:1'));
    expect(simulatedValue(named, named.addAlias('live').functionArn)).toBe(at('pay:live'));
    expect(simulatedValue(stack, lambda.Function.fromFunctionName(stack, 'I', 'old').functionArn)).toBe(at('old'));
  });
});

test('the hash that CDK adds stays where two names would be the same, so that neither depends on the other', () => {
  const stack = new Stack(new App(), 'Shop');
  const [one, two] = [handler(stack, 'a-b'), handler(stack, 'ab')];
  const names = [one, two].map((fn) => String(simulatedValue(fn, fn.functionArn)).replace(/^.*:/, ''));
  expect(names).toEqual([expect.stringMatching(/^ab[0-9A-F]{8}$/), expect.stringMatching(/^ab[0-9A-F]{8}$/)]);
  expect(names[0]).not.toBe(names[1]);
});

test('a definition from a file, with substitutions, and with an override of the escape hatch', () => {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  const file = `${app.outdir}/definition.asl.json`;
  writeFileSync(file, '{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"${Charge}","End":true}}}');
  const machine = new sfn.StateMachine(stack, 'Machine', {
    definitionBody: sfn.DefinitionBody.fromFile(file), definitionSubstitutions: { Charge: handler(stack).functionArn },
  });
  expect(statesOf(machine)).toEqual({ A: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:Charge', End: true } });
  (machine.node.defaultChild as sfn.CfnStateMachine).addPropertyOverride('DefinitionSubstitutions.Charge', 'arn:aws:lambda:eu-west-1:1:function:x');
  expect(statesOf(machine)).toMatchObject({ A: { Resource: 'arn:aws:lambda:eu-west-1:1:function:x' } });
});

test('a CfnStateMachine with a definition object', () => {
  const stack = new Stack(new App(), 'Shop');
  const definition = { StartAt: 'A', States: { A: { Type: 'Task', Resource: handler(stack).functionArn, End: true } } };
  const machine = new sfn.CfnStateMachine(stack, 'L1', { roleArn: 'arn:aws:iam::1:role/x', definition });
  expect(parseDefinition(sourceFromConstruct(machine)).toValue()).toEqual({
    ...definition, States: { A: { ...definition.States.A, Resource: 'arn:aws:lambda:us-east-1:123456789012:function:Charge' } },
  });
});

test('what has no definition here is said in plain words', () => {
  const stack = new Stack(new App(), 'Shop');
  expect(() => sourceFromConstruct(sfn.StateMachine.fromStateMachineName(stack, 'Imported', 'x'))).toThrow('Construct "Shop/Imported" has no state machine in it.');
  expect(() => sourceFromConstruct(new sfn.CfnStateMachine(stack, 'None', { roleArn: 'x' }))).toThrow('State machine "Shop/None" has no definition.');
  const elsewhere = new sfn.CfnStateMachine(stack, 'S3', { roleArn: 'x', definitionS3Location: { bucket: 'b', key: 'k' } });
  expect(() => sourceFromConstruct(elsewhere)).toThrow('is an S3 object that is no asset of this app');
  expect(() => sourceFromConstruct(stack)).toThrow('Construct "Shop" has 2 state machines in it: "Shop/None", "Shop/S3".');
});
