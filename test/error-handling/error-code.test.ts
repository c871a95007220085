import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ErrorCode } from '../../src';
import { RESERVED_ERRORS } from '../../src/asl/integrations/error-names';

const constants = Object.entries(ErrorCode).filter((entry): entry is [string, string] => typeof entry[1] === 'string');

test('every error that Step Functions itself gives is there, and all of aws-cdk-lib', () => {
  const names = constants.map(([, name]) => name);
  expect(names.filter((name) => name.startsWith('States.')).sort()).toEqual([...RESERVED_ERRORS].sort());
  expect(names).toEqual(expect.arrayContaining(Object.values(sfn.Errors).filter((name) => typeof name === 'string')));
});

test.each([
  [() => ErrorCode.httpStatus(429), 'States.Http.StatusCode.429'],
  [() => ErrorCode.ofService('dynamodb', 'ConditionalCheckFailedException'), 'DynamoDB.ConditionalCheckFailedException'],
  [() => ErrorCode.ofSdk('dynamodb', 'ConditionalCheckFailedException'), 'DynamoDb.ConditionalCheckFailedException'],
  [() => ErrorCode.ofService('sqs', 'QueueDoesNotExist'), 'SQS.QueueDoesNotExistException'],
  [() => ErrorCode.ofSdk('s3', 'NoSuchKey'), 'S3.NoSuchKeyException'],
  [() => ErrorCode.ofService('lambda', 'Unknown'), 'Lambda.Unknown'],
  [() => ErrorCode.ofSdk('sfn', 'ExecutionAlreadyExists'), 'Sfn.ExecutionAlreadyExistsException'],
])('%s is %s', (make, name) => {
  expect(make()).toBe(name);
});

test.each<[() => string, string]>([
  [() => ErrorCode.httpStatus(200), 'ErrorCode.httpStatus(200): a task fails with a status from 400 to 599. Give one of them.'],
  [() => ErrorCode.ofService('dynamodb', 'ConditionalCheckFaild'), 'the service has no exception "ConditionalCheckFaild". Did you mean "ConditionalCheckFailed"?'],
  [() => ErrorCode.ofService('dynamo', 'X'), 'there is no optimised integration "dynamo". Did you mean "dynamodb"? For an AWS SDK integration, use ErrorCode.ofSdk().'],
  [() => ErrorCode.ofSdk('dynamodbb', 'X'), 'the AWS SDK has no service "dynamodbb". Did you mean "dynamodb"?'],
  [() => ErrorCode.ofService('bedrock', 'ThrottlingException'), 'it is not documented what the errors of this integration begin with'],
])('%s is refused', (make, message) => {
  expect(make).toThrow(message);
});
