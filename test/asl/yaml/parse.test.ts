import { parseDefinition } from '../../../src/asl/document';

const yaml = (text: string, substitutions = false) => parseDefinition(text, { format: 'yaml', substitutions });

test('gives the value that the same JSON gives, with places in the YAML', () => {
  const document = yaml('# a comment\nStartAt: A\nStates:\n  A:\n    Type: Wait\n    Seconds: 10\n    Timestamp: 2016-01-01\n    End: true\n    Comment:\n  b: [x, {y: 1.5}]\n');
  expect(document.problems).toEqual([]);
  expect(document.toValue()).toEqual({
    StartAt: 'A',
    States: { A: { Type: 'Wait', Seconds: 10, Timestamp: '2016-01-01', End: true, Comment: null }, b: ['x', { y: 1.5 }] },
  });
  expect(document.locate('/States/A/Seconds')).toEqual({ line: 6, column: 14 });
  expect(document.locateName(document.nodeAt('/States/A')!)).toEqual({ line: 4, column: 3 });
});

test('aliases are followed', () => {
  expect(yaml('a: &x {b: 1}\nc: *x\n').toValue()).toEqual({ a: { b: 1 }, c: { b: 1 } });
});

test('keys are texts, __proto__ is an own member, numbers as keys keep their spelling', () => {
  const value = yaml('__proto__: {x: 1}\n0x10: a\n').toValue();
  expect(JSON.stringify(value)).toBe('{"__proto__":{"x":1},"0x10":"a"}');
});

test.each([
  ['yes', true], ['Yes', true], ['ON', true], ['true', true], ['no', false], ['Off', false], ['FALSE', false],
  ['"yes"', 'yes'], ["'off'", 'off'], ['!!str no', 'no'], ['y', 'y'], ['n', 'n'], ['yEs', 'yEs'], ['yes please', 'yes please'],
  ['1_000', '1_000'], ['12:30:00', '12:30:00'],
])('%s is read as AWS reads it', (text, value) => {
  expect(yaml(`a: ${text}\n`).toValue()).toEqual({ a: value });
});

test('a key that would be true or false as a value is a text', () => {
  expect(yaml('on: 1\nStates: {No: 2}\n').toValue()).toEqual({ on: 1, States: { No: 2 } });
});

test('tags and substitutions are opaque', () => {
  const document = yaml('a: !GetAtt Fn.Arn\nb: ${N}\nc: x-${N}-y\n"${K}": 1\n', true);
  expect(['/a', '/b', '/c'].map((pointer) => document.nodeAt(pointer)?.kind)).toEqual(['opaque', 'opaque', 'opaque']);
  expect(document.toValue()).toEqual({ 'a': '!GetAtt', 'b': '${N}', 'c': 'x-${N}-y', '${K}': 1 });
});

test.each([
  ['a duplicate key', 'a: 1\nb: 2\na: 3\n', /^3:1 "a" stands twice/],
  ['no YAML', 'a: [1\nb: 2', /^\d+:\d+ The text is not YAML: /],
  ['an empty text', '', /^1:1 The text is empty/],
  ['two documents', 'a: 1\n---\nb: 2\n', /^\d:1 The text is not YAML: /],
  ['a key that is no text', '? [k]\n: 1\n', /A key is no plain text/],
  ['a number that JSON has not', 'a: .inf\n', /^1:4 "\.inf" is no number of JSON/],
  ['an unknown alias', 'a: *nope\n', /The text is not YAML|names no anchor/],
  ['10,000 levels', '['.repeat(10_000), /nested too deeply|not YAML/],
  ['10,000 closed levels', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, /nested too deeply/],
  ['1,500 levels', `${'{a: '.repeat(1500)}1${'}'.repeat(1500)}`, /nested too deeply/],
  ['an alias inside itself', 'a: &x\n  b: *x\n', /nested too deeply|not YAML|names no anchor/],
  ['aliases that multiply', ['a0: &a0 [1,1,1,1,1,1,1,1,1,1]', ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(',')}]`)].join('\n'), /aliases of the text/],
])('%s is a problem with its place', (_, text, message) => {
  const { problems } = yaml(text);
  expect(problems.map((problem) => `${problem.line}:${problem.column} ${problem.message}`)).toEqual([expect.stringMatching(message)]);
});
