import { Aws, Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { RetryPolicy } from '../error-handling/retry-policy';

/** @internal */
export interface PutMetricProps {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: { readonly [name: string]: string };
  readonly assign?: { readonly [name: string]: unknown };
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
      taskTimeout: sfn.Timeout.duration(Duration.seconds(30)),
      outputs: '{% $states.input %}',
      assign: props.assign,
    });
    this.taskPolicies = [new iam.PolicyStatement({
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': props.namespace } },
    })];
    RetryPolicy.transient().and(RetryPolicy.throttling()).applyTo(this);
  }

  protected _renderTask(): object {
    const { namespace, metricName, dimensions } = this.props;
    return {
      Resource: `arn:${Aws.PARTITION}:states:::aws-sdk:cloudwatch:putMetricData`,
      Arguments: {
        Namespace: namespace,
        MetricData: [{ MetricName: metricName, Value: 1, Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })) }],
      },
    };
  }
}
