import { OPAQUE_END, OPAQUE_START } from '../../asl/definition-source';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';

const LIMIT = 1_048_576;

/**
 * A definition is at most 1 MiB long.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const definitionSize = defineRule({
  id: 'ASL004',
  name: 'definition-size',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  summary: 'A definition is at most 1,048,576 characters long.',
  why: 'AWS refuses to create a state machine from a longer text.',
  fix: 'Split the workflow: call a second state machine with "arn:aws:states:::states:startExecution.sync:2". Or remove white space.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html',
  messages: {
    tooLong: (length: number) => `The definition is ${length.toLocaleString('en-US')} characters long. AWS takes at most ${LIMIT.toLocaleString('en-US')}.`,
  },
  examples: {
    good: [{ definition: { StartAt: 'A', States: { A: { Type: 'Succeed' } } } }],
    bad: [{
      title: 'More than 1 MiB of text',
      definition: `{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}${' '.repeat(LIMIT)}`,
      findings: [{ at: '', says: 'The definition is 1,048,630 characters long. AWS takes at most 1,048,576.' }],
    }],
  },
  check: ({ report }) => ({
    document({ source }) {
      if (source.text.length <= LIMIT) return;
      // What is not known until deploy may be short or long: it is not counted.
      const text = source.opaques.length === 0 ? source.text : source.text.replace(new RegExp(`${OPAQUE_START}\\d+${OPAQUE_END}`, 'g'), '');
      const length = text.length - (text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0);
      if (length > LIMIT) report('tooLong', { offset: 0 }, length);
    },
  }),
});
