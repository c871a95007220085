import { Duration, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { RetryPolicy } from '../error-handling/retry-policy';
import { StepwrightError } from '../errors';

/** What each task of this library has beside what aws-cdk-lib's has. */
export interface TaskDefaults {
  /**
   * When the task is tried again. `RetryPolicy.none()` for never.
   *
   * @default - RetryPolicy.transient().and(RetryPolicy.throttling()), which is the errors of the task's own service
   */
  readonly retryPolicy?: RetryPolicy;
}

/** What a task is called on, where its name is known only when the task runs. */
export interface TaskResources {
  /**
   * The ARNs of what the role of the state machine may call the task on. Needed where its name is an expression; it is never `*` by itself.
   *
   * @default - what the props name
   */
  readonly iamResources?: string[];
}

/** What a task needs of IAM that its props do not say. */
export interface TaskStatements {
  /**
   * What the role of the state machine is allowed beside.
   *
   * @default - nothing
   */
  readonly additionalIamStatements?: iam.PolicyStatement[];
}

/** What factories know of the props of every task. @internal */
export type TaskProps = sfn.TaskStateBaseProps & TaskDefaults;

/**
 * What of an answer goes on: one member, which is the answer; members by their paths in it; in JSONata what an expression makes of it; or the input,
 * where the answer says nothing. A member that may be missing is null in JSONata; in JSONPath the whole answer goes on.
 *
 * @internal
 */
export type TaskResult =
  | { readonly only: string; readonly optional?: boolean }
  | { readonly members: { readonly [name: string]: string } }
  | { readonly expression: string }
  | 'input';

/** What is its own of each task. @internal */
export interface TaskKind<Props extends TaskProps, Task extends sfn.TaskStateBase> {
  /** The factory, for messages. */
  readonly factory: string;
  /** How the task waits, where the user does not say. Default: for the response */
  readonly pattern?: sfn.IntegrationPattern;
  /** What contradicts, as the sentences of a message. */
  problem?(props: Props, scope: Construct): string | undefined;
  /** How long the task may take where the user does not say. Undefined: it is not known, and has to be said. */
  timeout(props: Props): Duration | undefined;
  /** @param given what the user said of the timeout */
  make(scope: Construct, id: string, props: Props, given: Pick<TaskProps, 'taskTimeout'>): Task;
  result?(props: Props): TaskResult | undefined;
  /** All that the role of the state machine needs for it. */
  statements(task: Task, props: Props): iam.PolicyStatement[];
}

const { JSONATA } = sfn.QueryLanguage;
const { REQUEST_RESPONSE, RUN_JOB, WAIT_FOR_TASK_TOKEN } = sfn.IntegrationPattern;

/** How long one call of an API may take, with the retries of the SDK. @internal */
export const API_CALL = Duration.minutes(1);

/** The default of a task that waits for a job, whose length nobody knows. @internal */
export const unlessJob = ({ integrationPattern }: TaskProps, timeout: Duration = API_CALL): Duration | undefined =>
  (integrationPattern === RUN_JOB ? undefined : timeout);

/** Makes a task with the defaults of this library. @internal */
export function makeTask<Props extends TaskProps, Task extends sfn.TaskStateBase>(
  kind: TaskKind<Props, Task>, queryLanguage: sfn.QueryLanguage, scope: Construct, id: string, given: TaskDefaults,
): Task {
  const all = { ...given, queryLanguage } as Props;
  const props: Props = { ...all, integrationPattern: all.integrationPattern ?? kind.pattern };
  const byDefault = props.integrationPattern === WAIT_FOR_TASK_TOKEN ? undefined : kind.timeout(props);
  const problem = timeProblem(props, byDefault) ?? kind.problem?.(props, scope);
  if (problem !== undefined) throw new StepwrightError('InvalidProps', `${kind.factory} "${[scope.node.path, id].filter((part) => part !== '').join('/')}": ${problem}`);
  const { retryPolicy = RetryPolicy.transient().and(RetryPolicy.throttling()), ...rest } = props;
  const taskTimeout = props.taskTimeout ?? (props.timeout || !byDefault ? undefined : sfn.Timeout.duration(byDefault));
  const task = kind.make(scope, id, { ...rest, taskTimeout, ...withResult(props, kind.result?.(props)) } as Props, props);
  // CDK reads them when the task becomes part of a state machine. A role that the task takes has to be allowed elsewhere.
  Object.assign(task, { taskPolicies: props.credentials ? [] : kind.statements(task, props) });
  retryPolicy.applyTo(task);
  return task;
}

function timeProblem(props: TaskProps, byDefault: Duration | undefined): string | undefined {
  const { taskTimeout, timeout, heartbeatTimeout, heartbeat, integrationPattern = REQUEST_RESPONSE } = props;
  if (taskTimeout && timeout) return '"taskTimeout" and "timeout" are set, but they are the same. Keep "taskTimeout".';
  if (heartbeatTimeout && heartbeat) return '"heartbeatTimeout" and "heartbeat" are set, but they are the same. Keep "heartbeatTimeout".';
  const beat = heartbeatTimeout ? 'heartbeatTimeout' : heartbeat ? 'heartbeat' : undefined;
  if (beat && integrationPattern !== WAIT_FOR_TASK_TOKEN) {
    return `"${beat}" is set, but nobody sends heartbeats: "integrationPattern" is IntegrationPattern.${integrationPattern}. Leave it out, or use IntegrationPattern.WAIT_FOR_TASK_TOKEN.`;
  }
  if (!taskTimeout && !timeout && !byDefault) {
    return integrationPattern === WAIT_FOR_TASK_TOKEN
      ? '"taskTimeout" is missing, and the task waits for a callback, which may never come. Say how long it waits at most, for example '
        + 'sfn.Timeout.duration(Duration.days(1)), and with "heartbeatTimeout" how often who answers shows that they are alive, where they can.'
      : '"taskTimeout" is missing, and how long the job takes is not known. Say how long it may take at most, for example sfn.Timeout.duration(Duration.hours(2)).';
  }
  const [beatSeconds, seconds] = [secondsOf(heartbeatTimeout, heartbeat), secondsOf(taskTimeout, timeout)];
  if (beatSeconds !== undefined && seconds !== undefined && beatSeconds >= seconds) {
    return `"${beat}" is ${beatSeconds} seconds, and the timeout is ${seconds} seconds. The heartbeat has to be shorter.`;
  }
  return undefined;
}

/** A timeout in seconds, as far as it is known. @internal */
export function secondsOf(timeout: sfn.Timeout | undefined, duration?: Duration): number | undefined {
  if (isOfDeploy(timeout, duration)) return undefined;
  return timeout ? timeout.seconds : duration?.toSeconds();
}

/** Whether a timeout is known only at deploy. @internal */
export const isOfDeploy = (timeout: sfn.Timeout | undefined, duration?: Duration): boolean =>
  Token.isUnresolved(timeout?.seconds) || duration?.isUnresolved() === true;

/** The props that cut an answer to what goes on. What the user says of it comes first. */
function withResult(props: TaskProps, result: TaskResult | undefined): object {
  // What a callback sends is its sender's.
  if (!result || props.integrationPattern === WAIT_FOR_TASK_TOKEN) return {};
  if (props.queryLanguage === JSONATA) return props.outputs === undefined ? { outputs: outputsOf(result) } : {};
  if (props.resultSelector !== undefined || props.outputPath !== undefined || props.resultPath === sfn.JsonPath.DISCARD) return {};
  if (result === 'input') return props.resultPath === undefined ? { resultPath: sfn.JsonPath.DISCARD } : {};
  // JSONPath has no expression, and a path to a member that is not there fails with States.Runtime, which no Catch takes: the whole answer goes on.
  if ('expression' in result || ('only' in result && result.optional)) return {};
  if ('members' in result) return { resultSelector: selectorOf(result.members) };
  return props.resultPath === undefined ? { outputPath: `$.${result.only}` } : { resultSelector: selectorOf({ [lastOf(result.only)]: result.only }) };
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

const selectorOf = (members: { readonly [name: string]: string }): object =>
  Object.fromEntries(Object.entries(members).map(([name, path]) => [name, path.includes('[*]') ? sfn.JsonPath.listAt(`$.${path}`) : sfn.JsonPath.stringAt(`$.${path}`)]));

function outputsOf(result: TaskResult): unknown {
  if (result === 'input') return '{% $states.input %}';
  if ('expression' in result) return `{% ${result.expression} %}`;
  if ('members' in result) return Object.fromEntries(Object.entries(result.members).map(([name, path]) => [name, `{% ${valueOf(path)} %}`]));
  const value = valueOf(result.only);
  return result.optional ? `{% $exists(${value}) ? ${value} : null %}` : `{% ${value} %}`;
}

/** In JSONata, one value in a list is the value itself, but for brackets around it. */
function valueOf(path: string): string {
  const value = `$states.result.${path.replaceAll('[*]', '')}`;
  return path.includes('[*]') ? `[${value}]` : value;
}

/** The members of a state that say how long it may take: some of CDK's tasks give it to the service only. @internal */
export function timeoutFields({ taskTimeout, timeout }: TaskProps): object {
  const seconds = timeout?.toSeconds() ?? taskTimeout?.seconds ?? taskTimeout?.jsonataExpression;
  return { TimeoutSeconds: seconds, TimeoutSecondsPath: taskTimeout?.path };
}
