import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { batchInput } from './pipes';
import { express, newStack, standard } from './workflows';
import {
  AslValidation, ExpressMode, ExpressWorkflow, QueueStart, QueueStartInput, QueueStartProps, QueueStartSource, Simulator, StreamPosition,
} from '../../src';
import { nagErrors } from '../cdk-nag';

const make = (stack: Stack, props: Partial<QueueStartProps> = {}) => new QueueStart(stack, 'Start', { workflow: props.workflow ?? standard(stack), source: QueueStartSource.sqs(), ...props });

const pipeOf = (stack: Stack): any => Object.values(Template.fromStack(stack).findResources('AWS::Pipes::Pipe'))[0].Properties;
const roleStatements = (stack: Stack): any[] => (Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: Match.stringLikeRegexp('^StartRole') }] } }))[0].Properties.PolicyDocument.Statement);
const ofStart = (id: string) => ({ 'Fn::GetAtt': [expect.stringMatching(`^Start${id}`), 'Arn'] });

const stream = (stack: Stack) => new kinesis.Stream(stack, 'Stream');
const table = (stack: Stack, streams = true) => new dynamodb.Table(stack, 'Table', {
  partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, stream: streams ? dynamodb.StreamViewType.NEW_IMAGE : undefined,
});

describe('a queue', () => {
  test('by default is made, encrypted and for TLS only, and starts an execution for each message', () => {
    const stack = newStack();
    const start = make(stack);
    expect(pipeOf(stack)).toEqual({
      Source: ofStart('Queue'),
      SourceParameters: { SqsQueueParameters: { BatchSize: 1 } },
      Target: { Ref: expect.stringMatching('^Orders') },
      TargetParameters: { InputTemplate: '{"messageId": <$.messageId>, "body": <$.body>}', StepFunctionStateMachineParameters: { InvocationType: 'FIRE_AND_FORGET' } },
      RoleArn: ofStart('Role'),
      LogConfiguration: { Level: 'ERROR', CloudwatchLogsLogDestination: { LogGroupArn: ofStart('Logs') } },
      DesiredState: 'RUNNING',
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true, RedrivePolicy: { maxReceiveCount: 4, deadLetterTargetArn: Match.anyValue() } });
    template.resourcePropertiesCountIs('AWS::SQS::QueuePolicy', { PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })] } }, 2);
    template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: { 'Fn::Join': ['', Match.arrayWith(['/aws/vendedlogs/pipes/'])] } });
    expect(start.deadLetterAlarm).toBeDefined();
  });

  test('the role may read the queue, start the workflow and write the logs, and no more', () => {
    const stack = newStack();
    make(stack);
    expect(roleStatements(stack)).toEqual([
      { Effect: 'Allow', Action: 'states:StartExecution', Resource: { Ref: expect.stringMatching('^Orders') } },
      { Effect: 'Allow', Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], Resource: ofStart('Queue') },
      { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: ofStart('Logs') },
    ]);
  });

  test('of a synchronous workflow the pipe waits for the end, and messages stay hidden as long', () => {
    const stack = newStack();
    make(stack, { workflow: express(stack, ExpressMode.SYNC, Duration.minutes(2)), retryAttempts: 0 });
    expect(pipeOf(stack).TargetParameters.StepFunctionStateMachineParameters).toEqual({ InvocationType: 'REQUEST_RESPONSE' });
    expect(roleStatements(stack)[0].Action).toBe('states:StartSyncExecution');
    Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 150, RedrivePolicy: Match.objectLike({ maxReceiveCount: 1 }) });
  });

  test('of your own, with batches and filters', () => {
    const stack = newStack();
    const queue = new sqs.Queue(stack, 'Mine', { deadLetterQueue: { queue: new sqs.Queue(stack, 'Dead'), maxReceiveCount: 2 } });
    const start = make(stack, {
      source: QueueStartSource.sqs({ queue, batchSize: 50, maxBatchingWindow: Duration.seconds(10) }), filters: [{ body: { type: ['A'] } }], description: 'x', enabled: false,
    });
    expect(pipeOf(stack)).toMatchObject({
      SourceParameters: { SqsQueueParameters: { BatchSize: 50, MaximumBatchingWindowInSeconds: 10 }, FilterCriteria: { Filters: [{ Pattern: '{"body":{"type":["A"]}}' }] } },
      Description: 'x',
      DesiredState: 'STOPPED',
    });
    Template.fromStack(stack).resourceCountIs('AWS::SQS::Queue', 2);
    expect(start.deadLetterQueue).toBeUndefined();
  });
});

describe.each([['Kinesis', 'KinesisStreamParameters'], ['DynamoDB', 'DynamoDBStreamParameters']])('a stream of %s', (kind, parameters) => {
  const sourceOf = (stack: Stack, options = {}) => kind === 'Kinesis' ? QueueStartSource.kinesis(stream(stack), options) : QueueStartSource.dynamoDbStream(table(stack), options);

  test('by default each new record starts an execution, with a bound to what is tried', () => {
    const stack = newStack();
    make(stack, { source: sourceOf(stack) });
    expect(pipeOf(stack).SourceParameters[parameters]).toEqual({
      BatchSize: 1, StartingPosition: 'LATEST', MaximumRetryAttempts: 10, MaximumRecordAgeInSeconds: 43_200, DeadLetterConfig: { Arn: ofStart('DeadLetters') },
    });
    const statements = roleStatements(stack);
    expect(statements).toContainEqual(expect.objectContaining({ Action: 'sqs:SendMessage', Resource: ofStart('DeadLetters') }));
    expect(statements.every(({ Resource }) => Resource !== '*')).toBe(true);
  });

  test('what is set counts, and a batch that fails is cut in two', () => {
    const stack = newStack();
    make(stack, {
      source: sourceOf(stack, {
        batchSize: 100, startingPosition: StreamPosition.TRIM_HORIZON, parallelizationFactor: 4, maxBatchingWindow: Duration.seconds(5),
      }),
      retryAttempts: 2,
      maxEventAge: Duration.hours(20),
      deadLetterQueue: new sqs.Queue(stack, 'Dead'),
    });
    expect(pipeOf(stack).SourceParameters[parameters]).toMatchObject({
      BatchSize: 100, StartingPosition: 'TRIM_HORIZON', ParallelizationFactor: 4, MaximumBatchingWindowInSeconds: 5,
      MaximumRetryAttempts: 2, MaximumRecordAgeInSeconds: 72_000, OnPartialBatchItemFailure: 'AUTOMATIC_BISECT',
    });
  });

  test('cdk-nag and the validator find nothing', () => {
    const stack = newStack();
    make(stack, { source: sourceOf(stack) });
    expect(nagErrors(stack, [{ id: 'AwsSolutions-SQS3', reason: 'It is the dead-letter queue' }])).toEqual([]);
    expect(AslValidation.of(stack.node.root as App).findings()).toEqual([]);
  });
});

test('what a stream of Kinesis keeps for longer may be tried for longer, and an imported stream is not judged', () => {
  const maxEventAge = Duration.days(2);
  const stack = newStack();
  make(stack, { source: QueueStartSource.kinesis(new kinesis.Stream(stack, 'Stream', { retentionPeriod: Duration.days(3) })), maxEventAge });
  expect(pipeOf(stack).SourceParameters.KinesisStreamParameters.MaximumRecordAgeInSeconds).toBe(172_800);
  const other = newStack();
  expect(() => make(other, { source: QueueStartSource.kinesis(kinesis.Stream.fromStreamArn(other, 'Stream', 'arn:aws:kinesis:us-east-1:123456789012:stream/s')), maxEventAge })).not.toThrow();
});

describe('what an execution gets', () => {
  const message = (messageId: string, body: string) => ({ messageId, receiptHandle: 'r', body, attributes: { SenderId: 's' }, eventSource: 'aws:sqs' });
  const templateOf = (props: Partial<QueueStartProps> | ((stack: Stack) => Partial<QueueStartProps>) = {}) => {
    const stack = newStack();
    make(stack, typeof props === 'function' ? props(stack) : props);
    return pipeOf(stack).TargetParameters.InputTemplate;
  };

  test('messages with their bodies as JSON, in a list', () => {
    expect(batchInput(templateOf(), [message('m-1', '{"id":1}'), message('m-2', 'text "quoted"')])).toEqual([{ messageId: 'm-1', body: { id: 1 } }, { messageId: 'm-2', body: 'text "quoted"' }]);
  });

  test('records with their data as JSON', () => {
    const data = Buffer.from('{"id":1}').toString('base64');
    expect(batchInput(templateOf((stack) => ({ source: QueueStartSource.kinesis(stream(stack)) })), [{ eventID: 'e', partitionKey: 'p', data }])).toEqual([{ eventID: 'e', partitionKey: 'p', data: { id: 1 } }]);
    expect(batchInput(templateOf((stack) => ({ source: QueueStartSource.dynamoDbStream(table(stack)) })), [{ eventID: 'e', eventName: 'INSERT', dynamodb: { Keys: {} }, awsRegion: 'x' }]))
      .toEqual([{ eventID: 'e', eventName: 'INSERT', dynamodb: { Keys: {} } }]);
  });

  test('the record as it comes, or what a template says', () => {
    expect(batchInput(templateOf({ input: QueueStartInput.record() }), [message('m-1', '{"id":1}')])).toEqual([message('m-1', '{"id":1}')]);
    expect(batchInput(templateOf({ input: QueueStartInput.template('{"order": <$.body.id>}') }), [message('m-1', '{"id":1}')])).toEqual([{ order: 1 }]);
  });

  test('an execution can say which records have failed', () => {
    const stack = newStack();
    const check = sfn.Pass.jsonata(stack, 'Check', { outputs: { batchItemFailures: '{% [$states.input[body.bad].{ "itemIdentifier": messageId }] %}' } });
    const workflow = new ExpressWorkflow(stack, 'Quotes', {
      mode: ExpressMode.SYNC, timeout: Duration.seconds(20), definitionBody: sfn.DefinitionBody.fromChainable(check),
    });
    make(stack, { workflow, source: QueueStartSource.sqs({ batchSize: 10 }) });
    const input = batchInput(pipeOf(stack).TargetParameters.InputTemplate, [message('m-1', '{"bad":true}'), message('m-2', '{}')]);
    expect(Simulator.fromStateMachine(workflow).run(input).output).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-1' }] });
  });
});

test.each<[string, (stack: Stack) => Partial<QueueStartProps>, string]>([
  ['a queue without a dead-letter queue', (stack) => ({ source: QueueStartSource.sqs({ queue: new sqs.Queue(stack, 'Mine') }) }),
    'QueueStart "Shop/Start": "queue" is "Shop/Mine", which has no dead-letter queue: a message that fails would be tried again and again'],
  ['messages that come again too soon', (stack) => ({
    workflow: express(stack, ExpressMode.SYNC, Duration.seconds(31)),
    source: QueueStartSource.sqs({ queue: new sqs.Queue(stack, 'Mine', { deadLetterQueue: { queue: new sqs.Queue(stack, 'Dead'), maxReceiveCount: 2 } }) }),
  }), '"queue" is "Shop/Mine", whose messages come again after 30 seconds, but an execution may run for 31 seconds.'],
  ['a dead-letter queue beside an own queue', (stack) => ({ source: QueueStartSource.sqs({ queue: sqs.Queue.fromQueueArn(stack, 'Mine', 'arn:aws:sqs:eu-west-1:1:q') }), retryAttempts: 2 }),
    '"retryAttempts" is set, but "queue" is one of your own'],
  ['an age of messages', () => ({ maxEventAge: Duration.hours(1) }), '"maxEventAge" is set, but a message is kept for as long as its queue keeps it.'],
  ['an age of records', (stack) => ({ source: QueueStartSource.kinesis(stream(stack)), maxEventAge: Duration.days(8) }), '"maxEventAge" is 8 days.'],
  ['an age of records that the stream does not keep', (stack) => ({ source: QueueStartSource.kinesis(stream(stack)), maxEventAge: Duration.days(1) }),
    '"maxEventAge" is 1 day, but the stream of "Shop/Stream" keeps records for 24 hours, and a dead letter only says where in it they are. Lower "maxEventAge", or raise "retentionPeriod" of the stream.'],
  ['an age of changes that the stream does not keep', (stack) => ({ source: QueueStartSource.dynamoDbStream(table(stack)), maxEventAge: Duration.hours(30) }),
    '"maxEventAge" is 1 day 6 hours, but the stream of "Shop/Table" keeps records for 24 hours, and a dead letter only says where in it they are. Lower "maxEventAge".'],
  ['too many attempts', () => ({ retryAttempts: 1000 }), '"retryAttempts" is 1000. It has to be a whole number from 0 to 999.'],
  ['a FIFO queue behind a standard one', (stack) => ({ deadLetterQueue: new sqs.Queue(stack, 'Dead', { fifo: true }) }), '"deadLetterQueue" is "Shop/Dead", a FIFO queue. It has to be a standard queue.'],
  ['a FIFO queue behind a stream', (stack) => ({ source: QueueStartSource.kinesis(stream(stack)), deadLetterQueue: new sqs.Queue(stack, 'Dead', { fifo: true }) }),
    '"deadLetterQueue" is "Shop/Dead", a FIFO queue. It has to be a standard queue.'],
  ['a table without a stream', (stack) => ({ source: QueueStartSource.dynamoDbStream(table(stack, false)) }), '"source" is the table "Shop/Table", which has no stream.'],
  ['too many records', () => ({ source: QueueStartSource.sqs({ batchSize: 10_001 }) }), '"batchSize" is 10001. It has to be a whole number from 1 to 10000.'],
  ['too many of a FIFO queue', (stack) => ({ source: QueueStartSource.sqs({ batchSize: 11, queue: sqs.Queue.fromQueueArn(stack, 'Mine', 'arn:aws:sqs:eu-west-1:1:q.fifo') }) }), '"batchSize" is 11. It has to be a whole number from 1 to 10.'],
  ['a window of a FIFO queue', (stack) => ({ source: QueueStartSource.sqs({ maxBatchingWindow: Duration.seconds(5), queue: sqs.Queue.fromQueueArn(stack, 'Mine', 'arn:aws:sqs:eu-west-1:1:q.fifo') }) }),
    '"maxBatchingWindow" is 5 seconds, but "queue" is "Shop/Mine", a FIFO queue, whose messages are not waited for. Leave it out.'],
  ['many messages without a window', () => ({ source: QueueStartSource.sqs({ batchSize: 11 }) }),
    '"batchSize" is 11, but without a "maxBatchingWindow" an execution gets 10 messages of a queue at most. Set it to 1 second or more, or lower "batchSize".'],
  ['too long a window', () => ({ source: QueueStartSource.sqs({ maxBatchingWindow: Duration.minutes(6) }) }), '"maxBatchingWindow" is 6 minutes. It has to be a whole number of seconds, from 0 seconds to 5 minutes.'],
  ['a part of a second', () => ({ source: QueueStartSource.sqs({ maxBatchingWindow: Duration.millis(1500) }) }), '"maxBatchingWindow" is 1 second 500 millis. It has to be a whole number of seconds'],
  ['too many batches at a time', (stack) => ({ source: QueueStartSource.kinesis(stream(stack), { parallelizationFactor: 11 }) }), '"parallelizationFactor" is 11.'],
  ['no filters', () => ({ filters: [] }), '"filters" has 0 patterns. It has to have from 1 to 5.'],
  ['a template that is no object', () => ({ input: QueueStartInput.template('<$.body>') }), '"input" is the template "<$.body>". It has to be an object, as in {"body": <$.body>}'],
])('misuse: %s', (_, props, message) => {
  const stack = newStack();
  expect(() => make(stack, props(stack))).toThrow(message);
});
