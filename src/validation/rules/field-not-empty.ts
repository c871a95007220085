import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { subject } from '../wording';

/**
 * Lists that the language needs something in are not empty: `Choices`, `Branches`, `ErrorEquals`, `And`, `Or`.
 *
 * @see https://states-language.net/spec.html#choice-state
 */
export const fieldNotEmpty = defineRule({
  id: 'ASL304',
  name: 'field-not-empty',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'Choices, Branches, ErrorEquals, And and Or are not empty.',
  why: 'AWS refuses an empty list there.',
  fix: 'Add an element, or remove what holds the list.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html',
  messages: {
    empty: (what: string, field: string) => `${what} has an empty "${field}". It must have one element at least.`,
  },
  examples: {
    good: [{ definition: { StartAt: 'A', States: { A: { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'B' }], Default: 'B' }, B: { Type: 'Succeed' } } } }],
    bad: [
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Choice', Choices: [], Default: 'B' }, B: { Type: 'Succeed' } } },
        findings: [{ at: '/States/A/Choices', says: 'State "A" has an empty "Choices". It must have one element at least.' }],
      },
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Parallel', Branches: [], End: true } } },
        findings: [{ at: '/States/A/Branches', says: 'State "A" has an empty "Branches". It must have one element at least.' }],
      },
    ],
  },
  check: ({ report }) => ({
    field(name, node, spec, structure) {
      if (spec.nonEmpty && node.kind === 'array' && node.elements.length === 0) report('empty', node, subject(structure), name);
    },
  }),
});
