import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { cut } from '../wording';

/**
 * `HeartbeatSeconds` is smaller than `TimeoutSeconds`. The builder of AWS's own SDK for Java refuses another number; that AWS refuses the machine is
 * not known.
 *
 * @see https://states-language.net/spec.html#task-state
 */
export const heartbeat = defineRule({
  id: 'ASL822',
  name: 'heartbeat',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  summary: 'HeartbeatSeconds is smaller than TimeoutSeconds.',
  why: 'The timeout comes first, or at the same time: the heartbeat never ends the task, and a dead worker is noticed no earlier than without.',
  fix: 'Lower "HeartbeatSeconds" to a few times the interval in which the worker sends heartbeats, or raise "TimeoutSeconds".',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html',
  messages: {
    notBelow: (state: string, seconds: number, timeout: number) => (
      `State "${state}" has ${seconds} in "HeartbeatSeconds" and ${timeout} in "TimeoutSeconds". The heartbeat must be below the timeout.`),
  },
  examples: {
    good: [{ definition: { StartAt: 'A', States: { A: activity({ TimeoutSeconds: 60, HeartbeatSeconds: 59 }) } } }],
    bad: [{
      definition: { StartAt: 'A', States: { A: activity({ TimeoutSeconds: 60, HeartbeatSeconds: 60 }) } },
      findings: [{
        at: '/States/A/HeartbeatSeconds',
        says: 'State "A" has 60 in "HeartbeatSeconds" and 60 in "TimeoutSeconds". The heartbeat must be below the timeout.',
      }],
    }],
  },
  check: ({ report }) => ({
    state({ name, node, type }) {
      const seconds = type === 'Task' ? node.get('HeartbeatSeconds') : undefined;
      const timeout = seconds && node.get('TimeoutSeconds');
      if (seconds?.kind !== 'number' || timeout?.kind !== 'number' || seconds.value < timeout.value) return;
      report('notBelow', seconds, cut(name), seconds.value, timeout.value);
    },
  }),
});

function activity(fields: object): object {
  return { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:Approve', ...fields, End: true };
}
