/**
 * The type of a workflow, which sets its limits.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
 */
export enum WorkflowType {
  /** Exactly once, up to a year, with a history. */
  STANDARD = 'STANDARD',
  /** At least once or at most once, up to five minutes, logged. */
  EXPRESS = 'EXPRESS',
}
