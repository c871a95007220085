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
