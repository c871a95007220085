import { Arn, ArnFormat, Duration, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { misuse } from '../misuse';
import { executionArnOf } from './execution-arn';
import { checkMode, ExpressMode } from './express-mode';
import { IStandardWorkflow } from './i-workflow';
import { WorkflowBase } from './workflow-base';

/** What is known of a workflow of another app. */
export interface WorkflowAttributes {
  /**
   * The ARN that executions are started with: that of the state machine, or of a version or an alias of it.
   *
   * One that is not known until deploy is taken for the ARN of the state machine itself: permissions are given on that, and not on a version or an
   * alias.
   */
  readonly stateMachineArn: string;
  /**
   * How long an execution may run.
   *
   * @default - not known, so that who waits for an execution has to say how long
   */
  readonly timeout?: Duration;
  /**
   * The log group that the workflow writes to.
   *
   * @default - not known, so that a dashboard has no queries of it
   */
  readonly logGroup?: logs.ILogGroup;
  /**
   * The customer managed key that the state machine is encrypted with. Who may read executions or start synchronous ones may decrypt with it.
   *
   * @default - a key that AWS owns
   */
  readonly encryptionKey?: kms.IKey;
}

/** `arn:partition:states:region:account:stateMachine:name`, and the number of a version or the name of an alias. */
const STATE_MACHINE_ARN = /^(arn:[^:]+:states:[^:]+:[^:]+:stateMachine:[^:/]+)(?::([^:/]+))?$/;

/** A workflow of another app. @internal */
export abstract class ImportedWorkflow extends WorkflowBase {
  public readonly stateMachine: sfn.IStateMachine;
  public readonly stateMachineArn: string;
  public readonly stateMachineName: string;
  public readonly stateMachineType: sfn.StateMachineType;
  public readonly mode?: ExpressMode;
  public readonly timeout?: Duration;
  public readonly logGroup?: logs.ILogGroup;
  public readonly encryptionKey?: kms.IKey;
  public readonly alarms: cloudwatch.IAlarm[] = [];
  public readonly grantPrincipal: iam.IPrincipal;
  private readonly qualifier?: string;

  protected constructor(scope: Construct, id: string, attrs: WorkflowAttributes, mode?: ExpressMode) {
    super(scope, id);
    this.stateMachineArn = attrs.stateMachineArn;
    const [, unqualified = attrs.stateMachineArn, qualifier] = STATE_MACHINE_ARN.exec(attrs.stateMachineArn) ?? [];
    this.qualifier = qualifier;
    if (!Token.isUnresolved(attrs.stateMachineArn) && !STATE_MACHINE_ARN.test(attrs.stateMachineArn)) {
      throw misuse(this, `"stateMachineArn" is "${attrs.stateMachineArn}". It has to be the ARN of a state machine, such as `
        + '"arn:aws:states:eu-west-1:111122223333:stateMachine:orders", or of a version or an alias of one.');
    }
    this.stateMachine = sfn.StateMachine.fromStateMachineArn(this, 'StateMachine', unqualified);
    this.stateMachineName = Arn.split(unqualified, ArnFormat.COLON_RESOURCE_NAME).resourceName!;
    this.stateMachineType = mode === undefined ? sfn.StateMachineType.STANDARD : sfn.StateMachineType.EXPRESS;
    this.mode = mode;
    this.timeout = attrs.timeout;
    this.logGroup = attrs.logGroup;
    this.encryptionKey = attrs.encryptionKey;
    this.grantPrincipal = this.stateMachine.grantPrincipal;
  }

  /** @internal */
  public override get _qualifier(): string | undefined {
    return this.qualifier;
  }

  /** The metrics are where the workflow is, which need not be where the stack is. */
  protected override _metricOptions(props?: cloudwatch.MetricOptions): cloudwatch.MetricOptions {
    const { region, account } = this.stateMachine.env;
    const known = (value: string) => (Token.isUnresolved(value) ? undefined : value);
    return { region: known(region), account: known(account), ...props };
  }
}

/** A Standard workflow of another app. @internal */
export class ImportedStandardWorkflow extends ImportedWorkflow implements IStandardWorkflow {
  public constructor(scope: Construct, id: string, attrs: WorkflowAttributes) {
    super(scope, id, attrs);
  }

  public grantTaskResponse(identity: iam.IGrantable): iam.Grant {
    return this.stateMachine.grantTaskResponse(identity);
  }

  public grantExecution(identity: iam.IGrantable, ...actions: string[]): iam.Grant {
    // CDK takes the region and the account of the stack, where the workflow may not be: aws/aws-cdk#17982.
    return iam.Grant.addToPrincipal({ grantee: identity, actions, resourceArns: [executionArnOf(this, '*')] });
  }

  public grantRedriveExecution(identity: iam.IGrantable): iam.Grant {
    return this.grantExecution(identity, 'states:RedriveExecution');
  }
}

/** An Express workflow of another app. @internal */
export class ImportedExpressWorkflow extends ImportedWorkflow {
  public constructor(scope: Construct, id: string, attrs: WorkflowAttributes, mode: ExpressMode) {
    super(scope, id, attrs, mode);
    checkMode(this, mode);
  }
}
