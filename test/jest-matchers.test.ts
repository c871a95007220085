import { run } from './simulator/run';
import { executionMatchers } from '../src/jest';

expect.extend(executionMatchers);

const states = { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Result: { done: true, at: 1 }, End: true } };
const good = run(states);
const bad = run({ A: { Type: 'Fail', Error: 'Boom', Cause: 'it went off' } });

test('matchers hold', () => {
  expect(good).toSucceed();
  expect(good).toSucceed({ done: true, at: 1 });
  expect(good).toSucceed(expect.objectContaining({ done: true }));
  expect(bad).not.toSucceed();
  expect(good).not.toSucceed({ done: false });
  expect(bad).toFailWith();
  expect(bad).toFailWith('Boom', 'went');
  expect(bad).not.toFailWith('Bang');
  expect(bad).not.toFailWith('Boom', 'nothing of it');
  expect(good).toHaveVisited('A', 'B');
  expect(good).not.toHaveVisited('C');
  expect(good).toHaveTakenPath('A', 'B');
  expect(good).not.toHaveTakenPath('B', 'A');
  expect(good).not.toHaveTakenPath('A');
});

test.each<[string, () => void, string]>([
  ['toSucceed', () => expect(bad).toSucceed(), 'The execution should have succeeded, and is FAILED: Boom: it went off.'],
  ['toSucceed with an output', () => expect(good).toSucceed({ done: true, at: 2 }), '-   "at": 2,'],
  ['toFailWith', () => expect(good).toFailWith('Boom'), 'The execution should have failed with the error "Boom", and is SUCCEEDED.'],
  ['toHaveVisited', () => expect(good).toHaveVisited('A', 'C'), 'The execution should have visited "C", and visited "A", "B".'],
  ['toHaveTakenPath', () => expect(good).toHaveTakenPath('B'), 'The execution should have taken the path "B", and took "A", "B".'],
])('%s says what is wrong, and shows the trace', (_name, action, message) => {
  expect(action).toThrow(message);
  expect(action).toThrow('0s  A  ');
});

test('what is no execution is said to be none', () => {
  expect(() => expect({}).toSucceed()).toThrow('This matcher looks at an execution');
});
