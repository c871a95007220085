import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { RetryPolicy, RetryPolicyOptions, Simulator, StandardWorkflow, TaskMock } from '../../src';

interface Retrier {
  readonly ErrorEquals: readonly string[];
}

const retriers = (state: sfn.State): Retrier[] => (state.toStateJson() as { Retry?: Retrier[] }).Retry ?? [];
const retried = (state: sfn.State): readonly string[] => retriers(state).flatMap(({ ErrorEquals }) => ErrorEquals);
const makeStack = () => new Stack(new App(), 'Shop');
const makeFunction = (stack: Stack) => lambda.Function.fromFunctionName(stack, 'Fn', 'charge');
const invoke = (stack: Stack, props: Partial<tasks.LambdaInvokeProps> = {}) =>
  new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: makeFunction(stack), retryOnServiceExceptions: false, ...props });
const put = (stack: Stack) => new tasks.DynamoPutItem(stack, 'Put', {
  table: dynamodb.Table.fromTableName(stack, 'Table', 't'), item: { id: tasks.DynamoAttributeValue.fromString('1') },
});
const sdk = (stack: Stack, service: string, action: string) => new tasks.CallAwsService(stack, 'Call', { service, action, iamResources: ['*'] });

describe('each task has the errors of its service', () => {
  test.each<[string, (stack: Stack) => sfn.State, string[], string[]]>([
    ['a function, by its payload', (stack) => invoke(stack, { payloadResponseOnly: true }),
      ['Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException', 'Lambda.ClientExecutionTimeoutException'], ['Lambda.TooManyRequestsException']],
    ['a function, by the integration', (stack) => invoke(stack), ['Lambda.ServiceException', 'Lambda.SdkClientException'], ['Lambda.TooManyRequestsException']],
    ['an item', put, ['DynamoDB.InternalServerErrorException', 'DynamoDB.AmazonDynamoDBException'],
      ['DynamoDB.ProvisionedThroughputExceededException', 'DynamoDB.ThrottlingException', 'DynamoDB.RequestLimitExceededException']],
    ['a message', (stack) => new tasks.SqsSendMessage(stack, 'Send', { queue: sqs.Queue.fromQueueArn(stack, 'Queue', 'arn:aws:sqs:us-east-1:123456789012:q'), messageBody: sfn.TaskInput.fromText('x') }),
      ['SQS.AmazonSQSException', 'SQS.SdkClientException'], ['SQS.RequestThrottledException']],
    ['an API of the SDK', (stack) => sdk(stack, 'bedrockruntime', 'converse'),
      ['BedrockRuntime.InternalServerException', 'BedrockRuntime.ServiceUnavailableException', 'BedrockRuntime.ModelNotReadyException', 'BedrockRuntime.ModelTimeoutException'], ['BedrockRuntime.ThrottlingException']],
  ])('%s', (_, make, transient, throttling) => {
    const [calm, patient] = [make(makeStack()), make(makeStack())];
    RetryPolicy.transient().applyTo(calm);
    RetryPolicy.throttling().applyTo(patient);
    expect(retried(calm)).toEqual(expect.arrayContaining(transient));
    expect(retried(patient)).toEqual(expect.arrayContaining(throttling));
    expect(retried(calm).filter((name) => retried(patient).includes(name))).toEqual([]);
  });

  test('what is no fault of the service is not tried again', () => {
    const state = put(makeStack());
    RetryPolicy.transient().and(RetryPolicy.throttling()).applyTo(state);
    for (const name of ['ConditionalCheckFailedException', 'ResourceNotFoundException', 'ItemCollectionSizeLimitExceededException']) {
      expect(retried(state)).not.toContain(`DynamoDB.${name}`);
    }
    expect(retried(state)).not.toContain('States.Timeout');
  });

  test('an activity has none', () => {
    const stack = makeStack();
    const state = new tasks.StepFunctionsInvokeActivity(stack, 'Work', { activity: new sfn.Activity(stack, 'Activity') });
    RetryPolicy.transient().and(RetryPolicy.throttling()).applyTo(state);
    expect(retriers(state)).toEqual([]);
  });
});

test('the waits grow, have an end and are spread at random', () => {
  const [calm, patient] = [put(makeStack()), put(makeStack())];
  RetryPolicy.transient().applyTo(calm);
  RetryPolicy.throttling().applyTo(patient);
  expect(retriers(calm)).toEqual([{ ErrorEquals: expect.any(Array), IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 2, MaxDelaySeconds: 30, JitterStrategy: 'FULL' }]);
  expect(retriers(patient)).toEqual([{ ErrorEquals: expect.any(Array), IntervalSeconds: 2, MaxAttempts: 8, BackoffRate: 2, MaxDelaySeconds: 60, JitterStrategy: 'FULL' }]);
});

test('all of it can be changed', () => {
  const state = put(makeStack());
  RetryPolicy.onErrors(['Busy'], { interval: Duration.seconds(40), maxAttempts: 1, backoffRate: 1, maxDelay: Duration.minutes(2), jitterStrategy: sfn.JitterType.NONE }).applyTo(state);
  expect(retriers(state)).toEqual([{ ErrorEquals: ['Busy'], IntervalSeconds: 40, MaxAttempts: 1, BackoffRate: 1, MaxDelaySeconds: 120, JitterStrategy: 'NONE' }]);
});

test('a first wait that is longer than the usual end moves the end', () => {
  const state = put(makeStack());
  const interval = Duration.minutes(1);
  RetryPolicy.onErrors(['Busy'], { interval }).and(RetryPolicy.throttling({ interval })).applyTo(state);
  const wait = { IntervalSeconds: 60, MaxDelaySeconds: 61 };
  expect(retriers(state)).toEqual([expect.objectContaining({ ...wait, MaxAttempts: 3 }), expect.objectContaining({ ...wait, MaxAttempts: 8 })]);
});

test('what is undefined is what it is by default', () => {
  const [given, none] = [put(makeStack()), put(makeStack())];
  RetryPolicy.throttling({ interval: undefined, maxAttempts: undefined, maxDelay: undefined }).applyTo(given);
  RetryPolicy.throttling().applyTo(none);
  expect(retriers(given)).toEqual(retriers(none));
});

test('none() adds nothing', () => {
  const state = put(makeStack());
  RetryPolicy.none().applyTo(state);
  expect(retriers(state)).toEqual([]);
});

test('it reaches every state of a chain, handlers too, and nothing that cannot be tried again', () => {
  const stack = makeStack();
  const [first, last, handler] = [invoke(stack), put(stack), sdk(stack, 's3', 'getObject')];
  first.addCatch(handler);
  RetryPolicy.transient().applyTo(first.next(new sfn.Pass(stack, 'Pass')).next(last));
  for (const state of [first, last, handler]) expect(retriers(state)).toHaveLength(1);
});

test('a Parallel is tried again as a whole for the errors that are named, not for those of services', () => {
  const stack = makeStack();
  const parallel = new sfn.Parallel(stack, 'Both').branch(put(stack));
  RetryPolicy.transient().applyTo(parallel);
  expect(retriers(parallel)).toEqual([]);
  RetryPolicy.onErrors(['Busy']).applyTo(parallel);
  expect(retried(parallel)).toEqual(['Busy']);
});

test('an error that is tried again already stays as it is', () => {
  const state = invoke(makeStack(), { retryOnServiceExceptions: true });
  const before = retried(state);
  RetryPolicy.transient().and(RetryPolicy.throttling()).applyTo(state);
  RetryPolicy.transient().applyTo(state);
  expect(new Set(retried(state)).size).toBe(retried(state).length);
  expect(retriers(state)[0].ErrorEquals).toEqual(before);
  expect(retried(state)).toContain('Lambda.TooManyRequestsException');
});

test('a throttled function is called again, with patience', () => {
  const stack = makeStack();
  const state = invoke(stack, { payloadResponseOnly: true });
  RetryPolicy.transient().and(RetryPolicy.throttling({ jitterStrategy: sfn.JitterType.NONE })).applyTo(state);
  const workflow = new StandardWorkflow(stack, 'Orders', { definitionBody: sfn.DefinitionBody.fromChainable(state), timeout: Duration.hours(1) });
  const busy = TaskMock.fail('Lambda.TooManyRequestsException');
  const execution = Simulator.fromStateMachine(workflow).mockState('Charge', TaskMock.sequence([busy, busy, TaskMock.succeed({ ok: true })])).run({});
  expect(execution).toMatchObject({ status: 'SUCCEEDED', durationMilliseconds: 6000 });
});

test.each<[RetryPolicyOptions, string]>([
  [{ maxAttempts: 0 }, '"maxAttempts" is 0. It has to be a whole number from 1 to 99,999,999. For no retry, use RetryPolicy.none().'],
  [{ backoffRate: 0.5 }, '"backoffRate" is 0.5. It has to be 1 or more.'],
  [{ interval: Duration.millis(500) }, '"interval" is 500 millis. It has to be a whole number of seconds, from 1 to 31,622,399.'],
  [{ interval: Duration.days(366) }, '"interval" is 366 days. It has to be a whole number of seconds, from 1 to 31,622,399.'],
  [{ interval: Duration.seconds(5), maxDelay: Duration.seconds(5) }, '"maxDelay" is 5 seconds, and "interval" is 5 seconds. The longest wait has to be longer than the first.'],
  [{ maxDelay: Duration.days(400) }, '"maxDelay" is 400 days. It has to be a whole number of seconds, from 1 to 31,622,400.'],
])('%j is refused', (options, message) => {
  expect(() => RetryPolicy.transient(options)).toThrow(`RetryPolicy: ${message}`);
});

test('what is known only at deploy is not judged', () => {
  const stack = makeStack();
  const later = Lazy.number({ produce: () => 7 });
  const state = put(stack);
  const seconds = Duration.seconds(later);
  RetryPolicy.onErrors(['Busy'], { interval: seconds, maxAttempts: later, backoffRate: later, maxDelay: seconds }).applyTo(state);
  expect(stack.resolve(retriers(state))).toMatchObject([{ IntervalSeconds: 7, MaxAttempts: 7, BackoffRate: 7, MaxDelaySeconds: 7 }]);
});

test('lists of errors that AWS refuses are refused', () => {
  expect(() => RetryPolicy.onErrors([])).toThrow('RetryPolicy: "errors" is empty.');
  expect(() => RetryPolicy.onErrors(['States.ALL', 'Busy'])).toThrow('RetryPolicy: "errors" has "States.ALL" beside others');
});
