import { App, Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Execution, LocalFunction, LocalServices, Simulator, SurpriseKind, TaskMock, WorkflowCoverage } from 'cdk-stepwright';
import { ScheduledReportStack } from '../scheduled-report-stack';

const stack = new ScheduledReportStack(new App(), 'ScheduledReport');

/** What the schedule gives: half past six in Berlin, in summer. */
const MORNING = { scheduledTime: '2026-06-02T04:30:00Z' };

/** What the tests ran: the last test looks at what it covered. */
const executions: Execution[] = [];

const row = (...values: string[]) => ({ Data: values.map((VarCharValue) => ({ VarCharValue })) });
const rows = (...counts: [status: string, orders: string][]) => TaskMock.succeed({
  ResultSet: { Rows: [row('status', 'orders'), ...counts.map((each) => row(...each))] },
});

/** The orders of the first of June are complete, but for what is said. */
function morning(complete = true, results = rows(['PAID', '7'], ['SHIPPED', '5'])) {
  const services = LocalServices.fromConstruct(stack);
  if (complete) services.s3.putObject(stack.table.orders.bucketName, 'orders/day=2026-06-01/_SUCCESS', '');
  const asked: string[] = [];
  const simulator = Simulator.fromStateMachine(stack.workflow, { startTime: MORNING.scheduledTime }).useServices(services)
    .mockState('Count orders', TaskMock.respondWith({
      respond: ({ input }) => {
        asked.push(input.QueryString);
        return TaskMock.after(Duration.seconds(20), TaskMock.succeed({ QueryExecution: { QueryExecutionId: 'q-1', Status: { State: 'SUCCEEDED' } } }));
      },
    }))
    .mockState('Read rows', results)
    .mockFunction(stack.render, TaskMock.respondWith(LocalFunction.fromConstruct(stack.render)));
  const sent = () => services.sns.messages(stack.reports.topicArn).map(({ subject, message }) => ({ subject, message }));
  return { services, simulator, asked, sent };
}

const ran = (execution: Execution): Execution => {
  executions.push(execution);
  return execution;
};

test('the orders of the day before are counted and sent', () => {
  const { simulator, asked, sent } = morning();
  expect(ran(simulator.run(MORNING)).assertSucceeded().durationMilliseconds).toBe(20_000);
  expect(asked).toEqual(["SELECT status, count(*) AS orders FROM orders WHERE day = '2026-06-01' GROUP BY status ORDER BY status"]);
  expect(sent()).toEqual([{ subject: 'Orders of 2026-06-01', message: 'PAID: 7\nSHIPPED: 5' }]);
});

test('a day without orders has a report, too', () => {
  const { simulator, sent } = morning(true, rows());
  ran(simulator.run(MORNING)).assertSucceeded();
  expect(sent()).toEqual([{ subject: 'Orders of 2026-06-01', message: 'None' }]);
});

test('orders that come late are waited for', () => {
  const { services, simulator, sent } = morning(false);
  const running = simulator.start(MORNING);
  running.advance(Duration.minutes(12));
  services.s3.putObject(stack.table.orders.bucketName, 'orders/day=2026-06-01/_SUCCESS', '');
  running.advance(Duration.minutes(5));
  expect(ran(running.execution).assertSucceeded().durationMilliseconds).toBe((15 * 60 + 20) * 1000);
  expect(sent()).toHaveLength(1);
});

test('orders that never come are given up after two hours, and nothing is sent', () => {
  const { simulator, sent } = morning(false);
  expect(ran(simulator.run(MORNING)).assertFailed('Report.OrdersIncomplete').durationMilliseconds).toBe(2 * 60 * 60 * 1000);
  expect(sent()).toEqual([]);
});

test.each([
  ['Look for the end', 'S3.S3Exception', { KeyCount: 1 }],
  ['Count orders', 'Athena.InternalServerException', { QueryExecution: { QueryExecutionId: 'q-1', Status: { State: 'SUCCEEDED' } } }],
  ['Read rows', 'Athena.TooManyRequestsException', { ResultSet: { Rows: [] } }],
  ['Render report', 'Lambda.TooManyRequestsException', { Payload: { subject: 'Orders', text: 'None' } }],
  ['Send report', 'SNS.AmazonSNSException', { MessageId: 'm-1' }],
])('"%s" is tried again after %s', (state, error, answer) => {
  ran(morning().simulator.mockState(state, TaskMock.sequence([TaskMock.fail(error), TaskMock.succeed(answer)])).run(MORNING)).assertSucceeded();
});

test('what fails sets off an alarm: there is no other surprise', () => {
  const reason = 'The alarm on failed executions tells the operators, who start the report again.';
  const accept = ['Look for the end', 'Count orders', 'Read rows', 'Render report', 'Send report'].map((stateName) => (
    { stateName, kind: SurpriseKind.UNHANDLED_ERROR, reason }));
  const { surprises } = morning().simulator
    .mockState('Look for the end', TaskMock.respondWith({ respond: ({ input }) => TaskMock.succeed({ KeyCount: input.Prefix.includes('2026-06-01') ? 1 : 0 }) }))
    .mockState('Count orders', TaskMock.succeed({ QueryExecution: { QueryExecutionId: 'q-1', Status: { State: 'SUCCEEDED' } } }))
    .mockState('Render report', TaskMock.succeed({ Payload: { subject: 'Orders', text: 'None' } }))
    .mockState('Send report', TaskMock.succeed({ MessageId: 'm-1' }))
    .explore({ inputs: [MORNING, { scheduledTime: '2026-06-03T04:30:00Z' }], accept });
  expect(surprises).toEqual([]);
});

describe('the template', () => {
  const template = Template.fromStack(stack);

  test('starts the report at half past six in Berlin, by the alias', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(30 6 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      Target: Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('^ReleaseAlias') } }),
    });
  });

  test('releases a change at once, with a way back', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachineAlias', {
      DeploymentPreference: Match.objectLike({ Type: 'ALL_AT_ONCE', Alarms: Match.arrayWith([{ Ref: Match.stringLikeRegexp('^ReleaseFailedAlarm') }]) }),
    });
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  });
});

test('the tests reach all of the workflow', () => {
  WorkflowCoverage.ofExecutions(executions).assertAtLeast({ states: 100, transitions: 100, choices: 100 });
});
