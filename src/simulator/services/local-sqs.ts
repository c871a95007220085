import { Deduplication, sequenceNumber } from './deduplication';
import { md5 } from './digest';
import { checkedAttributes } from './message-attributes';
import { bodyText, LocalService, member, parsed, ServiceAction, ServiceCall, ServiceError, TaskError, textOf } from './service-call';
import { isJsonObject, JsonObject, JsonValue } from '../../asl/json-value';
import { simulatedName } from '../../definitions/construct';
import { isoTime } from '../../engine/context-object';
import { StepwrightError } from '../../errors';
import { copyJson } from '../json-input';

/**
 * A message that was sent to a queue.
 */
export interface SqsMessage {
  /** The id that the sender was given. */
  readonly messageId: string;
  /** The body, as a receiver gets it. */
  readonly body: string;
  /**
   * What the body says, where it is JSON.
   *
   * @default - the body is no JSON
   */
  readonly json?: any;
  /** The attributes, as the sender gave them. */
  readonly attributes?: any;
  /** The group, in a FIFO queue. */
  readonly messageGroupId?: string;
  /** When it was sent, in virtual time. */
  readonly sentAt: string;
  /** How many seconds the queue holds it back. */
  readonly delaySeconds: number;
}

interface Queue {
  readonly fifo: boolean;
  readonly contentBased: boolean;
  readonly messages: SqsMessage[];
  readonly sent: Deduplication;
}

const MOST_DELAY_SECONDS = 900;
const MOST_ATTRIBUTES = 10;

/** A queue as {@link LocalServices.toJson} writes it. */
interface SavedQueue {
  readonly name: string;
  readonly contentBased: boolean;
  readonly messages: readonly SqsMessage[];
  readonly sent: JsonValue;
}

/**
 * Amazon SQS in memory: queues that keep what tasks send to them.
 *
 * Answered are `sqs:sendMessage` and `aws-sdk:sqs:sendMessage`. With `.waitForTaskToken` the message is sent, and the task waits.
 */
export class LocalSqs {
  /** @internal */
  public readonly _service: LocalService = {
    names: {
      optimized: { prefix: 'SQS', service: 'AmazonSQS', unnamed: 'AmazonSQSException' },
      sdk: { prefix: 'Sqs', unnamed: 'SqsException' },
    },
    actions: new Map<string, ServiceAction>([['sendMessage', {
      parameters: ['DelaySeconds', 'MessageAttributes', 'MessageBody', 'MessageDeduplicationId', 'MessageGroupId', 'QueueUrl'],
      perform: (call) => this.send(call),
    }]]),
  };

  private readonly queues = new Map<string, Queue>();

  /**
   * Makes a queue. One whose name ends in `.fifo` is a FIFO queue.
   *
   * @param name the queue's name, its URL or its ARN
   * @param contentBasedDeduplication whether a FIFO queue takes messages without a deduplication id. Default: false
   */
  public addQueue(name: string, contentBasedDeduplication: boolean = false): void {
    const key = queueName(simulatedName(name));
    if (!this.queues.has(key)) {
      this.queues.set(key, { fifo: key.endsWith('.fifo'), contentBased: contentBasedDeduplication, messages: [], sent: new Deduplication() });
    }
  }

  /**
   * What was sent to a queue, in the order in which it was sent.
   *
   * @param name the queue's name, its URL or its ARN
   */
  public messages(name: string): SqsMessage[] {
    const known = queueName(simulatedName(name));
    const queue = this.queues.get(known);
    if (!queue) {
      const names = [...this.queues.keys()].map((one) => `"${one}"`).join(', ');
      throw new StepwrightError('NoSuchQueue', `There is no queue "${known}". ${names === '' ? 'No queue was made; make one with addQueue().' : `There is ${names}.`}`);
    }
    return queue.messages.map((message) => ({ ...message, ...parsed(message.body) }));
  }

  /** @internal */
  public _save(): JsonValue {
    return [...this.queues].map(([name, { contentBased, messages, sent }]) => (
      { name, contentBased, messages: messages as unknown as JsonValue, sent: sent.save() }));
  }

  /** @internal */
  public _restore(saved: JsonValue): void {
    for (const { name, contentBased, messages, sent } of saved as unknown as SavedQueue[]) {
      this.queues.set(name, { fifo: name.endsWith('.fifo'), contentBased, messages: [...messages], sent: Deduplication.of(sent) });
    }
  }

  private send(call: ServiceCall): JsonObject {
    const { input, now } = call;
    const queue = this.queueAt(textOf(input, 'QueueUrl') ?? '');
    const given = member(input, 'MessageBody');
    const body = given === undefined ? '' : bodyText(given);
    if (body === '') {
      throw missing('MessageBody');
    }
    checkBody(body);
    const group = identifier(input, 'MessageGroupId');
    const delay = member(input, 'DelaySeconds');
    const deduplicationId = identifier(input, 'MessageDeduplicationId');
    if (queue.fifo) {
      checkFifo(queue, group, deduplicationId, delay);
    } else if (deduplicationId !== undefined) {
      throw invalid('MessageDeduplicationId', deduplicationId, 'The request include parameter that is not valid for this queue type');
    }
    if (typeof delay === 'number' && (delay < 0 || delay > MOST_DELAY_SECONDS)) {
      throw invalid('DelaySeconds', String(delay), `DelaySeconds must be >= 0 and <= ${MOST_DELAY_SECONDS}.`);
    }
    const attributes = attributesOf(input);
    const digests = {
      ...(attributes && Object.keys(attributes).length > 0 && { MD5OfMessageAttributes: md5OfAttributes(attributes) }),
      MD5OfMessageBody: md5(body),
    };
    const earlier = queue.fifo ? queue.sent.find(deduplicationId, body, now) : undefined;
    if (earlier) {
      return { ...digests, MessageId: earlier.messageId, SequenceNumber: earlier.sequenceNumber };
    }
    const messageId = call.uuid();
    queue.messages.push({
      messageId, body, sentAt: isoTime(now), delaySeconds: typeof delay === 'number' ? delay : 0,
      ...(attributes !== undefined && { attributes: copyJson(attributes) }), ...(group !== undefined && { messageGroupId: group }),
    });
    if (!queue.fifo) {
      return { ...digests, MessageId: messageId };
    }
    const sent = { messageId, sequenceNumber: sequenceNumber(queue.messages.length) };
    queue.sent.add(deduplicationId, body, now, sent);
    return { ...digests, MessageId: messageId, SequenceNumber: sent.sequenceNumber };
  }

  private queueAt(url: string): Queue {
    const queue = this.queues.get(queueName(url));
    if (queue) {
      return queue;
    }
    const host = /^https?:\/\/([^/]+)/.exec(url)?.[1];
    if (host !== undefined && !/(^|\.)amazonaws\.com(\.cn)?$/.test(host)) {
      throw new TaskError('SQS.SdkClientException', `Unable to execute HTTP request: ${host}: Name or service not known`);
    }
    throw new ServiceError('AWS.SimpleQueueService.NonExistentQueue', 'The specified queue does not exist.', 'QueueDoesNotExistException');
  }
}

/** A queue's name, whatever names it. */
const queueName = (nameOrUrl: string): string => nameOrUrl.slice(Math.max(nameOrUrl.lastIndexOf('/'), nameOrUrl.startsWith('arn:') ? nameOrUrl.lastIndexOf(':') : -1) + 1);

function checkFifo({ contentBased }: Queue, group: string | undefined, deduplicationId: string | undefined, delay: JsonValue | undefined): void {
  if (group === undefined) {
    throw missing('MessageGroupId');
  }
  if (delay !== undefined && delay !== 0) {
    throw invalid('DelaySeconds', String(delay), 'The request include parameter that is not valid for this queue type.');
  }
  if (deduplicationId === undefined && !contentBased) {
    throw new ServiceError('InvalidParameterValue', 'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly');
  }
}

/** Checks the characters of a body. */
function checkBody(body: string): void {
  const other = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.exec(body)?.[0];
  if (other !== undefined) {
    throw new ServiceError('InvalidMessageContents', `Invalid binary character '#x${other.codePointAt(0)!.toString(16).toUpperCase()}' was found in the message body, `
      + 'the set of allowed characters is #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF].', 'InvalidMessageContentsException');
  }
}

/** The id of a group, or the one by which a message is found again. */
function identifier(input: JsonObject, name: string): string | undefined {
  const value = textOf(input, name);
  if (value !== undefined && !/^[!-~]{1,128}$/.test(value)) {
    throw invalid(name, value, `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`);
  }
  return value;
}

function attributesOf(input: JsonObject): JsonObject | undefined {
  const wrong = (message: string) => new ServiceError('InvalidParameterValue', message);
  const attributes = checkedAttributes(member(input, 'MessageAttributes'), {
    invalid: wrong,
    noType: (name) => wrong(`The message attribute '${name}' must contain non-empty message attribute type.`),
    problemOfName: (name) => `The message attribute name '${name}' is invalid. `
      + 'Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters.',
  });
  const count = Object.keys(attributes ?? {}).length;
  if (count > MOST_ATTRIBUTES) {
    throw wrong(`Number of message attributes [${count}] exceeds the allowed maximum [${MOST_ATTRIBUTES}].`);
  }
  return attributes;
}

const missing = (name: string) => new ServiceError('MissingParameter', `The request must contain the parameter ${name}.`);

const invalid = (name: string, value: string, reason: string) => new ServiceError('InvalidParameterValue', `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`);

/**
 * The digest of message attributes: of the names in order, with their types and values, each with its length before it.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
function md5OfAttributes(attributes: JsonObject): string {
  const parts: Buffer[] = [];
  const add = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    parts.push(length, bytes);
  };
  for (const name of Object.keys(attributes).sort()) {
    const attribute = attributes[name];
    const given = isJsonObject(attribute) ? attribute : {};
    const binary = textOf(given, 'BinaryValue');
    add(Buffer.from(name, 'utf8'));
    add(Buffer.from(textOf(given, 'DataType') ?? 'String', 'utf8'));
    parts.push(Buffer.from([binary === undefined ? 1 : 2]));
    add(binary === undefined ? Buffer.from(textOf(given, 'StringValue') ?? '', 'utf8') : Buffer.from(binary, 'base64'));
  }
  return md5(Buffer.concat(parts));
}
