import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseDefinition } from '../../src/asl/document';
import { JsonObject } from '../../src/asl/json-value';
import { sourceFromFile, sourceFromText, withSubstitutions } from '../../src/definitions/file';

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'definitions-')); });
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

const JSON_TEXT = '{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"${ChargeFunctionArn}","Comment":"for ${Shop}","End":true}}}';
const YAML_TEXT = 'StartAt: A\nStates:\n  A:\n    Type: Task\n    Resource: ${ChargeFunctionArn}\n    Comment: for ${Shop}\n    End: true\n';
const WITH_SIMULATED = {
  StartAt: 'A',
  States: { A: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:ChargeFunction', Comment: 'for Shop', End: true } },
};

test.each([
  ['a.json', JSON_TEXT], ['a.asl.json', JSON_TEXT], ['a.asl', JSON_TEXT],
  ['a.yaml', YAML_TEXT], ['a.yml', YAML_TEXT], ['b.asl', YAML_TEXT],
])('%s is read, and its substitutions stand for readable values', (name, text) => {
  const source = sourceFromFile(write(name, text));
  expect(source.file).toBe(join(folder, name));
  expect(parseDefinition(source).toValue()).toEqual(WITH_SIMULATED);
});

test.each([['json', JSON_TEXT], ['yaml', YAML_TEXT]])('substitutions that are given are put into %s before it is read', (extension, text) => {
  const source = sourceFromFile(write(`given.${extension}`, text), { Shop: 'flowers' });
  const value = parseDefinition(source).toValue() as { States: { A: JsonObject } };
  expect(value.States.A.Comment).toBe('for flowers');
  expect(value.States.A.Resource).toBe('arn:aws:lambda:us-east-1:123456789012:function:ChargeFunction');
});

test('a substitution that the definition does not have is refused, with the near name', () => {
  expect(() => sourceFromText(JSON_TEXT, { Shap: 'x' })).toThrow(
    'Substitution "Shap" is given, but the definition has no "${Shap}". Did you mean "Shop"? It has "ChargeFunctionArn", "Shop".');
});

test('withSubstitutions() replaces what a mark stands for, too', () => {
  const source = { text: '{"a":"\uF8FE0\uF8FF","b":"${Shop}"}', opaques: [{ label: '${Charge.Arn}', simulated: 'x' }] };
  expect(parseDefinition(withSubstitutions(source, { 'Charge.Arn': 'arn:mine', 'Shop': 'flowers' })).toValue()).toEqual({ a: 'arn:mine', b: 'flowers' });
  expect(() => withSubstitutions(source, { 'Charge.Art': 'x' })).toThrow('Did you mean "Charge.Arn"?');
});

test('a file that is not there, and a folder, are said in plain words', () => {
  expect(() => sourceFromFile(join(folder, 'none.json'))).toThrow(`Definition "${join(folder, 'none.json')}" does not exist.`);
  expect(() => sourceFromFile(folder)).toThrow('is a folder. Name a file in it.');
});
