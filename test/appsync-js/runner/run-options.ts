import { RunOptions } from '../../../src/appsync-js/runner/code-runner';

/** Time and names that are the same in every run. */
export function runOptions(): RunOptions {
  let ids = 0;
  let seed = 0;
  return { now: Date.UTC(2026, 0, 2, 3, 4, 5, 678), nextId: () => `id-${++ids}`, random: () => (seed = (seed + 0.37) % 1) };
}
