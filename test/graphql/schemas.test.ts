import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaOf } from './schema-of';
import { ApiFacts } from '../../src/graphql/api-facts';
import { validateSchema } from '../../src/graphql/validate-schema';

const folder = join(__dirname, 'schemas');

/** Schemas as people write them, each with what is known of its API. */
const SCHEMAS: { readonly [name: string]: ApiFacts } = {
  'api-key': { modes: ['apiKey'], resolvers: [{ type: 'Query', field: 'book' }, { type: 'Query', field: 'books', isCached: true }], hasCache: true },
  'iam': {
    modes: ['iam'],
    resolvers: [{ type: 'Query', field: 'latest' }, { type: 'Mutation', field: 'record', dataSourceType: 'AWS_LAMBDA' }],
    grants: [{ type: 'Query', field: 'latest' }, { type: 'Mutation', field: '*' }],
  },
  'oidc': { modes: ['oidc'] },
  'cognito': { modes: ['cognito'], cognitoDefaultAction: 'ALLOW' },
  'lambda': { modes: ['lambda'], certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0' },
  'groups': { modes: ['cognito', 'apiKey', 'iam'], cognitoDefaultAction: 'ALLOW', grants: [{ type: 'Mutation', field: 'import' }, { type: 'Author', field: 'email' }] },
  'subscriptions': {
    modes: ['cognito', 'iam'],
    resolvers: [
      { type: 'Query', field: 'task' }, { type: 'Mutation', field: 'createTask', kind: 'PIPELINE', functionCount: 2 }, { type: 'Mutation', field: 'updateTask' },
      { type: 'Subscription', field: 'urgentTask' },
    ],
  },
  'interfaces': { modes: ['apiKey'] },
  'unions': { modes: ['cognito', 'iam', 'apiKey'] },
  'merged': { modes: ['cognito', 'iam'] },
  'pagination': {
    modes: ['cognito'],
    resolvers: [
      { type: 'Query', field: 'post', dataSourceType: 'AMAZON_DYNAMODB' }, { type: 'Query', field: 'posts', dataSourceType: 'AMAZON_DYNAMODB' },
      { type: 'Post', field: 'comments', dataSourceType: 'AMAZON_DYNAMODB' }, { type: 'Comment', field: 'replies', dataSourceType: 'AMAZON_DYNAMODB' },
    ],
  },
  'versions': {
    modes: ['cognito', 'iam'],
    resolvers: [...['note', 'syncNotes'].map((field) => ({ type: 'Query', field })), ...['saveNote', 'deleteNote'].map((field) => ({ type: 'Mutation', field, dataSourceType: 'AMAZON_DYNAMODB' }))],
  },
  'placeholders': { modes: ['oidc', 'iam'], resolvers: [{ type: 'Query', field: 'price' }, { type: 'Mutation', field: 'setPrice', dataSourceType: 'NONE' }] },
  'batching': {
    modes: ['cognito'],
    resolvers: [
      { type: 'Query', field: 'orders', dataSourceType: 'AWS_LAMBDA' }, { type: 'Order', field: 'customer', dataSourceType: 'AWS_LAMBDA', maxBatchSize: 100 },
      { type: 'Line', field: 'product', dataSourceType: 'AWS_LAMBDA', maxBatchSize: 2000 },
    ],
  },
};

/** With all resolvers, where some are said. */
const known = (api: ApiFacts): ApiFacts => ({ ...api, hasAllResolvers: true });

const read = (name: string) => schemaOf({ file: `${name}.graphql`, text: readFileSync(join(folder, `${name}.graphql`), 'utf8') });

test.each(Object.entries(SCHEMAS))('%s: nothing is wrong', (name, api) => {
  expect(validateSchema(read(name), known(api))).toEqual([]);
});

test.each(Object.keys(SCHEMAS))('%s: nothing but what a filter may do, where nothing is known of the API', (name) => {
  expect(validateSchema(read(name)).map(({ pointer, id, severity }) => `${severity} ${id} ${pointer}`))
    .toEqual(name === 'subscriptions' ? ['WARNING GQL204 Subscription.urgentTask(above:)'] : []);
});

test('every schema is looked at', () => {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(SCHEMAS).map((name) => `${name}.graphql`).sort());
});

describe('what goes wrong in them is found', () => {
  const changed = (name: string, from: string, to: string) => {
    const { texts: [{ text, file }] } = read(name);
    expect(text).toContain(from);
    return validateSchema(schemaOf({ file, text: text.replace(from, to) }), known(SCHEMAS[name])).map(({ id, line, column, pointer }) => `${id} ${line}:${column} ${pointer}`);
  };

  test.each<[string, string, string, string[]]>([
    ['groups', 'type Author\n  @aws_api_key\n', 'type Author\n', ['GQL101 21:6 Author']],
    ['groups', 'import(text: String!): Article @aws_iam', 'import(text: String!): Article', ['GQL407 11:3 Mutation.import']],
    ['groups', '@aws_iam @aws_cognito_user_pools(cognito_groups: ["admins"]) {', '@aws_iam {', ['GQL101 29:6 AuditEntry']],
    ['cognito', '@aws_auth(cognito_groups: ["staff"])', '@aws_cognito_user_pools(cognito_groups: ["staff"])', ['GQL102 10:27 Mutation.block']],
    ['unions', 'type Artist @aws_iam @aws_api_key', 'type Artist @aws_iam', ['GQL101 13:6 Artist']],
    ['unions', 'type Query @aws_iam @aws_api_key', 'type Query @aws_iam @aws_lambda', ['GQL104 18:21 Query']],
    ['subscriptions', 'updateTask(id: ID!, status: String): Task!', 'updateTask(id: ID!, status: String): ID', ['GQL201 13:46 Subscription.changedTask', 'GQL201 20:32 Subscription.filteredTask']],
    ['subscriptions', 'title: String\n  status', 'title: String!\n  status', ['GQL205 23:6 Task']],
    ['interfaces', 'interface Event {', 'interface Event implements Node {', ['GQL302 5:28 Event']],
    ['versions', 'type Note @aws_cognito_user_pools @aws_iam', 'type Note @aws_cognito_user_pools', ['GQL101 3:6 Note']],
    ['versions', 'text: String\n  _version: Int\n', 'text: String\n  _version: Int!\n', ['GQL205 3:6 Note']],
    ['placeholders', '  subscription: Subscription\n', '', ['GQL308 27:6 Subscription']],
    ['placeholders', 'priceSet(currency: Currency): Price @aws_subscribe(mutations: ["setPrice"])', 'priceSet(currency: Currency): Price', ['GQL202 30:3 Subscription.priceSet']],
    ['placeholders', 'setPrice(price', 'putPrice(price', ['GQL401 23:6 Mutation', 'GQL402 25:3 Mutation.putPrice', 'GQL202 30:66 Subscription.priceSet']],
    ['batching', 'type Product {\n  name', 'type Product {\n  nmae: Strng\n  name', ['GQL002 21:9 Product.nmae']],
  ])('%s: %s', (name, from, to, expected) => expect(changed(name, from, to)).toEqual(expected));
});

test('an acknowledgement of a rule that cannot look is not idle', () => {
  const schema = schemaOf('type Query {\n  search: String # [ack GQL402: another stack adds the resolver]\n}');
  expect(validateSchema(schema)).toEqual([]);
  expect(validateSchema(schema, { resolvers: [{ type: 'Query', field: 'search' }], hasAllResolvers: true }).map(({ id }) => id)).toEqual(['GQL009']);
});
