import { isJsonObject, JsonArray, JsonValue } from './json-value';

/** What Step Functions checks of the parameters of an integration before it calls: what it knows of their shape. */
interface Shape {
  readonly required: readonly string[];
  /** All other parameters; where it is not given, any. */
  readonly optional?: readonly string[];
  readonly formats?: { readonly [name: string]: Check };
}

const listsOfTexts = (value: JsonValue): boolean => isJsonObject(value)
  && Object.values(value).every((list) => Array.isArray(list) && (list as JsonArray).every((one) => typeof one === 'string'));

type Check = (value: JsonValue) => boolean;

const text = (value: JsonValue): boolean => typeof value === 'string';
const flag = (value: JsonValue): boolean => typeof value === 'boolean';
const count = (value: JsonValue): boolean => typeof value === 'number' && Number.isInteger(value);

/** Whether the texts and numbers of an attribute value of DynamoDB are texts: `{ N: '5' }`, not `{ N: 5 }`. */
function attributeValue(value: JsonValue): boolean {
  return !isJsonObject(value) || Object.entries(value).every(([type, content]) => {
    switch (type) {
      case 'S':
      case 'N':
      case 'B': return content === null || typeof content === 'string';
      case 'SS':
      case 'NS':
      case 'BS': return content === null || (Array.isArray(content) && (content as JsonArray).every(text));
      case 'M': return content === null || attributeValues(content);
      case 'L': return content === null || (Array.isArray(content) && (content as JsonArray).every(attributeValue));
      default: return true;
    }
  });
}

const attributeValues = (value: JsonValue): boolean => isJsonObject(value) && Object.values(value).every(attributeValue);

/** The types of parameters, whatever the service. */
const TYPES: { readonly [name: string]: Check } = {
  ...Object.fromEntries([
    'ApiEndpoint', 'Bucket', 'ConditionExpression', 'ContinuationToken', 'CopySource', 'Delimiter', 'FilterExpression', 'FunctionName', 'IndexName',
    'KeyConditionExpression', 'MessageDeduplicationId', 'MessageGroupId', 'MessageStructure', 'Method', 'Name', 'PhoneNumber', 'Prefix', 'ProjectionExpression',
    'QueueUrl', 'ReturnConsumedCapacity', 'ReturnValues', 'Select', 'StartAfter', 'StateMachineArn', 'Subject', 'TableName', 'TargetArn', 'TaskToken', 'TopicArn', 'UpdateExpression',
  ].map((name) => [name, text])),
  ConsistentRead: flag,
  ScanIndexForward: flag,
  DelaySeconds: count,
  Limit: count,
  MaxKeys: count,
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

/** By service and action. What is not here is not checked. */
const SHAPES = new Map<string, Shape>(Object.entries<Shape>({
  'apigateway:invoke': {
    required: ['ApiEndpoint', 'Method'],
    optional: ['AllowNullValues', 'AuthType', 'Headers', 'Path', 'QueryParameters', 'RequestBody', 'Stage'],
    formats: { Headers: listsOfTexts, QueryParameters: listsOfTexts },
  },
  'events:putEvents': { required: ['Entries'], optional: ['EndpointId'] },
  'lambda:invoke': { required: ['FunctionName'], optional: ['ClientContext', 'InvocationType', 'LogType', 'Payload', 'Qualifier'] },
  'sns:publish': {
    required: ['Message'],
    optional: ['MessageAttributes', 'MessageDeduplicationId', 'MessageGroupId', 'MessageStructure', 'PhoneNumber', 'Subject', 'TargetArn', 'TopicArn'],
  },
  'sqs:sendMessage': {
    required: ['QueueUrl'],
    optional: ['DelaySeconds', 'MessageAttributes', 'MessageBody', 'MessageDeduplicationId', 'MessageGroupId', 'MessageSystemAttributes'],
  },
  'states:startExecution': { required: ['StateMachineArn'], optional: ['Input', 'Name', 'TraceHeader', 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID'] },
  'aws-sdk:dynamodb:query': { required: ['TableName'], optional: [...READ_MANY, 'KeyConditionExpression', 'KeyConditions', 'QueryFilter', 'ScanIndexForward'] },
  'aws-sdk:dynamodb:scan': { required: ['TableName'], optional: [...READ_MANY, 'ScanFilter', 'Segment', 'TotalSegments'] },
  'aws-sdk:s3:getObject': { required: ['Bucket', 'Key'] },
  'aws-sdk:s3:headObject': { required: ['Bucket', 'Key'] },
  'aws-sdk:s3:putObject': { required: ['Bucket', 'Key'] },
  'aws-sdk:s3:copyObject': { required: ['Bucket', 'CopySource', 'Key'] },
  'aws-sdk:s3:deleteObject': { required: ['Bucket', 'Key'] },
  'aws-sdk:s3:listObjects': { required: ['Bucket'] },
  'aws-sdk:s3:listObjectsV2': { required: ['Bucket'] },
  'aws-sdk:sfn:sendTaskFailure': { required: ['TaskToken'], optional: ['Cause', 'Error'] },
  'aws-sdk:sfn:sendTaskHeartbeat': { required: ['TaskToken'], optional: [] },
  'aws-sdk:sfn:sendTaskSuccess': { required: ['Output', 'TaskToken'], optional: [] },
  'aws-sdk:sfn:startExecution': { required: ['StateMachineArn'], optional: ['Input', 'Name', 'TraceHeader'] },
  'aws-sdk:sfn:startSyncExecution': { required: ['StateMachineArn'], optional: ['IncludedData', 'Input', 'Name', 'TraceHeader'] },
  'aws-sdk:sqs:sendMessage': {
    required: ['QueueUrl'],
    optional: ['DelaySeconds', 'MessageAttributes', 'MessageBody', 'MessageDeduplicationId', 'MessageGroupId', 'MessageSystemAttributes'],
  },
  'aws-sdk:eventbridge:putEvents': { required: ['Entries'], optional: ['EndpointId'] },
}).concat(Object.entries(DYNAMODB).flatMap(([action, shape]) => [[`dynamodb:${action}`, shape], [`aws-sdk:dynamodb:${action}`, shape]])));

/**
 * What is checked of parameters: the `formats` that an integration has of its own; their `names` too, of which it has some and needs some; their
 * `types` too. Why there are three: docs/decisions/parameters-of-tasks.md.
 */
export type ParameterChecks = 'formats' | 'names' | 'types';

/** Says of parameters why Step Functions could not start the task with them; undefined where it can. */
type ParameterCheck = (parameters: JsonValue, checks: ParameterChecks) => readonly string[] | undefined;

/** The check of an integration's parameters. Undefined where nothing is known of the integration. */
export function compileParameterCheck(service: string, action: string): ParameterCheck | undefined {
  const shape = SHAPES.get(`${service}:${action.replace(/\.(sync(:2)?|waitForTaskToken)$/, '')}`);
  if (!shape) {
    return undefined;
  }
  const { required, optional, formats = {} } = shape;
  const known = optional && new Set([...required, ...optional]);
  const types: { readonly [name: string]: Check } = { ...TYPES, Key: service.endsWith('dynamodb') ? attributeValues : text, ...formats };
  return (parameters, checks) => {
    const checked = checks === 'types' ? types : formats;
    const given = isJsonObject(parameters) ? parameters : {};
    let problems: string[] | undefined;
    for (const name of checks === 'formats' ? [] : required) {
      if (!Object.hasOwn(given, name)) {
        (problems ??= []).push(`The field '${name}' is required but was missing`);
      }
    }
    for (const name of Object.keys(given)) {
      if (checks !== 'formats' && known && !known.has(name)) {
        (problems ??= []).push(`The field "${name}" is not supported by Step Functions`);
      } else if (Object.hasOwn(checked, name) && given[name] !== null && !checked[name](given[name])) {
        (problems ??= []).push(`The value of the field '${name}' has an invalid format`);
      }
    }
    return problems;
  };
}
