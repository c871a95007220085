import { FindingSeverity } from '../finding';
import { callOf } from '../resource';
import { defineRule } from '../rule';
import { cut } from '../wording';
import { spelledRight } from './sdk-action-spelling';

/**
 * An AWS SDK integration names a service and an action of the AWS SDK.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export const sdkAction = defineRule({
  id: 'ASL808',
  name: 'sdk-action',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  summary: 'An AWS SDK integration names a service and an action that the SDK has.',
  why: 'AWS does not recognise a resource with another name. AWS adds services and actions, so it may be one that is newer than what is known here.',
  fix: 'Look the name up in the list of supported services and in the reference of the API. The action begins with a small letter.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html',
  messages: {
    service: (state: string, call: string, service: string, hint: string) => `State "${state}" calls "${call}". No service of the AWS SDK is known to be called "${service}".${hint}`,
    action: (state: string, call: string, action: string, hint: string) => `State "${state}" calls "${call}". The service is not known to have the action "${action}".${hint}`,
  },
  examples: {
    good: [{ definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:sfn:listStateMachines', Parameters: {}, End: true } } } }],
    bad: [
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:secretmanager:getSecretValue', Parameters: { SecretId: 's' }, End: true } } },
        findings: [{
          at: '/States/A/Resource',
          says: 'State "A" calls "aws-sdk:secretmanager:getSecretValue". No service of the AWS SDK is known to be called "secretmanager". Did you mean "secretsmanager"?',
        }],
      },
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:s3:listObject', Parameters: { Bucket: 'b' }, End: true } } },
        findings: [{
          at: '/States/A/Resource', says: 'State "A" calls "aws-sdk:s3:listObject". The service is not known to have the action "listObject". Did you mean "listObjects"?',
        }],
      },
    ],
  },
  check: ({ report }) => ({
    state(state) {
      const call = callOf(state);
      if (call?.integration.kind !== 'sdk') return;
      const { unknown } = call.integration;
      if (!unknown || unknown.part === 'pattern' || spelledRight(call.integration) !== undefined) return;
      const hint = unknown.nearest === undefined ? '' : ` Did you mean "${unknown.nearest}"?`;
      report(unknown.part, call.resource, cut(state.name), cut(call.name), cut(unknown.name), hint);
    },
  }),
});
