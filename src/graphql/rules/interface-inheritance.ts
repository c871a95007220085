import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { defineSchemaRule } from '../schema-rule';

/**
 * An interface implements no other interface: AppSync reads the schema language as it was before that was allowed.
 *
 * @see https://spec.graphql.org/October2021/#sec-Interfaces.Interfaces-Implementing-Interfaces
 */
export const interfaceInheritance = defineSchemaRule({
  id: 'GQL302',
  name: 'interface-inheritance',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  evidence: 'documented',
  summary: 'An interface implements no other interface.',
  why: 'AppSync does not take the schema: "Failed to parse schema document - ensure it\'s a valid SDL-formatted document."',
  fix: 'Remove "implements" from the interface, and name both interfaces at the types: "type Book implements Node & Product".',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/interfaces-and-unions.html',
  seenAt: ['https://github.com/aws/aws-appsync-community/issues/387'],
  messages: {
    implements: (name: string, other: string) => `Interface "${name}" implements "${other}". In AppSync only types of objects implement interfaces.`,
  },
  examples: {
    good: [{ schema: 'interface Node {\n  id: ID\n}\n\ninterface Product {\n  id: ID\n}\n\ntype Book implements Node & Product {\n  id: ID\n}\n\ntype Query {\n  node: Node\n  product: Product\n}' }],
    bad: [{
      schema: 'interface Node {\n  id: ID\n}\n\ninterface Product implements Node {\n  id: ID\n}\n\ntype Book implements Product & Node {\n  id: ID\n}\n\ntype Query {\n  product: Product\n}',
      findings: [{ at: '5:30', says: 'Interface "Product" implements "Node". In AppSync only types of objects implement interfaces.' }],
    }],
  },
  check: ({ report, schema }) => ({
    schema() {
      for (const { name, kind, interfaces } of schema.types.values()) {
        if (kind === 'interface') for (const other of interfaces) report('implements', other, [cut(name, 60), cut(other.name.value, 60)]);
      }
    },
  }),
});
