import { Execution } from '../execution';

/**
 * The first place where a definition does not do what the recorded execution did.
 */
export interface ReplayDivergence {
  /** The id of the recorded event that the definition does not lead to; of the last one that it leads to where it does more than was recorded. */
  readonly eventId: number;
  /** The type of that event, in AWS's words. */
  readonly eventType: string;
  /**
   * The state in which it happens.
   *
   * @default - the divergence is of the execution as a whole
   */
  readonly stateName?: string;
  /**
   * Where in the event the difference is: `input.total`, `parameters.Payload.id`, `next state`, `event`.
   */
  readonly member: string;
  /**
   * What was recorded there.
   *
   * @default - nothing
   */
  readonly recorded?: any;
  /**
   * What the definition does there.
   *
   * @default - nothing
   */
  readonly replayed?: any;
}

/**
 * Whether a definition still does what a recorded execution did.
 *
 * @example
 * declare const workflow: StandardWorkflow;
 *
 * const result = Simulator.replay(workflow, 'test/history.json');
 * result.agrees; // whether the definition still does what was recorded
 * result.message; // where first it does not
 */
export class ReplayResult {
  /** @internal */
  public static _of(divergence: ReplayDivergence | undefined, message: string, complete: boolean, execution: Execution): ReplayResult {
    return new ReplayResult(divergence === undefined, complete, message, execution, divergence);
  }

  private constructor(
    /** Whether the definition does what was recorded, as far as it could be compared. */
    public readonly agrees: boolean,
    /**
     * Whether all of the recorded execution was compared. A history does not hold what the child executions of a Distributed Map did, nor what an
     * ItemReader read: where the definition needs them, the comparison ends, and the message says so.
     */
    public readonly complete: boolean,
    /** What was found, in a sentence or two. */
    public readonly message: string,
    /** The execution as the definition has it now, its tasks answered from the history. */
    public readonly execution: Execution,
    /** The first divergence; undefined where there is none. */
    public readonly divergence?: ReplayDivergence,
  ) {}
}
