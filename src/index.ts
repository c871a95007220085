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
