import { Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { unnamedErrorOf } from '../asl/integrations/error-names';
import { describeIntegration, Integration, integrationOf } from '../asl/integrations/integration';
import { isThrottling, isTransient } from '../asl/integrations/passing-errors';

/** What a task fails with by no fault of the caller, and what may stand for that. @internal */
export function transientErrors(state: sfn.State): readonly string[] {
  const called = calledBy(state);
  const unnamed = called && unnamedErrorOf(called);
  return called?.errors.filter((name) => name === unnamed || isTransient(name)) ?? [];
}

/** What a task fails with when there are too many calls. @internal */
export const throttlingErrors = (state: sfn.State): readonly string[] => calledBy(state)?.errors.filter(isThrottling) ?? [];

/** What a task calls; undefined for an activity, and where that is not known until deploy. @internal */
export function calledBy(state: sfn.State): Integration | undefined {
  const { Resource: resource } = state.toStateJson() as { readonly Resource?: unknown };
  const text = resource === undefined ? undefined : textOf(Stack.of(state).resolve(resource));
  if (text?.includes(':states:')) return integrationOf(text);
  const isFunction = state instanceof tasks.LambdaInvoke || (text !== undefined && /^arn:[^:]*:lambda:/.test(text));
  return isFunction ? describeIntegration({ kind: 'optimized', service: 'lambda', action: 'invoke' }) : undefined;
}

/** A text whose tokens do not matter: only the partition stands in front of what an integration is. */
function textOf(resolved: unknown): string | undefined {
  if (typeof resolved === 'string') return resolved;
  const join = (resolved as { 'Fn::Join'?: [string, unknown[]] } | undefined)?.['Fn::Join'];
  return join?.[1].map((part) => (typeof part === 'string' ? part : 'aws')).join(join[0]);
}
