import { JsonNode } from '../../asl/json/nodes';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { distributedAround, isExpressProcessor, Scope } from '../structure';
import { cut } from '../wording';

/**
 * An Express workflow calls services and waits only for their response: it has no `.sync`, no `.waitForTaskToken`, no activities and no
 * Distributed Map. The child executions of a Distributed Map may be such workflows, too.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
 */
export const expressWorkflow = defineRule({
  id: 'ASL802',
  name: 'express-workflow',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  // That AWS looks into the child executions of a Distributed Map has not been seen.
  perMessage: { child: { refusedByAws: false } },
  summary: 'An Express workflow has no job-run or callback tasks, no activities and no Distributed Map.',
  why: 'Express executions last five minutes at most and keep no state to wait with. AWS refuses what would wait.',
  fix: 'Make the workflow Standard, or move the part into a Standard workflow of its own.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html',
  messages: {
    pattern: (state: string, pattern: string) => `State "${state}" uses "${pattern}", which an Express workflow does not support.`,
    activity: (state: string) => `State "${state}" is done by an activity, which an Express workflow does not support.`,
    distributed: (state: string) => `State "${state}" is a distributed Map, which an Express workflow does not support.`,
    child: (state: string, does: string, owner: string) => `State "${state}" ${does}, which the child executions of state "${owner}" do not support: they are Express workflows.`,
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
      {
        title: 'Express workflows as child executions',
        definition: {
          StartAt: 'M',
          States: {
            M: {
              Type: 'Map',
              ItemProcessor: {
                ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
                StartAt: 'A',
                States: { A: { Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun.sync', Parameters: { JobName: 'j' }, End: true } },
              },
              End: true,
            },
          },
        },
        findings: [{
          at: '/States/M/ItemProcessor/States/A/Resource',
          says: 'State "A" uses ".sync", which the child executions of state "M" do not support: they are Express workflows.',
        }],
      },
    ],
  },
  check: ({ report, workflowType }) => {
    const judge = (scope: Scope, place: JsonNode, state: string, does: string, inMachine: () => void) => {
      const parent = distributedAround(scope);
      if (!parent) {
        if (workflowType === 'EXPRESS') inMachine();
      } else if (isExpressProcessor(parent)) {
        report('child', place, cut(state), does, cut(parent.owner?.name ?? ''));
      }
    };
    return {
      state({ name, node, scope, called }) {
        const resource = called && node.get('Resource');
        if (!resource) return;
        const { activity, pattern } = called;
        if (activity) judge(scope, resource, name, 'is done by an activity', () => report('activity', resource, cut(name)));
        else if (pattern !== undefined) judge(scope, resource, name, `uses "${cut(pattern)}"`, () => report('pattern', resource, cut(name), cut(pattern)));
      },
      scope({ node, owner, distributed }) {
        const config = distributed ? node.get('ProcessorConfig') : undefined;
        const mode = config?.kind === 'object' ? config.get('Mode') : undefined;
        if (mode && owner) judge(owner.scope, mode, owner.name, 'is a distributed Map', () => report('distributed', mode, cut(owner.name)));
      },
    };
  },
});
