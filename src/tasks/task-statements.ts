import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { IConstruct } from 'constructs';

/** Whether a value is known only when the task runs. @internal */
export const isExpression = (value: string): boolean => sfn.JsonPath.isEncodedJsonPath(value) || value.startsWith('{%');

/** A statement of what the role of a state machine is allowed. @internal */
export const allow = (actions: string[], resources: string[], conditions?: iam.PolicyStatementProps['conditions']): iam.PolicyStatement =>
  new iam.PolicyStatement({ actions, resources, conditions });

/** An ARN `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE/NAME`. @internal */
export const arnOf = (scope: IConstruct, service: string, resource: string, resourceName: string): string =>
  Stack.of(scope).formatArn({ service, resource, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });

/** The right to give roles to a service. @internal */
export const passRoles = (roleArns: string[], service: string): iam.PolicyStatement[] =>
  (roleArns.length === 0 ? [] : [allow(['iam:PassRole'], roleArns, { StringEquals: { 'iam:PassedToService': service } })]);

/**
 * The rule of EventBridge by which Step Functions is told when jobs end. It is made when the state machine is.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html
 * @internal
 */
export const jobRule = (scope: IConstruct, name: string): iam.PolicyStatement =>
  allow(['events:PutTargets', 'events:PutRule', 'events:DescribeRule'], [arnOf(scope, 'events', 'rule', name)]);

/** What writing to an encrypted queue or topic needs. @internal */
export const writesWithKey = (key: kms.IKey | undefined): iam.PolicyStatement[] =>
  (key ? [allow(['kms:Decrypt', 'kms:GenerateDataKey'], [key.keyArn])] : []);

/** Says that a name is known only when the task runs, and so is what the role needs. @internal */
export function unnamed(prop: string, value: string, iamResources: readonly string[] | undefined, example: string): string | undefined {
  if (iamResources?.length === 0) return '"iamResources" is empty. Give the ARNs of what the task is called on, or leave it out.';
  if (iamResources || !isExpression(value)) return undefined;
  const shown = value.startsWith('{%') ? `"${value}"` : 'a path';
  return `"${prop}" is ${shown}, so that what the role has to allow is not known. Give "iamResources", for example ["${example}"].`;
}
