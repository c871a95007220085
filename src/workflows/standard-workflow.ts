import { ArnFormat, Duration, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { IStandardWorkflow } from './i-workflow';
import { ImportedStandardWorkflow, WorkflowAttributes } from './imported-workflow';
import { Workflow, WorkflowProps } from './workflow';
import { StepwrightError } from '../errors';
import { misuse } from '../misuse';

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
export class StandardWorkflow extends Workflow implements IStandardWorkflow {
  /**
   * A workflow that another app makes.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param stateMachineArn the ARN of the state machine, or of a version or an alias of it
   */
  public static fromStandardWorkflowArn(scope: Construct, id: string, stateMachineArn: string): IStandardWorkflow {
    return StandardWorkflow.fromStandardWorkflowAttributes(scope, id, { stateMachineArn });
  }

  /**
   * A workflow that another app or stack makes, in the account and the region of this stack.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param stateMachineName the name of the state machine
   */
  public static fromStandardWorkflowName(scope: Construct, id: string, stateMachineName: string): IStandardWorkflow {
    if (!Token.isUnresolved(stateMachineName) && !/^[^:/\s]{1,80}$/.test(stateMachineName)) {
      throw new StepwrightError('InvalidProps', `"stateMachineName" of StandardWorkflow "${scope.node.path}/${id}" is "${stateMachineName}". It has to be the name of a state machine, of 1 to 80 characters. For an ARN, use fromStandardWorkflowArn().`);
    }
    const arn = { service: 'states', resource: 'stateMachine', resourceName: stateMachineName, arnFormat: ArnFormat.COLON_RESOURCE_NAME };
    return StandardWorkflow.fromStandardWorkflowArn(scope, id, Stack.of(scope).formatArn(arn));
  }

  /**
   * A workflow that another app makes, of which more is known than its ARN.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param attrs what is known of it
   */
  public static fromStandardWorkflowAttributes(scope: Construct, id: string, attrs: WorkflowAttributes): IStandardWorkflow {
    return new ImportedStandardWorkflow(scope, id, attrs);
  }

  /**
   * Makes the state machine, its role, its log group and its alarms.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: StandardWorkflowProps) {
    super(scope, id, props, props.timeout);
    // Who writes no types may leave it out.
    if (props.timeout as unknown === undefined) {
      throw misuse(this, '"timeout" is missing. Without one, an execution whose task never answers runs for a year. Say how long one may take at most, for example Duration.hours(1).');
    }
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
    // CDK allows it on what begins with the ARN of the state machine, but what is redriven is an execution.
    return this.grantExecution(identity, 'states:RedriveExecution');
  }
}
