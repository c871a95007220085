import { inspect } from 'node:util';
import { ExecutionStatus } from './execution-status';
import { copyJson } from './json-input';
import { ExecutionLogOptions, logEvents } from './log-events';
import { formatDuration, formatValue, inline, renderTrace } from './trace';
import type { Engine } from '../engine/engine';
import { ChildRecord, endOf, MapRunRecord } from '../engine/map-run';
import { renderEvent } from '../engine/render-history';

/**
 * How many of something a Map Run has, by how they stand.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html
 */
export interface MapRunCounts {
  /** All of them. */
  readonly total: number;
  /** Those that have not begun. */
  readonly pending: number;
  /** Those that did not succeed and wait for being redriven. */
  readonly pendingRedrive: number;
  /** Those at work. */
  readonly running: number;
  /** Those that ended well. */
  readonly succeeded: number;
  /** Those that failed. */
  readonly failed: number;
  /** Those that took too long. */
  readonly timedOut: number;
  /** Those that were stopped. */
  readonly aborted: number;
}

/**
 * The Map Run of a Distributed Map: its settings, its counts, and its child executions.
 *
 * @example
 * declare const execution: Execution;
 *
 * const mapRun = execution.mapRuns[0];
 * mapRun.itemCounts.failed; // 1
 * mapRun.childExecutions[2].cause; // why the third child failed
 */
export class MapRun {
  /** @internal */
  public static _ofExecution(engine: Engine, executionArn: string): MapRun[] {
    return engine.state.mapRuns.filter((run) => run.executionArn === executionArn).map((run) => new MapRun(engine, run));
  }

  readonly #engine: Engine;
  readonly #run: MapRunRecord;

  private constructor(engine: Engine, run: MapRunRecord) {
    this.#engine = engine;
    this.#run = run;
  }

  /** The ARN, as the history shows it. */
  public get arn(): string {
    return this.#run.arn;
  }

  /** The name of the Map state. */
  public get stateName(): string {
    return this.#run.stateName;
  }

  /** How the Map Run ended; where it was stopped with its execution, ABORTED. */
  public get status(): ExecutionStatus {
    return (this.#run.status ?? 'RUNNING') as ExecutionStatus;
  }

  /** How often it was redriven: with its execution, where it had not succeeded. */
  public get redriveCount(): number {
    return this.#run.redriveCount;
  }

  /** How many child executions run at a time at most. */
  public get maxConcurrency(): number {
    return this.#run.maxConcurrency;
  }

  /** How many items may fail; undefined where the definition does not say. */
  public get toleratedFailureCount(): number | undefined {
    return this.#run.toleratedFailureCount;
  }

  /** How many percent of the items may fail; undefined where the definition does not say. */
  public get toleratedFailurePercentage(): number | undefined {
    return this.#run.toleratedFailurePercentage;
  }

  /** How many items there are, by how their child executions stand. */
  public get itemCounts(): MapRunCounts {
    return this.counts((index) => this.#run.batchSizes?.[index] ?? 1, this.#run.itemCount);
  }

  /** How many child executions there are, by how they stand. */
  public get executionCounts(): MapRunCounts {
    return this.counts(() => 1, this.#run.batchSizes?.length ?? this.#run.itemCount);
  }

  /** The child executions that were started, in the order of their items. */
  public get childExecutions(): ChildExecution[] {
    return this.#run.children.map((child) => ChildExecution._of(this.#engine, child));
  }

  private counts(weight: (index: number) => number, total: number): MapRunCounts {
    const counts = { total, pending: 0, pendingRedrive: 0, running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0 };
    const waiting = new Set(this.#run.pendingRedrive);
    let begun = 0;
    this.#run.children.forEach((child, index) => {
      begun += weight(index);
      counts[waiting.has(index) ? 'pendingRedrive' : MEMBERS[statusOf(child)]] += weight(index);
    });
    counts.pending = total - begun;
    return counts;
  }
}

const MEMBERS: { readonly [status in ExecutionStatus]: 'running' | 'succeeded' | 'failed' | 'timedOut' | 'aborted' } = {
  RUNNING: 'running', SUCCEEDED: 'succeeded', FAILED: 'failed', TIMED_OUT: 'timedOut', ABORTED: 'aborted',
};

const STATUS: { readonly [event: string]: ExecutionStatus } = {
  ExecutionSucceeded: ExecutionStatus.SUCCEEDED,
  ExecutionFailed: ExecutionStatus.FAILED,
  ExecutionTimedOut: ExecutionStatus.TIMED_OUT,
  ExecutionAborted: ExecutionStatus.ABORTED,
};

const statusOf = (child: ChildRecord): ExecutionStatus => STATUS[endOf(child)?.type ?? ''] ?? ExecutionStatus.RUNNING;

/**
 * A child execution of a Distributed Map: it has a history of its own.
 */
export class ChildExecution {
  /** @internal */
  public static _of(engine: Engine, child: ChildRecord): ChildExecution {
    return new ChildExecution(engine, child);
  }

  readonly #engine: Engine;
  readonly #child: ChildRecord;

  private constructor(engine: Engine, child: ChildRecord) {
    this.#engine = engine;
    this.#child = child;
  }

  /** The ARN. */
  public get arn(): string {
    return this.#child.execution.arn;
  }

  /** The name, which is a UUID. */
  public get name(): string {
    return this.#child.execution.name;
  }

  /** The input: the item, what ItemSelector makes of it, or a batch. */
  public get input(): any {
    return copyJson(this.#child.execution.input);
  }

  /** How the execution ended. */
  public get status(): ExecutionStatus {
    return statusOf(this.#child);
  }

  /** The output, as JSON; undefined where the execution did not succeed. */
  public get output(): any {
    const output = endOf(this.#child)?.value;
    return output === undefined ? undefined : copyJson(output);
  }

  /** The error name; undefined where there is none. */
  public get error(): string | undefined {
    return endOf(this.#child)?.details?.error;
  }

  /** What AWS says of the error; undefined where it says nothing. */
  public get cause(): string | undefined {
    return endOf(this.#child)?.details?.cause;
  }

  /** How often the execution was redriven. One of an Express workflow is started anew instead, with a new history. */
  public get redriveCount(): number {
    return this.#child.execution.redrives;
  }

  /** The history, in the form of `Execution.history`. */
  public get history(): any[] {
    return this.#child.log.events.map((event) => renderEvent(event, this.#engine.identity));
  }

  /**
   * The events that Step Functions writes to CloudWatch Logs, as `Execution.logEvents()` gives them.
   *
   * @param options how the state machine is set to log. Default: everything is logged
   */
  public logEvents(options: ExecutionLogOptions = {}): any[] {
    return logEvents(this.#child.log.events, this.#engine.identity, this.arn, options);
  }

  /** What happened, in the form of `Execution.trace`. */
  public get trace(): string {
    const { status, error, cause } = this;
    const end = status === ExecutionStatus.SUCCEEDED ? formatValue(this.output) : [error, cause].filter(Boolean).map((part) => inline(part!)).join(': ');
    return renderTrace(this.#child.log.events, `${status} after ${formatDuration(this.durationMilliseconds)}: ${formatValue(this.input)}${end === '' ? '' : ` → ${end}`}`);
  }

  /** The names of the states that were entered, each once, in the order of their first visit. */
  public get visitedStates(): string[] {
    return [...new Set(this.path)];
  }

  /** The names of the states in the order in which they were entered; a state that was entered again stands there again. */
  public get path(): string[] {
    return this.#child.log.events.filter(({ type }) => type.endsWith('StateEntered')).map(({ name }) => name!);
  }

  /** @internal */
  public get _stateNames(): string[] {
    return this.#engine.machine.states.map(({ name }) => name);
  }

  /** How long the execution took so far, in milliseconds of virtual time. */
  public get durationMilliseconds(): number {
    return (endOf(this.#child)?.time ?? this.#engine.now) - this.#child.execution.startTime;
  }

  /** The Map Runs of Distributed Maps in this execution. */
  public get mapRuns(): MapRun[] {
    return MapRun._ofExecution(this.#engine, this.arn);
  }
}

Object.defineProperty(ChildExecution.prototype, inspect.custom, { value(this: ChildExecution): string { return this.trace; } });
