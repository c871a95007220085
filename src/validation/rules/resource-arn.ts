import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { cut } from '../wording';

const ARN = /^arn:[^:\s]+:[a-z0-9-]+:[^:\s]*:[^:\s]*:[^\s]+$/;
const LAMBDA = /^arn:[^:]*:lambda:[^:]*:[^:]*:function:[A-Za-z0-9_-]+(:(\$LATEST|[A-Za-z0-9_-]+))?$/;

/**
 * The `Resource` of a Task state is an ARN: of an integration (`arn:aws:states:::service:action`), a Lambda function or an activity.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html
 */
export const resourceArn = defineRule({
  id: 'ASL801',
  name: 'resource-arn',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'The Resource of a Task state is an ARN.',
  why: 'AWS refuses everything else: the name of a function, a URL, a path.',
  fix: 'Write the whole ARN, such as "arn:aws:states:::lambda:invoke" with "FunctionName" among the parameters.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html',
  messages: {
    noArn: (state: string, resource: string) => `State "${state}" has the resource "${resource}", which is not an ARN.`,
    lambda: (state: string, resource: string) => `State "${state}" has the resource "${resource}", whose function name, version or alias is not one that Lambda has.`,
  },
  examples: {
    good: [
      { definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:Approve', TimeoutSeconds: 60, HeartbeatSeconds: 10, End: true } } } },
      { definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws-cn:lambda:cn-north-1:123456789012:function:f:$LATEST', End: true } } } },
    ],
    bad: [
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'my-function', End: true } } },
        findings: [{ at: '/States/A/Resource', says: 'State "A" has the resource "my-function", which is not an ARN.' }],
      },
      {
        title: 'A Lambda function with an empty alias',
        definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f:', End: true } } },
        findings: [{
          at: '/States/A/Resource',
          says: 'State "A" has the resource "arn:aws:lambda:us-east-1:123456789012:function:f:", whose function name, version or alias is not one that Lambda has.',
        }],
      },
    ],
  },
  check: ({ report }) => ({
    state({ name, node, type }) {
      const resource = type === 'Task' ? node.get('Resource') : undefined;
      if (resource?.kind !== 'string') return;
      const { value } = resource;
      if (!ARN.test(value)) report('noArn', resource, cut(name), cut(value));
      else if (/^arn:[^:]*:lambda:/.test(value) && !LAMBDA.test(value)) report('lambda', resource, cut(name), cut(value));
    },
  }),
});
