import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flowOf, followed } from './follow';
import { parseDefinition } from '../../../src/asl/document';
import { pointerOf } from '../../../src/asl/json/nodes';
import { literalShape } from '../../../src/validation/flow/shape';
import { ImpossiblePath } from '../../../src/validation/flow/state-data';
import { describeWithData, sharedData } from '../../shared-data';

/** In the order of the text. */
const said = (paths: readonly ImpossiblePath[]) => [...paths].sort((a, b) => a.node.start - b.node.start)
  .map(({ state, field, text, at }) => `${state.name} ${field} ${text} at ${at}`);
const impossible = (definition: object) => said(flowOf(parseDefinition(JSON.stringify(definition))).data.impossible);
/** Of a machine of these states, from the first. */
const inStates = (states: { readonly [state: string]: object }, more: object = {}) => (
  impossible({ StartAt: Object.keys(states)[0], States: states, ...more }));

const lambda = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' };
const gives = (Result: unknown, more: object = { Next: 'B' }) => ({ Type: 'Pass', Result, ...more });
const reads = (...paths: string[]) => ({ Type: 'Pass', Parameters: Object.fromEntries(paths.map((path, index) => [`${index}.$`, path])), End: true });
const choice = (...targets: string[]) => ({ Type: 'Choice', Choices: targets.slice(1).map((Next) => ({ Variable: '$$.State.Name', StringEquals: Next, Next })), Default: targets[0] });
const scope = (states: { readonly [state: string]: object }) => ({ StartAt: Object.keys(states)[0], States: states });

describe('under JSONPath', () => {
  test.each<[string, { readonly [state: string]: object }, string[]]>([
    ['the input of an execution may be anything', { B: reads('$.a.b[0].c') }, []],
    ['what a task gives may be anything', { A: { ...lambda, Next: 'B' }, B: reads('$.a.b') }, []],
    ['a Result', { A: gives({ a: { b: [1, { c: 2 }] } }), B: reads('$.a.b[1].c', '$.a.b[0].c', '$.a.x', '$.b', '$') },
      ['B Parameters $.a.b[0].c at $.a.b[0]', 'B Parameters $.a.x at $.a', 'B Parameters $.b at $']],
    ['an index past the end', { A: gives([1]), B: reads('$[0]', '$[1]', '$[-1]', '$[-2]') }, ['B Parameters $[1] at $', 'B Parameters $[-2] at $']],
    ['an index of as many items as there may be', { A: { ...lambda, ResultSelector: { 'a.$': 'States.ArrayRange(1, 2, 1)', 'b.$': '$.x[*]' }, Next: 'B' }, B: reads('$.a[5]', '$.b[5]') }, []],
    ['an index asked for with IsPresent', {
      A: gives([1], { Next: 'C' }), C: { Type: 'Choice', Choices: [{ Variable: '$[1]', IsPresent: true, Next: 'B' }], Default: 'D' }, B: reads('$[1]'), D: { Type: 'Succeed' },
    }, []],
    ['an index of an object', { A: gives({ a: {} }), B: reads('$.a[0]') }, ['B Parameters $.a[0] at $.a']],
    ['paths to several places give an empty list', { A: gives({ a: 1 }), B: reads('$.b[*]', '$..b', '$.b[0:1]', "$['b','c']", '$.b[?(@.c == 1)]') }, []],
    ['paths with a function', { A: gives({ a: 1 }), B: reads('$.b.length()') }, []],
    ['the context object and variables', { A: gives({ a: 1 }, { Assign: { v: 1 }, Next: 'B' }), B: reads('$$.Execution.Id', '$v.b') }, []],
    ['in the arguments of functions', { A: gives({ a: 1 }), B: reads("States.Format('{}', States.Array($.b))") }, ['B Parameters $.b at $']],
    ['Parameters', { A: { Type: 'Pass', Parameters: { 'a': { 'b.$': '$.x', 'c': 1 }, 'd.$': 'States.UUID()' }, Next: 'B' }, B: reads('$.a.b.x', '$.a.c', '$.a.e', '$.d.f') },
      ['B Parameters $.a.e at $.a', 'B Parameters $.d.f at $.d']],
    ['what stands in a template under a name with .$', { A: { Type: 'Pass', Parameters: { 'a.$': '$.x' }, Next: 'B' }, B: reads("$['a.$']", '$.a') }, ["B Parameters $['a.$'] at $"]],
    ['Result is given as it stands', { A: gives({ 'a.$': '$.x' }), B: reads("$['a.$']", '$.a') }, ['B Parameters $.a at $']],
    ['ResultPath adds to what is not known', { A: gives({ a: 1 }, { ResultPath: '$.r', Next: 'B' }), B: reads('$.x', '$.r.a', '$.r.b') }, ['B Parameters $.r.b at $.r']],
    ['ResultPath adds to what is known', { S: gives({ x: 1 }, { Next: 'A' }), A: { ...lambda, ResultPath: '$.r.s', Next: 'B' }, B: reads('$.x', '$.r.s.t', '$.r.t', '$.y') },
      ['B Parameters $.r.t at $.r', 'B Parameters $.y at $']],
    ['ResultPath null keeps the input', { S: gives({ x: 1 }, { Next: 'A' }), A: { ...lambda, ResultPath: null, Next: 'B' }, B: reads('$.x', '$.y') }, ['B Parameters $.y at $']],
    ['ResultSelector', { A: { ...lambda, ResultSelector: { 'a.$': '$.x.y' }, Next: 'B' }, B: reads('$.a.z', '$.x') }, ['B Parameters $.x at $']],
    ['InputPath and OutputPath', { S: gives({ a: { b: { c: 1 } } }, { Next: 'A' }), A: { Type: 'Pass', InputPath: '$.a', OutputPath: '$.b', Next: 'B' }, B: reads('$.c', '$.b') }, ['B Parameters $.b at $']],
    ['InputPath null gives an empty object', { A: { Type: 'Pass', InputPath: null, Next: 'B' }, B: reads('$', '$.a') }, ['B Parameters $.a at $']],
    ['Wait passes its input on', { A: gives({ a: 1 }, { Next: 'W' }), W: { Type: 'Wait', SecondsPath: '$.b', Next: 'B' }, B: reads('$.a', '$.c') }, ['W SecondsPath $.b at $', 'B Parameters $.c at $']],
    ['a catcher drops the input', { S: gives({ a: 1 }, { Next: 'A' }), A: { ...lambda, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }], End: true }, B: reads('$.Error', '$.Cause', '$.a') }, ['B Parameters $.a at $']],
    ['a catcher with ResultPath keeps it', {
      S: gives({ a: 1 }, { Next: 'A' }), A: { ...lambda, Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'B' }], End: true }, B: reads('$.e.Error', '$.a', '$.e.a', '$.e.Cause.b'),
    }, ['B Parameters $.e.a at $.e', 'B Parameters $.e.Cause.b at $.e.Cause']],
    ['whether OutputPath applies to what a catcher gives is not known', {
      A: { ...lambda, OutputPath: '$.x', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }], End: true }, B: reads('$.a'),
    }, []],
    ['of two ways one is enough', { S: choice('A', 'C'), A: gives({ a: 1, same: { x: 1 } }), C: gives({ c: 1, same: { y: 1 } }), B: reads('$.a', '$.c', '$.same.x', '$.same.y', '$.same.z', '$.d') },
      ['B Parameters $.same.z at $.same', 'B Parameters $.d at $']],
    ['a way of which nothing is known is enough', { S: choice('A', 'B'), A: gives({ a: 1 }), B: reads('$.b') }, []],
    ['values of different types', { S: choice('A', 'C'), A: gives({ a: 1 }), C: gives([1]), B: reads('$.b') }, []],
    ['what a loop adds', { S: gives({ n: 0 }, { Next: 'A' }), A: choice('B', 'L'), L: { ...lambda, ResultPath: '$.r', Next: 'A' }, B: reads('$.r.x', '$.n', '$.m') }, ['B Parameters $.m at $']],
    ['what a loop nests', { S: gives({ n: 0 }, { Next: 'A' }), A: choice('B', 'L'), L: { Type: 'Pass', Parameters: { 'n.$': '$' }, Next: 'A' }, B: reads('$.n.n.n.n.n', '$.m') }, ['B Parameters $.m at $']],
    ['what a loop nests again and again is given up', { S: gives({ a: {} }, { Next: 'A' }), A: choice('B', 'L'), L: { Type: 'Pass', Parameters: { 'a.$': '$' }, Next: 'A' }, B: reads('$.b') }, []],
    ['a path asked for with IsPresent', {
      A: gives({ a: 1 }, { Next: 'C' }), C: { Type: 'Choice', Choices: [{ And: [{ Variable: '$.b', IsPresent: true }, { Variable: '$.b.c', IsNull: true }], Next: 'B' }], Default: 'D' },
      B: reads('$.b.c'), D: { Type: 'Succeed' },
    }, []],
    ['a path that a Choice compares', { A: gives({ a: 1 }, { Next: 'C' }), C: { Type: 'Choice', Choices: [{ Variable: '$.b', NumericEqualsPath: '$.c', Next: 'B' }], Default: 'B' }, B: { Type: 'Succeed' } },
      ['C Variable $.b at $', 'C NumericEqualsPath $.c at $']],
    ['in Assign', { A: gives({ a: 1 }, { Assign: { 'x.$': '$.a', 'y.$': '$.b' }, Next: 'B' }), B: { ...lambda, Assign: { 'z.$': '$.b' }, End: true } }, ['A Assign $.b at $']],
    ['in fields of numbers, from what goes in or what is sent', {
      A: gives({ a: 1, t: 2 }), B: { ...lambda, Parameters: { 'u.$': '$.a' }, TimeoutSecondsPath: '$.t', HeartbeatSecondsPath: '$.h', End: true },
    }, ['B HeartbeatSecondsPath $.h at $']],
    ['in Fail', { A: gives({ a: 1 }), B: { Type: 'Fail', ErrorPath: '$.b', CausePath: "States.Format('{}', $.a)" } }, ['B ErrorPath $.b at $']],
  ])('%s', (_, states, expected) => expect(inStates(states)).toEqual(expected));

  test.each<[string, { readonly [state: string]: object }, string[]]>([
    ['a Parallel state gives an array of what its branches give', {
      A: gives({ a: 1 }, { Next: 'P' }),
      P: { Type: 'Parallel', Branches: [scope({ C: { Type: 'Pass', End: true } }), scope({ D: gives({ d: 1 }, { End: true }) })], Next: 'B' }, B: reads('$[0].a', '$[1].d', '$[0].d', '$.a'),
    }, ['B Parameters $[0].d at $[0]', 'B Parameters $.a at $']],
    ['its branches get its Parameters', {
      P: { Type: 'Parallel', Parameters: { 'a.$': '$.x' }, Branches: [scope({ C: reads('$.a.b', '$.x') })], End: true },
    }, ['C Parameters $.x at $']],
    ['a branch that never ends well', { P: { Type: 'Parallel', Branches: [scope({ F: { Type: 'Fail' } })], Next: 'B' }, B: reads('$[0].a') }, []],
    ['iterations get an item', {
      A: gives({ list: [{ a: 1 }, { b: 1 }] }, { Next: 'M' }), M: { Type: 'Map', ItemsPath: '$.list', ItemProcessor: scope({ C: reads('$.a', '$.b', '$.c', '$.list') }), Next: 'B' }, B: reads('$[5].x', "$[0]['0']"),
    }, ['C Parameters $.c at $', 'C Parameters $.list at $', 'B Parameters $[5].x at $[5]']],
    ['or what the selector makes', {
      A: gives({ list: [1], rate: 2 }, { Next: 'M' }),
      M: { Type: 'Map', ItemsPath: '$.list', ItemSelector: { 'item.$': '$$.Map.Item.Value', 'rate.$': '$.rate', 'x.$': '$.y' }, ItemProcessor: scope({ C: reads('$.item', '$.rate', '$.list') }), End: true },
    }, ['M ItemSelector $.y at $', 'C Parameters $.list at $']],
    ['an item in the selector', {
      A: gives({ list: [{ a: 1 }, { a: 2 }] }, { Next: 'M' }),
      M: {
        Type: 'Map', ItemsPath: '$.list', ItemSelector: { 'item.$': '$$.Map.Item.Value', 'b.$': '$$.Map.Item.Value.b', 'index.$': "States.Format('{}', $$.Map.Item.Index)" },
        ItemProcessor: scope({ C: reads('$.item.a', '$.item.b', '$.index') }), End: true,
      },
    }, ['M ItemSelector $$.Map.Item.Value.b at $$.Map.Item.Value', 'C Parameters $.item.b at $.item']],
    ['batches', {
      M: {
        Type: 'Map', ItemBatcher: { MaxItemsPerBatch: 2 }, ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...scope({ C: reads('$.Items[0].a', '$.BatchInput', '$.a') }) }, Next: 'B',
      },
      B: reads('$.a'),
    }, ['C Parameters $.BatchInput at $', 'C Parameters $.a at $']],
    ['items that a reader reads', {
      A: gives({ a: 1 }, { Next: 'M' }),
      M: {
        Type: 'Map', ItemReader: { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: { 'Bucket.$': '$.bucket' } },
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...scope({ C: reads('$.Key') }) }, End: true,
      },
    }, ['M Parameters $.bucket at $']],
    ['the same scope with several inputs', {
      A: choice('C', 'D'), C: gives({ c: 1 }, { Next: 'P' }), D: gives({ d: 1 }, { Next: 'P' }),
      P: { Type: 'Parallel', Branches: [scope({ E: reads('$.c', '$.d', '$.e') })], End: true },
    }, ['E Parameters $.e at $']],
    ['a loop around a Map state', {
      A: gives({ list: [1] }, { Next: 'M' }), M: { Type: 'Map', ItemsPath: '$.list', ItemProcessor: scope({ C: { Type: 'Succeed' } }), ResultPath: '$.list', Next: 'D' }, D: choice('B', 'M'), B: reads('$.list[0].a', '$.x'),
    }, ['B Parameters $.list[0].a at $.list[0]', 'B Parameters $.x at $']],
  ])('%s', (_, states, expected) => expect(inStates(states)).toEqual(expected));

  test('what is not known until deploy may be anything', () => {
    const found = (first: string) => said(flowOf(parseDefinition(
      `{"StartAt": "A", "States": {"A": {"Type": "Pass", ${first}, "Next": "B"}, "B": {"Type": "Pass", "InputPath": "$.a.b", "End": true}}}`, { substitutions: true },
    )).data.impossible);
    expect(found('"Result": {"a": {}}')).toHaveLength(1);
    expect(found('"Result": {"a": "${A}"}')).toEqual([]);
    expect(found('"Result": {"${Name}": 1}')).toEqual([]);
    expect(found('"Result": "${Result}"')).toEqual([]);
    expect(found('"Result": {}, "ResultPath": "${Path}"')).toEqual([]);
    expect(found('"Parameters": {"${Name}.$": "$.a"}')).toEqual([]);
    expect(found('"Parameters": {"a.$": "${Path}"}')).toEqual([]);
    expect(found('"InputPath": null, "OutputPath": "${Path}"')).toEqual([]);
  });

  test('more members than are followed', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`m${index}`, index]));
    expect(inStates({ A: gives(many), B: reads('$.m499', '$.x') })).toEqual(['B Parameters $.x at $']);
    expect(inStates({ A: gives(many, { Next: 'C' }), C: { ...lambda, ResultPath: '$.r', Next: 'B' }, B: reads('$.m499', '$.r.x', '$.x') })).toEqual([]);
  });
});

describe('under JSONata', () => {
  const pass = (Output: unknown, more: object = { Next: 'B' }) => ({ Type: 'Pass', Output, ...more });
  const shows = (...expressions: string[]) => ({ Type: 'Pass', Output: Object.fromEntries(expressions.map((expression, index) => [index, `{% ${expression} %}`])), End: true });

  test.each<[string, { readonly [state: string]: object }, string[]]>([
    ['literals', { A: pass({ a: { b: 1 } }), B: shows('$states.input.a.b', '$states.input.a.c', '$states.input.b') }, ['B Output $states.input.a.c at $states.input.a', 'B Output $states.input.b at $states.input']],
    ['expressions may give anything', { A: pass({ a: '{% $f($states.input) %}' }), B: shows('$states.input.a.c') }, []],
    ['an object constructor', { A: pass('{% {"a": {"b": $states.input.x}, "n": 1} %}'), B: shows('$states.input.a.b', '$states.input.a.c', '$states.input.n.m') },
      ['B Output $states.input.a.c at $states.input.a', 'B Output $states.input.n.m at $states.input.n']],
    ['with a name that is computed', { A: pass('{% {$states.input.name: 1} %}'), B: shows('$states.input.a') }, []],
    ['the input, and parts of it', { S: pass({ a: { b: 1 } }, { Next: 'A' }), A: pass('{% $states.input.a %}'), B: shows('$states.input.b', '$states.input.a') }, ['B Output $states.input.a at $states.input']],
    ['$merge', { S: pass({ a: 1 }, { Next: 'A' }), A: pass('{% $merge([$states.input, {"b": 2}]) %}'), B: shows('$states.input.a', '$states.input.b', '$states.input.c') }, ['B Output $states.input.c at $states.input']],
    ['$merge with what is not known', { A: pass('{% $merge([$states.input, {"b": {}}]) %}'), B: shows('$states.input.c', '$states.input.b.c') }, []],
    ['a path through an array reads from each item', { A: pass({ a: [{ b: 1 }] }), B: shows('$states.input.a.b', '$states.input.a.c') }, []],
    ['an expression that copes with nothing', { A: pass({ a: 1 }), B: shows('$exists($states.input.b) ? $states.input.b : 0', '[$states.input.b]') }, []],
    ['Task, with and without Output', {
      A: { ...lambda, Output: { answer: '{% $states.result %}' }, Next: 'C' }, C: { ...lambda, Arguments: '{% $states.input.x %}', Next: 'B' }, B: shows('$states.input.x'),
    }, ['C Arguments $states.input.x at $states.input']],
    ['a catcher, with and without Output', {
      S: pass({ a: 1 }, { Next: 'A' }),
      A: { ...lambda, Catch: [{ ErrorEquals: ['X'], Next: 'B' }, { ErrorEquals: ['States.ALL'], Output: { e: '{% $states.errorOutput %}', a: '{% $states.input.a %}' }, Next: 'C' }], End: true },
      B: shows('$states.input.Error', '$states.input.a'), C: shows('$states.input.a', '$states.input.e.Cause', '$states.input.e.a'),
    }, ['B Output $states.input.a at $states.input', 'C Output $states.input.e.a at $states.input.e']],
    ['a Choice rule has an Output of its own', {
      A: pass({ a: 1 }, { Next: 'C' }), C: { Type: 'Choice', Choices: [{ Condition: true, Output: { r: 1 }, Next: 'B' }], Default: 'D' }, B: shows('$states.input.r', '$states.input.a'), D: shows('$states.input.a', '$states.input.r'),
    }, ['B Output $states.input.a at $states.input', 'D Output $states.input.r at $states.input']],
    ['what a Choice asks for', {
      A: pass({ a: 1 }, { Next: 'C' }), C: { Type: 'Choice', Choices: [{ Condition: '{% $exists($states.input.b) %}', Next: 'B' }], Default: 'D' }, B: shows('$states.input.b'), D: { Type: 'Succeed' },
    }, []],
    ['an item in the selector', {
      A: pass({ list: [{ a: 1 }] }, { Next: 'M' }),
      M: {
        Type: 'Map', Items: [{ a: 1 }, { b: 2 }], ItemSelector: { item: '{% $states.context.Map.Item.Value %}' }, ItemProcessor: scope({ C: shows('$states.input.item.a', '$states.input.item.c') }), End: true,
      },
    }, ['C Output $states.input.item.c at $states.input.item']],
    ['Map and Parallel', {
      A: pass({ list: [{ a: 1 }] }, { Next: 'M' }),
      M: {
        Type: 'Map', Items: '{% $states.input.list %}', ItemSelector: { rate: '{% $states.input.rate %}', item: '{% $states.context.Map.Item.Value %}' },
        ItemProcessor: scope({ C: shows('$states.input.item', '$states.input.a') }), Next: 'P',
      },
      P: { Type: 'Parallel', Arguments: { x: 1 }, Branches: [scope({ D: shows('$states.input.x', '$states.input.y') })], End: true },
    }, ['M ItemSelector $states.input.rate at $states.input', 'C Output $states.input.a at $states.input', 'D Output $states.input.y at $states.input']],
  ])('%s', (_, states, expected) => expect(inStates(states, { QueryLanguage: 'JSONata' })).toEqual(expected));
});

describeWithData('aws-recorded', 'executions recorded on AWS', () => {
  interface Recording {
    readonly definition?: object | string;
    readonly input?: unknown;
    readonly cases?: readonly { readonly input: unknown }[];
    readonly expected?: {
      readonly status?: string;
      readonly cause?: unknown;
      readonly events?: readonly { readonly stateExitedEventDetails?: { readonly name: string } }[];
    };
  }
  const folder = sharedData('aws-recorded', 'executions');
  const recordings = readdirSync(folder).map((file) => [file.replace(/\.json$/, ''), JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recording] as const)
    .filter(([, { definition }]) => definition !== undefined);
  const documentOf = ({ definition }: Recording) => parseDefinition(typeof definition === 'string' ? definition : JSON.stringify(definition));
  const shape = (input: unknown) => literalShape(parseDefinition(JSON.stringify(input)).root!, []);

  test('where an execution succeeded, nothing is said', () => {
    const succeeded = recordings.filter(([, { cases, expected }]) => cases || expected?.status === 'SUCCEEDED');
    expect(succeeded.length).toBeGreaterThan(300);
    for (const [name, recording] of succeeded) expect([name, ...said(flowOf(documentOf(recording)).data.impossible)]).toEqual([name]);
  });

  test('where the input is known as well, nothing is said of the states that were left', () => {
    const wrong = recordings.flatMap(([name, recording]) => (recording.cases ?? [recording]).flatMap(({ input }) => {
      if (input === undefined) return [];
      const left = new Set(recording.expected?.events?.map(({ stateExitedEventDetails: details }) => details?.name));
      return followed(documentOf(recording), shape(input)).filter(({ state }) => recording.cases || left.has(state.name)).map(({ node }) => `${name} ${pointerOf(node)}`);
    }));
    // The task failed, so that its OutputPath was not read.
    expect(wrong).toEqual(['error-handling.task-service-lambda.raise-exception-catch-output-path.no-such-path /States/InvokeLambda/OutputPath']);
  });

  test('where a path led nowhere in a known input, it is said', () => {
    const failed = recordings.filter(([, { expected, input }]) => /SecondsPath parameter does not reference/.test(String(expected?.cause)) && input !== undefined);
    expect(failed.length).toBeGreaterThan(5);
    for (const [, recording] of failed) expect(said(followed(documentOf(recording), shape(recording.input)))).toEqual(['WaitState SecondsPath $.input.waitSeconds at $']);
  });
});
