/**
 * What AWS allows an execution. A simulation enforces all of it unless told otherwise by name.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export interface Limits {
  /** Events in the history of an execution. */
  readonly historyEvents: number;
  /** Bytes (UTF-8) of the input or output of a state, a task or an execution. */
  readonly payloadBytes: number;
  /** Bytes of all variables of a scope together; one assignment may have as much as a payload. */
  readonly variableBytes: number;
  /** Milliseconds that an execution may take. */
  readonly durationMilliseconds: number;
  /** Iterations of an inline Map that run at a time. */
  readonly inlineMapConcurrency: number;
}

const YEAR = 365 * 24 * 3600 * 1000;

export const STANDARD_LIMITS: Limits = {
  historyEvents: 25_000, payloadBytes: 262_144, variableBytes: 10 * 1024 * 1024, durationMilliseconds: YEAR, inlineMapConcurrency: 40,
};

/**
 * Express: five minutes, and as many events as there can be in them. A loop that takes no virtual time would write without end: the bound is more
 * than AWS gets through in five minutes, and what reaches it stands still until they are over (see `Engine.historyFull`).
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
 */
export const EXPRESS_LIMITS: Limits = { ...STANDARD_LIMITS, historyEvents: 2_000_000, durationMilliseconds: 5 * 60 * 1000 };

/** Where a limit is lifted there is still a bound, so that an endless loop ends in an error and not in an exhausted memory. */
export const LIFTED_HISTORY_EVENTS = 20_000_000;
