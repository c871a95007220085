import { Aws } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { misuse } from '../misuse';
import { IWorkflow } from '../workflows/i-workflow';
import { addToKeyPolicy } from '../workflows/workflow-encryption';

/** @internal */
export interface EventTargetProps extends targets.TargetBaseProps {
  readonly role: iam.IRole;
  readonly deadLetterQueue: sqs.IQueue;
  readonly input?: events.RuleTargetInput;
}

/** What a rule starts. CDK's own target starts the state machine, and not an alias of it, and allows to start every alias. @internal */
export class EventTarget implements events.IRuleTarget {
  public constructor(private readonly workflow: IWorkflow, private readonly props: EventTargetProps) {}

  public bind(rule: events.IRule): events.RuleTargetConfig {
    const { role, input, deadLetterQueue } = this.props;
    targets.addToDeadLetterQueueResourcePolicy(rule, deadLetterQueue);
    return { ...targets.bindBaseTargetConfig(this.props), arn: this.workflow.stateMachineArn, role, input };
  }
}

/**
 * Allows EventBridge to use the key of a dead-letter queue, which it writes into by itself and not with a role.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 * @internal
 */
export function allowEventBridge(start: Construct, { encryptionType, encryptionMasterKey, node: { path } }: sqs.IQueue): void {
  if (encryptionType === sqs.QueueEncryption.KMS_MANAGED) {
    throw misuse(start, `"deadLetterQueue" is "${path}", which is encrypted with the key that AWS manages for SQS, and EventBridge cannot use that. Set its "encryption" to SQS_MANAGED, or to KMS with a key of your own.`);
  }
  if (!encryptionMasterKey) return;
  addToKeyPolicy(start, encryptionMasterKey, new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal('events.amazonaws.com')],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
  }), '"kms:Decrypt" and "kms:GenerateDataKey" to "events.amazonaws.com", or what could not be delivered is lost');
}
