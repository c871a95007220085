/**
 * Whether a string is an expression: it begins with `{%` and ends with `%}`, without a space outside.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#writing-jsonata-expressions-in-json-strings
 */
export function hasJsonataDelimiters(text: string): boolean {
  return text.length >= 4 && text.startsWith('{%') && text.endsWith('%}');
}

/** What stands between the delimiters, as AWS quotes it in its messages. */
export function expressionText(text: string): string {
  return text.slice(2, -2).trim();
}
