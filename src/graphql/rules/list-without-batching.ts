import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { coordinateOf, SchemaField, SchemaModel, SchemaType } from '../schema-model';
import { defineSchemaRule } from '../schema-rule';

/**
 * A field of what is in a list, resolved by a Lambda function, is resolved in batches.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/tutorial-lambda-resolvers.html
 */
export const listWithoutBatching = defineSchemaRule({
  id: 'GQL403',
  name: 'list-without-batching',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  evidence: 'silent',
  needs: ['resolvers'],
  summary: 'A field of what is in a list, resolved by a Lambda function, is resolved in batches.',
  why: 'AppSync calls the function once for every element: a hundred times for a list of a hundred.',
  fix: 'Set the maximum batch size of the resolver, and let the function answer a list of requests; or resolve the field with the list.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/tutorial-lambda-resolvers.html',
  messages: {
    unbatched: (field: string, list: string) => `"${field}" is resolved by a Lambda function without batching, and "${list}" returns a list: the function is called once for each element.`,
  },
  examples: {
    good: [{
      schema: 'type Query {\n  orders: [Order]\n}\n\ntype Order {\n  customer: Customer\n}\n\ntype Customer {\n  name: String\n}',
      api: { resolvers: [{ type: 'Query', field: 'orders', dataSourceType: 'AWS_LAMBDA' }, { type: 'Order', field: 'customer', dataSourceType: 'AWS_LAMBDA', maxBatchSize: 100 }] },
    }],
    bad: [{
      title: 'In a list, and below it',
      schema: 'type Query {\n  orders: [Order]\n}\n\ntype Order {\n  customer: Customer\n}\n\ntype Customer {\n  address: String\n}',
      api: {
        resolvers: [
          { type: 'Query', field: 'orders', dataSourceType: 'AWS_LAMBDA' },
          { type: 'Order', field: 'customer', dataSourceType: 'AWS_LAMBDA' },
          { type: 'Customer', field: 'address', dataSourceType: 'AWS_LAMBDA' },
        ],
      },
      findings: [
        { at: '6:3', says: '"Order.customer" is resolved by a Lambda function without batching, and "Query.orders" returns a list: the function is called once for each element.' },
        { at: '10:3', says: '"Customer.address" is resolved by a Lambda function without batching, and "Query.orders" returns a list: the function is called once for each element.' },
      ],
    }],
  },
  check: ({ report, schema, api: { resolvers = [] } }) => ({
    schema() {
      const unbatched = resolvers.filter(({ kind, dataSourceType, maxBatchSize = 0 }) => dataSourceType === 'AWS_LAMBDA' && kind !== 'PIPELINE' && maxBatchSize === 0);
      if (unbatched.length === 0) return;
      const lists = listsAround(schema);
      for (const { type, field: name, constructPath } of unbatched) {
        const field = schema.types.get(type)?.fields.get(name);
        const list = field && lists.get(field.parent);
        if (list) report('unbatched', field.node.name, [cut(coordinateOf(field), 100), cut(coordinateOf(list), 100)], { constructPath });
      }
    },
  }),
});

/** The types of which there can be many in one answer, each with a field that returns a list which they are in. */
function listsAround(schema: SchemaModel): ReadonlyMap<SchemaType, SchemaField> {
  const lists = new Map<SchemaType, SchemaField>();
  const seen = new Set<string>();
  const put = (field: SchemaField, list: SchemaField) => {
    if (seen.has(field.typeName)) return;
    seen.add(field.typeName);
    for (const type of schema.possibleTypes(field.typeName)) if (!lists.has(type)) lists.set(type, list);
  };
  for (const type of schema.types.values()) {
    if (type.kind === 'object') for (const field of type.fields.values()) if (field.isList) put(field, field);
  }
  // What is added on the way is visited too.
  for (const [type, list] of lists) for (const field of type.fields.values()) put(field, list);
  return lists;
}
