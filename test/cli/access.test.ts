import { relative } from 'node:path';
import { command, testFolder } from './command';

const { write } = testFolder();
const access = (...args: string[]) => command(['access', ...args]);
const AUTH = ['--auth', 'cognito', '--auth', 'iam', '--auth', 'apiKey'];

const SHOP = `schema { query: Query mutation: Mutation }

interface Node { id: ID }

type Query {
  order(id: ID!): Order @aws_iam @aws_cognito_user_pools
  products: [Product!]! @aws_api_key @aws_cognito_user_pools
}

type Product @aws_api_key @aws_cognito_user_pools {
  name: String
  cost: Float @aws_iam
}

type Order implements Node @aws_iam @aws_cognito_user_pools {
  id: ID
  margin: Float @aws_cognito_user_pools(cognito_groups: ["sales", "vertrieb\\u0007"])
}
`;
const MUTATION = `type Mutation {
  place: Order
  block: Boolean @aws_cognito_user_pools(cognito_groups: ["admins"]) @aws_iam
}
`;

const shop = write('shop.graphql', SHOP);
const mutation = write('mutation.graphql', MUTATION);

test('a table of fields and modes, over all files', () => {
  expect(access(shop, mutation, ...AUTH)).toEqual({
    exitCode: 0,
    errors: '',
    output: `field           cognito                     iam          apiKey  decided by
Query.order     all                         all          -       the field
Query.products  all                         -            all     the field
Product.name    all                         -            all     its type
Product.cost    -                           not reached  -       the field
Order.id        all                         all          -       its type
Order.margin    only sales, vertrieb\\u0007  -            -       the field
Mutation.place  all                         -            -       default mode
Mutation.block  only admins                 all          -       the field
`,
  });
});

test('of one field, and of a type', () => {
  expect(access(shop, mutation, ...AUTH, '--field', 'Mutation.block', '--field', 'Product').output).toBe(`field           cognito      iam          apiKey  decided by
Product.name    all          -            all     its type
Product.cost    -            not reached  -       the field
Mutation.block  only admins  all          -       the field
`);
});

test('what callers of a mode can ask for: what they cannot come to is not there', () => {
  const fields = (mode: string) => access(shop, mutation, ...AUTH, '--open-to', mode).output.split('\n').slice(1, -1).map((line) => line.split(' ')[0]);
  expect(fields('apiKey')).toEqual(['Query.products', 'Product.name']);
  expect(fields('iam')).toEqual(['Query.order', 'Order.id', 'Mutation.block']);
  expect(access(shop, ...AUTH, '--field', 'Order', '--open-to', 'apiKey').output).toBe('No field.\n');
});

test('json, with places', () => {
  const file = relative(process.cwd(), mutation);
  const { exitCode, output } = access(relative(process.cwd(), shop), file, ...AUTH, '--field', 'Mutation.block', '--field', 'Product.cost', '--format', 'json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(output)).toEqual({
    modes: ['cognito', 'iam', 'apiKey'],
    fields: [
      { field: 'Product.cost', returns: 'Float', file: relative(process.cwd(), shop), line: 12, column: 3, decidedBy: 'field', callers: [{ mode: 'iam', reached: false }] },
      { field: 'Mutation.block', returns: 'Boolean', file, line: 3, column: 3, decidedBy: 'field', callers: [{ mode: 'cognito', groups: ['admins'], reached: true }, { mode: 'iam', reached: true }] },
    ],
  });
});

test('Cognito that denies by default', () => {
  const deny = write('deny.graphql', 'type Query {\n  open: Int @aws_auth(cognito_groups: ["a"])\n  shut: Int\n}');
  expect(access(deny, '--auth', 'cognito:deny').output).toBe('field       cognito  decided by\nQuery.open  only a   the field\nQuery.shut  -        default mode\n');
});

test.each<[string, string[], string]>([
  ['no modes', [shop], 'Who may ask for what depends on the modes of the API: give them with --auth, the default one first, for example --auth cognito --auth iam.\n'],
  ['a mode that is none', [shop, '--auth', 'iamm'], '--auth is "iamm", which is no mode. Did you mean "iam"? It can be cognito, cognito:deny, iam, apiKey, oidc, lambda.\n'],
  ['a mode that the API does not have', [shop, ...AUTH, '--open-to', 'oidc'], '--open-to is "oidc", which is no mode that --auth gives. It can be cognito, iam, apiKey.\n'],
  ['a field that is not there', [shop, ...AUTH, '--field', 'Query.ordre'], '--field is "Query.ordre", but "Query" has no such field. Did you mean "order"?\n'],
  ['a field of a field', [shop, ...AUTH, '--field', 'Query.order.id'], '--field is "Query.order.id", but "Query" has no such field.'],
  ['a type that is not there', [shop, ...AUTH, '--field', 'Qeury.order'], '--field is "Qeury.order", but the schema has no type "Qeury" of objects. Did you mean "Query"?\n'],
  ['an interface', [shop, ...AUTH, '--field', 'Node.id'], '--field is "Node.id", but "Node" is an interface: who may ask is decided at the types that implement it. Ask for Order.\n'],
  ['a file that is not there', ['missing.graphql', ...AUTH], 'Schema "missing.graphql" does not exist.'],
])('%s', (_, args, errors) => {
  const result = access(...args);
  expect(result).toMatchObject({ exitCode: 2, output: '' });
  expect(result.errors).toContain(errors);
});

test('a schema that does not parse', () => {
  const broken = write('broken.graphql', 'type Query {\n  a Int\n}');
  expect(access(shop, broken, ...AUTH)).toEqual({ exitCode: 2, output: '', errors: `${broken}:2:5: the schema cannot be read. \`stepwright validate\` says what is wrong with it.\n` });
});
