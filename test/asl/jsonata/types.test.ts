import { scopeWith } from './scope';
import { readSuite, suiteIsHere } from './suite-cases';
import { analyzeJsonata, compileJsonata, FUNCTION_NAMES, jsonataTypes } from '../../../src/asl/jsonata';

const typesOf = (expression: string) => jsonataTypes(analyzeJsonata(expression).ast!);

test.each([
  ["'a'", 'string'], ['1', 'number'], ['true', 'boolean'], ['null', 'null'], ['[1]', 'array'], ['{"a": 1}', 'object'], ['function($x) { $x }', 'function'],
  ['$x & "a"', 'string'], ['$x + 1', 'number'], ['$x < 1', 'boolean'], ['$x = 1', 'boolean'], ['$x and $y', 'boolean'], ['$x in [1]', 'boolean'],
  ['$count($x)', 'number'], ['$string($x)', 'string'], ['$exists($x)', 'boolean'], ['$random(1)', 'number'], ['$hash($x, "MD5")', 'string'],
  ['("a"; 1)', 'number'], ['($y := "a")', 'string'], ['$x ? 1 : 2', 'number'], ['$x ? "a"', 'string'],
  ['$x', undefined], ['$states.input.a', undefined], ['$x ? 1 : "a"', undefined], ['$keys($x)', undefined], ['$range(1, 9, 9)', undefined], ['$append($x, 1)', undefined],
  ['[1, 2][0]', undefined], ['{"a": 1}.a', undefined], ['$mine(1)', undefined], ['($count := function($x) { "a" }; $count(1))', undefined], ['$map($x, $string)', undefined],
])('%s gives %s', (expression, type) => expect(typesOf(expression).type).toBe(type));

test.each<[string, string[]]>([
  ['$sum(1, 2, 3)', ['sum takes 1,1 and not 3']],
  ['$substring("a")', ['substring 1 string']], ['$substring(1)', []], // The text may be the context.
  ['$substring()', ['substring takes 1,3 and not 0']],
  ['$states.input.items.$sum(price, 2)', ['sum takes 1,1 and not 2']],
  ['$uppercase(1)', ['uppercase 1 number']],
  ['$pad($x, "3")', []], ['$pad($x, true)', ['pad 2 boolean']],
  ['1 ~> $uppercase()', ['uppercase 1 number']],
  ['$x ~> $uppercase(1)', ['uppercase takes 0,1 and not 2']],
  ['$x ~> $uppercase', []], ['$uppercase(?)', []],
  ['$map([1], function($v) { $lowercase($v, 1) })', ['lowercase takes 0,1 and not 2']],
  ['($sum := function($a, $b) { $a }; $sum(1, 2))', []], ['$map($x, function($sum) { $sum(1, 2) })', []],
  ['"a" + $x', ['+ string']], ['$x * [1]', ['* array']], ['-"a"', ['- string']], ['$x - 1', []], ['$now() + 1', []],
  ['$mine(1, 2, 3)', []], ['$eval(1, 2, 3)', []],
])('%s', (expression, mistakes) => {
  expect(typesOf(expression).mistakes.map((mistake) => (
    mistake.kind === 'count' ? `${mistake.name} takes ${mistake.takes.join()} and not ${mistake.given}`
      : mistake.kind === 'argument' ? `${mistake.name} ${mistake.index} ${mistake.type}` : `${mistake.operator} ${mistake.type}`))).toEqual(mistakes);
});

test('a call that is said to be a mistake fails, and nearly every call that fails by its arguments is said to be one', () => {
  const literals = ['"a"', '1', 'true', 'null', '[]', '{}', 'function($x){$x}', '$nothing'];
  const pairs = literals.flatMap((first) => literals.map((second) => `${first}, ${second}`));
  const given = ['', ...literals, ...pairs, '1, 2, 3', '"a", "b", "c"', '"a", 1, 2, 3, 4'];
  let [failing, said] = [0, 0];
  for (const name of FUNCTION_NAMES) {
    for (const list of given) {
      const expression = `$${name}(${list})`;
      const fails = /^T041\d/.test(failureOf(expression) ?? '');
      const mistaken = typesOf(expression).mistakes.length > 0;
      if (mistaken) expect({ expression, fails }).toEqual({ expression, fails: true });
      failing += fails ? 1 : 0;
      said += mistaken ? 1 : 0;
    }
  }
  expect(said / failing).toBeGreaterThan(0.95);
});

(suiteIsHere ? test : test.skip)('nothing in the JSONata suite that has a result is a mistake, or has another type', () => {
  let typed = 0;
  for (const { expression, code, result } of readSuite()) {
    const { ast } = analyzeJsonata(expression);
    if (!ast || code !== undefined) continue;
    const { type, mistakes } = jsonataTypes(ast);
    expect({ expression, mistakes }).toEqual({ expression, mistakes: [] });
    if (type === undefined || result === undefined) continue;
    typed++;
    expect({ expression, type }).toEqual({ expression, type: result === null ? 'null' : Array.isArray(result) ? 'array' : typeof result });
  }
  expect(typed).toBeGreaterThan(500);
});

function failureOf(expression: string): string | undefined {
  try {
    compileJsonata(expression).evaluate(scopeWith(), { input: {} });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
