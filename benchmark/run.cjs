// npm run bench: the simulator and the validator against their peers, as ratios of one run.
//   node benchmark/run.cjs [--rounds N]
// Installs the peers of benchmark/package.json on first use, then measures under a Node that they run on (aws-local-stepfunctions needs 22).
const { buildSync } = require('esbuild');
const { execFileSync, spawnSync } = require('node:child_process');
const { existsSync, mkdirSync, readFileSync } = require('node:fs');
const path = require('node:path');

const PEER_NODE = 22;
const root = path.resolve(__dirname, '..');
const workloads = path.resolve(root, '..', 'shared', 'bench', 'workloads.cjs');

function fail(message) {
  console.error(message);
  process.exit(2);
}

if (!existsSync(workloads)) {
  fail(`The workloads of the benchmark are not there: "${path.relative(root, workloads)}" is read in place, beside the repository. Nothing was measured.`);
}

const { dependencies } = JSON.parse(readFileSync(path.join(__dirname, 'package.json'), 'utf8'));
const installed = (name) => {
  const file = path.join(__dirname, 'node_modules', name, 'package.json');
  return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).version === dependencies[name];
};
if (!Object.keys(dependencies).every(installed)) {
  console.error('Installing the peers into benchmark/node_modules …');
  const npm = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: __dirname, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (npm.status !== 0) fail('The peers could not be installed: see what npm says above.');
}

const ownNode = path.join(__dirname, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const runsPeer = Number(process.versions.node.split('.')[0]) >= PEER_NODE;
if (!runsPeer && !existsSync(ownNode)) {
  fail(`aws-local-stepfunctions needs Node ${PEER_NODE}. This is Node ${process.versions.node}, and "${path.relative(root, ownNode)}" is not there: `
    + 'the install script of the package "node" did not run. Run the benchmark with a newer Node, or allow install scripts in benchmark/.');
}

if (!existsSync(path.join(root, 'vendor'))) execFileSync(process.execPath, [path.join(root, 'projenrc', 'make-sync-jsonata.cjs')], { cwd: root, stdio: 'inherit' });
const bundle = path.join(root, 'node_modules', '.cache', 'stepwright', 'benchmark-simulator.cjs');
mkdirSync(path.dirname(bundle), { recursive: true });
buildSync({
  stdin: { contents: 'export * from "./simulator/simulator"; export * from "./simulator/simulator-limit"; export * from "./simulator/task-mock";', resolveDir: path.join(root, 'src'), loader: 'ts' },
  outfile: bundle, bundle: true, platform: 'node', target: 'node20', logLevel: 'warning', external: ['aws-cdk-lib', 'constructs'],
});

const node = runsPeer ? process.execPath : ownNode;
const cli = path.join(root, 'bin', 'stepwright.js');
// What is measured is what stands in src now.
execFileSync('npx', ['--no-install', 'projen', 'compile'], { cwd: root, stdio: 'inherit' });
const common = ['--simulator', bundle, '--workloads', workloads];
const statuses = [
  spawnSync(node, ['--expose-gc', path.join(__dirname, 'measure.cjs'), ...common, ...process.argv.slice(2)], { stdio: 'inherit' }),
  spawnSync(node, [path.join(__dirname, 'measure-scaling.cjs'), ...common, '--cli', cli], { stdio: 'inherit' }),
  spawnSync(node, [
    path.join(__dirname, 'measure-validator.cjs'), '--verdicts', path.resolve(root, '..', 'shared', 'asl-verdicts'),
    '--validator', path.join(root, 'lib', 'validation', 'validate.js'), '--constructs', path.join(root, 'lib', 'index.js'),
  ], { stdio: 'inherit' }),
  spawnSync(node, [path.join(__dirname, 'measure-constructs.cjs'), '--constructs', path.join(root, 'lib', 'index.js')], { stdio: 'inherit' }),
].map(({ status }) => status ?? 2);
process.exitCode = Math.max(...statuses);
