import { JsonValue } from '../asl/json-value';

/**
 * One event of an execution, as it is kept while the execution runs. AWS's form is made from it when the history is read
 * (`render-history.ts`): texts of inputs and outputs that nobody looks at are never written.
 */
export interface EventRecord {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: EventType;
  /** Virtual time, in milliseconds since the epoch. */
  readonly time: number;
  /** The state's name, where the event's details have one; the resource, for events of tasks. */
  readonly name: string | undefined;
  /** The input or output that the event shows. */
  readonly value: JsonValue | undefined;
  /** What else the event's details hold, by type of event. */
  readonly details: EventDetails | undefined;
}

export interface EventDetails {
  readonly error?: string;
  readonly cause?: string;
  readonly index?: number;
  readonly length?: number;
  readonly location?: string;
  readonly assigned?: { readonly [variable: string]: JsonValue };
  readonly resource?: string;
  readonly resourceType?: string;
  readonly timeoutInSeconds?: number;
  readonly heartbeatInSeconds?: number;
  readonly credentialsRoleArn?: string;
  readonly workerName?: string;
  readonly mapRunArn?: string;
  readonly redriveCount?: number;
  /** The `StateEntered` event of the state whose evaluation failed; AWS's form names only the state. */
  readonly enteredEvent?: number;
}

/** The types of history events that this engine writes, in AWS's words. */
export type EventType =
  | 'ExecutionStarted' | 'ExecutionSucceeded' | 'ExecutionFailed' | 'ExecutionTimedOut' | 'ExecutionAborted' | 'ExecutionRedriven'
  | 'PassStateEntered' | 'PassStateExited' | 'ChoiceStateEntered' | 'ChoiceStateExited'
  | 'WaitStateEntered' | 'WaitStateExited' | 'WaitStateAborted' | 'SucceedStateEntered' | 'SucceedStateExited' | 'FailStateEntered'
  | 'TaskStateEntered' | 'TaskStateExited' | 'TaskStateAborted'
  | 'ParallelStateEntered' | 'ParallelStateStarted' | 'ParallelStateSucceeded' | 'ParallelStateFailed' | 'ParallelStateExited'
  | 'ParallelStateAborted'
  | 'MapStateEntered' | 'MapStateStarted' | 'MapStateSucceeded' | 'MapStateFailed' | 'MapStateExited' | 'MapStateAborted'
  | 'MapIterationStarted' | 'MapIterationSucceeded' | 'MapIterationFailed' | 'MapIterationAborted'
  | 'MapRunStarted' | 'MapRunSucceeded' | 'MapRunFailed' | 'MapRunAborted' | 'MapRunRedriven'
  | 'TaskScheduled' | 'TaskStarted' | 'TaskSubmitted' | 'TaskSucceeded' | 'TaskFailed' | 'TaskTimedOut'
  | 'LambdaFunctionScheduled' | 'LambdaFunctionStarted' | 'LambdaFunctionSucceeded' | 'LambdaFunctionFailed' | 'LambdaFunctionTimedOut'
  | 'ActivityScheduled' | 'ActivityStarted' | 'ActivitySucceeded' | 'ActivityFailed' | 'ActivityTimedOut'
  | 'EvaluationFailed';

/** An event log: the history of an execution, or of a child execution of a Distributed Map. */
export interface EventLog {
  readonly events: EventRecord[];
}
