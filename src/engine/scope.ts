import type { EventLog } from './history';
import type { ItemReaderRequest } from './item-reader';
import type { State } from './states/state';
import { JsonArray, JsonValue } from '../asl/json-value';

/**
 * One line of execution: the machine itself, a branch of a Parallel state, an iteration of a Map state. It is plain data: where it stands is
 * a state and what it waits for, never a closure, so that an execution can be inspected, saved and resumed.
 */
export interface Scope {
  /** The scope whose current state (a Parallel or a Map) this one belongs to. */
  readonly parent: Scope | undefined;
  /** The branch's or the iteration's number; 0 for the machine. */
  readonly index: number;
  /** The Map item, for `$$.Map.Item.Value`. */
  readonly item: JsonValue | undefined;
  /** Where the item is from, for a selector that looks at it before there is an iteration; see `Children.source`. */
  readonly itemSource?: string;
  /** The item's name, for the same selector; see `Children.keys`. */
  readonly itemKey?: string;
  /** Where its events go: its execution's history. */
  readonly log: EventLog;
  /** The execution that it is of: a child of a Distributed Map is an execution of its own. */
  readonly execution: ExecutionIdentity;

  state: State;
  /** The input of the current state, as it was entered with. */
  input: JsonValue;
  variables: { [name: string]: JsonValue } | undefined;
  assignments: number;

  /** The last event of this scope: what the next one points at. */
  lastEvent: number;
  enteredEvent: number;
  enteredTime: number;
  /** The last event before the one that the state is being decided on; a failed evaluation points at it. */
  decisionEvent: number;

  /** How often each retrier of the current state was used; undefined while none was. */
  retries: number[] | undefined;
  retryCount: number;

  /** Set while the scope waits for something and not for its turn. */
  waiting: Waiting | undefined;
  task: OpenTask | undefined;
  children: Children | undefined;
  done: boolean;
}

/** `redrive`: for its turn, to redrive its Map Run. */
export type Waiting = 'timer' | 'task' | 'retry' | 'children' | 'redrive';

export interface ExecutionIdentity {
  readonly arn: string;
  readonly name: string;
  readonly input: JsonValue;
  readonly startTime: number;
  /** Whether it is an Express child of a Standard execution; any other is of the type of its machine. */
  readonly express?: boolean;
  /** How often it was redriven. */
  redrives: number;
}

/** What a task is answered with. */
export type TaskOutcome =
  | { readonly kind: 'succeeded'; readonly output: JsonValue }
  | { readonly kind: 'failed'; readonly error?: string; readonly cause?: string }
  | { readonly kind: 'timedOut'; readonly heartbeat: boolean };

/** The time of what does not happen. JSON has no `Infinity`. */
export const NEVER = Number.MAX_SAFE_INTEGER;

/** A task that was scheduled and has not ended. */
export interface OpenTask {
  readonly scope: Scope;
  /** What the task is called with. */
  readonly input: JsonValue;
  /** Calls of this state's task in this execution, this one included. */
  readonly attempt: number;
  readonly token: string | undefined;
  /** What an ItemReader asks for; undefined for a Task. */
  readonly reader?: ItemReaderRequest;
  readonly timeoutMilliseconds: number | undefined;
  readonly heartbeatMilliseconds: number | undefined;
  /** The last event of the task: scheduled, started, submitted. */
  lastEvent: number;
  started: boolean;
  open: boolean;
  /** Whether its outcome is known, and only takes its time. */
  answered: boolean;
  /** When it ends at the latest, as far as that is known: by its timeout, or by an outcome that takes its time. */
  endsAt: number;
  /** When the heartbeat runs out; moves with every heartbeat. */
  heartbeatDue: number;
  outcome: TaskOutcome | undefined;
}

/** Whether a task will still be open at a time, as far as that is known. */
export const isOpenAt = (task: OpenTask, time: number): boolean => task.open && time < task.endsAt
  && (task.heartbeatMilliseconds === undefined || time < task.heartbeatDue);

/** The progress of a Parallel or Map state. */
export interface Children {
  readonly startedEvent: number;
  readonly results: JsonValue[];
  readonly items: JsonArray | undefined;
  readonly concurrency: number;
  /** Those that have not ended well: at work, or ended without success, which a redrive can run again. */
  readonly running: Map<number, Scope>;
  nextIndex: number;
  /** What a Map's `ItemSelector` selects from, once it has: the state's input behind `InputPath`. */
  selectorInput?: JsonValue;
  unfinished: number;
  /** The last inner event of the child that finished last. */
  lastFinishedEvent: number;
  failed: number;
  /** How many children may fail before the state does. */
  readonly toleratedFailures: number;
  /** The Map Run of a Distributed Map: its number in the execution. */
  readonly mapRun?: number;
  /** Where the items of a Map are from, for `$$.Map.Item.Source`; '' where each is from a file that is not known here. Default: from the input. */
  readonly source?: string;
  /** The names of the items, where they are the members of an object. */
  readonly keys?: readonly string[];
}
