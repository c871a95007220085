import { Names, Token } from 'aws-cdk-lib';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { ApiAlarmOptions, makeApiAlarms } from './api-alarms';
import { ApiAuth } from './api-auth';
import { ApiDataSource, ApiDataSourceOptions, ApiHttpDataSourceOptions, ApiRdsDataSourceOptions, checkName } from './api-data-source';
import { checkEnvironment } from './api-environment';
import { ApiFirewallOptions, makeFirewall } from './api-firewall';
import { ApiFunction } from './api-function';
import { ApiLogOptions, makeApiLogs } from './api-logs';
import { ApiResolver } from './api-resolver';
import { ApiSchema, schemaCheck } from './api-schema';
import { partsOf } from './facts-of-api';
import { FieldCoordinate, fieldOf } from './field-coordinate';
import { GraphqlValidation } from './graphql-validation';
import { IAppSyncApi } from './i-app-sync-api';
import { ApiCodeOptions, ApiPipelineResolverOptions, ApiResolverOptions, checkCaching, checkCode, checkCodeOptions, checkFunctions, PASSING_CODE } from './resolvers';
import type { CheckedSchema } from './schema-check';
import { SOURCE_KINDS } from './source-kind';
import { dynamoDbSource, eventBridgeSource, httpSource, lambdaSource, openSearchSource, rdsDataSource, SourceSetup } from './source-setup';
import {
  describeField, KnownField, startAsyncField, startSyncField, WorkflowDescribeOptions, WorkflowField, WorkflowFieldOptions,
} from './workflow-fields';
import type { GrantFacts } from '../graphql/api-facts';
import { misuse } from '../misuse';
import { IWorkflow } from '../workflows/i-workflow';

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
   * What resolvers find in `ctx.env`: at most 50 texts of at most 512 characters, under names of 2 to 64 letters, digits and `_`. They stand in clear
   * in the settings of the API, so they are no place for secrets.
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

/**
 * A GraphQL API of AppSync that says who may call it and whose schema is checked.
 *
 * CDK's `GraphqlApi` has an API key, no logs, no tracing, no firewall and no alarms unless told otherwise, and takes any schema. This one has no API
 * key unless asked for; it logs errors into a log group of its own, traces requests, has a firewall with a rate limit, alarms, no introspection, and
 * limits for the depth and the work of a request. Its schema, modes, resolvers and grants are checked together at synthesis: see `GraphqlValidation`.
 *
 * @example
 * declare const pool: cognito.UserPool;
 * declare const products: lambda.Function;
 *
 * new AppSyncApi(this, 'Api', {
 *   schema: ApiSchema.fromFile('schema.graphql'),
 *   auth: ApiAuth.cognito(pool).and(ApiAuth.iam()),
 * });
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/what-is-appsync.html
 */
export class AppSyncApi extends Construct implements IAppSyncApi {
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
    checkEnvironment(this, props.environmentVariables);
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
   * A table of DynamoDB.
   *
   * @param id its id, and its name for AppSync
   * @param table the table
   * @param options a description
   */
  public addDynamoDbDataSource(id: string, table: dynamodb.ITable, options?: ApiDataSourceOptions): ApiDataSource {
    return this.addSource(id, dynamoDbSource(table), options);
  }

  /**
   * A Lambda function.
   *
   * @param id its id, and its name for AppSync
   * @param lambdaFunction the function
   * @param options a description
   */
  public addLambdaDataSource(id: string, lambdaFunction: lambda.IFunction, options?: ApiDataSourceOptions): ApiDataSource {
    return this.addSource(id, lambdaSource(lambdaFunction), options);
  }

  /**
   * An HTTP API. What signed requests may do is for `grantPrincipal` of the data source to be allowed.
   *
   * @param id its id, and its name for AppSync
   * @param endpoint the address: `https://api.example.com`
   * @param options whether requests are signed
   */
  public addHttpDataSource(id: string, endpoint: string, options: ApiHttpDataSourceOptions = {}): ApiDataSource {
    if (!Token.isUnresolved(endpoint) && !/^https?:\/\/[^/\s]+\/?$/i.test(endpoint)) {
      throw misuse(this, `"endpoint" of "${id}" is "${endpoint}". It has to be an address without a path, for example "https://api.example.com": the path is for "resourcePath" of a request.`);
    }
    return this.addSource(id, httpSource(endpoint, options.authorizationConfig), options);
  }

  /**
   * An Aurora cluster with the RDS Data API.
   *
   * @param id its id, and its name for AppSync
   * @param cluster the cluster
   * @param secret the name and the password that it is asked with
   * @param options the database
   */
  public addRdsDataSource(
    id: string, cluster: rds.IDatabaseCluster, secret: secretsmanager.ISecret, options: ApiRdsDataSourceOptions = {},
  ): ApiDataSource {
    return this.addSource(id, rdsDataSource(cluster, secret, options.databaseName), options);
  }

  /**
   * A domain of OpenSearch.
   *
   * @param id its id, and its name for AppSync
   * @param domain the domain
   * @param options a description
   */
  public addOpenSearchDataSource(id: string, domain: opensearch.IDomain, options?: ApiDataSourceOptions): ApiDataSource {
    return this.addSource(id, openSearchSource(domain), options);
  }

  /**
   * A bus of EventBridge, which resolvers put events on.
   *
   * @param id its id, and its name for AppSync
   * @param eventBus the bus
   * @param options a description
   */
  public addEventBridgeDataSource(id: string, eventBus: events.IEventBus, options?: ApiDataSourceOptions): ApiDataSource {
    return this.addSource(id, eventBridgeSource(eventBus), options);
  }

  /**
   * No data source: the code of the resolver gives the value itself.
   *
   * @param id its id, and its name for AppSync
   * @param options a description
   */
  public addNoneDataSource(id: string, options?: ApiDataSourceOptions): ApiDataSource {
    return this.addSource(id, { kind: SOURCE_KINDS.none, config: {} }, options);
  }

  /**
   * Gives a field its value from one data source.
   *
   * @param field for example `Query.order`
   * @param options the data source and the code
   *
   * @example
   * declare const api: AppSyncApi;
   * declare const table: dynamodb.Table;
   *
   * api.addResolver('Query.order', {
   *   dataSource: api.addDynamoDbDataSource('Orders', table),
   *   code: appsync.Code.fromAsset('resolvers/order.js'),
   *   actions: ['dynamodb:GetItem'],
   * });
   */
  public addResolver(field: string, options: ApiResolverOptions): ApiResolver {
    const { dataSource, code, actions, maxBatchSize, cachingConfig } = options;
    const what = `the resolver of "${field}"`;
    const coordinate = this.freeField(field, 'addResolver()');
    checkCodeOptions(this, what, options);
    checkCaching(this, what, cachingConfig);
    dataSource._allow(what, this.isMutation(coordinate), actions);
    return this.makeResolver(coordinate, { kind: 'UNIT', dataSourceName: dataSource.dataSource.name, maxBatchSize }, code, cachingConfig, dataSource);
  }

  /**
   * Gives a field its value from functions that run one after the other.
   *
   * @param field for example `Mutation.placeOrder`
   * @param options the functions
   */
  public addPipelineResolver(field: string, options: ApiPipelineResolverOptions): ApiResolver {
    const { functions, code = appsync.Code.fromInline(PASSING_CODE), cachingConfig } = options;
    const what = `the resolver of "${field}"`;
    const coordinate = this.freeField(field, 'addPipelineResolver()');
    checkFunctions(this, what, functions);
    checkCode(this, what, code);
    checkCaching(this, what, cachingConfig);
    for (const { _allow } of functions) _allow(this.isMutation(coordinate));
    return this.makeResolver(coordinate, { kind: 'PIPELINE', pipelineConfig: { functions: functions.map(({ functionId }) => functionId) } }, code, cachingConfig);
  }

  /**
   * A function for pipelines. What it does is allowed when it is in one.
   *
   * @param id its id, and its name for AppSync
   * @param options the data source and the code
   */
  public addFunction(id: string, options: ApiCodeOptions): ApiFunction {
    const { dataSource, code, actions, maxBatchSize } = options;
    checkName(this, id, 'function');
    const what = `function "${id}"`;
    checkCodeOptions(this, what, options);
    dataSource._checkActions(what, actions);
    const made = ApiFunction._make(this, id, {
      apiId: this.apiId,
      name: id,
      dataSourceName: dataSource.dataSource.name,
      maxBatchSize,
      ...(!code && { functionVersion: '2018-05-29' }),
    }, code, (isMutation) => dataSource._allow(what, isMutation, actions));
    made.resource.addDependency(dataSource.dataSource.ds);
    this.graphqlApi.addSchemaDependency(made.resource);
    return made;
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
   * Starts an execution of an Express workflow and waits for its output, which is the value of the field. An execution that failed is an error of
   * the field: its error is the type, its cause the message.
   *
   * The data source is a role that may do nothing but that. AppSync waits 30 seconds.
   *
   * @param field for example `Mutation.quote`
   * @param workflow an ExpressWorkflow of mode SYNC
   * @param options the input
   *
   * @example
   * declare const api: AppSyncApi;
   * declare const quotes: ExpressWorkflow;
   *
   * api.startSync('Mutation.quote', quotes, { input: WorkflowInput.argument('input') });
   */
  public startSync(field: string, workflow: IWorkflow, options: WorkflowFieldOptions = {}): ApiResolver {
    const place = this.freeField(field, 'startSync()');
    return this.addWorkflowField(place, startSyncField(this, place, this.known(place), workflow, options));
  }

  /**
   * Starts an execution and does not wait for it.
   *
   * The value is the name of the execution, for a field of type `ID` or `String`; for an object, its fields `name`, `executionArn`, `status` and
   * `startDate` (an AWSDateTime).
   *
   * @param field for example `Mutation.placeOrder`
   * @param workflow a StandardWorkflow, or an ExpressWorkflow of mode ASYNC
   * @param options the input
   */
  public startAsync(field: string, workflow: IWorkflow, options: WorkflowFieldOptions = {}): ApiResolver {
    const place = this.freeField(field, 'startAsync()');
    return this.addWorkflowField(place, startAsyncField(this, place, this.known(place), workflow, options));
  }

  /**
   * Describes an execution by its name. Whoever may ask for the field may look at every execution whose name they know; names that Step Functions
   * makes cannot be guessed.
   *
   * The value is the status, for a field of an enum or `String`; for an object, its fields `name`, `executionArn`, `status`, `startDate` and
   * `stopDate` (AWSDateTime), `output` (AWSJSON), `error` and `cause`. It is null where there is no such execution.
   *
   * @param field for example `Query.orderStatus`
   * @param workflow a StandardWorkflow
   * @param options the argument that is the name
   */
  public describe(field: string, workflow: IWorkflow, options: WorkflowDescribeOptions = {}): ApiResolver {
    const place = this.freeField(field, 'describe()');
    return this.addWorkflowField(place, describeField(this, place, this.known(place), workflow, options));
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

  private addSource(id: string, setup: SourceSetup, options?: ApiDataSourceOptions): ApiDataSource {
    return ApiDataSource._make(this, id, this.graphqlApi, setup, options);
  }

  private addWorkflowField({ type, field }: FieldCoordinate, { setup, code }: WorkflowField): ApiResolver {
    const dataSource = this.addSource(`Workflow_${type}_${field}`, setup);
    return this.addResolver(`${type}.${field}`, { dataSource, code: appsync.Code.fromInline(code) });
  }

  private known({ type, field }: FieldCoordinate): KnownField {
    const found = this._schema.field(type, field);
    return { field: found, hasFields: !found || this._schema.hasFields(found.typeName) };
  }

  private freeField(field: string, what: string): FieldCoordinate {
    const coordinate = fieldOf(this, field, what);
    if (this.node.tryFindChild(field)) throw misuse(this, `${what} was given "${field}", which has a resolver already. A field has one. Remove one of them.`);
    return coordinate;
  }

  private isMutation({ type }: FieldCoordinate): boolean {
    return (this._schema.rootOf(type) ?? type.toLowerCase()) === 'mutation';
  }

  private makeResolver(
    { type, field }: FieldCoordinate, props: Omit<appsync.CfnResolverProps, 'apiId' | 'typeName' | 'fieldName'>, code?: appsync.Code, cachingConfig?: appsync.CachingConfig, dataSource?: ApiDataSource,
  ): ApiResolver {
    const made = ApiResolver._make(this, `${type}.${field}`, {
      apiId: this.apiId,
      typeName: type,
      fieldName: field,
      ...props,
      cachingConfig: cachingConfig && { cachingKeys: cachingConfig.cachingKeys, ttl: cachingConfig.ttl.toSeconds() },
    }, code);
    if (dataSource) made.resource.addDependency(dataSource.dataSource.ds);
    this.graphqlApi.addSchemaDependency(made.resource);
    return made;
  }
}
