import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { main } from '../../src/cli/main';
import { Watching } from '../../src/cli/watch';

export interface CommandResult {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

/**
 * Runs a command in this process.
 *
 * @param watching what a command needs that watches files
 * @param onWrite is given what it writes, after it has returned too
 */
export function command(args: readonly string[], input: string = '', watching?: Watching, onWrite?: (text: string) => void): CommandResult {
  let output = '';
  let errors = '';
  const exitCode = main(args, {
    write: (text) => {
      output += text;
      onWrite?.(text);
    },
    writeError: (text) => {
      errors += text;
      onWrite?.(text);
    },
    readInput: () => input,
    colour: false,
    watching: () => watching!,
  });
  return { exitCode, output, errors };
}

/** Makes a folder for the tests of a file, which is removed after them. `write` returns the path of the new file. */
export function testFolder(): { readonly folder: string; write(name: string, content: unknown): string } {
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    write: (name, content) => {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2));
      return path;
    },
  };
}
