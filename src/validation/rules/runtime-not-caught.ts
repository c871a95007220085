import { CATCHER, RETRIER } from '../../asl/state-fields';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { textOf } from '../structure';
import { subject } from '../wording';

const RUNTIME = 'States.Runtime';

/**
 * `States.Runtime` is neither retried nor caught, not even by its name: recorded on AWS. `States.ALL` does not match it either; that is so common
 * that it is not said. `States.DataLimitExceeded` of a task is caught: recorded, too.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export const runtimeNotCaught = defineRule({
  id: 'ASL506',
  name: 'runtime-not-caught',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  summary: 'No retrier or catcher counts on States.Runtime.',
  why: 'AWS accepts the machine. A path that leads nowhere, for example, is States.Runtime: the execution fails at once, whatever handles the error.',
  fix: 'Ask for what may be missing first, with "IsPresent" in a Choice state; under JSONata such an error is States.QueryEvaluationError, which can be caught.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html',
  messages: {
    named: (what: string, done: string) => `${what} names "States.Runtime", which is never ${done}: the execution fails.`,
  },
  examples: {
    good: [{
      definition: {
        StartAt: 'A',
        States: {
          A: {
            Type: 'Task',
            Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
            Retry: [{ ErrorEquals: ['States.TaskFailed'] }],
            Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'B' }, { ErrorEquals: ['States.ALL'], Next: 'B' }],
            Next: 'B',
          },
          B: { Type: 'Succeed' },
        },
      },
    }],
    bad: [{
      definition: {
        StartAt: 'A',
        States: {
          A: {
            Type: 'Task',
            Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
            OutputPath: '$.order',
            Retry: [{ ErrorEquals: ['States.Timeout', 'States.Runtime'] }],
            Catch: [{ ErrorEquals: ['States.Runtime'], Next: 'B' }],
            Next: 'B',
          },
          B: { Type: 'Succeed' },
        },
      },
      findings: [
        { at: '/States/A/Retry/0/ErrorEquals/1', says: 'A retrier of state "A" names "States.Runtime", which is never retried: the execution fails.' },
        { at: '/States/A/Catch/0/ErrorEquals/0', says: 'A catcher of state "A" names "States.Runtime", which is never caught: the execution fails.' },
      ],
    }],
  },
  check: ({ report }) => ({
    field(name, node, _, structure) {
      if (name !== 'ErrorEquals' || node.kind !== 'array' || (structure.spec !== RETRIER && structure.spec !== CATCHER)) return;
      const named = node.elements.find((element) => textOf(element) === RUNTIME);
      if (named) report('named', named, subject(structure), structure.spec === RETRIER ? 'retried' : 'caught');
    },
  }),
});
