import { INFO, report, reported, WARNING } from './findings';
import { excerptOf } from '../../src/report/report';
import { textReport } from '../../src/report/text';

test('a finding has its place, its source line with a caret, and its fix', () => {
  expect(textReport(report(reported(), WARNING, WARNING, INFO), false)).toBe(`\
flows/order.json:3:9  error  ASL201  State "A" goes to "Bil", which does not exist.
    3 | "Next": "Bil"
      |         ^
  AWS  MISSING_TRANSITION_TARGET
  fix  Name a state of the same scope.

flows/order.json:3:9  warning  ASL301  State "A" goes to "Bil", which does not exist.

flows/order.json:3:9  warning  ASL301  State "A" goes to "Bil", which does not exist.

flows/order.json:3:9  info  ASL302  State "A" goes to "Bil", which does not exist.

1 error, 2 warnings, 1 info in 2 definitions.
`);
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
  expect(text).toContain('    3 |   [2J"Next"\n      |      ^\n');
  expect(text).not.toContain('\u001b');
});
