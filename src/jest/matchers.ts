import { StepwrightError } from '../errors';
import { Execution } from '../simulator/execution';

/** What a matcher says, as jest asks for it. */
interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/**
 * Matchers of executions, for `expect.extend()`. Each shows the trace where it fails.
 *
 * @example
 * expect.extend(executionMatchers);
 * expect(simulator.run({ orderId: 'o-1' })).toSucceed();
 */
export const executionMatchers = {
  /** The execution succeeded; with an output, where one is given, of which `expect.objectContaining()` and its like may be parts. */
  toSucceed(this: MatcherContext, execution: Execution, ...output: unknown[]): MatcherResult {
    const result = assertion(execution, (one) => one.assertSucceeded());
    if (!result.pass || output.length === 0) {
      return result;
    }
    return {
      pass: this.equals(execution.output, output[0]),
      message: () => `The output of the execution ${this.isNot ? 'should not be' : 'is not'} as expected.\n\n`
        + `${this.utils.diff(output[0], execution.output) ?? ''}\n\n${execution.trace}`,
    };
  },

  /** The execution failed: with that error name, where one is given, and a cause that holds the text. */
  toFailWith(this: MatcherContext, execution: Execution, error?: string, cause?: string): MatcherResult {
    return assertion(execution, (one) => one.assertFailed(error, cause));
  },

  /** All the states were entered. */
  toHaveVisited(this: MatcherContext, execution: Execution, ...stateNames: string[]): MatcherResult {
    return assertion(execution, (one) => one.assertVisited(...stateNames));
  },

  /** These states were entered, in this order, and no others. */
  toHaveTakenPath(this: MatcherContext, execution: Execution, ...stateNames: string[]): MatcherResult {
    return assertion(execution, (one) => one.assertPath(...stateNames));
  },
};

/** What jest gives a matcher, as far as it is used here. */
interface MatcherContext {
  readonly isNot?: boolean;
  readonly utils: { diff(expected: unknown, received: unknown): string | null };
  equals(a: unknown, b: unknown): boolean;
}

/** A matcher from an assertion of the execution: what it throws is the message. */
function assertion(execution: Execution, assert: (execution: Execution) => void): MatcherResult {
  if (typeof execution?.assertSucceeded !== 'function') {
    throw new StepwrightError('NotAnExecution', 'This matcher looks at an execution: expect(simulator.run(…)).');
  }
  try {
    assert(execution);
  } catch (error) {
    if (!(error instanceof StepwrightError)) {
      throw error;
    }
    return { pass: false, message: () => error.message };
  }
  return { pass: true, message: () => `The execution should not have done that.\n\n${execution.trace}` };
}
