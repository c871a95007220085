import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { executionArnOf } from './execution-arn';
import { ExpressMode } from './express-mode';
import { IWorkflow } from './i-workflow';
import { grantDecrypt } from './workflow-encryption';

/** What a workflow of this app and an imported one have in common: who may do something with it, and what it measures. */
export abstract class WorkflowBase extends Construct implements IWorkflow {
  /** The state machine. */
  public abstract readonly stateMachine: sfn.IStateMachine;
  /** The ARN that executions are started with. */
  public abstract readonly stateMachineArn: string;
  /** The name of the state machine. */
  public abstract readonly stateMachineName: string;
  /** Whether it is a Standard or an Express workflow. */
  public abstract readonly stateMachineType: sfn.StateMachineType;
  /** How executions of an Express workflow are started; nothing for a Standard workflow. */
  public abstract readonly mode?: ExpressMode;
  /** How long an execution may run; nothing where that is not known. */
  public abstract readonly timeout?: Duration;
  /** The log group that the workflow writes to; nothing where it writes to none, and where that is not known. */
  public abstract readonly logGroup?: logs.ILogGroup;
  /** The customer managed key that the state machine is encrypted with; nothing where AWS owns the key, and where that is not known. */
  public abstract readonly encryptionKey?: kms.IKey;
  /** The alarms of the workflow that are not switched off. */
  public abstract readonly alarms: cloudwatch.IAlarm[];
  /** Who the tasks of the workflow act as. */
  public abstract readonly grantPrincipal: iam.IPrincipal;

  /**
   * Allows to start executions, in the way that is meant for this workflow: those of a release, or of an imported version or alias, with that only.
   *
   * @param identity who is allowed
   */
  public grantStart(identity: iam.IGrantable): iam.Grant {
    const sync = this.mode === ExpressMode.SYNC;
    const grant = iam.Grant.addToPrincipal({
      grantee: identity,
      actions: [sync ? 'states:StartSyncExecution' : 'states:StartExecution'],
      resourceArns: [this.stateMachine.stateMachineArn],
      conditions: forQualifier(this),
    });
    return sync ? grantDecrypt(this, identity, grant) : grant;
  }

  /**
   * Allows to read the workflow and its executions.
   *
   * @param identity who is allowed
   */
  public grantRead(identity: iam.IGrantable): iam.Grant {
    // CDK's own allows to read every state machine and activity of the account, and takes the stack's region for that of an imported one.
    const grant = (resourceArn: string, ...actions: string[]): iam.Grant =>
      iam.Grant.addToPrincipal({ grantee: identity, actions: actions.map((action) => `states:${action}`), resourceArns: [resourceArn] });
    const { stateMachineArn } = this.stateMachine;
    // Of executions of Express workflows nothing can be read but the logs.
    if (this.stateMachineType === sfn.StateMachineType.EXPRESS) return grantDecrypt(this, identity, grant(stateMachineArn, 'DescribeStateMachine'));
    return grantDecrypt(this, identity, grant(stateMachineArn, 'DescribeStateMachine', 'ListExecutions')
      .combine(grant(executionArnOf(this, '*'), 'DescribeExecution', 'DescribeStateMachineForExecution', 'GetExecutionHistory')));
  }

  /**
   * Allows actions on the state machine.
   *
   * @param identity who is allowed
   * @param actions for example `states:UpdateStateMachine`
   */
  public grant(identity: iam.IGrantable, ...actions: string[]): iam.Grant {
    return this.stateMachine.grant(identity, ...actions);
  }

  /**
   * Any metric of the state machine.
   *
   * @param metricName for example `ExecutionsAborted`
   * @param props how it is read. Default: the sum over five minutes
   */
  public metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stateMachine.metric(metricName, this._metricOptions(props));
  }

  /**
   * How many executions were started.
   *
   * @param props how it is read. Default: the sum over five minutes
   */
  public metricStarted(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stateMachine.metricStarted(this._metricOptions(props));
  }

  /**
   * How many executions succeeded.
   *
   * @param props how it is read. Default: the sum over five minutes
   */
  public metricSucceeded(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stateMachine.metricSucceeded(this._metricOptions(props));
  }

  /**
   * How many executions failed.
   *
   * @param props how it is read. Default: the sum over five minutes
   */
  public metricFailed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stateMachine.metricFailed(this._metricOptions(props));
  }

  /**
   * How many executions timed out.
   *
   * @param props how it is read. Default: the sum over five minutes
   */
  public metricTimedOut(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stateMachine.metricTimedOut(this._metricOptions(props));
  }

  /**
   * How many executions were aborted.
   *
   * @param props how it is read. Default: the sum over five minutes
   */
  public metricAborted(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stateMachine.metricAborted(this._metricOptions(props));
  }

  /**
   * How many state transitions and retries were throttled.
   *
   * @param props how it is read. Default: the sum over five minutes
   */
  public metricThrottled(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stateMachine.metricThrottled(this._metricOptions(props));
  }

  /**
   * How long executions took, in milliseconds.
   *
   * @param props how it is read. Default: the average over five minutes
   */
  public metricTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stateMachine.metricTime(this._metricOptions(props));
  }

  /**
   * The number of the version or the name of the alias that is started; nothing where the state machine itself is, and where that is not known.
   * @internal
   */
  public get _qualifier(): string | undefined {
    return undefined;
  }

  /**
   * What the metrics of this workflow are read with, where that is more than the ARN of its state machine.
   * @internal
   */
  protected _metricOptions(props?: cloudwatch.MetricOptions): cloudwatch.MetricOptions | undefined {
    return props;
  }
}

/**
 * The condition for what is started. Permissions are for the state machine, whichever version or alias of it is started: this makes that one of them.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html
 * @internal
 */
export function forQualifier(workflow: IWorkflow): { readonly [operator: string]: { readonly [key: string]: unknown } } | undefined {
  const qualifier = workflow instanceof WorkflowBase ? workflow._qualifier : undefined;
  return qualifier === undefined ? undefined : { 'ForAnyValue:StringEquals': { 'states:StateMachineQualifier': qualifier } };
}
