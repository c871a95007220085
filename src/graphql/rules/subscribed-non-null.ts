import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { coordinateOf, SchemaField, SchemaType } from '../schema-model';
import { defineSchemaRule } from '../schema-rule';
import { subscribedFields } from '../subscriptions';

/** More fields than this are not named in a sentence. */
const NAMED = 3;

/**
 * What is sent to subscribers is what the caller of the mutation asked for. A field that it did not ask for is null to them, and where that must not
 * be, they get an error instead of the object.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-data.html
 */
export const subscribedNonNull = defineSchemaRule({
  id: 'GQL205',
  name: 'subscribed-non-null',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  evidence: 'silent',
  summary: 'The fields of a type that is subscribed to may be null.',
  why: 'A subscriber gets only what the caller of the mutation asked for. A non-null field that the caller left out makes the whole object null: "Cannot return null for non-nullable type".',
  fix: 'Let the fields be null, or see to it that every caller of the mutation asks for them, and acknowledge it: # [ack GQL205: only our service publishes, with all fields].',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-data.html',
  seenAt: ['https://github.com/awslabs/aws-mobile-appsync-sdk-ios/issues/216', 'https://github.com/aws/aws-appsync-community/issues/89', 'https://dev.to/aws-builders/lessons-learned-aws-appsync-subscriptions-jek'],
  perMessage: { itself: { evidence: 'unverified', fix: 'Leave the "!" out.' } },
  messages: {
    itself: (subscription: string) => `"${subscription}" can never be null. It is reported that such a subscription fails, as there is no value yet when a client subscribes.`,
    nonNull: (type: string, fields: string, subscription: string) => `Type "${type}" has ${fields}, and "${subscription}" delivers it: subscribers get an error where the caller of the mutation did not ask for all of them.`,
  },
  examples: {
    good: [{ schema: 'type Order {\n  id: ID\n  customer: Customer\n}\n\ntype Customer {\n  name: String\n}\n\ntype Query {\n  order(id: ID!): Order!\n}\n\ntype Mutation {\n  place: Order!\n}\n\ntype Subscription {\n  placed: Order @aws_subscribe(mutations: ["place"])\n}' }],
    bad: [{
      schema: 'type Order {\n  id: ID\n}\n\ntype Query {\n  order: Order\n}\n\ntype Mutation {\n  place: Order\n}\n\ntype Subscription {\n  placed: Order! @aws_subscribe(mutations: ["place"])\n}',
      findings: [{ at: '14:11', says: '"Subscription.placed" can never be null. It is reported that such a subscription fails, as there is no value yet when a client subscribes.' }],
    }, {
      schema: 'type Order {\n  id: ID!\n  total: Float!\n  note: String\n}\n\ntype Query {\n  order: Order\n}\n\ntype Mutation {\n  place: Order\n}\n\ntype Subscription {\n  placed: Order @aws_subscribe(mutations: ["place"])\n}',
      findings: [{
        at: '1:6',
        says: 'Type "Order" has the non-null fields "id" and "total", and "Subscription.placed" delivers it: subscribers get an error where the caller of the mutation did not ask for all of them.',
      }],
    }],
  },
  check: ({ report, schema }) => ({
    schema() {
      const reported = new Set<SchemaType>();
      const seen = new Set<string>();
      for (const { field } of subscribedFields(schema)) {
        if (field.isNonNull) report('itself', field.node.type, [cut(coordinateOf(field), 100)]);
        if (seen.has(field.typeName)) continue;
        seen.add(field.typeName);
        for (const type of schema.possibleTypes(field.typeName)) {
          const nonNull = [...type.fields.values()].filter(({ isNonNull }) => isNonNull);
          if (nonNull.length === 0 || reported.has(type)) continue;
          reported.add(type);
          report('nonNull', type.place, [cut(type.name, 60), fieldsNamed(nonNull), cut(coordinateOf(field), 100)]);
        }
      }
    },
  }),
});

function fieldsNamed(fields: readonly SchemaField[]): string {
  const names = fields.slice(0, NAMED).map(({ name }) => `"${cut(name, 40)}"`);
  if (fields.length === 1) return `the non-null field ${names[0]}`;
  return `the non-null fields ${fields.length > NAMED ? `${names.join(', ')} and ${fields.length - NAMED} more` : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`}`;
}
