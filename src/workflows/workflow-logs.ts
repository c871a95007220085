import { Aws, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { misuse } from '../misuse';
import { allowLogGroup } from './workflow-encryption';

/** What a workflow writes to CloudWatch Logs, and where. */
export interface WorkflowLogOptions {
  /**
   * Which events are logged.
   *
   * @default - `ERROR` for a StandardWorkflow, whose executions keep their history; `ALL` for an ExpressWorkflow, whose executions leave nothing else
   */
  readonly level?: sfn.LogLevel;
  /**
   * Whether the input and output of the execution and of its states are logged.
   *
   * They may hold what should not stand in a log: names, addresses, card numbers.
   *
   * @default false
   */
  readonly includeExecutionData?: boolean;
  /**
   * A log group of your own.
   *
   * Its name should begin with `/aws/vendedlogs/`: CloudWatch Logs has one resource policy for all others, which grows with every state machine
   * until it is full.
   *
   * @default - a log group is made, under `/aws/vendedlogs/states/`
   */
  readonly destination?: logs.ILogGroup;
  /**
   * How long the log group that is made keeps its events.
   *
   * @default RetentionDays.SIX_MONTHS
   */
  readonly retention?: logs.RetentionDays;
  /**
   * What becomes of the log group that is made when the workflow is removed.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * The key that encrypts the log group that is made. CloudWatch Logs is allowed to use it.
   *
   * @default - the customer managed key of the workflow; without one, CloudWatch Logs encrypts with a key of its own
   */
  readonly encryptionKey?: kms.IKey;
}

/** The `logs` of a state machine, with the log group where one is needed. @internal */
export function makeLogs(
  scope: Construct,
  options: WorkflowLogOptions,
  defaultLevel: sfn.LogLevel,
  defaultKey?: kms.IKey,
): sfn.LogOptions & { readonly destination?: logs.ILogGroup } {
  const { destination, level = defaultLevel, includeExecutionData = false } = options;
  const ofGroup = (['retention', 'removalPolicy', 'encryptionKey'] as const).filter((name) => options[name] !== undefined);
  if (level === sfn.LogLevel.OFF) {
    const [useless] = [...(destination ? ['destination'] : []), ...(includeExecutionData ? ['includeExecutionData'] : []), ...ofGroup];
    if (useless) throw misuse(scope, `"logs.${useless}" is set, but "logs.level" is OFF, so that nothing is logged. Leave out one of them.`);
    return { level };
  }
  if (destination && ofGroup.length > 0) {
    throw misuse(scope, `"logs.${ofGroup[0]}" is set, but it is for the log group that is made, and "logs.destination" is one of your own. Set it on that log group.`);
  }
  const group = destination ?? makeLogGroup(scope, 'Logs', 'states', { ...options, encryptionKey: options.encryptionKey ?? defaultKey });
  return { destination: group, level, includeExecutionData };
}

/** A log group that AWS delivers logs of a service to. @internal */
export function makeLogGroup(scope: Construct, id: string, service: string, options: WorkflowLogOptions = {}): logs.LogGroup {
  const group = new logs.LogGroup(scope, id, {
    retention: options.retention ?? logs.RetentionDays.SIX_MONTHS,
    removalPolicy: options.removalPolicy ?? RemovalPolicy.RETAIN,
    encryptionKey: options.encryptionKey,
  });
  // No other log group of the account and region can have this name: see docs/decisions/log-group-names.md.
  const resource = group.node.defaultChild as logs.CfnLogGroup;
  const stackInstance = Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))));
  resource.logGroupName = `/aws/vendedlogs/${service}/${Aws.STACK_NAME}-${stackInstance}/${resource.logicalId}`;
  const { encryptionKey: key } = options;
  // The name has something of this stack in it, which a key in another stack does not know.
  if (key) allowLogGroup(scope, key, Stack.of(key) === Stack.of(scope) ? resource.logGroupName : '/aws/vendedlogs/states/*');
  return group;
}
