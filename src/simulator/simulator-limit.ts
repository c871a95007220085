/**
 * A limit of Step Functions that a simulation enforces unless it is lifted by name.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export enum SimulatorLimit {
  /** 25,000 events in the history of a Standard execution. Lifted, an execution that never ends still ends in an error, after 20 million events. */
  HISTORY_EVENTS = 'HISTORY_EVENTS',
  /** 262,144 bytes for the input and output of an execution, a state or a task, and for what a state assigns; 10 MiB for all variables. */
  PAYLOAD_BYTES = 'PAYLOAD_BYTES',
  /** One year for a Standard execution, five minutes for an Express one. */
  DURATION = 'DURATION',
  /** 40 iterations of an inline Map at a time. */
  INLINE_MAP_CONCURRENCY = 'INLINE_MAP_CONCURRENCY',
}
