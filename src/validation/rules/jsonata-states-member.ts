import { CATCHER } from '../../asl/state-fields';
import { FindingSeverity } from '../finding';
import { defineRule, inExpression } from '../rule';
import { Field } from '../structure';
import { all, cut, subject } from '../wording';

/**
 * `$states` has `input` and `context` everywhere, `result` where a Task, Map or Parallel state has succeeded, and `errorOutput` in a catcher.
 * AWS does not look for other members when a machine is created.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export const jsonataStatesMember = defineRule({
  id: 'ASL413',
  name: 'jsonata-states-member',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  summary: 'An expression reads only members of $states that are there.',
  why: 'AWS accepts the machine. The member never has a value, and an expression without a value fails with States.QueryEvaluationError.',
  fix: 'Read $states.input or $states.context; read $states.result in the "Output" or "Assign" of a Task, Map or Parallel state.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html',
  messages: {
    noMember: (what: string, field: string, member: string, members: string, hint: string) => (
      `${what} reads "$states.${member}" in "${field}", where $states has only ${members}.${hint}`),
  },
  examples: {
    good: [{
      definition: {
        QueryLanguage: 'JSONata',
        StartAt: 'A',
        States: { A: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', Output: '{% $states.result %}', End: true } },
      },
    }],
    bad: [
      {
        definition: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output: '{% $states.result %}', End: true } } },
        findings: [{ at: '/States/A/Output', says: 'State "A" reads "$states.result" in "Output", where $states has only "input" and "context".' }],
      },
      {
        definition: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Succeed', Output: '{% $states.inptu.a %}' } } },
        findings: [{
          at: '/States/A/Output',
          says: 'State "A" reads "$states.inptu" in "Output", where $states has only "input" and "context". Did you mean "input"?',
        }],
      },
    ],
  },
  check: ({ report, didYouMean }) => ({
    jsonata(node, field, analysis) {
      const members = membersOfStates(field);
      for (const { member, offset } of analysis?.states ?? []) {
        // AWS refuses errorOutput outside of a catcher, which another rule says.
        if (member === undefined || member === 'errorOutput' || members.includes(member)) continue;
        report('noMember', inExpression(node, offset), subject(field.structure), field.name, cut(member), all(members), didYouMean(member, members));
      }
    },
  }),
});

function membersOfStates({ name, structure: { spec, state, node } }: Field): string[] {
  const members = ['input', 'context'];
  if (name !== 'Output' && name !== 'Assign') return members;
  if (spec === CATCHER) members.push('errorOutput');
  else if (state?.node === node && (state.type === 'Task' || state.type === 'Map' || state.type === 'Parallel')) members.push('result');
  return members;
}
