import { App, Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import {
  AslValidation, CircuitBreaker, CircuitBreakerGuardOptions, CircuitBreakerProps, Execution, ExpressMode, ExpressWorkflow, LocalServices, Simulator,
  StandardWorkflow, TaskMock,
} from '../../src';
import { nagErrors } from '../cdk-nag';
import { definitionOf } from '../definition-of';

/** An activity: its worker may answer anything. */
const task = (stack: Stack, id = 'Call') => new sfn.CustomState(stack, id, {
  stateJson: { Type: 'Task', Resource: `arn:aws:states:us-east-1:123456789012:activity:${id}`, TimeoutSeconds: 3600, HeartbeatSeconds: 3000 },
});

function make(props: Partial<CircuitBreakerProps> = {}, options: Partial<CircuitBreakerGuardOptions> = {}) {
  const stack = new Stack(new App(), 'Shop');
  const breaker = new CircuitBreaker(stack, 'Partner', { failureThreshold: 3, window: Duration.seconds(60), resetTimeout: Duration.seconds(90), ...props });
  const guard = breaker.guard(stack, 'Ask', { body: task(stack), ...options });
  return { stack, breaker, guard };
}
const workflowOf = (stack: Stack, flow: sfn.IChainable) => new StandardWorkflow(stack, 'Orders', {
  definitionBody: sfn.DefinitionBody.fromChainable(flow), timeout: Duration.hours(2),
});

const START = Date.parse('2026-01-01T00:00:00Z');
const OK = TaskMock.succeed({ price: 5 });
const BROKEN = TaskMock.fail('Broken', 'why');
const OPEN = { status: 'FAILED', error: 'CircuitBreaker.Open' };
const FAILED = { status: 'FAILED', error: 'Broken', cause: 'why' };

/** Executions one after the other, at seconds of virtual time, with one table. */
function simulated(props: Partial<CircuitBreakerProps> = {}, options: Partial<CircuitBreakerGuardOptions> = {}) {
  const { stack, breaker, guard } = make(props, options);
  const workflow = workflowOf(stack, sfn.Chain.start(guard).next(new sfn.Pass(stack, 'After')));
  const services = LocalServices.fromConstruct(stack);
  let reports = 0;
  let runs = 0;
  const at = (seconds: number, seed = ++runs): Simulator => (
    Simulator.fromStateMachine(workflow, { startTime: new Date(START + seconds * 1000).toISOString(), seed })
      .useServices(services)
      .mockState('Ask: report', TaskMock.respondWith({ respond: () => { reports++; return TaskMock.succeed({}); } })));
  return {
    at,
    run: (seconds: number, mock: TaskMock): Execution => at(seconds).mockState('Call', mock).run({ id: 7 }),
    item: () => services.dynamoDb.item(breaker.table.tableName, { id: breaker.itemId }),
    reports: () => reports,
  };
}

/** A circuit that three failures have opened, at 2 seconds. */
function opened(props: Partial<CircuitBreakerProps> = {}, options: Partial<CircuitBreakerGuardOptions> = {}) {
  const circuit = simulated(props, options);
  for (const seconds of [0, 1, 2]) expect(circuit.run(seconds, BROKEN)).toMatchObject(FAILED);
  return circuit;
}

test('by default five failures within a minute open it for a minute', () => {
  const { run } = simulated({ failureThreshold: undefined, window: undefined, resetTimeout: undefined });
  for (const seconds of [0, 1, 2, 3, 61, 62, 63, 64]) expect(run(seconds, BROKEN)).toMatchObject(FAILED);
  expect(run(65, BROKEN)).toMatchObject(FAILED);
  expect(run(66, OK)).toMatchObject(OPEN);
  expect(run(124, OK)).toMatchObject(OPEN);
  expect(run(126, OK)).toMatchObject({ status: 'SUCCEEDED' });
});

describe('closed', () => {
  test('the body runs with its input, and what it gives goes on', () => {
    const { run, item } = simulated();
    const execution = run(0, OK);
    expect(execution.assertSucceeded().output).toEqual({ price: 5 });
    expect(execution.visitedStates).toEqual(['Ask: look', 'Ask: closed?', 'Ask: body', 'Call', 'Ask: was it a trial?', 'Ask: done', 'After']);
    expect(item()).toBeUndefined();
  });

  test('it opens with the failure that reaches the threshold, and says so once', () => {
    const { run, reports, item } = simulated();
    for (const seconds of [0, 20]) run(seconds, BROKEN);
    expect(item()).toEqual({ id: expect.any(String), failures: [expect.any(String), expect.any(String)] });
    expect(run(40, BROKEN)).toMatchObject(FAILED);
    expect(item()).toEqual({ id: expect.any(String), openUntil: START + 130_000 });
    expect(reports()).toBe(1);
    expect(run(41, OK)).toMatchObject(OPEN);
    expect(reports()).toBe(1);
  });

  test('failures count for as long as the window is, wherever it begins', () => {
    const { run, item } = simulated();
    // 0, 50 | 50, 70 | 70, 129: never three within a minute.
    for (const seconds of [0, 50, 70, 129]) expect(run(seconds, BROKEN)).toMatchObject(FAILED);
    expect(item()!.openUntil).toBeUndefined();
    expect(run(129.5, BROKEN)).toMatchObject(FAILED);
    expect(run(130, OK)).toMatchObject(OPEN);
  });

  test('old failures are forgotten', () => {
    const { run, item } = simulated();
    for (const seconds of [0, 100, 200]) run(seconds, BROKEN);
    expect(item()!.failures).toEqual([expect.stringMatching(new RegExp(`^${START + 200_000} `))]);
  });

  test('successes in between change nothing', () => {
    const { run } = simulated();
    for (const mock of [BROKEN, OK, BROKEN, OK, BROKEN]) run(1, mock);
    expect(run(2, OK)).toMatchObject(OPEN);
  });
});

describe('open', () => {
  test('nothing is called until the time is up', () => {
    const { run } = opened();
    for (const seconds of [3, 60, 91]) {
      const execution = run(seconds, OK);
      expect(execution).toMatchObject({ ...OPEN, cause: 'The circuit "Partner" is open: what it protects has failed. It is tried again later.' });
      expect(execution.visitedStates).not.toContain('Call');
    }
  });

  test('the fallback gets the input, and what follows the guard follows it', () => {
    const { run } = opened({}, { fallback: new sfn.Pass(new Stack(), 'List price', { parameters: { 'price': 9, 'of.$': '$.id' } }) });
    const execution = run(3, OK);
    expect(execution.assertSucceeded().output).toEqual({ price: 9, of: 7 });
    expect(execution.visitedStates).toEqual(['Ask: look', 'Ask: closed?', 'List price', 'After']);
  });

  test('a failure of a body that began before does not keep it open', () => {
    const { at, run, item } = simulated();
    const slow = at(0).start({ id: 7 });
    for (const seconds of [1, 2, 3]) run(seconds, BROKEN);
    const before = item();
    slow.advance(Duration.seconds(30));
    slow.failTask(slow.pendingTasks[0].taskToken, 'Broken', 'why');
    expect(slow.execution).toMatchObject(FAILED);
    expect(item()).toEqual(before);
  });
});

describe('half open', () => {
  test('the success of a trial closes it', () => {
    const { run, item } = opened();
    const trial = run(92, OK);
    expect(trial.assertSucceeded().output).toEqual({ price: 5 });
    expect(trial.visitedStates).toContain('Ask: begin a trial');
    expect(item()).toEqual({ id: expect.any(String) });
    expect(run(93, OK).visitedStates).not.toContain('Ask: begin a trial');
    // It takes the whole threshold to open again.
    for (const seconds of [94, 95]) run(seconds, BROKEN);
    expect(run(96, OK).status).toBe('SUCCEEDED');
  });

  test('the failure of a trial opens it again, at once and for the whole time', () => {
    const { run, reports } = opened();
    expect(run(92, BROKEN)).toMatchObject(FAILED);
    expect(run(181, OK)).toMatchObject(OPEN);
    expect(run(182, OK).status).toBe('SUCCEEDED');
    expect(reports()).toBe(1);
  });

  test('one execution at a time makes a trial', () => {
    const { at, run } = opened();
    const trial = at(92).start({ id: 7 });
    expect(trial.pendingTasks).toHaveLength(1);
    expect(run(93, OK)).toMatchObject(OPEN);
    trial.succeedTask(trial.pendingTasks[0].taskToken, {});
    expect(run(94, OK).status).toBe('SUCCEEDED');
  });

  test('of two that would begin one together, one does', () => {
    const { at, item } = opened();
    const found = { Item: { id: { S: 'x' }, openUntil: { N: String(item()!.openUntil) } } };
    // Both have looked before either has begun.
    const look = TaskMock.after(Duration.seconds(1), TaskMock.succeed(found));
    const trials = [1, 2].map(() => at(92).mockState('Ask: look', look).start({ id: 7 }));
    trials.forEach((trial) => trial.advance(Duration.seconds(1)));
    expect(trials.map(({ pendingTasks }) => pendingTasks.map(({ stateName }) => stateName))).toEqual([['Call'], []]);
    expect(trials[1].execution).toMatchObject(OPEN);
    expect(trials[1].execution.visitedStates).toContain('Ask: begin a trial');
  });

  test('a trial that is begun twice, as the first answer was lost, is the same trial', () => {
    const { at, item } = opened();
    const found = { Item: { id: { S: 'x' }, openUntil: { N: String(item()!.openUntil) } } };
    for (let call = 0; call < 2; call++) {
      const trial = at(92, 77).mockState('Ask: look', TaskMock.succeed(found)).start({ id: 7 }, { executionName: 'one' });
      expect(trial.pendingTasks.map(({ stateName }) => stateName)).toEqual(['Call']);
    }
  });

  test('a trial that is never heard of again blocks no longer than its lease', () => {
    const { at, run } = opened({ trialTimeout: Duration.seconds(40) });
    at(92).start({ id: 7 }).stop();
    expect(run(131, OK)).toMatchObject(OPEN);
    expect(run(132, OK).status).toBe('SUCCEEDED');
  });

  test('a trial whose lease is over says nothing any more', () => {
    const { at, run, item } = opened({ trialTimeout: Duration.seconds(40) });
    const slow = at(92).start({ id: 7 });
    run(140, BROKEN);
    slow.advance(Duration.seconds(60));
    slow.succeedTask(slow.pendingTasks[0].taskToken, {});
    expect(slow.execution.status).toBe('SUCCEEDED');
    expect(item()!.openUntil).toBe(START + 230_000);
  });
});

describe('which errors count', () => {
  const refused = TaskMock.fail('Partner.UnknownCustomer');

  test.each<[string, Partial<CircuitBreakerGuardOptions>]>([['ignoreErrors', { ignoreErrors: ['Partner.UnknownCustomer'] }], ['countErrors', { countErrors: ['Broken'] }]])('%s', (_, options) => {
    const { run, item } = opened({}, options);
    // An answer, though it is no success: a trial that gets one closes the circuit.
    expect(run(92, refused)).toMatchObject({ status: 'FAILED', error: 'Partner.UnknownCustomer' });
    expect(item()).toEqual({ id: expect.any(String) });
    for (const seconds of [93, 94, 95, 96]) expect(run(seconds, refused)).toMatchObject({ error: 'Partner.UnknownCustomer' });
    expect(run(97, OK).status).toBe('SUCCEEDED');
    for (const seconds of [98, 99, 100]) run(seconds, BROKEN);
    expect(run(101, OK)).toMatchObject(OPEN);
  });
});

describe('where the table fails', () => {
  const down = TaskMock.fail('DynamoDB.InternalServerErrorException');
  const missing = TaskMock.fail('DynamoDB.ResourceNotFoundException');

  test.each([['for a while', down], ['for good', missing]])('the body runs as if it were closed, %s', (_, mock) => {
    const { at } = opened();
    const execution = at(3).mockState('Ask: look', mock).mockState('Call', OK).run({ id: 7 });
    expect(execution.assertSucceeded().output).toEqual({ price: 5 });
    expect(execution.durationMilliseconds).toBeLessThan(10_000);
  });

  test('its errors stay its own', () => {
    const { at } = simulated();
    expect(at(0).mockState('Call', BROKEN).mockState('Ask: count', missing).run({ id: 7 })).toMatchObject(FAILED);
    const circuit = opened();
    for (const state of ['Ask: begin a trial', 'Ask: open again']) {
      expect(circuit.at(92).mockState('Call', BROKEN).mockState(state, missing).run({ id: 7 })).toMatchObject(FAILED);
    }
    expect(opened().at(92).mockState('Call', OK).mockState('Ask: close', missing).run({ id: 7 }).status).toBe('SUCCEEDED');
  });

  test('nor is it spoilt by a metric that cannot be written', () => {
    const { run, at } = simulated();
    for (const seconds of [0, 1]) run(seconds, BROKEN);
    expect(at(2).mockState('Call', BROKEN).mockState('Ask: report', TaskMock.fail('CloudWatch.CloudWatchException')).run({ id: 7 })).toMatchObject(FAILED);
    expect(run(3, OK)).toMatchObject(OPEN);
  });

  test('a failure that is written twice counts once', () => {
    const { run, at, item } = simulated();
    for (let call = 0; call < 2; call++) at(0, 77).mockState('Call', BROKEN).run({ id: 7 }, { executionName: 'one' });
    expect(item()!.failures).toHaveLength(1);
    run(1, BROKEN);
    expect(run(2, OK).status).toBe('SUCCEEDED');
  });
});

test('it is in a machine of JSONata as well', () => {
  const { stack, guard } = make({ failureThreshold: 1 });
  const workflow = new StandardWorkflow(stack, 'Orders', {
    definitionBody: sfn.DefinitionBody.fromChainable(guard), timeout: Duration.hours(1), queryLanguage: sfn.QueryLanguage.JSONATA,
  });
  const services = LocalServices.fromConstruct(stack);
  const run = (mock: TaskMock) => Simulator.fromStateMachine(workflow).useServices(services).mockState('Call', mock).mockState('Ask: report', TaskMock.succeed({})).run({ id: 7 });
  expect(run(OK).assertSucceeded().output).toEqual({ price: 5 });
  expect(run(BROKEN)).toMatchObject(FAILED);
  expect(run(OK)).toMatchObject(OPEN);
  expect(AslValidation.of(stack).findings()).toEqual([]);
});

describe('the template', () => {
  test('has a table on demand with point-in-time recovery, and an alarm', () => {
    const alarmActionArn = 'arn:aws:sns:us-east-1:123456789012:on-call';
    const { stack, guard } = make({ removalPolicy: RemovalPolicy.RETAIN, alarmActions: [{ bind: () => ({ alarmActionArn }) }] });
    const { 'Ask: report': report } = definitionOf(workflowOf(stack, guard)).States;
    const template = Template.fromStack(stack);
    expect(report).toMatchObject({ TimeoutSeconds: 5, Arguments: { Namespace: 'cdk-stepwright', MetricData: [{ MetricName: 'CircuitOpened', Value: 1, Unit: 'Count' }] } });
    expect(report.Retry).toEqual([expect.objectContaining({ MaxAttempts: 2 }), expect.objectContaining({ ErrorEquals: ['States.Timeout'], MaxAttempts: 2 })]);
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: { BillingMode: 'PAY_PER_REQUEST', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'cdk-stepwright', MetricName: 'CircuitOpened', Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching',
      Statistic: 'Sum', Period: 300, AlarmActions: [alarmActionArn],
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'cloudwatch:PutMetricData', Condition: { StringEquals: { 'cloudwatch:namespace': 'cdk-stepwright' } } })]) },
    });
  });

  test('has roles that allow what is needed on the table, and nothing that the validator or cdk-nag has to say', () => {
    const { stack, guard } = make();
    workflowOf(stack, guard);
    expect(AslValidation.of(stack).findings()).toEqual([]);
    expect(nagErrors(stack)).toEqual([]);
  });

  test('is one for Express workflows as well, and may have a table of one\'s own', () => {
    const stack = new Stack(new App(), 'Shop');
    const table = new dynamodb.Table(stack, 'Locks', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
    const breaker = new CircuitBreaker(stack, 'Partner', { table });
    const body = new sfn.Pass(stack, 'Body');
    new ExpressWorkflow(stack, 'Quick', { definitionBody: sfn.DefinitionBody.fromChainable(breaker.guard(stack, 'Ask', { body })), mode: ExpressMode.SYNC });
    expect(AslValidation.of(stack).findings()).toEqual([]);
    Template.fromStack(stack).resourceCountIs('AWS::DynamoDB::Table', 1);
  });
});

test.each<[Partial<CircuitBreakerProps>, Partial<CircuitBreakerGuardOptions>, string]>([
  [{ failureThreshold: 0 }, {}, 'CircuitBreaker "Shop/Partner": "failureThreshold" is 0. It has to be a whole number from 1 to 1,000'],
  [{ failureThreshold: Lazy.number({ produce: () => 3 }) }, {}, 'CircuitBreaker "Shop/Partner": "failureThreshold" is known only at deploy, but it is part of an expression.'],
  [{ window: Duration.seconds(0) }, {}, 'CircuitBreaker "Shop/Partner": "window" is 0 seconds. It has to be a whole number of seconds, from 1 to 86,400.'],
  [{ resetTimeout: Duration.days(2) }, {}, 'CircuitBreaker "Shop/Partner": "resetTimeout" is 2 days.'],
  [{ trialTimeout: Duration.millis(5) }, {}, 'CircuitBreaker "Shop/Partner": "trialTimeout" is 5 millis.'],
  [{ table: dynamodb.Table.fromTableName(new Stack(), 'T', 't'), removalPolicy: RemovalPolicy.RETAIN }, {}, 'CircuitBreaker "Shop/Partner": "removalPolicy" is set, but'],
  [{}, { countErrors: ['A'], ignoreErrors: ['B'] }, 'CircuitBreakerGuard "Shop/Ask": "countErrors" and "ignoreErrors" are both set.'],
  [{}, { countErrors: [] }, 'CircuitBreakerGuard "Shop/Ask": "countErrors" is empty, so that the circuit would never open.'],
  [{}, { countErrors: ['States.ALL'] }, 'CircuitBreakerGuard "Shop/Ask": "countErrors" has "States.ALL", which is every error. Leave "countErrors" out.'],
  [{}, { ignoreErrors: ['States.ALL'] }, 'CircuitBreakerGuard "Shop/Ask": "ignoreErrors" has "States.ALL", which is every error. Name those that do not count.'],
])('what cannot be is refused: %#', (props, options, message) => {
  expect(() => make(props, options)).toThrow(message);
});
