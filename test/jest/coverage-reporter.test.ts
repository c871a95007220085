import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import CoverageReporter from '../../src/jest/coverage-reporter';
import { COVERAGE_FOLDER } from '../../src/simulator/coverage/coverage-folder';
import { ROOT } from '../shared-data';

/** A project with jest, as a user has it. */
const project = realpathSync(mkdtempSync(join(tmpdir(), 'stepwright-reporter-')));
afterAll(() => rmSync(project, { recursive: true, force: true }));

const MACHINE = `StartAt: Large?
States:
  Large?:
    Type: Choice
    Choices:
      - Variable: $.total
        NumericGreaterThan: 100
        Next: Check
    Default: Ship
  Check:
    Type: Pass
    Next: Ship
  Ship:
    Type: Succeed
`;
const testFile = (total: number) => `
const { Simulation } = require('./simulation.cjs');
const { sourceFromFile, sourceFromText } = require('./file.cjs');
test('runs', () => {
  expect(new Simulation(sourceFromFile('order.asl.yaml')).run({ total: ${total} }).status).toBe('SUCCEEDED');
  new Simulation(sourceFromText('{"StartAt":"A","States":{"A":{"Type":"Fail"}}}'), {}, 'Shop/Other').run();
});
`;

beforeAll(() => {
  const build = (entry: string, outfile: string) => buildSync({
    entryPoints: [join(ROOT, 'src', entry)], outfile: join(project, outfile), bundle: true, platform: 'node', format: 'cjs', target: 'node20', external: ['aws-cdk-lib', 'constructs'],
  });
  build('jest/coverage-reporter.ts', 'reporter.cjs');
  build('simulator/simulation.ts', 'simulation.cjs');
  build('definitions/file.ts', 'file.cjs');
  writeFileSync(join(project, 'order.asl.yaml'), MACHINE);
  writeFileSync(join(project, 'small.test.js'), testFile(1));
  writeFileSync(join(project, 'also-small.test.js'), testFile(2));
});

function jestRun(options: object, ...args: string[]) {
  writeFileSync(join(project, 'jest.config.json'), JSON.stringify({ rootDir: project, testMatch: ['**/*.test.js'], transform: {}, reporters: ['default', ['<rootDir>/reporter.cjs', options]] }));
  const { status, stdout, stderr } = spawnSync(process.execPath, [require.resolve('jest/bin/jest'), '--config', join(project, 'jest.config.json'), ...args], { cwd: project, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const report = (name: string) => readFileSync(join(project, 'coverage-stepwright', name), 'utf8');

test('puts together what several processes reached, and writes the reports', () => {
  const { status, stdout } = jestRun({ only: ['order*'] }, '--maxWorkers=2');
  expect(stdout).toContain('\nWorkflow coverage\norder.asl.yaml: states 2/3 (66.6%), transitions 1/3 (33.3%), choices 1/2 (50%)\n'
    + '  not reached: "Large?": Choices[0] to "Check" (order.asl.yaml:6)\n  not reached: state "Check" (order.asl.yaml:10)\n  not reached: "Check" to "Ship" (order.asl.yaml:12)\n');
  expect(status).toBe(0);
  expect(report('lcov.info')).toContain('SF:order.asl.yaml\n');
  expect(report('lcov.info')).toContain('FNDA:2,Large?\n');
  expect(report('index.html')).toContain('<h1>Workflow coverage</h1>');
}, 60_000);

test('fails the run where less was reached than a threshold says, also in one process', () => {
  const { status, stdout, stderr } = jestRun({ states: 100 }, '--runInBand');
  expect(stderr).toContain('Workflow coverage is too low\norder.asl.yaml: 66.6% of the states were reached, and 100% is wanted.\n');
  expect((stdout + stderr).match(/not reached: state "Check"/g)).toHaveLength(1);
  expect(status).toBe(1);
  // A definition without a file is written beside the report.
  const [, made] = /SF:(coverage-stepwright\/definitions\/Shop-Other-\w+\.asl\.json)/.exec(report('lcov.info'))!;
  expect(existsSync(join(project, made))).toBe(true);
}, 60_000);

test('fails the run where a state machine that counts was not run', () => {
  const { status, stderr } = jestRun({ only: ['Shop/Typo*', 'order*'], states: 0 }, '--runInBand');
  expect(stderr).toContain('\nWorkflow coverage names what was not run\n"Shop/Typo*" of "only" is the name of no state machine that a test ran. Run were "Shop/Other", "order.asl.yaml".\n');
  expect(stderr).not.toContain('"order*" of "only"');
  expect(status).toBe(1);
}, 60_000);

test('fails the run where there is a threshold, and no test runs a state machine', () => {
  const { status, stdout, stderr } = jestRun({ states: 100 }, '--runInBand', '--testNamePattern', 'nothing of this name');
  expect(stdout).toContain('\nWorkflow coverage\nNo state machine was run.\n');
  expect(stderr).toContain('\nWorkflow coverage is too low\nNo state machine was run, so no threshold is reached.\n');
  expect(status).toBe(1);
}, 60_000);

describe('options', () => {
  afterEach(() => { delete process.env[COVERAGE_FOLDER]; });

  test.each<[string, object, string]>([
    ['that it does not have', { state: 100 }, 'cdk-stepwright/jest/coverage-reporter has no option "state". Did you mean "states"? It has "states"'],
    ['that are no percentages', { states: 101 }, 'Threshold "states" is 101. Give a percentage from 0 to 100.'],
    ['that are texts', { states: '90' }, 'Threshold "states" is "90".'],
    ['that are no lists of names', { only: 'Shop/*' }, 'Option "only" of cdk-stepwright/jest/coverage-reporter is "Shop/*". Give a list of names'],
    ['that are empty lists', { only: [] }, 'Option "only" of cdk-stepwright/jest/coverage-reporter is [].'],
    ['that are no folders', { folder: true }, 'Option "folder" of cdk-stepwright/jest/coverage-reporter is true.'],
  ])('%s are refused', (_, options, message) => {
    expect(() => new CoverageReporter({ rootDir: project }, options)).toThrow(message);
  });
});
