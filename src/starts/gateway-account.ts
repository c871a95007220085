import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';

const ID = 'StepwrightApiGatewayAccount';

/**
 * Lets API Gateway write logs: an account has one role for that in a region, and so a stack sets it once, for all its APIs.
 *
 * The role stays when the stack is deleted, because APIs of other stacks may have come to use it.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-account.html
 * @internal
 */
export function allowGatewayLogs(api: apigateway.RestApi): void {
  const stack = Stack.of(api);
  const found = stack.node.findAll().find((child) => child instanceof apigateway.CfnAccount && Stack.of(child) === stack);
  api.deploymentStage.node.addDependency(found ?? makeAccount(stack, api));
}

function makeAccount(stack: Stack, api: apigateway.RestApi): apigateway.CfnAccount {
  const role = new iam.Role(stack, `${ID}Role`, {
    assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs')],
    description: 'Writes the logs of API Gateway in this account and region',
  });
  const account = new apigateway.CfnAccount(stack, ID, { cloudWatchRoleArn: role.roleArn });
  for (const kept of [role, account]) kept.applyRemovalPolicy(RemovalPolicy.RETAIN);
  // In an account that never had an API, there has to be one first.
  account.node.addDependency(api.node.defaultChild!);
  return account;
}
