import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';

/**
 * A definition is not nested deeper than a parser follows.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const nestingDepth = defineRule({
  id: 'ASL002',
  name: 'nesting-depth',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'TOO_DEEPLY_NESTED',
  summary: 'A definition is nested at most 1,000 levels deep.',
  why: 'Text that is nested deeper is not read, here or at AWS.',
  fix: 'Move the inner part into a state machine of its own, or into an input.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html',
  messages: {
    tooDeep: (problem: string) => problem,
  },
  examples: {
    good: [{ definition: { StartAt: 'A', States: { A: { Type: 'Pass', Result: [[[[[[[[]]]]]]]], End: true } } } }],
    bad: [{
      definition: `{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true, "Result": ${'['.repeat(1000)}${']'.repeat(1000)}}}}`,
      findings: [{ at: '', says: 'The text is nested too deeply: more than 1000 levels of objects and arrays.' }],
    }],
  },
  check: ({ report }) => ({
    document({ problems }) {
      for (const problem of problems) {
        if (problem.kind === 'depth') report('tooDeep', { offset: problem.offset }, problem.message);
      }
    },
  }),
});
