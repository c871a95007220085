// Makes docs/plain-cdk.md: the app of examples/plain-cdk, written with aws-cdk-lib alone and with this library, and what either has.
//   node projenrc/make-plain-cdk-docs.cjs            writes docs/plain-cdk.md
//   node projenrc/make-plain-cdk-docs.cjs --check    fails where docs/plain-cdk.md is not what would be written
const { readFileSync, existsSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { load } = require('./load-typescript.cjs');

const root = path.resolve(__dirname, '..');
const file = path.join(root, 'docs', 'plain-cdk.md');
const folder = 'examples/plain-cdk';
const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
const { facts } = load('projenrc/plain-cdk-facts.ts');

/** Lines with code: no blank ones, no comments, no imports. */
const linesOf = (name) => readFileSync(path.join(root, folder, name), 'utf8').split('\n').filter((line) => !/^\s*($|\/\/|\/\*|\*|import )/.test(line)).length;

const [plain, ours] = [
  { ...facts('plain'), lines: linesOf('plain.ts') },
  { ...facts('with-stepwright'), lines: linesOf('with-stepwright.ts') },
];

const ROWS = [
  ['lines of code', ({ lines }) => lines],
  ['the state machine logs', ({ logs }) => logs],
  ['X-Ray traces', ({ tracing }) => tracing],
  ['alarms', ({ alarms }) => alarms],
  ['tasks with a timeout', ({ tasks, withTimeout }) => `${withTimeout} of ${tasks}`],
  ['tasks that try again when the service throttles them', ({ tasks, retryThrottling }) => `${retryThrottling} of ${tasks}`],
  ['a start that cannot be delivered', ({ deadLetters }) => (deadLetters ? 'is kept in a queue, with an alarm' : 'is lost')],
  ['a step whose answer was lost', ({ inDoubt }) => (inDoubt ? 'is undone as well' : 'is not undone')],
  ['a compensation that fails', ({ compensationAlarm }) => (compensationAlarm ? 'is counted, with an alarm, and named in the error' : 'hides the error of the step')],
  ['resources in the role that end with `*`, beside those of logs and traces', ({ wildcards }) => wildcards],
  ['findings of `AslValidation`', ({ findings }) => findings],
];

const text = `# With aws-cdk-lib alone

One app, twice: orders that come as events are reserved, charged, saved and announced; what was done is undone when a later step fails, and somebody is told. [\`plain.ts\`](../examples/plain-cdk/plain.ts)
is written with aws-cdk-lib, as its documentation shows it; [\`with-stepwright.ts\`](../examples/plain-cdk/with-stepwright.ts) with this library. Both have their functions, table, topic and queue from
the same file, which is not counted, nor are blank lines, comments and imports. What stands here is read off the two templates.

| | aws-cdk-lib | cdk-stepwright |
|---|---|---|
${ROWS.map(([what, show]) => `| ${what} | ${show(plain)} | ${show(ours)} |`).join('\n')}

None of what the left column lacks is impossible with aws-cdk-lib. It has to be known and written, for each state machine and each task.
`;

if (values.check) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) process.exitCode = 1;
} else {
  writeFileSync(file, text);
}
