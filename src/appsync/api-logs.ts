import { RemovalPolicy } from 'aws-cdk-lib';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { misuse } from '../misuse';
import { allowLogGroup } from '../workflows/workflow-encryption';

/** What an API writes to CloudWatch Logs. */
export interface ApiLogOptions {
  /**
   * What is logged of the fields of a request. `NONE` logs requests without their fields.
   *
   * @default FieldLogLevel.ERROR
   */
  readonly fieldLogLevel?: appsync.FieldLogLevel;
  /**
   * Whether anything is logged.
   *
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * Whether headers, the context and the results of resolvers are logged. They may hold what should not stand in a log: names, addresses, tokens.
   *
   * @default false
   */
  readonly includeVerboseContent?: boolean;
  /**
   * How long the log group keeps its events.
   *
   * @default RetentionDays.SIX_MONTHS
   */
  readonly retention?: logs.RetentionDays;
  /**
   * What becomes of the log group when the API is removed.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * The key that encrypts the log group. CloudWatch Logs is allowed to use it.
   *
   * @default - CloudWatch Logs encrypts with a key of its own
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * AppSync writes to the log group that has the id of the API in its name, and to no other. It is made here, with its retention, before AppSync is
 * allowed to write: CDK would set the retention with a function of its own.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html
 * @internal
 */
export function makeApiLogs(scope: Construct, api: appsync.GraphqlApi, options: ApiLogOptions): logs.LogGroup | undefined {
  const { enabled = true, fieldLogLevel = appsync.FieldLogLevel.ERROR, includeVerboseContent = false, encryptionKey } = options;
  if (!enabled) {
    const useless = Object.entries(options).find(([name, value]) => name !== 'enabled' && value !== undefined);
    if (useless) throw misuse(scope, `"logs.${useless[0]}" is set, but "logs.enabled" is false, so that nothing is logged. Leave out one of them.`);
    return undefined;
  }
  const logGroupName = `/aws/appsync/apis/${api.apiId}`;
  const group = new logs.LogGroup(scope, 'Logs', {
    logGroupName,
    retention: options.retention ?? logs.RetentionDays.SIX_MONTHS,
    removalPolicy: options.removalPolicy ?? RemovalPolicy.RETAIN,
    encryptionKey,
  });
  // The id of the API would tie the key to the API, which what the key encrypts may be needed for: an authorizer, a table.
  if (encryptionKey) allowLogGroup(scope, encryptionKey, '/aws/appsync/apis/*');
  const role = new iam.Role(scope, 'LogsRole', { assumedBy: new iam.ServicePrincipal('appsync.amazonaws.com'), description: `Writes the logs of ${scope.node.path}` });
  group.grantWrite(role);
  const resource = api.node.defaultChild as appsync.CfnGraphQLApi;
  resource.logConfig = { cloudWatchLogsRoleArn: role.roleArn, fieldLogLevel, excludeVerboseContent: !includeVerboseContent };
  return group;
}
