import { FINDING, report, reported, WARNING } from './findings';
import { jsonReport } from '../../src/report/json';

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

test('edits are those of the file', () => {
  const edits = [{ start: 1, end: 2, newText: 'x' }];
  const end = { line: 3, column: 14 };
  const [inFile, inTemplate] = JSON.parse(jsonReport(report(reported({ end, replacements: [] }, { edits }), reported({}, { edits })))).findings;
  expect(inFile).toMatchObject({ endLine: 3, endColumn: 14, edits });
  expect(inTemplate).not.toHaveProperty('edits');
  expect(inTemplate).not.toHaveProperty('endLine');
});
