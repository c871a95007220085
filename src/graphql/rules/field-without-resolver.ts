import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { coordinateOf, isPlaceholder } from '../schema-model';
import { defineSchemaRule } from '../schema-rule';

/**
 * Every field of Query and Mutation has a resolver: there is nothing else that its value could be from.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-components.html
 */
export const fieldWithoutResolver = defineSchemaRule({
  id: 'GQL402',
  name: 'field-without-resolver',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  evidence: 'silent',
  needs: ['resolvers', 'hasAllResolvers'],
  summary: 'Every field of Query and Mutation has a resolver.',
  why: 'AppSync answers null to everybody who asks for the field, without an error.',
  fix: 'Add a resolver, or remove the field. Where something else adds the resolver, acknowledge it.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/resolver-components.html',
  messages: {
    missing: (field: string) => `"${field}" has no resolver: it is always null.`,
  },
  examples: {
    good: [
      { schema: 'type Query {\n  shop: Shop\n}\n\ntype Shop {\n  name: String\n}', api: { resolvers: [{ type: 'Query', field: 'shop' }], hasAllResolvers: true } },
      { title: 'A field that is there so that the type has one', schema: 'type Query {\n  shop: String\n}\n\ntype Mutation {\n  _empty: String\n}', api: { resolvers: [{ type: 'Query', field: 'shop' }], hasAllResolvers: true } },
      { title: 'The resolver is added elsewhere', schema: 'type Query {\n  # [ack GQL402: the search stack adds the resolver]\n  search: [String]\n}', api: { resolvers: [], hasAllResolvers: true } },
      { title: 'There may be resolvers that are not known', schema: 'type Query {\n  shop: String\n}', api: { resolvers: [] } },
    ],
    bad: [{
      schema: 'type Query {\n  shop: String\n  till: String\n}\n\ntype Mutation {\n  open: String\n}',
      api: { resolvers: [{ type: 'Query', field: 'shop' }], hasAllResolvers: true },
      findings: [
        { at: '3:3', says: '"Query.till" has no resolver: it is always null.' },
        { at: '7:3', says: '"Mutation.open" has no resolver: it is always null.' },
      ],
    }],
  },
  check: ({ report, schema, api: { resolvers = [] } }) => ({
    schema() {
      const resolved = new Set(resolvers.map(({ type, field }) => `${type}.${field}`));
      for (const root of [schema.roots.query, schema.roots.mutation]) {
        for (const field of root?.fields.values() ?? []) {
          if (!resolved.has(coordinateOf(field)) && !isPlaceholder(field)) report('missing', field.node.name, [cut(coordinateOf(field), 100)]);
        }
      }
    },
  }),
});
