import { frozen, NOW, scopeWith } from './scope';
import { comparable, readSuite, SuiteCase, suiteIsHere } from './suite-cases';
import { EvaluationError, ExpressionSyntaxError } from '../../../src/asl/evaluation';
import { JsonValue } from '../../../src/asl/json-value';
import { compileJsonata, parseJsonata } from '../../../src/asl/jsonata/expression';
import { asEvaluationError } from '../../../src/asl/jsonata/failure';
import { LIBRARY, StepFunctionsHost } from '../../../src/asl/jsonata/library';
import { LIMITS } from '../../../src/asl/jsonata/limits';
import { toJson } from '../../../src/asl/jsonata/result';
import { LinearRegExp } from '../../../src/asl/regular-expression';
import { run } from '../../../vendor/jsonata-sync';

/** Why a case of plain JSONata does not hold for Step Functions. */
const EXCLUDED: { readonly [reason: string]: RegExp } = {
  'the operators ?: and ?? are of JSONata 2.1; Step Functions has 2.0.6': /^(coalescing|default)-operator\//,
  '$eval is not a function in Step Functions': /^function-eval\//,
  'a range has at most 873,782 items': /^range-operator\/case02[1-4]$/,
  'evaluations nest at most 100 deep, and each call of the factorial takes three levels': /^tail-recursion\/case001$/,
};

const reasonFor = (name: string) => Object.keys(EXCLUDED).find((reason) => EXCLUDED[reason].test(name));

type Answer = { readonly value: JsonValue | undefined } | { readonly error: string };

/** Evaluates with all that production uses; but with a context, which Step Functions does not give. */
function evaluateInContext(each: SuiteCase): JsonValue | undefined {
  const host: StepFunctionsHost = {
    RegexEngine: LinearRegExp,
    variable: (name) => Object.hasOwn(each.bindings, name) ? each.bindings[name] : undefined,
    now: () => NOW, random: () => 0.5, uuid: () => '00000000-0000-4000-8000-000000000000',
  };
  const ast = parseJsonata(each.expression);
  try {
    return toJson(run(ast, each.data, host, LIBRARY, LIMITS));
  } catch (thrown) {
    throw asEvaluationError(thrown);
  }
}

function answer(evaluate: () => JsonValue | undefined): Answer {
  try {
    return { value: evaluate() };
  } catch (thrown) {
    if (!(thrown instanceof EvaluationError || thrown instanceof ExpressionSyntaxError)) throw thrown;
    return { error: thrown.message };
  }
}

function isAsExpected(each: SuiteCase, got: Answer): boolean {
  if ('error' in got) {
    // Syntax errors come without their code, limits have none.
    return each.code !== undefined && (got.error.startsWith(`${each.code}: `) || each.code === 'U1001' || each.code.startsWith('S'));
  }
  if (each.code !== undefined) return false;
  return JSON.stringify(sorted(comparable(got.value, each.unordered))) === JSON.stringify(sorted(comparable(each.result, each.unordered)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([name, member]) => [name, sorted(member)]));
}

(suiteIsHere ? describe : describe.skip)('the JSONata suite with the limits, operators, functions and regular expressions of Step Functions', () => {
  const cases = suiteIsHere ? readSuite() : [];

  test('passes but for what Step Functions does otherwise', () => {
    const failed = cases.filter((each) => !isAsExpected(each, answer(() => evaluateInContext(each))));
    expect(failed.map((each) => each.name).filter((name) => reasonFor(name) === undefined)).toEqual([]);
    const failedNames = new Set(failed.map((each) => each.name));
    const passing = cases.map((each) => each.name).filter((name) => reasonFor(name) !== undefined && !failedNames.has(name));
    expect(passing).toEqual([]);
  }, 120_000);

  test('gives the same through compileJsonata where a case needs no context', () => {
    const differing = cases.filter((each) => each.data === undefined && !/random|shuffle|millis|now/i.test(each.expression)).filter((each) => {
      const expected = answer(() => evaluateInContext(each));
      const got = answer(() => compileJsonata(each.expression).evaluate(scopeWith(each.bindings), frozen({ input: {} })));
      return JSON.stringify(got) !== JSON.stringify(expected);
    });
    expect(differing.map((each) => each.name)).toEqual([]);
  }, 120_000);
});
