import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { AslValidation, Join, RetryPolicy, Saga, SagaProps, SagaStep, Simulator, StandardWorkflow, TaskMock } from '../../src';
import { activityTask } from '../activity-task';
import { nagErrors } from '../cdk-nag';
import { definitionOf } from '../definition-of';

const NAMES = ['one', 'two', 'three', 'four'];

/** Four steps, of which the third has nothing to undo. */
const fourSteps = (stack: Stack): SagaStep[] => NAMES.map((id) => ({ id, action: activityTask(stack, id), compensation: id === 'three' ? undefined : activityTask(stack, `undo-${id}`) }));

function make(props: (stack: Stack) => Partial<SagaProps> = () => ({}), queryLanguage?: sfn.QueryLanguage) {
  const stack = new Stack(new App(), 'Shop');
  const given = props(stack);
  const saga = new Saga(stack, 'Order', { ...given, steps: given.steps ?? fourSteps(stack) });
  const flow = saga.next(new sfn.Succeed(stack, 'Done'));
  const workflow = new StandardWorkflow(stack, 'Orders', { definitionBody: sfn.DefinitionBody.fromChainable(flow), timeout: Duration.hours(1), queryLanguage });
  return { stack, saga, workflow };
}

type Made = ReturnType<typeof make>;

/** Every action adds its name to what it got, every compensation works; but for what is said. What was done is written down, with its input. */
function run({ workflow }: Made, mocks: { [state: string]: TaskMock | TaskMock[] } = {}) {
  const done: string[] = [];
  const inputs: { [state: string]: unknown } = {};
  let simulator = Simulator.fromStateMachine(workflow);
  const { States: states } = definitionOf(workflow);
  const compensated = NAMES.filter((name) => `Order: undo ${name}` in states);
  for (const state of [...NAMES.filter((name) => `Order: ${name}` in states), ...compensated.map((name) => `undo-${name}`)]) {
    simulator = simulator.mockState(state, TaskMock.respondWith({
      respond: ({ input }) => {
        done.push(state);
        inputs[state] = input;
        const mock = mocks[state];
        return (Array.isArray(mock) ? mock.shift() : mock) ?? TaskMock.succeed({ ...input, [state]: true });
      },
    }));
  }
  for (const name of compensated) simulator = simulator.mockState(`Order: ${name} not undone`, (mocks.metric as TaskMock | undefined) ?? TaskMock.succeed());
  return { execution: simulator.run({ id: 7 }), done, inputs };
}

const BROKEN = TaskMock.fail('Broken', 'why');

test('the happy path does every step once, and goes on with the last output', () => {
  const { execution, done } = run(make());
  expect(done).toEqual(NAMES);
  expect(execution.output).toEqual({ id: 7, one: true, two: true, three: true, four: true });
  expect(execution.visitedStates).toContain('Done');
});

describe.each([[undefined], [sfn.QueryLanguage.JSONATA]])('in a machine of %s', (queryLanguage) => {
  test.each([
    ['one', ['one']],
    ['two', ['one', 'two', 'undo-one']],
    ['three', ['one', 'two', 'three', 'undo-two', 'undo-one']],
    ['four', ['one', 'two', 'three', 'four', 'undo-two', 'undo-one']],
  ])('when step %s fails, those before it are undone in reverse, and the execution fails with its error', (failing, expected) => {
    const { execution, done } = run(make(undefined, queryLanguage), { [failing]: BROKEN });
    expect(done).toEqual(expected);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Broken', cause: 'why' });
  });

  test.each([
    ['one', ['one', 'undo-one']],
    ['two', ['one', 'two', 'undo-two', 'undo-one']],
    ['three', ['one', 'two', 'three', 'undo-two', 'undo-one']],
    ['four', ['one', 'two', 'three', 'four', 'undo-four', 'undo-two', 'undo-one']],
  ])('when it is not known whether step %s was done, it is undone too', (lost, expected) => {
    const { execution, done } = run(make(undefined, queryLanguage), { [lost]: TaskMock.timeOut() });
    expect(done).toEqual(expected);
    expect(execution.error).toBe('States.Timeout');
  });
});

test('a compensation gets what its action gave; in doubt, what it got', () => {
  const { inputs } = run(make(), { four: TaskMock.timeOut() });
  expect(inputs['undo-four']).toEqual({ id: 7, one: true, two: true, three: true });
  expect(inputs['undo-two']).toEqual({ id: 7, one: true, two: true });
  expect(inputs['undo-one']).toEqual({ id: 7, one: true });
});

test('a step that is not compensated in doubt is not', () => {
  const { done } = run(make((stack) => ({
    steps: [...['one', 'two'].map((id) => ({ id, action: activityTask(stack, id), compensation: activityTask(stack, `undo-${id}`), compensateWhenInDoubt: false })), { id: 'four', action: activityTask(stack, 'four') }],
  })), { two: TaskMock.timeOut() });
  expect(done).toEqual(['one', 'two', 'undo-one']);
});

test('a compensation that fails is tried again, with patience', () => {
  const { execution, done } = run(make((stack) => ({
    steps: ['one', 'two'].map((id) => ({ id, action: activityTask(stack, id), compensation: activityTask(stack, `undo-${id}`) })),
    compensationRetryPolicy: RetryPolicy.onErrors(['States.ALL'], { interval: Duration.seconds(10), maxAttempts: 2, jitterStrategy: sfn.JitterType.NONE }),
  })), { 'two': BROKEN, 'undo-one': [BROKEN, TaskMock.succeed({})] });
  expect(done).toEqual(['one', 'two', 'undo-one', 'undo-one']);
  expect(execution).toMatchObject({ error: 'Broken', durationMilliseconds: 10_000 });
});

describe('what cannot be undone', () => {
  test.each([
    ['undo-one', 'Not undone: one.'],
    ['undo-two', 'Not undone: two.'],
  ])('does not stop the rest; it is counted, and the execution says so: %s', (state, cause) => {
    const { execution, done } = run(make(), { four: BROKEN, [state]: BROKEN });
    expect(new Set(done)).toEqual(new Set(['one', 'two', 'three', 'four', 'undo-two', 'undo-one']));
    expect(done.filter((name) => name === state)).toHaveLength(7);
    expect(execution).toMatchObject({ error: 'Saga.CompensationFailed', cause: `${cause} The step failed with Broken: why` });
    expect(execution.visitedStates).toContain(`Order: ${state.slice(5)} not undone`);
  });

  test('is named, all of it, though it could not be counted', () => {
    const { execution } = run(make(), { 'four': BROKEN, 'undo-one': BROKEN, 'undo-two': BROKEN, 'metric': TaskMock.fail('CloudWatch.InternalServiceException') });
    expect(execution).toMatchObject({ error: 'Saga.CompensationFailed', cause: 'Not undone: two, one. The step failed with Broken: why' });
  });
});

test('with onCompensated it goes on, with the input and the error, but not when something is not undone', () => {
  const goesOn = (stack: Stack) => ({ onCompensated: new sfn.Succeed(stack, 'Undone') });
  const { execution } = run(make(goesOn), { three: BROKEN });
  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { id: 7, error: { Error: 'Broken', Cause: 'why' } } });
  expect(run(make(goesOn), { 'three': BROKEN, 'undo-two': BROKEN }).execution.error).toBe('Saga.CompensationFailed');
});

test('exploration finds no outcome of a task that is not handled', () => {
  const { workflow } = make();
  const input = { id: 7 };
  const succeed = TaskMock.respondWith({ respond: () => TaskMock.succeed({ id: 7 }) });
  let simulator = Simulator.fromStateMachine(workflow);
  for (const state of NAMES) simulator = simulator.mockState(state, succeed);
  for (const name of ['one', 'two', 'four']) simulator = simulator.mockState(`undo-${name}`, succeed).mockState(`Order: ${name} not undone`, TaskMock.succeed());
  const { surprises } = simulator.explore({ inputs: [input] });
  expect(surprises.filter(({ stateName }) => stateName !== 'Order: failed')).toEqual([]);
});

describe('where it is not known whether a step was done', () => {
  const one = (makeAction: (stack: Stack) => sfn.IChainable) => {
    const stack = new Stack(new App(), 'Shop');
    const saga = new Saga(stack, 'Order', { steps: [{ id: 'one', action: makeAction(stack), compensation: activityTask(stack, 'undo') }, { id: 'two', action: activityTask(stack, 'two') }] });
    const definitionBody = sfn.DefinitionBody.fromChainable(saga);
    return Simulator.fromStateMachine(new StandardWorkflow(stack, 'Orders', { definitionBody, timeout: Duration.hours(1) })).mockState('undo', TaskMock.succeed({}));
  };
  const call = (service: string, action: string, parameters: object) => (stack: Stack) => new tasks.CallAwsService(stack, 'call', {
    service, action, parameters: parameters as { [name: string]: unknown }, iamResources: ['arn:aws:s3:::bucket/*'], taskTimeout: sfn.Timeout.duration(Duration.minutes(1)),
  });
  const http = (stack: Stack) => new sfn.CustomState(stack, 'call', {
    stateJson: {
      Type: 'Task', Resource: 'arn:aws:states:::http:invoke', TimeoutSeconds: 60,
      Parameters: { ApiEndpoint: 'https://example.com', Method: 'POST', InvocationConfig: { ConnectionArn: 'arn:aws:events:us-east-1:123456789012:connection/c/1' } },
    },
  });

  test.each<[string, (stack: Stack) => sfn.IChainable, string, boolean, boolean]>([
    ['an answer that was lost', call('s3', 'deleteObject', { Bucket: 'b', Key: 'k' }), 'S3.SdkClientException', true, false],
    ['a refusal', call('s3', 'getObject', { Bucket: 'b', Key: 'k' }), 'S3.NoSuchKeyException', false, false],
    ['a call that was throttled', call('dynamodb', 'query', { TableName: 't' }), 'DynamoDb.ThrottlingException', false, false],
    ['an endpoint that did not answer', http, 'States.Http.Socket', true, false],
    ['an endpoint that failed', http, 'States.Http.StatusCode.502', true, false],
    ['an endpoint that refused', http, 'States.Http.StatusCode.400', false, false],
    ['a result that is too large', (stack) => activityTask(stack, 'call'), 'States.DataLimitExceeded', true, false],
    ['the second of two tasks', (stack) => activityTask(stack, 'before').next(activityTask(stack, 'call')), 'Refused', true, true],
    ['one branch of two', (stack) => new sfn.Parallel(stack, 'both').branch(activityTask(stack, 'before'), activityTask(stack, 'call')), 'Refused', true, true],
    ['the only task', (stack) => new sfn.Pass(stack, 'Pass').next(activityTask(stack, 'call')), 'Refused', false, false],
  ])('%s: %#', (_, action, error, undone, before) => {
    const simulator = one(action).mockState('call', TaskMock.fail(error));
    const execution = (before ? simulator.mockState('before', TaskMock.succeed({})) : simulator).run({});
    expect(execution.error).toBe(error);
    expect(execution.visitedStates.includes('undo')).toBe(undone);
  });
});

describe('unusual data', () => {
  const orders = (props: (stack: Stack) => Partial<SagaProps>) => Simulator.fromStateMachine(make(props).workflow);

  test('an input that is no object stands beside the error', () => {
    const execution = orders((stack) => ({ onCompensated: new sfn.Succeed(stack, 'Undone') })).mockState('one', BROKEN).run([1, 2]);
    expect(execution.output).toEqual({ input: [1, 2], error: { Error: 'Broken', Cause: 'why' } });
  });

  test('a worker that gives no error and no cause', () => {
    const running = orders(() => ({})).start({});
    running.failTask(running.pendingTasks[0].taskToken);
    expect(running.execution).toMatchObject({ error: 'States.TaskFailed', cause: '' });
  });

  test('ids with odd characters', () => {
    const { stack, saga } = make((of) => ({ steps: [{ id: 'say "hi"', action: activityTask(of, 'one'), compensation: activityTask(of, 'undo-one') }, { id: '2', action: activityTask(of, 'two') }] }));
    expect(saga.startState.stateId).toBe('Order: say "hi"');
    expect(AslValidation.of(stack).findings()).toEqual([]);
  });
});

test('onCompensationFailed goes on, with what is not undone', () => {
  const { execution } = run(make((stack) => ({ onCompensationFailed: new sfn.Succeed(stack, 'Look') })), { 'three': BROKEN, 'undo-two': BROKEN });
  expect(execution).toMatchObject({
    status: 'SUCCEEDED', output: { id: 7, error: { Error: 'Saga.CompensationFailed', Cause: 'Not undone: two. The step failed with Broken: why' } },
  });
  expect(run(make((stack) => ({ onCompensationFailed: new sfn.Succeed(stack, 'Look') })), { three: BROKEN }).execution.error).toBe('Broken');
});

describe('the template', () => {
  const { stack, saga } = make((of) => ({ alarmActions: [{ bind: () => ({ alarmActionArn: `arn:aws:sns:us-east-1:123456789012:${of.stackName}` }) }] }));
  const template = Template.fromStack(stack);

  test('has an alarm for what could not be undone', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'cdk-stepwright/Saga', MetricName: 'CompensationFailed', Dimensions: [{ Name: 'Saga', Value: 'Shop/Order' }],
      Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, Threshold: 1, TreatMissingData: 'notBreaching', AlarmActions: ['arn:aws:sns:us-east-1:123456789012:Shop'],
    });
    expect(saga.metricCompensationFailed().period).toEqual(Duration.minutes(5));
  });

  test('lets the workflow count in that metric only', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([{
          Action: 'cloudwatch:PutMetricData', Effect: 'Allow', Resource: '*', Condition: { StringEquals: { 'cloudwatch:namespace': 'cdk-stepwright/Saga' } },
        }]),
      },
    });
  });

  test('has no finding', () => {
    expect(AslValidation.of(stack).findings()).toEqual([]);
    expect(nagErrors(stack)).toEqual([]);
  });
});

test('steps that cannot be are refused', () => {
  const stack = new Stack(new App(), 'Shop');
  const action = new sfn.Pass(stack, 'A');
  const makeSaga = (steps: SagaStep[]) => () => new Saga(new Stack(new App(), 'Shop'), `S${steps.length}`, { steps });
  expect(makeSaga([])).toThrow('Saga "Shop/S0": "steps" is empty. A saga has at least one step.');
  expect(makeSaga([{ id: 'a', action }, { id: 'a', action }])).toThrow('Saga "Shop/S2": "steps" has "a" twice.');
  expect(makeSaga([{ id: 'a', action, compensateWhenInDoubt: true }])).toThrow('Saga "Shop/S1": "compensateWhenInDoubt" of step "a" is true, but it has no "compensation".');
  expect(makeSaga([{ id: 'a', action, compensation: new sfn.Pass(stack, 'B'), compensateWhenInDoubt: false }])).toThrow('Saga "Shop/S1": step "a" has a "compensation" that never runs');
});

test('Join goes on from where everything is undone, too', () => {
  const stack = new Stack(new App(), 'Shop');
  const steps = [{ id: 'one', action: activityTask(stack, 'one') }, { id: 'two', action: activityTask(stack, 'two') }];
  const saga = new Saga(stack, 'Order', { steps, onCompensated: new sfn.Pass(stack, 'Undone') });
  const flow = Join.after(saga).next(new sfn.Succeed(stack, 'After'));
  const workflow = new StandardWorkflow(stack, 'Orders', { definitionBody: sfn.DefinitionBody.fromChainable(flow), timeout: Duration.hours(1) });
  const execution = Simulator.fromStateMachine(workflow).mockState('one', BROKEN).run({});
  expect(execution.visitedStates.slice(-2)).toEqual(['Undone', 'After']);
});
