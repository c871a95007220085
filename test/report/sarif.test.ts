import { INFO, report, reported, WARNING } from './findings';
import { ReportedFinding } from '../../src/report/report';
import { sarifReport } from '../../src/report/sarif';
import { FindingSeverity } from '../../src/validation/finding';
import { RuleMetadata } from '../../src/validation/rule';

const RULE: RuleMetadata = {
  id: 'ASL201',
  name: 'transition-target',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  summary: 'A transition names a state.',
  why: 'AWS refuses it.',
  fix: 'Name one.',
  link: 'https://states-language.net/spec.html#transition',
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

test('a fix says what to replace, and by what; the region has an end', () => {
  const replacements = [
    { start: { line: 3, column: 9 }, end: { line: 3, column: 14 }, newText: '"Bill"' },
    { start: { line: 5, column: 1 }, end: { line: 7, column: 3 }, newText: '' },
  ];
  const [result] = sarif(reported({ end: { line: 3, column: 14 }, replacements })).runs[0].results;
  expect(result.locations[0].physicalLocation.region).toEqual({ startLine: 3, startColumn: 9, endLine: 3, endColumn: 14 });
  expect(result.fixes).toEqual([{
    description: { text: 'Name a state of the same scope.' },
    artifactChanges: [{
      artifactLocation: { uri: 'flows/order.json' },
      replacements: [
        { deletedRegion: { startLine: 3, startColumn: 9, endLine: 3, endColumn: 14 }, insertedContent: { text: '"Bill"' } },
        { deletedRegion: { startLine: 5, startColumn: 1, endLine: 7, endColumn: 3 }, insertedContent: { text: '' } },
      ],
    }],
  }]);
});
