import { Annotations, CfnResource, IAspect } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CfnDeletionPolicy } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { Workflow } from './workflow';
import { referredInDefinition } from '../definitions/construct';
import { StepwrightError } from '../errors';
import { acknowledgementId } from '../validation/cdk/acknowledgements';

/** A version of a function that a definition names by its number, and not as a resource. */
const VERSION_ARN = /\b(arn:[a-z0-9-]+:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+):\d+\b/g;

/**
 * Keeps old versions of a workflow able to invoke the versions of functions that they were published with: CDK allows the role what the newest
 * definition names only (aws/aws-cdk#17515). Which these are is known when the definition is complete.
 *
 * @internal
 */
export class PinnedFunctions implements IAspect {
  public constructor(private readonly release: IConstruct, private readonly workflow: Workflow) {}

  public visit(node: IConstruct): void {
    if (node !== this.release) return;
    let referred: ReturnType<typeof referredInDefinition>;
    try {
      referred = referredInDefinition(this.workflow.stateMachine.node.defaultChild as CfnResource, lambda.CfnVersion.CFN_RESOURCE_TYPE_NAME);
    } catch (error) {
      // That the definition cannot be read is told of where it is checked.
      if (error instanceof StepwrightError) return;
      throw error;
    }
    const versions = referred.resources.map((resource) => ({ resource, version: resource.node.scope }));
    const functions = new Set([
      ...versions.flatMap(({ version }) => (version instanceof lambda.Version ? [version.lambda.functionArn] : [])),
      ...[...referred.text.matchAll(VERSION_ARN)].map(([, arn]) => arn),
    ]);
    if (functions.size > 0) {
      this.workflow.role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [...functions].map((arn) => `${arn}:*`) }));
    }
    for (const { resource, version } of versions) {
      if (resource.cfnOptions.deletionPolicy === CfnDeletionPolicy.RETAIN) continue;
      Annotations.of(this.release).addWarningV2(acknowledgementId('PinnedFunctionVersion'), `"${this.workflow.node.path}" invokes version "${version?.node.path}" of a Lambda function, `
        + 'which is deleted when the next one is published, while executions of older versions of the workflow still invoke it. Set "removalPolicy" to RemovalPolicy.RETAIN '
        + 'in "currentVersionOptions" of the function, or of the Version.');
    }
  }
}
