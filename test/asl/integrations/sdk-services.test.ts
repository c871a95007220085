import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sdkService, sdkServiceNames } from '../../../src/asl/integrations/sdk-services';
import { sharedData } from '../../shared-data';

const ACTIONS = join(sharedData('aws-data'), 'sdk-actions.json');

const parameters = (service: string, action: string) => sdkService(service)!.action(action)!.parameters;

test('every action of every service can be read', () => {
  const names = sdkServiceNames();
  expect(names.length).toBeGreaterThan(400);
  expect(names).toEqual([...new Set(names)].sort());
  const wrong = names.flatMap((name) => {
    const service = sdkService(name)!;
    return service.actionNames().flatMap((action) => {
      const { parameters: members, output, errors } = service.action(action)!;
      return [
        ...[...members.keys(), ...output.keys()].filter((member) => !/^[A-Z]\w*$/.test(member)), ...errors.filter((error) => !/^[A-Z][A-Za-z0-9]*Exception$/.test(error)),
        ...[...output].filter(([, { required }]) => required).map(([member]) => member),
      ].map((what) => `${name}:${action} ${what}`);
    }).concat(/^[A-Z][A-Za-z0-9]+$/.test(service.prefix) ? [] : [`${name} ${service.prefix}`]);
  });
  expect(wrong).toEqual([]);
});

if (!existsSync(ACTIONS)) {
  test.skip('the names of actions: ../shared/aws-data is not here', () => undefined);
} else {
  test('services and actions are those of the SDK', () => {
    const known = JSON.parse(readFileSync(ACTIONS, 'utf8')) as { readonly [service: string]: readonly string[] };
    const here = Object.fromEntries(sdkServiceNames().map((name) => [name, sdkService(name)!.actionNames().sort()]));
    expect(here).toEqual(Object.fromEntries(Object.entries(known).map(([name, actions]) => [name, [...actions].sort()])));
  });
}

// Names in definitions that AWS took, and in its documentation.
test.each<[string, string, string]>([
  ['rds', 'describeDBInstances', 'DbInstanceIdentifier'],
  ['rds', 'createDBSnapshot', 'DbSnapshotIdentifier'],
  ['rds', 'copyDBSnapshot', 'SourceRegion'],
  ['support', 'describeCases', 'CaseIdList'],
  ['fis', 'startExperiment', 'ExperimentTemplateId'],
  ['ec2', 'describeSnapshots', 'Filters'],
  ['s3', 'putObject', 'SsekmsKeyId'],
  ['s3', 'copyObject', 'Bucket'],
  ['s3', 'copyObject', 'DestinationBucket'],
  ['sfn', 'startSyncExecution', 'StateMachineArn'],
])('aws-sdk:%s:%s has the parameter %s', (service, action, name) => {
  expect([...parameters(service, action).keys()]).toContain(name);
});

test('a member whose name is a word of Java has "Value" after it', () => {
  const names = sdkServiceNames().flatMap((name) => sdkService(name)!.actionNames().flatMap((action) => [...parameters(name, action).keys()]));
  expect(names).toContain('DefaultValue');
  expect(names).not.toContain('Default');
});

test('types and what is required are those of the model', () => {
  expect(Object.fromEntries(parameters('dynamodb', 'query'))).toMatchObject({
    TableName: { type: 'string', required: true }, Limit: { type: 'integer', required: false }, ConsistentRead: { type: 'boolean' }, ExpressionAttributeValues: { type: 'object' },
    AttributesToGet: { type: 'array' },
  });
  expect(parameters('glue', 'startJobRun').get('MaxCapacity')).toEqual({ type: 'number', required: false });
  // The SDK for Java takes these from another parameter where they are not given.
  expect(parameters('s3', 'copyObject').get('Bucket')).toEqual({ type: 'string', required: false });
});

// From AWS's list of services: https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
test.each([
  ['dynamodb', 'DynamoDb'], ['acmpca', 'AcmPca'], ['fsx', 'FSx'], ['iot', 'Iot'], ['costandusagereport', 'CostAndUsageReport'],
  ['databasemigration', 'DatabaseMigration'], ['cloudhsmv2', 'CloudHsmV2'], ['wafv2', 'Wafv2'], ['xray', 'XRay'], ['docdb', 'DocDb'], ['memorydb', 'MemoryDb'],
  ['sagemakera2iruntime', 'SageMakerA2IRuntime'], ['sesv2', 'SesV2'], ['route53domains', 'Route53Domains'], ['eventbridge', 'EventBridge'], ['lexmodelsv2', 'LexModelsV2'],
])('the errors of %s begin with %s', (service, prefix) => {
  expect(sdkService(service)!.prefix).toBe(prefix);
});

test.each([
  ['sfn', 'states'], ['cloudwatchlogs', 'logs'], ['cognitoidentityprovider', 'cognito-idp'], ['eventbridge', 'events'], ['cloudwatch', 'cloudwatch'], ['emr', 'elasticmapreduce'],
  ['efs', 'elasticfilesystem'], ['bedrockruntime', 'bedrock'], ['ses', 'ses'], ['opensearch', 'es'], ['resourcegroupstaggingapi', 'tag'], ['costexplorer', 'ce'],
])('the IAM actions of %s begin with %s', (service, prefix) => {
  expect(sdkService(service)!.iamPrefix).toBe(prefix);
});

test.each(['', 'mobile', 'S3', '__proto__', 'constructor'])('there is no service "%s"', (name) => {
  expect(sdkService(name)).toBeUndefined();
});

test('there is no action of another spelling', () => {
  expect(sdkService('s3')!.action('GetObject')).toBeUndefined();
  expect(sdkService('s3')!.hasAction('toString')).toBe(false);
});
