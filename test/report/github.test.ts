import { INFO, report, reported, WARNING } from './findings';
import { githubReport } from '../../src/report/github';

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

test('the end of the place is said where it is known', () => {
  expect(githubReport(report(reported({ end: { line: 3, column: 14 } })))).toMatch(/^::error file=flows\/order\.json,line=3,col=9,endLine=3,endColumn=14,title=ASL201::/);
});
