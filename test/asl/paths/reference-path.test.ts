import * as fc from 'fast-check';
import { JsonValue } from '../../../src/asl/json-value';
import { compileJsonPath } from '../../../src/asl/paths/json-path';
import { compileReferencePath } from '../../../src/asl/paths/reference-path';

const parse = (text: string): JsonValue => JSON.parse(text);

describe('puts a value', () => {
  test.each([
    ['$', '{"a":1}', '9'],
    ['$.a', '{}', '{"a":9}'],
    ['$.a', '{"a":1,"b":2}', '{"a":9,"b":2}'],
    ['$.b', '{"a":1}', '{"a":1,"b":9}'],
    ['$.a.b.c', '{}', '{"a":{"b":{"c":9}}}'],
    ['$.a.b', '{"a":{"x":1}}', '{"a":{"x":1,"b":9}}'],
    ["$['a b']['c.d']", '{}', '{"a b":{"c.d":9}}'],
    ['$.a[1]', '{"a":[1,2,3]}', '{"a":[1,9,3]}'],
    ['$.a[1].b', '{"a":[1,{"c":2}]}', '{"a":[1,{"c":2,"b":9}]}'],
    ['$[0]', '[1,2]', '[9,2]'],
    ['$.__proto__', '{"a":1}', '{"a":1,"__proto__":9}'],
    ['$.a', '{"__proto__":{"x":1}}', '{"__proto__":{"x":1},"a":9}'],
    ['$.__proto__.x', '{}', '{"__proto__":{"x":9}}'],
    ['$.toString.x', '{}', '{"toString":{"x":9}}'],
  ])('%s into %s', (text, root, expected) => {
    const before = parse(root);
    const after = compileReferencePath(text).set(before, 9);
    expect(JSON.stringify(after)).toBe(expected);
    expect(JSON.stringify(before)).toBe(root);
  });
});

test('shares what is beside the spine', () => {
  const root = { a: { b: { c: 1 }, d: { e: 2 } }, f: { g: 3 } };
  const after = compileReferencePath('$.a.b.c').set(root, 9) as typeof root;
  expect(after.f).toBe(root.f);
  expect(after.a.d).toBe(root.a.d);
  expect(after.a.b).not.toBe(root.a.b);
});

describe('fails at', () => {
  test.each([
    ['$.a', '"input1"', 'Unable to apply ReferencePath $.a to input "input1"'],
    ['$.a', 'null', 'Unable to apply ReferencePath $.a to input null'],
    ['$.a', '[1]', 'Unable to apply ReferencePath $.a to input [1]'],
    ['$.a.b', '{"a":5}', 'Unable to apply ReferencePath $.a.b to input {"a":5}'],
    ['$.a.b', '{"a":null}', 'Unable to apply ReferencePath $.a.b to input {"a":null}'],
    ['$.a[0]', '{}', 'Unable to apply ReferencePath $.a[0] to input {}'],
    ['$.a[1]', '{"a":[1]}', 'Unable to apply ReferencePath $.a[1] to input {"a":[1]}'],
    ['$.a[0]', '{"a":{}}', 'Unable to apply ReferencePath $.a[0] to input {"a":{}}'],
  ])('%s of %s', (text, root, message) => {
    expect(() => compileReferencePath(text).set(parse(root), 9)).toThrow(expect.objectContaining({ name: 'EvaluationError', kind: 'path', message }));
  });
});

test.each(['$.a[*]', '$..a', '$.a[0,1]', '$.a[1:]', '$.a[-1]', '$.a[?(@.b)]', '$.a.length()', "$['a','b']", '$.*'])('%s can name no or several places', (text) => {
  expect(() => compileReferencePath(text)).toThrow(expect.objectContaining({ name: 'ExpressionSyntaxError', message: expect.stringContaining('Only names and indices from 0 may be used') }));
});

test.each([
  ['@.a', 'Reference Path "@.a" starts with "@", which only paths in filters may. Start it with "$".'],
  ['a', "Path must start with '$' or '@'"],
  ['$$.a', "Illegal character at position 1 expected '.' or '['"],
])('%s is refused', (text, message) => {
  expect(() => compileReferencePath(text)).toThrow(expect.objectContaining({ name: 'ExpressionSyntaxError', message }));
});

test('what was put is found again', () => {
  const keys = fc.array(fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('__proto__', 'toString')), { maxLength: 5 });
  fc.assert(fc.property(keys, fc.dictionary(fc.string(), fc.constant({})), (names, root) => {
    const text = '$' + names.map((name) => `['${name.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}']`).join('');
    expect(compileJsonPath(text).read(compileReferencePath(text).set(root as JsonValue, 'put'))).toBe('put');
  }));
});
