import { schemaOf } from './schema-of';
import { ApiFacts } from '../../src/graphql/api-facts';
import { SchemaSource } from '../../src/graphql/schema-source';
import { validateSchema } from '../../src/graphql/validate-schema';

const brief = (schema: string | SchemaSource, api: ApiFacts = { modes: ['cognito', 'iam'] }) => (
  validateSchema(typeof schema === 'string' ? schemaOf(schema) : schema, api).map(({ id, line, column, message }) => `${id} ${line}:${column} ${message}`));

const OK = 'type Query { a: Int }';

describe('what is no schema gives a finding with its place', () => {
  test.each([
    ['an empty text', '', ['GQL001 1:1 The schema is empty. It needs at least "type Query" with one field.']],
    ['white space', ' \n\t\r\n', ['GQL001 1:1 The schema is empty. It needs at least "type Query" with one field.']],
    ['a byte order mark', '\uFEFF', ['GQL001 1:1 The schema is empty. It needs at least "type Query" with one field.']],
    ['JSON', '{\n  "StartAt": "A"\n}', ['GQL001 2:3 The schema cannot be read: Expected Name, found String "StartAt".']],
    ['YAML', 'StartAt: A', ['GQL001 1:1 The schema cannot be read: Unexpected Name "StartAt".']],
    ['a control character', 'type Query {\n  \u0000a: Int\n}', ['GQL001 2:3 The schema cannot be read: Unexpected character: U+0000.']],
    ['half a surrogate', 'type Query { a\uD800: Int }', ['GQL001 1:15 The schema cannot be read: Invalid character: U+D800.']],
    ['a text that does not end', 'type Query {\n  "a\n}', ['GQL001 2:5 The schema cannot be read: Unterminated string.']],
    ['a type without fields', 'type Query {\n}', ['GQL001 2:1 The schema cannot be read: Expected Name, found "}".']],
    ['lines of Windows', 'type Query {\r\n  a Int\r\n}', ['GQL001 2:5 The schema cannot be read: Expected ":", found Name "Int".']],
    ['a variable', 'type Query { a(b: Int = $c): Int }', ['GQL001 1:25 The schema cannot be read: Unexpected variable "$c" in constant value.']],
  ])('%s', (_, text, expected) => expect(brief(text)).toEqual(expected));

  test('in the right file of several', () => {
    const source = schemaOf({ file: 'a.graphql', text: OK }, { file: 'b.graphql', text: '\n\ntype A {\n  b Int\n}' }, { file: 'c.graphql', text: 'type' });
    expect(validateSchema(source).map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual(['b.graphql:4:5', 'c.graphql:1:5']);
  });

  test('a file with comments only adds nothing', () => {
    expect(brief(schemaOf({ file: 'a.graphql', text: OK }, { file: 'b.graphql', text: '# later' }))).toEqual([]);
  });

  test('no text at all', () => expect(brief(schemaOf())).toEqual(['GQL001 1:1 The schema is empty. It needs at least "type Query" with one field.']));
});

describe.each([10_000, 250_000])('%d levels', (levels) => {
  test.each([
    ['lists', `type Query { a: ${'['.repeat(levels)}`, '1:216'],
    ['values', `type Query { a: Int @b(c: ${'{d: '.repeat(levels)}`, '1:819'],
    ['operations', `query ${'{a '.repeat(levels)}`, '1:607'],
    ['lists of values, closed', `type Query { a(b: Int = ${'['.repeat(levels)}${']'.repeat(levels)}): Int }`, '1:223'],
  ])('%s', (_, text, at) => expect(brief(text)).toEqual([`GQL001 ${at} The schema is nested too deeply: more than 200 levels of brackets.`]));
});

describe('a name one letter off', () => {
  test.each([
    ['a directive', 'type Query {\n  a: Int @aws_cognito_user_pool\n}', ['GQL304 2:10 "@aws_cognito_user_pool" is no directive of AppSync. Did you mean "@aws_cognito_user_pools"?']],
    ['an argument of a directive', 'type Query {\n  a: Int @aws_cognito_user_pools(cognito_group: ["a"])\n}', ['GQL002 2:34 Unknown argument "cognito_group" on directive "@aws_cognito_user_pools". Did you mean "cognito_groups"?']],
    ['a type', 'type Query {\n  a: Strin\n}', ['GQL002 2:6 The schema has no type "Strin". Did you mean "String"?']],
    ['a member of a union twice', 'type Query {\n  a: U\n}\nunion U = Query |\n  Query', ['GQL002 5:3 Union type U can only include type Query once.']],
    ['an interface twice', 'interface I {\n  a: I\n}\ntype Query implements I & I {\n  a: I\n}', ['GQL002 4:27 Type Query can only implement I once.']],
    ['a root type', 'type Qury {\n  a: Int\n}', ['GQL002 1:1 Query root type must be provided.']],
  ])('%s', (_, text, expected) => expect(brief(text)).toEqual(expected));
});

test('an acknowledgement of a rule about code holds for nothing', () => {
  expect(brief('type Query {\n  a: Int # [ack GQL501: it works]\n}')).toEqual(['GQL009 2:12 "Query.a" acknowledges "GQL501", which is no rule about schemas.']);
});

test('an acknowledgement at the end of a file is for nothing', () => {
  expect(brief('type Query {\n  a: Int @foo\n}\n# [ack GQL304: our gateway takes it away]\n')).toEqual([
    'GQL304 2:10 "@foo" is no directive of AppSync.', 'GQL009 4:3 A comment at the end of the file acknowledges "GQL304", but the rule finds nothing there.',
  ]);
  expect(brief('type Query {\n  a: Int @foo\n  # [ack GQL304: our gateway takes it away]\n}\n')).toEqual([]);
});

test.each<[string, string, string[]]>([
  ['spaces', 'type Query implements A B { a: Int b: Strin }', ['GQL002 1:39 The schema has no type "Strin". Did you mean "String"?']],
  ['a line of its own', 'type Query implements\r\n  A\r\n  B {\r\n a: Int b: Strin }', ['GQL002 4:12 The schema has no type "Strin". Did you mean "String"?']],
  ['comments', 'type Query implements A # one, two\n B #x\n { a: Int b: Int }', []],
  ['a comment without a space, and a comma after it', 'type Query implements A#one two\n,B { a: Int b: Int }', []],
  ['a comment without a space', 'type Query implements A#one two\nB { a: Int b: Int }', ['GQL001 2:1 The schema cannot be read: Unexpected Name "B".']],
  ['a type that follows', 'extend type Query implements A\ntype Query implements B { a: Int b: Int }', []],
  ['a directive', 'type Query implements A B @aws_iam { a: Int b: Int }', []],
])('interfaces with nothing between them: %s', (_, text, expected) => {
  expect(brief(`${text}\ninterface A { a: Int }\ninterface B { b: Int }`, { modes: ['iam'], mergesExtensions: true })).toEqual(expected);
});

describe('a value that is not known until deploy', () => {
  test.each([['the whole schema', '${Token[TOKEN.12]}'], ['a part of it', `${OK}\n\${Token[Stage.3]}`]])('%s', (_, text) => {
    expect(validateSchema(schemaOf({ text, file: 'a.graphql' }), { constructPath: 'Shop/Api' })).toEqual([
      expect.objectContaining({ id: 'NotChecked', severity: 'INFO', constructPath: 'Shop/Api', message: 'The schema is not checked: a part of it is not known until deploy.' }),
    ]);
  });

  test('what only looks like one is read', () => expect(brief('type Query {\n  "${Token}" a: Int\n}')).toEqual([]));
});

/** Work that is not linear in the size of the schema would take minutes for these. */
describe('large schemas', () => {
  const types = (count: number, one: (index: number) => string) => Array.from({ length: count }, (_, index) => one(index)).join('\n');

  test.each<[string, string]>([
    ['a megabyte of types', `type Query { t0: T0 }\n${types(9000, (index) => `type T${index} @aws_iam { next: T${(index + 1) % 9000} id: ID }`)}`],
    ['types that are not there', `${OK}\n${types(10_000, (index) => `type T${index} { a: U${index} }`)}`],
    ['extensions of what is not there', `${OK}\n${types(10_000, (index) => `extend type T${index} { a: Int }`)}`],
    ['directives that are not there', `${OK}\n${types(7000, (index) => `type T${index} @aws_im${index} { a: Int }`)}`],
    ['an interface of many types', `type Query { i: I }\ninterface I { ${types(5000, (index) => `f${index}: I`)} }\n${types(5000, (index) => `type T${index} implements I { a: Int }`)}`],
    ['a union of many types', `type Query { ${types(5000, (index) => `f${index}: U`)} }\nunion U = ${types(5000, (index) => `| T${index}`)}\n${types(5000, (index) => `type T${index} @aws_iam { a: Int }`)}`],
    ['inputs that lead to each other', `type Query { a(i: I0): Int }\n${types(20_000, (index) => `input I${index} { i: I${index + 1}! }`)}\ninput I20000 { a: Int }`],
    ['subscriptions of one type', `${OK}\ntype Mutation { m: T }\ntype Subscription { ${types(4000, (index) => `s${index}(x${index}: Int): T @aws_subscribe(mutations: ["m"])`)} }\ntype T { ${types(4000, (index) => `f${index}: Int!`)} }`],
    ['acknowledgements', `type Query {\n${types(5000, (index) => `# [ack GQL402: for field ${index}]\nf${index}: Int`)}\n}`],
    ['more definitions than a call has arguments', `${OK}\n${types(150_000, (index) => `scalar A${index}`)}`],
    ['one type 50,000 times', `${OK}\n${'scalar A '.repeat(50_000)}`],
    ['a union of one type 50,000 times', `${OK}\nunion U = ${'Query|'.repeat(50_000)}Query`],
    ['a type that implements one interface 50,000 times', `type Query implements ${'I & '.repeat(50_000)}I { a: Int } interface I { a: Int }`],
    ['an interface whose fields 400 types do not have, in one line', `type Query { i: I } interface I { ${types(400, (index) => `f${index}:I`).replaceAll('\n', ' ')} } ${types(400, (index) => `type T${index} implements I { a: Int }`).replaceAll('\n', ' ')}`],
    ['300 interfaces that implement each other', `type Query { i: I0 } ${types(300, (index) => `interface I${index} implements ${types(300, (other) => `I${other}`).replaceAll('\n', ' & ')} { a: Int }`)}`],
    ['directives at one field', `type Query { a: Int ${'@a '.repeat(150_000)} }`],
    ['values of a list', `type Query { a: Int @aws_auth(cognito_groups: [${'"a" '.repeat(150_000)}]) }`],
    ['quotes', `type Query { a: Int } ${'"\\'.repeat(300_000)}`],
    ['block quotes', `type Query { a: Int } ${'"""\\'.repeat(200_000)}`],
    ['tokens that are none', '${Token['.repeat(110_000)],
    ['acknowledgements that are none', `${OK} #${'[ack GQL001'.repeat(90_000)}`],
    ['white space', ' \n'.repeat(500_000)],
    ['commas', ','.repeat(1_000_000)],
    ['one name', `type ${'a'.repeat(1_000_000)} { a: Int }`],
  ])('%s', (_, text) => {
    const started = process.hrtime.bigint();
    expect(() => validateSchema(schemaOf(text), { modes: ['cognito', 'iam'], resolvers: [] })).not.toThrow();
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(20_000);
  });
});

test('names of members of Object are names', () => {
  expect(brief('type Query {\n  constructor: __proto__\n  toString: hasOwnProperty @valueOf\n}')).toEqual([
    'GQL002 2:16 The schema has no type "__proto__".',
    'GQL002 3:13 The schema has no type "hasOwnProperty".',
    'GQL304 3:28 "@valueOf" is no directive of AppSync.',
  ]);
});
