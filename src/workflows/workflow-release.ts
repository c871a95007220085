import { Aspects, Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { misuse } from '../misuse';
import { ExpressMode } from './express-mode';
import { PinnedFunctions } from './pinned-functions';
import { ReleaseStrategy } from './release-strategy';
import { Workflow } from './workflow';
import { makeAlarms } from './workflow-alarms';
import { WorkflowBase } from './workflow-base';

/** How a workflow is released. */
export interface WorkflowReleaseProps {
  /** The workflow whose versions are released. It has to be of this app. */
  readonly workflow: Workflow;
  /**
   * The name of the alias that is started. A state machine has each name once.
   *
   * @default 'live'
   */
  readonly aliasName?: string;
  /**
   * How executions come to be started with a new version.
   *
   * @default ReleaseStrategy.allAtOnce()
   */
  readonly strategy?: ReleaseStrategy;
  /**
   * The alarms that end a release when they go off: all executions are started with the version before again. A canary and a linear release need one.
   *
   * @default - for each alarm of the workflow, one of the release with its threshold that counts only what the alias has started
   */
  readonly rollbackAlarms?: cloudwatch.IAlarm[];
  /**
   * A description of the alias.
   *
   * @default - none
   */
  readonly description?: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachineAlias.html */
const ALIAS_NAME = /^(?=.*[a-zA-Z_.-])[a-zA-Z0-9_.-]{1,80}$/;
const MOST_ALARMS = 100;

/**
 * A version of a workflow for every change, and an alias that brings executions to the newest one: at once, or little by little with a way back.
 *
 * Executions that run keep the version they were started with, and so does who started them by its ARN: versions are kept when the next one is
 * published, until the state machine is deleted. So that old versions can go on, the role may invoke every version of a Lambda function of which
 * the definition names one; that function has to keep its versions, too, and a warning says where it does not.
 *
 * What the alias has started is watched by alarms of the release, with the thresholds of the workflow's: executions that are started otherwise end no
 * release. During a canary or a linear release the alias starts both versions, and a failure of the old one counts too: give `rollbackAlarms` with a
 * higher threshold where failures are a part of the work.
 *
 * It is a workflow itself: whatever starts one takes it, and starts the alias. Its metrics are those of the executions that the alias has started.
 *
 * @example
 * declare const orders: StandardWorkflow;
 *
 * const release = new WorkflowRelease(this, 'Release', {
 *   workflow: orders,
 *   strategy: ReleaseStrategy.canary({ percentage: 5, interval: Duration.minutes(30) }),
 * });
 * release.grantStart(fn);
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-cd-aliasing-versioning.html
 */
export class WorkflowRelease extends WorkflowBase {
  /** The workflow that is released. */
  public readonly workflow: Workflow;
  /** The version that is published of the state machine as it is now. */
  public readonly version: sfn.CfnStateMachineVersion;
  /** The alias. */
  public readonly alias: sfn.CfnStateMachineAlias;
  /** The name of the alias. */
  public readonly aliasName: string;
  /** The state machine. Permissions are given on it, whichever version or alias of it is started. */
  public readonly stateMachine: sfn.IStateMachine;
  /** The ARN of the alias, which executions are started with. */
  public readonly stateMachineArn: string;
  /** The name of the state machine. */
  public readonly stateMachineName: string;
  /** Whether it is a Standard or an Express workflow. */
  public readonly stateMachineType: sfn.StateMachineType;
  /** How executions of an Express workflow are started; nothing for a Standard workflow. */
  public readonly mode?: ExpressMode;
  /** How long an execution may run. */
  public readonly timeout?: Duration;
  /** The log group that the workflow writes to; nothing where nothing is logged. */
  public readonly logGroup?: logs.ILogGroup;
  /** The customer managed key that the state machine is encrypted with; nothing where AWS owns the key. */
  public readonly encryptionKey?: kms.IKey;
  /** The alarms of the workflow that are not switched off. */
  public readonly alarms: cloudwatch.IAlarm[];
  /** The alarms that end a release when they go off. */
  public readonly rollbackAlarms: cloudwatch.IAlarm[];
  /** Who the tasks of the workflow act as. */
  public readonly grantPrincipal: iam.IPrincipal;

  /**
   * Publishes the version, and makes the alias.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what is released, and how
   */
  public constructor(scope: Construct, id: string, props: WorkflowReleaseProps) {
    super(scope, id);
    const { workflow, aliasName = 'live', strategy = ReleaseStrategy.allAtOnce() } = props;
    if (!(workflow instanceof Workflow)) {
      throw misuse(this, '"workflow" is no StandardWorkflow or ExpressWorkflow of this app. Only who makes a state machine can publish its versions.');
    }
    if (!Token.isUnresolved(aliasName) && !ALIAS_NAME.test(aliasName)) {
      throw misuse(this, `"aliasName" is "${aliasName}". It has to be of 1 to 80 letters, digits, "-", "_" and ".", and not of digits only, which would be a version.`);
    }

    this.workflow = workflow;
    this.aliasName = aliasName;
    this.stateMachine = workflow.stateMachine;
    this.rollbackAlarms = props.rollbackAlarms ?? this.makeRollbackAlarms(workflow);
    this.checkAlarms(props, strategy);
    this.version = new sfn.CfnStateMachineVersion(this, 'Version', {
      stateMachineArn: workflow.stateMachineArn,
      // Another one after each update: that replaces the version, which is to publish the next.
      stateMachineRevisionId: workflow.stateMachineRevisionId,
    });
    this.version.applyRemovalPolicy(RemovalPolicy.RETAIN);
    // What the role may do, and the alarms: before the first execution.
    this.version.node.addDependency(workflow);
    this.alias = new sfn.CfnStateMachineAlias(this, 'Alias', {
      name: aliasName,
      description: props.description,
      deploymentPreference: {
        ...strategy._render(this),
        stateMachineVersionArn: this.version.ref,
        alarms: this.rollbackAlarms.length > 0 ? this.rollbackAlarms.map(({ alarmName }) => alarmName) : undefined,
      },
    });

    this.stateMachineArn = this.alias.ref;
    this.stateMachineName = workflow.stateMachineName;
    this.stateMachineType = workflow.stateMachineType;
    this.mode = workflow.mode;
    this.timeout = workflow.timeout;
    this.logGroup = workflow.logGroup;
    this.encryptionKey = workflow.encryptionKey;
    this.alarms = workflow.alarms;
    this.grantPrincipal = workflow.grantPrincipal;
    Aspects.of(this).add(new PinnedFunctions(this, workflow));
  }

  /** @internal */
  public override get _qualifier(): string | undefined {
    return this.aliasName;
  }

  /** @internal */
  protected override _metricOptions(props?: cloudwatch.MetricOptions): cloudwatch.MetricOptions {
    return { dimensionsMap: { StateMachineArn: this.stateMachine.stateMachineArn, Alias: this.aliasName }, ...props };
  }

  /** Without actions: who is told of a failure is told by the alarms of the workflow. */
  private makeRollbackAlarms({ _alarmOptions: { actions: _, ...options } }: Workflow): cloudwatch.IAlarm[] {
    return Object.values(makeAlarms(this, options, this));
  }

  private checkAlarms({ workflow, rollbackAlarms }: WorkflowReleaseProps, strategy: ReleaseStrategy): void {
    const { length } = this.rollbackAlarms;
    if (length === 0 && strategy._type !== 'ALL_AT_ONCE') {
      throw misuse(this, (rollbackAlarms ? '"rollbackAlarms" is empty' : `The alarms of "${workflow.node.path}" are switched off, and "rollbackAlarms" is not set`)
        + `, so that nothing would end a ${strategy._type === 'CANARY' ? 'canary' : 'linear'} release that fails. Give an alarm, or use ReleaseStrategy.allAtOnce().`);
    }
    if (length > MOST_ALARMS) throw misuse(this, `"rollbackAlarms" has ${length} alarms. CloudFormation watches ${MOST_ALARMS} at most. Join some in a CompositeAlarm.`);
  }
}
