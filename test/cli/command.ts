import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { main } from '../../src/cli/main';

export interface CommandResult {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs a command in this process. */
export function command(args: readonly string[], input: string = ''): CommandResult {
  let output = '';
  let errors = '';
  const exitCode = main(args, {
    write: (text) => { output += text; },
    writeError: (text) => { errors += text; },
    readInput: () => input,
    colour: false,
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
