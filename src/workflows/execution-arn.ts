import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { IWorkflow } from './i-workflow';

/**
 * The ARN of an execution of a Standard workflow. It has the name of the state machine, whichever version or alias of it was started.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/execution-alias-version-associate.html
 * @internal
 */
export function executionArnOf({ stateMachine, stateMachineName }: IWorkflow, name: string): string {
  const { stateMachineArn, env } = stateMachine;
  if (!Token.isUnresolved(stateMachineArn)) return `${Arn.format({ ...Arn.split(stateMachineArn, ArnFormat.COLON_RESOURCE_NAME), resource: 'execution' })}:${name}`;
  return Stack.of(stateMachine).formatArn({
    service: 'states', region: env.region, account: env.account, resource: 'execution', resourceName: `${stateMachineName}:${name}`, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
