import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, Duration, Expiration } from 'aws-cdk-lib';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import { CODE, newStack } from './api';
import { ApiAuth, ApiSchema, AppSyncApi, AppSyncApiProps } from '../../src';

const ORDERS = 'type Query {\n  order: String\n}\n';

/** What a synthesis is stopped with, or an API is refused with. */
function refusal({ schema = ApiSchema.fromText(ORDERS), auth = ApiAuth.iam() }: Partial<AppSyncApiProps>, use: (api: AppSyncApi) => void = answer('order')): string {
  const stack = newStack();
  try {
    use(new AppSyncApi(stack, 'Api', { schema, auth }));
    (stack.node.root as App).synth();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('It is not refused.');
}

const answer = (...fields: string[]) => (api: AppSyncApi) => {
  const dataSource = api.addNoneDataSource('None');
  for (const field of fields) api.addResolver(`Query.${field}`, { dataSource, code: CODE });
};

test('a schema that does not parse: the words of the parser, the file, the line and the column', () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'schema-')), 'shop.graphql');
  writeFileSync(file, 'type Query {\n  order(id ID!): String\n}\n');
  expect(refusal({ schema: ApiSchema.fromFile(file) }))
    .toContain(`API "Shop/Api": The schema cannot be read: Expected ":", found Name "ID". Correct the text at this place, or before it. (in ${file}:2:12; refused by AWS)`);
});

test('a resolver on a field one letter away from one that is there', () => {
  expect(refusal({}, answer('order', 'ordr'))).toContain(
    'API "Shop/Api": There is a resolver for "Query.ordr", but "Query" has no such field. Did you mean "order"? Correct the name, or remove one of the resolvers. (by Shop/Api/Query.ordr;',
  );
});

test('a directive for a mode that is not configured', () => {
  expect(refusal({ schema: ApiSchema.fromText('type Query {\n  order: String @aws_api_key\n}\n') })).toContain(
    'API "Shop/Api": "@aws_api_key" lets API_KEY in, which is no mode of this API. It has AWS_IAM. Add the mode to the API, or use the directive of a mode that it has. (line 2, column 17 of the schema; at Query.order)',
  );
});

test('an OIDC issuer that is not https', () => {
  expect(refusal({ auth: ApiAuth.oidc({ oidcProvider: 'http://id.example.com' }) }))
    .toBe('AppSyncApi "Shop/Api": "oidcProvider" of ApiAuth.oidc() is "http://id.example.com". It has to be the address of the issuer and begin with "https://".');
});

test('an API key beyond 365 days', () => {
  const expires = Expiration.after(Duration.days(366));
  expect(refusal({ auth: ApiAuth.apiKey({ expires }) })).toBe(`AppSyncApi "Shop/Api": "expires" of ApiAuth.apiKey() is ${expires.date.toISOString()}, more than 365 days from now. `
    + 'An API key has to expire between one day and 365 days from now. Give it a nearer date, and another one before it expires.');
});

describe('code', () => {
  const code = (length: number) => 'export const request = () => ({});\nexport const response = (ctx) => ctx.result;\n//'.padEnd(length, '.');
  const says = (what: string) => `AppSyncApi "Shop/Api": "code" of ${what} cannot be run by AppSync:\n`
    + '1:1 GQL502 The code has 32,769 characters. At most 32,768 are allowed. Minify bundled code, leave out what is not used, or split it into functions of a pipeline.';

  test('of 32,769 characters', () => {
    const use = (length: number) => (api: AppSyncApi) => void api.addResolver('Query.order', { dataSource: api.addNoneDataSource('None'), code: appsync.Code.fromInline(code(length)) });
    expect(refusal({}, use(32_769))).toBe(says('the resolver of "Query.order"'));
    expect(() => refusal({}, use(32_768))).toThrow('It is not refused.');
  });

  test('of 32,769 characters in a resolver of aws-cdk-lib', () => {
    const message = refusal({}, ({ graphqlApi }) => void graphqlApi.createResolver('Order', {
      typeName: 'Query', fieldName: 'order', dataSource: graphqlApi.addNoneDataSource('None'), code: appsync.Code.fromInline(code(32_769)), runtime: appsync.FunctionRuntime.JS_1_0_0,
    }));
    expect(message).toContain('API "Shop/Api": The code of the resolver of "Query.order" has 32,769 characters. At most 32,768 are allowed.');
  });
});
