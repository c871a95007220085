import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { FIELD_DESCRIPTIONS } from '../../src/asl/field-descriptions';
import { jsonSchema } from '../../src/asl/json-schema';
import { COMBINATIONS, COMPARISONS } from '../../src/asl/state-fields';
import { RuleExample } from '../../src/validation/rule';
import { RULES } from '../../src/validation/rules';
import { validateDefinition } from '../../src/validation/validate';

const validate = new Ajv({ allowUnionTypes: true, strictTypes: true, strictTuples: true }).compile(jsonSchema());

/** What the schema says of a definition: the places that it refuses. */
function refused(definition: unknown): string[] {
  return validate(definition) ? [] : [...new Set(validate.errors!.map(({ instancePath }) => instancePath))];
}

const machine = (...states: object[]) => ({ StartAt: 'S0', States: Object.fromEntries(states.map((state, index) => [`S${index}`, state])) });

describe('what it refuses', () => {
  test.each<[string, object]>([
    ['a field of another type of state', machine({ Type: 'Pass', Resource: 'arn:aws:states:::sqs:sendMessage', End: true })],
    ['an unknown type', machine({ Type: 'Pas', End: true })],
    ['a missing required field', machine({ Type: 'Task', End: true })],
    ['neither Next nor End', machine({ Type: 'Pass' })],
    ['fields that exclude each other', machine({ Type: 'Wait', Seconds: 1, SecondsPath: '$.s', End: true })],
    ['a number out of range', machine({ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', TimeoutSeconds: 0, End: true })],
    ['a field of the other query language', machine({ Type: 'Pass', Output: 1, End: true })],
    ['JSONPath under JSONata', { QueryLanguage: 'JSONata', ...machine({ Type: 'Pass', InputPath: '$', End: true }) }],
    ['a state in JSONPath in a machine in JSONata', { QueryLanguage: 'JSONata', ...machine({ Type: 'Pass', QueryLanguage: 'JSONPath', End: true }) }],
    ['a state inside a Map', machine({ Type: 'Map', ItemProcessor: machine({ Type: 'Pass', Nxt: 'S1', End: true }), End: true })],
    ['a state inside a branch', machine({ Type: 'Parallel', Branches: [machine({ Type: 'Fail', Eror: 'E' })], End: true })],
    ['a nested Choice rule with Next', machine({ Type: 'Choice', Choices: [{ Not: { Variable: '$.a', IsNull: true, Next: 'S0' }, Next: 'S0' }] })],
    ['a retrier', machine({ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Retry: [{ ErrorEquals: [] }], End: true })],
    ['a text where a number is meant', machine({ Type: 'Wait', Seconds: '5', End: true })],
  ])('%s', (_, definition) => expect(refused(definition)).not.toEqual([]));
});

describe('what it takes', () => {
  test.each<[string, object]>([
    ['JSONata where a number is meant', machine({ Type: 'Wait', QueryLanguage: 'JSONata', Seconds: '{% $states.input.s %}', End: true })],
    ['what will be filled in', machine({ Type: 'Wait', Seconds: '${Pause}', End: true })],
    ['a state in JSONata in a machine in JSONPath', machine({ Type: 'Pass', QueryLanguage: 'JSONata', Output: { a: '{% 1 %}' }, End: true })],
  ])('%s', (_, definition) => expect(refused(definition)).toEqual([]));
});

test('every field has a description, but for the operators of Choice rules, whose names say all', () => {
  const names = new Set<string>();
  JSON.stringify(jsonSchema(), (key, value: unknown) => {
    if (key === 'properties') Object.keys(value as object).forEach((name) => names.add(name));
    return value;
  });
  const described = [...names].filter((name) => !COMPARISONS.has(name) && !COMBINATIONS.has(name) && !name.endsWith('.$'));
  expect(described.filter((name) => FIELD_DESCRIPTIONS[name] === undefined)).toEqual([]);
  expect(Object.keys(FIELD_DESCRIPTIONS).filter((name) => !names.has(name))).toEqual([]);
});

/** Rules about what an object holds: all that they find, the schema refuses. */
const STRUCTURE = ['supported-fields', 'required-fields', 'state-type', 'exclusive-fields', 'query-language-fields', 'query-language-downgrade', 'field-not-empty'];

const isRefused = ({ definition, type }: RuleExample): boolean => (
  validateDefinition(typeof definition === 'string' ? definition : JSON.stringify(definition), { type }).some(({ refusedByAws }) => refusedByAws));

describe('the examples of rules', () => {
  const examples = RULES.flatMap(({ name, examples: { good, bad } }) => [
    ...good.map((example) => [name, 'good', example.definition] as const),
    ...(STRUCTURE.includes(name) ? bad.filter(isRefused).map((example) => [name, 'bad', example.definition] as const) : []),
  ]).filter(([, , definition]) => typeof definition !== 'string');

  test.each(examples)('%s: a %s one', (_, kind, definition) => expect(refused(definition).length > 0).toBe(kind === 'bad'));
});

const CORPUS = join(__dirname, '../../../shared/asl-verdicts');

if (!existsSync(CORPUS)) {
  test.skip('definitions with a known verdict: ../shared/asl-verdicts is not here', () => undefined);
} else {
  const definitionsOf = (folder: string) => readdirSync(join(CORPUS, folder))
    .map((file) => ({ file, ...JSON.parse(readFileSync(join(CORPUS, folder, file), 'utf8')) as { definition?: unknown; expected: { valid: boolean | null } } }))
    .filter(({ definition, expected }) => definition !== undefined && expected.valid !== null);

  test.each(['valid', 'realworld'])('every definition in %s is taken', (folder) => {
    expect(definitionsOf(folder).map(({ file, definition }) => [file, refused(definition)]).filter(([, places]) => places.length > 0)).toEqual([]);
  });

  test('of those that AWS refuses, half are refused by the schema alone', () => {
    const all = definitionsOf('invalid');
    expect(all.filter(({ definition }) => refused(definition).length > 0).length / all.length).toBeGreaterThan(0.5);
  });
}
