import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import { ApiAuth, ApiCache, ApiCacheProps, ApiCacheSize, ApiCachingBehavior, ApiSchema, AppSyncApi, AslValidation, GraphqlValidation } from '../../src';
import { nagErrors } from '../cdk-nag';
import { CODE, newApi, newStack, WITHOUT_CONTENT } from './api';

function make(props: Partial<ApiCacheProps> = {}) {
  const stack = newStack();
  const api = newApi(stack);
  return { stack, api, cache: new ApiCache(stack, 'Cache', { api, ...props }) };
}

/** What is found about a resolver with these keys, in an API with this cache. */
function found(cachingKeys: string[] | undefined, addCache: (api: AppSyncApi, stack: Stack) => void): string[] {
  const stack = newStack();
  const api = new AppSyncApi(stack, 'Api', { schema: ApiSchema.fromText('type Query {\n  order(id: ID!): String\n}'), auth: ApiAuth.iam() });
  addCache(api, stack);
  api.addResolver('Query.order', { dataSource: api.addNoneDataSource('None'), code: CODE, cachingConfig: { ttl: Duration.minutes(1), cachingKeys } });
  return GraphqlValidation.of(api).findings().map(({ id, message }) => `${id} ${message}`);
}
const cacheOf = (props: Partial<ApiCacheProps> = {}) => (api: AppSyncApi, stack: Stack) => void new ApiCache(stack, 'Cache', { api, ...props });

test('by default it holds what resolvers ask for, encrypted, with health metrics', () => {
  Template.fromStack(make().stack).hasResourceProperties('AWS::AppSync::ApiCache', {
    ApiId: { 'Fn::GetAtt': ['ApiCD79AAA0', 'ApiId'] },
    Type: 'SMALL',
    ApiCachingBehavior: 'PER_RESOLVER_CACHING',
    Ttl: 300,
    AtRestEncryptionEnabled: true,
    TransitEncryptionEnabled: true,
    HealthMetricsConfig: 'ENABLED',
  });
});

test('what is set counts', () => {
  const { stack } = make({
    size: ApiCacheSize.LARGE_8X,
    apiCachingBehavior: ApiCachingBehavior.FULL_REQUEST_CACHING,
    ttl: Duration.hours(1),
    atRestEncryptionEnabled: false,
    transitEncryptionEnabled: false,
    healthMetricsEnabled: false,
  });
  Template.fromStack(stack).hasResourceProperties('AWS::AppSync::ApiCache', {
    Type: 'LARGE_8X', ApiCachingBehavior: 'FULL_REQUEST_CACHING', Ttl: 3600, AtRestEncryptionEnabled: false, TransitEncryptionEnabled: false, HealthMetricsConfig: 'DISABLED',
  });
  Template.fromStack(make({ size: ApiCacheSize.of('LARGE_16X') }).stack).hasResourceProperties('AWS::AppSync::ApiCache', { Type: 'LARGE_16X' });
});

test('cdk-nag and the validators find nothing', () => {
  const { stack, api } = make();
  expect(nagErrors(stack, [WITHOUT_CONTENT])).toEqual([]);
  expect(AslValidation.of(stack.node.root as App).findings()).toEqual([]);
  expect(GraphqlValidation.of(api).findings()).toEqual([]);
});

test('the check of the schema knows of it, and of what resolvers say of it', () => {
  const NONE = 'GQL405 The results of the resolver of "Query.order" are to be cached, but the API has no cache.';
  expect(found(undefined, () => {})).toEqual([NONE]);
  expect(found(undefined, (_, stack) => cacheOf()(newApi(stack, {}, 'Other'), stack))).toEqual([NONE]);
  expect(found(['$context.arguments.id', '$context.identity.sub'], cacheOf())).toEqual([]);
  expect(found(['$context.arguments.ID'], cacheOf())).toEqual(['GQL405 Caching key "$context.arguments.ID" names the argument "ID", which "Query.order" does not have. Did you mean "id"?']);
  expect(found(undefined, cacheOf({ apiCachingBehavior: ApiCachingBehavior.OPERATION_LEVEL_CACHING }))).toEqual([
    'GQL405 The resolver of "Query.order" says how its results are cached, but the cache of the API has OPERATION_LEVEL_CACHING, which does not ask it.',
  ]);
});

test.each<[Partial<ApiCacheProps>, string]>([
  [{ ttl: Duration.seconds(0) }, '"ttl" is 0 seconds. It has to be a whole number of seconds, from 1 to 3,600.'],
  [{ ttl: Duration.hours(2) }, '"ttl" is 2 hours. It has to be a whole number of seconds, from 1 to 3,600.'],
  [{ ttl: Duration.millis(1500) }, '"ttl" is 1 second 500 millis. It has to be a whole number of seconds, from 1 to 3,600.'],
])('%j is refused', (props, message) => {
  expect(() => make(props)).toThrow(expect.objectContaining({ code: 'InvalidProps', message: `ApiCache "Shop/Cache": ${message}` }));
});

const TWICE = '"api" is "Shop/Api", which has a cache already: "Shop/';

test('a second cache is refused, whatever it is made of', () => {
  const { stack, api } = make();
  expect(() => new ApiCache(stack, 'Again', { api })).toThrow(`ApiCache "Shop/Again": ${TWICE}Cache/Resource". An API has one. Remove one of them.`);
  const other = make();
  new appsync.CfnApiCache(other.stack, 'Raw', { apiId: other.api.apiId, apiCachingBehavior: 'FULL_REQUEST_CACHING', ttl: 60, type: 'SMALL' });
  expect(() => Template.fromStack(other.stack)).toThrow(`ApiCache "Shop/Cache": ${TWICE}Raw".`);
});
