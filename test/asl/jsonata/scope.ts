import { EvaluationScope } from '../../../src/asl/evaluation';
import { JsonObject, JsonValue } from '../../../src/asl/json-value';

export const NOW = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

/** A scope with these variables; its randomness is a counter, its UUIDs are numbered. */
export function scopeWith(variables: JsonObject = {}, context: JsonObject = { Execution: { Name: 'run' } }): EvaluationScope {
  let draws = 0;
  let uuids = 0;
  return {
    input: null,
    context: () => context,
    variable: (name) => Object.hasOwn(variables, name) ? variables[name] : undefined,
    variables: () => variables,
    random: () => (draws++ % 10) / 10,
    uuid: () => `00000000-0000-4000-8000-${String(++uuids).padStart(12, '0')}`,
    now: () => NOW,
  };
}

/** Freezes a value and all that is in it, so that a write into it throws. */
export function frozen<T extends JsonValue | undefined>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    Object.values(value).forEach((member) => frozen(member as JsonValue));
  }
  return value;
}
