import { FindingSeverity } from '../../validation/finding';
import { defineSchemaRule } from '../schema-rule';

const USUAL = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

/**
 * Where `schema { … }` is there, it names all root types; it is no type.
 *
 * @see https://spec.graphql.org/October2021/#sec-Root-Operation-Types
 */
export const rootTypes = defineSchemaRule({
  id: 'GQL308',
  name: 'root-types',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  evidence: 'unverified',
  summary: 'Where "schema { … }" is there, it names all root types.',
  why: 'By the specification of GraphQL only what is named there can be called. Clients and tools that read the schema do not find the others.',
  fix: 'Add the type to "schema { … }", or leave "schema { … }" out: Query, Mutation and Subscription are the root types then.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/designing-your-schema.html',
  seenAt: ['https://github.com/aws-samples/aws-mobile-appsync-chat-starter-angular/pull/22'],
  messages: {
    notNamed: (type: string, line: string) => `Type "${type}" is there, but "schema { … }" does not name it: by the specification nobody can call its fields. Add ${line} there.`,
    type: () => 'There is a type called "schema". Root types are named without "type": schema { query: Query }.',
  },
  perMessage: { type: { fix: 'Leave "type" out.' } },
  examples: {
    good: [
      { schema: 'schema {\n  query: Query\n  mutation: Changes\n}\n\ntype Query {\n  shop: String\n}\n\ntype Changes {\n  open: String\n}' },
      { title: 'Another type is the root', schema: 'schema {\n  query: Reading\n}\n\ntype Reading {\n  query: Query\n}\n\ntype Query {\n  text: String\n}' },
    ],
    bad: [
      {
        schema: 'schema {\n  query: Query\n  mutation: Mutation\n}\n\ntype Query {\n  shop: String\n}\n\ntype Mutation {\n  open: String\n}\n\ntype Subscription {\n  opened: String @aws_subscribe(mutations: ["open"])\n}',
        findings: [{
          at: '14:6', says: 'Type "Subscription" is there, but "schema { … }" does not name it: by the specification nobody can call its fields. Add "subscription: Subscription" there.',
        }],
      },
      {
        schema: 'type schema {\n  query: Query\n}\n\ntype Query {\n  shop: String\n}',
        findings: [{ at: '1:6', says: 'There is a type called "schema". Root types are named without "type": schema { query: Query }.' }],
      },
    ],
  },
  check: ({ report, schema }) => ({
    schema() {
      const { types, roots, definitions } = schema;
      const type = types.get('schema');
      if (type) report('type', type.place, []);
      if (!definitions.some(({ kind }) => kind === 'SchemaDefinition')) return;
      for (const [operation, name] of Object.entries(USUAL) as [keyof typeof USUAL, string][]) {
        const usual = types.get(name);
        if (usual?.kind === 'object' && !roots[operation] && !schema.isRoot(usual)) report('notNamed', usual.place, [name, `"${operation}: ${name}"`]);
      }
    },
  }),
});
