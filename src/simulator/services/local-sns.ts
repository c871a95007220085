import { Deduplication, sequenceNumber } from './deduplication';
import { AttributeErrors, checkedAttributes } from './message-attributes';
import { bodyText, LocalService, member, parsed, ServiceAction, ServiceCall, ServiceError, textOf } from './service-call';
import { JsonObject, JsonValue } from '../../asl/json-value';
import { simulatedName } from '../../definitions/construct';
import { isoTime } from '../../engine/context-object';
import { StepwrightError } from '../../errors';
import { copyJson } from '../json-input';

/**
 * A message that was published.
 */
export interface SnsMessage {
  /** The id that the publisher was given. */
  readonly messageId: string;
  /** The message, as a subscriber gets it. */
  readonly message: string;
  /**
   * What the message says, where it is JSON.
   *
   * @default - the message is no JSON
   */
  readonly json?: any;
  /** The subject of an e-mail. */
  readonly subject?: string;
  /** The attributes, as the publisher gave them. */
  readonly attributes?: any;
  /** The group, in a FIFO topic. */
  readonly messageGroupId?: string;
  /** When it was published, in virtual time. */
  readonly publishedAt: string;
}

interface Topic {
  readonly fifo: boolean;
  readonly contentBased: boolean;
  readonly messages: SnsMessage[];
  readonly published: Deduplication;
}

const ARN_ELEMENTS = 6;

/** A topic as {@link LocalServices.toJson} writes it. */
interface SavedTopic {
  readonly name: string;
  readonly contentBased: boolean;
  readonly messages: readonly SnsMessage[];
  readonly published: JsonValue;
}

/**
 * Amazon SNS in memory: topics that keep what tasks publish, and the text messages that were sent to telephones.
 *
 * Answered are `sns:publish` and `aws-sdk:sns:publish`.
 */
export class LocalSns {
  /** @internal */
  public readonly _service: LocalService = {
    names: {
      optimized: { prefix: 'SNS', service: 'AmazonSNS', unnamed: 'AmazonSNSException' },
      sdk: { prefix: 'Sns', unnamed: 'SnsException' },
    },
    actions: new Map<string, ServiceAction>([['publish', {
      parameters: ['Message', 'MessageAttributes', 'MessageDeduplicationId', 'MessageGroupId', 'MessageStructure', 'PhoneNumber', 'Subject', 'TargetArn', 'TopicArn'],
      perform: (call) => this.publish(call),
    }]]),
  };

  private readonly topics = new Map<string, Topic>();

  /**
   * Makes a topic. One whose name ends in `.fifo` is a FIFO topic.
   *
   * @param name the topic's name or its ARN
   * @param contentBasedDeduplication whether a FIFO topic takes messages without a deduplication id. Default: false
   */
  public addTopic(name: string, contentBasedDeduplication: boolean = false): void {
    const key = topicName(simulatedName(name));
    if (!this.topics.has(key)) {
      this.topics.set(key, newTopic(key, contentBasedDeduplication));
    }
  }

  /**
   * What was published, in its order.
   *
   * @param target the topic's name or ARN, or the telephone number of text messages
   */
  public messages(target: string): SnsMessage[] {
    const known = topicName(simulatedName(target));
    const topic = this.topics.get(known);
    if (topic) {
      return topic.messages.map((message) => ({ ...message, ...parsed(message.message) }));
    }
    if (isTelephone(known)) {
      return [];
    }
    const names = [...this.topics.keys()].map((one) => `"${one}"`).join(', ');
    throw new StepwrightError('NoSuchTopic', `There is no topic "${known}". ${names === '' ? 'No topic was made; make one with addTopic().' : `There is ${names}.`}`);
  }

  /** @internal */
  public _save(): JsonValue {
    return [...this.topics].map(([name, { contentBased, messages, published }]) => (
      { name, contentBased, messages: messages as unknown as JsonValue, published: published.save() }));
  }

  /** @internal */
  public _restore(saved: JsonValue): void {
    for (const { name, contentBased, messages, published } of saved as unknown as SavedTopic[]) {
      this.topics.set(name, { ...newTopic(name, contentBased), messages: [...messages], published: Deduplication.of(published) });
    }
  }

  private publish(call: ServiceCall): JsonObject {
    const { input, now } = call;
    const topic = this.target(input);
    const subject = textOf(input, 'Subject');
    if (subject !== undefined && !/^[^\p{Cc}]{1,99}$/u.test(subject)) {
      throw invalid('Subject');
    }
    const given = member(input, 'Message');
    const message = given === undefined ? '' : bodyText(given);
    if (message === '') {
      throw invalid('Empty message');
    }
    const attributes = checkedAttributes(member(input, 'MessageAttributes'), ATTRIBUTE_ERRORS);
    checkStructure(textOf(input, 'MessageStructure'), message);
    const group = textOf(input, 'MessageGroupId');
    const deduplicationId = textOf(input, 'MessageDeduplicationId');
    if (topic.fifo && group === undefined) {
      throw invalid('The MessageGroupId parameter is required for FIFO topics');
    }
    if (topic.fifo && deduplicationId === undefined && !topic.contentBased) {
      throw invalid('The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly');
    }
    if (!topic.fifo && deduplicationId !== undefined) {
      throw invalid('MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type');
    }
    const earlier = topic.fifo ? topic.published.find(deduplicationId, message, now) : undefined;
    if (earlier) {
      return { MessageId: earlier.messageId, SequenceNumber: earlier.sequenceNumber };
    }
    const messageId = call.uuid();
    topic.messages.push({
      messageId, message, publishedAt: isoTime(now),
      ...(subject !== undefined && { subject }),
      ...(attributes !== undefined && { attributes: copyJson(attributes) }),
      ...(group !== undefined && { messageGroupId: group }),
    });
    if (!topic.fifo) {
      return { MessageId: messageId };
    }
    const sent = { messageId, sequenceNumber: sequenceNumber(topic.messages.length) };
    topic.published.add(deduplicationId, message, now, sent);
    return { MessageId: messageId, SequenceNumber: sent.sequenceNumber };
  }

  private target(input: JsonObject): Topic {
    if (['PhoneNumber', 'TargetArn', 'TopicArn'].filter((name) => member(input, name) !== undefined).length > 1) {
      throw invalid('Only one of TopicArn, TargetArn, or PhoneNumber can be specified');
    }
    const telephone = textOf(input, 'PhoneNumber');
    if (telephone !== undefined) {
      if (!isTelephone(telephone)) {
        throw invalid(`PhoneNumber Reason: ${telephone} is not valid to publish to`);
      }
      const messages = this.topics.get(telephone) ?? newTopic(telephone, false);
      this.topics.set(telephone, messages);
      return messages;
    }
    const arn = textOf(input, 'TopicArn') ?? textOf(input, 'TargetArn');
    if (arn === undefined) {
      throw invalid('TopicArn or TargetArn Reason: no value for required parameter');
    }
    const elements = arn.split(':').length;
    if (elements < ARN_ELEMENTS) {
      const name = textOf(input, 'TopicArn') === undefined ? 'TargetArn' : 'TopicArn';
      throw invalid(`${name} Reason: An ARN must have at least ${ARN_ELEMENTS} elements, not ${elements}`);
    }
    const topic = this.topics.get(topicName(arn));
    if (!topic) {
      throw new ServiceError('NotFound', 'Topic does not exist', 'NotFoundException', 404);
    }
    return topic;
  }
}

const newTopic = (name: string, contentBased: boolean): Topic => ({ fifo: name.endsWith('.fifo'), contentBased, messages: [], published: new Deduplication() });

const topicName = (nameOrArn: string): string => nameOrArn.slice(nameOrArn.lastIndexOf(':') + 1);

const isTelephone = (text: string): boolean => /^\+[1-9]\d{1,14}$/.test(text);

const invalid = (reason: string) => new ServiceError('InvalidParameter', `Invalid parameter: ${reason}`, 'InvalidParameterException');

const wrongAttribute = (message: string) => new ServiceError('ParameterValueInvalid', message, 'InvalidParameterValueException');

const ATTRIBUTE_ERRORS: AttributeErrors = {
  invalid: wrongAttribute,
  noType: (name) => new ServiceError('ValidationError',
    `1 validation error detected: Value null at 'messageAttributes.${name}.member.dataType' failed to satisfy constraint: Member must not be null`),
  problemOfName: (name) => name.startsWith('.') ? 'Invalid message attribute name starting with character \'.\' was found.'
    : name.endsWith('.') ? 'Invalid message attribute name ending with character \'.\' was found.'
      : name.includes('..') ? 'Message attribute name can not have successive \'.\' character.'
        : `Invalid non-alphanumeric character '#x${(/[^A-Za-z0-9_.-]/u.exec(name)?.[0].codePointAt(0) ?? 0).toString(16).toUpperCase()}' was found in the message attribute name. `
          + 'Can only include alphanumeric characters, hyphens, underscores, or dots.',
};

/** With `MessageStructure` "json" the message holds one for each protocol, and one by default. */
function checkStructure(structure: string | undefined, message: string): void {
  if (structure === undefined) {
    return;
  }
  if (structure !== 'json') {
    throw invalid('MessageStructure');
  }
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    throw invalid('Message Structure - JSON message body failed to parse');
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'default')) {
    throw invalid('Message Structure - No default entry in JSON message body');
  }
}
