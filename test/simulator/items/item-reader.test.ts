import { gzipSync } from 'node:zlib';
import { Execution, LocalServices, Simulator } from '../../../src';
import { readCsv } from '../../../src/simulator/items/csv';

let services: LocalServices;
beforeEach(() => {
  services = new LocalServices();
  services.s3.addBucket('b');
});

/** Runs a Distributed Map whose items are read from the object "k" of the bucket "b", or from its listing. */
function read(config: object, more: { readonly action?: string; readonly parameters?: object; readonly map?: object } = {}): Execution {
  return Simulator.fromDefinition({
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemReader: { Resource: `arn:aws:states:::s3:${more.action ?? 'getObject'}`, Parameters: more.parameters ?? { Bucket: 'b', Key: 'k' }, ReaderConfig: config },
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'Keep', States: { Keep: { Type: 'Pass', End: true } } },
        End: true,
        ...more.map,
      },
    },
  }).useServices(services).run({ two: 2, less: -1 });
}

const failed = ({ error, cause, history }: Execution) => [error, cause?.replaceAll(/Request ID: [^;]+/g, 'Request ID: -'), history.slice(2, -1).map(({ type }) => type).join(' ')];
const FAILED_RUN = 'MapStateStarted MapRunStarted MapRunFailed MapStateFailed';

describe('JSON', () => {
  test('an array', () => {
    services.s3.putObject('b', 'k', [1, { a: 2 }, 'x']);
    expect(read({ InputType: 'JSON' }).output).toEqual([1, { a: 2 }, 'x']);
  });

  test('the first of them', () => {
    services.s3.putObject('b', 'k', [1, 2, 3]);
    expect(read({ InputType: 'JSON', MaxItems: 2 }).output).toEqual([1, 2]);
    expect(read({ InputType: 'JSON', MaxItems: 0 }).output).toEqual([1, 2, 3]);
    expect(read({ InputType: 'JSON', MaxItemsPath: '$.two' }).output).toEqual([1, 2]);
  });

  test('an array within', () => {
    services.s3.putObject('b', 'k', { 'a/b': { list: [1, 2] } });
    expect(read({ InputType: 'JSON', ItemsPointer: '/a~1b/list' }).output).toEqual([1, 2]);
  });

  test.each<[string, unknown, object, string]>([
    ['no array', { a: 1 }, {}, 'Attempting to map over non-iterable node.'],
    ['no JSON', '[1, 2', {}, 'Object "k" of bucket "b" is not valid JSON: '],
    ['a pointer to nothing', { a: 1 }, { ItemsPointer: '/a/b' }, 'ItemsPointer "/a/b" leads nowhere in Object "k" of bucket "b": there is no "b".'],
  ])('%s', (_title, body, config, cause) => {
    services.s3.putObject('b', 'k', body);
    const execution = read({ InputType: 'JSON', ...config });
    expect(execution.error).toBe('States.ItemReaderFailed');
    expect(execution.cause).toContain(cause);
    expect(failed(execution)[2]).toBe(FAILED_RUN);
  });
});

test('JSON lines', () => {
  services.s3.putObject('b', 'k', '{"a":1}\n\n{"a":2}\r\n[3]');
  expect(read({ InputType: 'JSONL' }).output).toEqual([{ a: 1 }, { a: 2 }, [3]]);
  services.s3.putObject('b', 'k', '{"a":1}\nnope');
  expect(read({ InputType: 'JSONL' }).cause).toContain('Line 2 of Object "k" of bucket "b" is not valid JSON');
});

describe('CSV', () => {
  test.each<[string, string, object, object[]]>([
    ['headers in the first row', 'a,b\n1,2\n3,4\n', {}, [{ a: '1', b: '2' }, { a: '3', b: '4' }]],
    ['headers that are given', '1,2\n3,4', { CSVHeaderLocation: 'GIVEN', CSVHeaders: ['x', 'y'] }, [{ x: '1', y: '2' }, { x: '3', y: '4' }]],
    ['fields that are missing, and too many', 'a,b\n1\n1,2,3', {}, [{ a: '1', b: '' }, { a: '1', b: '2' }]],
    ['quotes', 'a,b\n"1, ""one""","x\ny"\n', {}, [{ a: '1, "one"', b: 'x\ny' }]],
    ['CRLF and a byte order mark', '\uFEFFa,b\r\n1,2\r\n', {}, [{ a: '1', b: '2' }]],
    ['empty lines', 'a\n\n1\n\n', {}, [{ a: '1' }]],
    ['another delimiter', 'a|b\n1,5|2', { CSVDelimiter: 'PIPE' }, [{ a: '1,5', b: '2' }]],
    ['tabs', 'a\tb\n1\t2', { CSVDelimiter: 'TAB' }, [{ a: '1', b: '2' }]],
    ['only headers', 'a,b\n', {}, []],
    ['nothing', '', {}, []],
    ['the first rows', 'a\n1\n2\n3', { MaxItems: 2 }, [{ a: '1' }, { a: '2' }]],
  ])('%s', (_title, text, config, expected) => {
    services.s3.putObject('b', 'k', text);
    expect(read({ InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', ...config }).output).toEqual(expected);
  });

  test('headers that occur twice', () => {
    services.s3.putObject('b', 'k', 'a,a\n1,2');
    expect(failed(read({ InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }))).toEqual(['States.ItemReaderFailed', 'CSV headers cannot contain duplicates.', FAILED_RUN]);
  });

  test('a quote that is never closed', () => {
    services.s3.putObject('b', 'k', 'a\n"1');
    expect(read({ InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }).cause).toBe('The CSV file cannot be read: the quote that opens at character 3 is never closed.');
  });

  test('a header like "__proto__" is a header', () => {
    expect(Object.keys(readCsv('__proto__,a\n1,2', {})[0])).toEqual(['__proto__', 'a']);
  });

  test('a large file takes time in proportion', () => {
    const rows = (count: number) => `a,b\n${'"x""y",1\n'.repeat(count)}`;
    expect(readCsv(rows(200_000), {})).toHaveLength(200_000);
  });
});

describe('a listing', () => {
  beforeEach(() => {
    services.s3.putObject('b', 'in/2', '[3]');
    services.s3.putObject('b', 'in/1', '[1,2]');
    services.s3.putObject('b', 'other', 'x');
  });

  test('of the objects', () => {
    const { output } = read({}, { action: 'listObjectsV2', parameters: { Bucket: 'b', Prefix: 'in/' } });
    expect(output).toEqual([
      { Etag: '"f79408e5ca998cd53faf44af31e6eb45"', Key: 'in/1', LastModified: 1735689600, Size: 5, StorageClass: 'STANDARD' },
      { Etag: '"5aeb3dd0c56cd6c6f44afdb5e0a6c8a1"', Key: 'in/2', LastModified: 1735689600, Size: 3, StorageClass: 'STANDARD' },
    ].map((one) => ({ ...one, Etag: expect.stringMatching(/^"[0-9a-f]{32}"$/) })));
  });

  test('of what is in them', () => {
    const config = { InputType: 'JSON', Transformation: 'LOAD_AND_FLATTEN' };
    expect(read(config, { action: 'listObjectsV2', parameters: { Bucket: 'b', Prefix: 'in/' } }).output).toEqual([1, 2, 3]);
    expect(read({ ...config, MaxItems: 1 }, { action: 'listObjectsV2', parameters: { Bucket: 'b', Prefix: 'in/' } }).output).toEqual([1]);
  });
});

test.each<[string, object, string]>([
  ['listObjectsV2', { Bucket: 'b', prefix: 'in/' }, 'The field "prefix" is not supported by Step Functions'],
  ['listObjectsV2', { Bucket: 'b', Prefix: 5 }, 'The value of the field \'Prefix\' has an invalid format'],
  ['getObject', { Bucket: 'b' }, 'The field \'Key\' is required but was missing'],
  ['getObject', { Bucket: ['b'], Key: 'k', Foo: 1 }, 'The value of the field \'Bucket\' has an invalid format, The field "Foo" is not supported by Step Functions'],
])('%s with the parameters %j reads nothing', (action, parameters, problems) => {
  services.s3.putObject('b', 'k', [1]);
  expect(failed(read({}, { action, parameters }))).toEqual([
    'States.ItemReaderFailed', `The Parameters '${JSON.stringify(parameters)}' could not be used to read the items: [${problems}]`, FAILED_RUN,
  ]);
});

test('a version of an object is not simulated', () => {
  expect(() => read({}, { parameters: { Bucket: 'b', Key: 'k', VersionId: 'v' } }))
    .toThrow('State "Each" has an ItemReader with "VersionId", which LocalServices does not simulate. Leave it out, or mock the state: mockState("Each", …).');
});

describe('manifests', () => {
  const rows = gzipSync('"b","in/1","5"\n"b","in/2","3"\n');

  test('of an S3 inventory', () => {
    services.s3.putObject('inventory', 'data/1.csv.gz', rows);
    services.s3.putObject('b', 'k', {
      sourceBucket: 'b', destinationBucket: 'arn:aws:s3:::inventory', version: '2016-11-30', fileFormat: 'CSV', fileSchema: 'Bucket, Key, Size', files: [{ key: 'data/1.csv.gz', size: rows.length }],
    });
    expect(read({ InputType: 'MANIFEST' }).output).toEqual([{ Bucket: 'b', Key: 'in/1', Size: '5' }, { Bucket: 'b', Key: 'in/2', Size: '3' }]);
    expect(read({ InputType: 'MANIFEST', MaxItems: 1 }).output).toHaveLength(1);
  });

  test('of an Athena query', () => {
    services.s3.putObject('b', 'one', '{"a":1}\n');
    services.s3.putObject('b', 'two', gzipSync('{"a":2}\n{"a":3}'));
    services.s3.putObject('b', 'k', 's3://b/one\ns3://b/two\n');
    expect(read({ InputType: 'JSONL', ManifestType: 'ATHENA_DATA' }).output).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  });

  test.each<[string, object, unknown, string]>([
    ['that are none', { InputType: 'MANIFEST' }, { a: 1 }, 'is no manifest of an S3 inventory: it must be a JSON object with "files" and "fileSchema"'],
    ['of a format that is not read', { InputType: 'MANIFEST' }, { fileFormat: 'ORC', fileSchema: 'a', files: [{ key: 'k' }] }, 'lists files of the format "ORC"'],
    ['whose files are gone', { InputType: 'MANIFEST' }, { fileFormat: 'CSV', fileSchema: 'a', files: [{ key: 'gone' }] }, 'The specified key does not exist.'],
    ['whose lines are no URIs', { InputType: 'CSV', ManifestType: 'ATHENA_DATA' }, 'nope', '"nope" is no URI of an S3 object'],
  ])('%s', (_title, config, body, cause) => {
    services.s3.putObject('b', 'k', body);
    const execution = read(config);
    expect(execution.error).toBe('States.ItemReaderFailed');
    expect(execution.cause).toContain(cause);
  });
});

describe('Parquet', () => {
  /** Three rows of id, name and price, the last of which is null; made with hyparquet-writer. */
  const FILE = Buffer.from('UEFSMRUGFTQVLFwVBhUAFQYVABUEFQAAAAMHGAQBAAkBAAIJByAAAwAAAAAAAAAVBhUiFSZcFQYVABUGFQAVBBUAAAADBw84AQAAAGEBAAAAYgEAAABjFQYVJBUkXBUGFQIVBhUAFQQV'
    + 'AAAAAwMQAAAFAST4PwAAAAAAAABAFQQZTEgEcm9vdBUGABUEJQIYAmlkABUMJQIYBG5hbWUlAAAVCiUCGAVwcmljZQAWBhkcGTwmCBwVBBkVABkYAmlkFQIWBhZeFlYmCDw2ACgIAwAAAAAAAAAYCAEAAAAAAAAAABkcFQYV'
    + 'ABUCAAAAJl4cFQwZFQAZGARuYW1lFQIWBhZMFlAmXjw2ACgBYxgBYQAZHBUGFQAVAgAAACauARwVChkVABkYBXByaWNlFQIWBhZOFk4mrgE8NgIoCAAAAAAAAABAGAgAAAAAAAD4PzYAABkcFQYVABUCAAAAFvgBFgY29AEA'
    + 'KAloeXBhcnF1ZXQZPBwAABwAABwAAAD+AAAAUEFSMQ==', 'base64');

  test('rows are items', () => {
    services.s3.putObject('b', 'k', FILE);
    expect(read({ InputType: 'PARQUET' }).output).toEqual([{ id: 1, name: 'a', price: 1.5 }, { id: 2, name: 'b', price: 2 }, { id: 3, name: 'c', price: null }]);
    expect(read({ InputType: 'PARQUET', MaxItems: 1 }).output).toEqual([{ id: 1, name: 'a', price: 1.5 }]);
  });

  test('a file that is none', () => {
    services.s3.putObject('b', 'k', 'not parquet at all');
    const execution = read({ InputType: 'PARQUET' });
    expect(execution.error).toBe('States.ItemReaderFailed');
    expect(execution.cause).toMatch(/^Object "k" of bucket "b" is not valid Parquet: /);
  });
});

describe('what cannot be read', () => {
  test.each<[string, object, string]>([
    ['a bucket that is not there', { Bucket: 'no', Key: 'k' }, 'The specified bucket does not exist (Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket; Request ID: -; Proxy: null)'],
    ['an object that is not there', { Bucket: 'b', Key: 'no' }, 'The specified key does not exist. (Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey; Request ID: -; Proxy: null)'],
  ])('%s', (_title, parameters, cause) => {
    expect(failed(read({ InputType: 'JSON' }, { parameters }))).toEqual(['States.ItemReaderFailed', cause, FAILED_RUN]);
  });

  test('a negative MaxItems', () => {
    services.s3.putObject('b', 'k', [1]);
    const execution = read({ InputType: 'JSON', MaxItemsPath: '$.less' });
    expect(failed(execution)).toEqual(['States.ItemReaderFailed', 'field MaxItems must be positive', FAILED_RUN]);
  });

  test('is caught', () => {
    const execution = Simulator.fromDefinition({
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map', End: true,
          ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b', Key: 'no' }, ReaderConfig: { InputType: 'JSON' } },
          ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'Keep', States: { Keep: { Type: 'Pass', End: true } } },
          Catch: [{ ErrorEquals: ['States.ItemReaderFailed'], Next: 'Empty' }],
        },
        Empty: { Type: 'Pass', Result: 'nothing to do', End: true },
      },
    }).useServices(services).run();
    expect(execution.output).toBe('nothing to do');
    expect(execution.mapRuns.map(({ status }) => status)).toEqual(['FAILED']);
  });
});
