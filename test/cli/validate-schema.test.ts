import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { command, testFolder } from './command';

const { write } = testFolder();
const validate = (...args: string[]) => command(['validate', ...args]);

const GOOD = 'type Query {\n  order: Order @aws_iam\n}\n\ntype Order @aws_iam {\n  id: ID\n}\n';
const BAD = 'type Query {\n  order: Order @aws_iam\n}\n\ntype Order {\n  id: ID\n}\n';
const AUTH = ['--auth', 'cognito', '--auth', 'iam'];

test('a good schema has no findings', () => {
  expect(validate(write('good.graphql', GOOD), ...AUTH)).toEqual({ exitCode: 0, output: 'No findings in 1 schema.\n', errors: '' });
});

test('a bad one is shown with its line, and what to write', () => {
  const file = write('bad.graphql', BAD);
  const { exitCode, output, errors } = validate(file, ...AUTH);
  expect({ exitCode, errors }).toEqual({ exitCode: 1, errors: '' });
  expect(output).toBe(`${file}:5:6  error  GQL101  Type "Order" has no field for callers with IAM, but "Query.order" returns it to them: they get null.
    5 | type Order {
      |      ^
  fix  Add the directives to the type. The first directive takes the default mode away, so name that too. Write: type Order @aws_cognito_user_pools @aws_iam {
  see  https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#using-additional-authorization-modes

1 error in 1 schema.
`);
});

test('what depends on the modes is not checked without them, and that is said', () => {
  expect(validate(write('bad.graphql', BAD))).toEqual({
    exitCode: 0,
    output: 'No findings in 1 schema.\n',
    errors: 'Who may ask for what in the schema is not checked: --auth says which modes the API has, the default one first.\n',
  });
});

test('several files are one schema', () => {
  const query = write('query.graphql', 'type Query {\n  shop: String\n}\n');
  const orders = write('orders.graphqls', 'extend type Query {\n  orders: [Order]\n}\n');
  const order = write('order.gql', 'type Order {\n  id: Id\n}\n');
  const { exitCode, output } = validate(query, orders, order, orders, '--auth', 'apiKey');
  expect(exitCode).toBe(1);
  expect(output).toContain(`${orders}:1:13  info  GQL306  `);
  expect(output).toContain(`${order}:2:7  error  GQL002  The schema has no type "Id". Did you mean "ID"?\n    2 |   id: Id\n      |       ^\n`);
  expect(output).toMatch(/\n1 error, 1 info in 1 schema\.\n$/);
});

test('definitions beside it are definitions', () => {
  const definition = write('good.asl.json', { StartAt: 'A', States: { A: { Type: 'Succeed' } } });
  expect(validate(definition, write('good.graphql', GOOD), ...AUTH).output).toBe('No findings in 1 definition and 1 schema.\n');
});

test('the order of modes counts', () => {
  const file = write('order.graphql', 'type Query {\n  order: Order @aws_iam\n}\n\ntype Order {\n  id: ID\n}\n');
  expect(validate(file, '--auth', 'iam', '--auth', 'cognito').exitCode).toBe(0);
  expect(validate(file, '--auth', 'cognito', '--auth', 'iam').exitCode).toBe(1);
});

test('the default action of Cognito', () => {
  const file = write('deny.graphql', 'type Query {\n  a: Int @aws_auth(cognito_groups: ["a"])\n}\n');
  expect(validate(file, '--auth', 'cognito:deny').output).toBe('No findings in 1 schema.\n');
  expect(validate(file, '--auth', 'cognito:deny', '--auth', 'apiKey').output).toContain('error  GQL103  ');
});

describe('formats', () => {
  const file = relative(process.cwd(), write('formats.graphql', 'type Query {\n  a: Int @aws_cognito_user_pool\n}\n'));

  test('json', () => {
    const { exitCode, output } = validate(file, '--auth', 'cognito', '--format', 'json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(output)).toMatchObject({
      definitions: 0,
      schemas: 1,
      errors: 1,
      findings: [{
        file, line: 2, column: 10, endLine: 2, endColumn: 32, id: 'GQL304', severity: 'ERROR', refusedByAws: false, pointer: 'Query.a', edits: [{ start: 23, end: 44, newText: 'aws_cognito_user_pools' }],
      }],
    });
  });

  test('sarif', () => {
    const { runs: [{ tool, results }] } = JSON.parse(validate(file, '--auth', 'cognito', '--format', 'sarif').output);
    expect(results).toMatchObject([{
      ruleId: 'GQL304',
      locations: [{ physicalLocation: { region: { startLine: 2, startColumn: 10, endLine: 2, endColumn: 32 } }, logicalLocations: [{ fullyQualifiedName: 'Query.a' }] }],
      fixes: [{ artifactChanges: [{ replacements: [{ deletedRegion: { startLine: 2, startColumn: 11, endLine: 2, endColumn: 32 } }] }] }],
    }]);
    expect(tool.driver.rules[results[0].ruleIndex].id).toBe('GQL304');
  });

  test('github', () => {
    expect(validate(file, '--auth', 'cognito', '--format', 'github').output).toMatch(/^::error file=.*formats\.graphql,line=2,col=10,endLine=2,endColumn=32,title=GQL304::/);
  });
});

test('a rule can be left out, lowered and acknowledged', () => {
  const file = write('bad.graphql', BAD);
  expect(validate(file, ...AUTH, '--ignore', 'GQL101').output).toBe('No findings in 1 schema. 1 finding left out as acknowledged.\n');
  expect(validate(file, ...AUTH, '--severity', 'GQL101=warning').exitCode).toBe(0);
  expect(validate(file, ...AUTH, '--severity', 'GQL302=warning').errors).toContain('AWS refuses what the rule finds');
  const acknowledged = write('ack.graphql', BAD.replace('type Order', '# [ack GQL101: nobody asks for it with IAM yet]\ntype Order'));
  expect(validate(acknowledged, ...AUTH)).toEqual({ exitCode: 0, output: 'No findings in 1 schema. 1 finding left out as acknowledged.\n', errors: '' });
});

describe('--fix', () => {
  const text = 'type Query {\n  order: Ordr @aws_iamm\n}\n';
  const types = 'type Order @aws_iam {\n  id: ID # the number\n}\n';

  test('mends what is certain, in each file', () => {
    const query = write('fix/query.graphql', text);
    const order = write('fix/order.graphql', types.replace('ID', 'Sting'));
    expect(validate(query, order, ...AUTH, '--fix')).toEqual({ exitCode: 0, output: 'No findings in 1 schema. 3 findings mended in 2 files.\n', errors: '' });
    expect(readFileSync(query, 'utf8')).toBe('type Query {\n  order: Order @aws_iam\n}\n');
    expect(readFileSync(order, 'utf8')).toBe(types.replace('ID', 'String'));
  });

  /** The text in some files after --fix. */
  const fixed = (files: { readonly [name: string]: string }, ...auth: string[]) => {
    const paths = Object.entries(files).map(([name, content]) => write(`fix/${name}`, content));
    const { output } = validate(...paths, '--fix', ...auth);
    return [...paths.map((path) => readFileSync(path, 'utf8')), output.split('\n').slice(-2)[0]];
  };
  const TYPES = 'type Order {\n  id: ID\n}\n';

  test.each<[string, { readonly [name: string]: string }, string[]]>([
    ['a type', { 'a.graphql': 'type Query {\n  order: [Ordre!]! # one\n}\n', 'b.graphql': TYPES }, ['type Query {\n  order: [Order!]! # one\n}\n', TYPES, 'No findings in 1 schema. 1 finding mended in 1 file.']],
    ['what is extended', { 'a.graphql': 'type Query {\n  a: ID\n}\n', 'b.graphql': 'extend type Qurey {\n  order: ID\n}\n' }, ['type Query {\n  a: ID\n}\n', 'extend type Query {\n  order: ID\n}\n', '1 info in 1 schema. 1 finding mended in 1 file.']],
    ['a directive with arguments', { 'a.graphql': 'type Query {\n  a: ID @aws_cognito_userpools(cognito_groups: ["a"])\n}\n' }, ['type Query {\n  a: ID @aws_cognito_user_pools(cognito_groups: ["a"])\n}\n', 'No findings in 1 schema. 1 finding mended in 1 file.']],
    ['groups and mutations that are no list', {
      'a.graphql': 'type Query {\n  a: ID @aws_cognito_user_pools(cognito_groups: """a""")\n}\ntype Mutation {\n  b: ID\n}\ntype Subscription {\n  c: ID @aws_subscribe(mutations: "b")\n}\n',
    }, [
      'type Query {\n  a: ID @aws_cognito_user_pools(cognito_groups: ["""a"""])\n}\ntype Mutation {\n  b: ID\n}\ntype Subscription {\n  c: ID @aws_subscribe(mutations: ["b"])\n}\n',
      'No findings in 1 schema. 2 findings mended in 1 file.',
    ]],
    ['a mutation that is no list and misspelt', {
      'a.graphql': 'type Query {\n  a: ID\n}\ntype Mutation {\n  placeOrder: ID\n}\n', 'b.graphql': 'type Subscription {\n  c: ID @aws_subscribe(mutations: "placeOder")\n}\n',
    }, [
      'type Query {\n  a: ID\n}\ntype Mutation {\n  placeOrder: ID\n}\n', 'type Subscription {\n  c: ID @aws_subscribe(mutations: ["placeOrder"])\n}\n', 'No findings in 1 schema. 2 findings mended in 1 file.',
    ]],
    ['lines of Windows stay, and what is before the text', { 'a.graphql': '\uFEFFtype Query {\r\n  order: Ordr @aws_iamm\r\n}\r\n', 'b.graphql': TYPES.replaceAll('\n', '\r\n') }, [
      '\uFEFFtype Query {\r\n  order: Order @aws_iam\r\n}\r\n', TYPES.replaceAll('\n', '\r\n'), 'No findings in 1 schema. 2 findings mended in 1 file.',
    ]],
    ['interfaces with a comma between them stay so', { 'a.graphql': 'interface A { id: ID }\ninterface B { id: ID }\ntype Query implements A, B { id: ID\n  order: Odrer }\n', 'b.graphql': TYPES }, [
      'interface A { id: ID }\ninterface B { id: ID }\ntype Query implements A, B { id: ID\n  order: Order }\n', TYPES, 'No findings in 1 schema. 1 finding mended in 1 file.',
    ]],
    ['what is mended in the second file makes the first certain', {
      'a.graphql': 'type Query {\n  a: ID\n}\ntype Mutation {\n  open: ID\n}\ntype Subscription {\n  placed: Order @aws_subscribe(mutations: ["placeOder"])\n}\n', 'b.graphql': `extend type Muttation {\n  placeOrder: Order\n}\n${TYPES}`,
    }, [
      'type Query {\n  a: ID\n}\ntype Mutation {\n  open: ID\n}\ntype Subscription {\n  placed: Order @aws_subscribe(mutations: ["placeOrder"])\n}\n', `extend type Mutation {\n  placeOrder: Order\n}\n${TYPES}`,
      '1 info in 1 schema. 2 findings mended in 2 files.',
    ]],
    ['what several names are near to is left', { 'a.graphql': 'type Query {\n  a: Orde\n}\ntype Order {\n  id: ID\n}\ntype Orden {\n  id: ID\n}\n' }, [
      'type Query {\n  a: Orde\n}\ntype Order {\n  id: ID\n}\ntype Orden {\n  id: ID\n}\n', '1 error in 1 schema.',
    ]],
    ['what cannot be read is left', { 'a.graphql': 'type Query {\n  a: Strin\n', 'b.graphql': TYPES }, ['type Query {\n  a: Strin\n', TYPES, '1 error in 1 schema.']],
  ])('%s', (_, files, expected) => expect(fixed(files)).toEqual(expected));

  test('what a right name makes visible does not keep it from being mended', () => {
    const [query, last] = fixed({
      'a.graphql': 'type Query {\n  order: Order @aws_iamm\n}\ntype Order @aws_iam @aws_cognito_user_pools {\n  line: Line\n  customer: Customer\n}\ntype Line {\n  id: ID\n}\ntype Customer {\n  id: ID\n}\n',
    }, ...AUTH);
    expect(query).toContain('order: Order @aws_iam\n');
    expect(last).toBe('2 errors in 1 schema. 1 finding mended in 1 file.');
  });

  test('what AppSync would refuse more of is not mended', () => {
    const schema = 'type Query {\n  a: ID\n}\nextend type Qurey {\n  a: ID\n}\n';
    expect(fixed({ 'a.graphql': schema })).toEqual([schema.replace('Qurey', 'Query'), '1 error, 1 info in 1 schema. 1 finding mended in 1 file.']);
    const two = 'type Query {\n  a: ID\n  b: ID\n}\nextend type Qurey {\n  a: ID\n  b: ID\n}\n';
    expect(fixed({ 'a.graphql': two })).toEqual([two, '1 error, 1 info in 1 schema.']);
  });

  test('what is acknowledged or off is left', () => {
    const acknowledged = 'type Query {\n  # [ack GQL304: our gateway takes it away]\n  a: ID @aws_iamm\n  b: Strin\n}\n';
    expect(fixed({ 'a.graphql': acknowledged })).toEqual([acknowledged.replace('Strin', 'String'), 'No findings in 1 schema. 1 finding left out as acknowledged. 1 finding mended in 1 file.']);
    expect(fixed({ 'a.graphql': acknowledged }, '--ignore', 'GQL002')).toEqual([acknowledged, 'No findings in 1 schema. 2 findings left out as acknowledged.']);
  });

  test('a file that is named twice is one', () => {
    const file = write('fix/twice.graphql', 'type Query {\n  a: Strin\n}\n');
    const again = `${file.slice(0, file.lastIndexOf('/'))}/../fix/twice.graphql`;
    expect(validate(file, again, '--fix').output).toBe('No findings in 1 schema. 1 finding mended in 1 file.\n');
    expect(readFileSync(file, 'utf8')).toBe('type Query {\n  a: String\n}\n');
  });

  test('--dry-run only shows it', () => {
    const query = write('dry/query.graphql', text);
    const { output } = validate(query, write('dry/order.graphql', types), ...AUTH, '--fix', '--dry-run');
    expect(output).toContain('-  order: Ordr @aws_iamm\n+  order: Order @aws_iam\n');
    expect(readFileSync(query, 'utf8')).toBe(text);
  });
});

describe('what cannot be', () => {
  const file = write('good.graphql', GOOD);

  test.each<[string, string[], string]>([
    ['a mode that is none', [file, '--auth', 'cognitoo'], '--auth is "cognitoo", which is no mode. Did you mean "cognito"? It can be cognito, cognito:deny, iam, apiKey, oidc, lambda.\n'],
    ['a default action of a mode that is not the default', [file, '--auth', 'iam', '--auth', 'cognito:deny'], '--auth cognito:deny is not the first mode, and only the default one, which is the first, has a default action. Write --auth cognito, or name it first.\n'],
    ['modes without a schema', ['x.asl.json', '--auth', 'iam'], '--auth says which modes the API of a schema has, but no schema is among the files. Name a file that ends with .graphql, or leave --auth out.\n'],
  ])('%s', (_, args, errors) => expect(validate(...args)).toMatchObject({ exitCode: 2, errors }));

  test('a file that is not there: the others are a part only, and not checked', () => {
    const { exitCode, output, errors } = validate(file, 'missing.graphql', ...AUTH);
    expect([exitCode, output]).toEqual([2, '']);
    expect(errors).toContain('Schema "missing.graphql" does not exist.');
  });

  test('a file that is no text', () => {
    expect(validate(write('binary.graphql', '\u0000\u0001'), ...AUTH)).toMatchObject({ exitCode: 2, output: '' });
  });

  test('a schema that does not parse', () => {
    const broken = write('broken.graphql', 'type Query {\n  order Order\n}\n');
    const { exitCode, output } = validate(broken, ...AUTH);
    expect(exitCode).toBe(1);
    expect(output).toContain(`${broken}:2:9  error  GQL001  The schema cannot be read: Expected ":", found Name "Order".\n    2 |   order Order\n      |         ^\n`);
  });
});
