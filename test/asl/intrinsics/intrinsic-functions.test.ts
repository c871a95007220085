import * as fc from 'fast-check';
import { JsonObject, JsonValue } from '../../../src/asl/json-value';
import { compileExpression } from '../../../src/asl/paths/expression';
import { scopeOf } from '../scope';

const evaluate = (text: string, input: JsonValue = {}, context: JsonObject = {}) => compileExpression(text)(scopeOf(input, context));

describe('computes', () => {
  test.each<[string, JsonValue, JsonValue]>([
    // Text
    ["States.Format('Hello, {} and {}.', $.a, 'B')", { a: 'A' }, 'Hello, A and B.'],
    ["States.Format('none')", {}, 'none'],
    ["States.Format('{}{}', 1, 1.5)", {}, '11.5'],
    ["States.Format('{} {} {}', true, null, -0.5)", {}, 'true null -0.5'],
    ["States.Format('\\{\\} \\{a\\} \\' \\\\ {}', 'x')", {}, "{} {a} ' \\ x"],
    ["States.Format('s3://${bucket}/{}', 'k')", {}, 's3://${bucket}/k'],
    ['States.Format($.template, $.name)', { template: '{} \\{x\\}', name: 'N' }, 'N \\{x\\}'],
    ["States.Format('{}', $)", { Arg1: 1, Arg2: [], Arg3: { a: ['x', null] } }, '{Arg1=1, Arg2=[], Arg3={a=[x, null]}}'],
    ["States.Format('{} {} {}', $[0], $[1], $[2])", [12345678.5, 0.00001, 12345678], '1.23456785E7 1.0E-5 12345678'],
    ["States.StringSplit('1,2,,3,', ',')", {}, ['1', '2', '3']],
    ["States.StringSplit('This.is+a,test=string', '.+,=')", {}, ['This', 'is', 'a', 'test', 'string']],
    ["States.StringSplit('', ',')", {}, []],
    ["States.StringSplit('a,b', '')", {}, ['a,b']],
    ["States.StringSplit('a😂b', '😂')", {}, ['a', 'b']],
    // JSON
    ['States.StringToJson($)', '{"a":[1,true,null],"__proto__":1}', JSON.parse('{"a":[1,true,null],"__proto__":1}')],
    ["States.StringToJson(' ')", {}, null],
    ["States.StringToJson('\"x\"')", {}, 'x'],
    ['States.JsonToString($)', { a: [1.5, 'x'], b: null }, '{"a":[1.5,"x"],"b":null}'],
    ["States.JsonToString('x')", {}, '"x"'],
    ['States.JsonMerge($.x, $.y, false)', { x: { a: { b: 1 }, c: 1 }, y: { a: { d: 2 }, e: 3 } }, { a: { d: 2 }, c: 1, e: 3 }],
    ['States.JsonMerge($.x, $.y, false)', JSON.parse('{"x":{},"y":{"__proto__":{"z":1}}}'), JSON.parse('{"__proto__":{"z":1}}')],
    // Arrays
    ['States.Array()', {}, []],
    ["States.Array($.a, 'x', 1, true, null, States.Array())", { a: { b: 1 } }, [{ b: 1 }, 'x', 1, true, null, []]],
    ['States.ArrayPartition($, 4)', [1, 2, 3, 4, 5, 6, 7, 8, 9], [[1, 2, 3, 4], [5, 6, 7, 8], [9]]],
    ['States.ArrayPartition($, 1.5)', [1, 2, 3], [[1, 2], [3]]],
    ['States.ArrayContains($, 5)', [1, 5], true],
    ['States.ArrayContains($, null)', [1, [null]], false],
    ['States.ArrayContains($.a, $.b)', { a: [{ x: 1, y: [2] }], b: { y: [2], x: 1 } }, true],
    ['States.ArrayRange(1, 9, 2)', {}, [1, 3, 5, 7, 9]],
    ['States.ArrayRange(9, 1, -4)', {}, [9, 5, 1]],
    ['States.ArrayRange(1, 9, 9)', {}, [1]],
    ['States.ArrayRange(5, 1, 1)', {}, []],
    ['States.ArrayRange(0.5, 2.4, 1.2)', {}, [1, 2]],
    ['States.ArrayGetItem($, 1)', [1, 2, 3], 2],
    ['States.ArrayLength($)', [1, 2, 3], 3],
    ['States.ArrayUnique($)', [3, 1, 3, '1', [1], [1], { a: 1, b: 2 }, { b: 2, a: 1 }, null, null], [3, 1, '1', [1], { a: 1, b: 2 }, null]],
    // Encoding
    ["States.Base64Encode('Data to encode')", {}, 'RGF0YSB0byBlbmNvZGU='],
    ["States.Base64Encode('é😂')", {}, 'w6nwn5iC'],
    ["States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", {}, 'Data to encode'],
    ["States.Base64Decode('RGF0YSB0byBlbmNvZGU')", {}, 'Data to encode'],
    ["States.Hash('', 'MD5')", {}, 'd41d8cd98f00b204e9800998ecf8427e'],
    ["States.Hash('input data', 'SHA-1')", {}, 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ["States.Hash('abc', 'SHA-256')", {}, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ["States.Hash('abc', 'SHA-384')", {}, 'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7'],
    ["States.Hash('abc', 'SHA-512')", {}, 'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f'],
    // Numbers
    ['States.MathAdd(111, -1)', {}, 110],
    ['States.MathAdd($.a, $.b)', { a: -0.5, b: 0.5 }, 1],
    ['States.MathAdd($.a, $.b)', { a: 1.5, b: 1.51 }, 4],
    ['States.MathAdd($.a, 0)', { a: -2.5 }, -2],
    ['States.MathAdd(1e3, 0)', {}, 1000],
    ['States.MathRandom(1, 999)', {}, 500],
    ['States.MathRandom(-5, -4)', {}, -5],
    ['States.UUID()', {}, '00000000-0000-4000-8000-000000000000'],
    // Syntax
    ['States.ArrayGetItem(States.StringSplit($.a, \'-\'), States.MathAdd(States.ArrayLength(States.StringSplit($.a, \'-\')), -1))', { a: 'x-y-z' }, 'z'],
    ["States.Array( $.a ,$['b, c'] , $.d[?(@.e == 'x, )y')].e , $.a.length() )   ", { 'a': [1], 'b, c': 2, 'd': [{ e: 'x, )y' }] }, [[1], 2, ['x, )y'], 1]],
    ["States.Array('it\\'s', 'a{}b', '\\{')", {}, ["it's", 'a{}b', '{']],
    ["States.StringSplit('Hello\nWorld', '\n')", {}, ['Hello', 'World']],
  ])('%s', (text, input, expected) => {
    const actual = evaluate(text, input);
    expect(actual).toEqual(expected);
    expect(JSON.stringify(actual)).toBe(JSON.stringify(expected));
  });

  test('a seeded random number is always the same, and other seeds give others', () => {
    const draw = (seed: number) => evaluate(`States.MathRandom(0, 1000000, ${seed})`);
    expect(draw(42)).toBe(draw(42));
    // What java.util.Random gives: nextDouble() of seed 42 is 0.7275636800328681.
    expect(draw(42)).toBe(727563);
    expect(new Set([1, 2, 3, -1].map(draw)).size).toBe(4);
  });

  test('paths may start from the context object and from variables', () => {
    expect(compileExpression("States.Format('{} {}', $$.Execution.Name, $v.x)")(scopeOf({}, { Execution: { Name: 'E' } }, { v: { x: 1 } }))).toBe('E 1');
  });
});

describe('fails with AWS\'s sentence around the reason', () => {
  test.each<[string, JsonValue, string]>([
    ['States.ArrayLength($)', 'x', 'Argument 1 must be an array, but is a string.'],
    ['States.ArrayPartition($, 0)', [1], 'Argument 2, the size of a part, is 0, but must be at least 1.'],
    ['States.ArrayPartition($, null)', [1], 'Argument 2 must be a number, but is null.'],
    ['States.ArrayContains($, 1)', {}, 'Argument 1 must be an array, but is an object.'],
    ['States.ArrayRange(1, 2, 0)', {}, 'Argument 3, the step, must not be 0.'],
    ['States.ArrayRange(1, 1001, 1)', {}, 'The range has 1001 items, but may have 1000 at most.'],
    ['States.ArrayGetItem($, 3)', [1], 'Argument 2 is the index 3, but the array has 1 items.'],
    ['States.ArrayGetItem($, -1)', [1], 'Argument 2 is the index -1, but the array has 1 items.'],
    ['States.Base64Encode($)', 'x'.repeat(10_001), 'Argument 1 has 10001 characters, but may have 10000 at most.'],
    ['States.Base64Decode($)', 'A'.repeat(10_004), 'Argument 1 has 10004 characters, but may have 10000 at most.'],
    ["States.Base64Decode('a')", {}, 'Argument 1 is not valid Base64.'],
    ["States.Base64Decode('ab*=')", {}, 'Argument 1 is not valid Base64.'],
    ["States.Base64Decode('ab=')", {}, 'Argument 1 is not valid Base64.'],
    ["States.Hash($, 'MD5')", 'x'.repeat(10_001), 'Argument 1 has 10001 characters, but may have 10000 at most.'],
    ["States.Hash($, 'MD5')", [], 'Argument 1 must be a string, but is an array.'],
    ["States.Hash('x', 'md5')", {}, 'Argument 2 is the algorithm "md5"; use one of MD5, SHA-1, SHA-256, SHA-384, SHA-512.'],
    ['States.JsonMerge($, $, true)', {}, 'Argument 3 must be false: Step Functions merges objects only at their first level.'],
    ['States.JsonMerge($, 1, false)', {}, 'Argument 2 must be an object, but is a number.'],
    ["States.StringToJson('x')", {}, 'Argument 1 is not valid JSON.'],
    ['States.StringToJson($)', '['.repeat(100_000), 'Argument 1 is JSON nested more than 1000 deep.'],
    ['States.StringToJson(1)', {}, 'Argument 1 must be a string, but is a number.'],
    ['States.MathAdd(1, true)', {}, 'Argument 2 must be a number, but is a boolean.'],
    ['States.MathAdd(2147483647, 1)', {}, 'The sum is 2147483648, but must be from -2147483648 to 2147483647.'],
    ['States.MathAdd(2147483648, 0)', {}, 'Argument 1 is 2147483648, but must be from -2147483648 to 2147483647.'],
    ['States.MathRandom(1, 1)', {}, 'Argument 1 is 1, but must be less than argument 2, which is 1.'],
    ["States.StringSplit($, ',')", null, 'Argument 1 must be a string, but is null.'],
    ["States.Format('{}')", {}, 'The template has 1 occurrence of {}, but 0 arguments follow it.'],
    ["States.Format('\\{\\}', 1)", {}, 'The template has 0 occurrences of {}, but 1 argument follows it.'],
    ['States.Format($, 1)', '{} {}', 'The template has 2 occurrences of {}, but 1 argument follows it.'],
    ['States.Format(1)', {}, 'Argument 1 must be a string, but is a number.'],
  ])('%s', (text, input, reason) => {
    expect(() => evaluate(text, input)).toThrow(expect.objectContaining({ name: 'EvaluationError', kind: 'intrinsic', message: `The function '${text}' had the following error: ${reason}` }));
  });

  test('a path without a result is a failure of the path', () => {
    expect(() => evaluate("States.Array(States.Format('{}', $.nope)) ", { requiredProperty: 1 })).toThrow(expect.objectContaining({
      name: 'EvaluationError',
      kind: 'path',
      message: "The function 'States.Array(States.Format('{}', $.nope))' had the following error: "
        + "The JsonPath argument for the field '$.nope' could not be found in the input '{\"requiredProperty\":1}'",
    }));
  });

  test.each(['States.Format(\'{}\', $)', 'States.JsonToString($)', 'States.ArrayUnique(States.Array($))'])('%s of a value nested 10,000 deep', (text) => {
    let deep: JsonValue = 1;
    for (let level = 0; level < 10_000; level++) deep = [deep];
    expect(() => evaluate(text, deep)).toThrow(/nested (more than 1000|too) deep/);
  });
});

describe('refuses', () => {
  test.each([
    ['States.Formt(\'x\')', 'Intrinsic function "States.Formt" does not exist. Did you mean "States.Format"?'],
    ['States.Zzzzzzzz()', 'Intrinsic function "States.Zzzzzzzz" does not exist. The intrinsic functions are States.Format,'],
    ['States.Xyz()', 'Intrinsic function "States.Xyz" does not exist. The intrinsic functions are'],
    ['States.toString()', 'does not exist'],
    ['States.MathAdd(1)', 'Intrinsic function "States.MathAdd" has 1 argument; it takes 2.'],
    ['States.MathRandom(1)', 'has 1 argument; it takes 2 to 3.'],
    ['States.Format()', 'has 0 arguments; it takes at least 1.'],
    ['States.UUID(1)', 'has 1 argument; it takes 0.'],
    ['States. ', 'does not start with the name of a function'],
    ['States.UUID', 'has no "(" after "States.UUID"'],
    ['States.UUID ()', 'has no "(" after "States.UUID"'],
    ['States.UUID() x', 'goes on after its last ")" with " x" (at character 14).'],
    ['States.JsonToString($', 'has no "," or ")" after argument 1 of "States.JsonToString"'],
    ['States.Format($.template $.firstName)', 'has no "," or ")" after argument 1 of "States.Format"'],
    ['States.Array(1,)', 'has an argument that is no text in single quotes, path, number, true, false, null or function'],
    ['States.Array("x")', 'has an argument that is no text in single quotes'],
    ['States.Array(1x)', 'has an argument that is no text in single quotes'],
    ['States.Array(nullable)', 'has an argument that is no text in single quotes'],
    ["States.Array('x)", 'has a text that is not closed with a single quote'],
    ["States.Array('x\\", 'has the escape "\\"; only'],
    ["States.StringToJson('{\"text\":\"An \\\"escaped\\\" here\"}')", 'has the escape "\\""; only \\\', \\{, \\} and \\\\ are known'],
    ['States.Array($.a[)', 'has no "," or ")" after argument 1 of "States.Array"'],
    ['States.Array($.a[x])', 'Could not parse token starting at position 3'],
    ['States.Array('.repeat(11) + ')'.repeat(11), 'nests more than 10 functions'],
    ['States.Array('.repeat(100_000), 'nests more than 10 functions'],
  ])('case %#', (text, message) => {
    expect(() => compileExpression(text)).toThrow(expect.objectContaining({ name: 'ExpressionSyntaxError', message: expect.stringContaining(message) }));
  });
});

describe('for all values', () => {
  const value = fc.jsonValue({ maxDepth: 4 }).map((any) => JSON.parse(JSON.stringify(any)) as JsonValue);

  test('StringToJson undoes JsonToString', () => {
    fc.assert(fc.property(value, (input) => {
      expect(evaluate('States.StringToJson(States.JsonToString($))', input)).toEqual(input);
    }));
  });

  test('Base64Decode undoes Base64Encode', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (input) => {
      expect(evaluate('States.Base64Decode(States.Base64Encode($))', input)).toBe(input);
    }));
  });

  test('the parts of ArrayPartition make up the array', () => {
    fc.assert(fc.property(fc.array(value), fc.integer({ min: 1, max: 9 }), (items, size) => {
      const parts = evaluate(`States.ArrayPartition($, ${size})`, items) as JsonValue[][];
      expect(parts.flat(1)).toEqual(items);
      expect(parts.slice(0, -1).every((part) => part.length === size)).toBe(true);
    }));
  });

  test('ArrayUnique leaves each item once', () => {
    fc.assert(fc.property(fc.array(value), (items) => {
      const unique = evaluate('States.ArrayUnique($)', [...items, ...items]) as JsonValue[];
      expect(evaluate('States.ArrayUnique($)', unique)).toEqual(unique);
      for (const item of items) expect(evaluate('States.ArrayContains($.list, $.item)', { list: unique, item })).toBe(true);
    }));
  });

  test('any text is parsed or refused with a message', () => {
    const piece = fc.constantFrom('States.', 'Array', 'Format', '(', ')', ',', "'", '\\', '{', '}', '$', '.a', '[', ']', '1', ' ', 'true', '-');
    fc.assert(fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      try {
        evaluate('States.' + pieces.join(''));
      } catch (error) {
        expect(['ExpressionSyntaxError', 'EvaluationError']).toContain((error as Error).name);
      }
    }), { numRuns: 3000 });
  });
});
