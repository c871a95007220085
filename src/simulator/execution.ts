import { inspect } from 'node:util';
import { CostEstimate } from './cost/cost-estimate';
import { billedTransitions, Usage, usageOf } from './cost/usage';
import { CoveredDefinition } from './coverage/covered-definition';
import { WorkflowCoverage } from './coverage/workflow-coverage';
import { checkStateNames, checkTexts, describeEnd, hint, quoted, unknownStates } from './execution-assertions';
import { ExecutionStatus } from './execution-status';
import { copyJson } from './json-input';
import { ExecutionLogOptions, logEvents } from './log-events';
import { MapRun } from './map-run';
import { formatDuration, formatValue, inline, renderTrace } from './trace';
import { JsonValue } from '../asl/json-value';
import { Engine } from '../engine/engine';
import { renderEvent } from '../engine/render-history';
import { StepwrightError } from '../errors';

/**
 * A simulated execution: how it ended, and everything that happened on the way.
 *
 * @example
 * const execution = Simulator.fromDefinition({
 *   StartAt: 'Greet',
 *   States: { Greet: { Type: 'Pass', Result: 'hello', End: true } },
 * }).run();
 * execution.status; // ExecutionStatus.SUCCEEDED
 * execution.output; // 'hello'
 */
export class Execution {
  /** @internal */
  public static _of(engine: Engine, startTime: number, input: JsonValue, define: () => CoveredDefinition): Execution {
    return new Execution(engine, startTime, input, define);
  }

  // Private to JavaScript too: a failed assertion or a log of an execution should not show the engine.
  readonly #engine: Engine;
  readonly #startTime: number;
  readonly #input: JsonValue;
  readonly #define: () => CoveredDefinition;
  readonly #renderedHistory: any[] = [];

  private constructor(engine: Engine, startTime: number, input: JsonValue, define: () => CoveredDefinition) {
    this.#define = define;
    this.#engine = engine;
    this.#startTime = startTime;
    this.#input = input;
  }

  /** How the execution ended. */
  public get status(): ExecutionStatus {
    return this.#engine.state.status as ExecutionStatus;
  }

  /** The output, as JSON; undefined where the execution did not succeed. */
  public get output(): any {
    const { output } = this.#engine.state;
    return output === undefined ? undefined : copyJson(output);
  }

  /** The error name; undefined where there is none. */
  public get error(): string | undefined {
    return this.#engine.state.error;
  }

  /** What AWS says of the error; undefined where it says nothing. */
  public get cause(): string | undefined {
    return this.#engine.state.cause;
  }

  /**
   * The history, as `aws stepfunctions get-execution-history` prints its `events`: type, id, previousEventId, timestamp and the details of
   * the type. Timestamps are of virtual time.
   *
   * AWS keeps none of an Express execution: what can be seen of one there is what {@link logEvents} gives.
   *
   * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html
   */
  public get history(): any[] {
    const { events } = this.#engine.state.log;
    for (let i = this.#renderedHistory.length; i < events.length; i++) {
      this.#renderedHistory.push(renderEvent(events[i], this.#engine.identity));
    }
    return [...this.#renderedHistory];
  }

  /**
   * The events that Step Functions writes to CloudWatch Logs, in their order, where the state machine is set to log: all that can be seen of an
   * Express execution on AWS.
   *
   * @param options how it is set to log. Default: everything is logged
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
   */
  public logEvents(options: ExecutionLogOptions = {}): any[] {
    const { identity, state: { log, root } } = this.#engine;
    return logEvents(log.events, identity, root.execution.arn, options);
  }

  /**
   * What happened, made for reading and for snapshots: a line for each state with its virtual time, its input and output, and a line for each
   * call of a task that was retried, failed or timed out.
   */
  public get trace(): string {
    const { status, error, cause } = this;
    const took = formatDuration(this.durationMilliseconds);
    const end = status === ExecutionStatus.SUCCEEDED ? formatValue(this.output) : [error, cause].filter(Boolean).map((part) => inline(part!)).join(': ');
    const summary = `${status} after ${took}: ${formatValue(this.#input)}${end === '' ? '' : ` → ${end}`}`;
    return renderTrace(this.#engine.state.log.events, summary);
  }

  /** The names of the states that were entered, each once, in the order of their first visit. */
  public get visitedStates(): string[] {
    const names = new Set<string>();
    for (const { type, name } of this.#engine.state.log.events) {
      if (type.endsWith('StateEntered')) {
        names.add(name!);
      }
    }
    return [...names];
  }

  /** The names of the states in the order in which they were entered, in all scopes; a state that was entered again stands there again. */
  public get path(): string[] {
    return this.#engine.state.log.events.filter(({ type }) => type.endsWith('StateEntered')).map(({ name }) => name!);
  }

  /**
   * Fails where the execution did not succeed, with its trace. For tests in any language; jest has matchers in `cdk-stepwright/jest`.
   *
   * @returns this execution
   */
  public assertSucceeded(): Execution {
    return this.#assertStatus(ExecutionStatus.SUCCEEDED, true, 'have succeeded');
  }

  /**
   * Fails where the execution did not fail, or not with that error, with its trace. An execution that ran into the `TimeoutSeconds` of its state
   * machine is TIMED_OUT, and has not failed: see {@link assertTimedOut}.
   *
   * @param error the error name. Default: any
   * @param cause a part of the cause. Default: any
   * @returns this execution
   */
  public assertFailed(error?: string, cause?: string): Execution {
    checkTexts('assertFailed()', [error, cause]);
    return this.#assertStatus(ExecutionStatus.FAILED, this.#has(error, cause), `have failed${wanted(error, cause)}`);
  }

  /**
   * Fails where the execution did not run into a limit of its time (the `TimeoutSeconds` of its state machine, five minutes for Express, a year for
   * Standard), with its trace. Where a task times out and nothing catches it, the execution has failed with `States.Timeout`: see
   * {@link assertFailed}.
   *
   * @returns this execution
   */
  public assertTimedOut(): Execution {
    return this.#assertStatus(ExecutionStatus.TIMED_OUT, true, 'have timed out');
  }

  /**
   * Fails where the execution was not stopped, or not with that error, with its trace.
   *
   * @param error the error name that it was stopped with. Default: any
   * @param cause a part of the cause. Default: any
   * @returns this execution
   */
  public assertAborted(error?: string, cause?: string): Execution {
    checkTexts('assertAborted()', [error, cause]);
    return this.#assertStatus(ExecutionStatus.ABORTED, this.#has(error, cause), `have been stopped${wanted(error, cause)}`);
  }

  /**
   * Fails where a state was not entered, with the trace.
   *
   * @param stateNames the names of the states, at least one
   * @returns this execution
   */
  public assertVisited(...stateNames: string[]): Execution {
    checkStateNames(this, stateNames, 'assertVisited()');
    const visited = new Set(this.visitedStates);
    const missed = stateNames.filter((name) => !visited.has(name));
    return this.#assert(missed.length === 0, `The execution should have visited ${quoted(missed)}, and visited ${quoted(this.visitedStates)}.${unknownStates(this, missed)}`);
  }

  /**
   * Fails where the states were not entered in this order and no others, with the trace.
   *
   * @param stateNames the names of the states, as {@link path} has them
   * @returns this execution
   */
  public assertPath(...stateNames: string[]): Execution {
    checkStateNames(this, stateNames, 'assertPath()');
    const { path } = this;
    const same = path.length === stateNames.length && path.every((name, index) => name === stateNames[index]);
    return this.#assert(same, `The execution should have taken the path ${quoted(stateNames)}, and took ${quoted(path)}.${unknownStates(this, stateNames)}`);
  }

  /** @internal */
  public get _stateNames(): string[] {
    return this.#engine.machine.states.map(({ name }) => name);
  }

  #has(error: string | undefined, cause: string | undefined): boolean {
    return (error === undefined || this.error === error) && (cause === undefined || this.cause?.includes(cause) === true);
  }

  #assertStatus(status: ExecutionStatus, asWell: boolean, should: string): Execution {
    return this.#assert(this.status === status && asWell, `The execution should ${should}, and is ${describeEnd(this)}.${hint(this, status)}`);
  }

  #assert(holds: boolean, message: string): Execution {
    if (!holds) {
      throw new StepwrightError('AssertionFailed', `${message}\n\n${this.trace}`);
    }
    return this;
  }

  /** What the execution reached of its state machine. */
  public get coverage(): WorkflowCoverage {
    return WorkflowCoverage._of([{ definition: this.#define(), reached: this.#engine.state.reached }]);
  }

  /** The Map Runs of the execution's Distributed Maps, in the order of their start, with their child executions. */
  public get mapRuns(): MapRun[] {
    return MapRun._ofExecution(this.#engine, this.#engine.state.root.execution.arn);
  }

  /** What the execution costs on AWS, with the executions that it started. */
  public get cost(): CostEstimate {
    return CostEstimate._of(this._usage, this.#engine.identity.region);
  }

  /** @internal */
  public get _usage(): Usage {
    return usageOf(this.#engine, this.durationMilliseconds, Buffer.byteLength(this.#define().text, 'utf8'));
  }

  /**
   * State transitions as AWS bills them: how often a state was entered, in all scopes, and how often one was retried; one for each child execution
   * that a Distributed Map started, and one for each redrive. What Express children do is billed in another way, and is not in it.
   */
  public get transitions(): number {
    return billedTransitions(this.#engine);
  }

  /** How long the execution took so far, in milliseconds of virtual time. */
  public get durationMilliseconds(): number {
    const { status, log: { events } } = this.#engine.state;
    return (status === 'RUNNING' ? this.#engine.now : events[events.length - 1].time) - this.#startTime;
  }
}

function wanted(error: string | undefined, cause: string | undefined): string {
  return [error === undefined ? '' : ` with the error "${error}"`, cause === undefined ? '' : ` and a cause with "${cause}"`].join('');
}

Object.defineProperty(Execution.prototype, inspect.custom, { value(this: Execution): string { return this.trace; } });
