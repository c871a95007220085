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
export { Semaphore, SemaphoreGuardOptions, SemaphoreProps } from './patterns/semaphore';
export { SemaphoreGuard } from './patterns/semaphore-guard';

// workflows
export { ExpressMode } from './workflows/express-mode';
export { ExpressWorkflow, ExpressWorkflowProps } from './workflows/express-workflow';
export { StandardWorkflow, StandardWorkflowProps } from './workflows/standard-workflow';
export { Workflow, WorkflowProps } from './workflows/workflow';
export { WorkflowAlarm, WorkflowAlarmOptions } from './workflows/workflow-alarms';
export { WorkflowLogOptions } from './workflows/workflow-logs';

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
