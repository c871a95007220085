import { command, testFolder } from './command';

const { write } = testFolder();
const validate = (...args: string[]) => command(['validate', ...args]);

const GOOD = 'export const request = (ctx) => ({ payload: ctx.args });\nexport const response = (ctx) => ctx.result;\n';
const BAD = GOOD.replace('ctx.result;', 'ctx.result++;');

test('good code has no findings', () => {
  expect(validate(write('good.js', GOOD))).toEqual({ exitCode: 0, output: 'No findings in 1 resolver.\n', errors: '' });
});

test('bad code is shown with its line, and what to write', () => {
  const file = write('bad.mjs', BAD);
  const { exitCode, output, errors } = validate(file);
  expect({ exitCode, errors }).toEqual({ exitCode: 1, errors: '' });
  expect(output).toContain(`${file}:2:34  error  GQL505  The operator ++ does not exist in the APPSYNC_JS runtime.\n    2 | export const response = (ctx) => ctx.result++;\n`);
  expect(output).toContain('  fix  Write += 1 or -= 1.\n');
  expect(output).toContain('in 1 resolver.\n');
});

test('a rule about code can be set and left out', () => {
  const file = write('bad.js', BAD);
  expect(validate(file, '--severity', 'GQL507=warning', '--ignore', 'GQL505').output).toContain('1 warning in 1 resolver. 1 finding left out');
  expect(validate(file, '--ignore', 'GQL505', '--ignore', 'GQL507').exitCode).toBe(0);
});

test('SARIF and JSON know it', () => {
  const file = write('bad.js', BAD);
  expect(validate(file, '--format', 'sarif').output).toContain('"id": "GQL505"');
  expect(JSON.parse(validate(file, '--format', 'json').output)).toMatchObject({ definitions: 0, resolvers: 1, errors: 2 });
});

test('a file that is not there is told of', () => {
  const { exitCode, errors } = validate('nowhere.js', write('good.js', GOOD));
  expect(exitCode).toBe(2);
  expect(errors).toContain('Code "nowhere.js" does not exist.');
});
