import { execFileSync } from 'node:child_process';
import { KNOWN_DIFFERENCES } from './known-differences';
import { describeWithData, ROOT, sharedData } from '../shared-data';

interface Result {
  readonly name: string;
  readonly kind: string;
  readonly level: string;
  readonly difference?: { readonly path: string };
}

describeWithData('aws-recorded', 'executions recorded on AWS', () => {
  let results: readonly Result[];

  beforeAll(() => {
    const output = execFileSync(process.execPath, [sharedData('aws-recorded', 'compare.mjs'), '--adapter', 'test/parity/adapter.cjs', '--json'],
      { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    results = JSON.parse(output).results;
  }, 60_000);

  test('are reproduced event for event, but for those on the list', () => {
    const differing = results.filter(({ level }) => level !== 'exact').map(({ name, level }) => `${name}: ${level}`);
    const known = Object.entries(KNOWN_DIFFERENCES).map(([name, { level }]) => `${name}: ${level}`);
    expect(differing.sort()).toEqual(known.sort());
  });

  test('of tables of Choice cases all have their outcome', () => {
    const tables = results.filter(({ kind }) => kind === 'choice-cases');
    expect(tables.length).toBeGreaterThan(200);
    expect(tables.filter(({ level }) => level === 'none')).toEqual([]);
  });
});
