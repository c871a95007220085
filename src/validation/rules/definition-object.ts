import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { KIND_NAMES } from '../wording';

/**
 * A state machine is a JSON object.
 *
 * @see https://states-language.net/spec.html#structure-of-a-state-machine
 */
export const definitionObject = defineRule({
  id: 'ASL101',
  name: 'definition-object',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'A definition is a JSON object, and so is every state.',
  why: 'AWS refuses anything else.',
  fix: 'Write an object: the machine with "StartAt" and "States", a state with "Type".',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html',
  messages: {
    machine: (found: string) => `The definition is ${found}. It must be a JSON object with "StartAt" and "States".`,
    state: (name: string, found: string) => `State "${name}" is ${found}. A state is a JSON object with a "Type".`,
  },
  examples: {
    good: [{ definition: { StartAt: 'A', States: { A: { Type: 'Succeed' } } } }],
    bad: [
      { definition: '[]', findings: [{ at: '', says: 'The definition is an array. It must be a JSON object with "StartAt" and "States".' }] },
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: 'Succeed' } },
        findings: [{ at: '/States/B', says: 'State "B" is a text. A state is a JSON object with a "Type".' }],
      },
    ],
  },
  check: ({ report }) => ({
    root(node) {
      if (node.kind !== 'object' && node.kind !== 'opaque') report('machine', node, KIND_NAMES[node.kind]);
    },
    scope({ statesNode, states }) {
      // The usual: every member is a state.
      if (!statesNode || statesNode.members.length === states.length) return;
      for (const state of statesNode.members) {
        if (state.kind !== 'object' && state.kind !== 'opaque') report('state', state, String(state.name), KIND_NAMES[state.kind]);
      }
    },
  }),
});
