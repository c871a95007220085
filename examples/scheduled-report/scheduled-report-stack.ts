import { Duration, RemovalPolicy, Stack, StackProps, TimeZone } from 'aws-cdk-lib';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import {
  AthenaQueryTask, AthenaResultsTask, LambdaTask, PollingLoop, ReleaseStrategy, ScheduleStart, SdkTask, SnsTask, StandardWorkflow, StartTime,
  WorkflowDashboard, WorkflowRelease,
} from 'cdk-stepwright';
import { Construct } from 'constructs';
import { OrdersTable } from './orders-table';

/** Every morning: the orders of the day before are counted, and the figures are sent to whoever wants them. */
export class ScheduledReportStack extends Stack {
  public readonly table: OrdersTable;
  public readonly reports: sns.Topic;
  public readonly render: lambda.Function;
  public readonly workflow: StandardWorkflow;

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    this.table = new OrdersTable(this, 'Orders');
    this.reports = new sns.Topic(this, 'Reports', { enforceSSL: true });
    const operators = new sns.Topic(this, 'Operators', { enforceSSL: true });
    operators.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));
    const alarmActions = [new actions.SnsAction(operators)];
    this.render = new lambda.Function(this, 'Render', {
      code: lambda.Code.fromInline(`exports.handler = async ({ day, rows }) => {
  const [, ...counts] = rows.map(({ Data }) => Data.map(({ VarCharValue }) => VarCharValue));
  return { subject: 'Orders of ' + day, text: counts.map(([status, orders]) => status + ': ' + orders).join('\\n') || 'None' };
};`),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      timeout: Duration.seconds(20),
      // Executions that run go on with the version that they were started with.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    });

    this.workflow = new StandardWorkflow(this, 'Workflow', {
      comment: 'The orders of the day before',
      definitionBody: sfn.DefinitionBody.fromChainable(this.definition()),
      timeout: Duration.hours(4),
      queryLanguage: sfn.QueryLanguage.JSONATA,
      alarms: { actions: alarmActions },
    });
    // One report a day is too few for a canary, and CloudFormation would wait for it: the next report is made by the new version.
    const release = new WorkflowRelease(this, 'Release', { workflow: this.workflow, strategy: ReleaseStrategy.allAtOnce() });
    new ScheduleStart(this, 'EveryMorning', {
      workflow: release,
      time: StartTime.cron({ minute: '30', hour: '6' }, TimeZone.EUROPE_BERLIN),
      alarmActions,
    });
    new WorkflowDashboard(this, 'Dashboard', { workflows: [release] });
  }

  private definition(): sfn.IChainable {
    const { orders, results, databaseName, workGroupName } = this.table;
    const begin = sfn.Pass.jsonata(this, 'Which day?', {
      assign: { day: "{% $fromMillis($toMillis($states.input.scheduledTime) - 24 * 60 * 60 * 1000, '[Y0001]-[M01]-[D01]') %}" },
    });
    const complete = new PollingLoop(this, 'Complete', {
      check: SdkTask.jsonata(this, 'Look for the end', {
        service: 's3',
        action: 'listObjectsV2',
        parameters: { Bucket: orders.bucketName, Prefix: '{% "orders/day=" & $day & "/_SUCCESS" %}', MaxKeys: 1 },
        outputs: { complete: '{% $states.result.KeyCount > 0 %}' },
      }),
      until: sfn.Condition.jsonata('{% $states.input.complete %}'),
      interval: Duration.minutes(5),
      timeout: Duration.hours(2),
      exhaustedError: 'Report.OrdersIncomplete',
    });
    const count = AthenaQueryTask.jsonata(this, 'Count orders', {
      workGroup: workGroupName,
      workGroupResultLocation: { bucketName: results.bucketName, objectKey: 'queries' },
      queryString: '{% "SELECT status, count(*) AS orders FROM orders WHERE day = \'" & $day & "\' GROUP BY status ORDER BY status" %}',
      queryExecutionContext: { databaseName },
      dataLocations: [{ bucketName: orders.bucketName, objectKey: 'orders' }],
      taskTimeout: sfn.Timeout.duration(Duration.minutes(30)),
    });
    const rows = AthenaResultsTask.jsonata(this, 'Read rows', {
      queryExecutionId: '{% $states.input.QueryExecutionId %}',
      workGroup: workGroupName,
      resultLocation: { bucketName: results.bucketName, objectKey: 'queries' },
    });
    const render = LambdaTask.jsonata(this, 'Render report', {
      lambdaFunction: this.render.currentVersion,
      payload: sfn.TaskInput.fromObject({ day: '{% $day %}', rows: '{% $states.input %}' }),
    });
    const send = SnsTask.jsonata(this, 'Send report', {
      topic: this.reports,
      subject: '{% $states.input.subject %}',
      message: sfn.TaskInput.fromText('{% $states.input.text %}'),
    });
    return sfn.Chain.start(begin).next(complete).next(count).next(rows).next(render).next(send);
  }
}
