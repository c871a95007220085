import { pointerOf } from '../../asl/json/nodes';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { Scope, State } from '../structure';
import { cut } from '../wording';

/**
 * State names are unique in the whole machine, also across the branches of Parallel states and the processors of Map states.
 *
 * @see https://states-language.net/spec.html#states-fields
 */
export const duplicateStateName = defineRule({
  id: 'ASL107',
  name: 'duplicate-state-name',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'DUPLICATE_STATE_NAME',
  summary: 'A state name stands only once in the whole machine.',
  why: 'AWS refuses two states of the same name, even in different branches, since histories name states by nothing else.',
  fix: 'Rename one of the states, for example with the name of its branch in front.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html',
  messages: {
    duplicate: (name: string, other: string) => `State "${name}" has the name of another state, at ${other}. Names are unique in the whole machine.`,
  },
  examples: {
    good: [{
      definition: {
        StartAt: 'P',
        States: {
          P: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: { Type: 'Succeed' } } }, { StartAt: 'B', States: { B: { Type: 'Succeed' } } }], End: true },
        },
      },
    }],
    bad: [{
      definition: {
        StartAt: 'P',
        States: {
          P: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: { Type: 'Succeed' } } }, { StartAt: 'A', States: { A: { Type: 'Succeed' } } }], End: true },
        },
      },
      findings: [{
        at: '/States/P/Branches/1/States/A',
        says: 'State "A" has the name of another state, at /States/P/Branches/0/States/A. Names are unique in the whole machine.',
      }],
    }],
  },
  check: ({ report }) => {
    const scopes = new Set<Scope>();
    const states: State[] = [];
    return {
      state(state) {
        scopes.add(state.scope);
        states.push(state);
      },
      end() {
        // In one scope a name that is there twice is one member.
        if (scopes.size < 2) return;
        const seen = new Map<string, State>();
        for (const state of states) {
          const other = seen.get(state.name);
          if (other) report('duplicate', state.node, cut(state.name), pointerOf(other.node));
          else seen.set(state.name, state);
        }
      },
    };
  },
});
