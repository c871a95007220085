import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { SchemaType } from '../schema-model';
import { defineSchemaRule } from '../schema-rule';
import { subscribedFields } from '../subscriptions';

/**
 * An argument of a subscription is compared with the field of the same name of what the mutation returns. Where a resolver of the subscription sets
 * a filter of its own, arguments mean what the resolver makes of them.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-data.html#using-subscription-arguments
 */
export const subscriptionArgument = defineSchemaRule({
  id: 'GQL204',
  name: 'subscription-argument',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  evidence: 'silent',
  perMessage: {
    maybe: { severity: FindingSeverity.WARNING, fix: 'Rename it to a field of the type, or acknowledge it where a resolver sets the filter: # [ack GQL204: a resolver sets the filter]' },
  },
  summary: 'An argument of a subscription is a field of the type that it returns, or a resolver sets the filter.',
  why: 'Subscribers who give the argument get nothing: no result has a field of that name to compare it with.',
  fix: 'Rename it to a field of the type, or give the subscription a resolver that sets a filter.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-data.html#using-subscription-arguments',
  seenAt: ['https://github.com/aws/aws-appsync-community/issues/89'],
  messages: {
    unknown: (subscription: string, argument: string, type: string, hint: string) => `Argument "${argument}" of subscription "${subscription}" is no field of "${type}", so nothing ever matches it.${hint}`,
    maybe: (subscription: string, argument: string, type: string, hint: string) => (
      `Argument "${argument}" of subscription "${subscription}" is no field of "${type}", so nothing ever matches it, unless a resolver of the subscription sets a filter.${hint}`),
  },
  examples: {
    good: [
      { schema: 'type Order {\n  id: ID\n  status: String\n}\n\ntype Query {\n  order: Order\n}\n\ntype Mutation {\n  place: Order\n}\n\ntype Subscription {\n  placed(status: String): Order @aws_subscribe(mutations: ["place"])\n}' },
      {
        title: 'A resolver sets the filter',
        schema: 'type Order {\n  total: Int\n}\n\ntype Query {\n  shop: String\n}\n\ntype Mutation {\n  place: Order\n}\n\ntype Subscription {\n  placed(atLeast: Int): Order @aws_subscribe(mutations: ["place"])\n}',
        api: { resolvers: [{ type: 'Query', field: 'shop' }, { type: 'Mutation', field: 'place' }, { type: 'Subscription', field: 'placed' }] },
      },
    ],
    bad: [
      {
        title: 'A union, of which one type has the one argument and none the other',
        schema: 'type Book {\n  isbn: ID\n}\n\ntype Disc {\n  title: String\n}\n\nunion Product = Book | Disc\n\ntype Query {\n  shop: String\n}\n\ntype Mutation {\n  add: Product\n}\n\ntype Subscription {\n  added(isbn: ID, ibsn: ID): Product @aws_subscribe(mutations: ["add"])\n}',
        api: { resolvers: [{ type: 'Query', field: 'shop' }, { type: 'Mutation', field: 'add' }] },
        findings: [{ at: '20:19', says: 'Argument "ibsn" of subscription "added" is no field of "Product", so nothing ever matches it. Did you mean "isbn"?' }],
      },
      {
        schema: 'type Order {\n  customerId: ID\n}\n\ntype Query {\n  shop: String\n}\n\ntype Mutation {\n  place: Order\n}\n\ntype Subscription {\n  placed(customerID: ID): Order @aws_subscribe(mutations: ["place"])\n}',
        api: { resolvers: [{ type: 'Query', field: 'shop' }, { type: 'Mutation', field: 'place' }] },
        findings: [{ at: '14:10', says: 'Argument "customerID" of subscription "placed" is no field of "Order", so nothing ever matches it. Did you mean "customerId"?' }],
      },
      {
        title: 'Nothing is known of resolvers',
        schema: 'type Order {\n  total: Int\n}\n\ntype Query {\n  shop: String\n}\n\ntype Mutation {\n  place: Order\n}\n\ntype Subscription {\n  placed(atLeast: Int): Order @aws_subscribe(mutations: ["place"])\n}',
        findings: [{
          at: '14:10', says: 'Argument "atLeast" of subscription "placed" is no field of "Order", so nothing ever matches it, unless a resolver of the subscription sets a filter.',
        }],
      },
    ],
  },
  check: ({ report, schema, api: { resolvers }, didYouMean }) => ({
    schema() {
      const known = new Map<string, ReadonlySet<string>>();
      // Of an interface or a union, what is delivered has the fields of one of its types.
      const fieldsOf = (returned: SchemaType) => {
        let names = known.get(returned.name);
        if (!names) {
          names = new Set([returned, ...schema.possibleTypes(returned.name)].flatMap(({ fields }) => [...fields.keys()]));
          known.set(returned.name, names);
        }
        return names;
      };
      for (const { field } of subscribedFields(schema)) {
        if (resolvers?.some(({ type, field: name }) => type === field.parent.name && name === field.name)) continue;
        const returned = schema.types.get(field.typeName);
        if (!returned || field.arguments.length === 0) continue;
        const fields = fieldsOf(returned);
        for (const { name } of field.arguments) {
          if (fields.has(name.value)) continue;
          report(resolvers ? 'unknown' : 'maybe', name, [cut(field.name, 60), cut(name.value, 60), cut(returned.name, 60), didYouMean(name.value, fields)]);
        }
      }
    },
  }),
});
