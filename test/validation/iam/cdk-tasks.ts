import { Duration, SecretValue, Size, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as batch from 'aws-cdk-lib/aws-batch';
import * as bedrock from 'aws-cdk-lib/aws-bedrock';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';

const { RUN_JOB, REQUEST_RESPONSE, WAIT_FOR_TASK_TOKEN } = sfn.IntegrationPattern;

export const handler = (scope: Stack, id = 'Fn') => new lambda.Function(scope, id, {
  runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}'),
});
const done = (scope: Stack) => new sfn.Pass(scope, 'Done');
const table = (scope: Stack) => new dynamodb.Table(scope, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
const child = (scope: Stack) => new sfn.StateMachine(scope, 'Child', { definitionBody: sfn.DefinitionBody.fromChainable(done(scope)) });
const id = { id: tasks.DynamoAttributeValue.fromString('1') };
const connection = (scope: Stack) => new events.Connection(scope, 'Connection', {
  authorization: events.Authorization.apiKey('key', SecretValue.ssmSecure('key')),
});
const role = (scope: Stack, service: string) => new iam.Role(scope, 'JobRole', { assumedBy: new iam.ServicePrincipal(service) });
const fargate = (scope: Stack) => {
  const definition = new ecs.FargateTaskDefinition(scope, 'Task', { memoryLimitMiB: 512, cpu: 256 });
  definition.addContainer('Main', { image: ecs.ContainerImage.fromRegistry('x/y'), logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'x' }) });
  return definition;
};
const cluster = (scope: Stack) => new ecs.Cluster(scope, 'Cluster', { vpc: new ec2.Vpc(scope, 'Vpc', { maxAzs: 1, natGateways: 0 }) });
const runTask = (scope: Stack, pattern: sfn.IntegrationPattern) => {
  const network = { cluster: cluster(scope), launchTarget: new tasks.EcsFargateLaunchTarget(), assignPublicIp: true };
  return new tasks.EcsRunTask(scope, 'A', { integrationPattern: pattern, taskDefinition: fargate(scope), ...network, ...timeout });
};
const timeout = { taskTimeout: sfn.Timeout.duration(Duration.hours(1)) };
const map = (scope: Stack, props: sfn.DistributedMapProps = {}) => new sfn.DistributedMap(scope, 'A', props).itemProcessor(done(scope));
const training = (scope: Stack, pattern: sfn.IntegrationPattern) => new tasks.SageMakerCreateTrainingJob(scope, 'A', {
  trainingJobName: 'train',
  integrationPattern: pattern,
  ...timeout,
  algorithmSpecification: { algorithmName: 'BlazingText' },
  inputDataConfig: [{ channelName: 'train', dataSource: { s3DataSource: { s3Location: tasks.S3Location.fromBucket(new s3.Bucket(scope, 'In'), 'train') } } }],
  outputDataConfig: { s3OutputLocation: tasks.S3Location.fromBucket(new s3.Bucket(scope, 'Out'), 'model') },
});
const transform = (scope: Stack, pattern: sfn.IntegrationPattern) => new tasks.SageMakerCreateTransformJob(scope, 'A', {
  transformJobName: 'transform',
  modelName: 'model',
  integrationPattern: pattern,
  ...timeout,
  transformInput: { transformDataSource: { s3DataSource: { s3Uri: 's3://in/train', s3DataType: tasks.S3DataType.S3_PREFIX } } },
  transformOutput: { s3OutputPath: 's3://out/x' },
});
const emrCluster = (scope: Stack, pattern: sfn.IntegrationPattern) => new tasks.EmrCreateCluster(scope, 'A', {
  instances: {}, name: 'c', integrationPattern: pattern, tags: { a: 'b' }, ...timeout,
});
const spark = (scope: Stack, pattern: sfn.IntegrationPattern) => new tasks.EmrContainersStartJobRun(scope, 'A', {
  virtualCluster: tasks.VirtualClusterInput.fromVirtualClusterId('de92jdei2910fwedz'),
  releaseLabel: tasks.ReleaseLabel.EMR_6_2_0,
  jobDriver: { sparkSubmitJobDriver: { entryPoint: sfn.TaskInput.fromText('local:///pi.py') } },
  executionRole: role(scope, 'states.amazonaws.com'),
  integrationPattern: pattern,
  ...timeout,
});
const query = (scope: Stack, pattern: sfn.IntegrationPattern, workGroup?: string) => new tasks.AthenaStartQueryExecution(scope, 'A', {
  queryString: 'SELECT 1', queryExecutionContext: { databaseName: 'x' }, integrationPattern: pattern, workGroup, ...timeout,
});
const project = (scope: Stack) => new codebuild.Project(scope, 'Project', { buildSpec: codebuild.BuildSpec.fromObject({ version: '0.2' }) });
const jobQueue = (scope: Stack) => new batch.JobQueue(scope, 'Queue', {
  computeEnvironments: [{ computeEnvironment: new batch.FargateComputeEnvironment(scope, 'Env', { vpc: new ec2.Vpc(scope, 'Vpc', { maxAzs: 1, natGateways: 0 }) }), order: 1 }],
});
const jobDefinition = (scope: Stack) => new batch.EcsJobDefinition(scope, 'Job', {
  container: new batch.EcsFargateContainerDefinition(scope, 'Container', { image: ecs.ContainerImage.fromRegistry('x/y'), memory: Size.gibibytes(2), cpu: 1 }),
});

/** A state of every L2 task of aws-stepfunctions-tasks, in the ways that it waits. */
export const CDK_TASKS: readonly (readonly [title: string, make: (scope: Stack) => sfn.IChainable])[] = [
  ['ApiGateway REST with IAM', (scope) => new tasks.CallApiGatewayRestApiEndpoint(scope, 'A', {
    api: restApi(scope), stageName: 'prod', method: tasks.HttpMethod.GET, authType: tasks.AuthType.IAM_ROLE,
  })],
  ['ApiGateway HTTP', (scope) => new tasks.CallApiGatewayHttpApiEndpoint(scope, 'A', { apiId: new apigatewayv2.HttpApi(scope, 'Api').apiId, apiStack: scope, method: tasks.HttpMethod.GET })],
  ['Athena query, awaited', (scope) => query(scope, RUN_JOB)],
  ['Athena query, awaited, in a work group', (scope) => query(scope, RUN_JOB, 'reports')],
  ['Athena query', (scope) => query(scope, REQUEST_RESPONSE)],
  ['Athena results', (scope) => new tasks.AthenaGetQueryResults(scope, 'A', { queryExecutionId: sfn.JsonPath.stringAt('$.id') })],
  ['Athena execution', (scope) => new tasks.AthenaGetQueryExecution(scope, 'A', { queryExecutionId: 'x' })],
  ['Athena stop', (scope) => new tasks.AthenaStopQueryExecution(scope, 'A', { queryExecutionId: 'x' })],
  ['Batch job, awaited', (scope) => new tasks.BatchSubmitJob(scope, 'A', {
    jobDefinitionArn: jobDefinition(scope).jobDefinitionArn, jobName: 'x', jobQueueArn: jobQueue(scope).jobQueueArn, ...timeout,
  })],
  ['Batch job', (scope) => new tasks.BatchSubmitJob(scope, 'A', {
    jobDefinitionArn: jobDefinition(scope).jobDefinitionArn, jobName: 'x', jobQueueArn: jobQueue(scope).jobQueueArn, integrationPattern: REQUEST_RESPONSE,
  })],
  ['Batch job, queue from the input', (scope) => new tasks.BatchSubmitJob(scope, 'A', {
    jobDefinitionArn: jobDefinition(scope).jobDefinitionArn, jobName: 'x', jobQueueArn: sfn.JsonPath.stringAt('$.queue'), integrationPattern: REQUEST_RESPONSE,
  })],
  ['Bedrock model', (scope) => new tasks.BedrockInvokeModel(scope, 'A', {
    model: bedrock.FoundationModel.fromFoundationModelId(scope, 'Model', bedrock.FoundationModelIdentifier.AMAZON_TITAN_TEXT_G1_EXPRESS_V1),
    body: sfn.TaskInput.fromObject({ inputText: 'x' }),
  })],
  ['Bedrock customization, awaited', (scope) => new tasks.BedrockCreateModelCustomizationJob(scope, 'A', {
    baseModel: bedrock.FoundationModel.fromFoundationModelId(scope, 'Model', bedrock.FoundationModelIdentifier.AMAZON_TITAN_TEXT_G1_EXPRESS_V1),
    customModelName: 'm',
    jobName: 'j',
    integrationPattern: RUN_JOB,
    outputData: { bucket: new s3.Bucket(scope, 'Out'), path: 'x' },
    trainingData: { bucket: new s3.Bucket(scope, 'In'), path: 'x' },
    validationData: [{ bucket: new s3.Bucket(scope, 'Check'), path: 'x' }],
    ...timeout,
  })],
  ['CodeBuild, awaited', (scope) => new tasks.CodeBuildStartBuild(scope, 'A', { project: project(scope), integrationPattern: RUN_JOB, ...timeout })],
  ['CodeBuild', (scope) => new tasks.CodeBuildStartBuild(scope, 'A', { project: project(scope) })],
  ['CodeBuild batch, awaited', (scope) => new tasks.CodeBuildStartBuildBatch(scope, 'A', { project: project(scope), integrationPattern: RUN_JOB, ...timeout })],
  ['DataBrew, awaited', (scope) => new tasks.GlueDataBrewStartJobRun(scope, 'A', { name: 'x', integrationPattern: RUN_JOB, ...timeout })],
  ['DataBrew', (scope) => new tasks.GlueDataBrewStartJobRun(scope, 'A', { name: 'x' })],
  ['DynamoDB get', (scope) => new tasks.DynamoGetItem(scope, 'A', { table: table(scope), key: id })],
  ['DynamoDB put', (scope) => new tasks.DynamoPutItem(scope, 'A', { table: table(scope), item: id })],
  ['DynamoDB update', (scope) => new tasks.DynamoUpdateItem(scope, 'A', { table: table(scope), key: id })],
  ['DynamoDB delete', (scope) => new tasks.DynamoDeleteItem(scope, 'A', { table: table(scope), key: id })],
  ['DynamoDB put into a named table', (scope) => new tasks.DynamoPutItem(scope, 'A', { table: dynamodb.Table.fromTableName(scope, 'Table', 'orders'), item: id })],
  ['ECS task, awaited', (scope) => runTask(scope, RUN_JOB)],
  ['ECS task', (scope) => runTask(scope, REQUEST_RESPONSE)],
  ['EKS call', (scope) => new tasks.EksCall(scope, 'A', {
    cluster: eks.Cluster.fromClusterAttributes(scope, 'Eks', { clusterName: 'c', clusterEndpoint: 'https://x', clusterCertificateAuthorityData: 'x' }),
    httpMethod: tasks.HttpMethods.GET,
    httpPath: '/api',
  })],
  ['EMR cluster, awaited', (scope) => emrCluster(scope, RUN_JOB)],
  ['EMR cluster', (scope) => emrCluster(scope, REQUEST_RESPONSE)],
  ['EMR add step, awaited', (scope) => new tasks.EmrAddStep(scope, 'A', { clusterId: 'j-1', name: 'x', jar: 'x.jar', ...timeout })],
  ['EMR cancel step', (scope) => new tasks.EmrCancelStep(scope, 'A', { clusterId: 'j-1', stepId: 's' })],
  ['EMR instance fleet', (scope) => new tasks.EmrModifyInstanceFleetByName(scope, 'A', { clusterId: 'j-1', instanceFleetName: 'f', targetOnDemandCapacity: 1, targetSpotCapacity: 0 })],
  ['EMR instance group', (scope) => new tasks.EmrModifyInstanceGroupByName(scope, 'A', { clusterId: sfn.JsonPath.stringAt('$.id'), instanceGroupName: 'g', instanceGroup: {} })],
  ['EMR termination protection', (scope) => new tasks.EmrSetClusterTerminationProtection(scope, 'A', { clusterId: 'j-1', terminationProtected: true })],
  ['EMR terminate, awaited', (scope) => new tasks.EmrTerminateCluster(scope, 'A', { clusterId: 'j-1', ...timeout })],
  ['EMR on EKS virtual cluster', (scope) => new tasks.EmrContainersCreateVirtualCluster(scope, 'A', { eksCluster: tasks.EksClusterInput.fromTaskInput(sfn.TaskInput.fromText('c')) })],
  ['EMR on EKS delete virtual cluster, awaited', (scope) => new tasks.EmrContainersDeleteVirtualCluster(scope, 'A', {
    virtualClusterId: sfn.TaskInput.fromText('vc'), integrationPattern: RUN_JOB, ...timeout,
  })],
  ['EMR on EKS job, awaited', (scope) => spark(scope, RUN_JOB)],
  ['EMR on EKS job', (scope) => spark(scope, REQUEST_RESPONSE)],
  ['EventBridge, default bus', (scope) => new tasks.EventBridgePutEvents(scope, 'A', { entries: [{ detail: sfn.TaskInput.fromObject({}), source: 's', detailType: 't' }] })],
  ['EventBridge, own bus', (scope) => new tasks.EventBridgePutEvents(scope, 'A', {
    entries: [{ detail: sfn.TaskInput.fromObject({}), source: 's', detailType: 't', eventBus: new events.EventBus(scope, 'Bus') }],
  })],
  ['Scheduler', (scope) => new tasks.EventBridgeSchedulerCreateScheduleTask(scope, 'A', {
    scheduleName: 's', schedule: tasks.Schedule.rate(Duration.hours(1)),
    target: new tasks.EventBridgeSchedulerTarget({ arn: 'arn:aws:sqs:us-east-1:123456789012:q', role: role(scope, 'scheduler.amazonaws.com') }),
  })],
  ['Glue crawler', (scope) => new tasks.GlueStartCrawlerRun(scope, 'A', { crawlerName: 'c' })],
  ['Glue job, awaited', (scope) => new tasks.GlueStartJobRun(scope, 'A', { glueJobName: 'j', integrationPattern: RUN_JOB, ...timeout })],
  ['Glue job', (scope) => new tasks.GlueStartJobRun(scope, 'A', { glueJobName: 'j' })],
  ['HTTP', (scope) => new tasks.HttpInvoke(scope, 'A', {
    apiRoot: 'https://api.example.com', apiEndpoint: sfn.TaskInput.fromText('orders'), connection: connection(scope), method: sfn.TaskInput.fromText('GET'),
  })],
  ['HTTP, JSONata', (scope) => tasks.HttpInvoke.jsonata(scope, 'A', {
    apiRoot: 'https://api.example.com', apiEndpoint: sfn.TaskInput.fromText('orders'), connection: connection(scope), method: sfn.TaskInput.fromText('GET'),
  })],
  ['Lambda', (scope) => new tasks.LambdaInvoke(scope, 'A', { lambdaFunction: handler(scope) })],
  ['Lambda by its ARN', (scope) => new tasks.LambdaInvoke(scope, 'A', { lambdaFunction: handler(scope), payloadResponseOnly: true })],
  ['Lambda version', (scope) => new tasks.LambdaInvoke(scope, 'A', { lambdaFunction: handler(scope).currentVersion })],
  ['Lambda alias', (scope) => new tasks.LambdaInvoke(scope, 'A', { lambdaFunction: handler(scope).addAlias('live') })],
  ['Lambda that is imported', (scope) => new tasks.LambdaInvoke(scope, 'A', { lambdaFunction: lambda.Function.fromFunctionName(scope, 'Fn', 'charge') })],
  ['Lambda that calls back', (scope) => new tasks.LambdaInvoke(scope, 'A', {
    lambdaFunction: handler(scope),
    integrationPattern: WAIT_FOR_TASK_TOKEN,
    payload: sfn.TaskInput.fromObject({ token: sfn.JsonPath.taskToken }),
    ...timeout,
  })],
  ['Lambda, JSONata', (scope) => tasks.LambdaInvoke.jsonata(scope, 'A', { lambdaFunction: handler(scope) })],
  ['an AWS service in another region', (scope) => new tasks.CallAwsServiceCrossRegion(scope, 'A', { service: 's3', action: 'listObjectsV2', region: 'us-west-2', iamAction: 's3:ListBucket', iamResources: ['*'] })],
  ['EvaluateExpression', (scope) => new tasks.EvaluateExpression(scope, 'A', { expression: '$.a + 1' })],
  ['MediaConvert, awaited', (scope) => new tasks.MediaConvertCreateJob(scope, 'A', {
    createJobRequest: { Role: role(scope, 'mediaconvert.amazonaws.com').roleArn, Settings: {} }, integrationPattern: RUN_JOB, ...timeout,
  })],
  ['MediaConvert', (scope) => new tasks.MediaConvertCreateJob(scope, 'A', { createJobRequest: { Role: role(scope, 'mediaconvert.amazonaws.com').roleArn, Settings: {} } })],
  ['SageMaker endpoint', (scope) => new tasks.SageMakerCreateEndpoint(scope, 'A', { endpointName: 'e', endpointConfigName: 'c' })],
  ['SageMaker endpoint configuration', (scope) => new tasks.SageMakerCreateEndpointConfig(scope, 'A', {
    endpointConfigName: 'c', productionVariants: [{ instanceType: ec2.InstanceType.of(ec2.InstanceClass.M5, ec2.InstanceSize.XLARGE), modelName: 'm', variantName: 'v' }],
  })],
  ['SageMaker model', (scope) => new tasks.SageMakerCreateModel(scope, 'A', {
    modelName: 'm', primaryContainer: new tasks.ContainerDefinition({ image: tasks.DockerImage.fromRegistry('x/y'), mode: tasks.Mode.SINGLE_MODEL, modelS3Location: tasks.S3Location.fromJsonExpression('$.model') }),
  })],
  ['SageMaker training, awaited', (scope) => training(scope, RUN_JOB)],
  ['SageMaker training', (scope) => training(scope, REQUEST_RESPONSE)],
  ['SageMaker transform, awaited', (scope) => transform(scope, RUN_JOB)],
  ['SageMaker transform', (scope) => transform(scope, REQUEST_RESPONSE)],
  ['SageMaker update endpoint', (scope) => new tasks.SageMakerUpdateEndpoint(scope, 'A', { endpointName: 'e', endpointConfigName: 'c' })],
  ['SNS', (scope) => new tasks.SnsPublish(scope, 'A', { topic: new sns.Topic(scope, 'Topic'), message: sfn.TaskInput.fromText('x') })],
  ['SQS', (scope) => new tasks.SqsSendMessage(scope, 'A', { queue: new sqs.Queue(scope, 'Queue'), messageBody: sfn.TaskInput.fromText('x') })],
  ['SQS, encrypted', (scope) => new tasks.SqsSendMessage(scope, 'A', {
    queue: new sqs.Queue(scope, 'Queue', { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: new kms.Key(scope, 'Key') }), messageBody: sfn.TaskInput.fromText('x'),
  })],
  ['SQS, imported', (scope) => new tasks.SqsSendMessage(scope, 'A', {
    queue: sqs.Queue.fromQueueArn(scope, 'Queue', 'arn:aws:sqs:us-east-1:123456789012:work'), messageBody: sfn.TaskInput.fromText('x'),
  })],
  ['an activity', (scope) => new tasks.StepFunctionsInvokeActivity(scope, 'A', { activity: new sfn.Activity(scope, 'Activity'), ...timeout, heartbeatTimeout: sfn.Timeout.duration(Duration.minutes(1)) })],
  ['nested execution, awaited', (scope) => new tasks.StepFunctionsStartExecution(scope, 'A', { stateMachine: child(scope), integrationPattern: RUN_JOB, ...timeout })],
  ['nested execution', (scope) => new tasks.StepFunctionsStartExecution(scope, 'A', { stateMachine: child(scope) })],
  ['nested execution that is imported, awaited', (scope) => new tasks.StepFunctionsStartExecution(scope, 'A', {
    stateMachine: sfn.StateMachine.fromStateMachineArn(scope, 'Child', 'arn:aws:states:us-east-1:123456789012:stateMachine:child'), integrationPattern: RUN_JOB, ...timeout,
  })],
  ['an AWS service', (scope) => new tasks.CallAwsService(scope, 'A', { service: 's3', action: 'getObject', parameters: { Bucket: 'b', Key: 'k' }, iamResources: ['arn:aws:s3:::b/*'] })],
  ['an AWS service, with its action', (scope) => new tasks.CallAwsService(scope, 'A', {
    service: 's3', action: 'listObjectsV2', parameters: { Bucket: 'b' }, iamAction: 's3:ListBucket', iamResources: ['arn:aws:s3:::b'],
  })],
  ['an AWS service with another prefix', (scope) => new tasks.CallAwsService(scope, 'A', { service: 'sfn', action: 'listStateMachines', iamResources: ['*'] })],
  ['Distributed Map', (scope) => map(scope)],
  ['Distributed Map with a label', (scope) => map(scope, { label: 'each' })],
  ['Distributed Map over objects', (scope) => map(scope, { itemReader: new sfn.S3ObjectsItemReader({ bucket: new s3.Bucket(scope, 'In'), prefix: 'x' }) })],
  ['Distributed Map over CSV, with results', (scope) => map(scope, {
    itemReader: new sfn.S3CsvItemReader({ bucket: new s3.Bucket(scope, 'In'), key: 'x.csv', csvHeaders: sfn.CsvHeaders.useFirstRow() }),
    resultWriterV2: new sfn.ResultWriterV2({ bucket: new s3.Bucket(scope, 'Out'), prefix: 'x' }),
  })],
  ['Distributed Map over a manifest', (scope) => map(scope, { itemReader: new sfn.S3ManifestItemReader({ bucket: new s3.Bucket(scope, 'In'), key: 'm.json' }) })],
  ['a task with credentials', (scope) => new tasks.LambdaInvoke(scope, 'A', {
    lambdaFunction: lambda.Function.fromFunctionArn(scope, 'Fn', 'arn:aws:lambda:us-east-1:210987654321:function:x'),
    credentials: { role: sfn.TaskRole.fromRole(iam.Role.fromRoleArn(scope, 'Other', 'arn:aws:iam::210987654321:role/x')) },
  })],
];

const encrypted = (scope: Stack, bucket: string) => new s3.Bucket(scope, bucket, { encryption: s3.BucketEncryption.KMS });

/**
 * Where constructs of aws-cdk-lib 2.260 leave out a permission that AWS asks for, with the page that says so and what is then missing.
 */
export const CDK_GAPS: readonly (readonly [title: string, make: (scope: Stack) => sfn.IChainable, rule: string, actions: string, page: string])[] = [
  [
    'S3JsonItemReader with bucketNamePath', (scope) => map(scope, { itemReader: new sfn.S3JsonItemReader({ bucketNamePath: sfn.JsonPath.stringAt('$.bucket'), key: 'items.json' }) }),
    'ASL901', '"s3:GetObject"', 'https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html',
  ],
  [
    'an item reader of a bucket that is encrypted with a key of its own', (scope) => map(scope, { itemReader: new sfn.S3JsonItemReader({ bucket: encrypted(scope, 'In'), key: 'items.json' }) }),
    'ASL901', '"kms:Decrypt"', 'https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html',
  ],
  [
    'a result writer to a bucket that is encrypted with a key of its own', (scope) => map(scope, { resultWriterV2: new sfn.ResultWriterV2({ bucket: encrypted(scope, 'Out'), prefix: 'x' }) }),
    'ASL901', '"kms:GenerateDataKey"', 'https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html',
  ],
  [
    'SnsPublish to a topic that is encrypted with a key of its own',
    (scope) => new tasks.SnsPublish(scope, 'A', { topic: new sns.Topic(scope, 'Topic', { masterKey: new kms.Key(scope, 'Key') }), message: sfn.TaskInput.fromText('x') }),
    'ASL901', '"kms:GenerateDataKey" and "kms:Decrypt"', 'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html',
  ],
  [
    'CallAwsService with an operation whose action has another name',
    (scope) => new tasks.CallAwsService(scope, 'A', { service: 's3', action: 'listObjectsV2', parameters: { Bucket: 'b' }, iamResources: ['*'] }),
    'ASL901', '"s3:ListBucket"', 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html',
  ],
  [
    'BatchSubmitJob, awaited',
    (scope) => new tasks.BatchSubmitJob(scope, 'A', { jobDefinitionArn: jobDefinition(scope).jobDefinitionArn, jobName: 'x', jobQueueArn: jobQueue(scope).jobQueueArn, ...timeout }),
    'ASL907', '"batch:DescribeJobs" and "batch:TerminateJob"', 'https://docs.aws.amazon.com/step-functions/latest/dg/connect-batch.html#batch-iam',
  ],
  ['AthenaStartQueryExecution, awaited', (scope) => query(scope, RUN_JOB), 'ASL907', '"athena:StopQueryExecution"', 'https://docs.aws.amazon.com/step-functions/latest/dg/connect-athena.html#athena-iam'],
];

function restApi(scope: Stack): apigateway.RestApi {
  const api = new apigateway.RestApi(scope, 'Api');
  api.root.addMethod('GET');
  return api;
}
