import { JsonNode } from '../../asl/json/nodes';
import { FindingSeverity } from '../finding';
import { CalledResource } from '../resource';
import { defineRule } from '../rule';
import { distributedAround, isExpressProcessor } from '../structure';
import { cut } from '../wording';

/**
 * A task that waits for an activity, a callback or a job goes on waiting where the answer never comes: for a year, unless `TimeoutSeconds` says
 * less. `HeartbeatSeconds` notices earlier that a worker is gone.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/sfn-stuck-execution.html
 */
export const taskTimeout = defineRule({
  id: 'ASL821',
  name: 'task-timeout',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  perMessage: { bounded: { severity: FindingSeverity.INFO } },
  summary: 'A task that waits for an activity, a callback or a job has a timeout, and a heartbeat where somebody can send one.',
  why: 'A worker that has died and a callback that was lost leave the execution waiting, up to a year.',
  fix: 'Add "TimeoutSeconds", and "HeartbeatSeconds" with a lower number where the worker sends heartbeats. Acknowledge it where nobody can send one, as in an approval.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/sfn-stuck-execution.html',
  messages: {
    neither: (state: string, what: string) => `State "${state}" waits for ${what} and has neither "TimeoutSeconds" nor "HeartbeatSeconds": it may wait for a year.`,
    timeout: (state: string, what: string) => `State "${state}" waits for ${what} and has no "TimeoutSeconds": it may wait for a year.`,
    heartbeat: (state: string, what: string) => `State "${state}" waits for ${what} and has no "HeartbeatSeconds": that nobody works on it any more is noticed at its timeout only.`,
    bounded: (state: string, what: string, seconds: string) => (
      `State "${state}" waits for ${what} and has no "TimeoutSeconds" of its own: only that of the machine${seconds} ends it, and with it the execution.`),
  },
  examples: {
    good: [{
      definition: {
        StartAt: 'A',
        States: {
          A: { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:Approve', TimeoutSeconds: 3600, HeartbeatSecondsPath: '$.heartbeat', Next: 'B' },
          B: { Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun.sync', Parameters: { JobName: 'j' }, TimeoutSeconds: 3600, Next: 'C' },
          C: { Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun', Parameters: { JobName: 'j' }, End: true },
        },
      },
    }],
    bad: [
      {
        definition: {
          StartAt: 'A',
          States: {
            A: { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:Approve', Next: 'B' },
            B: {
              Type: 'Task',
              Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
              Parameters: { 'QueueUrl': 'u', 'MessageBody.$': '$$.Task.Token' },
              TimeoutSeconds: 3600,
              Next: 'C',
            },
            C: { Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun.sync', Parameters: { JobName: 'j' }, End: true },
          },
        },
        findings: [
          { at: '/States/A', says: 'State "A" waits for an activity and has neither "TimeoutSeconds" nor "HeartbeatSeconds": it may wait for a year.' },
          { at: '/States/B', says: 'State "B" waits for a callback and has no "HeartbeatSeconds": that nobody works on it any more is noticed at its timeout only.' },
          { at: '/States/C', says: 'State "C" waits for a job and has no "TimeoutSeconds": it may wait for a year.' },
        ],
      },
      {
        title: 'The machine has a timeout',
        definition: {
          TimeoutSeconds: 7200,
          StartAt: 'A',
          States: { A: { Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun.sync', Parameters: { JobName: 'j' }, End: true } },
        },
        findings: [{
          at: '/States/A',
          says: 'State "A" waits for a job and has no "TimeoutSeconds" of its own: only that of the machine (7200 seconds) ends it, and with it the execution.',
        }],
      },
    ],
  },
  check: ({ report, workflowType }) => {
    let machineTimeout: JsonNode | undefined;
    // An Express workflow cannot wait for any of these.
    return workflowType === 'EXPRESS' ? {} : {
      root(node) {
        machineTimeout = node.kind === 'object' ? node.get('TimeoutSeconds') : undefined;
      },
      state({ name, node, scope, called }) {
        const what = called && waitsFor(called);
        if (what === undefined || node.opaqueMembers.length > 0) return;
        const parent = distributedAround(scope);
        if (parent && isExpressProcessor(parent)) return;
        const heartbeat = called?.pattern?.startsWith('.sync') || node.has('HeartbeatSeconds') || node.has('HeartbeatSecondsPath');
        const timeout = node.has('TimeoutSeconds') || node.has('TimeoutSecondsPath');
        const bounded = timeout || machineTimeout !== undefined;
        if (!heartbeat) report(bounded ? 'heartbeat' : 'neither', node, cut(name), what);
        else if (!bounded) report('timeout', node, cut(name), what);
        else if (!timeout) report('bounded', node, cut(name), what, machineTimeout?.kind === 'number' ? ` (${machineTimeout.value} seconds)` : '');
      },
    };
  },
});

function waitsFor({ activity, pattern }: CalledResource): string | undefined {
  if (activity) return 'an activity';
  if (pattern === '.waitForTaskToken') return 'a callback';
  return pattern?.startsWith('.sync') ? 'a job' : undefined;
}
