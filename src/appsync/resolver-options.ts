import { readFileSync } from 'fs';
import { Token } from 'aws-cdk-lib';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import { Construct } from 'constructs';
import { ApiDataSource } from './api-data-source';
import { ApiFunction } from './api-function';
import { SOURCE_KINDS } from './source-kind';
import { JsResolver, TableAccess } from '../appsync-js/js-resolver';
import { refuseCode } from '../appsync-js/refuse-code';
import { inPlainWords } from '../definitions/read-text';
import { didYouMean } from '../did-you-mean';
import type { SchemaField } from '../graphql/schema-model';
import { misuse } from '../misuse';

/** What code does with a data source. */
export interface ApiCodeOptions {
  /** Where the data are. */
  readonly dataSource: ApiDataSource;
  /**
   * The code in APPSYNC_JS: `request()` and `response()`. It is checked, as far as its text is known; `JsResolver` can acknowledge what is found.
   *
   * @default - of a Lambda data source: the function gets the context and answers with the value. Every other needs code
   */
  readonly code?: appsync.Code;
  /**
   * What the code does, as actions of IAM: `['dynamodb:Query']`. The role of the data source is allowed that.
   *
   * @default - of code of `DynamoResolvers`, what that does. Of other code, what is usual for the type of the data source: of DynamoDB, GetItem,
   * BatchGetItem and Query; for a field of Mutation PutItem, UpdateItem, DeleteItem and ConditionCheckItem, too. Of OpenSearch, GET and HEAD; for
   * Mutation POST, PUT and DELETE, too
   */
  readonly actions?: string[];
  /**
   * How many requests to a Lambda function are put into one call: 0 to 2,000.
   *
   * @default - each request is a call
   */
  readonly maxBatchSize?: number;
}

/** A resolver with one data source. */
export interface ApiResolverOptions extends ApiCodeOptions {
  /**
   * What is kept in the cache of the API.
   *
   * @default - nothing
   */
  readonly cachingConfig?: appsync.CachingConfig;
  /**
   * Whether the resolver is measured, where `enhancedMetricsConfig` of the API has `PER_RESOLVER_METRICS`.
   *
   * @default - it is not
   */
  readonly metricsConfig?: appsync.ResolverMetricsConfig;
}

/** A resolver that runs functions, one after the other. */
export interface ApiPipelineResolverOptions {
  /** The functions: one to ten. Each finds the result of the one before it in `ctx.prev.result`. */
  readonly functions: ApiFunction[];
  /**
   * The code before and after the functions in APPSYNC_JS: `request()` and `response()`. It is checked, as far as its text is known.
   *
   * @default - the result is that of the last function
   */
  readonly code?: appsync.Code;
  /**
   * What is kept in the cache of the API.
   *
   * @default - nothing
   */
  readonly cachingConfig?: appsync.CachingConfig;
  /**
   * Whether the resolver is measured, where `enhancedMetricsConfig` of the API has `PER_RESOLVER_METRICS`.
   *
   * @default - it is not
   */
  readonly metricsConfig?: appsync.ResolverMetricsConfig;
}

/** A pipeline that adds nothing to its functions. @internal */
export const PASSING_CODE = `export function request() {
  return {};
}

export function response(ctx) {
  return ctx.prev.result;
}
`;

const MAX_FUNCTIONS = 10;
const MAX_BATCH = 2000;

/** Refuses code that AppSync would refuse, as far as it is known. @internal */
export function refuseKnownCode(api: Construct, what: string, code: appsync.Code | undefined): void {
  if (code && typeof (code as Partial<appsync.Code>).bind !== 'function') throw misuse(api, `"code" of ${what} is a ${typeof code}. It has to be a Code, for example JsResolver.fromText().`);
  // That of a JsResolver is checked, but for what it acknowledges.
  if (code === undefined || code instanceof JsResolver) return;
  const text = code instanceof appsync.AssetCode ? inPlainWords(code.path, 'Code', () => readFileSync(code.path, 'utf8')) : inlineCode(code);
  if (text !== undefined && !Token.isUnresolved(text)) refuseCode(text, `${api.constructor.name} "${api.node.path}": "code" of ${what}`);
}

function inlineCode(code: appsync.Code): string | undefined {
  return code instanceof appsync.InlineCode ? code.bind(undefined as unknown as Construct).inlineCode : undefined;
}

/** @internal */
export function checkCodeOptions(api: Construct, what: string, { dataSource, code, maxBatchSize }: ApiCodeOptions): void {
  const { _kind: { type, needsCode }, node: { id } } = dataSource;
  if (dataSource.node.scope !== api) throw misuse(api, `"dataSource" of ${what} is "${dataSource.node.path}", which is of another API. Give it one of this API.`);
  if (needsCode && code === undefined) throw misuse(api, `"code" of ${what} is missing. "${id}" is a data source of type ${type}, which needs it: request() and response() in APPSYNC_JS.`);
  if (maxBatchSize !== undefined && !Token.isUnresolved(maxBatchSize)) {
    if (!Number.isInteger(maxBatchSize) || maxBatchSize < 0 || maxBatchSize > MAX_BATCH) throw misuse(api, `"maxBatchSize" of ${what} is ${maxBatchSize}. It has to be a whole number from 0 to 2,000.`);
    if (type !== 'AWS_LAMBDA') throw misuse(api, `"maxBatchSize" of ${what} is set, but "${id}" is a data source of type ${type}. Only calls of Lambda functions are put together. Leave it out.`);
  }
  refuseKnownCode(api, what, code);
}

/** What the role of the data source has to be allowed; no actions where only what is usual for its type is known. @internal */
export function accessOf(api: Construct, what: string, { dataSource, code, actions }: ApiCodeOptions): Partial<TableAccess> {
  const done = code instanceof JsResolver ? code._access : undefined;
  const { type, isVersioned, others } = dataSource._kind;
  const undone = isVersioned && done?.actions.find((action) => !others.includes(action));
  if (undone) {
    throw misuse(api, `"code" of ${what} does "${undone}", which AppSync does not do with a versioned data source, such as that of a SyncedTable. Write the items one by one.`);
  }
  if (done && type !== SOURCE_KINDS.dynamoDb.type) {
    throw misuse(api, `"code" of ${what} is of DynamoResolvers, but "${dataSource.node.id}" is a data source of type ${type}. Give it one of addDynamoDbDataSource(), or other code.`);
  }
  return { ...done, ...actions && { actions } };
}

/** Refuses a ready-made resolver where its field does not have what it reads, or not the shape that it gives. @internal */
export function checkField(api: Construct, what: string, field: SchemaField | undefined, code: appsync.Code | undefined): void {
  const done = code instanceof JsResolver ? code._access : undefined;
  if (!done || !field) return;
  const names = field.arguments.map(({ name }) => name.value);
  const missing = done.reads?.find((name) => !names.includes(name));
  if (missing !== undefined) {
    throw misuse(api, `"code" of ${what} reads the argument "${missing}", which the field does not have.${didYouMean(missing, names)} `
      + `${names.length === 0 ? 'It has none' : `It has ${names.map((name) => `"${name}"`).join(', ')}`}. Name it so in the schema, or in the options of DynamoResolvers.`);
  }
  if (done.isPage && field.isList) {
    throw misuse(api, `"code" of ${what} gives a page, "items" and "nextToken", but the field is a list of "${field.typeName}". Give the field a type with these fields.`);
  }
}

/** @internal */
export function checkFunctions(api: Construct, what: string, functions: readonly ApiFunction[]): void {
  if (functions.length === 0 || functions.length > MAX_FUNCTIONS) {
    throw misuse(api, `"functions" of ${what} has ${functions.length} functions. A pipeline has from 1 to 10. ${functions.length === 0 ? 'Add one, or use addResolver().' : 'Put some of them together.'}`);
  }
  const foreign = functions.find(({ node }) => node.scope !== api);
  if (foreign) throw misuse(api, `"functions" of ${what} has "${foreign.node.path}", which is of another API. Give it one of this API.`);
}

/** @internal */
export function checkCaching(api: Construct, what: string, config: appsync.CachingConfig | undefined): void {
  if (!config || config.ttl.isUnresolved()) return;
  const seconds = config.ttl.toSeconds({ integral: false });
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 3600) return;
  throw misuse(api, `"cachingConfig.ttl" of ${what} is ${config.ttl.toHumanString() || '0 seconds'}. It has to be a whole number of seconds, from 1 to 3,600.`);
}

/** What is kept of a resolver's results. @internal */
export type Kept = Pick<ApiResolverOptions, 'cachingConfig' | 'metricsConfig'>;

/** Refuses to have something measured by itself where the API does not measure so. @internal */
export function checkMetrics(
  api: Construct, what: string, metricsConfig: string | undefined, behavior: 'resolverLevelMetricsBehavior' | 'dataSourceLevelMetricsBehavior',
  ofApi: appsync.EnhancedMetricsConfig | undefined, wanted: string,
): void {
  if (metricsConfig === undefined || ofApi?.[behavior] === wanted) return;
  throw misuse(api, `"metricsConfig" of ${what} is set, but "enhancedMetricsConfig.${behavior}" of the API is ${ofApi?.[behavior] ?? 'not set'}. Set that to ${wanted}, or leave this out.`);
}
