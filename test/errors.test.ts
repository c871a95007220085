import { inspect } from 'node:util';
import { StepwrightError } from '../src/errors';

test('an error says its sentence once, and what to do about it in code', () => {
  const error = new StepwrightError('NoName', 'The name is missing.', 'Give it one.');
  expect(error).toMatchObject({ code: 'NoName', problem: 'The name is missing.', message: 'The name is missing. Give it one.' });
  expect(inspect(error).match(/The name is missing/g)).toHaveLength(1);
});
