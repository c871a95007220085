import { JsonNode } from '../../asl/json/nodes';
import { FindingSeverity } from '../finding';
import { knownText } from '../resource';
import { defineRule } from '../rule';
import { cut } from '../wording';

const ARN = /^arn:(aws[a-z-]*):([a-z0-9-]+):([^:]*):/;
const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

/** Parameters that name what a task calls: a state machine calls it in its own region. */
const CALLED: ReadonlyMap<string, string> = new Map([
  ['lambda:invoke', 'FunctionName'], ['states:startExecution', 'StateMachineArn'], ['sns:publish', 'TopicArn'],
]);

interface Arn {
  readonly node: JsonNode;
  readonly state: string;
  readonly text: string;
  readonly partition: string;
  /** Only where it is the region in which the state machine must be. */
  readonly region?: string;
}

/**
 * Every ARN names its partition: `aws`, `aws-cn` in China, `aws-us-gov` in GovCloud. A state machine finds resources of its own partition only, and
 * calls those of its own region.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export const partitionRegion = defineRule({
  id: 'ASL825',
  name: 'partition-region',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  summary: 'All ARNs of a definition are of one partition, and what is called is in one region: those of the state machine.',
  why: 'An ARN that was written for another partition or region is not recognised, or what it names is not found when the task runs.',
  fix: 'Write the partition and region of the state machine, or let CDK do it: Aws.PARTITION, Stack.region, or a reference to the resource. Call another region through a Lambda function.',
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
  messages: {
    partition: (state: string, arn: string, partition: string, others: string) => `State "${state}" has the ARN "${arn}" of partition "${partition}". ${others}.`,
    region: (state: string, arn: string, region: string, others: string) => (
      `State "${state}" calls "${arn}" in region "${region}". ${others}, and a state machine calls only what is in its own.`),
  },
  examples: {
    good: [{
      definition: {
        StartAt: 'A',
        States: {
          A: { Type: 'Task', Resource: 'arn:aws-cn:states:::lambda:invoke', Parameters: { FunctionName: 'arn:aws-cn:lambda:cn-north-1:123456789012:function:f' }, Next: 'B' },
          B: { Type: 'Task', Resource: 'arn:aws-cn:states:::aws-sdk:s3:getObject', Parameters: { Bucket: 'arn:aws-cn:s3:cn-northwest-1:123456789012:accesspoint/a', Key: 'k' }, End: true },
        },
      },
    }],
    bad: [
      {
        definition: {
          StartAt: 'A',
          States: { A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'arn:aws-cn:lambda:cn-north-1:123456789012:function:f' }, End: true } },
        },
        findings: [{
          at: '/States/A/Resource',
          says: 'State "A" has the ARN "arn:aws:states:::lambda:invoke" of partition "aws". Other ARNs of the definition are of "aws-cn".',
        }],
      },
      {
        definition: {
          StartAt: 'A',
          States: {
            A: { Type: 'Task', Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:f', Next: 'B' },
            B: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'arn:aws:lambda:us-east-1:123456789012:function:g' }, End: true },
          },
        },
        findings: [{
          at: '/States/B/Parameters/FunctionName',
          says: 'State "B" calls "arn:aws:lambda:us-east-1:123456789012:function:g" in region "us-east-1". Others of the definition are in "eu-west-1", and a state machine calls only what is in its own.',
        }],
      },
    ],
  },
  check: ({ document, report }) => {
    const arns: Arn[] = [];
    const add = (node: JsonNode, state: string, called: boolean) => {
      const text = knownText(node);
      const [, partition, , region] = text === undefined ? [] : ARN.exec(text) ?? [];
      if (partition !== undefined) arns.push({ node, state, text: text!, partition, ...(called && REGION.test(region) && { region }) });
    };
    return {
      state(state) {
        const resource = state.type === 'Task' ? state.node.get('Resource') : undefined;
        if (resource) add(resource, state.name, true);
      },
      templateObject(node, { node: root, structure: { state } }) {
        for (const member of node.members) {
          if (!state) return;
          if (member.kind === 'string' ? member.value.startsWith('arn:') : member.kind === 'opaque') {
            const { service, action } = (node === root && state.called) || {};
            add(member, state.name, CALLED.get(`${service}:${action}`) === member.name);
          } else if (member.kind === 'array') {
            for (const element of member.elements) if (element.kind === 'string' || element.kind === 'opaque') add(element, state.name, false);
          }
        }
      },
      end() {
        if (arns.length === 0) return;
        const { partition = expectedPartition(arns), region = commonest(arns.map((arn) => arn.region)) } = document.source;
        const others = (what: string, place: string, known: boolean) => known ? `The state machine is deployed to "${place}"` : `${what} "${place}"`;
        for (const arn of arns) {
          const shown = cut(arn.text.replaceAll('\u0000', '…'));
          if (arn.partition !== partition) {
            report('partition', arn.node, cut(arn.state), shown, arn.partition, others('Other ARNs of the definition are of', partition, document.source.partition !== undefined));
          } else if (arn.region !== undefined && region !== undefined && arn.region !== region) {
            report('region', arn.node, cut(arn.state), shown, arn.region, others('Others of the definition are in', region, document.source.region !== undefined));
          }
        }
      },
    };
  },
});

/** "aws" is what stands in every example that somebody may have copied. Where another partition is named, it is the one that is meant. */
function expectedPartition(arns: readonly Arn[]): string {
  return commonest(arns.map(({ partition }) => partition === 'aws' ? undefined : partition)) ?? 'aws';
}

/** What stands most often; the first of equals. */
function commonest(values: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best: string | undefined;
  for (const [value, count] of counts) if (best === undefined || count > counts.get(best)!) best = value;
  return best;
}
