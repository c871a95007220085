import type { ASTNode } from 'graphql/language';
import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { withNode } from '../edits';
import { isTypeNode, KINDS, TypeKind } from '../schema-model';
import { defineSchemaRule, SchemaPlace } from '../schema-rule';
import { knownTypeNames, namedTypes, validityProblems } from '../schema-validity';

/**
 * A schema follows the rules of GraphQL: every type that it names is there, nothing is there twice, an object has the fields of its interfaces.
 *
 * @see https://spec.graphql.org/October2021/#sec-Type-System
 */
export const validSchema = defineSchemaRule({
  id: 'GQL002',
  name: 'valid-schema',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  evidence: 'documented',
  summary: 'A schema follows the rules of GraphQL: every type that it names is there, nothing is there twice, an object has the fields of its interfaces.',
  why: 'AppSync does not take the schema: "Schema has the following errors: …", without a line.',
  fix: 'Correct the name, or add what is missing.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/designing-your-schema.html',
  seenAt: ['https://github.com/sid88in/serverless-appsync-plugin/issues/480'],
  messages: {
    unknownType: (name: string, hint: string) => `The schema has no type "${name}".${hint}`,
    unknownExtended: (name: string, hint: string) => `The schema extends "${name}", which it does not define.${hint}`,
    otherKind: (name: string, extended: string, kind: string) => `"${name}" is extended as ${extended}, but it is ${kind}.`,
    invalid: (message: string) => message,
    unchecked: () => 'The schema is so large and its types so entangled that whether objects have the fields of their interfaces is not checked.',
  },
  perMessage: {
    unchecked: { severity: FindingSeverity.INFO, refusedByAws: false, evidence: 'unverified', fix: 'Split the interfaces, if only to have the schema checked.' },
  },
  examples: {
    good: [
      { schema: 'interface Product {\n  id: ID!\n}\n\ntype Book implements Product {\n  id: ID!\n  printed: AWSDate\n}\n\ntype Query {\n  product(id: ID!): Product\n}' },
      { title: 'Interfaces with a comma between them, as AppSync writes them', schema: 'interface A {\n  id: ID\n}\n\ninterface B {\n  id: ID\n}\n\ntype C implements A, B {\n  id: ID\n}\n\ntype Query {\n  c: C\n}' },
      { title: 'Interfaces with nothing between them, as they were listed once', schema: 'interface A {\n  id: ID\n}\n\ninterface B {\n  id: ID\n}\n\ntype C implements A # the first, not the last\n  B {\n  id: ID\n}\n\ntype Query {\n  c: C\n}' },
      {
        title: 'An extension in a file of its own',
        schema: { 'query.graphql': 'type Query {\n  shop: String\n}', 'orders.graphql': 'extend type Query {\n  orders: [Order]\n}\n\ntype Order {\n  id: ID\n}' },
        api: { mergesExtensions: true },
      },
    ],
    bad: [
      {
        schema: 'type Order {\n  id: ID\n  placed: AWSDatetime\n}\n\ntype Query {\n  orders: [Ordr!]!\n  users: [Person]\n}',
        findings: [
          { at: '3:11', says: 'The schema has no type "AWSDatetime". Did you mean "AWSDateTime"?' },
          { at: '7:12', says: 'The schema has no type "Ordr". Did you mean "Order"?' },
          { at: '8:11', says: 'The schema has no type "Person".' },
        ],
        fixed: 'type Order {\n  id: ID\n  placed: AWSDatetime\n}\n\ntype Query {\n  orders: [Order!]!\n  users: [Person]\n}',
      },
      {
        schema: { 'query.graphql': 'type Query {\n  shop: String\n}', 'orders.graphql': 'extend type Qurey {\n  orders: [String]\n}' },
        api: { mergesExtensions: true },
        findings: [{ at: 'orders.graphql:1:13', says: 'The schema extends "Qurey", which it does not define. Did you mean "Query"?' }],
      },
      {
        schema: 'interface Product {\n  id: ID\n}\n\nextend type Product {\n  name: String\n}\n\ntype Query {\n  product: Product\n}',
        api: { mergesExtensions: true },
        findings: [{ at: '5:13', says: '"Product" is extended as a type of objects, but it is an interface.' }],
      },
      {
        title: 'The same field in two files',
        schema: { 'a.graphql': 'type Query {\n  shop: String\n}', 'b.graphql': 'extend type Query {\n  shop: String\n}' },
        api: { mergesExtensions: true },
        findings: [{ at: 'b.graphql:2:3', says: 'Field "Query.shop" can only be defined once.' }],
      },
      {
        schema: 'interface Product {\n  id: ID!\n}\n\ntype Book implements Product {\n  title: String\n}\n\ntype Query {\n  product: Product\n}',
        findings: [{ at: '5:6', says: 'Interface field Product.id expected but Book does not provide it.' }],
      },
      {
        title: 'An interface of 500 fields, and 401 types that implement it',
        schema: `interface I {${named('f', 500, ': Int')}}${named('type T', 401, ' implements I { a: Int }')}type Query { i: I }`,
        findings: [{ at: '1:1', says: 'The schema is so large and its types so entangled that whether objects have the fields of their interfaces is not checked.' }],
      },
      { schema: 'type Order {\n  id: ID\n}', findings: [{ at: '1:1', says: 'Query root type must be provided.' }] },
    ],
  },
  check: ({ report, schema, didYouMean, onlyNearName }) => ({
    schema() {
      const { definitions } = schema;
      const known = knownTypeNames(definitions);
      const unknown = new Set<string>();
      for (const node of namedTypes(definitions)) {
        const name = node.name.value;
        if (known.has(name)) continue;
        unknown.add(name);
        report('unknownType', node, [cut(name, 80), didYouMean(name, known)], { edits: withNode(node, onlyNearName(name, known)) });
      }
      for (const node of definitions) {
        if (!isTypeNode(node) || !node.kind.endsWith('Extension')) continue;
        if (known.has(node.name.value)) {
          const kind = schema.types.get(node.name.value)!.kind;
          const extended = KINDS[node.kind];
          if (kind !== extended) report('otherKind', node.name, [cut(node.name.value, 80), IN_WORDS[extended], IN_WORDS[kind]]);
          continue;
        }
        unknown.add(node.name.value);
        report('unknownExtended', node.name, [cut(node.name.value, 80), didYouMean(node.name.value, known)], { edits: withNode(node.name, onlyNearName(node.name.value, known)) });
      }
      const problems = validityProblems(schema, unknown);
      if (!problems) report('unchecked', 'api', []);
      for (const { message, node } of problems ?? []) report('invalid', shown(node), [message]);
    },
  }),
});

const IN_WORDS: { readonly [kind in TypeKind]: string } = {
  object: 'a type of objects', interface: 'an interface', union: 'a union', enum: 'an enum', input: 'an input type', scalar: 'a scalar',
};

/** Of a type or a field only the name. */
function shown(node: ASTNode | undefined): SchemaPlace {
  if (!node) return 'api';
  return 'name' in node && node.name ? node.name : node;
}

function named(name: string, count: number, rest: string): string {
  return Array.from({ length: count }, (_, index) => ` ${name}${index}${rest} `).join('');
}
