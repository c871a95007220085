import { Agenda } from './agenda';
import { EventLog } from './history';
import type { Machine } from './machine';
import { MapRunRecord } from './map-run';
import { Queue } from './queue';
import { Random } from './random';
import { ExecutionIdentity, OpenTask, Scope } from './scope';
import type { State } from './states/state';
import { JsonObject, JsonValue } from '../asl/json-value';

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** All that changes while an execution runs: plain data, but for the agenda, the queue of tasks and the random generator. */
export interface ExecutionState {
  /** The virtual time, in milliseconds since the epoch. */
  now: number;
  status: Status;
  output: JsonValue | undefined;
  error: string | undefined;
  cause: string | undefined;
  /** State transitions, as AWS bills them: states entered, and each retry. */
  transitions: number;
  readonly root: Scope;
  readonly log: EventLog;
  readonly agenda: Agenda;
  readonly random: Random;
  /** How often each state has called its task, by the state's index. */
  readonly calls: number[];
  /** How often each point of the definition was reached: see `State.point`. */
  readonly reached: number[];
  /** The Map Runs of Distributed Maps, its children's too, in the order of their start. */
  readonly mapRuns: MapRunRecord[];
  /** Tasks that were scheduled and that the driver has not taken yet. */
  readonly tasks: Queue<OpenTask>;
  /** The executions of other Standard machines that it and those within it have started by name, by their ARNs, as `DescribeExecution` has them. */
  nested?: { [executionArn: string]: JsonObject };
}

/** An execution that has not begun. */
export function newExecution({ start, states, points }: Machine, execution: ExecutionIdentity, seed: number): ExecutionState {
  const log: EventLog = { events: [] };
  return {
    now: execution.startTime, status: 'RUNNING', output: undefined, error: undefined, cause: undefined, transitions: 0,
    root: newScope(undefined, 0, undefined, start, execution.input, 0, log, execution),
    log, agenda: new Agenda(), random: new Random(seed), calls: zeros(states.length), reached: zeros(points), mapRuns: [], tasks: new Queue(),
  };
}

const zeros = (count: number): number[] => new Array<number>(count).fill(0);

export function newScope(
  parent: Scope | undefined, index: number, item: JsonValue | undefined, state: State, input: JsonValue, previous: number,
  log: EventLog, execution: ExecutionIdentity,
): Scope {
  return {
    parent, index, item, log, execution, state, input, variables: undefined, assignments: 0, lastEvent: previous, enteredEvent: 0, enteredTime: 0,
    decisionEvent: 0, retries: undefined, retryCount: 0, waiting: undefined, task: undefined, children: undefined, done: false,
  };
}
