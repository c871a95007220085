import { crc32Base64, md5 } from './digest';
import { bodyText, LocalService, member, NotSimulated, ServiceAction, ServiceCall, ServiceError, textOf } from './service-call';
import { JsonObject, JsonValue } from '../../asl/json-value';
import { simulatedName } from '../../definitions/construct';
import { isoTime } from '../../engine/context-object';
import { StepwrightError } from '../../errors';
import { toJsonValue } from '../json-input';

/** An object of a bucket. */
export interface StoredObject {
  readonly bytes: Buffer;
  readonly eTag: string;
  readonly lastModified: number;
  /** What the answer to a read says of it beside: its content type, what else its writer said of it. */
  readonly headers: JsonObject;
  readonly metadata: JsonObject;
}

/** An object as {@link LocalServices.toJson} writes it: the body in base64. */
interface SavedObject {
  readonly key: string;
  readonly body: string;
  readonly lastModified: number;
  readonly headers: JsonObject;
  readonly metadata: JsonObject;
}

/** When objects that a test puts were last modified: before every execution. */
const BEFORE = Date.UTC(2025, 0, 1);
const PAGE = 1000;
const MOST_KEY_BYTES = 1024;
const NO_SUCH_KEY = 'The specified key does not exist.';

/** What a writer says of an object, and a reader is told. */
const HEADERS = ['CacheControl', 'ContentDisposition', 'ContentEncoding', 'ContentLanguage', 'ContentType'];
const WRITE = ['Bucket', 'Key', ...HEADERS, 'IfMatch', 'IfNoneMatch', 'Metadata', 'ServerSideEncryption', 'StorageClass'];
const READ = ['Bucket', 'Key', 'IfMatch', 'IfNoneMatch', 'Range'];
const LIST = ['Bucket', 'Delimiter', 'MaxKeys', 'Prefix'];

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
      ['putObject', { parameters: [...WRITE, 'Body'], perform: (call) => this.put(call) }],
      ['getObject', { parameters: READ, perform: (call) => this.read(call) }],
      ['headObject', { parameters: READ, perform: (call) => this.head(call) }],
      ['copyObject', { parameters: [...WRITE, 'CopySource', 'CopySourceIfMatch', 'CopySourceIfNoneMatch', 'MetadataDirective'], perform: (call) => this.copy(call) }],
      ['deleteObject', { parameters: ['Bucket', 'Key'], perform: (call) => this.remove(call) }],
      ['listObjects', { parameters: [...LIST, 'Marker'], perform: (call) => this.list(call, false) }],
      ['listObjectsV2', { parameters: [...LIST, 'ContinuationToken', 'StartAfter'], perform: (call) => this.list(call, true) }],
    ]),
  };

  private readonly buckets = new Map<string, Map<string, StoredObject>>();

  /**
   * Makes a bucket, where there is none of that name.
   *
   * @param name the bucket's name or its ARN
   */
  public addBucket(name: string): void {
    const known = bucketName(name);
    if (!this.buckets.has(known)) {
      this.buckets.set(known, new Map());
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
    this.buckets.get(bucketName(bucket))!.set(key, stored(bytes, BEFORE));
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
    return this.sorted(this.objectsOf(bucketName(bucket)), prefix);
  }

  /** @internal */
  public _object(bucket: string, key: string): StoredObject {
    const object = this.bucket(bucket).get(key);
    if (!object) {
      throw new ServiceError('NoSuchKey', NO_SUCH_KEY, 'NoSuchKeyException', 404);
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
    this.bucket(bucket).set(key, stored(Buffer.from(text, 'utf8'), now, { ContentType: 'application/json' }));
  }

  /** @internal */
  public _save(): JsonValue {
    return [...this.buckets].map(([name, objects]) => [name, [...objects].map(([key, { bytes, lastModified, headers, metadata }]) => (
      { key, body: bytes.toString('base64'), lastModified, headers, metadata }))]);
  }

  /** @internal */
  public _restore(saved: JsonValue): void {
    for (const [name, objects] of saved as unknown as readonly [string, readonly SavedObject[]][]) {
      this.buckets.set(name, new Map(objects.map(({ key, body, lastModified, headers, metadata }) => [
        key, stored(Buffer.from(body, 'base64'), lastModified, headers, metadata),
      ])));
    }
  }

  private known(bucket: string, key: string): StoredObject {
    const name = bucketName(bucket);
    const objects = this.objectsOf(name);
    const object = objects.get(key);
    if (!object) {
      const keys = [...objects.keys()].slice(0, 10).map((one) => `"${one}"`).join(', ');
      throw new StepwrightError('NoSuchObject', `Bucket "${name}" has no object "${key}". ${keys === '' ? 'It is empty.' : `It has ${keys}.`}`);
    }
    return object;
  }

  /** The objects of a bucket that a test asks for. */
  private objectsOf(name: string): Map<string, StoredObject> {
    const objects = this.buckets.get(name);
    if (!objects) {
      const names = [...this.buckets.keys()].map((one) => `"${one}"`).join(', ');
      throw new StepwrightError('NoSuchBucket', `There is no bucket "${name}". ${names === '' ? 'No bucket was made; make one with addBucket().' : `There is ${names}.`}`);
    }
    return objects;
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
    const [objects, key] = this.place(input);
    checkWrite(input, objects.get(key));
    const body = member(input, 'Body');
    const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body), 'utf8'); // a text too: AWS writes it with its quotes
    const object = stored(bytes, now, headersOf(input), member(input, 'Metadata') as JsonObject | undefined);
    objects.set(key, object);
    return { ChecksumCRC32: crc32Base64(bytes), ChecksumType: 'FULL_OBJECT', ETag: object.eTag, ServerSideEncryption: 'AES256' };
  }

  private read({ input }: ServiceCall): JsonObject {
    const object = this._object(required(input, 'Bucket'), required(input, 'Key'));
    checkRead(input, object);
    const { from, to, ranged } = rangeOf(textOf(input, 'Range'), object.bytes.length);
    return { AcceptRanges: 'bytes', Body: object.bytes.toString('utf8', from, to), ...described(object), ...ranged };
  }

  private head({ input }: ServiceCall): JsonObject {
    const object = this.bucket(required(input, 'Bucket')).get(required(input, 'Key'));
    try {
      if (!object) {
        throw new ServiceError('NoSuchKey', NO_SUCH_KEY, 'NoSuchKeyException', 404);
      }
      checkRead(input, object);
      return { AcceptRanges: 'bytes', ...described(object), ...rangeOf(textOf(input, 'Range'), object.bytes.length).ranged };
    } catch (error) {
      // The answer to a HEAD has no body to take a message from.
      throw error instanceof ServiceError ? new ServiceError(error.code, 'null', error.exception, error.status) : error;
    }
  }

  private copy({ input, now }: ServiceCall): JsonObject {
    const [objects, key] = this.place(input);
    const { bucket, key: sourceKey } = copySource(required(input, 'CopySource'));
    const source = this._object(bucket, sourceKey);
    const directive = textOf(input, 'MetadataDirective') ?? 'COPY';
    if (directive !== 'COPY' && directive !== 'REPLACE') {
      throw invalid('Unknown metadata directive.');
    }
    if (directive === 'COPY' && source === objects.get(key)) {
      throw new ServiceError('InvalidRequest', 'This copy request is illegal because it is trying to copy an object to itself without changing the object\'s '
        + 'metadata, storage class, website redirect location or encryption attributes.');
    }
    if (differs(textOf(input, 'CopySourceIfMatch'), source) || (given(input, 'CopySourceIfNoneMatch') && !differs(textOf(input, 'CopySourceIfNoneMatch'), source))) {
      throw preconditionFailed();
    }
    checkWrite(input, objects.get(key));
    const { bytes, eTag, headers, metadata } = source;
    objects.set(key, directive === 'COPY' ? { bytes, eTag, headers, metadata, lastModified: now }
      : stored(bytes, now, headersOf(input), member(input, 'Metadata') as JsonObject | undefined));
    return { CopyObjectResult: { ETag: eTag, LastModified: isoTime(now) }, ServerSideEncryption: 'AES256' };
  }

  private remove({ input }: ServiceCall): JsonObject {
    this.bucket(required(input, 'Bucket')).delete(required(input, 'Key'));
    return {};
  }

  /** The bucket and the key that an object is written to. */
  private place(input: JsonObject): [Map<string, StoredObject>, string] {
    const key = required(input, 'Key');
    if (Buffer.byteLength(key, 'utf8') > MOST_KEY_BYTES) {
      throw new ServiceError('KeyTooLongError', 'Your key is too long');
    }
    return [this.bucket(required(input, 'Bucket')), key];
  }

  private list({ input }: ServiceCall, second: boolean): JsonObject {
    const name = required(input, 'Bucket');
    const prefix = textOf(input, 'Prefix') ?? '';
    const delimiter = textOf(input, 'Delimiter') ?? '';
    const token = textOf(input, 'ContinuationToken');
    const after = token === undefined ? textOf(input, second ? 'StartAfter' : 'Marker') ?? '' : keyOfToken(token);
    const most = Math.min(member(input, 'MaxKeys') as number | undefined ?? PAGE, PAGE);
    if (most < 0) {
      throw invalid('Argument max-keys must be an integer between 0 and 2147483647');
    }
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
      ...(truncated && (second ? { NextContinuationToken: tokenOf(last) } : { NextMarker: last })),
      Prefix: prefix,
    };
  }
}

function stored(bytes: Buffer, lastModified: number, headers: JsonObject = {}, metadata: JsonObject = {}): StoredObject {
  return { bytes, eTag: `"${md5(bytes)}"`, lastModified, headers: { ContentType: 'application/octet-stream', ...headers }, metadata };
}

function described({ bytes, eTag, headers, lastModified, metadata }: StoredObject): JsonObject {
  return {
    ContentLength: bytes.length, ETag: eTag, LastModified: isoTime(lastModified), Metadata: metadata, ServerSideEncryption: 'AES256', ...headers,
  };
}

function headersOf(input: JsonObject): JsonObject {
  return Object.fromEntries(HEADERS.flatMap((name) => given(input, name) ? [[name, textOf(input, name)!]] : []));
}

const given = (input: JsonObject, name: string): boolean => member(input, name) !== undefined;

const invalid = (message: string) => new ServiceError('InvalidArgument', message);

const preconditionFailed = () => new ServiceError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', undefined, 412);

/** Whether an object is another than the one of an ETag; never where none is given. "*" stands for any. */
const differs = (eTag: string | undefined, { eTag: own }: StoredObject): boolean => eTag !== undefined && eTag !== '*' && eTag.replaceAll('"', '') !== own.replaceAll('"', '');

/**
 * Checks what a writer asks for and expects.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
function checkWrite(input: JsonObject, present: StoredObject | undefined): void {
  for (const [name, simulated] of [['ServerSideEncryption', 'AES256'], ['StorageClass', 'STANDARD']]) {
    if (given(input, name) && textOf(input, name) !== simulated) {
      throw new NotSimulated(`"${name}" "${textOf(input, name)}"`);
    }
  }
  if (given(input, 'IfNoneMatch')) {
    if (textOf(input, 'IfNoneMatch') !== '*') {
      throw new ServiceError('NotImplemented', 'A header you provided implies functionality that is not implemented', undefined, 501);
    }
    if (present) {
      throw preconditionFailed();
    }
  }
  if (given(input, 'IfMatch')) {
    if (!present) {
      throw new ServiceError('NoSuchKey', NO_SUCH_KEY, 'NoSuchKeyException', 404);
    }
    if (differs(textOf(input, 'IfMatch'), present)) {
      throw preconditionFailed();
    }
  }
}

function checkRead(input: JsonObject, object: StoredObject): void {
  if (differs(textOf(input, 'IfMatch'), object)) {
    throw preconditionFailed();
  }
  if (given(input, 'IfNoneMatch') && !differs(textOf(input, 'IfNoneMatch'), object)) {
    throw new ServiceError('NotModified', 'null', undefined, 304);
  }
}

/**
 * The part of an object that a range asks for. S3 answers with all of it where the range is not written as one.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-range
 */
function rangeOf(range: string | undefined, size: number): { readonly from: number; readonly to: number; readonly ranged?: JsonObject } {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if ((first === '' && last === '') || (first !== '' && last !== '' && Number(last) < Number(first))) {
    return { from: 0, to: size };
  }
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (from >= to) {
    throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', undefined, 416);
  }
  return { from, to, ranged: { ContentLength: to - from, ContentRange: `bytes ${from}-${to - 1}/${size}` } };
}

/** Bucket and key of what is copied. */
function copySource(text: string): { readonly bucket: string; readonly key: string } {
  const [path, query] = text.split('?', 2);
  if (query?.startsWith('versionId=')) {
    throw new NotSimulated('a version in "CopySource"');
  }
  let source: string;
  try {
    source = decodeURIComponent(path).replace(/^\//, '');
  } catch {
    throw invalid('Invalid copy source encoding.');
  }
  if (source.startsWith('arn:')) {
    throw new NotSimulated('an ARN in "CopySource"');
  }
  const slash = source.indexOf('/');
  if (slash < 1 || slash === source.length - 1) {
    throw invalid('Copy Source must mention the source bucket and key: sourcebucket/sourcekey');
  }
  return { bucket: source.slice(0, slash), key: source.slice(slash + 1) };
}

/** Where the next page of a listing begins, in a form that nobody takes for a key. */
const tokenOf = (key: string): string => Buffer.from(`after ${key}`, 'utf8').toString('base64');

function keyOfToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString('utf8');
  if (!text.startsWith('after ') || tokenOf(text.slice('after '.length)) !== token) {
    throw invalid('The continuation token provided is incorrect');
  }
  return text.slice('after '.length);
}

function required(input: JsonObject, name: string): string {
  const value = textOf(input, name);
  if (value === undefined || value === '') {
    throw new ServiceError('ValidationException', `Input parameter "${name}" must be given and must not be empty.`);
  }
  return value;
}

const bucketName = (nameOrArn: string): string => simulatedName(nameOrArn).replace(/^arn:[^:]*:s3:::/, '');
