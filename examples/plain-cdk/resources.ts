import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** What both versions of the app have beside their workflow: functions, a table, a topic, queues. */
export class OrderResources extends Construct {
  public readonly reserve = this.makeFunction('ReserveStock');
  public readonly release = this.makeFunction('ReleaseStock');
  public readonly charge = this.makeFunction('ChargeCard');
  public readonly refund = this.makeFunction('RefundCard');
  public readonly failedOrders = new sqs.Queue(this, 'FailedOrders', { enforceSSL: true });
  public readonly shipped = new sns.Topic(this, 'Shipped', { enforceSSL: true });
  public readonly table = new dynamodb.Table(this, 'Table', {
    partitionKey: { name: 'orderId', type: dynamodb.AttributeType.STRING },
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    removalPolicy: RemovalPolicy.RETAIN,
  });

  private makeFunction(id: string): lambda.Function {
    return new lambda.Function(this, id, {
      code: lambda.Code.fromInline('exports.handler = async (event) => ({ ...event });'),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
    });
  }
}
