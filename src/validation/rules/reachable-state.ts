import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { cut } from '../wording';

/**
 * Every state can be reached from the `StartAt` of its scope. States that only lead to each other cannot.
 *
 * @see https://states-language.net/spec.html#transition
 */
export const reachableState = defineRule({
  id: 'ASL202',
  name: 'reachable-state',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'MISSING_TRANSITION_TARGET',
  summary: 'Every state can be reached from the start of its scope.',
  why: 'AWS refuses a machine with a state to which no way leads, a group of states that only lead to each other included.',
  fix: 'Lead to the state from another ("Next", "Default", a Choice rule, a catcher), or remove it.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html',
  messages: {
    unreachable: (name: string, start: string) => `State "${name}" is not reachable: no way leads to it from "${start}".`,
  },
  examples: {
    good: [{ definition: { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Succeed' } } } }],
    bad: [
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Succeed' }, B: { Type: 'Succeed' } } },
        findings: [{ at: '/States/B', says: 'State "B" is not reachable: no way leads to it from "A".' }],
      },
      {
        title: 'A loop to which no way leads',
        definition: { StartAt: 'A', States: { A: { Type: 'Succeed' }, B: { Type: 'Pass', Next: 'C' }, C: { Type: 'Pass', Next: 'B' } } },
        findings: [
          { at: '/States/B', says: 'State "B" is not reachable: no way leads to it from "A".' },
          { at: '/States/C', says: 'State "C" is not reachable: no way leads to it from "A".' },
        ],
      },
    ],
  },
  check: ({ report }) => ({
    scope({ node, statesNode, graph }) {
      const start = node.get('StartAt');
      // Where the start is missing or wrong, no state could be reached, and one finding says it.
      if (graph.uncertain || start?.kind !== 'string' || !statesNode?.has(start.value)) return;
      for (const state of graph.unreached) report('unreachable', state.node, cut(state.name), cut(start.value));
    },
  }),
});
