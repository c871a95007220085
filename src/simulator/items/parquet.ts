import { createRequire } from 'node:module';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ItemReaderError } from './item-reader-error';
import { JsonArray } from '../../asl/json-value';
import { StepwrightError } from '../../errors';
import { runNode } from '../../processes/run-node';

const TIME_LIMIT = 60_000;

/** The reader is asynchronous, so it runs in a process of its own. What JSON cannot hold becomes what stands nearest to it. */
const SCRIPT = `
import { writeFileSync } from 'node:fs';
const [reader, compressors, rows] = process.argv.slice(1);
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const bytes = Buffer.concat(chunks);
const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
let answer;
try {
  const { parquetReadObjects } = await import(reader);
  const options = compressors === '' ? {} : { compressors: (await import(compressors)).compressors };
  const items = await parquetReadObjects({ file, ...options, ...(rows === '' ? {} : { rowEnd: Number(rows) }) });
  answer = { items };
} catch (error) {
  answer = { problem: error instanceof Error ? error.message : String(error) };
}
writeFileSync(3, JSON.stringify(answer, (name, value) => typeof value === 'bigint' ? (Number.isSafeInteger(Number(value)) ? Number(value) : String(value))
  : value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value));
`;

/**
 * The rows of a Parquet file. The reader is the package hyparquet, which a project that needs it installs; with hyparquet-compressors beside
 * it, it reads more than Snappy and uncompressed files.
 *
 * @param what how a message names the file
 */
export function readParquet(bytes: Buffer, what: string, maxItems: number | undefined): JsonArray {
  const reader = find('hyparquet');
  if (reader === undefined) {
    throw new StepwrightError('ParquetReaderMissing', `${what} is to be read as Parquet, which needs the package "hyparquet". `
      + 'Install it beside cdk-stepwright: npm install --save-dev hyparquet. Or mock the items: mockState("…", TaskMock.succeed([…])).');
  }
  const { result, stderr, timedOut } = runNode({
    script: SCRIPT, input: bytes, timeoutMilliseconds: TIME_LIMIT,
    args: [reader, find('hyparquet-compressors') ?? '', maxItems === undefined ? '' : String(maxItems)],
  });
  if (timedOut || result.length === 0) {
    throw new StepwrightError('ParquetReaderFailed', `${what} could not be read as Parquet: ${timedOut ? 'it took longer than a minute' : stderr.trim().split('\n').pop()}.`);
  }
  const { items, problem } = JSON.parse(result.toString('utf8')) as { items?: JsonArray; problem?: string };
  if (!items) {
    throw new ItemReaderError(`${what} is not valid Parquet: ${problem}`);
  }
  return items;
}

/** Where a package is: beside the project that runs, or beside this one. */
function find(name: string): string | undefined {
  for (const from of [path.join(process.cwd(), 'package.json'), __filename]) {
    try {
      return pathToFileURL(createRequire(from).resolve(name)).href;
    } catch {
      // look elsewhere
    }
  }
  return undefined;
}
