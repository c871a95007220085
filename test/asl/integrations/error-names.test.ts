import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isReservedError, mayFailWith, RESERVED_ERRORS, serviceErrorNames } from '../../../src/asl/integrations/error-names';
import { integrationOf } from '../../../src/asl/integrations/integration';
import { sharedData } from '../../shared-data';

const RECORDED = join(sharedData('aws-recorded'), 'executions');
const of = (resource: string) => integrationOf(`arn:aws:states:::${resource}`)!;

test.each([
  ['aws-sdk:s3:getObject', ['S3.NoSuchKeyException', 'S3.S3Exception', 'S3.SdkClientException']],
  ['aws-sdk:s3:createBucket', ['S3.BucketAlreadyExistsException']],
  ['aws-sdk:acmpca:deleteCertificateAuthority', ['AcmPca.ResourceNotFoundException']],
  ['aws-sdk:rds:createDBInstance', ['Rds.DbInstanceAlreadyExistsException']],
  ['aws-sdk:secretsmanager:createSecret', ['SecretsManager.SecretsManagerException']],
  ['dynamodb:putItem', ['DynamoDB.ConditionalCheckFailedException', 'DynamoDB.AmazonDynamoDBException']],
  ['lambda:invoke', ['Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException', 'Lambda.TooManyRequestsException', 'Lambda.Unknown']],
  ['bedrockagentcore:invokeHarness', ['BedrockAgentCore.ThrottlingException', 'BedrockAgentCore.ResourceNotFoundException']],
  ['events:putEvents', ['EventBridge.FailedEntry']],
  ['glue:startJobRun.sync', ['Glue.ConcurrentRunsExceededException', 'States.TaskFailed']],
  ['http:invoke', ['States.Http.StatusCode.500', 'States.Http.Socket']],
])('%s can fail with %j', (resource, names) => {
  expect(of(resource).errors).toEqual(expect.arrayContaining(names));
});

test('of a service whose errors are not known nothing is said', () => {
  expect(of('databrew:startJobRun')).toMatchObject({ errorPrefix: undefined, errors: [] });
  expect(mayFailWith(of('databrew:startJobRun'), 'DataBrew.Anything')).toBe(true);
});

test.each([
  ['aws-sdk:s3:headObject', 'S3.NoSuchKeyException', true],
  ['aws-sdk:s3:headObject', 'S3.NoSuchKey', false],
  ['aws-sdk:dynamodb:putItem', 'DynamoDb.AmazonDynamoDBException', false],
  ['dynamodb:putItem', 'DynamoDB.AmazonDynamoDBException', true],
  ['dynamodb:putItem', 'DynamoDB.ConditionalCheckFailed', false],
  ['apigateway:invoke', 'ApiGateway.418', true],
  ['apigateway:invoke', 'ApiGateway.Forbidden', false],
  ['bedrockagentcore:invokeHarness', 'BedrockAgentCore.InternalServerException', true],
  ['bedrockagentcore:invokeHarness', 'BedrockAgentCore.TooManyRequestsException', false],
  ['lambda:invoke', 'MyError', true],
])('whether %s fails with %s: %s', (resource, name, expected) => {
  expect(mayFailWith(of(resource), name)).toBe(expected);
  if (expected && !/^(MyError|ApiGateway|DynamoDB\.Amazon)/.test(name)) expect(serviceErrorNames(of(resource))).toContain(name);
});

test('errors of Step Functions', () => {
  for (const name of RESERVED_ERRORS) expect(isReservedError(name)).toBe(true);
  expect(isReservedError('States.Http.StatusCode.404')).toBe(true);
  for (const name of ['States.Http.StatusCode', 'States.Timeouts', 'States.', 'Timeout']) expect(isReservedError(name)).toBe(false);
});

if (!existsSync(RECORDED)) {
  test.skip('errors recorded on AWS: ../shared/aws-recorded is not here', () => undefined);
} else {
  test('every error of an integration that was recorded on AWS is one that it can have', () => {
    const recorded = readdirSync(RECORDED).flatMap((file) => (
      (JSON.parse(readFileSync(join(RECORDED, file), 'utf8')) as { taskResults?: readonly { resourceType?: string; resource?: string; error?: string }[] }).taskResults ?? []))
      .filter(({ resourceType, error }) => resourceType !== undefined && error !== undefined && /^[A-Z]\w+\./.test(error) && !error.startsWith('States.'));
    expect(recorded.length).toBeGreaterThan(15);
    for (const { resourceType, resource, error } of recorded) {
      const integration = of(`${resourceType}:${resource}`);
      expect(error!.split('.')[0]).toBe(integration.errorPrefix);
      expect({ error, known: mayFailWith(integration, error!) }).toEqual({ error, known: true });
    }
  });
}
