import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { RetryPolicy } from './retry-policy';
import { misuse } from '../misuse';

/** What a TryBlock is made of. */
export interface TryBlockProps {
  /** The states that are tried together. Their data are their own: nothing outside goes to them, and they go to nothing outside. */
  readonly body: sfn.IChainable;
  /**
   * When all of it is tried again, from its first state on.
   *
   * @default - never
   */
  readonly retryPolicy?: RetryPolicy;
  /**
   * Whether the block's output is its input instead of what its last state gave.
   *
   * @default false
   */
  readonly discardResult?: boolean;
  /**
   * What the body gets as its input: an object with JSONata expressions in it, or one expression.
   *
   * @default - the block's input
   */
  readonly arguments?: any;
  /**
   * Variables that are assigned when the body has succeeded.
   *
   * @default - none
   */
  readonly assign?: { [name: string]: any };
  /**
   * A comment in the definition.
   *
   * @default - none
   */
  readonly comment?: string;
}

/**
 * Retry and Catch around several states: when one of them fails, all of them have failed.
 *
 * It is a Parallel state with one branch, in JSONata, whose output is that of the branch and not a list with it. A JSONPath definition may have it
 * as well as a JSONata one. Variables that the body assigns do not live on after it.
 *
 * @example
 * declare const reserve: sfn.TaskStateBase;
 * declare const charge: sfn.TaskStateBase;
 * declare const apologise: sfn.IChainable;
 *
 * const order = new TryBlock(this, 'Order', {
 *   body: reserve.next(charge),
 *   retryPolicy: RetryPolicy.onErrors(['Shop.Busy']),
 * });
 * order.addCatch(apologise, { outputs: '{% $merge([$states.input, { "error": $states.errorOutput }]) %}' });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html
 */
export class TryBlock extends sfn.Parallel {
  /**
   * Makes the block.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: TryBlockProps) {
    super(scope, id, {
      queryLanguage: sfn.QueryLanguage.JSONATA,
      comment: props.comment,
      arguments: props.arguments,
      assign: props.assign,
      outputs: props.discardResult ? '{% $states.input %}' : '{% $states.result[0] %}',
    });
    super.branch(props.body);
    props.retryPolicy?.applyTo(this);
  }

  /**
   * Refused: a block is one flow.
   *
   * @param _branches none
   */
  public branch(..._branches: sfn.IChainable[]): sfn.Parallel {
    throw misuse(this, 'branch() was called, but a TryBlock has one flow, its "body". Use sfn.Parallel for flows beside each other.');
  }

  /**
   * Goes on elsewhere when the body fails.
   *
   * @param handler where it goes on
   * @param props which errors (default: all), and with what data: `outputs` and `assign` in JSONata. By default, with the error output
   */
  public addCatch(handler: sfn.IChainable, props: sfn.CatchProps = {}): sfn.Parallel {
    if (props.resultPath !== undefined) {
      throw misuse(this, '"resultPath" is set, but a TryBlock is a JSONata state. Use "outputs", '
        + 'for example \'{% $merge([$states.input, { "error": $states.errorOutput }]) %}\'.');
    }
    return super.addCatch(handler, props);
  }
}
