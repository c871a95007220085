import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

/**
 * A table with an item for each semaphore or circuit breaker. What it holds is worth nothing without the executions that it is about, so it goes
 * with the construct.
 *
 * @internal
 */
export function makeLockTable(scope: Construct, removalPolicy: RemovalPolicy = RemovalPolicy.DESTROY): dynamodb.Table {
  return new dynamodb.Table(scope, 'Table', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy,
  });
}

/** The key of the item of a construct: the same in every deployment, and its own wherever the table is shared. @internal */
export const itemId = (construct: Construct): string => `${construct.node.id.replace(/[^A-Za-z0-9]+/g, '-')}-${construct.node.addr}`;
