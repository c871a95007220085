import { failure, runTask } from './run-task';
import { Execution, LocalServices, Simulator, TaskMock } from '../../../src';

let services: LocalServices;
beforeEach(() => {
  services = new LocalServices();
  services.s3.addBucket('b');
});

const s3 = (action: string, parameters: object) => runTask(services, `aws-sdk:s3:${action}`, { Bucket: 'b', ...parameters });

describe('putObject', () => {
  // Recorded on AWS: what is written is the JSON of the body, of a text too.
  test.each<[unknown, string, string]>([
    ['text data', '"2b5df3712557f503a9977a8ea893b2c9"', 'KUmHvQ=='],
    [{ Dict: 'Value' }, '"49e31cee5aec8faf3345893addb14346"', 'hnEfWw=='],
    [['List', 'Data'], '"6b23860357f6e63a0272b7f1143a663a"', '1F2MPA=='],
    [false, '"68934a3e9455fa72420237eb05902327"', 'K81oMA=='],
    [0, '"cfcd208495d565ef66e7dff9f98764da"', '9NvfIQ=='],
  ])('of %j', (Body, ETag, ChecksumCRC32) => {
    expect(s3('putObject', { Key: 'k', Body }).output).toEqual({ ChecksumCRC32, ChecksumType: 'FULL_OBJECT', ETag, ServerSideEncryption: 'AES256' });
    expect(services.s3.objectJson('b', 'k')).toEqual(Body);
  });
});

test('an object is read, copied and deleted', () => {
  services.s3.putObject('b', 'k', 'hello');
  expect(s3('getObject', { Key: 'k' }).output).toMatchObject({ Body: 'hello', ContentLength: 5, ETag: '"5d41402abc4b2a76b9719d911017c592"' });
  expect(s3('headObject', { Key: 'k' }).output).not.toHaveProperty('Body');
  expect(s3('copyObject', { Key: 'copy', CopySource: '/b/k' }).error).toBeUndefined();
  expect(services.s3.objectText('b', 'copy')).toBe('hello');
  expect(s3('deleteObject', { Key: 'k' }).output).toEqual({});
  expect(services.s3.keys('b')).toEqual(['copy']);
});

const FAILED = (message: string, status: number) => `S3.S3Exception: ${message} (Service: S3, Status Code: ${status}, Request ID: -, Extended Request ID: -) (SDK Attempt Count: 1)`;
const s3Failure = (execution: Execution) => failure(execution).replaceAll(/Extended Request ID: [^)]+/g, 'Extended Request ID: -');

describe('a range', () => {
  beforeEach(() => services.s3.putObject('b', 'k', '0123456789'));

  test.each<[string, string, string | undefined]>([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=8-', '89', 'bytes 8-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-30', '0123456789', 'bytes 0-9/10'],
    ['bytes=5-100', '56789', 'bytes 5-9/10'],
    ['bytes=4-2', '0123456789', undefined],
    ['first ten', '0123456789', undefined],
  ])('%s', (Range, Body, ContentRange) => {
    expect(s3('getObject', { Key: 'k', Range }).output).toMatchObject({ Body, ContentLength: Body.length, ...(ContentRange && { ContentRange }) });
  });

  test.each(['bytes=10-', 'bytes=-0'])('%s is none of the object', (Range) => {
    expect(s3Failure(s3('getObject', { Key: 'k', Range }))).toBe(FAILED('The requested range is not satisfiable', 416));
    expect(s3Failure(s3('headObject', { Key: 'k', Range }))).toBe(FAILED('null', 416));
  });
});

describe('a condition', () => {
  const ETAG = '"5d41402abc4b2a76b9719d911017c592"';
  const NOT_MET = FAILED('At least one of the pre-conditions you specified did not hold', 412);
  beforeEach(() => services.s3.putObject('b', 'k', 'hello'));

  test.each<[string, object, string | undefined]>([
    ['getObject', { IfMatch: ETAG }, undefined],
    ['getObject', { IfMatch: '"other"' }, NOT_MET],
    ['getObject', { IfNoneMatch: ETAG }, FAILED('null', 304)],
    ['getObject', { IfNoneMatch: '"other"' }, undefined],
    ['headObject', { IfMatch: '"other"' }, FAILED('null', 412)],
    ['putObject', { Body: 1, IfNoneMatch: '*' }, NOT_MET],
    ['putObject', { Body: 1, Key: 'new', IfNoneMatch: '*' }, undefined],
    ['putObject', { Body: 1, IfNoneMatch: ETAG }, FAILED('A header you provided implies functionality that is not implemented', 501)],
    ['putObject', { Body: 1, IfMatch: ETAG }, undefined],
    ['putObject', { Body: 1, IfMatch: '"other"' }, NOT_MET],
    ['copyObject', { Key: 'new', CopySource: 'b/k', CopySourceIfMatch: '"other"' }, NOT_MET],
    ['copyObject', { Key: 'new', CopySource: 'b/k', CopySourceIfNoneMatch: ETAG }, NOT_MET],
    ['copyObject', { Key: 'new', CopySource: 'b/k', CopySourceIfMatch: ETAG, IfNoneMatch: '*' }, undefined],
  ])('%s with %j', (action, parameters, expected) => {
    const execution = s3(action, { Key: 'k', ...parameters });
    expect(expected === undefined ? execution.error : s3Failure(execution)).toBe(expected);
  });

  test('that is not met leaves the object as it was', () => {
    s3('putObject', { Key: 'k', Body: 'new', IfNoneMatch: '*' });
    expect(services.s3.objectText('b', 'k')).toBe('hello');
  });

  test('on an object that is not there', () => {
    expect(s3('putObject', { Key: 'no', Body: 1, IfMatch: ETAG }).error).toBe('S3.NoSuchKeyException');
  });
});

test('what a writer says of an object is told its readers', () => {
  s3('putObject', { Key: 'k', Body: 1, ContentType: 'text/plain', CacheControl: 'no-store', Metadata: { a: 'b' } });
  const said = { ContentType: 'text/plain', CacheControl: 'no-store', Metadata: { a: 'b' } };
  expect(s3('headObject', { Key: 'k' }).output).toMatchObject(said);
  s3('copyObject', { Key: 'copy', CopySource: 'b/k', ContentType: 'ignored/unless-replaced' });
  expect(s3('headObject', { Key: 'copy' }).output).toMatchObject(said);
  s3('copyObject', { Key: 'copy', CopySource: 'b/k', MetadataDirective: 'REPLACE', ContentType: 'text/html' });
  expect(s3('headObject', { Key: 'copy' }).output).toMatchObject({ ContentType: 'text/html', Metadata: {} });
  expect(LocalServices.fromJson(services.toJson()).toJson()).toBe(services.toJson());
});

test.each<[object, string]>([
  [{ CopySource: 'b/%E0%A4%A' }, 'Invalid copy source encoding.'],
  [{ CopySource: 'k' }, 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey'],
  [{ CopySource: 'b/' }, 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey'],
  [{ CopySource: 'b/k', MetadataDirective: 'KEEP' }, 'Unknown metadata directive.'],
  [{ CopySource: 'b/k', Key: 'k' }, 'This copy request is illegal because it is trying to copy an object to itself'],
  [{ CopySource: 'b/k', Key: 'k'.repeat(1025) }, 'Your key is too long'],
])('copyObject with %j fails', (parameters, message) => {
  services.s3.putObject('b', 'k', 'hello');
  const execution = s3('copyObject', { Key: 'copy', ...parameters });
  expect(execution.error).toBe('S3.S3Exception');
  expect(execution.cause).toContain(message);
});

test.each<[string, object, string]>([
  ['getObject', { Key: 'k', VersionId: 'v' }, 'State "Call" calls "aws-sdk:s3:getObject" with "VersionId", which LocalServices does not simulate. Leave it out, or mock the state: mockState("Call", …).'],
  ['putObject', { Key: 'k', Acl: 'private' }, 'with "Acl", which'],
  ['putObject', { Key: 'k', ServerSideEncryption: 'aws:kms' }, 'with "ServerSideEncryption" "aws:kms", which'],
  ['copyObject', { Key: 'k', CopySource: 'b/k?versionId=v' }, 'with a version in "CopySource", which'],
  ['listObjectsV2', { FetchOwner: true }, 'with "FetchOwner", which'],
])('%s with %j is not simulated', (action, parameters, message) => {
  expect(() => s3(action, parameters)).toThrow(message);
});

test('what S3 does not know is refused as AWS refuses it', () => {
  expect(s3('getObject', { Key: 'k', Foo: 1 }).cause).toContain('could not be used to start the Task: [The field "Foo" is not supported by Step Functions]');
  expect(s3('getObject', { Key: 'k', range: 'bytes=0-1' }).cause).toContain('[The field "range" is not supported by Step Functions]');
});

describe('listObjectsV2', () => {
  beforeEach(() => ['z', 'a/2', 'a/1', 'é', 'a/b/3'].forEach((key) => services.s3.putObject('b', key, 'x')));

  const keys = (parameters: object) => (s3('listObjectsV2', parameters).output.Contents ?? []).map(({ Key }: { Key: string }) => Key);

  test('gives keys in the order of their bytes', () => {
    expect(keys({})).toEqual(['a/1', 'a/2', 'a/b/3', 'z', 'é']);
    expect(keys({ Prefix: 'a/' })).toEqual(['a/1', 'a/2', 'a/b/3']);
  });

  test('gives folders', () => {
    expect(s3('listObjectsV2', { Delimiter: '/' }).output).toMatchObject({ CommonPrefixes: [{ Prefix: 'a/' }], KeyCount: 3, IsTruncated: false });
    expect(keys({ Prefix: 'a/', Delimiter: '/' })).toEqual(['a/1', 'a/2']);
  });

  test('gives pages', () => {
    const first = s3('listObjectsV2', { MaxKeys: 2 }).output;
    expect(first).toMatchObject({ IsTruncated: true, KeyCount: 2 });
    expect(keys({ ContinuationToken: first.NextContinuationToken })).toEqual(['a/b/3', 'z', 'é']);
    expect(keys({ StartAfter: 'a/2' })).toEqual(['a/b/3', 'z', 'é']);
  });

  test('refuses tokens and numbers that are none', () => {
    expect(s3('listObjectsV2', { ContinuationToken: 'a/2' }).cause).toContain('The continuation token provided is incorrect');
    expect(s3('listObjectsV2', { MaxKeys: -1 }).cause).toContain('Argument max-keys must be an integer between 0 and 2147483647');
  });
});

test.each<[string, object, string]>([
  ['listObjects', { Bucket: 'no' }, 'S3.NoSuchBucketException: The specified bucket does not exist (Service: S3, Status Code: 404, Request ID: -, Extended Request ID: -) (SDK Attempt Count: 1)'],
  ['getObject', { Key: 'no' }, 'S3.NoSuchKeyException: The specified key does not exist. (Service: S3, Status Code: 404, Request ID: -, Extended Request ID: -) (SDK Attempt Count: 1)'],
  ['getObject', {}, 'States.Runtime: An error occurred while executing the state \'Call\' (entered at the event id #2). The Parameters \'{"Bucket":"b"}\' could not be used to start the Task: [The field \'Key\' is required but was missing]'],
])('%s of %j fails', (action, parameters, expected) => {
  expect(s3Failure(s3(action, parameters))).toBe(expected);
});

test('what a test asks for that is not there is said', () => {
  services.s3.putObject('b', 'k', 'text');
  expect(() => services.s3.objectText('b', 'other')).toThrow('Bucket "b" has no object "other". It has "k".');
  expect(() => services.s3.keys('c')).toThrow('There is no bucket "c". There is "b".');
  expect(() => services.s3.objectJson('b', 'k')).toThrow('Object "k" of bucket "b" is not JSON');
});

describe('the services', () => {
  const definition = { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/1/q', MessageBody: 'm' }, End: true } } };

  test('answer after every mock', () => {
    services.sqs.addQueue('q');
    const execution = Simulator.fromDefinition(definition).useServices(services).mockIntegration('sqs:sendMessage', TaskMock.succeed({ MessageId: 'mocked' })).run();
    expect(execution.output).toEqual({ MessageId: 'mocked' });
    expect(services.sqs.messages('q')).toEqual([]);
  });

  test('leave what they do not know unanswered', () => {
    const unknown = { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:s3:listBuckets', Parameters: {}, End: true } } };
    expect(() => Simulator.fromDefinition(unknown).useServices(services).run()).toThrow('State "A" calls "aws-sdk:s3:listBuckets", and nothing answers it.');
    expect(() => runTask(services, 's3:putObject', { Bucket: 'b', Key: 'k' })).toThrow('"s3" has no optimised integration.');
  });

  test('answer the same, run after run', () => {
    const outputs = [1, 2].map(() => {
      const own = new LocalServices();
      own.sqs.addQueue('q');
      return JSON.stringify(Simulator.fromDefinition(definition).useServices(own).run().history);
    });
    expect(outputs[0]).toBe(outputs[1]);
  });

  test('are written down and read again', () => {
    services.s3.putObject('b', 'k', Buffer.from([0, 255, 10]));
    services.dynamoDb.addTable('T', 'id', { sortKey: 'n', sortKeyType: 'N' as never });
    services.dynamoDb.addIndex('T', 'byName', 'name');
    services.dynamoDb.putItem('T', { id: 'a', n: 1 });
    services.sqs.addQueue('q.fifo', true);
    services.sns.addTopic('t');
    runTask(services, 'sqs:sendMessage', { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/1/q.fifo', MessageBody: 'm', MessageGroupId: 'g' });
    runTask(services, 'sns:publish', { TopicArn: 'arn:aws:sns:us-east-1:1:t', Message: 'm' });
    runTask(services, 'events:putEvents', { Entries: [{ Source: 's', DetailType: 'd', Detail: {} }] });
    const copy = LocalServices.fromJson(services.toJson());
    expect(copy.toJson()).toBe(services.toJson());
    expect(copy.dynamoDb.item('T', { id: 'a', n: 1 })).toEqual({ id: 'a', n: 1 });
    expect(copy.sqs.messages('q.fifo')).toEqual(services.sqs.messages('q.fifo'));
    expect(copy.eventBridge.events()).toEqual(services.eventBridge.events());
    expect(() => LocalServices.fromJson('{}')).toThrow('The text is not what toJson() of LocalServices wrote.');
  });
});
