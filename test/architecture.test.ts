import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { ROOT } from './shared-data';

/** What each folder of src may import from the others: the table of ARCHITECTURE.md. */
const ALLOWED: { readonly [folder: string]: readonly string[] } = {
  'asl': [],
  'definitions': ['asl'],
  'validation': ['asl', 'definitions'],
  'engine': ['asl'],
  'processes': [],
  'simulator': ['asl', 'definitions', 'validation', 'engine', 'processes'],
  'error-handling': ['asl', 'validation'],
  'tasks': ['asl', 'validation', 'error-handling'],
  'workflows': ['asl', 'definitions', 'validation', 'error-handling'],
  'starts': ['asl', 'definitions', 'validation', 'error-handling', 'tasks', 'workflows'],
  'patterns': ['asl', 'definitions', 'validation', 'error-handling', 'tasks', 'workflows', 'starts'],
  'graphql': ['asl', 'validation'],
  'appsync-js': ['asl', 'definitions', 'validation', 'graphql'],
  'api-resources': ['asl', 'definitions', 'validation', 'graphql', 'appsync-js'],
  'appsync': ['asl', 'definitions', 'validation', 'graphql', 'appsync-js', 'api-resources', 'tasks', 'workflows', 'starts'],
  'report': ['asl', 'validation'],
  'local-lambda': ['asl', 'definitions', 'simulator', 'processes'],
  'cli': ['asl', 'definitions', 'validation', 'engine', 'simulator', 'report', 'graphql', 'appsync-js', 'api-resources'],
  'jest': ['simulator'],
};

/** Files that may load aws-cdk-lib; `import type` is allowed everywhere but in the language and the engine. */
const LOADS_CDK = [/^(error-handling|tasks|workflows|starts|patterns|appsync)\//, /^validation\/cdk\//, /^definitions\/(construct|stack-scope)\.ts$/, /^appsync-js\/(js-resolver|dynamo-resolvers)\.ts$/, /^simulator\/simulator\.ts$/, /^local-lambda\//];

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

const src = path.join(ROOT, 'src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => file.replaceAll('\\', '/'));
const imports: Import[] = files.flatMap((file) => [...readFileSync(path.join(src, file), 'utf8').matchAll(/^(?:import|export)( type)? [^;]*?from '([^']+)';/gms)]
  .map(([, type, target]) => ({ file, target, typeOnly: type !== undefined })));

test('there is something to check', () => {
  expect(files.length).toBeGreaterThan(80);
  expect(imports.length).toBeGreaterThan(files.length);
});

test('every folder is in the table', () => {
  const folders = new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]));
  expect([...folders].sort()).toEqual(Object.keys(ALLOWED).sort());
});

test('dependencies between folders point one way', () => {
  const wrong = imports.flatMap(({ file, target }) => {
    const from = file.split('/')[0];
    const to = target.startsWith('.') ? path.posix.join(path.posix.dirname(file), target).split('/') : [];
    return to.length > 1 && to[0] !== from && to[0] in ALLOWED && !ALLOWED[from]?.includes(to[0]) && from in ALLOWED ? [`${file} imports ${to.join('/')}`] : [];
  });
  expect(wrong).toEqual([]);
});

test('the check of schemas needs only the frame of the others, and nothing but that, the parser and its own folder', () => {
  const frame = ['asl/json/positions', 'validation/finding', 'validation/not-checked', 'validation/rule', 'validation/wording'];
  const used = imports.filter(({ file, typeOnly }) => file.startsWith('graphql/') && !typeOnly)
    .map(({ file, target }) => (target.startsWith('.') ? path.posix.join(path.posix.dirname(file), target) : target));
  const others = used.filter((target) => !target.startsWith('graphql/') && target.includes('/'));
  expect([...new Set(others)].filter((target) => !frame.includes(target))).toEqual([]);
});

test('only the CDK side loads aws-cdk-lib', () => {
  const wrong = imports.filter(({ file, target, typeOnly }) => /^(aws-cdk-lib|constructs)/.test(target)
    && !LOADS_CDK.some((pattern) => pattern.test(file)) && !(typeOnly && !/^(asl|engine)\//.test(file)));
  expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});

test('no class extends String: V8 would read the characters of every text of the process at half the speed', () => {
  expect(files.filter((file) => /\bclass \w+ extends String\b/.test(readFileSync(path.join(src, file), 'utf8')))).toEqual([]);
});
