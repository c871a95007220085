/**
 * How an execution stands. The words are those of `DescribeExecution`.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
 */
export enum ExecutionStatus {
  /** The execution has not ended. */
  RUNNING = 'RUNNING',
  /** The execution reached its end. */
  SUCCEEDED = 'SUCCEEDED',
  /** The execution ended in an error that nothing caught. */
  FAILED = 'FAILED',
  /** The execution took longer than the machine's `TimeoutSeconds`, or than its workflow type allows. */
  TIMED_OUT = 'TIMED_OUT',
  /** The execution was stopped. */
  ABORTED = 'ABORTED',
}
