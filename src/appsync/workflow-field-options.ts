import { WorkflowInput } from './workflow-input';

/** A field that starts executions. */
export interface WorkflowFieldOptions {
  /**
   * What of a request becomes the input.
   *
   * @default WorkflowInput.arguments()
   */
  readonly input?: WorkflowInput;
}

/** A field that starts executions and waits for their output. */
export interface WorkflowSyncFieldOptions extends WorkflowFieldOptions {
  /**
   * The errors that callers may know of: `['OutOfStock']`. One of them is the type of the field's error.
   * Each is a failed execution still: set `alarms.failed.threshold` of the workflow to more than callers cause, or one of them sets off its alarm.
   *
   * @default - none: a failed execution is an error of type `ExecutionFailed`; one that timed out, of type `States.Timeout`
   */
  readonly errors?: string[];
  /**
   * Whether the cause of an error in `errors` is its message. Causes of other errors are never shown.
   *
   * @default false
   */
  readonly includeCause?: boolean;
}

/** A field that describes executions. */
export interface WorkflowDescribeOptions {
  /**
   * The argument of the field that is the name of an execution, as `startAsync()` gives it.
   *
   * @default - the argument of the field, where it has one only; `name`
   */
  readonly nameArgument?: string;
  /**
   * Whether callers see nothing but executions that they started themselves: the input has to have who called, as
   * `WorkflowInput.argumentsAndIdentity()` puts it there. Others are null, as those are that do not exist. Two callers are the same where the subject
   * and its issuer are; with IAM, the identity of an identity pool, or else the ARN, in which the name of the session is.
   *
   * @default - true where a field of this API starts the workflow with `WorkflowInput.argumentsAndIdentity()`, and its callers can be told apart:
   * with Cognito, OpenID Connect or IAM
   */
  readonly onlyOwn?: boolean;
}
