import { FindingSeverity } from '../../validation/finding';
import { MAX_LEVELS } from '../scan-text';
import { defineSchemaRule } from '../schema-rule';

/**
 * A schema is written in the schema definition language of GraphQL.
 *
 * @see https://spec.graphql.org/October2021/#sec-Document-Syntax
 */
export const schemaSyntax = defineSchemaRule({
  id: 'GQL001',
  name: 'schema-syntax',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  evidence: 'documented',
  summary: 'A schema is text in the schema definition language of GraphQL.',
  why: 'AppSync answers "Failed to parse schema document - ensure it\'s a valid SDL-formatted document.", and not where.',
  fix: 'Correct the text at this place, or before it.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/designing-your-schema.html',
  seenAt: ['https://github.com/aws/aws-appsync-community/issues/292'],
  messages: {
    syntax: (message: string) => `The schema cannot be read: ${message}`,
    empty: () => 'The schema is empty. It needs at least "type Query" with one field.',
    tooDeep: (levels: string) => `The schema is nested too deeply: more than ${levels} levels of brackets.`,
    operation: (what: string) => `The schema holds ${what}, which is something that a client sends.`,
  },
  perMessage: { tooDeep: { refusedByAws: false, evidence: 'unverified' } },
  examples: {
    good: [{ schema: '"""What visitors read."""\ntype Query {\n  "A name"\n  shop: String # the first one\n}' }],
    bad: [
      { schema: 'type Query {\n  shop String\n}', findings: [{ at: '2:8', says: 'The schema cannot be read: Expected ":", found Name "String".' }] },
      { schema: 'type Query {\n  shop: String\n', findings: [{ at: '3:1', says: 'The schema cannot be read: Expected Name, found <EOF>.' }] },
      { schema: '# nothing yet\n', findings: [{ at: '1:1', says: 'The schema is empty. It needs at least "type Query" with one field.' }] },
      {
        schema: 'type Query {\n  shop: String\n}\n\nquery Shop {\n  shop\n}\n\nfragment All on Query {\n  shop\n}',
        findings: [
          { at: '5:1', says: 'The schema holds a query, which is something that a client sends.' },
          { at: '9:1', says: 'The schema holds a fragment, which is something that a client sends.' },
        ],
      },
      {
        title: 'A list of lists, 201 levels deep',
        schema: `type Query {\n  shop: ${'['.repeat(201)}String${']'.repeat(201)}\n}`,
        findings: [{ at: '2:208', says: 'The schema is nested too deeply: more than 200 levels of brackets.' }],
      },
    ],
  },
  check: ({ report, schema, parsed }) => ({
    text() {
      for (const { kind, source, offset, message } of parsed.problems) {
        if (kind === 'syntax') report('syntax', { source, offset }, [message]);
        else if (kind === 'tooDeep') report('tooDeep', { source, offset }, [String(MAX_LEVELS)]);
        else report('empty', 'api', []);
      }
    },
    schema() {
      for (const node of schema.definitions) {
        if (node.kind === 'OperationDefinition') report('operation', { source: node.loc!.source, offset: node.loc!.start }, [`a ${node.operation}`]);
        else if (node.kind === 'FragmentDefinition') report('operation', { source: node.loc!.source, offset: node.loc!.start }, ['a fragment']);
      }
    },
  }),
});
