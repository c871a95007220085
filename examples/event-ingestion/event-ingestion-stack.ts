import { Duration, RemovalPolicy, Stack, StackProps, Validations } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import {
  DynamoPutItemTask, EventTask, ExpressMode, ExpressWorkflow, FailureDestination, FailureSink, QueueStart, QueueStartSource, SqsTask,
} from 'cdk-stepwright';
import { Construct } from 'constructs';

/** Readings of sensors come in a stream, are kept in a table, and warn of what is too hot. A reading may come twice. */
export class EventIngestionStack extends Stack {
  public readonly readings: dynamodb.Table;
  public readonly warnings: events.EventBus;
  public readonly failed: sqs.Queue;
  public readonly workflow: ExpressWorkflow;

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const stream = new kinesis.Stream(this, 'Stream', { encryption: kinesis.StreamEncryption.MANAGED, streamMode: kinesis.StreamMode.ON_DEMAND });
    this.readings = new dynamodb.Table(this, 'Readings', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.warnings = new events.EventBus(this, 'Warnings');
    this.failed = new sqs.Queue(this, 'Failed', { enforceSSL: true, retentionPeriod: Duration.days(14) });

    this.workflow = new ExpressWorkflow(this, 'Workflow', {
      comment: 'Keeps readings, and warns of hot ones',
      mode: ExpressMode.ASYNC,
      definitionBody: sfn.DefinitionBody.fromChainable(this.definition()),
    });
    Validations.of(this.workflow).acknowledge({
      id: 'cdk-stepwright::AsyncExpressIdempotency',
      reason: 'A reading never changes and is written under its id, and who is warned twice sees the same id: a test runs it twice.',
    }, {
      id: 'cdk-stepwright::ASL823',
      reason: 'What is set aside twice has the same id, too, and is looked at once.',
    });

    new QueueStart(this, 'Ingest', {
      workflow: this.workflow,
      source: QueueStartSource.kinesis(stream, { batchSize: 100, maxBatchingWindow: Duration.seconds(5), parallelizationFactor: 4 }),
      filters: [{ data: { type: ['Reading'] } }],
    });
  }

  private definition(): sfn.IChainable {
    const at = (name: string): string => sfn.JsonPath.stringAt(`$.data.${name}`);
    const keep = DynamoPutItemTask.jsonPath(this, 'Keep reading', {
      table: this.readings,
      item: { id: at('id'), sensor: at('sensor'), celsius: sfn.JsonPath.numberAt('$.data.celsius') },
    });
    const warn = EventTask.jsonPath(this, 'Warn', {
      entries: [{
        eventBus: this.warnings,
        source: 'sensors',
        detailType: 'Too Hot',
        detail: sfn.TaskInput.fromObject({ id: at('id'), sensor: at('sensor') }),
      }],
    });
    // The others of the batch have nothing to do with what fails.
    const setAside = SqsTask.jsonPath(this, 'Set aside', { queue: this.failed, messageBody: sfn.TaskInput.fromJsonPathAt('$') });
    for (const task of [keep, warn]) task.addCatch(setAside, { resultPath: '$.error' });

    const check = new sfn.Choice(this, 'Is it too hot?')
      .when(sfn.Condition.numberGreaterThan('$.data.celsius', 80), warn)
      .otherwise(new sfn.Pass(this, 'Kept'));
    const isThere = ['id', 'sensor', 'celsius'].map((name) => sfn.Condition.isPresent(`$.data.${name}`));
    const { and, isNumeric, isString } = sfn.Condition;
    const isReading = and(...isThere, isString('$.data.id'), isString('$.data.sensor'), isNumeric('$.data.celsius'));
    const batch = new sfn.Map(this, 'Each reading', { itemsPath: '$.readings', maxConcurrency: 20, resultPath: sfn.JsonPath.DISCARD })
      .itemProcessor(new sfn.Choice(this, 'Is it a reading?')
        .when(isReading, keep.next(check))
        .otherwise(setAside));
    const flow = new sfn.Pass(this, 'Batch', { parameters: { 'readings.$': '$' } }).next(batch);
    new FailureSink(this, 'Failed batch', { destination: FailureDestination.queue(this.failed) }).catchFrom(flow);
    return flow;
  }
}
