import { NO_MEMBERS } from './members';
import { SdkAction, sdkService } from './sdk-services';

/** How a task waits, as it stands after the action: for the response (nothing), for a job to end, or for a callback. */
export type IntegrationPattern = '.sync' | '.sync:2' | '.waitForTaskToken';

/** An action of an optimised integration. What is not said is as in the API's model. */
export interface OptimizedAction {
  /** How it can wait beside for the response. */
  readonly patterns: readonly IntegrationPattern[];
  /** The API that it calls, where that is no action of the same name of the service's API: `sfn:startExecution`. */
  readonly api?: string;
  /** All its parameters, where they are not those of an API, in the notation of `parseMembers`. */
  readonly parameters?: string;
  /** Parameters that are not, or not like this, in the API's model. */
  readonly changed?: string;
  /** Parameters of the API that the integration does not have. */
  readonly removed?: readonly string[];
  /** Parameters of which one must be there. */
  readonly oneOf?: readonly string[];
  /** What it answers, where that is not what the API answers. */
  readonly output?: string;
  /** What a task that waited for the job gives: the members, or the API whose answer it is. Nothing where it is not known. */
  readonly jobOutput?: string | { readonly api: string };
}

export interface OptimizedService {
  /** The service's name among those of the AWS SDK, where it is another. */
  readonly sdk?: string;
  /** Before the dot in the names of its errors, and the error that stands for those that have no exception. Nothing where they are not known. */
  readonly errors?: { readonly prefix: string; readonly unnamed?: string };
  readonly actions: { readonly [action: string]: OptimizedAction };
}

const RESPONSE: OptimizedAction = { patterns: [] };
const JOB: OptimizedAction = { patterns: ['.sync'] };
const TOKEN: readonly IntegrationPattern[] = ['.waitForTaskToken'];
/** The service has both patterns, and its documentation does not say for which actions. */
const JOB_OR_TOKEN: readonly IntegrationPattern[] = ['.sync', '.waitForTaskToken'];

/** A member that the API wants so as to tell calls apart: Step Functions makes one where none is given. */
const CLIENT_TOKEN = 'ClientToken';
const CLUSTER = 'ClusterName! CertificateAuthority! Endpoint!';
const job = (describe: string): OptimizedAction => ({ ...JOB, jobOutput: { api: describe } });

/**
 * The optimised integrations: `arn:aws:states:::SERVICE:ACTION`. Their parameters are those of the API models, but for what is said here.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html and the page of each service below it
 */
export const OPTIMIZED_SERVICES: ReadonlyMap<string, OptimizedService> = new Map(Object.entries<OptimizedService>({
  'apigateway': {
    errors: { prefix: 'ApiGateway' },
    actions: {
      invoke: {
        patterns: TOKEN,
        parameters: 'ApiEndpoint! Method! Headers{ Stage Path QueryParameters{ RequestBody* AllowNullValues? AuthType',
        output: 'Headers{ ResponseBody* StatusCode# StatusText',
      },
    },
  },
  'athena': {
    errors: { prefix: 'Athena', unnamed: 'AmazonAthenaException' },
    actions: { startQueryExecution: job('athena:getQueryExecution'), stopQueryExecution: RESPONSE, getQueryExecution: RESPONSE, getQueryResults: RESPONSE },
  },
  'batch': { errors: { prefix: 'Batch', unnamed: 'AWSBatchException' }, actions: { submitJob: JOB } },
  'bedrock': {
    actions: {
      createModelCustomizationJob: { patterns: JOB_OR_TOKEN, jobOutput: { api: 'bedrock:getModelCustomizationJob' } },
      invokeModel: { patterns: TOKEN, api: 'bedrockruntime:invokeModel', changed: 'Body* Input{ Output{', output: 'Body* ContentType' },
    },
  },
  'bedrockagentcore': {
    errors: { prefix: 'BedrockAgentCore' },
    actions: {
      invokeHarness: {
        patterns: [],
        // The response of the API is a stream, so it is not among the SDK's. Step Functions gives what Converse would.
        parameters: 'HarnessArn! RuntimeSessionId Messages[ Qualifier RuntimeUserId TraceParent TraceState TraceId Baggage Model{ SystemPrompt[ Tools[ Skills[ '
          + 'AllowedTools[ MaxIterations# MaxTokens# TimeoutSeconds# ActorId',
        output: 'Output{ StopReason Usage{ Metrics{',
      },
    },
  },
  'codebuild': {
    errors: { prefix: 'CodeBuild', unnamed: 'AWSCodeBuildException' },
    actions: {
      startBuild: { ...JOB, jobOutput: 'Build{' },
      stopBuild: RESPONSE,
      batchDeleteBuilds: RESPONSE,
      batchGetReports: RESPONSE,
      startBuildBatch: { ...JOB, jobOutput: 'BuildBatch{' },
      stopBuildBatch: RESPONSE,
      retryBuildBatch: { ...JOB, jobOutput: 'BuildBatch{' },
      deleteBuildBatch: RESPONSE,
    },
  },
  'databrew': { actions: { startJobRun: JOB } },
  'dynamodb': {
    errors: { prefix: 'DynamoDB', unnamed: 'AmazonDynamoDBException' },
    actions: { getItem: RESPONSE, putItem: RESPONSE, updateItem: RESPONSE, deleteItem: RESPONSE },
  },
  'ecs': { errors: { prefix: 'ECS', unnamed: 'AmazonECSException' }, actions: { runTask: { patterns: JOB_OR_TOKEN } } },
  'eks': {
    errors: { prefix: 'EKS' },
    actions: {
      createCluster: job('eks:describeCluster'),
      deleteCluster: JOB,
      createFargateProfile: job('eks:describeFargateProfile'),
      deleteFargateProfile: JOB,
      createNodegroup: job('eks:describeNodegroup'),
      deleteNodegroup: JOB,
      runJob: { patterns: JOB_OR_TOKEN, parameters: `${CLUSTER} Namespace Job!* LogOptions{` },
      call: {
        patterns: TOKEN,
        parameters: `${CLUSTER} Method! Path! QueryParameters{ RequestBody*`,
        output: 'ResponseBody* Headers{ StatusCode# StatusText',
      },
    },
  },
  'elasticmapreduce': {
    actions: {
      createCluster: { ...JOB, api: 'emr:runJobFlow', removed: ['Steps'], output: 'ClusterId' },
      setClusterTerminationProtection: { patterns: [], parameters: 'ClusterId! TerminationProtected!?', output: '' },
      terminateCluster: { ...JOB, parameters: 'ClusterId!', output: '' },
      addStep: { ...JOB, parameters: 'ClusterId! Step!{ ExecutionRoleArn', output: 'StepId' },
      cancelStep: { patterns: [], parameters: 'ClusterId! StepId! StepCancellationOption', output: 'CancelStepsInfo{' },
      modifyInstanceFleetByName: { patterns: [], parameters: 'ClusterId! InstanceFleetName! InstanceFleet!{', output: '' },
      modifyInstanceGroupByName: { patterns: [], parameters: 'ClusterId! InstanceGroupName! InstanceGroup!{', output: '' },
    },
  },
  'emr-containers': {
    sdk: 'emrcontainers',
    actions: {
      createVirtualCluster: { patterns: [], changed: CLIENT_TOKEN },
      deleteVirtualCluster: JOB,
      startJobRun: { ...JOB, changed: CLIENT_TOKEN },
    },
  },
  'emr-serverless': {
    sdk: 'emrserverless',
    actions: {
      createApplication: { ...JOB, changed: CLIENT_TOKEN },
      startApplication: JOB,
      stopApplication: JOB,
      deleteApplication: JOB,
      startJobRun: { ...JOB, changed: CLIENT_TOKEN },
      cancelJobRun: JOB,
    },
  },
  'events': {
    sdk: 'eventbridge',
    errors: { prefix: 'EventBridge', unnamed: 'AmazonEventBridgeException' },
    actions: { putEvents: { patterns: TOKEN } },
  },
  'glue': { errors: { prefix: 'Glue', unnamed: 'AWSGlueException' }, actions: { startJobRun: JOB } },
  'http': {
    actions: {
      invoke: {
        patterns: [],
        parameters: 'ApiEndpoint! Method! Authentication{ InvocationConfig{ Headers{ QueryParameters{ RequestBody* Transform{',
        oneOf: ['Authentication', 'InvocationConfig'],
        output: 'Headers{ ResponseBody* StatusCode# StatusText',
      },
    },
  },
  'lambda': {
    errors: { prefix: 'Lambda', unnamed: 'AWSLambdaException' },
    actions: { invoke: { patterns: TOKEN, changed: 'Payload*', output: 'ExecutedVersion FunctionError LogResult Payload* StatusCode#' } },
  },
  'mediaconvert': { actions: { createJob: job('mediaconvert:getJob') } },
  'sagemaker': {
    errors: { prefix: 'SageMaker', unnamed: 'AmazonSageMakerException' },
    actions: {
      createEndpoint: RESPONSE,
      createEndpointConfig: RESPONSE,
      createHyperParameterTuningJob: job('sagemaker:describeHyperParameterTuningJob'),
      createLabelingJob: job('sagemaker:describeLabelingJob'),
      createModel: RESPONSE,
      createProcessingJob: job('sagemaker:describeProcessingJob'),
      createTrainingJob: job('sagemaker:describeTrainingJob'),
      createTransformJob: job('sagemaker:describeTransformJob'),
      updateEndpoint: RESPONSE,
    },
  },
  'sns': { errors: { prefix: 'SNS', unnamed: 'AmazonSNSException' }, actions: { publish: { patterns: TOKEN, changed: 'Message!*' } } },
  'sqs': {
    errors: { prefix: 'SQS', unnamed: 'AmazonSQSException' },
    actions: {
      sendMessage: {
        patterns: TOKEN, changed: 'MessageBody!*', output: 'MD5OfMessageAttributes MD5OfMessageBody MD5OfMessageSystemAttributes MessageId SequenceNumber',
      },
    },
  },
  'states': {
    sdk: 'sfn',
    errors: { prefix: 'StepFunctions', unnamed: 'AWSStepFunctionsException' },
    actions: {
      startExecution: {
        patterns: ['.sync', '.sync:2', '.waitForTaskToken'],
        changed: 'Input* AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID',
        jobOutput: { api: 'sfn:describeExecution' },
      },
    },
  },
}));

/** What is known of an action beside its API; undefined where there is no such integration. */
export function optimizedAction(service: string, action: string): OptimizedAction | undefined {
  const actions = OPTIMIZED_SERVICES.get(service)?.actions;
  return actions && Object.hasOwn(actions, action) ? actions[action] : undefined;
}

/** The API of the SDK that an integration calls; one without members and errors where it calls none. */
export function apiOf(service: string, action: string): SdkAction {
  return sdkAction(optimizedAction(service, action)?.api ?? `${OPTIMIZED_SERVICES.get(service)?.sdk ?? service}:${action}`);
}

/** An action of the SDK that the table names: `sfn:describeExecution`. */
export function sdkAction(name: string): SdkAction {
  const [service, action] = name.split(':');
  return sdkService(service)?.action(action) ?? { parameters: NO_MEMBERS, output: NO_MEMBERS, errors: [] };
}
