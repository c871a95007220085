import { runOptions } from './run-options';
import { CodeRunner } from '../../../src/appsync-js/runner/code-runner';
import { runResolver } from '../../../src/appsync-js/runner/run-resolver';

const run = (expression: string) => runResolver({
  code: new CodeRunner(`import * as ddb from '@aws-appsync/utils/dynamodb';\nexport const request = (ctx) => ({ payload: ${expression} });\nexport const response = (ctx) => ctx.result;`),
}, {}, runOptions());
const valueOf = (expression: string) => run(expression).data;

// What AppSync's EvaluateCode answered, as localstack/appsync-utils recorded it.
test.each([
  ['util.dynamodb.toDynamoDB("test")', { S: 'test' }],
  ['util.dynamodb.toDynamoDB(12345)', { N: 12345 }],
  ['util.dynamodb.toDynamoDB(true)', { BOOL: true }],
  ['util.dynamodb.toNull()', { NULL: null }],
  ['util.dynamodb.toStringSet(["foo", "bar"])', { SS: ['foo', 'bar'] }],
  ['util.dynamodb.toNumberSet([1, 23, 4.56])', { NS: [1, 23, 4.56] }],
  ['util.dynamodb.toBinary("foo")', { B: 'foo' }],
  ['util.dynamodb.toList(["foo", 123, { bar: "baz" }])', { L: [{ S: 'foo' }, { N: 123 }, { M: { bar: { S: 'baz' } } }] }],
  ['util.dynamodb.toMap({ foo: "bar", beep: ["boop"] })', { M: { foo: { S: 'bar' }, beep: { L: [{ S: 'boop' }] } } }],
  ['util.dynamodb.toMapValues({ foo: "bar", baz: 1234 })', { foo: { S: 'bar' }, baz: { N: 1234 } }],
  ['util.dynamodb.toS3Object("foo", "bar", "baz")', { S: '{"s3":{"key":"foo","bucket":"bar","region":"baz"}}' }],
  ['ddb.get({ key: { id: "id" } })', { operation: 'GetItem', key: { id: { S: 'id' } } }],
])('%s', (expression, expected) => {
  expect(valueOf(expression)).toEqual(expected);
});

test.each([
  ['{ v: { eq: "x" } }', '(#v = :v_eq)', { ':v_eq': { S: 'x' } }],
  ['{ v: { between: [1, 9] } }', '(#v BETWEEN :v_between_start AND :v_between_end)', { ':v_between_start': { N: 1 }, ':v_between_end': { N: 9 } }],
  ['{ v: { in: ["a", "b"] } }', '(#v IN (:v_in_0, :v_in_1))', { ':v_in_0': { S: 'a' }, ':v_in_1': { S: 'b' } }],
  ['{ v: { in: [] } }', '(null)', {}],
  ['{ v: { notContains: "x" } }', '(NOT contains(#v,:v_notContains))', { ':v_notContains': { S: 'x' } }],
  ['{ v: { beginsWith: "x" } }', '(begins_with(#v,:v_beginsWith))', { ':v_beginsWith': { S: 'x' } }],
  ['{ v: { attributeExists: false } }', '(attribute_not_exists(#v))', {}],
  ['{ v: { attributeType: "stringSet" } }', '(attribute_type(#v,:v_attributeType))', { ':v_attributeType': { S: 'SS' } }],
  ['{ v: { ge: 1, le: 5 } }', '((#v >= :v_ge) AND (#v <= :v_le))', { ':v_ge': { N: 1 }, ':v_le': { N: 5 } }],
  ['{ a: { eq: 1 }, b: { eq: 2 } }', '(#a = :a_eq) AND (#b = :b_eq)', { ':a_eq': { N: 1 }, ':b_eq': { N: 2 } }],
  ['{ a: { eq: 1 }, b: {} }', '(#a = :a_eq) AND ', { ':a_eq': { N: 1 } }],
  ['{ and: [{ a: { eq: 1 } }] }', '(#a = :and_0_a_eq)', { ':and_0_a_eq': { N: 1 } }],
  ['{ and: [{ a: { eq: 1 } }, {}] }', '((#a = :and_0_a_eq) AND )', { ':and_0_a_eq': { N: 1 } }],
  ['{ and: [{ or: [{ a: { eq: 1 } }, { b: { eq: 2 } }] }, { c: { eq: 3 } }] }', '(((#a = :and_0_or_0_a_eq) OR (#b = :and_0_or_1_b_eq)) AND (#c = :and_1_c_eq))',
    { ':and_0_or_0_a_eq': { N: 1 }, ':and_0_or_1_b_eq': { N: 2 }, ':and_1_c_eq': { N: 3 } }],
  ['{ not: { and: [{ a: { eq: 1 } }, { b: { eq: 2 } }] } }', '(NOT ((#a = :not_and_0_a_eq) AND (#b = :not_and_1_b_eq)))', { ':not_and_0_a_eq': { N: 1 }, ':not_and_1_b_eq': { N: 2 } }],
  ['{ not: {} }', '(NOT )', {}],
  ['{ v: { size: { gt: 2, lt: 5 } } }', '((size(#v) > :v_size_gt) AND (size(#v) < :v_size_lt))', { ':v_size_gt': { N: 2 }, ':v_size_lt': { N: 5 } }],
  ['{ v: { size: { size: { gt: 1 } } } }', '(size(#v) > :v_size_size_gt)', { ':v_size_size_gt': { N: 1 } }],
  ['{}', '', {}],
])('the filter %s', (filter, expression, expressionValues) => {
  const made = JSON.parse(valueOf(`util.transform.toDynamoDBFilterExpression(${filter})`) as string);
  expect(made).toMatchObject({ expression, expressionValues });
  expect(valueOf(`util.transform.toDynamoDBConditionExpression(${filter})`)).toBe(JSON.stringify(made));
});

test.each(['{ v: 1 }', '{ and: { a: { eq: 1 } } }', '{ v: { like: 1 } }', '{ v: { between: [1] } }', '{ v: { attributeType: "SS" } }', 'null', '"a"', '[]', '{ and: [null] }'])('the filter %s is none', (filter) => {
  expect(valueOf(`util.transform.toDynamoDBFilterExpression(${filter})`)).toBeNull();
});

test.each([
  ['util.urlEncode("a b&c=ü\'(~)")', 'a+b%26c%3D%C3%BC%27%28%7E%29'],
  ['util.urlDecode("a+b%26c")', 'a b&c'],
  ['util.base64Decode(util.base64Encode("ü"))', 'ü'],
  ['util.escapeJavaScript("it\'s\\n")', 'it\\\'s\\n'],
  ['util.matches("a*b", "aaab")', true],
  ['util.matches("a*b", "aaabc")', false],
  ['util.time.nowEpochSeconds()', 1767323045],
  ['util.time.epochMilliSecondsToISO8601(0)', '1970-01-01T00:00:00.000Z'],
  ['util.time.parseISO8601ToEpochMilliSeconds("1970-01-01T00:00:01Z")', 1000],
  ['util.http.copyHeaders({ Host: "a", "x-a": "b" })', { 'x-a': 'b' }],
  ['util.authType()', 'API Key Authorization'],
])('%s', (expression, expected) => {
  expect(valueOf(expression)).toEqual(expected);
});

test.each([
  ['ddb.put({ key: { id: 1 }, item: { a: "b" }, condition: { id: { attributeExists: false } } })', {
    operation: 'PutItem', key: { id: { N: 1 } }, attributeValues: { a: { S: 'b' } },
    condition: { expression: '(attribute_not_exists(#id))', expressionNames: { '#id': 'id' }, expressionValues: {} },
  }],
  ['ddb.query({ query: { id: { eq: "1" } }, limit: 3, nextToken: null, index: "byId" })', {
    operation: 'Query', limit: 3, index: 'byId', query: { expression: '(#id = :id_eq)', expressionNames: { '#id': 'id' }, expressionValues: { ':id_eq': { S: '1' } } },
  }],
  ['ddb.update({ key: { id: 1 }, update: { a: 2, b: ddb.operations.remove() } })', {
    operation: 'UpdateItem', key: { id: { N: 1 } },
    update: { expression: 'SET #a = :a REMOVE #b', expressionNames: { '#a': 'a', '#b': 'b' }, expressionValues: { ':a': { N: 2 } } },
  }],
  ['ddb.batchGet({ tables: { orders: { keys: [{ id: 1 }], projection: ["a.b"] } } })', {
    operation: 'BatchGetItem', tables: { orders: { keys: [{ id: { N: 1 } }], projection: { expression: '#a.#b', expressionNames: { '#a': 'a', '#b': 'b' } } } },
  }],
])('%s', (expression, expected) => {
  expect(valueOf(expression)).toEqual(expected);
});

test('headers and extensions are told', () => {
  const { responseHeaders, extensions } = run('[util.http.addResponseHeader("x-a", "b"), util.http.addResponseHeaders({ "x-c": 1 }), extensions.evictFromApiCache("Query", "order", { id: 1 })]');
  expect(responseHeaders).toEqual({ 'x-a': 'b', 'x-c': 1 });
  expect(extensions).toEqual([{ name: 'evictFromApiCache', given: ['Query', 'order', { id: 1 }] }]);
});
