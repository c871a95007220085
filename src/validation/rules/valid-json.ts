import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';

/**
 * A definition is JSON (RFC 8259): no comments, no commas after the last member, names and texts in double quotes.
 *
 * @see https://states-language.net/spec.html#structure-of-a-state-machine
 */
export const validJson = defineRule({
  id: 'ASL001',
  name: 'valid-json',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'INVALID_JSON_DESCRIPTION',
  summary: 'A definition is valid JSON.',
  why: 'AWS parses the definition before anything else, and nothing more can be said about a text that is not JSON.',
  fix: 'Correct the text at this place.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html',
  messages: {
    invalid: (problem: string) => problem,
  },
  examples: {
    good: [{ definition: '{"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}' }],
    bad: [
      {
        title: 'A comma after the last member',
        definition: '{"StartAt": "Done", "States": {"Done": {"Type": "Succeed",}}}',
        findings: [{ at: '', says: 'A comma stands before "}". Remove it: JSON allows no comma after the last member.' }],
      },
      {
        title: 'Text after the end',
        definition: '{"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}}',
        findings: [{ at: '', says: '"}" follows the end of the JSON value. Remove everything after it.' }],
      },
    ],
  },
  check: ({ report }) => ({
    document({ problems }) {
      for (const problem of problems) {
        if (problem.kind === 'syntax') report('invalid', { offset: problem.offset }, problem.message);
      }
    },
  }),
});
