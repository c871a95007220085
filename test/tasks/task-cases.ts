import { App, Duration, SecretValue, Stack } from 'aws-cdk-lib';
import * as bedrock from 'aws-cdk-lib/aws-bedrock';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import flags from 'aws-cdk-lib/recommended-feature-flags.json';
import { Construct } from 'constructs';
import * as ours from '../../src';

export type Language = 'jsonPath' | 'jsonata';

/** A factory, with both its statics. */
export interface Factory {
  jsonPath(scope: Construct, id: string, props: any): sfn.TaskStateBase;
  jsonata(scope: Construct, id: string, props: any): sfn.TaskStateBase;
}

/** What a factory makes by default, in the one language and the other. */
export interface TaskCase {
  readonly title: string;
  readonly factory: Factory;
  readonly props: (stack: Stack, language: Language) => object;
  /** The end of the `Resource`. */
  readonly resource: string;
  readonly timeout: number;
  /** An error of the service that is tried again, and one that is not. */
  readonly retried?: string;
  readonly notRetried?: string;
  readonly answer: unknown;
  /** What goes on; in JSONPath, where that is something else. */
  readonly result: unknown;
  readonly resultJsonPath?: unknown;
  /** What the role is allowed that the needs of the definition do not have: actions, and why. */
  readonly beside?: { readonly [action: string]: string };
  /** Wildcards of the role, for cdk-nag. */
  readonly wildcards?: readonly string[];
}

/** A stack as a new app has it. */
export const makeStack = (): Stack => new Stack(new App({ context: flags as object }), 'Shop');

/** A stack of an old app, in an account and a region. */
export const makeOldStack = (): Stack => new Stack(new App(), 'Shop', { env: { account: '123456789012', region: 'eu-west-1' } });

/** The value of a path of the input. */
const at = (language: Language, name: string): string => (language === 'jsonata' ? `{% $states.input.${name} %}` : sfn.JsonPath.stringAt(`$.${name}`));

export const makeFunction = (stack: Stack, props: Partial<lambda.FunctionProps> = {}): lambda.Function => new lambda.Function(stack, 'Fn', {
  runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}'), ...props,
});
const table = (stack: Stack) => new dynamodb.Table(stack, 'Table', {
  partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
});
const role = (stack: Stack, service: string) => new iam.Role(stack, 'JobRole', { assumedBy: new iam.ServicePrincipal(`${service}.amazonaws.com`) });
const bucket = (stack: Stack, id: string) => s3.Bucket.fromBucketName(stack, id, `shop-${id.toLowerCase()}`);
const cluster = (stack: Stack) => ecs.Cluster.fromClusterAttributes(stack, 'Cluster', {
  clusterName: 'cluster', vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0a1b2c3d', availabilityZones: ['a'], privateSubnetIds: ['subnet-0a1b2c3d'], privateSubnetRouteTableIds: ['rtb-0a1b2c3d'] }),
});
const fargate = (stack: Stack) => {
  const definition = new ecs.FargateTaskDefinition(stack, 'Task', { memoryLimitMiB: 512, cpu: 256, executionRole: role(stack, 'ecs-tasks') });
  definition.addContainer('Main', { image: ecs.ContainerImage.fromRegistry('x/y') });
  return definition;
};
const model = (stack: Stack) => bedrock.FoundationModel.fromFoundationModelId(stack, 'Model', bedrock.FoundationModelIdentifier.AMAZON_TITAN_TEXT_G1_EXPRESS_V1);
const connection = (stack: Stack) => new events.Connection(stack, 'Connection', { authorization: events.Authorization.apiKey('key', SecretValue.secretsManager('key')) });
export const twoHours = { taskTimeout: sfn.Timeout.duration(Duration.hours(2)) };
const QUEUE = 'arn:aws:batch:us-east-1:123456789012:job-queue/reports';
const JOB = 'arn:aws:batch:us-east-1:123456789012:job-definition/report:3';
const JOBS_OF_REGION = 'AWS documents it for its own policies, and the job has no name before: https://docs.aws.amazon.com/step-functions/latest/dg/sagemaker-iam.html';
const ATHENA = 'Athena works with the rights of the caller: https://docs.aws.amazon.com/step-functions/latest/dg/athena-iam.html';

export const TASK_CASES: readonly TaskCase[] = [
  {
    title: 'LambdaTask',
    factory: ours.LambdaTask,
    props: (stack) => ({ lambdaFunction: makeFunction(stack, { timeout: Duration.seconds(20) }) }),
    resource: 'lambda:invoke',
    timeout: 50,
    retried: 'Lambda.TooManyRequestsException',
    notRetried: 'Lambda.Unknown',
    answer: { Payload: { paid: true }, StatusCode: 200 },
    result: { paid: true },
  },
  {
    title: 'SqsTask',
    factory: ours.SqsTask,
    props: (stack, language) => ({ queue: new sqs.Queue(stack, 'Queue', { encryption: sqs.QueueEncryption.KMS, enforceSSL: true }), messageBody: sfn.TaskInput.fromText(at(language, 'id')) }),
    resource: 'sqs:sendMessage',
    timeout: 60,
    retried: 'SQS.RequestThrottledException',
    notRetried: 'SQS.QueueDoesNotExistException',
    answer: { MessageId: 'm', MD5OfMessageBody: 'x' },
    result: { MessageId: 'm' },
  },
  {
    title: 'SnsTask',
    factory: ours.SnsTask,
    props: (stack, language) => ({ topic: new sns.Topic(stack, 'Topic', { masterKey: keyOf(stack), enforceSSL: true }), message: sfn.TaskInput.fromText(at(language, 'id')) }),
    resource: 'sns:publish',
    timeout: 60,
    retried: 'SNS.KmsThrottlingException',
    notRetried: 'SNS.NotFoundException',
    answer: { MessageId: 'm' },
    result: { MessageId: 'm' },
  },
  {
    title: 'EventTask',
    factory: ours.EventTask,
    props: () => ({ entries: [{ source: 's', detailType: 't', detail: sfn.TaskInput.fromObject({}) }] }),
    resource: 'events:putEvents',
    timeout: 60,
    retried: 'EventBridge.FailedEntry',
    answer: { Entries: [{ EventId: 'e' }], FailedEntryCount: 0 },
    result: { EventIds: ['e'] },
  },
  {
    title: 'HttpTask',
    factory: ours.HttpTask,
    props: (stack) => ({
      connection: connection(stack), apiRoot: 'https://api.example.com', apiEndpoint: sfn.TaskInput.fromText('orders'), method: sfn.TaskInput.fromText('GET'),
    }),
    resource: 'http:invoke',
    timeout: 70,
    retried: 'States.Http.StatusCode.503',
    notRetried: 'States.Http.StatusCode.404',
    answer: { ResponseBody: { id: 7 }, StatusCode: 200, StatusText: 'OK', Headers: {} },
    result: { id: 7 },
    resultJsonPath: { ResponseBody: { id: 7 }, StatusCode: 200, StatusText: 'OK', Headers: {} },
    beside: { 'states:InvokeHTTPEndpoint': 'The ARN of the state machine itself, in the role that it is made with, would be a circular reference' },
    wildcards: ['Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:stateMachine:*'],
  },
  {
    title: 'DynamoGetItemTask',
    factory: ours.DynamoGetItemTask,
    props: (stack, language) => ({ table: table(stack), key: { id: at(language, 'id') } }),
    resource: 'dynamodb:getItem',
    timeout: 60,
    retried: 'DynamoDB.ProvisionedThroughputExceededException',
    notRetried: 'DynamoDB.ResourceNotFoundException',
    answer: { Item: { id: { S: 'a' }, total: { N: '7.5' } } },
    result: { id: 'a', total: 7.5 },
    resultJsonPath: { Item: { id: { S: 'a' }, total: { N: '7.5' } } },
  },
  {
    title: 'DynamoPutItemTask',
    factory: ours.DynamoPutItemTask,
    props: (stack, language) => ({ table: table(stack), item: { id: at(language, 'id'), total: 7 } }),
    resource: 'dynamodb:putItem',
    timeout: 60,
    retried: 'DynamoDB.ThrottlingException',
    notRetried: 'DynamoDB.ConditionalCheckFailedException',
    answer: {},
    result: { id: 'a' },
  },
  {
    title: 'DynamoUpdateItemTask',
    factory: ours.DynamoUpdateItemTask,
    props: (stack, language) => ({
      table: table(stack), key: { id: at(language, 'id') }, updateExpression: 'SET a = :a', expressionAttributeValues: { ':a': [true, null] },
    }),
    resource: 'dynamodb:updateItem',
    timeout: 60,
    retried: 'DynamoDB.RequestLimitExceededException',
    notRetried: 'DynamoDB.ConditionalCheckFailedException',
    answer: {},
    result: { id: 'a' },
  },
  {
    title: 'DynamoDeleteItemTask',
    factory: ours.DynamoDeleteItemTask,
    props: (stack, language) => ({ table: table(stack), key: { id: at(language, 'id') } }),
    resource: 'dynamodb:deleteItem',
    timeout: 60,
    retried: 'DynamoDB.InternalServerErrorException',
    notRetried: 'DynamoDB.ConditionalCheckFailedException',
    answer: {},
    result: { id: 'a' },
  },
  {
    title: 'BatchJobTask',
    factory: ours.BatchJobTask,
    props: () => ({ jobName: 'report', jobQueueArn: QUEUE, jobDefinitionArn: JOB, ...twoHours }),
    resource: 'batch:submitJob.sync',
    timeout: 7200,
    retried: 'Batch.ServerException',
    notRetried: 'States.TaskFailed',
    answer: { JobId: 'j', JobName: 'report', Status: 'SUCCEEDED', Container: { ExitCode: 0 } },
    result: { JobId: 'j', JobName: 'report', Status: 'SUCCEEDED' },
    beside: { 'batch:SubmitJob': 'It is authorised on the job definition as well: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbatch.html' },
    wildcards: ['Resource::arn:<AWS::Partition>:batch:<AWS::Region>:<AWS::AccountId>:job/*'],
  },
  {
    title: 'GlueJobTask',
    factory: ours.GlueJobTask,
    props: () => ({ glueJobName: 'load', ...twoHours }),
    resource: 'glue:startJobRun.sync',
    timeout: 7200,
    retried: 'Glue.InternalServiceException',
    notRetried: 'Glue.EntityNotFoundException',
    answer: { Id: 'jr', JobName: 'load', JobRunState: 'SUCCEEDED', Attempt: 0 },
    result: { Id: 'jr', JobName: 'load', JobRunState: 'SUCCEEDED' },
  },
  {
    title: 'CodeBuildTask',
    factory: ours.CodeBuildTask,
    props: (stack) => ({ project: codebuild.Project.fromProjectName(stack, 'Project', 'build') }),
    resource: 'codebuild:startBuild.sync',
    timeout: 9 * 3600,
    retried: 'CodeBuild.SdkClientException',
    notRetried: 'CodeBuild.ResourceNotFoundException',
    answer: { Build: { Arn: 'arn', Id: 'id', BuildStatus: 'SUCCEEDED', Phases: [] } },
    result: { Arn: 'arn', Id: 'id', BuildStatus: 'SUCCEEDED' },
  },
  {
    title: 'EcsTask',
    factory: ours.EcsTask,
    props: (stack) => ({ cluster: cluster(stack), taskDefinition: fargate(stack), launchTarget: new tasks.EcsFargateLaunchTarget(), ...twoHours }),
    resource: 'ecs:runTask.sync',
    timeout: 7200,
    retried: 'ECS.ServerException',
    notRetried: 'ECS.ClusterNotFoundException',
    answer: { TaskArn: 'arn', LastStatus: 'STOPPED', Containers: [{ Name: 'Main', ExitCode: 0 }], Attachments: [] },
    result: { TaskArn: 'arn', LastStatus: 'STOPPED', ExitCodes: [0] },
    wildcards: ['Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task/cluster/*'],
  },
  {
    title: 'AthenaQueryTask',
    factory: ours.AthenaQueryTask,
    props: (stack) => ({
      queryString: 'SELECT 1',
      queryExecutionContext: { databaseName: 'shop' },
      dataLocations: [{ bucketName: bucket(stack, 'In').bucketName, objectKey: 'orders' }],
      resultConfiguration: { outputLocation: { bucketName: 'out', objectKey: 'results/' } },
    }),
    resource: 'athena:startQueryExecution.sync',
    timeout: 3600,
    retried: 'Athena.TooManyRequestsException',
    notRetried: 'Athena.InvalidRequestException',
    answer: { QueryExecution: { QueryExecutionId: 'q', Status: { State: 'SUCCEEDED' }, ResultConfiguration: { OutputLocation: 's3://out/results/q.csv' } } },
    result: { QueryExecutionId: 'q', State: 'SUCCEEDED', OutputLocation: 's3://out/results/q.csv' },
    beside: Object.fromEntries([
      'athena:GetDataCatalog', 's3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads', 's3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload',
      's3:ListMultipartUploadParts', 'glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartition', 'glue:GetPartitions', 'glue:BatchGetPartition',
    ].map((action) => [action, ATHENA])),
    wildcards: [
      'Resource::arn:<AWS::Partition>:s3:::out/results/*', 'Resource::arn:<AWS::Partition>:s3:::shop-in/orders/*',
      'Resource::arn:<AWS::Partition>:glue:<AWS::Region>:<AWS::AccountId>:table/shop/*',
    ],
  },
  {
    title: 'AthenaResultsTask',
    factory: ours.AthenaResultsTask,
    props: (_, language) => ({ queryExecutionId: at(language, 'id') }),
    resource: 'athena:getQueryResults',
    timeout: 60,
    retried: 'Athena.InternalServerException',
    notRetried: 'Athena.InvalidRequestException',
    answer: { ResultSet: { Rows: [{ Data: [{ VarCharValue: 'id' }] }] }, UpdateCount: 0 },
    result: [{ Data: [{ VarCharValue: 'id' }] }],
  },
  {
    title: 'BedrockInvokeModelTask',
    factory: ours.BedrockInvokeModelTask,
    props: (stack) => ({ model: model(stack), body: sfn.TaskInput.fromObject({ inputText: 'x' }) }),
    resource: 'bedrock:invokeModel',
    timeout: 900,
    answer: { Body: { text: 'y' }, ContentType: 'application/json' },
    result: { text: 'y' },
    resultJsonPath: { Body: { text: 'y' } },
  },
  {
    title: 'BedrockConverseTask',
    factory: ours.BedrockConverseTask,
    props: (stack) => ({ model: model(stack), messages: [{ Role: 'user', Content: [{ Text: 'Hello' }] }], inferenceConfig: { MaxTokens: 9 } }),
    resource: 'aws-sdk:bedrockruntime:converse',
    timeout: 900,
    retried: 'BedrockRuntime.ThrottlingException',
    notRetried: 'BedrockRuntime.ValidationException',
    answer: { Output: { Message: { Role: 'assistant', Content: [{ Text: 'Hi' }] } }, StopReason: 'end_turn', Usage: { TotalTokens: 3 }, Metrics: { LatencyMs: 1 } },
    result: { Message: { Role: 'assistant', Content: [{ Text: 'Hi' }] }, StopReason: 'end_turn', Usage: { TotalTokens: 3 } },
  },
  {
    title: 'SageMakerTrainingTask',
    factory: ours.SageMakerTrainingTask,
    props: (stack, language) => ({
      trainingJobName: at(language, 'id'),
      role: role(stack, 'sagemaker'),
      algorithmSpecification: { algorithmName: 'BlazingText' },
      outputDataConfig: { s3OutputLocation: tasks.S3Location.fromBucket(bucket(stack, 'Out'), 'model') },
    }),
    resource: 'sagemaker:createTrainingJob.sync',
    timeout: 7200,
    retried: 'SageMaker.SdkClientException',
    notRetried: 'SageMaker.ResourceLimitExceededException',
    answer: { TrainingJobName: 'a', TrainingJobArn: 'arn', TrainingJobStatus: 'Completed', ModelArtifacts: { S3ModelArtifacts: 's3://x' }, StoppingCondition: {} },
    result: { TrainingJobName: 'a', TrainingJobArn: 'arn', TrainingJobStatus: 'Completed', ModelArtifacts: { S3ModelArtifacts: 's3://x' } },
    beside: { 'sagemaker:AddTags': JOBS_OF_REGION, 'sagemaker:ListTags': JOBS_OF_REGION },
    wildcards: ['Resource::arn:<AWS::Partition>:sagemaker:<AWS::Region>:<AWS::AccountId>:training-job/*'],
  },
  {
    title: 'SageMakerTransformTask',
    factory: ours.SageMakerTransformTask,
    props: () => ({
      transformJobName: 'score',
      modelName: 'scores',
      transformInput: { transformDataSource: { s3DataSource: { s3Uri: 's3://in/x' } } },
      transformOutput: { s3OutputPath: 's3://out/x' },
      ...twoHours,
    }),
    resource: 'sagemaker:createTransformJob.sync',
    timeout: 7200,
    retried: 'SageMaker.AmazonSageMakerException',
    notRetried: 'SageMaker.ResourceInUseException',
    answer: { TransformJobName: 'score', TransformJobArn: 'arn', TransformJobStatus: 'Completed', ModelName: 'scores' },
    result: { TransformJobName: 'score', TransformJobArn: 'arn', TransformJobStatus: 'Completed' },
    beside: { 'sagemaker:AddTags': JOBS_OF_REGION, 'sagemaker:ListTags': JOBS_OF_REGION },
  },
  {
    title: 'EmrServerlessTask',
    factory: ours.EmrServerlessTask,
    props: (stack) => ({ applicationId: '00abc', executionRole: role(stack, 'emr-serverless'), jobDriver: { SparkSubmit: { EntryPoint: 's3://jobs/x.py' } }, ...twoHours }),
    resource: 'emr-serverless:startJobRun.sync',
    timeout: 7200,
    answer: { JobRun: { JobRunId: 'r', State: 'SUCCESS' } },
    result: { JobRun: { JobRunId: 'r', State: 'SUCCESS' } },
    wildcards: ['Resource::arn:<AWS::Partition>:emr-serverless:<AWS::Region>:<AWS::AccountId>:/applications/00abc/jobruns/*'],
  },
  {
    title: 'SdkTask',
    factory: ours.SdkTask,
    props: (stack, language) => ({ service: 's3', action: 'getObject', parameters: { Bucket: bucket(stack, 'In').bucketName, Key: at(language, 'id') } }),
    resource: 'aws-sdk:s3:getObject',
    timeout: 300,
    retried: 'S3.SdkClientException',
    notRetried: 'S3.NoSuchKeyException',
    answer: { Body: 'x', ContentLength: 1 },
    result: { Body: 'x', ContentLength: 1 },
    wildcards: ['Resource::arn:<AWS::Partition>:s3:::shop-in/*'],
  },
];

function keyOf(stack: Stack): kms.Key {
  return new kms.Key(stack, 'Key', { enableKeyRotation: true });
}
