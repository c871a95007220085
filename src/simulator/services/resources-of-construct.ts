import type { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { LocalDynamoDb, LocalTableOptions } from './dynamodb/local-dynamodb';
import type { LocalServices } from './local-services';
import { textOf } from './service-call';
import { isJsonObject, JsonArray, JsonObject, JsonValue } from '../../asl/json-value';
import { SimulatedResource } from '../../definitions/construct';

/** The types of resources that the fakes make. */
export const RESOURCE_TYPES: readonly string[] = [
  'AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SNS::Topic', 'AWS::SQS::Queue',
];

/** Makes what a resource of an app stands for. */
export function addResource({ s3, dynamoDb, sqs, sns }: LocalServices, { type, ref, properties }: SimulatedResource): void {
  const contentBased = properties.ContentBasedDeduplication === true;
  switch (type) {
    case 'AWS::S3::Bucket': return s3.addBucket(ref);
    case 'AWS::SNS::Topic': return sns.addTopic(ref, contentBased);
    case 'AWS::SQS::Queue': return sqs.addQueue(ref, contentBased);
    default: return addTable(dynamoDb, ref, properties);
  }
}

function addTable(dynamoDb: LocalDynamoDb, name: string, properties: JsonObject): void {
  const types = new Map(objects(properties.AttributeDefinitions).map((one) => [textOf(one, 'AttributeName'), textOf(one, 'AttributeType') as AttributeType]));
  const [partitionKey, options] = keys(properties, types);
  dynamoDb.addTable(name, partitionKey, options);
  for (const index of [...objects(properties.GlobalSecondaryIndexes), ...objects(properties.LocalSecondaryIndexes)]) {
    dynamoDb.addIndex(name, textOf(index, 'IndexName') ?? '', ...keys(index, types));
  }
}

/** The keys of a table or of an index of it. */
function keys(properties: JsonObject, types: ReadonlyMap<string | undefined, AttributeType>): [string, LocalTableOptions] {
  const key = (kind: string) => objects(properties.KeySchema).filter(({ KeyType }) => KeyType === kind).map((one) => textOf(one, 'AttributeName'))[0];
  const [partitionKey, sortKey] = [key('HASH'), key('RANGE')];
  return [partitionKey ?? '', { partitionKeyType: types.get(partitionKey), ...(sortKey !== undefined && { sortKey, sortKeyType: types.get(sortKey) }) }];
}

const objects = (value: JsonValue | undefined): JsonObject[] => Array.isArray(value) ? (value as JsonArray).filter(isJsonObject) : [];
