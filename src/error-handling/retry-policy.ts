import { Duration, Token } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ErrorCode } from './error-code';
import { throttlingErrors, transientErrors } from './task-errors';
import { StepwrightError } from '../errors';
import { notWholeSeconds, wholeSeconds } from '../whole-seconds';

/** How often and when a state is tried again. */
export interface RetryPolicyOptions {
  /**
   * How long to wait before the first retry.
   *
   * @default - one second; two for throttling
   */
  readonly interval?: Duration;
  /**
   * How many retries there are, at most.
   *
   * @default - 3; 8 for throttling
   */
  readonly maxAttempts?: number;
  /**
   * How many times longer each wait is than the one before, at least 1.
   *
   * @default 2
   */
  readonly backoffRate?: number;
  /**
   * The longest wait.
   *
   * @default - 30 seconds, one minute for throttling; a second longer than `interval` where that is longer
   */
  readonly maxDelay?: Duration;
  /**
   * Whether waits are spread at random from 0 to their length, so that executions that failed together do not try again together.
   *
   * @default JitterType.FULL
   */
  readonly jitterStrategy?: sfn.JitterType;
}

interface Retrier {
  readonly errorsOf: (state: Retryable) => readonly string[];
  readonly props: sfn.RetryProps;
  /** Whether a Parallel or a Map is tried again as a whole. */
  readonly wholeBlocks: boolean;
}

/** A state that can be tried again. */
type Retryable = sfn.State & { addRetry(props?: sfn.RetryProps): unknown };

/**
 * Which errors are tried again, and how: with growing waits that have an end and are spread at random.
 *
 * `transient()` and `throttling()` know what the service that a task calls can fail with, so that each task retries its own errors and no others.
 *
 * @example
 * declare const chain: sfn.Chain;
 *
 * RetryPolicy.transient().and(RetryPolicy.throttling({ maxAttempts: 5 })).applyTo(chain);
 * RetryPolicy.onErrors(['CardProcessorBusy'], { interval: Duration.seconds(2) }).applyTo(chain);
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error
 */
export class RetryPolicy {
  /**
   * Errors by no fault of the caller that pass by themselves: the service failed or was not reached.
   *
   * A service that has no exception for this fails with one that also stands for others, such as `SQS.AmazonSQSException`: it is tried again too.
   * A task that timed out is not: whether it was done is not known.
   *
   * @param options how often and when
   */
  public static transient(options: RetryPolicyOptions = {}): RetryPolicy {
    return new RetryPolicy([{ errorsOf: transientErrors, props: propsOf(options), wholeBlocks: false }]);
  }

  /**
   * Errors that say that there were too many calls: with more patience than others.
   *
   * @param options how often and when
   */
  public static throttling(options: RetryPolicyOptions = {}): RetryPolicy {
    return new RetryPolicy([{ errorsOf: throttlingErrors, props: propsOf(options, PATIENT), wholeBlocks: false }]);
  }

  /**
   * Errors by their names. A Parallel or a Map is tried again as a whole.
   *
   * @param errors their names, for example those of `ErrorCode`
   * @param options how often and when
   */
  public static onErrors(errors: string[], options: RetryPolicyOptions = {}): RetryPolicy {
    if (errors.length === 0) throw invalid('"errors" is empty. Name an error, or use RetryPolicy.none().');
    if (errors.includes(ErrorCode.ALL) && errors.length > 1) {
      throw invalid('"errors" has "States.ALL" beside others, but it has to stand alone. Leave out the others, or make a policy of its own for them and put it first with and().');
    }
    return new RetryPolicy([{ errorsOf: () => errors, props: propsOf(options), wholeBlocks: true }]);
  }

  /** Nothing is tried again. */
  public static none(): RetryPolicy {
    return new RetryPolicy([]);
  }

  private constructor(private readonly retriers: readonly Retrier[]) {}

  /**
   * This policy, and another for the errors that this one does not have.
   *
   * @param other it comes after this one
   */
  public and(other: RetryPolicy): RetryPolicy {
    return new RetryPolicy([...this.retriers, ...other.retriers]);
  }

  /**
   * Adds the policy to every state that can be tried again, from the first of a flow to its ends. States in the branches of a Parallel and in a Map
   * are not looked at: apply it to those flows. An error that a state retries already is left as it is.
   *
   * @param flow a state or a chain of states
   */
  public applyTo(flow: sfn.IChainable): void {
    for (const state of sfn.State.findReachableStates(flow.startState, { includeErrorHandlers: true })) {
      if (isRetryable(state)) this.applyToState(state);
    }
  }

  private applyToState(state: Retryable): void {
    const block = 'branch' in state || state instanceof sfn.Map || state instanceof sfn.DistributedMap;
    for (const { errorsOf: choose, props, wholeBlocks } of this.retriers) {
      if (block && !wholeBlocks) continue;
      const retried = retriedErrors(state);
      const errors = choose(state).filter((name) => !retried.includes(name));
      if (errors.length > 0) state.addRetry({ ...props, errors });
    }
  }
}

const invalid = (message: string): StepwrightError => new StepwrightError('InvalidRetryPolicy', `RetryPolicy: ${message}`);

const isRetryable = (state: sfn.State): state is Retryable => 'addRetry' in state;

/** What is where nothing is said. */
type Patience = Required<Pick<RetryPolicyOptions, 'interval' | 'maxAttempts' | 'maxDelay'>>;
const CALM: Patience = { interval: Duration.seconds(1), maxAttempts: 3, maxDelay: Duration.seconds(30) };
const PATIENT: Patience = { interval: Duration.seconds(2), maxAttempts: 8, maxDelay: Duration.minutes(1) };

/** The longest wait that Step Functions takes for a retry. */
const LONGEST_DELAY = 31_622_400;

function propsOf(options: RetryPolicyOptions, byDefault = CALM): sfn.RetryProps {
  const { interval = byDefault.interval, maxAttempts = byDefault.maxAttempts, backoffRate = 2, jitterStrategy = sfn.JitterType.FULL } = options;
  const first = secondsOf('interval', interval, LONGEST_DELAY - 1);
  const maxDelay = options.maxDelay ?? Duration.seconds(Math.max(byDefault.maxDelay.toSeconds(), (first ?? 0) + 1));
  if (!Token.isUnresolved(maxAttempts) && (!Number.isInteger(maxAttempts) || maxAttempts < 1 || maxAttempts > 99_999_999)) {
    throw invalid(`"maxAttempts" is ${maxAttempts}. It has to be a whole number from 1 to 99,999,999. For no retry, use RetryPolicy.none().`);
  }
  if (!Token.isUnresolved(backoffRate) && !(backoffRate >= 1)) throw invalid(`"backoffRate" is ${backoffRate}. It has to be 1 or more.`);
  const longest = secondsOf('maxDelay', maxDelay, LONGEST_DELAY);
  if (first !== undefined && longest !== undefined && longest <= first) {
    throw invalid(`"maxDelay" is ${maxDelay.toHumanString()}, and "interval" is ${interval.toHumanString()}. The longest wait has to be longer than the first.`);
  }
  return { interval, maxAttempts, backoffRate, maxDelay, jitterStrategy };
}

/** Undefined: it is known only at deploy. */
function secondsOf(name: string, duration: Duration, most: number): number | undefined {
  if (duration.isUnresolved()) return undefined;
  const seconds = wholeSeconds(duration, 1, most);
  if (seconds === undefined) throw invalid(notWholeSeconds(name, duration, 1, most));
  return seconds;
}

function retriedErrors(state: sfn.State): readonly string[] {
  const { Retry: retriers = [] } = state.toStateJson() as { readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[] };
  return retriers.flatMap(({ ErrorEquals }) => ErrorEquals);
}
