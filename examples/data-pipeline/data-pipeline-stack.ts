import * as path from 'path';
import { ArnFormat, Duration, RemovalPolicy, Size, Stack, StackProps } from 'aws-cdk-lib';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as glue from 'aws-cdk-lib/aws-glue';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as cxapi from 'aws-cdk-lib/cx-api';
import {
  BatchReader, DistributedBatch, GlueJobTask, LambdaTask, RedriveOperator, S3ObjectStart, SdkTask, SnsTask, StandardWorkflow,
} from 'cdk-stepwright';
import { Construct } from 'constructs';

const CLEANED = 'cleaned';
/** What the ARNs of the Map Runs have in them. */
const ROWS = 'Rows';

/** CSV files that arrive in a bucket are cleaned row by row, loaded into a table, and reported. */
export class DataPipelineStack extends Stack {
  public readonly incoming: s3.Bucket;
  public readonly results: s3.Bucket;
  public readonly reports: sns.Topic;
  public readonly clean: lambda.Function;
  public readonly workflow: StandardWorkflow;

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    // Buckets take no ACL by default.
    this.node.setContext(cxapi.S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true);
    const accessLogs = this.bucket('AccessLogs');
    this.incoming = this.bucket('Incoming', accessLogs);
    this.results = this.bucket('Results', accessLogs);
    this.reports = new sns.Topic(this, 'Reports', { enforceSSL: true });
    const operators = new sns.Topic(this, 'Operators', { enforceSSL: true });
    operators.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));
    const alarmActions = [new actions.SnsAction(operators)];
    this.clean = new lambda.Function(this, 'Clean', {
      code: lambda.Code.fromInline(`exports.handler = async ({ Items }) => Items.map(({ id, total }) => {
  if (!/^[0-9]+$/.test(total)) throw Object.assign(new Error('The total of ' + id + ' is ' + total), { name: 'Row.Invalid' });
  return { id, total: Number(total) };
});`),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      timeout: Duration.minutes(1),
    });

    this.workflow = new StandardWorkflow(this, 'Workflow', {
      comment: 'From a CSV file to a table',
      definitionBody: sfn.DefinitionBody.fromChainable(this.definition()),
      timeout: Duration.hours(6),
      alarms: { actions: alarmActions },
    });
    new S3ObjectStart(this, 'Arrival', { workflow: this.workflow, bucket: this.incoming, suffix: '.csv', minSize: Size.bytes(1), alarmActions });
    // A redrive works on the rows and the job that failed, and not again on the others.
    new RedriveOperator(this, 'Redrives', { workflow: this.workflow, delay: Duration.minutes(10), alarmActions });
  }

  private definition(): sfn.IChainable {
    const job = this.glueJob();
    const clean = new DistributedBatch(this, 'Clean rows', {
      reader: BatchReader.csv(this.incoming, '{% $states.input.object.key %}'),
      label: ROWS,
      batch: { maxItemsPerBatch: 100 },
      processor: LambdaTask.jsonata(this, 'Clean batch', { lambdaFunction: this.clean }),
      executionType: sfn.StateMachineType.EXPRESS,
      maxConcurrency: 50,
      toleratedFailurePercentage: 5,
      writer: { bucket: this.results, prefix: CLEANED, transformation: sfn.Transformation.FLATTEN, outputType: sfn.OutputType.JSONL },
      outputs: '{% { "file": $states.input.object.key, "mapRunArn": $states.result.MapRunArn, "manifest": $states.result.ResultWriterDetails.Key } %}',
    });
    const load = GlueJobTask.jsonPath(this, 'Load table', {
      glueJobName: job.ref,
      arguments: sfn.TaskInput.fromObject({ '--bucket': this.results.bucketName, '--manifest': sfn.JsonPath.stringAt('$.manifest') }),
      taskTimeout: sfn.Timeout.duration(Duration.hours(2)),
      resultPath: sfn.JsonPath.DISCARD,
    });
    const count = SdkTask.jsonPath(this, 'Count rows', {
      service: 'sfn',
      action: 'describeMapRun',
      parameters: { MapRunArn: sfn.JsonPath.stringAt('$.mapRunArn') },
      // The state machine cannot be named here, as it is made of this state.
      iamResources: [this.formatArn({ service: 'states', resource: 'mapRun', resourceName: `*/${ROWS}:*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME })],
      resultSelector: { 'rows.$': '$.ItemCounts.Total', 'failed.$': '$.ItemCounts.Failed' },
      resultPath: '$.counts',
    });
    const report = SnsTask.jsonPath(this, 'Report', {
      topic: this.reports,
      subject: 'A file was loaded',
      message: sfn.TaskInput.fromJsonPathAt("States.Format('{}: {} rows, of which {} are left out', $.file, $.counts.rows, $.counts.failed)"),
    });
    return sfn.Chain.start(clean).next(load).next(count).next(report);
  }

  /** A job that may read what was cleaned, and write the table. */
  private glueJob(): glue.CfnJob {
    const script = new Asset(this, 'Script', { path: path.join(__dirname, 'scripts', 'load.py') });
    const role = new iam.Role(this, 'JobRole', { assumedBy: new iam.ServicePrincipal('glue.amazonaws.com') });
    const allow = (names: string[], arn: string): boolean => role.addToPolicy(new iam.PolicyStatement({ actions: names, resources: [arn] }));
    allow(['s3:GetObject'], script.bucket.arnForObjects(script.s3ObjectKey));
    allow(['s3:GetObject'], this.results.arnForObjects(`${CLEANED}/*`));
    allow(['s3:PutObject'], this.results.arnForObjects('tables/orders/*'));
    const logGroups = this.formatArn({ service: 'logs', resource: 'log-group:/aws-glue/python-jobs/*' });
    allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], logGroups);
    return new glue.CfnJob(this, 'Job', {
      role: role.roleArn,
      command: { name: 'pythonshell', pythonVersion: '3.9', scriptLocation: script.s3ObjectUrl },
      defaultArguments: { '--library-set': 'analytics', '--job-bookmark-option': 'job-bookmark-disable' },
      executionProperty: { maxConcurrentRuns: 5 },
      maxCapacity: 0.0625,
    });
  }

  private bucket(id: string, serverAccessLogsBucket?: s3.IBucket): s3.Bucket {
    return new s3.Bucket(this, id, {
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
      serverAccessLogsBucket,
      serverAccessLogsPrefix: serverAccessLogsBucket && `${id}/`,
    });
  }
}
