import { FindingSeverity } from '../finding';
import { defineRule, inExpression } from '../rule';
import { cut, subject } from '../wording';

/**
 * What stands between `{%` and `%}` is an expression of JSONata 2.0.6, the version that Step Functions has.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export const jsonataSyntax = defineRule({
  id: 'ASL410',
  name: 'jsonata-syntax',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'INVALID_JSONATA_EXPRESSION',
  summary: 'What stands between {% and %} is an expression of JSONata 2.0.6.',
  why: 'AWS parses every expression when a machine is created, and refuses the machine where one is not JSONata.',
  fix: 'Correct the expression.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html',
  messages: {
    invalid: (what: string, field: string, problem: string, hint: string) => `${what} has an expression in "${field}" that is not JSONata. ${problem}.${hint}`,
  },
  examples: {
    good: [{ definition: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output: { total: '{% $sum($states.input.items.price) %}' }, End: true } } } }],
    bad: [
      {
        definition: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output: { total: '{% $sum($states.input.items %}' }, End: true } } },
        findings: [{ at: '/States/A/Output/total', says: 'State "A" has an expression in "Output" that is not JSONata. Expected ")" before end of expression.' }],
      },
      {
        title: 'An operator of a later version of JSONata',
        definition: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output: '{% $states.input.a ?? 1 %}', End: true } } },
        findings: [{
          at: '/States/A/Output',
          says: 'State "A" has an expression in "Output" that is not JSONata. The symbol "?" cannot be used as a unary operator. The operator "??" is of JSONata 2.1, and Step Functions has JSONata 2.0.6. Write "$exists(a) ? a : b" for "a ?? b".',
        }],
      },
    ],
  },
  check: ({ report }) => ({
    jsonata(node, { name, structure }, analysis) {
      for (const { code, message, hint, offset } of analysis?.problems ?? []) {
        if (code !== 'INVALID_JSONATA_EXPRESSION') continue;
        report('invalid', inExpression(node, offset), subject(structure), name, cut(message.replace(/\.$/, ''), 400), hint === undefined ? '' : ` ${hint}`);
      }
    },
  }),
});
