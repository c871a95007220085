import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync } from 'fs';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { command, testFolder } from './command';

const { folder, write } = testFolder();
const validate = (...args: string[]) => command(['validate', ...args]);
const read = (file: string) => readFileSync(file, 'utf8');

const BAD = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Bil' }, Bill: { Type: 'Succeed' } } };
const GOOD = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Bill' }, Bill: { Type: 'Succeed' } } };
const YAML = 'StartAt: A # the start\nStates:\n  A: { Type: Pass, Next: \'Bil\' }\n  Bill:\n    Type: Succeed\n';

test('what is certain is mended in the file, and the report is of what is left', () => {
  const file = write('bad.asl.json', BAD);
  chmodSync(file, 0o600);
  expect(validate('--fix', file)).toEqual({ exitCode: 0, output: 'No findings in 1 definition. 1 finding mended in 1 file.\n', errors: '' });
  expect(read(file)).toBe(JSON.stringify(GOOD, undefined, 2));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(validate('--fix', file).output).toBe('No findings in 1 definition.\n');
});

test('in YAML too, with its comments and its quotes', () => {
  const file = write('bad.asl.yaml', YAML);
  expect(validate('--fix', file).exitCode).toBe(0);
  expect(read(file)).toBe(YAML.replace('Bil\'', 'Bill\''));
});

test.each([
  ['a byte order mark', `\uFEFF${JSON.stringify(BAD)}`],
  ['line ends of Windows', JSON.stringify(BAD, undefined, 2).replace(/\n/g, '\r\n')],
  ['substitutions', JSON.stringify(BAD).replace('"Succeed"', '"Task","Resource":"${Function}","End":true')],
])('%s stays', (name, text) => {
  const file = write(`${name.replace(/ /g, '-')}.json`, text);
  expect(validate('--fix', file).output).toContain('1 finding mended in 1 file.');
  expect(read(file)).toBe(text.replace('"Bil"', '"Bill"'));
});

test('what takes a person is left, and reported', () => {
  const file = write('gone.json', { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Somewhere else' }, B: { Type: 'Succeed' } } });
  const before = read(file);
  expect(validate('--fix', file)).toMatchObject({ exitCode: 1, output: expect.stringMatching(/in 1 definition\.\n$/) });
  expect(read(file)).toBe(before);
});

test('what is acknowledged, ignored or off is left', () => {
  const file = write('acknowledged.json', { Comment: '[ack ASL201: a test] [ack ASL202: a test]', ...BAD });
  const before = read(file);
  validate('--fix', file);
  expect(read(file)).toBe(before);
  const ignored = write('ignored.json', BAD);
  validate('--fix', '--ignore', 'ASL201', ignored);
  expect(read(ignored)).toBe(JSON.stringify(BAD, undefined, 2));
});

test('--dry-run shows what would be changed, and changes nothing', () => {
  const file = write('dry.json', BAD);
  const { exitCode, output, errors } = validate('--fix', '--dry-run', file);
  expect({ exitCode, errors }).toEqual({ exitCode: 1, errors: '' });
  expect(output.startsWith(`--- ${file}
+++ ${file}
@@ -3,7 +3,7 @@
   "States": {
     "A": {
       "Type": "Pass",
-      "Next": "Bil"
+      "Next": "Bill"
     },
     "Bill": {
       "Type": "Succeed"

${file}:6:15  error  ASL201`)).toBe(true);
  expect(output).toContain('(--fix does it.)');
  expect(output).not.toContain('mended');
  expect(read(file)).toBe(JSON.stringify(BAD, undefined, 2));
});

test('--dry-run with several files leaves a line between their changes', () => {
  const files = [write('first.json', BAD), write('second.json', BAD)];
  const { output } = validate('--fix', '--dry-run', ...files);
  expect(output).toContain(`       "Type": "Succeed"\n\n--- ${files[1]}\n`);
});

test('the definition that a template only names is mended once; the template is left', () => {
  const flow = write('sam/flow.asl.yaml', YAML);
  const inTemplate = `    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: { StartAt: A, States: { A: { Type: Pass, Next: Bil }, Bill: { Type: Succeed } } }
`;
  const text = 'Resources:\n  One:\n    Type: AWS::Serverless::StateMachine\n    Properties: { DefinitionUri: flow.asl.yaml }\n  Two:\n    Type: AWS::Serverless::StateMachine\n'
    + `    Properties: { DefinitionUri: flow.asl.yaml }\n  Three:\n${inTemplate}`;
  const template = write('sam/template.yaml', text);
  const { exitCode, output, errors } = validate('--fix', template);
  expect(errors).toBe(`"${template}" is left as it is: --fix changes only definitions that have a file of their own.\n`);
  expect(output).toContain('1 finding mended in 1 file.');
  expect(exitCode).toBe(1);
  expect(read(flow)).toBe(YAML.replace('Bil\'', 'Bill\''));
  expect(read(template)).toBe(text);
});

test('what CDK made is left, said in one line for each file', () => {
  const app = new App({ outdir: join(folder, 'cdk.out'), context: { 'aws:cdk:enable-path-metadata': true } });
  const stack = new Stack(app, 'Shop');
  for (const id of ['One', 'Two']) new sfn.StateMachine(stack, id, { definitionBody: sfn.DefinitionBody.fromString(JSON.stringify(BAD)) });
  new sfn.StateMachine(stack, 'Three', { definitionBody: sfn.DefinitionBody.fromFile(write('asset.asl.json', BAD)) });
  app.synth();
  const written = () => readdirSync(join(folder, 'cdk.out')).map((name) => read(join(folder, 'cdk.out', name)));
  const before = written();
  const { exitCode, errors } = validate('--fix', join(folder, 'cdk.out'));
  expect(written()).toEqual(before);
  expect(before.filter((text) => text.includes('"Bil"')).length).toBe(1);
  expect(exitCode).toBe(1);
  expect(errors).toBe(`"${join(folder, 'cdk.out/Shop.template.json')}" is left as it is: it is generated. Mend what it is made from.\n`);
});

test('a file that cannot be written is said', () => {
  if (process.getuid?.() === 0) return;
  const file = write('readonly.json', BAD);
  chmodSync(file, 0o400);
  expect(validate('--fix', file)).toMatchObject({ exitCode: 2, errors: `File "${file}" cannot be changed: EACCES.\n` });
});

test('a link is followed, and stays a link', () => {
  const file = write('real.json', BAD);
  const link = join(folder, 'link.json');
  symlinkSync('real.json', link);
  validate('--fix', link, file);
  expect(read(file)).toBe(JSON.stringify(GOOD, undefined, 2));
});

test('the number that was mended is in the JSON', () => {
  expect(JSON.parse(validate('--fix', '--format', 'json', write('json.json', BAD)).output)).toMatchObject({ fixed: 1, errors: 0, findings: [] });
});

test('SARIF says what could be mended', () => {
  const [{ fixes }] = JSON.parse(validate('--format', 'sarif', write('sarif.json', BAD)).output).runs[0].results;
  expect(fixes[0].artifactChanges[0].replacements).toEqual([{ deletedRegion: { startLine: 6, startColumn: 15, endLine: 6, endColumn: 20 }, insertedContent: { text: '"Bill"' } }]);
});

test('a file that is not there is said once', () => {
  expect(validate('--fix', join(folder, 'nowhere.json'))).toMatchObject({ exitCode: 2, errors: expect.stringMatching(/^File ".*nowhere\.json" does not exist\..*\n$/) });
});

test.each([
  [['--dry-run'], '--dry-run shows what --fix would change, but --fix is not given. Give both, or neither.\n'],
  [['--fix', '--dry-run', '--format', 'json'], '--dry-run shows what would change as text, but --format is json. Leave one of them out.\n'],
  [['--watch', '--format', 'sarif'], '--watch writes a report for every change, which makes no SARIF document. Leave --format out.\n'],
  [['--watch', '--fix'], '--watch with --fix would change a file while it is being written. Give one of them.\n'],
])('options that contradict each other are refused: %j', (args, errors) => {
  expect(validate(...args, 'x.json')).toEqual({ exitCode: 2, output: '', errors });
});
