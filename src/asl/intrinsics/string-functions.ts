import { EvaluationScope } from '../evaluation';
import { JsonValue } from '../json-value';
import { fail, IntrinsicFunctionTable, stringArgument } from './intrinsic-function';
import { javaText } from './value-text';

/** Fills the `{}` of a template. In a template that is not a literal nothing is escaped. */
function format(values: readonly JsonValue[], _scope: EvaluationScope, literal?: readonly string[]): string {
  const segments = literal ?? stringArgument(values, 0).split('{}');
  const places = segments.length - 1;
  const following = values.length - 1;
  if (places !== following) {
    fail(`The template has ${places} ${places === 1 ? 'occurrence' : 'occurrences'} of {}, but ${following} ${following === 1 ? 'argument follows' : 'arguments follow'} it.`);
  }
  let text = segments[0];
  for (let at = 1; at < segments.length; at++) text += javaText(values[at]) + segments[at];
  return text;
}

/** Cuts at each of the delimiter's characters, and leaves out the empty parts. */
function split(values: readonly JsonValue[]): JsonValue {
  const text = stringArgument(values, 0);
  const delimiters = new Set(stringArgument(values, 1));
  const parts: string[] = [];
  let part = '';
  for (const char of text) {
    if (!delimiters.has(char)) {
      part += char;
    } else if (part !== '') {
      parts.push(part);
      part = '';
    }
  }
  if (part !== '') parts.push(part);
  return parts;
}

export const STRING_FUNCTIONS: IntrinsicFunctionTable = [
  ['States.Format', { minimum: 1, maximum: Infinity, takesTemplate: true, takes: [stringArgument], evaluate: format }],
  ['States.StringSplit', { minimum: 2, maximum: 2, takes: [stringArgument, stringArgument], evaluate: split }],
];
