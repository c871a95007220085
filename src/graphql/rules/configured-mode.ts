import { FindingSeverity } from '../../validation/finding';
import { AUTH_MODES, AuthMode, MODE_OF_DIRECTIVE } from '../auth/auth-mode';
import { directivesIn } from '../schema-model';
import { defineSchemaRule } from '../schema-rule';

/**
 * A directive that lets a mode in speaks of a mode that the API has.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#using-additional-authorization-modes
 */
export const configuredMode = defineSchemaRule({
  id: 'GQL104',
  name: 'configured-mode',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  evidence: 'unverified',
  needs: ['modes'],
  summary: 'A directive that lets a mode in speaks of a mode that the API has.',
  why: 'Nobody can come with a mode that the API does not have, and the directive takes the default mode away: what stands under it is for nobody.',
  fix: 'Add the mode to the API, or use the directive of a mode that it has.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#using-additional-authorization-modes',
  messages: {
    missing: (directive: string, mode: string, has: string) => `"@${directive}" lets ${mode} in, which is no mode of this API. It has ${has}.`,
  },
  examples: {
    good: [{ schema: 'type Query {\n  shop: String @aws_api_key\n}', api: { modes: ['cognito', 'apiKey'] } }],
    bad: [{
      schema: 'type Query {\n  shop: String @aws_api_key @aws_cognito_user_pools\n}\n\ntype Order @aws_lambda {\n  id: ID\n}',
      api: { modes: ['cognito', 'iam'] },
      findings: [
        { at: '2:16', says: '"@aws_api_key" lets API_KEY in, which is no mode of this API. It has AMAZON_COGNITO_USER_POOLS and AWS_IAM.' },
        { at: '5:12', says: '"@aws_lambda" lets AWS_LAMBDA in, which is no mode of this API. It has AMAZON_COGNITO_USER_POOLS and AWS_IAM.' },
      ],
    }],
  },
  check: ({ report, schema, api }) => ({
    schema() {
      const modes: readonly AuthMode[] = api.modes!;
      const has = [...new Set(modes)].map((mode) => AUTH_MODES[mode].awsName).join(' and ');
      for (const { directive } of directivesIn(schema.definitions)) {
        const mode = MODE_OF_DIRECTIVE.get(directive.name.value);
        if (mode && !modes.includes(mode)) report('missing', directive, [directive.name.value, AUTH_MODES[mode].awsName, has]);
      }
    },
  }),
});
