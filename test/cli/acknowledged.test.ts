import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, NestedStack, Stack, Validations } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { command } from './command';
import { AslValidation } from '../../src/validation/cdk/asl-validation';

const ENDLESS = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } });
let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'stepwright-acknowledged-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function synthesise(acknowledge: (stack: Stack, machine: sfn.StateMachine) => void): void {
  const stack = new Stack(new App({ outdir: folder }), 'Shop');
  acknowledge(stack, new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromString(ENDLESS) }));
  (stack.node.root as App).synth();
}

test.each<[string, (stack: Stack, machine: sfn.StateMachine) => void]>([
  ['the state machine', (_stack, machine) => Validations.of(machine).acknowledge({ id: 'cdk-stepwright::ASL203', reason: 'stopped from outside' })],
  ['its stack', (stack) => Validations.of(stack).acknowledge({ id: 'cdk-stepwright::ASL203', reason: 'stopped from outside' })],
])('what a CDK app acknowledged on %s is left out', (_title, acknowledge) => {
  synthesise(acknowledge);
  const { exitCode, output } = command(['validate', folder]);
  expect(output).toBe('No findings in 1 definition. 1 finding left out as acknowledged.\n');
  expect(exitCode).toBe(0);
});

test.each<[string, (stack: Stack, machine: sfn.StateMachine) => void]>([
  ['on the resource', (_stack, machine) => AslValidation.acknowledge(machine.node.defaultChild!, { id: 'ASL203', reason: 'a test' })],
  ['in the whole app, where it is checked at synthesis', (stack) => {
    AslValidation.of(stack.node.root);
    AslValidation.acknowledge(stack.node.root, { id: 'ASL203', reason: 'a test' });
  }],
])('so is what it acknowledged %s', (_title, acknowledge) => {
  synthesise(acknowledge);
  expect(command(['validate', folder])).toMatchObject({ exitCode: 0, errors: '' });
});

describe.each([[false], [true]])('in a nested stack, with the paths of constructs in the template: %s', (paths) => {
  const app = () => new App({ outdir: folder, context: { 'aws:cdk:enable-path-metadata': paths } });

  test('for a state', () => {
    const nested = new NestedStack(new Stack(app(), 'Shop'), 'Nested');
    const loop = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Wait', Seconds: 1, Next: 'A' } } };
    const definition = { StartAt: 'P', States: { P: { Type: 'Parallel', Branches: [loop], Next: 'Q' }, Q: { Type: 'Parallel', Branches: [JSON.parse(JSON.stringify(loop).replace(/"(A|B)"/g, '"$1$1"'))], End: true } } };
    const machine = new sfn.StateMachine(nested, 'Machine', { definitionBody: sfn.DefinitionBody.fromString(JSON.stringify(definition)) });
    AslValidation.acknowledge(machine, { id: 'ASL204', state: 'Q', reason: 'a test' });
    (nested.node.root as App).synth();
    const { output } = command(['validate', folder]);
    expect(output).toMatch(/\n1 warning in 1 definition\. 1 finding left out as acknowledged\.\n$/);
    expect(output).toContain('  at   /States/P/Branches/0/States\n');
  });
});

test.each([
  ['the manifest has it', () => undefined, 'Shop/Machine'],
  ['it is known nowhere', () => rmSync(join(folder, 'manifest.json')), 'stack "Shop"'],
])('a finding names its construct where the template does not: %s', (_title, change, whole) => {
  const stack = new Stack(new App({ outdir: folder, context: { 'aws:cdk:enable-path-metadata': false } }), 'Shop');
  new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromString(ENDLESS) });
  (stack.node.root as App).synth();
  change();
  expect(command(['validate', folder]).output).toContain(`\n  in   ${whole}\n`);
});

test('what holds for nothing is a warning, of the stack', () => {
  synthesise((stack, machine) => {
    Validations.of(machine).acknowledge({ id: 'cdk-stepwright::ASL203', reason: 'a test' });
    AslValidation.acknowledge(machine, { id: 'ASL204', state: 'A', reason: 'a test' });
    Validations.of(stack).acknowledge({ id: 'other::ASL204', reason: 'of somebody else' });
  });
  const { exitCode, output } = command(['validate', folder]);
  expect(exitCode).toBe(0);
  expect(output).toContain(`${join(folder, 'Shop.template.json')}:1:1  warning  ASL009  Construct "Shop/Machine" acknowledges "ASL204" of state "A", but the rule finds nothing there.\n`);
  expect(output).toMatch(/\n1 warning in 1 definition\./);
  // Of one template alone nobody knows whether another has what it holds for.
  expect(command(['validate', join(folder, 'Shop.template.json')]).output).not.toContain('ASL009');
});

test('of what is acknowledged for a schema nothing is said: schemas in templates are not looked at', () => {
  synthesise((stack) => {
    AslValidation.acknowledge(stack, { id: 'ASL203', reason: 'a test' });
    Validations.of(stack).acknowledge({ id: 'cdk-stepwright::GQL402', reason: 'another stack adds it' });
  });
  expect(command(['validate', folder])).toEqual({ exitCode: 0, output: 'No findings in 1 definition. 1 finding left out as acknowledged.\n', errors: '' });
});

test('what it did not acknowledge is not', () => {
  synthesise((_stack, machine) => Validations.of(machine).acknowledge({ id: 'cdk-stepwright::ASL999', reason: 'another rule' }));
  expect(command(['validate', folder]).exitCode).toBe(1);
});

test('a rule is ignored by its id, and only if there is one', () => {
  const file = join(folder, 'machine.asl.json');
  writeFileSync(file, ENDLESS);
  expect(command(['validate', file]).exitCode).toBe(1);
  expect(command(['validate', file, '--ignore', 'ASL203']).exitCode).toBe(0);
  const wrong = command(['validate', file, '--ignore', 'ASL20']);
  expect(wrong.exitCode).toBe(2);
  expect(wrong.errors).toContain('--ignore names the rule "ASL20", which does not exist. Did you mean "ASL20');
});
