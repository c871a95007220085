import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

const root = path.resolve(__dirname, '../../..');
let scratch: string;

/** A repository with only what the script reads; the jsonata package in it can be changed. */
beforeEach(() => {
  scratch = mkdtempSync(path.join(tmpdir(), 'stepwright-vendor-'));
  mkdirSync(path.join(scratch, 'projenrc'));
  for (const file of ['make-sync-jsonata.cjs', 'jsonata-edits.cjs', 'jsonata-sync.d.ts']) cpSync(path.join(root, 'projenrc', file), path.join(scratch, 'projenrc', file));
  cpSync(path.join(root, 'node_modules/jsonata'), path.join(scratch, 'node_modules/jsonata'), { recursive: true });
});

afterEach(() => rmSync(scratch, { recursive: true, force: true }));

const make = () => execFileSync(process.execPath, ['projenrc/make-sync-jsonata.cjs'], { cwd: scratch, encoding: 'utf8', stdio: 'pipe' });
const made = (file: string) => path.join(scratch, 'vendor', file);

test('makes the evaluator, its types and its notice, once', () => {
  make();
  expect(readFileSync(made('NOTICE-jsonata.txt'), 'utf8')).toMatch(/jsonata 2\.2\.2[^]*© Copyright IBM Corp\.[^]*Permission is hereby granted[^]*WITHOUT WARRANTY/);
  expect(readFileSync(made('jsonata-sync.d.ts'), 'utf8')).toBe(readFileSync(path.join(root, 'projenrc/jsonata-sync.d.ts'), 'utf8'));
  const first = { text: readFileSync(made('jsonata-sync.js'), 'utf8'), time: statSync(made('jsonata-sync.js')).mtimeMs };
  make();
  expect(statSync(made('jsonata-sync.js')).mtimeMs).toBe(first.time);
  writeFileSync(made('jsonata-sync.js'), 'damaged');
  make();
  expect(readFileSync(made('jsonata-sync.js'), 'utf8')).toBe(first.text);
});

test.each<[string, RegExp]>([
  ['async function evaluate(', /"async" should occur 46 times, and occurs 45 times/],
  ['return Math.random();', /"\$random" should occur 1 times, and occurs 0 times/],
  ['    function createFrame(', /"function createFrame" should occur 1 times, and occurs 0 times/],
])('fails loudly where the package does not hold %j', (text, message) => {
  const file = path.join(scratch, 'node_modules/jsonata/jsonata.js');
  writeFileSync(file, readFileSync(file, 'utf8').replace(text, ''));
  expect(make).toThrow(message);
});

test('fails loudly for something asynchronous or random that no edit knows', () => {
  const file = path.join(scratch, 'node_modules/jsonata/jsonata.js');
  writeFileSync(file, readFileSync(file, 'utf8').replace('function sum(args) {', 'function sum(args) { var seed = Date.now();'));
  expect(make).toThrow(/"Date\.now" is left over/);
});

test('fails loudly for another version', () => {
  const file = path.join(scratch, 'node_modules/jsonata/package.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), version: '2.3.0' }));
  expect(make).toThrow(/version 2\.2\.2 is wanted, 2\.3\.0 is installed/);
});
