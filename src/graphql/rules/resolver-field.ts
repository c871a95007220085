import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { defineSchemaRule } from '../schema-rule';

/**
 * A resolver is for a field of the schema, and a field has at most one.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateResolver.html
 */
export const resolverField = defineSchemaRule({
  id: 'GQL401',
  name: 'resolver-field',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  evidence: 'documented',
  needs: ['resolvers'],
  summary: 'A resolver is for a field of the schema, and a field has at most one.',
  why: 'AppSync does not create the resolver: the field is not found, or "Only one resolver is allowed per field."',
  fix: 'Correct the name, or remove one of the resolvers.',
  link: 'https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateResolver.html',
  seenAt: ['https://github.com/aws/aws-appsync-community/issues/128'],
  messages: {
    noType: (type: string, field: string, hint: string) => `There is a resolver for "${type}.${field}", but the schema has no type "${type}" of objects.${hint}`,
    noField: (type: string, field: string, hint: string) => `There is a resolver for "${type}.${field}", but "${type}" has no such field.${hint}`,
    second: (type: string, field: string) => `"${type}.${field}" has more than one resolver.`,
  },
  examples: {
    good: [{ schema: 'type Query {\n  shop: String\n}', api: { resolvers: [{ type: 'Query', field: 'shop' }] } }],
    bad: [{
      schema: 'type Query {\n  shop: String\n}',
      api: { resolvers: [{ type: 'Query', field: 'shop' }, { type: 'Query', field: 'shop' }, { type: 'Query', field: 'shopp' }, { type: 'Qeury', field: 'shop' }] },
      findings: [
        { at: '1:1', says: 'There is a resolver for "Qeury.shop", but the schema has no type "Qeury" of objects. Did you mean "Query"?' },
        { at: '1:6', says: 'There is a resolver for "Query.shopp", but "Query" has no such field. Did you mean "shop"?' },
        { at: '2:3', says: '"Query.shop" has more than one resolver.' },
      ],
    }],
  },
  check: ({ report, schema, api: { resolvers = [] }, didYouMean }) => ({
    schema() {
      const seen = new Set<string>();
      const objects = [...schema.types.values()].filter(({ kind }) => kind === 'object').map(({ name }) => name);
      for (const { type: typeName, field: fieldName, constructPath } of resolvers) {
        const type = schema.types.get(typeName);
        const field = type?.fields.get(fieldName);
        const key = JSON.stringify([typeName, fieldName]);
        const words = [cut(typeName, 60), cut(fieldName, 60)] as const;
        if (type?.kind !== 'object') report('noType', 'api', [...words, didYouMean(typeName, objects)], { constructPath });
        else if (!field) report('noField', type.place, [...words, didYouMean(fieldName, type.fields.keys())], { constructPath });
        else if (seen.has(key)) report('second', field.node.name, [...words], { constructPath });
        seen.add(key);
      }
    },
  }),
});
