import { sdkPermissions } from './sdk-permissions';

/**
 * A permission that a call needs. The data is AWS's: the pages "IAM policies" of each integrated service in the Step Functions Developer Guide, and
 * the Service Authorization Reference.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html
 */
export interface Permission {
  readonly actions: readonly string[];
  /**
   * On what. `{Name}` in an ARN is the value of a parameter, `{Name=x}` one with a default, `{?}` a part that is only known when the task runs; `R`
   * and `A` are region and account. A parameter that is an ARN itself is the resource. `@…` is a rule of its own: see `resources.ts`.
   * Default: on a resource that is known only when the task runs, so that all that is asked is whether the role has the action at all
   */
  readonly on?: string;
  /**
   * What becomes of it: `task`, the task fails; `create`, AWS does not create the machine; `watch`, the task works, and what Step Functions does
   * beside it fails.
   */
  readonly for: 'task' | 'create' | 'watch';
  /** What the conditions of policies can ask about: a text, or the value of a parameter. */
  readonly context?: { readonly [key: string]: string };
  /** The parameter and the value for which it is needed. Default: always */
  readonly when?: { readonly parameter: string; readonly is: string };
}

/** What a Task, an item reader or a result writer calls: `lambda`, `invoke`, `.sync`. */
export interface Integration {
  readonly service: string;
  readonly action: string;
  readonly pattern?: string;
}

/** What an integration needs; undefined where that is not known. */
export function permissionsOf({ service, action, pattern }: Integration): readonly Permission[] | undefined {
  if (service.startsWith('aws-sdk:')) return sdkPermissions(service.slice('aws-sdk:'.length), action);
  const always = OPTIMISED.get(`${service}:${action}`);
  if (!always) return undefined;
  return pattern?.startsWith('.sync') ? [...always, ...JOBS.get(`${service}:${action}`) ?? []] : always;
}

const task = (actions: string | readonly string[], on?: string, more: Partial<Permission> = {}): Permission => ({ actions: [actions].flat(), on, for: 'task', ...more });
const watch = (actions: readonly string[], on?: string): Permission => ({ actions, on, for: 'watch' });
const passRole = (parameter: string, to: string): Permission => task('iam:PassRole', `iam::A:role/{${parameter}}`, { context: { 'iam:PassedToService': to } });

/** The rule of EventBridge that Step Functions makes when the machine is created, to be told when jobs end. */
const rule = (name: string): Permission => ({
  actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'], on: `events:R:A:rule/${name}`, for: 'create', context: { 'events:ManagedBy': 'states.amazonaws.com' },
});

/** What each call of an optimised integration needs, in whatever way the task waits. */
const OPTIMISED: ReadonlyMap<string, readonly Permission[]> = new Map<string, readonly Permission[]>(Object.entries({
  'apigateway:invoke': [task('execute-api:Invoke', undefined, { when: { parameter: 'AuthType', is: 'IAM_ROLE' } })],
  'athena:getQueryExecution': [task('athena:GetQueryExecution')],
  'athena:getQueryResults': [task('athena:GetQueryResults')],
  'athena:startQueryExecution': [task('athena:StartQueryExecution', 'athena:R:A:workgroup/{WorkGroup=primary}')],
  'athena:stopQueryExecution': [task('athena:StopQueryExecution')],
  'batch:submitJob': [task('batch:SubmitJob', 'batch:R:A:job-queue/{JobQueue}')],
  'bedrock:createModelCustomizationJob': [task('bedrock:CreateModelCustomizationJob'), passRole('RoleArn', 'bedrock.amazonaws.com')],
  'bedrock:invokeModel': [task('bedrock:InvokeModel')],
  'bedrockagentcore:invokeHarness': [task(['bedrock-agentcore:InvokeHarness', 'bedrock-agentcore:InvokeAgentRuntime'], 'bedrock-agentcore:R:A:harness/{HarnessArn}')],
  'codebuild:batchDeleteBuilds': [task('codebuild:BatchDeleteBuilds')],
  'codebuild:batchGetReports': [task('codebuild:BatchGetReports')],
  'codebuild:startBuild': [task('codebuild:StartBuild', 'codebuild:R:A:project/{ProjectName}')],
  'codebuild:startBuildBatch': [task('codebuild:StartBuildBatch', 'codebuild:R:A:project/{ProjectName}')],
  'codebuild:stopBuild': [task('codebuild:StopBuild')],
  'databrew:startJobRun': [task('databrew:StartJobRun', 'databrew:R:A:job/{Name}')],
  'dynamodb:deleteItem': [task('dynamodb:DeleteItem', 'dynamodb:R:A:table/{TableName}')],
  'dynamodb:getItem': [task('dynamodb:GetItem', 'dynamodb:R:A:table/{TableName}')],
  'dynamodb:putItem': [task('dynamodb:PutItem', 'dynamodb:R:A:table/{TableName}')],
  'dynamodb:updateItem': [task('dynamodb:UpdateItem', 'dynamodb:R:A:table/{TableName}')],
  'ecs:runTask': [task('ecs:RunTask', '@taskDefinition'), task('iam:PassRole', '@taskRoles', { context: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } })],
  'eks:call': [],
  'eks:createCluster': [task('eks:CreateCluster'), passRole('RoleArn', 'eks.amazonaws.com')],
  'eks:createFargateProfile': [task('eks:CreateFargateProfile'), passRole('PodExecutionRoleArn', 'eks-fargate.amazonaws.com')],
  'eks:createNodegroup': [task('eks:CreateNodegroup'), passRole('NodeRole', 'eks.amazonaws.com')],
  'eks:deleteCluster': [task('eks:DeleteCluster', 'eks:R:A:cluster/{Name}')],
  'eks:deleteFargateProfile': [task('eks:DeleteFargateProfile')],
  'eks:deleteNodegroup': [task('eks:DeleteNodegroup')],
  'eks:runJob': [],
  'elasticmapreduce:addStep': [task('elasticmapreduce:AddJobFlowSteps', 'elasticmapreduce:R:A:cluster/{ClusterId}')],
  'elasticmapreduce:cancelStep': [task('elasticmapreduce:CancelSteps', 'elasticmapreduce:R:A:cluster/{ClusterId}')],
  'elasticmapreduce:createCluster': [task('elasticmapreduce:RunJobFlow'), task('iam:PassRole')],
  'elasticmapreduce:modifyInstanceFleetByName': [task(['elasticmapreduce:ModifyInstanceFleet', 'elasticmapreduce:ListInstanceFleets'], 'elasticmapreduce:R:A:cluster/{ClusterId}')],
  'elasticmapreduce:modifyInstanceGroupByName': [task(['elasticmapreduce:ModifyInstanceGroups', 'elasticmapreduce:ListInstanceGroups'])],
  'elasticmapreduce:setClusterTerminationProtection': [task('elasticmapreduce:SetTerminationProtection', 'elasticmapreduce:R:A:cluster/{ClusterId}')],
  'elasticmapreduce:terminateCluster': [task('elasticmapreduce:TerminateJobFlows', 'elasticmapreduce:R:A:cluster/{ClusterId}')],
  'emr-containers:createVirtualCluster': [task('emr-containers:CreateVirtualCluster')],
  'emr-containers:deleteVirtualCluster': [task('emr-containers:DeleteVirtualCluster', 'emr-containers:R:A:/virtualclusters/{Id}')],
  'emr-containers:startJobRun': [
    task('emr-containers:StartJobRun', 'emr-containers:R:A:/virtualclusters/{VirtualClusterId}', { context: { 'emr-containers:ExecutionRoleArn': '{ExecutionRoleArn}' } }),
  ],
  'emr-serverless:cancelJobRun': [task('emr-serverless:CancelJobRun')],
  'emr-serverless:createApplication': [task('emr-serverless:CreateApplication')],
  'emr-serverless:deleteApplication': [task('emr-serverless:DeleteApplication', 'emr-serverless:R:A:/applications/{ApplicationId}')],
  'emr-serverless:startApplication': [task('emr-serverless:StartApplication', 'emr-serverless:R:A:/applications/{ApplicationId}')],
  'emr-serverless:startJobRun': [
    task('emr-serverless:StartJobRun', 'emr-serverless:R:A:/applications/{ApplicationId}'), passRole('ExecutionRoleArn', 'emr-serverless.amazonaws.com'),
  ],
  'emr-serverless:stopApplication': [task('emr-serverless:StopApplication', 'emr-serverless:R:A:/applications/{ApplicationId}')],
  'events:putEvents': [task('events:PutEvents', '@eventBuses')],
  'glue:startJobRun': [task('glue:StartJobRun', 'glue:R:A:job/{JobName}')],
  'http:invoke': [
    task('states:InvokeHTTPEndpoint', '@self', { context: { 'states:HTTPEndpoint': '{ApiEndpoint}', 'states:HTTPMethod': '{Method}' } }),
    task('events:RetrieveConnectionCredentials', '@connection'),
    task(['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], '@connectionSecret'),
  ],
  'lambda:invoke': [task('lambda:InvokeFunction', '@function')],
  'mediaconvert:createJob': [task('mediaconvert:CreateJob'), passRole('Role', 'mediaconvert.amazonaws.com')],
  's3:getObject': [task('s3:GetObject', '@object')],
  's3:listObjectsV2': [task('s3:ListBucket', 's3:::{Bucket}')],
  's3:putObject': [task('s3:PutObject', '@objects')],
  'sagemaker:createEndpoint': [task('sagemaker:CreateEndpoint')],
  'sagemaker:createEndpointConfig': [task('sagemaker:CreateEndpointConfig')],
  'sagemaker:createHyperParameterTuningJob': [task('sagemaker:CreateHyperParameterTuningJob'), passRole('TrainingJobDefinition.RoleArn', 'sagemaker.amazonaws.com')],
  'sagemaker:createLabelingJob': [task('sagemaker:CreateLabelingJob'), passRole('RoleArn', 'sagemaker.amazonaws.com')],
  'sagemaker:createModel': [task('sagemaker:CreateModel'), passRole('ExecutionRoleArn', 'sagemaker.amazonaws.com')],
  'sagemaker:createProcessingJob': [task('sagemaker:CreateProcessingJob'), passRole('RoleArn', 'sagemaker.amazonaws.com')],
  'sagemaker:createTrainingJob': [task('sagemaker:CreateTrainingJob'), passRole('RoleArn', 'sagemaker.amazonaws.com')],
  'sagemaker:createTransformJob': [task('sagemaker:CreateTransformJob')],
  'sagemaker:updateEndpoint': [task('sagemaker:UpdateEndpoint')],
  'sns:publish': [task('sns:Publish', '@topic')],
  'sqs:sendMessage': [task('sqs:SendMessage', '@queue')],
  'states:startExecution': [task('states:StartExecution', '@stateMachine')],
}));

/** What a job needs beside that, where the task waits until it ends (`.sync`). Without a rule, Step Functions asks how far the job is. */
const JOBS: ReadonlyMap<string, readonly Permission[]> = new Map<string, readonly Permission[]>(Object.entries({
  'athena:startQueryExecution': [task('athena:GetQueryExecution'), watch(['athena:StopQueryExecution'])],
  'batch:submitJob': [rule('StepFunctionsGetEventsForBatchJobsRule'), watch(['batch:DescribeJobs', 'batch:TerminateJob'])],
  'codebuild:startBuild': [rule('StepFunctionsGetEventForCodeBuildStartBuildRule'), watch(['codebuild:BatchGetBuilds', 'codebuild:StopBuild'])],
  'codebuild:startBuildBatch': [rule('StepFunctionsGetEventForCodeBuildStartBuildBatchRule'), watch(['codebuild:BatchGetBuildBatches', 'codebuild:StopBuildBatch'])],
  'databrew:startJobRun': [task('databrew:ListJobRuns'), watch(['databrew:StopJobRun'])],
  'ecs:runTask': [rule('StepFunctionsGetEventsForECSTaskRule'), watch(['ecs:DescribeTasks', 'ecs:StopTask'])],
  'eks:createCluster': [task('eks:DescribeCluster'), watch(['eks:DeleteCluster'])],
  'eks:createFargateProfile': [task('eks:DescribeFargateProfile'), watch(['eks:DeleteFargateProfile'])],
  'eks:createNodegroup': [task('eks:DescribeNodegroup'), watch(['eks:DeleteNodegroup'])],
  'eks:deleteCluster': [task('eks:DescribeCluster')],
  'eks:deleteFargateProfile': [task('eks:DescribeFargateProfile')],
  'eks:deleteNodegroup': [task('eks:DescribeNodegroup')],
  'elasticmapreduce:addStep': [rule('StepFunctionsGetEventForEMRAddJobFlowStepsRule'), watch(['elasticmapreduce:DescribeStep', 'elasticmapreduce:CancelSteps'])],
  'elasticmapreduce:createCluster': [rule('StepFunctionsGetEventForEMRRunJobFlowRule'), watch(['elasticmapreduce:DescribeCluster', 'elasticmapreduce:TerminateJobFlows'])],
  'elasticmapreduce:terminateCluster': [rule('StepFunctionsGetEventForEMRTerminateJobFlowsRule'), watch(['elasticmapreduce:DescribeCluster'])],
  'emr-containers:deleteVirtualCluster': [task('emr-containers:DescribeVirtualCluster')],
  'emr-containers:startJobRun': [task('emr-containers:DescribeJobRun'), watch(['emr-containers:CancelJobRun'])],
  'emr-serverless:createApplication': [rule('StepFunctionsGetEventsForEMRServerlessApplicationRule'), watch(['emr-serverless:GetApplication', 'emr-serverless:DeleteApplication'])],
  'emr-serverless:deleteApplication': [rule('StepFunctionsGetEventsForEMRServerlessApplicationRule'), watch(['emr-serverless:GetApplication'])],
  'emr-serverless:startApplication': [rule('StepFunctionsGetEventsForEMRServerlessApplicationRule'), watch(['emr-serverless:GetApplication', 'emr-serverless:StopApplication'])],
  'emr-serverless:startJobRun': [rule('StepFunctionsGetEventsForEMRServerlessJobRule'), watch(['emr-serverless:GetJobRun', 'emr-serverless:CancelJobRun'])],
  'emr-serverless:stopApplication': [rule('StepFunctionsGetEventsForEMRServerlessApplicationRule'), watch(['emr-serverless:GetApplication'])],
  'emr-serverless:cancelJobRun': [rule('StepFunctionsGetEventsForEMRServerlessJobRule'), watch(['emr-serverless:GetJobRun'])],
  'glue:startJobRun': [task('glue:GetJobRun'), watch(['glue:BatchStopJobRun'])],
  'mediaconvert:createJob': [rule('StepFunctionsGetEventsForMediaConvertJobRule'), watch(['mediaconvert:GetJob', 'mediaconvert:CancelJob'])],
  'sagemaker:createHyperParameterTuningJob': [
    rule('StepFunctionsGetEventsForSageMakerTuningJobsRule'), watch(['sagemaker:DescribeHyperParameterTuningJob', 'sagemaker:StopHyperParameterTuningJob']),
  ],
  'sagemaker:createLabelingJob': [rule('StepFunctionsGetEventsForSageMaker{?}'), watch(['sagemaker:DescribeLabelingJob', 'sagemaker:StopLabelingJob'])],
  'sagemaker:createProcessingJob': [
    rule('StepFunctionsGetEventsForSageMakerProcessingJobsRule'), watch(['sagemaker:DescribeProcessingJob', 'sagemaker:StopProcessingJob']),
  ],
  'sagemaker:createTrainingJob': [rule('StepFunctionsGetEventsForSageMakerTrainingJobsRule'), watch(['sagemaker:DescribeTrainingJob', 'sagemaker:StopTrainingJob'])],
  'sagemaker:createTransformJob': [rule('StepFunctionsGetEventsForSageMakerTransformJobsRule'), watch(['sagemaker:DescribeTransformJob', 'sagemaker:StopTransformJob'])],
  'states:startExecution': [
    rule('StepFunctionsGetEventsForStepFunctionsExecutionRule'),
    { actions: ['states:DescribeExecution', 'states:StopExecution'], on: '@execution', for: 'watch' },
  ],
}));

/** What a Distributed Map needs, to start and to follow its child executions. */
export const DISTRIBUTED_MAP: readonly Permission[] = [
  task('states:StartExecution', '@self'),
  { actions: ['states:DescribeExecution', 'states:StopExecution'], on: '@ownExecution', for: 'watch' },
];

/** What logging needs. CloudWatch Logs takes these for all resources only. */
export const LOGGING: Permission = {
  actions: ['CreateLogDelivery', 'GetLogDelivery', 'UpdateLogDelivery', 'DeleteLogDelivery', 'ListLogDeliveries', 'PutResourcePolicy', 'DescribeResourcePolicies', 'DescribeLogGroups']
    .map((action) => `logs:${action}`),
  on: '*',
  for: 'create',
};

/** What tracing needs. */
export const TRACING: Permission = { actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'], on: '*', for: 'watch' };
