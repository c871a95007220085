import { Execution, LocalServices, Simulator, TaskMock } from '../../../src';

let services: LocalServices;
beforeEach(() => {
  services = new LocalServices();
  services.s3.addBucket('results');
});

function write(writer: object, more: object = {}, uses = true): Execution {
  const simulator = Simulator.fromDefinition({
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map', End: true, ToleratedFailureCount: 1, ResultWriter: writer,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'Work',
          States: { Work: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:work', End: true } },
        },
        ...more,
      },
    },
  }).mockState('Work', TaskMock.respondWith({ respond: ({ input }) => input === 'bad' ? TaskMock.fail('Boom', 'why') : TaskMock.succeed([input, input]) }));
  return (uses ? simulator.useServices(services) : simulator).run(['a', 'bad', 'c']);
}

const TO_S3 = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'results', Prefix: 'jobs' } };

test('results are exported by how their executions ended, with a manifest', () => {
  const { output, mapRuns: [{ arn, childExecutions }] } = write(TO_S3);
  const folder = `jobs/${arn.slice(arn.lastIndexOf(':') + 1)}`;
  expect(output).toEqual({ MapRunArn: arn, ResultWriterDetails: { Bucket: 'results', Key: `${folder}/manifest.json` } });
  expect(services.s3.keys('results')).toEqual([`${folder}/FAILED_0.json`, `${folder}/SUCCEEDED_0.json`, `${folder}/manifest.json`]);
  const size = (key: string) => Buffer.byteLength(services.s3.objectText('results', key));
  expect(services.s3.objectJson('results', `${folder}/manifest.json`)).toEqual({
    DestinationBucket: 'results',
    MapRunArn: arn,
    ResultFiles: {
      FAILED: [{ Key: `${folder}/FAILED_0.json`, Size: size(`${folder}/FAILED_0.json`) }],
      PENDING: [],
      SUCCEEDED: [{ Key: `${folder}/SUCCEEDED_0.json`, Size: size(`${folder}/SUCCEEDED_0.json`) }],
    },
  });
  expect(services.s3.objectJson('results', `${folder}/SUCCEEDED_0.json`)[0]).toEqual({
    ExecutionArn: childExecutions[0].arn,
    Input: '"a"',
    InputDetails: { Included: true },
    Name: childExecutions[0].name,
    Output: '["a","a"]',
    OutputDetails: { Included: true },
    RedriveCount: 0,
    RedriveStatus: 'NOT_REDRIVABLE',
    RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    StartDate: '2026-01-01T00:00:00.000Z',
    StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:StateMachine/Each',
    Status: 'SUCCEEDED',
    StopDate: '2026-01-01T00:00:00.000Z',
  });
  expect(services.s3.objectJson('results', `${folder}/FAILED_0.json`)).toMatchObject([{ Status: 'FAILED', Error: 'Boom', Cause: 'why', Input: '"bad"' }]);
});

test('results are exported where the Map Run fails, too', () => {
  const execution = write(TO_S3, { ToleratedFailureCount: 0 });
  expect(execution.error).toBe('States.ExceedToleratedFailureThreshold');
  expect(services.s3.keys('results').map((key) => key.slice(key.lastIndexOf('/') + 1))).toContain('FAILED_0.json');
});

test.each<[string, object, unknown]>([
  ['COMPACT', {}, [['a', 'a'], expect.objectContaining({ Status: 'FAILED' }), ['c', 'c']]],
  ['FLATTEN', {}, ['a', 'a', expect.objectContaining({ Status: 'FAILED' }), 'c', 'c']],
  ['NONE', {}, [expect.objectContaining({ Output: '["a","a"]' }), expect.objectContaining({ Error: 'Boom' }), expect.objectContaining({ Output: '["c","c"]' })]],
])('without a bucket, %s says what the results look like', (Transformation, more, expected) => {
  expect(write({ WriterConfig: { Transformation, OutputType: 'JSON' } }, more).output).toEqual(expected);
});

test('results are exported as lines', () => {
  write({ ...TO_S3, WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSONL' } });
  const [key] = services.s3.keys('results').filter((one) => one.endsWith('SUCCEEDED_0.jsonl'));
  expect(services.s3.objectText('results', key)).toBe('"a"\n"a"\n"c"\n"c"\n');
});

test('a bucket that is not there fails the Map', () => {
  const execution = write({ ...TO_S3, Parameters: { Bucket: 'no' } });
  expect(execution.error).toBe('States.ResultWriterFailed');
  expect(execution.cause).toContain('"no"');
  expect(execution.history.map(({ type }) => type)).toContain('MapRunFailed');
});

test('without services only the place is given', () => {
  expect(write(TO_S3, {}, false).output).toMatchObject({ ResultWriterDetails: { Bucket: 'results' } });
});

test.each<[object, string]>([
  [{}, 'The field \'Bucket\' is required but was missing'],
  [{ Bucket: null }, 'The value of the field \'Bucket\' has an invalid format'],
  [{ Bucket: { name: 'results' } }, 'The value of the field \'Bucket\' has an invalid format'],
  [{ Bucket: '' }, 'The value of the field \'Bucket\' has an invalid format'],
  [{ Bucket: 'results', prefix: 'jobs' }, 'The field "prefix" is not supported by Step Functions'],
  [{ Bucket: 'results', Prefix: 5 }, 'The value of the field \'Prefix\' has an invalid format'],
])('the parameters %j fail the Map, with services and without', (Parameters, problems) => {
  for (const uses of [true, false]) {
    const execution = write({ ...TO_S3, Parameters }, {}, uses);
    expect(execution.error).toBe('States.ResultWriterFailed');
    expect(execution.cause).toBe(`The Parameters '${JSON.stringify(Parameters)}' could not be used to write the results: [${problems}]`);
  }
  expect(services.s3.keys('results')).toEqual([]);
});
