import * as fc from 'fast-check';
import { scopeWith } from './scope';
import { JsonObject, JsonValue } from '../../../src/asl/json-value';
import { parseJsonata } from '../../../src/asl/jsonata/expression';
import { asEvaluationError } from '../../../src/asl/jsonata/failure';
import { compileFastPath, NOT_FAST } from '../../../src/asl/jsonata/fast-path';
import { LIBRARY, StepFunctionsHost } from '../../../src/asl/jsonata/library';
import { LIMITS } from '../../../src/asl/jsonata/limits';
import { toJson } from '../../../src/asl/jsonata/result';
import { LinearRegExp } from '../../../src/asl/regular-expression';
import { run } from '../../../vendor/jsonata-sync';

const scalar = fc.oneof(
  fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom<JsonValue>('', 'a', 'b', '10', true, false, null, 0.1 + 0.2, 1e21, 1e-7));
const json = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, scalar, fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'length', '__proto__', 'sequence', 'then'), tie('value'), { maxKeys: 3, noNullPrototype: true })),
})).value;

const name = fc.constantFrom('a', 'b', '`length`', '`__proto__`', '"then"');
const literal = fc.constantFrom('0', '1', '2.5', '-3', '1e300', '0.1', '"a"', '""', "'x y'", 'true', 'false', 'null');
const path = fc.tuple(fc.constantFrom('$x', '$y', '$missing', '$states.input', '$states.result', '$states.errorOutput', '$states.context'), fc.array(name, { maxLength: 3 }))
  .map(([start, names]) => [start, ...names].join('.'));
const expression = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof({ maxDepth: 4, withCrossShrink: true }, literal, path,
    fc.tuple(tie('any'), fc.constantFrom('+', '-', '*', '/', '%', '<', '<=', '>', '>=', '=', '!=', '&', ' and ', ' or '), tie('any')).map(([l, o, r]) => `(${l}${o}${r})`),
    fc.tuple(tie('any'), fc.constantFrom('+', '*', '&', '=', '<', ' and '), tie('any')).map(([l, o, r]) => `${l} ${o} ${r}`),
    tie('any').map((e) => `-(${e})`),
    fc.tuple(tie('any'), tie('any'), tie('any')).map(([c, t, e]) => `(${c} ? ${t} : ${e})`),
    fc.tuple(tie('any'), tie('any')).map(([c, t]) => `(${c} ? ${t})`),
    fc.array(tie('any'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc.array(fc.tuple(fc.constantFrom('"k"', '"1"', '"__proto__"', '"a"', '"_jsonata_x"'), tie('any')), { maxLength: 3 })
      .map((pairs) => `{${pairs.map(([key, value]) => `${key}: ${value}`).join(', ')}}`)),
})).any;

const CONTEXT: JsonObject = { a: { b: [1, { a: 2 }] }, b: 'text' };

function interpret(source: string, variables: JsonObject, states: JsonObject): JsonValue | undefined {
  const bound: JsonObject = { ...variables, states: { ...states, context: CONTEXT } };
  const host: StepFunctionsHost = {
    RegexEngine: LinearRegExp, variable: (each) => Object.hasOwn(bound, each) ? bound[each] : undefined, now: () => 0, random: () => 0, uuid: () => '',
  };
  return toJson(run(parseJsonata(source), undefined, host, LIBRARY, LIMITS));
}

describe('the fast path', () => {
  test('gives what the interpreter gives, or leaves it to the interpreter', () => {
    let taken = 0;
    let answered = 0;
    fc.assert(fc.property(expression, json, json, json, (source, x, y, input) => {
      const variables = { x, y };
      const states = { input, result: { a: x } };
      const fast = compileFastPath(parseJsonata(source));
      if (fast === undefined) return;
      taken++;
      const value = fast(scopeWith(variables, CONTEXT), states);
      if (value === NOT_FAST) return;
      answered++;
      let expected: JsonValue | undefined;
      try {
        expected = interpret(source, variables, states);
      } catch (thrown) {
        throw new Error(`${source} gave ${JSON.stringify(value)}, the interpreter ${asEvaluationError(thrown).message}`);
      }
      expect(JSON.stringify(value)).toBe(JSON.stringify(expected));
      if (typeof value === 'object' && value !== null) expect(Array.isArray(value)).toBe(Array.isArray(expected));
    }), { numRuns: 6000, seed: 20260102 });
    // The property says nothing unless most expressions go this way, and many of them give an answer.
    expect(taken).toBeGreaterThan(4000);
    expect(answered).toBeGreaterThan(1500);
  });

  test.each([
    '$i < $n', '$i + 1', '{"i": $i}', '$states.input.n', '$states.input.type = "a" and $ready', '$states.context.Execution.Id', '($i + 1) * 2',
    "$base & '/' & $name", '[1, 2, $i]', '$states.result.ok ? "yes" : "no"', '-$i',
  ])('%s takes it', (source) => expect(compileFastPath(parseJsonata(source))).toBeDefined());

  test.each([
    '$sum', '$sum([1])', '$states', '$', '$$', 'a', '$x[0]', '$x.a[b=1]', '$x.a[]', '$x^(a)', '$x{a: b}', '$x.*', '$x.(a)', '($a := 1; $a)', '$x ~> $f',
    'function($x){$x}', '[1..3]', '{"a": 1, "a": 2}', '{$x: 1}', '$x@$v.a', '$x in [1]', '/a/', '$states.other',
  ])('%s does not', (source) => expect(compileFastPath(parseJsonata(source))).toBeUndefined());

  test.each<[string, JsonObject]>([
    ['$x.a', { x: [{ a: 1 }] }], ['$x + 1', { x: 'a' }], ['$x < 1', { x: 'a' }], ['$x = $y', { x: {}, y: {} }], ['1 / $x', { x: 0 }], ['$x & ""', { x: [1] }],
    ['$x and true', { x: [0] }], ['-$x', { x: 'a' }], ['$x ? 1 : 2', { x: [] }],
  ])('%s is left to the interpreter for %j', (source, variables) => {
    expect(compileFastPath(parseJsonata(source))!(scopeWith(variables), { input: {} })).toBe(NOT_FAST);
  });
});
