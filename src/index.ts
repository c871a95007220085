// appsync-js
export {
  DynamoBatchOptions, DynamoGetOptions, DynamoKeyOptions, DynamoPutOptions, DynamoQueryOptions, DynamoResolvers, DynamoUpdateOptions,
} from './appsync-js/dynamo-resolvers';
export { JsResolver, JsResolverFileOptions, JsResolverOptions } from './appsync-js/js-resolver';

// appsync
export { ApiAlarm, ApiAlarmOptions } from './appsync/api-alarms';
export { ApiAuth, ApiKeyAuthOptions, CognitoAuthOptions, LambdaAuthOptions, OidcAuthOptions } from './appsync/api-auth';
export { ApiCache, ApiCacheProps, ApiCacheSize, ApiCachingBehavior } from './appsync/api-cache';
export { ApiDashboard, ApiDashboardProps } from './appsync/api-dashboard';
export { ApiDataSource, ApiDataSourceOptions, ApiHttpDataSourceOptions, ApiRdsDataSourceOptions } from './appsync/api-data-source';
export { ApiDistribution, ApiDistributionProps } from './appsync/api-distribution';
export { ApiDomain, ApiDomainProps } from './appsync/api-domain';
export { ApiFirewallOptions } from './appsync/api-firewall';
export { ApiFunction } from './appsync/api-function';
export { ApiLogOptions } from './appsync/api-logs';
export { ApiResolver } from './appsync/api-resolver';
export { ApiSchema } from './appsync/api-schema';
export { AppSyncApi } from './appsync/app-sync-api';
export { AppSyncApiBase, AppSyncApiBaseProps } from './appsync/app-sync-api-base';
export { AppSyncApiProps } from './appsync/app-sync-api-props';
export { ChannelAccess } from './appsync/channel-access';
export { ApiDomainOptions } from './appsync/domain-names';
export { GraphqlAcknowledgement, GraphqlCallers, GraphqlValidation } from './appsync/graphql-validation';
export { IAppSyncApi } from './appsync/i-app-sync-api';
export { MergedApi, MergedApiProps } from './appsync/merged-api';
export { ProgressChannel, ProgressChannelProps } from './appsync/progress-channel';
export { ProgressJsonataProps, ProgressJsonPathProps, ProgressMessageOptions } from './appsync/progress-task';
export { ApiCodeOptions, ApiPipelineResolverOptions, ApiResolverOptions } from './appsync/resolver-options';
export { SyncConflictHandler } from './appsync/sync-conflict-handler';
export { SyncedTable, SyncedTableProps, SyncResolverOptions } from './appsync/synced-table';
export { WorkflowDescribeOptions, WorkflowFieldOptions, WorkflowSyncFieldOptions } from './appsync/workflow-field-options';
export { WorkflowInput } from './appsync/workflow-input';

// error-handling
export { ErrorCode } from './error-handling/error-code';
export { FailureDestination } from './error-handling/failure-destination';
export { FailureSink, FailureSinkProps } from './error-handling/failure-sink';
export { RetryPolicy, RetryPolicyOptions } from './error-handling/retry-policy';
export { TryBlock, TryBlockProps } from './error-handling/try-block';

// patterns
export {
  AthenaFormat, BatchReader, BatchReaderOptions, CsvReaderOptions, JsonReaderOptions, S3ObjectsReaderOptions,
} from './patterns/batch-reader';
export { BatchWriterOptions } from './patterns/batch-writer';
export { CircuitBreaker, CircuitBreakerGuardOptions, CircuitBreakerProps } from './patterns/circuit-breaker';
export { CircuitBreakerGuard } from './patterns/circuit-breaker-guard';
export { BatchOptions, DistributedBatch, DistributedBatchProps } from './patterns/distributed-batch';
export { Join } from './patterns/join';
export { PollingLoop, PollingLoopProps } from './patterns/polling-loop';
export { Saga, SagaProps, SagaStep } from './patterns/saga';
export { Semaphore, SemaphoreGuardOptions, SemaphoreProps } from './patterns/semaphore';
export { SemaphoreGuard } from './patterns/semaphore-guard';

// starts
export { StartDeliveryOptions } from './starts/delivery';
export { EventStart, EventStartOptions, EventStartProps } from './starts/event-start';
export { HttpApiStart, HttpApiStartProps } from './starts/http-api-start';
export { HttpStartAuthorization } from './starts/http-start-authorization';
export { IdempotentStart, IdempotentStartProps } from './starts/idempotent-start';
export { QueueStart, QueueStartInput, QueueStartProps } from './starts/queue-start';
export { QueueStartSource, StartBatchOptions, StartQueueOptions, StartStreamOptions, StreamPosition } from './starts/queue-start-source';
export { RedriveFilter, RedriveOperator, RedriveOperatorProps } from './starts/redrive-operator';
export { RestApiStartInput } from './starts/rest-api-input';
export { RestApiStart, RestApiStartProps } from './starts/rest-api-start';
export { S3ObjectEvent, S3ObjectStart, S3ObjectStartProps } from './starts/s3-object-start';
export { ScheduleStart, ScheduleStartProps, StartTime } from './starts/schedule-start';
export { StartAuthorization } from './starts/start-authorization';

// tasks
export {
  AthenaQueryTask,
  AthenaQueryTaskJsonPathProps,
  AthenaQueryTaskJsonataProps,
  AthenaQueryTaskOptions,
  AthenaResultsTask,
  AthenaResultsTaskJsonPathProps,
  AthenaResultsTaskJsonataProps,
  AthenaResultsTaskOptions,
} from './tasks/athena-tasks';
export { BatchJobTask, BatchJobTaskJsonPathProps, BatchJobTaskJsonataProps } from './tasks/batch-job-task';
export {
  BedrockConverseTask,
  BedrockConverseTaskJsonPathProps,
  BedrockConverseTaskJsonataProps,
  BedrockConverseTaskOptions,
  BedrockInvokeModelTask,
  BedrockInvokeModelTaskJsonPathProps,
  BedrockInvokeModelTaskJsonataProps,
} from './tasks/bedrock-tasks';
export { CodeBuildTask, CodeBuildTaskJsonPathProps, CodeBuildTaskJsonataProps } from './tasks/code-build-task';
export {
  DynamoDeleteItemTaskOptions,
  DynamoGetItemTaskOptions,
  DynamoItemOptions,
  DynamoPutItemTaskOptions,
  DynamoUpdateItemTaskOptions,
  DynamoWriteOptions,
} from './tasks/dynamo-item-options';
export {
  DynamoDeleteItemTask,
  DynamoDeleteItemTaskJsonPathProps,
  DynamoDeleteItemTaskJsonataProps,
  DynamoGetItemTask,
  DynamoGetItemTaskJsonPathProps,
  DynamoGetItemTaskJsonataProps,
  DynamoPutItemTask,
  DynamoPutItemTaskJsonPathProps,
  DynamoPutItemTaskJsonataProps,
  DynamoUpdateItemTask,
  DynamoUpdateItemTaskJsonPathProps,
  DynamoUpdateItemTaskJsonataProps,
} from './tasks/dynamo-item-tasks';
export { EcsTask, EcsTaskJsonPathProps, EcsTaskJsonataProps } from './tasks/ecs-task';
export {
  EmrServerlessTask,
  EmrServerlessTaskJsonPathProps,
  EmrServerlessTaskJsonataProps,
  EmrServerlessTaskOptions,
} from './tasks/emr-serverless-task';
export { EventTask, EventTaskJsonPathProps, EventTaskJsonataProps } from './tasks/event-task';
export { GlueJobTask, GlueJobTaskJsonPathProps, GlueJobTaskJsonataProps } from './tasks/glue-job-task';
export { HttpTask, HttpTaskJsonPathProps, HttpTaskJsonataProps, HttpTaskOptions } from './tasks/http-task';
export { LambdaTask, LambdaTaskJsonPathProps, LambdaTaskJsonataProps } from './tasks/lambda-task';
export {
  SageMakerTrainingTask,
  SageMakerTrainingTaskJsonPathProps,
  SageMakerTrainingTaskJsonataProps,
  SageMakerTransformTask,
  SageMakerTransformTaskJsonPathProps,
  SageMakerTransformTaskJsonataProps,
} from './tasks/sage-maker-tasks';
export { SdkTask, SdkTaskJsonPathProps, SdkTaskJsonataProps, SdkTaskOptions } from './tasks/sdk-task';
export { SnsTask, SnsTaskJsonPathProps, SnsTaskJsonataProps } from './tasks/sns-task';
export { SqsTask, SqsTaskJsonPathProps, SqsTaskJsonataProps } from './tasks/sqs-task';
export { TaskDefaults, TaskResources, TaskStatements } from './tasks/task-defaults';

// workflows
export { ExpressMode } from './workflows/express-mode';
export { ExpressWorkflow, ExpressWorkflowAttributes, ExpressWorkflowProps } from './workflows/express-workflow';
export { IStandardWorkflow, IWorkflow } from './workflows/i-workflow';
export { WorkflowAttributes } from './workflows/imported-workflow';
export { NestedWorkflow, NestedWorkflowProps } from './workflows/nested-workflow';
export { GradualReleaseOptions, ReleaseStrategy } from './workflows/release-strategy';
export { StandardWorkflow, StandardWorkflowProps } from './workflows/standard-workflow';
export { Workflow, WorkflowProps } from './workflows/workflow';
export { WorkflowAlarm, WorkflowAlarmOptions } from './workflows/workflow-alarms';
export { WorkflowBase } from './workflows/workflow-base';
export { WorkflowDashboard, WorkflowDashboardProps } from './workflows/workflow-dashboard';
export { WorkflowLogOptions } from './workflows/workflow-logs';
export { WorkflowRelease, WorkflowReleaseProps } from './workflows/workflow-release';

// validation
export { AslAcknowledgement, AslValidation } from './validation/cdk/asl-validation';
export { AslValidationPlugin } from './validation/cdk/asl-validation-plugin';
export { AslValidationOptions, AslValidator } from './validation/asl-validator';
export { Finding, FindingSeverity, TextEdit } from './validation/finding';
export { AslValidationSettings, RuleSeverity } from './validation/validation-settings';

// simulator
export { CostEstimate, MonthlyCost } from './simulator/cost/cost-estimate';
export { CoverageThresholds, WorkflowCoverage } from './simulator/coverage/workflow-coverage';
export { Execution } from './simulator/execution';
export { Exploration, LonelyState } from './simulator/exploration/exploration';
export { AcceptedSurprise, ExplorationOptions } from './simulator/exploration/exploration-options';
export { ExploredExecution, ExploredOutcome, Surprise, SurpriseKind } from './simulator/exploration/surprise';
export { ExecutionInProgress, PendingTask } from './simulator/execution-in-progress';
export { ExecutionStatus } from './simulator/execution-status';
export { ExecutionLogOptions } from './simulator/log-events';
export { ChildExecution, MapRun, MapRunCounts } from './simulator/map-run';
export { ReplayProps } from './simulator/replay/replay-props';
export { ReplayDivergence, ReplayResult } from './simulator/replay/replay-result';
export { LocalDynamoDb, LocalTableOptions } from './simulator/services/dynamodb/local-dynamodb';
export { BusEvent, LocalEventBridge } from './simulator/services/local-event-bridge';
export { LocalS3 } from './simulator/services/local-s3';
export { LocalServices } from './simulator/services/local-services';
export { LocalSns, SnsMessage } from './simulator/services/local-sns';
export { LocalSqs, SqsMessage } from './simulator/services/local-sqs';
export { Simulator } from './simulator/simulator';
export { SimulatorLimit } from './simulator/simulator-limit';
export { RunOptions, RunTwiceOptions, SimulatorProps } from './simulator/simulator-props';
export { ITaskResponder, TaskMock, TaskRequest } from './simulator/task-mock';

// local Lambda functions
export { LocalFunction, LocalFunctionOptions } from './local-lambda/local-function';
