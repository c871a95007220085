import { expressionProblem } from '../expressions';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { cut, subject } from '../wording';

/**
 * An intrinsic function is called with as many arguments as it takes, and with literals that it can work on: as many values as a template has `{}`,
 * numbers where it adds, an algorithm that it has.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */
export const intrinsicArguments = defineRule({
  id: 'ASL409',
  name: 'intrinsic-arguments',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  summary: 'An intrinsic function is called with as many arguments as it takes, and with literals that it can work on.',
  why: 'AWS accepts the call, and the execution fails with States.Runtime when it comes there.',
  fix: 'Give the function the arguments that it takes. Texts stand in single quotes, numbers in none.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html',
  messages: {
    arguments: (what: string, field: string, problem: string) => `${what} calls a function in "${field}" in a way that fails. ${problem}`,
  },
  examples: {
    good: [{ definition: { StartAt: 'A', States: { A: { Type: 'Pass', Parameters: { 'a.$': 'States.MathAdd($.a, 1)', 'b.$': "States.Format('{} of \\\\{{}\\\\}', $.a, States.ArrayLength($.b))" }, End: true } } } }],
    bad: [
      {
        definition: {
          StartAt: 'A',
          States: {
            A: {
              Type: 'Pass',
              Parameters: {
                'a.$': "States.Format('{} of {}', $.a)",
                'b.$': "States.Hash($.a, 'SHA256')",
                'c.$': 'States.ArrayRange(0, 1000, 1)',
                'd.$': "States.MathAdd($.a, '1')",
              },
              End: true,
            },
          },
        },
        findings: [
          {
            at: '/States/A/Parameters/a.$',
            says: 'State "A" calls a function in "a.$" in a way that fails. Intrinsic function "States.Format" fails here: The template has 2 occurrences of {}, but 1 argument follows it.',
          },
          {
            at: '/States/A/Parameters/b.$',
            says: 'State "A" calls a function in "b.$" in a way that fails. Intrinsic function "States.Hash" fails here: Argument 2 is the algorithm "SHA256"; use one of MD5, SHA-1, SHA-256, SHA-384, SHA-512.',
          },
          {
            at: '/States/A/Parameters/c.$',
            says: 'State "A" calls a function in "c.$" in a way that fails. Intrinsic function "States.ArrayRange" fails here: The range has 1001 items, but may have 1000 at most.',
          },
          {
            at: '/States/A/Parameters/d.$',
            says: 'State "A" calls a function in "d.$" in a way that fails. Intrinsic function "States.MathAdd" fails here: Argument 2 must be a number, but is a string.',
          },
        ],
      },
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Pass', Parameters: { 'a.$': 'States.MathAdd($.a)' }, End: true } } },
        findings: [{
          at: '/States/A/Parameters/a.$',
          says: 'State "A" calls a function in "a.$" in a way that fails. Intrinsic function "States.MathAdd" has 1 argument; it takes 2.',
        }],
      },
    ],
  },
  check: ({ report }) => ({
    templateObject(node, { structure, language }) {
      if (language !== 'JSONPath') return;
      for (const member of node.members) {
        if (member.kind !== 'string' || !(member.name as string).endsWith('.$')) continue;
        const found = expressionProblem(member.value);
        if (found?.called) report('arguments', member, subject(structure), cut(member.name as string), found.problem);
      }
    },
    field(name, node, spec, structure) {
      if (spec.syntax !== 'pathOrIntrinsic' || node.kind !== 'string' || structure.language !== 'JSONPath') return;
      const found = expressionProblem(node.value);
      if (found?.called) report('arguments', node, subject(structure), name, found.problem);
    },
  }),
});
