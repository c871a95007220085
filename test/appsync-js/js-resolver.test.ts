import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lazy, Stack } from 'aws-cdk-lib';
import { runOptions } from './runner/run-options';
import { JsResolver } from '../../src';
import { CodeRunner } from '../../src/appsync-js/runner/code-runner';
import { runResolver } from '../../src/appsync-js/runner/run-resolver';
import { bundled } from '../../src/appsync-js/typescript-bundle';

const GOOD = 'export const request = (ctx) => ({ payload: ctx.args });\nexport const response = (ctx) => ctx.result;\n';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'resolver-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function refusal(work: () => unknown): { code: string; message: string } {
  try {
    work();
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('It is not refused.');
}

test('code from a text and from a file is given as it is', () => {
  for (const resolver of [JsResolver.fromText(GOOD), JsResolver.fromFile(write('order.js', GOOD))]) {
    expect(resolver.code).toBe(GOOD);
    expect(resolver.bind(new Stack())).toEqual({ inlineCode: GOOD });
  }
});

test('code that AppSync refuses is refused, with its place', () => {
  const file = write('order.js', GOOD.replace('ctx.args', '~ctx.args'));
  expect(refusal(() => JsResolver.fromFile(file))).toMatchObject({
    code: 'RefusedCode', message: expect.stringContaining(`Code "${file}" cannot be run by AppSync:\n1:45 GQL505 The operator ~ does not exist in the APPSYNC_JS runtime.`),
  });
});

test('32,768 characters are taken, and one more is not', () => {
  const long = (length: number) => `${GOOD}//`.padEnd(length, '.');
  expect(JsResolver.fromText(long(32_768)).code).toHaveLength(32_768);
  expect(refusal(() => JsResolver.fromText(long(32_769))).message).toContain('1:1 GQL502 The code has 32,769 characters. At most 32,768 are allowed.');
});

test('a rule can be acknowledged, if there is such a rule', () => {
  const code = GOOD.replace('ctx.args', 'new Set(ctx.args.list)');
  expect(refusal(() => JsResolver.fromText(code)).message).toContain('GQL510');
  expect(JsResolver.fromText(code, { acknowledge: ['GQL510'] }).code).toBe(code);
  expect(refusal(() => JsResolver.fromText(code, { acknowledge: ['GQL519'] }))).toMatchObject({ code: 'UnknownRule' });
});

test('what is not known until deploy is not judged', () => {
  expect(() => JsResolver.fromText(`${GOOD} ${Lazy.string({ produce: () => '//' })}`)).not.toThrow();
});

test('TypeScript is bundled with what it imports, and runs', () => {
  write('price.ts', 'export const priceOf = (line: { count: number; price: number }): number => line.count * line.price;\n');
  const file = write('order.ts', `import { Context, util } from '@aws-appsync/utils';
import { priceOf } from './price';
interface Line { readonly count: number; readonly price: number }
export function request(ctx: Context<{ lines: Line[] }>) {
  return { payload: { id: util.autoId(), prices: ctx.args.lines.map(priceOf) } };
}
export const response = (ctx: Context) => ctx.result;
`);
  const { code } = JsResolver.fromFile(file);
  expect(code).toContain('from "@aws-appsync/utils"');
  const { data } = runResolver({ code: new CodeRunner(code) }, { arguments: { lines: [{ count: 2, price: 3 }] } }, runOptions());
  expect(data).toEqual({ id: 'id-1', prices: [6] });
  expect(JsResolver.fromFile(file, { minify: true }).code.length).toBeLessThan(code.length);
});

test('bundled code is checked, too', () => {
  const file = write('order.ts', 'export const request = async (ctx: any) => ctx.args;\nexport const response = (ctx: any) => ctx.result;\n');
  expect(refusal(() => JsResolver.fromFile(file))).toMatchObject({ code: 'RefusedCode', message: expect.stringContaining(`What esbuild made of "${file}" cannot be run by AppSync:\n`) });
});

test('what esbuild cannot bundle is told of in its words', () => {
  const file = write('order.ts', 'import { a } from \'./nowhere\';\nexport const request = a;\n');
  expect(refusal(() => JsResolver.fromFile(file))).toMatchObject({ code: 'CodeNotBundled', message: expect.stringContaining('Could not resolve "./nowhere"') });
});

test('without esbuild it says how to get it', () => {
  const missing = () => { throw new Error('Cannot find module'); };
  expect(refusal(() => bundled('order.ts', false, missing))).toMatchObject({
    code: 'EsbuildMissing',
    message: 'Code "order.ts" has to be bundled, but esbuild is not there. Add it to the project: npm install --save-dev esbuild. Or bundle the code and give the JavaScript.',
  });
});

test('options that contradict each other, and a file that is not there', () => {
  expect(refusal(() => JsResolver.fromFile('a.ts', { bundle: false }))).toMatchObject({ code: 'InvalidProps' });
  expect(refusal(() => JsResolver.fromFile('a.js', { minify: true }))).toMatchObject({ code: 'InvalidProps' });
  expect(refusal(() => JsResolver.fromFile(join(folder, 'nowhere.js')))).toMatchObject({ code: 'FileNotFound' });
});
