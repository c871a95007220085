import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';

/**
 * The names within a JSON object should be unique (RFC 8259, section 4). Where a state's name stands twice in `States`, one of the two states
 * is lost.
 *
 * @see https://states-language.net/spec.html#states-fields
 */
export const duplicateMember = defineRule({
  id: 'ASL003',
  name: 'duplicate-member',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  summary: 'A name stands only once in an object.',
  why: 'Only the last of the values counts: a state or a field that someone wrote is silently lost.',
  fix: 'Remove one of the two, or rename it.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html',
  messages: {
    duplicate: (problem: string) => problem,
  },
  examples: {
    good: [{ definition: '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}}}' }],
    bad: [{
      definition: '{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}, "A": {"Type": "Succeed"}}}',
      findings: [{ at: '/States/A', says: '"A" stands twice in the same object, and only the last one counts. Remove or rename one of them.' }],
    }],
  },
  check: ({ document, report }) => ({
    document({ problems }) {
      for (const problem of problems) {
        if (problem.kind !== 'duplicate') continue;
        const node = document.nodeAt(problem.pointer);
        report('duplicate', node ? { nameOf: node } : { offset: problem.offset }, problem.message);
      }
    },
  }),
});
