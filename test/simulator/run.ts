import { Execution } from '../../src/simulator/execution';
import { Simulator } from '../../src/simulator/simulator';
import { SimulatorProps } from '../../src/simulator/simulator-props';
import { TaskMock } from '../../src/simulator/task-mock';

export const LAMBDA = (name: string): string => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

/** Runs a machine of the given states, which starts at the first. */
export function run(
  states: object, input: unknown = {}, mocks: { readonly [state: string]: TaskMock } = {}, props: SimulatorProps = {}, machine: object = {},
): Execution {
  const simulator = Simulator.fromDefinition({ ...machine, StartAt: Object.keys(states)[0], States: states }, props);
  for (const [state, mock] of Object.entries(mocks)) {
    simulator.mockState(state, mock);
  }
  return simulator.run(input);
}

/** The types of an execution's events, with their ids and what they point at: `2<1 PassStateEntered`. */
export const events = (execution: Execution): string[] => execution.history.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`);

/** An event's time in milliseconds after the start. */
export function timeOf(execution: Execution, type: string, occurrence = 0): number {
  const matching = execution.history.filter((event) => event.type === type);
  return Date.parse(matching[occurrence].timestamp) - Date.parse(execution.history[0].timestamp);
}
