import { STATES } from '../../asl/state-fields';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { all, shown } from '../wording';

/**
 * A state's `Type` is one of the eight that the language has; letters count as they are written.
 *
 * @see https://states-language.net/spec.html#state-types
 */
export const stateType = defineRule({
  id: 'ASL103',
  name: 'state-type',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'The Type of a state is one that the language has.',
  why: 'AWS refuses other types, and nothing else can be said about such a state.',
  fix: 'Write one of the types, with its capital letter.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/workflow-states.html',
  messages: {
    unknown: (name: string, type: string, types: string, hint: string) => `State "${name}" has the type ${type}. The types are ${types}.${hint}`,
  },
  examples: {
    good: [{ definition: { StartAt: 'A', States: { A: { Type: 'Succeed' } } } }],
    bad: [{
      definition: { StartAt: 'A', States: { A: { Type: 'succeed' } } },
      findings: [{
        at: '/States/A/Type',
        says: 'State "A" has the type "succeed". The types are "Pass", "Task", "Choice", "Wait", "Succeed", "Fail", "Parallel" and "Map". Did you mean "Succeed"?',
      }],
    }],
  },
  check: ({ report, didYouMean }) => ({
    state({ name, node, type }) {
      const given = node.get('Type');
      if (!given || given.kind === 'opaque' || type !== undefined) return;
      const types = [...STATES.keys()];
      report('unknown', given, name, shown(given), all(types), given.kind === 'string' ? didYouMean(given.value, types) : '');
    },
  }),
});
