import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { isJsonata } from '../structure';
import { cut, either, subject } from '../wording';

/**
 * Where the language has a closed set of words, the value is one of them: `QueryLanguage`, `Version`, `JitterStrategy`, `Mode`.
 *
 * @see https://states-language.net/spec.html#top-level-fields
 */
export const fieldValue = defineRule({
  id: 'ASL303',
  name: 'field-value',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'A field with a closed set of words has one of them.',
  why: 'AWS refuses other words. Capital letters count.',
  fix: 'Write one of the words that are allowed.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html',
  messages: {
    unknown: (what: string, field: string, value: string, values: string, hint: string) => (
      `${what} has "${value}" in "${field}". It must be ${values}.${hint}`),
  },
  examples: {
    good: [{ definition: { Version: '1.0', QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Succeed' } } } }],
    bad: [
      {
        definition: { Version: '2.0', StartAt: 'A', States: { A: { Type: 'Succeed' } } },
        findings: [{ at: '/Version', says: 'The state machine has "2.0" in "Version". It must be "1.0".' }],
      },
      {
        definition: { QueryLanguage: 'Jsonata', StartAt: 'A', States: { A: { Type: 'Succeed' } } },
        findings: [{ at: '/QueryLanguage', says: 'The state machine has "Jsonata" in "QueryLanguage". It must be "JSONPath" or "JSONata". Did you mean "JSONata"?' }],
      },
      {
        definition: { QueryLanguage: '{% $language %}', StartAt: 'A', States: { A: { Type: 'Succeed' } } },
        findings: [{ at: '/QueryLanguage', says: 'The state machine has "{% $language %}" in "QueryLanguage". It must be "JSONPath" or "JSONata".' }],
      },
    ],
  },
  check: ({ report, didYouMean }) => ({
    field(name, node, spec, structure) {
      if (!spec.values || node.kind !== 'string' || spec.values.includes(node.value)) return;
      // An expression under JSONata: some of these fields take one, and no expression is one of the words. What says the language is none of them.
      if (isJsonata(node.value) && structure.language !== 'JSONPath' && name !== 'QueryLanguage' && name !== 'Version') return;
      report('unknown', node, subject(structure), name, cut(node.value), either(spec.values), spec.values.length > 1 ? didYouMean(node.value, spec.values) : '');
    },
  }),
});
