import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { modesOf } from '../api-facts';
import { accessOf } from '../auth/access';
import { coordinateOf } from '../schema-model';
import { defineSchemaRule } from '../schema-rule';

/**
 * What is granted to a role is a field of the schema that lets callers with IAM in.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#aws-iam-authorization
 */
export const grantedField = defineSchemaRule({
  id: 'GQL407',
  name: 'granted-field',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  evidence: 'silent',
  needs: ['modes', 'grants'],
  summary: 'A role is granted fields of the schema that let callers with IAM in.',
  why: 'A policy may name any field. A field that is not there is never asked for, and one without IAM is denied in spite of the policy.',
  fix: 'Correct the name, or add "@aws_iam" to the field, beside the directives of the other modes that it is for.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#aws-iam-authorization',
  messages: {
    noField: (grantee: string, type: string, field: string, hint: string) => `${grantee} is granted "${type}.${field}", which the schema does not have.${hint}`,
    noIam: (grantee: string, field: string) => `${grantee} is granted "${field}", but the field does not let callers with IAM in.`,
  },
  examples: {
    good: [{ schema: 'type Query {\n  shop: String @aws_iam\n}', api: { modes: ['cognito', 'iam'], grants: [{ type: 'Query', field: 'shop' }, { type: 'Query', field: '*' }] } }],
    bad: [{
      schema: 'type Query {\n  shop: String\n  till: String @aws_iam\n}',
      api: { modes: ['cognito', 'iam'], grants: [{ type: 'Query', field: 'shop', grantee: 'Role "Seller"' }, { type: 'Query', field: 'tilll' }] },
      findings: [
        { at: '1:1', says: 'A role is granted "Query.tilll", which the schema does not have. Did you mean "till"?' },
        { at: '2:3', says: 'Role "Seller" is granted "Query.shop", but the field does not let callers with IAM in.' },
      ],
    }],
  },
  check: ({ report, schema, api, didYouMean }) => ({
    schema() {
      const modes = modesOf(api)!;
      for (const { type: typeName, field: fieldName, grantee = 'A role', constructPath } of api.grants ?? []) {
        if (fieldName === '*' || typeName === '*') continue;
        const type = schema.types.get(typeName);
        const field = type?.fields.get(fieldName);
        if (!field) report('noField', 'api', [grantee, cut(typeName, 60), cut(fieldName, 60), type ? didYouMean(fieldName, type.fields.keys()) : didYouMean(typeName, schema.types.keys())], { constructPath });
        else if (!accessOf(field, schema, modes).has('iam')) report('noIam', field.node.name, [grantee, cut(coordinateOf(field), 100)], { constructPath });
      }
    },
  }),
});
