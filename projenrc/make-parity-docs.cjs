// Writes docs/parity.md: how far the simulator agrees with executions recorded on AWS, by feature, from a run over the recordings.
//   node projenrc/make-parity-docs.cjs [--check]     --check writes nothing, and fails where the page is not what it would be
const { execFileSync } = require('node:child_process');
const { existsSync, readFileSync, readdirSync, realpathSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { load } = require('./load-typescript.cjs');

const LEVELS = ['outcome', 'types', 'details', 'exact'];
const root = path.resolve(__dirname, '..');
const page = path.join(root, 'docs', 'parity.md');
const folder = path.resolve(root, '..', 'shared', 'aws-recorded');

if (!existsSync(folder)) {
  console.log('docs/parity.md is not checked: the recordings (shared/aws-recorded) are not beside the repository.');
} else if (!process.argv.includes('--check')) {
  writeFileSync(page, render());
} else if (!existsSync(page) || readFileSync(page, 'utf8') !== render()) {
  console.error('docs/parity.md is not what the recordings give.');
  process.exitCode = 1;
}

function render() {
  const compare = path.join(realpathSync(folder), 'compare.mjs');
  const output = execFileSync(process.execPath, [compare, '--adapter', 'test/parity/adapter.cjs', '--json'],
    { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const { results } = JSON.parse(output);
  const { KNOWN_DIFFERENCES } = load('test/parity/known-differences.ts');
  const features = featuresOfCases();

  const kinds = [...new Set(results.map(({ kind }) => kind))].sort();
  const names = [...new Set(results.flatMap(({ name }) => features(name)))].sort();
  const rows = (labels, of) => labels.map((label) => row(label, of(label)));
  const differing = results.filter(({ level }) => level !== 'exact').sort((a, b) => (a.name < b.name ? -1 : 1));
  return [
    '# Agreement with AWS',
    '',
    'Executions of AWS Step Functions that were recorded event by event are run on the simulator, their tasks answered as AWS answered them, and',
    'the histories are compared. This page is made from such a run by `node projenrc/make-parity-docs.cjs`; a difference fails the tests.',
    '',
    'A case agrees at one of four levels, each of which needs the one before: **outcome** (status, output, error, cause), **types** (the sequence',
    'of event types), **details** (what every event says), **exact** (the ids and what each event points at).',
    '',
    '## By kind of recording',
    '',
    ...table('Kind', [...rows(kinds, (kind) => results.filter((one) => one.kind === kind)), row('**all**', results)]),
    '',
    '## By feature',
    '',
    ...table('Feature', rows(names, (name) => results.filter((one) => features(one.name).includes(name)))),
    '',
    '## What differs, and why',
    '',
    ...differing.map(({ name, level }) => `* \`${name}\` (${level === 'none' ? 'differs in its outcome' : `agrees in its ${level}`}): ${KNOWN_DIFFERENCES[name]?.reason ?? 'not explained'}`),
    '',
  ].join('\n');
}

/** Gives the features of a case by its name; a row of a table of cases has the features of the table. */
function featuresOfCases() {
  const byName = new Map();
  for (const file of readdirSync(path.join(folder, 'executions'))) {
    const { name, features } = JSON.parse(readFileSync(path.join(folder, 'executions', file), 'utf8'));
    byName.set(name, features ?? []);
  }
  return (name) => byName.get(name) ?? byName.get(name.replace(/#\d+$/, '')) ?? [];
}

function row(label, list) {
  return [label, list.length, ...LEVELS.map((level) => list.filter((one) => LEVELS.indexOf(one.level) >= LEVELS.indexOf(level)).length)];
}

function table(label, rows) {
  return [`| ${label} | cases | ${LEVELS.join(' | ')} |`, '|---|---:|---:|---:|---:|---:|', ...rows.map((cells) => `| ${cells.join(' | ')} |`)];
}
