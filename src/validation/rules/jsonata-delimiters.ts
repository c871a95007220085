import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { cut, subject } from '../wording';

/**
 * A JSONata expression is a text that begins with `{%` and ends with `%}`. Where the language wants an expression, or a number that an
 * expression may give, a text without the two is an error; elsewhere it is only a text.
 *
 * @see https://states-language.net/spec.html#jsonata
 */
export const jsonataDelimiters = defineRule({
  id: 'ASL403',
  name: 'jsonata-delimiters',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'A JSONata expression begins with {% and ends with %}.',
  why: 'AWS refuses a text that has only one of the two, and a plain text where a number or a condition is wanted.',
  fix: 'Write the expression between {% and %}, with nothing before and after.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html',
  messages: {
    unclosed: (what: string, text: string) => `${what} has "${text}", which begins with "{%" and does not end with "%}".`,
    unopened: (what: string, text: string) => `${what} has "${text}", which ends with "%}" and does not begin with "{%".`,
    plain: (what: string, field: string, text: string) => `${what} has the text "${text}" in "${field}". A text there must be a JSONata expression: {% … %}.`,
  },
  examples: {
    good: [{ definition: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output: { a: '{%1%}', b: 'text {% not evaluated %} text' }, End: true } } } }],
    bad: [
      {
        definition: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output: { a: '{% $states.input' }, End: true } } },
        findings: [{ at: '/States/A/Output/a', says: 'State "A" has "{% $states.input", which begins with "{%" and does not end with "%}".' }],
      },
      {
        definition: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output: '$states.input %}', End: true } } },
        findings: [{ at: '/States/A/Output', says: 'State "A" has "$states.input %}", which ends with "%}" and does not begin with "{%".' }],
      },
      {
        definition: {
          QueryLanguage: 'JSONata',
          StartAt: 'A',
          States: { A: { Type: 'Choice', Choices: [{ Condition: '$states.input.ok', Next: 'B' }], Default: 'B' }, B: { Type: 'Succeed' } },
        },
        findings: [{
          at: '/States/A/Choices/0/Condition',
          says: 'A Choice rule of state "A" has the text "$states.input.ok" in "Condition". A text there must be a JSONata expression: {% … %}.',
        }],
      },
    ],
  },
  check: ({ report }) => ({
    jsonata(node, { structure }, analysis) {
      if (analysis) return;
      report(node.value.startsWith('{%') ? 'unclosed' : 'unopened', node, subject(structure), cut(node.value, 60));
    },
    field(name, node, spec, structure) {
      if (!spec.expression || structure.language !== 'JSONata' || node.kind !== 'string') return;
      const plainTextAllowed = spec.types?.includes('string') === true && name !== 'Condition';
      const { value } = node;
      if (!plainTextAllowed && !value.startsWith('{%') && !value.endsWith('%}')) report('plain', node, subject(structure), name, cut(value, 60));
    },
  }),
});
