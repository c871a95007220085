import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { checkDelivery, deadLettersOf, EVENT_LIMITS, StartDeliveryOptions } from './delivery';
import { allowEventBridge, EventTarget } from './event-target';
import { checkAsynchronous, checkPlace, makeStartRole } from './workflow-start';
import { misuse } from '../misuse';
import { IWorkflow } from '../workflows/i-workflow';

/** What every start by a rule of EventBridge can have. */
export interface EventStartOptions extends StartDeliveryOptions {
  /** The workflow whose executions are started: a StandardWorkflow, or an ExpressWorkflow of mode ASYNC. */
  readonly workflow: IWorkflow;
  /**
   * What of an event is the input, for example `RuleTargetInput.fromEventPath('$.detail')`.
   *
   * @default - the whole event with an EventStart, `$.detail` with an S3ObjectStart
   */
  readonly input?: events.RuleTargetInput;
  /**
   * The name of the rule.
   *
   * @default - CloudFormation makes a name
   */
  readonly ruleName?: string;
  /**
   * What the rule is for.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Whether events start executions.
   *
   * @default true
   */
  readonly enabled?: boolean;
}

/** What an EventStart is made of. */
export interface EventStartProps extends EventStartOptions {
  /** The events that start an execution each. */
  readonly eventPattern: events.EventPattern;
  /**
   * The bus that the events are on.
   *
   * @default - the default bus of the account, which has the events of AWS services
   */
  readonly eventBus?: events.IEventBus;
}

/**
 * A rule of EventBridge that starts an execution for each event that it matches.
 *
 * What cannot be delivered, because starts are throttled or the workflow is gone, is tried for a day and then kept in a dead-letter queue that has an
 * alarm. EventBridge delivers at least once: now and then two executions start for one event. The role may only start this workflow.
 *
 * @example
 * declare const orders: StandardWorkflow;
 *
 * new EventStart(this, 'OrderPlaced', {
 *   workflow: orders,
 *   eventPattern: { source: ['shop'], detailType: ['OrderPlaced'] },
 *   input: events.RuleTargetInput.fromEventPath('$.detail'),
 * });
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 */
export class EventStart extends Construct {
  /** The rule. */
  public readonly rule: events.Rule;
  /** The role that EventBridge starts executions with. */
  public readonly role: iam.Role;
  /** The queue for what could not be delivered. */
  public readonly deadLetterQueue: sqs.IQueue;
  /** The alarm for when a message arrives in it; none where the queue is your own. */
  public readonly deadLetterAlarm?: cloudwatch.Alarm;

  /**
   * Makes the rule, its role, and the dead-letter queue where none is given.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: EventStartProps) {
    super(scope, id);
    const { workflow, eventPattern, eventBus, input, ruleName, description, enabled, maxEventAge, retryAttempts } = props;
    checkAsynchronous(this, workflow, 'EventBridge');
    checkPlace(this, workflow, 'EventBridge');
    checkDelivery(this, props, EVENT_LIMITS);
    const empty = Object.entries(eventPattern).find(([, value]) => (Array.isArray(value) && value.length === 0) || (value !== null && typeof value === 'object' && Object.keys(value).length === 0));
    if (empty) throw misuse(this, `"eventPattern.${empty[0]}" is empty. It has to name what it matches. Leave it out to match everything.`);
    if (Object.values(eventPattern).every((value) => value === undefined)) {
      throw misuse(this, '"eventPattern" is empty, and would start an execution for every event. It has to have a field: "source" or "detailType", for example.');
    }

    const { queue, alarm } = deadLettersOf(this, props);
    this.deadLetterQueue = queue;
    this.deadLetterAlarm = alarm;
    allowEventBridge(this, queue);
    this.role = makeStartRole(this, workflow, 'events');
    this.rule = new events.Rule(this, 'Rule', {
      eventPattern,
      eventBus,
      ruleName,
      description,
      enabled,
      targets: [new EventTarget(workflow, { input, role: this.role, deadLetterQueue: queue, maxEventAge, retryAttempts })],
    });
  }
}
