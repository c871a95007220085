import { JsonValue } from '../../../src/asl/json-value';
import { compileExpression, compilePath } from '../../../src/asl/paths/expression';
import { scopeOf } from '../scope';

const scope = scopeOf(
  { a: [{ b: 1 }], list: [1, 2] },
  { 'Execution': { Id: 'arn', Input: { 'input-value': 0 } }, 'State': { Name: 'S' }, 'odd key': 1 },
  { x: 5, user: { name: 'Ann', tags: ['t'] }, ünï_1: true },
);

describe('reads', () => {
  test.each<[string, JsonValue]>([
    ['$', { a: [{ b: 1 }], list: [1, 2] }],
    ['$.a[0].b', 1],
    ['$.list[*]', [1, 2]],
    ["$['a']", [{ b: 1 }]],
    ['$$.Execution.Id', 'arn'],
    ['$$.Execution.Input.input-value', 0],
    ["$$['odd key']", 1],
    ['$$', { 'Execution': { Id: 'arn', Input: { 'input-value': 0 } }, 'State': { Name: 'S' }, 'odd key': 1 }],
    ['$x', 5],
    ['$user.name', 'Ann'],
    ['$user.tags[0]', 't'],
    ["$user['tags'][*]", ['t']],
    ['$ünï_1', true],
    ["States.Format('{} {}', $user.name, $$.State.Name)", 'Ann S'],
  ])('%s', (text, expected) => {
    expect(compileExpression(text)(scope)).toEqual(expected);
    if (text.startsWith('$')) {
      expect(compilePath(text).find(scope)).toEqual(expected);
      expect(compilePath(text).read(scope)).toEqual(expected);
    }
  });
});

test.each<[string, boolean]>([['$.a', true], ['$.a[*]', false], ['$$.State', true], ['$x', true], ['$x..a', false]])('%s is definite: %s', (text, definite) => {
  expect(compilePath(text)).toMatchObject({ text, definite });
});

describe('fails at', () => {
  test.each([
    ['$.nope', "No results for path: $['nope']"],
    ['$.nope.x', "Missing property in path $['nope']"],
    ['$$.Nope', "No results for path: $['Nope']"],
    ['$user.nope', "No results for path: $['nope']"],
    ['$unknown', 'Variable "unknown" has no value: no state before this one has assigned it.'],
    ['$unknown.x', 'Variable "unknown" has no value: no state before this one has assigned it.'],
    ['$toString', 'Variable "toString" has no value: no state before this one has assigned it.'],
  ])('%s', (text, message) => {
    expect(() => compileExpression(text)(scope)).toThrow(expect.objectContaining({ name: 'EvaluationError', kind: 'path', message }));
    expect(compilePath(text).find(scope)).toBeUndefined();
  });
});

describe('refuses', () => {
  test.each([
    ['a', 'Expression "a" is neither a path nor an intrinsic function. Start it with "$" for the input, "$$" for the context object, "$name" for a variable or "States." for an intrinsic function.'],
    ['', 'is neither a path nor an intrinsic function'],
    [' $.a', 'is neither a path nor an intrinsic function'],
    ['$1', "Illegal character at position 1 expected '.' or '['"],
    ['$$$', "Illegal character at position 1 expected '.' or '['"],
    ['$x y', "Illegal character at position 1 expected '.' or '['"],
    ['$.a[', 'Could not parse token'],
  ])('%s', (text, message) => {
    expect(() => compileExpression(text)).toThrow(expect.objectContaining({ name: 'ExpressionSyntaxError', message: expect.stringContaining(message) }));
  });

  test('a path that is no path', () => {
    expect(() => compilePath('States.UUID()')).toThrow('does not start with "$"');
  });
});
