import { parseDefinition } from '../../src/asl/document';
import { JsonNode } from '../../src/asl/json/nodes';
import { JsonValue } from '../../src/asl/json-value';
import { analyzeJsonata } from '../../src/asl/jsonata';
import { ChoiceRuleDefinition } from '../../src/asl/model';
import { compileCondition } from '../../src/engine/choice-rule';
import { StateEvaluation } from '../../src/engine/state-evaluation';
import { ChoiceTest, hiddenTests, testOfCondition, testOfRule } from '../../src/validation/choice-tests';
import { scopeOf } from '../asl/scope';

const nodes = (values: readonly unknown[]): readonly JsonNode[] => {
  const { root } = parseDefinition(JSON.stringify(values), { substitutions: true });
  return root?.kind === 'array' ? root.elements : [];
};

const rulesOf = (rules: readonly unknown[]) => nodes(rules).map(testOfRule);
const astOf = (node: JsonNode) => node.kind === 'string' ? analyzeJsonata(node.value.slice(2, -2)).ast : undefined;
const conditionsOf = (conditions: readonly string[]) => nodes(conditions.map((condition) => `{% ${condition} %}`)).map((node) => testOfCondition(node, astOf));
const hidden = (tests: readonly ChoiceTest[]) => [...hiddenTests(tests)];

const a = (operator: string, value: unknown) => ({ Variable: '$.a', [operator]: value });
const b = (operator: string, value: unknown) => ({ Variable: '$.b', [operator]: value });

describe('rules that an earlier one hides', () => {
  test.each<[string, unknown[]]>([
    ['the same test', [a('StringEquals', 'x'), a('StringEquals', 'x')]],
    ['the same of a variable', [a('NumericEqualsPath', '$.b'), a('NumericEqualsPath', '$.b')]],
    ['a range within another', [a('NumericLessThanEquals', 5), a('NumericLessThan', 5)]],
    ['a value in a range', [a('NumericGreaterThan', 5), a('NumericEquals', 6)]],
    ['a text in a range', [a('StringLessThan', 'm'), a('StringEquals', 'b')]],
    ['a time in a range, in other words', [a('TimestampLessThan', '2026-01-01T01:00:00+01:00'), a('TimestampEquals', '2025-12-31T23:59:59Z')]],
    ['a type, and a value of it', [a('IsBoolean', true), a('BooleanEquals', false)]],
    ['what is not null', [a('IsNull', false), a('StringMatches', 'x*')]],
    ['what is there', [a('IsPresent', true), a('IsNull', true)]],
    ['an And with more', [a('NumericGreaterThan', 5), { And: [b('IsNull', true), a('NumericGreaterThan', 5)] }]],
    ['an And of wider tests', [{ And: [a('NumericGreaterThan', 0), a('NumericLessThan', 10)] }, { And: [a('NumericLessThan', 9), b('IsNull', true), a('NumericGreaterThan', 1)] }]],
    ['an Or with less', [{ Or: [a('StringEquals', 'x'), b('IsNull', true)] }, a('StringEquals', 'x')]],
    ['an Or within another', [{ Or: [a('StringEquals', 'x'), a('StringEquals', 'y')] }, { Or: [a('StringEquals', 'y'), a('StringEquals', 'x')] }]],
    ['a Not of more', [{ Not: a('NumericGreaterThan', 10) }, { Not: a('NumericGreaterThan', 5) }]],
  ])('%s', (_, rules) => expect(hidden(rulesOf(rules))).toEqual([[1, 0]]));

  test.each<[string, unknown[]]>([
    ['the narrower first', [a('NumericGreaterThan', 10), a('NumericGreaterThan', 5)]],
    ['a range and its end', [a('NumericLessThan', 5), a('NumericLessThanEquals', 5)]],
    ['another variable', [a('IsPresent', true), b('IsPresent', true)]],
    ['another type', [a('StringEquals', '5'), a('NumericEquals', 5)]],
    ['the other answer', [a('IsPresent', true), a('IsPresent', false)]],
    ['a text and what is no text', [a('StringLessThan', 'm'), { Not: a('StringGreaterThanEquals', 'm') }]],
    ['an And with less', [{ And: [b('IsNull', true), a('NumericGreaterThan', 5)] }, a('NumericGreaterThan', 5)]],
    ['a path with the text of a value', [a('StringEqualsPath', '$.b'), a('StringEquals', '$.b')]],
    ['what is not known until deploy', [a('StringEquals', '${x}'), a('StringEquals', '${x}')]],
    ['two operators', [{ ...a('StringEquals', 'x'), IsNull: true }, { ...a('StringEquals', 'x'), IsNull: true }]],
    ['no rule', [1, 1]],
  ])('not: %s', (_, rules) => expect(hidden(rulesOf(rules))).toEqual([]));

  test('the first that hides it is named, and more rules than can be compared are left alone', () => {
    expect(hidden(rulesOf([a('IsNull', true), a('NumericLessThan', 9), a('NumericLessThan', 8), a('NumericLessThan', 7)]))).toEqual([[2, 1], [3, 1]]);
    const many = Array.from({ length: 20_000 }, (_, at) => a('NumericEquals', at));
    expect(hidden(rulesOf([...many, many[0]]))).toEqual([]);
  });
});

describe('conditions that an earlier one hides', () => {
  test('true without an expression', () => expect(hidden(nodes([true, '{% $x %}', false]).map((node) => testOfCondition(node, astOf)))).toEqual([[1, 0], [2, 0]]));

  test.each([
    [['true', '$x > 1']],
    [['$x > 1', '2 < $x']],
    [['$states.input.a.b = "x"', '("x" = $states.input.a.b)']],
    [['$x >= 5', '$x > 5 and $y']],
    [['$x >= 5 or $y', '$x = 7']],
    [['$not($x > 5)', '$not($x > 3)']],
    [['$exists($x)', ' $exists($x) ']],
    [['$sum($x) > 1 and $y', '$sum($x) > 1 and $y']],
  ])('%j', (conditions) => expect(hidden(conditionsOf(conditions))).toEqual([[1, 0]]));

  test.each([
    [['$x > 2', '$x > 1']],
    [['$x != 1', '$x = 2']],
    [['$random() < 0.5', '$random() < 0.5']],
    [['$x[0] > 1', '$x[1] > 2']],
    [['$x > 1', '$x > "2"']],
    [['$x and $y', '$x']],
    [['$x >', '$x >']],
    [['false', '$x']],
  ])('not: %j', (conditions) => expect(hidden(conditionsOf(conditions))).toEqual([]));
});

test('no rule that is said to be hidden matches where the earlier one was tried and did not', () => {
  const tests = [
    ...[1, 2].flatMap((value) => ['Equals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map((relation) => a(`Numeric${relation}`, value))),
    ...['x', 'xy'].flatMap((value) => [a('StringEquals', value), a('StringLessThan', value), a('StringGreaterThanEquals', value)]),
    a('TimestampLessThan', '2026-01-01T00:00:00Z'), a('NumericLessThanPath', '$.b'), a('NumericEqualsPath', '$.b'), a('StringMatches', 'x*'),
    ...['IsPresent', 'IsNull', 'IsNumeric', 'IsString', 'IsBoolean', 'IsTimestamp', 'BooleanEquals'].flatMap((name) => [a(name, true), a(name, false)]),
  ];
  const rules: ChoiceRuleDefinition[] = [
    ...tests, ...tests.map((Not) => ({ Not })),
    ...tests.flatMap((one, at) => [{ And: [one, tests[(at * 7 + 3) % tests.length]] }, { Or: [one, tests[(at * 5 + 2) % tests.length]] }]),
  ];
  const values = [null, 0, 1, 1.5, 2, 3, 'w', 'x', 'xy', 'z', '2025-06-01T00:00:00Z', true, false, [], {}];
  const inputs = values.flatMap((value) => [{ a: value, b: 1 }, { a: value, b: 'x' }, { b: 2 }]);
  const outcomes = rules.map((rule) => {
    const condition = compileCondition(rule, false, 'Choices[0]');
    return inputs.map((input) => outcome(() => condition(scopeOf(input as JsonValue) as StateEvaluation)));
  });
  const compared = rulesOf(rules);
  let found = 0;
  for (const [at, test] of compared.entries()) {
    for (const [other, earlier] of compared.entries()) {
      if (hiddenTests([earlier, test]).size === 0) continue;
      found++;
      const reached = inputs.filter((_, index) => outcomes[other][index] === false && outcomes[at][index] === true);
      expect({ earlier: rules[other], rule: rules[at], reached }).toEqual({ earlier: rules[other], rule: rules[at], reached: [] });
    }
  }
  expect(found).toBeGreaterThan(500);
});

/** Undefined where the rule fails: then no rule after it is tried. */
function outcome(evaluate: () => boolean): boolean | undefined {
  try {
    return evaluate();
  } catch {
    return undefined;
  }
}
