import { FindingSeverity } from '../../validation/finding';
import { textOf, withNode } from '../edits';
import { directivesIn } from '../schema-model';
import { defineSchemaRule } from '../schema-rule';

/** The arguments of AppSync's directives that are lists of texts. */
const LISTS: ReadonlyMap<string, string> = new Map([
  ['aws_subscribe', 'mutations'], ['aws_publish', 'subscriptions'], ['aws_auth', 'cognito_groups'], ['aws_cognito_user_pools', 'cognito_groups'],
]);

/**
 * The arguments of AppSync's directives are lists of texts, also where there is one. GraphQL would take one text for a list of one; AppSync does not.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-data.html
 */
export const directiveList = defineSchemaRule({
  id: 'GQL203',
  name: 'directive-list',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  evidence: 'documented',
  perMessage: { groups: { refusedByAws: false, evidence: 'unverified' } },
  summary: 'The mutations of "@aws_subscribe" and the groups of "@aws_auth" and "@aws_cognito_user_pools" are lists of texts.',
  why: 'AppSync does not take the schema: "The mutations argument on the aws_subscribe directive has an invalid value". What it makes of groups that are no list is not known.',
  fix: 'Write a list in square brackets, also of one.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-data.html',
  seenAt: ['https://github.com/aws-amplify/docs/pull/3419'],
  messages: {
    mutations: (directive: string, argument: string, given: string) => `"${argument}" of "@${directive}" is ${given}. It is a list of texts.`,
    groups: (directive: string, argument: string, given: string) => `"${argument}" of "@${directive}" is ${given}. It is a list of texts.`,
  },
  examples: {
    good: [{ schema: 'type Query {\n  shop: String @aws_cognito_user_pools(cognito_groups: ["admins"])\n}' }],
    bad: [
      {
        schema: 'type Query {\n  shop: String\n}\n\ntype Mutation {\n  open: String\n}\n\ntype Subscription {\n  opened: String @aws_subscribe(mutations: "open")\n}',
        findings: [{ at: '10:44', says: '"mutations" of "@aws_subscribe" is a text. It is a list of texts.', write: '["open"]' }],
        fixed: 'type Query {\n  shop: String\n}\n\ntype Mutation {\n  open: String\n}\n\ntype Subscription {\n  opened: String @aws_subscribe(mutations: ["open"])\n}',
      },
      {
        schema: 'type Query {\n  shop: String @aws_auth(cognito_groups: "admins")\n  till: String @aws_auth(cognito_groups: [1])\n}',
        findings: [
          { at: '2:42', says: '"cognito_groups" of "@aws_auth" is a text. It is a list of texts.', write: '["admins"]' },
          { at: '3:42', says: '"cognito_groups" of "@aws_auth" is a list with something else than texts in it. It is a list of texts.' },
        ],
        fixed: 'type Query {\n  shop: String @aws_auth(cognito_groups: ["admins"])\n  till: String @aws_auth(cognito_groups: [1])\n}',
      },
    ],
  },
  check: ({ report, schema }) => ({
    schema() {
      for (const { directive: { name, arguments: given = [] } } of directivesIn(schema.definitions)) {
        const list = LISTS.get(name.value);
        const value = given.find((argument) => argument.name.value === list)?.value;
        if (list === undefined || !value || value.kind === 'NullValue') continue;
        if (value.kind === 'ListValue' && value.values.every(({ kind }) => kind === 'StringValue')) continue;
        const isText = value.kind === 'StringValue';
        const what = isText ? 'a text' : value.kind === 'ListValue' ? 'a list with something else than texts in it' : 'no text';
        const listed = isText ? `[${textOf(value)}]` : undefined;
        report(list === 'cognito_groups' ? 'groups' : 'mutations', value, [name.value, list, what], { write: listed, edits: withNode(value, listed) });
      }
    },
  }),
});
