import { strongComponents } from '../src/strong-components';

/** Nodes that have the same component, as lists. */
function groups(edges: number[][]): number[][] {
  const of = strongComponents(edges);
  return [...new Set(of)].map((component) => of.flatMap((one, node) => one === component ? [node] : [])).sort((a, b) => a[0] - b[0]);
}

test.each<[string, number[][], number[][]]>([
  ['nothing', [], []],
  ['a line', [[1], [2], []], [[0], [1], [2]]],
  ['a circle', [[1], [2], [0]], [[0, 1, 2]]],
  ['a loop on itself', [[0, 1], []], [[0], [1]]],
  ['two circles, one leads to the other', [[1], [0, 2], [3], [2]], [[0, 1], [2, 3]]],
  ['a circle that is entered in the middle', [[2], [2], [3], [1]], [[0], [1, 2, 3]]],
])('%s', (_, edges, expected) => {
  expect(groups(edges)).toEqual(expected);
});

test('a circle of 100,000 nodes needs no stack', () => {
  expect(new Set(strongComponents(Array.from({ length: 100_000 }, (_, i) => [(i + 1) % 100_000]))).size).toBe(1);
});
