import type { TaskAnswer } from './task-mock';
import { isOfAnotherService, mayFailWith, serviceErrorNames } from '../asl/integrations/error-names';
import { Integration, integrationOf } from '../asl/integrations/integration';
import { isJsonObject, JsonValue } from '../asl/json-value';
import { didYouMean } from '../did-you-mean';
import type { TaskResource } from '../engine/task-resource';

/** What Step Functions adds to the answers of some integrations. It is no part of what an API returns, and messages do not name it. */
const METADATA = ['SdkHttpMetadata', 'SdkResponseMetadata'];

const HTTP_ERRORS = 'States.Http.';

type Called = TaskResource & { readonly kind: 'integration' };

/**
 * Why what a task calls could never answer so, as it stands behind the name of its state; undefined where it could.
 *
 * Functions, activities, callbacks and jobs of which nothing is known can give anything. What else is called answers with an object whose members
 * are those of its API; where they are not known, they are in PascalCase. Whoever does a job or calls back can fail with any error.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function impossibleAnswer(resource: TaskResource, answer: TaskAnswer): string | undefined {
  if (resource.kind !== 'integration' || resource.pattern === 'callback') {
    return undefined;
  }
  const known = integrationOf(resource.arn);
  const job = resource.pattern === 'sync';
  switch (answer.outcome) {
    case 'succeed': return job && !known?.output ? undefined : impossibleOutput(resource, answer.output as JsonValue, known?.output && namesOf(known.output));
    case 'fail': return job || answer.error === undefined ? undefined : impossibleError(resource, known, answer.error);
    default: return undefined;
  }
}

const namesOf = (output: NonNullable<Integration['output']>): string[] => [...output.keys()].filter((name) => !METADATA.includes(name));

function impossibleOutput(called: Called, output: JsonValue, members: readonly string[] | undefined): string | undefined {
  const name = nameOf(called);
  if (!isJsonObject(output)) {
    return `is mocked with ${shown(output)}, but "${name}" returns an object${listOf(members)}.${hintOf(called, output)}`;
  }
  for (const member of Object.keys(output)) {
    if (members ? !members.includes(member) && !METADATA.includes(member) : /^\p{Ll}/u.test(member)) {
      const meant = members ? didYouMean(member, members) : ` Did you mean "${member[0].toUpperCase()}${member.slice(1)}"?`;
      return `is mocked with the member "${member}", which "${name}" never returns. It returns an object${listOf(members)}.${meant}${hintOf(called, output)}`;
    }
  }
  const { StatusCode: status } = output;
  if (typeof status === 'number' && failsWith(called.service, status)) {
    const error = called.service === 'http' ? `${HTTP_ERRORS}StatusCode.${status}` : `ApiGateway.${status}`;
    return `is mocked with the member "StatusCode" of ${status}, but with that "${name}" fails. Give TaskMock.fail("${error}").`;
  }
  return undefined;
}

/** Whether a task fails where the server that it calls answers with such a status. */
function failsWith(service: string, status: number): boolean {
  return service === 'http' ? status < 200 || status >= 300 : service === 'apigateway' && status >= 400;
}

function impossibleError(called: Called, known: Integration | undefined, error: string): string | undefined {
  const name = nameOf(called);
  const [prefix] = error.split('.', 1);
  const is = `is mocked with the error "${error}", `;
  if (error.startsWith(HTTP_ERRORS)) {
    return called.service === 'http' ? undefined : `${is}which is one of "http:invoke" and never of "${name}".`;
  }
  if (name === 'lambda:invoke' || prefix === error || prefix === 'States') {
    return undefined; // a function can throw errors of any name
  }
  const own = known?.errorPrefix;
  if (known && own !== undefined && prefix === own) {
    return mayFailWith(known, error) ? undefined : `${is}which no call of "${called.service}" fails with.${didYouMean(error, serviceErrorNames(known))}`;
  }
  if (own !== undefined && prefix.toLowerCase() === own.toLowerCase()) {
    return `${is}but the errors of "${name}" begin with "${own}.". Did you mean "${own}${error.slice(prefix.length)}"?`;
  }
  return known && isOfAnotherService(known, error)
    ? `${is}which is one of another service and never of "${name}"${own === undefined ? '' : `, whose errors begin with "${own}."`}.` : undefined;
}

const nameOf = ({ service, action }: Called): string => `${service}:${action}`;

const MOST_LISTED = 12;

function listOf(members: readonly string[] | undefined): string {
  if (!members) {
    return ' whose members are those of the API, in PascalCase';
  }
  const more = members.length - MOST_LISTED;
  const listed = members.slice(0, MOST_LISTED).map((name) => `"${name}"`).join(', ');
  return members.length === 0 ? ' without members' : ` with ${listed}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The result of an invocation is often taken for what the function returns. */
function hintOf(called: Called, output: JsonValue): string {
  return nameOf(called) === 'lambda:invoke'
    ? ` For what the function returns, give TaskMock.succeed({ Payload: ${shown(output)} }), or mock the function: mockFunction(…).` : '';
}

const LONGEST_SHOWN = 60;

function shown(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
