import { spawnSync } from 'node:child_process';

/** A script for a process of its own. */
export interface NodeRun {
  /**
   * The text of an ES module. It gets its arguments in `process.argv` from the second on and its input at standard input, and writes its result
   * to file descriptor 3.
   */
  readonly script: string;
  readonly args?: readonly string[];
  readonly input: Buffer | string;
  readonly timeoutMilliseconds: number;
  readonly env?: { readonly [name: string]: string | undefined };
  readonly cwd?: string;
}

export interface NodeRunResult {
  /** What was written to file descriptor 3. */
  readonly result: Buffer;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
}

const MOST_OUTPUT = 256 * 1024 * 1024;

/** Runs a script in a Node process of its own and waits for it: what is asynchronous there is synchronous here. */
export function runNode({ script, args = [], input, timeoutMilliseconds, env = process.env, cwd }: NodeRun): NodeRunResult {
  const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', script, '--', ...args], {
    input, cwd, env: env as NodeJS.ProcessEnv, timeout: timeoutMilliseconds, killSignal: 'SIGKILL', maxBuffer: MOST_OUTPUT, windowsHide: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const { code } = ended.error as NodeJS.ErrnoException | undefined ?? {};
  return {
    result: (ended.output?.[3] as Buffer | null) ?? Buffer.alloc(0),
    stdout: ended.stdout?.toString('utf8') ?? '',
    stderr: ended.stderr?.toString('utf8') || (ended.error && code !== 'ETIMEDOUT' ? ended.error.message : ''),
    exitCode: ended.status,
    signal: ended.signal,
    timedOut: code === 'ETIMEDOUT',
  };
}
