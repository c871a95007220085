import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { LAMBDA } from './run';
import { Simulator } from '../../src/simulator/simulator';
import { TaskMock } from '../../src/simulator/task-mock';
import { refusalOf } from '../refusal';

const PARAMETERS: { readonly [resource: string]: object } = {
  'dynamodb:getItem': { TableName: 't', Key: {} },
  'lambda:invoke': { FunctionName: 'f' },
  'sqs:sendMessage': { QueueUrl: 'q', MessageBody: 'm' },
  'aws-sdk:dynamodb:getItem': { TableName: 't', Key: {} },
  'aws-sdk:ssm:getParameter': { Name: 'p' },
  'http:invoke': { ApiEndpoint: 'https://a.example/', Method: 'GET', Authentication: { ConnectionArn: 'arn:aws:events:us-east-1:123456789012:connection/c/1' } },
  'apigateway:invoke': { ApiEndpoint: 'a', Method: 'GET' },
  'states:startExecution': { StateMachineArn: 'm' },
  'glue:startJobRun': { JobName: 'j' },
  'aws-sdk:s3:getObject': { Bucket: 'b', Key: 'k' },
  'aws-sdk:s3:headObject': { Bucket: 'b', Key: 'k' },
  'aws-sdk:s3:deleteBucket': { Bucket: 'b' },
  'events:putEvents': { Entries: [] },
  'elasticmapreduce:addStep': { ClusterId: 'c', Step: {} },
};
const calling = (resource: string, more: object = {}) => Simulator.fromDefinition({
  StartAt: 'Get', States: { Get: { Type: 'Task', Resource: resource.startsWith('arn:') ? resource : `arn:aws:states:::${resource}`, Parameters: PARAMETERS[resource.replace(/\..*$/, '')] ?? {}, End: true, ...more } },
});
const mocked = (resource: string, mock: TaskMock) => refusalOf(() => calling(resource).mockState('Get', mock));
const OF_GET = 'returns an object with "ConsumedCapacity", "Item".';
const OF_SEND = 'returns an object with "MD5OfMessageAttributes", "MD5OfMessageBody", "MD5OfMessageSystemAttributes", "MessageId", "SequenceNumber".';
const OF_INVOKE = 'returns an object with "ExecutedVersion", "FunctionError", "LogResult", "Payload", "StatusCode".';

test.each<[string, TaskMock, string]>([
  ['dynamodb:getItem', TaskMock.succeed([1]), `is mocked with [1], but "dynamodb:getItem" ${OF_GET}`],
  ['dynamodb:getItem', TaskMock.succeed(null), `is mocked with null, but "dynamodb:getItem" ${OF_GET}`],
  ['dynamodb:getItem', TaskMock.succeed({ item: {} }), 'is mocked with the member "item", which "dynamodb:getItem" never returns. It '
    + `${OF_GET} Did you mean "Item"?`],
  ['dynamodb:getItem', TaskMock.succeed({ Itme: {} }), `is mocked with the member "Itme", which "dynamodb:getItem" never returns. It ${OF_GET} Did you mean "Item"?`],
  ['events:putEvents', TaskMock.succeed({ EventId: 'e' }), 'It returns an object with "Entries", "FailedEntryCount".'],
  ['aws-sdk:s3:getObject', TaskMock.succeed({ Key: 'k' }), 'It returns an object with "AcceptRanges", "Body", '],
  ['aws-sdk:s3:deleteBucket', TaskMock.succeed('gone'), 'is mocked with "gone", but "aws-sdk:s3:deleteBucket" returns an object without members.'],
  ['states:startExecution.sync:2', TaskMock.succeed({ output: 1 }), 'is mocked with the member "output", which "states:startExecution.sync:2" never returns.'],
  ['aws-sdk:ssm:getNothing', TaskMock.succeed({ parameter: {} }), 'returns an object whose members are those of the API, in PascalCase. Did you mean "Parameter"?'],
  ['sqs:sendMessage', TaskMock.succeed('ok'), `is mocked with "ok", but "sqs:sendMessage" ${OF_SEND}`],
  ['sqs:sendMessage', TaskMock.succeed('x'.repeat(99)), `is mocked with "${'x'.repeat(59)}…, but "sqs:sendMessage" ${OF_SEND}`],
  ['aws-sdk:ssm:getParameter', TaskMock.succeed({ parameter: {} }), 'is mocked with the member "parameter", which "aws-sdk:ssm:getParameter" never returns. '
    + 'It returns an object with "Parameter". Did you mean "Parameter"?'],
  ['lambda:invoke', TaskMock.succeed('hello'), `is mocked with "hello", but "lambda:invoke" ${OF_INVOKE} `
    + 'For what the function returns, give TaskMock.succeed({ Payload: "hello" }), or mock the function: mockFunction(…).'],
  ['lambda:invoke', TaskMock.succeed({ paid: true }), `is mocked with the member "paid", which "lambda:invoke" never returns. It ${OF_INVOKE} `
    + 'For what the function returns, give TaskMock.succeed({ Payload: {"paid":true} }), or mock the function: mockFunction(…).'],
  ['lambda:invoke', TaskMock.succeed({ payload: 1 }), `is mocked with the member "payload", which "lambda:invoke" never returns. It ${OF_INVOKE} Did you mean "Payload"?`],
  ['http:invoke', TaskMock.succeed({ StatusCode: 404 }), 'is mocked with the member "StatusCode" of 404, but with that "http:invoke" fails. '
    + 'Give TaskMock.fail("States.Http.StatusCode.404").'],
  ['apigateway:invoke', TaskMock.succeed({ StatusCode: 500 }), 'is mocked with the member "StatusCode" of 500, but with that "apigateway:invoke" fails. '
    + 'Give TaskMock.fail("ApiGateway.500").'],
  ['dynamodb:getItem', TaskMock.fail('Lambda.Unknown'), 'is mocked with the error "Lambda.Unknown", which is one of another service and never of '
    + '"dynamodb:getItem", whose errors begin with "DynamoDB.".'],
  ['dynamodb:getItem', TaskMock.fail('DynamoDb.ResourceNotFoundException'), 'is mocked with the error "DynamoDb.ResourceNotFoundException", but the errors of '
    + '"dynamodb:getItem" begin with "DynamoDB.". Did you mean "DynamoDB.ResourceNotFoundException"?'],
  ['aws-sdk:dynamodb:getItem', TaskMock.fail('DynamoDB.ResourceNotFoundException'), 'is mocked with the error "DynamoDB.ResourceNotFoundException", but the errors of '
    + '"aws-sdk:dynamodb:getItem" begin with "DynamoDb.". Did you mean "DynamoDb.ResourceNotFoundException"?'],
  ['aws-sdk:ssm:getParameter', TaskMock.fail('S3.NoSuchKeyException'), 'is mocked with the error "S3.NoSuchKeyException", which is one of another service and never of '
    + '"aws-sdk:ssm:getParameter", whose errors begin with "Ssm.".'],
  ['glue:startJobRun', TaskMock.fail('Sqs.SqsException'), 'which is one of another service and never of "glue:startJobRun", whose errors begin with "Glue.".'],
  ['aws-sdk:s3:getObject', TaskMock.fail('S3.NoSuchKeyExeption'), 'is mocked with the error "S3.NoSuchKeyExeption", which no call of "aws-sdk:s3" fails with. '
    + 'Did you mean "S3.NoSuchKeyException"?'],
  ['http:invoke', TaskMock.fail('Sqs.SqsException'), 'which is one of another service and never of "http:invoke".'],
  ['sqs:sendMessage', TaskMock.fail('States.Http.StatusCode.404'), 'is mocked with the error "States.Http.StatusCode.404", which is one of "http:invoke" and never of "sqs:sendMessage".'],
])('%s is not mocked with what it never gives', (resource, mock, problem) => {
  expect(mocked(resource, mock)?.replace(/^ImpossibleMock: State "Get" /, '')).toContain(problem);
});

test.each<[string, TaskMock]>([
  ['dynamodb:getItem', TaskMock.succeed()],
  ['dynamodb:getItem', TaskMock.succeed({ Item: { id: { S: '1' } }, SdkHttpMetadata: {} })],
  ['dynamodb:getItem', TaskMock.fail('DynamoDB.ResourceNotFoundException')],
  ['dynamodb:getItem', TaskMock.fail('States.TaskFailed')],
  ['dynamodb:getItem', TaskMock.fail('Boom')],
  ['dynamodb:getItem', TaskMock.fail('Shop.Boom')],
  ['dynamodb:getItem', TaskMock.fail()],
  ['dynamodb:getItem', TaskMock.timeOut()],
  ['aws-sdk:ssm:getParameter', TaskMock.fail('Ssm.ParameterNotFoundException')],
  ['glue:startJobRun', TaskMock.fail('Glue.ConcurrentRunsExceededException')],
  ['http:invoke', TaskMock.succeed({ StatusCode: 204, StatusText: 'No Content', Headers: {} })],
  ['http:invoke', TaskMock.fail('States.Http.StatusCode.404')],
  ['http:invoke', TaskMock.fail('Events.ConnectionResource.InvalidConnectionState')],
  ['apigateway:invoke', TaskMock.succeed({ StatusCode: 302, Headers: {}, ResponseBody: 'x' })],
  ['apigateway:invoke', TaskMock.fail('ApiGateway.404')],
  ['lambda:invoke', TaskMock.succeed({ Payload: ['any'], StatusCode: 200, SdkResponseMetadata: {} })],
  ['lambda:invoke', TaskMock.fail('DynamoDB.ResourceNotFoundException')], // a function throws what it likes
  ['lambda:invoke.waitForTaskToken', TaskMock.succeed('approved')],
  ['sqs:sendMessage.waitForTaskToken', TaskMock.fail('Lambda.Unknown')],
  ['states:startExecution.sync:2', TaskMock.succeed({ Output: 1, Status: 'SUCCEEDED' })],
  ['states:startExecution.sync:2', TaskMock.fail('Lambda.Unknown')],
  ['elasticmapreduce:addStep', TaskMock.fail('Emr.EmrException')],
  ['aws-sdk:s3:headObject', TaskMock.fail('S3.NoSuchBucketException')], // no error of the model's action, but of its service
  ['glue:startJobRun.sync', TaskMock.succeed('done')],
  [LAMBDA('f'), TaskMock.succeed([1])],
  ['arn:aws:states:us-east-1:123456789012:activity:work', TaskMock.succeed('done')],
])('%s is mocked with what it can give', (resource, mock) => {
  expect(mocked(resource, mock)).toBeUndefined();
});

test('mocks that can be known are refused where they are set, others where they answer', () => {
  const bad = TaskMock.succeed('ok');
  const refused = 'ImpossibleMock: State "Get" is mocked with "ok"';
  expect(mocked('sqs:sendMessage', TaskMock.sequence([TaskMock.succeed(), TaskMock.after(Duration.seconds(1), bad)]))).toContain(refused);
  expect(refusalOf(() => calling('sqs:sendMessage').mockIntegration('sqs:sendMessage', bad))).toContain(refused);
  const byCode = TaskMock.respondWith({ respond: () => bad });
  expect(mocked('sqs:sendMessage', byCode)).toBeUndefined();
  expect(refusalOf(() => calling('sqs:sendMessage').mockState('Get', byCode).run())).toContain(refused);
  expect(refusalOf(() => calling('sqs:sendMessage').mockIntegration('sqs:sendMessage', TaskMock.sequence([byCode])).start())).toContain(refused);
  expect(calling('sqs:sendMessage').mockState('Get', TaskMock.respondWith({ respond: () => TaskMock.succeed({ MessageId: 'm' }) })).run().output).toEqual({ MessageId: 'm' });
});

test.each<[string, () => TaskMock, string]>([
  ['a wildcard', () => TaskMock.fail('States.ALL'), 'NoErrorName: TaskMock.fail() was given "States.ALL" as the error name, which stands for all errors and is none.'],
  ['a long error name', () => TaskMock.fail('E'.repeat(257)), 'InvalidFailure: TaskMock.fail() was given 257 characters as the error name. Step Functions takes at most 256.'],
  ['a long cause', () => TaskMock.fail('E', 'c'.repeat(32_769)), 'InvalidFailure: TaskMock.fail() was given 32,769 characters as the cause. Step Functions takes at most 32,768.'],
  ['a cause that is no text', () => TaskMock.fail('E', { why: 1 } as never), 'InvalidFailure: TaskMock.fail() was given {"why":1} as the cause. Give text.'],
  ['no list', () => TaskMock.sequence(TaskMock.succeed() as never), 'NoTaskMock: TaskMock.sequence() was given no list.'],
  ['no mock', () => TaskMock.after(Duration.seconds(1), undefined as never), 'NoTaskMock: TaskMock.after() was given no TaskMock.'],
])('no task fails with %s', (_, mock, message) => {
  expect(refusalOf(mock)).toContain(message);
  expect(refusalOf(() => TaskMock.fail('E'.repeat(256), 'c'.repeat(32_768)))).toBeUndefined();
});

describe('a mock file', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'mocks-')), 'mocks.json');
  const used = (answer: string) => {
    writeFileSync(path, `{"StateMachines": {"M": {"TestCases": {"T": {"Get": "R"}}}}, "MockedResponses": {"R": {"0": {"Return": {}},\n  "1": ${answer}}}}`);
    return refusalOf(() => calling('sqs:sendMessage').useMockFile(path, 'T'));
  };

  test('is refused at the answer that cannot be', () => {
    expect(used('{"Return": {"MessageId": "m"}}')).toBeUndefined();
    expect(used('{"Return": "ok"}')).toBe(`InvalidMockFile: ${path}:2:19: State "Get" is mocked with "ok", but "sqs:sendMessage" ${OF_SEND}`);
    expect(used('{"Throw": {"Error": "Lambda.Unknown", "Cause": ""}}')).toContain(`InvalidMockFile: ${path}:2:18: State "Get" is mocked with the error "Lambda.Unknown"`);
  });

  test.each(['States.ALL', '', 'E'.repeat(257)])('cannot throw %j', (error) => {
    expect(used(`{"Throw": {"Error": "${error}", "Cause": ""}}`))
      .toContain(`InvalidMockFile: ${path}:2:18: Call "1" of mocked response "R" throws what no task can fail with: TaskMock.fail() was given`);
  });
});
