import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CoveredDefinition } from './covered-definition';
import { DefinitionCoverage } from './workflow-coverage';
import { StepwrightError } from '../../errors';

/**
 * Where the processes of a test run write what their executions reach, for whoever puts it together at the end. Each process has a file of its
 * own with one JSON value a line: a definition, or how often points of one were reached.
 */
export const COVERAGE_FOLDER = 'STEPWRIGHT_COVERAGE_FOLDER';

type Line = { readonly definition: CoveredDefinition } | { readonly key: string; readonly reached: readonly (readonly [number, number])[] };

const written = new Set<string>();

/** The folder that the process is told to write to; undefined where coverage is not put together. */
export const coverageFolder = (): string | undefined => process.env[COVERAGE_FOLDER] || undefined;

export function appendCoverage(folder: string, definition: () => CoveredDefinition, reached: readonly (readonly [number, number])[]): void {
  const { key } = definition();
  const lines: Line[] = [];
  if (!written.has(`${folder} ${key}`)) {
    written.add(`${folder} ${key}`);
    lines.push({ definition: definition() });
  }
  lines.push({ key, reached });
  try {
    appendFileSync(join(folder, `${process.pid}.jsonl`), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  } catch (error) {
    throw new StepwrightError('CoverageNotWritten', `Coverage cannot be written to "${folder}", which ${COVERAGE_FOLDER} names: ${(error as NodeJS.ErrnoException).code ?? error}. `
      + 'Name a folder that exists, or unset the variable.');
  }
}

/** What all processes have written. */
export function readCoverage(folder: string): DefinitionCoverage[] {
  const lines = readdirSync(folder).sort().flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Line));
  const byKey = new Map<string, { readonly definition: CoveredDefinition; readonly reached: number[] }>();
  for (const line of lines) {
    if ('definition' in line && !byKey.has(line.definition.key)) {
      byKey.set(line.definition.key, { definition: line.definition, reached: [] });
    }
  }
  for (const line of lines) {
    if ('key' in line) {
      const { reached } = byKey.get(line.key)!;
      line.reached.forEach(([point, hits]) => { reached[point] = (reached[point] ?? 0) + hits; });
    }
  }
  return [...byKey.values()].sort((a, b) => a.definition.name < b.definition.name ? -1 : 1);
}
