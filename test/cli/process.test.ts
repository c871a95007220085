import { ChildProcess, execFileSync, spawn, spawnSync } from 'child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'fs';
import { join } from 'path';
import { testFolder } from './command';

const ROOT = join(__dirname, '../..');
const { folder, write } = testFolder();

/** The command line as it is packed: bin/ beside lib/ and data/, with node_modules in reach. What it loads of the CDK would fail. */
beforeAll(() => {
  execFileSync(process.execPath, [join(ROOT, 'projenrc/bundle-command-line.cjs'), join(folder, 'package/lib/cli/main.js')]);
  for (const name of ['bin', 'data', 'package.json']) symlinkSync(join(ROOT, name), join(folder, 'package', name));
  mkdirSync(join(folder, 'package/node_modules'));
  for (const name of ['commander', 'yaml', 're2js']) symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'package/node_modules', name));
});

function stepwright(args: string[], input: string = '') {
  const bin = join(folder, 'package/bin/stepwright.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--preserve-symlinks', '--preserve-symlinks-main', bin, ...args], { input, encoding: 'utf8', cwd: folder, maxBuffer: 64 * 1024 * 1024 });
  return { status, stdout, stderr };
}

test('validates, with the exit code of the process', () => {
  write('good.json', { StartAt: 'A', States: { A: { Type: 'Succeed' } } });
  write('bad.json', { StartAt: 'B', States: { A: { Type: 'Succeed' } } });
  expect(stepwright(['validate', 'good.json'])).toEqual({ status: 0, stdout: 'No findings in 1 definition.\n', stderr: '' });
  const bad = stepwright(['validate', 'bad.json']);
  expect(bad).toMatchObject({ status: 1, stderr: '' });
  expect(bad.stdout).toMatch(/^bad\.json:2:14  error  ASL\d{3}  /);
  expect(stepwright(['validate', 'nowhere.json'])).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/^File "nowhere\.json" does not exist\./) });
});

test('knows the integrations of tasks', () => {
  write('table.json', { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:dynamodb:getItems', Parameters: {}, End: true } } });
  expect(stepwright(['validate', 'table.json']).stdout).toContain('Did you mean "getItem"?');
});

test('runs, with the input from standard input', () => {
  write('pass.json', { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
  const { status, stdout, stderr } = stepwright(['run', 'pass.json', '--input', '-', '--format', 'json'], '{"a":1}');
  expect({ status, stderr, output: JSON.parse(stdout).output }).toEqual({ status: 0, stderr: '', output: { a: 1 } });
});

test('output that is no terminal has no colours, and all of it is written', () => {
  const States = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`S${i}`, { Type: 'Pass', Result: 'x'.repeat(50), ...(i === 2999 ? { End: true } : { Next: `S${i + 1}` }) }]));
  writeFileSync(join(folder, 'long.json'), JSON.stringify({ StartAt: 'S0', States }));
  const { status, stdout } = stepwright(['run', 'long.json', '--format', 'history']);
  expect(status).toBe(0);
  expect(JSON.parse(stdout).events).toHaveLength(6002);
  expect(stepwright(['validate', 'bad.json']).stdout).not.toContain('\u001b');
});

describe('--watch', () => {
  /** A process that is never left behind. `until` waits for its output to match. */
  function watching(file: string) {
    const bin = join(folder, 'package/bin/stepwright.js');
    const child = spawn(process.execPath, ['--preserve-symlinks', '--preserve-symlinks-main', bin, 'validate', '--watch', file], { cwd: folder });
    running.add(child);
    const exit = new Promise<number | null>((resolve) => child.once('exit', resolve)).finally(() => running.delete(child));
    let output = '';
    const waiting = new Set<() => void>();
    child.stdout.on('data', (text) => {
      output += text;
      waiting.forEach((look) => look());
    });
    const until = (pattern: RegExp) => new Promise<void>((resolve) => {
      const look = () => {
        if (!pattern.test(output)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
    return { child, exit, until };
  }
  const running = new Set<ChildProcess>();
  afterEach(() => running.forEach((child) => child.kill('SIGKILL')));

  test('checks again when a file is written, and ends with Ctrl-C', async () => {
    write('watched.json', { StartAt: 'B', States: { A: { Type: 'Succeed' } } });
    const { child, exit, until } = watching('watched.json');
    await until(/ASL201[^]*Ctrl-C ends/);
    write('watched.json', { StartAt: 'A', States: { A: { Type: 'Succeed' } } });
    await until(/Changed: .*watched\.json\n\nNo findings in 1 definition\.\n/);
    child.kill('SIGINT');
    expect(await exit).toBe(0);
  }, 30_000);

  test('ends when nobody reads on', async () => {
    write('unread.json', { StartAt: 'B', States: { A: { Type: 'Succeed' } } });
    const { child, exit, until } = watching('unread.json');
    await until(/Ctrl-C ends/);
    child.stdout.destroy();
    write('unread.json', { StartAt: 'A', States: { A: { Type: 'Succeed' } } });
    expect(await exit).toBe(0);
  }, 30_000);
});

test('help and version', () => {
  expect(stepwright(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('validate [options] <file...>'), stderr: '' });
  expect(stepwright(['run', '--help']).stdout).toContain('Exit codes:');
  expect(stepwright(['--version'])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  expect(stepwright(['vaildate'])).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('Did you mean validate?') });
});
