import { Duration, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { DynamoPutItemTask, EventStart, FailureDestination, FailureSink, LambdaTask, Saga, SnsTask, StandardWorkflow } from 'cdk-stepwright';
import { Construct } from 'constructs';
import { OrderResources } from './resources';

/** Orders that come as events are reserved, charged, saved and announced; what was done is undone when a later step fails. */
export class Orders extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { reserve, release, charge, refund, failedOrders, shipped, table } = new OrderResources(this, 'Resources');

    const failed = new FailureSink(this, 'Failed order', { destination: FailureDestination.queue(failedOrders) });
    const order = new Saga(this, 'Order', {
      steps: [
        {
          id: 'reserve',
          action: LambdaTask.jsonPath(this, 'Reserve stock', { lambdaFunction: reserve, resultPath: '$.reservation' }),
          compensation: LambdaTask.jsonPath(this, 'Release stock', { lambdaFunction: release }),
        },
        {
          id: 'charge',
          action: LambdaTask.jsonPath(this, 'Charge card', { lambdaFunction: charge, resultPath: '$.receipt' }),
          compensation: LambdaTask.jsonPath(this, 'Refund card', { lambdaFunction: refund }),
        },
        { id: 'save', action: DynamoPutItemTask.jsonPath(this, 'Save order', { table, item: { orderId: sfn.JsonPath.stringAt('$.orderId') } }) },
      ],
      onCompensated: failed,
      onCompensationFailed: failed,
    });
    const announce = SnsTask.jsonPath(this, 'Announce', { topic: shipped, message: sfn.TaskInput.fromJsonPathAt('$.orderId') });

    const workflow = new StandardWorkflow(this, 'Orders', { definitionBody: sfn.DefinitionBody.fromChainable(order.next(announce)), timeout: Duration.hours(1) });
    new EventStart(this, 'Start', {
      workflow,
      eventPattern: { source: ['shop'], detailType: ['Order Placed'] },
      input: events.RuleTargetInput.fromEventPath('$.detail'),
    });
  }
}
