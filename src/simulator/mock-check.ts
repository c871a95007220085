import type { TaskAnswer } from './task-mock';
import { isJsonObject, JsonValue } from '../asl/json-value';
import { didYouMean } from '../did-you-mean';
import type { TaskResource } from '../engine/task-resource';

/** The members of what an action of a service answers, as Step Functions shows them; undefined where they are not known. */
export type OutputMembers = (service: string, action: string) => readonly string[] | undefined;

/** What Step Functions adds to the answer of an optimised integration. */
const METADATA = ['SdkHttpMetadata', 'SdkResponseMetadata'];
const HTTP_ANSWER = ['Headers', 'ResponseBody', 'StatusCode', 'StatusText'];

/** The answers whose form is that of Step Functions and not of an API of the service. */
const OWN_ANSWERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['apigateway:invoke', HTTP_ANSWER],
  ['http:invoke', HTTP_ANSWER],
  ['lambda:invoke', ['DurableExecutionArn', 'ExecutedVersion', 'FunctionError', 'LogResult', 'Payload', 'StatusCode']],
]);

const knownMembers: OutputMembers = (service, action) => OWN_ANSWERS.get(`${service}:${action}`);

/** What the error names of a service begin with, as recordings and AWS's pages show them. Those of what is not here are not judged. */
const ERROR_PREFIXES: ReadonlyMap<string, string> = new Map([
  ['apigateway', 'ApiGateway'], ['dynamodb', 'DynamoDB'], ['events', 'EventBridge'], ['lambda', 'Lambda'], ['sns', 'SNS'], ['sqs', 'SQS'], ['states', 'StepFunctions'],
  ['aws-sdk:dynamodb', 'DynamoDb'], ['aws-sdk:eventbridge', 'EventBridge'], ['aws-sdk:lambda', 'Lambda'], ['aws-sdk:s3', 'S3'],
  ['aws-sdk:secretsmanager', 'SecretsManager'], ['aws-sdk:sfn', 'Sfn'], ['aws-sdk:sns', 'Sns'], ['aws-sdk:sqs', 'Sqs'],
]);

const HTTP_ERRORS = 'States.Http.';

type Integration = TaskResource & { readonly kind: 'integration' };

/**
 * Why what a task calls could never answer so, as it stands behind the name of its state; undefined where it could.
 *
 * Functions, activities, callbacks and jobs that are waited for can give anything. Any other integration answers with an object whose members are
 * those of its API, in PascalCase.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function impossibleAnswer(resource: TaskResource, answer: TaskAnswer, outputMembers: OutputMembers = knownMembers): string | undefined {
  if (resource.kind !== 'integration' || resource.pattern !== 'request-response') {
    return undefined;
  }
  switch (answer.outcome) {
    case 'succeed': return impossibleOutput(resource, answer.output as JsonValue, outputMembers(resource.service, resource.action));
    case 'fail': return answer.error === undefined ? undefined : impossibleError(resource, answer.error);
    default: return undefined;
  }
}

function impossibleOutput(integration: Integration, output: JsonValue, members: readonly string[] | undefined): string | undefined {
  const name = nameOf(integration);
  if (!isJsonObject(output)) {
    return `is mocked with ${shown(output)}, but "${name}" returns an object${listOf(members)}.${hintOf(integration, output)}`;
  }
  for (const member of Object.keys(output)) {
    if (members ? !members.includes(member) && !METADATA.includes(member) : /^\p{Ll}/u.test(member)) {
      const meant = members ? didYouMean(member, members) : ` Did you mean "${member[0].toUpperCase()}${member.slice(1)}"?`;
      return `is mocked with the member "${member}", which "${name}" never returns. It returns an object${listOf(members)}.${meant}${hintOf(integration, output)}`;
    }
  }
  const { StatusCode: status } = output;
  if (typeof status === 'number' && failsWith(integration.service, status)) {
    const error = integration.service === 'http' ? `${HTTP_ERRORS}StatusCode.${status}` : `ApiGateway.${status}`;
    return `is mocked with the member "StatusCode" of ${status}, but with that "${name}" fails. Give TaskMock.fail("${error}").`;
  }
  return undefined;
}

/** Whether a task fails where the server that it calls answers with such a status. */
function failsWith(service: string, status: number): boolean {
  return service === 'http' ? status < 200 || status >= 300 : service === 'apigateway' && status >= 400;
}

function impossibleError(integration: Integration, error: string): string | undefined {
  const { service } = integration;
  const [prefix] = error.split('.', 1);
  const is = `is mocked with the error "${error}", `;
  if (error.startsWith(HTTP_ERRORS)) {
    return service === 'http' ? undefined : `${is}which is one of "http:invoke" and never of "${nameOf(integration)}".`;
  }
  if (nameOf(integration) === 'lambda:invoke' || prefix === error || prefix === 'States') {
    return undefined; // a function can throw errors of any name
  }
  const own = ERROR_PREFIXES.get(service);
  if (own === undefined ? isSame(prefix, service.replace(/^aws-sdk:/, '')) : prefix === own) {
    return undefined;
  }
  if (own !== undefined && isSame(prefix, own)) {
    return `${is}but the errors of "${nameOf(integration)}" begin with "${own}.". Did you mean "${own}${error.slice(prefix.length)}"?`;
  }
  return [...ERROR_PREFIXES.values()].includes(prefix)
    ? `${is}which is one of another service and never of "${nameOf(integration)}"${own === undefined ? '' : `, whose errors begin with "${own}."`}.` : undefined;
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const nameOf = ({ service, action }: Integration): string => `${service}:${action}`;

const listOf = (members: readonly string[] | undefined): string => members ? ` with ${members.map((name) => `"${name}"`).join(', ')}`
  : ' whose members are those of the API, in PascalCase';

/** The result of an invocation is often taken for what the function returns. */
function hintOf(integration: Integration, output: JsonValue): string {
  return nameOf(integration) === 'lambda:invoke'
    ? ` For what the function returns, give TaskMock.succeed({ Payload: ${shown(output)} }), or mock the function: mockFunction(…).` : '';
}

const LONGEST_SHOWN = 60;

function shown(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
