import { referencePathProblem, singlePathProblem } from '../expressions';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { subject } from '../wording';

/**
 * A Reference Path names one single place. `ResultPath`, where something is put, is one into the state's input; the fields that read a number
 * or a time may read a variable, too.
 *
 * @see https://states-language.net/spec.html#ref-paths
 */
export const referencePath = defineRule({
  id: 'ASL407',
  name: 'reference-path',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'A Reference Path names one single place.',
  why: 'AWS refuses a path that could name several places, or that leads where nothing can be put.',
  fix: 'Write names and indices only: $.order.items[0].',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html',
  messages: {
    invalid: (what: string, field: string, problem: string) => `${what} has no Reference Path in "${field}". ${problem}`,
    context: (what: string, field: string) => `${what} reads the context object in "${field}". A Reference Path there begins with a single "$".`,
    variable: (what: string, field: string, path: string) => `${what} has "${path}" in "${field}", which is a variable. Results are put into the input: assign variables with "Assign".`,
  },
  examples: {
    good: [{ definition: { StartAt: 'A', States: { A: { Type: 'Wait', SecondsPath: '$.waits[0]', Next: 'B' }, B: { Type: 'Pass', Result: 1, ResultPath: '$.b[\'c d\']', End: true } } } }],
    bad: [
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Wait', SecondsPath: '$.waits[*]', End: true } } },
        findings: [{
          at: '/States/A/SecondsPath',
          says: 'State "A" has no Reference Path in "SecondsPath". It can lead to several values. A path without "..", "*", filters and slices is wanted.',
        }],
      },
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Pass', ResultPath: '$total', Next: 'M' }, M: map('$$.Execution.Input.limit') } },
        findings: [
          { at: '/States/A/ResultPath', says: 'State "A" has "$total" in "ResultPath", which is a variable. Results are put into the input: assign variables with "Assign".' },
          { at: '/States/M/MaxConcurrencyPath', says: 'State "M" reads the context object in "MaxConcurrencyPath". A Reference Path there begins with a single "$".' },
        ],
      },
    ],
  },
  check: ({ report }) => ({
    field(name, node, spec, structure) {
      if (node.kind !== 'string' || structure.language !== 'JSONPath') return;
      const { value } = node;
      if (spec.syntax === 'resultPath') {
        const problem = referencePathProblem(value);
        if (isIntoVariable(value) && singlePathProblem(value) === undefined) report('variable', node, subject(structure), name, value);
        else if (problem !== undefined) report('invalid', node, subject(structure), name, problem);
      } else if (spec.syntax === 'reference') {
        const problem = singlePathProblem(value);
        if (problem !== undefined) report('invalid', node, subject(structure), name, problem);
        else if (value.startsWith('$$') && structure.state?.type === 'Map') report('context', node, subject(structure), name);
      }
    },
  }),
});

const isIntoVariable = (path: string): boolean => path.length > 1 && path.startsWith('$') && !'$.['.includes(path[1]);

function map(maxConcurrencyPath: string): object {
  return { Type: 'Map', MaxConcurrencyPath: maxConcurrencyPath, ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } }, End: true };
}
