import { CfnResource, Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { misuse } from '../misuse';
import { substitutionProblems } from './definition-substitutions';
import { ExpressMode } from './express-mode';
import { makeAlarms, WorkflowAlarmOptions } from './workflow-alarms';
import { WorkflowBase } from './workflow-base';
import { customerKey, encryptStateMachine } from './workflow-encryption';
import { makeLogs, WorkflowLogOptions } from './workflow-logs';
import { parseDefinition } from '../asl/document';
import { sourceFromConstruct } from '../definitions/construct';
import { AslValidation } from '../validation/cdk/asl-validation';
import { wholeSeconds } from '../whole-seconds';

/** What every workflow has. */
export interface WorkflowProps {
  /**
   * The definition: states, `sfn.DefinitionBody.fromChainable(firstState.next(secondState))`; a text in JSON, `sfn.DefinitionBody.fromString()`; or a
   * file in JSON or YAML, `sfn.DefinitionBody.fromFile('orders.asl.yaml')`. What is wrong with a file is shown with the line in that file.
   */
  readonly definitionBody: sfn.DefinitionBody;
  /**
   * Values for the `${Name}` in the definition. Each has to be in it, and a `${Name}` without a value is a warning.
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
   * With a customer managed key, the role of the state machine and the delivery of its logs are allowed to use it, and who may read executions or
   * start synchronous ones may decrypt with it.
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
export abstract class Workflow extends WorkflowBase {
  /** The state machine. */
  public readonly stateMachine: sfn.IStateMachine;
  /** The ARN of the state machine. */
  public readonly stateMachineArn: string;
  /** The name of the state machine. */
  public readonly stateMachineName: string;
  /** The revision of the state machine: another one after each update of its definition or its role. */
  public readonly stateMachineRevisionId: string;
  /** Whether it is a Standard or an Express workflow. */
  public readonly stateMachineType: sfn.StateMachineType;
  /** How executions of an Express workflow are started; nothing for a Standard workflow. */
  public readonly mode?: ExpressMode;
  /** How long an execution may run. */
  public readonly timeout?: Duration;
  /** The customer managed key that the state machine is encrypted with; nothing where AWS owns the key. */
  public readonly encryptionKey?: kms.IKey;
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
  /** Who the tasks of the workflow act as. */
  public readonly grantPrincipal: iam.IPrincipal;
  /** @internal */
  public readonly _alarmOptions: WorkflowAlarmOptions;

  /**
   * Makes the state machine, its role, its log group and its alarms.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   * @param timeout how long an execution may run. Default: as long as AWS lets one of this type run
   * @param mode how executions of an Express workflow are started. Default: it is a Standard workflow
   */
  protected constructor(scope: Construct, id: string, props: WorkflowProps, timeout?: Duration, mode?: ExpressMode) {
    super(scope, id);
    const express = mode !== undefined;
    const longest = express ? Duration.minutes(5) : Duration.days(365);
    checkTimeout(this, timeout, longest);
    const writtenByCdk = props.definitionBody instanceof sfn.ChainDefinitionBody;
    if (!writtenByCdk) {
      const ignored = (['comment', 'queryLanguage'] as const).find((name) => props[name] !== undefined);
      if (ignored) {
        throw misuse(this, `"${ignored}" is set, but CDK writes it only into a definition that is made of its states. `
          + `Write "${ignored === 'comment' ? 'Comment' : 'QueryLanguage'}" into the definition.`);
      }
    }

    checkName(this, props);
    const encryption = customerKey(props.encryptionConfiguration);
    this.encryptionKey = encryption?.kmsKey;
    const logOptions = makeLogs(this, props.logs ?? {}, express ? sfn.LogLevel.ALL : sfn.LogLevel.ERROR, this.encryptionKey);
    this.stateMachineType = express ? sfn.StateMachineType.EXPRESS : sfn.StateMachineType.STANDARD;
    this.mode = mode;
    this.timeout = timeout ?? longest;
    const stateMachine = new sfn.StateMachine(this, 'StateMachine', {
      stateMachineType: this.stateMachineType,
      stateMachineName: props.stateMachineName,
      definitionBody: props.definitionBody,
      definitionSubstitutions: props.definitionSubstitutions,
      comment: props.comment,
      queryLanguage: props.queryLanguage,
      timeout,
      role: props.role,
      logs: logOptions,
      tracingEnabled: props.tracingEnabled ?? true,
      encryptionConfiguration: encryption ? undefined : props.encryptionConfiguration,
      removalPolicy: props.removalPolicy,
    });
    this.stateMachine = stateMachine;
    this.stateMachineArn = stateMachine.stateMachineArn;
    this.stateMachineName = stateMachine.stateMachineName;
    this.stateMachineRevisionId = stateMachine.stateMachineRevisionId;
    if (encryption) encryptStateMachine(this, stateMachine, encryption, logOptions.level !== sfn.LogLevel.OFF);
    this.role = stateMachine.role;
    this.logGroup = logOptions.destination;
    this.grantPrincipal = stateMachine.grantPrincipal;

    this._alarmOptions = props.alarms ?? {};
    const alarms = makeAlarms(this, this._alarmOptions, this);
    this.failedAlarm = alarms.failed;
    this.timedOutAlarm = alarms.timedOut;
    this.throttledAlarm = alarms.throttled;

    const resource = stateMachine.node.defaultChild as CfnResource;
    AslValidation._ofMachine(this, resource, () => [
      ...timeout && !writtenByCdk ? timeoutProblems(this, timeout) : [],
      ...substitutionProblems(this, resource, props.definitionSubstitutions ?? {}, writtenByCdk ? 'cdk' : 'user'),
    ]);
  }

  /** The alarms that are not switched off. */
  public get alarms(): cloudwatch.IAlarm[] {
    return [this.failedAlarm, this.timedOutAlarm, this.throttledAlarm].filter((alarm) => alarm !== undefined);
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
    this.role.addToPrincipalPolicy(statement);
  }
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html */
function checkName(workflow: Construct, { stateMachineName: name, logs: { level } = {} }: WorkflowProps): void {
  if (name === undefined || Token.isUnresolved(name) || level === sfn.LogLevel.OFF || !/[^A-Za-z0-9_-]/.test(name)) return;
  throw misuse(workflow, `"stateMachineName" is "${name}". Where the workflow is logged it has to be of the letters A to Z and a to z, digits, "-" and "_". `
    + 'Change the name, or set "logs.level" to OFF.');
}

function checkTimeout(workflow: Construct, timeout: Duration | undefined, longest: Duration): void {
  if (!timeout || timeout.isUnresolved() || wholeSeconds(timeout, 1, longest.toSeconds()) !== undefined) return;
  throw misuse(workflow, `"timeout" is ${timeout.toHumanString() || '0 seconds'}. It has to be a whole number of seconds, from 1 second to ${longest.toHumanString()}, `
    + 'which is how long such an execution may run.');
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
