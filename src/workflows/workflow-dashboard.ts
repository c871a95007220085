import { Duration, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { misuse } from '../misuse';
import { IWorkflow } from './i-workflow';

/** What a WorkflowDashboard shows. */
export interface WorkflowDashboardProps {
  /** The workflows, in this order. `addWorkflow()` adds one later. */
  readonly workflows: IWorkflow[];
  /**
   * The name of the dashboard.
   *
   * @default - CloudFormation makes a name
   */
  readonly dashboardName?: string;
  /**
   * How much time it shows when it is opened.
   *
   * @default Duration.days(1)
   */
  readonly defaultInterval?: Duration;
  /**
   * How much time a point of a graph stands for.
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;
  /**
   * Whether the log groups of the workflows are queried. A query is billed for the logs that it reads, whenever the dashboard is loaded.
   *
   * @default true
   */
  readonly logQueries?: boolean;
}

const [WHOLE, HALF] = [24, 12];
const ROWS = 20;

/** What most errors are, and how many executions they were in: those of tasks that were retried or caught, too. */
const ERRORS = [
  'filter ispresent(details.error)',
  'stats count(*) as events, count_distinct(execution_arn) as executions, latest(details.cause) as cause by details.error as error, type',
  'sort events desc',
  `limit ${ROWS}`,
];

/** https://docs.aws.amazon.com/step-functions/latest/dg/troubleshooting.html */
const SLOWEST = [
  'filter type in ["ExecutionStarted", "ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut"]',
  'stats latest(type) as status, latest(event_timestamp) - earliest(event_timestamp) as milliseconds by execution_arn',
  'filter status != "ExecutionStarted"',
  'sort milliseconds desc',
  `limit ${ROWS}`,
];

/**
 * A dashboard of one workflow or several: their alarms, how many executions there were and how they ended, how long they took, which errors there
 * were most, and which executions were the slowest.
 *
 * An Express workflow also has what it is billed for, a Standard workflow the executions that were redriven. The slowest executions are found in the
 * logs where these have every event, as those of an ExpressWorkflow do by default.
 *
 * @example
 * declare const orders: StandardWorkflow;
 * declare const quotes: ExpressWorkflow;
 *
 * const dashboard = new WorkflowDashboard(this, 'Dashboard', { workflows: [orders, quotes] });
 * dashboard.addWidgets(new cloudwatch.GraphWidget({ title: 'Charge card', left: [fn.metricDuration()] }));
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 */
export class WorkflowDashboard extends Construct {
  /** The dashboard. */
  public readonly dashboard: cloudwatch.Dashboard;

  private readonly workflows = new Set<IWorkflow>();
  private readonly props: WorkflowDashboardProps;

  /**
   * Makes the dashboard.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it shows
   */
  public constructor(scope: Construct, id: string, props: WorkflowDashboardProps) {
    super(scope, id);
    this.props = props;
    this.dashboard = new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName: props.dashboardName,
      defaultInterval: props.defaultInterval ?? Duration.days(1),
    });
    for (const workflow of props.workflows) this.addWorkflow(workflow);
    this.node.addValidation({
      validate: () => (this.workflows.size > 0 ? [] : [misuse(this, '"workflows" is empty, and addWorkflow() was not called. Add the workflow that it is to show.').message]),
    });
  }

  /**
   * Shows another workflow below those that are shown.
   *
   * @param workflow what is shown
   */
  public addWorkflow(workflow: IWorkflow): void {
    if (this.workflows.has(workflow)) throw misuse(this, `Workflow "${workflow.node.path}" is shown already. Add it once.`);
    this.workflows.add(workflow);
    const express = workflow.stateMachineType === sfn.StateMachineType.EXPRESS;
    this.addWidgets(new cloudwatch.TextWidget({ width: WHOLE, height: 1, markdown: `# ${workflow.node.id} (${express ? 'Express' : 'Standard'})` }));
    if (workflow.alarms.length > 0) {
      this.addWidgets(new cloudwatch.AlarmStatusWidget({ width: WHOLE, height: 2, title: 'Alarms', alarms: workflow.alarms }));
    }
    this.addWidgets(this.executions(workflow), this.durations(workflow));
    this.addWidgets(this.throttled(workflow, express), ...express ? [this.billed(workflow)] : []);
    const queries = this.props.logQueries === false || !workflow.logGroup ? [] : logQueries(workflow, workflow.logGroup);
    if (queries.length > 0) this.addWidgets(...queries);
  }

  /**
   * Shows something else below what is shown.
   *
   * @param widgets what is shown, side by side
   */
  public addWidgets(...widgets: cloudwatch.IWidget[]): void {
    this.dashboard.addWidgets(...widgets);
  }

  private executions(workflow: IWorkflow): cloudwatch.IWidget {
    const { period } = this.props;
    return graph(workflow, 'Executions', [
      workflow.metricStarted({ period, label: 'started' }),
      workflow.metricSucceeded({ period, label: 'succeeded', color: cloudwatch.Color.GREEN }),
      workflow.metricFailed({ period, label: 'failed', color: cloudwatch.Color.RED }),
      workflow.metricTimedOut({ period, label: 'timed out', color: cloudwatch.Color.ORANGE }),
      workflow.metricAborted({ period, label: 'aborted', color: cloudwatch.Color.GREY }),
    ], 'executions');
  }

  private durations(workflow: IWorkflow): cloudwatch.IWidget {
    const { period } = this.props;
    return graph(workflow, 'Duration', [50, 95, 99].map((percent) => (
      workflow.metricTime({ period, statistic: cloudwatch.Stats.percentile(percent), label: `p${percent}` }))), 'milliseconds');
  }

  private throttled(workflow: IWorkflow, express: boolean): cloudwatch.IWidget {
    const { period } = this.props;
    const throttled = workflow.metricThrottled({ period, label: 'throttled transitions and retries' });
    if (express) return graph(workflow, 'Throttled', [throttled], 'events');
    const redriven = workflow.metric('ExecutionsRedriven', { period, statistic: cloudwatch.Stats.SUM, label: 'redriven executions' });
    return graph(workflow, 'Throttled and redriven', [throttled, redriven], 'count');
  }

  private billed(workflow: IWorkflow): cloudwatch.IWidget {
    const options = { period: this.props.period, statistic: cloudwatch.Stats.AVERAGE };
    return new cloudwatch.GraphWidget({
      title: 'Billed for an execution',
      width: HALF,
      region: regionOf(workflow),
      left: [workflow.metric('ExpressExecutionBilledDuration', { ...options, label: 'billed duration' })],
      leftYAxis: { label: 'milliseconds', showUnits: false, min: 0 },
      right: [workflow.metric('ExpressExecutionBilledMemory', { ...options, label: 'billed memory' })],
      rightYAxis: { label: 'memory', showUnits: true, min: 0 },
    });
  }
}

function graph(workflow: IWorkflow, title: string, left: cloudwatch.IMetric[], unit: string): cloudwatch.IWidget {
  return new cloudwatch.GraphWidget({ title, width: HALF, left, region: regionOf(workflow), leftYAxis: { label: unit, showUnits: false, min: 0 } });
}

function logQueries(workflow: IWorkflow, { logGroupName, env: { region } }: logs.ILogGroup): cloudwatch.IWidget[] {
  const common = { width: HALF, height: 6, logGroupNames: [logGroupName], region: Token.isUnresolved(region) ? undefined : region };
  const level = logLevelOf(workflow);
  return [
    new cloudwatch.LogQueryWidget({ ...common, title: 'Most frequent errors', queryLines: ERRORS }),
    ...level === undefined || level === sfn.LogLevel.ALL ? [new cloudwatch.LogQueryWidget({ ...common, title: 'Slowest executions', queryLines: SLOWEST })] : [],
  ];
}

/** What is logged of a workflow of this app: the start of an execution is only where everything is. */
function logLevelOf({ stateMachine }: IWorkflow): string | undefined {
  const resource = stateMachine.node.defaultChild;
  if (!(resource instanceof sfn.CfnStateMachine)) return undefined;
  const logging = Stack.of(resource).resolve(resource.loggingConfiguration) as sfn.CfnStateMachine.LoggingConfigurationProperty | undefined;
  return logging?.level;
}

function regionOf({ stateMachine: { env: { region } } }: IWorkflow): string | undefined {
  return Token.isUnresolved(region) ? undefined : region;
}
