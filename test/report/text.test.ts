import { INFO, report, reported, WARNING } from './findings';
import { excerptOf } from '../../src/report/report';
import { textReport } from '../../src/report/text';

test('a finding has its place, its source line with a caret, and its fix', () => {
  expect(textReport(report(reported(), WARNING, WARNING, INFO), false)).toBe(`\
flows/order.json:3:9  error  ASL201  State "A" goes to "Bil", which does not exist.
    3 | "Next": "Bil"
      |         ^
  in   state "A"
  AWS  MISSING_TRANSITION_TARGET
  fix  Name a state of the same scope.

flows/order.json:3:9  warning  ASL301  State "A" goes to "Bil", which does not exist.
  in   state "A"

flows/order.json:3:9  warning  ASL301  State "A" goes to "Bil", which does not exist.
  in   state "A"

flows/order.json:3:9  info  ASL302  State "A" goes to "Bil", which does not exist.
  in   state "A"

1 error, 2 warnings, 1 info in 2 definitions.
`);
});

test('the construct, where to read more, and that it can be mended', () => {
  const replacements = [{ start: { line: 3, column: 9 }, end: { line: 3, column: 14 }, newText: '"Bill"' }];
  const finding = { constructPath: 'Shop/Orders\n', link: 'https://example.com/rules' };
  expect(textReport(report(reported({ excerpt: undefined, replacements }, finding)), false)).toContain(`
  in   state "A" of Shop/Orders\\u000a
  AWS  MISSING_TRANSITION_TARGET
  fix  Name a state of the same scope. (--fix does it.)
  see  https://example.com/rules
`);
  expect(textReport(report(reported({ excerpt: undefined }, { ...finding, stateName: undefined })), false)).toContain('\n  in   Shop/Orders\\u000a\n');
  expect(textReport(report(reported({ excerpt: undefined }, { stateName: undefined })), false)).not.toContain('  in   ');
  expect(textReport(report(reported({ excerpt: undefined, stack: 'Shop' })), false)).toContain('\n  in   state "A" of stack "Shop"\n');
});

test('what was left out and what was mended is counted', () => {
  expect(textReport({ findings: [], definitions: 2, acknowledged: 1, fixed: 2, fixedFiles: 1 }, false)).toBe(
    'No findings in 2 definitions. 1 finding left out as acknowledged. 2 findings mended in 1 file.\n');
});

test('no findings are said to be none', () => {
  expect(textReport({ findings: [], definitions: 1 }, false)).toBe('No findings in 1 definition.\n');
});

test('a state machine of a template is named, with the pointer in its definition', () => {
  expect(textReport(report(reported({ stateMachine: 'Orders', excerpt: undefined })), false)).toContain(
    'error  ASL201  Orders: State "A" goes to "Bil", which does not exist.\n  at   /States/A/Next\n');
});

test('colours are there when asked for, and nothing else changes', () => {
  const coloured = textReport(report(reported()), true);
  expect(coloured).toContain('\u001b[31;1merror\u001b[0m');
  expect(coloured.replace(/\u001b\[[0-9;]*m/g, '')).toBe(textReport(report(reported()), false));
});

test('of a very long line the part around the place is shown, and the caret stands under it', () => {
  const text = `${'x'.repeat(5_000_000)}HERE${'y'.repeat(1000)}`;
  const lines = textReport(report(reported({ excerpt: excerptOf(text, 5_000_001, 1) })), false).split('\n');
  expect(lines[1].length).toBeLessThan(130);
  expect(lines[1].indexOf('HERE')).toBe(lines[2].indexOf('^'));
  expect(lines[1]).toMatch(/\| …x+HEREy+…$/);
});

test.each([['the start', 1], ['the end', 300]])('the caret stands right at %s of a long line', (_, column) => {
  const text = `<${'-'.repeat(298)}>`;
  const [, line, caret] = textReport(report(reported({ excerpt: excerptOf(text, column, 1) })), false).split('\n');
  expect(line[caret.indexOf('^')]).toBe(text[column - 1]);
});

test('a tab and what a terminal would obey are shown as text', () => {
  const text = textReport(report(reported({ excerpt: { text: '\t\u001b[2J"Next"', column: 6, line: 3 } }, { message: 'State "A\n\u001b[2J" is odd.' })), false);
  expect(text).toContain('State "A\\u000a\\u001b[2J" is odd.');
  expect(text).toContain('    3 |    [2J"Next"\n      |       ^\n');
  expect(text).not.toContain('\u001b');
});

describe('the caret stands under the place, however wide the characters before it are', () => {
  test.each([
    ['Chinese', '"結帳": "HERE"', 6],
    ['Korean', '"결제": "HERE"', 6],
    ['emoji', '"👍🏽👩‍👩‍👧": "HERE"', 6],
    ['a flag', '"🇩🇪": "HERE"', 4],
    ['accents that are characters of their own', '"e\u0301a\u0308": "HERE"', 4],
    ['nothing to see', '"\u200b\ufeff": "HERE"', 2],
    ['tabs', '\t\t"HERE"', 4],
  ])('%s', (_, text, width) => {
    const column = text.indexOf('"HERE') + 1;
    const [, , caret] = textReport(report(reported({ excerpt: excerptOf(text, column, 1) })), false).split('\n');
    const before = caret.indexOf('^') - '    1 | '.length;
    // Quotes, colon and blank.
    expect(before).toBe(width + (text.startsWith('\t') ? 0 : 2));
  });

  test('and a long line is cut where it is as wide as that, between characters', () => {
    const { text, column } = excerptOf(`${'結'.repeat(500)}HERE${'👩‍👩‍👧'.repeat(500)}`, 501, 1);
    expect(text.slice(column - 1).startsWith('HERE')).toBe(true);
    expect(text).toMatch(/^…結{30}HERE(👩‍👩‍👧){23}…$/u);
  });

  test('a short line is never cut', () => {
    expect(excerptOf('x'.repeat(110), 1)).toEqual({ text: 'x'.repeat(110), column: 1, line: undefined });
    expect(excerptOf('x'.repeat(110), 110)).toEqual({ text: 'x'.repeat(110), column: 110, line: undefined });
    expect(excerptOf('', 1)).toEqual({ text: '', column: 1, line: undefined });
  });
});
