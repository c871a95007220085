import { flowOf } from './follow';
import { parseDefinition } from '../../../src/asl/document';
import { compileMachine } from '../../../src/engine/machine';
import { countedLoop } from '../../../src/validation/flow/counters';
import { Events } from '../../../src/validation/flow/events';
import { fullHistories } from '../../../src/validation/flow/history';
import { begin, toEnd } from '../../fuzz/runs';

const flowFrom = (definition: object) => flowOf(parseDefinition(JSON.stringify(definition)));
const machine = (states: { readonly [state: string]: object }, more: object = {}) => ({ StartAt: Object.keys(states)[0], States: states, ...more });
const eventsOf = (definition: object) => toEnd(begin(compileMachine(definition as never), {}, 1), 1).execution.history;
const D = { Type: 'Succeed' };

describe('loops that count', () => {
  const counted = (definition: object) => {
    const flow = flowFrom(definition);
    const sources = { data: flow.data, indexes: new Map(), analysisOf: flow.analysisOf.bind(flow), expressionsOf: flow.expressionsOf.bind(flow) };
    return flow.loops.all.map((loop) => countedLoop(loop, sources)).map((loop) => loop && { state: loop.counting.state.name, rounds: loop.rounds });
  };
  const variable = (start: unknown, count: object, rule: object, goesOn = true) => machine({
    S: { Type: 'Pass', Assign: { n: start }, Next: 'A' },
    A: { Type: 'Pass', ...count, Next: 'C' },
    C: { Type: 'Choice', Choices: [{ ...rule, Next: goesOn ? 'A' : 'D' }], Default: goesOn ? 'D' : 'A' },
    D,
  });
  const add = (k: number) => ({ Assign: { 'n.$': `States.MathAdd($n, ${k})` } });

  test.each<[string, object]>([
    ['a variable, up', variable(0, add(1), { Variable: '$n', NumericLessThan: 7 })],
    ['to a bound that counts', variable(0, add(1), { Variable: '$n', NumericLessThanEquals: 7 })],
    ['by more than one', variable(1, add(3), { Variable: '$n', NumericLessThan: 12 })],
    ['down', variable(20, add(-3), { Variable: '$n', NumericGreaterThan: 0 })],
    ['until it is there', variable(0, add(2), { Variable: '$n', NumericGreaterThanEquals: 9 }, false)],
    ['until it is above', variable(0, add(2), { Variable: '$n', NumericGreaterThan: 8 }, false)],
    ['the literal first', variable(0, { Assign: { 'n.$': 'States.MathAdd(1, $n)' } }, { Variable: '$n', NumericLessThan: 5 })],
    ['a path', machine({
      S: { Type: 'Pass', Result: { i: { n: 2 } }, Next: 'A' },
      A: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.i.n, 2)' }, ResultPath: '$.i', Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Variable: '$.i.n', NumericLessThan: 11, Next: 'A' }], Default: 'D' },
      D,
    })],
    ['under JSONata', machine({
      S: { Type: 'Pass', Assign: { n: 0 }, Next: 'A' },
      A: { Type: 'Pass', Assign: { n: '{% $n + 2 %}' }, Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Condition: '{% 9 > $n %}', Next: 'A' }], Default: 'D' },
      D,
    }, { QueryLanguage: 'JSONata' })],
    ['in parentheses', machine({
      S: { Type: 'Pass', Assign: { n: 0 }, Next: 'A' },
      A: { Type: 'Pass', Assign: { n: '{% ($n + 2) %}' }, Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Condition: '{% (9) > ($n) %}', Next: 'A' }], Default: 'D' },
      D,
    }, { QueryLanguage: 'JSONata' })],
    ['down under JSONata', machine({
      S: { Type: 'Pass', Assign: { n: 9 }, Next: 'A' },
      A: { Type: 'Pass', Assign: { n: '{% $n - 2 %}' }, Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Condition: '{% $n <= 0 %}', Next: 'D' }], Default: 'A' },
      D,
    }, { QueryLanguage: 'JSONata' })],
  ])('%s: as often as the engine goes round', (_, definition) => {
    const times = eventsOf(definition).filter((event) => (event as { stateEnteredEventDetails?: { name: string } }).stateEnteredEventDetails?.name === 'A').length;
    expect(times).toBeGreaterThan(2);
    expect(counted(definition)).toEqual([{ state: 'A', rounds: times }]);
  });

  test('that count away from their bound', () => {
    expect(counted(variable(0, add(-1), { Variable: '$n', NumericLessThan: 7 }))).toEqual([{ state: 'A', rounds: Infinity }]);
  });

  test.each<[string, object]>([
    ['a start that is not known', variable('x', { ...add(1), Assign: { 'n.$': 'States.MathAdd($n, 1)' } }, { Variable: '$n', NumericLessThan: 7 })],
    ['a bound that is not known', variable(0, add(1), { Variable: '$n', NumericLessThanPath: '$.most' })],
    ['a step that is not known', variable(0, { Assign: { 'n.$': 'States.MathAdd($n, $.step)' } }, { Variable: '$n', NumericLessThan: 7 })],
    ['a loop that is never entered again', variable(9, add(1), { Variable: '$n', NumericLessThan: 7 })],
    ['another way out', machine({
      S: { Type: 'Pass', Assign: { n: 0 }, Next: 'A' },
      A: { Type: 'Choice', Choices: [{ Variable: '$.stop', IsPresent: true, Next: 'D' }], Default: 'B' },
      B: { Type: 'Pass', ...add(1), Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Variable: '$n', NumericLessThan: 7, Next: 'A' }], Default: 'D' },
      D,
    })],
    ['two that count', machine({
      S: { Type: 'Pass', Assign: { n: 0 }, Next: 'A' },
      A: { Type: 'Pass', ...add(1), Next: 'B' },
      B: { Type: 'Pass', ...add(1), Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Variable: '$n', NumericLessThan: 7, Next: 'A' }], Default: 'D' },
      D,
    })],
    ['two starts', machine({
      R: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'S' }], Default: 'T' },
      S: { Type: 'Pass', Assign: { n: 0 }, Next: 'A' },
      T: { Type: 'Pass', Assign: { n: 5 }, Next: 'A' },
      A: { Type: 'Pass', ...add(1), Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Variable: '$n', NumericLessThan: 7, Next: 'A' }], Default: 'D' },
      D,
    })],
  ])('not certain: %s', (_, definition) => expect(counted(definition)).toEqual([undefined]));
});

describe('the fewest events of a state', () => {
  const pass = { Type: 'Pass', End: true };
  const inner = { StartAt: 'A', States: { A: { Type: 'Choice', Choices: [{ Variable: '$$.State.Name', StringEquals: 'B', Next: 'B' }], Default: 'C' }, B: { Type: 'Pass', Next: 'C' }, C: pass } };
  test.each<[string, object]>([
    ['Pass', pass],
    ['Wait', { Type: 'Wait', Seconds: 1, End: true }],
    ['Parallel', { Type: 'Parallel', Branches: [inner, inner], End: true }],
    ['Map', { Type: 'Map', ItemsPath: '$.list', ItemProcessor: inner, End: true }],
    ['Map in Map', { Type: 'Map', ItemsPath: '$.lists', ItemProcessor: { StartAt: 'N', States: { N: { Type: 'Map', ItemProcessor: inner, End: true } } }, End: true }],
  ])('%s: as many as the engine writes', (_, state) => {
    const definition = machine({ S: { Type: 'Pass', Result: { list: [1, 2, 3], lists: [[1], [2]] }, Next: 'X' }, X: state });
    const flow = flowFrom(definition);
    const events = new Events(flow);
    const counted = flow.graphOf(flow.scopes[0])!.order.reduce((sum, one) => sum + events.ofState(one), 0);
    // Beside those of the states: ExecutionStarted and ExecutionSucceeded.
    expect(counted + 2).toBe(eventsOf(definition).length);
  });

  test('Task', () => {
    const definition = machine({ X: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', End: true } });
    const flow = flowFrom(definition);
    const run = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => toEnd(begin(compileMachine(definition as never), {}, seed), seed).execution).find(({ status }) => status === 'SUCCEEDED')!;
    expect(new Events(flow).ofState(flow.graphOf(flow.scopes[0])!.order[0]) + 2).toBe(run.history.length);
  });
});

describe('histories that get full', () => {
  const found = (definition: object) => fullHistories(flowFrom(definition)).map((full) => `${full.why} ${full.why === 'items' ? full.state.name : full.loop.states.map(({ state }) => state.name).join('')}`);
  const map = (Items: unknown, ItemProcessor: object) => ({ Type: 'Map', Items, ItemProcessor, End: true });
  const inline = (states: { readonly [state: string]: object }) => machine(states);
  const child = (ExecutionType: string, states: { readonly [state: string]: object }) => ({ ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType }, ...machine(states) });
  const pass = { Type: 'Pass', End: true };
  const jsonata = { QueryLanguage: 'JSONata' };

  test.each<[string, object, string[]]>([
    ['few items', machine({ M: map('{% [1..6000] %}', inline({ A: pass })) }, jsonata), []],
    ['many items', machine({ M: map('{% [1..6300] %}', inline({ A: pass })) }, jsonata), ['items M']],
    ['a number of items that is not known', machine({ M: map('{% [1..$states.input.n] %}', inline({ A: pass })) }, jsonata), []],
    ['an array in the definition', machine({ M: map(Array.from({ length: 6300 }, (_, index) => index), inline({ A: pass })) }, jsonata), ['items M']],
    ['an array that a state gives', machine({
      S: { Type: 'Pass', Result: { list: Array.from({ length: 6300 }, (_, index) => index) }, Next: 'M' }, M: { Type: 'Map', ItemsPath: '$.list', ItemProcessor: inline({ A: pass }), End: true },
    }), ['items M']],
    ['Map in Map: only the outer is too much', machine({ M: map('{% [1..100] %}', inline({ N: map('{% [1..100] %}', inline({ A: pass })) })) }, jsonata), ['items M']],
    ['Map in Map: the inner is too much by itself', machine({ M: map('{% [1..100] %}', inline({ N: map('{% [1..9000] %}', inline({ A: pass })) })) }, jsonata), ['items N']],
    ['child executions', machine({ M: map('{% [1..9000] %}', child('STANDARD', { A: pass })) }, jsonata), []],
    ['in a child execution', machine({ M: map('{% [1..10] %}', child('STANDARD', { N: map('{% [1..9000] %}', inline({ A: pass })) })) }, jsonata), ['items N']],
    ['in an Express child execution', machine({ M: map('{% [1..10] %}', child('EXPRESS', { N: map('{% [1..9000] %}', inline({ A: pass })) })) }, jsonata), []],
    ['an iteration that fails ends the execution', machine({ M: map('{% [1..9000] %}', inline({ A: { Type: 'Fail' } })) }, jsonata), []],
  ])('%s', (_, definition, expected) => expect(found(definition)).toEqual(expected));

  const polls = (wait: object, task: object, TimeoutSeconds?: number) => machine({
    W: { Type: 'Wait', ...wait, Next: 'A' },
    A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:glue:getJobRun', Parameters: { 'RunId.$': '$.id' }, ResultPath: '$.run', ...task, Next: 'C' },
    C: { Type: 'Choice', Choices: [{ Variable: '$.run.State', StringEquals: 'RUNNING', Next: 'W' }], Default: 'D' },
    D,
  }, { TimeoutSeconds });

  test.each<[string, object, string[]]>([
    ['before the time is up', polls({ Seconds: 10 }, { TimeoutSeconds: 20 }, 604_800), ['timeout WAC']],
    ['not before the time is up', polls({ Seconds: 300 }, { TimeoutSeconds: 20 }, 604_800), []],
    ['no time that is up', polls({ Seconds: 10 }, { TimeoutSeconds: 20 }), []],
    ['a task that may take its time', polls({ Seconds: 10 }, {}, 604_800), []],
    ['a task that is tried again', polls({ Seconds: 10 }, { TimeoutSeconds: 20, Retry: [{ ErrorEquals: ['States.ALL'] }] }, 604_800), []],
    ['a time to wait that is not known', polls({ SecondsPath: '$.seconds' }, { TimeoutSeconds: 20 }, 604_800), []],
    ['a loop that counts as well', machine({
      S: { Type: 'Pass', Assign: { n: 0 }, Next: 'W' },
      W: { Type: 'Wait', Seconds: 1, Assign: { 'n.$': 'States.MathAdd($n, 1)' }, Next: 'A' },
      A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:glue:getJobRun', Parameters: { 'RunId.$': '$.id' }, ResultPath: '$.run', TimeoutSeconds: 1, Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Or: [{ Variable: '$.run.State', StringEquals: 'ENDED' }, { Variable: '$n', NumericGreaterThan: 10 }], Next: 'D' }], Default: 'W' },
      D,
    }, { TimeoutSeconds: 604_800 }), []],
  ])('a loop that polls: %s', (_, definition, expected) => expect(found(definition)).toEqual(expected));
});
