import { EvaluationScope } from '../../src/asl/evaluation';
import { JsonObject, JsonValue } from '../../src/asl/json-value';

/** What an expression reads in a test: an input, a context object and variables. */
export function scopeOf(input: JsonValue, context: JsonObject = {}, variables: JsonObject = {}): EvaluationScope {
  return {
    input,
    context: () => context,
    variable: (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
    variables: () => variables,
    random: () => 0.5,
    uuid: () => '00000000-0000-4000-8000-000000000000',
    now: () => 0,
  };
}
