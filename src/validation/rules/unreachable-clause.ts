import { CATCHER, RETRIER } from '../../asl/state-fields';
import { FindingSeverity } from '../finding';
import { objectsIn } from '../flow/flow-graph';
import { defineRule } from '../rule';
import { textOf } from '../structure';
import { all, cut, subject } from '../wording';

const [ALL, TASK_FAILED, TIMEOUT, HEARTBEAT] = ['States.ALL', 'States.TaskFailed', 'States.Timeout', 'States.HeartbeatTimeout'];

/**
 * The first retrier or catcher that matches an error is used, and no other. `States.TaskFailed` matches every error of a task but a timeout,
 * `States.Timeout` that of a heartbeat too.
 *
 * What stands after `States.ALL` AWS refuses, which another rule says.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export const unreachableClause = defineRule({
  id: 'ASL502',
  name: 'unreachable-clause',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  summary: 'Every retrier and catcher matches an error that none before it in its list matches.',
  why: 'AWS accepts the machine, and never uses the retrier or catcher: its settings and its "Next" have no effect.',
  fix: 'Put the retrier or catcher before the one that takes its errors, or remove it.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html',
  messages: {
    taken: (what: string, list: string, names: string, wider: string) => `${what} is never used: earlier ones in "${list}" match ${names}${wider}.`,
  },
  examples: {
    good: [{
      definition: {
        StartAt: 'A',
        States: {
          A: {
            Type: 'Task',
            Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
            Retry: [
              { ErrorEquals: ['Refused'], MaxAttempts: 0 },
              { ErrorEquals: ['Refused', 'Lambda.TooManyRequestsException'] },
              { ErrorEquals: ['States.HeartbeatTimeout'] },
              { ErrorEquals: ['States.TaskFailed'] },
              { ErrorEquals: ['States.Timeout'] },
              { ErrorEquals: ['States.ALL'] },
            ],
            Next: 'P',
          },
          P: {
            Type: 'Parallel',
            Branches: [{ StartAt: 'B', States: { B: { Type: 'Fail', Error: 'Busy' } } }],
            Retry: [{ ErrorEquals: ['States.TaskFailed'] }, { ErrorEquals: ['Busy'] }],
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
            A: {
              Type: 'Task',
              Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
              Retry: [{ ErrorEquals: ['States.TaskFailed', 'States.Timeout'] }, { ErrorEquals: ['Busy', 'States.HeartbeatTimeout'], MaxAttempts: 10 }],
              Catch: [{ ErrorEquals: ['Busy'], Next: 'B' }, { ErrorEquals: ['Gone', 'Busy'], Next: 'B' }, { ErrorEquals: ['Gone'], Next: 'B' }],
              Next: 'B',
            },
            B: { Type: 'Succeed' },
          },
        },
        findings: [
          {
            at: '/States/A/Retry/1',
            says: 'A retrier of state "A" is never used: earlier ones in "Retry" match "Busy" and "States.HeartbeatTimeout" with "States.TaskFailed" and "States.Timeout".',
          },
          { at: '/States/A/Catch/2', says: 'A catcher of state "A" is never used: earlier ones in "Catch" match "Gone".' },
        ],
      },
    ],
  },
  check: ({ report }) => ({
    state(state) {
      const { node } = state;
      for (const list of ['Retry', 'Catch']) {
        if (!node.has(list)) continue;
        const taken = new Set<string>();
        for (const clause of objectsIn(node.get(list))) {
          const errors = clause.get('ErrorEquals');
          const names = errors?.kind === 'array' ? errors.elements.map(textOf) : [undefined];
          if (taken.has(ALL)) break;
          const wider = new Set<string>();
          const isTaken = (name: string): boolean => {
            if (taken.has(name)) return true;
            const wide = name === HEARTBEAT ? TIMEOUT : state.type === 'Task' && !name.startsWith('States.') ? TASK_FAILED : undefined;
            if (wide === undefined || !taken.has(wide)) return false;
            wider.add(wide);
            return true;
          };
          if (names.length > 0 && names.every((name) => name !== undefined && isTaken(name))) {
            const withWider = wider.size > 0 ? ` with ${all([...wider])}` : '';
            report('taken', clause, subject({ ...state, state, spec: list === 'Retry' ? RETRIER : CATCHER, node: clause }), list, all(names.map((name) => cut(name!, 40))), withWider);
          }
          for (const name of names) if (name !== undefined) taken.add(name);
        }
      }
    },
  }),
});
