import { Duration } from 'aws-cdk-lib';
import { LocalServices, Simulator, TaskMock } from '../../src';

const processor = (distributed: boolean, states: object = { Pass: { Type: 'Pass', End: true } }) => ({
  StartAt: Object.keys(states)[0], States: states, ...(distributed ? { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } } : {}),
});
const map = (fields: object) => ({ StartAt: 'Map', States: { Map: { Type: 'Map', ItemSelector: { 'source.$': '$$.Map.Item.Source' }, End: true, ...fields } } });
const reader = (resource: string, parameters: object, config?: object) => ({
  Resource: `arn:aws:states:::s3:${resource}`, Parameters: { Bucket: 'data', ...parameters }, ReaderConfig: config,
});

describe('where the items of a Map are from, in the context object', () => {
  test.each([['an inline', false], ['a distributed', true]])('the input, of %s Map', (_title, distributed) => {
    expect(Simulator.fromDefinition(map({ ItemProcessor: processor(distributed) })).run([1]).output).toEqual([{ source: 'STATE_DATA' }]);
  });

  test('the input, of a Map within an iteration of one that reads', () => {
    const inner = { Type: 'Map', ItemSelector: { 'source.$': '$$.Map.Item.Source' }, ItemProcessor: processor(false, { See: { Type: 'Pass', InputPath: '$$.Map.Item.Source', End: true } }), End: true };
    const outer = { Type: 'Map', ItemReader: reader('getObject', { Key: 'items.json' }, { InputType: 'JSON' }), ItemProcessor: processor(true, { Inner: inner }), End: true };
    const execution = Simulator.fromDefinition({ StartAt: 'Map', States: { Map: outer } }).mockState('Map', TaskMock.succeed([[1]])).run();
    expect(execution.output).toEqual([['STATE_DATA']]);
  });

  test.each<[string, object, unknown]>([
    ['a file', reader('getObject', { Key: 'items.json' }, { InputType: 'JSON' }), 'S3://data/items.json'],
    ['a bucket', reader('listObjectsV2', { Prefix: 'in/' }), 'S3://data'],
  ])('%s that is read', (_title, ItemReader, source) => {
    expect(Simulator.fromDefinition(map({ ItemReader, ItemProcessor: processor(true) })).mockState('Map', TaskMock.succeed([1])).run().output).toEqual([{ source }]);
  });

  test('a file, under JSONata, in the states of the child executions and of batches', () => {
    const services = new LocalServices();
    services.s3.addBucket('data');
    services.s3.putObject('data', 'items.json', '[1, 2, 3]');
    const ItemReader = { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'JSON' }, Arguments: { Bucket: 'data', Key: 'items.json' } };
    const See = { Type: 'Pass', Output: { batch: '{% $states.input.Items %}', from: '{% $states.context.Map.Item.Source %}' }, End: true };
    const execution = Simulator.fromDefinition({
      QueryLanguage: 'JSONata', StartAt: 'Map', States: {
        Map: { Type: 'Map', ItemReader, ItemSelector: { s: '{% $states.context.Map.Item.Source %}' }, ItemBatcher: { MaxItemsPerBatch: 2 }, ItemProcessor: processor(true, { See }), End: true },
      },
    }).useServices(services).run();
    const item = { s: 'S3://data/items.json' };
    expect(execution.output).toEqual([{ batch: [item, item], from: 'S3://data/items.json' }, { batch: [item], from: 'S3://data/items.json' }]);
  });

  test('is not known where the items are of files that are listed', () => {
    const ItemReader = reader('listObjectsV2', {}, { InputType: 'JSON', Transformation: 'LOAD_AND_FLATTEN' });
    expect(Simulator.fromDefinition(map({ ItemReader, ItemProcessor: processor(true) })).mockState('Map', TaskMock.succeed([1])).run().error).toBe('States.Runtime');
  });

  test('is there in an execution that was written down', () => {
    const wait = { Wait: { Type: 'Wait', Seconds: 5, Next: 'See' }, See: { Type: 'Pass', InputPath: '$$.Map.Item.Source', End: true } };
    const ItemReader = reader('getObject', { Key: 'k' }, { InputType: 'JSON' });
    const simulator = () => Simulator.fromDefinition(map({ ItemReader, ItemProcessor: processor(true, wait) })).mockState('Map', TaskMock.succeed([1]));
    const resumed = simulator().resume(simulator().start().toJson());
    resumed.advance(Duration.seconds(5));
    expect(resumed.execution.output).toEqual(['S3://data/k']);
  });
});

describe('the members of an object as the items of a distributed Map', () => {
  const selector = { 'key.$': '$$.Map.Item.Key', 'value.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index', 'source.$': '$$.Map.Item.Source' };
  const selected = [{ key: 'a', value: 1, index: 0, source: 'STATE_DATA' }, { key: 'b', value: 2, index: 1, source: 'STATE_DATA' }];
  const input = { servers: { a: 1, b: 2 } };
  const over = (fields: object) => ({ Type: 'Map', ItemsPath: '$.servers', ItemProcessor: processor(true), End: true, ...fields });
  const outputOf = (definition: object) => Simulator.fromDefinition({ StartAt: 'Map', ...definition }).run(input).output;

  test('are pairs', () => {
    expect(outputOf({ States: { Map: over({}) } })).toEqual([{ Key: 'a', Value: 1 }, { Key: 'b', Value: 2 }]);
  });

  test('are pairs in batches', () => {
    expect(outputOf({ States: { Map: over({ ItemBatcher: { MaxItemsPerBatch: 2 } }) } })).toEqual([{ Items: [{ Key: 'a', Value: 1 }, { Key: 'b', Value: 2 }] }]);
  });

  test('are told apart in the context object, for a selector', () => {
    expect(outputOf({ States: { Map: over({ ItemSelector: selector }) } })).toEqual(selected);
    expect(outputOf({ States: { Map: over({ ItemSelector: selector, ItemBatcher: { MaxItemsPerBatch: 2 } }) } })).toEqual([{ Items: selected }]);
  });

  test('are told apart in the states of the child executions', () => {
    const See = { Type: 'Pass', Parameters: selector, End: true };
    expect(outputOf({ States: { Map: over({ ItemProcessor: processor(true, { See }) }) } })).toEqual(selected);
  });

  test.each([['by an expression', { Items: '{% $states.input.servers %}' }], ['as they stand', { Items: { a: 1, b: 2 } }]])('are given %s under JSONata', (_title, items) => {
    const state = { Type: 'Map', ...items, ItemSelector: { is: '{% $states.context.Map.Item.Key & $states.context.Map.Item.Value %}' }, ItemProcessor: processor(true), End: true };
    expect(outputOf({ QueryLanguage: 'JSONata', States: { Map: state } })).toEqual([{ is: 'a1' }, { is: 'b2' }]);
  });

  test('are the input under JSONata, where there are no Items', () => {
    const state = { Type: 'Map', ItemProcessor: processor(true), End: true };
    expect(outputOf({ QueryLanguage: 'JSONata', States: { Map: state } })).toEqual([{ Key: 'servers', Value: { a: 1, b: 2 } }]);
  });

  test('are none of an inline Map, as it was recorded', () => {
    const { error, cause } = Simulator.fromDefinition({ StartAt: 'Map', States: { Map: over({ ItemProcessor: processor(false) }) } }).run(input);
    expect(error).toBe('States.Runtime');
    expect(cause).toContain('Reference path "$.servers" must point to array.');
  });

  test('go on the same where the execution was written down', () => {
    const wait = { Wait: { Type: 'Wait', Seconds: 5, Next: 'See' }, See: { Type: 'Pass', Parameters: selector, End: true } };
    const simulator = () => Simulator.fromDefinition({ StartAt: 'Map', States: { Map: over({ MaxConcurrency: 1, ItemProcessor: processor(true, wait) }) } });
    const resumed = simulator().resume(simulator().start(input).toJson());
    resumed.advance(Duration.seconds(10));
    expect(resumed.execution.output).toEqual(selected);
  });
});
