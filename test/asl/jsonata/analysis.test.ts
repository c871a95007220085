import { analyzeJsonata } from '../../../src/asl/jsonata';

const problems = (source: string) => analyzeJsonata(source).problems.map(({ code, message, offset }) => [code, message, offset]);
const topLevel = (name: string, offset: number) => ['UNSUPPORTED_JSONATA_EXPRESSION', `Reference to '${name}' at the top level is not supported.`, offset];

describe('what AWS refuses', () => {
  test.each<[string, unknown[]]>([
    // measured on AWS (floci-io/floci#2670, #2745)
    ['phone', [topLevel('phone', 0)]],
    ['phone[0]', [topLevel('phone', 0)]],
    ['aaa + bbb', [topLevel('aaa', 0), topLevel('bbb', 6)]],
    ['$.phone', [topLevel('$', 0)]],
    ['$$', [['UNSUPPORTED_JSONATA_EXPRESSION', "Reference to '$$' is not supported.", 0]]],
    ['$map($states.input.a, function($x){ b })', [topLevel('b', 36)]],
    ['1 +', [['INVALID_JSONATA_EXPRESSION', 'Unexpected end of expression', 3]]],
    ['', [['INVALID_JSONATA_EXPRESSION', 'Unexpected end of expression', 0]]],
    ['$x :=', [['INVALID_JSONATA_EXPRESSION', 'Unexpected end of expression', 5]]],
    ['phone[1,2)', [['INVALID_JSONATA_EXPRESSION', 'Expected "]", got ","', 7]]],
    ['"unterminated', [['INVALID_JSONATA_EXPRESSION', 'String literal must be terminated by a matching quote', 13]]],
    ['{"a":}', [['INVALID_JSONATA_EXPRESSION', 'The symbol "}" cannot be used as a unary operator', 5]]],
    ['$match("a", /abc', [['INVALID_JSONATA_EXPRESSION', 'No terminating / in regular expression', 16]]],
    ['$sum($states.input.items ', [['INVALID_JSONATA_EXPRESSION', 'Expected ")" before end of expression', 24]]],
    ['$a $bcd', [['INVALID_JSONATA_EXPRESSION', 'Syntax error: "bcd"', 3]]],
    ['{"a": 1, "b" \'2\'}', [['INVALID_JSONATA_EXPRESSION', 'Expected ":", got "2"', 13]]],
    ['1 `a b`', [['INVALID_JSONATA_EXPRESSION', 'Syntax error: "a b"', 2]]],
    // the grammar of 2.0.6
    ['$a ?: 1', [['INVALID_JSONATA_EXPRESSION', 'The symbol ":" cannot be used as a unary operator', 4]]],
    ['$a ?? 1', [['INVALID_JSONATA_EXPRESSION', 'The symbol "?" cannot be used as a unary operator', 4]]],
    // also
    ['{"a": $states.input.x, "b": c}', [topLevel('c', 28)]],
    ['[x][0]', [topLevel('x', 1)]],
    ['$uppercase(x)', [topLevel('x', 11)]],
    ['$states.input ? x : 1', [topLevel('x', 16)]],
    ['`a b`', [topLevel('a b', 0)]],
    ['x ~> $uppercase', [topLevel('x', 0)]],
    ['$x := y', [topLevel('y', 6)]],
  ])('%s', (source, expected) => expect(problems(source)).toEqual(expected));

  test.each([
    '$states.input.phone', '$states.input.items[phone > 3]', '$states.input.items[phone > 3].name', '$map($states.input.a, function($x){ $x.phone })', '$phone',
    '$states.input.items^(>price)', '$states.input.items{name: $sum(price)}', '$states.input.items.{"a": b, "c": $}', '$states.input ~> |a|{"b": c}, ["d"]|',
    '$states.input.(a; b)', '$filter($states.input.items, function($i){ $i.a > 1 })', '$states.input.items#$i.{"i": $i, "n": name}', '$states.input.items@$x.others[id = $x.id]',
    '$states.input.items[$.price > 1]', '$states.input.items.parts.%.name', 'true and null = 1',
  ])('%s is accepted', (source) => expect(problems(source)).toEqual([]));

  test('says what to write instead', () => {
    expect(analyzeJsonata('$a ?? 1').problems[0].hint).toMatch(/JSONata 2\.1.*\$exists\(a\) \? a : b/);
    expect(analyzeJsonata('$a ?: 1').problems[0].hint).toMatch(/JSONata 2\.1/);
    expect(analyzeJsonata('phone').problems[0].hint).toMatch(/"\$states\.input\.phone"/);
    expect(analyzeJsonata('1 +').problems[0].hint).toBeUndefined();
    expect(analyzeJsonata(`$a${' ?: $a'.repeat(200)}`).problems[0].hint).toBeUndefined();
  });
});

describe('variables', () => {
  test.each<[string, [string, number][]]>([
    ['$a + $b', [['a', 0], ['b', 5]]],
    ['$sum($a)', [['a', 5]]],
    ['$partition($a, 1) ~> $myFunction', [['a', 11]]],
    ['$map($a, $myFunction)', [['a', 5], ['myFunction', 9]]],
    ['($x := $y; $x + $z)', [['y', 7], ['z', 16]]],
    ['function($v, $i){ $v + $i + $o }', [['o', 28]]],
    ['($even := function($n){ $n = 0 ? true : $odd($n-1) }; $odd := function($n){ $n = 0 ? false : $even($n-1) }; $even(4))', []],
    ['$x.a[$y = b]', [['x', 0], ['y', 5]]],
    ['$list#$i[$i < 2]', [['list', 0]]],
    ['$list@$l.{"l": $l}', [['list', 0]]],
    ['$variable := 1', []],
    ['$states.input', []],
  ])('%s', (source, expected) => expect(analyzeJsonata(source).variables.map(({ name, offset }) => [name, offset])).toEqual(expected));
});

describe('$states', () => {
  test.each<[string, [string | undefined, number][]]>([
    ['$states.input.a + $states.result.b', [['input', 0], ['result', 18]]],
    ['$states', [[undefined, 0]]],
    ['$lookup($states, "input")', [[undefined, 8]]],
    ['$states.errorOutput.Cause', [['errorOutput', 0]]],
    ['$states.*', [[undefined, 0]]],
    ['($states := 1; $states)', []],
  ])('%s', (source, expected) => expect(analyzeJsonata(source).states.map(({ member, offset }) => [member, offset])).toEqual(expected));
});

describe('what an expression has no value without', () => {
  test.each<[string, string[]]>([
    ['$a', ['a']],
    ['$a.b[0] + $c * 2', ['a', 'c']],
    ['-$a < $b', ['a', 'b']],
    ['$uppercase($a)', ['a']],
    ['$substring($a, $b)', ['a']],
    ['$unknown($a)', ['a']],
    ['($a; $b := $c)', ['c']],
    ['$exists($a) ? $a : $b', []],
    ['$append($a, $b)', []],
    ['$a & $b', []],
    ['$a = $b or $c', []],
    ['[$a]', []],
    ['{"a": $a}', []],
    ['$a{"b": c}', ['a']],
    ['$a[$b = c]', ['a']],
    ['$map($a, function($x) { $b + $x })', ['a']],
    ['$a ~> $uppercase', []],
  ])('%s', (source, needed) => expect(analyzeJsonata(source).variables.filter((variable) => variable.needed).map(({ name }) => name)).toEqual(needed));

  test.each<[string, [string, boolean][]]>([
    ['$states.input.a.b', [['input.a.b', true]]],
    ['$states.input.a[0].b', [['input.a', true]]],
    ['$states.input.*', [['input', true]]],
    ['$exists($states.input.a)', [['input.a', false]]],
    ['{"a": $states.input.a, "b": $states.result}', [['input.a', false], ['result', false]]],
    ['$states', [['', true]]],
  ])('%s', (source, expected) => expect(analyzeJsonata(source).states.map(({ path, needed }) => [path.join('.'), needed])).toEqual(expected));
});

test.each<[string, [string, number][]]>([
  ['$a & $eval("1")', [['eval', 5]]],
  ['($eval := function($x){$x}; $eval(1))', []],
  ['$uppercas($f(1))', [['uppercas', 0], ['f', 10]]],
  ['$a ~> $mine ~> $sum', [['mine', 6]]],
  ['$a ~> $mine(1)', [['mine', 6]]],
  ['$mine(?, 1)', [['mine', 0]]],
  ['function($f) { $f(1) }', []],
  ['$partition([1], 1) ~> $map($string)', []],
])('functions that there are not: %s', (source, expected) => {
  expect(analyzeJsonata(source).unknownFunctions.map(({ name, offset }) => [name, offset])).toEqual(expected);
});

test('never throws', () => {
  for (const source of ['(', '('.repeat(50_000), `1${'+1'.repeat(50_000)}`, '/(/', '\u0000', '$', '%', '**', '/* open', '?', '??', '"\\u12"', '\\']) {
    expect(() => analyzeJsonata(source)).not.toThrow();
  }
});
