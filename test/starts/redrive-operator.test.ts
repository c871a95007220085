import { App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { newStack } from './workflows';
import {
  AslValidation, Execution, ExecutionInProgress, RedriveFilter, RedriveOperator, RedriveOperatorProps, Simulator, StandardWorkflow, StartTime,
  TaskMock, TaskRequest,
} from '../../src';
import { nagErrors } from '../cdk-nag';
import { definitionOf } from '../definition-of';

function make(props: Partial<RedriveOperatorProps> = {}, stack: Stack = newStack()) {
  const charge = new tasks.LambdaInvoke(stack, 'Charge', {
    lambdaFunction: lambda.Function.fromFunctionArn(stack, 'Charging', 'arn:aws:lambda:us-east-1:123456789012:function:charge'),
    payloadResponseOnly: true,
    taskTimeout: sfn.Timeout.duration(Duration.minutes(1)),
    retryOnServiceExceptions: false,
  }).addRetry({ errors: ['Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException', 'Lambda.TooManyRequestsException'] });
  const orders = new StandardWorkflow(stack, 'Orders', { timeout: Duration.hours(1), logs: { level: sfn.LogLevel.ALL }, definitionBody: sfn.DefinitionBody.fromChainable(charge) });
  return { stack, orders, operator: new RedriveOperator(stack, 'Redrives', { workflow: orders, ...props }) };
}

/** An execution of the workflow, and Step Functions' API for it. */
class Order {
  public readonly running: ExecutionInProgress;
  public redrives = 0;
  public readonly tokens: string[] = [];

  public constructor(orders: StandardWorkflow, charge: TaskMock, public readonly arn = 'arn:aws:states:us-east-1:123456789012:execution:Orders:o-1') {
    this.running = Simulator.fromStateMachine(orders).mockState('Charge', charge).start();
    this.settle();
  }

  public get status(): string {
    return this.running.execution.status;
  }

  public get error(): string | undefined {
    return this.running.execution.error;
  }

  public describe(): TaskMock {
    const { status, error } = this;
    return TaskMock.succeed({
      ExecutionArn: this.arn, Status: status, Error: error, RedriveCount: this.redrives, RedriveStatus: ['RUNNING', 'SUCCEEDED'].includes(status) ? 'NOT_REDRIVABLE' : 'REDRIVABLE',
    });
  }

  public redrive(token: string): TaskMock {
    if (!['FAILED', 'TIMED_OUT', 'ABORTED'].includes(this.status)) return TaskMock.fail('Sfn.ExecutionNotRedrivableException');
    this.tokens.push(token);
    this.redrives++;
    this.running.redrive();
    this.settle();
    return TaskMock.succeed({ RedriveDate: '2026-01-01T00:00:00Z' });
  }

  private settle(): void {
    while (this.running.advanceToNextEvent());
  }
}

/** Runs the operator over orders. */
function operate({ operator }: ReturnType<typeof make>, orders: readonly Order[], input: object) {
  const of = (arn: string) => orders.find((order) => order.arn === arn);
  const lists: any[] = [];
  const execution = Simulator.fromStateMachine(operator.operator)
    .mockState('Look at it', TaskMock.respondWith({ respond: ({ input: { ExecutionArn } }: TaskRequest) => of(ExecutionArn)!.describe() }))
    .mockState('Redrive it', TaskMock.respondWith({ respond: ({ input: { ExecutionArn, ClientToken } }: TaskRequest) => of(ExecutionArn)!.redrive(ClientToken) }))
    .mockState('List the failed', TaskMock.respondWith({
      respond: ({ input: asked }: TaskRequest) => {
        lists.push(asked);
        const found = orders.filter(({ status }) => status === asked.StatusFilter);
        return TaskMock.succeed({ Executions: found.map(({ arn, status }) => ({ ExecutionArn: arn, Status: status })) });
      },
    }))
    .run(input);
  return { execution, lists };
}

const always = (error: string) => TaskMock.respondWith({ respond: () => TaskMock.fail(error) });
const failing = (times: number, error = 'Payment.Unavailable') => TaskMock.sequence([...Array<TaskMock>(times).fill(TaskMock.fail(error)), TaskMock.succeed({ paid: true })]);

/** What EventBridge does: it starts the operator each time that the order fails. */
function untilDone(made: ReturnType<typeof make>, order: Order) {
  const executions: Execution[] = [];
  while (['FAILED', 'TIMED_OUT'].includes(order.status) && executions.at(-1)?.status !== 'FAILED' && executions.length < 20) {
    const { execution } = operate(made, [order], { executionArn: order.arn });
    executions.push(execution);
    if (execution.status === 'SUCCEEDED' && execution.output[0].outcome !== 'REDRIVEN') break;
  }
  return executions;
}

describe('what is made', () => {
  test('a rule for what fails and times out, and a workflow that may look at the executions and redrive them', () => {
    const { stack, operator } = make();
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        'source': ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        'detail': { stateMachineArn: [{ Ref: Match.stringLikeRegexp('^Orders') }], status: ['FAILED', 'TIMED_OUT'] },
      },
      Targets: [Match.objectLike({ InputTransformer: { InputPathsMap: { 'detail-executionArn': '$.detail.executionArn' }, InputTemplate: '{"executionArn":<detail-executionArn>}' } })],
    });
    const executions = { 'Fn::Join': ['', Match.arrayWith([':execution:', { 'Fn::GetAtt': [Match.stringLikeRegexp('^Orders'), 'Name'] }, ':*'])] };
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^RedrivesOperator') }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          { Effect: 'Allow', Action: 'states:DescribeExecution', Resource: executions },
          { Effect: 'Allow', Action: 'states:RedriveExecution', Resource: executions },
          { Effect: 'Allow', Action: 'states:ListExecutions', Resource: { Ref: Match.stringLikeRegexp('^Orders') } },
        ].map((statement) => Match.objectLike(statement))),
      },
    });
    template.resourceCountIs('AWS::Scheduler::Schedule', 0);
    template.resourceCountIs('AWS::SQS::Queue', 1);
    expect(operator.givenUpAlarm).toBe(operator.operator.failedAlarm);
  });

  test('with times, a schedule that sweeps, with the same queue', () => {
    const { stack } = make({ sweep: StartTime.rate(Duration.days(1)), timedOut: false });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(1 day)', Target: Match.objectLike({ Input: '{}' }) });
    template.hasResourceProperties('AWS::Events::Rule', { EventPattern: Match.objectLike({ detail: Match.objectLike({ status: ['FAILED'] }) }) });
    template.resourceCountIs('AWS::SQS::Queue', 1);
  });

  test('with a queue of your own, the actions are those of the alarms of the operator', () => {
    const stack = newStack();
    const { operator } = make({ deadLetterQueue: new sqs.Queue(stack, 'Mine'), alarmActions: [new SnsAction(new sns.Topic(stack, 'Operators'))], sweep: StartTime.rate(Duration.days(1)) }, stack);
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::SQS::Queue', 1);
    template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { AlarmActions: [{ Ref: Match.stringLikeRegexp('^Operators') }], Namespace: 'AWS/States' }, 3);
    template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { Namespace: 'AWS/SQS' }, 0);
    expect(operator.failures.deadLetterAlarm).toBeUndefined();
  });

  test('the operator is given up on an hour after its longest delay', () => {
    expect(definitionOf(make().operator.operator).TimeoutSeconds).toBe(2 * 3600);
    expect(definitionOf(make({ maxDelay: Duration.hours(6) }).operator.operator).TimeoutSeconds).toBe(7 * 3600);
  });

  test('cdk-nag and the validator find nothing', () => {
    const { stack } = make({ sweep: StartTime.cron({ hour: '7' }, TimeZone.EUROPE_BERLIN), errors: ['It\'s "odd" %}'.replace(' %}', '')] });
    expect(AslValidation.of(stack.node.root as App).findings()).toEqual([]);
    expect(nagErrors(stack, [
      { id: 'AwsSolutions-SQS3', reason: 'It is the dead-letter queue' },
      { id: 'AwsSolutions-IAM5', appliesTo: [{ regex: '/execution:<Orders.*>:\\*$/' }], reason: 'The executions of this workflow' },
      { id: 'AwsSolutions-IAM5', appliesTo: ['Resource::arn:aws:lambda:us-east-1:123456789012:function:charge:*'], reason: 'The versions of the function that the workflow calls' },
    ])).toEqual([]);
  });
});

describe('when an execution fails', () => {
  test('it is redriven until it succeeds, each time after a longer delay', () => {
    const made = make();
    const order = new Order(made.orders, failing(3));
    const executions = untilDone(made, order);
    expect(order.status).toBe('SUCCEEDED');
    expect(order.redrives).toBe(3);
    expect(executions.map(({ status, durationMilliseconds }) => [status, durationMilliseconds])).toEqual([['SUCCEEDED', 60_000], ['SUCCEEDED', 120_000], ['SUCCEEDED', 240_000]]);
    expect(new Set(order.tokens).size).toBe(3);
    expect(order.tokens.every((token) => /^[0-9a-f]{64}$/.test(token))).toBe(true);
  });

  test('after as many redrives as are allowed it is given up, and the operator fails', () => {
    const made = make({ maxRedrives: 2 });
    const order = new Order(made.orders, always('Payment.Unavailable'));
    const executions = untilDone(made, order);
    expect(order.redrives).toBe(2);
    expect(executions.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'FAILED']);
    executions.at(-1)!.assertFailed('RedriveOperator.GivenUp', `The execution ${order.arn} was redriven 2 times and ended with FAILED (Payment.Unavailable).`);
  });

  test('the delay has a limit', () => {
    const made = make({ delay: Duration.minutes(10), backoffRate: 3, maxDelay: Duration.minutes(20) });
    expect(untilDone(made, new Order(made.orders, failing(2))).map(({ durationMilliseconds }) => durationMilliseconds)).toEqual([600_000, 1_200_000]);
  });

  test('an error that is not chosen is left alone', () => {
    const made = make({ errors: ['Payment.Unavailable'] });
    const order = new Order(made.orders, always('Order.Invalid'));
    const [execution] = untilDone(made, order);
    expect(execution.output).toEqual([{ executionArn: order.arn, status: 'FAILED', error: 'Order.Invalid', redrives: 0, outcome: 'NOT_NEEDED' }]);
    expect(order.redrives).toBe(0);
    const chosen = new Order(made.orders, failing(1));
    untilDone(made, chosen);
    expect(chosen.status).toBe('SUCCEEDED');
  });

  test('an execution that timed out is redriven whatever the errors, unless that is switched off', () => {
    const outcomes = [true, false].map((timedOut) => {
      const made = make({ timedOut, errors: ['X'] });
      const order = new Order(made.orders, TaskMock.fail('X'));
      (order as any).describe = () => TaskMock.succeed({ Status: 'TIMED_OUT', RedriveStatus: 'REDRIVABLE', RedriveCount: 0 });
      return operate(made, [order], { executionArn: order.arn }).execution.output[0].outcome;
    });
    expect(outcomes).toEqual(['REDRIVEN', 'NOT_NEEDED']);
  });

  test('what cannot be redriven is given up', () => {
    const made = make();
    const order = new Order(made.orders, TaskMock.fail('X'));
    (order as any).describe = () => TaskMock.succeed({ Status: 'FAILED', Error: 'X', RedriveStatus: 'NOT_REDRIVABLE', RedriveCount: 0 });
    operate(made, [order], { executionArn: order.arn }).execution.assertFailed('RedriveOperator.GivenUp');
  });

  test('one that cannot be looked at fails the operator', () => {
    const made = make();
    const order = new Order(made.orders, TaskMock.fail('X'));
    (order as any).describe = () => TaskMock.fail('Sfn.KmsAccessDeniedException');
    operate(made, [order], { executionArn: order.arn }).execution.assertFailed('RedriveOperator.NotRedriven', `1 of 1 executions could not be looked at or redriven. The first is ${order.arn} (Sfn.KmsAccessDeniedException).`);
  });

  test('what somebody else has redriven is left alone', () => {
    const made = make();
    const order = new Order(made.orders, failing(1));
    const before = order.describe();
    order.redrive('by hand');
    (order as any).describe = () => before;
    const { execution } = operate(made, [order], { executionArn: order.arn });
    expect(execution.assertSucceeded().output[0].outcome).toBe('NOT_NEEDED');
    expect(order.redrives).toBe(1);
  });
});

describe('a sweep', () => {
  const arn = (name: string) => `arn:aws:states:us-east-1:123456789012:execution:Orders:${name}`;

  test('redrives at once what failed, and only says what it gives up', () => {
    const made = make({ maxRedrives: 1, redriveFilter: RedriveFilter.REDRIVEN, maxExecutions: 50 });
    const good = new Order(made.orders, failing(1), arn('good'));
    const bad = new Order(made.orders, always('X'), arn('bad'));
    bad.redrive('before');
    const fine = new Order(made.orders, TaskMock.succeed({}), arn('fine'));
    const { execution, lists } = operate(made, [bad, good, fine], {});
    expect(execution.assertSucceeded().output.map(({ executionArn, outcome }: any) => [executionArn, outcome])).toEqual([[arn('bad'), 'GIVEN_UP'], [arn('good'), 'REDRIVEN']]);
    expect(execution.durationMilliseconds).toBe(0);
    expect(good.status).toBe('SUCCEEDED');
    expect(lists).toEqual(['FAILED', 'TIMED_OUT'].map((StatusFilter) => ({ StateMachineArn: expect.any(String), StatusFilter, RedriveFilter: 'REDRIVEN', MaxResults: 50 })));
  });

  test.each<[string, (order: Order) => void]>([
    ['Sfn.ExecutionLimitExceededException', (order) => ((order as any).redrive = () => TaskMock.fail('Sfn.ExecutionLimitExceededException'))],
    ['Sfn.ExecutionDoesNotExistException', (order) => ((order as any).describe = () => TaskMock.fail('Sfn.ExecutionDoesNotExistException'))],
  ])('goes on after one that fails with %s, and says so at its end', (error, break_) => {
    const made = make();
    const orders = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => new Order(made.orders, failing(1), arn(name)));
    break_(orders[0]);
    operate(made, orders, {}).execution.assertFailed('RedriveOperator.NotRedriven', `1 of 7 executions could not be looked at or redriven. The first is ${arn('a')} (${error}).`);
    expect(orders.map(({ status }) => status)).toEqual(['FAILED', ...Array(6).fill('SUCCEEDED')]);
  });

  test('finds nothing where nothing failed', () => {
    const made = make({ timedOut: false });
    const { execution, lists } = operate(made, [], {});
    expect(execution.assertSucceeded().output).toEqual([]);
    expect(lists.map(({ StatusFilter, RedriveFilter: filter }) => [StatusFilter, filter])).toEqual([['FAILED', 'NOT_REDRIVEN']]);
  });
});

test.each<[string, Partial<RedriveOperatorProps>, string]>([
  ['no redrives', { maxRedrives: 0 }, 'RedriveOperator "Shop/Redrives": "maxRedrives" is 0. It has to be a whole number from 1 to 1000.'],
  ['too many executions', { maxExecutions: 201 }, '"maxExecutions" is 201. It has to be a whole number from 1 to 200.'],
  ['a delay that shrinks', { backoffRate: 0.5 }, '"backoffRate" is 0.5. It has to be 1 or more.'],
  ['a delay over the limit', { delay: Duration.hours(2) }, '"delay" is 2 hours, but "maxDelay" is 1 hour. Raise "maxDelay", or lower it.'],
  ['a delay after which nothing can be redriven', { maxDelay: Duration.days(15) }, '"maxDelay" is 15 days.'],
  ['a part of a second', { delay: Duration.millis(1500) }, '"delay" is 1 second 500 millis. It has to be a whole number of seconds'],
  ['an error that stands for others', { errors: ['States.ALL'] }, '"errors" has "States.ALL", which stands for other errors'],
  ['nothing to redrive', { errors: [], timedOut: false }, '"errors" is empty and "timedOut" is false, so that nothing is redriven.'],
])('misuse: %s', (_, props, message) => {
  expect(() => make(props)).toThrow(message);
});
