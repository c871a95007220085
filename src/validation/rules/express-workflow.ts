import { JsonNode } from '../../asl/json/nodes';
import { FindingSeverity } from '../finding';
import { resourceOf } from '../resource';
import { defineRule } from '../rule';
import { cut } from '../wording';

/**
 * An Express workflow calls services and waits only for their response: it has no `.sync`, no `.waitForTaskToken`, no activities and no
 * Distributed Map.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
 */
export const expressWorkflow = defineRule({
  id: 'ASL802',
  name: 'express-workflow',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'An Express workflow has no job-run or callback tasks, no activities and no Distributed Map.',
  why: 'Express executions last five minutes at most and keep no state to wait with. AWS refuses what would wait.',
  fix: 'Make the workflow Standard, or move the part into a Standard workflow of its own.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html',
  messages: {
    pattern: (state: string, pattern: string) => `State "${state}" uses "${pattern}", which an Express workflow does not support.`,
    activity: (state: string) => `State "${state}" is done by an activity, which an Express workflow does not support.`,
    distributed: (state: string) => `State "${state}" is a distributed Map, which an Express workflow does not support.`,
  },
  examples: {
    good: [{
      type: 'EXPRESS',
      definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:putItem', Parameters: { TableName: 't', Item: {} }, End: true } } },
    }],
    bad: [
      {
        type: 'EXPRESS',
        definition: {
          StartAt: 'A',
          States: {
            A: {
              Type: 'Task',
              Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
              Parameters: { 'QueueUrl': 'u', 'MessageBody.$': '$$.Task.Token' },
              End: true,
            },
          },
        },
        findings: [{ at: '/States/A/Resource', says: 'State "A" uses ".waitForTaskToken", which an Express workflow does not support.' }],
      },
      {
        type: 'EXPRESS',
        definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:Approve', End: true } } },
        findings: [{ at: '/States/A/Resource', says: 'State "A" is done by an activity, which an Express workflow does not support.' }],
      },
      {
        type: 'EXPRESS',
        definition: {
          StartAt: 'M',
          States: {
            M: {
              Type: 'Map',
              ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, StartAt: 'A', States: { A: { Type: 'Pass', End: true } } },
              End: true,
            },
          },
        },
        findings: [{ at: '/States/M/ItemProcessor/ProcessorConfig/Mode', says: 'State "M" is a distributed Map, which an Express workflow does not support.' }],
      },
    ],
  },
  check: ({ report, workflowType }) => workflowType !== 'EXPRESS' ? {} : {
    state({ name, node, type }) {
      const resource = type === 'Task' ? node.get('Resource') : undefined;
      if (!resource) return;
      const called = resourceOf(resource);
      if (called?.activity) report('activity', resource, cut(name));
      else if (called?.pattern) report('pattern', resource, cut(name), called.pattern);
    },
    scope({ node, owner, distributed }) {
      if (!distributed) return;
      const config = node.get('ProcessorConfig');
      const mode: JsonNode | undefined = config?.kind === 'object' ? config.get('Mode') : undefined;
      if (mode) report('distributed', mode, cut(owner?.name ?? ''));
    },
  },
});
