import { Due } from './agenda';
import { ExecutionState, newScope } from './execution-state';
import { dataLimitExceeded, HistoryFull, variablesTooLarge } from './failure';
import { EventDetails, EventType } from './history';
import type { ItemReaderRequest } from './item-reader';
import { EXPRESS_LIMITS, Limits } from './limits';
import type { Machine } from './machine';
import { abortChildren, append, end, endFailed, failedWhile, FROM_OUTSIDE, succeed, timeOutChildren } from './outcomes';
import { exceedsBytes } from './payload-size';
import { Queue } from './queue';
import type { ResultFiles } from './result-writer';
import { ExecutionIdentity, NEVER, OpenTask, Scope, TaskOutcome } from './scope';
import { StateEvaluation } from './state-evaluation';
import { EXITED, State } from './states/state';
import { JsonObject, JsonValue, setMember } from '../asl/json-value';
import type { ParameterChecks } from '../asl/task-parameters';

/** So many assignments of 256 KiB stay within 10 MiB. */
const ASSIGNMENTS_BETWEEN_CHECKS = 10;

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
  /** What the child executions of a Distributed Map may that are Express. Default: what AWS allows them */
  readonly expressLimits?: Limits;
  /** Puts the results of a Map Run where its ResultWriter says; returns why it cannot. Default: they are not kept */
  readonly writeResults?: (results: ResultFiles) => string | undefined;
  /** What is checked of a task's parameters before its integration is called with them. Default: their names */
  readonly parameterChecks?: ParameterChecks;
}

/**
 * Interprets one execution of a machine.
 *
 * It is synchronous and knows no clock: a driver moves {@link now} and tells it what happened ({@link taskStarted}, {@link taskEnded}), takes
 * the tasks that it wants answered from {@link takeTask}, and lets it work with {@link work}. Whatever the driver does, the same calls give
 * the same events.
 *
 * Order: what happens from outside at one time is written first, for every scope; then the scopes that can go on take their turns, each until
 * it waits again. So does AWS (see the recording of a Map whose tasks all time out).
 */
export class Engine {
  public readonly identity: MachineIdentity;
  public readonly limits: Limits;
  private readonly expressLimits: Limits;
  public readonly writeResults: EngineOptions['writeResults'];
  public readonly parameterChecks: ParameterChecks;
  /** Takes the place of a delay that was drawn by chance, where it is known from a recording; undefined where it is not. */
  public jitteredDelay: ((scope: Scope, drawnMilliseconds: number) => number | undefined) | undefined = undefined;
  private readonly evaluation = new StateEvaluation(this);
  /** The scopes whose turn it is. Empty whenever {@link work} has returned. */
  private readonly ready = new Queue<Scope>();

  constructor(readonly machine: Machine, readonly state: ExecutionState, options: EngineOptions) {
    this.identity = options.identity;
    this.limits = options.limits;
    this.expressLimits = options.expressLimits ?? EXPRESS_LIMITS;
    this.writeResults = options.writeResults;
    this.parameterChecks = options.parameterChecks ?? 'names';
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
    while (ready.length > 0 && this.state.status === 'RUNNING') {
      const scope = ready.take()!;
      if (!scope.done) {
        try {
          this.run(scope);
        } catch (error) {
          this.historyFull(error); // of a child execution, perhaps: the execution around it goes on
        }
      }
    }
    if (this.state.status !== 'RUNNING') {
      this.state.tasks.clear();
      ready.clear(); // nobody's turn comes any more: a redrive begins with turns of its own
    }
  }

  /** The next of the tasks that were scheduled, in order; undefined where there is none. The driver answers them. */
  public takeTask(): OpenTask | undefined {
    return this.state.tasks.take();
  }

  /** When the next thing is due, or undefined where the execution waits for nothing but tasks. */
  public nextDue(): number | undefined {
    return this.state.status === 'RUNNING' ? this.state.agenda.nextTime() : undefined;
  }

  /** Moves time to the next due thing and writes down all that is due then. Returns whether there was anything. */
  public advance(): boolean {
    const { agenda } = this.state;
    const time = this.nextDue();
    if (time === undefined) {
      return false;
    }
    this.state.now = Math.max(this.now, time);
    try {
      let patient: Due | undefined;
      for (let due = agenda.take(time); due; due = this.state.status === 'RUNNING' ? agenda.take(time) : undefined) {
        if (due.kind === 'executionTimeout' && due.patient && (agenda.isDue(time) || this.ready.length > 0)) {
          patient = due;
        } else {
          this.happen(due);
        }
      }
      if (patient) {
        agenda.add(time, patient);
      }
    } catch (error) {
      this.historyFull(error);
    }
    return true;
  }

  /** A task began. */
  public taskStarted(task: OpenTask, workerName?: string): void {
    if (!task.open || task.started || this.state.status !== 'RUNNING') {
      return;
    }
    task.started = true;
    try {
      task.scope.state.taskStarted!(this, task, workerName);
    } catch (error) {
      this.historyFull(error);
    }
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
    task.endsAt = Math.min(task.endsAt, at);
    this.state.agenda.add(at, { kind: 'outcome', task, outcome });
  }

  /** Ends a task now, where nobody else's turn could come before. Returns whether it did. */
  public taskEndsAtOnce(task: OpenTask, outcome: TaskOutcome): boolean {
    const { tasks, agenda, status } = this.state;
    if (tasks.length > 0 || this.ready.length > 0 || agenda.isDue(this.now) || status !== 'RUNNING') {
      return false;
    }
    try {
      this.endTask(task, outcome);
    } catch (error) {
      this.historyFull(error);
    }
    return true;
  }

  /** A worker says that it is still at it: now, or at a later time that is known already. */
  public heartbeat(task: OpenTask, at = this.now): void {
    const due = task.heartbeatMilliseconds === undefined ? 0 : at + task.heartbeatMilliseconds;
    if (task.open && due > task.heartbeatDue) {
      task.heartbeatDue = due;
      this.state.agenda.add(due, { kind: 'heartbeat', task, at: due });
    }
  }

  /** The tasks that were scheduled and have not ended, in the order of their states in the execution. */
  public openTasks(): OpenTask[] {
    const found: OpenTask[] = [];
    const look = ({ task, children }: Scope): void => {
      if (task?.open) {
        found.push(task);
      }
      children?.running.forEach(look);
    };
    if (this.state.status === 'RUNNING') {
      look(this.state.root);
    }
    return found;
  }

  /** Stops the execution, as `StopExecution` does. */
  public stop(error?: string, cause?: string): void {
    this.withinHistory(() => {
      if (this.state.status === 'RUNNING') {
        abortChildren(this, this.state.root, this.state.root.lastEvent);
        end(this, 'ABORTED', error, cause);
        append(this, this.state.root, 'ExecutionAborted', FROM_OUTSIDE, undefined, { error, cause });
      }
    });
  }

  /**
   * The machine's own timeout and the service's limit end an execution at their time. What is due at the time of the machine's own is late: on AWS
   * the steps before it took time, too. The service ends only what takes longer than it lets it. A redrive starts the timeout anew, but not the time
   * that an execution may be open.
   */
  public limitDuration(): void {
    const timeout = this.now + (this.machine.timeoutMilliseconds ?? Infinity);
    const limit = this.state.root.execution.startTime + this.limits.durationMilliseconds;
    if (Math.min(timeout, limit) < Infinity) {
      const due: Due = limit < timeout ? { kind: 'executionTimeout', patient: true } : { kind: 'executionTimeout' };
      this.state.agenda.add(Math.min(timeout, limit), due);
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
    if (id >= this.limitsOf(scope).historyEvents && !(this.isExpress(scope) && type !== scope.state.enteredType)) {
      throw new HistoryFull(scope); // of an Express execution only entering a state is bounded: whatever goes on for ever does that
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
      this.assign(scope, assigned);
    }
    const details = assigned && Object.keys(assigned).length > 0 ? { assigned } : undefined;
    scope.lastEvent = this.emit(scope, state.exitedType, scope.lastEvent, state.name, output, details);
    this.reach(state.point + EXITED);
    scope.input = output;
    if (next) {
      return next;
    }
    succeed(this, scope, output);
    return undefined;
  }

  /** What the execution of a scope may. */
  public limitsOf({ execution }: Scope): Limits {
    return execution.express ? this.expressLimits : this.limits;
  }

  /** Counts that a point of the definition was reached, for its coverage. */
  public reach(point: number): void {
    this.state.reached[point]++;
  }

  private assign(scope: Scope, assigned: JsonObject): void {
    if (exceedsBytes(assigned, this.limits.payloadBytes)) {
      throw variablesTooLarge(this.limits.payloadBytes);
    }
    const variables = scope.variables ??= {};
    for (const name of Object.keys(assigned)) {
      setMember(variables, name, assigned[name]);
    }
    // What was assigned is small; only many assignments can pass the limit, so it is looked at once in a while.
    scope.assignments++;
    if (scope.assignments % ASSIGNMENTS_BETWEEN_CHECKS === 0 && exceedsBytes(variables, this.limits.variableBytes)) {
      throw variablesTooLarge(this.limits.variableBytes);
    }
  }

  /** The scope waits for a time. */
  public waitUntil(scope: Scope, time: number): undefined {
    scope.waiting = 'timer';
    this.state.agenda.add(time, { kind: 'wait', scope, enteredEvent: scope.enteredEvent });
    return undefined;
  }

  /** Schedules the task of a scope. */
  public schedule(scope: Scope, input: JsonValue, token: string | undefined, scheduledEvent: number,
    timeoutMilliseconds: number | undefined, heartbeatMilliseconds: number | undefined, reader?: ItemReaderRequest): undefined {
    const { index } = scope.state;
    const call = ++this.state.calls[index];
    const task: OpenTask = {
      scope, input, attempt: call, token, reader, timeoutMilliseconds, heartbeatMilliseconds, lastEvent: scheduledEvent,
      started: false, open: true, answered: false, endsAt: timeoutMilliseconds === undefined ? NEVER : this.now + timeoutMilliseconds,
      heartbeatDue: 0, outcome: undefined,
    };
    scope.task = task;
    scope.waiting = 'task';
    this.state.tasks.add(task);
    if (timeoutMilliseconds !== undefined) {
      this.state.agenda.add(task.endsAt, { kind: 'timeout', task });
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

  /** Makes a child execution of a Distributed Map, perhaps in the place of one that has failed: it has a history and variables of its own. */
  public startChildExecution(parent: Scope, index: number, item: JsonValue, start: State, execution: ExecutionIdentity): void {
    const child = newScope(parent, index, item, start, execution.input, 0, { events: [] }, execution);
    this.emit(child, 'ExecutionStarted', 0, undefined, execution.input, undefined);
    const children = parent.children!;
    this.state.mapRuns[children.mapRun!].children[index] = { execution, log: child.log };
    children.running.set(index, child);
    this.enqueue(child);
    const deadline = this.now + this.expressLimits.durationMilliseconds;
    if (execution.express && deadline < Infinity) {
      this.state.agenda.addDeadline(deadline, parent, children.mapRun!);
    }
  }

  /** Fails the execution that an action writes more events of than a history may have: this one, or a child of it. */
  private withinHistory(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.historyFull(error);
    }
  }

  private historyFull(error: unknown): void {
    if (!(error instanceof HistoryFull)) {
      throw error;
    }
    const { scope } = error;
    const { historyEvents, durationMilliseconds } = this.limitsOf(scope);
    const timeout = scope.execution.express ? undefined : this.machine.timeoutMilliseconds;
    if (this.isExpress(scope) && Math.min(durationMilliseconds, timeout ?? Infinity) < Infinity) {
      return; // the scope stands still, and its execution's time runs out
    }
    this.withinHistory(() => {
      endFailed(this, scope, 'States.Runtime', `The execution reached the maximum number of history events (${historyEvents}).`);
    });
  }

  private isExpress({ execution }: Scope): boolean {
    return execution.express ?? this.identity.express;
  }

  // ---- turns ------------------------------------------------------------------------------------------------------

  private run(scope: Scope): void {
    let next = scope.waiting === undefined ? scope.state : this.goOn(scope);
    while (next) {
      scope.state = next;
      scope.waiting = undefined;
      scope.retries = undefined;
      scope.retryCount = 0;
      scope.decisionEvent = scope.lastEvent;
      scope.enteredTime = this.now;
      scope.lastEvent = scope.enteredEvent = this.emit(scope, next.enteredType, scope.lastEvent, next.name, scope.input, undefined);
      this.state.transitions++;
      this.reach(next.point);
      try {
        next = next.enter(this, scope);
      } catch (error) {
        next = failedWhile(this, scope, error);
      }
    }
  }

  /** Lets the state that a scope waits in go on. Returns the state to go to; undefined where the scope waits again, or has ended. */
  private goOn(scope: Scope): State | undefined {
    try {
      const { waiting } = scope;
      if (waiting !== 'retry' && waiting !== 'redrive') {
        return scope.state.resume(this, scope);
      }
      scope.waiting = undefined;
      this.state.transitions++;
      return waiting === 'retry' ? scope.state.retry(this, scope) : scope.state.redrive!(this, scope);
    } catch (error) {
      return failedWhile(this, scope, error);
    }
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
      case 'childTimeout':
        timeOutChildren(this, due.scope, this.expressLimits.durationMilliseconds);
        return;
      case 'executionTimeout':
        abortChildren(this, this.state.root, this.state.root.lastEvent);
        end(this, 'TIMED_OUT', undefined, undefined);
        append(this, this.state.root, 'ExecutionTimedOut', FROM_OUTSIDE, undefined, {});
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

  /** A scope waits for its turn. */
  public enqueue(scope: Scope): void {
    this.ready.add(scope);
  }

  /** A scope has the next turn. */
  public next(scope: Scope): void {
    this.ready.addFirst(scope);
  }
}
