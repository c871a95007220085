import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { cut } from '../wording';

const LIMIT = 80;
const NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

/**
 * A variable's name begins with a letter, goes on with letters, digits and underscores, and has at most 80 characters. `states` is reserved.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export const variableName = defineRule({
  id: 'ASL405',
  name: 'variable-name',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'INVALID_VARIABLE_NAME',
  summary: 'The names in Assign are names that a variable may have.',
  why: 'AWS refuses names that could not be read back as $name, and "states", which it has taken (RESERVED_VARIABLE_NAME).',
  fix: 'Choose a name of letters, digits and "_" that begins with a letter.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html',
  messages: {
    invalid: (state: string, name: string) => `State "${state}" assigns the variable "${name}". A name begins with a letter and goes on with letters, digits and "_".`,
    tooLong: (state: string, name: string, length: number) => `State "${state}" assigns the variable "${name}", a name of ${length} characters. At most ${LIMIT} are allowed.`,
    reserved: (state: string) => `State "${state}" assigns the variable "states", which is reserved.`,
  },
  examples: {
    good: [{ definition: { StartAt: 'A', States: { A: { Type: 'Pass', Assign: { 'total_1': 1, 'größe.$': '$.size' }, End: true } } } }],
    bad: [
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Pass', Assign: { '1st': 1, 'my-name.$': '$.a' }, End: true } } },
        findings: [
          { at: '/States/A/Assign/1st', says: 'State "A" assigns the variable "1st". A name begins with a letter and goes on with letters, digits and "_".' },
          { at: '/States/A/Assign/my-name.$', says: 'State "A" assigns the variable "my-name". A name begins with a letter and goes on with letters, digits and "_".' },
        ],
      },
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Pass', Assign: { ['n'.repeat(81)]: 1, states: 2 }, End: true } } },
        findings: [
          { at: `/States/A/Assign/${'n'.repeat(81)}`, says: `State "A" assigns the variable "${'n'.repeat(40)}…", a name of 81 characters. At most 80 are allowed.` },
          { at: '/States/A/Assign/states', says: 'State "A" assigns the variable "states", which is reserved.' },
        ],
      },
    ],
  },
  check: ({ report }) => ({
    field(field, node, _, { state, language }) {
      if (field !== 'Assign' || node.kind !== 'object' || !state) return;
      for (const member of node.members) {
        const written = member.name as string;
        const name = language !== 'JSONata' && written.endsWith('.$') ? written.slice(0, -2) : written;
        const length = [...name].length;
        const place = { nameOf: member };
        if (name === 'states') report('reserved', place, cut(state.name));
        else if (!NAME.test(name)) report('invalid', place, cut(state.name), cut(name, 40));
        else if (length > LIMIT) report('tooLong', place, cut(state.name), cut(name, 40), length);
      }
    },
  }),
});
