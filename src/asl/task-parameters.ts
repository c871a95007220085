import { integrationOf } from './integrations/integration';
import { Members, parseMembers } from './integrations/members';
import { isJsonObject, JsonArray, JsonValue } from './json-value';
import { parseTimestamp } from './timestamp';

const listsOfTexts = (value: JsonValue): boolean => isJsonObject(value)
  && Object.values(value).every((list) => Array.isArray(list) && (list as JsonArray).every((one) => typeof one === 'string'));

type Check = (value: JsonValue) => boolean;
type Checks = { readonly [name: string]: Check };

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
const TYPES: Checks = {
  ...Object.fromEntries([
    'ApiEndpoint', 'Bucket', 'CacheControl', 'ConditionExpression', 'ContentDisposition', 'ContentEncoding', 'ContentLanguage', 'ContentType', 'ContinuationToken',
    'CopySource', 'CopySourceIfMatch', 'CopySourceIfNoneMatch', 'Delimiter', 'EndpointId', 'FilterExpression', 'FunctionName', 'IfMatch', 'IfNoneMatch', 'IndexName',
    'KeyConditionExpression', 'Marker', 'MessageDeduplicationId', 'MessageGroupId', 'MessageStructure', 'MetadataDirective', 'Method', 'Name', 'PhoneNumber', 'Prefix',
    'ProjectionExpression', 'QueueUrl', 'Range', 'ReturnConsumedCapacity', 'ReturnItemCollectionMetrics', 'ReturnValues', 'ReturnValuesOnConditionCheckFailure',
    'Select', 'ServerSideEncryption', 'StartAfter', 'StateMachineArn', 'StorageClass', 'Subject', 'TableName', 'TargetArn', 'TaskToken', 'TopicArn', 'UpdateExpression',
    'VersionId',
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

/** The services that are checked: those that a simulation has fakes of, and those of which an integration has formats of its own. */
const CHECKED = new Set([
  'apigateway', 'dynamodb', 'events', 'lambda', 'sns', 'sqs', 'states',
  'aws-sdk:dynamodb', 'aws-sdk:eventbridge', 'aws-sdk:s3', 'aws-sdk:sfn', 'aws-sdk:sns', 'aws-sdk:sqs',
]);

/** Formats that an integration has of its own. */
const FORMATS: ReadonlyMap<string, Checks> = new Map([['apigateway:invoke', { Headers: listsOfTexts, QueryParameters: listsOfTexts }]]);

/** Attributes of messages of SQS and SNS, by their names. */
const MESSAGE_ATTRIBUTE: Checks = { DataType: text, StringValue: scalar, BinaryValue: text };
const SQS_ATTRIBUTE: Checks = { ...MESSAGE_ATTRIBUTE, StringListValues: texts, BinaryListValues: texts };
const SEND_MESSAGE = { MessageAttributes: SQS_ATTRIBUTE, MessageSystemAttributes: SQS_ATTRIBUTE };
const PUBLISH = { MessageAttributes: MESSAGE_ATTRIBUTE };
const PUT_EVENTS: InnerChecks = {
  Entries: { Detail: anything, DetailType: text, EventBusName: text, Resources: texts, Source: text, Time: time, TraceHeader: text },
};

/** What the objects may have that stand in a parameter: in a list, or under names. */
type InnerChecks = { readonly [parameter: string]: Checks };

/** By service and action. What is not here may have anything inside. */
const INNER: ReadonlyMap<string, InnerChecks> = new Map<string, InnerChecks>([
  ['events:putEvents', PUT_EVENTS], ['aws-sdk:eventbridge:putEvents', PUT_EVENTS],
  ['sns:publish', PUBLISH], ['aws-sdk:sns:publish', PUBLISH],
  ['sqs:sendMessage', SEND_MESSAGE], ['aws-sdk:sqs:sendMessage', SEND_MESSAGE],
]);

/**
 * What is checked of parameters: the `formats` that an integration has of its own; their `names` too, of which it has some and needs some; their
 * `types` too, and what stands inside of them. Why there are three: docs/decisions/parameters-of-tasks.md.
 */
export type ParameterChecks = 'formats' | 'names' | 'types';

/** Says of parameters why Step Functions could not start the task with them; undefined where it can. */
type ParameterCheck = (parameters: JsonValue, checks: ParameterChecks) => readonly string[] | undefined;

/** The check of an integration's parameters. Undefined where nothing is checked. */
export function compileParameterCheck(service: string, action: string): ParameterCheck | undefined {
  return CHECKED.has(service) ? makeCheck(service, action, () => integrationOf(`arn:aws:states:::${service}:${action}`)?.parameters) : undefined;
}

/** The check of the parameters that an ItemReader reads from S3 with. */
export const itemReaderCheck = (action: 'getObject' | 'listObjectsV2'): ParameterCheck => compileParameterCheck('aws-sdk:s3', action)!;

/** The check of the parameters that a ResultWriter has: of S3's putObject, only the bucket. */
export const resultWriterCheck = (): ParameterCheck => makeCheck('aws-sdk:s3', 'putObject', () => parseMembers('Bucket! Prefix'));

function makeCheck(service: string, action: string, parametersOf: () => Members | undefined): ParameterCheck {
  const name = `${service}:${action.replace(/\..*$/, '')}`;
  const isDynamoDb = service.endsWith('dynamodb');
  const formats = FORMATS.get(name) ?? {};
  const types: Checks = { ...TYPES, Key: isDynamoDb ? attributeValues : text, ...formats };
  const inner = INNER.get(name) ?? {};
  let members: Members | undefined;
  return (parameters, checks) => {
    const strict = checks === 'types';
    const checked = strict ? types : formats;
    // Looked up when a task starts: most machines that are loaded are only validated.
    const known = checks === 'formats' ? undefined : members ??= parametersOf();
    const given = isJsonObject(parameters) ? parameters : {};
    let problems: string[] | undefined;
    known?.forEach(({ required }, parameter) => {
      if (required && !Object.hasOwn(given, parameter)) {
        (problems ??= []).push(`The field '${parameter}' is required but was missing`);
      }
    });
    for (const parameter of Object.keys(given)) {
      const value = given[parameter];
      if (known && !known.has(parameter)) {
        (problems ??= []).push(unsupported(parameter));
      } else if (value === null) {
        continue;
      } else if (Object.hasOwn(checked, parameter) && !checked[parameter](value)) {
        (problems ??= []).push(invalidFormat(parameter));
      } else if (strict && Object.hasOwn(inner, parameter)) {
        (problems ??= []).push(...problemsInside(parameter, value, inner[parameter]));
      } else if (strict && isDynamoDb && ATTRIBUTES.includes(parameter) && isJsonObject(value)) {
        (problems ??= []).push(...Object.values(value).flatMap(unknownTypes).map(unsupported));
      }
    }
    return problems?.length ? problems : undefined;
  };
}

const unsupported = (name: string): string => `The field "${name}" is not supported by Step Functions`;
const invalidFormat = (name: string): string => `The value of the field '${name}' has an invalid format`;

/** What is wrong with the objects of a list, or of those that stand under names. */
function problemsInside(parameter: string, value: JsonValue, members: Checks): string[] {
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
