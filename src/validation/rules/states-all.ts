import { ArrayNode } from '../../asl/json/nodes';
import { alone, movedLast } from '../edits';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { textOf } from '../structure';
import { cut, subject } from '../wording';

/** What `States.ALL` does not match: where it stands beside one of these, something else was meant. */
const NOT_MATCHED: readonly (string | undefined)[] = ['States.DataLimitExceeded', 'States.Runtime'];

/**
 * The error name `States.ALL` stands alone in its `ErrorEquals`, and its retrier or catcher is the last.
 *
 * @see https://states-language.net/spec.html#errors
 */
export const statesAll = defineRule({
  id: 'ASL501',
  name: 'states-all',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'States.ALL stands alone in its ErrorEquals, and in the last retrier or catcher.',
  why: 'It matches every error: what stands beside or after it would never be looked at, and AWS refuses it.',
  fix: 'Put States.ALL into a retrier or catcher of its own, at the end of the list.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html',
  messages: {
    together: (what: string) => `${what} names "States.ALL" together with other errors. It must stand alone.`,
    notLast: (what: string, list: string, state: string) => `${what} names "States.ALL" and is not the last in "${list}" of state "${state}".`,
  },
  examples: {
    good: [{
      definition: {
        StartAt: 'A',
        States: {
          A: {
            Type: 'Task',
            Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
            Retry: [{ ErrorEquals: ['States.Timeout', 'Busy'] }, { ErrorEquals: ['States.ALL'] }],
            End: true,
          },
        },
      },
    }],
    bad: [
      {
        definition: {
          StartAt: 'A',
          States: {
            A: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', Retry: [{ ErrorEquals: ['States.ALL', 'Busy'] }], End: true },
          },
        },
        findings: [{ at: '/States/A/Retry/0/ErrorEquals/0', says: 'A retrier of state "A" names "States.ALL" together with other errors. It must stand alone.' }],
        fixed: {
          StartAt: 'A',
          States: {
            A: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', Retry: [{ ErrorEquals: ['States.ALL'] }], End: true },
          },
        },
      },
      {
        definition: {
          StartAt: 'A',
          States: {
            A: {
              Type: 'Task',
              Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
              Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }, { ErrorEquals: ['Busy'], Next: 'B' }],
              Next: 'B',
            },
            B: { Type: 'Succeed' },
          },
        },
        findings: [{ at: '/States/A/Catch/0/ErrorEquals/0', says: 'A catcher of state "A" names "States.ALL" and is not the last in "Catch" of state "A".' }],
        fixed: {
          StartAt: 'A',
          States: {
            A: {
              Type: 'Task',
              Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
              Catch: [{ ErrorEquals: ['Busy'], Next: 'B' }, { ErrorEquals: ['States.ALL'], Next: 'B' }],
              Next: 'B',
            },
            B: { Type: 'Succeed' },
          },
        },
      },
    ],
  },
  check: ({ document, report }) => ({
    field(name, node, _, structure) {
      if (name !== 'ErrorEquals' || node.kind !== 'array') return;
      const all = node.elements.find((element) => textOf(element) === 'States.ALL');
      if (!all) return;
      if (node.elements.length > 1) {
        const certain = node.elements.every((element) => element.kind === 'string' && !NOT_MATCHED.includes(element.value));
        report('together', all, subject(structure), { edits: certain ? alone(document, all) : undefined });
      }
      const handler = structure.node;
      const list = handler.parent;
      if (list?.kind === 'array' && handler.name !== list.elements.length - 1) {
        report('notLast', all, subject(structure), String(list.name), cut(structure.state?.name ?? ''), {
          edits: isOnlyForAll(list) ? movedLast(document, handler) : undefined,
        });
      }
    },
  }),
});

/** Whether one handler of a list alone is for every error: of two, somebody has to say which counts. */
function isOnlyForAll(list: ArrayNode): boolean {
  const forAll = list.elements.filter((handler) => {
    const names = handler.kind === 'object' ? handler.get('ErrorEquals') : undefined;
    return names?.kind === 'array' && names.elements.some((name) => textOf(name) === 'States.ALL');
  });
  return forAll.length === 1;
}
