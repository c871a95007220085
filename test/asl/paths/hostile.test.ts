import { JsonValue } from '../../../src/asl/json-value';
import { compileJsonPath } from '../../../src/asl/paths/json-path';
import { compileReferencePath } from '../../../src/asl/paths/reference-path';

let deep: JsonValue = 'bottom';
for (let level = 0; level < 10_000; level++) deep = level % 2 === 0 ? { a: deep } : [deep];

const wide = {
  numbers: Array.from({ length: 100_000 }, (_, at) => at),
  objects: Array.from({ length: 100_000 }, (_, at) => ({ id: at, tags: ['x'] })),
};

function milliseconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe('a value nested 10,000 deep', () => {
  test('is searched without overflow', () => {
    expect(compileJsonPath('$..a').read(deep)).toHaveLength(5_000);
    expect(compileJsonPath('$..nope').read(deep)).toEqual([]);
    // The innermost is a text, which has nothing under it that could be counted.
    expect(compileJsonPath('$..a.length()').read(deep)).toBe(4_999);
  });

  test('is compared without overflow', () => {
    const other: JsonValue = { a: deep };
    expect(compileJsonPath('$.list[?(@ == $.other)]').read({ list: [[deep], other], other: { a: deep } })).toEqual([other]);
  });

  test('is named in an error without being printed', () => {
    expect(() => compileJsonPath('$.a[0]').read({ a: { b: deep } })).toThrow('can only be applied to arrays. Current context is: {…}');
    expect(() => compileReferencePath('$.a').set([deep], 1)).toThrow('Unable to apply ReferencePath $.a to input […]');
  });
});

describe('an array of 100,000 items', () => {
  test.each<[string, number]>([
    ['$..*', 500_002],
    ['$.objects[?(@.id >= 50000 && @.tags contains "x")].id', 50_000],
    ['$.numbers[-1:]', 1],
    ['$.numbers[0:99999]', 99_999],
  ])('%s has %i results', (text, count) => {
    expect(compileJsonPath(text).read(wide)).toHaveLength(count);
  });

  test('has a sum', () => {
    expect(compileJsonPath('$.numbers.sum()').read(wide)).toBe(4_999_950_000);
  });
});

describe('a path that explodes is stopped', () => {
  test.each<[string, JsonValue, string]>([
    ['$[*]', Array.from({ length: 1_000_001 }, () => 0), 'Path $[*] has more than 1,000,000 results. Make the path narrower.'],
    ['$..*..*', deep, 'Make the path narrower.'],
    ['$..*..*..*', wide, 'Make the path narrower.'],
    ['$..*..*..nope', deep, 'leads to too many values or comparisons in this document. Make the path narrower.'],
    ['$.numbers[?(@ in $.numbers)]', wide, "Path $['numbers'][?] leads to too many values or comparisons in this document. Make the path narrower."],
  ])('%s', (text, root, message) => {
    const spent = milliseconds(() => {
      expect(() => compileJsonPath(text).read(root)).toThrow(expect.objectContaining({ name: 'EvaluationError', message: expect.stringContaining(message) }));
    });
    expect(spent).toBeLessThan(10_000);
  });
});

test('a path from the root is evaluated once, not for every item', () => {
  expect(compileJsonPath('$.numbers[?($..nope == @..x)]').read(wide)).toHaveLength(100_000);
});

describe('an endless path is refused', () => {
  test.each<[string, string, string]>([
    ['100,000 names', '$' + '.a'.repeat(100_000), 'Path has more than 1000 steps'],
    ['100,000 scans', '$' + '..a'.repeat(100_000), 'Path has more than 1000 steps'],
    ['100,000 brackets', '$' + '['.repeat(100_000), 'Could not parse token'],
    ['100,000 parentheses', `$[?(${'('.repeat(100_000)}@.a${')'.repeat(100_000)})]`, 'Filter is nested more than 100 deep'],
    ['100,000 negations', `$[?(${'!'.repeat(100_000)}(@.a))]`, 'Filter is nested more than 100 deep'],
    ['1,000 filters in filters', '$' + '[?(@'.repeat(1_000) + '.a)]'.repeat(1_000), 'nested more than 20 deep'],
    ['1,000 functions in functions', '$.a' + '.sum($'.repeat(1_000) + ')'.repeat(1_000), 'nested more than 20 deep'],
    ['100,000 arrays in a literal', `$[?(@ == ${'['.repeat(100_000)}${']'.repeat(100_000)})]`, 'is nested more than 100 deep'],
  ])('%s', (_, text, message) => {
    expect(milliseconds(() => expect(() => compileJsonPath(text)).toThrow(message))).toBeLessThan(2_000);
  });

  test('1,000 steps are compiled and evaluated', () => {
    expect(compileJsonPath('$' + '..*'.repeat(499)).read({ a: 1 })).toEqual([]);
    expect(compileJsonPath('$' + '[0].a'.repeat(499)).find(deep)).toBeDefined();
  });
});

test('`=~` takes linear time', () => {
  const path = compileJsonPath('$[?(@ =~ /(a+)+b/)]');
  expect(milliseconds(() => expect(path.read(['a'.repeat(100_000)])).toEqual([]))).toBeLessThan(2_000);
});
