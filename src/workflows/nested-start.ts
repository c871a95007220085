import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { executionArnOf } from './execution-arn';
import { IWorkflow } from './i-workflow';
import { forQualifier } from './workflow-base';
import { forStateMachine } from './workflow-encryption';
import { RetryPolicy } from '../error-handling/retry-policy';

/** How a task starts an execution. @internal */
export enum NestedStartKind {
  /** It waits for a Standard workflow. */
  JOB = 'states:startExecution.sync:2',
  /** It waits for an Express workflow. */
  CALL = 'aws-sdk:sfn:startSyncExecution',
  /** It waits for neither. */
  START = 'states:startExecution',
}

/** @internal */
export interface NestedStartProps extends sfn.TaskStateBaseProps {
  readonly workflow: IWorkflow;
  readonly kind: NestedStartKind;
  /** `Input`, in the query language of the task. */
  readonly executionInput: unknown;
  readonly executionName?: string;
  readonly retryPolicy?: RetryPolicy;
}

/** A task that starts an execution of a workflow, with the permissions that this needs and no others. @internal */
export class NestedStart extends sfn.TaskStateBase {
  protected readonly taskMetrics?: sfn.TaskMetricsConfig;
  protected readonly taskPolicies?: iam.PolicyStatement[];

  public constructor(scope: Construct, id: string, private readonly start: NestedStartProps) {
    super(scope, id, start);
    this.taskPolicies = statements(this, start.workflow, start.kind);
    (start.retryPolicy ?? RetryPolicy.transient().and(RetryPolicy.throttling())).applyTo(this);
  }

  /** @internal */
  protected _renderTask(topLevelQueryLanguage?: sfn.QueryLanguage): object {
    const { workflow, kind, executionInput, executionName, queryLanguage } = this.start;
    const parameters = { StateMachineArn: workflow.stateMachineArn, Input: executionInput, Name: executionName };
    return {
      Resource: `arn:${Stack.of(this).partition}:states:::${kind}`,
      ...this._renderParametersOrArguments(parameters, queryLanguage ?? topLevelQueryLanguage ?? sfn.QueryLanguage.JSON_PATH) as object,
    };
  }
}

/**
 * What starting and waiting needs.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
function statements(scope: Construct, workflow: IWorkflow, kind: NestedStartKind): iam.PolicyStatement[] {
  const { stateMachineArn } = workflow.stateMachine;
  const conditions = forQualifier(workflow);
  if (kind === NestedStartKind.CALL) {
    const call = new iam.PolicyStatement({ actions: ['states:StartSyncExecution'], resources: [stateMachineArn], conditions });
    if (!workflow.encryptionKey) return [call];
    return [call, new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [workflow.encryptionKey.keyArn], conditions: forStateMachine(stateMachineArn) })];
  }
  const start = new iam.PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachineArn], conditions });
  if (kind === NestedStartKind.START) return [start];
  return [
    start,
    new iam.PolicyStatement({ actions: ['states:DescribeExecution', 'states:StopExecution'], resources: [executionArnOf(workflow, '*')] }),
    new iam.PolicyStatement({
      actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
      resources: [Stack.of(scope).formatArn({ service: 'events', resource: 'rule', resourceName: 'StepFunctionsGetEventsForStepFunctionsExecutionRule' })],
    }),
    // DescribeExecution answers with the output.
    ...(workflow.encryptionKey
      ? [new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [workflow.encryptionKey.keyArn], conditions: forStateMachine(stateMachineArn) })] : []),
  ];
}
