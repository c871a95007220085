import { isOfAnotherService, mayFailWith, serviceErrorNames, unnamedErrorOf } from '../../asl/integrations/error-names';
import { describeIntegration, Integration, integrationOf } from '../../asl/integrations/integration';
import { isJsonObject, JsonValue } from '../../asl/json-value';
import { didYouMean } from '../../did-you-mean';
import { TaskResource } from '../../engine/task-resource';

/** The errors that an exploration tries at every call of an integration. Of one that is not here, that which stands for all that have no name. */
const USUAL: ReadonlyMap<string, readonly string[]> = new Map([
  ['lambda', [
    'Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException', 'Lambda.ClientExecutionTimeoutException', 'Lambda.TooManyRequestsException',
  ]],
  ['dynamodb', ['DynamoDB.AmazonDynamoDBException', 'DynamoDB.InternalServerErrorException', 'DynamoDB.ProvisionedThroughputExceededException']],
  ['sqs', ['SQS.AmazonSQSException', 'SQS.SdkClientException']],
  ['sns', ['SNS.AmazonSNSException', 'SNS.SdkClientException']],
  ['events', ['EventBridge.FailedEntry', 'EventBridge.AmazonEventBridgeException']],
  ['states', ['StepFunctions.AWSStepFunctionsException', 'StepFunctions.ExecutionLimitExceededException']],
  ['apigateway', ['ApiGateway.400', 'ApiGateway.429', 'ApiGateway.500']],
]);

const CONDITION_FAILED = 'ConditionalCheckFailedException';

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
  const called = calledBy(resource);
  const usual = USUAL.get(resource.kind === 'integration' ? resource.service : resource.kind);
  if (resource.kind !== 'integration') {
    return [...usual ?? [], 'States.TaskFailed'];
  }
  if (resource.service === 'http') {
    return HTTP_ERRORS;
  }
  const conditional = resource.service === 'dynamodb' && hasCondition(input) ? [`DynamoDB.${CONDITION_FAILED}`] : [];
  const job = isOwnWork(resource) || resource.pattern === 'sync' ? ['States.TaskFailed'] : [];
  return [...new Set([...usual ?? [(called && unnamedErrorOf(called)) ?? 'States.TaskFailed'], ...conditional, ...job])];
}

/**
 * Whether a call of a task can fail with an error that a clause names: not where the name is misspelt, or that of another service.
 *
 * * Own code and people, behind a function, an activity, a callback or a nested execution, fail with any name that neither Step Functions nor the
 *   service has for itself.
 * * A service fails with names that begin with its own, and that its API has; where its names are not known, with any that are not another's.
 */
export function isRaisable(name: string, resource: TaskResource, input: JsonValue): boolean {
  const http = resource.kind === 'integration' && resource.service === 'http';
  if (name.startsWith('States.')) {
    return OF_ANY_TASK.has(name) || (http && HTTP_ERROR.test(name));
  }
  const called = calledBy(resource);
  const { prefix, rest } = split(name);
  if (called?.errorPrefix !== undefined && called.errorPrefix === prefix) {
    return mayFailWith(called, name) && (rest !== CONDITION_FAILED || hasCondition(input));
  }
  return isOwnWork(resource) || (called !== undefined && !http && called.errorPrefix === undefined && prefix !== '' && !isOfAnotherService(called, name));
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
  const integration = calledBy(resource);
  const called = resource.kind === 'integration' ? `${resource.service}:${resource.action}` : resource.kind === 'lambda' ? 'A Lambda function' : 'An activity';
  const known = [...usualErrors(resource, input), ...integration ? serviceErrorNames(integration) : [], ...OF_ANY_TASK, ...OF_STATES];
  return `${called} does not fail with ${name}.${didYouMean(name, known)}`;
}

const LAMBDA = describeIntegration({ kind: 'optimized', service: 'lambda', action: 'invoke' });

/** The integration that a task calls; that of Lambda where it names a function by its ARN, none for an activity. */
const calledBy = ({ kind, arn }: TaskResource): Integration | undefined => kind === 'lambda' ? LAMBDA : kind === 'integration' ? integrationOf(arn) : undefined;

/** Whether what fails is the user's own code, or somebody. */
function isOwnWork(resource: TaskResource): boolean {
  return resource.kind !== 'integration' || resource.pattern === 'callback' || resource.service === 'lambda'
    || (resource.service === 'states' && resource.pattern === 'sync');
}

function split(name: string): { readonly prefix: string; readonly rest: string } {
  const dot = name.indexOf('.');
  return { prefix: name.slice(0, Math.max(0, dot)), rest: name.slice(dot + 1) };
}

const hasCondition = (input: JsonValue): boolean => isJsonObject(input) && Object.hasOwn(input, 'ConditionExpression');
