import { Integration, integrationOf } from './integrations/integration';
import { isJsonObject, JsonArray, JsonValue } from './json-value';

const listsOfTexts = (value: JsonValue): boolean => isJsonObject(value)
  && Object.values(value).every((list) => Array.isArray(list) && (list as JsonArray).every((one) => typeof one === 'string'));

type Check = (value: JsonValue) => boolean;
type Checks = { readonly [name: string]: Check };

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
const TYPES: Checks = {
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

/** The services that are checked: those that a simulation has fakes of, and those of which an integration has formats of its own. */
const CHECKED = new Set([
  'apigateway', 'dynamodb', 'events', 'lambda', 'sns', 'sqs', 'states',
  'aws-sdk:dynamodb', 'aws-sdk:eventbridge', 'aws-sdk:s3', 'aws-sdk:sfn', 'aws-sdk:sns', 'aws-sdk:sqs',
]);

/** Formats that an integration has of its own. */
const FORMATS: ReadonlyMap<string, Checks> = new Map([['apigateway:invoke', { Headers: listsOfTexts, QueryParameters: listsOfTexts }]]);

/**
 * What is checked of parameters: the `formats` that an integration has of its own; their `names` too, of which it has some and needs some; their
 * `types` too. Why there are three: docs/decisions/parameters-of-tasks.md.
 */
export type ParameterChecks = 'formats' | 'names' | 'types';

/** Says of parameters why Step Functions could not start the task with them; undefined where it can. */
type ParameterCheck = (parameters: JsonValue, checks: ParameterChecks) => readonly string[] | undefined;

/** The check of an integration's parameters. Undefined where nothing is checked. */
export function compileParameterCheck(service: string, action: string): ParameterCheck | undefined {
  if (!CHECKED.has(service)) {
    return undefined;
  }
  const formats = FORMATS.get(`${service}:${action.replace(/\..*$/, '')}`) ?? {};
  const types: Checks = { ...TYPES, Key: service.endsWith('dynamodb') ? attributeValues : text, ...formats };
  let integration: Integration | undefined;
  return (parameters, checks) => {
    const checked = checks === 'types' ? types : formats;
    // Looked up when a task starts: most machines that are loaded are only validated.
    const known = checks === 'formats' ? undefined : (integration ??= integrationOf(`arn:aws:states:::${service}:${action}`))?.parameters;
    const given = isJsonObject(parameters) ? parameters : {};
    let problems: string[] | undefined;
    known?.forEach(({ required }, name) => {
      if (required && !Object.hasOwn(given, name)) {
        (problems ??= []).push(`The field '${name}' is required but was missing`);
      }
    });
    for (const name of Object.keys(given)) {
      if (known && !known.has(name)) {
        (problems ??= []).push(`The field "${name}" is not supported by Step Functions`);
      } else if (Object.hasOwn(checked, name) && given[name] !== null && !checked[name](given[name])) {
        (problems ??= []).push(`The value of the field '${name}' has an invalid format`);
      }
    }
    return problems;
  };
}
