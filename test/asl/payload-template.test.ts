import { scopeOf } from './scope';
import { JsonObject, JsonValue } from '../../src/asl/json-value';
import { compilePayloadTemplate } from '../../src/asl/payload-template';

const scope = scopeOf({ a: { b: 1 }, list: [1, 2], text: 'x' }, { Execution: { Id: 'arn' } }, { v: { x: 5 } });

describe('fills', () => {
  test.each<[string, JsonValue, JsonValue]>([
    ['a path', { 'x.$': '$.a.b', 'y': 2 }, { x: 1, y: 2 }],
    ['the whole input', { 'x.$': '$' }, { x: { a: { b: 1 }, list: [1, 2], text: 'x' } }],
    ['the context object', { 'x.$': '$$.Execution.Id' }, { x: 'arn' }],
    ['a variable', { 'x.$': '$v.x' }, { x: 5 }],
    ['an intrinsic function', { 'x.$': 'States.MathAdd($.a.b, 1)' }, { x: 2 }],
    ['objects in objects', { o: { p: { 'x.$': '$.text', 'k': [1] } } }, { o: { p: { x: 'x', k: [1] } } }],
    ['objects in arrays', { o: [1, { 'x.$': '$.text' }, [{ 'y.$': '$.a.b' }]] }, { o: [1, { x: 'x' }, [{ y: 1 }]] }],
    ['nothing in texts that only look like paths', { o: ['$.text', { x: '$.a' }] }, { o: ['$.text', { x: '$.a' }] }],
    ['a list', { 'x.$': '$.list[*]' }, { x: [1, 2] }],
    ['an empty list', { 'x.$': '$.list[7:]' }, { x: [] }],
    ['the name ".$"', { '.$': '$.text' }, { '': 'x' }],
    ['__proto__', JSON.parse('{"__proto__.$":"$.a","b":1}'), JSON.parse('{"__proto__":{"b":1},"b":1}')],
    ['beside __proto__', JSON.parse('{"x.$":"$.text","__proto__":{"y":1}}'), JSON.parse('{"x":"x","__proto__":{"y":1}}')],
  ])('%s', (_, template, expected) => {
    expect(JSON.stringify(compilePayloadTemplate(template)(scope))).toBe(JSON.stringify(expected));
  });
});

test.each<[JsonValue]>([[{ a: [{ b: '$.x' }], c: null }], [[1, [2]]], ['$.a'], [null], [5]])('%j has nothing to fill and is itself the result', (template) => {
  expect(compilePayloadTemplate(template)(scope)).toBe(template);
});

test('parts without an expression are shared, not copied', () => {
  const template = { 'x.$': '$.text', 'fixed': { a: [1] } };
  const evaluate = compilePayloadTemplate(template);
  expect((evaluate(scope) as JsonObject).fixed).toBe(template.fixed);
});

describe('fails in AWS\'s words', () => {
  test.each<[JsonValue, string]>([
    [{ 'value.$': '$.x' }, "The JSONPath '$.x' specified for the field 'value.$' could not be found in the input '{\"in\":1}'"],
    [{ o: [{ 'value.$': '$.x.y[0]' }] }, "The JSONPath '$.x.y[0]' specified for the field 'value.$' could not be found in the input '{\"in\":1}'"],
    [{ 'value.$': '$$.x' }, "The JSONPath '$$.x' specified for the field 'value.$' could not be found in the input '{\"State\":{}}'"],
    [{ 'value.$': '$v.y' }, "The JSONPath '$v.y' specified for the field 'value.$' could not be found in the input '{\"x\":5}'"],
    [{ 'value.$': '$w' }, "The JSONPath '$w' specified for the field 'value.$' could not be found in the input '{\"in\":1}'"],
    [{ 'value.$': 'States.Array($.x)' }, "The function 'States.Array($.x)' had the following error: The JsonPath argument for the field '$.x' could not be found in the input '{\"in\":1}'"],
  ])('%j', (template, message) => {
    expect(() => compilePayloadTemplate(template)(scopeOf({ in: 1 }, { State: {} }, { v: { x: 5 } })))
      .toThrow(expect.objectContaining({ name: 'EvaluationError', kind: 'path', message }));
  });
});

test('an index past the end fails, or gives null where that is asked for', () => {
  const template = { 'x.$': '$.list[5]' };
  expect(() => compilePayloadTemplate(template)(scope)).toThrow("The JSONPath '$.list[5]' specified for the field 'x.$' could not be found");
  expect(compilePayloadTemplate(template, { indexPastEnd: 'null' })(scope)).toEqual({ x: null });
  expect(() => compilePayloadTemplate({ 'x.$': '$.nope' }, { indexPastEnd: 'null' })(scope)).toThrow('could not be found');
});

describe('refuses', () => {
  test.each<[JsonValue, string]>([
    [{ 'x.$': 5 }, 'Field "x.$" holds a number. A field whose name ends with ".$" holds a text: a path or an intrinsic function. Remove ".$" from the name for a fixed value.'],
    [{ 'x.$': null }, 'Field "x.$" holds null.'],
    [{ 'x.$': { 'y.$': '$.a' } }, 'Field "x.$" holds an object.'],
    [{ 'x.$': [] }, 'Field "x.$" holds an array.'],
    [{ 'x.$': 'text' }, 'The value of the field "x.$" is not a valid path or intrinsic function: Expression "text" is neither a path nor an intrinsic function.'],
    [{ 'x.$': '$.[' }, 'The value of the field "x.$" is not a valid path or intrinsic function: Could not parse token'],
    [{ 'x.$': '$.a', 'x': 1 }, 'Fields "x" and "x.$" stand side by side, and both give "x" its value. Remove one of them.'],
    [{ o: [{ 'x.$': 5 }] }, 'Field "x.$" holds a number.'],
  ])('%j', (template, message) => {
    expect(() => compilePayloadTemplate(template)).toThrow(expect.objectContaining({ name: 'ExpressionSyntaxError', message: expect.stringContaining(message) }));
  });
});

test('a template nested 1,000 deep', () => {
  let template: JsonValue = { 'x.$': '$.text' };
  for (let level = 0; level < 500; level++) template = { a: [template] };
  expect(JSON.stringify(compilePayloadTemplate(template)(scope))).toContain('{"x":"x"}');
});
