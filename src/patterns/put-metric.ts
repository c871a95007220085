import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { CALL_TIMEOUT, retryCalls, SAME } from './own-states';
import { RetryPolicy } from '../error-handling/retry-policy';

/** @internal */
export interface PutMetricProps {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: { readonly [name: string]: string };
  readonly assign?: { readonly [name: string]: unknown };
  /** Default: 30 seconds. */
  readonly taskTimeout?: sfn.Timeout;
  /** How often it is tried again, also when it timed out. Default: as often as any task, and not then. */
  readonly maxAttempts?: number;
}

/**
 * Counts one in a metric. Its output is its input.
 *
 * `CallAwsService` would allow any namespace: CloudWatch knows no resource for this action, but a condition.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
 * @internal
 */
export class PutMetric extends sfn.TaskStateBase {
  protected readonly taskMetrics?: sfn.TaskMetricsConfig;
  protected readonly taskPolicies: iam.PolicyStatement[];

  public constructor(scope: Construct, id: string, private readonly props: PutMetricProps) {
    super(scope, id, {
      queryLanguage: sfn.QueryLanguage.JSONATA,
      taskTimeout: props.taskTimeout ?? CALL_TIMEOUT,
      outputs: SAME,
      assign: props.assign,
    });
    this.taskPolicies = [new iam.PolicyStatement({
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': props.namespace } },
    })];
    if (props.maxAttempts === undefined) RetryPolicy.transient().and(RetryPolicy.throttling()).applyTo(this);
    else retryCalls(this, props.maxAttempts);
  }

  protected _renderTask(): object {
    const { namespace, metricName, dimensions } = this.props;
    return {
      Resource: `arn:${Aws.PARTITION}:states:::aws-sdk:cloudwatch:putMetricData`,
      Arguments: {
        Namespace: namespace,
        MetricData: [{ MetricName: metricName, Value: 1, Unit: 'Count', Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })) }],
      },
    };
  }
}
