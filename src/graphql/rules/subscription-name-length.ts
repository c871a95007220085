import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { defineSchemaRule } from '../schema-rule';

const MAX_LENGTH = 50;

/** The name of a subscription has at most 50 characters. */
export const subscriptionNameLength = defineSchemaRule({
  id: 'GQL301',
  name: 'subscription-name-length',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  evidence: 'unverified',
  summary: 'The name of a subscription has at most 50 characters.',
  why: 'AppSync is reported to have this limit. AWS\'s list of quotas does not name it.',
  fix: 'Give the subscription a shorter name.',
  link: 'https://docs.aws.amazon.com/general/latest/gr/appsync.html',
  messages: {
    tooLong: (name: string, length: string) => `Subscription "${name}" has a name of ${length} characters. At most 50 are allowed.`,
  },
  examples: {
    good: [{ schema: `type Query {\n  shop: String\n}\n\ntype Mutation {\n  open: String\n}\n\ntype Subscription {\n  ${'o'.repeat(50)}: String @aws_subscribe(mutations: ["open"])\n}` }],
    bad: [{
      schema: `type Query {\n  shop: String\n}\n\ntype Mutation {\n  open: String\n}\n\ntype Subscription {\n  ${'o'.repeat(51)}: String @aws_subscribe(mutations: ["open"])\n}`,
      findings: [{ at: '10:3', says: `Subscription "${'o'.repeat(51)}" has a name of 51 characters. At most 50 are allowed.` }],
    }],
  },
  check: ({ report, schema }) => ({
    schema() {
      for (const { name, node } of schema.roots.subscription?.fields.values() ?? []) {
        if (name.length > MAX_LENGTH) report('tooLong', node.name, [cut(name, 80), String(name.length)]);
      }
    },
  }),
});
