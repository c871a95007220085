import { Duration, Expiration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import { newApi, newFunction, newPool, newStack } from './api';
import { ApiAuth, ApiSchema } from '../../src';
import { Access, accessOf } from '../../src/graphql/auth/access';
import { parseSchema } from '../../src/graphql/parse-schema';
import { SchemaModel } from '../../src/graphql/schema-model';
import { SchemaSource } from '../../src/graphql/schema-source';

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

/** One field for each way in which directives can stand at a field and at its type. */
const SCHEMA = ApiSchema.fromText(`type Query {
  plain: Order
  key: Int @aws_api_key
  iam: Int @aws_iam
  oidc: Int @aws_oidc
  lambda: Int @aws_lambda
  users: Int @aws_cognito_user_pools
  admins: Int @aws_cognito_user_pools(cognito_groups: ["admins"])
  old: Int @aws_auth(cognito_groups: ["admins"])
}

type Order {
  plain: Int
  old: Int @aws_auth(cognito_groups: ["admins"])
}

type Service @aws_iam {
  plain: Int
  users: Int @aws_cognito_user_pools
}

type Staff @aws_cognito_user_pools(cognito_groups: ["staff"]) {
  plain: Int
}
`);

/**
 * By hand: the default mode and another, then who may ask for each field. "." is nobody, "default" the default mode, "admins" the users of Cognito in
 * that group.
 */
const WHO = `
                 | Query                                                                       | Order             | Service         | Staff
                 | plain   | key    | iam | oidc | lambda | users   | admins | old     | plain   | old     | plain | users   | plain
apiKey           | default | apiKey | .   | .    | .      | .       | .      | default | default | default | .     | .       | .
iam              | default | .      | iam | .    | .      | .       | .      | default | default | default | iam   | .       | .
cognito          | default | .      | .   | .    | .      | cognito | admins | admins  | default | default | .     | cognito | staff
oidc             | default | .      | .   | oidc | .      | .       | .      | default | default | default | .     | .       | .
lambda           | default | .      | .   | .    | lambda | .       | .      | default | default | default | .     | .       | .
apiKey + iam     | default | apiKey | iam | .    | .      | .       | .      | default | default | default | iam   | .       | .
apiKey + cognito | default | apiKey | .   | .    | .      | cognito | admins | default | default | default | .     | cognito | staff
apiKey + oidc    | default | apiKey | .   | oidc | .      | .       | .      | default | default | default | .     | .       | .
apiKey + lambda  | default | apiKey | .   | .    | lambda | .       | .      | default | default | default | .     | .       | .
iam + apiKey     | default | apiKey | iam | .    | .      | .       | .      | default | default | default | iam   | .       | .
iam + cognito    | default | .      | iam | .    | .      | cognito | admins | default | default | default | iam   | cognito | staff
iam + oidc       | default | .      | iam | oidc | .      | .       | .      | default | default | default | iam   | .       | .
iam + lambda     | default | .      | iam | .    | lambda | .       | .      | default | default | default | iam   | .       | .
cognito + apiKey | default | apiKey | .   | .    | .      | cognito | admins | default | default | default | .     | cognito | staff
cognito + iam    | default | .      | iam | .    | .      | cognito | admins | default | default | default | iam   | cognito | staff
cognito + oidc   | default | .      | .   | oidc | .      | cognito | admins | default | default | default | .     | cognito | staff
cognito + lambda | default | .      | .   | .    | lambda | cognito | admins | default | default | default | .     | cognito | staff
oidc + apiKey    | default | apiKey | .   | oidc | .      | .       | .      | default | default | default | .     | .       | .
oidc + iam       | default | .      | iam | oidc | .      | .       | .      | default | default | default | iam   | .       | .
oidc + cognito   | default | .      | .   | oidc | .      | cognito | admins | default | default | default | .     | cognito | staff
oidc + lambda    | default | .      | .   | oidc | lambda | .       | .      | default | default | default | .     | .       | .
lambda + apiKey  | default | apiKey | .   | .    | lambda | .       | .      | default | default | default | .     | .       | .
lambda + iam     | default | .      | iam | .    | lambda | .       | .      | default | default | default | iam   | .       | .
lambda + cognito | default | .      | .   | .    | lambda | cognito | admins | default | default | default | .     | cognito | staff
lambda + oidc    | default | .      | .   | oidc | lambda | .       | .      | default | default | default | .     | .       | .
`;
const [, , names, ...ROWS] = WHO.trimEnd().split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
const FIELDS = names.slice(1).map((name, index) => `${index < 8 ? 'Query' : index < 10 ? 'Order' : index < 12 ? 'Service' : 'Staff'}.${name}`);
const TABLE = ROWS.map(([modes, ...cells]) => [modes, modes.split(' + '), Object.fromEntries(cells.map((cell, index) => [FIELDS[index], cell]))] as const);

test('the table has each mode, and each pair of them in both orders', () => {
  const all = Object.keys(MODES).flatMap((first) => [first, ...Object.keys(MODES).filter((other) => other !== first).map((other) => `${first} + ${other}`)]);
  expect(TABLE.map(([modes]) => modes).sort()).toEqual(all.sort());
  expect(all).toHaveLength(25);
});

describe.each(TABLE)('%s', (_, [first, ...others], expected) => {
  const stack = newStack();
  const auth = [first, ...others].map((name) => MODES[name].make(stack)).reduce((one, other) => one.and(other));
  const api = newApi(stack, { auth });

  test('the template', () => {
    const template = Template.fromStack(stack);
    const { type, config = {} } = MODES[first];
    const additional = others.map((name) => ({ AuthenticationType: MODES[name].type, ...MODES[name].config }));
    template.hasResourceProperties('AWS::AppSync::GraphQLApi', {
      AuthenticationType: type, ...config, AdditionalAuthenticationProviders: additional.length > 0 ? additional : Match.absent(),
    });
    template.resourceCountIs('AWS::AppSync::ApiKey', [first, ...others].includes('apiKey') ? 1 : 0);
    expect(api.apiKey === undefined).toBe(![first, ...others].includes('apiKey'));
  });

  test('who may ask for what', () => {
    const schema = new SchemaModel(parseSchema(new SchemaSource(SCHEMA._texts)).definitions);
    const inWords = (access: Access) => [...access].map(([mode, callers]) => (callers === 'everyone' ? mode : [...callers].join(' '))).join(' ') || '.';
    const found = FIELDS.map((coordinate) => {
      const [type, field] = coordinate.split('.');
      return [coordinate, inWords(accessOf(schema.types.get(type)!.fields.get(field)!, schema, auth._modes))];
    });
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(Object.entries(expected).map(([field, who]) => [field, who === 'default' ? first : who])));
  });
});

test('Cognito that denies by default lets in nobody whom no directive names', () => {
  const stack = newStack();
  const auth = ApiAuth.cognito(newPool(stack), { defaultAction: appsync.UserPoolDefaultAction.DENY });
  newApi(stack, { auth, schema: ApiSchema.fromText('type Query {\n  shop: String @aws_auth(cognito_groups: ["admins"]) # [ack GQL402: a test]\n}') });
  Template.fromStack(stack).hasResourceProperties('AWS::AppSync::GraphQLApi', { UserPoolConfig: { DefaultAction: 'DENY' } });
  const schema = new SchemaModel(parseSchema(new SchemaSource(SCHEMA._texts)).definitions);
  const { plain, old } = Object.fromEntries(schema.types.get('Query')!.fields);
  expect([...accessOf(plain, schema, auth._modes)]).toEqual([]);
  expect([...accessOf(old, schema, auth._modes)]).toEqual([['cognito', new Set(['admins'])]]);
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
  ['a second authorizer', (stack) => ApiAuth.lambda(newFunction(stack)).and(ApiAuth.lambda(newFunction(stack, 'Other'))),
    'AppSyncApi "Shop/Api": "auth" has ApiAuth.lambda() twice. An API has it once. Leave out one of them.'],
  ['IAM twice', () => ApiAuth.iam().and(ApiAuth.iam()), 'AppSyncApi "Shop/Api": "auth" has ApiAuth.iam() twice. An API has it once. Leave out one of them.'],
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
    'AppSyncApi "Shop/Api": "expires" of ApiAuth.apiKey() is 2020-01-01T00:00:00.000Z, less than a day from now. An API key has to expire between one day and 365 days from now. Give it a later date, and another one before it expires.'],
])('%s is refused', (_, make, message) => {
  const stack = newStack();
  expect(() => newApi(stack, { auth: make(stack) })).toThrow(expect.objectContaining({ code: 'InvalidProps', message }));
});

test('a key expires between one day and 365 days from now', () => {
  const keyFor = (duration: Duration) => () => newApi(newStack(), { auth: ApiAuth.apiKey({ expires: Expiration.after(duration) }) });
  for (const days of [2, 365]) expect(keyFor(Duration.days(days))).not.toThrow();
  expect(keyFor(Duration.hours(23))).toThrow('less than a day from now');
  expect(keyFor(Duration.days(366))).toThrow('more than 365 days from now');
});
