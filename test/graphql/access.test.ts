import { schemaOf } from './schema-of';
import { Access } from '../../src/graphql/auth/access';
import { accessTable } from '../../src/graphql/auth/access-table';
import { ApiModes, AUTH_MODES, AuthMode } from '../../src/graphql/auth/auth-mode';
import { parseSchema } from '../../src/graphql/parse-schema';
import { coordinateOf, SchemaModel } from '../../src/graphql/schema-model';

const MODES = Object.keys(AUTH_MODES) as AuthMode[];

function table(schema: string, modes: ApiModes): { [field: string]: string } {
  const model = new SchemaModel(parseSchema(schemaOf(schema)).definitions);
  return Object.fromEntries(accessTable(model, modes).map(({ field, access }) => [coordinateOf(field), inWords(access)]));
}

/** `iam cognito(admins editors)`; `nobody`. */
const inWords = (access: Access) => [...access].sort().map(([mode, callers]) => (
  callers === 'everyone' ? mode : `${mode}(${[...callers].join(' ')})`)).join(' ') || 'nobody';

/** One field for each way in which directives can stand at a field and at its type. */
const FIELDS = `
  type Query {
    plain: Plain
    key: Plain @aws_api_key
    iam: Plain @aws_iam
    oidc: Plain @aws_oidc
    lambda: Plain @aws_lambda
    users: Plain @aws_cognito_user_pools
    admins: Plain @aws_cognito_user_pools(cognito_groups: ["admins"])
    old: Plain @aws_auth(cognito_groups: ["admins", "editors"])
  }
  type Plain { plain: Int iam: Int @aws_iam old: Int @aws_auth(cognito_groups: ["admins"]) }
  type Services @aws_iam { plain: Int users: Int @aws_cognito_user_pools old: Int @aws_auth(cognito_groups: ["admins"]) }
  type Staff @aws_cognito_user_pools(cognito_groups: ["staff"]) { plain: Int all: Int @aws_cognito_user_pools }
`;

describe('one mode', () => {
  test.each<[AuthMode, { [field: string]: string }]>([
    ['apiKey', { 'Query.key': 'apiKey', 'Query.iam': 'nobody', 'Query.oidc': 'nobody', 'Query.lambda': 'nobody', 'Query.users': 'nobody', 'Query.admins': 'nobody', 'Staff.all': 'nobody' }],
    ['iam', { 'Query.key': 'nobody', 'Query.iam': 'iam', 'Query.oidc': 'nobody', 'Query.lambda': 'nobody', 'Query.users': 'nobody', 'Query.admins': 'nobody', 'Staff.all': 'nobody' }],
    ['oidc', { 'Query.key': 'nobody', 'Query.iam': 'nobody', 'Query.oidc': 'oidc', 'Query.lambda': 'nobody', 'Query.users': 'nobody', 'Query.admins': 'nobody', 'Staff.all': 'nobody' }],
    ['lambda', { 'Query.key': 'nobody', 'Query.iam': 'nobody', 'Query.oidc': 'nobody', 'Query.lambda': 'lambda', 'Query.users': 'nobody', 'Query.admins': 'nobody', 'Staff.all': 'nobody' }],
    ['cognito', { 'Query.key': 'nobody', 'Query.iam': 'nobody', 'Query.oidc': 'nobody', 'Query.lambda': 'nobody', 'Query.users': 'cognito', 'Query.admins': 'cognito(admins)', 'Staff.all': 'cognito' }],
  ])('%s: a directive of another mode keeps everybody out', (mode, expected) => {
    const found = table(FIELDS, { modes: [mode] });
    expect(found).toMatchObject({ ...expected, 'Query.plain': mode, 'Plain.plain': mode });
    // Nothing but Cognito looks at @aws_auth, and that at the root types.
    expect(found).toMatchObject({ 'Query.old': mode === 'cognito' ? 'cognito(admins editors)' : mode, 'Plain.old': mode });
    expect(found).toMatchObject({ 'Services.plain': mode === 'iam' ? 'iam' : 'nobody', 'Services.old': mode === 'iam' ? 'iam' : 'nobody', 'Staff.plain': mode === 'cognito' ? 'cognito(staff)' : 'nobody' });
  });

  test('Cognito that denies by default: a root field needs a directive, what it returns does not', () => {
    expect(table(FIELDS, { modes: ['cognito'], cognitoDefaultAction: 'DENY' })).toMatchObject({
      'Query.plain': 'nobody', 'Query.old': 'cognito(admins editors)', 'Query.users': 'cognito', 'Query.admins': 'cognito(admins)', 'Plain.plain': 'cognito', 'Staff.plain': 'cognito(staff)',
    });
  });
});

const PAIRS = MODES.flatMap((first) => MODES.filter((second) => second !== first).map((second) => [first, second] as const));

/** By hand: what each field is open to where the modes of both columns are there. */
const WITH_DIRECTIVE: { readonly [field: string]: { readonly [mode in AuthMode]?: string } } = {
  'Query.key': { apiKey: 'apiKey' },
  'Query.iam': { iam: 'iam' },
  'Query.oidc': { oidc: 'oidc' },
  'Query.lambda': { lambda: 'lambda' },
  'Query.users': { cognito: 'cognito' },
  'Query.admins': { cognito: 'cognito(admins)' },
  'Plain.iam': { iam: 'iam' },
  'Services.plain': { iam: 'iam' },
  'Services.users': { cognito: 'cognito' },
  'Services.old': { iam: 'iam' },
  'Staff.plain': { cognito: 'cognito(staff)' },
  'Staff.all': { cognito: 'cognito' },
};

describe.each(PAIRS)('%s, and %s as an additional mode', (first, second) => {
  const found = table(FIELDS, { modes: [first, second] });

  test('what has no directive is for the default mode only', () => {
    expect(found).toMatchObject({ 'Query.plain': first, 'Plain.plain': first });
  });

  test('@aws_auth is not looked at', () => {
    expect(found).toMatchObject({ 'Query.old': first, 'Plain.old': first });
  });

  test('a directive lets in the mode that it speaks of, the default one or not, and no other', () => {
    expect(found).toMatchObject(Object.fromEntries(Object.entries(WITH_DIRECTIVE).map(([field, by]) => [field, by[first] ?? by[second] ?? 'nobody'])));
  });
});

test.each<[string, string, ApiModes, { [field: string]: string }]>([
  ['two directives let in both', 'type Query { a: Int @aws_iam @aws_api_key }', { modes: ['cognito', 'iam', 'apiKey'] }, { 'Query.a': 'apiKey iam' }],
  ['a field decides against its type', 'type Query @aws_iam { a: Int @aws_api_key b: Int }', { modes: ['apiKey', 'iam'] }, { 'Query.a': 'apiKey', 'Query.b': 'iam' }],
  ['an extension of a type counts', 'type Query { a: Int } extend type Query @aws_iam { b: Int }', { modes: ['apiKey', 'iam'] }, { 'Query.a': 'iam', 'Query.b': 'iam' }],
  ['groups of several directives are together', 'type Query @aws_cognito_user_pools(cognito_groups: ["a"]) { a: Int } extend type Query @aws_cognito_user_pools(cognito_groups: "b")', { modes: ['cognito', 'iam'] }, { 'Query.a': 'cognito(a b)' }],
  ['no groups are everybody', 'type Query { a: Int @aws_cognito_user_pools(cognito_groups: []) }', { modes: ['iam', 'cognito'] }, { 'Query.a': 'cognito' }],
  ['five modes', 'type Query { a: Int b: Int @aws_lambda @aws_oidc }', { modes: ['lambda', 'apiKey', 'iam', 'oidc', 'cognito'] }, { 'Query.a': 'lambda', 'Query.b': 'lambda oidc' }],
  ['two user pools', 'type Query { a: Int b: Int @aws_auth(cognito_groups: ["a"]) }', { modes: ['cognito', 'cognito'] }, { 'Query.a': 'cognito', 'Query.b': 'cognito' }],
  ['a root type of another name', 'schema { query: Root } type Root { a: Int @aws_auth(cognito_groups: ["a"]) } type Query { a: Int @aws_auth(cognito_groups: ["a"]) }', { modes: ['cognito'] }, { 'Root.a': 'cognito(a)', 'Query.a': 'cognito' }],
])('%s', (_, schema, modes, expected) => expect(table(schema, modes)).toEqual(expected));
