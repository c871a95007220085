import type { Duration } from 'aws-cdk-lib';
import { Answers, settle, step } from './driver';
import { Execution } from './execution';
import { copyJson, toJsonValue } from './json-input';
import { millisecondsOf } from './milliseconds';
import { Engine } from '../engine/engine';
import { redrive } from '../engine/redrive';
import { OpenTask, Scope, TaskOutcome } from '../engine/scope';
import { saveState } from '../engine/snapshot';
import { MapState } from '../engine/states/map';
import { TaskState } from '../engine/states/task';
import { StepwrightError } from '../errors';

/**
 * A task that waits for its answer.
 */
export interface PendingTask {
  /** The name of the state that calls it. */
  readonly stateName: string;
  /** The state's `Resource`, as the definition has it. */
  readonly resource: string;
  /** What it is called with. */
  readonly input?: any;
  /** How many times this state has called its task in this execution, this call included. */
  readonly attempt: number;
  /** What the task is answered by: the task token of a callback or an activity, or a name that the simulation gives any other task. */
  readonly taskToken: string;
}

/**
 * An execution that is driven step by step: tasks that no mock answers wait for {@link succeedTask} or {@link failTask}, and time passes when
 * it is told to.
 *
 * @example
 * declare const workflow: StandardWorkflow;
 *
 * const running = Simulator.fromStateMachine(workflow).start({ orderId: 'o-1' });
 * running.advance(Duration.hours(2)); // nobody has approved yet
 * const approval = running.pendingTasks[0];
 * running.succeedTask(approval.taskToken, { approved: true });
 * running.execution.status; // ExecutionStatus.SUCCEEDED
 */
export class ExecutionInProgress {
  /** @internal */
  public static _of(engine: Engine, answers: Answers, execution: Execution, progressed: () => void): ExecutionInProgress {
    const inProgress = new ExecutionInProgress(engine, answers, execution, progressed);
    inProgress.settleNow();
    return inProgress;
  }

  private constructor(
    private readonly engine: Engine,
    private readonly answers: Answers,
    /** The execution as it stands: its status, history and trace so far. */
    public readonly execution: Execution,
    private readonly progressed: () => void,
  ) {}

  /** The tasks that wait for an answer, in the order of their states in the execution. */
  public get pendingTasks(): PendingTask[] {
    return this.open().map((task) => ({
      stateName: task.scope.state.name, resource: resourceOf(task), input: copyJson(task.input), attempt: task.attempt, taskToken: tokenOf(task),
    }));
  }

  /**
   * A task succeeds, as `SendTaskSuccess` has it.
   *
   * @param taskToken the token of a pending task
   * @param output what it returns. Default: an empty object
   */
  public succeedTask(taskToken: string, output?: any): void {
    this.end(taskToken, { kind: 'succeeded', output: output === undefined ? {} : toJsonValue(output, 'The output of succeedTask()') });
  }

  /**
   * A task fails, as `SendTaskFailure` has it.
   *
   * @param taskToken the token of a pending task
   * @param error the error name. Default: none
   * @param cause a description. Default: none
   */
  public failTask(taskToken: string, error?: string, cause?: string): void {
    this.end(taskToken, { kind: 'failed', error, cause });
  }

  /**
   * A worker is still at a task, as `SendTaskHeartbeat` has it.
   *
   * @param taskToken the token of a pending task
   */
  public heartbeat(taskToken: string): void {
    this.engine.heartbeat(this.find(taskToken));
  }

  /**
   * Lets time pass, with all that happens in it.
   *
   * @param duration how much time
   */
  public advance(duration: Duration): void {
    const until = this.engine.now + millisecondsOf(duration, 'advance()');
    for (let due = this.engine.nextDue(); due !== undefined && due <= until; due = this.engine.nextDue()) {
      step(this.engine, this.answers);
    }
    if (this.engine.state.status === 'RUNNING') {
      this.engine.state.now = until;
    }
    this.progressed();
  }

  /**
   * Lets time pass until something happens: a wait or a retry is over, a task times out, a mock answers.
   *
   * @returns false where the execution has ended
   */
  public advanceToNextEvent(): boolean {
    if (this.engine.nextDue() === undefined) {
      return false;
    }
    step(this.engine, this.answers);
    this.settleNow();
    return true;
  }

  /**
   * Stops the execution, as `StopExecution` does.
   *
   * @param error an error name. Default: none
   * @param cause a description. Default: none
   */
  public stop(error?: string, cause?: string): void {
    this.engine.stop(error, cause);
  }

  /**
   * Runs an execution that failed, timed out or was stopped on from there, as `RedriveExecution` does. What had succeeded is kept.
   *
   * Only executions of Standard workflows can be redriven.
   */
  public redrive(): void {
    const { status } = this.engine.state;
    if (this.engine.identity.express || status === 'RUNNING' || status === 'SUCCEEDED') {
      throw new StepwrightError('ExecutionNotRedrivable', this.engine.identity.express
        ? 'Executions of Express workflows cannot be redriven.'
        : `The execution is ${status}. Only one that is FAILED, TIMED_OUT or ABORTED can be redriven.`);
    }
    const { engine: { limits: { historyEvents }, state: { log: { events } } } } = this;
    if (events.length >= historyEvents - 1) {
      throw new StepwrightError('ExecutionNotRedrivable', `The history of the execution has ${events.length.toLocaleString('en')} events. `
        + `Only an execution with fewer than ${(historyEvents - 1).toLocaleString('en')} can be redriven.`);
    }
    redrive(this.engine);
    this.settleNow();
  }

  /**
   * The whole state of the execution as JSON, for {@link Simulator.resume} of a simulator of the same definition.
   */
  public toJson(): string {
    return JSON.stringify({ machine: this.engine.machine.fingerprint, ...saveState(this.engine.state) });
  }

  private end(taskToken: string, outcome: TaskOutcome): void {
    this.engine.taskEnds(this.find(taskToken), outcome, this.engine.now);
    this.settleNow();
  }

  /** Lets all happen that is due at once. */
  private settleNow(): void {
    settle(this.engine, this.answers);
    while (this.engine.nextDue() === this.engine.now) {
      step(this.engine, this.answers);
    }
    this.progressed();
  }

  private find(taskToken: string): OpenTask {
    const task = this.open().find((one) => tokenOf(one) === taskToken);
    if (!task) {
      const tokens = this.open().map((one) => `"${tokenOf(one)}" of state "${one.scope.state.name}"`);
      throw new StepwrightError('InvalidToken', `No pending task has the token "${taskToken}": it was never given out, or its task has ended. `
        + (tokens.length === 0 ? 'No task is pending.' : `Pending are ${tokens.join(', ')}.`));
    }
    return task;
  }

  private open(): OpenTask[] {
    const found: OpenTask[] = [];
    const look = (scope: Scope): void => {
      if (scope.task?.open && !scope.task.answered && this.engine.state.status === 'RUNNING') {
        found.push(scope.task);
      }
      scope.children?.running.forEach(look);
    };
    look(this.engine.state.root);
    return found;
  }
}

const tokenOf = (task: OpenTask): string => task.token ?? `${task.scope.state.name}#${task.attempt}`;

const resourceOf = ({ scope: { state } }: OpenTask): string => state instanceof TaskState ? state.resource.arn : (state as MapState).reader!;
