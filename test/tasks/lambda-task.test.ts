import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { oneTask } from './one-task';
import { makeFunction } from './task-cases';
import { LambdaTask, LambdaTaskJsonPathProps } from '../../src';

const jsonPath = (props: Partial<LambdaTaskJsonPathProps>, fn: (stack: Stack) => lambda.IFunction = makeFunction) =>
  oneTask((stack) => LambdaTask.jsonPath(stack, 'Do', { lambdaFunction: fn(stack), ...props }));
const WHOLE = { Payload: { paid: true }, StatusCode: 200 };

describe('the timeout', () => {
  test.each<[string, (stack: Stack) => lambda.IFunction, number]>([
    ['of a function for which nothing is said', makeFunction, 33],
    ['of one that says', (stack) => makeFunction(stack, { timeout: Duration.minutes(2) }), 150],
    ['of a version', (stack) => makeFunction(stack, { timeout: Duration.minutes(2) }).currentVersion, 150],
    ['of an alias', (stack) => makeFunction(stack, { timeout: Duration.minutes(2) }).addAlias('live'), 150],
    ['of a function that is made elsewhere', (stack) => lambda.Function.fromFunctionName(stack, 'Fn', 'charge'), 930],
  ])('%s', (_, fn, seconds) => {
    expect(jsonPath({}, fn).state.TimeoutSeconds).toBe(seconds);
  });

  test('of a call that is not waited for', () => {
    expect(jsonPath({ invocationType: tasks.LambdaInvocationType.EVENT }).state.TimeoutSeconds).toBe(60);
  });
});

describe('the result, in JSONPath', () => {
  const object = sfn.TaskInput.fromObject({ card: sfn.JsonPath.stringAt('$.id') });

  test.each<[string, Partial<LambdaTaskJsonPathProps>, unknown, unknown]>([
    ['is the payload', {}, { paid: true }, { paid: true }],
    ['is the payload where it is put', { payload: object, resultPath: '$.receipt' }, { paid: true }, { id: 'a', receipt: { paid: true } }],
    ['is the payload, with a pattern that is said', { integrationPattern: sfn.IntegrationPattern.REQUEST_RESPONSE }, { paid: true }, { paid: true }],
    ['is the payload of a version that is named', { qualifier: '3' }, WHOLE, { paid: true }],
    ['is the payload where the input is no object', { payload: sfn.TaskInput.fromJsonPathAt('$.id') }, WHOLE, { paid: true }],
    ['has the payload alone where it is put, and the input is no object', { payload: sfn.TaskInput.fromJsonPathAt('$.id'), resultPath: '$.receipt' },
      WHOLE, { id: 'a', receipt: { Payload: { paid: true } } }],
    ['is what the user selects of the whole answer', { resultSelector: { done: sfn.JsonPath.objectAt('$.Payload.paid') } }, WHOLE, { done: true }],
    ['is what the user takes of the whole answer', { outputPath: '$.StatusCode' }, WHOLE, 200],
    ['is the whole answer', { payloadResponseOnly: false }, WHOLE, WHOLE],
    ['is nothing', { resultPath: sfn.JsonPath.DISCARD }, { paid: true }, { id: 'a' }],
    ['is what is known of a call that is not waited for', { invocationType: tasks.LambdaInvocationType.EVENT }, { StatusCode: 202 }, { StatusCode: 202 }],
  ])('%s', (_, props, answer, output) => {
    const { output: outputOf, findings } = jsonPath(props);
    expect(outputOf(answer)).toEqual(output);
    expect(findings).toEqual([]);
  });
});

test('in JSONata the whole answer is asked for with payloadResponseOnly: false', () => {
  const make = (payloadResponseOnly?: boolean) => oneTask((stack) => LambdaTask.jsonata(stack, 'Do', { lambdaFunction: makeFunction(stack), payloadResponseOnly }));
  expect(make().output(WHOLE)).toEqual({ paid: true });
  expect(make(false).output(WHOLE)).toEqual(WHOLE);
});

test('what a callback sends is not changed', () => {
  const { state, output } = jsonPath({
    integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    payload: sfn.TaskInput.fromObject({ token: sfn.JsonPath.taskToken }),
    taskTimeout: sfn.Timeout.duration(Duration.days(1)),
  });
  expect(state).not.toHaveProperty('OutputPath');
  expect(output({ approved: true })).toEqual({ approved: true });
});

test('CDK\'s retries, where they are asked for, and ours for the other errors', () => {
  const { Retry } = jsonPath({ retryOnServiceExceptions: true }).state;
  expect(Retry[0]).toEqual({
    ErrorEquals: ['Lambda.ClientExecutionTimeoutException', 'Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException'],
    IntervalSeconds: 2, MaxAttempts: 6, BackoffRate: 2,
  });
  const names = Retry.flatMap(({ ErrorEquals }: { ErrorEquals: string[] }) => ErrorEquals);
  expect(names).toContain('Lambda.TooManyRequestsException');
  expect(new Set(names).size).toBe(names.length);
});

describe('the role', () => {
  test.each<[string, (stack: Stack) => lambda.IFunction]>([
    ['a function', makeFunction],
    ['a version', (stack) => makeFunction(stack).currentVersion],
    ['an alias', (stack) => makeFunction(stack).addAlias('live')],
    ['a function that is made elsewhere', (stack) => lambda.Function.fromFunctionName(stack, 'Fn', 'charge')],
  ])('may invoke %s, and no other version', (_, fn) => {
    const { findings, surplus } = jsonPath({}, fn);
    expect([findings, surplus]).toEqual([[], []]);
  });

  test('may invoke the version that is named', () => {
    const { stack, findings, surplus } = jsonPath({ qualifier: '3' });
    expect([findings, surplus]).toEqual([[], []]);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: 'lambda:InvokeFunction', Resource: { 'Fn::Join': ['', [Match.anyValue(), ':3']] },
        })]),
      },
    });
  });

  test('may only take the other role, where the task has one', () => {
    const role = (stack: Stack) => sfn.TaskRole.fromRole(iam.Role.fromRoleArn(stack, 'Other', 'arn:aws:iam::210987654321:role/x'));
    const { stack } = oneTask((scope) => LambdaTask.jsonPath(scope, 'Do', { lambdaFunction: makeFunction(scope), credentials: { role: role(scope) } }));
    const policies = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(policies).toContain('sts:AssumeRole');
    expect(policies).not.toContain('lambda:InvokeFunction');
  });
});
