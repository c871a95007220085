import { isUtf8 } from 'buffer';
import { readFileSync, statSync } from 'fs';
import { isAbsolute, relative, sep } from 'path';
import { StepwrightError } from '../errors';

/** More than any definition or template holds: AWS takes 1 MB of either. */
const MAX_DEFINITION_BYTES = 50 * 1024 * 1024;

/** The text of a file, or an error that says in plain words why there is none. */
export function readText(file: string, what: string): string {
  const content = inPlainWords(file, what, () => readFileSync(file));
  if (!content.includes(0) && isUtf8(content)) return content.toString('utf8');
  const utf16 = (content[0] === 0xFF && content[1] === 0xFE) || (content[0] === 0xFE && content[1] === 0xFF);
  throw new StepwrightError('FileNotText', `${what} "${file}" is ${utf16 ? 'in UTF-16. Save it in UTF-8.' : 'no text in UTF-8: it is binary, or in another encoding.'}`);
}

/** The text of a file that should hold a definition or a template. */
export function readDefinitionText(file: string, what: string): string {
  const stats = inPlainWords(file, what, () => statSync(file));
  if (!stats.isFile() && !stats.isDirectory()) throw new StepwrightError('NoFile', `${what} "${file}" is neither a file nor a folder. Write it to a file.`);
  if (stats.size > MAX_DEFINITION_BYTES) {
    throw new StepwrightError('FileTooLarge', `${what} "${file}" has ${stats.size} bytes. No definition or template is that large; the limit is ${MAX_DEFINITION_BYTES}.`);
  }
  return readText(file, what);
}

/** Does something with a file, and says in plain words why it cannot be done. */
export function inPlainWords<T>(file: string, what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new StepwrightError('FileNotFound', `${what} "${file}" does not exist. Relative paths are taken from "${process.cwd()}".`);
    }
    if (code === 'EISDIR') throw new StepwrightError('FileNotFound', `${what} "${file}" is a folder. Name a file in it.`);
    throw new StepwrightError('FileNotReadable', `${what} "${file}" cannot be read${code === undefined ? '' : `: ${REASONS[code] ?? code}`}.`);
  }
}

const REASONS: { readonly [code: string]: string } = {
  EACCES: 'you have no permission',
  EPERM: 'you have no permission',
  ELOOP: 'its symbolic links lead in a circle',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
  ERR_FS_FILE_TOO_LARGE: 'it is too large',
  ERR_STRING_TOO_LONG: 'it is too large',
};

/** A path as users and CI systems know it: from the working directory, where it is below that. */
export function fromHere(path: string): string {
  const below = relative(process.cwd(), path);
  return below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below) ? path : below;
}
