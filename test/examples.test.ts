import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { NagPackSuppression } from 'cdk-nag';
import { nagErrors } from './cdk-nag';
import { surplusOf } from './role-surplus';
import { ROOT } from './shared-data';
import { DataPipelineStack } from '../examples/data-pipeline/data-pipeline-stack';
import { EventIngestionStack } from '../examples/event-ingestion/event-ingestion-stack';
import { OrderFulfilmentStack } from '../examples/order-fulfilment/order-fulfilment-stack';
import { PaymentsStack } from '../examples/payments-saga/payments-stack';
import { Orders } from '../examples/plain-cdk/with-stepwright';
import { QuotesStack } from '../examples/quotes-api/quotes-stack';
import { AslValidation, Workflow } from '../src';

const LAMBDA_LOGS: NagPackSuppression = {
  id: 'AwsSolutions-IAM4', appliesTo: [{ regex: '/AWSLambdaBasicExecutionRole$/' }], reason: 'The policy that CDK gives each function: it may write its logs, and nothing else',
};
const GATEWAY_LOGS: NagPackSuppression = {
  id: 'AwsSolutions-IAM4', appliesTo: [{ regex: '/AmazonAPIGatewayPushToCloudWatchLogs$/' }], reason: 'The policy that AWS has for the logs of API Gateway',
};
const SIGNED_REQUESTS: NagPackSuppression = { id: 'AwsSolutions-COG4', reason: 'The callers are services: their requests are signed with IAM, not with Cognito' };
const DEAD_LETTERS: NagPackSuppression = { id: 'AwsSolutions-SQS3', reason: 'What could not be started or has failed ends in these queues' };
/** Which execution, object or run it is, is not known before. */
const executionsOf = (workflow: string): NagPackSuppression => (
  { id: 'AwsSolutions-IAM5', appliesTo: [{ regex: `/:execution:.*${workflow}.*\\*$/` }], reason: 'Executions of this one workflow have no names before they are started' });

/** The folder of an example, its stack, and what cdk-nag finds there, with the reason why it is so. */
const EXAMPLES: readonly (readonly [folder: string, make: (app: App) => Stack, acknowledged: readonly NagPackSuppression[]])[] = [
  ['data-pipeline', (app) => new DataPipelineStack(app, 'Example'), [
    LAMBDA_LOGS, DEAD_LETTERS, executionsOf('Workflow'),
    { id: 'AwsSolutions-IAM5', appliesTo: [{ regex: '/:mapRun:\\*/Rows:\\*$/' }], reason: 'The Map Runs of this label: the state machine that they are of cannot be named in itself' },
    { id: 'AwsSolutions-IAM5', appliesTo: [{ regex: '/^Resource::<(Incoming|Results).*>/(cleaned/|tables/orders/)?\\*$/' }], reason: 'Which files arrive is not known before' },
    { id: 'AwsSolutions-IAM5', appliesTo: [{ regex: '/:log-group:/aws-glue/python-jobs/\\*$/' }], reason: 'Glue writes to groups of these names' },
  ]],
  ['event-ingestion', (app) => new EventIngestionStack(app, 'Example'), [DEAD_LETTERS]],
  ['order-fulfilment', (app) => new OrderFulfilmentStack(app, 'Example'), [
    LAMBDA_LOGS, executionsOf('DeliveryWorkflow'),
    { id: 'AwsSolutions-SQS3', reason: 'The warehouse takes from its queue, and keeps what it cannot pack in one of its own' },
  ]],
  ['payments-saga', (app) => new PaymentsStack(app, 'Example'), [LAMBDA_LOGS, GATEWAY_LOGS, SIGNED_REQUESTS, DEAD_LETTERS, executionsOf('Workflow')]],
  ['plain-cdk', (app) => new Orders(app, 'Example'), [LAMBDA_LOGS, DEAD_LETTERS]],
  ['quotes-api', (app) => new QuotesStack(app, 'Example'), [LAMBDA_LOGS, GATEWAY_LOGS, SIGNED_REQUESTS]],
];

test('every example is in the list', () => {
  const folders = readdirSync(path.join(ROOT, 'examples')).filter((folder) => readdirSync(path.join(ROOT, 'examples', folder)).includes('app.ts'));
  expect(EXAMPLES.map(([folder]) => folder)).toEqual(folders.sort());
});

describe.each(EXAMPLES)('%s', (_, make, acknowledged) => {
  const app = new App();
  const stack = make(app);
  const workflows = stack.node.findAll().filter((construct) => construct instanceof Workflow);

  test('synthesises, with no error of CDK', () => {
    expect(app.synth().getStackByName('Example').messages.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  test('has no finding', () => {
    expect(AslValidation.of(app).findings()).toEqual([]);
  });

  test('has workflows whose roles may do nothing that their definitions do not need, and, as there is no finding, all that they need', () => {
    expect(workflows.length).toBeGreaterThan(0);
    expect(workflows.flatMap((workflow) => surplusOf(workflow).map((permission) => `${workflow.node.path}: ${permission}`))).toEqual([]);
  });

  test('has no error of cdk-nag but what is acknowledged', () => {
    expect(nagErrors(stack, acknowledged)).toEqual([]);
  });
});
