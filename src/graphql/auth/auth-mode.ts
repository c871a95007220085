/** How a caller of an AppSync API says who it is. */
export type AuthMode = 'apiKey' | 'iam' | 'oidc' | 'cognito' | 'lambda';

interface ModeNames {
  /** AppSync's name of the mode. */
  readonly awsName: string;
  /** The directive that allows the mode, without `@`. */
  readonly directive: string;
  /** What its callers are, for a sentence. */
  readonly callers: string;
}

/** @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html */
export const AUTH_MODES: { readonly [mode in AuthMode]: ModeNames } = {
  apiKey: { awsName: 'API_KEY', directive: 'aws_api_key', callers: 'callers with an API key' },
  iam: { awsName: 'AWS_IAM', directive: 'aws_iam', callers: 'callers with IAM' },
  oidc: { awsName: 'OPENID_CONNECT', directive: 'aws_oidc', callers: 'callers with OpenID Connect' },
  cognito: { awsName: 'AMAZON_COGNITO_USER_POOLS', directive: 'aws_cognito_user_pools', callers: 'users of the Cognito user pool' },
  lambda: { awsName: 'AWS_LAMBDA', directive: 'aws_lambda', callers: 'callers that the Lambda authorizer lets in' },
};

/** The modes of an API. */
export interface ApiModes {
  /** All of them, the default one first. A mode can be there twice, with two user pools. */
  readonly modes: readonly [AuthMode, ...AuthMode[]];
  /** What becomes of a caller of Cognito as the default mode where no directive speaks of it. Default: ALLOW */
  readonly cognitoDefaultAction?: 'ALLOW' | 'DENY';
}

/** The mode that a directive allows; `@aws_auth` speaks of Cognito too. */
export const MODE_OF_DIRECTIVE: ReadonlyMap<string, AuthMode> = new Map<string, AuthMode>([
  ...(Object.keys(AUTH_MODES) as AuthMode[]).map((mode) => [AUTH_MODES[mode].directive, mode] as const),
  ['aws_auth', 'cognito'],
]);

/** The directives that allow some modes, as they are written. */
export const directivesFor = (modes: readonly AuthMode[]) => modes.map((mode) => `@${AUTH_MODES[mode].directive}`).join(' ');

/** Whether several modes or providers are there: then directives are read differently. */
export const hasAdditional = ({ modes }: ApiModes) => modes.length > 1;
