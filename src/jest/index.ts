import { Execution } from '../simulator/execution';

export { executionMatchers } from './matchers';

/** What jest asks of a snapshot serialiser; the same as `SnapshotSerializer` of `@jest/types`, without the dependency. */
export interface ExecutionSerializer {
  test(value: unknown): boolean;
  serialize(value: Execution): string;
}

/**
 * Prints an execution in a snapshot as its trace.
 *
 * @example
 * expect.addSnapshotSerializer(executionSerializer);
 * expect(simulator.run({ orderId: 'o-1' })).toMatchSnapshot();
 */
export const executionSerializer: ExecutionSerializer = {
  // By its shape: a project can have two copies of the package.
  test: (value) => value instanceof Execution || (typeof value === 'object' && value?.constructor?.name === 'Execution' && 'trace' in value),
  serialize: (value) => value.trace,
};

/* The matchers of `executionMatchers`, for TypeScript: importing `cdk-stepwright/jest` is enough. */
declare global {
  namespace jest {
    interface Matchers<R> {
      toSucceed(output?: unknown): R;
      toFailWith(error?: string, cause?: string): R;
      toHaveVisited(...stateNames: string[]): R;
      toHaveTakenPath(...stateNames: string[]): R;
    }
  }
}
