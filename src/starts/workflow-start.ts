import { Annotations, Aws, Duration, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { misuse } from '../misuse';
import { acknowledgementId } from '../validation/cdk/acknowledgements';
import { executionArnOf } from '../workflows/execution-arn';
import { ExpressMode } from '../workflows/express-mode';
import { IWorkflow } from '../workflows/i-workflow';
import { Workflow } from '../workflows/workflow';
import { grantDecrypt } from '../workflows/workflow-encryption';
import { WorkflowRelease } from '../workflows/workflow-release';

/** Whether whoever starts an execution waits for its output. @internal */
export const isSynchronous = ({ mode }: IWorkflow): boolean => mode === ExpressMode.SYNC;

/** Whether executions of the workflow cannot be described: those of Express workflows leave nothing but logs. @internal */
export const isExpress = ({ stateMachineType }: IWorkflow): boolean => stateMachineType === sfn.StateMachineType.EXPRESS;

/** Whether executions are started with a version or an alias, beside which the state machine may have others. @internal */
export const isQualified = ({ stateMachine, stateMachineArn }: IWorkflow): boolean => stateMachineArn !== stateMachine.stateMachineArn;

/** The API action that starts an execution. @internal */
export const startAction = (workflow: IWorkflow): string => isSynchronous(workflow) ? 'StartSyncExecution' : 'StartExecution';

/**
 * The services that set `aws:SourceAccount` when they assume a role. API Gateway does not: with the condition, it could not assume it.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
 * @see https://github.com/aws-solutions-library-samples/accelerated-intelligent-document-processing-on-aws/pull/479
 */
const WITH_SOURCE_ACCOUNT: readonly string[] = ['events', 'pipes', 'scheduler'];

/** The role that a service starts executions with, and may do nothing else with. @internal */
export function makeStartRole(start: Construct, workflow: IWorkflow, service: 'apigateway' | 'events' | 'pipes' | 'scheduler'): iam.Role {
  const conditions = WITH_SOURCE_ACCOUNT.includes(service) ? { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } } : undefined;
  const assumedBy = new iam.ServicePrincipal(`${service}.amazonaws.com`, { conditions });
  const role = new iam.Role(start, 'Role', { assumedBy, description: `Starts executions of ${workflow.node.path}` });
  workflow.grantStart(role);
  return role;
}

/** Allows to describe executions, and to decrypt their data. @internal */
export function grantDescribe(workflow: IWorkflow, grantee: iam.IGrantable): void {
  const resourceArns = [executionArnOf(workflow, '*')];
  grantDecrypt(workflow, grantee, iam.Grant.addToPrincipal({ grantee, actions: ['states:DescribeExecution'], resourceArns }));
}

/** Refuses a synchronous start that goes on when nobody waits for it any more. @internal */
export function checkWaits(start: Construct, workflow: IWorkflow, waits: Duration, who: string, advice: string): void {
  const { timeout, node: { path } } = workflow;
  if (!isSynchronous(workflow) || waits.isUnresolved() || timeout?.isUnresolved()) return;
  if (!timeout) {
    noteUnknownTimeout(start, workflow, `the ${waits.toHumanString()} that ${who} waits for the output`);
    return;
  }
  if (timeout.toMilliseconds() <= waits.toMilliseconds()) return;
  throw misuse(start, `"workflow" is "${path}", whose executions may run for ${timeout.toHumanString()}, `
    + `but ${who} waits ${waits.toHumanString()} for the output. Set the workflow's "timeout" to ${waits.toHumanString()} or less${advice}`);
}

/** Says that it is not known whether an execution ends in time. @internal */
export function noteUnknownTimeout(start: Construct, { node: { path } }: IWorkflow, time: string): void {
  Annotations.of(start).addInfoV2(acknowledgementId('UnknownTimeout'),
    `"workflow" is "${path}", which is imported without its timeout. Whether its executions end in ${time} is not known. Import it with its "timeout".`);
}

/** Says that errors that callers are told of set off the alarm that one failed execution sets off. @internal */
export function noteMappedErrors(start: Construct, workflow: IWorkflow, statuses: { readonly [error: string]: number }): void {
  const released = workflow instanceof WorkflowRelease ? workflow.workflow : workflow;
  if (!(released instanceof Workflow) || !released.failedAlarm || released._alarmOptions.failed?.threshold !== undefined) return;
  const error = Object.keys(statuses).find((name) => statuses[name] < 500 && name !== 'States.Timeout');
  if (error === undefined) return;
  Annotations.of(start).addInfoV2(acknowledgementId('MappedErrorAlarm'),
    `"errorMapping" has ${statuses[error]} for "${error}", but each execution that ends with it is a failed one, and one in five minutes sets off the alarm of "${released.node.path}" and ends a release. `
    + 'Set "alarms.failed.threshold" of the workflow to more than callers cause.');
}

/** Refuses a workflow whose output is waited for where nobody can wait. @internal */
export function checkAsynchronous(start: Construct, workflow: IWorkflow, who: string): void {
  if (!isSynchronous(workflow)) return;
  throw misuse(start, `"workflow" is "${workflow.node.path}", an ExpressWorkflow of mode SYNC, but ${who} does not wait for the output and may start an execution twice. `
    + 'Use one of mode ASYNC, or a StandardWorkflow.');
}

/** Refuses an Express workflow where executions are looked at. @internal */
export function checkStandard(start: Construct, workflow: IWorkflow, why: string): void {
  if (isExpress(workflow)) throw misuse(start, `"workflow" is "${workflow.node.path}", an Express workflow, ${why}. Use a StandardWorkflow, or a release of one.`);
}

/** Who writes no types may leave out who may call. @internal */
export function checkAuthorization(start: Construct, authorization: object | undefined, kind: string): void {
  if (authorization) return;
  throw misuse(start, `"authorization" is missing. It has no default: say who may call, for example ${kind}.iam(), or ${kind}.none() for everybody.`);
}

/** Refuses to name executions where a name does not keep a second one from starting. @internal */
export function checkNamed(start: Construct, workflow: IWorkflow): void {
  if (!isExpress(workflow)) return;
  throw misuse(start, `"executionName" is set, but "${workflow.node.path}" is an Express workflow, of which executions with the same name run twice. Leave it out, or use a StandardWorkflow.`);
}

/** Refuses a workflow that is known to be where this service does not reach. @internal */
export function checkPlace(start: Construct, workflow: IWorkflow, who: string): void {
  checkAccount(start, workflow);
  const region = otherRegionOf(start, workflow);
  if (region === undefined) return;
  throw misuse(start, `"workflow" is "${workflow.node.path}" in ${region}, but ${who} starts executions in its own region, which is ${Stack.of(start).region}. Put the ${start.constructor.name} into a stack in ${region}.`);
}

/** Refuses a workflow that is known to be of another account: no role of this one may start it. @internal */
export function checkAccount(start: Construct, { node: { path }, stateMachine: { env } }: IWorkflow): void {
  const { account } = Stack.of(start);
  if (!isOther(env.account, account)) return;
  throw misuse(start, `"workflow" is "${path}" of the account ${env.account}, but a role of the account ${account}, which this stack is of, cannot start it. `
    + `Put the ${start.constructor.name} into a stack of the account ${env.account}.`);
}

/** The region of the workflow, where it is known to be another than the stack's. @internal */
export function otherRegionOf(start: Construct, { stateMachine: { env: { region } } }: IWorkflow): string | undefined {
  return isOther(region, Stack.of(start).region) ? region : undefined;
}

const isOther = (there: string, here: string): boolean => !Token.isUnresolved(there) && !Token.isUnresolved(here) && there !== here;
