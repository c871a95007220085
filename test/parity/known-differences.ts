/** A recorded case that is not reproduced exactly, the level that it does reach (see compare.mjs), and why. */
export interface KnownDifference {
  readonly level: 'none' | 'outcome' | 'types' | 'details';
  readonly reason: string;
}

export const KNOWN_DIFFERENCES: { readonly [name: string]: KnownDifference } = {
  'scenarios.base-scenarios.map-state-nested-config-distributed-no-max-max-concurrency': {
    level: 'none', reason: 'The tasks of the child executions of a Distributed Map were not recorded, so there is nothing to answer them with.',
  },
  'scenarios.base-scenarios.lambda-invoke-with-retry-extended-input': {
    level: 'types', reason: 'Recorded before AWS put RedriveCount into the context object; newer recordings have it, and so have we.',
  },
  'scenarios.base-scenarios.parallel-state-nested': {
    level: 'outcome', reason: 'The recorder dropped the inner Parallel state\'s ParallelStateExited, which AWS does write.',
  },
  'timeouts.service-lambda-map-timeout': {
    level: 'details', reason: 'Four tasks time out at the same instant; AWS wrote their events in the order 1, 3, 2, 4, we write them in the order of scheduling.',
  },
};
