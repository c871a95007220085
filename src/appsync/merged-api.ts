import { Annotations, Names, Stack, Token } from 'aws-cdk-lib';
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
import { IAppSyncApi } from './i-app-sync-api';
import { misuse } from '../misuse';
import { acknowledgementId } from '../validation/cdk/acknowledgements';

/** What a MergedApi is made of. */
export interface MergedApiProps {
  /** Who may call the API. The default mode of each source API has to be one of these modes. */
  readonly auth: ApiAuth;
  /**
   * The APIs that are merged, with how: `{ sourceApi: orders.graphqlApi, mergeType: appsync.MergeType.MANUAL_MERGE }`. Without a type, changes of
   * the source API are merged by themselves. `addSourceApi()` adds one later.
   *
   * @default - none yet
   */
  readonly sourceApis?: appsync.SourceApi[];
  /**
   * How many source APIs the account allows.
   *
   * @default 10
   * @see https://docs.aws.amazon.com/general/latest/gr/appsync.html
   */
  readonly sourceApiQuota?: number;
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
   * Metrics of each resolver, data source and operation, billed by the metric. `ApiDashboard` shows them.
   *
   * @default - metrics of the API only
   */
  readonly enhancedMetricsConfig?: appsync.EnhancedMetricsConfig;
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
 * One GraphQL API of several: AppSync merges their schemas, resolvers and data sources. The teams that own them deploy on their own.
 *
 * It has the defaults of an `AppSyncApi`: no API key unless asked for, errors in a log group, traces, a firewall, alarms, no introspection, limits.
 * Its role may ask for the fields of its source APIs, and may merge those whose changes are merged by themselves, and nothing else.
 *
 * Whether the schemas fit together only AppSync says: fields of the same name and different types make a merge fail, which shows in the status of the
 * association, not in the deployment. `@canonical`, `@hidden` and `@renamed` in the source schemas decide what is whose.
 *
 * @example
 * declare const orders: AppSyncApi;
 * declare const stock: AppSyncApi;
 * declare const pool: cognito.UserPool;
 *
 * new MergedApi(this, 'Shop', {
 *   auth: ApiAuth.cognito(pool).and(ApiAuth.iam()),
 *   sourceApis: [
 *     { sourceApi: orders.graphqlApi },
 *     { sourceApi: stock.graphqlApi, mergeType: appsync.MergeType.MANUAL_MERGE },
 *   ],
 * });
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/merged-api.html
 */
export class MergedApi extends Construct implements IAppSyncApi {
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
  /** The role that it asks its source APIs with. */
  public readonly executionRole: iam.Role;
  /** The log group that AppSync writes to; none where nothing is logged. */
  public readonly logGroup?: logs.ILogGroup;
  /** The web ACL that was made; none where it is your own, or there is none. */
  public readonly webAcl?: wafv2.CfnWebACL;
  private readonly ownAlarms: cloudwatch.Alarm[];
  private readonly sourceIds = new Set<string>();
  private readonly quota: number;

  /**
   * Makes the API, its role, its log group, its firewall and its alarms.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: MergedApiProps) {
    super(scope, id);
    const { auth, sourceApis = [], queryDepthLimit = 10, resolverCountLimit = 1000, sourceApiQuota = 10 } = props;
    const numbers = [
      ['queryDepthLimit', queryDepthLimit, 75], ['resolverCountLimit', resolverCountLimit, 10_000], ['sourceApiQuota', sourceApiQuota, 1_000_000],
    ] as const;
    for (const [name, value, most] of numbers) {
      if (!Token.isUnresolved(value) && (!Number.isInteger(value) || value < 1 || value > most)) {
        throw misuse(this, `"${name}" is ${value}. It has to be a whole number from 1 to ${most.toLocaleString('en-US')}.`);
      }
    }
    if (!Token.isUnresolved(props.ownerContact) && props.ownerContact !== undefined && props.ownerContact.length > 256) {
      throw misuse(this, `"ownerContact" has ${props.ownerContact.length} characters. It has to have at most 256.`);
    }
    this.quota = sourceApiQuota;
    const authorizationConfig = auth._bind(this);
    this.executionRole = new iam.Role(this, 'ExecutionRole', {
      assumedBy: new iam.ServicePrincipal('appsync.amazonaws.com'), description: `Asks the source APIs of ${this.node.path}`,
    });
    this.graphqlApi = new appsync.GraphqlApi(this, 'Api', {
      name: props.apiName ?? Names.uniqueResourceName(this, { maxLength: 65, separator: '-' }),
      // CDK names what ties a source API to it after the id of that, which is the same in all of ours.
      definition: appsync.Definition.fromSourceApis({ sourceApis: [], mergedApiExecutionRole: this.executionRole }),
      authorizationConfig,
      xrayEnabled: props.tracingEnabled ?? true,
      visibility: props.visibility,
      introspectionConfig: props.introspectionEnabled ? appsync.IntrospectionConfig.ENABLED : appsync.IntrospectionConfig.DISABLED,
      queryDepthLimit,
      resolverCountLimit,
      enhancedMetricsConfig: props.enhancedMetricsConfig,
      ownerContact: props.ownerContact,
    });
    this.apiId = this.graphqlApi.apiId;
    this.apiArn = this.graphqlApi.arn;
    this.graphqlUrl = this.graphqlApi.graphqlUrl;
    this.apiKey = this.graphqlApi.apiKey;
    auth._authorizer?.addPermission('AuthorizerPermission', { scope: this, principal: new iam.ServicePrincipal('appsync.amazonaws.com'), sourceArn: this.apiArn });

    this.logGroup = makeApiLogs(this, this.graphqlApi, props.logs ?? {});
    this.webAcl = makeFirewall(this, this.apiArn, props.firewall ?? {});
    const { serverErrors, latency } = makeApiAlarms(this, props.alarms ?? {}, (name, options) => this.metric(name, options));
    this.ownAlarms = [serverErrors, latency].filter((alarm) => alarm !== undefined);
    for (const source of sourceApis) this.addSourceApi(source);
    this.node.addValidation({
      validate: () => (this.sourceIds.size > 0 ? [] : [misuse(this, '"sourceApis" is empty, and addSourceApi() was not called. Add the APIs that it is made of.').message]),
    });
  }

  /** The alarms that are not switched off. */
  public get alarms(): cloudwatch.IAlarm[] {
    return this.ownAlarms;
  }

  /**
   * Merges another API into this one.
   *
   * @param source the API, and whether its changes are merged by themselves
   * @returns what ties the two together
   */
  public addSourceApi(source: appsync.SourceApi): appsync.CfnSourceApiAssociation {
    const { sourceApi, mergeType = appsync.MergeType.AUTO_MERGE, description } = source;
    const what = `Source API "${sourceApi.node.path}"`;
    this.checkSource(what, sourceApi);
    this.sourceIds.add(sourceApi.node.addr);
    const { node: { id, addr, scope } } = sourceApi;
    const name = id === 'Api' && scope ? scope.node.id : id;
    const association = new appsync.CfnSourceApiAssociation(this, `${name}Source${addr.slice(-8)}`, {
      // Those of other accounts are named by their ARN.
      sourceApiIdentifier: sourceApi.arn,
      mergedApiIdentifier: this.apiArn,
      sourceApiAssociationConfig: { mergeType },
      description,
    });
    sourceApi.addSchemaDependency(association);
    this.executionRole.addToPolicy(new iam.PolicyStatement({ actions: ['appsync:SourceGraphQL'], resources: [sourceApi.arn, `${sourceApi.arn}/*`] }));
    if (mergeType === appsync.MergeType.AUTO_MERGE) {
      this.executionRole.addToPolicy(new iam.PolicyStatement({ actions: ['appsync:StartSchemaMerge'], resources: [association.attrAssociationArn] }));
    }
    return association;
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
   * Any metric of the API.
   *
   * @param metricName for example `4XXError`
   * @param props how it is read. Default: the sum over five minutes
   */
  public metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: 'AWS/AppSync', metricName, dimensionsMap: { GraphQLAPIId: this.apiId }, statistic: 'Sum', ...props }).attachTo(this);
  }

  private checkSource(what: string, sourceApi: appsync.IGraphqlApi): void {
    const { node: { defaultChild: resource, addr }, env: { region }, modes } = sourceApi;
    if (this.sourceIds.has(addr)) throw misuse(this, `${what} is merged already. Add it once.`);
    if (this.sourceIds.size >= this.quota) {
      throw misuse(this, `${what} is one more than the ${this.quota} that the account allows. Have the quota "Source API associations per Merged API" raised and set "sourceApiQuota", or put APIs together.`);
    }
    if (resource instanceof appsync.CfnGraphQLApi && resource.apiType === 'MERGED') throw misuse(this, `${what} is merged itself. Give the APIs that it is made of.`);
    const own = Stack.of(this).region;
    if (![region, own].some((each) => Token.isUnresolved(each)) && region !== own) {
      throw misuse(this, `${what} is in "${region}", and this API in "${own}". APIs of one region can be merged.`);
    }
    const [first, ...others] = modes ?? [];
    const lacking = (mode: appsync.AuthorizationType) => !this.graphqlApi.modes.includes(mode);
    if (first !== undefined && lacking(first)) {
      throw misuse(this, `${what} has the default mode ${first}, which is none of "auth": AppSync does not merge it. Add it to "auth", for example by "and()".`);
    }
    const missing = [...new Set(others.filter(lacking))];
    if (missing.length > 0) {
      Annotations.of(this).addWarningV2(acknowledgementId('MergedApiModes'), `${what} lets callers in with ${missing.join(', ')}, too, and "auth" does not, so that nobody can ask for what is allowed for that only. `
        + 'Add it to "auth", or acknowledge this where it is meant.');
    }
  }
}
