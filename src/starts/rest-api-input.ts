import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ErrorAnswers, RequestMembers, RequestValue } from './velocity';
import { misuse } from '../misuse';

/**
 * What of a request becomes the input of an execution.
 *
 * With nothing but the body, the body is the input. Otherwise the input is an object that has `body`, `headers`, `path`, `querystring` and
 * `authorizer`, as far as they are asked for; what the request does not have is null, and everything but the body is text.
 */
export interface RestApiStartInput {
  /**
   * Whether the body is part of the input. An empty body is an empty object.
   *
   * @default - true, but for GET, HEAD and DELETE
   */
  readonly body?: boolean;
  /**
   * Names of headers, in the writing that the input has them in; requests may write them otherwise.
   *
   * @default - none
   */
  readonly headers?: string[];
  /**
   * Names of parameters in the path.
   *
   * @default - none
   */
  readonly path?: string[];
  /**
   * Names of parameters after the question mark. Of one that is there twice, the last counts.
   *
   * @default - none
   */
  readonly querystring?: string[];
  /**
   * What of the caller the authorizer says: names of claims with `StartAuthorization.cognito()`, of members of the context with
   * `StartAuthorization.lambda()`.
   *
   * @default - none
   */
  readonly authorizer?: string[];
}

/** What the names in the input have to fit to. */
interface Method {
  readonly httpMethod: string;
  readonly path: string;
  readonly claims?: string;
  readonly schema: boolean;
}

const WITHOUT_BODY = ['GET', 'HEAD', 'DELETE'];
/** Names stand in a template, where a quote, a dollar or a hash would be code. */
const NAMES = { headers: /^[A-Za-z0-9_.-]+$/, path: /^[A-Za-z0-9_.-]+$/, querystring: /^[A-Za-z0-9_.-]+$/, authorizer: /^[A-Za-z0-9_.:/-]+$/ };

/** @internal */
export function membersOf(start: Construct, input: RestApiStartInput, { httpMethod, path, claims, schema }: Method): RequestMembers {
  const { body = !WITHOUT_BODY.includes(httpMethod.toUpperCase()), headers = [], path: parameters = [], querystring = [], authorizer = [] } = input;
  for (const [prop, names] of Object.entries({ headers, path: parameters, querystring, authorizer })) {
    for (const [index, name] of names.entries()) {
      if (Token.isUnresolved(name) || !NAMES[prop as keyof typeof NAMES].test(name)) {
        throw misuse(start, `"input.${prop}" has "${name}". A name has to consist of letters, digits and "_.-"${prop === 'authorizer' ? ', ":" and "/"' : ''}.`);
      }
      if (names.indexOf(name) !== index) throw misuse(start, `"input.${prop}" has "${name}" twice. Leave out one of them.`);
    }
  }
  for (const name of parameters) checkParameter(start, `"input.path" has "${name}"`, name, path);
  if (authorizer.length > 0 && claims === undefined) {
    throw misuse(start, '"input.authorizer" is set, but "authorization" has no authorizer that says something of the caller. Use StartAuthorization.cognito() or lambda(), or leave it out.');
  }
  if (schema && !body) {
    throw misuse(start, `"requestSchema" is set, but the body is no part of the input${input.body === undefined ? ` of a ${httpMethod} request` : ''}. Set "input.body" to true, or leave out the schema.`);
  }
  return { body, headers, path: parameters, querystring, authorizer, claims: claims ?? '' };
}

/** As API Gateway writes a value of a request. */
const VALUE = /^method\.request\.(body|header|path|querystring)\.([A-Za-z0-9_.-]+)$/;

/** The value of a request that names the execution. @internal */
export function nameOf(start: Construct, executionName: string, { httpMethod, path, body }: Pick<Method, 'httpMethod' | 'path'> & Pick<RequestMembers, 'body'>): RequestValue {
  const [, from, name] = VALUE.exec(executionName) ?? [];
  if (name === undefined) {
    throw misuse(start, `"executionName" is "${executionName}". It has to be a value of the request as API Gateway writes it, such as "method.request.header.Idempotency-Key", `
      + '"method.request.path.id", "method.request.querystring.id" or "method.request.body.order.id".');
  }
  if (from === 'path') checkParameter(start, `"executionName" is "${executionName}"`, name, path);
  if (from === 'body' && !body && WITHOUT_BODY.includes(httpMethod.toUpperCase())) {
    throw misuse(start, `"executionName" is "${executionName}", but a ${httpMethod} request has no body. Take the name from the path, a header or the querystring, or set "input.body" to true.`);
  }
  return { from: from as RequestValue['from'], name };
}

function checkParameter(start: Construct, what: string, name: string, path: string): void {
  const known = [...path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, parameter]) => parameter);
  if (known.includes(name)) return;
  throw misuse(start, `${what}, but the path "${path}" has ${known.length === 0 ? 'no parameter' : `only ${known.map((each) => `"${each}"`).join(', ')}`}. Write "{${name}}" into the path.`);
}

/** @internal */
export function checkAnswers(start: Construct, statuses: { readonly [error: string]: number }, includeCause: boolean): ErrorAnswers {
  for (const [error, status] of Object.entries(statuses)) {
    if (!Number.isInteger(status) || status < 400 || status > 599) {
      throw misuse(start, `"errorMapping" has ${status} for "${error}". It has to be the status of an error, from 400 to 599.`);
    }
    if (error === 'States.ALL') {
      throw misuse(start, '"errorMapping" has "States.ALL", which stands for other errors and is not the name that an execution fails with. '
        + 'Write the names themselves; what has none is answered with 500.');
    }
    if (error === '' || error.length > 256 || /['\n\r]/.test(error)) {
      throw misuse(start, `"errorMapping" has ${JSON.stringify(error)}. The name of an error has to have from 1 to 256 characters, and neither an apostrophe nor a line break.`);
    }
  }
  if (includeCause && Object.keys(statuses).length === 0) {
    throw misuse(start, '"includeCause" is true, but only causes of errors in "errorMapping" are shown, which is empty. Name the errors there whose causes may be seen.');
  }
  return { statuses, includeCause };
}
