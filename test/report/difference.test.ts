import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { difference } from '../../src/report/difference';

const lines = (...numbers: (number | string)[]) => numbers.map((number) => `${number}\n`).join('');
const many = Array.from({ length: 40 }, (_, i) => i + 1);

test.each([
  ['a line', lines(...many), lines(...many.map((n) => (n === 20 ? 'twenty' : n))), '--- f\n+++ f\n@@ -17,7 +17,7 @@\n 17\n 18\n 19\n-20\n+twenty\n 21\n 22\n 23\n'],
  ['the first and the last line', lines(...many), lines('one', ...many.slice(1, -1), 'forty'),
    '--- f\n+++ f\n@@ -1,4 +1,4 @@\n-1\n+one\n 2\n 3\n 4\n@@ -37,4 +37,4 @@\n 37\n 38\n 39\n-40\n+forty\n'],
  ['lines that are moved', lines('a', 'b', 'c'), lines('b', 'c', 'a'), '--- f\n+++ f\n@@ -1,3 +1,3 @@\n-a\n b\n c\n+a\n'],
  ['a text of one line', 'a', 'b', '--- f\n+++ f\n@@ -1,1 +1,1 @@\n-a\n+b\n'],
  ['nothing', 'a', 'a', ''],
])('%s', (_, before, after, expected) => {
  expect(difference('f', before, after)).toBe(expected);
});

test('what differs in two large texts is said without comparing each line with each', () => {
  const [before, after] = ['a', 'b'].map((letter) => Array.from({ length: 10_000 }, (_, i) => `${letter}${i}`).join('\n'));
  expect(difference('f', before, after).split('\n')).toHaveLength(20_004);
});

describe('patch makes the one text from the other', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-difference-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const patches = (() => {
    try {
      execFileSync('patch', ['--version']);
      return true;
    } catch {
      return false;
    }
  })();

  (patches ? test : test.skip).each([1, 2, 3, 4, 5, 6])('%i', (seed) => {
    let state = seed;
    const random = (below: number) => (state = (state * 48271) % 2147483647) % below;
    const before = Array.from({ length: 60 }, () => String(random(8)));
    const after = [...before];
    for (let i = 0; i < 6; i++) after.splice(random(after.length), random(3), ...Array.from({ length: random(3) }, () => String(random(8))));
    const file = join(folder, `text-${seed}`);
    writeFileSync(file, lines(...before));
    execFileSync('patch', ['-s', file], { input: difference(file, lines(...before), lines(...after)) || undefined });
    expect(execFileSync('cat', [file], { encoding: 'utf8' })).toBe(lines(...after));
  });
});
