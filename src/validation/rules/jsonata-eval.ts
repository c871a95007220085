import { FindingSeverity } from '../finding';
import { defineRule, inExpression } from '../rule';
import { subject } from '../wording';

/**
 * Step Functions has no `$eval`, and notices it only when it is called.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export const jsonataEval = defineRule({
  id: 'ASL412',
  name: 'jsonata-eval',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  summary: 'No expression calls $eval.',
  why: 'AWS accepts the machine, and the execution fails with States.QueryEvaluationError when it comes there.',
  fix: 'Parse JSON text with $parse, and write other expressions out.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html',
  messages: {
    called: (what: string, field: string) => `${what} calls $eval in "${field}", which Step Functions does not have.`,
  },
  examples: {
    good: [{ definition: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output: '{% $parse($states.input.text) %}', End: true } } } }],
    bad: [{
      definition: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output: '{% $eval($states.input.text) %}', End: true } } },
      findings: [{ at: '/States/A/Output', says: 'State "A" calls $eval in "Output", which Step Functions does not have.' }],
    }],
  },
  check: ({ report }) => ({
    jsonata(node, { name, structure }, analysis) {
      if (analysis && analysis.evals.length > 0) report('called', inExpression(node, analysis.evals[0]), subject(structure), name);
    },
  }),
});
