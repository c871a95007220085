import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeRuleDocs, codeRulesOverview } from '../../src/appsync-js/rule-docs';
import { parseDefinition } from '../../src/asl/document';
import { schemaRuleDocs, schemaRulesOverview } from '../../src/graphql/rule-docs';
import { FindingSeverity } from '../../src/validation/finding';
import { fixText } from '../../src/validation/fix';
import { BadRuleExample, Rule, RuleExample, traitsOf } from '../../src/validation/rule';
import { ruleDocs } from '../../src/validation/rule-docs';
import { RULE_AREAS, RULES } from '../../src/validation/rules';
import { RuleFinding, validateDocument } from '../../src/validation/validate';

const validate = ({ definition, type }: RuleExample): RuleFinding[] => (
  validateDocument(parseDefinition(typeof definition === 'string' ? definition : JSON.stringify(definition)), { type }));

/** What counts for the examples of a rule. Advice that other rules give on them does not. */
const counted = (example: RuleExample, rule: Rule): RuleFinding[] => (
  validate(example).filter(({ id, severity }) => id === rule.id || severity !== FindingSeverity.INFO));

const title = (example: RuleExample, index: number): string => example.title ?? `example ${index + 1}`;

describe.each(RULES.map((rule) => [`${rule.id} ${rule.name}`, rule] as const))('%s', (_, rule) => {
  test.each(rule.examples.good.map((example, index) => [title(example, index), example] as const))('good: %s gives no finding from any rule', (__, example) => {
    expect(counted(example, rule)).toEqual([]);
  });

  test.each(rule.examples.bad.map((example, index) => [title(example, index), example] as const))('bad: %s gives exactly its findings', (__, example: BadRuleExample) => {
    const found = counted(example, rule).map(({ id, pointer, message }) => ({ id, at: pointer, says: message }));
    const ids = found.map(({ id }) => id);
    expect(found.map(({ at, says }) => ({ at, says }))).toEqual(example.findings);
    expect(ids).toContain(rule.id);
  });

  test.each(rule.examples.bad.map((example, index) => [title(example, index), example] as const))('bad: %s is mended where the rule is certain', (__, example: BadRuleExample) => {
    if (!validate(example).some(({ id, edits }) => id === rule.id && edits)) {
      expect(example.fixed).toBeUndefined();
      return;
    }
    const text = (definition: object | string) => typeof definition === 'string' ? definition : JSON.stringify(definition);
    expect(fixText(text(example.definition), (definition) => validate({ ...example, definition })).text).toBe(text(example.fixed!));
  });

  test('every message is given by an example', () => {
    const given = new Set(rule.examples.bad.flatMap(validate).filter(({ id }) => id === rule.id).map(({ messageName }) => messageName));
    expect([...given].sort()).toEqual(Object.keys(rule.messages).sort());
  });

  test('a finding says what the rule says', () => {
    for (const finding of rule.examples.bad.flatMap(validate).filter(({ id }) => id === rule.id)) {
      const { severity, refusedByAws, awsCode, fix } = traitsOf(rule, finding.messageName);
      expect(finding).toMatchObject({ severity, refusedByAws, fix });
      expect(finding.awsCode).toBe(awsCode);
      expect(finding.line).toBeGreaterThan(0);
      expect(finding.column).toBeGreaterThan(0);
    }
  });

  test('its words are in order', () => {
    expect(rule.id).toMatch(/^ASL\d{3}$/);
    expect(RULE_AREAS.has(rule.id[3])).toBe(true);
    expect(rule.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    for (const sentence of [rule.summary, rule.why, rule.fix]) expect(sentence).toMatch(/^[A-Z].*\.$/s);
    expect(rule.link).toMatch(/^https:\/\//);
    expect(rule.examples.good.length).toBeGreaterThan(0);
    for (const message of Object.keys(rule.messages)) {
      const { severity, refusedByAws, fix } = traitsOf(rule, message);
      expect(fix).toMatch(/^[A-Z].*\.$/s);
      if (refusedByAws) expect(severity).toBe('ERROR');
    }
    expect(Object.keys(rule.messages)).toEqual(expect.arrayContaining(Object.keys(rule.perMessage ?? {})));
  });
});

test('ids and names are unique, and in order', () => {
  const ids = RULES.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort());
  expect(new Set(RULES.map(({ name }) => name)).size).toBe(RULES.length);
});

test('the list of rules is the list of files', () => {
  const files = readdirSync(join(__dirname, '../../src/validation/rules')).filter((file) => file !== 'index.ts');
  expect(files.sort()).toEqual(RULES.map(({ name }) => `${name}.ts`).sort());
});

test('rules do not change the document', () => {
  for (const rule of RULES) {
    for (const example of rule.examples.bad) {
      const document = parseDefinition(JSON.stringify(example.definition));
      const before = document.root ? JSON.stringify(document.toValue()) : '';
      validateDocument(document);
      expect(document.root ? JSON.stringify(document.toValue()) : '').toBe(before);
    }
  }
});

test('docs/rules is what is generated from the rules', () => {
  const folder = join(__dirname, '../../docs/rules');
  const written = new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
  const pages = new Map([...ruleDocs(), ...schemaRuleDocs(), ...codeRuleDocs()]);
  pages.set('README.md', `${pages.get('README.md')}\n${schemaRulesOverview()}\n${codeRulesOverview()}`);
  expect([...written.keys()].sort()).toEqual([...pages.keys()].sort());
  for (const [file, text] of pages) {
    // Where this fails: node projenrc/make-rule-docs.cjs, and commit the result.
    expect(written.get(file)).toBe(text);
  }
});
