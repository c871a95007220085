import { NOW, scopeWith } from './scope';
import { EvaluationError } from '../../../src/asl/evaluation';
import { JsonObject, JsonValue } from '../../../src/asl/json-value';
import { compileJsonata } from '../../../src/asl/jsonata';

const input: JsonObject = { n: 5, s: 'abc', list: [1, 2, 3], one: [7], empty: [], objects: [{ p: 1 }, { p: 20 }], nothing: null, then: 1, sequence: true };
const VARIABLES: JsonObject = { i: 3, name: 'x', list: [4, 5] };

function evaluate(expression: string, variables: JsonObject = VARIABLES): JsonValue | undefined {
  return compileJsonata(expression).evaluate(scopeWith(variables), { input, result: { ok: true } });
}

function failure(expression: string): string {
  try {
    return `no failure, but ${JSON.stringify(evaluate(expression))}`;
  } catch (error) {
    expect(error).toBeInstanceOf(EvaluationError);
    return (error as EvaluationError).message;
  }
}

describe('functions that Step Functions adds', () => {
  test.each<[string, JsonValue | undefined]>([
    // recorded on AWS (shared/aws-recorded/executions/intrinsic-functions.*-jsonata.*)
    ['$range(0, 9, 3)', [0, 3, 6, 9]],
    ['$range(0, 10, 3)', [0, 3, 6, 9]],
    ['$range(1, 9, 9)', 1],
    ['$range(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['$parse("-0")', 0],
    ['$parse("1.1")', 1.1],
    ['$parse("true")', true],
    ['$parse("\\"HelloWorld\\"")', 'HelloWorld'],
    ['$parse("[1, 2, \\"HelloWorld\\"]")', [1, 2, 'HelloWorld']],
    ['$parse("{\\"Arg1\\": 1, \\"Arg2\\": []}")', { Arg1: 1, Arg2: [] }],
    // measured on AWS (floci-io/floci#2662, #2676)
    ['$range(10, 0, -2)', [10, 8, 6, 4, 2, 0]],
    ['$range(-1.7, 2, 1)', [-1, 0, 1, 2]],
    ['$range(5, 1, -1.5)', [5, 4, 3, 2, 1]],
    ['$range(3, 3, 1)', 3],
    ['$range(5, 1, 1)', undefined],
    ['$range(1, 5, 0)', undefined],
    ['$range(1, 5)', undefined],
    ['$count($range(1, 360145, 1))', 360145],
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([1,2,3,4,5], 2.9)', [[1, 2], [3, 4], [5]]],
    ['$partition([1,2,3])', [[1, 2, 3]]],
    ['$partition([], 2)', undefined],
    ['$partition([1,2,3], 0)', undefined],
    ['$partition([1,2,3,4], -0.5)', undefined],
    ['$hash("Hello", "MD5")', '8b1a9953c4611296a827abf8c47804d7'],
    ['$hash("input", "SHA-1")', '140f86aae51ab9e1cda9b4254fe98a74eb54c1a1'],
    ['$hash("Hello", "SHA-256")', '185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969'],
    ['$hash("ñ", "MD5")', '94e9342ecbb1458b6043ecd3bfcbc192'],
    ['$hash("Hello")', undefined],
    ['$random(42)', 0.7275636800328681],
    ['$random(0)', 0.730967787376657],
    ['$random(0.9)', 0.730967787376657],
    ['$random(7)', 0.7306990420600421],
    ['$parse()', undefined],
    ['$exists($parse("null"))', true],
    ['$map(["{\\"a\\":1}", "{\\"a\\":2}"], $parse).a', [1, 2]],
    ['$string(1e20)', '100000000000000000000'],
    ['$string(1e21)', '1e+21'],
  ])('%s', (expression, expected) => expect(evaluate(expression)).toEqual(expected));

  test.each<[string, string]>([
    // recorded on AWS
    ['$randomSeeded(1)', 'T1006: Attempted to invoke a non-function'],
    // measured on AWS (floci-io/floci#2676, #2737, #2668)
    ['$eval("1+1")', 'T1006: Attempted to invoke a non-function'],
    ['$sum(["a"])', 'T0412: Argument 1 of function "sum" must be an array of "numbers"'],
    ['$abs("x")', 'T0410: Argument 1 of function "abs" does not match function signature'],
    ['$formatNumber(1, "x")', 'D3086: The sub-picture must not contain a passive character that is preceded by an active character and that is followed by another active character'],
    ['$parse("nope")', 'D3137: Invalid JSON'],
    ['$parse("")', 'D3137: Invalid JSON'],
    ['$parse("{\\"a\\":1,\\"a\\":2}")', 'D3137: Invalid JSON'],
    ['$parse("1e400")', 'D3137: Invalid JSON'],
    ['$parse(null)', 'T0410: Argument 1 of function "parse" does not match function signature'],
    ['$parse("{}", "x")', 'T0410: Argument 2 of function "parse" does not match function signature'],
    ['$partition([1,2,3], -1)', 'D3137: Second argument must be zero or greater'],
    ['$partition(null, 2)', 'T0412: Argument 1 of function "partition" must be an array of undefined'],
    ['$hash("Hello", "md5")', "D3137: Hash algorithm 'md5' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5"],
    ['$hash(42, "MD5")', 'T0410: Argument 1 of function "hash" does not match function signature'],
    ['$uuid("seed")', 'T0410: Argument 1 of function "uuid" does not match function signature'],
    ['$random(1, 2)', 'T0410: Argument 2 of function "random" does not match function signature'],
    ['$range(1)', 'T0410: Argument 2 of function "range" does not match function signature'],
    // a value is not a function, whatever its members are called
    ['$states.input()', 'T1006: Attempted to invoke a non-function'],
    ['$states.input.nothing()', 'T1006: Attempted to invoke a non-function'],
    ['(function(){ $nope() })()', 'T1006: Attempted to invoke a non-function'],
  ])('%s fails', (expression, message) => expect(failure(expression)).toBe(message));

  test('time, randomness and UUIDs are the execution\'s', () => {
    expect(evaluate('[$millis(), $toMillis($now())]')).toEqual([NOW, NOW]);
    expect(evaluate("$now('[Y]-[M01]-[D01]')")).toBe('2026-01-02');
    expect(evaluate('[$random(), $random()]')).toEqual([0, 0.1]);
    expect(evaluate('[$uuid(), $uuid()]')).toEqual(['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']);
    expect(evaluate('$shuffle([1, 2, 3, 4])')).toEqual([3, 4, 2, 1]);
    expect(evaluate('$toMillis("10:00", "[H]:[m]")')).toBe(Date.UTC(2026, 0, 2, 10));
    expect(evaluate('$toMillis("2026-01-02T00:00:00")')).toBe(Date.UTC(2026, 0, 2));
  });
});

describe('bindings', () => {
  test.each<[string, JsonValue | undefined]>([
    ['$states.input.n + $i', 8],
    ['$states', { input, result: { ok: true }, context: { Execution: { Name: 'run' } } }],
    ['$states.context.Execution.Name', 'run'],
    ['$lookup($states, "context").Execution.Name', 'run'],
    ['$states.errorOutput', undefined],
    ['$missing', undefined],
    ['$', undefined],
    ['($x := 2; $x * $i)', 6],
    ['$states.input.one[]', [7]],
    ['$states.input.one', [7]],
    ['$states.input.objects.p', [1, 20]],
    ['$states.input.objects[p > 10].p', 20],
    ['$states.input.empty', []],
    ['$states.input.nothing', null],
    ['$states.input[sequence].then', 1],
  ])('%s', (expression, expected) => expect(evaluate(expression)).toEqual(expected));
});

test('a variable hides a function of its name', () => expect(evaluate('$sum + 1', { sum: 12 })).toBe(13));

describe('results', () => {
  test('what came in is given back as it is', () => {
    expect(evaluate('$states.input')).toBe(input);
    expect(evaluate('$states.input.list')).toBe(input.list);
    expect(evaluate('$states.input.objects[0]')).toBe((input.objects as JsonValue[])[0]);
    expect((evaluate('{"x": $states.input.list, "y": $map([1], function($v){$v})}') as JsonObject).x).toBe(input.list);
  });

  test('are plain arrays and objects', () => {
    const value = evaluate('{"a": $states.input.objects.p, "b": $merge([{"c": [1..2]}]), "d": $match("ab", /(a)|(b)/)}') as JsonObject;
    expect(value).toStrictEqual({
      a: [1, 20], b: { c: [1, 2] },
      d: [{ match: 'a', index: 0, groups: ['a', null] }, { match: 'b', index: 1, groups: [null, 'b'] }],
    });
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value.a as object)).toEqual(['0', '1']);
  });

  test.each<[string, JsonValue]>([
    // measured on AWS (floci-io/floci#2737)
    ['1/0', 'Infinity'],
    ['-1/0', '-Infinity'],
    ['1e308 * 10', 'Infinity'],
    ['0/0', 'NaN'],
    ['[1/0]', ['Infinity']],
    ['{"k": 1/0}', { k: 'Infinity' }],
    ['0 * -1', 0],
    ['-0', 0],
  ])('%s', (expression, expected) => expect(evaluate(expression)).toStrictEqual(expected));

  test.each(['function($x){$x}', '[$states.input.n, /a/]', '{"f": $abs}', '$uppercase ~> $trim'])('%s is no JSON', (expression) => {
    expect(failure(expression)).toMatch(/^The result holds a function/);
  });

  test('a member named __proto__ is a member', () => {
    const hostile = JSON.parse('{"__proto__": {"polluted": true}, "a": 1}') as JsonObject;
    for (const expression of ['$o', '$merge([$o])', '$sift($o, function(){true})', '$o ~> |$|{"b": 2}|', '{"__proto__": $lookup($o, "__proto__")}', '$spread($o)[0]']) {
      const value = evaluate(expression, { o: hostile }) as JsonObject;
      expect(Object.hasOwn(value, '__proto__')).toBe(true);
      expect((value as { polluted?: boolean }).polluted).toBeUndefined();
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('data cannot pass for a function', () => {
    const fake = { _jsonata_lambda: true, thunk: true, body: { type: 'number', value: 1 }, arguments: [] };
    expect(evaluate('$type($o)', { o: fake })).toBe('object');
    expect(evaluate('$o', { o: fake })).toBe(fake);
  });
});

describe('limits', () => {
  const overflow = 'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive';
  const memory = 'Expression evaluation memory limit exceeded: Check for excessive memory usage';
  const timeout = 'Expression evaluation timeout: Check for infinite loop';
  const recursion = (n: number) => `($f := function($x){ $x <= 0 ? 0 : 1 + $f($x-1) }; $f(${n}))`;
  const doubling = (n: number) => `($f := function($s, $n){ $n = 0 ? $s : $f($s & $s, $n - 1) }; $length($f("x", ${n})))`;

  test.each<[string, string, JsonValue]>([
    // measured on AWS (floci-io/floci#2737): the last that is accepted
    ['100 terms', `1${'+1'.repeat(99)}`, 100],
    ['99 parentheses', `${'('.repeat(99)}1${')'.repeat(99)}`, 1],
    ['99 functions applied', `1${'~>$string'.repeat(99)}`, '1'],
    ['31 calls', recursion(31), 31],
    ['873,782 items', '[1..873782] ~> $count()', 873782],
    ['22 doublings', doubling(22), 2 ** 22],
    ['a lot of work', '$sum($map([1..200000], function($v){$v * 2}))', 40000200000],
  ])('%s are accepted', (_, expression, expected) => expect(evaluate(expression)).toEqual(expected));

  test.each<[string, string, string]>([
    // measured on AWS: the first that is refused
    ['101 terms', `1${'+1'.repeat(100)}`, overflow],
    ['100 parentheses', `${'('.repeat(100)}1${')'.repeat(100)}`, overflow],
    ['100 brackets', `${'['.repeat(100)}1${']'.repeat(100)}`, overflow],
    ['100 functions applied', `1${'~>$string'.repeat(100)}`, overflow],
    ['32 calls', recursion(32), overflow],
    ['873,783 items', '[1..873783] ~> $count()', memory],
    ['23 doublings', doubling(23), memory],
    ['360,146 items of $range', '$range(1, 360146, 1)', memory],
    // what must not take for ever, or all memory
    ['endless recursion', '($f := function($x){ $f($x+1) }; $f(1))', timeout],
    ['a wide text', '$pad("x", 1e12)', memory],
    ['many wide texts', '$map([1..800000], function($v){ $pad("x", 6000000) })', timeout],
    ['a cross product', '[1..800000].[1..800000]', timeout],
    ['a replacement by a wide text', '$replace($pad("", 1000000, "a"), "a", $pad("", 1000000, "b"))', memory],
    ['a value in 2^80 places', '$reduce([1..80], function($a, $i){ [[$a],[$a]] }, 1)', memory],
    ['a text in 2^80 places', '$string($reduce([1..80], function($a, $i){ [[$a],[$a]] }, 1))', timeout],
    ['a value that holds itself', '{} ~> |$|{"self": $}|', overflow],
    ['roman numerals', '$formatInteger(1e15, "I")', overflow],
    ['an infinite number as letters', '$formatInteger(1/0, "A")', 'D1001: Number out of range: null'],
    ['an infinite number with an exponent', '$formatNumber(1/0, "0e0")', 'D1001: Number out of range: null'],
  ])('%s are refused', (_, expression, message) => expect(failure(expression)).toBe(message));

  test('the same expression does as much work each time', () => {
    const expression = compileJsonata('$sum($map([1..1000], function($v){$v * 2}))');
    expect([1, 2].map(() => expression.evaluate(scopeWith(), { input }))).toEqual([1001000, 1001000]);
  });

  test('a pattern that would backtrack for ever is matched in linear time', () => {
    expect(evaluate('$match($pad("", 50000, "a") & "!", /(a+)+$/)')).toBeUndefined();
    expect(failure('$match("a", /(?=a)a/)')).toMatch(/look-ahead/);
  });

  test('sorting 100,000 items does not overflow the stack', () => {
    expect(evaluate('$sort([1..100000], function($a, $b){ $a < $b })[0]')).toBe(100000);
  });
});
