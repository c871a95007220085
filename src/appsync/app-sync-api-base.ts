import { Names, Token } from 'aws-cdk-lib';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { ApiAlarmOptions, ApiAlarms } from './api-alarms';
import { ApiAuth } from './api-auth';
import { ApiFirewallOptions, makeFirewall } from './api-firewall';
import { ApiLogOptions, makeApiLogs } from './api-logs';
import { IAppSyncApi } from './i-app-sync-api';
import { misuse } from '../misuse';

/** What an AppSyncApi and a MergedApi are made of. */
export interface AppSyncApiBaseProps {
  /** Who may call the API. */
  readonly auth: ApiAuth;
  /**
   * The name of the API.
   *
   * @default - made of the path of the construct
   */
  readonly apiName?: string;
  /**
   * What is logged. AppSync decides the name of the log group.
   *
   * @default - requests, and the errors of their fields, without their content; kept for six months
   */
  readonly logs?: ApiLogOptions;
  /**
   * Whether requests are traced with X-Ray.
   *
   * @default true
   */
  readonly tracingEnabled?: boolean;
  /**
   * The web ACL in front of the API.
   *
   * @default - one with a limit of 2,000 requests of an IP address in five minutes and rules that AWS manages
   */
  readonly firewall?: ApiFirewallOptions;
  /**
   * The alarms for server errors, for slow requests and for failed subscriptions.
   *
   * @default - all of them, with no action; that for subscriptions where the schema has a type for them
   */
  readonly alarms?: ApiAlarmOptions;
  /**
   * Whether callers may ask for the schema.
   *
   * @default false
   */
  readonly introspectionEnabled?: boolean;
  /**
   * How many levels of fields a request may have: 1 to 75.
   *
   * @default 10
   */
  readonly queryDepthLimit?: number;
  /**
   * How many resolvers a request may run: 1 to 10,000. A field of each element of a list counts.
   *
   * @default 1000
   */
  readonly resolverCountLimit?: number;
  /**
   * From where the API can be called.
   *
   * @default Visibility.GLOBAL
   */
  readonly visibility?: appsync.Visibility;
  /**
   * Metrics of each resolver, data source and operation, billed by the metric. `ApiDashboard` shows them.
   *
   * @default - metrics of the API only
   */
  readonly enhancedMetricsConfig?: appsync.EnhancedMetricsConfig;
  /**
   * Who answers for the API: an address, a name; at most 256 characters.
   *
   * @default - nobody is named
   */
  readonly ownerContact?: string;
}

/** What an AppSyncApi and a MergedApi have in common: how they are called, watched and measured. */
export abstract class AppSyncApiBase extends Construct implements IAppSyncApi {
  /** The API of CDK. */
  public abstract readonly graphqlApi: appsync.GraphqlApi;
  /** The log group that AppSync writes to; none where nothing is logged. */
  public abstract readonly logGroup?: logs.ILogGroup;
  /** The web ACL that was made; none where it is your own, or there is none. */
  public abstract readonly webAcl?: wafv2.CfnWebACL;
  /** @internal */
  protected abstract readonly _alarms: ApiAlarms;

  /** The id of the API. */
  public get apiId(): string {
    return this.graphqlApi.apiId;
  }

  /** The ARN of the API. */
  public get apiArn(): string {
    return this.graphqlApi.arn;
  }

  /** The address that clients send requests to. */
  public get graphqlUrl(): string {
    return this.graphqlApi.graphqlUrl;
  }

  /** The API key; none where `auth` has no `ApiAuth.apiKey()`. */
  public get apiKey(): string | undefined {
    return this.graphqlApi.apiKey;
  }

  /** The alarms that are not switched off. */
  public get alarms(): cloudwatch.IAlarm[] {
    return this._alarms.all;
  }

  /** The alarm for server errors; none where it is switched off. */
  public get serverErrorsAlarm(): cloudwatch.Alarm | undefined {
    return this._alarms.serverErrors;
  }

  /** The alarm for slow requests; none where it is switched off. */
  public get latencyAlarm(): cloudwatch.Alarm | undefined {
    return this._alarms.latency;
  }

  /** The alarm for failed subscriptions; none where it is switched off, and where the schema is known to have no type for them. */
  public get subscriptionErrorsAlarm(): cloudwatch.Alarm | undefined {
    return this._alarms.subscriptionErrors;
  }

  /**
   * Adds an action to every alarm of the API.
   *
   * @param actions what they do when they go off
   */
  public addAlarmAction(...actions: cloudwatch.IAlarmAction[]): void {
    this._alarms.addAction(...actions);
  }

  /**
   * Any metric of the API.
   *
   * @param metricName for example `4XXError`
   * @param props how it is read. Default: the sum over five minutes
   * @see https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html#cw-metrics
   */
  public metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.graphqlApi, metricName, props).attachTo(this);
  }
}

const metricOf = (api: appsync.GraphqlApi, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric =>
  new cloudwatch.Metric({ namespace: 'AWS/AppSync', metricName, dimensionsMap: { GraphQLAPIId: api.apiId }, statistic: 'Sum', ...props });

/** An API with what is around it. @internal */
export interface MadeApi {
  readonly graphqlApi: appsync.GraphqlApi;
  readonly logGroup?: logs.ILogGroup;
  readonly webAcl?: wafv2.CfnWebACL;
  readonly alarms: ApiAlarms;
}

/**
 * Makes the API of CDK, its log group, its firewall and its alarms.
 *
 * @param own what only this kind of API has
 * @param hasSubscriptions whether its schema has a type for subscriptions; undefined where that is not known
 * @internal
 */
export function makeApi(
  construct: Construct, props: AppSyncApiBaseProps, own: Pick<appsync.GraphqlApiProps, 'definition' | 'environmentVariables'>,
  hasSubscriptions: () => boolean | undefined,
): MadeApi {
  const { queryDepthLimit = 10, resolverCountLimit = 1000, ownerContact } = props;
  const auth = authOf(construct, props);
  checkWhole(construct, 'queryDepthLimit', queryDepthLimit, 75);
  checkWhole(construct, 'resolverCountLimit', resolverCountLimit, 10_000);
  if (ownerContact !== undefined && !Token.isUnresolved(ownerContact) && ownerContact.length > 256) {
    throw misuse(construct, `"ownerContact" has ${ownerContact.length} characters. It has to have at most 256.`);
  }
  const graphqlApi = new appsync.GraphqlApi(construct, 'Api', {
    name: props.apiName ?? Names.uniqueResourceName(construct, { maxLength: 65, separator: '-' }),
    ...own,
    authorizationConfig: auth._bind(construct),
    xrayEnabled: props.tracingEnabled ?? true,
    visibility: props.visibility,
    introspectionConfig: props.introspectionEnabled ? appsync.IntrospectionConfig.ENABLED : appsync.IntrospectionConfig.DISABLED,
    queryDepthLimit,
    resolverCountLimit,
    enhancedMetricsConfig: props.enhancedMetricsConfig,
    ownerContact,
  });
  const { arn: sourceArn } = graphqlApi;
  auth._authorizer?.addPermission('AuthorizerPermission', { scope: construct, principal: new iam.ServicePrincipal('appsync.amazonaws.com'), sourceArn });
  const metric = (name: string, options: cloudwatch.MetricOptions) => metricOf(graphqlApi, name, options).attachTo(construct);
  return {
    graphqlApi,
    logGroup: makeApiLogs(construct, graphqlApi, props.logs ?? {}),
    webAcl: makeFirewall(construct, sourceArn, props.firewall ?? {}),
    alarms: new ApiAlarms(construct, props.alarms ?? {}, hasSubscriptions, metric),
  };
}

/** Who may call an API; refuses what has no type to see to it. @internal */
export function authOf(construct: Construct, { auth }: AppSyncApiBaseProps): ApiAuth {
  if (auth as unknown) return auth;
  throw misuse(construct, '"auth" is missing. It has no default: say who may call, for example ApiAuth.iam().');
}

/** @internal */
export function checkWhole(construct: Construct, name: string, value: number, most: number): void {
  if (Token.isUnresolved(value) || (Number.isInteger(value) && value >= 1 && value <= most)) return;
  throw misuse(construct, `"${name}" is ${value}. It has to be a whole number from 1 to ${most.toLocaleString('en-US')}.`);
}
