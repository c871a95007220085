import { flowOf } from './follow';
import { parseDefinition } from '../../../src/asl/document';

const lambda = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' };
const makes = (more: object = {}) => ({ Type: 'Pass', Result: { a: 1 }, ResultPath: '$.made', Next: 'B', ...more });
const reads = (...paths: string[]) => ({ Type: 'Pass', Parameters: Object.fromEntries(paths.map((path, index) => [`${index}.$`, path])), ResultPath: '$.out', End: true });
const mayBeMet = (states: { readonly [state: string]: object }, more: object = {}) => (
  flowOf(parseDefinition(JSON.stringify({ StartAt: 'A', States: states, ...more }))).dataSources.mayMeetMade);

test.each<[string, { readonly [state: string]: object }]>([
  ['a member of the input under which nothing is put', { A: makes(), B: reads('$.other', '$.other[0].b', '$.maker') }],
  ['the whole input, the context object, a variable', { A: makes(), B: reads('$', '$$.Execution.Id', '$v.a') }],
  ['what a task gives', { A: { ...lambda, ResultPath: '$.made', Next: 'B' }, B: { Type: 'Wait', SecondsPath: '$.made.seconds', End: true } }],
  ['what is selected of what a task gives', { A: { ...lambda, ResultSelector: { 'a.$': '$.b' }, ResultPath: '$.made', Next: 'B' }, B: reads('$.other') }],
])('is not met: %s', (_, states) => {
  expect(mayBeMet(states)).toBe(false);
});

test.each<[string, { readonly [state: string]: object }]>([
  ['a member of it', { A: makes(), B: reads('$.made.b') }],
  ['all that is put there', { A: makes(), B: reads('$.made') }],
  ['what is under the name of a part of it', { A: makes({ ResultPath: '$.made.more' }), B: reads('$.made[0]') }],
  ['by a path in brackets', { A: makes(), B: reads("$['made'].b") }],
  ['by a path that leads anywhere', { A: makes(), B: reads('$..b') }],
  ['by an index of the input', { A: makes(), B: reads('$[0]') }],
  ['in the arguments of a function', { A: makes(), B: reads("States.Format('{}', $.made.b)") }],
  ['by what a Choice state compares', { A: makes(), B: { Type: 'Choice', Choices: [{ Variable: '$.made.b', IsNull: true, Next: 'C' }] }, C: { Type: 'Succeed' } }],
  ['by the input that a state takes', { A: makes(), B: { Type: 'Pass', InputPath: '$.made', End: true } }],
  ['what takes the place of the input', { A: makes({ ResultPath: '$' }), B: reads('$.other') }],
  ['what takes the place of the input, as no path says otherwise', { A: makes({ ResultPath: undefined }), B: reads('$.other') }],
  ['by the variables of the state that makes it', { A: makes({ Assign: { 'v.$': '$.b' } }), B: reads('$.other') }],
  ['an empty object', { A: { Type: 'Pass', InputPath: null, ResultPath: '$.made', Next: 'B' }, B: reads('$.other') }],
  ['what a catcher gives', { A: { ...lambda, ResultPath: '$.made', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }], End: true }, B: reads('$.other') }],
  ['what branches give', { A: { Type: 'Parallel', ResultPath: '$.made', Branches: [{ StartAt: 'I', States: { I: { Type: 'Succeed' } } }], Next: 'B' }, B: reads('$.other') }],
  ['what JSONata gives', { A: { Type: 'Pass', QueryLanguage: 'JSONata', Output: { a: 1 }, Next: 'B' }, B: reads('$.other') }],
])('may be met: %s', (_, states) => {
  expect(mayBeMet(states)).toBe(true);
});
