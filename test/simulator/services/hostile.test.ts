import * as fc from 'fast-check';
import { runTask } from './run-task';
import { Execution, LocalServices } from '../../../src';

/** Parameters of each action: what a caller may get wrong in them is anything. */
const ACTIONS: { readonly [resource: string]: { readonly [parameter: string]: readonly unknown[] } } = {
  'dynamodb:getItem': { TableName: ['T', 'No'], Key: [{ id: { S: 'a' } }], ProjectionExpression: ['a.b[1]'], ExpressionAttributeNames: [{ '#a': 'a' }], ReturnConsumedCapacity: ['TOTAL'] },
  'dynamodb:putItem': { TableName: ['T'], Item: [{ id: { S: 'a' }, n: { N: '1' } }], ConditionExpression: ['a = :a'], ExpressionAttributeValues: [{ ':a': { N: '1' } }], ReturnValues: ['ALL_OLD'], ReturnItemCollectionMetrics: ['SIZE'], ReturnConsumedCapacity: ['INDEXES'] },
  'dynamodb:updateItem': { TableName: ['T'], Key: [{ id: { S: 'a' } }], UpdateExpression: ['SET n = n + :a', 'REMOVE m.x'], ExpressionAttributeValues: [{ ':a': { N: '1' } }], ReturnValues: ['UPDATED_NEW'] },
  'dynamodb:deleteItem': { TableName: ['T'], Key: [{ id: { S: 'a' } }], ConditionExpression: ['attribute_exists(id)'] },
  'aws-sdk:dynamodb:query': {
    TableName: ['S'], KeyConditionExpression: ['id = :a'], ExpressionAttributeValues: [{ ':a': { S: '1' } }], ExclusiveStartKey: [{ id: { S: 'a' }, s: { N: '1' } }], Limit: [1], IndexName: ['I'], Select: ['COUNT', 'SPECIFIC_ATTRIBUTES'], ReturnConsumedCapacity: ['TOTAL'],
  },
  'aws-sdk:dynamodb:scan': { TableName: ['S'], FilterExpression: ['s > s'], ExclusiveStartKey: [{ id: { S: 'a' }, s: { N: '1' } }], Limit: [1] },
  'sqs:sendMessage': { QueueUrl: ['q', 'q.fifo'], MessageBody: ['m'], MessageAttributes: [{ a: { DataType: 'String', StringValue: 'x' } }], MessageGroupId: ['g'], DelaySeconds: [1] },
  'sns:publish': { TopicArn: ['arn:aws:sns:us-east-1:1:t', 'arn:aws:sns:us-east-1:1:t.fifo', 't'], Message: ['m'], Subject: ['s'], MessageAttributes: [{ a: { DataType: 'Binary', BinaryValue: 'eA==' } }], MessageStructure: ['json'], PhoneNumber: ['+4912'], MessageGroupId: ['g'] },
  'events:putEvents': { Entries: [[{ Source: 's', DetailType: 'd', Detail: '{}', Time: '2026-01-01T00:00:00Z', EventBusName: 'b' }]] },
  'aws-sdk:s3:putObject': { Bucket: ['b'], Key: ['k'], Body: ['x'], ContentType: ['t'], Metadata: [{ a: 'b' }], IfNoneMatch: ['*'], IfMatch: ['x'] },
  'aws-sdk:s3:getObject': { Bucket: ['b'], Key: ['k'], Range: ['bytes=0-0', 'bytes=9-', 'bytes=-0'], IfNoneMatch: ['*'] },
  'aws-sdk:s3:copyObject': { Bucket: ['b'], Key: ['k'], CopySource: ['b/k', 'b/%E0%A4%A', 'k', 'b/k?versionId=1'], MetadataDirective: ['REPLACE'] },
  'aws-sdk:s3:listObjectsV2': { Bucket: ['b'], Prefix: ['k'], Delimiter: ['/'], MaxKeys: [1], ContinuationToken: ['a'], StartAfter: ['b'] },
};

function services(): LocalServices {
  const made = new LocalServices();
  made.dynamoDb.addTable('T', 'id');
  made.dynamoDb.putItem('T', { id: 'a', n: 1, m: { x: [1, 2] } });
  made.dynamoDb.addTable('S', 'id', { sortKey: 's', sortKeyType: 'N' as never });
  made.dynamoDb.addIndex('S', 'I', 'other');
  made.dynamoDb.putItem('S', { id: '1', s: 1, other: 'o' });
  ['q', 'q.fifo'].forEach((name) => made.sqs.addQueue(name));
  ['t', 't.fifo'].forEach((name) => made.sns.addTopic(name));
  made.s3.putObject('b', 'k', 'x');
  return made;
}

/** A value of an item that is nearly right, or no value at all. */
const attribute = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, fc.jsonValue(),
    fc.record({ type: fc.constantFrom('S', 'N', 'M', 'L', 'SS', 'NS', 'BOOL', 'NULL', 'B'), content: fc.oneof(fc.jsonValue(), tie('value')) }).map(({ type, content }) => ({ [type]: content }))),
})).value;
const expression = fc.array(fc.constantFrom('a', 'id', 'n', '#a', ':a', '=', '<', '(', ')', ',', '.', '[', ']', '1', 'AND', 'OR', 'NOT', 'BETWEEN', 'IN', 'SET', 'REMOVE', 'ADD', '+', '-',
  'size', 'contains', 'list_append', 'if_not_exists', 'attribute_exists', '"'), { maxLength: 12 }).map((words) => words.join(' '));
const placeholders = fc.dictionary(fc.constantFrom('#a', ':a', '__proto__'), attribute);

test.each(Object.entries(ACTIONS))('%s answers anything with a result or an error', (resource, usual) => {
  const parameters = fc.record(Object.fromEntries(Object.entries(usual).map(([name, values]) => [name, fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...values) as fc.Arbitrary<unknown> },
    name.endsWith('Expression') ? expression : name.startsWith('ExpressionAttribute') ? placeholders : /^(Item|Key|ExclusiveStartKey)$/.test(name)
      ? fc.dictionary(fc.constantFrom('id', 's', 'x', '__proto__'), attribute) : fc.jsonValue(),
    fc.jsonValue(),
  )])), { requiredKeys: [] });
  fc.assert(fc.property(parameters, (given) => {
    let execution: Execution;
    try {
      execution = runTask(services(), resource, given);
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: 'NotSimulated' });
      return;
    }
    const { status, error, cause } = execution;
    expect(['SUCCEEDED', 'FAILED']).toContain(status);
    if (status === 'FAILED') {
      expect(error).toMatch(/^(States\.Runtime|(DynamoDB|DynamoDb|SQS|SNS|EventBridge|S3)\.[A-Za-z0-9]+)$/);
      expect(cause).not.toMatch(/undefined|\[object|NaN/);
    }
  }), { seed: 1, numRuns: 250 });
});
