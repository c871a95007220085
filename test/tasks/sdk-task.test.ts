import { App, Fn, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { oneTask } from './one-task';
import { makeFunction, makeStack } from './task-cases';
import { SdkTask, SdkTaskJsonataProps } from '../../src';
import { refusalOf } from '../refusal';

type Call = readonly [service: string, action: string, parameters: (stack: Stack) => object];

const LATER = '{% $states.input.x %}';
const make = (stack: Stack, [service, action, parameters]: Call, more: Partial<SdkTaskJsonataProps> = {}) =>
  SdkTask.jsonata(stack, 'Do', { service, action, parameters: parameters(stack) as SdkTaskJsonataProps['parameters'], ...more });

/** What the role of the state machine is allowed beside logging and tracing. CDK puts what is for the same resource into one statement. */
function statementsOf(stack: Stack): { Action: string; Resource: unknown }[] {
  const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  const [, { Properties: { PolicyDocument: { Statement: statements } } }] = policies.find(([id]) => id.startsWith('Workflow'))!;
  return (statements as { Action: string | string[]; Resource: unknown }[]).flatMap(({ Action: actions, Resource: resource }) => (
    [actions].flat().filter((action) => !/^(logs|xray):/.test(action)).map((action) => ({ Action: action, Resource: resource }))));
}

const queue = (stack: Stack) => new sqs.Queue(stack, 'Queue');
const table = (stack: Stack) => new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
const join = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });
const attribute = (id: string, name = 'Arn') => ({ 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${id}`)), name] });
const ref = (id: string) => ({ Ref: expect.stringMatching(new RegExp(`^${id}`)) });
const PARTITION = { Ref: 'AWS::Partition' };
const here = (service: string, resource: string) => join('arn:', PARTITION, `:${service}:`, { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, `:${resource}`);
const hereOf = (service: string, resource: string, name: object) => join('arn:', PARTITION, `:${service}:`, { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, `:${resource}`, name);

describe('what the parameters name is what the role may call', () => {
  test.each<[title: string, call: Call, action: string, resource: unknown]>([
    ['an object', ['s3', 'getObject', (stack) => ({ Bucket: new s3.Bucket(stack, 'Bucket').bucketName, Key: 'a/b' })], 's3:GetObject', join('arn:', PARTITION, ':s3:::', ref('Bucket'), '/a/b')],
    ['an object of a bucket', ['s3', 'putObject', () => ({ Bucket: 'b', Key: LATER })], 's3:PutObject', join('arn:', PARTITION, ':s3:::b/*')],
    ['the objects of a bucket', ['s3', 'deleteObjects', () => ({ Bucket: 'b', Delete: {} })], 's3:DeleteObject', join('arn:', PARTITION, ':s3:::b/*')],
    ['a bucket', ['s3', 'listObjectsV2', () => ({ Bucket: 'b' })], 's3:ListBucket', join('arn:', PARTITION, ':s3:::b')],
    ['a bucket, in the old way', ['s3', 'listObjects', () => ({ Bucket: 'b' })], 's3:ListBucket', join('arn:', PARTITION, ':s3:::b')],
    ['a bucket by its ARN', ['s3', 'headBucket', (stack) => ({ Bucket: new s3.Bucket(stack, 'Bucket').bucketArn })], 's3:ListBucket', attribute('Bucket')],
    ['a table', ['dynamodb', 'query', (stack) => ({ TableName: table(stack).tableName })], 'dynamodb:Query', hereOf('dynamodb', 'table/', ref('Table'))],
    ['a table by its ARN', ['dynamodb', 'scan', (stack) => ({ TableName: table(stack).tableArn })], 'dynamodb:Scan', attribute('Table')],
    ['an index of a table', ['dynamodb', 'query', () => ({ TableName: 't', IndexName: 'by-day' })], 'dynamodb:Query', here('dynamodb', 'table/t/index/by-day')],
    ['any index of a table', ['dynamodb', 'query', () => ({ TableName: 't', IndexName: LATER })], 'dynamodb:Query', here('dynamodb', 'table/t/index/*')],
    ['a function by its name', ['lambda', 'invoke', (stack) => ({ FunctionName: makeFunction(stack).functionName })], 'lambda:InvokeFunction', hereOf('lambda', 'function:', ref('Fn'))],
    ['a function by its ARN', ['lambda', 'getFunction', (stack) => ({ FunctionName: makeFunction(stack).functionArn })], 'lambda:GetFunction', attribute('Fn')],
    ['a version of a function', ['lambda', 'invoke', () => ({ FunctionName: 'charge', Qualifier: '3' })], 'lambda:InvokeFunction', here('lambda', 'function:charge:3')],
    ['a queue', ['sqs', 'receiveMessage', (stack) => ({ QueueUrl: queue(stack).queueUrl })], 'sqs:ReceiveMessage', attribute('Queue')],
    ['a queue by its URL', ['sqs', 'deleteMessage', () => ({ QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders', ReceiptHandle: LATER })],
      'sqs:DeleteMessage', join('arn:', PARTITION, ':sqs:eu-west-1:123456789012:orders')],
    ['a queue that is made elsewhere', ['sqs', 'purgeQueue', (stack) => ({ QueueUrl: sqs.Queue.fromQueueArn(stack, 'Queue', 'arn:aws:sqs:eu-west-1:123456789012:orders').queueUrl })],
      'sqs:PurgeQueue', join('arn:', PARTITION, ':sqs:eu-west-1:123456789012:orders')],
    ['a topic', ['sns', 'publish', (stack) => ({ TopicArn: new sns.Topic(stack, 'Topic').topicArn, Message: 'x' })], 'sns:Publish', ref('Topic')],
    ['a secret', ['secretsmanager', 'getSecretValue', (stack) => ({ SecretId: new secretsmanager.Secret(stack, 'Secret').secretArn })], 'secretsmanager:GetSecretValue', ref('Secret')],
    ['a secret by its name', ['secretsmanager', 'getSecretValue', () => ({ SecretId: 'password' })], 'secretsmanager:GetSecretValue', here('secretsmanager', 'secret:password-??????')],
    ['a parameter', ['ssm', 'getParameter', () => ({ Name: '/shop/key' })], 'ssm:GetParameter', here('ssm', 'parameter/shop/key')],
    ['a stream', ['kinesis', 'putRecord', (stack) => ({ StreamARN: new kinesis.Stream(stack, 'Stream').streamArn, Data: 'x', PartitionKey: 'y' })], 'kinesis:PutRecord', attribute('Stream')],
    ['a stream by its name', ['kinesis', 'putRecord', () => ({ StreamName: 'clicks', Data: 'x', PartitionKey: 'y' })], 'kinesis:PutRecord', here('kinesis', 'stream/clicks')],
    ['a state machine', ['sfn', 'startExecution', () => ({ StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:x' })],
      'states:StartExecution', 'arn:aws:states:us-east-1:123456789012:stateMachine:x'],
    ['the default bus', ['eventbridge', 'putEvents', () => ({ Entries: [{ Detail: '{}' }, { EventBusName: 'default' }] })], 'events:PutEvents', here('events', 'event-bus/default')],
    ['a bus', ['eventbridge', 'putEvents', (stack) => ({ Entries: [{ EventBusName: new events.EventBus(stack, 'Bus').eventBusArn }] })], 'events:PutEvents', attribute('Bus')],
    ['a user pool', ['cognitoidentityprovider', 'adminGetUser', () => ({ UserPoolId: 'us-east-1_x', Username: LATER })], 'cognito-idp:AdminGetUser', here('cognito-idp', 'userpool/us-east-1_x')],
    ['a pipeline', ['codepipeline', 'startPipelineExecution', () => ({ Name: 'release' })], 'codepipeline:StartPipelineExecution', here('codepipeline', 'release')],
    ['a key', ['kms', 'decrypt', () => ({ CiphertextBlob: 'x', KeyId: '1234' })], 'kms:Decrypt', here('kms', 'key/1234')],
  ])('%s', (_, call, action, resource) => {
    const { stack, findings } = oneTask((scope) => make(scope, call));
    expect(statementsOf(stack)).toEqual([expect.objectContaining({ Action: action, Resource: resource })]);
    expect(findings.filter(({ id }) => id.startsWith('ASL9'))).toEqual([]);
  });
});

describe('where they do not say it, the user has to', () => {
  test.each<[title: string, call: Call]>([
    ['a bucket from the input', ['s3', 'getObject', () => ({ Bucket: LATER, Key: 'k' })]],
    ['a table from the input', ['dynamodb', 'query', () => ({ TableName: LATER })]],
    ['an alias of a key', ['kms', 'decrypt', () => ({ CiphertextBlob: 'x', KeyId: 'alias/x' })]],
    ['a part of an ARN', ['lambda', 'invoke', () => ({ FunctionName: '123456789012:function:x' })]],
    ['a URL that is none of SQS', ['sqs', 'purgeQueue', () => ({ QueueUrl: 'http://localhost/x' })]],
    ['several tables', ['dynamodb', 'batchGetItem', () => ({ RequestItems: {} })]],
    ['a bus from the input', ['eventbridge', 'putEvents', () => ({ Entries: [{ EventBusName: 'x' }, { EventBusName: LATER }] })]],
    ['entries from the input', ['eventbridge', 'putEvents', () => ({ Entries: LATER })]],
    ['a service of which nothing is known', ['ec2', 'describeInstances', () => ({})]],
    ['a message to a phone', ['sns', 'publish', () => ({ PhoneNumber: '+1', Message: 'x' })]],
    ['a model by its id', ['bedrockruntime', 'invokeModel', () => ({ ModelId: 'amazon.titan', Body: {} })]],
    ['a document, which is no parameter', ['ssm', 'getDocument', () => ({ Name: 'x' })]],
  ])('%s', (_, call) => {
    expect(refusalOf(() => make(makeStack(), call))).toMatch(/^InvalidProps: SdkTask "Shop\/Do": on what "[^"]+" is called is not known from its "parameters"\./);
    const { stack } = oneTask((scope) => make(scope, call, { iamResources: ['*'] }));
    expect(statementsOf(stack)).toEqual([expect.objectContaining({ Resource: '*' })]);
  });
});

test('what is given comes before what is inferred', () => {
  const { stack } = oneTask((scope) => make(scope, ['s3', 'getObject', () => ({ Bucket: 'b', Key: 'k' })], {
    iamAction: 's3:GetObject',
    iamResources: ['*'],
    additionalIamStatements: [new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: ['arn:aws:kms:us-east-1:123456789012:key/1'] })],
  }));
  expect(statementsOf(stack)).toEqual([expect.objectContaining({ Action: 's3:GetObject', Resource: '*' }), expect.objectContaining({ Action: 'kms:Decrypt' })]);
});

test('a call that needs no permission gets none', () => {
  const { stack } = oneTask((scope) => make(scope, ['sts', 'getCallerIdentity', () => ({})]));
  expect(statementsOf(stack)).toEqual([]);
});

test('a call whose actions are not known has those that are given', () => {
  const transaction: Call = ['dynamodb', 'transactWriteItems', () => ({ TransactItems: [] })];
  const statement = new iam.PolicyStatement({ actions: ['dynamodb:PutItem'], resources: ['arn:aws:dynamodb:us-east-1:123456789012:table/t'] });
  const { stack } = oneTask((scope) => make(scope, transaction, { additionalIamStatements: [statement] }));
  expect(statementsOf(stack)).toEqual([expect.objectContaining({ Action: 'dynamodb:PutItem' })]);
});

test('paths that are written by hand are parameters too', () => {
  const { sent, state } = oneTask((stack) => SdkTask.jsonPath(stack, 'Do', {
    service: 's3', action: 'getObject', parameters: { 'Bucket': 'b', 'Key.$': '$.id' },
  }));
  expect(state.Parameters).toEqual({ 'Bucket': 'b', 'Key.$': '$.id' });
  expect(sent({ id: 'a' })).toEqual({ Bucket: 'b', Key: 'a' });
});

test('a callback', () => {
  const { state, output } = oneTask((stack) => make(stack, ['sqs', 'sendMessage', (scope) => ({ QueueUrl: queue(scope).queueUrl, MessageBody: '{% $states.context.Task.Token %}' })], {
    integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN, taskTimeout: sfn.Timeout.jsonata('{% $states.input.seconds %}'),
  }));
  expect(state).toMatchObject({ Resource: expect.stringMatching(/:aws-sdk:sqs:sendMessage\.waitForTaskToken$/), TimeoutSeconds: '{% $states.input.seconds %}' });
  expect(output({ done: 1 }, { seconds: 9 })).toEqual({ done: 1 });
});

test('what is known only at deploy is not judged', () => {
  const name = Fn.importValue('Action');
  const { stack } = oneTask((scope) => SdkTask.jsonata(scope, 'Do', { service: 's3', action: name, parameters: { Any: 1 }, iamAction: 's3:GetObject', iamResources: ['arn:aws:s3:::b/*'] }));
  expect(statementsOf(stack)).toEqual([expect.objectContaining({ Action: 's3:GetObject' })]);
});

test('a table of another stack', () => {
  const app = new App();
  const other = table(new Stack(app, 'Data'));
  const { stack } = oneTask((scope) => make(scope, ['dynamodb', 'query', () => ({ TableName: other.tableArn })]), new Stack(app, 'Shop'));
  expect(statementsOf(stack)).toEqual([expect.objectContaining({ Resource: { 'Fn::ImportValue': expect.stringContaining('Table') } })]);
  Template.fromStack(stack).hasResourceProperties('AWS::StepFunctions::StateMachine', Match.anyValue());
});
