import { readFileSync } from 'fs';
import { StepwrightError } from '../errors';

/** The text of a file, or an error that says in plain words why there is none. */
export function readText(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new StepwrightError('FileNotFound', `${what} "${file}" does not exist. Relative paths are taken from "${process.cwd()}".`);
    }
    if (code === 'EISDIR') throw new StepwrightError('FileNotFound', `${what} "${file}" is a folder. Name a file in it.`);
    throw new StepwrightError('FileNotReadable', `${what} "${file}" cannot be read${code ? `: ${code}` : ''}.`);
  }
}
