import { Execution } from '../simulator/execution';

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
  test: (value) => value instanceof Execution,
  serialize: (value) => value.trace,
};
