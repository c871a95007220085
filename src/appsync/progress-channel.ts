import { Aws, Duration } from 'aws-cdk-lib';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { AppSyncApi } from './app-sync-api';
import { ChannelAccess } from './channel-access';
import { PUBLISH_CODE, subscribeCode } from './progress-code';
import { checkMessage, mutationNameOf, ProgressMessage, publishOperation, schemaOf } from './progress-schema';
import { EVENT_SOURCE, ProgressJsonataProps, ProgressJsonPathProps, Publishing, publishJsonata, publishJsonPath } from './progress-task';
import { AUTH_MODES, AuthMode } from '../graphql/auth/auth-mode';
import { misuse } from '../misuse';
import { checkDelivery, deadLettersOf, EVENT_LIMITS } from '../starts/delivery';
import { allowEventBridge } from '../starts/event-target';

/** What a ProgressChannel is made of. */
export interface ProgressChannelProps {
  /** The API that clients subscribe to. It has to let callers with IAM in, beside others: EventBridge publishes with it. */
  readonly api: AppSyncApi;
  /**
   * The name of the subscription. Of `orderProgress`, the messages are of type `OrderProgress`, and the mutation that publishes them is
   * `publishOrderProgress`. The channel adds all of them to the schema.
   */
  readonly name: string;
  /** Who of those who may subscribe gets which messages. */
  readonly access: ChannelAccess;
  /**
   * What a message says, with the types of GraphQL: `{ status: 'OrderStatus!', percent: 'Int' }`. They are scalars, enums, and lists of these. With
   * `!`, every message has the field; for a subscriber each may be null. Beside these, every message has its key and `at`, its time.
   */
  readonly fields: { [field: string]: string };
  /**
   * The field by which a message is followed, and the argument of the subscription.
   *
   * @default id
   */
  readonly keyField?: string;
  /**
   * Who may subscribe, of the modes of the API.
   *
   * @default - the default mode of the API
   */
  readonly subscriberModes?: appsync.AuthorizationType[];
  /**
   * The groups of the Cognito user pool whose users may subscribe.
   *
   * @default - all users of the user pool
   */
  readonly cognitoGroups?: string[];
  /**
   * How long it is tried to publish a message, from one minute to a day.
   *
   * @default Duration.minutes(5), as later nobody waits for it
   */
  readonly maxEventAge?: Duration;
  /**
   * How often it is tried again, at most.
   *
   * @default - 185 times, within `maxEventAge`
   */
  readonly retryAttempts?: number;
  /**
   * The queue for what could not be published. It has to be a standard queue, and not a FIFO queue.
   *
   * @default - a queue is made, encrypted, for TLS only, that keeps messages for 14 days, with an alarm for when one arrives
   */
  readonly deadLetterQueue?: sqs.IQueue;
  /**
   * What the alarm of the queue that is made does when a message arrives.
   *
   * @default - it only changes its state
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];
}

/**
 * Progress of workflows, which clients subscribe to: each state of a workflow can publish, and nobody but who is granted that.
 *
 * A state of Step Functions cannot call AppSync itself. It puts an event on a bus of the channel, and a rule calls a mutation with it, with a role
 * that may do that and nothing else. The mutation is for callers with IAM only; on the bus are those whom the workflow's role and `grantPublish()`
 * let. What the mutation returns, with all its fields, is what subscribers get.
 *
 * Messages come at least once, and not always in their order: `at` says when the state was entered that published, to the millisecond. A client
 * keeps what has the latest `at`. A message that finds no subscriber is gone: subscribe first, and then ask once how it stands.
 *
 * @example
 * declare const api: AppSyncApi;
 *
 * const progress = new ProgressChannel(this, 'Progress', {
 *   api,
 *   name: 'orderProgress',
 *   fields: { status: 'String!' },
 *   access: ChannelAccess.owner(),
 * });
 * const packed = progress.publishJsonata(this, 'Say packed', {
 *   fields: { status: 'PACKED', owner: '{% $states.input.identity.sub %}' },
 * });
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/target-appsync.html
 */
export class ProgressChannel extends Construct {
  /** The bus that states put their messages on. */
  public readonly eventBus: events.EventBus;
  /** The rule that publishes them. */
  public readonly rule: events.Rule;
  /** The role that EventBridge publishes with. */
  public readonly role: iam.Role;
  /** The queue for what could not be published. */
  public readonly deadLetterQueue: sqs.IQueue;
  /** The alarm for when a message arrives in it; none where the queue is your own. */
  public readonly deadLetterAlarm?: cloudwatch.Alarm;
  /** The field that clients subscribe to: `Subscription.orderProgress`. */
  public readonly subscriptionField: string;
  /** The field that publishes: `Mutation.publishOrderProgress`. */
  public readonly publishField: string;
  private readonly api: AppSyncApi;
  private readonly message: ProgressMessage;

  /**
   * Adds the channel to the schema of the API, and makes the bus, the rule and its role, and the dead-letter queue where none is given.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: ProgressChannelProps) {
    super(scope, id);
    const { api, name, access, fields, keyField = 'id', maxEventAge = Duration.minutes(5), retryAttempts } = props;
    const { _schema: schema, graphqlApi } = api;
    if (!api._modes.modes.includes('iam')) {
      throw misuse(this, `"api" is "${api.node.path}", which lets no callers with IAM in, but EventBridge publishes with it. Add it: "auth" of the API .and(ApiAuth.iam()).`);
    }
    if (graphqlApi.visibility === appsync.Visibility.PRIVATE) {
      throw misuse(this, `"api" is "${api.node.path}", a private API, which EventBridge cannot call. Give it Visibility.GLOBAL.`);
    }
    checkDelivery(this, { ...props, maxEventAge }, EVENT_LIMITS);
    this.api = api;
    this.message = { name, keyField, ownerField: access._owner, fields, modes: subscribersOf(this, props), groups: props.cognitoGroups };
    checkMessage(this, schema, this.message);

    api._extendSchema(schemaOf(schema, this.message));
    const dataSource = api.addNoneDataSource(`Channel_${name}`);
    const mutation = mutationNameOf(name);
    this.publishField = `${schema.rootName('mutation') ?? 'Mutation'}.${mutation}`;
    this.subscriptionField = `${schema.rootName('subscription') ?? 'Subscription'}.${name}`;
    api.addResolver(this.publishField, { dataSource, code: appsync.Code.fromInline(PUBLISH_CODE) });
    if (access._owner !== undefined) {
      api.addResolver(this.subscriptionField, { dataSource, code: appsync.Code.fromInline(subscribeCode(keyField, access._owner)) });
    }

    const { queue, alarm } = deadLettersOf(this, props, 'Progress of a workflow could not be published.');
    this.deadLetterQueue = queue;
    this.deadLetterAlarm = alarm;
    allowEventBridge(this, queue);
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } } }),
      description: `Publishes ${name} to ${api.node.path}`,
    });
    api.grant(this.role, this.publishField);
    this.eventBus = new events.EventBus(this, 'Bus', { description: `Progress that ${api.node.path} publishes as ${name}` });
    this.rule = new events.Rule(this, 'Rule', {
      eventBus: this.eventBus,
      eventPattern: { source: [EVENT_SOURCE], detailType: [name] },
      targets: [new targets.AppSync(graphqlApi, {
        graphQLOperation: publishOperation(this.message),
        variables: events.RuleTargetInput.fromObject({ input: events.EventField.fromPath('$.detail') }),
        eventRole: this.role,
        deadLetterQueue: queue,
        maxEventAge,
        retryAttempts,
      })],
    });
  }

  /**
   * A JSONPath state that publishes a message. Its output is its input. The role of the workflow may put events on the bus of the channel.
   *
   * A state that fails, when EventBridge cannot be reached, ends the execution: give it a `addCatch()` that goes on where it must not.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it says
   */
  public publishJsonPath(scope: Construct, id: string, props: ProgressJsonPathProps): tasks.EventBridgePutEvents {
    return publishJsonPath(this.publishing, scope, id, props);
  }

  /**
   * A JSONata state that publishes a message. Its output is its input. The role of the workflow may put events on the bus of the channel.
   *
   * A state that fails, when EventBridge cannot be reached, ends the execution: give it a `addCatch()` that goes on where it must not.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it says
   */
  public publishJsonata(scope: Construct, id: string, props: ProgressJsonataProps): tasks.EventBridgePutEvents {
    return publishJsonata(this.publishing, scope, id, props);
  }

  /**
   * Allows somebody with AWS credentials to publish: to call the mutation of the channel. Whoever selects some of its fields publishes only these.
   *
   * @param grantee who is allowed
   */
  public grantPublish(grantee: iam.IGrantable): iam.Grant {
    return this.api.grant(grantee, this.publishField);
  }

  /**
   * Allows somebody with AWS credentials to subscribe, where `subscriberModes` has IAM.
   *
   * @param grantee who is allowed
   */
  public grantSubscribe(grantee: iam.IGrantable): iam.Grant {
    if (!this.message.modes.includes('iam')) {
      throw misuse(this, 'grantSubscribe() was called, but callers with IAM may not subscribe. Add AuthorizationType.IAM to "subscriberModes".');
    }
    return this.api.grant(grantee, this.subscriptionField);
  }

  private get publishing(): Publishing {
    return { channel: this, schema: this.api._schema, message: this.message, eventBus: this.eventBus };
  }
}

/** The modes that identify their callers by a `sub`. */
const WITH_SUB: readonly AuthMode[] = ['cognito', 'oidc'];

function subscribersOf(channel: Construct, { api, subscriberModes, cognitoGroups, access }: ProgressChannelProps): AuthMode[] {
  const { modes } = api._modes;
  const given = subscriberModes?.map((type) => {
    const mode = modes.find((each) => AUTH_MODES[each].awsName === type);
    if (mode) return mode;
    const known = [...new Set(modes)].map((each) => AUTH_MODES[each].awsName).join(', ');
    throw misuse(channel, `"subscriberModes" has ${type}, which "api" does not have. It has ${known}.`);
  });
  if (given?.length === 0) {
    throw misuse(channel, '"subscriberModes" is empty, so that nobody may subscribe. Name a mode, or leave it out for the default mode of the API.');
  }
  const subscribers = [...new Set(given ?? [modes[0]])];
  const without = access._owner === undefined ? undefined : subscribers.find((mode) => !WITH_SUB.includes(mode));
  if (without) {
    throw misuse(channel, `"access" is ChannelAccess.owner(), but ${AUTH_MODES[without].callers} may subscribe, who have no "sub" to compare. `
      + 'Let users of Cognito or OpenID Connect subscribe only, with "subscriberModes", or use ChannelAccess.anyone().');
  }
  if (cognitoGroups && !subscribers.includes('cognito')) {
    throw misuse(channel, '"cognitoGroups" is set, but users of a Cognito user pool may not subscribe. Leave it out, or add AuthorizationType.USER_POOL to "subscriberModes".');
  }
  if (cognitoGroups?.length === 0) throw misuse(channel, '"cognitoGroups" is empty. Name a group, or leave it out for all users.');
  return subscribers;
}
