import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { defineSchemaRule } from '../schema-rule';

const SCHEMA = 'type Query {\n  shop(town: String): String\n}';
const cached = (...cachingKeys: string[]) => [{ type: 'Query', field: 'shop', isCached: true, cachingKeys }];
const CACHE = { hasCache: true, cachingBehavior: 'PER_RESOLVER_CACHING' };

/**
 * A resolver whose results are cached is one of an API with a cache that asks resolvers, and its keys are something that a request has.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/enabling-caching.html
 */
export const resolverCache = defineSchemaRule({
  id: 'GQL405',
  name: 'resolver-cache',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  evidence: 'unverified',
  needs: ['resolvers', 'hasCache'],
  perMessage: {
    key: { fix: 'Name one of the three maps, or a member of it: "$context.arguments.id".' },
    argument: { fix: 'Name an argument of the field, or leave the key out.' },
    source: { severity: FindingSeverity.WARNING, fix: 'Leave the key out: it tells nothing apart.' },
    identity: { severity: FindingSeverity.WARNING, fix: 'Leave the key out: it tells nothing apart.' },
    behavior: { severity: FindingSeverity.WARNING, fix: 'Leave the caching of the resolver out, or give the cache PER_RESOLVER_CACHING.' },
  },
  summary: 'A resolver whose results are cached is one of an API with a cache, and its keys are something that a request has.',
  why: 'Without a cache of the API there is nothing to keep results in: each request goes to the data source. With a key that no request has, a result is given to requests that it is not of.',
  fix: 'Add a cache to the API, an ApiCache with CDK, or leave the caching of the resolver out.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/enabling-caching.html',
  messages: {
    noCache: (field: string) => `The results of the resolver of "${field}" are to be cached, but the API has no cache.`,
    key: (field: string, key: string) => `Caching key "${key}" of "${field}" is none. A key is "$context.arguments", "$context.source" or "$context.identity", or a member of one of them.`,
    argument: (field: string, key: string, argument: string, hint: string) => `Caching key "${key}" names the argument "${argument}", which "${field}" does not have.${hint}`,
    source: (field: string, key: string) => `Caching key "${key}" is the same in every request: "${field}" is a field of a root type, which has no source.`,
    identity: (field: string, key: string) => `Caching key "${key}" of "${field}" is the same in every request: callers with an API key have no identity.`,
    behavior: (field: string, behavior: string) => `The resolver of "${field}" says how its results are cached, but the cache of the API has ${behavior}, which does not ask it.`,
  },
  examples: {
    good: [
      { schema: SCHEMA, api: { resolvers: cached(), hasCache: true } },
      { title: 'Keys that the request has', schema: SCHEMA, api: { resolvers: cached('$context.arguments.town', '$context.identity.sub'), ...CACHE } },
    ],
    bad: [
      {
        schema: SCHEMA,
        api: { resolvers: cached(), hasCache: false },
        findings: [{ at: '2:3', says: 'The results of the resolver of "Query.shop" are to be cached, but the API has no cache.' }],
      },
      {
        title: 'Keys that are none, or that no request has',
        schema: SCHEMA,
        api: { resolvers: cached('town', '$context.arguments.Town', '$context.source.id'), ...CACHE },
        findings: [
          { at: '2:3', says: 'Caching key "town" of "Query.shop" is none. A key is "$context.arguments", "$context.source" or "$context.identity", or a member of one of them.' },
          { at: '2:3', says: 'Caching key "$context.arguments.Town" names the argument "Town", which "Query.shop" does not have. Did you mean "town"?' },
          { at: '2:3', says: 'Caching key "$context.source.id" is the same in every request: "Query.shop" is a field of a root type, which has no source.' },
        ],
      },
      {
        title: 'An API that has API keys only',
        schema: SCHEMA,
        api: { modes: ['apiKey'], resolvers: cached('$context.identity.sub'), ...CACHE },
        findings: [{ at: '2:3', says: 'Caching key "$context.identity.sub" of "Query.shop" is the same in every request: callers with an API key have no identity.' }],
      },
      {
        title: 'A cache that does not ask resolvers',
        schema: SCHEMA,
        api: { resolvers: cached(), hasCache: true, cachingBehavior: 'FULL_REQUEST_CACHING' },
        findings: [{ at: '2:3', says: 'The resolver of "Query.shop" says how its results are cached, but the cache of the API has FULL_REQUEST_CACHING, which does not ask it.' }],
      },
    ],
  },
  check: ({ report, schema, didYouMean, api: { resolvers = [], hasCache, cachingBehavior, modes } }) => ({
    schema() {
      for (const { type: typeName, field: fieldName, isCached, cachingKeys = [], constructPath } of resolvers) {
        if (!isCached) continue;
        const type = schema.types.get(typeName);
        const field = type?.fields.get(fieldName);
        const coordinate = cut(`${typeName}.${fieldName}`, 100);
        const place = field?.node.name ?? 'api';
        if (!hasCache) report('noCache', place, [coordinate], { constructPath });
        else if (cachingBehavior !== undefined && cachingBehavior !== 'PER_RESOLVER_CACHING') report('behavior', place, [coordinate, cut(cachingBehavior, 60)], { constructPath });
        for (const key of cachingKeys) {
          const [, map, member] = /^\$context\.(arguments|source|identity)(?:\.([^.]+)(?:\.[^.]+)*)?$/.exec(key) ?? [];
          const shown = cut(key, 100);
          if (map === undefined) {
            report('key', place, [coordinate, shown], { constructPath });
          } else if (map === 'arguments' && field && member !== undefined) {
            const names = field.arguments.map(({ name }) => name.value);
            if (!names.includes(member)) report('argument', place, [coordinate, shown, cut(member, 60), didYouMean(member, names)], { constructPath });
          } else if (map === 'source' && type && schema.isRoot(type)) {
            report('source', place, [coordinate, shown], { constructPath });
          } else if (map === 'identity' && modes?.every((mode) => mode === 'apiKey')) {
            report('identity', place, [coordinate, shown], { constructPath });
          }
        }
      }
    },
  }),
});
