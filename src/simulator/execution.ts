import { ExecutionStatus } from './execution-status';
import { formatDuration, formatValue, renderTrace } from './trace';
import { JsonValue } from '../asl/json-value';
import { Engine } from '../engine/engine';
import { renderEvent } from '../engine/render-history';

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
  public static _of(engine: Engine, startTime: number, input: JsonValue): Execution {
    return new Execution(engine, startTime, input);
  }

  private renderedHistory: any[] | undefined;

  private constructor(private readonly engine: Engine, private readonly startTime: number, private readonly input: JsonValue) {}

  /** How the execution ended. */
  public get status(): ExecutionStatus {
    return this.engine.state.status as ExecutionStatus;
  }

  /** The output, as JSON; undefined where the execution did not succeed. */
  public get output(): any {
    return this.engine.state.output;
  }

  /** The error name; undefined where there is none. */
  public get error(): string | undefined {
    return this.engine.state.error;
  }

  /** What AWS says of the error; undefined where it says nothing. */
  public get cause(): string | undefined {
    return this.engine.state.cause;
  }

  /**
   * The history, as `aws stepfunctions get-execution-history` prints its `events`: type, id, previousEventId, timestamp and the details of
   * the type. Timestamps are of virtual time.
   *
   * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html
   */
  public get history(): any[] {
    this.renderedHistory ??= this.engine.state.log.events.map((event) => renderEvent(event, this.engine.identity, undefined));
    return this.renderedHistory;
  }

  /**
   * What happened, made for reading and for snapshots: a line for each state with its virtual time, its input and output, and a line for each
   * call of a task that was retried, failed or timed out.
   */
  public get trace(): string {
    const { status, error, cause } = this;
    const took = formatDuration(this.durationMilliseconds);
    const end = status === ExecutionStatus.SUCCEEDED ? formatValue(this.output)
      : [error, cause === undefined ? undefined : formatValue(cause).slice(1, -1)].filter((part) => part !== undefined).join(': ');
    return renderTrace(this.engine.state.log.events, `${status} after ${took}: ${formatValue(this.input)} → ${end}`.trimEnd());
  }

  /** The names of the states that were entered, each once, in the order of their first visit. */
  public get visitedStates(): string[] {
    const names = new Set<string>();
    for (const { type, name } of this.engine.state.log.events) {
      if (type.endsWith('StateEntered')) {
        names.add(name!);
      }
    }
    return [...names];
  }

  /** State transitions: how often a state was entered, in all scopes. */
  public get transitions(): number {
    return this.engine.state.transitions;
  }

  /** How long the execution took, in milliseconds of virtual time. */
  public get durationMilliseconds(): number {
    return this.engine.now - this.startTime;
  }
}
