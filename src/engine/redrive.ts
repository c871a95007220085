import type { Engine } from './engine';
import { ChildRecord, endOf } from './map-run';
import type { Scope } from './scope';

/** How long after its end a child execution can be redriven: 14 days. */
const REDRIVABLE_MILLISECONDS = 14 * 24 * 3600 * 1000;

/**
 * Runs an execution that did not succeed on, from where it failed or was stopped: what had succeeded is kept.
 *
 * Recordings of AWS show nothing of it; the events are those of AWS's pages.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
export function redrive(engine: Engine): void {
  const { state } = engine;
  state.status = 'RUNNING';
  state.error = state.cause = undefined;
  state.agenda.clear(); // what was due is of the attempt that ended
  engine.limitDuration();
  redriveExecution(engine, state.root);
}

/** Runs an execution on, or a child execution of a Map Run: its history has room for it. */
export function redriveExecution(engine: Engine, top: Scope): void {
  const { execution, log: { events } } = top;
  execution.redrives++;
  revive(engine, top, engine.emit(top, 'ExecutionRedriven', events.length, undefined, undefined, { redriveCount: execution.redrives }));
}

/**
 * Runs a Map Run on: children that have succeeded are kept, all others wait for being run again, but for those that cannot be: a Standard one whose
 * history is full, or that has ended too long ago. Those have failed for good.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html
 */
export function redriveMapRun(engine: Engine, scope: Scope, express: boolean): void {
  const children = scope.children!;
  const run = engine.state.mapRuns[children.mapRun!];
  run.status = run.stopTime = undefined;
  run.redriveCount++;
  scope.lastEvent = engine.emit(scope, 'MapRunRedriven', scope.lastEvent, undefined, undefined, { mapRunArn: run.arn, redriveCount: run.redriveCount });
  const unsuccessful = [...children.running.keys()];
  run.pendingRedrive = unsuccessful.filter((index) => express || isRedrivable(engine, run.children[index])).reverse();
  unsuccessful.forEach((index) => { children.results[index] = null; });
  children.failed = unsuccessful.length - run.pendingRedrive.length;
  children.unfinished = run.pendingRedrive.length + children.items!.length - children.nextIndex;
}

function isRedrivable({ limits, now }: Engine, child: ChildRecord): boolean {
  return child.log.events.length < limits.historyEvents - 1 && now - endOf(child)!.time <= REDRIVABLE_MILLISECONDS;
}

/** Lets a scope that was ended go on: its open children, or else its state again. */
function revive(engine: Engine, scope: Scope, previous: number): void {
  scope.done = false;
  scope.task = undefined;
  scope.retries = undefined;
  scope.retryCount = 0;
  scope.lastEvent = previous;
  if (scope.children?.mapRun !== undefined) {
    scope.waiting = 'redrive';
    engine.enqueue(scope);
    return;
  }
  if (scope.children && scope.children.running.size > 0) {
    scope.waiting = 'children';
    scope.children.running.forEach((child) => revive(engine, child, previous));
    return;
  }
  scope.children = undefined;
  // A state with work to do again does it again; any other is entered again, or for the first time.
  scope.waiting = scope.state.retriable && scope.enteredEvent > 0 ? 'retry' : undefined;
  engine.enqueue(scope);
}
