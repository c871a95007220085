import { CfnResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { misuse } from '../misuse';
import { makeAlarms, WorkflowAlarmOptions } from './workflow-alarms';
import { makeLogs, WorkflowLogOptions } from './workflow-logs';
import { parseDefinition } from '../asl/document';
import { sourceFromConstruct } from '../definitions/construct';
import { AslValidation } from '../validation/cdk/asl-validation';

/** What every workflow has. */
export interface WorkflowProps {
  /** The definition, for example `sfn.DefinitionBody.fromChainable(firstState.next(secondState))`. */
  readonly definitionBody: sfn.DefinitionBody;
  /**
   * Values for the `${Name}` in a definition that is a text or a file.
   *
   * @default - none
   */
  readonly definitionSubstitutions?: { [key: string]: string };
  /**
   * The name of the state machine. With a name of its own, it cannot be replaced by an update.
   *
   * @default - CloudFormation makes a name
   */
  readonly stateMachineName?: string;
  /**
   * A description, in a definition that is made of CDK's states.
   *
   * @default - none
   */
  readonly comment?: string;
  /**
   * The query language of the states that do not say theirs, in a definition that is made of CDK's states.
   *
   * @default - JSONPath
   */
  readonly queryLanguage?: sfn.QueryLanguage;
  /**
   * The role of the state machine.
   *
   * @default - a role is made, which is allowed what the tasks need
   */
  readonly role?: iam.IRole;
  /**
   * What is logged, and where.
   *
   * @default - errors of a StandardWorkflow, everything of an ExpressWorkflow; without the data of the execution, in a log group of its own
   */
  readonly logs?: WorkflowLogOptions;
  /**
   * Whether executions are traced with X-Ray.
   *
   * @default true
   */
  readonly tracingEnabled?: boolean;
  /**
   * The alarms for executions that failed, that timed out, and that were throttled.
   *
   * @default - all three, with no action
   */
  readonly alarms?: WorkflowAlarmOptions;
  /**
   * With what the definition and the data of the executions are encrypted.
   *
   * @default - a key that AWS owns
   */
  readonly encryptionConfiguration?: sfn.EncryptionConfiguration;
  /**
   * What becomes of the state machine when it is removed from the stack.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** What a StandardWorkflow and an ExpressWorkflow have in common. */
export abstract class Workflow extends Construct implements iam.IGrantable {
  /** The state machine. */
  public readonly stateMachine: sfn.StateMachine;
  /** The role of the state machine. */
  public readonly role: iam.IRole;
  /** The log group that the workflow writes to; none where nothing is logged. */
  public readonly logGroup?: logs.ILogGroup;
  /** The alarm for executions that failed; none where it is switched off. */
  public readonly failedAlarm?: cloudwatch.Alarm;
  /** The alarm for executions that timed out; none where it is switched off. */
  public readonly timedOutAlarm?: cloudwatch.Alarm;
  /** The alarm for throttled state transitions and retries; none where it is switched off. */
  public readonly throttledAlarm?: cloudwatch.Alarm;
  /** How long an execution may run; none where no timeout is set, so that AWS's own limit ends it. */
  public readonly timeout?: Duration;
  /** The key of your own that the data of the executions is encrypted with; none where AWS owns the key. */
  public readonly encryptionKey?: kms.IKey;
  /** Who the tasks of the workflow act as. */
  public readonly grantPrincipal: iam.IPrincipal;

  /**
   * Makes the state machine, its role, its log group and its alarms.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   * @param type which kind of workflow it is
   * @param timeout how long an execution may run. Default: as long as AWS lets one of this type run
   */
  protected constructor(scope: Construct, id: string, props: WorkflowProps, type: sfn.StateMachineType, timeout?: Duration) {
    super(scope, id);
    this.timeout = timeout;
    const { encryptionConfiguration } = props;
    if (encryptionConfiguration instanceof sfn.CustomerManagedEncryptionConfiguration) this.encryptionKey = encryptionConfiguration.kmsKey;
    const express = type === sfn.StateMachineType.EXPRESS;
    checkTimeout(this, timeout, express ? Duration.minutes(5) : Duration.days(365));
    if (!(props.definitionBody instanceof sfn.ChainDefinitionBody)) {
      const ignored = (['comment', 'queryLanguage'] as const).find((name) => props[name] !== undefined);
      if (ignored) {
        throw misuse(this, `"${ignored}" is set, but CDK writes it only into a definition that is made of its states. `
          + `Write "${ignored === 'comment' ? 'Comment' : 'QueryLanguage'}" into the definition.`);
      }
    }

    const logOptions = makeLogs(this, props.logs ?? {}, express ? sfn.LogLevel.ALL : sfn.LogLevel.ERROR);
    this.stateMachine = new sfn.StateMachine(this, 'StateMachine', {
      stateMachineType: type,
      stateMachineName: props.stateMachineName,
      definitionBody: props.definitionBody,
      definitionSubstitutions: props.definitionSubstitutions,
      comment: props.comment,
      queryLanguage: props.queryLanguage,
      timeout,
      role: props.role,
      logs: logOptions,
      tracingEnabled: props.tracingEnabled ?? true,
      encryptionConfiguration: props.encryptionConfiguration,
      removalPolicy: props.removalPolicy,
    });
    this.role = this.stateMachine.role;
    this.logGroup = logOptions.destination;
    this.grantPrincipal = this.stateMachine.grantPrincipal;

    const alarms = makeAlarms(this, props.alarms ?? {}, (alarm, options) => (
      alarm === 'failed' ? this.metricFailed(options) : alarm === 'timedOut' ? this.metricTimedOut(options) : this.metricThrottled(options)));
    this.failedAlarm = alarms.failed;
    this.timedOutAlarm = alarms.timedOut;
    this.throttledAlarm = alarms.throttled;

    AslValidation._ofMachine(this, this.stateMachine.node.defaultChild as CfnResource, () => (
      timeout && !(props.definitionBody instanceof sfn.ChainDefinitionBody) ? timeoutProblems(this, timeout) : []));
  }

  /** The ARN of the state machine. */
  public get stateMachineArn(): string {
    return this.stateMachine.stateMachineArn;
  }

  /** The name of the state machine. */
  public get stateMachineName(): string {
    return this.stateMachine.stateMachineName;
  }

  /**
   * Adds an action to every alarm of the workflow.
   *
   * @param actions what they do when they go off
   */
  public addAlarmAction(...actions: cloudwatch.IAlarmAction[]): void {
    const alarms = [this.failedAlarm, this.timedOutAlarm, this.throttledAlarm].filter((alarm) => alarm !== undefined);
    if (alarms.length === 0) throw misuse(this, 'addAlarmAction() was called, but every alarm is switched off. Switch one on with "alarms".');
    for (const alarm of alarms) alarm.addAlarmAction(...actions);
  }

  /**
   * Allows the workflow something more than what its tasks bring along.
   *
   * @param statement what its role is allowed
   */
  public addToRolePolicy(statement: iam.PolicyStatement): void {
    this.stateMachine.addToRolePolicy(statement);
  }

  /**
   * Allows to start executions, in the way that is meant for this workflow.
   *
   * @param identity who is allowed
   */
  public abstract grantStart(identity: iam.IGrantable): iam.Grant;

  /**
   * Allows to read the workflow and its executions.
   *
   * @param identity who is allowed
   */
  public grantRead(identity: iam.IGrantable): iam.Grant {
    return this.stateMachine.grantRead(identity);
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
    return this.stateMachine.metric(metricName, props);
  }

  /**
   * How many executions were started.
   *
   * @param props how it is read. Default: the sum over five minutes
   */
  public metricStarted(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stateMachine.metricStarted(props);
  }

  /**
   * How many executions succeeded.
   *
   * @param props how it is read. Default: the sum over five minutes
   */
  public metricSucceeded(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stateMachine.metricSucceeded(props);
  }

  /**
   * How many executions failed.
   *
   * @param props how it is read. Default: the sum over five minutes
   */
  public metricFailed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stateMachine.metricFailed(props);
  }

  /**
   * How many executions timed out.
   *
   * @param props how it is read. Default: the sum over five minutes
   */
  public metricTimedOut(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stateMachine.metricTimedOut(props);
  }

  /**
   * How many state transitions and retries were throttled.
   *
   * @param props how it is read. Default: the sum over five minutes
   */
  public metricThrottled(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stateMachine.metricThrottled(props);
  }

  /**
   * How long executions took, in milliseconds.
   *
   * @param props how it is read. Default: the average over five minutes
   */
  public metricTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stateMachine.metricTime(props);
  }
}

function checkTimeout(workflow: Construct, timeout: Duration | undefined, longest: Duration): void {
  if (!timeout || timeout.isUnresolved()) return;
  const seconds = timeout.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > longest.toSeconds()) {
    throw misuse(workflow, `"timeout" is ${timeout.toHumanString() || '0 seconds'}. It has to be a whole number of seconds, from 1 second to ${longest.toHumanString()}, `
      + 'which is how long such an execution may run.');
  }
}

/** CDK writes a timeout into a definition that is made of its states. A text or a file has to have its own, and it has to be the same. */
function timeoutProblems(workflow: Construct, timeout: Duration): string[] {
  if (timeout.isUnresolved()) return [];
  const { root } = parseDefinition(sourceFromConstruct(workflow));
  if (root?.kind !== 'object') return [];
  const written = root.get('TimeoutSeconds');
  const wanted = timeout.toSeconds();
  if (written?.kind === 'opaque' || (written?.kind === 'number' && written.value === wanted)) return [];
  const found = written === undefined ? 'has no "TimeoutSeconds"' : `has ${written.kind === 'number' ? `"TimeoutSeconds": ${written.value}` : 'a "TimeoutSeconds" that is no number'}`;
  return [misuse(workflow, `"timeout" is ${timeout.toHumanString()}, but the definition ${found}. CDK does not write a timeout into a definition that is a text or a file. `
    + `Write "TimeoutSeconds": ${wanted} into it, beside "StartAt".`).message];
}
