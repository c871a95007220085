import { CATCHER } from '../../asl/state-fields';
import { FindingSeverity } from '../finding';
import { defineRule, inExpression } from '../rule';
import { cut, subject } from '../wording';

/**
 * An expression reads from `$states` and from variables: there is no context at its top level. `$states.errorOutput` is
 * there in a catcher only.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export const jsonataReference = defineRule({
  id: 'ASL411',
  name: 'jsonata-reference',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'UNSUPPORTED_JSONATA_EXPRESSION',
  summary: 'An expression refers only to what it can read: $states and variables.',
  why: 'AWS refuses a name without "$" at the top level, "$$", and $states.errorOutput outside of a catcher.',
  fix: 'Write $states.input.name for a member of the input, $name for a variable.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html',
  messages: {
    unsupported: (what: string, field: string, problem: string, hint: string) => `${what} has an expression in "${field}" that AWS does not support. ${problem}${hint}`,
    errorOutput: (what: string, field: string) => `${what} reads "$states.errorOutput" in "${field}". Only the "Output" and "Assign" of a catcher have it.`,
  },
  examples: {
    good: [{
      definition: {
        QueryLanguage: 'JSONata',
        StartAt: 'A',
        States: {
          A: {
            Type: 'Task',
            Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
            Catch: [{ ErrorEquals: ['States.ALL'], Assign: { total: 0 }, Output: '{% $states.errorOutput.Cause %}', Next: 'B' }],
            Assign: { total: '{% $states.result.total %}' },
            Next: 'B',
          },
          B: { Type: 'Pass', Output: { a: '{% $states.input.items.price %}', b: '{% $total %}' }, End: true },
        },
      },
    }],
    bad: [
      {
        definition: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output: '{% price * 2 %}', End: true } } },
        findings: [{
          at: '/States/A/Output',
          says: 'State "A" has an expression in "Output" that AWS does not support. Reference to \'price\' at the top level is not supported. Write "$states.input.price" for a member of the state\'s input, or "$price" for a variable.',
        }],
      },
      {
        definition: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output: '{% $states.errorOutput %}', End: true } } },
        findings: [{ at: '/States/A/Output', says: 'State "A" reads "$states.errorOutput" in "Output". Only the "Output" and "Assign" of a catcher have it.' }],
      },
    ],
  },
  check: ({ report }) => ({
    jsonata(node, field, analysis) {
      if (!analysis) return;
      const { problems, states } = analysis;
      const what = subject(field.structure);
      for (const { code, message, hint, offset } of problems) {
        if (code === 'UNSUPPORTED_JSONATA_EXPRESSION') report('unsupported', inExpression(node, offset), what, field.name, cut(message, 400), hint === undefined ? '' : ` ${hint}`);
      }
      const inCatcher = field.structure.spec === CATCHER && (field.name === 'Output' || field.name === 'Assign');
      const errorOutput = inCatcher ? undefined : states.find(({ member }) => member === 'errorOutput');
      if (errorOutput) report('errorOutput', inExpression(node, errorOutput.offset), what, field.name);
    },
  }),
});
