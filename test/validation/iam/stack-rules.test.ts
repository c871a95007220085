import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { parseDefinition } from '../../../src/asl/document';
import { Template } from '../../../src/definitions/template';
import { AslValidation } from '../../../src/validation/cdk/asl-validation';
import { Finding } from '../../../src/validation/finding';
import { RULE_AREAS, RULES } from '../../../src/validation/rules';
import { STACK_RULE_IDS } from '../../../src/validation/stack/rule-ids';
import { STACK_RULES } from '../../../src/validation/stack/rules';
import { stackFindings } from '../../../src/validation/stack/stack-findings';
import { StackExample } from '../../../src/validation/stack/stack-rule';
import { RuleFinding, validateDefinition } from '../../../src/validation/validate';
import { StandardWorkflow } from '../../../src/workflows/standard-workflow';

const folder = mkdtempSync(join(tmpdir(), 'stepwright-stack-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

function findingsOf({ template, code }: StackExample): (Finding | RuleFinding)[] {
  if (code !== undefined) {
    const app = new App();
    AslValidation.of(app);
    const stack = new Stack(app, 'Shop');
    new Function('stack', 'sfn', 'Duration', 'StandardWorkflow', code)(stack, sfn, Duration, StandardWorkflow);
    return AslValidation.of(app).findings();
  }
  const file = join(folder, `${++files}.json`);
  writeFileSync(file, JSON.stringify(template));
  const loaded = Template.load(file);
  const document = parseDefinition(loaded.source('Orders'));
  // What other rules advise about the definition is not the example's matter.
  return [...validateDefinition(document).filter(({ severity }) => severity === 'ERROR'), ...stackFindings(loaded.declared('Orders')!, document).map(({ finding }) => finding)];
}

const title = (example: StackExample, index: number): string => example.title ?? `example ${index + 1}`;

describe.each(STACK_RULES.map((rule) => [`${rule.id} ${rule.name}`, rule] as const))('%s', (_, rule) => {
  test.each(rule.examples.good.map((example, index) => [title(example, index), example] as const))('good: %s gives no finding from any rule', (__, example) => {
    expect(findingsOf(example)).toEqual([]);
  });

  test.each(rule.examples.bad.map((example, index) => [title(example, index), example] as const))('bad: %s gives exactly its findings', (__, example) => {
    const found = findingsOf(example);
    expect(found.map(({ pointer, message }) => ({ at: pointer, says: message }))).toEqual(example.findings);
    expect(found.map(({ id }) => id)).toContain(rule.id);
    for (const finding of found.filter(({ id }) => id === rule.id)) {
      expect(finding).toMatchObject({ severity: rule.severity, refusedByAws: rule.refusedByAws });
      expect(finding.awsCode).toBe(rule.awsCode);
    }
  });

  test('every message is given by an example', () => {
    const templates = rule.examples.bad.filter(({ template }) => template);
    const own = templates.flatMap(findingsOf).filter(({ id }) => id === rule.id);
    const given = new Set(own.map((finding) => (finding as RuleFinding).messageName));
    if (templates.length > 0) expect([...given].sort()).toEqual(Object.keys(rule.messages).sort());
  });

  test('its words are in order', () => {
    expect(rule.id).toMatch(/^ASL\d{3}$/);
    expect(RULE_AREAS.has(rule.id[3])).toBe(true);
    expect(rule.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    for (const sentence of [rule.summary, rule.why, rule.fix]) expect(sentence).toMatch(/^[A-Z].*\.$/s);
    expect(rule.link).toMatch(/^https:\/\//);
    if (rule.refusedByAws) expect(rule.severity).toBe('ERROR');
  });
});

test('ids and names are unique among all rules, and in order', () => {
  const ids = STACK_RULES.map(({ id }) => id);
  expect(ids).toEqual([...ids].sort());
  const all = [...RULES, ...STACK_RULES];
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});

test('the list of rules is the list of files', () => {
  const names = readdirSync(join(__dirname, '../../../src/validation/stack/rules')).filter((file) => file !== 'index.ts');
  expect(names.sort()).toEqual(STACK_RULES.map(({ name }) => `${name}.ts`).sort());
});

test('the ids of stack rules are those that are listed', () => expect([...STACK_RULE_IDS]).toEqual(STACK_RULES.map(({ id }) => id)));
