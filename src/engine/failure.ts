import type { Scope } from './scope';

/**
 * How a state failed, as data. Thrown only inside the engine, from where a state's fields are evaluated to where the state's failure is handled.
 */
export class StateFailure extends Error {
  constructor(
    /** The error name: `States.Runtime`, `States.DataLimitExceeded` … */
    readonly error: string,
    /** AWS's sentence, without the "An error occurred while executing the state" in front. */
    readonly sentence: string,
    readonly options: StateFailureOptions = {},
  ) {
    super(sentence);
    this.name = 'StateFailure';
  }
}

export interface StateFailureOptions {
  /** The failure is of a JSONata expression: AWS writes an `EvaluationFailed` event, with this field as its location. */
  readonly evaluation?: { readonly location?: string };
  /** The sentence is the whole cause, with nothing in front. */
  readonly bare?: boolean;
  /** `Retry` and `Catch` apply. `States.Runtime` fails the execution whatever they say. */
  readonly catchable?: boolean;
}

/** Thrown where a history has no room for a further event. */
export class HistoryFull extends Error {
  /** @param scope of which the event is: its execution has reached its limit */
  constructor(readonly scope: Scope) {
    super('The history is full.');
  }
}

export const runtimeFailure = (sentence: string): StateFailure => new StateFailure('States.Runtime', sentence);

export const dataLimitExceeded = (subject: string): StateFailure => new StateFailure('States.DataLimitExceeded',
  `The state/task '${subject}' returned a result with a size exceeding the maximum number of bytes service limit.`, { bare: true, catchable: true });

/** No recording shows AWS's words for variables that are too large. */
export const variablesTooLarge = (bytes: number): StateFailure => new StateFailure('States.DataLimitExceeded',
  `The variables exceed the maximum number of bytes service limit (${bytes}).`, { catchable: true });
