import { crc32Base64, md5 } from './digest';
import { bodyText, LocalService, member, ServiceAction, ServiceCall, ServiceError, textOf } from './service-call';
import { JsonObject, JsonValue } from '../../asl/json-value';
import { isoTime } from '../../engine/context-object';
import { StepwrightError } from '../../errors';
import { toJsonValue } from '../json-input';

/** An object of a bucket. */
export interface StoredObject {
  readonly bytes: Buffer;
  readonly eTag: string;
  readonly lastModified: number;
  readonly contentType: string;
  readonly metadata: JsonObject;
}

/** An object as {@link LocalServices.toJson} writes it: the body in base64. */
interface SavedObject {
  readonly key: string;
  readonly body: string;
  readonly lastModified: number;
  readonly contentType: string;
  readonly metadata: JsonObject;
}

/** When objects that a test puts were last modified: before every execution. */
const BEFORE = Date.UTC(2025, 0, 1);
const PAGE = 1000;

/**
 * Amazon S3 in memory: buckets with objects, for the tasks and the item readers of simulated executions.
 *
 * Answered are `putObject`, `getObject`, `headObject`, `copyObject`, `deleteObject`, `listObjects` and `listObjectsV2`, as `aws-sdk:s3` tasks
 * call them.
 *
 * @example
 * const services = new LocalServices();
 * services.s3.putObject('orders', 'today.json', [{ id: 'o-1' }, { id: 'o-2' }]);
 */
export class LocalS3 {
  /** @internal */
  public readonly _service: LocalService = {
    names: {
      optimized: { prefix: 'S3', service: 'Amazon S3', unnamed: 'AmazonS3Exception' },
      sdk: { prefix: 'S3', unnamed: 'S3Exception' },
    },
    actions: new Map<string, ServiceAction>([
      ['putObject', (call) => this.put(call)],
      ['getObject', (call) => this.read(call)],
      ['headObject', (call) => this.head(call)],
      ['copyObject', (call) => this.copy(call)],
      ['deleteObject', (call) => this.remove(call)],
      ['listObjects', (call) => this.list(call, false)],
      ['listObjectsV2', (call) => this.list(call, true)],
    ]),
  };

  private readonly buckets = new Map<string, Map<string, StoredObject>>();

  /**
   * Makes a bucket, where there is none of that name.
   *
   * @param name the bucket's name
   */
  public addBucket(name: string): void {
    if (!this.buckets.has(name)) {
      this.buckets.set(name, new Map());
    }
  }

  /**
   * Puts an object, and makes its bucket where there is none.
   *
   * @param bucket the bucket's name
   * @param key the object's key
   * @param body a text, bytes, or a value that is written as JSON
   */
  public putObject(bucket: string, key: string, body: any): void {
    this.addBucket(bucket);
    const bytes = body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(bodyText(toJsonValue(body, 'The body of an object')), 'utf8');
    this.buckets.get(bucket)!.set(key, stored(bytes, BEFORE));
  }

  /**
   * The text of an object.
   *
   * @param bucket the bucket's name
   * @param key the object's key
   */
  public objectText(bucket: string, key: string): string {
    return this.known(bucket, key).bytes.toString('utf8');
  }

  /**
   * The value of an object that is JSON.
   *
   * @param bucket the bucket's name
   * @param key the object's key
   */
  public objectJson(bucket: string, key: string): any {
    try {
      return JSON.parse(this.objectText(bucket, key));
    } catch (error) {
      throw error instanceof SyntaxError ? new StepwrightError('NotJson', `Object "${key}" of bucket "${bucket}" is not JSON: ${error.message}.`) : error;
    }
  }

  /**
   * The keys of a bucket's objects, in the order in which S3 lists them.
   *
   * @param bucket the bucket's name
   * @param prefix what the keys begin with. Default: all keys
   */
  public keys(bucket: string, prefix: string = ''): string[] {
    return this.sorted(this.buckets.get(bucket) ?? noBucket(bucket, this.buckets), prefix);
  }

  /** @internal */
  public _object(bucket: string, key: string): StoredObject {
    const object = this.bucket(bucket).get(key);
    if (!object) {
      throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 'NoSuchKeyException', 404);
    }
    return object;
  }

  /** @internal */
  public _listed(bucket: string, prefix: string): (StoredObject & { readonly key: string })[] {
    const objects = this.bucket(bucket);
    return this.sorted(objects, prefix).map((key) => ({ key, ...objects.get(key)! }));
  }

  /** @internal */
  public _write(bucket: string, key: string, text: string, now: number): void {
    this.bucket(bucket).set(key, stored(Buffer.from(text, 'utf8'), now, 'application/json'));
  }

  /** @internal */
  public _save(): JsonValue {
    return [...this.buckets].map(([name, objects]) => [name, [...objects].map(([key, { bytes, lastModified, contentType, metadata }]) => (
      { key, body: bytes.toString('base64'), lastModified, contentType, metadata }))]);
  }

  /** @internal */
  public _restore(saved: JsonValue): void {
    for (const [name, objects] of saved as unknown as readonly [string, readonly SavedObject[]][]) {
      this.buckets.set(name, new Map(objects.map(({ key, body, lastModified, contentType, metadata }) => [
        key, stored(Buffer.from(body, 'base64'), lastModified, contentType, metadata),
      ])));
    }
  }

  private known(bucket: string, key: string): StoredObject {
    const objects = this.buckets.get(bucket) ?? noBucket(bucket, this.buckets);
    const object = objects.get(key);
    if (!object) {
      const keys = [...objects.keys()].slice(0, 10).map((one) => `"${one}"`).join(', ');
      throw new StepwrightError('NoSuchObject', `Bucket "${bucket}" has no object "${key}". ${keys === '' ? 'It is empty.' : `It has ${keys}.`}`);
    }
    return object;
  }

  private bucket(name: string): Map<string, StoredObject> {
    const objects = this.buckets.get(name);
    if (!objects) {
      throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 'NoSuchBucketException', 404);
    }
    return objects;
  }

  /** S3 lists keys by their bytes in UTF-8. */
  private sorted(objects: ReadonlyMap<string, StoredObject>, prefix: string): string[] {
    return [...objects.keys()].filter((key) => key.startsWith(prefix))
      .map((key) => Buffer.from(key, 'utf8')).sort((a, b) => a.compare(b)).map((key) => key.toString('utf8'));
  }

  private put({ input, now }: ServiceCall): JsonObject {
    const body = member(input, 'Body');
    const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body), 'utf8'); // a text too: AWS writes it with its quotes
    const object = stored(bytes, now, textOf(input, 'ContentType'), member(input, 'Metadata') as JsonObject | undefined);
    this.bucket(required(input, 'Bucket')).set(required(input, 'Key'), object);
    return { ChecksumCRC32: crc32Base64(bytes), ChecksumType: 'FULL_OBJECT', ETag: object.eTag, ServerSideEncryption: 'AES256' };
  }

  private read({ input }: ServiceCall): JsonObject {
    const object = this._object(required(input, 'Bucket'), required(input, 'Key'));
    return { AcceptRanges: 'bytes', Body: object.bytes.toString('utf8'), ...described(object) };
  }

  private head({ input }: ServiceCall): JsonObject {
    const object = this.bucket(required(input, 'Bucket')).get(required(input, 'Key'));
    if (!object) {
      throw new ServiceError('NoSuchKey', 'null', 'NoSuchKeyException', 404); // the answer to a HEAD has no body to take a message from
    }
    return { AcceptRanges: 'bytes', ...described(object) };
  }

  private copy({ input, now }: ServiceCall): JsonObject {
    const source = decodeURIComponent(required(input, 'CopySource').replace(/^\//, ''));
    const slash = source.indexOf('/');
    const object = this._object(source.slice(0, slash), source.slice(slash + 1));
    this.bucket(required(input, 'Bucket')).set(required(input, 'Key'), { ...object, lastModified: now });
    return { CopyObjectResult: { ETag: object.eTag, LastModified: isoTime(now) }, ServerSideEncryption: 'AES256' };
  }

  private remove({ input }: ServiceCall): JsonObject {
    this.bucket(required(input, 'Bucket')).delete(required(input, 'Key'));
    return {};
  }

  private list({ input }: ServiceCall, second: boolean): JsonObject {
    const name = required(input, 'Bucket');
    const prefix = textOf(input, 'Prefix') ?? '';
    const delimiter = textOf(input, 'Delimiter') ?? '';
    const after = textOf(input, second ? 'ContinuationToken' : 'Marker') ?? textOf(input, 'StartAfter') ?? '';
    const asked = member(input, 'MaxKeys');
    const most = typeof asked === 'number' ? Math.max(0, Math.min(asked, PAGE)) : PAGE;
    const contents: JsonValue[] = [];
    const folders = new Set<string>();
    let last = '';
    let truncated = false;
    for (const object of this._listed(name, prefix)) {
      const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
      const folder = end === -1 ? undefined : object.key.slice(0, end + delimiter.length);
      if ((after !== '' && Buffer.from(folder ?? object.key).compare(Buffer.from(after)) <= 0) || (folder !== undefined && folders.has(folder))) {
        continue;
      }
      if (contents.length + folders.size >= most) {
        truncated = true;
        break;
      }
      last = folder ?? object.key;
      if (folder !== undefined) {
        folders.add(folder);
      } else {
        contents.push({
          ChecksumAlgorithm: ['CRC32'], ChecksumType: 'FULL_OBJECT', ETag: object.eTag, Key: object.key,
          LastModified: isoTime(object.lastModified), Size: object.bytes.length, StorageClass: 'STANDARD',
        });
      }
    }
    return {
      ...(folders.size > 0 && { CommonPrefixes: [...folders].map((folder) => ({ Prefix: folder })) }),
      ...(contents.length > 0 && { Contents: contents }),
      ...(delimiter !== '' && { Delimiter: delimiter }),
      IsTruncated: truncated,
      ...(second && { KeyCount: contents.length + folders.size }),
      MaxKeys: most,
      Name: name,
      ...(truncated && { [second ? 'NextContinuationToken' : 'NextMarker']: last }),
      Prefix: prefix,
    };
  }
}

function stored(bytes: Buffer, lastModified: number, contentType = 'application/octet-stream', metadata: JsonObject = {}): StoredObject {
  return { bytes, eTag: `"${md5(bytes)}"`, lastModified, contentType, metadata };
}

function described({ bytes, contentType, eTag, lastModified, metadata }: StoredObject): JsonObject {
  return {
    ContentLength: bytes.length, ContentType: contentType, ETag: eTag, LastModified: isoTime(lastModified), Metadata: metadata, ServerSideEncryption: 'AES256',
  };
}

function required(input: JsonObject, name: string): string {
  const value = textOf(input, name);
  if (value === undefined || value === '') {
    throw new ServiceError('ValidationException', `Input parameter "${name}" must be given and must not be empty.`);
  }
  return value;
}

function noBucket(name: string, buckets: ReadonlyMap<string, unknown>): never {
  const names = [...buckets.keys()].map((one) => `"${one}"`).join(', ');
  throw new StepwrightError('NoSuchBucket', `There is no bucket "${name}". ${names === '' ? 'No bucket was made; make one with addBucket().' : `There is ${names}.`}`);
}
