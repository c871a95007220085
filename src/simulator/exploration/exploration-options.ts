import type { SurpriseKind } from './surprise';

/**
 * What an exploration runs over, and what it accepts.
 */
export interface ExplorationOptions {
  /**
   * The inputs to explore with, as JSON. Choice states look at data: what no input and no mock leads to is not reached.
   *
   * @default - an empty object
   */
  readonly inputs?: any[];
  /**
   * Surprises that are known and accepted. One that accepts nothing is a surprise of its own.
   *
   * @default - none
   */
  readonly accept?: AcceptedSurprise[];
  /**
   * How many executions are begun at most.
   *
   * @default 10000
   */
  readonly maxExecutions?: number;
  /**
   * How many outcomes of tasks an execution is followed over at most.
   *
   * @default 200
   */
  readonly maxDepth?: number;
}

/**
 * A surprise that is accepted: every one that has all that is given here.
 */
export interface AcceptedSurprise {
  /**
   * What kind of surprise.
   *
   * @default - any
   */
  readonly kind?: SurpriseKind;
  /**
   * The state that it is of.
   *
   * @default - any
   */
  readonly stateName?: string;
  /**
   * The name of the error that nothing handles.
   *
   * @default - any
   */
  readonly error?: string;
  /**
   * The clause that nothing reaches, for example `Retry[0]`.
   *
   * @default - any
   */
  readonly clause?: string;
  /** Why it is accepted. */
  readonly reason: string;
}
