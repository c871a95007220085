import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { misuse } from '../misuse';
import { ExpressMode } from '../workflows/express-mode';
import { IWorkflow } from '../workflows/i-workflow';
import { executionsOf } from '../workflows/nested-start';

/** Whether whoever starts an execution waits for its output. @internal */
export const isSynchronous = (workflow: IWorkflow): boolean => workflow.mode === ExpressMode.SYNC;

/** Whether executions of the workflow can be described: those of Express workflows leave nothing but logs. @internal */
export const isExpress = (workflow: IWorkflow): boolean => workflow.stateMachineType === sfn.StateMachineType.EXPRESS;

/** The API action that starts an execution. @internal */
export const startAction = (workflow: IWorkflow): string => isSynchronous(workflow) ? 'StartSyncExecution' : 'StartExecution';

/**
 * Allows to start executions. Whoever gets their data with the answer has to be allowed to decrypt it.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html
 * @internal
 */
export function grantStart(workflow: IWorkflow, identity: iam.IGrantable): void {
  workflow.grantStart(identity);
  if (isSynchronous(workflow)) workflow.encryptionKey?.grantDecrypt(identity);
}

/**
 * What a target of aws-cdk-lib is to start: of a release, the alias and not the newest definition. Who starts it is allowed that, and no more.
 *
 * @internal
 */
export const startTarget = (workflow: IWorkflow): sfn.IStateMachine => Object.create(workflow.stateMachine, {
  stateMachineArn: { value: workflow.stateMachineArn },
  grantStartExecution: { value: (identity: iam.IGrantable) => workflow.grantStart(identity) },
}) as sfn.IStateMachine;

/** How long AWS lets an Express execution run that has no timeout. */
const LONGEST_EXPRESS = Duration.minutes(5);

/** Refuses a synchronous start that goes on when nobody waits for it any more. @internal */
export function checkWaits(start: Construct, workflow: IWorkflow, waits: Duration, who: string, advice: string): void {
  if (!isSynchronous(workflow) || waits.isUnresolved() || workflow.timeout?.isUnresolved()) return;
  const timeout = workflow.timeout ?? LONGEST_EXPRESS;
  if (timeout.toMilliseconds() <= waits.toMilliseconds()) return;
  throw misuse(start, `"workflow" is "${workflow.node.path}", whose executions may run for ${timeout.toHumanString()}, `
    + `but ${who} waits ${waits.toHumanString()} for the output. Set the workflow's "timeout" to ${waits.toHumanString()} or less${advice}`);
}

/** The ARN of the executions of a Standard workflow, before their names. @internal */
export const executionArnOf = (workflow: IWorkflow, name: string): string => `${executionsOf(workflow, workflow)}:${name}`;

/** Refuses a workflow whose output is waited for where nobody can wait. @internal */
export function checkAsynchronous(start: Construct, workflow: IWorkflow, who: string): void {
  if (!isSynchronous(workflow)) return;
  throw misuse(start, `"workflow" is "${workflow.node.path}", an ExpressWorkflow of mode SYNC, but ${who} does not wait for the output and may start an execution twice. `
    + 'Use one of mode ASYNC, or a StandardWorkflow.');
}
