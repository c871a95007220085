import { Duration, Lazy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Language, makeStack, TASK_CASES } from './task-cases';
import { RetryPolicy, SdkTask } from '../../src';
import { refusalOf } from '../refusal';

const { RUN_JOB, WAIT_FOR_TASK_TOKEN } = sfn.IntegrationPattern;
const after = (duration: Duration) => sfn.Timeout.duration(duration);
const callback = { integrationPattern: WAIT_FOR_TASK_TOKEN, messageBody: sfn.TaskInput.fromText(sfn.JsonPath.taskToken) };

/** How a factory refuses props; without the code and what names the construct. */
function refused(title: string, props: object, language: Language = 'jsonPath'): string | undefined {
  const { factory, props: usual } = TASK_CASES.find((each) => each.title === title)!;
  const stack = makeStack();
  const start = `InvalidProps: ${title} "Shop/Do": `;
  const refusal = refusalOf(() => factory[language](stack, 'Do', { ...usual(stack, language), ...props }));
  expect(refusal ?? start).toMatch(new RegExp(`^${start}`));
  return refusal?.slice(start.length);
}

const LONGER = 'Say how long it may take at most, for example sfn.Timeout.duration(Duration.hours(2)).';
const EXPRESSION = '{% $states.input.x %}';

const FIFO = { queue: sqs.Queue.fromQueueArn(makeStack(), 'Fifo', 'arn:aws:sqs:us-east-1:123456789012:orders.fifo') };
const FIFO_TOPIC = { topic: sns.Topic.fromTopicArn(makeStack(), 'Fifo', 'arn:aws:sns:us-east-1:123456789012:orders.fifo') };
const GROUP = 'Give the group whose messages stay in their order.';

const REFUSALS: readonly [title: string, props: object, message: string, language?: Language][] = [
  ['SqsTask', { taskTimeout: after(Duration.hours(1)), timeout: Duration.hours(1) }, '"taskTimeout" and "timeout" are set, but they are the same. Keep "taskTimeout".'],
  ['SqsTask', { ...callback, taskTimeout: after(Duration.hours(1)), heartbeatTimeout: after(Duration.minutes(1)), heartbeat: Duration.minutes(1) },
    '"heartbeatTimeout" and "heartbeat" are set, but they are the same. Keep "heartbeatTimeout".'],
  ['SqsTask', { heartbeatTimeout: after(Duration.seconds(5)) }, '"heartbeatTimeout" is set, but nobody sends heartbeats: "integrationPattern" is IntegrationPattern.REQUEST_RESPONSE. '
    + 'Leave it out, or use IntegrationPattern.WAIT_FOR_TASK_TOKEN.'],
  ['GlueJobTask', { heartbeat: Duration.seconds(5) }, '"heartbeat" is set, but nobody sends heartbeats: "integrationPattern" is IntegrationPattern.RUN_JOB. '
    + 'Leave it out, or use IntegrationPattern.WAIT_FOR_TASK_TOKEN.'],
  ['SqsTask', callback, '"taskTimeout" is missing, and the task waits for a callback, which may never come. Say how long it waits at most, for example '
    + 'sfn.Timeout.duration(Duration.days(1)), and with "heartbeatTimeout" how often who answers shows that they are alive, where they can.'],
  ['SqsTask', { ...callback, taskTimeout: after(Duration.minutes(1)), heartbeatTimeout: after(Duration.minutes(2)) },
    '"heartbeatTimeout" is 120 seconds, and the timeout is 60 seconds. The heartbeat has to be shorter.'],
  ['SqsTask', { ...callback, timeout: Duration.minutes(1), heartbeat: Duration.minutes(1) }, '"heartbeat" is 60 seconds, and the timeout is 60 seconds. The heartbeat has to be shorter.'],
  ['SqsTask', FIFO, `"messageGroupId" is missing, and "queue" is a FIFO queue, which takes no message without one. ${GROUP}`],
  ['SnsTask', FIFO_TOPIC, `"messageGroupId" is missing, and "topic" is a FIFO topic, which takes no message without one. ${GROUP}`, 'jsonata'],
  ['LambdaTask', { retryOnServiceExceptions: false }, '"retryOnServiceExceptions" is false, but the default "retryPolicy" tries them again. '
    + 'Leave it out, and give "retryPolicy": RetryPolicy.none() for no retry.'],
  ['BatchJobTask', { taskTimeout: undefined }, `"taskTimeout" is missing, and how long the job takes is not known. ${LONGER}`],
  ['BatchJobTask', { taskTimeout: after(Duration.seconds(59)) }, 'the timeout is 59 seconds. Batch takes 60 seconds or more for each attempt. Give a longer one.'],
  ['BatchJobTask', { jobQueueArn: EXPRESSION }, `"jobQueueArn" is "${EXPRESSION}", so that what the role has to allow is not known. `
    + 'Give "iamResources", for example ["arn:aws:batch:us-east-1:123456789012:job-queue/reports"].', 'jsonata'],
  ['BatchJobTask', { jobDefinitionArn: sfn.JsonPath.stringAt('$.x') }, '"jobDefinitionArn" is a path, so that what the role has to allow is not known. '
    + 'Give "iamResources", for example ["arn:aws:batch:us-east-1:123456789012:job-queue/reports"].'],
  ['GlueJobTask', { taskTimeout: after(Duration.seconds(90)) }, 'the timeout is 90 seconds. Glue counts in minutes. Give whole minutes.'],
  ['GlueJobTask', { taskTimeout: after(Duration.seconds(Lazy.number({ produce: () => 60 }))) },
    'the timeout is known only at deploy. Glue counts in minutes, and Step Functions in seconds. Give a Duration that is known now.'],
  ['GlueJobTask', { glueJobName: sfn.JsonPath.stringAt('$.x') }, '"glueJobName" is a path, so that what the role has to allow is not known. '
    + 'Give "iamResources", for example ["arn:aws:glue:us-east-1:123456789012:job/load"].'],
  ['GlueJobTask', { iamResources: [] }, '"iamResources" is empty. Give the ARNs of what the task is called on, or leave it out.'],
  ['EcsTask', { taskTimeout: undefined }, `"taskTimeout" is missing, and how long the job takes is not known. ${LONGER}`],
  ['HttpTask', { apiRoot: 'http://api.example.com' }, '"apiRoot" is "http://api.example.com". Step Functions calls endpoints by HTTPS only: it has to begin with "https://".'],
  ['HttpTask', { apiRoot: EXPRESSION }, '"apiRoot" is an expression, so that what the role has to allow is not known. Give "allowedEndpoints", for example ["https://*.example.com/*"].', 'jsonata'],
  ['HttpTask', { allowedEndpoints: [] }, '"allowedEndpoints" is empty. Give the endpoints that the role may call, or leave it out.'],
  ['AthenaQueryTask', { workGroupResultLocation: { bucketName: 'x', objectKey: '' } },
    '"resultConfiguration.outputLocation" and "workGroupResultLocation" are set. Keep the one where the results are.'],
  ['AthenaQueryTask', { queryExecutionContext: { databaseName: EXPRESSION } },
    '"queryExecutionContext.databaseName" is an expression, so that what the role has to allow is not known. Allow it with "additionalIamStatements".', 'jsonata'],
  ['AthenaQueryTask', { workGroup: EXPRESSION }, `"workGroup" is "${EXPRESSION}", so that what the role has to allow is not known. `
    + 'Give "iamResources", for example ["arn:aws:athena:us-east-1:123456789012:workgroup/reports"].', 'jsonata'],
  ['BedrockInvokeModelTask', { body: undefined, input: { s3InputUri: EXPRESSION } }, '"input.s3InputUri" is an expression, so that what the role has to allow is not known. '
    + 'Allow it with "additionalIamStatements", or use "s3Location".', 'jsonata'],
  ['BedrockInvokeModelTask', { output: { s3OutputUri: 'bucket/key' } }, '"output.s3OutputUri" is "bucket/key". It has to be like "s3://bucket/key".'],
  ['BedrockConverseTask', { messages: [] }, '"messages" is empty. Give a message, for example { Role: "user", Content: [{ Text: "Hello" }] }.'],
  ['BedrockConverseTask', { parameters: { InferenceConfig: {} } }, '"parameters" has "InferenceConfig", which has a prop of its own. Use "inferenceConfig".'],
  ['BedrockConverseTask', { parameters: { ModelId: 'x' } }, '"parameters" has "ModelId", which has a prop of its own. Use "model".'],
  ['SageMakerTransformTask', { role: iam.Role.fromRoleName(makeStack(), 'Role', 'r') }, '"role" is set, but CreateTransformJob takes none: the job works with the role of the model. Leave it out.'],
  ['EmrServerlessTask', { integrationPattern: WAIT_FOR_TASK_TOKEN }, '"integrationPattern" is IntegrationPattern.WAIT_FOR_TASK_TOKEN, which EMR Serverless does not have. Use RUN_JOB, or REQUEST_RESPONSE.'],
  ['EmrServerlessTask', { executionTimeout: Duration.seconds(90) }, '"executionTimeout" is 90 seconds. EMR Serverless counts in minutes. Give whole minutes.'],
  ['EmrServerlessTask', { executionTimeout: Duration.hours(3) }, '"executionTimeout" is 10800 seconds, and "taskTimeout" is 7200 seconds. The task ends the run before: give it as long.'],
  ['EmrServerlessTask', { applicationId: EXPRESSION }, `"applicationId" is "${EXPRESSION}", so that what the role has to allow is not known. `
    + 'Give "iamResources", for example ["arn:aws:emr-serverless:us-east-1:123456789012:/applications/00abc"].', 'jsonata'],
  ['DynamoPutItemTask', { item: { id: undefined } }, '"item.id" is undefined. It has to be a text, a number, a boolean, null, a list, an object, or a tasks.DynamoAttributeValue.'],
  ['DynamoPutItemTask', { item: { at: [new Date(0)] } }, '"item.at[0]" is a Date. It has to be a text, a number, a boolean, null, a list, an object, or a tasks.DynamoAttributeValue.'],
  ['DynamoPutItemTask', { item: { of: { total: NaN } } }, '"item.of.total" is NaN, which DynamoDB cannot keep. Give a finite number.'],
  ['DynamoPutItemTask', { item: { all: sfn.JsonPath.listAt('$.x') } },
    '"item.all" is a list that is known only when the task runs, so that its type is not. Use tasks.DynamoAttributeValue.listFromJsonPath(...).'],
  ['DynamoGetItemTask', { key: { id: sfn.JsonPath.objectAt('$.x') } },
    '"key.id" is an object that is known only when the task runs, so that its type is not. Use tasks.DynamoAttributeValue.mapFromJsonPath(...).'],
  ['DynamoUpdateItemTask', { expressionAttributeValues: { ':n': Infinity } }, '"expressionAttributeValues.:n" is Infinity, which DynamoDB cannot keep. Give a finite number.'],
  ['SdkTask', { service: 'dynamdb' }, '"service" is "dynamdb", which the AWS SDK does not have. Did you mean "dynamodb"? For one that is newer than this library, use tasks.CallAwsService.'],
  ['SdkTask', { service: 'states' }, '"service" is "states", which the AWS SDK does not have. Did you mean "sfn"? For one that is newer than this library, use tasks.CallAwsService.'],
  ['SdkTask', { action: 'getObjct' }, '"action" is "getObjct", which "s3" does not have. Did you mean "getObject"? For one that is newer than this library, use tasks.CallAwsService.'],
  ['SdkTask', { integrationPattern: RUN_JOB }, '"integrationPattern" is IntegrationPattern.RUN_JOB, which calls of the SDK do not have. '
    + 'Use the task of the service that waits for its jobs, or ask for the job in a loop.'],
  ['SdkTask', { parameters: { Bucket: 'b', Kye: 'k' } }, '"parameters" has "Kye", which "s3:getObject" does not have. Did you mean "Key"?'],
  ['SdkTask', { parameters: { 'Bucket': 'b', 'Kye.$': '$.k' } }, '"parameters" has "Kye", which "s3:getObject" does not have. Did you mean "Key"?'],
  ['SdkTask', { service: 'sts', action: 'getCallerIdentity', parameters: { Who: 1 } }, '"parameters" has "Who", which "sts:getCallerIdentity" does not have. It has none.'],
  ['SdkTask', { parameters: { Bucket: 'b' } }, '"parameters" has no "Key", which "s3:getObject" requires. Add it.'],
  ['SdkTask', { iamResources: [] }, '"iamResources" is empty. Give the ARNs of what the call is made on, or leave it out.'],
  ['SdkTask', { iamAction: 's3:*' }, '"iamAction" is "s3:*". It has to be one action with its service, like "s3:ListBucket".'],
  ['SdkTask', { action: 'getBucketPolicy', parameters: { Bucket: 'b' } },
    'which IAM actions "s3:getBucketPolicy" needs is not known. Give "iamAction", or "additionalIamStatements" where it needs several.'],
  ['SdkTask', { service: 'sts', action: 'getCallerIdentity', parameters: {}, iamResources: ['*'] }, '"iamResources" is set, but "sts:getCallerIdentity" needs no permission. Leave it out.'],
  ['SdkTask', { action: 'getBucketPolicy', parameters: { Bucket: 'b' }, iamResources: ['*'], additionalIamStatements: [] },
    '"iamResources" is set, but not for which IAM action. Give "iamAction".'],
  ['SdkTask', { parameters: { Bucket: EXPRESSION, Key: 'k' } }, 'on what "s3:getObject" is called is not known from its "parameters". '
    + 'Give "iamResources" with the ARNs of what the role may call "s3:GetObject" on; ["*"] where the action has no resource.', 'jsonata'],
];

test.each(REFUSALS.map(([title, props, message, language = 'jsonPath']) => [title, message, props, language] as const))('%s: %s', (title, message, props, language) => {
  expect(refused(title, props, language)).toBe(message);
});

test('a state at the top of the tree is named too', () => {
  expect(refusalOf(() => SdkTask.jsonata(makeStack().node.root as never, 'Do', { service: 'x', action: 'y' }))).toMatch(/^InvalidProps: SdkTask "Do": "service" is "x"/);
});

test('what is right beside it is not refused', () => {
  expect(refused('LambdaTask', { retryOnServiceExceptions: false, retryPolicy: RetryPolicy.none() })).toBeUndefined();
  expect(refused('LambdaTask', { retryOnServiceExceptions: true })).toBeUndefined();
  expect(refused('SqsTask', { ...callback, taskTimeout: after(Duration.minutes(2)), heartbeatTimeout: after(Duration.minutes(1)) })).toBeUndefined();
  expect(refused('SqsTask', { ...callback, taskTimeout: sfn.Timeout.at('$.seconds'), heartbeatTimeout: after(Duration.minutes(1)) })).toBeUndefined();
  expect(refused('SqsTask', { ...FIFO, messageGroupId: 'orders' })).toBeUndefined();
  expect(refused('SnsTask', { ...FIFO_TOPIC, messageGroupId: 'orders', messageDeduplicationId: 'x' })).toBeUndefined();
  expect(refused('GlueJobTask', { glueJobName: sfn.JsonPath.stringAt('$.x'), iamResources: ['arn:aws:glue:us-east-1:123456789012:job/*'] })).toBeUndefined();
  expect(refused('HttpTask', { apiRoot: EXPRESSION, allowedEndpoints: ['https://*.example.com/*'] }, 'jsonata')).toBeUndefined();
  expect(refused('EmrServerlessTask', { executionTimeout: Duration.hours(2) })).toBeUndefined();
});

test('a timeout that is known only at deploy is not judged', () => {
  const later = after(Duration.seconds(Lazy.number({ produce: () => 3600 })));
  expect(refused('BatchJobTask', { taskTimeout: later })).toBeUndefined();
  expect(refused('SqsTask', { ...callback, taskTimeout: later, heartbeatTimeout: after(Duration.minutes(2)) })).toBeUndefined();
  expect(refused('SqsTask', { ...callback, taskTimeout: after(Duration.minutes(2)), heartbeatTimeout: later })).toBeUndefined();
});
