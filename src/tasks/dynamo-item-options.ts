import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';

/** What every task on an item has. */
export interface DynamoItemOptions {
  /** The table. */
  readonly table: dynamodb.ITable;
  /**
   * Names for the `#name` in expressions.
   *
   * @default - none
   */
  readonly expressionAttributeNames?: { [name: string]: string };
  /**
   * Whether the answer has the capacity that was used.
   *
   * @default DynamoConsumedCapacity.NONE
   */
  readonly returnConsumedCapacity?: tasks.DynamoConsumedCapacity;
}

/** What the tasks that write an item have. */
export interface DynamoWriteOptions extends DynamoItemOptions {
  /**
   * What has to be so for the task to write. Otherwise it fails with `DynamoDB.ConditionalCheckFailedException`.
   *
   * @default - it writes in any case
   */
  readonly conditionExpression?: string;
  /**
   * Values for the `:name` in expressions: plain ones, as for the item, or of `tasks.DynamoAttributeValue`.
   *
   * @default - none
   */
  readonly expressionAttributeValues?: { [name: string]: any };
  /**
   * Whether the answer has statistics of the item collection.
   *
   * @default DynamoItemCollectionMetrics.NONE
   */
  readonly returnItemCollectionMetrics?: tasks.DynamoItemCollectionMetrics;
  /**
   * Which attributes the answer has.
   *
   * @default DynamoReturnValues.NONE
   */
  readonly returnValues?: tasks.DynamoReturnValues;
}

/** Reads an item. */
export interface DynamoGetItemTaskOptions extends DynamoItemOptions {
  /** The key: plain values, expressions of them, or of `tasks.DynamoAttributeValue`. */
  readonly key: { [name: string]: any };
  /**
   * Whether what was written just before is certainly read.
   *
   * @default false
   */
  readonly consistentRead?: boolean;
  /**
   * Which attributes are read.
   *
   * @default - all
   */
  readonly projectionExpression?: tasks.DynamoProjectionExpression[];
}

/** Writes an item. */
export interface DynamoPutItemTaskOptions extends DynamoWriteOptions {
  /** The item: plain values, expressions of them, or of `tasks.DynamoAttributeValue`. */
  readonly item: { [name: string]: any };
}

/** Changes an item. */
export interface DynamoUpdateItemTaskOptions extends DynamoWriteOptions {
  /** The key: plain values, expressions of them, or of `tasks.DynamoAttributeValue`. */
  readonly key: { [name: string]: any };
  /**
   * What is changed, for example `SET #count = #count + :one`.
   *
   * @default - nothing: the item is made where it is not there
   */
  readonly updateExpression?: string;
}

/** Deletes an item. */
export interface DynamoDeleteItemTaskOptions extends DynamoWriteOptions {
  /** The key: plain values, expressions of them, or of `tasks.DynamoAttributeValue`. */
  readonly key: { [name: string]: any };
}
