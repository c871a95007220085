import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { isTypeNode } from '../schema-model';
import { defineSchemaRule } from '../schema-rule';

/**
 * AppSync knows no `extend`. A construct that merges a schema before it is deployed takes it; AppSync itself and aws-cdk-lib do not.
 *
 * @see https://spec.graphql.org/October2021/#sec-Object-Extensions
 */
export const typeExtension = defineSchemaRule({
  id: 'GQL306',
  name: 'type-extension',
  severity: FindingSeverity.INFO,
  refusedByAws: false,
  evidence: 'unverified',
  summary: 'What is extended is merged before the schema is deployed.',
  why: 'AppSync does not support extensions of types. They are of use where something puts them into the types before.',
  fix: 'Deploy the schema with something that merges it, or write the fields into the type.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/designing-your-schema.html',
  seenAt: ['https://github.com/sid88in/serverless-appsync-plugin/pull/468'],
  messages: {
    extended: (name: string) => `"${name}" is extended. AppSync itself takes no "extend": the schema must be merged before it is deployed.`,
  },
  examples: {
    good: [{ schema: 'type Query {\n  shop: String\n}\n\nextend type Query {\n  till: String\n}', api: { mergesExtensions: true } }],
    bad: [{
      schema: { 'shop.graphql': 'type Query {\n  shop: String\n}', 'till.graphql': 'extend type Query {\n  till: String\n}\n\nextend type Query {\n  door: String\n}' },
      findings: [{ at: 'till.graphql:1:13', says: '"Query" is extended. AppSync itself takes no "extend": the schema must be merged before it is deployed.' }],
    }],
  },
  check: ({ report, schema, api }) => ({
    schema() {
      const first = api.mergesExtensions ? undefined : schema.definitions.find((node) => node.kind.endsWith('Extension'));
      if (first) report('extended', isTypeNode(first) ? first.name : first, [isTypeNode(first) ? cut(first.name.value, 60) : 'schema']);
    },
  }),
});
