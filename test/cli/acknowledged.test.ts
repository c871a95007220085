import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { command } from './command';

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
