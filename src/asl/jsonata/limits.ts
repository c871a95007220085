import { Limits } from '../../../vendor/jsonata-sync';

/**
 * What one evaluation may use. Depth, items and length are where AWS draws the line, as measured (floci-io/floci#2737): `1+1+…` with
 * 100 terms, 99 nested brackets and `[1..873782]` are accepted and one more of each is not; a string of 2^22 characters is, one of 2^23
 * is not. AWS ends an evaluation after a second; here steps are counted instead, so that the same expression always ends the same way.
 */
export const LIMITS: Limits = { depth: 100, steps: 10_000_000, items: 873_782, length: 6_990_256 };

/** The most that `$range` makes on AWS (floci-io/floci#2790). */
export const MAX_RANGE_ITEMS = 360_145;

/** AWS's words for each limit. */
export const LIMIT_MESSAGES = {
  depth: 'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive',
  steps: 'Expression evaluation timeout: Check for infinite loop',
  memory: 'Expression evaluation memory limit exceeded: Check for excessive memory usage',
} as const;
