import { Annotations, ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { IWorkflow } from './i-workflow';
import { acknowledgementId } from '../validation/cdk/acknowledgements';

/** The key of the customer with which a state machine is encrypted. @internal */
export function customerKey(configuration?: sfn.EncryptionConfiguration): sfn.CustomerManagedEncryptionConfiguration | undefined {
  return configuration instanceof sfn.CustomerManagedEncryptionConfiguration ? configuration : undefined;
}

/** The condition under which Step Functions uses a key for one state machine. @internal */
export const forStateMachine = (stateMachineArn: string) => ({ StringEquals: { 'kms:EncryptionContext:aws:states:stateMachineArn': stateMachineArn } });

/**
 * Allows to decrypt what a workflow is encrypted with, beside a grant to call what answers with data of an execution: `StartSyncExecution` and
 * `DescribeExecution`, but not `StartExecution` and `RedriveExecution`.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html#using-api-with-encryption-required-permissions
 * @internal
 */
export function grantDecrypt({ encryptionKey, stateMachine }: IWorkflow, grantee: iam.IGrantable, beside: iam.Grant): iam.Grant {
  if (!encryptionKey) return beside;
  const conditions = forStateMachine(stateMachine.stateMachineArn);
  return beside.combine(iam.Grant.addToPrincipal({ grantee, actions: ['kms:Decrypt'], resourceArns: [encryptionKey.keyArn], conditions }));
}

/**
 * Encrypts a state machine with a key of the customer, and allows its role and the delivery of logs to use it.
 *
 * CDK's own StateMachine allows it under a condition on the ARN that it makes of the name, which is empty where CloudFormation chooses it. So the
 * ARN is that of the resource, and the policy is one of its own: the state machine is made after the policy of its role, which therefore cannot
 * refer to it.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
 * @internal
 */
export function encryptStateMachine(
  scope: Construct, machine: sfn.StateMachine, configuration: sfn.CustomerManagedEncryptionConfiguration, logged: boolean,
): void {
  const { kmsKey: key, kmsDataKeyReusePeriodSeconds: period, type } = configuration;
  (machine.node.defaultChild as sfn.CfnStateMachine).encryptionConfiguration = {
    type,
    kmsKeyId: key.keyArn,
    kmsDataKeyReusePeriodSeconds: period?.toSeconds() ?? 300,
  };
  const policy = new iam.Policy(scope, 'KeyPolicy', {
    statements: [new iam.PolicyStatement({
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [key.keyArn],
      conditions: forStateMachine(machine.stateMachineArn),
    })],
  });
  machine.role.attachInlinePolicy(policy);
  if (!logged) return;
  const ofLogs = { StringEquals: { 'kms:EncryptionContext:SourceArn': Stack.of(scope).formatArn({ service: 'logs', resource: '*', arnFormat: ArnFormat.NO_RESOURCE_NAME }) } };
  policy.addStatements(new iam.PolicyStatement({ actions: ['kms:GenerateDataKey'], resources: [key.keyArn], conditions: ofLogs }));
  // The data key was made in this context, so that nothing is decrypted in another.
  addToKeyPolicy(scope, key, new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal('delivery.logs.amazonaws.com')],
    actions: ['kms:Decrypt'],
    resources: ['*'],
    conditions: ofLogs,
  }), '"kms:Decrypt" to "delivery.logs.amazonaws.com", or the logs of the workflow are not delivered');
}

/**
 * Allows CloudWatch Logs to encrypt one log group with a key.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 * @internal
 */
export function allowLogGroup(scope: Construct, key: kms.IKey, logGroupName: string): void {
  const stack = Stack.of(scope);
  addToKeyPolicy(scope, key, new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
    actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME }) } },
  }), 'CloudWatch Logs to use it, or the log group cannot be made');
}

/** A key of another app keeps its own policy. @internal */
export function addToKeyPolicy(scope: Construct, key: kms.IKey, statement: iam.PolicyStatement, what: string): void {
  if (key.addToResourcePolicy(statement).statementAdded) return;
  Annotations.of(scope).addWarningV2(acknowledgementId('KeyPolicy'), `Key "${key.node.path}" is imported, so that its policy cannot be changed here. It has to allow ${what}.`);
}
