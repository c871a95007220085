import { comparable, readSuite, SUITE, suiteIsHere } from './suite-cases';
import { JsonValue } from '../../../src/asl/json-value';
import { toJson } from '../../../src/asl/jsonata/result';
import { createLibrary, Host, isFunction, JsonataError, LimitReached, parse, run } from '../../../vendor/jsonata-sync';

// The evaluator on its own, with the operators of its own version, $eval and JavaScript's regular expressions.
const PLAIN = createLibrary({});
const UNLIMITED = 20_000_000;

function evaluate(each: ReturnType<typeof readSuite>[number]): unknown {
  const host: Host = {
    RegexEngine: RegExp,
    variable: (name) => Object.hasOwn(each.bindings, name) ? each.bindings[name] : undefined,
    now: () => Date.UTC(2018, 8, 8),
    random: () => 0.5,
  };
  const limits = { depth: each.depth ?? 1000, steps: each.limited ? 8_000_000 : UNLIMITED, items: Infinity, length: Infinity };
  return run(parse(each.expression, true), each.data, host, PLAIN, limits);
}

/** The suite's harness drops functions from results. */
function withoutFunctions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => isFunction(item) ? null : withoutFunctions(item));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => !isFunction(member));
  return Object.fromEntries(members.map(([name, member]) => [name, withoutFunctions(member)]));
}

(suiteIsHere ? describe : describe.skip)(`the JSONata suite in ${SUITE.replace(/^.*shared/, '../shared')} (skipped where it is absent)`, () => {
  const cases = suiteIsHere ? readSuite() : [];

  test('has all of its cases', () => expect(cases).toHaveLength(1686));

  // One test, because reporting each of 1,686 takes longer than running them; what fails is listed by name.
  test('passes, and never writes into its data', () => {
    const failed: string[] = [];
    for (const each of cases) {
      try {
        check(each);
      } catch (error) {
        failed.push(`${each.name}: ${error instanceof Error ? error.message : JSON.stringify(error)}`);
      }
    }
    expect(failed).toEqual([]);
  }, 120_000);
});

function check(each: ReturnType<typeof readSuite>[number]): void {
  let value: unknown;
  try {
    value = evaluate(each);
  } catch (thrown) {
    if (each.code === undefined) throw thrown;
    if (thrown instanceof LimitReached) {
      expect(each.code).toBe('U1001');
      return;
    }
    const error = thrown as JsonataError;
    expect(error.code).toBe(each.code);
    if (each.token !== undefined) expect(error.token).toBe(each.token);
    if (each.message !== undefined) expect(error.message).toBe(each.message);
    return;
  }
  expect(each.code).toBeUndefined();
  const json = value === undefined || isFunction(value) ? undefined : toJson(withoutFunctions(value));
  expect(comparable(json as JsonValue, each.unordered)).toEqual(comparable(each.result, each.unordered));
}
