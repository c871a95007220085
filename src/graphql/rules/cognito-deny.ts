import { FindingSeverity } from '../../validation/finding';
import { AUTH_MODES } from '../auth/auth-mode';
import { defineSchemaRule } from '../schema-rule';

/**
 * The default action DENY of Cognito, with which a field without a directive is for nobody, is there for APIs whose only mode is Cognito.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-appsync-graphqlapi-userpoolconfig.html
 */
export const cognitoDeny = defineSchemaRule({
  id: 'GQL103',
  name: 'cognito-deny',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  evidence: 'documented',
  needs: ['modes'],
  summary: 'An API with additional modes has the default action ALLOW for Cognito.',
  why: 'AppSync does not create the API: with additional modes the default action of the user pool must be ALLOW.',
  fix: 'Set the default action to ALLOW. With a second mode, a field that only some may ask for has a directive of its own anyway.',
  link: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-appsync-graphqlapi-userpoolconfig.html',
  seenAt: ['https://github.com/awsdocs/aws-cloudformation-user-guide/pull/802'],
  messages: {
    additional: (modes: string) => `The API denies users of its Cognito user pool by default (DENY), and has the additional mode ${modes}: AppSync takes only one of both.`,
  },
  examples: {
    good: [
      { schema: 'type Query {\n  shop: String @aws_auth(cognito_groups: ["admins"])\n}', api: { modes: ['cognito'], cognitoDefaultAction: 'DENY' } },
      { schema: 'type Query {\n  shop: String\n}', api: { modes: ['cognito', 'iam'], cognitoDefaultAction: 'ALLOW' } },
    ],
    bad: [{
      schema: 'type Query {\n  shop: String\n}',
      api: { modes: ['cognito', 'iam'], cognitoDefaultAction: 'DENY' },
      findings: [{ at: '1:1', says: 'The API denies users of its Cognito user pool by default (DENY), and has the additional mode AWS_IAM: AppSync takes only one of both.' }],
    }],
  },
  check: ({ report, api: { modes = [], cognitoDefaultAction } }) => ({
    text() {
      const [defaultMode, ...others] = modes;
      if (defaultMode !== 'cognito' || others.length === 0 || cognitoDefaultAction !== 'DENY') return;
      report('additional', 'api', [others.map((mode) => AUTH_MODES[mode].awsName).join(', ')]);
    },
  }),
});
