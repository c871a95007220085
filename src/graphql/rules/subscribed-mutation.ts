import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { argumentOf, textsOf } from '../directive-arguments';
import { withNode } from '../edits';
import { coordinateOf, isPlaceholder } from '../schema-model';
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
  perMessage: {
    notSubscribed: { severity: FindingSeverity.WARNING, evidence: 'silent', fix: 'Add the directive with the mutations, for example @aws_subscribe(mutations: ["placeOrder"]).' },
    elsewhere: { fix: 'Remove it, and write a field of Subscription that has it and returns the same type.' },
  },
  messages: {
    unknown: (subscription: string, mutation: string, hint: string) => `Subscription "${subscription}" is set off by mutation "${mutation}", which the schema does not have.${hint}`,
    notSubscribed: (subscription: string) => `Subscription "${subscription}" has no "@aws_subscribe", so nothing sets it off.`,
    elsewhere: (field: string) => `"${field}" has "@aws_subscribe", which is for fields of Subscription: nobody can subscribe to it.`,
    none: (subscription: string) => `Subscription "${subscription}" names no mutation, so nothing sets it off.`,
  },
  examples: {
    good: [
      { schema: 'type Query {\n  shop: String\n}\n\ntype Mutation {\n  open: String\n}\n\ntype Subscription {\n  opened: String @aws_subscribe(mutations: ["open"])\n}' },
      { title: 'Said at the mutation, as it was once', schema: 'type Query {\n  shop: String\n}\n\ntype Mutation {\n  open: String @aws_publish(subscriptions: ["opened"])\n}\n\ntype Subscription {\n  opened: String\n}' },
    ],
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
      {
        title: 'Said at the mutation, not at the subscription',
        schema: 'type Query {\n  shop: String\n}\n\ntype Mutation {\n  open: String @aws_subscribe(mutations: ["open"])\n}\n\ntype Subscription {\n  opened: String\n}',
        findings: [
          { at: '6:16', says: '"Mutation.open" has "@aws_subscribe", which is for fields of Subscription: nobody can subscribe to it.' },
          { at: '10:3', says: 'Subscription "opened" has no "@aws_subscribe", so nothing sets it off.' },
        ],
      },
    ],
  },
  check: ({ report, schema, didYouMean, onlyNearName }) => ({
    schema() {
      const { mutation, subscription } = schema.roots;
      const published = new Set([...mutation?.fields.values() ?? []].flatMap(({ directives }) => directives).filter(({ name }) => name.value === 'aws_publish')
        .flatMap((directive) => textsOf(argumentOf(directive, 'subscriptions'))).map(({ value }) => value));
      for (const type of schema.types.values()) {
        for (const field of type.fields.values()) {
          const directive = field.directives.find(({ name }) => name.value === 'aws_subscribe');
          // One that "schema { … }" does not name is told of by another rule.
          if (directive && type !== subscription && type.name !== 'Subscription') report('elsewhere', directive, [cut(coordinateOf(field), 100)]);
          else if (!directive && type === subscription && !published.has(field.name) && !isPlaceholder(field)) report('notSubscribed', field.node.name, [cut(field.name, 60)]);
        }
      }
      const names = new Set(mutation?.fields.keys());
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
