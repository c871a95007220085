/** What of a request becomes the input of an execution, as an expression of APPSYNC_JS. @internal */
export type InputExpression = string;

/** A header that keeps the request and the answers of Step Functions in one form. */
const REQUEST = (action: string, body: string): string => `  return {
    method: 'POST',
    resourcePath: '/',
    params: {
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AWSStepFunctions.${action}',
      },
      body: JSON.stringify(${body}),
    },
  };`;

/**
 * What is the same in every answer: that Step Functions could not be asked, or refused, is an error of GraphQL with its type. Its words name the
 * account's resources: they are for the log.
 */
const ANSWER = `/** What Step Functions answered. That it could not be asked, or refused, is an error of the field. */
function answerOf(ctx) {
  if (ctx.error) {
    console.error(ctx.error.message);
    util.error('Step Functions did not answer.', ctx.error.type);
  }
  const { statusCode, body } = ctx.result;
  const answer = body.startsWith('{') ? JSON.parse(body) : {};
  if (statusCode !== 200) {
    console.error(\`Step Functions answered with status \${statusCode}: \${body}\`);
    util.error('Step Functions refused the request.', answer.__type ? answer.__type.split('#').pop() : \`StepFunctions\${statusCode}\`);
  }
  return answer;
}`;

const NAME = `/** The name in the ARN of an execution: what is after its state machine. */
function nameOf(executionArn) {
  return executionArn.split(':')[7];
}`;

const TIME = `/** Step Functions writes times as seconds since 1970. */
function timeOf(seconds) {
  return seconds === undefined || seconds === null ? null : util.time.epochMilliSecondsToISO8601(Math.round(seconds * 1000));
}`;

const code = (...parts: readonly string[]): string => ["import { util } from '@aws-appsync/utils';", ...parts].join('\n\n') + '\n';

/** A value as it stands between quotes in the code. Values that are known at deploy only are ARNs, which hold neither quotes nor backslashes. */
const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** What callers learn of an execution that failed. @internal */
export interface ShownErrors {
  /** The errors that they may know of. */
  readonly names: readonly string[];
  readonly includeCause: boolean;
}

/** The lines for errors that callers may know of. */
const shown = ({ names, includeCause }: ShownErrors): string => (names.length === 0 ? '' : `
  if ([${names.map(quoted).join(', ')}].includes(execution.error)) {
    util.error(${includeCause ? "execution.cause ?? 'The execution failed.'" : "'The execution failed.'"}, execution.error);
  }`);

/**
 * Starts an execution and waits for its output.
 *
 * StartSyncExecution answers 200 when the execution failed: its status says it.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html
 * @internal
 */
export const startSyncCode = (stateMachineArn: string, input: InputExpression, errors: ShownErrors): string => code(
  `/** Starts an execution and waits for its output. */
export function request(ctx) {
${REQUEST('StartSyncExecution', `{
        stateMachineArn: ${quoted(stateMachineArn)},
        input: JSON.stringify(${input}),
      }`)}
}`,
  `/** The output. An execution that failed is an error of the field, which tells nothing of the inside${errors.names.length === 0 ? '' : ', but for errors that callers may know of'}. */
export function response(ctx) {
  const execution = answerOf(ctx);
  if (execution.status === 'SUCCEEDED') {
    return JSON.parse(execution.output);
  }
  console.error(\`\${execution.executionArn} ended with status \${execution.status}, error \${execution.error}.\`);
  if (execution.status === 'TIMED_OUT') {
    util.error('The execution timed out.', 'States.Timeout');
  }${shown(errors)}
  util.error('The execution failed.', 'ExecutionFailed');
}`,
  ANSWER,
);

/**
 * Starts an execution.
 *
 * @param asObject whether the field has fields of its own; otherwise it is the name
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 * @internal
 */
export const startAsyncCode = (stateMachineArn: string, input: InputExpression, asObject: boolean): string => code(
  `/** Starts an execution and does not wait for it. */
export function request(ctx) {
${REQUEST('StartExecution', `{
        stateMachineArn: ${quoted(stateMachineArn)},
        input: JSON.stringify(${input}),
      }`)}
}`,
  asObject ? `/** The execution that was started. */
export function response(ctx) {
  const { executionArn, startDate } = answerOf(ctx);
  return { name: nameOf(executionArn), executionArn, status: 'RUNNING', startDate: timeOf(startDate) };
}` : `/** The name of the execution that was started. */
export function response(ctx) {
  return nameOf(answerOf(ctx).executionArn);
}`,
  ANSWER, NAME, ...asObject ? [TIME] : [],
);

/** Whose an execution is: nobody's, where it was started without who called. */
const OWN = `/** Whether the caller started the execution: who did is in the input, beside the arguments. */
function isOwn(execution, identity) {
  const caller = callerOf(identity);
  return caller !== null && callerOf(JSON.parse(execution.input ?? 'null')?.identity) === caller;
}`;

/**
 * With Cognito and OpenID Connect a subject is of an issuer. With IAM all users of an identity pool may have one role.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html#aws-appsync-resolver-context-reference-identity-js
 */
const CALLER = `/** What tells a caller from others; null where nothing does. */
function callerOf(identity) {
  if (identity?.sub) {
    return \`\${identity.issuer} \${identity.sub}\`;
  }
  return identity?.cognitoIdentityId ?? identity?.userArn ?? null;
}`;

/**
 * Describes an execution.
 *
 * @param executionArn the ARN of an execution, up to its name
 * @param nameArgument the argument of the field that is its name
 * @param asObject whether the field has fields of its own; otherwise it is the status
 * @param onlyOwn whether callers see only those that they started
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
 * @internal
 */
export const describeCode = (executionArn: string, nameArgument: string, asObject: boolean, onlyOwn: boolean): string => code(
  `/** Looks an execution up by its name. */
export function request(ctx) {
  const name = ctx.args.${nameArgument};
  if (!name || name.includes(':')) {
    util.error('"${nameArgument}" is no name of an execution.', 'InvalidName');
  }
${REQUEST('DescribeExecution', `{ executionArn: \`${executionArn.replace(/[\\`]/g, '\\$&')}\${name}\` }`)}
}`,
  `/** ${asObject ? 'How the execution stands' : 'The status of the execution'}, or null where ${onlyOwn ? 'the caller started none' : 'there is none'} of this name.${asObject ? ' The output is a JSON text, as AWSJSON has it.' : ''} */
export function response(ctx) {
  if (isMissing(ctx)) {
    return null;
  }
  const execution = answerOf(ctx);${onlyOwn ? `
  if (!isOwn(execution, ctx.identity)) {
    return null;
  }` : ''}
${asObject ? `  const { executionArn, name, status, startDate, stopDate, output, error, cause } = execution;
  return { name, executionArn, status, startDate: timeOf(startDate), stopDate: timeOf(stopDate), output, error, cause };` : '  return execution.status;'}
}`,
  `/** Whether there is no execution of this name. */
function isMissing(ctx) {
  return !ctx.error && ctx.result.statusCode === 400 && ctx.result.body.includes('ExecutionDoesNotExist');
}`,
  ...onlyOwn ? [OWN, CALLER] : [], ANSWER, ...asObject ? [TIME] : [],
);
