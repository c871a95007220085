import { FUNCTION_NAMES } from '../../asl/jsonata';
import { FindingSeverity } from '../finding';
import { defineRule, inExpression } from '../rule';
import { cut, subject } from '../wording';

/**
 * An expression calls JSONata's functions, those that Step Functions adds, and its own. Step Functions has no `$eval`. A workflow variable holds no
 * function. AWS notices it only when the function is called.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export const jsonataFunction = defineRule({
  id: 'ASL412',
  name: 'jsonata-function',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  summary: 'An expression calls only functions that Step Functions has, and its own.',
  why: 'AWS accepts the machine, and the execution fails with States.QueryEvaluationError when it comes there.',
  fix: 'Correct the name, or define the function in the expression: ($name := function($x) { … }; $name(1)).',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html',
  messages: {
    eval: (what: string, field: string) => `${what} calls $eval in "${field}", which Step Functions does not have.`,
    unknown: (what: string, name: string, field: string, hint: string) => `${what} calls "$${name}" in "${field}", and there is no such function.${hint}`,
  },
  perMessage: { eval: { fix: 'Parse JSON text with $parse, and write other expressions out.' } },
  examples: {
    good: [{
      definition: {
        QueryLanguage: 'JSONata',
        StartAt: 'A',
        States: { A: { Type: 'Pass', Output: ['{% $parse($states.input.text) %}', '{% ($half := function($n) { $n / 2 }; $half(4)) %}'], End: true } },
      },
    }],
    bad: [
      {
        definition: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output: '{% $eval($states.input.text) %}', End: true } } },
        findings: [{ at: '/States/A/Output', says: 'State "A" calls $eval in "Output", which Step Functions does not have.' }],
      },
      {
        definition: {
          QueryLanguage: 'JSONata',
          StartAt: 'A',
          States: { A: { Type: 'Pass', Output: { name: '{% $uppercas("a") %}', total: '{% $states.input.prices ~> $total %}' }, End: true } },
        },
        findings: [
          { at: '/States/A/Output/name', says: 'State "A" calls "$uppercas" in "Output", and there is no such function. Did you mean "$uppercase"?' },
          { at: '/States/A/Output/total', says: 'State "A" calls "$total" in "Output", and there is no such function.' },
        ],
      },
    ],
  },
  check: ({ report, didYouMean }) => ({
    jsonata(node, { name: field, structure }, analysis) {
      for (const { name, offset } of analysis?.unknownFunctions ?? []) {
        if (name === 'eval') report('eval', inExpression(node, offset), subject(structure), field);
        else report('unknown', inExpression(node, offset), subject(structure), cut(name, 40), field, didYouMean(name, FUNCTION_NAMES).replace('"', '"$$'));
      }
    },
  }),
});
