import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { IConstruct } from 'constructs';
import { ExpressMode } from './express-mode';

/**
 * A workflow that can be started: one that this app makes, one that is imported, or a release of one.
 *
 * Whatever starts a workflow, watches it or is allowed something on it takes any of them.
 */
export interface IWorkflow extends IConstruct, iam.IGrantable {
  /** The state machine. */
  readonly stateMachine: sfn.IStateMachine;
  /** The ARN that executions are started with: that of the state machine, or of a version or an alias of it. */
  readonly stateMachineArn: string;
  /** The name of the state machine. */
  readonly stateMachineName: string;
  /** Whether it is a Standard or an Express workflow. */
  readonly stateMachineType: sfn.StateMachineType;
  /** How executions of an Express workflow are started; nothing for a Standard workflow. */
  readonly mode?: ExpressMode;
  /** How long an execution may run; nothing where that is not known, as of an imported workflow. */
  readonly timeout?: Duration;
  /** The log group that the workflow writes to; nothing where it writes to none, and where that is not known. */
  readonly logGroup?: logs.ILogGroup;
  /** The customer managed key that the state machine is encrypted with; nothing where AWS owns the key, and where that is not known. */
  readonly encryptionKey?: kms.IKey;
  /** The alarms of the workflow. An imported workflow has none here. */
  readonly alarms: cloudwatch.IAlarm[];

  /**
   * Allows to start executions, in the way that is meant for this workflow: those of a release, or of an imported version or alias, with that only.
   *
   * @param identity who is allowed
   */
  grantStart(identity: iam.IGrantable): iam.Grant;

  /**
   * Allows to read the workflow and its executions.
   *
   * @param identity who is allowed
   */
  grantRead(identity: iam.IGrantable): iam.Grant;

  /**
   * Allows actions on the state machine.
   *
   * @param identity who is allowed
   * @param actions for example `states:ListExecutions`
   */
  grant(identity: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Any metric of the state machine.
   *
   * @param metricName for example `ExecutionsAborted`
   * @param props how it is read. Default: the sum over five minutes
   */
  metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many executions were started.
   *
   * @param props how it is read. Default: the sum over five minutes
   */
  metricStarted(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many executions succeeded.
   *
   * @param props how it is read. Default: the sum over five minutes
   */
  metricSucceeded(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many executions failed.
   *
   * @param props how it is read. Default: the sum over five minutes
   */
  metricFailed(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many executions timed out.
   *
   * @param props how it is read. Default: the sum over five minutes
   */
  metricTimedOut(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many executions were aborted.
   *
   * @param props how it is read. Default: the sum over five minutes
   */
  metricAborted(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many state transitions and retries were throttled.
   *
   * @param props how it is read. Default: the sum over five minutes
   */
  metricThrottled(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How long executions took, in milliseconds.
   *
   * @param props how it is read. Default: the average over five minutes
   */
  metricTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/** A Standard workflow, with what can be allowed on its executions. */
export interface IStandardWorkflow extends IWorkflow {
  /**
   * Allows to answer tasks that wait for a callback or for an activity's worker.
   *
   * @param identity who is allowed
   */
  grantTaskResponse(identity: iam.IGrantable): iam.Grant;

  /**
   * Allows actions on the executions.
   *
   * @param identity who is allowed
   * @param actions for example `states:StopExecution`
   */
  grantExecution(identity: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Allows to run failed executions on from the state that failed.
   *
   * @param identity who is allowed
   */
  grantRedriveExecution(identity: iam.IGrantable): iam.Grant;
}
