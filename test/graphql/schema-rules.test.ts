import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { schemaOf } from './schema-of';
import { appSyncTraitsOf } from '../../src/graphql/appsync-rule';
import { SCHEMA_RULE_AREAS, SCHEMA_RULES } from '../../src/graphql/rules';
import { BadSchemaExample, SchemaExample, SchemaRule } from '../../src/graphql/schema-rule';
import { validateSchema } from '../../src/graphql/validate-schema';
import { FindingSeverity } from '../../src/validation/finding';
import { applyEdits } from '../../src/validation/fix';
import { SCHEMA_RULES_REFUSED } from '../../src/validation/schema-rule-ids';
import { RuleFinding } from '../../src/validation/validate';

const sourceOf = ({ schema }: SchemaExample) => (
  typeof schema === 'string' ? schemaOf(schema) : schemaOf(...Object.entries(schema).map(([file, text]) => ({ file, text }))));

const validate = (example: SchemaExample): RuleFinding[] => validateSchema(sourceOf(example), example.api);

/** What counts for the examples of a rule. Advice that other rules give on them does not. */
const counted = (example: SchemaExample, rule: SchemaRule): RuleFinding[] => (
  validate(example).filter(({ id, severity }) => id === rule.id || severity !== FindingSeverity.INFO));

const placeOf = ({ file, line, column }: RuleFinding) => `${file === undefined ? '' : `${file}:`}${line}:${column}`;
const title = (example: SchemaExample, index: number): string => example.title ?? `example ${index + 1}`;

describe.each(SCHEMA_RULES.map((rule) => [`${rule.id} ${rule.name}`, rule] as const))('%s', (_, rule) => {
  test.each(rule.examples.good.map((example, index) => [title(example, index), example] as const))('good: %s gives no finding from any rule', (__, example) => {
    expect(counted(example, rule)).toEqual([]);
  });

  test.each(rule.examples.bad.map((example, index) => [title(example, index), example] as const))('bad: %s gives exactly its findings', (__, example: BadSchemaExample) => {
    const found = counted(example, rule);
    expect(found.map((finding) => {
      const [, write] = /Write: (.*)$/.exec(finding.fix ?? '') ?? [];
      return { at: placeOf(finding), says: finding.message, ...(write !== undefined && { write }) };
    })).toEqual(example.findings);
    expect(found.map(({ id }) => id)).toContain(rule.id);
  });

  test.each(rule.examples.bad.map((example, index) => [title(example, index), example] as const))('bad: %s has the edits that it shows', (__, example: BadSchemaExample) => {
    const edits = validate(example).flatMap((finding) => finding.edits ?? []);
    if (typeof example.schema === 'string') expect(edits.length > 0 ? applyEdits(example.schema, edits) : undefined).toBe(example.fixed);
  });

  test('every message is given by an example', () => {
    const given = new Set(rule.examples.bad.flatMap(validate).filter(({ id }) => id === rule.id).map(({ messageName }) => messageName));
    expect([...given].sort()).toEqual(Object.keys(rule.messages).sort());
  });

  test('a finding says what the rule says', () => {
    for (const finding of rule.examples.bad.flatMap(validate).filter(({ id }) => id === rule.id)) {
      const { severity, refusedByAws, fix } = appSyncTraitsOf(rule, finding.messageName);
      expect(finding).toMatchObject({ severity, refusedByAws });
      expect(finding.fix?.startsWith(fix)).toBe(true);
      expect(finding.line).toBeGreaterThan(0);
      expect(finding.column).toBeGreaterThan(0);
    }
  });

  test('its words are in order', () => {
    expect(rule.id).toMatch(/^GQL\d{3}$/);
    expect(SCHEMA_RULE_AREAS.has(rule.id[3])).toBe(true);
    expect(rule.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    for (const sentence of [rule.summary, rule.why]) expect(sentence).toMatch(/^["A-Z].*\."?$/s);
    for (const link of [rule.link, ...rule.seenAt ?? []]) expect(link).toMatch(/^https:\/\//);
    expect(rule.link).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    expect(rule.examples.good.length).toBeGreaterThan(0);
    for (const message of Object.keys(rule.messages)) {
      const { severity, refusedByAws, fix, evidence } = appSyncTraitsOf(rule, message);
      expect(fix).toMatch(/^[A-Z].*[.\]]$/s);
      if (refusedByAws) expect([severity, evidence]).toEqual(['ERROR', 'documented']);
    }
    expect(Object.keys(rule.messages)).toEqual(expect.arrayContaining(Object.keys(rule.perMessage ?? {})));
  });
});

test('ids and names are unique, and in order', () => {
  const ids = SCHEMA_RULES.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort());
  expect(new Set(SCHEMA_RULES.map(({ name }) => name)).size).toBe(SCHEMA_RULES.length);
});

test('the list of rules is the list of files, and that of ids', () => {
  const files = readdirSync(join(__dirname, '../../src/graphql/rules')).filter((file) => file !== 'index.ts');
  expect(files.sort()).toEqual(SCHEMA_RULES.map(({ name }) => `${name}.ts`).sort());
  expect(SCHEMA_RULES_REFUSED).toMatchObject(Object.fromEntries(SCHEMA_RULES.map(({ id, refusedByAws }) => [id, refusedByAws])));
});
