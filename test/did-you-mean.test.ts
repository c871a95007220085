import { didYouMean, nearestName, onlyNearName } from '../src/did-you-mean';

test.each([
  ['Bil', ['Ship', 'Bill', 'Charge'], 'Bill'],
  ['Retrun', ['Throw', 'Return'], 'Return'],
  ['return', ['Throw', 'Return'], 'Return'],
  ['MockedResponse', ['StateMachines', 'MockedResponses'], 'MockedResponses'],
  ['Cause', ['Error', 'Cause'], 'Cause'],
  ['Z', ['Charge', 'Ship'], undefined],
  ['Shipping department', ['Charge', 'Ship'], undefined],
  ['', ['Charge'], undefined],
  ['Z', ['A'], undefined],
  ['Bill', [], undefined],
  ['__proto_', ['__proto__', 'constructor'], '__proto__'],
])('the name nearest to %j among %j is %j', (name, candidates, expected) => {
  expect(nearestName(name, candidates)).toBe(expected);
});

test('the sentence is empty where nothing is near', () => {
  expect(didYouMean('Bil', ['Bill'])).toBe(' Did you mean "Bill"?');
  expect(didYouMean('Refund', ['Bill'])).toBe('');
});

test('very long names are not compared', () => {
  const long = 'x'.repeat(1_000_000);
  expect(nearestName(long, [`${long}y`])).toBeUndefined();
  expect(nearestName('x', [long])).toBeUndefined();
});

test.each([
  ['Bil', ['Ship', 'Bill', 'Charge'], 'Bill'],
  ['Bil', ['Bill', 'Bill'], 'Bill'],
  ['Bil', ['Bill', 'Bile'], undefined],
  ['bill', ['Bill', 'Bills'], undefined],
  ['Z', ['Charge'], undefined],
])('the only name near to %j among %j is %j', (name, candidates, expected) => {
  expect(onlyNearName(name, candidates)).toBe(expected);
});
