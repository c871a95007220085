import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { Workflow, WorkflowProps } from './workflow';

/** What a StandardWorkflow is made of. */
export interface StandardWorkflowProps extends WorkflowProps {
  /**
   * How long an execution may run, up to a year.
   *
   * Without a timeout, an execution whose task never answers runs, and is billed, for a year. So there is no default.
   */
  readonly timeout: Duration;
}

/**
 * A Standard workflow: executions run exactly once, for up to a year, and their history is kept.
 *
 * It comes with a log group that keeps the errors, without the data of the executions; X-Ray tracing; and alarms for executions that failed, that
 * timed out and that were throttled. At synthesis its definition is checked: what AWS would refuse stops it.
 *
 * @example
 * const charge = new tasks.LambdaInvoke(this, 'Charge card', {
 *   lambdaFunction: fn,
 *   payloadResponseOnly: true,
 *   taskTimeout: sfn.Timeout.duration(Duration.seconds(30)),
 * });
 *
 * const orders = new StandardWorkflow(this, 'Orders', {
 *   definitionBody: sfn.DefinitionBody.fromChainable(charge.next(new sfn.Succeed(this, 'Done'))),
 *   timeout: Duration.hours(1),
 * });
 * orders.grantStart(fn);
 */
export class StandardWorkflow extends Workflow {
  /**
   * Makes the state machine, its role, its log group and its alarms.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: StandardWorkflowProps) {
    super(scope, id, props, sfn.StateMachineType.STANDARD, props.timeout);
  }

  /**
   * Allows to start executions.
   *
   * @param identity who is allowed
   */
  public grantStart(identity: iam.IGrantable): iam.Grant {
    return this.stateMachine.grantStartExecution(identity);
  }

  /**
   * Allows to answer tasks that wait for a callback or for an activity's worker.
   *
   * @param identity who is allowed
   */
  public grantTaskResponse(identity: iam.IGrantable): iam.Grant {
    return this.stateMachine.grantTaskResponse(identity);
  }

  /**
   * Allows actions on the executions.
   *
   * @param identity who is allowed
   * @param actions for example `states:StopExecution`
   */
  public grantExecution(identity: iam.IGrantable, ...actions: string[]): iam.Grant {
    return this.stateMachine.grantExecution(identity, ...actions);
  }

  /**
   * Allows to run failed executions on from the state that failed.
   *
   * @param identity who is allowed
   */
  public grantRedriveExecution(identity: iam.IGrantable): iam.Grant {
    return this.stateMachine.grantRedriveExecution(identity);
  }

  /**
   * How many executions were aborted.
   *
   * @param props how it is read. Default: the sum over five minutes
   */
  public metricAborted(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stateMachine.metricAborted(props);
  }
}
