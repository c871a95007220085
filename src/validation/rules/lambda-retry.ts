import { JsonNode } from '../../asl/json/nodes';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { State, textOf } from '../structure';
import { all, cut } from '../wording';

/** What Lambda fails with for a moment, by no fault of the function: the errors that Workflow Studio retries in a new Lambda task. */
const TRANSIENT_ERRORS = ['Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException', 'Lambda.TooManyRequestsException'];

/** Error names that stand for all of them. */
const COVERING = ['States.ALL', 'States.TaskFailed'];

/**
 * Lambda now and then fails for a moment: the service, the connection to it, or the concurrency that is used up. A retrier for these errors lets
 * the execution go on: one of the task, or one of the Parallel or Map state around it, which tries all of it again.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
 */
export const lambdaRetry = defineRule({
  id: 'ASL504',
  name: 'lambda-retry',
  severity: FindingSeverity.INFO,
  refusedByAws: false,
  summary: 'A task of Lambda retries the errors that Lambda has for a moment.',
  why: 'Without a retrier one such error fails the execution. The LambdaInvoke of aws-cdk-lib retries all but Lambda.TooManyRequestsException.',
  fix: 'Add a retrier with these names in "ErrorEquals", or one for "States.TaskFailed" or "States.ALL".',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html',
  messages: {
    missing: (state: string, errors: string) => `State "${state}" calls Lambda and does not retry ${errors}, which pass: the next call may well succeed.`,
  },
  examples: {
    good: [
      { definition: { StartAt: 'A', States: { A: task([{ ErrorEquals: TRANSIENT_ERRORS, IntervalSeconds: 1, JitterStrategy: 'FULL' }]) } } },
      { definition: { StartAt: 'A', States: { A: task([{ ErrorEquals: ['Busy'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }]) } } },
      {
        title: 'All of the block is tried again',
        definition: {
          StartAt: 'Block',
          States: { Block: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: task([]) } }], Retry: [{ ErrorEquals: ['States.ALL'], MaxDelaySeconds: 60, JitterStrategy: 'FULL' }], End: true } },
        },
      },
    ],
    bad: [
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', End: true } } },
        findings: [{
          at: '/States/A',
          says: 'State "A" calls Lambda and does not retry "Lambda.ServiceException", "Lambda.AWSLambdaException", "Lambda.SdkClientException" and "Lambda.TooManyRequestsException", which pass: the next call may well succeed.',
        }],
      },
      {
        title: 'The retrier of aws-cdk-lib',
        definition: {
          StartAt: 'A',
          States: {
            A: task([{
              ErrorEquals: ['Lambda.ClientExecutionTimeoutException', 'Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException'],
              IntervalSeconds: 2,
              MaxAttempts: 6,
              BackoffRate: 2,
            }]),
          },
        },
        findings: [{ at: '/States/A', says: 'State "A" calls Lambda and does not retry "Lambda.TooManyRequestsException", which pass: the next call may well succeed.' }],
      },
    ],
  },
  check: ({ report }) => ({
    state(state) {
      const { name, node, called } = state;
      if (!called?.lambdaFunction && !(called?.service === 'lambda' && called.action === 'invoke')) return;
      const retried = retriedOf(state);
      if (!retried || COVERING.some((error) => retried.has(error))) return;
      const missing = TRANSIENT_ERRORS.filter((error) => !retried.has(error));
      if (missing.length > 0) report('missing', node, cut(name), all(missing));
    },
  }),
});

/** The errors that a state or one around it retries; undefined where that is not known until deploy. */
function retriedOf(state: State): Set<string> | undefined {
  const names = new Set<string>();
  // What fails in a child execution of a Distributed Map is no error of the Map.
  for (let at: State | undefined = state; at; at = at.scope.distributed ? undefined : at.scope.owner) {
    const retried = at.node.opaqueMembers.length > 0 ? undefined : retriedErrors(at.node.get('Retry'));
    if (!retried) return undefined;
    retried.forEach((name) => names.add(name));
  }
  return names;
}

/** The errors that a list retries at least once. */
function retriedErrors(list: JsonNode | undefined): Set<string> | undefined {
  const names = new Set<string>();
  if (!list) return names;
  if (list.kind !== 'array') return undefined;
  for (const retrier of list.elements) {
    const errors = retrier.kind === 'object' ? retrier.get('ErrorEquals') : undefined;
    if (retrier.kind !== 'object' || errors?.kind !== 'array') return undefined;
    const attempts = retrier.get('MaxAttempts');
    if (attempts?.kind === 'number' && attempts.value === 0) continue;
    for (const error of errors.elements) {
      const name = textOf(error);
      if (name === undefined) return undefined;
      names.add(name);
    }
  }
  return names;
}

function task(retry: readonly object[]): object {
  return { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { 'FunctionName': 'f', 'Payload.$': '$' }, Retry: retry, End: true };
}
