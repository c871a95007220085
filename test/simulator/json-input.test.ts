import { toJsonValue } from '../../src/simulator/json-input';
import { refusalOf } from '../refusal';

const refused = (value: unknown) => refusalOf(() => toJsonValue(value, 'The input'));

test.each<[string, unknown, string]>([
  ['a function', { b: () => 1 }, '"b" is a function'],
  ['NaN', { a: { c: NaN } }, '"a.c" is NaN'],
  ['Infinity', [1, { 'x y': -Infinity }], '"[1]["x y"]" is -Infinity'],
  ['a symbol', { list: [{ s: Symbol('s') }] }, '"list[0].s" is a symbol'],
  ['a BigInt', { n: 5n }, '"n" is the BigInt 5'],
  ['an invalid date', { at: new Date(NaN) }, '"at" is an invalid date'],
  ['a Map', { m: new Map([['a', 1]]) }, '"m" is a Map'],
  ['a Set', { s: new Set([1]) }, '"s" is a Set'],
  ['a promise', { p: Promise.resolve(1) }, '"p" is a Promise'],
  ['an error', { e: new Error('x') }, '"e" is an Error'],
  ['a regular expression', { r: /x/ }, '"r" is a RegExp'],
  ['nothing in a list', { list: [1, undefined] }, '"list[1]" is undefined'],
  ['a hole in a list', [1, , 3], '"[1]" is undefined'], // eslint-disable-line no-sparse-arrays
  ['what toJSON makes of a member', { a: { toJSON: () => ({ b: NaN }) } }, '"a.b" is NaN'],
])('%s is refused, with its place', (_, value, problem) => {
  expect(refused(value)).toBe(`NotJson: The input is not JSON: ${problem}. Give plain objects, arrays, strings, finite numbers, booleans and null.`);
});

test('what is nothing of JSON as a whole is refused', () => {
  expect(refused(() => 1)).toBe('NotJson: The input is a function, which is not JSON. Give a value that is, for example {}.');
  expect(refused(undefined)).toBe('NotJson: The input is undefined, which is not JSON. Give a value that is, for example {}.');
  expect(refused(NaN)).toContain('NotJson: The input is NaN, which is not JSON.');
});

test('an object that holds itself is refused, one that stands in two places is not', () => {
  const own: { a: { self?: unknown } } = { a: {} };
  own.a.self = own;
  expect(refused(own)).toContain('"a.self" is an object that holds itself.');
  const shared = { x: -0 };
  expect(toJsonValue({ a: shared, b: [shared] }, 'The input')).toEqual({ a: { x: 0 }, b: [{ x: 0 }] });
});

test('what is too deep is refused, and what its own code refuses', () => {
  const deep = JSON.parse(`${'['.repeat(100_000)}-0${']'.repeat(100_000)}`);
  expect(refused(deep)).toContain('NotJson: The input cannot be written as JSON: it is nested too deeply.');
  expect(refused({ toJSON() { throw new Error('no'); } })).toContain('NotJson: The input cannot be written as JSON: no.');
});

class Order {
  public readonly id = 'o-1';
  public readonly note = undefined;
  constructor(public readonly at: Date) {}
}

test.each<[string, unknown]>([
  ['members that are undefined', { a: undefined, b: { c: undefined, d: 1 } }],
  ['dates', { at: new Date(0), list: [new Date(5)] }],
  ['instances of classes', new Order(new Date(0))],
  ['boxed values', { n: Object(1), s: Object('s'), b: Object(false) }],
  ['bytes', { buffer: Buffer.from('ab') }],
  ['names of prototypes', JSON.parse('{"__proto__": {"a": 1}, "at": -0}')],
])('%s are taken as JSON.stringify takes them', (_, value) => {
  expect(JSON.stringify(toJsonValue(value, 'The input'))).toBe(JSON.stringify(value));
});
