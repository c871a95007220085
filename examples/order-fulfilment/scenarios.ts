import { Duration } from 'aws-cdk-lib';
import { Execution, Simulator, TaskMock } from 'cdk-stepwright';
import { OrderFulfilmentStack } from './order-fulfilment-stack';

/** An order as a customer places it. */
export const ORDER = {
  orderId: 'o-1001',
  total: 60,
  items: ['tea', 'pot'],
};

/** The fulfilment workflow with everything around it working. */
export function everythingWorks(stack: OrderFulfilmentStack): Simulator {
  return Simulator.fromStateMachine(stack.fulfilment)
    .mockFunction(stack.reserveItem, TaskMock.respondWith({
      respond: ({ input }) => TaskMock.succeed(`shelf of ${input.item}`),
    }))
    .mockFunction(stack.chargeCard, TaskMock.after(Duration.seconds(1), TaskMock.succeed({ chargeId: 'c-1' })))
    .mockIntegration('dynamodb:putItem', TaskMock.succeed())
    .mockIntegration('dynamodb:updateItem', TaskMock.succeed())
    .mockIntegration('sqs:sendMessage', TaskMock.succeed({ MessageId: 'm-1' }))
    .mockIntegration('sns:publish', TaskMock.succeed({ MessageId: 'm-2' }))
    .mockState('Deliver', TaskMock.after(Duration.days(2), TaskMock.succeed({ Output: { courier: { booking: 'b-1' } } })));
}

export const happyPath = (stack: OrderFulfilmentStack): Execution => everythingWorks(stack).run(ORDER);

export const busyCardProcessor = (stack: OrderFulfilmentStack): Execution => everythingWorks(stack)
  .mockState('Charge card', TaskMock.sequence([
    TaskMock.fail('CardProcessorBusy', 'Try again later'),
    TaskMock.fail('CardProcessorBusy', 'Try again later'),
    TaskMock.succeed({ chargeId: 'c-1' }),
  ]))
  .run(ORDER);

export const declinedCard = (stack: OrderFulfilmentStack): Execution => everythingWorks(stack)
  .mockFunction(stack.chargeCard, TaskMock.fail('CardDeclined', 'The card has expired'))
  .run(ORDER);

export const lateDelivery = (stack: OrderFulfilmentStack): Execution => everythingWorks(stack)
  .mockState('Deliver', TaskMock.timeOut())
  .run(ORDER);
