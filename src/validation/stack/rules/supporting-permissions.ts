import { FindingSeverity } from '../../finding';
import { all, cut } from '../../wording';
import { allow, exampleTemplate } from '../example-template';
import { elsewhere, needer, onWhat, remedy } from '../missing';
import { defineStackRule } from '../stack-rule';

const JOB = {
  Type: 'Task',
  Resource: 'arn:aws:states:::batch:submitJob.sync',
  Parameters: { JobName: 'count', JobQueue: { Ref: 'Queue' }, JobDefinition: 'count' },
  TimeoutSeconds: 3600,
  End: true,
};
const QUEUE = { Queue: { Type: 'AWS::Batch::JobQueue' } };
const SUBMIT = [
  allow('batch:SubmitJob', '*'),
  allow(['events:PutTargets', 'events:PutRule', 'events:DescribeRule'], 'arn:aws:events:*:*:rule/StepFunctionsGetEventsForBatchJobsRule'),
];

/**
 * Beside what makes a task work, a role allows Step Functions to ask how far a job is and to stop it, and to send traces.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html#connect-iam-sync-async
 */
export const supportingPermissions = defineStackRule({
  id: 'ASL907',
  name: 'supporting-permissions',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  summary: 'The role of a state machine allows to follow and to stop the jobs that it waits for, and to send its traces.',
  why: 'Without them, the task works as long as all goes well. But a job goes on, and is billed, when its execution is stopped or timed out; an event that is lost leaves '
    + 'the task waiting; and traces are silently missing.',
  fix: 'Let the role allow the actions.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html#connect-iam-sync-async',
  messages: {
    missing: (who: string, actions: readonly string[], on: string, role: string, only: string) => (
      `${who} needs ${all(actions)}${on} to follow what it started and to stop it, which role ${role} does not allow.${only}`),
    tracing: (actions: readonly string[], role: string) => `Tracing needs ${all(actions)} on all resources ("*"), which role ${role} does not allow: there will be no traces.`,
  },
  examples: {
    good: [{ template: exampleTemplate({ Count: JOB }, [...SUBMIT, allow(['batch:DescribeJobs', 'batch:TerminateJob'], '*')], { resources: QUEUE }) }],
    bad: [
      {
        template: exampleTemplate({ Count: JOB }, SUBMIT, { resources: QUEUE }),
        findings: [{
          at: '/States/Count/Resource',
          says: 'State "Count" needs "batch:DescribeJobs" and "batch:TerminateJob" to follow what it started and to stop it, which role "OrdersRole" does not allow.',
        }],
      },
      {
        template: exampleTemplate({ Done: { Type: 'Succeed' } }, [allow('xray:Put*', '*')], { machine: { TracingConfiguration: { Enabled: true } } }),
        findings: [{
          at: '',
          says: 'Tracing needs "xray:GetSamplingRules" and "xray:GetSamplingTargets" on all resources ("*"), which role "OrdersRole" does not allow: there will be no traces.',
        }],
      },
    ],
  },
  check: ({ analysis, report }) => {
    for (const missing of analysis.missing) {
      const { need, actions, role } = missing;
      if (need.for !== 'watch') continue;
      if (need.what === 'Tracing') report('tracing', { property: 'TracingConfiguration' }, [actions, cut(role.label)], remedy(analysis, missing));
      else report('missing', need, [needer(missing), actions, onWhat(analysis, missing), cut(role.label), elsewhere(missing)], remedy(analysis, missing));
    }
  },
});
