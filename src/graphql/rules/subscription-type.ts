import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { textOf } from '../edits';
import { SchemaField } from '../schema-model';
import { defineSchemaRule } from '../schema-rule';
import { subscribedFields } from '../subscriptions';

/**
 * What a subscription returns is what its mutations return: their result is what is sent to subscribers. Whether it can be null may differ.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-data.html
 */
export const subscriptionType = defineSchemaRule({
  id: 'GQL201',
  name: 'subscription-type',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  evidence: 'documented',
  summary: 'A subscription returns the type that its mutations return.',
  why: 'AppSync does not take the schema: "The subscription has an invalid output type."',
  fix: 'Give the subscription the type of the mutation. For mutations of different types, make a subscription for each.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-data.html',
  seenAt: ['https://github.com/dabit3/graphql-api-cdk-serverless-postgres/pull/1', 'https://github.com/aws-amplify/amplify-js/issues/2257'],
  messages: {
    differs: (subscription: string, type: string, mutation: string, mutationType: string) => (
      `Subscription "${subscription}" returns "${type}", but mutation "${mutation}", which sets it off, returns "${mutationType}".`),
  },
  examples: {
    good: [{
      title: 'The mutation is never null, the subscription may be',
      schema: 'type Order {\n  id: ID\n}\n\ntype Query {\n  order: Order\n}\n\ntype Mutation {\n  place: Order!\n}\n\ntype Subscription {\n  placed: Order @aws_subscribe(mutations: ["place"])\n}',
    }],
    bad: [{
      schema: 'type Order {\n  id: ID\n}\n\ntype Query {\n  order: Order\n}\n\ntype Mutation {\n  place: Order\n  cancel: ID\n  import: [Order]\n}\n\ntype Subscription {\n  changed: Order\n    @aws_subscribe(mutations: ["place", "cancel", "import"])\n}',
      findings: [
        { at: '17:41', says: 'Subscription "changed" returns "Order", but mutation "cancel", which sets it off, returns "ID".' },
        { at: '17:51', says: 'Subscription "changed" returns "Order", but mutation "import", which sets it off, returns "[Order]".' },
      ],
    }],
  },
  check: ({ report, schema }) => ({
    schema() {
      for (const { field, mutations } of subscribedFields(schema)) {
        for (const node of mutations) {
          const mutation = schema.roots.mutation?.fields.get(node.value);
          if (!mutation || shapeOf(mutation) === shapeOf(field)) continue;
          report('differs', node, [cut(field.name, 60), cut(textOf(field.node.type), 60), cut(mutation.name, 60), cut(textOf(mutation.node.type), 60)]);
        }
      }
    },
  }),
});

const shapeOf = ({ node }: SchemaField) => textOf(node.type).replace(/[!\s]/g, '');
