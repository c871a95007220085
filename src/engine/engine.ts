import { Due } from './agenda';
import { ExecutionState, newScope, Status } from './execution-state';
import { dataLimitExceeded, StateFailure } from './failure';
import { EventDetails, EventType } from './history';
import { Limits } from './limits';
import type { Machine } from './machine';
import { exceedsBytes } from './payload-size';
import { matchesError } from './retry';
import { ExecutionIdentity, OpenTask, Scope, TaskOutcome } from './scope';
import { StateEvaluation } from './state-evaluation';
import type { State } from './states/state';
import { EvaluationError } from '../asl/evaluation';
import { JsonObject, JsonValue, setMember } from '../asl/json-value';

/** Who an execution is: the names and ARNs that its context object shows. */
export interface MachineIdentity {
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly roleArn: string;
  readonly region: string;
  /** Express executions cannot be redriven, and their context object does not count it. */
  readonly express: boolean;
}

export interface EngineOptions {
  readonly identity: MachineIdentity;
  readonly limits: Limits;
}

/**
 * Interprets one execution of a machine.
 *
 * It is synchronous and knows no clock: a driver moves {@link now} and tells it what happened ({@link taskStarted}, {@link taskEnded}), takes
 * the tasks that it wants answered from {@link takeTasks}, and lets it work with {@link work}. Whatever the driver does, the same calls give
 * the same events.
 *
 * Order: what happens from outside at one time is written first, for every scope; then the scopes that can go on take their turns, each until
 * it waits again. So does AWS (see the recording of a Map whose tasks all time out).
 */
export class Engine {
  public readonly identity: MachineIdentity;
  public readonly limits: Limits;
  private readonly evaluation = new StateEvaluation(this);
  /** The scopes whose turn it is, from `readyHead` on. Empty whenever {@link work} has returned. */
  private readonly ready: Scope[] = [];
  private readyHead = 0;

  constructor(readonly machine: Machine, readonly state: ExecutionState, options: EngineOptions) {
    this.identity = options.identity;
    this.limits = options.limits;
  }

  /** The virtual time, in milliseconds since the epoch. */
  public get now(): number {
    return this.state.now;
  }

  /** Starts the execution. */
  public start(): void {
    const { root } = this.state;
    this.emit(root, 'ExecutionStarted', 0, undefined, root.execution.input, undefined);
    this.limitDuration();
    this.enqueue(root);
  }

  /** Lets every scope that can go on take its turn. */
  public work(): void {
    const { ready } = this;
    this.withinHistory(() => {
      while (this.readyHead < ready.length && this.state.status === 'RUNNING') {
        const scope = ready[this.readyHead++];
        if (this.readyHead > 1024) {
          ready.splice(0, this.readyHead);
          this.readyHead = 0;
        }
        if (!scope.done) {
          this.run(scope);
        }
      }
    });
    if (this.state.status !== 'RUNNING') {
      this.state.tasks = [];
    }
  }

  /** The tasks that were scheduled since the last call, in order: the driver answers them. */
  public takeTasks(): readonly OpenTask[] {
    const taken = this.state.tasks;
    if (taken.length > 0) {
      this.state.tasks = [];
    }
    return taken;
  }

  /** When the next thing is due, or undefined where the execution waits for nothing but tasks. */
  public nextDue(): number | undefined {
    return this.state.status === 'RUNNING' ? this.state.agenda.nextTime() : undefined;
  }

  /** Moves time to the next due thing and writes down all that is due then. */
  public advance(): void {
    const time = this.state.agenda.nextTime();
    if (time === undefined) {
      return;
    }
    this.state.now = Math.max(this.now, time);
    this.withinHistory(() => {
      for (let next: number | undefined = time; next === time && this.state.status === 'RUNNING'; next = this.state.agenda.nextTime()) {
        this.happen(this.state.agenda.take());
      }
    });
  }

  /** A task began. */
  public taskStarted(task: OpenTask, workerName?: string): void {
    if (!task.open || task.started || this.state.status !== 'RUNNING') {
      return;
    }
    task.started = true;
    this.withinHistory(() => task.scope.state.taskStarted!(this, task, workerName));
  }

  /** A `.sync` or `.waitForTaskToken` task was handed to its service. */
  public taskSubmitted(task: OpenTask, output: JsonValue): void {
    if (task.open && this.state.status === 'RUNNING') {
      this.withinHistory(() => task.scope.state.taskSubmitted!(this, task, output));
    }
  }

  /** A task ends at a time: now or later. */
  public taskEnds(task: OpenTask, outcome: TaskOutcome, at: number): void {
    task.answered = true;
    this.state.agenda.add(at, { kind: 'outcome', task, outcome });
  }

  /** A worker said that it is still at it. */
  public heartbeat(task: OpenTask): void {
    if (task.open && task.heartbeatMilliseconds !== undefined) {
      task.heartbeatDue = this.now + task.heartbeatMilliseconds;
      this.state.agenda.add(task.heartbeatDue, { kind: 'heartbeat', task, at: task.heartbeatDue });
    }
  }

  /** Stops the execution, as `StopExecution` does. */
  public stop(error?: string, cause?: string): void {
    this.withinHistory(() => {
      if (this.state.status === 'RUNNING') {
        this.abortChildren(this.state.root, this.state.root.lastEvent);
        this.end('ABORTED', error, cause);
        this.append('ExecutionAborted', this.state.root.lastEvent, undefined, undefined, { error, cause });
      }
    });
  }

  /**
   * Runs an execution that did not succeed on, from where it failed or was stopped: what had succeeded is kept.
   *
   * Recordings of AWS show nothing of it; the events are those of AWS's page.
   *
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
   */
  public redrive(): void {
    const { state } = this;
    state.redrives++;
    state.status = 'RUNNING';
    state.error = state.cause = undefined;
    const last = state.log.events[state.log.events.length - 1].id;
    state.root.lastEvent = this.emit(state.root, 'ExecutionRedriven', last, undefined, undefined, { redriveCount: state.redrives });
    this.limitDuration();
    this.revive(state.root, state.root.lastEvent);
  }

  /** Lets a scope that was ended go on: its open children, or else its state again. */
  private revive(scope: Scope, previous: number): void {
    scope.done = false;
    scope.task = undefined;
    scope.retries = undefined;
    scope.retryCount = 0;
    scope.lastEvent = previous;
    if (scope.children && scope.children.running.size > 0) {
      scope.waiting = 'children';
      scope.children.running.forEach((child) => this.revive(child, child.execution === scope.execution ? previous : child.lastEvent));
      return;
    }
    scope.children = undefined;
    scope.waiting = scope.state.retriable ? 'retry' : undefined; // a state with work to do again does it again; any other is entered again
    this.enqueue(scope);
  }

  /** The machine's own timeout ends an execution at that time, the service's limit one that takes longer. */
  private limitDuration(): void {
    const timeout = Math.min(this.machine.timeoutMilliseconds ?? Infinity, this.limits.durationMilliseconds + 1);
    if (timeout < Infinity) {
      this.state.agenda.add(this.now + timeout, { kind: 'executionTimeout', redrives: this.state.redrives });
    }
  }

  // ---- for the states ---------------------------------------------------------------------------------------------

  /** What the expressions of a state's fields are evaluated with. The same object each time: use it at once. */
  public evaluate(scope: Scope, input: JsonValue, taskToken?: string): StateEvaluation {
    const { evaluation } = this;
    evaluation.scope = scope;
    evaluation.input = input;
    evaluation.taskToken = taskToken;
    evaluation.result = undefined;
    evaluation.errorOutput = undefined;
    return evaluation;
  }

  /** Writes an event of a scope and returns its id. The caller says which event it follows. */
  public emit(scope: Scope, type: EventType, previous: number, name: string | undefined, value: JsonValue | undefined,
    details: EventDetails | undefined): number {
    const { events } = scope.log;
    const id = events.length + 1;
    if (id >= this.limits.historyEvents) {
      throw new HistoryFull();
    }
    events.push({ id, previousEventId: previous, type, time: this.now, name, value, details });
    return id;
  }

  /** Leaves the scope's state. Returns the state to go on with; undefined where the scope has ended. */
  public exit(scope: Scope, output: JsonValue, assigned: JsonObject | undefined, next: State | undefined): State | undefined {
    const { state } = scope;
    if (exceedsBytes(output, this.limits.payloadBytes)) {
      throw dataLimitExceeded(state.name);
    }
    if (assigned) {
      const variables = scope.variables ??= {};
      for (const name of Object.keys(assigned)) {
        setMember(variables, name, assigned[name]);
      }
    }
    const details = assigned && Object.keys(assigned).length > 0 ? { assigned } : undefined;
    scope.lastEvent = this.emit(scope, state.exitedType, scope.lastEvent, state.name, output, details);
    scope.input = output;
    if (next) {
      return next;
    }
    this.succeed(scope, output);
    return undefined;
  }

  /** The scope waits for a time. */
  public waitUntil(scope: Scope, time: number): undefined {
    scope.waiting = 'timer';
    this.state.agenda.add(time, { kind: 'wait', scope, enteredEvent: scope.enteredEvent });
    return undefined;
  }

  /** Schedules the task of a scope. */
  public schedule(scope: Scope, input: JsonValue, token: string | undefined, scheduledEvent: number,
    timeoutMilliseconds: number | undefined, heartbeatMilliseconds: number | undefined): undefined {
    const { index } = scope.state;
    const attempt = this.state.calls[index] = (this.state.calls[index] ?? 0) + 1;
    const task: OpenTask = {
      scope, input, attempt, token, timeoutMilliseconds, heartbeatMilliseconds, lastEvent: scheduledEvent,
      started: false, open: true, answered: false, heartbeatDue: 0, outcome: undefined,
    };
    scope.task = task;
    scope.waiting = 'task';
    this.state.tasks.push(task);
    if (timeoutMilliseconds !== undefined) {
      this.state.agenda.add(this.now + timeoutMilliseconds, { kind: 'timeout', task });
    }
    this.heartbeat(task);
    return undefined;
  }

  /** Makes a child scope of a Parallel or Map state and lets it wait for its turn. */
  public startChild(parent: Scope, index: number, item: JsonValue | undefined, start: State, input: JsonValue, previous: number): void {
    const child = newScope(parent, index, item, start, input, previous, parent.log, parent.execution);
    parent.children!.running.set(index, child);
    this.enqueue(child);
  }

  /** Makes a child execution of a Distributed Map: it has a history and variables of its own. */
  public startChildExecution(parent: Scope, index: number, item: JsonValue, start: State, execution: ExecutionIdentity): void {
    const child = newScope(parent, index, item, start, execution.input, 0, { events: [] }, execution);
    this.emit(child, 'ExecutionStarted', 0, undefined, execution.input, undefined);
    parent.children!.running.set(index, child);
    this.enqueue(child);
  }

  /** Fails a scope's execution with an error that nothing can catch. */
  public endFailed(scope: Scope, error: string | undefined, cause: string | undefined): void {
    if (scope.execution !== this.state.root.execution) {
      this.endChildExecution(scope, error, cause);
      return;
    }
    this.end('FAILED', error, cause);
    this.append('ExecutionFailed', scope.lastEvent, undefined, undefined, { error, cause });
  }

  /**
   * A state failed: it is retried, caught, or the failure goes up.
   *
   * @param cause undefined where there is none: a catcher then sees null, after a timeout an empty text
   * @param event the event that the failure shows in; what follows points at it
   * @returns the state to go on with, where a catcher gives one
   */
  public fail(scope: Scope, error: string | undefined, cause: string | undefined, event: number, heartbeat = false): State | undefined {
    const { state } = scope;
    scope.lastEvent = event;
    if (this.retries(scope, error, heartbeat)) {
      return undefined;
    }
    if (state.type === 'Map' || state.type === 'Parallel') {
      scope.lastEvent = this.emit(scope, `${state.type}StateFailed`, event, undefined, undefined, undefined);
    }
    const catcher = state.catchers.find(({ errors }) => matchesError(errors, error, heartbeat));
    if (catcher) {
      scope.children = undefined;
      return this.attempt(scope, () => catcher.leave(this, scope, { Error: error ?? null, Cause: cause ?? (error === TIMEOUT ? '' : null) }));
    }
    const { parent } = scope;
    if (!parent) {
      this.endFailed(scope, error, cause);
      return undefined;
    }
    return this.childFailed(parent, scope, error, cause);
  }

  /** Ends the execution where an action writes more events than a history may have. */
  private withinHistory(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof HistoryFull)) {
        throw error;
      }
      this.end('FAILED', 'States.Runtime', `The execution reached the maximum number of history events (${this.limits.historyEvents}).`);
      this.append('ExecutionFailed', this.state.root.lastEvent, undefined, undefined, { error: this.state.error, cause: this.state.cause });
    }
  }

  // ---- turns ------------------------------------------------------------------------------------------------------

  private run(scope: Scope): void {
    let next: State | undefined;
    if (scope.waiting === undefined) {
      next = scope.state;
    } else if (scope.waiting === 'retry') {
      scope.waiting = undefined;
      next = this.attempt(scope, () => scope.state.retry(this, scope));
    } else {
      next = this.attempt(scope, () => scope.state.resume(this, scope));
    }
    while (next) {
      scope.state = next;
      scope.waiting = undefined;
      scope.retries = undefined;
      scope.retryCount = 0;
      scope.decisionEvent = scope.lastEvent;
      scope.enteredTime = this.now;
      scope.lastEvent = scope.enteredEvent = this.emit(scope, next.enteredType, scope.lastEvent, next.name, scope.input, undefined);
      this.state.transitions++;
      try {
        next = next.enter(this, scope);
      } catch (error) {
        next = this.failedWhile(scope, error);
      }
    }
  }

  private attempt(scope: Scope, action: () => State | undefined): State | undefined {
    try {
      return action();
    } catch (error) {
      return this.failedWhile(scope, error);
    }
  }

  /** Turns what an expression or a check threw into a failure of the state. Anything else is a bug of ours and goes on. */
  private failedWhile(scope: Scope, thrown: unknown): State | undefined {
    const failure = asStateFailure(thrown);
    this.abortChildren(scope, scope.lastEvent);
    scope.children = undefined;
    const cause = failure.options.bare ? failure.sentence
      : `An error occurred while executing the state '${scope.state.name}' (entered at the event id #${scope.enteredEvent}). ${failure.sentence}`;
    const { evaluation } = failure.options;
    if (evaluation) {
      const event = this.emit(scope, 'EvaluationFailed', scope.decisionEvent, scope.state.name, undefined,
        { error: failure.error, cause, location: evaluation.location });
      return this.fail(scope, failure.error, cause, event);
    }
    if (failure.options.catchable) {
      return this.fail(scope, failure.error, cause, scope.lastEvent);
    }
    this.endFailed(scope, failure.error, cause);
    return undefined;
  }

  private retries(scope: Scope, error: string | undefined, heartbeat: boolean): boolean {
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
      const delay = retrier.delayMilliseconds(counts[i], () => this.state.random.next());
      counts[i]++;
      scope.retryCount++;
      scope.waiting = 'retry';
      scope.task = undefined;
      scope.children = undefined;
      this.state.agenda.add(this.now + delay, { kind: 'retry', scope, enteredEvent: scope.enteredEvent });
      return true;
    }
    return false;
  }

  // ---- ends -------------------------------------------------------------------------------------------------------

  /** A scope came to its end. */
  private succeed(scope: Scope, output: JsonValue): void {
    scope.done = true;
    const { parent } = scope;
    if (!parent) {
      this.end('SUCCEEDED', undefined, undefined);
      this.state.output = output;
      this.append('ExecutionSucceeded', scope.lastEvent, undefined, output, undefined);
      return;
    }
    const children = parent.children!;
    children.results[scope.index] = output;
    children.running.delete(scope.index);
    children.unfinished--;
    if (scope.execution !== parent.execution) {
      this.emit(scope, 'ExecutionSucceeded', scope.lastEvent, undefined, output, undefined);
    } else {
      children.lastFinishedEvent = scope.lastEvent;
    }
    const caught = parent.state.childFinished && this.attempt(parent, () => parent.state.childFinished!(this, parent, scope));
    if (parent.children !== children) {
      this.goOn(parent, caught); // the next child could not be started, and the state failed
    } else if (children.unfinished === 0) {
      this.ready.splice(this.readyHead, 0, parent); // the parent goes on in the same turn
    }
  }

  /** A child execution ends in an error, from wherever in it. */
  private endChildExecution(scope: Scope, error: string | undefined, cause: string | undefined): void {
    let top = scope;
    while (top.parent && top.parent.execution === scope.execution) {
      top = top.parent;
    }
    this.abortChildren(top, scope.lastEvent);
    top.lastEvent = scope.lastEvent;
    this.childFailed(top.parent!, top, error, cause);
  }

  private childFailed(parent: Scope, child: Scope, error: string | undefined, cause: string | undefined): State | undefined {
    const event = child.lastEvent;
    child.done = true;
    if (child.execution !== parent.execution) {
      this.emit(child, 'ExecutionFailed', event, undefined, undefined, { error, cause });
      const failed = parent.state.childExecutionFailed!(this, parent, child);
      if (failed) {
        this.abortChildren(parent, event);
        this.goOn(parent, this.fail(parent, failed.error, failed.cause, failed.event));
      } else if (parent.children!.unfinished === 0) {
        this.ready.splice(this.readyHead, 0, parent);
      }
      return undefined;
    }
    if (parent.state.type === 'Map') {
      this.emit(child, 'MapIterationFailed', event, parent.state.name, undefined, { index: child.index });
    }
    if (child.state.type === 'Task') {
      this.emit(child, 'TaskStateAborted', event, undefined, undefined, undefined);
    }
    this.abortChildren(parent, event);
    this.goOn(parent, this.fail(parent, error, cause, event));
    return undefined;
  }

  /** Lets a scope go on with a state in its next turn, which is the next one. */
  private goOn(scope: Scope, next: State | undefined): void {
    if (next) {
      scope.waiting = undefined;
      scope.state = next;
      this.ready.splice(this.readyHead, 0, scope);
    }
  }

  /** Ends what a scope's open children do, and what theirs do. */
  private abortChildren(scope: Scope, event: number): void {
    const { children } = scope;
    if (!children) {
      this.closeTask(scope);
      return;
    }
    for (const child of children.running.values()) {
      if (child.done) {
        continue; // it failed, or was ended before
      }
      child.done = true;
      const ownExecution = child.execution !== scope.execution;
      if (scope.state.type === 'Map' && !ownExecution) {
        this.emit(child, 'MapIterationAborted', event, scope.state.name, undefined, { index: child.index });
      }
      const { type } = child.state;
      if (child.waiting !== undefined && (type === 'Task' || type === 'Wait' || type === 'Map' || type === 'Parallel')) {
        this.emit(child, `${type}StateAborted`, ownExecution ? child.lastEvent : event, undefined, undefined, undefined);
      }
      this.abortChildren(child, ownExecution ? child.lastEvent : event);
      if (ownExecution) {
        this.emit(child, 'ExecutionAborted', child.lastEvent, undefined, undefined, {});
      }
    }
    this.closeTask(scope);
  }

  private closeTask(scope: Scope): void {
    if (scope.task) {
      scope.task.open = false;
    }
  }

  private end(status: Status, error: string | undefined, cause: string | undefined): void {
    this.state.status = status;
    this.state.error = error;
    this.state.cause = cause;
  }

  /** Writes the last event of the history, which the limit leaves room for. */
  private append(type: EventType, previous: number, name: string | undefined, value: JsonValue | undefined, details: EventDetails | undefined): void {
    const { events } = this.state.log;
    events.push({ id: events.length + 1, previousEventId: previous, type, time: this.now, name, value, details });
  }

  // ---- time -------------------------------------------------------------------------------------------------------

  private happen(due: Due): void {
    switch (due.kind) {
      case 'wait':
      case 'retry':
        this.enqueue(due.scope);
        return;
      case 'timeout':
      case 'heartbeat':
        this.endTask(due.task, { kind: 'timedOut', heartbeat: due.kind === 'heartbeat' });
        return;
      case 'outcome':
        this.endTask(due.task, due.outcome);
        return;
      case 'executionTimeout':
        if (due.redrives !== this.state.redrives) {
          return;
        }
        this.abortChildren(this.state.root, this.state.root.lastEvent);
        this.end('TIMED_OUT', undefined, undefined);
        this.append('ExecutionTimedOut', this.state.root.lastEvent, undefined, undefined, {});
    }
  }

  private endTask(task: OpenTask, outcome: TaskOutcome): void {
    if (!task.open) {
      return;
    }
    task.open = false;
    task.scope.state.taskEnded!(this, task, outcome);
    this.enqueue(task.scope);
  }

  private enqueue(scope: Scope): void {
    this.ready.push(scope);
  }
}

const TIMEOUT = 'States.Timeout';

class HistoryFull extends Error {}

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

