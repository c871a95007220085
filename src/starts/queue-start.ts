import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as pipes from 'aws-cdk-lib/aws-pipes';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { StartDeliveryOptions } from './delivery';
import { QueueStartSource } from './queue-start-source';
import { checkPlace, isSynchronous, makeStartRole } from './workflow-start';
import { misuse } from '../misuse';
import { IWorkflow } from '../workflows/i-workflow';
import { makeLogGroup } from '../workflows/workflow-logs';

/** What of a record an execution gets. The input is always a list, of one record too. */
export class QueueStartInput {
  /**
   * What matters of a record, with its encoded part as JSON: `messageId` and `body` of a message of SQS; `eventID`, `partitionKey` and `data` of a
   * record of Kinesis; `eventID`, `eventName` and `dynamodb` of a change in DynamoDB.
   */
  public static parsed(): QueueStartInput {
    return new QueueStartInput((parsed) => parsed);
  }

  /** The record as it comes: the body of a message is a text, the data of Kinesis is in Base64. */
  public static record(): QueueStartInput {
    return new QueueStartInput(() => undefined);
  }

  /**
   * A template of EventBridge Pipes that is applied to each record, for example `{"orderId": <$.body.id>}`. It has to be an object: the body alone,
   * `<$.body>`, would not be JSON any more.
   *
   * @param template the template
   */
  public static template(template: string): QueueStartInput {
    return new QueueStartInput((_, start) => {
      if (/^\s*\{[^]*\}\s*$/.test(template)) return template;
      throw misuse(start, `"input" is the template "${template}". It has to be an object, as in {"body": <$.body>}, because EventBridge Pipes writes a record alone as something that is not JSON.`);
    });
  }

  private constructor(private readonly render: (parsed: string, start: Construct) => string | undefined) {}

  /** @internal */
  public _render(parsed: string, start: Construct): string | undefined {
    return this.render(parsed, start);
  }
}

/** What a QueueStart is made of. */
export interface QueueStartProps extends StartDeliveryOptions {
  /** The workflow whose executions are started. An ExpressWorkflow of mode SYNC is waited for; any other is only started. */
  readonly workflow: IWorkflow;
  /** From where. */
  readonly source: QueueStartSource;
  /**
   * Patterns of EventBridge, of which a record has to match one to start an execution. Others are dropped.
   *
   * @default - every record
   */
  readonly filters?: { [key: string]: any }[];
  /**
   * What of a record an execution gets.
   *
   * @default QueueStartInput.parsed()
   */
  readonly input?: QueueStartInput;
  /**
   * What the pipe is for.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Whether records start executions.
   *
   * @default true
   */
  readonly enabled?: boolean;
}

/** How long a pipe waits for its target, which is as long as an Express execution may run. */
const PIPE_WAITS = Duration.minutes(5);

/**
 * A pipe of EventBridge that starts executions for the messages of a queue or the records of a stream. The input is the list of a batch.
 *
 * An ExpressWorkflow of mode SYNC is waited for: a batch whose execution fails comes again, and one whose output is
 * `{ "batchItemFailures": [{ "itemIdentifier" }] }` comes again with these records only, named by their `messageId` or `eventID`. Of any other
 * workflow the pipe knows nothing but that the execution has started, and the batch is done with that.
 *
 * What does not succeed in `retryAttempts` goes into a dead-letter queue that has an alarm: a message as it is, and of records of a stream the shard
 * and the sequence numbers, with which they are read again for as long as the stream keeps them. The role may only read the source and start this
 * workflow. The pipe logs its errors, without data.
 *
 * @example
 * declare const orders: ExpressWorkflow;
 * declare const stream: kinesis.Stream;
 *
 * new QueueStart(this, 'Ingest', {
 *   workflow: orders,
 *   source: QueueStartSource.kinesis(stream, { batchSize: 100 }),
 *   filters: [{ data: { type: ['OrderPlaced'] } }],
 * });
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes.html
 */
export class QueueStart extends Construct {
  /** The pipe. */
  public readonly pipe: pipes.CfnPipe;
  /** The role of the pipe. */
  public readonly role: iam.Role;
  /** The log group of the pipe. */
  public readonly logGroup: logs.LogGroup;
  /** The queue that messages are taken from; none where the source is a stream. */
  public readonly queue?: sqs.IQueue;
  /** The queue for what did not succeed; none where the source is a queue of your own, which has it. */
  public readonly deadLetterQueue?: sqs.IQueue;
  /** The alarm for when a message arrives in it; none where the queue is your own. */
  public readonly deadLetterAlarm?: cloudwatch.Alarm;

  /**
   * Makes the pipe, its role, its log group, and the queues where none are given.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: QueueStartProps) {
    super(scope, id);
    const { workflow, filters, input = QueueStartInput.parsed(), description, enabled = true } = props;
    const synchronous = isSynchronous(workflow);
    checkPlace(this, workflow, 'a pipe');
    if (filters && (filters.length < 1 || filters.length > 5)) {
      throw misuse(this, `"filters" has ${filters.length} patterns. It has to have from 1 to 5. Leave it out for every record.`);
    }
    const { maxEventAge, retryAttempts, deadLetterQueue, alarmActions } = props;
    const waits = synchronous ? workflow.timeout ?? PIPE_WAITS : undefined;
    const source = props.source._bind(this, {
      workflow, maxEventAge, retryAttempts, deadLetterQueue, alarmActions, waits: waits?.isUnresolved() ? undefined : waits,
    });
    this.queue = source.queue;
    this.deadLetterQueue = source.deadLetters?.queue;
    this.deadLetterAlarm = source.deadLetters?.alarm;

    this.role = makeStartRole(this, workflow, 'pipes');
    source.grantRead(this.role);
    if (source.deadLetters && !source.queue) {
      const { queue } = source.deadLetters;
      this.role.addToPolicy(new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }));
      queue.encryptionMasterKey?.grantEncryptDecrypt(this.role);
    }
    this.logGroup = makeLogGroup(this, 'Logs', 'pipes');
    this.logGroup.grantWrite(this.role);

    this.pipe = new pipes.CfnPipe(this, 'Pipe', {
      roleArn: this.role.roleArn,
      source: source.arn,
      sourceParameters: {
        ...source.parameters,
        filterCriteria: filters && { filters: filters.map((pattern) => ({ pattern: JSON.stringify(pattern) })) },
      },
      target: workflow.stateMachineArn,
      targetParameters: {
        inputTemplate: input._render(source.record, this),
        stepFunctionStateMachineParameters: { invocationType: synchronous ? 'REQUEST_RESPONSE' : 'FIRE_AND_FORGET' },
      },
      logConfiguration: { level: 'ERROR', cloudwatchLogsLogDestination: { logGroupArn: this.logGroup.logGroupArn } },
      desiredState: enabled ? 'RUNNING' : 'STOPPED',
      description,
    });
    // A pipe is checked when it is made: its role has to be allowed everything by then.
    this.pipe.node.addDependency(this.role);
  }
}
