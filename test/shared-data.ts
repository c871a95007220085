import { existsSync, realpathSync } from 'node:fs';
import * as path from 'node:path';

/** The repository. */
export const ROOT = path.resolve(__dirname, '..');

/** A folder of the data that stands beside the repository and is read in place. */
export function sharedData(...parts: string[]): string {
  const file = path.resolve(ROOT, '..', 'shared', ...parts);
  return existsSync(file) ? realpathSync(file) : file;
}

/** `describe` where the data is there; otherwise a skipped test that says what is missing. */
export function describeWithData(folder: string, title: string, tests: () => void): void {
  if (existsSync(sharedData(folder))) {
    describe(title, tests);
  } else {
    describe.skip(`${title} (skipped: the folder "shared/${folder}" is not beside the repository)`, () => {
      test('needs the data', () => undefined);
    });
  }
}
