/** A recorded case that is not reproduced exactly, the level that it does reach (see compare.mjs), and why. */
export interface KnownDifference {
  readonly level: 'none' | 'outcome' | 'types' | 'details';
  readonly reason: string;
}

const ITEM_READER = 'The items are read from S3, which the replay does not answer: only the results of tasks are taken from a recording.';

export const KNOWN_DIFFERENCES: { readonly [name: string]: KnownDifference } = {
  'assign.assign-reference-variables.reference-in-map-state-max-items-path.map-state-reference-in-max-items-path': { level: 'none', reason: ITEM_READER },
  'assign.assign-reference-variables.reference-in-map-state-max-items-path.map-state-reference-in-max-per-batch-path': { level: 'none', reason: ITEM_READER },
  'scenarios.base-scenarios.map-item-batching-base-json-max-per-batch-jsonata': { level: 'none', reason: ITEM_READER },
  'scenarios.base-scenarios.map-item-reader-base-json-max-items-jsonata': { level: 'none', reason: ITEM_READER },
  'scenarios.base-scenarios.map-item-reader-csv-headers-decl-duplicate-headers': { level: 'none', reason: ITEM_READER },
  'scenarios.base-scenarios.map-item-reader-csv-headers-decl-extra-fields': { level: 'none', reason: ITEM_READER },
  'scenarios.base-scenarios.map-item-reader-csv-headers-first-row-typed-headers': { level: 'none', reason: ITEM_READER },
  'scenarios.base-scenarios.map-item-reader-csv-max-items.0': { level: 'none', reason: ITEM_READER },
  'scenarios.base-scenarios.map-item-reader-csv-max-items.100000000': { level: 'none', reason: ITEM_READER },
  'scenarios.base-scenarios.map-item-reader-csv-max-items.2': { level: 'none', reason: ITEM_READER },
  'scenarios.base-scenarios.map-state-nested-config-distributed-no-max-max-concurrency': {
    level: 'none', reason: 'The tasks of the child executions of a Distributed Map were not recorded, so there is nothing to answer them with.',
  },
  'scenarios.base-scenarios.lambda-invoke-with-retry-extended-input': {
    level: 'types', reason: 'Recorded before AWS put RedriveCount into the context object; newer recordings have it, and so have we.',
  },
  'scenarios.base-scenarios.parallel-state-nested': {
    level: 'outcome', reason: 'The recorder dropped the inner Parallel state\'s ParallelStateExited, which AWS does write.',
  },
  'services.apigetway-task-service.invoke-with-headers.singlestringheader': {
    level: 'none', reason: 'AWS checks the parameters of apigateway:invoke before it calls; a simulation hands them to the mock as they are.',
  },
  'timeouts.service-lambda-map-timeout': {
    level: 'details', reason: 'Four tasks time out at the same instant; AWS wrote their events in the order 1, 3, 2, 4, we write them in the order of scheduling.',
  },
};
