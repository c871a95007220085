import { CfnResource, Duration, Token } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as pipes from 'aws-cdk-lib/aws-pipes';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { checkDelivery, checkNumber, checkSeconds, checkStandardQueue, deadLettersOf, DeadLetters, StartDeliveryOptions, STREAM_LIMITS } from './delivery';
import { noteUnknownTimeout } from './workflow-start';
import { misuse } from '../misuse';
import { IWorkflow } from '../workflows/i-workflow';

/** How many records an execution gets. */
export interface StartBatchOptions {
  /**
   * How many records an execution gets at most: up to 10,000, and 10 from a FIFO queue. All of them together have to fit into 256 KiB. More than 10
   * from a queue need a `maxBatchingWindow`.
   *
   * @default 1
   */
  readonly batchSize?: number;
  /**
   * How long it is waited for a batch to fill, up to 5 minutes. Not with a FIFO queue.
   *
   * @default - not at all
   */
  readonly maxBatchingWindow?: Duration;
}

/** A queue that starts executions. */
export interface StartQueueOptions extends StartBatchOptions {
  /**
   * The queue. It has to have a dead-letter queue, which gets what does not succeed in as many times as it says.
   *
   * @default - a queue is made, encrypted and for TLS only, with the `deadLetterQueue` and the `retryAttempts` of the QueueStart
   */
  readonly queue?: sqs.IQueue;
}

/** A stream that starts executions. */
export interface StartStreamOptions extends StartBatchOptions {
  /**
   * From where in the stream on, when the pipe is made.
   *
   * @default StreamPosition.LATEST
   */
  readonly startingPosition?: StreamPosition;
  /**
   * How many batches of a shard are worked on at a time, up to 10. The order holds within a partition key.
   *
   * @default 1
   */
  readonly parallelizationFactor?: number;
}

/** From where in a stream on. */
export enum StreamPosition {
  /** Records that come from now on. */
  LATEST = 'LATEST',
  /** All records that the stream still has. */
  TRIM_HORIZON = 'TRIM_HORIZON',
}

/** What a pipe has to be told of its source. @internal */
export interface BoundSource {
  readonly arn: string;
  readonly parameters: pipes.CfnPipe.PipeSourceParametersProperty;
  readonly deadLetters?: DeadLetters;
  readonly queue?: sqs.IQueue;
  /** A record with its encoded part as JSON, and with the id that a partial failure names it by. */
  readonly record: string;
  grantRead(role: iam.Role): void;
}

/** What a source is bound with. @internal */
export interface SourceContext extends StartDeliveryOptions {
  readonly workflow: IWorkflow;
  /** How long an execution is waited for at most; none where it is only started. */
  readonly waits?: Duration;
}

/** A dead letter only says where its records are in the stream: they have to be there for some time after it. */
const FROM_STREAM = { retryAttempts: 10, maxEventAge: Duration.hours(12) };
const FROM_QUEUE = { retryAttempts: 3 };

/**
 * From where a QueueStart takes what starts executions.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-event-source.html
 */
export class QueueStartSource {
  /**
   * Messages of a queue of SQS.
   *
   * @param options the queue, and how many messages an execution gets
   */
  public static sqs(options: StartQueueOptions = {}): QueueStartSource {
    return new QueueStartSource((start, context) => sqsSource(start, context, options));
  }

  /**
   * Records of a Kinesis data stream.
   *
   * A message in the dead-letter queue says where the failed records are, by shard and sequence numbers. It does not hold them: they are read from
   * the stream for as long as that keeps them, a day by default.
   *
   * @param stream the stream
   * @param options from where on, and how many records an execution gets
   */
  public static kinesis(stream: kinesis.IStream, options: StartStreamOptions = {}): QueueStartSource {
    return new QueueStartSource((start, context) => {
      const { parameters, deadLetters } = streamParameters(start, context, options, { path: stream.node.path, hours: retentionHours(stream), remedy: ', or raise "retentionPeriod" of the stream' });
      return {
        arn: stream.streamArn,
        parameters: { kinesisStreamParameters: parameters },
        deadLetters,
        record: '{"eventID": <$.eventID>, "partitionKey": <$.partitionKey>, "data": <$.data>}',
        grantRead: (role) => {
          role.addToPolicy(new iam.PolicyStatement({
            actions: ['DescribeStream', 'DescribeStreamSummary', 'GetRecords', 'GetShardIterator', 'ListShards', 'ListStreams', 'SubscribeToShard']
              .map((action) => `kinesis:${action}`),
            resources: [stream.streamArn],
          }));
          stream.encryptionKey?.grantDecrypt(role);
        },
      };
    });
  }

  /**
   * Changes of the items of a DynamoDB table.
   *
   * A message in the dead-letter queue says where the failed changes are, by shard and sequence numbers. It does not hold them: they are read from
   * the stream, which keeps them for a day.
   *
   * @param table the table, which has to have a stream
   * @param options from where on, and how many records an execution gets
   */
  public static dynamoDbStream(table: dynamodb.ITable, options: StartStreamOptions = {}): QueueStartSource {
    return new QueueStartSource((start, context) => {
      const { tableStreamArn } = table;
      if (tableStreamArn === undefined) {
        throw misuse(start, `"source" is the table "${table.node.path}", which has no stream. Set "stream" of the table, or "dynamoStream" of a TableV2.`);
      }
      const { parameters, deadLetters } = streamParameters(start, context, options, { path: table.node.path, hours: 24, remedy: '' });
      return {
        arn: tableStreamArn,
        parameters: { dynamoDbStreamParameters: parameters },
        deadLetters,
        record: '{"eventID": <$.eventID>, "eventName": <$.eventName>, "dynamodb": <$.dynamodb>}',
        grantRead: (role) => {
          role.addToPolicy(new iam.PolicyStatement({
            actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'], resources: [tableStreamArn],
          }));
          table.encryptionKey?.grantDecrypt(role);
        },
      };
    });
  }

  private constructor(private readonly bind: (start: Construct, context: SourceContext) => BoundSource) {}

  /** @internal */
  public _bind(start: Construct, context: SourceContext): BoundSource {
    return this.bind(start, context);
  }
}

/** How a pipe has its batches. */
interface Batch {
  readonly batchSize: number;
  readonly maximumBatchingWindowInSeconds?: number;
}

function checkBatch(start: Construct, { batchSize, maxBatchingWindow }: StartBatchOptions, mostRecords = 10_000): Batch {
  checkNumber(start, 'batchSize', batchSize, 1, mostRecords);
  checkSeconds(start, 'maxBatchingWindow', maxBatchingWindow, 0, Duration.minutes(5));
  return { batchSize: batchSize ?? 1, maximumBatchingWindowInSeconds: maxBatchingWindow?.toSeconds() };
}

/** How long a stream keeps its records, where that is known. */
interface Retention {
  readonly path: string;
  readonly hours?: number;
  readonly remedy: string;
}

/** An imported stream is not judged. */
function retentionHours(stream: kinesis.IStream): number | undefined {
  const resource = stream.node.defaultChild;
  if (!(resource instanceof kinesis.CfnStream)) return undefined;
  const hours = resource.retentionPeriodHours ?? 24;
  return Token.isUnresolved(hours) ? undefined : hours;
}

/**
 * What a poller of queues does: it receives up to 10 messages at once, and only with a window it goes on; a FIFO queue has no window.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-sqs.html
 */
function checkQueueBatch(start: Construct, { queue, batchSize = 1, maxBatchingWindow }: StartQueueOptions): void {
  if (maxBatchingWindow?.isUnresolved()) return;
  const seconds = maxBatchingWindow?.toSeconds() ?? 0;
  if (queue?.fifo && seconds > 0) {
    throw misuse(start, `"maxBatchingWindow" is ${maxBatchingWindow!.toHumanString()}, but "queue" is "${queue.node.path}", a FIFO queue, whose messages are not waited for. Leave it out.`);
  }
  if (!Token.isUnresolved(batchSize) && batchSize > 10 && seconds < 1) {
    throw misuse(start, `"batchSize" is ${batchSize}, but without a "maxBatchingWindow" an execution gets 10 messages of a queue at most. Set it to 1 second or more, or lower "batchSize".`);
  }
}

function streamParameters(start: Construct, context: SourceContext, options: StartStreamOptions, { path, hours, remedy }: Retention): {
  readonly parameters: pipes.CfnPipe.PipeSourceDynamoDBStreamParametersProperty; readonly deadLetters: DeadLetters;
} {
  checkDelivery(start, context, STREAM_LIMITS);
  const { maxEventAge } = context;
  if (maxEventAge && !maxEventAge.isUnresolved() && hours !== undefined && maxEventAge.toHours({ integral: false }) >= hours) {
    throw misuse(start, `"maxEventAge" is ${maxEventAge.toHumanString()}, but the stream of "${path}" keeps records for ${hours} hours, and a dead letter only says where in it they are. `
      + `Lower "maxEventAge"${remedy}.`);
  }
  checkNumber(start, 'parallelizationFactor', options.parallelizationFactor, 1, 10);
  const batch = checkBatch(start, options);
  const deadLetters = deadLettersOf(start, context);
  return {
    deadLetters,
    parameters: {
      ...batch,
      startingPosition: options.startingPosition ?? StreamPosition.LATEST,
      parallelizationFactor: options.parallelizationFactor,
      // A shard waits for a record that fails: without a bound, until it is too old for the stream.
      maximumRetryAttempts: context.retryAttempts ?? FROM_STREAM.retryAttempts,
      maximumRecordAgeInSeconds: (context.maxEventAge ?? FROM_STREAM.maxEventAge).toSeconds(),
      onPartialBatchItemFailure: batch.batchSize > 1 ? 'AUTOMATIC_BISECT' : undefined,
      deadLetterConfig: { arn: deadLetters.queue.queueArn },
    },
  };
}

function sqsSource(start: Construct, context: SourceContext, options: StartQueueOptions): BoundSource {
  if (context.maxEventAge) {
    throw misuse(start, '"maxEventAge" is set, but a message is kept for as long as its queue keeps it. Leave it out, and set "retentionPeriod" of the queue.');
  }
  checkNumber(start, 'retryAttempts', context.retryAttempts, 0, 999);
  checkStandardQueue(start, context);
  const { queue: own } = options;
  const batch = checkBatch(start, options, own?.fifo ? 10 : undefined);
  checkQueueBatch(start, options);
  if (own) checkQueue(start, own, context);
  const deadLetters = own ? undefined : deadLettersOf(start, context);
  const queue = own ?? new sqs.Queue(start, 'Queue', {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    // A message must not come a second time while its execution runs.
    visibilityTimeout: context.waits && Duration.seconds(context.waits.toSeconds() + 30),
    deadLetterQueue: { queue: deadLetters!.queue, maxReceiveCount: (context.retryAttempts ?? FROM_QUEUE.retryAttempts) + 1 },
  });
  return {
    arn: queue.queueArn,
    parameters: { sqsQueueParameters: batch },
    deadLetters,
    queue,
    record: '{"messageId": <$.messageId>, "body": <$.body>}',
    grantRead: (role) => {
      role.addToPolicy(new iam.PolicyStatement({ actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], resources: [queue.queueArn] }));
      queue.encryptionMasterKey?.grantDecrypt(role);
    },
  };
}

/** What can be known of a queue of the user's. An imported one is not judged. */
function checkQueue(start: Construct, queue: sqs.IQueue, context: SourceContext): void {
  const useless = (['deadLetterQueue', 'alarmActions', 'retryAttempts'] as const).find((name) => context[name] !== undefined);
  if (useless) {
    throw misuse(start, `"${useless}" is set, but "queue" is one of your own, whose dead-letter queue and number of receptions are set with it. Set "deadLetterQueue" of the queue.`);
  }
  if (!(queue instanceof sqs.Queue)) return;
  const resource = queue.node.defaultChild;
  if (!queue.deadLetterQueue && !(resource instanceof sqs.CfnQueue && resource.redrivePolicy)) {
    throw misuse(start, `"queue" is "${queue.node.path}", which has no dead-letter queue: a message that fails would be tried again and again until it is too old. `
      + 'Set "deadLetterQueue" of the queue, or leave out "queue" to have one made.');
  }
  const visible = CfnResource.isCfnResource(resource) ? (resource as sqs.CfnQueue).visibilityTimeout ?? 30 : undefined;
  if (context.waits && visible !== undefined && !Token.isUnresolved(visible) && visible < context.waits.toSeconds()) {
    if (!context.workflow.timeout) {
      noteUnknownTimeout(start, context.workflow, `the ${visible} seconds after which a message of "${queue.node.path}" comes again`);
      return;
    }
    throw misuse(start, `"queue" is "${queue.node.path}", whose messages come again after ${visible} seconds, but an execution may run for ${context.waits.toHumanString()}. `
      + `Set "visibilityTimeout" of the queue to more than ${context.waits.toHumanString()}.`);
  }
}
