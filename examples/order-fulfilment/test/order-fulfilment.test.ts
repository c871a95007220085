import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AcceptedSurprise, AslValidation, Execution, ExecutionStatus, Simulator, SurpriseKind, TaskMock, WorkflowCoverage } from 'cdk-stepwright';
import { executionSerializer } from 'cdk-stepwright/jest';
import { OrderFulfilmentStack } from '../order-fulfilment-stack';
import { busyCardProcessor, declinedCard, everythingWorks, happyPath, lateDelivery, ORDER } from '../scenarios';

expect.addSnapshotSerializer(executionSerializer);

const app = new App();
const stack = new OrderFulfilmentStack(app, 'OrderFulfilment');
const template = Template.fromStack(stack);

/** What the tests ran: the last test looks at what it covered. */
const executions: Execution[] = [];
const ran = (execution: Execution): Execution => {
  executions.push(execution);
  return execution;
};

describe('the template', () => {
  test('has two workflows that are logged, traced, and bounded in time', () => {
    template.resourceCountIs('AWS::StepFunctions::StateMachine', 2);
    template.allResourcesProperties('AWS::StepFunctions::StateMachine', {
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
    });
    template.resourceCountIs('AWS::Logs::LogGroup', 2);
    template.resourceCountIs('AWS::CloudWatch::Alarm', 6);
  });

  test('lets the fulfilment workflow run the delivery workflow, and nobody else', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'states:StartExecution', Resource: { Ref: Match.stringLikeRegexp('^DeliveryWorkflow') } })]) },
      Roles: [{ Ref: Match.stringLikeRegexp('^Fulfilment') }],
    });
  });
});

test('the validator finds nothing', () => {
  expect(AslValidation.of(app).findings()).toEqual([]);
});

describe('an order', () => {
  test('is fulfilled', () => {
    const execution = ran(happyPath(stack));
    expect(execution.status).toBe(ExecutionStatus.SUCCEEDED);
    expect(execution).toMatchSnapshot();
  });

  test('is charged again when the card processor is busy', () => {
    const execution = ran(busyCardProcessor(stack));
    expect(execution.status).toBe(ExecutionStatus.SUCCEEDED);
    expect(execution).toMatchSnapshot();
  });

  test('is cancelled when the card is declined', () => {
    const execution = ran(declinedCard(stack));
    expect(execution.error).toBe('CardDeclined');
    expect(execution.visitedStates).toContain('Mark as cancelled');
    expect(execution.visitedStates).not.toContain('Send to warehouse');
    expect(execution).toMatchSnapshot();
  });

  test('is marked as late when the delivery does not end', () => {
    const execution = ran(lateDelivery(stack));
    expect(execution.durationMilliseconds).toBeGreaterThan(5 * 24 * 60 * 60 * 1000);
    expect(execution.visitedStates).toContain('Mark as late');
    expect(execution).toMatchSnapshot();
  });

  test('is cancelled when the card processor stays busy', () => {
    const execution = ran(everythingWorks(stack).mockFunction(stack.chargeCard, TaskMock.fail('CardProcessorBusy')).run(ORDER));
    expect(execution.status).toBe(ExecutionStatus.FAILED);
    expect(execution.error).toBe('CardProcessorBusy');
    // 2 s, 4 s and 8 s between four attempts.
    expect(execution.durationMilliseconds).toBe(14_000);
  });

  test('waits for the fraud check when it is expensive', () => {
    const wait = (total: number): Execution => ran(everythingWorks(stack).run({ ...ORDER, total }));
    expect(wait(1000).visitedStates).not.toContain('Wait for the fraud check');
    expect(wait(1001).visitedStates).toContain('Wait for the fraud check');
    expect(wait(1001).durationMilliseconds - wait(1000).durationMilliseconds).toBe(2 * 60 * 60 * 1000);
  });

  test.each([[{ ...ORDER, items: [] }], [{ orderId: 'o-1', total: 1 }]])('with nothing in it is refused: %j', (order) => {
    const execution = ran(everythingWorks(stack).run(order));
    expect(execution.error).toBe('EmptyOrder');
    expect(execution.visitedStates).toEqual(['Is there anything in it?', 'Order is empty']);
  });
});

test('a delivery lasts until the courier is expected', () => {
  const execution = ran(Simulator.fromStateMachine(stack.delivery.workflow, { startTime: '2026-05-04T08:00:00Z' })
    .mockState('Book courier', TaskMock.succeed({ booking: 'b-1', expectedAt: '2026-05-06T12:00:00Z' }))
    .run({ orderId: 'o-1001' }));
  expect(execution.status).toBe(ExecutionStatus.SUCCEEDED);
  expect(execution.durationMilliseconds).toBe(52 * 60 * 60 * 1000);
  expect(execution).toMatchSnapshot();
});

describe('where something else fails', () => {
  const sent = TaskMock.succeed({ MessageId: 'm-1' });
  const dynamoDb = ['DynamoDB.InternalServerErrorException', 'DynamoDB.ThrottlingException'];
  const lambda = ['Lambda.ServiceException', 'Lambda.TooManyRequestsException'];
  const declined = { 'Charge card': TaskMock.fail('CardDeclined') };
  const tooLate = { Deliver: TaskMock.timeOut() };

  test.each<[string, string[], TaskMock, { readonly [state: string]: TaskMock }]>([
    ['Save order', dynamoDb, TaskMock.succeed(), {}],
    ['Reserve item', lambda, TaskMock.succeed('A1'), {}],
    ['Charge card', lambda, TaskMock.succeed({ chargeId: 'c-1' }), {}],
    ['Send to warehouse', ['SQS.AmazonSQSException', 'SQS.RequestThrottledException'], sent, {}],
    ['Thank the customer', ['SNS.AmazonSNSException', 'SNS.KmsThrottlingException'], sent, {}],
    ['Mark as delivered', dynamoDb, TaskMock.succeed(), {}],
    ['Mark as cancelled', dynamoDb, TaskMock.succeed(), declined],
    ['Say that it is cancelled', ['SNS.AmazonSNSException', 'SNS.KmsThrottlingException'], sent, declined],
    ['Say that it is late', ['SNS.AmazonSNSException', 'SNS.KmsThrottlingException'], sent, tooLate],
    ['Mark as late', dynamoDb, TaskMock.succeed(), tooLate],
  ])('"%s" is tried again after each of %j', (state, errors, answer, mocks) => {
    const works = (simulator: Simulator): Simulator => Object.entries(mocks).reduce((all, [name, mock]) => all.mockState(name, mock), simulator);
    const answers = [...errors.map((error) => TaskMock.fail(error)), answer, answer];
    const execution = ran(works(everythingWorks(stack)).mockState(state, TaskMock.sequence(answers)).run(ORDER));
    expect(execution.path).toEqual(works(everythingWorks(stack)).run(ORDER).path);
  });

  test('a courier is booked again when Lambda is not there for a moment', () => {
    const booked = TaskMock.succeed({ booking: 'b-1', expectedAt: '2026-01-02T12:00:00Z' });
    const answers = [...lambda.map((error) => TaskMock.fail(error)), booked];
    ran(Simulator.fromStateMachine(stack.delivery.workflow).mockState('Book courier', TaskMock.sequence(answers)).run({ orderId: 'o-1' })).assertSucceeded();
  });

  test('the delivery is started again when Step Functions is not there for a moment', () => {
    const delivered = TaskMock.succeed({ Output: { courier: { booking: 'b-1' } } });
    const answers = [TaskMock.fail('StepFunctions.SdkClientException'), TaskMock.fail('StepFunctions.KmsThrottlingException'), delivered];
    ran(everythingWorks(stack).mockState('Deliver', TaskMock.sequence(answers)).run(ORDER)).assertSucceeded();
  });

  test.each([['Reserve item', 'SoldOut'], ['Send to warehouse', 'SQS.QueueDoesNotExistException']])('the order is cancelled: %s', (state, error) => {
    const execution = ran(everythingWorks(stack).mockState(state, TaskMock.fail(error, 'No more')).run(ORDER));
    expect(execution.error).toBe(error);
    expect(execution.visitedStates).toContain('Mark as cancelled');
  });

  test('the order is refused where it is there already', () => {
    const execution = ran(everythingWorks(stack).mockState('Save order', TaskMock.fail('DynamoDB.ConditionalCheckFailedException', 'The conditional request failed')).run(ORDER));
    expect(execution.error).toBe('DuplicateOrder');
    expect(execution.visitedStates).not.toContain('Charge card');
  });

  test('the order is marked, though nobody can be told', () => {
    const silent = (simulator: Simulator): Simulator => simulator.mockIntegration('sns:publish', TaskMock.fail('SNS.AmazonSNSException'))
      .mockState('Thank the customer', sent);
    expect(ran(silent(everythingWorks(stack)).mockState('Charge card', TaskMock.fail('CardDeclined')).run(ORDER)).error).toBe('CardDeclined');
    const late = ran(silent(everythingWorks(stack)).mockState('Deliver', TaskMock.fail('States.TaskFailed', 'The courier is ill')).run(ORDER));
    expect(late.status).toBe(ExecutionStatus.SUCCEEDED);
    expect(late.visitedStates).toContain('Mark as late');
  });
});

describe('over every outcome of every task', () => {
  const reason = 'The table is not there. The alarm on failed executions calls somebody, who redrives the execution.';
  const tableFails = (stateName: string): AcceptedSurprise => ({ stateName, kind: SurpriseKind.UNHANDLED_ERROR, reason });

  test('the fulfilment of an order has no surprise', () => {
    const exploration = everythingWorks(stack).explore({
      inputs: [ORDER, { ...ORDER, total: 1001 }, { ...ORDER, items: [] }],
      accept: ['Save order', 'Mark as cancelled', 'Mark as delivered', 'Mark as late'].map(tableFails),
    });
    expect(exploration.summary).toContain('no surprise');
    expect(exploration.surprises).toEqual([]);
  });

  test('a delivery has none that the fulfilment does not handle', () => {
    const exploration = Simulator.fromStateMachine(stack.delivery.workflow)
      .mockState('Book courier', TaskMock.succeed({ booking: 'b-1', expectedAt: '2026-01-02T12:00:00Z' }))
      .explore({ inputs: [{ orderId: 'o-1' }], accept: [{ stateName: 'Book courier', reason: 'The state "Deliver" of the fulfilment catches it.' }] });
    expect(exploration.surprises).toEqual([]);
  });
});

// recorded-order.json was made by the simulator, in the form in which `aws stepfunctions get-execution-history` prints one. A history from an
// account is used in the same way.
test('the workflow still does what a recorded execution did', () => {
  const { agrees, complete, message } = Simulator.replay(stack.fulfilment, path.join(__dirname, 'recorded-order.json'));
  expect({ agrees, complete, message }).toEqual({ agrees: true, complete: true, message: expect.stringContaining('still does what was recorded') });
});

test('the tests reach all states, transitions and clauses of the workflows', () => {
  WorkflowCoverage.ofExecutions(executions).assertAtLeast({ states: 100, transitions: 100, choices: 100, clauses: 100 });
});
