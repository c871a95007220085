import { IntegrationCall } from '../../asl/integrations/integration';
import { sdkService } from '../../asl/integrations/sdk-services';
import { FindingSeverity } from '../finding';
import { callOf } from '../resource';
import { defineRule } from '../rule';
import { cut } from '../wording';

/**
 * In the resource of an AWS SDK integration the service has small letters only and the action begins with one.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export const sdkActionSpelling = defineRule({
  id: 'ASL809',
  name: 'sdk-action-spelling',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'An AWS SDK integration has the service in small letters and the action in camelCase.',
  why: 'AWS does not recognise the resource in any other spelling and does not create the state machine.',
  fix: 'Write the service and the action as the message has them.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html',
  messages: {
    spelling: (state: string, call: string, right: string) => `State "${state}" calls "${call}". It is spelled "${right}".`,
  },
  examples: {
    good: [{ definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:rds:describeDBInstances', Parameters: {}, End: true } } } }],
    bad: [
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:DynamoDB:Scan', Parameters: { TableName: 't' }, End: true } } },
        findings: [{ at: '/States/A/Resource', says: 'State "A" calls "aws-sdk:DynamoDB:Scan". It is spelled "aws-sdk:dynamodb:scan".' }],
      },
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:rds:describeDbInstances', Parameters: {}, End: true } } },
        findings: [{ at: '/States/A/Resource', says: 'State "A" calls "aws-sdk:rds:describeDbInstances". It is spelled "aws-sdk:rds:describeDBInstances".' }],
      },
    ],
  },
  check: ({ report }) => ({
    state(state) {
      const call = callOf(state);
      const right = call?.integration.kind === 'sdk' && !call.integration.patterns ? spelledRight(call.integration) : undefined;
      if (right !== undefined) report('spelling', call!.resource, cut(state.name), cut(call!.name), right);
    },
  }),
});

/** A call of an AWS SDK integration in its right spelling; undefined where it is none in any. */
export function spelledRight({ service, action }: IntegrationCall): string | undefined {
  const sdk = sdkService(service.toLowerCase());
  const name = sdk?.actionNames().find((candidate) => candidate.toLowerCase() === action.toLowerCase());
  return sdk && name !== undefined ? `aws-sdk:${sdk.name}:${name}` : undefined;
}
