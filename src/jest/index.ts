import { ExpectedText, isExecution, isExecutionInProgress } from './matchers';
import { describeInProgress } from '../simulator/describe-in-progress';

export { executionMatchers } from './matchers';

/** What jest asks of a snapshot serialiser; the same as `SnapshotSerializer` of `@jest/types`, without the dependency. */
export interface ExecutionSerializer {
  test(value: unknown): boolean;
  serialize(value: unknown, config?: unknown, indentation?: string): string;
}

/**
 * Prints an execution in a snapshot as its trace: also a child execution of a Map Run, and an execution in progress with the tasks that wait.
 *
 * @example
 * expect.addSnapshotSerializer(executionSerializer);
 * expect(simulator.run({ orderId: 'o-1' })).toMatchSnapshot();
 */
export const executionSerializer: ExecutionSerializer = {
  test: (value) => isExecution(value) || isExecutionInProgress(value),
  serialize: (value, _config, indentation = '') => {
    const text = isExecutionInProgress(value) ? describeInProgress(value) : (value as { readonly trace: string }).trace;
    return text.replace(/\n(?=.)/g, `\n${indentation}`);
  },
};

/* The matchers of `executionMatchers`, for TypeScript: importing `cdk-stepwright/jest` is enough. */
declare global {
  namespace jest {
    interface Matchers<R> {
      toSucceed(output?: unknown): R;
      toFailWith(error?: ExpectedText, cause?: ExpectedText): R;
      toTimeOut(): R;
      toBeAborted(error?: ExpectedText, cause?: ExpectedText): R;
      toHaveVisited(...stateNames: string[]): R;
      toHaveTakenPath(...stateNames: string[]): R;
    }
  }
}
