import { singlePathProblem, pathProblem } from '../expressions';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { subject } from '../wording';

/**
 * Fields such as `InputPath` hold a JSONPath: into the state's input (`$`), into the context object (`$$`) or into a variable (`$name`). What a
 * Choice rule compares is a single value.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html
 */
export const pathSyntax = defineRule({
  id: 'ASL406',
  name: 'path-syntax',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'A path is a JSONPath that begins with "$".',
  why: 'AWS refuses a text that is no path.',
  fix: 'Write a path like $.order.id, $$.Execution.Id or $variable.member.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html',
  messages: {
    invalid: (what: string, field: string, problem: string) => `${what} has no valid path in "${field}". ${problem}`,
  },
  examples: {
    good: [
      { definition: { StartAt: 'A', States: { A: { Type: 'Pass', InputPath: '$.orders[*].id', OutputPath: '$$.Execution.Input', End: true } } } },
      { definition: { StartAt: 'A', States: { A: { Type: 'Pass', InputPath: null, Assign: { a: 1 }, Next: 'B' }, B: { Type: 'Pass', InputPath: '$a', End: true } } } },
    ],
    bad: [
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Pass', OutputPath: 'order', End: true } } },
        findings: [{
          at: '/States/A/OutputPath',
          says: 'State "A" has no valid path in "OutputPath". Path "order" does not start with "$". A path starts with "$" for the input, "$$" for the context object or "$name" for a variable.',
        }],
      },
      {
        title: 'A Choice compares one value',
        definition: {
          StartAt: 'A',
          States: { A: { Type: 'Choice', Choices: [{ Variable: '$.orders[*].id', IsPresent: true, Next: 'B' }], Default: 'B' }, B: { Type: 'Succeed' } },
        },
        findings: [{
          at: '/States/A/Choices/0/Variable',
          says: 'A Choice rule of state "A" has no valid path in "Variable". It can lead to several values. A path without "..", "*", filters and slices is wanted.',
        }],
      },
    ],
  },
  check: ({ report }) => ({
    field(name, node, spec, structure) {
      if (node.kind !== 'string' || structure.language !== 'JSONPath') return;
      const problem = spec.syntax === 'path' ? pathProblem(node.value) : spec.syntax === 'variablePath' ? singlePathProblem(node.value) : undefined;
      if (problem !== undefined) report('invalid', node, subject(structure), name, problem);
    },
  }),
});
