import type { Integration } from '../integration';
import { sdkService } from '../sdk-services';
import type { IamNeed } from './iam-needs';
import { resourceArn } from './resource-arns';

const need = (resource: string, ...actions: string[]): IamNeed => ({ actions, resources: [resource] });

const BUCKET = 'arn:${Partition}:s3:::{Bucket}';
const OBJECT = `${BUCKET}/{Key}`;
const PUT_OBJECT = need(OBJECT, 's3:PutObject');
const READ_SOURCE = need('arn:${Partition}:s3:::{CopySource}', 's3:GetObject');
const readsBucket = (action: string): readonly IamNeed[] => [need(BUCKET, action)];

/** S3: IAM has actions of its own for what several API actions do, and other names for most of a bucket's configuration. */
const S3: { readonly [action: string]: readonly IamNeed[] } = {
  listBuckets: [need('*', 's3:ListAllMyBuckets')],
  listDirectoryBuckets: [need('*', 's3express:ListAllMyDirectoryBuckets')],
  createSession: [need('arn:${Partition}:s3express:${Region}:${Account}:bucket/{Bucket}', 's3express:CreateSession')],
  headBucket: readsBucket('s3:ListBucket'),
  listObjects: readsBucket('s3:ListBucket'),
  listObjectsV2: readsBucket('s3:ListBucket'),
  listObjectVersions: readsBucket('s3:ListBucketVersions'),
  listMultipartUploads: readsBucket('s3:ListBucketMultipartUploads'),
  listParts: [need(OBJECT, 's3:ListMultipartUploadParts')],
  headObject: [need(OBJECT, 's3:GetObject')],
  getObjectAttributes: [need(OBJECT, 's3:GetObject', 's3:GetObjectAttributes')],
  copyObject: [PUT_OBJECT, READ_SOURCE],
  uploadPartCopy: [PUT_OBJECT, READ_SOURCE],
  createMultipartUpload: [PUT_OBJECT],
  uploadPart: [PUT_OBJECT],
  completeMultipartUpload: [PUT_OBJECT],
  deleteObjects: [need(`${BUCKET}/*`, 's3:DeleteObject')],
  writeGetObjectResponse: [need('*', 's3-object-lambda:WriteGetObjectResponse')],
};

/** What IAM calls the parts of a bucket's configuration, where it is not what the API calls them. */
const S3_CONFIGURATION: { readonly [part: string]: string } = {
  BucketAccelerateConfiguration: 'AccelerateConfiguration',
  BucketAnalyticsConfiguration: 'AnalyticsConfiguration',
  BucketCors: 'BucketCORS',
  BucketEncryption: 'EncryptionConfiguration',
  BucketIntelligentTieringConfiguration: 'IntelligentTieringConfiguration',
  BucketInventoryConfiguration: 'InventoryConfiguration',
  BucketLifecycle: 'LifecycleConfiguration',
  BucketLifecycleConfiguration: 'LifecycleConfiguration',
  BucketMetricsConfiguration: 'MetricsConfiguration',
  BucketNotificationConfiguration: 'BucketNotification',
  BucketReplication: 'ReplicationConfiguration',
  ObjectLockConfiguration: 'BucketObjectLockConfiguration',
  PublicAccessBlock: 'BucketPublicAccessBlock',
  BucketOwnershipControls: 'BucketOwnershipControls',
  BucketTagging: 'BucketTagging',
};

function s3Needs(action: string, hasKey: boolean): readonly IamNeed[] {
  const [, verb, part] = /^(get|put|delete|list)(\w+?)s?$/.exec(action) ?? [];
  const configuration = S3_CONFIGURATION[action.replace(/^(get|put|delete)/, '')] ?? S3_CONFIGURATION[part];
  if (configuration !== undefined) {
    return readsBucket(`s3:${verb === 'get' || verb === 'list' ? 'Get' : 'Put'}${configuration}`);
  }
  return [need(hasKey ? OBJECT : BUCKET, `s3:${pascal(action)}`)];
}

/** API Gateway: IAM has the methods of its REST API. */
const HTTP_METHODS: readonly (readonly [actions: RegExp, method: string])[] = [
  [/^(get|export)/, 'GET'], [/^(delete|flush|reset|untag)/, 'DELETE'], [/^update/, 'PATCH'], [/^(put|reimport|tag)/, 'PUT'], [/^/, 'POST'],
];

const DYNAMODB_TABLES = 'arn:${Partition}:dynamodb:${Region}:${Account}:table/*';
const PARTIQL = [{
  ...need(DYNAMODB_TABLES, 'dynamodb:PartiQLSelect', 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate', 'dynamodb:PartiQLDelete'), when: 'a statement does it',
}];
const MODEL = ['arn:${Partition}:bedrock:${Region}::foundation-model/{ModelId}', 'arn:${Partition}:bedrock:${Region}:${Account}:inference-profile/{ModelId}'];

/** Actions whose IAM action is not called like them. */
const OTHERS: { readonly [call: string]: readonly IamNeed[] } = {
  'bedrockruntime:invokeModel': [{ actions: ['bedrock:InvokeModel'], resources: MODEL }],
  'bedrockruntime:converse': [{ actions: ['bedrock:InvokeModel'], resources: MODEL }],
  'bedrockruntime:startAsyncInvoke': [{ actions: ['bedrock:InvokeModel'], resources: MODEL }],
  'cloudfront:createDistributionWithTags': [need('*', 'cloudfront:CreateDistribution', 'cloudfront:TagResource')],
  'cloudsearchdomain:uploadDocuments': [need('*', 'cloudsearch:document')],
  'comprehendmedical:detectEntities': [need('*', 'comprehendmedical:DetectEntitiesV2')],
  'detective:listOrganizationAdminAccounts': [need('*', 'detective:ListOrganizationAdminAccount')],
  'dynamodb:batchExecuteStatement': PARTIQL,
  'dynamodb:executeStatement': PARTIQL,
  'dynamodb:executeTransaction': PARTIQL,
  'dynamodb:transactGetItems': [need(DYNAMODB_TABLES, 'dynamodb:GetItem')],
  'dynamodb:transactWriteItems': [
    { ...need(DYNAMODB_TABLES, 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'), when: 'an item of "TransactItems" does it' },
  ],
  'kms:reEncrypt': [need('*', 'kms:ReEncryptFrom', 'kms:ReEncryptTo')],
  'lambda:getLayerVersionByArn': [need('{Arn}', 'lambda:GetLayerVersion')],
  'lambda:invoke': [need('arn:${Partition}:lambda:${Region}:${Account}:function:{FunctionName}', 'lambda:InvokeFunction')],
  'sns:publishBatch': [need('{TopicArn}', 'sns:Publish')],
  'sqs:changeMessageVisibilityBatch': [need('arn:${Partition}:sqs:${Region}:${Account}:{QueueUrl}', 'sqs:ChangeMessageVisibility')],
  'sqs:deleteMessageBatch': [need('arn:${Partition}:sqs:${Region}:${Account}:{QueueUrl}', 'sqs:DeleteMessage')],
  'sqs:sendMessageBatch': [need('arn:${Partition}:sqs:${Region}:${Account}:{QueueUrl}', 'sqs:SendMessage')],
  'timestreamquery:query': [need('*', 'timestream:Select', 'timestream:DescribeEndpoints')],
};

/** Services that have fewer IAM actions than API actions, by what an action's name begins with. */
const BY_VERB: { readonly [service: string]: readonly (readonly [actions: RegExp, iamAction: string])[] } = {
  apigatewaymanagementapi: [[/^/, 'execute-api:ManageConnections']],
  budgets: [[/^(create|update|delete)(Budget|Notification|Subscriber)$/, 'budgets:ModifyBudget'], [/^describe(Budget|Notification|Subscriber)/, 'budgets:ViewBudget']],
  keyspaces: [[/^create/, 'cassandra:Create'], [/^(get|list)/, 'cassandra:Select'], [/^update/, 'cassandra:Alter'], [/^delete/, 'cassandra:Drop'], [/^restore/, 'cassandra:Restore']],
};

/** Services whose IAM actions have names of their own, which no table here has. */
const NOT_KNOWN = new Set(['neptunedata', 'finspacedata', 'cloudhsm', 'codecatalyst']);

const pascal = (action: string): string => action[0].toUpperCase() + action.slice(1);

/** What a call of an AWS SDK integration needs: mostly the IAM action of the same name. */
export function sdkNeeds({ service, action, parameters }: Integration): readonly IamNeed[] | undefined {
  const sdk = sdkService(service);
  if (!sdk || !sdk.hasAction(action) || NOT_KNOWN.has(service)) {
    return undefined;
  }
  const other = OTHERS[`${service}:${action}`];
  if (other) {
    return other;
  }
  if (service === 's3') {
    return Object.hasOwn(S3, action) ? S3[action] : s3Needs(action, parameters?.has('Key') ?? false);
  }
  if (service === 'apigateway' || service === 'apigatewayv2') {
    return [need('arn:${Partition}:apigateway:${Region}::/*', `apigateway:${HTTP_METHODS.find(([actions]) => actions.test(action))![1]}`)];
  }
  const byVerb = BY_VERB[service]?.find(([actions]) => actions.test(action));
  if (byVerb) {
    return [need('*', byVerb[1])];
  }
  return sdk.iamPrefix === undefined ? [] : [need(resourceArn(sdk.iamPrefix, parameters), `${sdk.iamPrefix}:${pascal(action)}`)];
}
