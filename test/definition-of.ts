import { Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Workflow } from '../src';

/** The definition of a workflow as CDK writes it, with what is known only at deploy left out of its texts. */
export function definitionOf({ stateMachine }: Workflow): any {
  const { definitionString } = stateMachine.node.defaultChild as sfn.CfnStateMachine;
  const resolved = Stack.of(stateMachine).resolve(definitionString);
  const join = resolved['Fn::Join'] as [string, unknown[]] | undefined;
  return JSON.parse(join ? join[1].map((part) => (typeof part === 'string' ? part : 'TOKEN')).join(join[0]) : resolved);
}
