import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flowOf } from './follow';
import { parseDefinition } from '../../../src/asl/document';
import { describeWithData, sharedData } from '../../shared-data';

const doubtful = (definition: object) => flowOf(parseDefinition(JSON.stringify(definition))).variables.doubtful
  .map(({ state, name, assigned }) => `${state.name} ${name} ${assigned}`);

const lambda = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' };
const reads = (name: string, more: object = { End: true }) => ({ Type: 'Pass', InputPath: `$${name}`, ...more });
const assigns = (name: string, more: object = { End: true }) => ({ Type: 'Pass', Assign: { [name]: 1 }, ...more });
const choice = (...targets: string[]) => ({ Type: 'Choice', Choices: targets.slice(1).map((Next) => ({ Variable: '$.n', NumericEquals: 1, Next })), Default: targets[0] });

describe('along the ways of one scope', () => {
  test.each<[string, { readonly [state: string]: object }, string[]]>([
    ['assigned before', { A: assigns('x', { Next: 'B' }), B: reads('x') }, []],
    ['assigned after', { A: reads('x', { Next: 'B' }), B: assigns('x') }, ['A x never']],
    ['assigned by the state itself, which reads what it was on entry', { A: reads('x', { Assign: { x: 1 }, End: true }) }, ['A x never']],
    ['assigned on both ways', { A: choice('B', 'C'), B: assigns('x', { Next: 'D' }), C: assigns('x', { Next: 'D' }), D: reads('x') }, []],
    ['assigned on one way', { A: choice('B', 'D'), B: assigns('x', { Next: 'D' }), D: reads('x') }, ['D x sometimes']],
    ['assigned later in a loop', { A: choice('B', 'C'), B: assigns('x', { Next: 'A' }), C: reads('x') }, ['C x sometimes']],
    ['assigned before a loop', { S: assigns('x', { Next: 'A' }), A: choice('B', 'C'), B: reads('x', { Assign: { x: 2 }, Next: 'A' }), C: reads('x') }, []],
    ['assigned in a state that cannot be reached', { A: reads('x'), B: assigns('x', { Next: 'A' }) }, ['A x never']],
    ['read in a state that cannot be reached', { A: { Type: 'Succeed' }, B: reads('x') }, []],
    ['by a rule of a Choice state, and not by its Default', {
      A: { Type: 'Choice', Choices: [{ Variable: '$.n', IsNull: true, Assign: { x: 1 }, Next: 'B' }], Default: 'C', Assign: { y: 1 } }, B: reads('x', { Next: 'C' }), C: reads('y'),
    }, ['C y sometimes']],
    ['by a catcher, which leaves without the state\'s own', {
      A: { ...lambda, Assign: { x: 1 }, Catch: [{ ErrorEquals: ['States.ALL'], Assign: { y: 1 }, Next: 'C' }], Next: 'B' }, B: reads('y', { Next: 'C' }), C: reads('x'),
    }, ['B y never', 'C x sometimes']],
    ['asked for first', { A: choice('B', 'C'), B: assigns('x', { Next: 'C' }), C: { Type: 'Choice', Choices: [{ Variable: '$x', IsPresent: true, Next: 'D' }], Default: 'E' }, D: reads('x'), E: { Type: 'Succeed' } }, []],
    ['asked for and nowhere assigned', { A: { Type: 'Choice', Choices: [{ Variable: '$x', IsPresent: true, Next: 'B' }], Default: 'C' }, B: reads('x'), C: { Type: 'Succeed' } }, ['A x never', 'B x never']],
  ])('%s', (_, states, expected) => {
    expect(doubtful({ StartAt: Object.keys(states)[0], States: states })).toEqual(expected);
  });

  test('a transition or an Assign that is not known until deploy may be anything', () => {
    const found = (A: string) => flowOf(parseDefinition(`{"StartAt": "A", "States": {"A": {"Type": "Pass", ${A}}, "B": {"Type": "Pass", "InputPath": "$x", "End": true}}}`, { substitutions: true })).variables.doubtful;
    expect(found('"Next": "B"')).toHaveLength(1);
    expect(found('"Assign": {"${Name}": 1}, "Next": "B"')).toEqual([]);
    expect(found('"Assign": "${Variables}", "Next": "B"')).toEqual([]);
    expect(found('"Next": "${Next}"')).toEqual([]);
  });

  test('more variables than are followed at a time', () => {
    const names = Array.from({ length: 100 }, (_, index) => `v${index}`);
    const states = Object.fromEntries(names.map((name, index) => [name, { Type: 'Pass', Assign: { [name]: 1 }, Parameters: { 'a.$': `$${names[99 - index]}` }, ...index < 99 ? { Next: names[index + 1] } : { End: true } }]));
    // The first half reads what the second half assigns.
    expect(doubtful({ StartAt: 'v0', States: states })).toEqual(names.slice(0, 50).map((name, index) => `${name} ${names[99 - index]} never`));
  });
});

describe('in scopes within scopes', () => {
  const parallel = (inner: { readonly [state: string]: object }, more: object = { End: true }) => ({ Type: 'Parallel', Branches: [{ StartAt: Object.keys(inner)[0], States: inner }], ...more });
  const map = (inner: { readonly [state: string]: object }, more: object = { End: true }, Mode = 'INLINE') => (
    { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode, ...Mode === 'DISTRIBUTED' && { ExecutionType: 'STANDARD' } }, StartAt: Object.keys(inner)[0], States: inner }, ...more });

  test.each<[string, { readonly [state: string]: object }, string[]]>([
    ['outer variables are seen inside', { A: assigns('x', { Next: 'P' }), P: parallel({ B: map({ C: reads('x') }) }) }, []],
    ['as they are when the state is entered', { P: parallel({ B: reads('x') }, { Assign: { x: 1 }, End: true }) }, ['B x never']],
    ['on some ways there', { A: choice('B', 'P'), B: assigns('x', { Next: 'P' }), P: parallel({ C: reads('x') }) }, ['C x sometimes']],
    ['inner variables are not seen outside', { P: parallel({ A: assigns('x') }, { Next: 'B' }), B: reads('x') }, ['B x never']],
    ['nor by the Map state itself', { M: map({ A: assigns('x') }, { ResultSelector: { 'a.$': '$x' }, End: true }) }, ['M x never']],
    ['what a Distributed Map gives its items sees outer variables', { A: assigns('x', { Next: 'M' }), M: map({ B: { Type: 'Succeed' } }, { ItemSelector: { 'a.$': '$x' }, End: true }, 'DISTRIBUTED') }, []],
    ['its child executions do not', { A: assigns('x', { Next: 'M' }), M: map({ B: reads('x') }, undefined, 'DISTRIBUTED') }, ['B x never']],
    ['nor do states further inside', { A: assigns('x', { Next: 'M' }), M: map({ P: parallel({ B: reads('x') }) }, undefined, 'DISTRIBUTED') }, ['B x never']],
  ])('%s', (_, states, expected) => {
    expect(doubtful({ StartAt: Object.keys(states)[0], States: states })).toEqual(expected);
  });
});

describe('a name that is assigned in two scopes', () => {
  const shadows = (states: { readonly [state: string]: object }, Mode = 'INLINE') => flowOf(parseDefinition(JSON.stringify({
    StartAt: 'A',
    States: { M: { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode }, StartAt: 'I', States: { I: assigns('x') } }, ...states.M }, ...states.A && { A: states.A }, ...states.B && { B: states.B } },
  }), { substitutions: true })).variables.shadows.map(({ name, inner, outer, covers }) => `${name} ${inner.state.name} ${outer.state.name} ${covers}`);

  test.each<[string, { readonly [state: string]: object }, string[]]>([
    ['assigned before', { A: assigns('x', { Next: 'M' }), M: { End: true } }, ['x I A true']],
    ['assigned on a way there', { A: choice('M', 'B'), B: assigns('x', { Next: 'M' }), M: { End: true } }, ['x I B true']],
    ['assigned after', { A: { Type: 'Pass', Next: 'M' }, M: { Next: 'B' }, B: assigns('x') }, ['x I B false']],
    ['assigned by the Map state itself', { A: { Type: 'Pass', Next: 'M' }, M: { Assign: { x: 1 }, End: true } }, ['x I M false']],
  ])('%s', (_, states, expected) => expect(shadows(states)).toEqual(expected));

  test('child executions have variables of their own', () => {
    expect(shadows({ A: assigns('x', { Next: 'M' }), M: { End: true } }, 'DISTRIBUTED')).toEqual([]);
    expect(shadows({ A: assigns('x', { Next: 'M' }), M: { End: true } }, '${Mode}')).toEqual([]);
  });
});

describeWithData('aws-recorded', 'the variables that AWS itself lists for each state', () => {
  interface Step {
    readonly operation: string;
    readonly arguments: { readonly definition: string };
    readonly recorded?: { readonly variableReferences?: { readonly [state: string]: readonly string[] } };
  }
  const folder = sharedData('aws-recorded', 'api');
  const recordings = readdirSync(folder).filter((file) => file.startsWith('sfn-api-variable-references.')).map((file) => {
    const { steps } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { steps: readonly Step[] };
    const definition = steps.find(({ operation }) => operation === 'create_state_machine')!.arguments.definition;
    const listed = steps.find(({ operation, recorded }) => operation === 'describe_state_machine' && recorded)?.recorded?.variableReferences ?? {};
    return [file.replace(/^sfn-api-variable-references\.|\.json$/g, ''), definition, listed] as const;
  });

  test('there are recordings', () => expect(recordings.filter(([, , listed]) => Object.keys(listed).length > 0).length).toBeGreaterThan(10));

  test.each(recordings)('%s', (_, definition, listed) => {
    const found: { [state: string]: string[] } = {};
    for (const { state: { name: state }, name } of flowOf(parseDefinition(definition)).reads) {
      found[state] = [...new Set([...found[state] ?? [], name])].sort();
    }
    expect(found).toEqual(listed);
  });
});
