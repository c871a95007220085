import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { transformSync } from 'esbuild';
import { ROOT } from './shared-data';

/** The code blocks of README.md of a language, in order. */
function blocks(language: string): string[] {
  const text = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}[^\n]*\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code);
}

test('the first example of the README does what the README says', () => {
  const [example] = blocks('ts');
  const [expected] = blocks('text');
  const { code } = transformSync(example, { loader: 'ts', format: 'cjs', target: 'node20' });
  const modules = (name: string): unknown => jest.requireActual(name === 'cdk-stepwright' ? '../src' : name);
  const { trace } = new Function('require', 'exports', `${code}\nreturn execution;`)(modules, {});
  expect(trace).toBe(expected.trimEnd());
});
