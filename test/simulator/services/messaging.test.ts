import { createHash } from 'node:crypto';
import { failure, result, runTask } from './run-task';
import { LocalServices, Simulator } from '../../../src';

const QUEUE = 'https://sqs.us-east-1.amazonaws.com/123456789012/orders';
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:news';
const FAILED = (service: string, code: string, status = 400) => `(Service: ${service}; Status Code: ${status}; Error Code: ${code}; Request ID: -; Proxy: null)`;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let services: LocalServices;
beforeEach(() => {
  services = new LocalServices();
});

describe('SQS', () => {
  beforeEach(() => {
    services.sqs.addQueue('orders');
    services.sqs.addQueue('orders.fifo');
    services.sqs.addQueue('content.fifo', true);
  });

  test('keeps messages', () => {
    const sent = runTask(services, 'sqs:sendMessage', { QueueUrl: QUEUE, MessageBody: { id: 'o-1' }, MessageAttributes: { kind: { DataType: 'String', StringValue: 'new' } } });
    const body = '{"id":"o-1"}';
    expect(result(sent)).toMatchObject({ MD5OfMessageBody: createHash('md5').update(body).digest('hex'), MessageId: expect.stringMatching(UUID) });
    expect(services.sqs.messages(QUEUE)).toEqual([{
      messageId: sent.output.MessageId, body, json: { id: 'o-1' }, sentAt: '2026-01-01T00:00:00.000Z', delaySeconds: 0, attributes: { kind: { DataType: 'String', StringValue: 'new' } },
    }]);
  });

  test('digests attributes as a receiver checks them', () => {
    // Each name, type and value with its length before it: the parts written out.
    const part = (text: string) => `${String.fromCharCode(0, 0, 0, text.length)}${text}`;
    const digest = createHash('md5').update(`${part('a')}${part('String')}\u0001${part('x')}${part('b')}${part('Number')}\u0001${part('1')}`, 'latin1').digest('hex');
    const MessageAttributes = { b: { DataType: 'Number', StringValue: '1' }, a: { DataType: 'String', StringValue: 'x' } };
    expect(result(runTask(services, 'sqs:sendMessage', { QueueUrl: QUEUE, MessageBody: 'm', MessageAttributes }))).toMatchObject({ MD5OfMessageAttributes: digest });
  });

  test.each<[string, object, string]>([
    ['no body', { QueueUrl: QUEUE, MessageBody: null }, `SQS.AmazonSQSException: The request must contain the parameter MessageBody. ${FAILED('AmazonSQS', 'MissingParameter')}`],
    ['no such host', { QueueUrl: 'http://no-such-queue', MessageBody: 'm' }, 'SQS.SdkClientException: Unable to execute HTTP request: no-such-queue: Name or service not known'],
    ['no such queue', { QueueUrl: `${QUEUE}2`, MessageBody: 'm' }, `SQS.QueueDoesNotExistException: The specified queue does not exist. ${FAILED('AmazonSQS', 'AWS.SimpleQueueService.NonExistentQueue')}`],
    ['FIFO without a group', { QueueUrl: `${QUEUE}.fifo`, MessageBody: 'm' }, `SQS.AmazonSQSException: The request must contain the parameter MessageGroupId. ${FAILED('AmazonSQS', 'MissingParameter')}`],
    ['FIFO without an id', { QueueUrl: `${QUEUE}.fifo`, MessageBody: 'm', MessageGroupId: 'g' },
      `SQS.AmazonSQSException: The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly ${FAILED('AmazonSQS', 'InvalidParameterValue')}`],
  ])('fails where there is %s', (_title, parameters, expected) => {
    expect(failure(runTask(services, 'sqs:sendMessage', parameters))).toBe(expected);
  });

  const INVALID = (message: string) => `SQS.AmazonSQSException: ${message} ${FAILED('AmazonSQS', 'InvalidParameterValue')}`;
  const attribute = (value: object, name = 'b') => ({ MessageAttributes: { [name]: value } });
  test.each<[string, object, string]>([
    ['a delay that is too long', { DelaySeconds: 1000 }, INVALID('Value 1000 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.')],
    ['a negative delay', { DelaySeconds: -1 }, INVALID('Value -1 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.')],
    ['a character that is not allowed', { MessageBody: 'a\u0001' }, 'SQS.InvalidMessageContentsException: Invalid binary character \'#x1\' was found in the message body, '
      + `the set of allowed characters is #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]. ${FAILED('AmazonSQS', 'InvalidMessageContents')}`],
    ['an attribute without a type', attribute({ StringValue: 'x' }), INVALID('The message attribute \'b\' must contain non-empty message attribute type.')],
    ['an attribute of no type', attribute({ DataType: 'Nope', StringValue: 'x' }),
      INVALID('The message attribute \'b\' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.')],
    ['an attribute without a value', attribute({ DataType: 'String' }), INVALID('The message attribute \'b\' must contain non-empty message attribute value for message attribute type \'String\'.')],
    ['a number that is none', attribute({ DataType: 'Number', StringValue: 'ten' }), INVALID('Can\'t cast the value of message (user) attribute \'b\' to a number.')],
    ['a name that is none', attribute({ DataType: 'String', StringValue: 'x' }, 'b c'),
      INVALID('The message attribute name \'b c\' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters.')],
    ['eleven attributes', { MessageAttributes: Object.fromEntries([...'abcdefghijk'].map((name) => [name, { DataType: 'String', StringValue: 'x' }])) },
      INVALID('Number of message attributes [11] exceeds the allowed maximum [10].')],
    ['a group that is none', { MessageGroupId: 'a b' },
      INVALID('Value a b for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.')],
  ])('refuses %s', (_title, parameters, expected) => {
    expect(failure(runTask(services, 'sqs:sendMessage', { QueueUrl: QUEUE, MessageBody: 'm', ...parameters }))).toBe(expected);
    expect(services.sqs.messages(QUEUE)).toEqual([]);
  });

  test.each<[object, string]>([
    [attribute('text' as never), '[The value of the field \'MessageAttributes\' has an invalid format]'],
    [attribute({ DataType: 'String', Value: 'x' }), '[The field "Value" is not supported by Step Functions]'],
    [{ Foo: 1 }, '[The field "Foo" is not supported by Step Functions]'],
  ])('a task with %j is not started', (parameters, problems) => {
    const execution = runTask(services, 'aws-sdk:sqs:sendMessage', { QueueUrl: QUEUE, MessageBody: 'm', ...parameters });
    expect(execution.error).toBe('States.Runtime');
    expect(execution.cause).toContain(problems);
  });

  test('says what it does not simulate', () => {
    const MessageSystemAttributes = { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1' } };
    expect(() => runTask(services, 'sqs:sendMessage', { QueueUrl: QUEUE, MessageBody: 'm', MessageSystemAttributes }))
      .toThrow('State "Call" calls "sqs:sendMessage" with "MessageSystemAttributes", which LocalServices does not simulate.');
  });

  test('takes a message of a FIFO queue once in five minutes', () => {
    const parameters = { QueueUrl: QUEUE.replace('orders', 'content.fifo'), MessageBody: 'm', MessageGroupId: 'g' };
    const send = { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: parameters };
    const execution = Simulator.fromDefinition({
      StartAt: 'Send',
      States: {
        Send: { ...send, ResultPath: '$.first', Next: 'Again' },
        Again: { ...send, ResultPath: '$.second', Next: 'Wait' },
        Wait: { Type: 'Wait', Seconds: 300, Next: 'Later' },
        Later: { ...send, ResultPath: '$.third', End: true },
      },
    }).useServices(services).run();
    const { first, second, third } = execution.output;
    expect(second.MessageId).toBe(first.MessageId);
    expect(second.SequenceNumber).toBe(first.SequenceNumber);
    expect(third.MessageId).not.toBe(first.MessageId);
    expect(BigInt(third.SequenceNumber)).toBeGreaterThan(BigInt(first.SequenceNumber));
    expect(services.sqs.messages('content.fifo')).toHaveLength(2);
  });

  describe('with a task token', () => {
    const simulator = () => Simulator.fromDefinition({
      StartAt: 'Ask',
      States: { Ask: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', Parameters: { QueueUrl: QUEUE, MessageBody: { 'token.$': '$$.Task.Token' } }, End: true } },
    }).useServices(services);

    test('sends the message, and the task waits', () => {
      const running = simulator().start();
      const { token } = JSON.parse(services.sqs.messages('orders')[0].body);
      expect(running.pendingTasks.map(({ taskToken }) => taskToken)).toEqual([token]);
      running.succeedTask(token, { approved: true });
      expect(running.execution.output).toEqual({ approved: true });
      expect(running.execution.history.map(({ type }) => type)).toContain('TaskSubmitted');
    });

    test('says in run() that nothing calls back', () => {
      expect(() => simulator().run()).toThrow('State "Ask" waits for a callback, and in run() nothing calls back. Drive the execution with start() and succeedTask()');
    });
  });
});

describe('SNS', () => {
  beforeEach(() => {
    services.sns.addTopic('news');
    services.sns.addTopic('news.fifo');
  });

  test('keeps what is published', () => {
    const published = runTask(services, 'sns:publish', { TopicArn: TOPIC, Message: { hello: 1 }, Subject: 's' });
    expect(result(published)).toEqual({ MessageId: expect.stringMatching(UUID) });
    expect(services.sns.messages(TOPIC)).toEqual([{ messageId: published.output.MessageId, message: '{"hello":1}', json: { hello: 1 }, subject: 's', publishedAt: '2026-01-01T00:00:00.000Z' }]);
  });

  test('keeps text messages by their number', () => {
    runTask(services, 'sns:publish', { PhoneNumber: '+4915112345678', Message: 'hi' });
    expect(services.sns.messages('+4915112345678').map(({ message }) => message)).toEqual(['hi']);
  });

  test.each<[string, object, string]>([
    ['FIFO without a group', { TopicArn: `${TOPIC}.fifo`, Message: 'm' }, 'SNS.InvalidParameterException: Invalid parameter: The MessageGroupId parameter is required for FIFO topics '
      + FAILED('AmazonSNS', 'InvalidParameter')],
    ['no such topic', { TopicArn: `${TOPIC}2`, Message: 'm' }, `SNS.NotFoundException: Topic does not exist ${FAILED('AmazonSNS', 'NotFound', 404)}`],
    ['nothing to say', { TopicArn: TOPIC, Message: '' }, `SNS.InvalidParameterException: Invalid parameter: Empty message ${FAILED('AmazonSNS', 'InvalidParameter')}`],
    ['a structure without a default', { TopicArn: TOPIC, Message: '{}', MessageStructure: 'json' },
      `SNS.InvalidParameterException: Invalid parameter: Message Structure - No default entry in JSON message body ${FAILED('AmazonSNS', 'InvalidParameter')}`],
  ])('fails where there is %s', (_title, parameters, expected) => {
    expect(failure(runTask(services, 'sns:publish', parameters))).toBe(expected);
  });

  const INVALID = (message: string) => `SNS.InvalidParameterException: Invalid parameter: ${message} ${FAILED('AmazonSNS', 'InvalidParameter')}`;
  const WRONG = (message: string) => `SNS.InvalidParameterValueException: ${message} ${FAILED('AmazonSNS', 'ParameterValueInvalid')}`;
  test.each<[string, object, string]>([
    ['a long subject', { Subject: 's'.repeat(100) }, INVALID('Subject')],
    ['a subject of two lines', { Subject: 'a\nb' }, INVALID('Subject')],
    ['two places to publish to', { PhoneNumber: '+4915112345678' }, INVALID('Only one of TopicArn, TargetArn, or PhoneNumber can be specified')],
    ['a name where an ARN is wanted', { TopicArn: 'news' }, INVALID('TopicArn Reason: An ARN must have at least 6 elements, not 1')],
    ['another structure than JSON', { MessageStructure: 'xml' }, INVALID('MessageStructure')],
    ['a deduplication id outside of FIFO', { MessageDeduplicationId: 'd' },
      INVALID('MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type')],
    ['an attribute of no type', { MessageAttributes: { a: { DataType: 'Nope', StringValue: 'x' } } },
      WRONG('The message attribute \'a\' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.')],
    ['an attribute without a value', { MessageAttributes: { a: { DataType: 'Binary', StringValue: 'x' } } },
      WRONG('The message attribute \'a\' must contain non-empty message attribute value for message attribute type \'Binary\'.')],
    ['an attribute without a type', { MessageAttributes: { a: { StringValue: 'x' } } }, 'SNS.AmazonSNSException: 1 validation error detected: Value null at '
      + `'messageAttributes.a.member.dataType' failed to satisfy constraint: Member must not be null ${FAILED('AmazonSNS', 'ValidationError')}`],
    ['a name with a blank', { MessageAttributes: { 'a b': { DataType: 'String', StringValue: 'x' } } },
      WRONG('Invalid non-alphanumeric character \'#x20\' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.')],
  ])('refuses %s', (_title, parameters, expected) => {
    expect(failure(runTask(services, 'sns:publish', { TopicArn: TOPIC, Message: 'm', ...parameters }))).toBe(expected);
    expect(services.sns.messages(TOPIC)).toEqual([]);
  });

  test('what SNS does not know is refused as AWS refuses it', () => {
    expect(runTask(services, 'aws-sdk:sns:publish', { TopicArn: TOPIC, Message: 'm', Nope: 1 }).cause).toContain('[The field "Nope" is not supported by Step Functions]');
  });

  test('gives messages of a FIFO topic their sequence', () => {
    expect(result(runTask(services, 'sns:publish', { TopicArn: `${TOPIC}.fifo`, Message: 'm', MessageGroupId: 'g', MessageDeduplicationId: 'd' })))
      .toEqual({ MessageId: expect.stringMatching(UUID), SequenceNumber: expect.stringMatching(/^\d{20}$/) });
  });
});

describe('EventBridge', () => {
  const entry = (more: object) => ({ Source: 'shop', DetailType: 'OrderPlaced', Detail: { id: 'o-1' }, ...more });
  const put = (...Entries: object[]) => runTask(services, 'events:putEvents', { Entries });

  test('keeps events, with what they come from', () => {
    const execution = put(entry({}), entry({ EventBusName: 'arn:aws:events:us-east-1:123456789012:event-bus/own', Detail: '{"id":"o-2"}', Resources: ['r'] }));
    const taken = { EventId: expect.stringMatching(UUID) };
    expect(result(execution)).toEqual({ Entries: [taken, taken], FailedEntryCount: 0 });
    expect(services.eventBridge.events()).toMatchObject([{ source: 'shop', detailType: 'OrderPlaced', detail: { id: 'o-1' }, eventBusName: 'default' }]);
    const [event] = services.eventBridge.events('own');
    expect(event.detail).toEqual({ id: 'o-2' });
    expect(event.resources).toEqual(['r', 'arn:aws:states:us-east-1:123456789012:stateMachine:StateMachine', expect.stringContaining(':execution:StateMachine:')]);
  });

  test('fails the task where an entry fails, and takes the others', () => {
    const execution = put(entry({}), entry({ Detail: '"text"' }), { DetailType: 'd', Detail: {} });
    expect(execution.error).toBe('EventBridge.FailedEntry');
    expect(JSON.parse(execution.cause!)).toEqual({
      Entries: [
        { EventId: expect.stringMatching(UUID) }, { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
        { ErrorCode: 'InvalidArgument', ErrorMessage: 'Parameter Source is not valid. Reason: Source is a required argument.' },
      ],
      FailedEntryCount: 2,
    });
    expect(services.eventBridge.events()).toHaveLength(1);
  });

  test.each<[object, string]>([
    [entry({ Time: 'nonsense' }), '[The value of the field \'Time\' has an invalid format]'],
    [{ ...entry({}), source: 'shop' }, '[The field "source" is not supported by Step Functions]'],
    ['text' as never, '[The value of the field \'Entries\' has an invalid format]'],
    [entry({ Resources: 'r' }), '[The value of the field \'Resources\' has an invalid format]'],
  ])('does not start with the entry %j', (wrong, problems) => {
    const execution = put(entry({}), wrong);
    expect(execution.error).toBe('States.Runtime');
    expect(execution.cause).toContain(problems);
  });

  test('takes no detail type of more than 128 characters', () => {
    expect(put(entry({ DetailType: 'd'.repeat(129) })).cause).toContain('Parameter DetailType is not valid.');
  });

  test('refuses what is no name of a bus', () => {
    const { error, cause } = put(entry({ EventBusName: 'my bus' }));
    expect(error).toBe('EventBridge.AmazonCloudWatchEventsException');
    expect(cause).toContain('Value \'my bus\' at \'entries.1.member.eventBusName\' failed to satisfy constraint: Member must satisfy regular expression pattern: ');
  });

  test('says what it does not simulate', () => {
    expect(() => runTask(services, 'events:putEvents', { Entries: [entry({})], EndpointId: 'a.b' })).toThrow('with "EndpointId", which LocalServices does not simulate');
  });

  test('only reports failed entries to the AWS SDK', () => {
    const execution = runTask(services, 'aws-sdk:eventbridge:putEvents', { Entries: [entry({ Source: 'aws.ec2' })] });
    expect(execution.output).toEqual({ Entries: [{ ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' }], FailedEntryCount: 1 });
  });
});

test('what a test asks for that is not there is said', () => {
  services.sqs.addQueue('a');
  expect(() => services.sqs.messages('b')).toThrow('There is no queue "b". There is "a".');
  expect(() => services.sns.messages('b')).toThrow('There is no topic "b". No topic was made; make one with addTopic().');
});
