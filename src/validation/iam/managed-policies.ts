import { JsonObject } from '../../asl/json-value';

/** What a policy that AWS manages allows, as far as tasks of a workflow need it. */
export interface ManagedPolicy {
  readonly document: JsonObject;
  /** Whether it allows more than what the document says. */
  readonly partial?: boolean;
}

const all = (...actions: string[]): JsonObject => ({ Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });

/**
 * By what stands after `arn:aws:iam::aws:policy/`. A policy that is not here may allow anything.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export const MANAGED_POLICIES: ReadonlyMap<string, ManagedPolicy> = new Map<string, ManagedPolicy>(Object.entries({
  'AdministratorAccess': { document: all('*') },
  'AmazonDynamoDBFullAccess': { document: all('dynamodb:*'), partial: true },
  'AmazonEventBridgeFullAccess': { document: all('events:*'), partial: true },
  'AmazonS3FullAccess': { document: all('s3:*', 's3-object-lambda:*') },
  'AmazonSNSFullAccess': { document: all('sns:*'), partial: true },
  'AmazonSQSFullAccess': { document: all('sqs:*') },
  'AWSLambda_FullAccess': { document: all('lambda:*'), partial: true },
  'AWSStepFunctionsFullAccess': { document: all('states:*') },
  'AWSXRayDaemonWriteAccess': {
    document: all('xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets', 'xray:GetSamplingStatisticSummaries'),
  },
  'AWSXrayWriteOnlyAccess': {
    document: all('xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets', 'xray:GetSamplingStatisticSummaries'),
  },
  'CloudWatchLogsFullAccess': { document: all('logs:*'), partial: true },
  'service-role/AWSLambdaBasicExecutionRole': { document: all('logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents') },
  'service-role/AWSLambdaRole': { document: all('lambda:InvokeFunction') },
}));
