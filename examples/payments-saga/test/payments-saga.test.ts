import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Execution, LocalFunction, LocalServices, Simulator, SurpriseKind, TaskMock, WorkflowCoverage } from 'cdk-stepwright';
import { PaymentsStack } from '../payments-stack';

const stack = new PaymentsStack(new App(), 'Payments');
const PAYMENT = { orderId: 'o-1', amount: 60, items: ['tea', 'pot'] };
const FUNCTIONS = [stack.reserve, stack.release, stack.charge, stack.refund, stack.ship, stack.recall];

/** What the tests ran: the last test looks at what it covered. */
const executions: Execution[] = [];

/** Everything works, but for the states in `mocks`. What lands in the queue of failed payments comes with the execution. */
function pay(mocks: { [state: string]: TaskMock } = {}): { readonly execution: Execution; readonly failed: any[] } {
  const services = LocalServices.fromConstruct(stack);
  const simulator = Object.entries(mocks).reduce((all, [state, mock]) => all.mockState(state, mock), everythingWorks());
  const execution = simulator.useServices(services).run(PAYMENT);
  executions.push(execution);
  return { execution, failed: services.sqs.messages(stack.failedPayments.queueUrl).map(({ json }) => json) };
}

function everythingWorks(): Simulator {
  const answers = [{ reservationId: 'r-1' }, {}, { chargeId: 'c-1' }, {}, { parcelId: 'p-1' }, {}];
  const simulator = Simulator.fromStateMachine(stack.workflow).mockIntegration('aws-sdk:cloudwatch:putMetricData', TaskMock.succeed());
  return FUNCTIONS.reduce((all, fn, index) => all.mockFunction(fn, TaskMock.succeed(answers[index])), simulator);
}

test('a payment is reserved, charged and shipped', () => {
  const { execution, failed } = pay();
  expect(execution.assertSucceeded().output).toEqual({
    ...PAYMENT, reservation: { reservationId: 'r-1' }, charge: { chargeId: 'c-1' }, shipment: { parcelId: 'p-1' },
  });
  expect(failed).toEqual([]);
});

const DECLINED = TaskMock.fail('Card.Declined', 'The limit is 1000');

test.each([
  ['Reserve items', TaskMock.fail('Stock.SoldOut'), []],
  ['Charge card', DECLINED, ['Release items']],
  ['Ship parcel', TaskMock.fail('Depot.Closed'), ['Refund card', 'Release items']],
  // It may have been done: nobody knows.
  ['Reserve items', TaskMock.timeOut(), ['Release items']],
  ['Charge card', TaskMock.timeOut(), ['Refund card', 'Release items']],
  ['Ship parcel', TaskMock.timeOut(), ['Recall parcel', 'Refund card', 'Release items']],
])('when "%s" fails, what was done is undone, the last first, and the payment is kept for somebody to look at', (state, mock, undone) => {
  const { execution, failed } = pay({ [state]: mock });
  const { error } = execution.assertFailed();
  expect(execution.visitedStates.filter((name) => /^(Recall|Refund|Release)/.test(name))).toEqual(undone);
  expect(failed).toEqual([expect.objectContaining({ input: PAYMENT, error })]);
});

test('a busy card processor is asked again', () => {
  pay({ 'Charge card': TaskMock.sequence([TaskMock.fail('Card.ProcessorBusy'), TaskMock.succeed({ Payload: { chargeId: 'c-1' } })]) }).execution.assertSucceeded();
});

test.each(['Release items', 'Refund card', 'Recall parcel'])('when "%s" fails too, it is counted for the alarm, and the rest is undone', (state) => {
  const broken = { 'Ship parcel': TaskMock.timeOut(), [state]: TaskMock.fail('Depot.Closed') };
  const { execution } = pay(broken);
  const step = { 'Release items': 'reserve', 'Refund card': 'charge', 'Recall parcel': 'ship' }[state];
  execution.assertFailed('Saga.CompensationFailed', `Not undone: ${step}. The step failed with States.Timeout: `);
  execution.assertVisited('Recall parcel', 'Refund card', 'Release items', `Payment: ${step} not undone`);
  // It goes on though it cannot be counted.
  const uncounted = pay({ ...broken, [`Payment: ${step} not undone`]: TaskMock.fail('CloudWatch.InternalServiceException') }).execution;
  expect([uncounted.error, uncounted.cause]).toEqual([execution.error, execution.cause]);
});

test('the payment fails with its own error where it cannot be kept either', () => {
  pay({ 'Charge card': DECLINED, 'Failed payment: send': TaskMock.fail('SQS.QueueDoesNotExistException') }).execution.assertFailed('Card.Declined');
});

test('the code of the functions does what the workflow expects of it', () => {
  const simulator = FUNCTIONS.reduce((all, fn) => all.mockFunction(fn, TaskMock.respondWith(LocalFunction.fromConstruct(fn))), everythingWorks())
    .useServices(LocalServices.fromConstruct(stack));
  expect(simulator.run(PAYMENT).assertSucceeded().output).toMatchObject({ shipment: { parcelId: 'p-o-1' } });
  simulator.run({ ...PAYMENT, amount: 1001 }).assertFailed('Card.Declined');
});

test('no outcome of a task is without an answer', () => {
  const exploration = everythingWorks().mockIntegration('sqs:sendMessage', TaskMock.succeed({ MessageId: 'm-1' })).explore({
    inputs: [PAYMENT],
    maxExecutions: 2000,
    accept: [{ kind: SurpriseKind.INCOMPLETE, reason: 'Each of three compensations is tried seven times, after each way to fail: the shortest executions are enough.' }],
  });
  expect(exploration.surprises).toEqual([]);
});

test('who pays gets 202 and asks for the status', () => {
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::ApiGateway::Method', { HttpMethod: 'POST', AuthorizationType: 'AWS_IAM' });
  template.hasResourceProperties('AWS::ApiGateway::Resource', { PathPart: '{execution}' });
});

test('the tests reach all of the workflow', () => {
  WorkflowCoverage.ofExecutions(executions).assertAtLeast({ states: 100, transitions: 100, choices: 100 });
});
