import { CfnResource } from 'aws-cdk-lib';
import { Workflow } from '../src';
import { parseDefinition } from '../src/asl/document';
import { scopeOfResource, sourceFromResource } from '../src/definitions/construct';
import { Certainty, matches, MatchText } from '../src/validation/iam/match';
import { AppAccess, StackAnalysis } from '../src/validation/stack/stack-analysis';

/**
 * Actions that IAM allows for all resources only.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbatch.html
 */
const NO_RESOURCE = new Set(['batch:describejobs']);

/**
 * What AWS asks for beside, and not every run needs, so that the validator does not miss it: results are read again and written in parts, and child
 * executions are redriven.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 */
const BESIDE_WRITING = ['s3:getobject', 's3:listmultipartuploadparts', 's3:abortmultipartupload'];
const REDRIVES_CHILDREN = /^states:redriveexecution on .*:execution:.*\/([^/]*):\*$/;

/** What a workflow's role is allowed and its definition does not need, as `action on resource`. */
export function surplusOf({ stateMachine }: Workflow): string[] {
  const resource = stateMachine.node.defaultChild as CfnResource;
  const scope = scopeOfResource(resource);
  const source = sourceFromResource(resource, scope);
  const document = parseDefinition(source);
  const analysis = new StackAnalysis(scope.declaration(resource), document, true, new AppAccess());
  const needs = analysis.needs.needs.map(({ actions, resource: { arns }, state }) => {
    const beside = state?.type === 'Map' && actions.includes('s3:PutObject') ? BESIDE_WRITING : [];
    return { actions: [...actions.map((action) => action.toLowerCase()), ...beside], arns: arns.map((arn) => new MatchText(arn)) };
  });
  return analysis.role.statements.flatMap(({ actions, resources }) => actions.all.flatMap((action) => resources.all.flatMap((allowed) => (
    needs.some((need) => need.actions.includes(action.key) && isAsked(action.key, allowed, need.arns)) ? [] : [`${action.key} on ${allowed.key}`]))))
    .filter((permission) => !source.text.includes(`"Label":"${REDRIVES_CHILDREN.exec(permission)?.[1]}"`));
}

function isAsked(action: string, allowed: MatchText, asked: readonly MatchText[]): boolean {
  // A call whose resource is known only when the task runs: anything but all.
  if (asked.length === 0) return allowed.key !== '*' || NO_RESOURCE.has(action);
  return asked.some((one) => one.key === allowed.key
    || (matches(allowed, one) > Certainty.NO && (!allowed.wildcards || one.text.some((part) => typeof part !== 'string' && part.kind === 'later'))));
}
