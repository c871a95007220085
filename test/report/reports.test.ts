import { githubReport } from '../../src/report/github';
import { jsonReport } from '../../src/report/json';
import { Report, ReportedFinding } from '../../src/report/report';
import { sarifReport } from '../../src/report/sarif';
import { textReport } from '../../src/report/text';
import { Finding, FindingSeverity } from '../../src/validation/finding';
import { RuleMetadata } from '../../src/validation/rule';

const FINDING: Finding = {
  id: 'ASL201',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'MISSING_TRANSITION_TARGET',
  message: 'State "A" goes to "Bil", which does not exist.',
  fix: 'Name a state of the same scope.',
  pointer: '/States/A/Next',
  line: 3,
  column: 9,
  stateName: 'A',
};

function reported(changes: Partial<ReportedFinding> = {}, finding: Partial<Finding> = {}): ReportedFinding {
  return { finding: { ...FINDING, ...finding }, file: 'flows/order.json', line: 3, column: 9, excerpt: { text: '"Next": "Bil"', column: 9, line: 3 }, ...changes };
}

const report = (...findings: ReportedFinding[]): Report => ({ findings, definitions: 2 });
const WARNING = reported({ excerpt: undefined }, { id: 'ASL301', severity: FindingSeverity.WARNING, refusedByAws: false, awsCode: undefined, fix: undefined });
const INFO = reported({ excerpt: undefined }, { id: 'ASL302', severity: FindingSeverity.INFO, refusedByAws: false, awsCode: undefined, fix: undefined });

describe('text', () => {
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
    const lines = textReport(report(reported({ excerpt: { text, column: 5_000_001, line: 1 } })), false).split('\n');
    expect(lines[1].length).toBeLessThan(130);
    expect(lines[1].indexOf('HERE')).toBe(lines[2].indexOf('^'));
    expect(lines[1]).toMatch(/\| …x+HEREy+…$/);
  });

  test.each([['the start', 1], ['the end', 300]])('the caret stands right at %s of a long line', (_, column) => {
    const text = `<${'-'.repeat(298)}>`;
    const [, line, caret] = textReport(report(reported({ excerpt: { text, column, line: 1 } })), false).split('\n');
    expect(line[caret.indexOf('^')]).toBe(text[column - 1]);
  });

  test('a tab and what a terminal would obey are shown as text', () => {
    const text = textReport(report(reported({ excerpt: { text: '\t\u001b[2J"Next"', column: 6, line: 3 } }, { message: 'State "A\n\u001b[2J" is odd.' })), false);
    expect(text).toContain('State "A\\u000a\\u001b[2J" is odd.');
    expect(text).toContain('    3 |   [2J"Next"\n      |      ^\n');
    expect(text).not.toContain('\u001b');
  });
});

test('JSON has every member of a finding, with the place in the file', () => {
  const place = { line: 30, column: 7 };
  expect(JSON.parse(jsonReport(report(reported({ ...place, stateMachine: 'Orders' }), WARNING)))).toEqual({
    definitions: 2,
    errors: 1,
    warnings: 1,
    infos: 0,
    findings: [
      { ...FINDING, file: 'flows/order.json', stateMachine: 'Orders', ...place },
      { ...WARNING.finding, file: 'flows/order.json', line: 3, column: 9 },
    ].map((each) => JSON.parse(JSON.stringify(each))),
  });
});

describe('GitHub annotations', () => {
  test('one command a finding, by severity', () => {
    expect(githubReport(report(reported(), WARNING, INFO))).toBe(
      '::error file=flows/order.json,line=3,col=9,title=ASL201::State "A" goes to "Bil", which does not exist.%0AName a state of the same scope.\n'
      + '::warning file=flows/order.json,line=3,col=9,title=ASL301::State "A" goes to "Bil", which does not exist.\n'
      + '::notice file=flows/order.json,line=3,col=9,title=ASL302::State "A" goes to "Bil", which does not exist.\n');
  });

  test('nothing in a name can end a command or add a property', () => {
    const output = githubReport(report(reported(
      { file: 'a,line=1:b%.json', stateMachine: 'M\n::error::x' }, { message: '100%\r\n::set-output name=x::y', fix: undefined })));
    expect(output).toBe('::error file=a%2Cline=1%3Ab%25.json,line=3,col=9,title=ASL201 in M%0A%3A%3Aerror%3A%3Ax::100%25%0D%0A::set-output name=x::y\n');
    expect(output.split('\n')).toHaveLength(2);
  });
});

describe('SARIF', () => {
  const RULE: RuleMetadata = {
    id: 'ASL201', name: 'transition-target', severity: FindingSeverity.ERROR, refusedByAws: true,
    summary: 'A transition names a state.', why: 'AWS refuses it.', fix: 'Name one.', link: 'https://states-language.net/spec.html#transition',
  };
  const sarif = (...findings: ReportedFinding[]) => JSON.parse(sarifReport(report(...findings), { version: '1.2.3', rules: [RULE, { ...RULE, id: 'ASL301' }] }));

  test('it has what the schema requires', () => {
    const { $schema, version, runs: [run] } = sarif(reported(), WARNING, INFO);
    expect({ $schema, version }).toEqual({ $schema: expect.stringMatching(/sarif-schema-2\.1\.0\.json$/), version: '2.1.0' });
    expect(run.tool.driver).toMatchObject({ name: 'stepwright', version: '1.2.3' });
    expect(run.columnKind).toBe('utf16CodeUnits');
    expect(run.tool.driver.rules[0]).toEqual({
      id: 'ASL201',
      name: 'transition-target',
      shortDescription: { text: 'A transition names a state.' },
      fullDescription: { text: 'AWS refuses it.' },
      help: { text: 'Name one.' },
      helpUri: 'https://states-language.net/spec.html#transition',
      defaultConfiguration: { level: 'error' },
    });
    expect(run.results[0]).toEqual({
      ruleId: 'ASL201',
      ruleIndex: 0,
      level: 'error',
      message: { text: 'State "A" goes to "Bil", which does not exist. Name a state of the same scope.' },
      locations: [{
        physicalLocation: { artifactLocation: { uri: 'flows/order.json' }, region: { startLine: 3, startColumn: 9 } },
        logicalLocations: [{ name: 'A', fullyQualifiedName: '/States/A/Next' }],
      }],
      properties: { refusedByAws: true, awsCode: 'MISSING_TRANSITION_TARGET' },
    });
    expect(run.results.map(({ level, ruleIndex }: { level: string; ruleIndex?: number }) => [level, ruleIndex])).toEqual([['error', 0], ['warning', 1], ['note', undefined]]);
  });

  test.each([
    ['./flows/my order.json', 'flows/my%20order.json'],
    ['../flows/a#b%c.json', '../flows/a%23b%25c.json'],
    ['/flows/my order.json', 'file:///flows/my%20order.json'],
  ])('the path %s is the URI %s', (file, uri) => {
    expect(sarif(reported({ file })).runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(uri);
  });

  test('a state machine of a template is part of the logical location', () => {
    expect(sarif(reported({ stateMachine: 'Orders' })).runs[0].results[0].locations[0].logicalLocations).toEqual([{ name: 'A', fullyQualifiedName: 'Orders/States/A/Next' }]);
  });
});
