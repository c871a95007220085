import type { Integration } from './integration';
import { apiOf, OPTIMIZED_SERVICES, optimizedAction } from './optimized-services';
import { sdkService } from './sdk-services';

/** The names of errors that Step Functions itself gives. All others that begin with `States.` are of nobody, or of a Fail state. */
export const RESERVED_ERRORS: readonly string[] = [
  'States.ALL', 'States.BranchFailed', 'States.DataLimitExceeded', 'States.ExceedToleratedFailureThreshold', 'States.HeartbeatTimeout', 'States.Http.Socket',
  'States.IntrinsicFailure', 'States.ItemReaderFailed', 'States.NoChoiceMatched', 'States.ParameterPathFailure', 'States.Permissions', 'States.QueryEvaluationError',
  'States.ResultPathMatchFailure', 'States.ResultWriterFailed', 'States.Runtime', 'States.TaskFailed', 'States.Timeout',
];

const HTTP_STATUS = /^States\.Http\.StatusCode\.\d{3}$/;

/** Whether Step Functions gives an error of this name. */
export const isReservedError = (name: string): boolean => RESERVED_ERRORS.includes(name) || HTTP_STATUS.test(name);

/** What tasks fail with where the SDK gets no answer. */
const CLIENT = 'SdkClientException';

/** Errors that are in no API model: those of the integration, and those of services that answer with a status. */
const OWN_ERRORS: { readonly [call: string]: readonly string[] } = {
  'apigateway:invoke': ['400', '403', '404', '429', '500', '502', '503', '504'].map((status) => `ApiGateway.${status}`),
  'bedrockagentcore:invokeHarness': ['AccessDenied', 'InternalServer', 'ResourceNotFound', 'Throttling', 'Validation'].map((name) => `BedrockAgentCore.${name}Exception`),
  'eks:call': ['400', '401', '403', '404', '409', '500'].map((status) => `EKS.${status}`),
  'events:putEvents': ['EventBridge.FailedEntry'],
  'http:invoke': [...['400', '401', '403', '404', '429', '500', '502', '503'].map((status) => `States.Http.StatusCode.${status}`), 'States.Http.Socket'],
  'lambda:invoke': ['Lambda.ClientExecutionTimeoutException', 'Lambda.Unknown'],
};

/** A status after the prefix, and the exceptions that a version 1 of the SDK for Java has for errors without one of their own. */
const STATUS = /^\d{3}$/;
const UNNAMED = /^(AWS|Amazon)\w+Exception$/;

type Call = Pick<Integration, 'kind' | 'service' | 'action' | 'pattern' | 'errorPrefix'>;

/**
 * The names of the errors that a call can fail with: the service's name, a dot, and the exception of the SDK for Java. The AWS SDK integrations
 * are built on its version 2, whose service for DynamoDB is `DynamoDb`, the optimised ones on version 1, where it is `DynamoDB`. Where the model
 * has no exception for an error, it is that of the service: `S3.S3Exception`, `SQS.AmazonSQSException`.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function errorsOf({ kind, service, action, pattern, errorPrefix: prefix }: Call): readonly string[] {
  const withPrefix = (names: readonly string[]): string[] => names.map((name) => `${prefix}.${name}`);
  if (kind === 'sdk') {
    const api = sdkService(service)?.action(action);
    return api ? withPrefix([...api.errors, `${prefix}Exception`, CLIENT]) : [];
  }
  const facts = optimizedAction(service, action);
  if (!facts) {
    return [];
  }
  const unnamed = OPTIMIZED_SERVICES.get(service)!.errors?.unnamed;
  return [
    ...prefix === undefined ? [] : withPrefix([...apiOf(service, action).errors, ...unnamed === undefined ? [] : [unnamed, CLIENT]]),
    ...OWN_ERRORS[`${service}:${action}`] ?? [],
    ...pattern?.startsWith('.sync') ? ['States.TaskFailed'] : [],
  ];
}

/** Whether a call can fail with an error of this name: one that some action of its service has. True where the service's errors are not known. */
export function mayFailWith(call: Call, name: string): boolean {
  const { kind, errorPrefix: prefix } = call;
  if (prefix === undefined || !name.startsWith(`${prefix}.`)) {
    return true;
  }
  const exception = name.slice(prefix.length + 1);
  return (kind === 'optimized' && (STATUS.test(exception) || UNNAMED.test(exception))) || lowerCaseErrors(kind, call).has(name.toLowerCase());
}

const lowerCaseNames = new Map<string, ReadonlySet<string>>();

/** The errors of a service, for a comparison that does not look at the case. */
function lowerCaseErrors(kind: Call['kind'], call: Call): ReadonlySet<string> {
  const key = `${kind}:${call.service}`;
  let names = lowerCaseNames.get(key);
  if (!names) lowerCaseNames.set(key, names = new Set(serviceErrorNames(call).map((known) => known.toLowerCase())));
  return names;
}

/** The errors of a service, whatever the action, as far as they are known. */
export function serviceErrorNames({ kind, service, errorPrefix: prefix }: Call): readonly string[] {
  const optimized = kind === 'optimized' ? OPTIMIZED_SERVICES.get(service) : undefined;
  const actions = Object.keys(optimized?.actions ?? {});
  const sdk = sdkService(optimized?.sdk ?? service);
  if (prefix === undefined) {
    return [];
  }
  return [
    ...[...sdk?.errors ?? [], optimized ? optimized.errors?.unnamed : `${prefix}Exception`, CLIENT].filter((name) => name !== undefined).map((name) => `${prefix}.${name}`),
    ...actions.flatMap((action) => OWN_ERRORS[`${service}:${action}`] ?? []),
  ];
}

/** What a call fails with where the API's model has no exception for the error; undefined where that is not known. */
export function unnamedErrorOf({ kind, service, errorPrefix: prefix }: Call): string | undefined {
  const unnamed = kind === 'sdk' ? `${prefix}Exception` : OPTIMIZED_SERVICES.get(service)?.errors?.unnamed;
  return prefix === undefined || unnamed === undefined ? undefined : `${prefix}.${unnamed}`;
}

/** Whether an error's name begins as those of another service. Where its own are not known, those of the APIs that it calls may be its own. */
export function isOfAnotherService({ service, errorPrefix }: Call, name: string): boolean {
  const [prefix] = name.split('.', 1);
  if (prefix === errorPrefix || !isErrorPrefix(prefix)) {
    return false;
  }
  const { sdk = service, actions = {} } = OPTIMIZED_SERVICES.get(service) ?? {};
  const own = [sdk, ...Object.values(actions).map(({ api }) => api?.split(':')[0])];
  return errorPrefix !== undefined || !own.includes(prefix.toLowerCase());
}

/** A service of the SDK has the name of its prefix, in small letters. */
const isErrorPrefix = (prefix: string): boolean => sdkService(prefix.toLowerCase())?.prefix === prefix
  || [...OPTIMIZED_SERVICES.values()].some(({ errors }) => errors?.prefix === prefix);
