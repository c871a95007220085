// Makes vendor/jsonata-sync.js from the jsonata package: the same evaluator, synchronous, deterministic and bounded.
// docs/decisions/synchronous-jsonata.md says why. Every step states how often its text occurs and fails otherwise, so that a
// new version of the package cannot slip through half changed.
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { PRELUDE, EDITS, FUNCTIONS } = require('./jsonata-edits.cjs');

const EXPECTED_VERSION = '2.2.2';
const root = path.resolve(__dirname, '..');
const packageFolder = path.dirname(require.resolve('jsonata/package.json', { paths: [root] }));
const outputFolder = path.join(root, 'vendor');
const OUTPUTS = ['jsonata-sync.js', 'jsonata-sync.d.ts', 'NOTICE-jsonata.txt'];

const read = (...parts) => readFileSync(path.join(...parts), 'utf8');

function fail(message) {
  throw new Error(`The jsonata package is not as expected: ${message} Adapt projenrc/jsonata-edits.cjs and run the JSONata suite.`);
}

/** Replaces every occurrence, of which there must be `times`. */
function edit(text, { what, find, put, times = 1 }) {
  const pattern = typeof find === 'string' ? new RegExp(find.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'g') : find;
  const found = text.match(pattern)?.length ?? 0;
  if (found !== times) fail(`"${what}" should occur ${times} times, and occurs ${found} times.`);
  return text.replace(pattern, typeof put === 'string' ? () => put : put);
}

/** Replaces one whole function of a module and its comment: from its header to the closing brace in the same column. */
function replaceFunction(text, name, body) {
  const pattern = new RegExp(`(?:^ {4}/\\*\\*\\n(?:^ {5}\\*.*\\n)+)?^ {4}function ${name}\\([^]*?\\n {4}\\}\\n`, 'gm');
  return edit(text, { what: `function ${name}`, find: pattern, put: body === '' ? '' : `${body.trim().replace(/^(?=.)/gm, '    ')}\n` });
}

function makeSynchronous(source) {
  let text = source;
  // Each promise of JSONata's is awaited at once: without the three words the same steps run in the same order.
  text = edit(text, { what: 'async', find: /\basync (?=function|\()/g, put: '', times: 46 });
  text = edit(text, { what: 'a result that may be a promise', find: /\n *if ?\(isPromise\((\w+)\)\) \{\n *\1 = await \1;\n *\}/g, put: '', times: 5 });
  text = edit(text, { what: 'await', find: /\bawait /g, put: '', times: 100 });
  text = edit(text, { what: 'Promise.all', find: /\bPromise\.all\(/g, put: '(', times: 2 });
  // An error's stack is never shown, and taking it costs more than the rest of the error.
  text = edit(text, { what: 'stack of an error', find: /\n *stack: \(new Error\(\)\)\.stack,?/g, put: '', times: 80 });
  text = edit(text, { what: 'stack set on an error', find: /\n *err\.stack = \(new Error\(\)\)\.stack;/g, put: '', times: 3 });
  for (const each of EDITS) text = edit(text, each);
  for (const [name, body] of Object.entries(FUNCTIONS)) text = replaceFunction(text, name, body);
  return `${PRELUDE}\n${text}`;
}

function check(text) {
  // Comments may say what they like; the rest must not wait, look at the clock or roll dice.
  const code = text.replace(/\/\*[^]*?\*\//g, '').replace(/(^|[^:'"\\])\/\/.*$/gm, '$1');
  for (const word of [/\basync\b/, /\bawait\b/, /\bPromise\b/i, /isPromise/, /\bDate\.now\b/, /new Date\(\)/, /Math\.random/, /_jsonata_lambda(?!')/, /isParallelCall/]) {
    const found = code.match(word);
    if (found) fail(`"${found[0]}" is left over, near "${code.slice(found.index - 60, found.index + 40).replace(/\s+/g, ' ')}".`);
  }
}

function notice(source, packageJson) {
  const copyrights = [...new Set(source.match(/© Copyright [^\n]*?(?=\n)/g) ?? fail('no copyright line.'))];
  return `vendor/jsonata-sync.js is made from ${packageJson.name} ${packageJson.version} (${packageJson.homepage ?? packageJson.repository.url}),\n`
    + 'changed to run synchronously, without clock or randomness of its own, and within limits.\n\n'
    + `${copyrights.join('\n')}\n\n${read(packageFolder, 'LICENSE').trim()}\n`;
}

function main() {
  const packageJson = JSON.parse(read(packageFolder, 'package.json'));
  if (packageJson.version !== EXPECTED_VERSION) fail(`version ${EXPECTED_VERSION} is wanted, ${packageJson.version} is installed.`);
  const source = read(packageFolder, 'jsonata.js');
  const types = read(__dirname, 'jsonata-sync.d.ts');
  const fingerprint = createHash('sha256');
  for (const part of [source, types, read(__filename), read(__dirname, 'jsonata-edits.cjs'), read(packageFolder, 'LICENSE')]) fingerprint.update(part).update('\0');
  const stamp = `// ${fingerprint.digest('hex')}\n`;
  if (OUTPUTS.every((file) => existsSync(path.join(outputFolder, file))) && read(outputFolder, 'jsonata-sync.js').startsWith(stamp)) return;

  const text = makeSynchronous(source);
  check(text);
  mkdirSync(outputFolder, { recursive: true });
  // The file with the stamp is written last: an interrupted run leaves nothing that looks finished.
  for (const [file, content] of [['NOTICE-jsonata.txt', notice(source, packageJson)], ['jsonata-sync.d.ts', types], ['jsonata-sync.js', stamp + text]]) {
    const unfinished = path.join(outputFolder, `${file}.${process.pid}`);
    writeFileSync(unfinished, content);
    renameSync(unfinished, path.join(outputFolder, file));
  }
}

main();
