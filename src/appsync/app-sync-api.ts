import { Names } from 'aws-cdk-lib';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { ApiAlarmOptions, makeApiAlarms } from './api-alarms';
import { ApiAuth } from './api-auth';
import { ApiFirewallOptions, makeFirewall } from './api-firewall';
import { ApiLogOptions, makeApiLogs } from './api-logs';
import { ApiSchema, schemaCheck } from './api-schema';
import { partsOf } from './facts-of-api';
import { fieldOf } from './field-coordinate';
import { GraphqlValidation } from './graphql-validation';
import type { CheckedSchema } from './schema-check';
import type { GrantFacts } from '../graphql/api-facts';
import { misuse } from '../misuse';

/** What an AppSyncApi is made of. */
export interface AppSyncApiProps {
  /** The schema. */
  readonly schema: ApiSchema;
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
   * The alarms for server errors and for slow requests.
   *
   * @default - both, with no action
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
   * What resolvers find in `ctx.env`.
   *
   * @default - nothing
   */
  readonly environmentVariables?: { [key: string]: string };
  /**
   * From where the API can be called.
   *
   * @default Visibility.GLOBAL
   */
  readonly visibility?: appsync.Visibility;
  /**
   * Who answers for the API: an address, a name; at most 256 characters.
   *
   * @default - nobody is named
   */
  readonly ownerContact?: string;
}

/**
 * A GraphQL API of AppSync that says who may call it and whose schema is checked.
 *
 * CDK's `GraphqlApi` has an API key, no logs, no tracing, no firewall and no alarms unless told otherwise, and takes any schema. This one has no API key
 * unless asked for; it logs errors into a log group of its own, traces requests, has a firewall with a rate limit, alarms, no introspection, and
 * limits for the depth and the work of a request. Its schema, modes, resolvers and grants are checked together at synthesis: see `GraphqlValidation`.
 *
 * @example
 * declare const pool: cognito.UserPool;
 * declare const products: lambda.Function;
 *
 * new AppSyncApi(this, 'Api', {
 *   schema: ApiSchema.fromText('type Query { products: [String] @aws_cognito_user_pools @aws_iam }'),
 *   auth: ApiAuth.cognito(pool).and(ApiAuth.iam()),
 * });
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/what-is-appsync.html
 */
export class AppSyncApi extends Construct {
  /** The API of CDK. */
  public readonly graphqlApi: appsync.GraphqlApi;
  /** The id of the API. */
  public readonly apiId: string;
  /** The ARN of the API. */
  public readonly apiArn: string;
  /** The address that clients send requests to. */
  public readonly graphqlUrl: string;
  /** The API key; none where `auth` has no `ApiAuth.apiKey()`. */
  public readonly apiKey?: string;
  /** The log group that AppSync writes to; none where nothing is logged. */
  public readonly logGroup?: logs.ILogGroup;
  /** The web ACL that was made; none where it is your own, or there is none. */
  public readonly webAcl?: wafv2.CfnWebACL;
  /** The alarm for server errors; none where it is switched off. */
  public readonly serverErrorsAlarm?: cloudwatch.Alarm;
  /** The alarm for slow requests; none where it is switched off. */
  public readonly latencyAlarm?: cloudwatch.Alarm;
  /** @internal */
  public readonly _schema: CheckedSchema;
  private readonly grants: GrantFacts[] = [];

  /**
   * Makes the API, its log group, its firewall and its alarms.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: AppSyncApiProps) {
    super(scope, id);
    const { auth, queryDepthLimit = 10, resolverCountLimit = 1000 } = props;
    for (const [name, value, most] of [['queryDepthLimit', queryDepthLimit, 75], ['resolverCountLimit', resolverCountLimit, 10_000]] as const) {
      if (!Number.isInteger(value) || value < 1 || value > most) {
        throw misuse(this, `"${name}" is ${value}. It has to be a whole number from 1 to ${most.toLocaleString('en-US')}.`);
      }
    }
    if (props.ownerContact !== undefined && props.ownerContact.length > 256) {
      throw misuse(this, `"ownerContact" has ${props.ownerContact.length} characters. It has to have at most 256.`);
    }
    const authorizationConfig = auth._bind(this);
    this._schema = new (schemaCheck().CheckedSchema)(props.schema._texts);

    this.graphqlApi = new appsync.GraphqlApi(this, 'Api', {
      name: props.apiName ?? Names.uniqueResourceName(this, { maxLength: 65, separator: '-' }),
      definition: appsync.Definition.fromSchema({ bind: (api) => ({ apiId: (api as appsync.IGraphqlApi).apiId, definition: this._schema.merged }) }),
      authorizationConfig,
      xrayEnabled: props.tracingEnabled ?? true,
      visibility: props.visibility,
      introspectionConfig: props.introspectionEnabled ? appsync.IntrospectionConfig.ENABLED : appsync.IntrospectionConfig.DISABLED,
      queryDepthLimit,
      resolverCountLimit,
      environmentVariables: props.environmentVariables,
      ownerContact: props.ownerContact,
    });
    this.apiId = this.graphqlApi.apiId;
    this.apiArn = this.graphqlApi.arn;
    this.graphqlUrl = this.graphqlApi.graphqlUrl;
    this.apiKey = this.graphqlApi.apiKey;
    auth._authorizer?.addPermission('AuthorizerPermission', { scope: this, principal: new iam.ServicePrincipal('appsync.amazonaws.com'), sourceArn: this.apiArn });

    this.logGroup = makeApiLogs(this, this.graphqlApi, props.logs ?? {});
    this.webAcl = makeFirewall(this, this.apiArn, props.firewall ?? {});
    const alarms = makeApiAlarms(this, props.alarms ?? {}, (name, options) => this.metric(name, options));
    this.serverErrorsAlarm = alarms.serverErrors;
    this.latencyAlarm = alarms.latency;

    const resource = this.graphqlApi.node.defaultChild as appsync.CfnGraphQLApi;
    GraphqlValidation._check(this, { schema: this._schema, parts: () => partsOf(this, resource, auth._modes, this.grants) });
  }

  /** The alarms that are not switched off. */
  public get alarms(): cloudwatch.IAlarm[] {
    return this.ownAlarms;
  }

  private get ownAlarms(): cloudwatch.Alarm[] {
    return [this.serverErrorsAlarm, this.latencyAlarm].filter((alarm) => alarm !== undefined);
  }

  /**
   * Adds an action to every alarm of the API.
   *
   * @param actions what they do when they go off
   */
  public addAlarmAction(...actions: cloudwatch.IAlarmAction[]): void {
    if (this.ownAlarms.length === 0) throw misuse(this, 'addAlarmAction() was called, but every alarm is switched off. Switch one on with "alarms".');
    for (const alarm of this.ownAlarms) alarm.addAlarmAction(...actions);
  }

  /**
   * Allows somebody with AWS credentials to ask for fields. They have to let callers with IAM in.
   *
   * @param grantee who is allowed
   * @param fields for example `Query.order`, or `Query.*` for all fields of a type
   */
  public grant(grantee: iam.IGrantable, ...fields: string[]): iam.Grant {
    if (fields.length === 0) throw misuse(this, 'grant() was given no field. Name what is allowed, for example "Query.order".');
    const found = fields.map((coordinate) => fieldOf(this, coordinate, 'grant()', true));
    const path = (grantee as Partial<Construct>).node?.path;
    this.grants.push(...found.map((each) => ({ ...each, ...(path !== undefined && { grantee: `"${path}"` }) })));
    return this.graphqlApi.grant(grantee, appsync.IamResource.custom(...found.map(({ type, field }) => (field === '*' ? `types/${type}/*` : `types/${type}/fields/${field}`))), 'appsync:GraphQL');
  }

  /**
   * Any metric of the API.
   *
   * @param metricName for example `4XXError`
   * @param props how it is read. Default: the sum over five minutes
   * @see https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html#cw-metrics
   */
  public metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: 'AWS/AppSync', metricName, dimensionsMap: { GraphQLAPIId: this.apiId }, statistic: 'Sum', ...props }).attachTo(this);
  }
}
