import { expressionProblem } from '../expressions';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { cut, subject } from '../wording';

/**
 * An intrinsic function is called with as many arguments as it takes.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */
export const intrinsicArguments = defineRule({
  id: 'ASL409',
  name: 'intrinsic-arguments',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  summary: 'An intrinsic function is called with as many arguments as it takes.',
  why: 'AWS accepts the call, and the execution fails with States.Runtime when it comes there.',
  fix: 'Give the function the arguments that it takes.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html',
  messages: {
    arguments: (what: string, field: string, problem: string) => `${what} calls a function in "${field}" in a way that fails. ${problem}`,
  },
  examples: {
    good: [{ definition: { StartAt: 'A', States: { A: { Type: 'Pass', Parameters: { 'a.$': 'States.MathAdd($.a, 1)' }, End: true } } } }],
    bad: [{
      definition: { StartAt: 'A', States: { A: { Type: 'Pass', Parameters: { 'a.$': 'States.MathAdd($.a)' }, End: true } } },
      findings: [{
        at: '/States/A/Parameters/a.$',
        says: 'State "A" calls a function in "a.$" in a way that fails. Intrinsic function "States.MathAdd" has 1 argument; it takes 2.',
      }],
    }],
  },
  check: ({ report }) => ({
    templateObject(node, { structure, language }) {
      if (language !== 'JSONPath') return;
      for (const member of node.members) {
        if (member.kind !== 'string' || !(member.name as string).endsWith('.$')) continue;
        const found = expressionProblem(member);
        if (found?.called) report('arguments', member, subject(structure), cut(member.name as string), found.problem);
      }
    },
    field({ name, node, spec, structure }) {
      if (spec.syntax !== 'pathOrIntrinsic' || node.kind !== 'string' || structure.language !== 'JSONPath') return;
      const found = expressionProblem(node);
      if (found?.called) report('arguments', node, subject(structure), name, found.problem);
    },
  }),
});
