import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SNIPPETS } from './snippets';
import { checkCode } from '../../src/appsync-js/check-code';
import { ROOT } from '../shared-data';

/** What AWS's plugin for ESLint says: made by projenrc/appsync-lint/measure.cjs. */
const { judged } = JSON.parse(readFileSync(join(ROOT, 'projenrc/appsync-lint/judged.json'), 'utf8')) as {
  readonly judged: { readonly [name: string]: { readonly code: string; readonly rules: readonly string[] } };
};

/** Which of our rules finds what a rule of the plugin finds. */
const OURS: { readonly [rule: string]: string } = {
  'parser': 'GQL501',
  'no-async': 'GQL506',
  'no-await': 'GQL506',
  'no-classes': 'GQL506',
  'no-continue': 'GQL504',
  'no-disallowed-binary-operators': 'GQL505',
  'no-disallowed-methods': 'GQL512',
  'no-disallowed-re-assignment': 'GQL507',
  'no-disallowed-unary-operators': 'GQL505',
  'no-for': 'GQL504',
  'no-function-passing': 'GQL509',
  'no-function-reassign': 'GQL509',
  'no-function-return': 'GQL509',
  'no-generators': 'GQL506',
  'no-in-operator': 'GQL505',
  'no-labels': 'GQL504',
  'no-promise': 'GQL506',
  'no-recursion': 'GQL508',
  'no-regex': 'GQL506',
  'no-this': 'GQL506',
  'no-try': 'GQL504',
  'no-while': 'GQL504',
  'no-yield': 'GQL506',
};

const found = (code: string) => [...new Set(checkCode(code).map(({ id }) => id))].sort();

describe.each(SNIPPETS.map((snippet) => [snippet.name, snippet] as const))('%s', (name, { code, ours, more }) => {
  test('is found by our rules', () => {
    expect(found(code)).toEqual(ours);
  });

  test('was measured as it is', () => {
    expect(judged[name]?.code).toBe(code);
  });

  test('we find what the plugin finds, and say why we find more', () => {
    const rules = judged[name]?.rules ?? [];
    expect(found(code)).toEqual(expect.arrayContaining(rules.map((rule) => OURS[rule])));
    expect(rules.length === 0 && ours.length > 0).toBe(more !== undefined);
  });
});

test('every rule of the plugin finds something', () => {
  expect([...new Set(Object.values(judged).flatMap(({ rules }) => rules))].sort()).toEqual(Object.keys(OURS).sort());
});
