import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { NagPackSuppression } from 'cdk-nag';
import { nagErrors } from './cdk-nag';
import { surplusOf } from './role-surplus';
import { ROOT } from './shared-data';
import { serviceRolesOf } from './start-needs';
import { DataPipelineStack } from '../examples/data-pipeline/data-pipeline-stack';
import { EventIngestionStack } from '../examples/event-ingestion/event-ingestion-stack';
import { OrderApiStack } from '../examples/order-api/order-api-stack';
import { OrderFulfilmentStack } from '../examples/order-fulfilment/order-fulfilment-stack';
import { PaymentsStack } from '../examples/payments-saga/payments-stack';
import { Orders } from '../examples/plain-cdk/with-stepwright';
import { QuotesStack } from '../examples/quotes-api/quotes-stack';
import { ScheduledReportStack } from '../examples/scheduled-report/scheduled-report-stack';
import { AslValidation, Workflow } from '../src';

const LAMBDA_LOGS: NagPackSuppression = {
  id: 'AwsSolutions-IAM4', appliesTo: [{ regex: '/AWSLambdaBasicExecutionRole$/' }], reason: 'The policy that CDK gives each function: it may write its logs, and nothing else',
};
const GATEWAY_LOGS: NagPackSuppression = {
  id: 'AwsSolutions-IAM4', appliesTo: [{ regex: '/AmazonAPIGatewayPushToCloudWatchLogs$/' }], reason: 'The policy that AWS has for the logs of API Gateway',
};
const SIGNED_REQUESTS: NagPackSuppression = { id: 'AwsSolutions-COG4', reason: 'The callers are services: their requests are signed with IAM, not with Cognito' };
const DEAD_LETTERS: NagPackSuppression = { id: 'AwsSolutions-SQS3', reason: 'What could not be started or has failed ends in these queues' };
const wildcard = (resource: string, reason: string): NagPackSuppression => ({ id: 'AwsSolutions-IAM5', appliesTo: [{ regex: `/${resource}\\*$/` }], reason });
const OLD_VERSIONS = 'Executions that run go on with the version of the function that they were started with';
const executionsOf = (workflow: string): NagPackSuppression => (
  wildcard(`:execution:.*${workflow}.*`, 'Executions of this one workflow have no names before they are started'));

interface Example {
  readonly folder: string;
  readonly make: (app: App) => Stack;
  /** What cdk-nag finds there, and why it is so. */
  readonly acknowledged: readonly NagPackSuppression[];
  /** What roles may do that the definitions do not say, and where it is said that it is needed: patterns of `action on resource`. */
  readonly beside?: readonly (readonly [permission: RegExp, reason: string])[];
}

const EXAMPLES: readonly Example[] = [
  {
    folder: 'data-pipeline',
    make: (app) => new DataPipelineStack(app, 'Example'),
    acknowledged: [
      LAMBDA_LOGS, DEAD_LETTERS, executionsOf('Workflow'),
      wildcard(':mapRun:\\*/Rows:', 'The Map Runs of this label: the state machine that they are of cannot be named in itself'),
      wildcard('<(Incoming|Results).*>/(cleaned/|tables/orders/)?', 'Which files arrive is not known before'),
      wildcard(':log-group:/aws-glue/python-jobs/', 'Glue writes to groups of these names'),
    ],
  },
  { folder: 'event-ingestion', make: (app) => new EventIngestionStack(app, 'Example'), acknowledged: [DEAD_LETTERS] },
  {
    folder: 'order-api',
    make: (app) => new OrderApiStack(app, 'Example'),
    acknowledged: [
      LAMBDA_LOGS,
      { id: 'AwsSolutions-ASC3', reason: 'Requests are logged without headers and data, which may hold what should not stand in a log' },
      { id: 'AwsSolutions-SQS3', reason: 'What could not be published ends in a queue, and the warehouse keeps what it cannot pack in one of its own' },
    ],
  },
  {
    folder: 'order-fulfilment',
    make: (app) => new OrderFulfilmentStack(app, 'Example'),
    acknowledged: [
      LAMBDA_LOGS, executionsOf('DeliveryWorkflow'),
      { id: 'AwsSolutions-SQS3', reason: 'The warehouse takes from its queue, and keeps what it cannot pack in one of its own' },
    ],
  },
  {
    folder: 'payments-saga',
    make: (app) => new PaymentsStack(app, 'Example'),
    acknowledged: [LAMBDA_LOGS, GATEWAY_LOGS, SIGNED_REQUESTS, DEAD_LETTERS, executionsOf('Workflow')],
  },
  { folder: 'plain-cdk', make: (app) => new Orders(app, 'Example'), acknowledged: [LAMBDA_LOGS, DEAD_LETTERS] },
  { folder: 'quotes-api', make: (app) => new QuotesStack(app, 'Example'), acknowledged: [LAMBDA_LOGS, GATEWAY_LOGS, SIGNED_REQUESTS] },
  {
    folder: 'scheduled-report',
    make: (app) => new ScheduledReportStack(app, 'Example'),
    acknowledged: [
      LAMBDA_LOGS, DEAD_LETTERS,
      wildcard(':s3:::<Orders.*>/(queries|orders)/', 'Which orders there are, and what the results are called, is not known before'),
      wildcard(':table/<OrdersDatabase.*>/', 'Which tables a query reads is in its text'),
      wildcard('<Render.*.Arn>:', OLD_VERSIONS),
    ],
    beside: [
      [/^s3:\w+ on .*:::.*Orders\w+\W?(\/(orders|queries)\/\*)?$/, 'Athena reads data and writes results with the rights of its caller: https://docs.aws.amazon.com/athena/latest/ug/s3-permissions.html'],
      [/^(athena:getdatacatalog|glue:\w+) on .*(Catalog|catalog|OrdersDatabase.*)$/, 'So it reads the catalogue: https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html'],
      [/^lambda:invokefunction on .*Render\w+\W?:\*$/, OLD_VERSIONS],
    ],
  },
];

test('every example is in the list', () => {
  const folders = readdirSync(path.join(ROOT, 'examples')).filter((folder) => readdirSync(path.join(ROOT, 'examples', folder)).includes('app.ts'));
  expect(EXAMPLES.map(({ folder }) => folder)).toEqual(folders.sort());
});

describe.each(EXAMPLES)('$folder', ({ make, acknowledged, beside = [] }) => {
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
    const surplus = workflows.flatMap(surplusOf);
    expect(surplus.filter((permission) => !beside.some(([known]) => known.test(permission)))).toEqual([]);
    expect(beside.filter(([known]) => !surplus.some((permission) => known.test(permission)))).toEqual([]);
  });

  test('starts executions and publishes with roles that may do what is needed for that, and nothing else', () => {
    for (const { id, allowed, needed } of serviceRolesOf(stack)) expect([id, ...allowed]).toEqual([id, ...needed]);
  });

  test('has no error of cdk-nag but what is acknowledged', () => {
    expect(nagErrors(stack, acknowledged)).toEqual([]);
  });
});
