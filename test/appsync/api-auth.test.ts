import { Duration, Expiration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import { newApi, newFunction, newPool, newStack } from './api';
import { ApiAuth } from '../../src';

const POOL = { UserPoolId: { Ref: Match.stringLikeRegexp('^Pool') }, AwsRegion: { Ref: 'AWS::Region' } };
const AUTHORIZER = { AuthorizerUri: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Function'), 'Arn'] } };

interface Row {
  readonly make: (stack: Stack) => ApiAuth;
  readonly type: string;
  readonly config?: object;
}

const MODES: { readonly [name: string]: Row } = {
  apiKey: { make: () => ApiAuth.apiKey(), type: 'API_KEY' },
  iam: { make: () => ApiAuth.iam(), type: 'AWS_IAM' },
  cognito: { make: (stack) => ApiAuth.cognito(newPool(stack)), type: 'AMAZON_COGNITO_USER_POOLS', config: { UserPoolConfig: POOL } },
  oidc: { make: () => ApiAuth.oidc({ oidcProvider: 'https://id.example.com' }), type: 'OPENID_CONNECT', config: { OpenIDConnectConfig: { Issuer: 'https://id.example.com' } } },
  lambda: { make: (stack) => ApiAuth.lambda(newFunction(stack)), type: 'AWS_LAMBDA', config: { LambdaAuthorizerConfig: AUTHORIZER } },
};

const names = Object.keys(MODES);
const PAIRS = names.flatMap((first) => names.filter((other) => other !== first).map((other) => [first, other]));

test.each(names)('%s alone', (name) => {
  const stack = newStack();
  const { make, type, config = {} } = MODES[name];
  newApi(stack, { auth: make(stack) });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::AppSync::GraphQLApi', { AuthenticationType: type, AdditionalAuthenticationProviders: Match.absent(), ...config });
  template.resourceCountIs('AWS::AppSync::ApiKey', name === 'apiKey' ? 1 : 0);
});

test.each(PAIRS)('%s by default, and %s', (first, other) => {
  const stack = newStack();
  newApi(stack, { auth: MODES[first].make(stack).and(MODES[other].make(stack)) });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::AppSync::GraphQLApi', {
    AuthenticationType: MODES[first].type,
    AdditionalAuthenticationProviders: [{ AuthenticationType: MODES[other].type, ...MODES[other].config }],
    ...MODES[first].config,
  });
  template.resourceCountIs('AWS::AppSync::ApiKey', [first, other].includes('apiKey') ? 1 : 0);
});

test('what is set counts', () => {
  const stack = newStack();
  newApi(stack, {
    auth: ApiAuth.cognito(newPool(stack), { appIdClientRegex: '^web', defaultAction: appsync.UserPoolDefaultAction.ALLOW })
      .and(ApiAuth.apiKey({ expires: Expiration.after(Duration.days(300)), description: 'visitors' }),
        ApiAuth.oidc({ oidcProvider: 'https://id.example.com', clientId: 'web', tokenExpiryFromAuth: Duration.hours(1), tokenExpiryFromIssue: Duration.minutes(1) }),
        ApiAuth.lambda(newFunction(stack), { resultsCacheTtl: Duration.seconds(0), validationRegex: '^Bearer ' })),
  });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::AppSync::GraphQLApi', {
    UserPoolConfig: { AppIdClientRegex: '^web', DefaultAction: 'ALLOW' },
    AdditionalAuthenticationProviders: [
      { AuthenticationType: 'API_KEY' },
      { OpenIDConnectConfig: { ClientId: 'web', AuthTTL: 3_600_000, IatTTL: 60_000 } },
      { LambdaAuthorizerConfig: { AuthorizerResultTtlInSeconds: 0, IdentityValidationExpression: '^Bearer ' } },
    ],
  });
  template.hasResourceProperties('AWS::AppSync::ApiKey', { Description: 'visitors', Expires: Match.anyValue() });
});

test('AppSync may call the authorizer for this API, and one function can serve two APIs', () => {
  const stack = newStack();
  const handler = newFunction(stack);
  newApi(stack, { auth: ApiAuth.lambda(handler) });
  newApi(stack, { auth: ApiAuth.lambda(handler) }, 'Other');
  const permissions = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Permission')).map(({ Properties: { SourceArn, Principal } }) => ({ SourceArn, Principal }));
  expect(permissions).toHaveLength(2);
  expect(permissions).toEqual(['Api', 'Other'].map((id) => ({ Principal: 'appsync.amazonaws.com', SourceArn: { 'Fn::GetAtt': [expect.stringMatching(`^${id}`), 'Arn'] } })));
});

test.each<[string, (stack: Stack) => ApiAuth, string]>([
  ['an issuer without TLS', () => ApiAuth.oidc({ oidcProvider: 'http://id.example.com' }),
    'AppSyncApi "Shop/Api": "oidcProvider" of ApiAuth.oidc() is "http://id.example.com". It has to be the address of the issuer and begin with "https://".'],
  ['a second key', () => ApiAuth.apiKey().and(ApiAuth.apiKey()), 'AppSyncApi "Shop/Api": "auth" has ApiAuth.apiKey() twice. An API has it once. Leave out one of them.'],
  ['one pool twice', (stack) => {
    const pool = newPool(stack);
    return ApiAuth.iam().and(ApiAuth.cognito(pool), ApiAuth.cognito(pool));
  }, 'AppSyncApi "Shop/Api": "auth" has ApiAuth.cognito() twice with the same user pool. An API has it once. Leave out one of them.'],
  ['one issuer twice', () => ApiAuth.oidc({ oidcProvider: 'https://id.example.com' }).and(ApiAuth.oidc({ oidcProvider: 'https://id.example.com' })),
    'AppSyncApi "Shop/Api": "auth" has ApiAuth.oidc() twice with the same issuer. An API has it once. Leave out one of them.'],
  ['a default action of a mode that is not the default', (stack) => ApiAuth.iam().and(ApiAuth.cognito(newPool(stack), { defaultAction: appsync.UserPoolDefaultAction.DENY })),
    'AppSyncApi "Shop/Api": "defaultAction" of ApiAuth.cognito() is set, but it is not the default mode, which alone has one. Leave it out, or make it the first mode of "auth".'],
  ['an answer kept for too long', (stack) => ApiAuth.lambda(newFunction(stack), { resultsCacheTtl: Duration.hours(2) }),
    'AppSyncApi "Shop/Api": "resultsCacheTtl" of ApiAuth.lambda() is 2 hours. It has to be a whole number of seconds, at most an hour.'],
  ['a key for ever', () => ApiAuth.apiKey({ expires: Expiration.atDate(new Date('2999-01-01T00:00:00Z')) }),
    'AppSyncApi "Shop/Api": "expires" of ApiAuth.apiKey() is 2999-01-01T00:00:00.000Z, more than 365 days from now. An API key has to expire between one day and 365 days from now. Give it a nearer date, and another one before it expires.'],
  ['a key of yesterday', () => ApiAuth.apiKey({ expires: Expiration.atDate(new Date('2020-01-01T00:00:00Z')) }),
    'AppSyncApi "Shop/Api": "expires" of ApiAuth.apiKey() is 2020-01-01T00:00:00.000Z, less than a day from now. An API key has to expire between one day and 365 days from now. Give it a nearer date, and another one before it expires.'],
])('%s is refused', (_, make, message) => {
  const stack = newStack();
  expect(() => newApi(stack, { auth: make(stack) })).toThrow(expect.objectContaining({ code: 'InvalidProps', message }));
});
