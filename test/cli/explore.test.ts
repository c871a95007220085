import { command, testFolder } from './command';

const { write } = testFolder();
const task = (more: object) => ({ Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:a', TimeoutSeconds: 5, ...more });
const definition = write('machine.json', {
  StartAt: 'A', States: {
    'A': task({ ResultPath: '$.a', Next: 'Is it big?' }),
    'Is it big?': { Type: 'Choice', Choices: [{ Variable: '$.a.size', NumericGreaterThan: 10, Next: 'Big' }], Default: 'Small' }, 'Big': { Type: 'Succeed' }, 'Small': { Type: 'Succeed' },
  },
});
const mocks = write('mocks.json', {
  StateMachines: { Machine: { TestCases: { Big: { A: 'Eleven' } } } }, MockedResponses: { Eleven: { 0: { Return: { size: 11 } } } },
});

test('says what is surprising, and exits with 1', () => {
  const { exitCode, output } = command(['explore', definition, '--mocks', mocks]);
  expect(exitCode).toBe(1);
  expect(output.split('\n')).toEqual([
    '3 executions explored: 3 surprises.', '',
    'UNHANDLED_ERROR (2): State "A" can fail with States.TaskFailed, States.Timeout, and nothing handles any of them.', '  input {}', '  "A" fails with States.TaskFailed', '',
    'UNREACHED_STATE: No execution reaches state "Small".', '',
    'Only one execution reaches "Is it big?", "Big".', '',
  ]);
});

test('exits with 0 where nothing is left', () => {
  const { exitCode, output } = command(['explore', definition, '--mocks', mocks, '--accept', 'A', '--accept', 'Small', '--input', '{"x": 1}', '--input', '{"x": 2}']);
  expect(exitCode).toBe(0);
  expect(output).toMatch(/^6 executions explored: no surprise, 3 accepted\./);
});

test('gives everything as JSON', () => {
  const { surprises, executions, isComplete } = JSON.parse(command(['explore', definition, '--mocks', mocks, '--format', 'json']).output);
  expect({ executions, isComplete, kinds: surprises.map(({ kind }: { kind: string }) => kind) })
    .toEqual({ executions: 3, isComplete: true, kinds: ['UNHANDLED_ERROR', 'UNHANDLED_ERROR', 'UNREACHED_STATE'] });
  expect(surprises[0].run.trace).toContain('FAILED');
});

test('says what it did not explore', () => {
  const { exitCode, output } = command(['explore', definition, '--max-executions', '1']);
  expect(exitCode).toBe(1);
  expect(output).toMatch(/^1 execution explored: 1 surprise\.\n\nINCOMPLETE: [^\n]* Raise maxExecutions or maxDepth \(--max-executions, --max-depth\)/);
  expect(output).not.toContain('UNREACHED');
  const three = write('three.json', { StartAt: 'A', States: { A: task({ Next: 'B' }), B: task({ Next: 'C' }), C: task({ End: true }) } });
  const isComplete = (depth: string) => JSON.parse(command(['explore', three, '--max-depth', depth, '--format', 'json']).output).isComplete;
  expect([isComplete('1'), isComplete('3')]).toEqual([false, true]);
});

test.each([[['--max-executions', '0']], [['--max-depth', '0']], [['--input', '{']], [['--case', 'None']]])('%j cannot be explored with', (options) => {
  const { exitCode, errors } = command(['explore', definition, ...options]);
  expect(exitCode).toBe(2);
  expect(errors).not.toBe('');
});
