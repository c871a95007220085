import { Integration, integrationOf } from './integrations/integration';
import { isJsonObject, JsonArray, JsonValue } from './json-value';

const listsOfTexts = (value: JsonValue): boolean => isJsonObject(value)
  && Object.values(value).every((list) => Array.isArray(list) && (list as JsonArray).every((one) => typeof one === 'string'));

type Check = (value: JsonValue) => boolean;
type Checks = { readonly [name: string]: Check };

const NONE: readonly string[] = [];
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
    'QueueUrl', 'ReturnConsumedCapacity', 'ReturnValues', 'Select', 'StartAfter', 'StateMachineArn', 'Subject', 'TableName', 'TargetArn', 'TopicArn', 'UpdateExpression',
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
 * What says, of the parameters of an integration, why Step Functions could not start the task with them: nothing where it can. Undefined where
 * nothing is checked.
 *
 * Formats that the integration has of its own are always checked; what is missing, not known or of another type only where `strict` says so: the
 * parameters of a task that only a mock answers are often cut short.
 */
export function compileParameterCheck(service: string, action: string): ((parameters: JsonValue, strict: boolean) => readonly string[]) | undefined {
  if (!CHECKED.has(service)) {
    return undefined;
  }
  const formats = FORMATS.get(`${service}:${action.replace(/\..*$/, '')}`);
  const types: Checks = { ...TYPES, Key: service.endsWith('dynamodb') ? attributeValues : text, ...formats };
  let integration: Integration | undefined;
  return (parameters, strict) => {
    const checked = strict ? types : formats;
    // Looked up when a task starts: most simulations check nothing of it.
    const known = strict ? (integration ??= integrationOf(`arn:aws:states:::${service}:${action}`))?.parameters : undefined;
    if (!checked || (strict && !known)) {
      return NONE;
    }
    const given = isJsonObject(parameters) ? parameters : {};
    const problems: string[] = [];
    known?.forEach(({ required }, name) => {
      if (required && !Object.hasOwn(given, name)) {
        problems.push(`The field '${name}' is required but was missing`);
      }
    });
    for (const [name, value] of Object.entries(given)) {
      if (known && !known.has(name)) {
        problems.push(`The field "${name}" is not supported by Step Functions`);
      } else if (value !== null && Object.hasOwn(checked, name) && !checked[name](value)) {
        problems.push(`The value of the field '${name}' has an invalid format`);
      }
    }
    return problems;
  };
}
