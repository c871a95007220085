import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { modesOf } from '../api-facts';
import { Access, accessOf, groupsOf } from '../auth/access';
import { AUTH_MODES, hasAdditional, MODE_OF_DIRECTIVE } from '../auth/auth-mode';
import { textOf } from '../edits';
import { coordinateOf, SchemaField } from '../schema-model';
import { defineSchemaRule } from '../schema-rule';

/**
 * `@aws_auth` names the groups of Cognito users that may ask for a field. It works where Cognito is the only mode, and is said to work at the fields
 * of Query, Mutation and Subscription only.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#amazon-cognito-user-pools-authorization
 */
export const awsAuth = defineSchemaRule({
  id: 'GQL102',
  name: 'aws-auth',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  evidence: 'silent',
  perMessage: {
    nested: { severity: FindingSeverity.WARNING, evidence: 'unverified', fix: 'Add a second mode to the API and use "@aws_cognito_user_pools", or look at the groups in the resolver.' },
    alone: { severity: FindingSeverity.INFO, evidence: 'unverified', fix: 'Try it with a user of the group, or use "@aws_auth" at the fields of Query, Mutation and Subscription.' },
  },
  needs: ['modes'],
  summary: '"@aws_auth" stands at fields of Query, Mutation and Subscription of an API whose only mode is Cognito.',
  why: 'With several modes AppSync takes the directive and does not look at it: everybody of the default mode gets in, of whatever group.',
  fix: 'Use "@aws_cognito_user_pools" with the same groups.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#amazon-cognito-user-pools-authorization',
  seenAt: ['https://github.com/aws/aws-appsync-community/issues/275', 'https://github.com/aws/aws-appsync-community/issues/349'],
  messages: {
    several: (field: string, open: string) => `"${field}" has "@aws_auth", which AppSync does not look at in an API with several modes: ${open} get in.`,
    nested: (field: string) => `"${field}" has "@aws_auth", but is no field of Query, Mutation or Subscription: AppSync is reported not to look at it there, and to let everybody in.`,
    alone: (field: string) => (
      `"${field}" names groups with "@aws_cognito_user_pools" in an API whose only mode is Cognito. AWS documents it as the same as "@aws_auth", but there are reports that members of the groups are kept out.`),
  },
  examples: {
    good: [
      { schema: 'type Query {\n  reports: [String] @aws_auth(cognito_groups: ["admins"])\n}', api: { modes: ['cognito'] } },
      { schema: 'type Query {\n  reports: [String] @aws_cognito_user_pools(cognito_groups: ["admins"])\n}', api: { modes: ['cognito', 'iam'] } },
    ],
    bad: [
      {
        schema: 'type Query {\n  reports: [String]\n    @aws_auth(cognito_groups: ["admins"])\n}',
        api: { modes: ['cognito', 'iam'] },
        findings: [{
          at: '3:5',
          says: '"Query.reports" has "@aws_auth", which AppSync does not look at in an API with several modes: users of the Cognito user pool get in.',
          write: '@aws_cognito_user_pools(cognito_groups: ["admins"])',
        }],
      },
      {
        title: 'The type says who gets in, and where another directive stands beside it, that does',
        schema: 'type Query @aws_iam @aws_api_key {\n  reports: [String] @aws_auth(cognito_groups: ["admins"])\n  audits: [String] @aws_auth(cognito_groups: ["admins"]) @aws_cognito_user_pools(cognito_groups: ["admins"])\n}',
        api: { modes: ['cognito', 'iam', 'apiKey'] },
        findings: [{
          at: '2:21',
          says: '"Query.reports" has "@aws_auth", which AppSync does not look at in an API with several modes: callers with IAM and callers with an API key get in.',
          write: '@aws_cognito_user_pools(cognito_groups: ["admins"])',
        }],
      },
      {
        schema: 'type Query {\n  user: User\n}\n\ntype User {\n  name: String\n  salary: Int @aws_auth(cognito_groups: ["admins"])\n}',
        api: { modes: ['cognito'] },
        findings: [{
          at: '7:15', says: '"User.salary" has "@aws_auth", but is no field of Query, Mutation or Subscription: AppSync is reported not to look at it there, and to let everybody in.',
        }],
      },
      {
        schema: 'type Query {\n  reports: [String] @aws_cognito_user_pools(cognito_groups: ["admins"])\n}',
        api: { modes: ['cognito'] },
        findings: [{
          at: '2:21',
          says: '"Query.reports" names groups with "@aws_cognito_user_pools" in an API whose only mode is Cognito. AWS documents it as the same as "@aws_auth", but there are reports that members of the groups are kept out.',
        }],
      },
    ],
  },
  check: ({ report, schema, api }) => {
    const modes = modesOf(api)!;
    return {
      schema() {
        if (!modes.modes.includes('cognito')) return;
        for (const type of schema.types.values()) for (const field of type.fields.values()) look(field, schema.isRoot(type));
      },
    };

    function look(field: SchemaField, isRoot: boolean): void {
      const name = cut(coordinateOf(field), 100);
      for (const directive of field.directives) {
        if (directive.name.value === AUTH_MODES.cognito.directive) {
          if (!hasAdditional(modes) && groupsOf(directive) !== 'everyone') report('alone', directive, [name]);
        } else if (directive.name.value === 'aws_auth') {
          const write = `@${AUTH_MODES.cognito.directive}${textOf(directive).slice('@aws_auth'.length)}`;
          // Where another directive stands beside it, that decides.
          if (hasAdditional(modes) && field.directives.some((other) => other.name.value !== 'aws_auth' && MODE_OF_DIRECTIVE.has(other.name.value))) continue;
          if (hasAdditional(modes)) report('several', directive, [name, callersOf(accessOf(field, schema, modes))], { write });
          else if (!isRoot) report('nested', directive, [name]);
        }
      }
    }
  },
});

/** Who gets in, for a sentence. */
function callersOf(access: Access): string {
  return [...access.keys()].map((mode) => AUTH_MODES[mode].callers).join(' and ') || 'nobody';
}
