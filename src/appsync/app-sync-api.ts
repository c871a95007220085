import { Lazy, Token } from 'aws-cdk-lib';
import * as appsync from 'aws-cdk-lib/aws-appsync';
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
import { ApiAlarms } from './api-alarms';
import { ApiDataSource, ApiDataSourceOptions, ApiHttpDataSourceOptions, ApiRdsDataSourceOptions, checkName } from './api-data-source';
import { checkEnvironment } from './api-environment';
import { ApiFunction } from './api-function';
import { ApiResolver } from './api-resolver';
import { ApiSchema, checkedSchema } from './api-schema';
import { AppSyncApiBase, authOf, makeApi } from './app-sync-api-base';
import { AppSyncApiProps } from './app-sync-api-props';
import type { CheckedSchema } from './checked-schema';
import { partsOf } from './facts-of-api';
import { FieldCoordinate, fieldOf } from './field-coordinate';
import { GraphqlValidation } from './graphql-validation';
import { ApiCodeOptions, ApiPipelineResolverOptions, ApiResolverOptions, accessOf, checkCaching, checkCodeOptions, checkField, checkFunctions, checkMetrics, Kept, PASSING_CODE, refuseKnownCode } from './resolver-options';
import { SOURCE_KINDS } from './source-kind';
import { dynamoDbSource, eventBridgeSource, httpSource, lambdaSource, openSearchSource, rdsDataSource, SourceSetup } from './source-setup';
import { WorkflowDescribeOptions, WorkflowFieldOptions, WorkflowSyncFieldOptions } from './workflow-field-options';
import { WorkflowField, WorkflowFields } from './workflow-fields';
import type { GrantFacts } from '../graphql/api-facts';
import type { ApiModes } from '../graphql/auth/auth-mode';
import { misuse } from '../misuse';
import { IWorkflow } from '../workflows/i-workflow';

/**
 * A GraphQL API of AppSync that says who may call it and whose schema is checked.
 *
 * CDK's `GraphqlApi` has an API key, no logs, no tracing, no firewall and no alarms unless told otherwise, and takes any schema. This one has no API
 * key unless asked for; it logs errors into a log group of its own, traces requests, has a firewall with a rate limit, alarms, no introspection, and
 * limits for the depth and the work of a request. Its schema, modes, resolvers and grants are checked together at synthesis: see `GraphqlValidation`.
 *
 * @example
 * declare const pool: cognito.UserPool;
 * declare const table: dynamodb.Table;
 *
 * const api = new AppSyncApi(this, 'Api', {
 *   schema: ApiSchema.fromFile('schema.graphql'),
 *   auth: ApiAuth.cognito(pool).and(ApiAuth.iam()),
 * });
 * const dataSource = api.addDynamoDbDataSource('Orders', table);
 * api.addResolver('Query.order', { dataSource, code: DynamoResolvers.get() });
 * api.addResolver('Query.totals', { dataSource, code: JsResolver.fromFile('resolvers/totals.ts'), actions: ['dynamodb:Query'] });
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/what-is-appsync.html
 */
export class AppSyncApi extends AppSyncApiBase {
  public readonly graphqlApi: appsync.GraphqlApi;
  public readonly logGroup?: logs.ILogGroup;
  public readonly webAcl?: wafv2.CfnWebACL;
  /** @internal */
  public readonly _schema: CheckedSchema;
  /** @internal */
  public readonly _modes: ApiModes;
  /** @internal */
  protected readonly _alarms: ApiAlarms;
  private readonly grants: GrantFacts[] = [];
  private readonly workflowFields: WorkflowFields;
  private readonly enhancedMetrics?: appsync.EnhancedMetricsConfig;

  /**
   * Makes the API, its log group, its firewall and its alarms.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: AppSyncApiProps) {
    super(scope, id);
    checkEnvironment(this, props.environmentVariables);
    if (!(props.schema as Partial<ApiSchema> | undefined)?._texts) throw misuse(this, `"schema" is ${props.schema === undefined ? 'missing' : 'no ApiSchema'}. Give it one, for example ApiSchema.fromFile("schema.graphql").`);
    this._modes = authOf(this, props)._modes;
    this.enhancedMetrics = props.enhancedMetricsConfig;
    this._schema = new (checkedSchema().CheckedSchema)(props.schema._texts);
    this.workflowFields = new WorkflowFields(this, this._schema, this._modes.modes);
    const made = makeApi(this, props, {
      definition: appsync.Definition.fromSchema({
        bind: (api) => ({ apiId: (api as appsync.IGraphqlApi).apiId, definition: Lazy.string({ produce: () => this._schema.merged }) }),
      }),
      environmentVariables: props.environmentVariables,
    }, () => this._schema.hasSubscriptions);
    this.graphqlApi = made.graphqlApi;
    this.logGroup = made.logGroup;
    this.webAcl = made.webAcl;
    this._alarms = made.alarms;

    const resource = this.graphqlApi.node.defaultChild as appsync.CfnGraphQLApi;
    GraphqlValidation._check(this, { resource, schema: this._schema, parts: () => partsOf(this, resource, this._modes, this.grants) });
  }

  /**
   * A table of DynamoDB. One that is imported has to be imported with the indexes that code of your own asks: `Table.fromTableAttributes()` with
   * `globalIndexes`. The index of `DynamoResolvers.query()` is known.
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
   * const dataSource = api.addDynamoDbDataSource('Orders', table);
   *
   * // Ready-made code, which is allowed what it does.
   * api.addResolver('Query.order', { dataSource, code: DynamoResolvers.get() });
   * api.addResolver('Mutation.updateOrder', { dataSource, code: DynamoResolvers.update() });
   *
   * // Code of one's own: "actions" says what it is allowed.
   * api.addResolver('Query.lateOrders', { dataSource, code: JsResolver.fromFile('resolvers/late-orders.js'), actions: ['dynamodb:Query'] });
   */
  public addResolver(field: string, options: ApiResolverOptions): ApiResolver {
    const { dataSource, code, maxBatchSize } = options;
    const what = `the resolver of "${field}"`;
    const coordinate = this.freeField(field, 'addResolver()');
    checkCodeOptions(this, what, options);
    const access = accessOf(this, what, options);
    checkField(this, what, this._schema.field(coordinate.type, coordinate.field), code);
    this.checkKept(what, options);
    dataSource._allow(what, this.isMutation(coordinate), access);
    return this.makeResolver(coordinate, { kind: 'UNIT', dataSourceName: dataSource.dataSource.name, maxBatchSize }, options, code, dataSource);
  }

  /**
   * Gives a field its value from functions that run one after the other.
   *
   * @param field for example `Mutation.placeOrder`
   * @param options the functions
   */
  public addPipelineResolver(field: string, options: ApiPipelineResolverOptions): ApiResolver {
    const { functions, code = appsync.Code.fromInline(PASSING_CODE) } = options;
    const what = `the resolver of "${field}"`;
    const coordinate = this.freeField(field, 'addPipelineResolver()');
    checkFunctions(this, what, functions);
    refuseKnownCode(this, what, code);
    this.checkKept(what, options);
    for (const { _allow } of functions) _allow(this.isMutation(coordinate));
    return this.makeResolver(coordinate, { kind: 'PIPELINE', pipelineConfig: { functions: functions.map(({ functionId }) => functionId) } }, options, code);
  }

  /**
   * A function for pipelines. What it does is allowed when it is in one.
   *
   * @param id its id, and its name for AppSync
   * @param options the data source and the code
   */
  public addFunction(id: string, options: ApiCodeOptions): ApiFunction {
    const { dataSource, code, maxBatchSize } = options;
    checkName(this, id, 'function');
    const what = `function "${id}"`;
    checkCodeOptions(this, what, options);
    const access = accessOf(this, what, options);
    dataSource._checkActions(what, access.actions);
    const made = ApiFunction._make(this, id, {
      apiId: this.apiId,
      name: id,
      dataSourceName: dataSource.dataSource.name,
      maxBatchSize,
      ...(!code && { functionVersion: '2018-05-29' }),
    }, code, (isMutation) => dataSource._allow(what, isMutation, access));
    made.resource.node.addDependency(dataSource.dataSource.ds);
    this.graphqlApi.addSchemaDependency(made.resource);
    return made;
  }

  /**
   * Starts an execution of an Express workflow and waits for its output, which is the value of the field.
   *
   * An execution that failed is an error of the field. Of its error and its cause callers learn what `errors` and `includeCause` allow; any other is
   * of type `ExecutionFailed`, one that timed out of type `States.Timeout`. Where Step Functions refuses, the type is its own. What is not shown is
   * in the log of the API, but for causes.
   *
   * The data source is a role that may do nothing but that. AppSync waits 30 seconds.
   *
   * @param field for example `Mutation.quote`
   * @param workflow an ExpressWorkflow of mode SYNC
   * @param options the input, and what callers learn of errors
   *
   * @example
   * declare const api: AppSyncApi;
   * declare const quotes: ExpressWorkflow;
   *
   * api.startSync('Mutation.quote', quotes, { input: WorkflowInput.argument('input'), errors: ['OutOfStock'] });
   */
  public startSync(field: string, workflow: IWorkflow, options: WorkflowSyncFieldOptions = {}): ApiResolver {
    const place = this.freeField(field, 'startSync()');
    return this.addWorkflowField(place, this.workflowFields.startSync(place, workflow, options));
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
    return this.addWorkflowField(place, this.workflowFields.startAsync(place, workflow, options));
  }

  /**
   * Describes an execution by its name.
   *
   * Callers see only what they started themselves where a field of this API starts the workflow with `WorkflowInput.argumentsAndIdentity()`: see
   * `onlyOwn`. Otherwise whoever may ask for the field may look at every execution of the workflow whose name they know. Step Functions makes names
   * that cannot be guessed, but they stand in logs and in the console: they keep nothing secret.
   *
   * The value is the status, for a field of an enum or `String`; for an object, its fields `name`, `executionArn`, `status`, `startDate` and
   * `stopDate` (AWSDateTime), `output` (AWSJSON), `error` and `cause`: those that its type has. It is null where there is no such execution.
   *
   * @param field for example `Query.orderStatus`
   * @param workflow a StandardWorkflow
   * @param options the argument that is the name, and who sees what
   */
  public describe(field: string, workflow: IWorkflow, options: WorkflowDescribeOptions = {}): ApiResolver {
    const place = this.freeField(field, 'describe()');
    return this.addWorkflowField(place, this.workflowFields.describe(place, workflow, options));
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
   * Adds what a construct brings into the schema.
   * @internal
   */
  public _extendSchema(text: string): void {
    this._schema.add(text);
    if (this._schema.hasSubscriptions) this._alarms.watchSubscriptions();
  }

  private addSource(id: string, setup: SourceSetup, options?: ApiDataSourceOptions): ApiDataSource {
    checkMetrics(this, `data source "${id}"`, options?.metricsConfig, 'dataSourceLevelMetricsBehavior', this.enhancedMetrics, appsync.DataSourceLevelMetricsBehavior.PER_DATA_SOURCE_METRICS);
    return ApiDataSource._make(this, id, this.graphqlApi, setup, options);
  }

  private addWorkflowField({ type, field }: FieldCoordinate, { setup, code }: WorkflowField): ApiResolver {
    const dataSource = this.addSource(`Workflow_${type}_${field}`, setup);
    return this.addResolver(`${type}.${field}`, { dataSource, code: appsync.Code.fromInline(code) });
  }

  private freeField(field: string, what: string): FieldCoordinate {
    const coordinate = fieldOf(this, field, what);
    if (this.node.tryFindChild(field)) throw misuse(this, `${what} was given "${field}", which has a resolver already. A field has one. Remove one of them.`);
    return coordinate;
  }

  private isMutation({ type }: FieldCoordinate): boolean {
    return (this._schema.rootOf(type) ?? type.toLowerCase()) === 'mutation';
  }

  private checkKept(what: string, { cachingConfig, metricsConfig }: Kept): void {
    checkCaching(this, what, cachingConfig);
    checkMetrics(this, what, metricsConfig, 'resolverLevelMetricsBehavior', this.enhancedMetrics, appsync.ResolverLevelMetricsBehavior.PER_RESOLVER_METRICS);
  }

  private makeResolver(
    { type, field }: FieldCoordinate, props: Pick<appsync.CfnResolverProps, 'kind' | 'dataSourceName' | 'maxBatchSize' | 'pipelineConfig'>,
    { cachingConfig, metricsConfig }: Kept, code?: appsync.Code, dataSource?: ApiDataSource,
  ): ApiResolver {
    const made = ApiResolver._make(this, `${type}.${field}`, {
      apiId: this.apiId,
      typeName: type,
      fieldName: field,
      ...props,
      metricsConfig,
      cachingConfig: cachingConfig && { cachingKeys: cachingConfig.cachingKeys, ttl: cachingConfig.ttl.toSeconds() },
    }, code);
    if (dataSource) made.resource.node.addDependency(dataSource.dataSource.ds);
    this.graphqlApi.addSchemaDependency(made.resource);
    return made;
  }
}
