import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { subject } from '../wording';

/**
 * Numbers stay within the limits of the service: a Wait of 0 to 99,999,999 seconds, a BackoffRate of at least 1, and so on.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const fieldRange = defineRule({
  id: 'ASL302',
  name: 'field-range',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'Every number is within the limits of its field.',
  why: 'AWS refuses numbers below the minimum or above the maximum.',
  fix: 'Write a number within the limits.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html',
  messages: {
    below: (what: string, field: string, value: number, minimum: number) => `${what} has ${value} in "${field}". It must be at least ${minimum}.`,
    above: (what: string, field: string, value: number, maximum: number) => `${what} has ${value} in "${field}". It must be at most ${maximum}.`,
  },
  examples: {
    good: [{ definition: { TimeoutSeconds: 1, StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 0, End: true } } } }],
    bad: [
      {
        definition: { TimeoutSeconds: -1, StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 100000000, End: true } } },
        findings: [
          { at: '/TimeoutSeconds', says: 'The state machine has -1 in "TimeoutSeconds". It must be at least 0.' },
          { at: '/States/A/Seconds', says: 'State "A" has 100000000 in "Seconds". It must be at most 99999999.' },
        ],
      },
      {
        definition: {
          StartAt: 'A',
          States: {
            A: {
              Type: 'Task',
              Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
              Retry: [{ ErrorEquals: ['States.ALL'], BackoffRate: 0.5 }],
              End: true,
            },
          },
        },
        findings: [{ at: '/States/A/Retry/0/BackoffRate', says: 'A retrier of state "A" has 0.5 in "BackoffRate". It must be at least 1.' }],
      },
    ],
  },
  check: ({ report }) => ({
    field(name, node, spec, structure) {
      if (node.kind !== 'number') return;
      const { minimum, maximum } = spec;
      if (minimum !== undefined && node.value < minimum) report('below', node, subject(structure), name, node.value, minimum);
      if (maximum !== undefined && node.value > maximum) report('above', node, subject(structure), name, node.value, maximum);
    },
  }),
});
