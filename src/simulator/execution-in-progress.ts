import { inspect } from 'node:util';
import type { Duration } from 'aws-cdk-lib';
import { describeInProgress } from './describe-in-progress';
import { Answers, settle, step } from './driver';
import { Execution } from './execution';
import { checkFailure } from './failure-texts';
import { copyJson, toJsonValue } from './json-input';
import { millisecondsOf } from './milliseconds';
import { EndedTask, hasToken, isCalledBack, TaskTokens, tokenOf } from './task-tokens';
import { formatDuration } from './trace';
import { writeExecution } from './written-execution';
import { Engine } from '../engine/engine';
import { exceedsBytes } from '../engine/payload-size';
import { redrive } from '../engine/redrive';
import { OpenTask, TaskOutcome } from '../engine/scope';
import { MapState } from '../engine/states/map';
import { TaskState } from '../engine/states/task';
import { StepwrightError } from '../errors';

/** How long after its end an execution can be redriven. */
const REDRIVABLE_MILLISECONDS = 14 * 24 * 3600 * 1000;

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
  /**
   * @param ended the tasks that had ended when the execution was written down
   * @internal
   */
  public static _of(
    engine: Engine, answers: Answers, execution: Execution, progressed: () => void, ended?: readonly EndedTask[],
  ): ExecutionInProgress {
    const inProgress = new ExecutionInProgress(engine, answers, execution, progressed, ended);
    for (const name of ['engine', 'answers', 'progressed', 'tokens']) {
      Object.defineProperty(inProgress, name, { enumerable: false }); // a failed assertion or a log of it should not show the engine
    }
    inProgress.settleNow();
    return inProgress;
  }

  private readonly tokens: TaskTokens;
  private readonly answers: Answers;

  private constructor(
    private readonly engine: Engine,
    answers: Answers,
    /** The execution as it stands: its status, history and trace so far. */
    public readonly execution: Execution,
    private readonly progressed: () => void,
    ended?: readonly EndedTask[],
  ) {
    this.tokens = new TaskTokens(engine, ended);
    engine.openTasks().forEach((task) => this.tokens.give(task));
    this.answers = (task) => {
      const answer = answers(task, engine);
      if (!answer || answer.delayMilliseconds > 0 || answer.outcome === 'silent' || answer.outcome === 'pending' || task.token !== undefined) {
        this.tokens.give(task);
      }
      return answer;
    };
  }

  /** The tasks that wait for an answer, in the order of their states in the execution. */
  public get pendingTasks(): PendingTask[] {
    return this.open().map((task) => ({
      stateName: task.scope.state.name, resource: resourceOf(task), input: copyJson(task.input), attempt: task.attempt, taskToken: tokenOf(task),
    }));
  }

  /**
   * A task succeeds, as `SendTaskSuccess` has it.
   *
   * A token that was never given out is refused with `InvalidToken`, one whose task has ended with `TaskTimedOut`, as AWS does.
   *
   * @param taskToken the token of a pending task
   * @param output what it returns. Default: an empty object
   */
  public succeedTask(taskToken: string, output?: any): void {
    const value = output === undefined ? {} : toJsonValue(output, 'The output of succeedTask()');
    const task = this.find(taskToken);
    const { payloadBytes } = this.engine.limits;
    if (isCalledBack(task) && exceedsBytes(value, payloadBytes)) {
      throw new StepwrightError('ValidationException', `The output of succeedTask() is ${Buffer.byteLength(JSON.stringify(value), 'utf8').toLocaleString('en')} bytes long. `
        + `SendTaskSuccess takes at most ${payloadBytes.toLocaleString('en')}, and the task goes on waiting; put large data into S3 and pass its key, `
        + 'or lift the limit: liftedLimits: [SimulatorLimit.PAYLOAD_BYTES].');
    }
    this.end(task, { kind: 'succeeded', output: value });
  }

  /**
   * A task fails, as `SendTaskFailure` has it.
   *
   * @param taskToken the token of a pending task
   * @param error the error name, of at most 256 characters. Default: none
   * @param cause a description, of at most 32,768 characters. Default: none
   */
  public failTask(taskToken: string, error?: string, cause?: string): void {
    checkFailure(error, cause, 'failTask()', 'ValidationException');
    this.end(this.find(taskToken), { kind: 'failed', error, cause });
  }

  /**
   * A worker is still at a task, as `SendTaskHeartbeat` has it. Where the state has no `HeartbeatSeconds`, nobody waits for it and nothing changes.
   *
   * @param taskToken the token of a pending task of an activity, a callback or a job
   */
  public heartbeat(taskToken: string): void {
    const task = this.find(taskToken);
    if (!hasToken(task)) {
      throw new StepwrightError('InvalidToken', `The task of state "${task.scope.state.name}" has no token that a worker could send a heartbeat with: it waits for what it calls. `
        + 'Only tasks of activities, callbacks (".waitForTaskToken") and jobs (".sync") have one.');
    }
    this.engine.heartbeat(task);
  }

  /**
   * Lets time pass, with all that happens in it; also after the execution has ended, where an execution can be redriven for 14 days.
   *
   * @param duration how much time
   */
  public advance(duration: Duration): void {
    const until = this.engine.now + millisecondsOf(duration, 'advance()');
    for (let due = this.engine.nextDue(); due !== undefined && due <= until; due = this.engine.nextDue()) {
      step(this.engine, this.answers);
    }
    this.engine.state.now = until;
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
   * Stops the execution, as `StopExecution` does. One that has ended stays as it is.
   *
   * Only executions of Standard workflows can be stopped.
   *
   * @param error an error name, of at most 256 characters. Default: none
   * @param cause a description, of at most 32,768 characters. Default: none
   */
  public stop(error?: string, cause?: string): void {
    checkFailure(error, cause, 'stop()', 'ValidationException');
    if (this.engine.identity.express) {
      throw new StepwrightError('InvalidArn', 'Executions of Express workflows cannot be stopped: StopExecution refuses their ARNs. '
        + 'Let it end: answer its tasks, or let its five minutes pass with advance().');
    }
    this.engine.stop(error, cause);
  }

  /**
   * Runs an execution that failed, timed out or was stopped on from there, as `RedriveExecution` does. What had succeeded is kept. Of a
   * Map Run, the child executions that did not succeed are run again, and those that were not started are started.
   *
   * Only executions of Standard workflows can be redriven, within 14 days after they have ended and a year after they have started. Child
   * executions of an Express workflow are started anew.
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
    this.checkRedrivablePeriod();
    redrive(this.engine);
    this.settleNow();
  }

  /**
   * The whole state of the execution as JSON, for {@link Simulator.resume} of a simulator of the same definition.
   */
  public toJson(): string {
    return writeExecution(this.engine, this.tokens.ended);
  }

  private checkRedrivablePeriod(): void {
    const { engine: { now, limits: { durationMilliseconds }, state: { log: { events }, root } } } = this;
    const ended = now - events[events.length - 1].time;
    if (ended > REDRIVABLE_MILLISECONDS) {
      throw new StepwrightError('ExecutionNotRedrivable', `The execution ended ${formatDuration(ended)} ago. An execution can be redriven for 14 days.`);
    }
    const open = now - root.execution.startTime;
    if (open > durationMilliseconds) {
      throw new StepwrightError('ExecutionNotRedrivable', `The execution was started ${formatDuration(open)} ago. One that was started more than a year ago cannot be redriven.`);
    }
  }

  private end(task: OpenTask, outcome: TaskOutcome): void {
    this.engine.taskEnds(task, outcome, this.engine.now);
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
    return this.open().find((one) => tokenOf(one) === taskToken) ?? this.tokens.refuse(taskToken, this.open());
  }

  /** The tasks that nobody answers but the caller. */
  private open(): OpenTask[] {
    return this.engine.openTasks().filter(({ answered }) => !answered);
  }
}

const resourceOf = ({ scope: { state } }: OpenTask): string => state instanceof TaskState ? state.resource.arn : (state as MapState).reader!;

Object.defineProperty(ExecutionInProgress.prototype, inspect.custom, {
  value(this: ExecutionInProgress): string { return describeInProgress(this); },
});
