import { Duration, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { OrderResources } from './resources';

/** Orders that come as events are reserved, charged, saved and announced; what was done is undone when a later step fails. With aws-cdk-lib alone. */
export class PlainOrders extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { reserve, release, charge, refund, failedOrders, shipped, table } = new OrderResources(this, 'Resources');

    const failed = new sfn.Fail(this, 'Order failed', { errorPath: '$.error.Error', causePath: '$.error.Cause' });
    const tell = new tasks.SqsSendMessage(this, 'Tell of the failure', {
      queue: failedOrders,
      messageBody: sfn.TaskInput.fromJsonPathAt('$'),
      resultPath: sfn.JsonPath.DISCARD,
    });
    tell.addCatch(failed, { resultPath: sfn.JsonPath.DISCARD });
    tell.next(failed);

    const releaseStock = new tasks.LambdaInvoke(this, 'Release stock', { lambdaFunction: release, resultPath: sfn.JsonPath.DISCARD });
    releaseStock.addRetry({ maxAttempts: 5 });
    releaseStock.addCatch(tell, { resultPath: '$.error' });
    releaseStock.next(tell);
    const refundCard = new tasks.LambdaInvoke(this, 'Refund card', { lambdaFunction: refund, resultPath: sfn.JsonPath.DISCARD });
    refundCard.addRetry({ maxAttempts: 5 });
    refundCard.addCatch(releaseStock, { resultPath: '$.error' });
    refundCard.next(releaseStock);

    const reserveStock = new tasks.LambdaInvoke(this, 'Reserve stock', { lambdaFunction: reserve, payloadResponseOnly: true, resultPath: '$.reservation' });
    reserveStock.addCatch(tell, { resultPath: '$.error' });
    const chargeCard = new tasks.LambdaInvoke(this, 'Charge card', { lambdaFunction: charge, payloadResponseOnly: true, resultPath: '$.receipt' });
    chargeCard.addCatch(releaseStock, { resultPath: '$.error' });
    const save = new tasks.DynamoPutItem(this, 'Save order', {
      table,
      item: { orderId: tasks.DynamoAttributeValue.fromString(sfn.JsonPath.stringAt('$.orderId')) },
      resultPath: sfn.JsonPath.DISCARD,
    });
    save.addCatch(refundCard, { resultPath: '$.error' });
    const announce = new tasks.SnsPublish(this, 'Announce', { topic: shipped, message: sfn.TaskInput.fromJsonPathAt('$.orderId'), resultPath: sfn.JsonPath.DISCARD });

    const machine = new sfn.StateMachine(this, 'Orders', {
      definitionBody: sfn.DefinitionBody.fromChainable(reserveStock.next(chargeCard).next(save).next(announce)),
      timeout: Duration.hours(1),
    });

    new events.Rule(this, 'Start', {
      eventPattern: { source: ['shop'], detailType: ['Order Placed'] },
      targets: [new targets.SfnStateMachine(machine, { input: events.RuleTargetInput.fromEventPath('$.detail') })],
    });
  }
}
