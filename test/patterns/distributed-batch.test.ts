import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import {
  AslValidation, AthenaFormat, BatchReader, DistributedBatch, DistributedBatchProps, ExecutionStatus, LocalServices, Simulator, StandardWorkflow,
  TaskMock, TryBlock,
} from '../../src';
import { nagErrors } from '../cdk-nag';
import { definitionOf } from '../definition-of';

/** An activity: its worker may answer anything. */
const task = (stack: Stack) => new sfn.CustomState(stack, 'Work', {
  stateJson: { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:Work', TimeoutSeconds: 60, HeartbeatSeconds: 30 },
});

interface Buckets {
  readonly source: s3.Bucket;
  readonly results: s3.Bucket;
}

function make(
  props: (buckets: Buckets, stack: Stack) => Partial<DistributedBatchProps> = () => ({}), encrypted = false,
  around = (batch: sfn.IChainable, _: Stack): sfn.IChainable => batch,
) {
  const stack = new Stack(new App(), 'Shop');
  const bucket = (id: string) => new s3.Bucket(stack, id, {
    enforceSSL: true, ...encrypted && { encryption: s3.BucketEncryption.KMS, encryptionKey: new kms.Key(stack, `${id} key`, { enableKeyRotation: true }) },
  });
  const buckets = { source: bucket('Source'), results: bucket('Results') };
  const given = props(buckets, stack);
  const batch = new DistributedBatch(stack, 'Each', { processor: given.processor ?? task(stack), ...given });
  const workflow = new StandardWorkflow(stack, 'Orders', { definitionBody: sfn.DefinitionBody.fromChainable(around(batch, stack)), timeout: Duration.hours(1) });
  const services = LocalServices.fromConstruct(stack);
  return { stack, ...buckets, batch, workflow, services, simulator: Simulator.fromStateMachine(workflow).useServices(services) };
}

const ECHO = TaskMock.respondWith({ respond: ({ input }) => TaskMock.succeed(input) });
/** Items in which there is a "bad" fail. */
const PICKY = TaskMock.respondWith({ respond: ({ input }) => JSON.stringify(input).includes('bad') ? TaskMock.fail('Broken', 'why') : TaskMock.succeed(input) });

describe('items are read', () => {
  test('from the input, or where in it an expression finds them', () => {
    expect(make().simulator.mockState('Work', ECHO).run([1, 2]).output).toEqual([1, 2]);
    const { simulator } = make(() => ({ reader: BatchReader.input('{% $states.input.orders %}'), itemSelector: { order: '{% $states.context.Map.Item.Value %}' } }));
    expect(simulator.mockState('Work', ECHO).run({ orders: ['a'] }).output).toEqual([{ order: 'a' }]);
  });

  test.each<[string, (bucket: s3.Bucket) => BatchReader, string, unknown[]]>([
    ['JSON', (bucket) => BatchReader.json(bucket, 'in/file'), '[1, 2]', [1, 2]],
    ['JSON within', (bucket) => BatchReader.json(bucket, 'in/file', { itemsPointer: '/a/b' }), '{ "a": { "b": [3] } }', [3]],
    ['JSON lines', (bucket) => BatchReader.jsonLines(bucket, 'in/file', { maxItems: 2 }), '{"n":1}\n{"n":2}\n{"n":3}\n', [{ n: 1 }, { n: 2 }]],
    ['CSV', (bucket) => BatchReader.csv(bucket, 'in/file'), 'n,m\n1,2\n', [{ n: '1', m: '2' }]],
    ['CSV without headers', (bucket) => BatchReader.csv(bucket, 'in/file', { headers: ['n', 'm'], delimiter: sfn.CsvDelimiter.SEMICOLON }), '1;2\n', [{ n: '1', m: '2' }]],
    ['an Athena manifest', (bucket) => BatchReader.athenaManifest(bucket, 'in/file', AthenaFormat.JSONL), 's3://source/data', [{ n: 9 }]],
    ['an Athena manifest of CSV', (bucket) => BatchReader.athenaManifest(bucket, 'in/file', AthenaFormat.CSV, { headers: ['n'] }), 's3://source/rows', [{ n: '8' }]],
    ['objects', (bucket) => BatchReader.s3Objects(bucket, { prefix: 'in/' }), 'x', [expect.objectContaining({ Key: 'in/file', Size: 1 })]],
    ['all objects', (bucket) => BatchReader.s3Objects(bucket, { maxItems: 1 }), 'x', [expect.objectContaining({ Key: 'data' })]],
    ['a key from the input', (bucket) => BatchReader.json(bucket, '{% $states.input.key %}'), '[5]', [5]],
  ])('from S3: %s', (_, reader, text, items) => {
    const { simulator, services, source, stack } = make(({ source: bucket }) => ({ reader: reader(bucket) }));
    services.s3.putObject(source.bucketName, 'in/file', text);
    services.s3.putObject(source.bucketName, 'data', '{"n":9}\n');
    services.s3.putObject(source.bucketName, 'rows', '8\n');
    expect(simulator.mockState('Work', ECHO).run({ key: 'in/file' }).output).toEqual(items);
    expect(AslValidation.of(stack).findings()).toEqual([]);
  });

  test.each<[string, (bucket: s3.Bucket) => BatchReader, object]>([
    ['Parquet', (bucket) => BatchReader.parquet(bucket, 'in/file'), { InputType: 'PARQUET' }],
    ['an S3 inventory', (bucket) => BatchReader.s3Inventory(bucket, 'in/manifest.json', { maxItems: 7 }), { InputType: 'MANIFEST', ManifestType: 'S3_INVENTORY', MaxItems: 7 }],
  ])('from S3: %s, as the definition has it', (_, reader, config) => {
    const { workflow, stack } = make(({ source }) => ({ reader: reader(source) }));
    expect(definitionOf(workflow).States.Each.ItemReader.ReaderConfig).toEqual(config);
    expect(AslValidation.of(stack).findings()).toEqual([]);
  });
});

test('items are handed on in batches', () => {
  const { simulator } = make(() => ({ batch: { maxItemsPerBatch: 2, batchInput: { run: '{% $states.input.run %}' } }, reader: BatchReader.input('{% $states.input.items %}') }));
  const execution = simulator.mockState('Work', ECHO).run({ run: 7, items: ['a', 'b', 'c'] });
  expect(execution.output).toEqual([{ BatchInput: { run: 7 }, Items: ['a', 'b'] }, { BatchInput: { run: 7 }, Items: ['c'] }]);
  expect(execution.mapRuns[0].childExecutions).toHaveLength(2);
});

test('batches end with their bytes', () => {
  const { simulator } = make(() => ({ batch: { maxInputBytesPerBatch: 40 } }));
  expect(simulator.mockState('Work', ECHO).run(['0123456789', '0123456789', '0123456789']).mapRuns[0].childExecutions.length).toBeGreaterThan(1);
});

describe('results are written', () => {
  const files = (services: LocalServices, results: s3.Bucket) => services.s3.keys(results.bucketName).map((key) => key.replace(/^(.*)\/[0-9a-f-]{36}\//, '$1/ID/'));

  test('below the prefix, with what failed beside them', () => {
    const { simulator, services, results } = make(({ results: bucket }) => ({ writer: { bucket, prefix: 'out/orders' }, toleratedFailureCount: 1 }));
    const execution = simulator.mockState('Work', PICKY).run(['a', 'bad']);
    expect(execution.assertSucceeded().output).toMatchObject({ ResultWriterDetails: { Bucket: expect.any(String), Key: expect.stringMatching(/^out\/orders\/[0-9a-f-]+\/manifest\.json$/) } });
    expect(files(services, results)).toEqual(['out/orders/ID/FAILED_0.json', 'out/orders/ID/SUCCEEDED_0.json', 'out/orders/ID/manifest.json']);
  });

  test('as lines of what the processor gives', () => {
    const { simulator, services, results } = make(({ results: bucket }) => ({
      writer: { bucket, prefix: 'out', transformation: sfn.Transformation.FLATTEN, outputType: sfn.OutputType.JSONL },
    }));
    simulator.mockState('Work', ECHO).run([[1, 2], [3]]);
    const [key] = services.s3.keys(results.bucketName).filter((one) => one.endsWith('SUCCEEDED_0.jsonl'));
    expect(services.s3.objectText(results.bucketName, key)).toBe('1\n2\n3\n');
  });

  test.each([[{ transformation: sfn.Transformation.COMPACT }, { OutputType: 'JSON', Transformation: 'COMPACT' }], [{ outputType: sfn.OutputType.JSONL }, { OutputType: 'JSONL', Transformation: 'NONE' }]])(
    'with %j, the other is as it is by default', (options, config) => {
      const { workflow } = make(({ results: bucket }) => ({ writer: { bucket, ...options } }));
      expect(definitionOf(workflow).States.Each.ResultWriter.WriterConfig).toEqual(config);
    });
});

describe('failures', () => {
  test('fail the state where none is tolerated, and a Catch goes on', () => {
    const { simulator } = make();
    expect(simulator.mockState('Work', PICKY).run(['a', 'bad'])).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
    const caught = make(undefined, false, (batch, stack) => (batch as DistributedBatch).addCatch(new sfn.Succeed(stack, 'Sorry'), { outputs: { why: '{% $states.errorOutput.Error %}' } }));
    expect(caught.simulator.mockState('Work', PICKY).run(['bad']).assertSucceeded().output).toEqual({ why: 'States.ExceedToleratedFailureThreshold' });
  });

  test.each([[1, 4, 'SUCCEEDED'], [2, 3, 'FAILED']])('%s of five within or over 25 percent', (bad, good, status) => {
    const { simulator } = make(() => ({ toleratedFailurePercentage: 25 }));
    const execution = simulator.mockState('Work', PICKY).run([...Array(good).fill('a'), ...Array(bad).fill('bad')]);
    expect(execution.status).toBe(status);
  });

  test('a redrive works on what failed only', () => {
    const { simulator } = make();
    let broken = true;
    const running = simulator.mockState('Work', TaskMock.respondWith({
      respond: ({ input }) => input === 'bad' && broken ? TaskMock.fail('Broken') : TaskMock.succeed(input),
    })).start(['a', 'bad']);
    expect(running.execution.status).toBe('FAILED');
    broken = false;
    running.redrive();
    expect(running.execution.assertSucceeded().output).toEqual(['a', 'bad']);
    const [{ childExecutions, redriveCount }] = running.execution.mapRuns;
    expect(redriveCount).toBe(1);
    expect(childExecutions.map(({ status }) => status)).toEqual([ExecutionStatus.SUCCEEDED, ExecutionStatus.SUCCEEDED]);
  });
});

describe('the definition', () => {
  test('has the defaults', () => {
    const { Each } = definitionOf(make().workflow).States;
    expect(Each).toMatchObject({ QueryLanguage: 'JSONata', Items: '{% $states.input %}', MaxConcurrency: 1000, Label: 'Each', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } } });
    for (const name of ['ItemReader', 'ItemBatcher', 'ResultWriter', 'ToleratedFailurePercentage', 'ToleratedFailureCount', 'Comment']) expect(Each).not.toHaveProperty(name);
  });

  test('has what overrides them', () => {
    const { workflow, simulator } = make((_, stack) => ({
      maxConcurrency: 5, executionType: sfn.StateMachineType.EXPRESS, label: 'mine', outputs: { all: '{% $states.result %}' }, assign: { count: '{% $count($states.result) %}' }, comment: 'All of them',
      processor: new sfn.Pass(stack, 'Nothing'),
    }));
    expect(definitionOf(workflow).States.Each).toMatchObject({ MaxConcurrency: 5, Label: 'mine', Comment: 'All of them', ItemProcessor: { ProcessorConfig: { ExecutionType: 'EXPRESS' } } });
    expect(simulator.run([1]).output).toEqual({ all: [1] });
  });

  test.each(['Each order', 'x'.repeat(80), 'a*b?c'])('has a label that AWS takes, from the name %s', (id) => {
    const stack = new Stack(new App(), 'Shop');
    const each = new DistributedBatch(stack, id, { processor: new sfn.Pass(stack, 'Pass') });
    const workflow = new StandardWorkflow(stack, 'Orders', { definitionBody: sfn.DefinitionBody.fromChainable(each), timeout: Duration.hours(1) });
    expect(definitionOf(workflow).States[id].Label).toMatch(/^[\w-]{1,40}$/);
    expect(AslValidation.of(stack).findings()).toEqual([]);
  });
});

describe('the role', () => {
  const statements = ({ stack }: { readonly stack: Stack }): string[] => Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy')).flatMap(([, { Properties }]) => (
    Properties.PolicyDocument.Statement.flatMap(({ Action, Resource }: { Action: string | string[]; Resource: unknown }) => (
      [Action].flat().map((action) => `${action} ${textOf(Resource)}`))))).filter((text: string) => !/^(logs|xray):/.test(text)).sort();

  test('may do what is needed with the very objects, and nothing else', () => {
    const made = make(({ source, results }) => ({ reader: BatchReader.csv(source, 'in/rows.csv'), writer: { bucket: results, prefix: 'out' } }), true);
    expect(AslValidation.of(made.stack).findings()).toEqual([]);
    expect(statements(made)).toEqual([
      'kms:Decrypt Resultskey.Arn',
      'kms:Decrypt Sourcekey.Arn',
      'kms:GenerateDataKey Resultskey.Arn',
      's3:AbortMultipartUpload Results.Arn/out/*',
      's3:GetObject Results.Arn/out/*',
      's3:GetObject Source.Arn/in/rows.csv',
      's3:ListMultipartUploadParts Results.Arn/out/*',
      's3:PutObject Results.Arn/out/*',
      'states:DescribeExecution arn:AWS::Partition:states:AWS::Region:AWS::AccountId:execution:OrdersStateMachine:*',
      'states:RedriveExecution arn:AWS::Partition:states:AWS::Region:AWS::AccountId:execution:OrdersStateMachine/Each:*',
      'states:StartExecution OrdersStateMachine',
      'states:StopExecution arn:AWS::Partition:states:AWS::Region:AWS::AccountId:execution:OrdersStateMachine:*',
    ].sort());
  });

  test('lacks nothing of it where the batch is inside of another state', () => {
    const made = make(({ source }) => ({ reader: BatchReader.json(source, 'k') }), true, (batch, stack) => new TryBlock(stack, 'Try', { body: batch }));
    expect(AslValidation.of(made.stack).findings()).toEqual([]);
    expect(statements(made)).toEqual(expect.arrayContaining([expect.stringMatching(/^states:StartExecution/), expect.stringMatching(/^states:RedriveExecution/), 'kms:Decrypt Sourcekey.Arn']));
  });

  test.each<[string, (bucket: s3.Bucket) => BatchReader, string[]]>([
    ['objects', (bucket) => BatchReader.s3Objects(bucket, { prefix: 'in/' }), ['s3:ListBucket Source.Arn']],
    ['an inventory', (bucket) => BatchReader.s3Inventory(bucket, 'manifest.json'), ['kms:Decrypt Sourcekey.Arn', 's3:GetObject Source.Arn/*']],
    ['a key from the input', (bucket) => BatchReader.json(bucket, '{% $states.input.key %}'), ['kms:Decrypt Sourcekey.Arn', 's3:GetObject Source.Arn/*']],
  ])('to read %s', (_, reader, expected) => {
    const made = make(({ source }) => ({ reader: reader(source) }), true);
    expect(statements(made).filter((text) => !text.startsWith('states:'))).toEqual(expected);
    expect(AslValidation.of(made.stack).findings()).toEqual([]);
  });

  test('is all right for cdk-nag, but for the wildcards that are the executions and the results', () => {
    const { stack } = make(({ source, results }) => ({ reader: BatchReader.json(source, 'k'), writer: { bucket: results, prefix: 'out' } }), true);
    const wildcards = { id: 'AwsSolutions-IAM5', reason: 'Executions and results have names that are not known before' };
    expect(nagErrors(stack, [wildcards, { id: 'AwsSolutions-S1', reason: 'Not what is tested' }])).toEqual([]);
  });
});

/** A resource of a policy as short text. */
function textOf(value: any): string {
  if (typeof value === 'string') return value;
  if (value['Fn::Join']) return value['Fn::Join'][1].map(textOf).join(value['Fn::Join'][0]);
  if (value['Fn::GetAtt']) return `${shortName(value['Fn::GetAtt'][0])}.${value['Fn::GetAtt'][1]}`.replace(/(OrdersStateMachine)\.Name/, '$1');
  if (value['Fn::Select']) return 'OrdersStateMachine';
  return shortName(value.Ref);
}

const shortName = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');

describe('refused is', () => {
  test.each<[Partial<DistributedBatchProps>, string]>([
    [{ toleratedFailurePercentage: 101 }, '"toleratedFailurePercentage" is 101. It has to be a number from 0 to 100.'],
    [{ toleratedFailureCount: -1 }, '"toleratedFailureCount" is -1. It has to be a whole number from 0 to 100,000,000.'],
    [{ maxConcurrency: 0 }, '"maxConcurrency" is 0. It has to be a whole number from 1 to 10,000.'],
    [{ batch: {} }, '"batch" says neither "maxItemsPerBatch" nor "maxInputBytesPerBatch". Set one of them'],
    [{ batch: { maxItemsPerBatch: 0 } }, '"batch.maxItemsPerBatch" is 0.'],
    [{ batch: { maxInputBytesPerBatch: 262_145 } }, '"batch.maxInputBytesPerBatch" is 262145. It has to be a whole number from 1 to 262,144.'],
    [{ label: 'my label' }, '"label" is "my label". It has to have 1 to 40 characters'],
    [{ label: '' }, '"label" is "".'],
    [{ writer: { bucket: s3.Bucket.fromBucketName(new Stack(), 'B', 'bucket'), prefix: 'out/' } }, '"writer.prefix" is "out/". It has to be without a "/" at its beginning and end'],
  ])('what cannot be: %#', (props, message) => {
    expect(() => make(() => props)).toThrow(`DistributedBatch "Shop/Each": ${message}`);
  });

  test('another processor', () => {
    const { batch, stack } = make();
    expect(() => batch.itemProcessor(new sfn.Pass(stack, 'More'))).toThrow('DistributedBatch "Shop/Each": itemProcessor() was called, but a DistributedBatch has its "processor".');
  });

  const bucket = s3.Bucket.fromBucketName(new Stack(), 'B', 'bucket');
  test.each<[() => BatchReader, string]>([
    [() => BatchReader.input('$.orders'), 'BatchReader.input("$.orders"): this is no JSONata expression.'],
    [() => BatchReader.json(bucket, 'k', { itemsPointer: 'orders' }), 'BatchReader.json(): "itemsPointer" is "orders". It has to begin with "/"'],
    [() => BatchReader.csv(bucket, 'k', { headers: [] }), 'BatchReader.csv(): "headers" is empty.'],
    [() => BatchReader.parquet(bucket, 'k', { maxItems: 0 }), 'BatchReader: "maxItems" is 0. It has to be a whole number from 1 to 100,000,000.'],
    [() => BatchReader.athenaManifest(bucket, 'k', AthenaFormat.PARQUET, { headers: ['a'] }), 'BatchReader.athenaManifest(): "headers" is set, but the format is PARQUET.'],
  ])('a reader that cannot be: %#', (reader, message) => {
    expect(reader).toThrow(message);
  });
});
