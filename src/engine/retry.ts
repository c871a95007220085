import type { RetrierDefinition } from '../asl/model';

/** A compiled retrier. */
export interface Retrier {
  readonly errors: readonly string[];
  readonly maxAttempts: number;
  /** Whether delays are drawn by chance. */
  readonly jitter: boolean;
  delayMilliseconds(retry: number, random: () => number): number;
}

/**
 * Names that `States.ALL` does not match.
 *
 * AWS's page names `States.DataLimitExceeded` too, but recordings of AWS show that `States.ALL` does catch it where a task's result was too large.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
const NOT_IN_ALL = new Set(['States.Runtime']);

/** What `States.TaskFailed` does not match: it stands for any error but a timeout. */
const NOT_TASK_FAILED = new Set(['States.Timeout', 'States.Runtime']);

/**
 * Whether an `ErrorEquals` list names an error.
 *
 * @param error the error's name; undefined where a worker sent none, which only the wildcards match
 * @param heartbeat whether the error is a timeout of a heartbeat, which also goes by `States.HeartbeatTimeout`
 */
export function matchesError(names: readonly string[], error: string | undefined, heartbeat: boolean): boolean {
  for (const name of names) {
    if (name === error
      || (name === 'States.ALL' && !(error !== undefined && NOT_IN_ALL.has(error)))
      || (name === 'States.TaskFailed' && !(error !== undefined && NOT_TASK_FAILED.has(error)))
      || (name === 'States.HeartbeatTimeout' && heartbeat)) {
      return error !== 'States.Runtime';
    }
  }
  return false;
}

/** Longer than any execution takes, and far from what a number of milliseconds cannot hold. */
const LONGEST_DELAY = 1000 * 365 * 24 * 3600 * 1000;

export function compileRetrier(definition: RetrierDefinition): Retrier {
  const interval = (definition.IntervalSeconds ?? 1) * 1000;
  const rate = definition.BackoffRate ?? 2;
  const most = (definition.MaxDelaySeconds ?? Infinity) * 1000;
  const jitter = definition.JitterStrategy === 'FULL';
  return {
    errors: definition.ErrorEquals,
    maxAttempts: definition.MaxAttempts ?? 3,
    jitter,
    delayMilliseconds: (retry, random) => {
      const delay = Math.min(interval * rate ** retry, most, LONGEST_DELAY);
      return Math.round(jitter ? random() * delay : delay);
    },
  };
}

