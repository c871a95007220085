import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { APPSYNC_SCALARS, BUILT_IN_SCALARS } from '../prelude';
import { defineSchemaRule } from '../schema-rule';

/**
 * A schema has the scalars of GraphQL and those of AppSync, and no other. Nobody declares them, and no other type begins with AWS.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/scalars.html
 */
export const customScalar = defineSchemaRule({
  id: 'GQL303',
  name: 'custom-scalar',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  evidence: 'documented',
  summary: 'A schema declares no scalars, and no type whose name begins with AWS.',
  why: 'AppSync does not support custom scalars, and has its own already: declared again they are "duplicate type names".',
  fix: 'Use String, or the scalar of AppSync that is nearest: AWSDate, AWSTime, AWSDateTime, AWSTimestamp, AWSEmail, AWSJSON, AWSURL, AWSPhone or AWSIPAddress.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/scalars.html',
  seenAt: ['https://github.com/sid88in/serverless-appsync-plugin/issues/480'],
  perMessage: {
    declared: { fix: 'Remove the declaration. For an editor or a linter, keep it in a file that is not deployed.' },
    prefix: { fix: 'Give the type another name.' },
  },
  messages: {
    custom: (name: string, hint: string) => `Scalar "${name}" is declared, but AppSync has no custom scalars.${hint}`,
    declared: (name: string) => `Scalar "${name}" is declared, but it is there already.`,
    prefix: (name: string) => `Type "${name}" begins with "AWS", which is for types of AppSync.`,
  },
  examples: {
    good: [{ schema: 'type Query {\n  opened: AWSDateTime\n  settings: AWSJSON\n}' }],
    bad: [{
      schema: 'scalar Date\nscalar AWSJSON\n\ntype AWSOrder {\n  placed: Date\n  data: AWSJSON\n}\n\ntype Query {\n  order: AWSOrder\n}',
      findings: [
        { at: '1:8', says: 'Scalar "Date" is declared, but AppSync has no custom scalars.' },
        { at: '2:8', says: 'Scalar "AWSJSON" is declared, but it is there already.' },
        { at: '4:6', says: 'Type "AWSOrder" begins with "AWS", which is for types of AppSync.' },
      ],
    }, {
      schema: 'scalar AWSDatetime\n\ntype Query {\n  opened: AWSDatetime\n}',
      findings: [{ at: '1:8', says: 'Scalar "AWSDatetime" is declared, but AppSync has no custom scalars. Did you mean "AWSDateTime"?' }],
    }],
  },
  check: ({ report, schema, didYouMean }) => ({
    schema() {
      for (const { name, kind, place, definitions } of schema.types.values()) {
        if (kind !== 'scalar') {
          if (name.startsWith('AWS')) report('prefix', place, [cut(name, 60)]);
        } else if (APPSYNC_SCALARS.includes(name) || BUILT_IN_SCALARS.includes(name)) {
          report('declared', place, [name]);
        } else if (definitions.some((node) => node.kind === 'ScalarTypeDefinition')) {
          report('custom', place, [cut(name, 60), didYouMean(name, APPSYNC_SCALARS)]);
        }
      }
    },
  }),
});

