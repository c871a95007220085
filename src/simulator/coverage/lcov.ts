import { CoveragePoint } from './coverage-points';

/**
 * One file's record of an LCOV trace file.
 *
 * @see https://manpages.debian.org/unstable/lcov/geninfo.1.en.html#TRACEFILE_FORMAT
 */
export function renderLcov(path: string, points: readonly CoveragePoint[]): string {
  const states = points.filter(({ kind }) => kind === 'state');
  const branches = points.filter(({ kind }) => kind === 'choice' || kind === 'retry' || kind === 'catch');
  const blocks = new Map<string, number>();
  const numbers = new Map<string, number>();
  const lines = [...lineHits(points)];
  const hit = (list: readonly { readonly hits: number }[]): number => list.filter(({ hits }) => hits > 0).length;
  return [
    'TN:',
    `SF:${path}`,
    ...states.map(({ line, state }) => `FN:${line},${inLine(state)}`),
    ...states.map(({ hits, state }) => `FNDA:${hits},${inLine(state)}`),
    `FNF:${states.length}`,
    `FNH:${hit(states)}`,
    ...branches.map(({ line, state, hits }) => {
      const block = blocks.get(state) ?? blocks.size;
      blocks.set(state, block);
      const number = numbers.get(state) ?? 0;
      numbers.set(state, number + 1);
      return `BRDA:${line},${block},${number},${hits}`;
    }),
    `BRF:${branches.length}`,
    `BRH:${hit(branches)}`,
    ...lines.map(([line, hits]) => `DA:${line},${hits}`),
    `LF:${lines.length}`,
    `LH:${lines.filter(([, hits]) => hits > 0).length}`,
    'end_of_record',
    '',
  ].join('\n');
}

const inLine = (name: string): string => name.replace(/[\r\n]+/g, ' ');

/** The hits of each line that has points, in order. A line is as covered as the least of its points. */
export function lineHits(points: readonly CoveragePoint[]): Map<number, number> {
  const hits = new Map<number, number>();
  for (const point of [...points].sort((a, b) => a.line - b.line)) {
    hits.set(point.line, Math.min(hits.get(point.line) ?? Infinity, point.hits));
  }
  return hits;
}
