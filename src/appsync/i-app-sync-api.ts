import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';

/** A GraphQL API of AppSync that this app makes: an AppSyncApi, or one that is merged of others. Caches, domains and dashboards take either. */
export interface IAppSyncApi extends IConstruct {
  /** The API of CDK. */
  readonly graphqlApi: appsync.GraphqlApi;
  /** The id of the API. */
  readonly apiId: string;
  /** The ARN of the API. */
  readonly apiArn: string;
  /** The address that clients send requests to. */
  readonly graphqlUrl: string;
  /** The alarms that are not switched off. */
  readonly alarms: cloudwatch.IAlarm[];

  /**
   * Any metric of the API.
   *
   * @param metricName for example `4XXError`
   * @param props how it is read. Default: the sum over five minutes
   */
  metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric;
}
