import * as path from 'path';
import { Duration, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import {
  DynamoPutItemTask, DynamoUpdateItemTask, ErrorCode, LambdaTask, NestedWorkflow, RetryPolicy, SnsTask, SqsTask, StandardWorkflow,
} from 'cdk-stepwright';
import { Construct } from 'constructs';
import { DeliveryWorkflow } from './delivery-workflow';

/** From an order to its delivery: reserve, charge, pack, tell the customer, deliver; and back out where the card is declined. */
export class OrderFulfilmentStack extends Stack {
  public readonly orders: dynamodb.Table;
  public readonly reserveItem: lambda.Function;
  public readonly chargeCard: lambda.Function;
  public readonly delivery: DeliveryWorkflow;
  public readonly fulfilment: StandardWorkflow;

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    this.orders = new dynamodb.Table(this, 'OrderTable', {
      partitionKey: { name: 'orderId', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const warehouse = new sqs.Queue(this, 'Warehouse', { enforceSSL: true });
    const customers = new sns.Topic(this, 'Customers', { enforceSSL: true });
    this.reserveItem = this.handler('ReserveItem', 'reserve-item');
    this.chargeCard = this.handler('ChargeCard', 'charge-card');
    this.delivery = new DeliveryWorkflow(this, 'Delivery', { bookCourier: this.handler('BookCourier', 'book-courier') });

    this.fulfilment = new StandardWorkflow(this, 'Fulfilment', {
      comment: 'From an order to its delivery',
      definitionBody: sfn.DefinitionBody.fromChainable(this.definition(warehouse, customers)),
      timeout: Duration.days(7),
    });
  }

  private definition(warehouse: sqs.IQueue, customers: sns.ITopic): sfn.IChainable {
    const orderId = sfn.JsonPath.stringAt('$.orderId');

    const save = DynamoPutItemTask.jsonPath(this, 'Save order', {
      table: this.orders,
      item: { orderId, status: 'RECEIVED' },
      conditionExpression: 'attribute_not_exists(orderId)',
    }).addCatch(new sfn.Fail(this, 'Order is there already', { error: 'DuplicateOrder', cause: 'An order of this id was saved before.' }), {
      errors: [ErrorCode.ofService('dynamodb', 'ConditionalCheckFailedException')],
    });

    const reserve = new sfn.Map(this, 'Reserve items', {
      itemsPath: '$.items',
      itemSelector: { 'orderId.$': '$.orderId', 'item.$': '$$.Map.Item.Value' },
      maxConcurrency: 5,
      resultPath: '$.shelves',
    }).itemProcessor(LambdaTask.jsonPath(this, 'Reserve item', { lambdaFunction: this.reserveItem }));

    const charge = LambdaTask.jsonPath(this, 'Charge card', {
      lambdaFunction: this.chargeCard,
      resultPath: '$.payment',
      retryPolicy: RetryPolicy.onErrors(['CardProcessorBusy'], { interval: Duration.seconds(2), maxDelay: Duration.seconds(10), jitterStrategy: sfn.JitterType.NONE })
        .and(RetryPolicy.transient()).and(RetryPolicy.throttling()),
    });

    const cancelled = new sfn.Fail(this, 'Order cancelled', { errorPath: '$.problem.Error', causePath: '$.problem.Cause' });
    const cancel = this.updateStatus('Mark as cancelled', 'CANCELLED')
      .next(this.tell(customers, 'Say that it is cancelled', "States.Format('Order {} is cancelled: {}', $.orderId, $.problem.Error)", cancelled));

    const packAndTell = new sfn.Parallel(this, 'Pack and tell', { resultPath: sfn.JsonPath.DISCARD })
      .branch(SqsTask.jsonPath(this, 'Send to warehouse', {
        queue: warehouse,
        messageBody: sfn.TaskInput.fromObject({ 'orderId.$': '$.orderId', 'shelves.$': '$.shelves' }),
      }))
      .branch(SnsTask.jsonPath(this, 'Thank the customer', {
        topic: customers,
        message: sfn.TaskInput.fromJsonPathAt("States.Format('Thank you for order {}', $.orderId)"),
      }));

    const deliver = new NestedWorkflow(this, 'Deliver', {
      workflow: this.delivery.workflow,
      input: sfn.TaskInput.fromObject({ 'orderId.$': '$.orderId' }),
      resultPath: '$.delivery',
    });

    const fulfil = packAndTell.next(deliver).next(this.updateStatus('Mark as delivered', 'DELIVERED')).next(new sfn.Succeed(this, 'Order delivered'));
    const wait = new sfn.Wait(this, 'Wait for the fraud check', { time: sfn.WaitTime.duration(Duration.hours(2)) });
    const check = new sfn.Choice(this, 'Is it expensive?')
      .when(sfn.Condition.numberGreaterThan('$.total', 1000), wait.next(fulfil))
      .otherwise(fulfil);

    for (const state of [reserve, charge, packAndTell]) state.addCatch(cancel, { resultPath: '$.problem' });
    deliver.addCatch(this.notDelivered(customers), { resultPath: '$.problem' });

    return new sfn.Choice(this, 'Is there anything in it?')
      .when(sfn.Condition.isPresent('$.items[0]'), save.next(reserve).next(charge).next(check))
      .otherwise(new sfn.Fail(this, 'Order is empty', { error: 'EmptyOrder', cause: 'An order needs at least one item.' }));
  }

  private notDelivered(customers: sns.ITopic): sfn.IChainable {
    const late = this.updateStatus('Mark as late', 'LATE');
    late.next(new sfn.Succeed(this, 'Order is late'));
    return this.tell(customers, 'Say that it is late', "States.Format('Order {} is late, and we are looking for it', $.orderId)", late);
  }

  /** Tells the customer something. Where that fails the order goes on all the same. */
  private tell(topic: sns.ITopic, stateId: string, message: string, next: sfn.State & sfn.IChainable): sfn.IChainable {
    return SnsTask.jsonPath(this, stateId, { topic, message: sfn.TaskInput.fromJsonPathAt(message), resultPath: sfn.JsonPath.DISCARD })
      .addCatch(next, { resultPath: sfn.JsonPath.DISCARD }).next(next);
  }

  private updateStatus(stateId: string, status: string): tasks.DynamoUpdateItem {
    return DynamoUpdateItemTask.jsonPath(this, stateId, {
      table: this.orders,
      key: { orderId: sfn.JsonPath.stringAt('$.orderId') },
      updateExpression: 'SET #status = :status',
      expressionAttributeNames: { '#status': 'status' },
      expressionAttributeValues: { ':status': status },
    });
  }

  private handler(id: string, file: string): lambda.Function {
    return new lambda.Function(this, id, {
      runtime: lambda.Runtime.NODEJS_24_X,
      code: lambda.Code.fromAsset(path.join(__dirname, 'handlers')),
      handler: `${file}.handler`,
      timeout: Duration.seconds(20),
    });
  }
}
