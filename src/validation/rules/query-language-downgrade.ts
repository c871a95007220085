import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { cut } from '../wording';

/**
 * A machine in JSONPath may have states in JSONata; a machine in JSONata has no state in JSONPath.
 *
 * @see https://states-language.net/spec.html#query-languages
 */
export const queryLanguageDowngrade = defineRule({
  id: 'ASL402',
  name: 'query-language-downgrade',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  awsNamesContainer: true,
  summary: 'No state of a machine in JSONata is in JSONPath.',
  why: 'AWS takes JSONata as the language of the whole machine and refuses a state that goes back to JSONPath.',
  fix: 'Write the state in JSONata, or name JSONata on the other states and not on the machine.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html',
  messages: {
    downgrade: (state: string) => `State "${state}" has the query language JSONPath, but the machine has JSONata.`,
  },
  examples: {
    good: [{ definition: { QueryLanguage: 'JSONPath', StartAt: 'A', States: { A: { Type: 'Succeed', QueryLanguage: 'JSONata' } } } }],
    bad: [{
      definition: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Succeed', QueryLanguage: 'JSONPath' } } },
      findings: [{ at: '/States/A/QueryLanguage', says: 'State "A" has the query language JSONPath, but the machine has JSONata.' }],
    }],
  },
  check: ({ report }) => ({
    state({ name, node, scope, language }) {
      const own = node.get('QueryLanguage');
      if (own && language === 'JSONPath' && scope.language === 'JSONata') report('downgrade', own, cut(name));
    },
  }),
});
