import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { catchAll } from './catch-all';
import { FailureDestination } from './failure-destination';
import { RetryPolicy } from './retry-policy';

/** What a FailureSink is made of. */
export interface FailureSinkProps {
  /** Where what failed is sent. */
  readonly destination: FailureDestination;
  /**
   * The query language of the states that it catches from, where they do not say theirs.
   *
   * @default QueryLanguage.JSON_PATH
   */
  readonly queryLanguage?: sfn.QueryLanguage;
}

/** The error output has come in the member "error", or is all there is. */
const ERROR = '($type($states.input.error) = "object" ? $states.input.error : $states.input)';
const INPUT = '($type($states.input.error) = "object" ? $sift($states.input, function($value, $name) { $name != "error" }) : $states.context.Execution.Input)';
const MESSAGE = '{ "execution": $states.context.Execution.Id, "stateMachine": $states.context.StateMachine.Id, "startTime": $states.context.Execution.StartTime, '
  + `"input": ${INPUT}, "error": ${ERROR}.Error, "cause": ${ERROR}.Cause }`;

/**
 * The end of every flow that fails: sends the input, beside the error, to where somebody finds it, then fails the execution with the error it came
 * with.
 *
 * A failed execution that nobody looks at is lost work. What is sent has `execution`, `stateMachine`, `startTime`, `input`, `error` and `cause`. It
 * is tried again when the destination fails; where it cannot be sent at all, the execution fails with the first error nevertheless.
 *
 * @example
 * declare const chain: sfn.Chain;
 *
 * const sink = new FailureSink(this, 'Failed order', {
 *   destination: FailureDestination.queue(new sqs.Queue(this, 'FailedOrders')),
 * });
 * sink.catchFrom(chain);
 */
export class FailureSink extends Construct implements sfn.IChainable {
  /** The name of the sink. */
  public readonly id: string;
  /** The state that sends. */
  public readonly startState: sfn.State;
  /** None: the execution ends here. */
  public readonly endStates: sfn.INextable[] = [];
  /** The state that sends, to give it more retries. */
  public readonly sendTask: sfn.TaskStateBase;

  private readonly queryLanguage?: sfn.QueryLanguage;

  /**
   * Makes the states.
   *
   * @param scope where it is
   * @param id what it is called, and what the names of its states begin with
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: FailureSinkProps) {
    super(scope, id);
    this.id = id;
    this.queryLanguage = props.queryLanguage;
    this.sendTask = props.destination._send(this, `${id}: send`, MESSAGE);
    const fail = sfn.Fail.jsonata(this, `${id}: fail`, { error: `{% ${ERROR}.Error %}`, cause: `{% ${ERROR}.Cause %}` });
    RetryPolicy.transient({ maxAttempts: 5, maxDelay: Duration.minutes(1) }).and(RetryPolicy.throttling()).applyTo(this.sendTask);
    this.sendTask.addCatch(fail, { outputs: '{% $states.input %}' }).next(fail);
    this.startState = this.sendTask;
  }

  /**
   * Adds a catch-all that leads here to every state of a flow that can have one and has none.
   *
   * The input of the state that failed and, in its member "error", the error output come here. Where the
   * error comes alone, the execution's input is sent instead: so it is with states that have JSONata from their machine and not from a `jsonata()` of
   * their own, because aws-cdk-lib leaves out what a Catch of theirs gives. A state in JSONPath whose input is no object fails with
   * `States.ResultPathMatchFailure`. States in the branches of a Parallel or in a Map are not looked at: the Parallel or the Map catches what they
   * do not.
   *
   * @param flow a state or a chain of states
   */
  public catchFrom(flow: sfn.IChainable): void {
    catchAll(flow, this, this.queryLanguage);
  }
}
