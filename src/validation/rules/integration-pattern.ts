import { FindingSeverity } from '../finding';
import { CalledResource } from '../resource';
import { defineRule } from '../rule';
import { cut, either } from '../wording';

const SYNC = ['.sync'];
const TOKEN = ['.waitForTaskToken'];

/** How tasks of the optimised integrations may wait, beside for the response only. Services that are not here are not judged. */
const PATTERNS: ReadonlyMap<string, readonly string[]> = new Map([
  ...['athena', 'batch', 'codebuild', 'databrew', 'elasticmapreduce', 'emr-containers', 'emr-serverless', 'glue', 'mediaconvert', 'sagemaker']
    .map((service) => [service, SYNC] as const),
  ...['apigateway', 'events', 'lambda', 'sns', 'sqs'].map((service) => [service, TOKEN] as const),
  ...['bedrock', 'ecs', 'eks'].map((service) => [service, [...SYNC, ...TOKEN]] as const),
  ['states', ['.sync', '.sync:2', '.waitForTaskToken']],
  ...['dynamodb', 'http'].map((service) => [service, []] as const),
]);

/** DynamoDB is the one integration that has only these. The others are called through the AWS SDK integration. */
const DYNAMODB_ACTIONS = ['getItem', 'putItem', 'updateItem', 'deleteItem'];

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
    pattern: (state: string, pattern: string, service: string, allowed: string) => `State "${state}" uses "${pattern}", which ${service} does not support. ${allowed}.`,
    dynamodb: (state: string, action: string) => (
      `State "${state}" calls "dynamodb:${action}", which is no optimised integration. Use "arn:aws:states:::aws-sdk:dynamodb:${action}".`),
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
        findings: [{ at: '/States/A/Resource', says: 'State "A" uses ".sync", which lambda does not support. It supports ".waitForTaskToken", or nothing after the action.' }],
      },
      {
        definition: {
          StartAt: 'A',
          States: { A: { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:putItem.sync', TimeoutSeconds: 60, Parameters: { TableName: 't', Item: {} }, End: true } },
        },
        findings: [{ at: '/States/A/Resource', says: 'State "A" uses ".sync", which dynamodb does not support. It supports only to wait for the response: nothing stands after the action.' }],
      },
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:query', Parameters: { TableName: 't' }, End: true } } },
        findings: [{ at: '/States/A/Resource', says: 'State "A" calls "dynamodb:query", which is no optimised integration. Use "arn:aws:states:::aws-sdk:dynamodb:query".' }],
      },
    ],
  },
  check: ({ report, workflowType }) => ({
    state({ name, node, called }) {
      const resource = node.get('Resource');
      if (!resource || !called?.service || !called.action) return;
      const patterns = patternsOf(called);
      // In an Express workflow no pattern is allowed at all, which another rule says.
      if (patterns && called.pattern && !patterns.includes(called.pattern) && workflowType === 'STANDARD') {
        const allowed = patterns.length > 0 ? `It supports ${either(patterns)}, or nothing after the action` : 'It supports only to wait for the response: nothing stands after the action';
        report('pattern', resource, cut(name), cut(called.pattern), cut(called.service), allowed);
      } else if (called.service === 'dynamodb' && !DYNAMODB_ACTIONS.includes(called.action)) {
        report('dynamodb', resource, cut(name), cut(called.action));
      }
    },
  }),
});

function patternsOf({ service = '' }: CalledResource): readonly string[] | undefined {
  return service.startsWith('aws-sdk:') ? TOKEN : PATTERNS.get(service);
}
