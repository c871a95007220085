import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { cut } from '../wording';

/**
 * A branch of a Parallel state and the processor of a Map state have a state that ends them. AWS does not look for it there, as it does in
 * the machine.
 *
 * @see https://states-language.net/spec.html#terminal-state
 */
export const nestedTerminalState = defineRule({
  id: 'ASL204',
  name: 'nested-terminal-state',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  summary: 'A branch of a Parallel state and the processor of a Map state have a state that ends them.',
  why: 'AWS accepts the machine, and an execution that comes there runs in a circle until it fails at a limit, which is billed.',
  fix: 'Give a state of the branch "End": true, or lead to a Succeed or Fail state in it.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html',
  messages: {
    none: (scope: string, owner: string) => `A ${scope} of state "${owner}" has no state that ends it: no Succeed or Fail state and none with "End": true.`,
  },
  examples: {
    good: [{
      definition: {
        StartAt: 'M',
        States: { M: { Type: 'Map', ItemProcessor: { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 1, End: true } } }, End: true } },
      },
    }],
    bad: [{
      definition: {
        StartAt: 'M',
        States: {
          M: {
            Type: 'Map',
            ItemProcessor: { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 1, Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } },
            End: true,
          },
        },
      },
      findings: [{
        at: '/States/M/ItemProcessor/States',
        says: 'A processor of state "M" has no state that ends it: no Succeed or Fail state and none with "End": true.',
      }],
    }],
  },
  check: ({ report }) => ({
    scope({ kind, owner, statesNode, graph }) {
      if (kind === 'machine' || !statesNode || statesNode.members.length === 0 || graph.terminal) return;
      report('none', statesNode, kind, cut(owner?.name ?? ''));
    },
  }),
});
