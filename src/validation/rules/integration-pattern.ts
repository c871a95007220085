import { FindingSeverity } from '../finding';
import { callOf } from '../resource';
import { defineRule } from '../rule';
import { cut, either } from '../wording';

/** Whatever the action is, the integrations of the AWS SDK wait for a callback or for the response. */
const SDK_PATTERNS = ['.waitForTaskToken'];

/**
 * Each integration waits for its task only in the ways that the service has: for a job to end (`.sync`) or for a callback
 * (`.waitForTaskToken`).
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
 */
export const integrationPattern = defineRule({
  id: 'ASL803',
  name: 'integration-pattern',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'A task waits in a way that its service has.',
  why: 'AWS does not recognise a resource with another pattern: the services that run jobs have .sync, those that carry messages have .waitForTaskToken.',
  fix: 'Remove or change what stands after the action. Wait for a job of another service with a loop of Wait and a describing call.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html',
  messages: {
    pattern: (state: string, pattern: string, action: string, allowed: string) => `State "${state}" uses "${pattern}", which ${action} does not support. ${allowed}.`,
  },
  examples: {
    good: [{
      definition: {
        StartAt: 'A',
        States: {
          A: { Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun.sync', TimeoutSeconds: 60, Parameters: { JobName: 'j' }, Next: 'B' },
          B: {
            Type: 'Task',
            Resource: 'arn:aws:states:::states:startExecution.sync:2',
            TimeoutSeconds: 60,
            Parameters: { StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m' },
            End: true,
          },
        },
      },
    }],
    bad: [
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.sync', TimeoutSeconds: 60, Parameters: { FunctionName: 'f' }, End: true } } },
        findings: [{ at: '/States/A/Resource', says: 'State "A" uses ".sync", which lambda:invoke does not support. It supports ".waitForTaskToken", or nothing after the action.' }],
      },
      {
        definition: {
          StartAt: 'A',
          States: { A: { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:putItem.sync', TimeoutSeconds: 60, Parameters: { TableName: 't', Item: {} }, End: true } },
        },
        findings: [{ at: '/States/A/Resource', says: 'State "A" uses ".sync", which dynamodb:putItem does not support. It supports only to wait for the response: nothing stands after the action.' }],
      },
      {
        definition: {
          StartAt: 'A',
          States: { A: { Type: 'Task', Resource: 'arn:aws:states:::athena:getQueryResults.sync', TimeoutSeconds: 60, Parameters: { QueryExecutionId: 'q' }, End: true } },
        },
        findings: [{
          at: '/States/A/Resource',
          says: 'State "A" uses ".sync", which athena:getQueryResults does not support. It supports only to wait for the response: nothing stands after the action.',
        }],
      },
      {
        definition: {
          StartAt: 'A',
          States: { A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:codebuild:startBuild.sync', TimeoutSeconds: 60, Parameters: { ProjectName: 'p' }, End: true } },
        },
        findings: [{
          at: '/States/A/Resource',
          says: 'State "A" uses ".sync", which aws-sdk:codebuild:startBuild does not support. It supports ".waitForTaskToken", or nothing after the action.',
        }],
      },
    ],
  },
  check: ({ report, workflowType }) => workflowType !== 'STANDARD' ? {} : {
    // In an Express workflow no pattern is allowed at all, which another rule says.
    state(state) {
      const call = callOf(state);
      if (call?.integration.pattern === undefined) return;
      const { pattern, kind } = call.integration;
      const patterns: readonly string[] | undefined = kind === 'sdk' ? SDK_PATTERNS : call.integration.patterns;
      if (!patterns || patterns.includes(pattern)) return;
      const allowed = patterns.length > 0 ? `It supports ${either(patterns)}, or nothing after the action` : 'It supports only to wait for the response: nothing stands after the action';
      report('pattern', call.resource, cut(state.name), cut(pattern), cut(call.name), allowed);
    },
  },
});
