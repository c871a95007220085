import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import {
  AslValidation, Execution, ExecutionInProgress, ExpressMode, ExpressWorkflow, LocalServices, Semaphore, SemaphoreGuardOptions, SemaphoreProps,
  Simulator, StandardWorkflow, TaskMock,
} from '../../src';
import { nagErrors } from '../cdk-nag';
import { definitionOf } from '../definition-of';
import { serviceRolesOf } from '../start-needs';

/** An activity: its worker may answer anything. */
const task = (stack: Stack, id: string) => new sfn.CustomState(stack, id, {
  stateJson: { Type: 'Task', Resource: `arn:aws:states:us-east-1:123456789012:activity:${id.replaceAll(' ', '')}`, TimeoutSeconds: 3600, HeartbeatSeconds: 3000 },
});
const workflowOf = (stack: Stack, flow: sfn.IChainable, id = 'Orders', timeout = Duration.minutes(30)) => new StandardWorkflow(stack, id, {
  definitionBody: sfn.DefinitionBody.fromChainable(flow), timeout,
});

function make(props: Partial<SemaphoreProps> = {}, options: Partial<SemaphoreGuardOptions> = {}) {
  const stack = new Stack(new App(), 'Shop');
  const semaphore = new Semaphore(stack, 'CardProcessor', { limit: 1, ...props });
  const guard = semaphore.guard(stack, 'Guard', { body: options.body ?? task(stack, 'Charge'), acquireTimeout: Duration.minutes(2), ...options });
  return { stack, semaphore, guard };
}

/** Workflows under a semaphore, whose executions share the table. */
function simulated(
  props: Partial<SemaphoreProps> = {}, options: Partial<SemaphoreGuardOptions> = {},
  around: (stack: Stack, guard: sfn.IChainable) => sfn.IChainable = (_, guard) => guard, timeout?: Duration,
) {
  const { stack, semaphore, guard } = make(props, options);
  const workflow = workflowOf(stack, around(stack, guard), 'Orders', timeout);
  const services = LocalServices.fromConstruct(stack);
  const simulator = (seed = 1) => Simulator.fromStateMachine(workflow, { seed }).useServices(services);
  const holders = (): string[] => services.dynamoDb.items(semaphore.table.tableName)[0]?.holders ?? [];
  return {
    simulator,
    holders,
    start: (executionName: string): ExecutionInProgress => simulator(seedOf(executionName)).start({ id: 7 }, { executionName }),
    cleanUp: (executionName: string) => Simulator.fromStateMachine(semaphore.cleanUp).useServices(services)
      .run({ executionArn: arnOf(executionName) }).assertSucceeded(),
    /** A sweep, to which executions have a status; those that have none are forgotten. */
    sweep: (statuses: { [executionName: string]: string }, stateMachineNames = ['StateMachine']) => Simulator.fromStateMachine(semaphore._sweeps[0]).useServices(services)
      .mockState('Describe', TaskMock.respondWith({
        respond: ({ input }) => {
          const { ExecutionArn, IncludedData } = input as { ExecutionArn: string; IncludedData: string };
          expect(IncludedData).toBe('METADATA_ONLY');
          const status = statuses[ExecutionArn.split(':')[7]];
          return status ? TaskMock.succeed({ Status: status, ExecutionArn }) : TaskMock.fail('Sfn.ExecutionDoesNotExistException');
        },
      })).run({ stateMachineNames }).assertSucceeded(),
  };
}

const arnOf = (executionName: string): string => `arn:aws:states:us-east-1:123456789012:execution:StateMachine:${executionName}`;
/** What cdk-nag finds in a semaphore, and why it is so. */
const STATED = [
  { id: 'AwsSolutions-SQS3', reason: 'It is the dead-letter queue' },
  { id: 'AwsSolutions-IAM5', reason: 'The names of executions are not known before', appliesTo: [{ regex: '/^Resource::arn:.*:execution:.*:\\*$/' }] },
];
const seedOf = (executionName: string): number => executionName.length + executionName.charCodeAt(0);
const finish = (execution: ExecutionInProgress, output: unknown = {}) => execution.succeedTask(execution.pendingTasks[0].taskToken, output);

describe('a place', () => {
  test('is taken, and left when the body succeeds; what goes on is what the body gives', () => {
    const { start, holders } = simulated();
    const execution = start('one');
    expect(holders()).toEqual([expect.stringMatching(/^arn:aws:states:us-east-1:123456789012:execution:StateMachine:one [0-9a-f-]{36}$/)]);
    expect(execution.pendingTasks[0].input).toEqual({ id: 7 });
    finish(execution, { paid: true });
    expect(execution.execution.assertSucceeded().output).toEqual({ paid: true });
    expect(holders()).toEqual([]);
  });

  test('is left when the body fails, and the error stays what it was', () => {
    const { start, holders } = simulated();
    const execution = start('one');
    execution.failTask(execution.pendingTasks[0].taskToken, 'Broken', 'why');
    expect(execution.execution).toMatchObject({ status: 'FAILED', error: 'Broken', cause: 'why' });
    expect(holders()).toEqual([]);
  });

  test('is left when the body fails without a name', () => {
    const { start, holders } = simulated();
    const execution = start('one');
    execution.failTask(execution.pendingTasks[0].taskToken);
    expect(execution.execution).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(holders()).toEqual([]);
  });

  test('is left by the clean-up when the execution times out', () => {
    const { start, holders, cleanUp } = simulated();
    const execution = start('one');
    execution.advance(Duration.minutes(31));
    expect(execution.execution.status).toBe('TIMED_OUT');
    expect(holders()).toHaveLength(1);
    cleanUp('one');
    expect(holders()).toEqual([]);
  });

  test('is left by the clean-up when the execution is aborted', () => {
    const { start, holders, cleanUp } = simulated();
    const execution = start('one');
    execution.stop();
    expect(execution.execution.status).toBe('ABORTED');
    cleanUp('one');
    expect(holders()).toEqual([]);
  });

  test('is left by the clean-up when the execution fails with what cannot be caught, between the place and the body too', () => {
    const { simulator, holders, cleanUp } = simulated({}, { body: new sfn.Pass(new Stack(new App(), 'Other'), 'Broken', { inputPath: '$.no.such' }) });
    expect(simulator().run({}, { executionName: 'one' })).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(holders()).toHaveLength(1);
    cleanUp('one');
    expect(holders()).toEqual([]);
  });

  test('is left by the clean-up when another branch ends the body, even where the execution succeeds', () => {
    const { start, holders, cleanUp } = simulated({}, {}, (stack, guard) => {
      const soon = new sfn.Wait(stack, 'Soon', { time: sfn.WaitTime.duration(Duration.seconds(1)) });
      const both = new sfn.Parallel(stack, 'Both').branch(guard, soon.next(new sfn.Fail(stack, 'Other branch', { error: 'Other' })));
      return both.addCatch(new sfn.Succeed(stack, 'Never mind')).next(new sfn.Pass(stack, 'After'));
    });
    const running = start('one');
    running.advance(Duration.seconds(2));
    running.execution.assertSucceeded();
    expect(holders()).toHaveLength(1);
    cleanUp('one');
    expect(holders()).toEqual([]);
  });

  test('of another execution is left alone by the clean-up, also where its name begins alike', () => {
    const { start, holders, cleanUp } = simulated({ limit: 3 });
    ['one', 'one-2', 'two'].forEach(start);
    cleanUp('one');
    expect(holders().map((holder) => /:(\S+) /.exec(holder)![1].split(':').pop())).toEqual(['one-2', 'two']);
    cleanUp('one');
    cleanUp('none');
    expect(holders()).toHaveLength(2);
  });
});

describe('a sweep', () => {
  const names = (holders: string[]) => holders.map((holder) => /:([^: ]+) /.exec(holder)![1]);

  test('removes the entries of executions that have ended or are forgotten, and no others', () => {
    const { start, holders, sweep } = simulated({ limit: 6 });
    ['one', 'one-2', 'two', 'three', 'four', 'five'].forEach(start);
    sweep({ 'one': 'ABORTED', 'one-2': 'RUNNING', 'two': 'TIMED_OUT', 'three': 'RUNNING', 'five': 'SUCCEEDED' });
    expect(names(holders())).toEqual(['one-2', 'three']);
    sweep({});
    expect(holders()).toEqual([]);
    sweep({});
  });

  test('looks once at an execution with several places, and removes all of them', () => {
    const { simulator, holders, sweep } = simulated({ limit: 2 }, {}, (stack, guard) => new sfn.Map(stack, 'Each', { itemsPath: '$.items' }).itemProcessor(guard));
    simulator().start({ items: [1, 2] }, { executionName: 'one' });
    expect(holders()).toHaveLength(2);
    const execution = sweep({ one: 'FAILED' });
    expect(holders()).toEqual([]);
    expect(execution.history.filter(({ type }) => type === 'MapIterationStarted')).toHaveLength(1);
  });

  test('leaves alone what is of state machines that it is not told of', () => {
    const { start, holders, sweep } = simulated();
    start('one');
    sweep({ one: 'FAILED' }, ['Others']);
    expect(holders()).toHaveLength(1);
  });
});

describe('waiting', () => {
  test('a second execution waits, and goes on when the place is free', () => {
    const { start, holders } = simulated();
    const [one, two] = [start('one'), start('two')];
    expect(two.pendingTasks).toEqual([]);
    two.advance(Duration.seconds(60));
    expect(two.pendingTasks).toEqual([]);
    finish(one);
    two.advance(Duration.seconds(15));
    expect(two.pendingTasks.map(({ stateName }) => stateName)).toEqual(['Charge']);
    expect(holders()).toEqual([expect.stringContaining(':two ')]);
  });

  test('it fails when there is none in time, and takes none', () => {
    const { start, holders } = simulated();
    start('one');
    const two = start('two');
    two.advance(Duration.minutes(2));
    expect(two.execution).toMatchObject({
      status: 'FAILED', error: 'Semaphore.TimedOut', cause: 'None of the 1 places of "CardProcessor" was free within 2 minutes.', durationMilliseconds: 120_000,
    });
    expect(holders()).toEqual([expect.stringContaining(':one ')]);
  });

  test('waits are of half the interval to one and a half', () => {
    const { start } = simulated({}, { waitInterval: Duration.seconds(20) });
    start('one');
    const two = start('two');
    two.advance(Duration.minutes(2));
    const times = two.execution.history.filter(({ type }) => type === 'WaitStateEntered').map(({ timestamp }) => Date.parse(timestamp));
    const waits = times.slice(1).map((time, index) => (time - times[index]) / 1000);
    expect(new Set(waits).size).toBeGreaterThan(1);
    for (const wait of waits) expect(wait >= 10 && wait <= 30).toBe(true);
  });

  test('a long wait has long intervals, and fits into a history', () => {
    const { start } = simulated({}, { acquireTimeout: Duration.days(1) }, undefined, Duration.days(2));
    start('one');
    const two = start('two');
    two.advance(Duration.days(1));
    expect(two.execution).toMatchObject({ error: 'Semaphore.TimedOut' });
    expect(two.execution.history.length).toBeLessThan(12_000);
  });

  test('it goes on elsewhere where it is told to', () => {
    const { start } = simulated({}, { onTimedOut: new sfn.Pass(new Stack(new App(), 'Other'), 'Later') });
    start('one');
    const two = start('two');
    two.advance(Duration.minutes(2));
    expect(two.execution.assertSucceeded().output).toEqual({ id: 7 });
  });

  test('of ten executions never more than three are in the body, and all come through', () => {
    const { start, holders } = simulated({ limit: 3 }, { acquireTimeout: Duration.minutes(20) });
    let executions = [...'abcdefghij'].map(start);
    let most = 0;
    for (let round = 0; executions.length > 0 && round < 100; round++) {
      const inside = executions.filter(({ pendingTasks }) => pendingTasks.length > 0);
      expect(holders()).toHaveLength(inside.length);
      most = Math.max(most, inside.length);
      if (inside.length > 0) finish(inside[round % inside.length]);
      executions = executions.filter(({ execution: { status } }) => status === 'RUNNING');
      executions.forEach((one) => one.advance(Duration.seconds(7)));
    }
    expect(executions).toEqual([]);
    expect(most).toBe(3);
    expect(holders()).toEqual([]);
  });
});

describe('calls that fail', () => {
  test('a place that was taken by a call whose answer was lost is the same place at the second call', () => {
    const { start, simulator, holders } = simulated();
    start('one');
    const [taken] = holders();
    // The same execution, whose first call did its work and was not heard of.
    const again = simulator(seedOf('one')).mockState('Charge', TaskMock.succeed({ paid: true })).run({ id: 7 }, { executionName: 'one' });
    expect(again.assertSucceeded().output).toEqual({ paid: true });
    expect(taken).toBe(uuidOf(again));
    expect(holders()).toEqual([]);
  });

  test('where it cannot be known whether there is a place, it is left and the execution fails', () => {
    const { simulator, holders } = simulated();
    const execution = simulator().mockState('Guard: acquire', TaskMock.fail('DynamoDB.ResourceNotFoundException', 'no table')).run({});
    expect(execution).toMatchObject({ error: 'DynamoDB.ResourceNotFoundException', cause: 'no table' });
    expect(execution.visitedStates).toContain('Guard: release after failure');
    expect(holders()).toEqual([]);
  });

  test('a place that cannot be left does not spoil what the body did; the clean-up leaves it', () => {
    const { simulator, holders, cleanUp } = simulated();
    const execution = simulator().mockState('Charge', TaskMock.succeed({ paid: true })).mockState('Guard: release', TaskMock.fail('DynamoDB.InternalServerErrorException'))
      .run({}, { executionName: 'one' });
    expect(execution.assertSucceeded().output).toEqual({ paid: true });
    expect(execution.history.filter(({ type }) => type === 'TaskScheduled')).toHaveLength(1 + 11);
    expect(holders()).toHaveLength(1);
    cleanUp('one');
    expect(holders()).toEqual([]);
  });

  test('nor does it hide why the body failed', () => {
    const { simulator } = simulated();
    const execution = simulator().mockState('Charge', TaskMock.fail('Broken')).mockState('Guard: release after failure', TaskMock.fail('DynamoDB.InternalServerErrorException')).run({});
    expect(execution.error).toBe('Broken');
  });
});

/** The entry of an execution, from what it asked for. */
function uuidOf({ history }: Execution): string {
  const scheduled = history.find(({ type }) => type === 'TaskScheduled');
  return JSON.parse(scheduled.taskScheduledEventDetails.parameters).ExpressionAttributeValues[':holder'].S;
}

test('each guard and each item of a Map has a place of its own', () => {
  const stack = new Stack(new App(), 'Shop');
  const semaphore = new Semaphore(stack, 'CardProcessor', { limit: 2 });
  const options = { acquireTimeout: Duration.minutes(9) };
  const each = new sfn.Map(stack, 'Each', { itemsPath: '$.items', resultPath: sfn.JsonPath.DISCARD })
    .itemProcessor(semaphore.guard(stack, 'Inside', { body: task(stack, 'Charge'), ...options }));
  const outer = semaphore.guard(stack, 'Outside', { body: each, ...options });
  const workflow = workflowOf(stack, outer);
  const services = LocalServices.fromConstruct(stack);
  const running = Simulator.fromStateMachine(workflow).useServices(services).start({ items: [1, 2] });
  expect(services.dynamoDb.items(semaphore.table.tableName)[0].holders).toHaveLength(2);
  expect(running.pendingTasks).toHaveLength(1);
  finish(running);
  running.advance(Duration.seconds(20));
  finish(running);
  expect(running.execution.assertSucceeded().status).toBe('SUCCEEDED');
  expect(services.dynamoDb.items(semaphore.table.tableName)[0].holders).toBeUndefined();
});

test('it is in a machine of JSONata as well', () => {
  const { stack, semaphore, guard } = make();
  const workflow = new StandardWorkflow(stack, 'Orders', {
    definitionBody: sfn.DefinitionBody.fromChainable(guard), timeout: Duration.hours(1), queryLanguage: sfn.QueryLanguage.JSONATA,
  });
  const services = LocalServices.fromConstruct(stack);
  const run = (mock: TaskMock) => Simulator.fromStateMachine(workflow).useServices(services).mockState('Charge', mock).run({ id: 7 });
  expect(run(TaskMock.succeed([1])).assertSucceeded().output).toEqual([1]);
  expect(run(TaskMock.fail('Broken', 'why'))).toMatchObject({ error: 'Broken', cause: 'why' });
  expect(services.dynamoDb.items(semaphore.table.tableName)[0].holders).toBeUndefined();
  expect(AslValidation.of(stack).findings()).toEqual([]);
});

describe('the template', () => {
  const template = (props: Partial<SemaphoreProps> = {}) => {
    const { stack, guard, semaphore } = make(props);
    workflowOf(stack, guard);
    workflowOf(stack, new sfn.Pass(stack, 'Nothing'), 'Others');
    return { stack, semaphore, template: Template.fromStack(stack) };
  };

  test('has a table on demand with point-in-time recovery', () => {
    template().template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Delete',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    });
    template({ removalPolicy: RemovalPolicy.RETAIN }).template.hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Retain' });
  });

  test('has a rule for the end of the executions of the workflows that have a guard, and no others', () => {
    const { stack, template: made, semaphore } = template();
    const target = stack.resolve(semaphore.cleanUp.stateMachineArn);
    made.resourceCountIs('AWS::Events::Rule', 1);
    made.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        'source': ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        'detail': { status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [{ Ref: Match.stringLikeRegexp('^OrdersStateMachine') }] },
      },
      Targets: [Match.objectLike({ Arn: target, InputTransformer: { InputPathsMap: { 'detail-executionArn': '$.detail.executionArn' }, InputTemplate: '{"executionArn":<detail-executionArn>}' } })],
    });
  });

  test('has a sweep every hour of the executions of these workflows; what cannot be started stands in a dead-letter queue with an alarm', () => {
    const { template: made } = template({ alarmActions: [new actions.SnsAction(sns.Topic.fromTopicArn(new Stack(), 'T', 'arn:aws:sns:us-east-1:123456789012:ops'))] });
    const [queue] = Object.keys(made.findResources('AWS::SQS::Queue'));
    const [orders] = Object.keys(made.findResources('AWS::StepFunctions::StateMachine')).filter((id) => id.startsWith('OrdersStateMachine'));
    const deadLetters = { DeadLetterConfig: { Arn: { 'Fn::GetAtt': [queue, 'Arn'] } } };
    made.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 hour)',
      Target: { ...deadLetters, Input: { 'Fn::Join': ['', ['{"stateMachineNames":["', { 'Fn::GetAtt': [orders, 'Name'] }, '"]}']] } },
    });
    made.hasResourceProperties('AWS::Events::Rule', { Targets: [Match.objectLike(deadLetters)] });
    // Of the queue, of the clean-up and of the sweep; those of the workflows do nothing.
    const acting = Object.values(made.findResources('AWS::CloudWatch::Alarm', { Properties: { AlarmActions: ['arn:aws:sns:us-east-1:123456789012:ops'] } }));
    expect(acting).toHaveLength(1 + 3 + 3);
    made.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([{
          Action: 'states:DescribeExecution',
          Effect: 'Allow',
          Resource: [{ 'Fn::Join': ['', Match.arrayWith([':execution:', { 'Fn::GetAtt': [orders, 'Name'] }, ':*'])] }],
        }]),
      },
    });
  });

  test('may have no sweep, or another interval', () => {
    template({ sweep: false }).template.resourceCountIs('AWS::Scheduler::Schedule', 0);
    template({ sweepInterval: Duration.minutes(10) }).template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(10 minutes)' });
  });

  test('may have a table of one\'s own', () => {
    const stack = new Stack(new App(), 'Shop');
    const table = new dynamodb.Table(stack, 'Locks', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
    const made = [new Semaphore(stack, 'One', { limit: 1, table }), new Semaphore(stack, 'Two', { limit: 2, table })];
    Template.fromStack(stack).resourceCountIs('AWS::DynamoDB::Table', 1);
    expect(new Set(made.map(({ itemId }) => itemId)).size).toBe(2);
  });

  test('has roles that allow what is needed on the table, and nothing that the validator or cdk-nag has to say', () => {
    const { stack, semaphore } = template();
    expect(AslValidation.of(stack).findings()).toEqual([]);
    expect(nagErrors(stack, STATED)).toEqual([]);
    const allowed = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).flatMap(({ Properties }) => (
      Properties.PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action).filter((action: string) => action.startsWith('dynamodb:'))));
    const started = serviceRolesOf(stack);
    expect(started).toHaveLength(2);
    for (const role of started) expect(role.allowed).toEqual(role.needed);
    expect(allowed.sort()).toEqual(['dynamodb:GetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:UpdateItem', 'dynamodb:UpdateItem']);
    const { States: states } = definitionOf(semaphore.cleanUp);
    expect(Object.keys(states)).toEqual(['Wait', 'Look', 'Anything left?', 'Nothing left', 'Remove']);
    expect([states.Wait.Seconds, states.Look.TimeoutSeconds, states.Remove.TimeoutSeconds]).toEqual([5, 30, 30]);
  });

  test('lets whoever uses a table with a key use the key', () => {
    const stack = new Stack(new App(), 'Shop');
    const table = new dynamodb.Table(stack, 'Locks', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
    const semaphore = new Semaphore(stack, 'CardProcessor', { limit: 1, table });
    workflowOf(stack, semaphore.guard(stack, 'Guard', { body: task(stack, 'Charge'), acquireTimeout: Duration.minutes(1) }));
    const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy', {
      Properties: { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['kms:Decrypt', 'kms:GenerateDataKey']), Resource: stack.resolve(table.encryptionKey!.keyArn) })]) } },
    }));
    expect(policies).toHaveLength(3);
    expect(AslValidation.of(stack).findings()).toEqual([]);
    expect(nagErrors(stack, [...STATED, { id: 'AwsSolutions-KMS5', reason: 'Not what is tested' }])).toEqual([]);
  });

  test('a workflow in another stack has its rule there', () => {
    const app = new App();
    const shared = new Stack(app, 'Shared');
    const semaphore = new Semaphore(shared, 'CardProcessor', { limit: 5 });
    const shop = new Stack(app, 'Shop');
    workflowOf(shop, semaphore.guard(shop, 'Guard', { body: task(shop, 'Charge'), acquireTimeout: Duration.minutes(1) }));
    Template.fromStack(shared).resourceCountIs('AWS::Events::Rule', 0);
    Template.fromStack(shop).hasResourceProperties('AWS::Events::Rule', { EventPattern: { detail: Match.objectLike({ stateMachineArn: [{ Ref: Match.stringLikeRegexp('^Orders') }] }) } });
  });
});

describe('refused is', () => {
  test.each<[Partial<SemaphoreProps>, Partial<SemaphoreGuardOptions>, string]>([
    [{ limit: 0 }, {}, 'Semaphore "Shop/CardProcessor": "limit" is 0. It has to be a whole number from 1 to 1,000, as all places stand in one item.'],
    [{ limit: 1001 }, {}, 'Semaphore "Shop/CardProcessor": "limit" is 1001.'],
    [{ sweep: false, sweepInterval: Duration.hours(2) }, {}, 'Semaphore "Shop/CardProcessor": "sweepInterval" is set, but "sweep" is false. Leave out one of them.'],
    [{ sweepInterval: Duration.seconds(90) }, {}, 'Semaphore "Shop/CardProcessor": "sweepInterval" is 1 minute 30 seconds. It has to be whole minutes.'],
    [{ limit: 1.5 }, {}, 'Semaphore "Shop/CardProcessor": "limit" is 1.5.'],
    [{}, { acquireTimeout: Duration.seconds(0) }, 'SemaphoreGuard "Shop/Guard": "acquireTimeout" is 0 seconds. It has to be a whole number of seconds, from 1 to 31,536,000.'],
    [{}, { acquireTimeout: Duration.days(1), waitInterval: Duration.seconds(10) }, 'SemaphoreGuard "Shop/Guard": "acquireTimeout" is 1 day, and "waitInterval" is 10 seconds: asking that often for so long does not fit into the 25,000 events of a history. Make "waitInterval" 44 seconds at least.'],
    [{}, { waitInterval: Duration.days(2) }, 'SemaphoreGuard "Shop/Guard": "waitInterval" is 2 days.'],
    [{ table: dynamodb.Table.fromTableName(new Stack(), 'T', 't'), removalPolicy: RemovalPolicy.RETAIN }, {}, 'Semaphore "Shop/CardProcessor": "removalPolicy" is set, but it is for the table that is made'],
  ])('what cannot be: %#', (props, options, message) => {
    expect(() => make(props, options)).toThrow(message);
  });

  test('a guard in an Express workflow', () => {
    const { stack, guard } = make({}, { body: new sfn.Pass(new Stack(), 'Body') });
    new ExpressWorkflow(stack, 'Quick', { definitionBody: sfn.DefinitionBody.fromChainable(guard), mode: ExpressMode.SYNC });
    expect(() => Template.fromStack(stack)).toThrow('Semaphore "Shop/CardProcessor": the Express workflow "Shop/Quick/StateMachine/Resource" has a guard, but Express workflows tell nobody when they end');
  });

  test('a guard in a Distributed Map', () => {
    const { stack, guard } = make();
    workflowOf(stack, new sfn.DistributedMap(stack, 'Each', { mapExecutionType: sfn.StateMachineType.STANDARD, label: 'Each' }).itemProcessor(guard));
    expect(() => Template.fromStack(stack)).toThrow('a Distributed Map of "Shop/Orders/StateMachine/Resource" has a guard in its processor');
  });

  test('a guard that is in no state machine', () => {
    const { stack } = make();
    expect(() => Template.fromStack(stack)).toThrow('Semaphore "Shop/CardProcessor": guard() was called in stack "Shop", but no state machine of that stack has the guard.');
  });
});
