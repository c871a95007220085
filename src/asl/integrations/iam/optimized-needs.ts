import type { Integration } from '../integration';
import type { IamNeed } from './iam-needs';

const arn = (service: string, resource: string): string => `arn:\${Partition}:${service}:\${Region}:\${Account}:${resource}`;
const on = (resource: string, ...actions: string[]): IamNeed => ({ actions, resources: [resource] });
const any = (...actions: string[]): IamNeed => on('*', ...actions);

/** By a rule of EventBridge, which Step Functions makes itself, it learns that a job has ended. */
const rule = (name: string): IamNeed => on(arn('events', `rule/${name}`), 'events:PutTargets', 'events:PutRule', 'events:DescribeRule');

interface Needs {
  /** What the call itself needs. */
  readonly call: readonly IamNeed[];
  /** What the task needs beside where it waits for the job. */
  readonly job?: readonly IamNeed[];
}

const call = (...needs: IamNeed[]): Needs => ({ call: needs });
const STOPPED = 'the task is stopped or times out';

const emrCluster = arn('elasticmapreduce', 'cluster/{ClusterId}');
const sagemakerJob = (kind: string, name: string, parameter: string, ruleName: string): Needs => ({
  call: [on(arn('sagemaker', `${kind}/{${parameter}}`), `sagemaker:Create${name}`), { ...any('sagemaker:AddTags'), when: '"Tags" are given' }],
  job: [
    on(arn('sagemaker', `${kind}/{${parameter}}`), `sagemaker:Describe${name}`), { ...on(arn('sagemaker', `${kind}/{${parameter}}`), `sagemaker:Stop${name}`), when: STOPPED },
    any('sagemaker:ListTags'), rule(ruleName),
  ],
});
const serverless = (action: string, resource: string, job: readonly IamNeed[]): Needs => ({ call: [on(resource, `emr-serverless:${action}`)], job });
const EMR_APPLICATION = arn('emr-serverless', '/applications/{ApplicationId}');
const APPLICATION_RULE = rule('StepFunctionsGetEventsForEMRServerlessApplicationRule');
const JOB_RULE = rule('StepFunctionsGetEventsForEMRServerlessJobRule');
const EKS_CLUSTER = arn('eks', 'cluster/{ClusterName}');

/**
 * What the optimised integrations need, by service and action.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html and the page of each service below it
 */
const NEEDS: { readonly [call: string]: Needs } = {
  'apigateway:invoke': call({ ...on(arn('execute-api', '*'), 'execute-api:Invoke'), when: '"AuthType" is IAM_ROLE' }),
  'athena:startQueryExecution': {
    call: [
      on(arn('athena', 'workgroup/{WorkGroup}'), 'athena:StartQueryExecution'),
      { ...on(arn('athena', 'datacatalog/*'), 'athena:GetDataCatalog'), when: 'the query reads a data catalog' },
      {
        ...any('s3:GetBucketLocation', 's3:GetObject', 's3:ListBucket', 's3:ListBucketMultipartUploads', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload', 's3:PutObject'),
        when: 'on the buckets that the query reads, and where its results go',
      },
      { ...any('glue:GetDatabase', 'glue:GetDatabases', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartition', 'glue:GetPartitions'), when: 'the tables are in the Glue catalog' },
      { ...any('lakeformation:GetDataAccess'), when: 'Lake Formation governs the data' },
    ],
    job: [
      on(arn('athena', 'workgroup/{WorkGroup}'), 'athena:GetQueryExecution'), { ...on(arn('athena', 'workgroup/{WorkGroup}'), 'athena:StopQueryExecution'), when: STOPPED },
    ],
  },
  'athena:stopQueryExecution': call(on(arn('athena', 'workgroup/*'), 'athena:StopQueryExecution')),
  'athena:getQueryExecution': call(on(arn('athena', 'workgroup/*'), 'athena:GetQueryExecution')),
  'athena:getQueryResults': call(
    on(arn('athena', 'workgroup/*'), 'athena:GetQueryResults'), { ...any('s3:GetObject'), when: 'on the bucket that has the results' },
  ),
  'batch:submitJob': { call: [any('batch:SubmitJob')], job: [any('batch:DescribeJobs'), { ...any('batch:TerminateJob'), when: STOPPED }, rule('StepFunctionsGetEventsForBatchJobsRule')] },
  'bedrock:invokeModel': call(
    {
      actions: ['bedrock:InvokeModel'],
      resources: ['arn:${Partition}:bedrock:${Region}::foundation-model/{ModelId}', arn('bedrock', 'inference-profile/{ModelId}')],
    },
    { ...any('s3:GetObject'), when: '"Input" is in S3' }, { ...any('s3:PutObject'), when: '"Output" goes to S3' },
    { ...any('bedrock:ApplyGuardrail'), when: '"GuardrailIdentifier" is given' },
  ),
  'bedrock:createModelCustomizationJob': {
    call: [any('bedrock:CreateModelCustomizationJob'), { ...any('bedrock:TagResource'), when: 'tags are given' }],
    job: [any('bedrock:GetModelCustomizationJob'), { ...any('bedrock:StopModelCustomizationJob'), when: STOPPED }],
  },
  'bedrock-agentcore:invokeHarness': call(on('{HarnessArn}', 'bedrock-agentcore:InvokeHarness')),
  'codebuild:startBuild': {
    call: [on(arn('codebuild', 'project/{ProjectName}'), 'codebuild:StartBuild')],
    job: [
      on(arn('codebuild', 'project/{ProjectName}'), 'codebuild:BatchGetBuilds'), { ...on(arn('codebuild', 'project/{ProjectName}'), 'codebuild:StopBuild'), when: STOPPED },
      rule('StepFunctionsGetEventForCodeBuildStartBuildRule'),
    ],
  },
  'codebuild:startBuildBatch': {
    call: [on(arn('codebuild', 'project/{ProjectName}'), 'codebuild:StartBuildBatch')],
    job: [
      on(arn('codebuild', 'project/{ProjectName}'), 'codebuild:BatchGetBuildBatches'),
      { ...on(arn('codebuild', 'project/{ProjectName}'), 'codebuild:StopBuildBatch'), when: STOPPED }, rule('StepFunctionsGetEventForCodeBuildStartBuildBatchRule'),
    ],
  },
  'codebuild:retryBuildBatch': {
    call: [on(arn('codebuild', 'project/*'), 'codebuild:RetryBuildBatch')],
    job: [
      on(arn('codebuild', 'project/*'), 'codebuild:BatchGetBuildBatches'), { ...on(arn('codebuild', 'project/*'), 'codebuild:StopBuildBatch'), when: STOPPED },
      rule('StepFunctionsGetEventForCodeBuildStartBuildBatchRule'),
    ],
  },
  'codebuild:stopBuild': call(on(arn('codebuild', 'project/*'), 'codebuild:StopBuild')),
  'codebuild:stopBuildBatch': call(on(arn('codebuild', 'project/*'), 'codebuild:StopBuildBatch')),
  'codebuild:deleteBuildBatch': call(on(arn('codebuild', 'project/*'), 'codebuild:DeleteBuildBatch')),
  'codebuild:batchDeleteBuilds': call(on(arn('codebuild', 'project/*'), 'codebuild:BatchDeleteBuilds')),
  'codebuild:batchGetReports': call(on(arn('codebuild', 'report-group/*'), 'codebuild:BatchGetReports')),
  'databrew:startJobRun': {
    call: [on(arn('databrew', 'job/{Name}'), 'databrew:StartJobRun')],
    job: [on(arn('databrew', 'job/{Name}'), 'databrew:ListJobRuns'), { ...on(arn('databrew', 'job/{Name}'), 'databrew:StopJobRun'), when: STOPPED }],
  },
  ...Object.fromEntries(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'].map((action): [string, Needs] => [
    `dynamodb:${action[0].toLowerCase()}${action.slice(1)}`, call(on(arn('dynamodb', 'table/{TableName}'), `dynamodb:${action}`)),
  ])),
  'ecs:runTask': {
    call: [on(arn('ecs', 'task-definition/{TaskDefinition}'), 'ecs:RunTask')],
    job: [any('ecs:DescribeTasks'), { ...any('ecs:StopTask'), when: STOPPED }, rule('StepFunctionsGetEventsForECSTaskRule')],
  },
  'eks:createCluster': { call: [any('eks:CreateCluster')], job: [on(arn('eks', 'cluster/{Name}'), 'eks:DescribeCluster'), { ...on(arn('eks', 'cluster/{Name}'), 'eks:DeleteCluster'), when: STOPPED }] },
  'eks:deleteCluster': { call: [on(arn('eks', 'cluster/{Name}'), 'eks:DeleteCluster')], job: [on(arn('eks', 'cluster/{Name}'), 'eks:DescribeCluster')] },
  'eks:createFargateProfile': {
    call: [on(EKS_CLUSTER, 'eks:CreateFargateProfile')],
    job: [
      on(arn('eks', 'fargateprofile/{ClusterName}/*'), 'eks:DescribeFargateProfile'), { ...on(arn('eks', 'fargateprofile/{ClusterName}/*'), 'eks:DeleteFargateProfile'), when: STOPPED },
    ],
  },
  'eks:deleteFargateProfile': {
    call: [on(arn('eks', 'fargateprofile/{ClusterName}/{FargateProfileName}/*'), 'eks:DeleteFargateProfile')],
    job: [on(arn('eks', 'fargateprofile/{ClusterName}/{FargateProfileName}/*'), 'eks:DescribeFargateProfile')],
  },
  'eks:createNodegroup': {
    call: [any('ec2:DescribeSubnets'), on(EKS_CLUSTER, 'eks:CreateNodegroup')],
    job: [on(arn('eks', 'nodegroup/{ClusterName}/*'), 'eks:DescribeNodegroup'), { ...on(arn('eks', 'nodegroup/{ClusterName}/*'), 'eks:DeleteNodegroup'), when: STOPPED }],
  },
  'eks:deleteNodegroup': {
    call: [on(arn('eks', 'nodegroup/{ClusterName}/{NodegroupName}/*'), 'eks:DeleteNodegroup')],
    job: [on(arn('eks', 'nodegroup/{ClusterName}/{NodegroupName}/*'), 'eks:DescribeNodegroup')],
  },
  // The cluster's own access control allows these, not IAM.
  'eks:runJob': call(),
  'eks:call': call(),
  'elasticmapreduce:createCluster': {
    call: [any('elasticmapreduce:RunJobFlow', 'elasticmapreduce:DescribeCluster', 'elasticmapreduce:TerminateJobFlows')],
    job: [rule('StepFunctionsGetEventForEMRRunJobFlowRule')],
  },
  'elasticmapreduce:setClusterTerminationProtection': call(on(emrCluster, 'elasticmapreduce:SetTerminationProtection')),
  'elasticmapreduce:terminateCluster': {
    call: [on(emrCluster, 'elasticmapreduce:TerminateJobFlows')],
    job: [on(emrCluster, 'elasticmapreduce:DescribeCluster'), rule('StepFunctionsGetEventForEMRTerminateJobFlowsRule')],
  },
  'elasticmapreduce:addStep': {
    call: [on(emrCluster, 'elasticmapreduce:AddJobFlowSteps')],
    job: [
      on(emrCluster, 'elasticmapreduce:DescribeStep'), { ...on(emrCluster, 'elasticmapreduce:CancelSteps'), when: STOPPED }, rule('StepFunctionsGetEventForEMRAddJobFlowStepsRule'),
    ],
  },
  'elasticmapreduce:cancelStep': call(on(emrCluster, 'elasticmapreduce:CancelSteps')),
  'elasticmapreduce:modifyInstanceFleetByName': call(on(emrCluster, 'elasticmapreduce:ModifyInstanceFleet', 'elasticmapreduce:ListInstanceFleets')),
  'elasticmapreduce:modifyInstanceGroupByName': call(on(emrCluster, 'elasticmapreduce:ModifyInstanceGroups', 'elasticmapreduce:ListInstanceGroups')),
  'emr-containers:createVirtualCluster': call(
    any('emr-containers:CreateVirtualCluster'), { ...any('iam:CreateServiceLinkedRole'), when: 'the account has no service-linked role of EMR on EKS yet' },
  ),
  'emr-containers:deleteVirtualCluster': {
    call: [on(arn('emr-containers', '/virtualclusters/{Id}'), 'emr-containers:DeleteVirtualCluster')],
    job: [on(arn('emr-containers', '/virtualclusters/{Id}'), 'emr-containers:DescribeVirtualCluster')],
  },
  'emr-containers:startJobRun': {
    call: [on(arn('emr-containers', '/virtualclusters/{VirtualClusterId}'), 'emr-containers:StartJobRun')],
    job: [
      on(arn('emr-containers', '/virtualclusters/{VirtualClusterId}/jobruns/*'), 'emr-containers:DescribeJobRun'),
      { ...on(arn('emr-containers', '/virtualclusters/{VirtualClusterId}/jobruns/*'), 'emr-containers:CancelJobRun'), when: STOPPED },
    ],
  },
  'emr-serverless:createApplication': serverless('CreateApplication', '*', [
    any('emr-serverless:GetApplication'), { ...any('emr-serverless:DeleteApplication'), when: STOPPED }, APPLICATION_RULE,
  ]),
  'emr-serverless:startApplication': serverless('StartApplication', EMR_APPLICATION, [
    on(EMR_APPLICATION, 'emr-serverless:GetApplication'), { ...on(EMR_APPLICATION, 'emr-serverless:StopApplication'), when: STOPPED }, APPLICATION_RULE,
  ]),
  'emr-serverless:stopApplication': serverless('StopApplication', EMR_APPLICATION, [on(EMR_APPLICATION, 'emr-serverless:GetApplication'), APPLICATION_RULE]),
  'emr-serverless:deleteApplication': serverless('DeleteApplication', EMR_APPLICATION, [on(EMR_APPLICATION, 'emr-serverless:GetApplication'), APPLICATION_RULE]),
  'emr-serverless:startJobRun': serverless('StartJobRun', EMR_APPLICATION, [
    on(`${EMR_APPLICATION}/jobruns/*`, 'emr-serverless:GetJobRun'), { ...on(`${EMR_APPLICATION}/jobruns/*`, 'emr-serverless:CancelJobRun'), when: STOPPED }, JOB_RULE,
  ]),
  'emr-serverless:cancelJobRun': serverless('CancelJobRun', `${EMR_APPLICATION}/jobruns/{JobRunId}`, [
    on(`${EMR_APPLICATION}/jobruns/{JobRunId}`, 'emr-serverless:GetJobRun'), JOB_RULE,
  ]),
  'events:putEvents': call(on(arn('events', 'event-bus/*'), 'events:PutEvents')),
  'glue:startJobRun': {
    call: [on(arn('glue', 'job/{JobName}'), 'glue:StartJobRun')],
    job: [on(arn('glue', 'job/{JobName}'), 'glue:GetJobRun', 'glue:GetJobRuns'), { ...on(arn('glue', 'job/{JobName}'), 'glue:BatchStopJobRun'), when: STOPPED }],
  },
  'http:invoke': call(
    on(arn('states', 'stateMachine:*'), 'states:InvokeHTTPEndpoint'), on(arn('events', 'connection/*'), 'events:RetrieveConnectionCredentials'),
    on(arn('secretsmanager', 'secret:events!connection/*'), 'secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'),
  ),
  'lambda:invoke': call(on(arn('lambda', 'function:{FunctionName}'), 'lambda:InvokeFunction')),
  'mediaconvert:createJob': {
    call: [on(arn('mediaconvert', 'queues/*'), 'mediaconvert:CreateJob')],
    job: [
      on(arn('mediaconvert', 'jobs/*'), 'mediaconvert:GetJob'), { ...on(arn('mediaconvert', 'jobs/*'), 'mediaconvert:CancelJob'), when: STOPPED },
      rule('StepFunctionsGetEventsForMediaConvertJobRule'),
    ],
  },
  'sagemaker:createEndpoint': call({
    actions: ['sagemaker:CreateEndpoint'],
    resources: [arn('sagemaker', 'endpoint/{EndpointName}'), arn('sagemaker', 'endpoint-config/{EndpointConfigName}')],
  }),
  'sagemaker:createEndpointConfig': call(on(arn('sagemaker', 'endpoint-config/{EndpointConfigName}'), 'sagemaker:CreateEndpointConfig')),
  'sagemaker:createModel': call(on(arn('sagemaker', 'model/{ModelName}'), 'sagemaker:CreateModel')),
  'sagemaker:updateEndpoint': call(on(arn('sagemaker', 'endpoint/{EndpointName}'), 'sagemaker:UpdateEndpoint')),
  'sagemaker:createHyperParameterTuningJob': sagemakerJob(
    'hyper-parameter-tuning-job', 'HyperParameterTuningJob', 'HyperParameterTuningJobName', 'StepFunctionsGetEventsForSageMakerTuningJobsRule',
  ),
  'sagemaker:createLabelingJob': sagemakerJob('labeling-job', 'LabelingJob', 'LabelingJobName', 'StepFunctionsGetEventsForSageMakerLabelingJobsRule'),
  'sagemaker:createProcessingJob': sagemakerJob('processing-job', 'ProcessingJob', 'ProcessingJobName', 'StepFunctionsGetEventsForSageMakerProcessingJobsRule'),
  'sagemaker:createTrainingJob': sagemakerJob('training-job', 'TrainingJob', 'TrainingJobName', 'StepFunctionsGetEventsForSageMakerTrainingJobsRule'),
  'sagemaker:createTransformJob': sagemakerJob('transform-job', 'TransformJob', 'TransformJobName', 'StepFunctionsGetEventsForSageMakerTransformJobsRule'),
  'sns:publish': call(on('{TopicArn}', 'sns:Publish')),
  'sqs:sendMessage': call(on(arn('sqs', '{QueueUrl}'), 'sqs:SendMessage')),
  'states:startExecution': {
    call: [on('{StateMachineArn}', 'states:StartExecution')],
    job: [
      on(arn('states', 'execution:{StateMachineArn:name}:*'), 'states:DescribeExecution'), { ...on(arn('states', 'execution:{StateMachineArn:name}:*'), 'states:StopExecution'), when: STOPPED },
      rule('StepFunctionsGetEventsForStepFunctionsExecutionRule'),
    ],
  },
};

/** What a call of an optimised integration needs; undefined where it is no known one. */
export function optimizedNeeds({ service, action, pattern }: Integration): readonly IamNeed[] | undefined {
  const key = `${service}:${action}`;
  if (!Object.hasOwn(NEEDS, key)) {
    return undefined;
  }
  const { call: needs, job = [] } = NEEDS[key];
  return pattern?.startsWith('.sync') ? [...needs, ...job] : needs;
}
