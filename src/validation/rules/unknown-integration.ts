import { sdkService } from '../../asl/integrations/sdk-services';
import { FindingSeverity } from '../finding';
import { callOf } from '../resource';
import { defineRule } from '../rule';
import { cut } from '../wording';

/** Services of the AWS SDK that have another name among the optimised integrations. */
const SDK_NAMES: { readonly [service: string]: string } = { elasticmapreduce: 'emr', events: 'eventbridge', states: 'sfn' };

/**
 * Step Functions has optimised integrations for some services, and of each for some actions. All others are called through the AWS SDK integrations.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
 */
export const unknownIntegration = defineRule({
  id: 'ASL807',
  name: 'unknown-integration',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'A task calls an integration that Step Functions has.',
  why: 'AWS does not recognise the resource and does not create the state machine. Only some actions of some services have an optimised integration.',
  fix: 'Correct the name, or call the API through its AWS SDK integration: "arn:aws:states:::aws-sdk:SERVICE:ACTION".',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html',
  messages: {
    service: (state: string, call: string, service: string, hint: string) => `State "${state}" calls "${call}". "${service}" has no optimised integration.${hint}`,
    action: (state: string, call: string, hint: string) => `State "${state}" calls "${call}", which is no optimised integration.${hint}`,
  },
  examples: {
    good: [
      { definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:dynamodb:query', Parameters: { TableName: 't' }, End: true } } } },
    ],
    bad: [
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::lamda:invoke', Parameters: { FunctionName: 'f' }, End: true } } },
        findings: [{ at: '/States/A/Resource', says: 'State "A" calls "lamda:invoke". "lamda" has no optimised integration. Did you mean "lambda"?' }],
      },
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b', Key: 'k' }, End: true } } },
        findings: [{
          at: '/States/A/Resource', says: 'State "A" calls "s3:getObject". "s3" has no optimised integration. Use "arn:aws:states:::aws-sdk:s3:getObject".',
        }],
      },
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:query', Parameters: { TableName: 't' }, End: true } } },
        findings: [{ at: '/States/A/Resource', says: 'State "A" calls "dynamodb:query", which is no optimised integration. Use "arn:aws:states:::aws-sdk:dynamodb:query".' }],
      },
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMesage', Parameters: { QueueUrl: 'u', MessageBody: 'm' }, End: true } } },
        findings: [{ at: '/States/A/Resource', says: 'State "A" calls "sqs:sendMesage", which is no optimised integration. Did you mean "sendMessage"?' }],
      },
    ],
  },
  check: ({ report }) => ({
    state(state) {
      const call = callOf(state);
      if (call?.integration.kind !== 'optimized' || !call.exact) return;
      const { unknown, service, action } = call.integration;
      if (!unknown || unknown.part === 'pattern') return;
      const sdkName = SDK_NAMES[service] ?? service.replaceAll('-', '');
      const hint = sdkService(sdkName)?.hasAction(action) ? ` Use "arn:aws:states:::aws-sdk:${sdkName}:${action}".` : unknown.nearest === undefined ? '' : ` Did you mean "${unknown.nearest}"?`;
      if (unknown.part === 'service') report('service', call.resource, cut(state.name), cut(call.name), cut(service), hint);
      else report('action', call.resource, cut(state.name), cut(call.name), hint);
    },
  }),
});
