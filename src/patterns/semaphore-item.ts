import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { expression } from './own-names';
import { CALL_TIMEOUT, retryCalls, SAME } from './own-states';
import type { Semaphore } from './semaphore';

/** How often a call is tried again by what nobody waits for. */
const ATTEMPTS = 6;

/** Reads the entries of a semaphore. @internal */
export function lookAtHolders(scope: Construct, id: string, { table, itemId }: Semaphore, outputs: { [name: string]: unknown }): tasks.DynamoGetItem {
  const look = tasks.DynamoGetItem.jsonata(scope, id, {
    table,
    key: { id: tasks.DynamoAttributeValue.fromString(itemId) },
    consistentRead: true,
    outputs,
    taskTimeout: CALL_TIMEOUT,
  });
  retryCalls(look, ATTEMPTS);
  return look;
}

/** Removes the entries in the member `holders` of its input. @internal */
export function removeHolders(scope: Construct, id: string, { table, itemId }: Semaphore): sfn.TaskStateBase {
  const remove = tasks.CallAwsService.jsonata(scope, id, {
    service: 'dynamodb',
    action: 'updateItem',
    iamAction: 'dynamodb:UpdateItem',
    iamResources: [table.tableArn],
    parameters: {
      TableName: table.tableName,
      Key: { id: { S: itemId } },
      UpdateExpression: 'DELETE holders :holders',
      ExpressionAttributeValues: { ':holders': { SS: expression('$states.input.holders') } },
    },
    outputs: SAME,
    taskTimeout: CALL_TIMEOUT,
  });
  retryCalls(remove, ATTEMPTS);
  return remove;
}
