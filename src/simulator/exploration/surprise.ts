/**
 * What an exploration can find.
 */
export enum SurpriseKind {
  /** An execution ends in an error that nothing handles, and that no Fail state means. */
  UNHANDLED_ERROR = 'UNHANDLED_ERROR',
  /** An execution can go on for ever: it goes in a circle, fills its history, or waits for what does not come. */
  NEVER_ENDS = 'NEVER_ENDS',
  /** No execution reaches a state. */
  UNREACHED_STATE = 'UNREACHED_STATE',
  /** No execution reaches a retrier or a catcher: nothing fails with the errors that it names. */
  UNREACHED_CLAUSE = 'UNREACHED_CLAUSE',
  /** An accepted surprise was not found. */
  UNUSED_ACCEPTANCE = 'UNUSED_ACCEPTANCE',
  /** There is more than was explored, so that nothing is known of what was not reached: raise `maxExecutions` or `maxDepth`. */
  INCOMPLETE = 'INCOMPLETE',
}

/**
 * Something that an exploration found, with the shortest execution that shows it.
 */
export interface Surprise {
  /** What kind it is. */
  readonly kind: SurpriseKind;
  /** What was found, in a sentence. */
  readonly description: string;
  /**
   * The state that it is of.
   *
   * @default - it is of none
   */
  readonly stateName?: string;
  /**
   * The name of the error that nothing handles.
   *
   * @default - there is no error
   */
  readonly error?: string;
  /**
   * What AWS would say of the error.
   *
   * @default - nothing
   */
  readonly cause?: string;
  /**
   * The clause that nothing reaches, for example `Retry[0]`.
   *
   * @default - it is of none
   */
  readonly clause?: string;
  /** How many of the explored executions show it. */
  readonly executions: number;
  /**
   * The execution that shows it: its input, and how its tasks end, in the order of their calls.
   *
   * @default - no execution shows it
   */
  readonly run?: ExploredExecution;
}

/**
 * An execution of an exploration.
 */
export interface ExploredExecution {
  /** The input. */
  readonly input?: any;
  /** How its tasks end, in the order of their calls, as far as it was followed. */
  readonly outcomes: ExploredOutcome[];
  /** What happened, as `Execution.trace` shows it. */
  readonly trace: string;
}

/**
 * How a call of a task ends.
 */
export interface ExploredOutcome {
  /** The state that calls the task. */
  readonly stateName: string;
  /** How many times the state had called its task in the execution, this call included. */
  readonly attempt: number;
  /** How it ends: `succeeds`, `times out`, `is never answered`, or `fails with` the name of an error. */
  readonly outcome: string;
}
