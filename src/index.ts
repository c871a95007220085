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
