import { isJsonObject, JsonArray, JsonValue } from './json-value';
import { parseTimestamp } from './timestamp';

/** What Step Functions checks of the parameters of an integration before it calls: what it knows of their shape. */
interface Shape {
  readonly required: readonly string[];
  /** All other parameters; where it is not given, any. */
  readonly optional?: readonly string[];
  readonly formats?: { readonly [name: string]: Check };
  /** Parameters that are lists of objects, or objects by names. */
  readonly inner?: { readonly [name: string]: InnerShape };
}

/** What an object inside of a parameter may have. */
interface InnerShape {
  readonly members: { readonly [name: string]: Check };
}

const listsOfTexts = (value: JsonValue): boolean => isJsonObject(value)
  && Object.values(value).every((list) => Array.isArray(list) && (list as JsonArray).every((one) => typeof one === 'string'));

type Check = (value: JsonValue) => boolean;

const NONE: readonly string[] = [];
const text = (value: JsonValue): boolean => typeof value === 'string';
const flag = (value: JsonValue): boolean => typeof value === 'boolean';
const count = (value: JsonValue): boolean => typeof value === 'number' && Number.isInteger(value);
const texts = (value: JsonValue): boolean => Array.isArray(value) && (value as JsonArray).every(text);
/** A text, or what becomes one. */
const scalar = (value: JsonValue): boolean => typeof value !== 'object';
const anything = (): boolean => true;
const time = (value: JsonValue): boolean => typeof value === 'string' && parseTimestamp(value) !== undefined;

/** Whether an attribute value of DynamoDB has what its type says: `{ N: '5' }` and `{ BOOL: true }`, not `{ N: 5 }` and `{ BOOL: 'true' }`. */
function attributeValue(value: JsonValue): boolean {
  return !isJsonObject(value) || Object.entries(value).every(([type, content]) => {
    switch (type) {
      case 'S':
      case 'N':
      case 'B': return content === null || typeof content === 'string';
      case 'SS':
      case 'NS':
      case 'BS': return content === null || texts(content);
      case 'BOOL':
      case 'NULL': return content === null || flag(content);
      case 'M': return content === null || attributeValues(content);
      case 'L': return content === null || (Array.isArray(content) && (content as JsonArray).every(attributeValue));
      default: return true;
    }
  });
}

const ATTRIBUTE_TYPES = ['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS'];

/** The members of attribute values, and of those in them, that are no types. */
function unknownTypes(value: JsonValue): string[] {
  return Object.entries(isJsonObject(value) ? value : {}).flatMap(([type, content]) => {
    if (!ATTRIBUTE_TYPES.includes(type)) {
      return [type];
    }
    const inner = type === 'M' && isJsonObject(content) ? Object.values(content) : type === 'L' && Array.isArray(content) ? content as JsonArray : [];
    return inner.flatMap(unknownTypes);
  });
}

/** Parameters of DynamoDB that are attribute values by their names. */
const ATTRIBUTES: readonly string[] = ['ExclusiveStartKey', 'ExpressionAttributeValues', 'Item', 'Key'];

const attributeValues = (value: JsonValue): boolean => isJsonObject(value) && Object.values(value).every(attributeValue);

/** The types of parameters, whatever the service. */
const TYPES: { readonly [name: string]: Check } = {
  ...Object.fromEntries([
    'ApiEndpoint', 'Bucket', 'CacheControl', 'ConditionExpression', 'ContentDisposition', 'ContentEncoding', 'ContentLanguage', 'ContentType', 'ContinuationToken',
    'CopySource', 'CopySourceIfMatch', 'CopySourceIfNoneMatch', 'Delimiter', 'EndpointId', 'FilterExpression', 'FunctionName', 'IfMatch', 'IfNoneMatch', 'IndexName',
    'KeyConditionExpression', 'Marker', 'MessageDeduplicationId', 'MessageGroupId', 'MessageStructure', 'MetadataDirective', 'Method', 'Name', 'PhoneNumber', 'Prefix',
    'ProjectionExpression', 'QueueUrl', 'Range', 'ReturnConsumedCapacity', 'ReturnItemCollectionMetrics', 'ReturnValues', 'ReturnValuesOnConditionCheckFailure',
    'Select', 'ServerSideEncryption', 'StartAfter', 'StateMachineArn', 'StorageClass', 'Subject', 'TableName', 'TargetArn', 'TopicArn', 'UpdateExpression', 'VersionId',
  ].map((name) => [name, text])),
  ConsistentRead: flag,
  ScanIndexForward: flag,
  DelaySeconds: count,
  Limit: count,
  MaxKeys: count,
  Segment: count,
  TotalSegments: count,
  Metadata: (value) => isJsonObject(value) && Object.values(value).every(text),
  Entries: Array.isArray,
  ExpressionAttributeNames: (value) => isJsonObject(value) && Object.values(value).every(text),
  ExpressionAttributeValues: attributeValues,
  ExclusiveStartKey: attributeValues,
  Item: attributeValues,
};

const EXPRESSION = ['ExpressionAttributeNames', 'ExpressionAttributeValues'];
const WRITE = [...EXPRESSION, 'ConditionExpression', 'ConditionalOperator', 'Expected', 'ReturnConsumedCapacity', 'ReturnItemCollectionMetrics', 'ReturnValues',
  'ReturnValuesOnConditionCheckFailure'];
const READ_MANY = [...EXPRESSION, 'AttributesToGet', 'ConditionalOperator', 'ConsistentRead', 'ExclusiveStartKey', 'FilterExpression', 'IndexName', 'Limit',
  'ProjectionExpression', 'ReturnConsumedCapacity', 'Select'];

/** The parameters of actions of DynamoDB, which the optimised integration and the one of the AWS SDK share. */
const DYNAMODB: { readonly [action: string]: Shape } = {
  getItem: {
    required: ['TableName', 'Key'],
    optional: ['AttributesToGet', 'ConsistentRead', 'ExpressionAttributeNames', 'ProjectionExpression', 'ReturnConsumedCapacity'],
  },
  putItem: { required: ['TableName', 'Item'], optional: WRITE },
  updateItem: { required: ['TableName', 'Key'], optional: [...WRITE, 'AttributeUpdates', 'UpdateExpression'] },
  deleteItem: { required: ['TableName', 'Key'], optional: WRITE },
};

/** Attributes of messages of SQS and SNS, by their names. */
const MESSAGE_ATTRIBUTE = { DataType: text, StringValue: scalar, BinaryValue: text };
const SQS_ATTRIBUTES: InnerShape = { members: { ...MESSAGE_ATTRIBUTE, StringListValues: texts, BinaryListValues: texts } };
const SEND_MESSAGE: Shape = {
  required: ['QueueUrl'],
  optional: ['DelaySeconds', 'MessageAttributes', 'MessageBody', 'MessageDeduplicationId', 'MessageGroupId', 'MessageSystemAttributes'],
  inner: { MessageAttributes: SQS_ATTRIBUTES, MessageSystemAttributes: SQS_ATTRIBUTES },
};
const PUBLISH: Shape = {
  required: ['Message'],
  optional: ['MessageAttributes', 'MessageDeduplicationId', 'MessageGroupId', 'MessageStructure', 'PhoneNumber', 'Subject', 'TargetArn', 'TopicArn'],
  inner: { MessageAttributes: { members: MESSAGE_ATTRIBUTE } },
};
const PUT_EVENTS: Shape = {
  required: ['Entries'],
  optional: ['EndpointId'],
  inner: {
    Entries: {
      members: { Detail: anything, DetailType: text, EventBusName: text, Resources: texts, Source: text, Time: time, TraceHeader: text },
    },
  },
};

/** The names of an action's parameters in the API, and as the SDK for Java writes them, which is how Step Functions has them: `ACL`, `Acl`. */
const spelled = (...names: readonly string[]): string[] => names.flatMap((name) => {
  const asInJava = name.replace(/^(ACL|MFA|SSEKMS|SSE)/, (start) => start[0] + start.slice(1).toLowerCase()).replace(/SSE(?=Customer)/, 'Sse');
  return asInJava === name ? [name] : [name, asInJava];
});

const S3_CUSTOMER_KEY = ['SSECustomerAlgorithm', 'SSECustomerKey', 'SSECustomerKeyMD5'];
const S3_GET = spelled(
  'IfMatch', 'IfModifiedSince', 'IfNoneMatch', 'IfUnmodifiedSince', 'Range', 'ResponseCacheControl', 'ResponseContentDisposition', 'ResponseContentEncoding',
  'ResponseContentLanguage', 'ResponseContentType', 'ResponseExpires', 'VersionId', 'RequestPayer', 'PartNumber', 'ExpectedBucketOwner', 'ChecksumMode',
  ...S3_CUSTOMER_KEY,
);
const S3_WRITE = spelled(
  'ACL', 'CacheControl', 'ChecksumAlgorithm', 'ContentDisposition', 'ContentEncoding', 'ContentLanguage', 'ContentType', 'Expires', 'IfMatch', 'IfNoneMatch',
  'GrantFullControl', 'GrantRead', 'GrantReadACP', 'GrantWriteACP', 'Metadata', 'ServerSideEncryption', 'StorageClass', 'WebsiteRedirectLocation', 'SSEKMSKeyId',
  'SSEKMSEncryptionContext', 'BucketKeyEnabled', 'RequestPayer', 'Tagging', 'ObjectLockMode', 'ObjectLockRetainUntilDate', 'ObjectLockLegalHoldStatus',
  'ObjectLockEventHold', 'ObjectLockEventHoldDurationDays', 'ObjectLockEventHoldDurationYears', 'ExpectedBucketOwner', ...S3_CUSTOMER_KEY,
);
const S3_LIST = ['Delimiter', 'EncodingType', 'MaxKeys', 'Prefix', 'RequestPayer', 'ExpectedBucketOwner', 'OptionalObjectAttributes'];
const LIST_V2: Shape = { required: ['Bucket'], optional: [...S3_LIST, 'ContinuationToken', 'FetchOwner', 'StartAfter'] };
const GET_OBJECT: Shape = { required: ['Bucket', 'Key'], optional: S3_GET };

/** By service and action. What is not here is not checked. */
const SHAPES = new Map<string, Shape>(Object.entries<Shape>({
  'apigateway:invoke': {
    required: ['ApiEndpoint', 'Method'],
    optional: ['AllowNullValues', 'AuthType', 'Headers', 'Path', 'QueryParameters', 'RequestBody', 'Stage'],
    formats: { Headers: listsOfTexts, QueryParameters: listsOfTexts },
  },
  'events:putEvents': PUT_EVENTS,
  'lambda:invoke': { required: ['FunctionName'], optional: ['ClientContext', 'InvocationType', 'LogType', 'Payload', 'Qualifier'] },
  'sns:publish': PUBLISH,
  'sqs:sendMessage': SEND_MESSAGE,
  'states:startExecution': { required: ['StateMachineArn'], optional: ['Input', 'Name', 'TraceHeader', 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID'] },
  'aws-sdk:dynamodb:query': { required: ['TableName'], optional: [...READ_MANY, 'KeyConditionExpression', 'KeyConditions', 'QueryFilter', 'ScanIndexForward'] },
  'aws-sdk:dynamodb:scan': { required: ['TableName'], optional: [...READ_MANY, 'ScanFilter', 'Segment', 'TotalSegments'] },
  'aws-sdk:s3:getObject': GET_OBJECT,
  'aws-sdk:s3:headObject': GET_OBJECT,
  'aws-sdk:s3:putObject': {
    required: ['Bucket', 'Key'],
    optional: [...S3_WRITE, 'Body', 'ContentLength', 'ContentMD5', 'WriteOffsetBytes', ...['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'].map((name) => `Checksum${name}`)],
  },
  'aws-sdk:s3:copyObject': {
    required: ['Bucket', 'CopySource', 'Key'],
    optional: [...S3_WRITE, 'CopySourceIfMatch', 'CopySourceIfModifiedSince', 'CopySourceIfNoneMatch', 'CopySourceIfUnmodifiedSince', 'ExpectedSourceBucketOwner',
      'MetadataDirective', 'TaggingDirective', 'AnnotationDirective', ...spelled(...S3_CUSTOMER_KEY.map((name) => `CopySource${name}`))],
  },
  'aws-sdk:s3:deleteObject': {
    required: ['Bucket', 'Key'],
    optional: [...spelled('MFA'), 'BypassGovernanceRetention', 'ExpectedBucketOwner', 'IfMatch', 'IfMatchLastModifiedTime', 'IfMatchSize', 'RequestPayer', 'VersionId'],
  },
  'aws-sdk:s3:listObjects': { required: ['Bucket'], optional: [...S3_LIST, 'Marker'] },
  'aws-sdk:s3:listObjectsV2': LIST_V2,
  // Of Map states, not of tasks.
  'ItemReader:getObject': GET_OBJECT,
  'ItemReader:listObjectsV2': LIST_V2,
  'ResultWriter:putObject': { required: ['Bucket'], optional: ['Prefix'] },
  'aws-sdk:sfn:startExecution': { required: ['StateMachineArn'], optional: ['Input', 'Name', 'TraceHeader'] },
  'aws-sdk:sfn:startSyncExecution': { required: ['StateMachineArn'], optional: ['IncludedData', 'Input', 'Name', 'TraceHeader'] },
  'aws-sdk:sns:publish': PUBLISH,
  'aws-sdk:sqs:sendMessage': SEND_MESSAGE,
  'aws-sdk:eventbridge:putEvents': PUT_EVENTS,
}).concat(Object.entries(DYNAMODB).flatMap(([action, shape]) => [[`dynamodb:${action}`, shape], [`aws-sdk:dynamodb:${action}`, shape]])));

/**
 * What says, of the parameters of an integration, why Step Functions could not start the task with them: nothing where it can. Undefined where
 * nothing is known of the integration.
 *
 * Formats that the integration has of its own are always checked; what is missing, not known or of another type only where `strict` says so: the
 * parameters of a task that only a mock answers are often cut short.
 */
export function compileParameterCheck(service: string, action: string): ((parameters: JsonValue, strict: boolean) => readonly string[]) | undefined {
  const shape = SHAPES.get(`${service}:${action.replace(/\.(sync(:2)?|waitForTaskToken)$/, '')}`);
  if (!shape) {
    return undefined;
  }
  const { required, optional, formats, inner = {} } = shape;
  const known = optional && new Set([...required, ...optional]);
  const isDynamoDb = service.endsWith('dynamodb');
  const types: { readonly [name: string]: Check } = { ...TYPES, Key: isDynamoDb ? attributeValues : text, ...formats };
  return (parameters, strict) => {
    const checked = strict ? types : formats;
    if (!checked) {
      return NONE;
    }
    const given = isJsonObject(parameters) ? parameters : {};
    const missing = strict ? required.filter((name) => !Object.hasOwn(given, name)) : NONE;
    const problems = missing.map((name) => `The field '${name}' is required but was missing`);
    for (const [name, value] of Object.entries(given)) {
      if (strict && known && !known.has(name)) {
        problems.push(unsupported(name));
      } else if (value !== null && Object.hasOwn(checked, name) && !checked[name](value)) {
        problems.push(invalidFormat(name));
      } else if (value !== null && strict && Object.hasOwn(inner, name)) {
        problems.push(...problemsInside(name, value, inner[name]));
      } else if (strict && isDynamoDb && ATTRIBUTES.includes(name) && isJsonObject(value)) {
        problems.push(...Object.values(value).flatMap(unknownTypes).map(unsupported));
      }
    }
    return problems;
  };
}

const unsupported = (name: string): string => `The field "${name}" is not supported by Step Functions`;
const invalidFormat = (name: string): string => `The value of the field '${name}' has an invalid format`;

/** What is wrong with the objects of a list, or of those that stand under names. */
function problemsInside(parameter: string, value: JsonValue, { members }: InnerShape): string[] {
  const objects = typeof value === 'object' ? Object.values(value as object) as JsonValue[] : [];
  if (typeof value !== 'object' || !objects.every(isJsonObject)) {
    return [invalidFormat(parameter)];
  }
  return objects.flatMap((object) => Object.entries(object).flatMap(([name, content]) => {
    if (!Object.hasOwn(members, name)) {
      return [unsupported(name)];
    }
    return content === null || members[name](content) ? [] : [invalidFormat(name)];
  }));
}
