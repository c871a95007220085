import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { defineSchemaRule } from '../schema-rule';

/**
 * A resolver whose results are cached is one of an API with a cache.
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
  summary: 'A resolver whose results are cached is one of an API with a cache.',
  why: 'Without a cache of the API there is nothing to keep results in: each request goes to the data source.',
  fix: 'Add a cache to the API, or leave the caching of the resolver out.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/enabling-caching.html',
  messages: {
    noCache: (field: string) => `The results of the resolver of "${field}" are to be cached, but the API has no cache.`,
  },
  examples: {
    good: [{ schema: 'type Query {\n  shop: String\n}', api: { resolvers: [{ type: 'Query', field: 'shop', isCached: true }], hasCache: true } }],
    bad: [{
      schema: 'type Query {\n  shop: String\n}',
      api: { resolvers: [{ type: 'Query', field: 'shop', isCached: true }], hasCache: false },
      findings: [{ at: '2:3', says: 'The results of the resolver of "Query.shop" are to be cached, but the API has no cache.' }],
    }],
  },
  check: ({ report, schema, api: { resolvers = [], hasCache } }) => ({
    schema() {
      for (const { type, field, isCached, constructPath } of hasCache ? [] : resolvers) {
        if (!isCached) continue;
        report('noCache', schema.types.get(type)?.fields.get(field)?.node.name ?? 'api', [cut(`${type}.${field}`, 100)], { constructPath });
      }
    },
  }),
});
