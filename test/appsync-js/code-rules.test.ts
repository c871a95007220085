import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkCode } from '../../src/appsync-js/check-code';
import { CODE_RULES } from '../../src/appsync-js/rules';
import { appSyncTraitsOf } from '../../src/graphql/appsync-rule';
import { SCHEMA_RULES } from '../../src/graphql/rules';
import { SCHEMA_RULES_REFUSED } from '../../src/validation/schema-rule-ids';

const title = (example: { readonly title?: string }, index: number): string => example.title ?? `example ${index + 1}`;

describe.each(CODE_RULES.map((rule) => [`${rule.id} ${rule.name}`, rule] as const))('%s', (_, rule) => {
  test.each(rule.examples.good.map((example, index) => [title(example, index), example] as const))('good: %s gives no finding from any rule', (__, { code }) => {
    expect(checkCode(code)).toEqual([]);
  });

  test.each(rule.examples.bad.map((example, index) => [title(example, index), example] as const))('bad: %s gives exactly its findings', (__, { code, findings }) => {
    const found = checkCode(code);
    expect(found.map(({ line, column, message }) => ({ at: `${line}:${column}`, says: message }))).toEqual(findings);
    expect(found.map(({ id }) => id)).toContain(rule.id);
  });

  test('every message is given by an example, and says what to do', () => {
    const found = rule.examples.bad.flatMap(({ code }) => checkCode(code)).filter(({ id }) => id === rule.id);
    expect([...new Set(found.map(({ messageName }) => messageName))].sort()).toEqual(Object.keys(rule.messages).sort());
    for (const finding of found) {
      const { severity, refusedByAws, fix } = appSyncTraitsOf(rule, finding.messageName);
      expect(finding).toMatchObject({ severity, refusedByAws, fix, link: rule.link });
    }
  });

  test('its words are in order', () => {
    expect(rule.id).toMatch(/^GQL5\d{2}$/);
    for (const sentence of [rule.summary, rule.why]) expect(sentence).toMatch(/^["A-Z].*\."?$/s);
    for (const link of rule.seenAt ?? []) expect(link).toMatch(/^https:\/\//);
    expect(rule.link).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    for (const message of Object.keys(rule.messages)) {
      const { severity, refusedByAws, fix, evidence } = appSyncTraitsOf(rule, message);
      expect(fix).toMatch(/^[A-Z].*[.\]]$/s);
      if (refusedByAws) expect([severity, evidence]).toEqual(['ERROR', 'documented']);
    }
    expect(Object.keys(rule.messages)).toEqual(expect.arrayContaining(Object.keys(rule.perMessage ?? {})));
  });
});

test('ids and names are unique, in order, and the list of files', () => {
  const ids = CODE_RULES.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort());
  const files = readdirSync(join(__dirname, '../../src/appsync-js/rules')).filter((file) => file !== 'index.ts');
  expect(files.sort()).toEqual(CODE_RULES.map(({ name }) => `${name}.ts`).sort());
  expect(SCHEMA_RULES_REFUSED).toEqual(Object.fromEntries([...SCHEMA_RULES, ...CODE_RULES].map(({ id, refusedByAws }) => [id, refusedByAws])));
});

test.each([
  ['nothing', ''],
  ['half a text', 'export function request(ctx) { return `'],
  ['no JavaScript', '{"a": 1}'],
  ['bytes', '\u0000\ud800\uffff'],
  ['deep brackets', '('.repeat(50_000)],
  ['a long sum', `export const request = () => ${'1 + '.repeat(8000)}1;`],
  ['deep conditions', 'if (a) b(); else '.repeat(5000) + 'c();'],
  ['many functions that call the next', Array.from({ length: 1500 }, (_, index) => `const f${index} = () => f${index + 1}();`).join('\n')],
  ['a list of 400,000 elements', `[${'1,'.repeat(400_000)}]`],
  ['a pattern of 400,000 elements', `const [${','.repeat(400_000)}a] = [];`],
  ['400,000 statements', ';'.repeat(400_000)],
  ['many names that are nowhere', Array.from({ length: 5000 }, (_, index) => `n${index};`).join('\n')],
])('%s is looked at in time, and refused', (_, code) => {
  const start = process.cpuUsage().user;
  expect(checkCode(code).length).toBeGreaterThan(0);
  expect((process.cpuUsage().user - start) / 1e6).toBeLessThan(5);
});

test('a name is what is declared around it', () => {
  const code = `export function request(ctx) {
  const util = { error: 1, nothing: 2 };
  { let id = util.nothing; console.log(id); }
  for (const [name, { value = 1, ...others }] of Object.entries(ctx.args)) console.log(name, value, others);
  switch (ctx.args.kind) { case 'a': { var late = 1; break; } default: }
  const shadow = (ctx) => { ctx = 1; return ctx; };
  return { payload: { late, [ctx.args.key]: shadow(1), later } };
}
const later = 1;
export function response({ result: { items = [] } }) { return items; }`;
  expect(checkCode(code)).toEqual([]);
});
