import { existsSync } from 'node:fs';
import * as path from 'node:path';

/** The repository. */
export const ROOT = path.resolve(__dirname, '..');

/** A folder of the data that stands beside the repository and is read in place. */
export const sharedData = (...parts: string[]): string => path.resolve(ROOT, '..', 'shared', ...parts);

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
