import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';

/**
 * A machine has a state that ends it: a Succeed or Fail state, or one with `"End": true`.
 *
 * @see https://states-language.net/spec.html#terminal-state
 */
export const terminalState = defineRule({
  id: 'ASL203',
  name: 'terminal-state',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'MISSING_END_STATE',
  summary: 'A machine has a state that ends it.',
  why: 'AWS refuses a machine that can never end.',
  fix: 'Give a state "End": true, or lead to a Succeed or Fail state.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html',
  messages: {
    none: () => 'The state machine has no state that ends it: no Succeed or Fail state and none with "End": true.',
    empty: () => 'The state machine has no states. It must have one at least.',
  },
  examples: {
    good: [{ definition: { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } } }],
    bad: [
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 5, Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } },
        findings: [{ at: '/States', says: 'The state machine has no state that ends it: no Succeed or Fail state and none with "End": true.' }],
      },
      {
        definition: { StartAt: 'A', States: {} },
        findings: [
          { at: '/StartAt', says: 'The state machine starts at "A", which does not exist there.' },
          { at: '/States', says: 'The state machine has no states. It must have one at least.' },
        ],
      },
    ],
  },
  check: ({ report }) => ({
    scope({ kind, statesNode, graph }) {
      if (kind !== 'machine' || !statesNode || graph.terminal) return;
      report(statesNode.members.length === 0 ? 'empty' : 'none', statesNode);
    },
  }),
});
