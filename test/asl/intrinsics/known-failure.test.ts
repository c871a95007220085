import { parseIntrinsicCall } from '../../../src/asl/intrinsics/intrinsic-syntax';
import { knownFailure } from '../../../src/asl/intrinsics/known-failure';

const failure = (call: string) => knownFailure(parseIntrinsicCall(call));

test.each([
  ["States.Format('{}', $.a, $.b)", 'States.Format'],
  ["States.Format('no place', $.a)", 'States.Format'],
  ['States.Format(1, $.a)', 'States.Format'],
  ['States.StringSplit($.a, 1)', 'States.StringSplit'],
  ['States.StringToJson(1)', 'States.StringToJson'],
  ["States.StringToJson('{')", 'States.StringToJson'],
  ['States.JsonMerge($.a, $.b, true)', 'States.JsonMerge'],
  ["States.JsonMerge('a', $.b, false)", 'States.JsonMerge'],
  ['States.ArrayPartition($.a, 0)', 'States.ArrayPartition'],
  ["States.ArrayContains('a', 'b')", 'States.ArrayContains'],
  ['States.ArrayRange(1, $.a, 0)', 'States.ArrayRange'],
  ["States.ArrayRange('1', $.a, 1)", 'States.ArrayRange'],
  ['States.ArrayRange(0, 1000, 1)', 'States.ArrayRange'],
  ['States.ArrayGetItem($.a, -1)', 'States.ArrayGetItem'],
  ['States.ArrayGetItem(States.Array(1, 2), 2)', 'States.ArrayGetItem'],
  ["States.ArrayLength('abc')", 'States.ArrayLength'],
  ['States.ArrayUnique(1)', 'States.ArrayUnique'],
  [`States.Base64Encode('${'x'.repeat(10_001)}')`, 'States.Base64Encode'],
  ["States.Base64Decode('!')", 'States.Base64Decode'],
  ["States.Hash($.a, 'sha-256')", 'States.Hash'],
  ["States.Hash(1, 'SHA-256')", 'States.Hash'],
  ['States.MathAdd($.a, true)', 'States.MathAdd'],
  ['States.MathAdd(2147483647, 1)', 'States.MathAdd'],
  ['States.MathRandom(5, 5)', 'States.MathRandom'],
  ["States.MathRandom($.a, $.b, 'seed')", 'States.MathRandom'],
  ["States.Format('{}', States.MathAdd('1', $.a))", 'States.MathAdd'],
  ["States.MathAdd(States.Format('{}', 1), $.a)", 'States.MathAdd'],
])('%s fails in %s', (call, name) => {
  expect(failure(call)).toMatch(`"${name}" fails here: `);
});

test.each([
  'States.Format($.template, $.a, $.b)',
  "States.Format('\\{{}\\}', $.a)",
  'States.MathAdd(1.5, $.a)',
  'States.ArrayRange(1, 1000, 1)',
  'States.UUID()',
  'States.MathRandom(1, $.b)',
  "States.Hash(States.UUID(), 'SHA-1')",
  'States.ArrayGetItem($.a, 0)',
  "States.StringSplit('a,b', ',')",
  'States.ArrayPartition(States.ArrayRange(1, 9, 2), 2)',
  'States.JsonMerge($.a, States.StringToJson(\'{}\'), false)',
  'States.Array(null, true, 1)',
])('%s may work', (call) => expect(failure(call)).toBeUndefined());
