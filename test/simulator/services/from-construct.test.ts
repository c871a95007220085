import { App, Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, JsonPath, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService, DynamoAttributeValue, DynamoPutItem, EventBridgePutEvents, SnsPublish, SqsSendMessage } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { LocalServices, Simulator, StandardWorkflow } from '../../../src';

function shop() {
  const stack = new Stack(new App(), 'Shop');
  const table = new Table(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING }, sortKey: { name: 'line', type: AttributeType.NUMBER } });
  table.addGlobalSecondaryIndex({ indexName: 'byState', partitionKey: { name: 'state', type: AttributeType.STRING } });
  const queue = new Queue(stack, 'Shipping', { fifo: true, contentBasedDeduplication: true });
  const topic = new Topic(stack, 'News');
  const bucket = new Bucket(stack, 'Archive', { removalPolicy: RemovalPolicy.DESTROY });
  const bus = new EventBus(stack, 'Bus');
  const resultPath = JsonPath.DISCARD;
  const put = new DynamoPutItem(stack, 'Put', {
    table, resultPath, item: { id: DynamoAttributeValue.fromString('o-1'), line: DynamoAttributeValue.fromNumber(1), state: DynamoAttributeValue.fromString('open') },
  });
  const workflow = new StandardWorkflow(stack, 'Workflow', {
    timeout: Duration.hours(1),
    definitionBody: DefinitionBody.fromChainable(put
      .next(new SqsSendMessage(stack, 'Send', { queue, resultPath, messageBody: TaskInput.fromObject({ id: 'o-1' }), messageGroupId: 'g' }))
      .next(new SnsPublish(stack, 'Publish', { topic, resultPath, message: TaskInput.fromText('hi') }))
      .next(new EventBridgePutEvents(stack, 'Tell', { resultPath, entries: [{ eventBus: bus, source: 'shop', detailType: 'Placed', detail: TaskInput.fromObject({ id: 'o-1' }) }] }))
      .next(new CallAwsService(stack, 'Keep', { service: 's3', action: 'putObject', iamResources: ['*'], parameters: { Bucket: bucket.bucketName, Key: 'k', Body: { a: 1 } } }))),
  });
  return { stack, table, queue, topic, bucket, bus, workflow };
}

test('services have what an app has, and are asked by what the app calls it', () => {
  const { stack, table, queue, topic, bucket, bus, workflow } = shop();
  const services = LocalServices.fromConstruct(stack);
  Simulator.fromStateMachine(workflow).useServices(services).run().assertSucceeded();
  for (const name of [table.tableName, table.tableArn, 'Orders']) {
    expect(services.dynamoDb.items(name)).toEqual([{ id: 'o-1', line: 1, state: 'open' }]);
  }
  expect(services.dynamoDb.item(table.tableName, { id: 'o-1', line: 1 })).toMatchObject({ state: 'open' });
  for (const name of [queue.queueName, queue.queueUrl, queue.queueArn, 'Shipping.fifo']) {
    expect(services.sqs.messages(name).map(({ json }) => json)).toEqual([{ id: 'o-1' }]);
  }
  for (const name of [topic.topicName, topic.topicArn, 'News']) {
    expect(services.sns.messages(name)).toEqual([expect.not.objectContaining({ json: expect.anything() })]);
  }
  expect(services.eventBridge.events(bus.eventBusName)).toEqual(services.eventBridge.events(bus.eventBusArn));
  expect(services.eventBridge.events(bus.eventBusName)).toMatchObject([{ detail: { id: 'o-1' } }]);
  expect(services.eventBridge.eventBusNames).toEqual([services.eventBridge.events(bus.eventBusName)[0].eventBusName]);
  for (const name of [bucket.bucketName, bucket.bucketArn, 'archive']) {
    expect(services.s3.objectJson(name, 'k')).toEqual({ a: 1 });
  }
});

test('tables have their indexes', () => {
  const { stack, table } = shop();
  const services = LocalServices.fromConstruct(stack);
  services.dynamoDb.putItem(table.tableName, { id: 'o-1', line: 1, state: 'open' });
  services.dynamoDb.putItem(table.tableName, { id: 'o-2', line: 1, state: 'done' });
  const query = {
    Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:dynamodb:query', End: true,
    Parameters: { TableName: 'Orders', IndexName: 'byState', KeyConditionExpression: '#s = :s', ExpressionAttributeNames: { '#s': 'state' }, ExpressionAttributeValues: { ':s': { S: 'open' } } },
  };
  expect(Simulator.fromDefinition({ StartAt: 'Q', States: { Q: query } }).useServices(services).run().output.Count).toBe(1);
});

test('what is made one by one has the same names', () => {
  const { table, queue, topic, bucket, workflow } = shop();
  const services = new LocalServices();
  services.dynamoDb.addTable(table.tableName, 'id', { sortKey: 'line', sortKeyType: AttributeType.NUMBER });
  services.sqs.addQueue(queue.queueUrl, true);
  services.sns.addTopic(topic.topicArn);
  services.s3.addBucket(bucket.bucketName);
  Simulator.fromStateMachine(workflow).useServices(services).run().assertSucceeded();
});

test('what refers to nothing is said, and what is not there by its name', () => {
  const { table } = shop();
  const services = new LocalServices();
  expect(() => services.dynamoDb.items(table.tableName)).toThrow('There is no table "Orders". No table was made; make one with addTable().');
  expect(() => services.sqs.messages(Lazy.string({ produce: () => 'x' }))).toThrow('is a token that refers to no resource of the app. Give the name itself.');
});
