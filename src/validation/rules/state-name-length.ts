import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { cut } from '../wording';

const LIMIT = 80;

/**
 * A state's name is at most 80 Unicode characters long.
 *
 * @see https://states-language.net/spec.html#states-fields
 */
export const stateNameLength = defineRule({
  id: 'ASL106',
  name: 'state-name-length',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'INVALID_STATE_NAME',
  summary: `A state name is 1 to ${LIMIT} characters long.`,
  why: 'AWS refuses longer names, and names without a character.',
  fix: 'Give the state a shorter name, and say more in its "Comment".',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html',
  messages: {
    tooLong: (name: string, length: number) => `State "${name}" has a name of ${length} characters. At most ${LIMIT} are allowed.`,
    empty: () => 'A state has an empty name. A name has at least one character.',
  },
  examples: {
    good: [{ definition: { StartAt: 'n'.repeat(80), States: { ['n'.repeat(80)]: { Type: 'Succeed' } } } }],
    bad: [
      {
        definition: { StartAt: 'n'.repeat(81), States: { ['n'.repeat(81)]: { Type: 'Succeed' } } },
        findings: [{ at: `/States/${'n'.repeat(81)}`, says: `State "${'n'.repeat(40)}…" has a name of 81 characters. At most 80 are allowed.` }],
      },
      {
        definition: { StartAt: '', States: { '': { Type: 'Succeed' } } },
        findings: [{ at: '/States/', says: 'A state has an empty name. A name has at least one character.' }],
      },
    ],
  },
  check: ({ report }) => ({
    state({ name, node }) {
      if (name === '') report('empty', node);
      if (name.length <= LIMIT) return;
      const length = [...name].length;
      if (length > LIMIT) report('tooLong', node, cut(name, 40), length);
    },
  }),
});
