import { integrationOf } from '../../../src/asl/integrations/integration';
import { OPTIMIZED_SERVICES } from '../../../src/asl/integrations/optimized-services';
import type * as Validate from '../../../src/validation/validate';

const of = (resource: string) => integrationOf(`arn:aws:states:::${resource}`)!;
const required = (resource: string) => [...of(resource).parameters!].filter(([, member]) => member.required).map(([name]) => name).sort();

const OPTIMIZED = [...OPTIMIZED_SERVICES].flatMap(([service, { actions }]) => Object.entries(actions).flatMap(([action, { patterns }]) => (
  ['', ...patterns].map((pattern) => `${service}:${action}${pattern}`))));

test.each(OPTIMIZED)('%s is known, with its parameters', (resource) => {
  const integration = of(resource);
  expect(integration).toMatchObject({ kind: 'optimized', known: true, unknown: undefined });
  expect(integration.parameters!.size).toBeGreaterThan(0);
});

test.each([
  ['lambda:invoke', ['FunctionName']],
  ['sqs:sendMessage', ['MessageBody', 'QueueUrl']],
  ['sns:publish', ['Message']],
  ['dynamodb:putItem', ['Item', 'TableName']],
  ['dynamodb:getItem', ['Key', 'TableName']],
  ['states:startExecution', ['StateMachineArn']],
  ['events:putEvents', ['Entries']],
  ['ecs:runTask', ['TaskDefinition']],
  ['glue:startJobRun', ['JobName']],
  ['apigateway:invoke', ['ApiEndpoint', 'Method']],
  ['http:invoke', ['ApiEndpoint', 'Method']],
  ['eks:call', ['CertificateAuthority', 'ClusterName', 'Endpoint', 'Method', 'Path']],
  ['eks:runJob.sync', ['CertificateAuthority', 'ClusterName', 'Endpoint', 'Job']],
  ['elasticmapreduce:createCluster.sync', ['Instances', 'Name']],
  ['elasticmapreduce:addStep', ['ClusterId', 'Step']],
  ['bedrock:invokeModel', ['ModelId']],
  ['bedrockagentcore:invokeHarness', ['HarnessArn']],
  // Step Functions makes the token that tells calls apart. The integrations of the AWS SDK do not.
  ['emr-containers:startJobRun', ['VirtualClusterId']],
  ['emr-serverless:startJobRun.sync', ['ApplicationId', 'ExecutionRoleArn']],
  ['aws-sdk:emrserverless:startJobRun', ['ApplicationId', 'ClientToken', 'ExecutionRoleArn']],
  ['aws-sdk:s3:listBuckets', []],
])('%s requires %j', (resource, names) => {
  expect(required(resource)).toEqual(names);
});

test('where the integration takes JSON, a parameter may be anything', () => {
  expect(of('lambda:invoke').parameters!.get('Payload')!.type).toBe('any');
  expect(of('aws-sdk:lambda:invoke').parameters!.get('Payload')!.type).toBe('string');
  expect(of('sqs:sendMessage').parameters!.get('MessageBody')!.type).toBe('any');
});

test('a cluster is created without steps', () => {
  expect(of('elasticmapreduce:createCluster').parameters!.has('Steps')).toBe(false);
  expect(of('aws-sdk:emr:runJobFlow').parameters!.has('Steps')).toBe(true);
});

test('what a task gives depends on how it waits', () => {
  const output = (resource: string) => { const members = of(resource).output; return members && [...members.keys()]; };
  // Recorded on AWS.
  expect(output('states:startExecution')).toEqual(['ExecutionArn', 'StartDate', 'SdkHttpMetadata', 'SdkResponseMetadata']);
  expect(output('states:startExecution.sync')).toEqual(expect.arrayContaining(['ExecutionArn', 'Input', 'InputDetails', 'Name', 'Output', 'OutputDetails', 'RedriveCount', 'Status']));
  expect(output('sqs:sendMessage')).toEqual(expect.arrayContaining(['MD5OfMessageBody', 'MessageId', 'SdkHttpMetadata']));
  expect(output('events:putEvents')).toEqual(['Entries', 'FailedEntryCount']);
  expect(output('aws-sdk:s3:putObject')).toEqual(expect.arrayContaining(['ChecksumCRC32', 'ChecksumType', 'ETag', 'ServerSideEncryption']));
  expect(output('bedrockagentcore:invokeHarness')).toEqual(['Output', 'StopReason', 'Usage', 'Metrics']);
  expect(output('lambda:invoke.waitForTaskToken')).toBeUndefined();
});

test.each([
  ['arn:aws:states:::lambda:invoke.sync', { part: 'pattern', name: '.sync' }],
  ['arn:aws:states:::bedrock:invokeModel.sync', { part: 'pattern', name: '.sync' }],
  ['arn:aws:states:::glue:startJobRun.synk', { part: 'pattern', name: '.synk', nearest: '.sync' }],
  ['arn:aws:states:::lambda:invok', { part: 'action', name: 'invok', nearest: 'invoke' }],
  ['arn:aws:states:::lamda:invoke', { part: 'service', name: 'lamda', nearest: 'lambda' }],
  ['arn:aws:states:::bedrockagentcore:invokeHarness.waitForTaskToken', { part: 'pattern', name: '.waitForTaskToken' }],
  ['arn:aws:states:::bedrock-agentcore:invokeHarness', { part: 'service', name: 'bedrock-agentcore', nearest: 'bedrockagentcore' }],
  ['arn:aws:states:::lambda:constructor', { part: 'action', name: 'constructor' }],
  ['arn:aws:states:::aws-sdk:dynamo:getItem', { part: 'service', name: 'dynamo', nearest: 'dynamodb' }],
  ['arn:aws:states:::aws-sdk:dynamodb:getItems', { part: 'action', name: 'getItems', nearest: 'getItem' }],
  ['arn:aws-cn:states:::aws-sdk:s3:getObject.sync', { part: 'pattern', name: '.sync' }],
])('%s is not known', (resource, unknown) => {
  expect(integrationOf(resource)).toMatchObject({ known: false, unknown });
});

test.each([
  'arn:aws:lambda:us-east-1:123456789012:function:f', 'arn:aws:states:us-east-1:123456789012:activity:a', 'arn:aws:states:::lambda', 'lambda:invoke', '',
])('"%s" names no integration', (resource) => {
  expect(integrationOf(resource)).toBeUndefined();
});

test('the models are not loaded before somebody asks for what is in them', () => {
  jest.isolateModules(() => {
    jest.doMock('../../../data/sdk-integrations', () => { throw new Error('loaded'); });
    const { validateDefinition } = jest.requireActual<typeof Validate>('../../../src/validation/validate');
    const machine = (task: object) => JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Task', ...task, End: true } } });
    expect(validateDefinition(machine({ Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' })).filter(({ severity }) => severity !== 'INFO')).toEqual([]);
    expect(() => validateDefinition(machine({ Resource: 'arn:aws:states:::lambda:invoke', Parameters: {} }))).toThrow('loaded');
  });
});
