/** How a status other than 200 is called. */
const REASONS: { readonly [status: number]: string } = {
  400: 'Bad Request', 401: 'Unauthorized', 402: 'Payment Required', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 406: 'Not Acceptable', 408: 'Request Timeout',
  409: 'Conflict', 410: 'Gone', 411: 'Length Required', 412: 'Precondition Failed', 413: 'Content Too Large', 415: 'Unsupported Media Type',
  422: 'Unprocessable Content', 423: 'Locked', 424: 'Failed Dependency', 428: 'Precondition Required', 429: 'Too Many Requests', 451: 'Unavailable For Legal Reasons',
  500: 'Internal Server Error', 501: 'Not Implemented', 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout',
};

const reasonOf = (status: number): string => REASONS[status] ?? (status < 500 ? 'Bad Request' : 'Internal Server Error');

/** What of a request becomes the input of an execution; names only, checked. @internal */
export interface RequestMembers {
  readonly body: boolean;
  readonly headers: readonly string[];
  readonly path: readonly string[];
  readonly querystring: readonly string[];
  readonly authorizer: readonly string[];
  /** The map in `$context` that `authorizer` names members of. */
  readonly claims: string;
}

/**
 * A value as it stands between the quotes of a JSON text. `escapeJavaScript` writes `\'` for an apostrophe, which is not JSON.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
const quoted = (expression: string): string => `$util.escapeJavaScript(${expression}).replaceAll("\\\\'","'")`;

/** A member of an object that stands in a JSON text within the request: every quote has its backslash. */
const member = (name: string, value: string): string => `\\"${name}\\":${value}`;

/** Sets `$found`, and `$value` to the text of a map under a name. The map is looked through, for the names of headers differ in case. */
const lookUp = (map: string, name: string, equals: string): string => `#set($found = false)#foreach($key in ${map}.keySet())#if($key.${equals}('${name}'))`
  + `#set($found = true)#set($value = "${map}.get($key)")#end#end`;

/** A text of a map, under its name; null where the map has none. */
const textMember = (map: string, name: string, equals: string): string =>
  lookUp(map, name, equals) + member(name, `#if($found)\\"${quoted(quoted('$value'))}\\"#else null#end`);

const textMembers = (map: string, names: readonly string[], equals = 'equals'): string => `{${names.map((name) => textMember(map, name, equals)).join(',')}}`;

/** The input as it stands between the quotes of `"input"`. */
function inputTemplate({ body, headers, path, querystring, authorizer, claims }: RequestMembers): string {
  // The body is parsed and written anew, so that no text in it can become a member beside it.
  const bodyText = quoted("$input.json('$')");
  const members = [
    ...(headers.length > 0 ? [member('headers', textMembers('$input.params().header', headers, 'equalsIgnoreCase'))] : []),
    ...(path.length > 0 ? [member('path', textMembers('$input.params().path', path))] : []),
    ...(querystring.length > 0 ? [member('querystring', textMembers('$input.params().querystring', querystring))] : []),
    ...(authorizer.length > 0 ? [member('authorizer', textMembers(claims, authorizer))] : []),
  ];
  if (members.length === 0) return body ? bodyText : '{}';
  return `{${[...(body ? [member('body', bodyText)] : []), ...members].join(',')}}`;
}

/** One value of a request: a member of the body, by its path, or a parameter. @internal */
export interface RequestValue {
  readonly from: 'body' | 'header' | 'path' | 'querystring';
  readonly name: string;
}

/** A value as it stands between quotes; nothing where the request does not have it. */
function valueTemplate({ from, name }: RequestValue): string {
  const inBody = `$input.path('$.${name}')`;
  const look = from === 'body' ? `#set($found = false)#if(${inBody})#set($found = true)#set($value = "${inBody}")#end`
    : lookUp(`$input.params().${from}`, name, from === 'header' ? 'equalsIgnoreCase' : 'equals');
  return `${look}#if($found)${quoted('$value')}#end`;
}

/** The request to StartExecution or StartSyncExecution. Step Functions refuses an empty name. @internal */
export const startTemplate = (stateMachineArn: string, members: RequestMembers, name?: RequestValue): string =>
  `{"stateMachineArn":"${stateMachineArn}",${name ? `"name":"${valueTemplate(name)}",` : ''}"input":"${inputTemplate(members)}"}`;

/** The request to DescribeExecution, for the execution whose name is the path parameter. @internal */
export const describeTemplate = (executionArn: string, parameter: string): string => `{"executionArn":"${executionArn}${quoted(`$input.params().path.get('${parameter}')`)}"}`;

/** How errors are answered. @internal */
export interface ErrorAnswers {
  readonly statuses: { readonly [error: string]: number };
  readonly includeCause: boolean;
}

const set = (status: number, error: string, message = reasonOf(status)): string => `#set($code = ${status})#set($error = '${error}')#set($message = '${message}')`;

const BODY = `"error":"${quoted('$error')}","message":"${quoted('$message')}"`;

/** Sets `$code`, `$error` and `$message` for an execution that did not succeed. One that is not mapped is not named: it may tell of the inside. */
function failure({ statuses, includeCause }: ErrorAnswers): string {
  const cause = includeCause ? '#if($cause)#set($message = $cause)#end' : '';
  const mapped = Object.entries(statuses).map(([error, status]) => `#elseif($failed == '${error}')${set(status, error)}${cause}`).join('\n');
  return [
    "#set($failed = $input.path('$.error'))",
    "#set($cause = $input.path('$.cause'))",
    `#if($status == 'TIMED_OUT')${set(504, 'States.Timeout')}`,
    mapped,
    `#else${set(500, 'InternalServerError')}#end`,
  ].filter((line) => line !== '').join('\n');
}

/** A status may be overridden once: it is set where everything is known. */
const OVERRIDE = '#set($context.responseOverride.status = $code)';

/** The answer of a synchronous start: the output, or the error with its status. @internal */
export const outputTemplate = (answers: ErrorAnswers): string => [
  "#set($status = $input.path('$.status'))",
  "#if($status == 'SUCCEEDED')",
  "$input.path('$.output')",
  '#else',
  failure(answers),
  OVERRIDE,
  `{${BODY}}`,
  '#end',
].join('\n');

/** The answer of an asynchronous start: the name is the eighth part of the ARN, after which that of an Express execution goes on. @internal */
export const acceptedTemplate = (): string => ["#set($parts = $input.path('$.executionArn').split(':'))", '{"name":"$parts[7]"}'].join('\n');

/** The answer to a question for an execution's status. @internal */
export const statusTemplate = (answers: ErrorAnswers): string => [
  "#set($status = $input.path('$.status'))",
  "#if($status == 'SUCCEEDED')",
  "{\"name\":\"$input.path('$.name')\",\"status\":\"$status\",\"output\":$input.path('$.output')}",
  "#elseif($status == 'FAILED' || $status == 'TIMED_OUT')",
  failure(answers),
  `{"name":"$input.path('$.name')","status":"$status",${BODY}}`,
  '#else',
  "{\"name\":\"$input.path('$.name')\",\"status\":\"$status\"}",
  '#end',
].join('\n');

/** What Step Functions refuses, with the status of it: `[part of the error's type, status, error]`. */
const REFUSALS: readonly (readonly [type: string, status: number, error: string])[] = [
  ['Throttling', 429, 'TooManyRequests'],
  ['LimitExceeded', 429, 'TooManyRequests'],
  ['ExecutionAlreadyExists', 409, 'AlreadyExists'],
  ['InvalidExecutionInput', 400, 'InvalidInput'],
  ['InvalidName', 400, 'InvalidInput'],
  ['Validation', 400, 'InvalidInput'],
  ['ExecutionDoesNotExist', 404, 'NotFound'],
  ['InvalidArn', 404, 'NotFound'],
];

/** The answer where Step Functions itself refused: nothing of what it says, which names the account's resources. @internal */
export const refusedTemplate = (): string => [
  "#set($type = $input.path('$.__type'))",
  ...REFUSALS.map(([type, status, error], index) => `#${index === 0 ? 'if' : 'elseif'}($type && $type.contains('${type}'))${set(status, error)}`),
  `#else${set(500, 'InternalServerError')}#end`,
  OVERRIDE,
  `{${BODY}}`,
].join('\n');
