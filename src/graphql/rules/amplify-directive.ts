import { FindingSeverity } from '../../validation/finding';
import { directivesIn } from '../schema-model';
import { defineSchemaRule } from '../schema-rule';

/** What Amplify turns into types and resolvers before AppSync sees a schema. */
export const AMPLIFY_DIRECTIVES: ReadonlySet<string> = new Set([
  'model', 'auth', 'key', 'primaryKey', 'index', 'connection', 'hasOne', 'hasMany', 'belongsTo', 'manyToMany', 'function', 'http', 'predictions',
  'searchable', 'versioned', 'default', 'mapsTo', 'refersTo', 'sql', 'conversation', 'generation', 'validate',
]);

/**
 * A schema for plain AppSync has no directives of Amplify.
 *
 * @see https://docs.amplify.aws/gen1/javascript/build-a-backend/graphqlapi/data-modeling/
 */
export const amplifyDirective = defineSchemaRule({
  id: 'GQL305',
  name: 'amplify-directive',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  evidence: 'documented',
  summary: 'A schema for plain AppSync has no directives of Amplify, such as "@model" and "@auth".',
  why: 'They are carried out by Amplify, which turns them into types, resolvers and directives of AppSync. AppSync does not know them.',
  fix: 'Use the construct AmplifyGraphqlApi of @aws-amplify/graphql-api-construct for this schema, or write out what the directive stands for.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/designing-your-schema.html',
  seenAt: ['https://github.com/aws-amplify/docs/issues/5044'],
  messages: {
    amplify: (name: string) => `"@${name}" is a directive of Amplify, which AppSync does not know.`,
  },
  examples: {
    good: [{ schema: 'type Order @aws_cognito_user_pools {\n  id: ID\n}\n\ntype Query {\n  order: Order\n}' }],
    bad: [{
      schema: 'type Order @model @auth(rules: [{ allow: owner }]) {\n  id: ID!\n  lines: [String] @hasMany\n}\n\ntype Query {\n  order: Order\n}',
      findings: [
        { at: '1:12', says: '"@model" is a directive of Amplify, which AppSync does not know.' },
        { at: '1:19', says: '"@auth" is a directive of Amplify, which AppSync does not know.' },
        { at: '3:19', says: '"@hasMany" is a directive of Amplify, which AppSync does not know.' },
      ],
    }],
  },
  check: ({ report, schema }) => ({
    schema() {
      const defined = new Set(schema.directiveDefinitions.map(({ name }) => name.value));
      for (const { directive } of directivesIn(schema.definitions)) {
        const name = directive.name.value;
        if (AMPLIFY_DIRECTIVES.has(name) && !defined.has(name)) report('amplify', directive, [name]);
      }
    },
  }),
});
