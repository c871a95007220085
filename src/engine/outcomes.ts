import type { Engine } from './engine';
import { Status } from './execution-state';
import { HistoryFull, StateFailure } from './failure';
import { EventDetails, EventType } from './history';
import { endMapRun } from './map-run';
import { matchesError } from './retry';
import { Scope } from './scope';
import type { ChildrenFailure, State } from './states/state';
import { EvaluationError } from '../asl/evaluation';
import { JsonValue } from '../asl/json-value';

/*
 * How states, scopes and executions end: well, or with a failure that is retried, caught, or goes up to the scope around.
 */

const TIMEOUT = 'States.Timeout';

/**
 * What the event of an end from outside follows: nothing that the execution did. Recorded for `StopExecution`; a timeout, and the abortion of a
 * Map Run's child, are taken to be the same.
 */
export const FROM_OUTSIDE = 0;

/** Lets a state do something; returns the state to go on with, its own or the one that a catcher gives. */
export function attempt(engine: Engine, scope: Scope, action: () => State | undefined): State | undefined {
  try {
    return action();
  } catch (error) {
    return failedWhile(engine, scope, error);
  }
}

/** A state's expression or a check threw: its failure is retried, caught, or goes up. Anything else that is thrown is a bug of ours. */
export function failedWhile(engine: Engine, scope: Scope, thrown: unknown): State | undefined {
  abortChildren(engine, scope, scope.lastEvent);
  scope.children = undefined;
  const failure = writeFailure(engine, scope, thrown);
  return failure && fail(engine, scope, failure.error, failure.cause, failure.event);
}

/** A failure, and the event that it shows in. */
interface WrittenFailure {
  readonly error: string;
  readonly cause: string;
  readonly event: number;
}

/**
 * Writes what was thrown while a state was evaluated as AWS does. Returns the failure that `Retry` and `Catch` may handle; undefined where
 * nothing may, and the execution has ended.
 */
function writeFailure(engine: Engine, scope: Scope, thrown: unknown): WrittenFailure | undefined {
  const { error, sentence, options } = asStateFailure(thrown);
  const cause = options.bare ? sentence
    : `An error occurred while executing the state '${scope.state.name}' (entered at the event id #${scope.enteredEvent}). ${sentence}`;
  if (options.evaluation) {
    const details = { error, cause, location: options.evaluation.location, enteredEvent: scope.enteredEvent };
    return { error, cause, event: engine.emit(scope, 'EvaluationFailed', scope.decisionEvent, scope.state.name, undefined, details) };
  }
  if (options.catchable) {
    return { error, cause, event: scope.lastEvent };
  }
  endFailed(engine, scope, error, cause);
  return undefined;
}

/**
 * A state failed: it is retried, caught, or the failure goes up.
 *
 * @param cause undefined where there is none: a catcher then sees null, after a timeout an empty text
 * @param event the event that the failure shows in; what follows points at it
 * @returns the state to go on with, where a catcher gives one
 */
export function fail(
  engine: Engine, scope: Scope, error: string | undefined, cause: string | undefined, event: number, heartbeat = false,
): State | undefined {
  const { state } = scope;
  scope.lastEvent = event;
  if (retries(engine, scope, error, heartbeat)) {
    return undefined;
  }
  if (state.type === 'Map' || state.type === 'Parallel') {
    scope.lastEvent = engine.emit(scope, `${state.type}StateFailed`, event, undefined, undefined, undefined);
  }
  const index = state.catchers.findIndex(({ errors }) => matchesError(errors, error, heartbeat));
  if (index < 0) {
    return failUp(engine, scope, error, cause, heartbeat);
  }
  scope.children = undefined;
  try {
    const next = state.catchers[index].leave(engine, scope, { Error: error ?? null, Cause: cause ?? (error === TIMEOUT ? '' : null) });
    engine.reach(state.firstCatcher + index);
    return next;
  } catch (thrown) {
    // A catcher whose own expressions fail does not catch that: its state has failed for good.
    const failure = writeFailure(engine, scope, thrown);
    if (!failure) {
      return undefined;
    }
    scope.lastEvent = failure.event;
    return failUp(engine, scope, failure.error, failure.cause);
  }
}

/** A failure that nothing in its scope handles. */
function failUp(engine: Engine, scope: Scope, error: string | undefined, cause: string | undefined, heartbeat = false): undefined {
  if (scope.parent) {
    childFailed(engine, scope.parent, scope, error, cause, heartbeat);
  } else {
    endFailed(engine, scope, error, cause);
  }
  return undefined;
}

function retries(engine: Engine, scope: Scope, error: string | undefined, heartbeat: boolean): boolean {
  const { retriers } = scope.state;
  for (let i = 0; i < retriers.length; i++) {
    const retrier = retriers[i];
    if (!matchesError(retrier.errors, error, heartbeat)) {
      continue;
    }
    const counts = scope.retries ??= new Array<number>(retriers.length).fill(0);
    if (counts[i] >= retrier.maxAttempts) {
      return false;
    }
    engine.reach(scope.state.firstRetrier + i);
    const drawn = retrier.delayMilliseconds(counts[i], () => engine.state.random.next());
    const delay = retrier.jitter ? engine.jitteredDelay?.(scope, drawn) ?? drawn : drawn;
    counts[i]++;
    scope.retryCount++;
    if (scope.retryCount > engine.limitsOf(scope).historyEvents) {
      throw new HistoryFull(scope); // a retry that writes no event is bounded, too
    }
    scope.waiting = 'retry';
    scope.task = undefined;
    scope.children = undefined;
    engine.state.agenda.add(engine.now + delay, { kind: 'retry', scope, enteredEvent: scope.enteredEvent });
    return true;
  }
  return false;
}

/**
 * Fails a scope's execution with an error that nothing can catch. What else the execution does ends without an event of its own, as AWS has it for a
 * branch with a path that leads nowhere: ExecutionFailed follows the entry of the state.
 *
 * @see https://github.com/floci-io/floci/issues/2868 for a history of AWS
 */
export function endFailed(engine: Engine, scope: Scope, error: string | undefined, cause: string | undefined): void {
  let top = scope;
  while (top.parent && top.parent.execution === scope.execution) {
    top = top.parent;
  }
  abortChildren(engine, top, scope.lastEvent, true);
  if (top.parent) {
    top.lastEvent = scope.lastEvent;
    childFailed(engine, top.parent, top, error, cause);
  } else {
    end(engine, 'FAILED', error, cause);
    append(engine, scope, 'ExecutionFailed', scope.lastEvent, undefined, { error, cause });
  }
}

/** A scope came to its end. */
export function succeed(engine: Engine, scope: Scope, output: JsonValue): void {
  scope.done = true;
  const { parent } = scope;
  if (!parent) {
    end(engine, 'SUCCEEDED', undefined, undefined);
    engine.state.output = output;
    append(engine, scope, 'ExecutionSucceeded', scope.lastEvent, output, undefined);
    return;
  }
  const children = parent.children!;
  children.results[scope.index] = output;
  children.running.delete(scope.index);
  children.unfinished--;
  if (scope.execution !== parent.execution) {
    append(engine, scope, 'ExecutionSucceeded', scope.lastEvent, output, undefined);
  } else {
    children.lastFinishedEvent = scope.lastEvent;
  }
  const caught = parent.state.childFinished && attempt(engine, parent, () => parent.state.childFinished!(engine, parent, scope));
  if (parent.children !== children) {
    goOn(engine, parent, caught); // the next child could not be started, and the state failed
  } else if (children.unfinished === 0) {
    engine.next(parent); // the parent goes on in the same turn
  }
}

function childFailed(
  engine: Engine, parent: Scope, child: Scope, error: string | undefined, cause: string | undefined, heartbeat = false,
): void {
  const event = child.lastEvent;
  if (child.execution !== parent.execution) {
    append(engine, child, 'ExecutionFailed', event, undefined, { error, cause });
    childExecutionFailed(engine, parent, child, event);
    return;
  }
  child.done = true;
  if (parent.state.type === 'Map') {
    engine.emit(child, 'MapIterationFailed', event, parent.state.name, undefined, { index: child.index });
  }
  if (child.state.type === 'Task') {
    engine.emit(child, 'TaskStateAborted', event, undefined, undefined, undefined);
  }
  abortChildren(engine, parent, event);
  goOn(engine, parent, fail(engine, parent, error, cause, event, heartbeat));
}

/** The time of a Distributed Map's children is up that began so long ago. Each that had not ended is a failed one for its Map. */
export function timeOutChildren(engine: Engine, parent: Scope, durationMilliseconds: number): void {
  const { children } = parent;
  for (const child of [...children!.running.values()]) {
    if (parent.children !== children) {
      return; // the Map has failed, and what was running was ended
    }
    if (!child.done && engine.now - child.execution.startTime >= durationMilliseconds) {
      const event = child.lastEvent;
      abortChildren(engine, child, event);
      append(engine, child, 'ExecutionTimedOut', FROM_OUTSIDE, undefined, {});
      childExecutionFailed(engine, parent, child, event);
    }
  }
}

/** A child of a Distributed Map came to a bad end. */
function childExecutionFailed(engine: Engine, parent: Scope, child: Scope, event: number): void {
  child.done = true;
  let failed: ChildrenFailure | undefined;
  const { children } = parent;
  const caught = attempt(engine, parent, () => {
    failed = parent.state.childExecutionFailed!(engine, parent, child);
    return undefined;
  });
  if (parent.children !== children) {
    goOn(engine, parent, caught); // the next child could not be started, and the state failed
  } else if (failed) {
    abortChildren(engine, parent, event);
    goOn(engine, parent, fail(engine, parent, failed.error, failed.cause, failed.event));
  } else if (parent.children!.unfinished === 0) {
    engine.next(parent);
  }
}

/** Lets a scope go on with a state in its next turn, which is the next one. */
function goOn(engine: Engine, scope: Scope, next: State | undefined): void {
  if (next) {
    scope.waiting = undefined;
    scope.state = next;
    scope.enteredEvent = 0; // not entered yet: its turn may never come
    engine.next(scope);
  }
}

/**
 * Ends what a scope's open children do, and what theirs do.
 *
 * @param silently whether the history of the scope says nothing of it
 */
export function abortChildren(engine: Engine, scope: Scope, event: number, silently = false): void {
  const { children } = scope;
  if (!children) {
    if (scope.task?.open && scope.task.reader) {
      endMapRun(engine, scope.task.reader.mapRun, 'ABORTED');
    }
    closeTask(scope);
    return;
  }
  if (children.mapRun !== undefined) {
    endMapRun(engine, children.mapRun, 'ABORTED');
  }
  for (const child of children.running.values()) {
    if (child.done) {
      continue; // it failed, or was ended before
    }
    child.done = true;
    const ownExecution = child.execution !== scope.execution;
    const shows = !silently && !ownExecution;
    if (shows && scope.state.type === 'Map') {
      engine.emit(child, 'MapIterationAborted', event, scope.state.name, undefined, { index: child.index });
    }
    const { type } = child.state;
    if (shows && child.waiting !== undefined && (type === 'Task' || type === 'Wait' || type === 'Map' || type === 'Parallel')) {
      engine.emit(child, `${type}StateAborted`, event, undefined, undefined, undefined);
    }
    abortChildren(engine, child, ownExecution ? child.lastEvent : event, silently && !ownExecution);
    if (ownExecution) {
      append(engine, child, 'ExecutionAborted', FROM_OUTSIDE, undefined, {}); // as StopExecution would end it
    }
  }
  closeTask(scope);
}

function closeTask(scope: Scope): void {
  if (scope.task) {
    scope.task.open = false;
  }
}

export function end(engine: Engine, status: Status, error: string | undefined, cause: string | undefined): void {
  engine.state.status = status;
  engine.state.error = error;
  engine.state.cause = cause;
}

/** Writes the last event of a scope's execution, which the limit leaves room for. */
export function append(
  engine: Engine, { log: { events } }: Scope, type: EventType, previous: number, value: JsonValue | undefined, details: EventDetails | undefined,
): void {
  events.push({ id: events.length + 1, previousEventId: previous, type, time: engine.now, name: undefined, value, details });
}

/** Gives what was thrown its error name. What is neither a failure of the state nor of an expression is a bug of ours. */
function asStateFailure(thrown: unknown): StateFailure {
  if (thrown instanceof StateFailure) {
    return thrown;
  }
  if (thrown instanceof EvaluationError) {
    switch (thrown.kind) {
      case 'path': return new StateFailure('States.Runtime', thrown.message);
      case 'intrinsic': return new StateFailure('States.IntrinsicFailure', thrown.message, { catchable: true });
      case 'jsonata': return new StateFailure('States.QueryEvaluationError', thrown.message, { evaluation: { location: thrown.location } });
    }
  }
  throw thrown;
}

