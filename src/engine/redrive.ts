import type { Engine } from './engine';
import { Scope } from './scope';

/**
 * Runs an execution that did not succeed on, from where it failed or was stopped: what had succeeded is kept.
 *
 * Recordings of AWS show nothing of it; the events are those of AWS's page.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
export function redrive(engine: Engine): void {
  const { state } = engine;
  state.redrives++;
  state.status = 'RUNNING';
  state.error = state.cause = undefined;
  const last = state.log.events[state.log.events.length - 1].id;
  state.root.lastEvent = engine.emit(state.root, 'ExecutionRedriven', last, undefined, undefined, { redriveCount: state.redrives });
  state.agenda.clear(); // what was due is of the attempt that ended
  engine.limitDuration();
  revive(engine, state.root, state.root.lastEvent);
}

/** Lets a scope that was ended go on: its open children, or else its state again. */
function revive(engine: Engine, scope: Scope, previous: number): void {
  scope.done = false;
  scope.task = undefined;
  scope.retries = undefined;
  scope.retryCount = 0;
  scope.lastEvent = previous;
  if (scope.children && scope.children.running.size > 0) {
    scope.waiting = 'children';
    if (scope.children.mapRun !== undefined) {
      const run = engine.state.mapRuns[scope.children.mapRun];
      run.status = run.stopTime = undefined;
    }
    scope.children.running.forEach((child) => revive(engine, child, child.execution === scope.execution ? previous : child.lastEvent));
    return;
  }
  scope.children = undefined;
  // A state with work to do again does it again; any other is entered again, or for the first time.
  scope.waiting = scope.state.retriable && scope.enteredEvent > 0 ? 'retry' : undefined;
  engine.enqueue(scope);
}
