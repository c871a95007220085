import { isJsonObject, JsonValue } from '../../asl/json-value';
import { didYouMean } from '../../did-you-mean';
import { TaskResource } from '../../engine/task-resource';

/** What the errors of a service's integration are called. */
interface ServiceErrors {
  readonly prefix: string;
  /** Those that an exploration tries at every call. */
  readonly usual: readonly string[];
  /** The others, which are tried where a clause names them. */
  readonly others: readonly string[] | RegExp;
}

/** Errors that any call through an AWS SDK can have, whatever the service. */
const OF_CLIENT = ['SdkClientException'];
const OF_WRITE = ['ItemCollectionSizeLimitExceededException', 'ReplicatedWriteConflictException', 'TransactionConflictException'];
const CONDITION_FAILED = 'ConditionalCheckFailedException';
const OF_KMS = ['KmsAccessDeniedException', 'KmsInvalidStateException', 'KmsThrottlingException'];

/**
 * The errors of services, as the API models of botocore 1.43.107 have them for the actions that Step Functions calls. The classes of the Java SDK
 * give the names: what is called `NoSuchKey` in a model is recorded as `S3.NoSuchKeyException`. An error that the model does not name has the name
 * of the service's own exception: `DynamoDB.AmazonDynamoDBException`, for an SDK integration `DynamoDb.DynamoDbException`.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#bp-lambda-serviceexception
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
const SERVICES: ReadonlyMap<string, ServiceErrors> = new Map<string, ServiceErrors>([
  ['lambda', {
    prefix: 'Lambda',
    usual: ['ServiceException', 'AWSLambdaException', 'SdkClientException', 'ClientExecutionTimeoutException', 'TooManyRequestsException'],
    others: [
      'Unknown', 'CodeArtifactUserDeletedException', 'CodeArtifactUserFailedException', 'CodeArtifactUserPendingException', 'DurableExecutionAlreadyStartedException',
      'EC2AccessDeniedException', 'EC2ThrottledException', 'EC2UnexpectedException', 'EFSIOException', 'EFSMountConnectivityException', 'EFSMountFailureException',
      'EFSMountTimeoutException', 'ENILimitReachedException', 'ENINotReadyException', 'InvalidParameterValueException', 'InvalidRequestContentException',
      'InvalidRuntimeException', 'InvalidSecurityGroupIDException', 'InvalidSubnetIDException', 'InvalidZipFileException', 'KMSAccessDeniedException',
      'KMSDisabledException', 'KMSInvalidStateException', 'KMSNotFoundException', 'ModeNotSupportedException', 'NoPublishedVersionException',
      'RecursiveInvocationException', 'RequestTooLargeException', 'ResourceConflictException', 'ResourceNotFoundException', 'ResourceNotReadyException',
      'S3FilesMountConnectivityException', 'S3FilesMountFailureException', 'S3FilesMountTimeoutException', 'SerializedRequestEntityTooLargeException',
      'ServiceQuotaExceededException', 'SnapStartException', 'SnapStartNotReadyException', 'SnapStartRegenerationFailureException', 'SnapStartTimeoutException',
      'SubnetIPAddressLimitReachedException', 'UnsupportedMediaTypeException',
    ],
  }],
  ['dynamodb', {
    prefix: 'DynamoDB',
    usual: ['AmazonDynamoDBException', 'InternalServerErrorException', 'ProvisionedThroughputExceededException'],
    others: [...OF_CLIENT, ...OF_WRITE, CONDITION_FAILED, 'RequestLimitExceededException', 'ResourceNotFoundException', 'ThrottlingException'],
  }],
  ['sqs', {
    prefix: 'SQS',
    usual: ['AmazonSQSException', 'SdkClientException'],
    others: [
      'InvalidAddressException', 'InvalidMessageContentsException', 'InvalidSecurityException', 'KmsAccessDeniedException', 'KmsDisabledException', 'KmsInvalidKeyUsageException',
      'KmsInvalidStateException', 'KmsNotFoundException', 'KmsOptInRequiredException', 'KmsThrottledException', 'QueueDoesNotExistException', 'RequestThrottledException',
      'UnsupportedOperationException',
    ],
  }],
  ['sns', {
    prefix: 'SNS',
    usual: ['AmazonSNSException', 'SdkClientException'],
    others: [
      'AuthorizationErrorException', 'EndpointDisabledException', 'InternalErrorException', 'InvalidParameterException', 'InvalidParameterValueException',
      'InvalidSecurityException', 'KMSAccessDeniedException', 'KMSDisabledException', 'KMSInvalidStateException', 'KMSNotFoundException', 'KMSOptInRequiredException',
      'KMSThrottlingException', 'NotFoundException', 'PlatformApplicationDisabledException', 'ValidationException',
    ],
  }],
  ['events', {
    prefix: 'EventBridge',
    usual: ['FailedEntry', 'AmazonEventBridgeException'],
    others: [...OF_CLIENT, 'AmazonCloudWatchEventsException', 'InternalException'],
  }],
  ['states', {
    prefix: 'StepFunctions',
    usual: ['AWSStepFunctionsException', 'ExecutionLimitExceededException'],
    others: [
      ...OF_CLIENT, ...OF_KMS, 'ExecutionAlreadyExistsException', 'InvalidArnException', 'InvalidExecutionInputException', 'InvalidNameException',
      'StateMachineDeletingException', 'StateMachineDoesNotExistException', 'StateMachineTypeNotSupportedException', 'ValidationException',
    ],
  }],
  ['apigateway', { prefix: 'ApiGateway', usual: ['400', '429', '500'], others: /^([345]\d\d|\w+Exception)$/ }],
  ['aws-sdk:dynamodb', {
    prefix: 'DynamoDb',
    usual: ['DynamoDbException'],
    others: [
      ...OF_CLIENT, ...OF_WRITE, CONDITION_FAILED, 'BackupInUseException', 'BackupNotFoundException', 'ContinuousBackupsUnavailableException', 'DuplicateItemException',
      'ExportConflictException', 'ExportNotFoundException', 'GlobalTableAlreadyExistsException', 'GlobalTableNotFoundException', 'IdempotentParameterMismatchException',
      'ImportConflictException', 'ImportNotFoundException', 'IndexNotFoundException', 'InternalServerErrorException', 'InvalidExportTimeException',
      'InvalidRestoreTimeException', 'LimitExceededException', 'PointInTimeRecoveryUnavailableException', 'PolicyNotFoundException',
      'ProvisionedThroughputExceededException', 'ReplicaAlreadyExistsException', 'ReplicaNotFoundException', 'RequestLimitExceededException', 'ResourceInUseException',
      'ResourceNotFoundException', 'TableAlreadyExistsException', 'TableInUseException', 'TableNotFoundException', 'ThrottlingException',
      'TransactionCanceledException', 'TransactionInProgressException',
    ],
  }],
  ['aws-sdk:s3', {
    prefix: 'S3',
    usual: ['S3Exception'],
    others: [
      ...OF_CLIENT, 'AccessDeniedException', 'AnnotationLimitExceededException', 'AnnotationNameTooLongException', 'BucketAlreadyExistsException',
      'BucketAlreadyOwnedByYouException', 'EncryptionTypeMismatchException', 'IdempotencyParameterMismatchException', 'InvalidAnnotationNameException',
      'InvalidObjectStateException', 'InvalidPrefixException', 'InvalidRequestException', 'InvalidWriteOffsetException', 'NoSuchAnnotationException',
      'NoSuchBucketException', 'NoSuchKeyException', 'NoSuchUploadException', 'ObjectAlreadyInActiveTierErrorException', 'ObjectNotInActiveTierErrorException',
      'TooManyPartsException', 'UnsupportedMediaTypeException',
    ],
  }],
]);

/** The status codes that an HTTP task fails with, and what it fails with where it gets no answer. */
const HTTP_ERRORS = ['States.Http.StatusCode.400', 'States.Http.StatusCode.429', 'States.Http.StatusCode.500', 'States.Http.Socket'];
const HTTP_ERROR = /^States\.Http\.(Socket|StatusCode\.[345]\d\d)$/;

/** Errors of Step Functions itself that the call of any task can have. */
const OF_ANY_TASK: ReadonlySet<string> = new Set(['States.TaskFailed', 'States.Permissions', 'States.DataLimitExceeded']);

/** Names that a task's clause can have, and that are of its state and not of the call: timeouts, expressions that fail, what stands for all. */
const OF_STATES: ReadonlySet<string> = new Set([
  'States.ALL', 'States.HeartbeatTimeout', 'States.IntrinsicFailure', 'States.ParameterPathFailure', 'States.QueryEvaluationError',
  'States.ResultPathMatchFailure', 'States.Runtime', 'States.Timeout',
]);

/** The errors that a call of a task is explored with in any case. */
export function usualErrors(resource: TaskResource, input: JsonValue): string[] {
  const service = serviceOf(resource);
  const usual = service ? service.usual.map((rest) => `${service.prefix}.${rest}`) : [];
  if (resource.kind !== 'integration') {
    return [...usual, 'States.TaskFailed'];
  }
  if (resource.service === 'http') {
    return HTTP_ERRORS;
  }
  const conditional = resource.service === 'dynamodb' && hasCondition(input) ? [`DynamoDB.${CONDITION_FAILED}`] : [];
  const job = isOwnWork(resource) || resource.pattern === 'sync' ? ['States.TaskFailed'] : [];
  return [...new Set([...service ? usual : [sdkException(resource.service) ?? 'States.TaskFailed'], ...conditional, ...job])];
}

/**
 * Whether a call of a task can fail with an error that a clause names: not where the name is misspelt, or that of another service.
 *
 * * Own code and people, behind a function, an activity, a callback or a nested execution, fail with any name that neither Step Functions nor the
 *   service has for itself.
 * * A service fails with names that begin with its own: where its errors are listed here, with those; otherwise with any.
 */
export function isRaisable(name: string, resource: TaskResource, input: JsonValue): boolean {
  const http = resource.kind === 'integration' && resource.service === 'http';
  if (name.startsWith('States.')) {
    return OF_ANY_TASK.has(name) || (http && HTTP_ERROR.test(name));
  }
  const service = serviceOf(resource);
  const { prefix, rest } = split(name);
  if (service?.prefix === prefix) {
    const { usual, others } = service;
    const listed = usual.includes(rest) || (others instanceof RegExp ? others.test(rest) : others.includes(rest));
    return listed && (rest !== CONDITION_FAILED || hasCondition(input));
  }
  return isOwnWork(resource) || (!service && !http && resource.kind === 'integration' && isPrefixOf(prefix, resource.service));
}

/** Why no call of a task fails with an error that a clause names, where no call is needed to say so. */
export function explainUnraisable(name: string, resource: TaskResource): string | undefined {
  const input = { ConditionExpression: '' };
  if (isRaisable(name, resource, input)) {
    return isRaisable(name, resource, {}) ? undefined : `A call fails with ${name} only where it has a ConditionExpression.`;
  }
  if (OF_STATES.has(name)) {
    return undefined;
  }
  const service = serviceOf(resource);
  const others = service && !(service.others instanceof RegExp) ? service.others.map((rest) => `${service.prefix}.${rest}`) : [];
  const called = resource.kind === 'integration' ? `${resource.service}:${resource.action}` : resource.kind === 'lambda' ? 'A Lambda function' : 'An activity';
  return `${called} does not fail with ${name}.${didYouMean(name, [...usualErrors(resource, input), ...others, ...OF_ANY_TASK, ...OF_STATES])}`;
}

/** The errors of a task's service; of Lambda where a function is called by its ARN. */
const serviceOf = (resource: TaskResource): ServiceErrors | undefined => SERVICES.get(resource.kind === 'integration' ? resource.service : resource.kind);

/** Whether what fails is the user's own code, or somebody. */
function isOwnWork(resource: TaskResource): boolean {
  return resource.kind !== 'integration' || resource.pattern === 'callback' || resource.service === 'lambda'
    || (resource.service === 'states' && resource.pattern === 'sync');
}

function split(name: string): { readonly prefix: string; readonly rest: string } {
  const dot = name.indexOf('.');
  return { prefix: name.slice(0, Math.max(0, dot)), rest: name.slice(dot + 1) };
}

/**
 * Whether an error's name can begin so for a service that is not listed: `SecretsManager` for `aws-sdk:secretsmanager`, whose capitals do not follow
 * from the service's name; for an optimised integration, all that is not of another service.
 */
function isPrefixOf(prefix: string, service: string): boolean {
  const sdk = sdkName(service);
  return sdk === undefined ? prefix !== '' && ![...SERVICES.values()].some((other) => other.prefix === prefix) : prefix.toLowerCase() === sdk.toLowerCase();
}

/** `Ec2.Ec2Exception` for `aws-sdk:ec2`: what an AWS SDK integration fails with where the service says nothing more exact. */
function sdkException(service: string): string | undefined {
  const name = sdkName(service);
  const prefix = name && `${name[0].toUpperCase()}${name.slice(1)}`;
  return prefix && `${prefix}.${prefix}Exception`;
}

const sdkName = (service: string): string | undefined => /^aws-sdk:(.+)$/.exec(service)?.[1];

const hasCondition = (input: JsonValue): boolean => isJsonObject(input) && Object.hasOwn(input, 'ConditionExpression');
