import type { Permission } from './permissions';
import { sdkService } from '../../asl/integrations/sdk-services';

/** The services of the AWS SDK integration whose actions in IAM have the names of their operations, but for exceptions. */
const NAMED_ALIKE: ReadonlySet<string> = new Set([
  'accessanalyzer', 'account', 'acm', 'acmpca', 'appconfig', 'appflow', 'applicationautoscaling', 'appsync', 'athena', 'autoscaling', 'backup',
  'batch', 'bedrock', 'bedrockagent', 'bedrockagentruntime', 'bedrockruntime', 'cloudformation', 'cloudfront', 'cloudtrail', 'cloudwatch',
  'cloudwatchlogs', 'codebuild', 'codecommit', 'codedeploy', 'codepipeline', 'cognitoidentity', 'cognitoidentityprovider', 'comprehend',
  'comprehendmedical', 'computeoptimizer', 'config', 'connect', 'costexplorer', 'databasemigration', 'databrew', 'datasync', 'devicefarm', 'dynamodb',
  'dynamodbstreams', 'ec2', 'ecr', 'ecs', 'efs', 'eks', 'elasticache', 'elasticbeanstalk', 'elasticloadbalancing', 'elasticloadbalancingv2', 'emr',
  'emrcontainers', 'emrserverless', 'eventbridge', 'firehose', 'fis', 'forecast', 'frauddetector', 'fsx', 'glacier', 'glue', 'guardduty', 'iam',
  'imagebuilder', 'inspector2', 'iot', 'iotdataplane', 'kendra', 'kinesis', 'kms', 'lakeformation', 'lambda', 'lexruntimev2', 'macie2',
  'mediaconvert', 'mediapackagevod', 'mwaa', 'opensearch', 'organizations', 'personalize', 'pinpoint', 'pipes', 'polly', 'quicksight', 'rds',
  'rdsdata', 'redshift', 'redshiftdata', 'redshiftserverless', 'rekognition', 'resourcegroups', 'resourcegroupstaggingapi', 'route53', 's3',
  'sagemaker', 'sagemakerruntime', 'scheduler', 'secretsmanager', 'securityhub', 'servicecatalog', 'servicediscovery', 'servicequotas', 'ses',
  'sesv2', 'sfn', 'sns', 'sqs', 'ssm', 'ssmincidents', 'ssoadmin', 'sts', 'textract', 'transcribe', 'transfer', 'translate', 'wafv2', 'xray',
]);

const S3_OBJECT = '@object';
const S3_BUCKET = 's3:::{Bucket}';

interface Exception {
  /** The actions; none where the call needs no permission. */
  readonly actions: readonly string[];
  readonly on?: string;
  readonly context?: Permission['context'];
}

/**
 * The operations that are authorised by actions of another name, or whose resource is in a parameter, by service and operation.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const OPERATIONS: ReadonlyMap<string, Exception> = new Map<string, Exception>([
  ...object('getObject', ['s3:GetObject'], S3_OBJECT),
  ...object('headObject', ['s3:GetObject'], S3_OBJECT),
  ...object('putObject', ['s3:PutObject'], S3_OBJECT),
  ...object('deleteObject', ['s3:DeleteObject'], S3_OBJECT),
  ...object('deleteObjects', ['s3:DeleteObject']),
  ...object('copyObject', ['s3:PutObject'], S3_OBJECT),
  ...object('selectObjectContent', ['s3:GetObject'], S3_OBJECT),
  ...object('createMultipartUpload', ['s3:PutObject'], S3_OBJECT),
  ...object('uploadPart', ['s3:PutObject'], S3_OBJECT),
  ...object('uploadPartCopy', ['s3:PutObject'], S3_OBJECT),
  ...object('completeMultipartUpload', ['s3:PutObject'], S3_OBJECT),
  ...object('listParts', ['s3:ListMultipartUploadParts'], S3_OBJECT),
  ...object('listObjects', ['s3:ListBucket'], S3_BUCKET),
  ...object('listObjectsV2', ['s3:ListBucket'], S3_BUCKET),
  ...object('listObjectVersions', ['s3:ListBucketVersions'], S3_BUCKET),
  ...object('listMultipartUploads', ['s3:ListBucketMultipartUploads'], S3_BUCKET),
  ...object('headBucket', ['s3:ListBucket'], S3_BUCKET),
  ...object('listBuckets', ['s3:ListAllMyBuckets'], '*'),
  ['dynamodb:batchExecuteStatement', { actions: [] }],
  ['dynamodb:executeStatement', { actions: [] }],
  ['dynamodb:executeTransaction', { actions: [] }],
  ['dynamodb:transactGetItems', { actions: ['dynamodb:GetItem'] }],
  ['dynamodb:transactWriteItems', { actions: [] }],
  ...['getItem', 'putItem', 'updateItem', 'deleteItem', 'scan', 'describeTable'].map((name) => (
    [`dynamodb:${name}`, { actions: [`dynamodb:${pascal(name)}`], on: 'dynamodb:R:A:table/{TableName}' }] as const)),
  ['lambda:invoke', { actions: ['lambda:InvokeFunction'], on: '@function' }],
  ['lambda:invokeWithResponseStream', { actions: ['lambda:InvokeFunction'], on: '@function' }],
  ['lambda:invokeAsync', { actions: ['lambda:InvokeFunction'] }],
  ['sqs:sendMessage', { actions: ['sqs:SendMessage'], on: '@queue' }],
  ['sqs:sendMessageBatch', { actions: ['sqs:SendMessage'], on: '@queue' }],
  ['sqs:deleteMessageBatch', { actions: ['sqs:DeleteMessage'], on: '@queue' }],
  ['sqs:changeMessageVisibilityBatch', { actions: ['sqs:ChangeMessageVisibility'], on: '@queue' }],
  ...['receiveMessage', 'deleteMessage', 'changeMessageVisibility', 'getQueueAttributes', 'purgeQueue'].map((name) => (
    [`sqs:${name}`, { actions: [`sqs:${pascal(name)}`], on: '@queue' }] as const)),
  ['sns:publish', { actions: ['sns:Publish'], on: '@topic' }],
  ['sns:publishBatch', { actions: ['sns:Publish'], on: '@topic' }],
  ['sfn:startExecution', { actions: ['states:StartExecution'], on: '@stateMachine' }],
  ['sfn:startSyncExecution', { actions: ['states:StartSyncExecution'], on: '@stateMachine' }],
  ['eventbridge:putEvents', { actions: ['events:PutEvents'], on: '@eventBuses' }],
  ['secretsmanager:getSecretValue', { actions: ['secretsmanager:GetSecretValue'], on: '@secret' }],
  ['ecs:runTask', { actions: ['ecs:RunTask'], on: '@taskDefinition' }],
  ['glue:startJobRun', { actions: ['glue:StartJobRun'], on: 'glue:R:A:job/{JobName}' }],
  ['ssm:getParameter', { actions: ['ssm:GetParameter'] }],
  ['sts:getCallerIdentity', { actions: [] }],
  ['bedrockruntime:converse', { actions: ['bedrock:InvokeModel'] }],
  ['bedrockruntime:startAsyncInvoke', { actions: ['bedrock:InvokeModel'] }],
  ['cloudwatch:putMetricData', { actions: ['cloudwatch:PutMetricData'], on: '*', context: { 'cloudwatch:namespace': '{Namespace}' } }],
  ['cloudwatchlogs:startQuery', { actions: ['logs:StartQuery'] }],
]);

function object(operation: string, actions: readonly string[], on?: string): (readonly [string, Exception])[] {
  return [[`s3:${operation}`, { actions, on }]];
}

/** Operations of S3 on a bucket whose action drops or changes a word. They are not judged. */
const RENAMED = /^(get|put|delete|list|create|abort|restore|write)/;

/** What a call through the AWS SDK integration needs: the action of the same name, but for exceptions. Undefined where that is not known. */
export function sdkPermissions(service: string, operation: string): readonly Permission[] | undefined {
  const exception = OPERATIONS.get(`${service}:${operation}`);
  if (exception) return exception.actions.length === 0 ? [] : [{ ...exception, for: 'task' }];
  if (service === 's3' && RENAMED.test(operation)) return undefined;
  const prefix = NAMED_ALIKE.has(service) ? sdkService(service)?.iamPrefix : undefined;
  return prefix === undefined ? undefined : [{ actions: [`${prefix}:${pascal(operation)}`], for: 'task' }];
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
