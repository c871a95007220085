import { parseDefinition } from '../../src/asl/document';
import { JsonNode } from '../../src/asl/json/nodes';
import { holdsAlways, matchesAlways } from '../../src/validation/choice-cases';

const nodes = (values: readonly unknown[]): readonly JsonNode[] => {
  const { root } = parseDefinition(JSON.stringify(values), { substitutions: true });
  return root?.kind === 'array' ? root.elements : [];
};

const a = (operator: string, value: unknown) => ({ Variable: '$.a', [operator]: value });
const b = (operator: string, value: unknown) => ({ Variable: '$.b', [operator]: value });

describe('rules of which one always matches', () => {
  test.each<[string, unknown[]]>([
    ['a rule and its Not', [a('StringMatches', 'x*'), { Not: a('StringMatches', 'x*') }]],
    ['a rule and its Not, in an Or', [{ Or: [a('StringEquals', 'x'), { Not: a('StringEquals', 'x') }] }]],
    ['a rule and the Not of an Or that holds it', [a('StringEquals', 'x'), { Not: { Or: [a('StringEquals', 'x'), b('IsNull', true)] } }, b('IsNull', true)]],
    ['true and false', [a('BooleanEquals', true), a('BooleanEquals', false)]],
    ['both answers of a test', [a('IsPresent', true), a('IsPresent', false)]],
    ['a test and the Not of its other answer', [a('IsNumeric', true), { Not: a('IsNumeric', true) }]],
    ['all four combinations', [true, false].flatMap((x) => [true, false].map((y) => ({ And: [a('BooleanEquals', x), b('BooleanEquals', y)] })))],
    ['two ranges that meet', [a('NumericLessThan', 5), a('NumericGreaterThanEquals', 5)]],
    ['two ranges that overlap', [a('NumericLessThanEquals', 7), a('NumericGreaterThan', 3)]],
    ['below, equal, above', [a('NumericLessThan', 5), a('NumericEquals', 5), a('NumericGreaterThan', 5)]],
    ['a range and what is outside of it', [{ And: [a('NumericGreaterThan', 0), a('NumericLessThanEquals', 10)] }, a('NumericLessThanEquals', 0), a('NumericGreaterThan', 10)]],
    ['compared to another variable', [a('NumericLessThanPath', '$.b'), a('NumericGreaterThanEqualsPath', '$.b')]],
    ['times, in other words', [a('TimestampLessThan', '2026-01-01T01:00:00+01:00'), a('TimestampGreaterThanEquals', '2026-01-01T00:00:00Z')]],
    ['any text', [a('StringMatches', '*')]],
    ['a presence and a value', [{ Not: a('IsPresent', true) }, a('NumericLessThan', 1), a('NumericGreaterThanEquals', 1)]],
    ['what is not known until deploy', [a('NumericLessThan', '${limit}')]],
    ['more cases than are tried', Array.from({ length: 20 }, (_, i) => ({ Not: { Variable: `$.v${i}`, BooleanEquals: false } })).concat([{ Not: { Or: Array.from({ length: 20 }, (_, i) => ({ Variable: `$.v${i}`, BooleanEquals: true })) } } as never])],
  ])('%s', (_, rules) => expect(matchesAlways(nodes(rules))).toBe(true));

  test.each<[string, unknown[]]>([
    ['one answer of a test', [a('IsPresent', true)]],
    ['answers about different variables', [a('BooleanEquals', true), b('BooleanEquals', false)]],
    ['a gap of one value', [a('NumericLessThan', 5), a('NumericGreaterThan', 5)]],
    ['a gap between ranges', [a('NumericLessThan', 5), a('NumericGreaterThan', 6)]],
    ['ranges of texts and of numbers', [a('NumericLessThan', 5), a('StringGreaterThanEquals', '5')]],
    ['compared to different variables', [a('NumericLessThanPath', '$.b'), a('NumericGreaterThanEqualsPath', '$.c')]],
    ['a condition that both need', [{ And: [a('IsPresent', true), b('IsPresent', true)] }, { And: [a('IsPresent', false), b('IsPresent', true)] }]],
    ['many texts', Array.from({ length: 10_000 }, (_, i) => a('StringEquals', `value ${i}`)).slice(0, 3_000)],
  ])('not: %s', (_, rules) => expect(matchesAlways(nodes(rules))).toBe(false));
});

describe('conditions of which one always holds', () => {
  const inBraces = (conditions: readonly string[]) => nodes(conditions.map((condition) => `{% ${condition} %}`));

  test.each([
    [['true']],
    [['$states.input.a', '$not($states.input.a)']],
    [['$exists( $states.input.a )', '$not($exists($states.input.a))']],
    [['$states.input.a < 5', '$states.input.a >= 5']],
    [['$states.input.a != "x"', '$states.input.a = "x"']],
    [['$a < 0', '$a = 0', '$a > 0']],
    [['$a <= 10', '5 < $a']],
    [['$a != 1', '$a >= 1']],
    [['$count($a) > 0', '$count($a) < 1']],
    [['$count($keys($a)) = 0', '0 < $count($keys($a))']],
    [['$length($a) >= 2', '$length($a) = 1', '$length($a) = 0']],
  ])('%p', (conditions) => expect(holdsAlways(inBraces(conditions))).toBe(true));

  test.each([
    [['$states.input.a']],
    [['$states.input.a < 5', '$states.input.a > 5']],
    [['$states.input.a < 5', '$states.input.b >= 5']],
    [['$b and $states.input.a < 5', '$b and $states.input.a >= 5']],
    [['$b or $c = 5', '$b or $c != 5']],
    [['$a > 0', '$b < 1']],
    [['$a > 1', '$a <= 0.5']],
    [['$a = 0', '$a > 0']],
    [['$a = 0', '$a = "1"', '$a > 0']],
    [['$count($a) = 0', '$count($a) > 1']],
    [['$count($a) - 1 = 0', '$count($a) - 1 > 0']],
    [['$count($a) - $count($b) = 0', '$count($a) - $count($b) > 0']],
    [['$b ? $a = 5 : false', '$b ? $a != 5 : false']],
  ])('not: %p', (conditions) => expect(holdsAlways(inBraces(conditions))).toBe(false));

  test('true and false as they stand', () => {
    expect(holdsAlways(nodes([true]))).toBe(true);
    expect(holdsAlways(nodes([false]))).toBe(false);
  });

  test('what is not known until deploy is not judged', () => expect(holdsAlways(nodes(['{% ${condition} %}']))).toBe(true));
});
