import { fillArn } from '../../../src/asl/integrations/iam/fill-arn';
import { integrationOf } from '../../../src/asl/integrations/integration';
import { sdkService, sdkServiceNames } from '../../../src/asl/integrations/sdk-services';

const needs = (resource: string) => integrationOf(`arn:aws:states:::${resource}`)!.iam!;
const actions = (resource: string) => needs(resource).flatMap((need) => need.actions);

test.each([
  ['aws-sdk:s3:listObjectsV2', ['s3:ListBucket']],
  ['aws-sdk:s3:headObject', ['s3:GetObject']],
  ['aws-sdk:s3:copyObject', ['s3:PutObject', 's3:GetObject']],
  ['aws-sdk:s3:listBuckets', ['s3:ListAllMyBuckets']],
  ['aws-sdk:s3:getBucketPolicy', ['s3:GetBucketPolicy']],
  ['aws-sdk:s3:deleteBucketEncryption', ['s3:PutEncryptionConfiguration']],
  ['aws-sdk:s3:listBucketMetricsConfigurations', ['s3:GetMetricsConfiguration']],
  ['aws-sdk:sfn:startExecution', ['states:StartExecution']],
  ['aws-sdk:lambda:invoke', ['lambda:InvokeFunction']],
  ['aws-sdk:cloudwatchlogs:createLogStream', ['logs:CreateLogStream']],
  ['aws-sdk:eventbridge:disableRule', ['events:DisableRule']],
  ['aws-sdk:rds:describeDBInstances', ['rds:DescribeDBInstances']],
  ['aws-sdk:dynamodb:transactWriteItems', ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem']],
  ['aws-sdk:apigateway:updateStage', ['apigateway:PATCH']],
  ['aws-sdk:bedrockruntime:converse', ['bedrock:InvokeModel']],
  ['aws-sdk:sqs:sendMessageBatch', ['sqs:SendMessage']],
  ['aws-sdk:sagemaker:createModel', ['sagemaker:CreateModel', 'iam:PassRole']],
  ['aws-sdk:sts:assumeRole', ['sts:AssumeRole']],
  ['lambda:invoke', ['lambda:InvokeFunction']],
  ['lambda:invoke.waitForTaskToken', ['lambda:InvokeFunction']],
  ['states:startExecution', ['states:StartExecution']],
  ['states:startExecution.sync:2', ['states:StartExecution', 'states:DescribeExecution', 'states:StopExecution', 'events:PutTargets', 'events:PutRule', 'events:DescribeRule']],
  ['ecs:runTask.sync', ['ecs:RunTask', 'ecs:DescribeTasks', 'ecs:StopTask', 'events:PutTargets', 'events:PutRule', 'events:DescribeRule', 'iam:PassRole']],
  ['eks:call', []],
])('%s needs %j', (resource, expected) => {
  expect(actions(resource)).toEqual(expected);
});

test('who waits for a job needs the rule by which Step Functions hears of its end', () => {
  expect(needs('states:startExecution.sync').flatMap(({ resources }) => resources)).toContain(
    'arn:${Partition}:events:${Region}:${Account}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule');
  expect(needs('batch:submitJob.sync').flatMap(({ resources }) => resources)).toContain('arn:${Partition}:events:${Region}:${Account}:rule/StepFunctionsGetEventsForBatchJobsRule');
});

test('what is not always needed says when it is', () => {
  expect(needs('states:startExecution.sync').find((need) => need.actions.includes('states:StopExecution'))!.when).toBe('the task is stopped or times out');
  expect(needs('apigateway:invoke')[0].when).toBe('"AuthType" is IAM_ROLE');
  expect(needs('aws-sdk:ec2:runInstances').at(-1)).toEqual({ actions: ['iam:PassRole'], resources: ['*'], when: '"IamInstanceProfile" is given' });
});

test('of services whose actions have names of their own nothing is said', () => {
  expect(integrationOf('arn:aws:states:::aws-sdk:codecatalyst:listSpaces')!.iam).toBeUndefined();
  expect(integrationOf('arn:aws:states:::aws-sdk:nothing:getThing')!.iam).toBeUndefined();
});

test('every action of the SDK has an answer whose words are in order', () => {
  const wrong = sdkServiceNames().flatMap((name) => sdkService(name)!.actionNames().flatMap((action) => (
    (integrationOf(`arn:aws:states:::aws-sdk:${name}:${action}`)!.iam ?? []).flatMap((need) => [
      ...need.actions.filter((iamAction) => !/^[A-Za-z0-9-]+:[A-Za-z0-9]+$/.test(iamAction)),
      ...need.resources.filter((arn) => !/^(\*|\{\w+\}|arn:\$\{Partition\}:[a-z0-9-]+:.*)$/.test(arn)),
    ]))));
  expect(wrong).toEqual([]);
});

describe('an ARN is filled with parameters', () => {
  const values: { readonly [name: string]: string } = {
    TableName: 'orders', Table: 'arn:aws:dynamodb:us-east-1:1:table/orders', QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/q.fifo',
    StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:Pay', Cluster: 'arn:aws:ecs:us-east-1:1:cluster/main', Service: 'web', Name: '/app/key', Topic: 'arn:aws:sns:us-east-1:1:t',
  };
  const fill = (template: string) => fillArn(template, (name) => Object.hasOwn(values, name) ? values[name] : undefined);

  test.each([
    ['arn:${Partition}:dynamodb:${Region}:${Account}:table/{TableName}', 'arn:${Partition}:dynamodb:${Region}:${Account}:table/orders'],
    ['arn:${Partition}:dynamodb:${Region}:${Account}:table/{Table}', 'arn:aws:dynamodb:us-east-1:1:table/orders'],
    ['arn:${Partition}:dynamodb:${Region}:${Account}:table/{Other}', 'arn:${Partition}:dynamodb:${Region}:${Account}:table/*'],
    ['arn:${Partition}:sqs:${Region}:${Account}:{QueueUrl}', 'arn:${Partition}:sqs:${Region}:${Account}:q.fifo'],
    ['arn:${Partition}:states:${Region}:${Account}:execution:{StateMachineArn:name}:*', 'arn:${Partition}:states:${Region}:${Account}:execution:Pay:*'],
    ['arn:${Partition}:ecs:${Region}:${Account}:service/{Cluster}/{Service}', 'arn:${Partition}:ecs:${Region}:${Account}:service/main/web'],
    ['arn:${Partition}:ssm:${Region}:${Account}:parameter/{Name}', 'arn:${Partition}:ssm:${Region}:${Account}:parameter/app/key'],
    ['{Topic}', 'arn:aws:sns:us-east-1:1:t'],
    ['{Nothing}', '*'],
    ['*', '*'],
  ])('%s', (template, expected) => {
    expect(fill(template)).toBe(expected);
  });
});
