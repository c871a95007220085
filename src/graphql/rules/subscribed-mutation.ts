import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { argumentOf } from '../directive-arguments';
import { withNode } from '../edits';
import { defineSchemaRule } from '../schema-rule';
import { subscribedFields } from '../subscriptions';

/**
 * A subscription names the mutations that set it off: fields of the Mutation type.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-data.html
 */
export const subscribedMutation = defineSchemaRule({
  id: 'GQL202',
  name: 'subscribed-mutation',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  evidence: 'unverified',
  summary: '"@aws_subscribe" names mutations that the schema has.',
  why: 'A mutation that is not there is never called, so the subscription delivers nothing.',
  fix: 'Name fields of the Mutation type, as they are written there.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-data.html',
  messages: {
    unknown: (subscription: string, mutation: string, hint: string) => `Subscription "${subscription}" is set off by mutation "${mutation}", which the schema does not have.${hint}`,
    none: (subscription: string) => `Subscription "${subscription}" names no mutation, so nothing sets it off.`,
  },
  examples: {
    good: [{ schema: 'type Query {\n  shop: String\n}\n\ntype Mutation {\n  open: String\n}\n\ntype Subscription {\n  opened: String @aws_subscribe(mutations: ["open"])\n}' }],
    bad: [
      {
        schema: 'type Query {\n  shop: String\n}\n\ntype Mutation {\n  placeOrder: String\n}\n\ntype Subscription {\n  placed: String @aws_subscribe(mutations: ["placeOder", "shop"])\n}',
        findings: [
          { at: '10:45', says: 'Subscription "placed" is set off by mutation "placeOder", which the schema does not have. Did you mean "placeOrder"?' },
          { at: '10:58', says: 'Subscription "placed" is set off by mutation "shop", which the schema does not have.' },
        ],
        fixed: 'type Query {\n  shop: String\n}\n\ntype Mutation {\n  placeOrder: String\n}\n\ntype Subscription {\n  placed: String @aws_subscribe(mutations: ["placeOrder", "shop"])\n}',
      },
      {
        schema: 'type Query {\n  shop: String\n}\n\ntype Subscription {\n  opened: String @aws_subscribe(mutations: [])\n  closed: String @aws_subscribe\n}',
        findings: [
          { at: '6:18', says: 'Subscription "opened" names no mutation, so nothing sets it off.' },
          { at: '7:18', says: 'Subscription "closed" names no mutation, so nothing sets it off.' },
        ],
      },
    ],
  },
  check: ({ report, schema, didYouMean, onlyNearName }) => ({
    schema() {
      const names = new Set(schema.roots.mutation?.fields.keys());
      for (const { field, directive, mutations } of subscribedFields(schema)) {
        const value = argumentOf(directive, 'mutations');
        if (!value || value.kind === 'NullValue' || (value.kind === 'ListValue' && value.values.length === 0)) report('none', directive, [cut(field.name, 60)]);
        for (const node of mutations) {
          if (names.has(node.value)) continue;
          const near = onlyNearName(node.value, names);
          report('unknown', node, [cut(field.name, 60), cut(node.value, 60), didYouMean(node.value, names)], { edits: withNode(node, near && `"${near}"`) });
        }
      }
    },
  }),
});
