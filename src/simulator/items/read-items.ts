import { gunzipSync } from 'node:zlib';
import { readCsv } from './csv';
import { ItemReaderError } from './item-reader-error';
import { readJsonItems, readJsonLines } from './json-items';
import { readParquet } from './parquet';
import { isJsonObject, JsonArray, JsonObject, JsonValue } from '../../asl/json-value';
import { itemReaderCheck } from '../../asl/task-parameters';
import type { ItemReaderRequest } from '../../engine/item-reader';
import type { LocalS3 } from '../services/local-s3';
import { refuseOthers, textOf } from '../services/service-call';

/** What a file may grow to when it is unpacked. */
const MOST_BYTES = 512 * 1024 * 1024;

const CHECKS = { getObject: itemReaderCheck('getObject'), listObjectsV2: itemReaderCheck('listObjectsV2') };

/**
 * Reads the items of a Distributed Map from S3. No recording shows AWS's words for parameters that are wrong: what is wrong is named as it is for a
 * Task.
 *
 * @param action `getObject` or `listObjectsV2`
 * @param input the reader's parameters: the bucket, and the key or the prefix
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
export function readItems(s3: LocalS3, action: string, input: JsonObject, request: ItemReaderRequest): JsonArray {
  const lists = action === 'listObjectsV2';
  const problems = CHECKS[lists ? 'listObjectsV2' : 'getObject'](input, 'types');
  if (problems) {
    throw new ItemReaderError(`The Parameters '${JSON.stringify(input)}' could not be used to read the items: [${problems.join(', ')}]`);
  }
  refuseOthers(input, ['Bucket', lists ? 'Prefix' : 'Key']);
  const bucket = required(input, 'Bucket');
  if (lists) {
    return readListing(s3, bucket, textOf(input, 'Prefix') ?? '', request);
  }
  const key = required(input, 'Key');
  if (request.inputType === 'MANIFEST' || request.manifestType === 'S3_INVENTORY') {
    return readInventory(s3, bucket, key, request.maxItems);
  }
  if (request.manifestType === 'ATHENA_DATA') {
    return readAthenaManifest(s3, bucket, key, request);
  }
  return readFile(s3, bucket, key, request, request.maxItems);
}

/** The objects of a bucket; or with `LOAD_AND_FLATTEN` the items of all of them. */
function readListing(s3: LocalS3, bucket: string, prefix: string, request: ItemReaderRequest): JsonArray {
  const objects = s3._listed(bucket, prefix);
  if (request.transformation === 'LOAD_AND_FLATTEN') {
    return concat(objects.map(({ key }) => key), request.maxItems, (key, most) => readFile(s3, bucket, key, request, most));
  }
  return objects.slice(0, request.maxItems).map(({ key, eTag, lastModified, bytes }) => ({
    Etag: eTag, Key: key, LastModified: Math.floor(lastModified / 1000), Size: bytes.length, StorageClass: 'STANDARD',
  }));
}

function readFile(s3: LocalS3, bucket: string, key: string, request: ItemReaderRequest, maxItems: number | undefined): JsonArray {
  const what = `Object "${key}" of bucket "${bucket}"`;
  const bytes = unpacked(s3._object(bucket, key).bytes, what);
  switch (request.inputType ?? 'JSON') {
    case 'CSV':
      return readCsv(bytes.toString('utf8'), {
        delimiter: request.csvDelimiter, headers: request.csvHeaderLocation === 'GIVEN' ? request.csvHeaders ?? [] : undefined, maxItems,
      });
    case 'JSONL':
      return readJsonLines(bytes.toString('utf8'), what, maxItems);
    case 'PARQUET':
      return readParquet(bytes, what, maxItems);
    default:
      return readJsonItems(bytes.toString('utf8'), request.itemsPointer, what);
  }
}

/**
 * An S3 inventory: a manifest that names its files, and their rows, each of which is an object of the bucket that was listed.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
 */
function readInventory(s3: LocalS3, bucket: string, key: string, maxItems: number | undefined): JsonArray {
  const what = `Object "${key}" of bucket "${bucket}"`;
  const manifest = parseManifest(s3._object(bucket, key).bytes.toString('utf8'), what);
  const files = manifest.files as JsonArray;
  const format = textOf(manifest, 'fileFormat') ?? 'CSV';
  const from = textOf(manifest, 'destinationBucket')?.replace(/^arn:[^:]*:s3:::/, '') ?? bucket;
  const headers = (textOf(manifest, 'fileSchema') ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
  if (format === 'CSV' && headers.length === 0) {
    throw new ItemReaderError(`${what} is no manifest of an S3 inventory: it has no "fileSchema".`);
  }
  const keys = files.map((file) => isJsonObject(file) ? textOf(file, 'key') ?? '' : '');
  return concat(keys, maxItems, (file, most) => {
    const name = `Object "${file}" of bucket "${from}"`;
    const bytes = unpacked(s3._object(from, file).bytes, name);
    switch (format.toUpperCase()) {
      case 'CSV': return readCsv(bytes.toString('utf8'), { headers, maxItems: most });
      case 'PARQUET': return readParquet(bytes, name, most);
      default: throw new ItemReaderError(`${what} lists files of the format "${format}". An item reader reads CSV and Parquet inventories.`);
    }
  });
}

function parseManifest(text: string, what: string): JsonObject {
  let manifest: JsonValue | undefined;
  try {
    manifest = JSON.parse(text) as JsonValue;
  } catch {
    // said below
  }
  if (!isJsonObject(manifest) || !Array.isArray(manifest.files)) {
    throw new ItemReaderError(`${what} is no manifest of an S3 inventory: it must be a JSON object with "files" and "fileSchema".`);
  }
  return manifest;
}

/** The manifest of an Athena query: the URIs of its files, one a line. */
function readAthenaManifest(s3: LocalS3, bucket: string, key: string, request: ItemReaderRequest): JsonArray {
  const uris = s3._object(bucket, key).bytes.toString('utf8').split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '');
  return concat(uris, request.maxItems, (uri, most) => {
    const match = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri);
    if (!match) {
      throw new ItemReaderError(`Object "${key}" of bucket "${bucket}" is no Athena manifest: "${uri.slice(0, 100)}" is no URI of an S3 object.`);
    }
    return readFile(s3, match[1], match[2], request, most);
  });
}

/** The items of several files, one after the other. */
function concat(files: readonly string[], maxItems: number = Infinity, read: (file: string, maxItems: number | undefined) => JsonArray): JsonArray {
  const items: JsonValue[] = [];
  for (const file of files) {
    const left = maxItems - items.length;
    if (left <= 0) {
      break;
    }
    for (const item of read(file, left === Infinity ? undefined : left).slice(0, left)) {
      items.push(item);
    }
  }
  return items;
}

/** A file without its gzip, where it has one. */
function unpacked(bytes: Buffer, what: string): Buffer {
  if (bytes[0] !== 0x1F || bytes[1] !== 0x8B) {
    return bytes;
  }
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    throw new ItemReaderError(`${what} cannot be unpacked: ${(error as Error).message}`);
  }
}

function required(input: JsonObject, name: string): string {
  const value = textOf(input, name);
  if (value === undefined || value === '') {
    throw new ItemReaderError(`The field '${name}' of the ItemReader's parameters must not be empty.`);
  }
  return value;
}
