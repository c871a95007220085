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
  'workflows': ['asl', 'definitions', 'validation'],
  'report': ['asl', 'validation'],
  'local-lambda': ['asl', 'definitions', 'simulator', 'processes'],
  'cli': ['asl', 'definitions', 'validation', 'engine', 'simulator', 'report'],
  'jest': ['simulator'],
};

/** Files that may load aws-cdk-lib; `import type` is allowed everywhere but in the language and the engine. */
const LOADS_CDK = [/^workflows\//, /^validation\/cdk\//, /^definitions\/(construct|stack-scope)\.ts$/, /^simulator\/simulator\.ts$/, /^local-lambda\//];

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

test('only the CDK side loads aws-cdk-lib', () => {
  const wrong = imports.filter(({ file, target, typeOnly }) => /^(aws-cdk-lib|constructs)/.test(target)
    && !LOADS_CDK.some((pattern) => pattern.test(file)) && !(typeOnly && !/^(asl|engine)\//.test(file)));
  expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});

test('no class extends String: V8 would read the characters of every text of the process at half the speed', () => {
  expect(files.filter((file) => /\bclass \w+ extends String\b/.test(readFileSync(path.join(src, file), 'utf8')))).toEqual([]);
});
