import { Duration } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { expression } from './own-names';
import { RetryPolicy } from '../error-handling/retry-policy';

/** What a state gives that changes no data. @internal */
export const SAME = expression('$states.input');

/** What a handler gets that is to fail with the error in the end. @internal */
export const ERROR_OUTPUT = expression('$states.errorOutput');

/** The longest that a call of DynamoDB may take. @internal */
export const CALL_TIMEOUT = sfn.Timeout.duration(Duration.seconds(30));

/** What happens to what passes by itself: too many calls, a service that failed, a call that was not answered. @internal */
export function retryCalls(task: sfn.TaskStateBase, maxAttempts: number): void {
  RetryPolicy.transient({ maxAttempts, maxDelay: Duration.minutes(1) })
    .and(RetryPolicy.throttling({ maxAttempts, maxDelay: Duration.minutes(1) }))
    .and(RetryPolicy.onErrors(['States.Timeout'], { maxAttempts, maxDelay: Duration.minutes(1) }))
    .applyTo(task);
}

/** Fails with the error output that is its input. A worker may have failed without a name or a cause. @internal */
export function rethrow(scope: Construct, name: string): sfn.Fail {
  const text = (member: string, otherwise: string): string => (
    expression(`$type($states.input.${member}) = "string" ? $states.input.${member} : "${otherwise}"`));
  return sfn.Fail.jsonata(scope, name, { error: text('Error', 'States.TaskFailed'), cause: text('Cause', '') });
}

/** What DynamoDB does with a key of the customer's in the name of whoever calls it. */
const KEY_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];

/** Allows the use of a table's key, where it has one. @internal */
export const keyStatements = (key: kms.IKey | undefined): iam.PolicyStatement[] => (
  key ? [new iam.PolicyStatement({ actions: KEY_ACTIONS, resources: [key.keyArn] })] : []);

/** The end of a guard. It brings along what the tasks of aws-cdk-lib leave out: the use of the table's key. @internal */
export class Done extends sfn.Pass {
  public constructor(scope: Construct, name: string, private readonly table: dynamodb.ITable) {
    super(scope, name, { queryLanguage: sfn.QueryLanguage.JSONATA });
  }

  protected whenBoundToGraph(graph: sfn.StateGraph): void {
    super.whenBoundToGraph(graph);
    for (const statement of keyStatements(this.table.encryptionKey)) graph.registerPolicyStatement(statement);
  }
}
