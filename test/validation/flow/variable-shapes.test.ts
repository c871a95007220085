import { flowOf } from './follow';
import { parseDefinition } from '../../../src/asl/document';

type States = { readonly [state: string]: object };

const scope = (states: States) => ({ StartAt: Object.keys(states)[0], States: states });
const impossible = (definition: object) => flowOf(parseDefinition(JSON.stringify(definition), { substitutions: true })).impossible
  .map(({ state, text, at }) => `${state.name} ${text} at ${at}`);

const assigns = (Assign: object, more: object = { Next: 'B' }) => ({ Type: 'Pass', Assign, ...more });
const lambda = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' };

describe('under JSONPath', () => {
  const reads = (...paths: string[]) => ({ Type: 'Pass', Parameters: Object.fromEntries(paths.map((path, index) => [`${index}.$`, path])), End: true });

  test.each<[string, States, string[]]>([
    ['members of an object', { A: assigns({ o: { a: { b: 1 } } }), B: reads('$o', '$o.a.b', '$o.b', "$o['a'].c", '$o.a.b.d') }, ['B $o.b at $o', "B $o['a'].c at $o.a", 'B $o.a.b.d at $o.a.b']],
    ['in the arguments of functions', { A: assigns({ o: {} }), B: reads("States.Format('{}', States.Array($o.b))") }, ['B $o.b at $o']],
    ['items of an array', { A: assigns({ list: [{ a: 1 }] }), B: reads('$list[0].a', '$list[1]', '$list[*].b', '$list.length()') }, ['B $list[1] at $list']],
    ['a path that a Choice state asks for, and others', {
      A: assigns({ o: { a: {} } }, { Next: 'C' }), C: { Type: 'Choice', Choices: [{ Variable: "$o['a'].b.c", IsPresent: true, Next: 'B' }], Default: 'B' }, B: reads('$o.a.b', '$o.b'),
    }, ['B $o.b at $o']],
    ['what is computed', { A: assigns({ 'o': { 'a.$': '$.x' }, 'p.$': '$.y' }), B: reads('$o.a.b', '$o.b', '$p.b') }, ['B $o.b at $o']],
    ['a variable that is assigned twice', { A: assigns({ o: { a: 1 } }, { Next: 'C' }), C: assigns({ o: { b: 1 } }), B: reads('$o.a', '$o.b', '$o.c') }, ['B $o.c at $o']],
    ['a variable that a catcher assigns, too', {
      A: { ...lambda, Assign: { o: { a: 1 } }, Catch: [{ ErrorEquals: ['States.ALL'], Assign: { 'o.$': '$' }, Next: 'B' }], Next: 'B' }, B: reads('$o.b'),
    }, []],
    ['a variable of a scope around it', { A: assigns({ o: { a: 1 } }, { Next: 'P' }), P: { Type: 'Parallel', Branches: [scope({ C: reads('$o.b') })], End: true } }, ['C $o.b at $o']],
    ['a variable with the same name elsewhere', {
      P: { Type: 'Parallel', Branches: [scope({ C: assigns({ o: { a: 1 } }, { Next: 'D' }), D: reads('$o.b') }), scope({ E: assigns({ o: { b: 1 } }, { Next: 'F' }), F: reads('$o.b') })], End: true },
    }, ['D $o.b at $o']],
    ['a member that a Choice state asks for', {
      A: assigns({ o: {} }, { Next: 'C' }), C: { Type: 'Choice', Choices: [{ Variable: '$o.b', IsPresent: true, Next: 'B' }], Default: 'B' }, B: reads('$o.b'),
    }, []],
    ['a variable that nothing assigns', { B: reads('$o.b') }, []],
    ['a value that is not known until deploy', { A: assigns({ o: '${Object}' }), B: reads('$o.b') }, []],
    ['variables that are not known until deploy', { A: assigns({ '${Name}': 1, 'o': {} }), B: reads('$o.b') }, []],
    ['an Assign that is not known until deploy', { A: { Type: 'Pass', Assign: '${All}', Next: 'C' }, C: assigns({ o: {} }), B: reads('$o.b') }, []],
  ])('%s', (_, states, expected) => expect(impossible(scope(states))).toEqual(expected));
});

describe('under JSONata', () => {
  const gives = (Output: unknown) => ({ Type: 'Succeed', Output });

  test.each<[string, States, string[]]>([
    ['members of an object', { A: assigns({ o: { a: { b: 1 } } }), B: gives(['{% $o.a.b %}', '{% $o.b %}', '{% $o.a.c & "x" %}', '{% $o.a.b.d + 1 %}']) }, ['B $o.b at $o', 'B $o.a.b.d at $o.a.b']],
    ['what an expression makes', { A: assigns({ o: '{% {"a": $states.input.x} %}' }), B: gives('{% $o.b %}') }, ['B $o.b at $o']],
    ['arrays are mapped over', { A: assigns({ list: [{ a: 1 }] }), B: gives('{% $list.b %}') }, []],
    ['an expression that copes without it', { A: assigns({ o: {} }), B: gives(['{% $exists($o.b) ? $o.b : 1 %}', '{% $o.b %}', '{% $o.c %}']) }, ['B $o.c at $o']],
    ['a name that the expression binds', { A: assigns({ o: {} }), B: gives('{% $map([1], function($o) { $o.b }) %}') }, []],
    ['what is only known when it runs', { A: assigns({ o: '{% $states.input %}' }), B: gives('{% $o.b %}') }, []],
  ])('%s', (_, states, expected) => expect(impossible({ QueryLanguage: 'JSONata', ...scope(states) })).toEqual(expected));
});
