import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { State } from '../structure';
import { cut } from '../wording';

/**
 * A variable belongs to the states of one scope: those of the machine, of a branch, or of a processor. It can be read in scopes inside of that,
 * but for those of a Distributed Map, and is gone when its scope ends. "A variable assigned in an inner scope cannot have the same name as one
 * assigned in an outer scope."
 *
 * AWS was recorded to accept a variable that outside only a catcher assigns, after the branch. So only a variable that may have a value already is
 * said to be refused, and only where states themselves assign it.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#variable-scope
 */
export const variableScope = defineRule({
  id: 'ASL416',
  name: 'variable-scope',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  summary: 'A variable is assigned in one scope only, and read in that scope or inside of it.',
  why: 'AWS refuses a variable that is assigned outside of a Map or Parallel state and again inside. It accepts a read of a variable that cannot be seen there, and the state that reads it fails.',
  fix: 'Use another name inside. To take a value out of a Map or Parallel state, put it into the output of its states; to give one to a Distributed Map, put it into its "ItemSelector".',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#variable-scope',
  messages: {
    twice: (state: string, name: string, owner: string, outer: string) => (
      `State "${state}" assigns the variable "${name}" inside of ${owner}, and state "${outer}" assigns it outside. A name can be assigned in one of them only.`),
    covered: (state: string, name: string, owner: string, outer: string) => (
      `State "${state}" assigns the variable "${name}" inside of ${owner}, and state "${outer}" assigns one with the same name outside. They are two variables.`),
    inside: (state: string, name: string, field: string, owner: string) => (
      `State "${state}" reads the variable "$${name}" in "${field}", which is assigned only inside of ${owner}. It is gone when that ends.`),
    sibling: (state: string, name: string, field: string, owner: string) => (
      `State "${state}" reads the variable "$${name}" in "${field}", which is assigned only in another branch of ${owner}. Branches do not see each other's variables.`),
    outside: (state: string, name: string, field: string, owner: string) => (
      `State "${state}" reads the variable "$${name}" in "${field}", which is assigned outside of ${owner}. The child executions of a Distributed Map do not see it.`),
  },
  perMessage: {
    covered: { severity: FindingSeverity.WARNING, refusedByAws: false },
    inside: { refusedByAws: false },
    sibling: { refusedByAws: false },
    outside: { refusedByAws: false },
  },
  examples: {
    good: [
      {
        definition: {
          StartAt: 'A',
          States: {
            A: { Type: 'Pass', Assign: { rate: 2 }, Next: 'M' },
            M: {
              Type: 'Map',
              ItemProcessor: {
                StartAt: 'B',
                States: { B: { Type: 'Pass', Assign: { 'price.$': '$rate' }, Next: 'C' }, C: { Type: 'Pass', InputPath: '$price', End: true } },
              },
              Next: 'N',
            },
            N: {
              Type: 'Map',
              ItemSelector: { 'rate.$': '$rate', 'item.$': '$$.Map.Item.Value' },
              ItemProcessor: {
                ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
                StartAt: 'D',
                States: { D: { Type: 'Pass', InputPath: '$.rate', Assign: { price: 1 }, End: true } },
              },
              End: true,
            },
          },
        },
      },
    ],
    bad: [
      {
        definition: {
          StartAt: 'A',
          States: {
            A: { Type: 'Pass', Assign: { count: 0 }, Next: 'P' },
            P: {
              Type: 'Parallel',
              Branches: [
                { StartAt: 'B', States: { B: { Type: 'Pass', Assign: { count: 1, total: 2 }, End: true } } },
                { StartAt: 'C', States: { C: { Type: 'Pass', InputPath: '$total', End: true } } },
              ],
              Next: 'D',
            },
            D: { Type: 'Pass', InputPath: '$total', End: true },
          },
        },
        findings: [
          {
            at: '/States/P/Branches/0/States/B/Assign/count',
            says: 'State "B" assigns the variable "count" inside of the Parallel state "P", and state "A" assigns it outside. A name can be assigned in one of them only.',
          },
          {
            at: '/States/P/Branches/1/States/C/InputPath',
            says: 'State "C" reads the variable "$total" in "InputPath", which is assigned only in another branch of the Parallel state "P". Branches do not see each other\'s variables.',
          },
          {
            at: '/States/D/InputPath',
            says: 'State "D" reads the variable "$total" in "InputPath", which is assigned only inside of the Parallel state "P". It is gone when that ends.',
          },
        ],
      },
      {
        title: 'a catcher assigns what a branch assigns, too',
        definition: {
          QueryLanguage: 'JSONata',
          StartAt: 'P',
          States: {
            P: {
              Type: 'Parallel',
              Branches: [{
                StartAt: 'A',
                States: { A: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', Assign: { last: '{% $states.result %}' }, End: true } },
              }],
              Catch: [{ ErrorEquals: ['States.ALL'], Assign: { last: '{% $states.errorOutput %}' }, Next: 'B' }],
              End: true,
            },
            B: { Type: 'Succeed', Output: '{% $last %}' },
          },
        },
        findings: [{
          at: '/States/P/Branches/0/States/A/Assign/last',
          says: 'State "A" assigns the variable "last" inside of the Parallel state "P", and state "P" assigns one with the same name outside. They are two variables.',
        }],
      },
      {
        definition: {
          QueryLanguage: 'JSONata',
          StartAt: 'A',
          States: {
            A: { Type: 'Pass', Assign: { rate: 2 }, Next: 'M' },
            M: {
              Type: 'Map',
              ItemProcessor: {
                ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
                StartAt: 'B',
                States: { B: { Type: 'Succeed', Output: '{% $rate * $states.input.price %}' } },
              },
              End: true,
            },
          },
        },
        findings: [{
          at: '/States/M/ItemProcessor/States/B/Output',
          says: 'State "B" reads the variable "$rate" in "Output", which is assigned outside of the Map state "M". The child executions of a Distributed Map do not see it.',
        }],
      },
    ],
  },
  check: ({ report }) => ({
    end({ variables }) {
      for (const { node, name, inner, outer, covers } of variables.shadows) {
        const own = inner.owner === inner.state.node && outer.owner === outer.state.node;
        report(own && covers ? 'twice' : 'covered', { nameOf: node }, cut(inner.state.name), cut(name, 40), titled(inner.state.scope.owner!), cut(outer.state.name));
      }
      for (const read of variables.doubtful) {
        const hidden = variables.outOfSight(read);
        if (hidden) report(hidden.place, read.node, cut(read.state.name), cut(read.name), read.field.name, titled(hidden.owner));
      }
    },
  }),
});

function titled({ type, name }: State): string {
  return `the ${type} state "${cut(name)}"`;
}
