// Writes judged.json: what CDK's built-in check and cdk-preflight say of the examples of our rules, for docs/comparison.md. They need a newer
// aws-cdk-lib than ours, which is installed into this folder on first use, and take a while for each example: so what they say is kept.
//   node projenrc/cdk-validators/measure.cjs && node projenrc/make-comparison.cjs
const { spawnSync } = require('node:child_process');
const { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { digestOf, textOf } = require('./judged.cjs');
const { load } = require('../load-typescript.cjs');

const { dependencies } = require('./package.json');
const installed = (name) => {
  const file = path.join(__dirname, 'node_modules', name, 'package.json');
  return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).version === dependencies[name];
};
if (!Object.keys(dependencies).every(installed)) {
  const npm = spawnSync('npm', ['install', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: __dirname, stdio: 'inherit', shell: process.platform === 'win32' });
  if (npm.status !== 0) process.exit(2);
}

const { App, Stack } = require('aws-cdk-lib');
const { CfnStateMachine } = require('aws-cdk-lib/aws-stepfunctions');
const { Preflight } = require('cdk-preflight');

/** The names of the checks, by what CDK's report calls them. What is built in gives warnings only, its errors too. */
const REPORTED = { builtIn: 'CloudFormation Validate', preflight: 'cdk-preflight' };

/** How many problems each finds in a definition. */
function problemsOf(example) {
  const outdir = mkdtempSync(path.join(tmpdir(), 'cdk-validators-'));
  try {
    const app = new App({ outdir });
    Preflight.apply(app);
    new CfnStateMachine(new Stack(app, 'Stack'), 'Machine', {
      roleArn: 'arn:aws:iam::123456789012:role/r', definitionString: textOf(example), ...(example.type && { stateMachineType: example.type }),
    });
    silently(() => app.synth());
    const report = path.join(outdir, 'validation-report.json');
    const { pluginReports } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { pluginReports: [] };
    return Object.fromEntries(Object.entries(REPORTED).map(([name, plugin]) => [
      name, pluginReports.filter(({ pluginName }) => pluginName === plugin).flatMap(({ violations }) => violations).length,
    ]));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** CDK prints its report, throws where a check is failed, and says so by the exit code. */
function silently(synthesise) {
  const { write } = process.stderr;
  process.stderr.write = () => true;
  try {
    synthesise();
  } catch (error) {
    if (!/^Validation failed/.test(error.message)) throw error;
  } finally {
    process.stderr.write = write;
    process.exitCode = 0;
  }
}

const { RULES } = load('src/validation/rules/index.ts');
const rules = {};
for (const { id, examples } of RULES) {
  const count = (list) => {
    const problems = list.map(problemsOf);
    return Object.fromEntries(Object.keys(REPORTED).map((name) => [name, problems.filter((found) => found[name] > 0).length]));
  };
  rules[id] = { digest: digestOf(examples), bad: count(examples.bad), good: count(examples.good) };
  console.log(id, JSON.stringify(rules[id]));
}
const { 'aws-cdk-lib': builtIn, 'cdk-preflight': preflight } = dependencies;
writeFileSync(path.join(__dirname, 'judged.json'), `${JSON.stringify({ versions: { builtIn, preflight }, rules }, undefined, 2).replace(/\{\s+("builtIn": \d+),\s+("preflight": \d+)\s+\}/g, '{ $1, $2 }')}\n`);
