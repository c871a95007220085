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

/** What is the same in every answer: no answer, and an error of Step Functions, become errors of GraphQL with their own type. */
const ANSWER = `/** What Step Functions answered. That it could not be asked, or refused, is an error of the field. */
function answerOf(ctx) {
  if (ctx.error) {
    util.error(ctx.error.message, ctx.error.type);
  }
  const { statusCode, body } = ctx.result;
  const answer = JSON.parse(body);
  if (statusCode !== 200) {
    const type = answer.__type ? answer.__type.split('#').pop() : \`StepFunctions\${statusCode}\`;
    util.error(answer.message ?? answer.Message ?? \`Step Functions answered with status \${statusCode}.\`, type);
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

/**
 * Starts an execution and waits for its output.
 *
 * StartSyncExecution answers 200 when the execution failed: its status says it.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html
 * @internal
 */
export const startSyncCode = (stateMachineArn: string, input: InputExpression): string => code(
  `/** Starts an execution and waits for its output. */
export function request(ctx) {
${REQUEST('StartSyncExecution', `{
        stateMachineArn: ${quoted(stateMachineArn)},
        input: JSON.stringify(${input}),
      }`)}
}`,
  `/** The output. An execution that failed is an error of the field, with its error as type and its cause as message. */
export function response(ctx) {
  const execution = answerOf(ctx);
  if (execution.status !== 'SUCCEEDED') {
    const error = execution.error ?? (execution.status === 'TIMED_OUT' ? 'States.Timeout' : 'ExecutionFailed');
    util.error(execution.cause ?? \`The execution ended with status \${execution.status}.\`, error);
  }
  return JSON.parse(execution.output);
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

/**
 * Describes an execution.
 *
 * @param executionArn the ARN of an execution, up to its name
 * @param nameArgument the argument of the field that is its name
 * @param asObject whether the field has fields of its own; otherwise it is the status
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
 * @internal
 */
export const describeCode = (executionArn: string, nameArgument: string, asObject: boolean): string => code(
  `/** Looks an execution up by its name. */
export function request(ctx) {
  const name = ctx.args.${nameArgument};
  if (!name || name.includes(':')) {
    util.error('"${nameArgument}" is no name of an execution.', 'InvalidName');
  }
${REQUEST('DescribeExecution', `{ executionArn: \`${executionArn.replace(/[\\`]/g, '\\$&')}\${name}\` }`)}
}`,
  asObject ? `/** How the execution stands, or null where there is none of this name. The output is a JSON text, as AWSJSON has it. */
export function response(ctx) {
  if (isMissing(ctx)) {
    return null;
  }
  const { executionArn, name, status, startDate, stopDate, output, error, cause } = answerOf(ctx);
  return { name, executionArn, status, startDate: timeOf(startDate), stopDate: timeOf(stopDate), output, error, cause };
}` : `/** The status of the execution, or null where there is none of this name. */
export function response(ctx) {
  return isMissing(ctx) ? null : answerOf(ctx).status;
}`,
  `/** Whether there is no execution of this name. */
function isMissing(ctx) {
  return !ctx.error && ctx.result.statusCode === 400 && ctx.result.body.includes('ExecutionDoesNotExist');
}`,
  ANSWER, ...asObject ? [TIME] : [],
);
