import { Annotations, Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { catchAll, INPUT_AND_ERROR } from './catch-all';
import { FailureDestination } from './failure-destination';
import { RetryPolicy } from './retry-policy';
import { TryBlock } from './try-block';
import { acknowledgementId } from '../validation/cdk/acknowledgements';

/** What a FailureSink is made of. */
export interface FailureSinkProps {
  /** Where what failed is sent. */
  readonly destination: FailureDestination;
}

/** The error output has come in the member "error", or is all there is. A worker may have failed without a name or a cause. */
const ERROR_OUTPUT = '($type($states.input.error) = "object" ? $states.input.error : $states.input)';
const textOf = (member: string, otherwise: string): string => `($type(${ERROR_OUTPUT}.${member}) = "string" ? ${ERROR_OUTPUT}.${member} : "${otherwise}")`;
const ERROR = textOf('Error', 'States.TaskFailed');
const CAUSE = textOf('Cause', '');
const INPUT = '($type($states.input.error) = "object" ? $sift($states.input, function($value, $name) { $name != "error" }) : $states.context.Execution.Input)';
const MESSAGE = '{ "execution": $states.context.Execution.Id, "stateMachine": $states.context.StateMachine.Id, "startTime": $states.context.Execution.StartTime, '
  + `"input": ${INPUT}, "error": ${ERROR}, "cause": ${CAUSE} }`;

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
    this.sendTask = props.destination._send(this, `${id}: send`, MESSAGE);
    const fail = sfn.Fail.jsonata(this, `${id}: fail`, { error: `{% ${ERROR} %}`, cause: `{% ${CAUSE} %}` });
    RetryPolicy.transient({ maxAttempts: 5, maxDelay: Duration.minutes(1) }).and(RetryPolicy.throttling()).applyTo(this.sendTask);
    this.sendTask.addCatch(fail, { outputs: '{% $states.input %}' }).next(fail);
    this.startState = this.sendTask;
  }

  /**
   * Adds a catch-all that leads here to every state of a flow that can have one and has none.
   *
   * The input of the state that failed and, in its member "error", the error output come here. A state in JSONPath whose input is no object fails
   * with `States.ResultPathMatchFailure`. States in the branches of a Parallel or in a Map are not looked at: the Parallel or the Map catches what
   * they do not. A Fail state has no Catch, and those of patterns such as Saga or Semaphore have none either: a warning names them. `around()`
   * reaches them.
   *
   * @param flow a state or a chain of states
   */
  public catchFrom(flow: sfn.IChainable): void {
    const missed = sfn.State.findReachableStates(flow.startState, { includeErrorHandlers: true })
      .filter((state) => state instanceof sfn.Fail && !state.node.scopes.includes(this));
    if (missed.length > 0) {
      Annotations.of(this).addWarningV2(acknowledgementId('FailureSinkMissesFail'), 'catchFrom() reaches no Fail state: '
        + `${missed.map(({ stateId }) => `"${stateId}"`).join(', ')} ${missed.length === 1 ? 'ends' : 'end'} the execution, and nothing is sent. `
        + 'Lead there by next() or addCatch() what should be sent, use around(), or acknowledge this where that is meant.');
    }
    catchAll(flow, this);
  }

  /**
   * Puts a flow into a block from which everything that fails comes here: what a state does not catch, and Fail states, those of patterns too. What
   * is sent is the input of the block.
   *
   * @param id the name of the block's state
   * @param body the flow
   * @returns the block, to go on after
   */
  public around(id: string, body: sfn.IChainable): TryBlock {
    const block = new TryBlock(this, id, { body });
    block.addCatch(this, { outputs: INPUT_AND_ERROR });
    return block;
  }
}
