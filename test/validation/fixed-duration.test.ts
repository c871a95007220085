import { WorkflowType } from '../../src/validation/rule';
import { validateDefinition } from '../../src/validation/validate';

const found = (definition: object, type: WorkflowType = 'EXPRESS') => (
  validateDefinition(JSON.stringify(definition), { type }).filter(({ id }) => id === 'ASL824').map(({ pointer, message }) => `${pointer} ${/ (\d+) seconds/.exec(message)?.[1]}`));

const wait = (seconds: number, next?: string) => ({ Type: 'Wait', Seconds: seconds, ...(next === undefined ? { End: true } : { Next: next }) });
const task = (fields: object) => ({ Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', ...fields });

test('the shortest way of several counts', () => {
  const diamond = (left: number, right: number) => ({
    StartAt: 'A',
    States: {
      A: { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'L' }], Default: 'R' }, L: wait(left, 'Z'), R: wait(right, 'Z'), Z: wait(100),
    },
  });
  expect(found(diamond(300, 201))).toEqual([' 301']);
  expect(found(diamond(300, 200))).toEqual([]);
});

test('exactly as long as the execution may take is not over it', () => {
  expect(found({ StartAt: 'A', States: { A: wait(300) } })).toEqual([]);
  expect(found({ StartAt: 'A', States: { A: wait(301) } })).toEqual([' 301']);
});

test('a loop is passed once, and a way that only fails is no good end', () => {
  expect(found({
    StartAt: 'A',
    States: { A: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'F' }], Next: 'B' }), B: wait(200, 'C'), C: { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'B' }], Default: 'D' }, D: wait(101), F: { Type: 'Fail' } },
  })).toEqual([' 301']);
});

test('a catcher leaves a Parallel state before it has waited', () => {
  const parallel = (fields: object) => ({
    StartAt: 'P', States: { P: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: wait(400) } }], End: true, ...fields }, Z: { Type: 'Succeed' } },
  });
  expect(found(parallel({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }] }))).toEqual([]);
  expect(found({ ...parallel({}), States: { P: parallel({}).States.P } })).toEqual([' 400']);
});

test('what is not fixed takes no time: other times, iterations, what is not known until deploy', () => {
  expect(found({ StartAt: 'A', States: { A: { Type: 'Wait', Timestamp: '2099-01-01T00:00:00Z', Next: 'B' }, B: { Type: 'Wait', SecondsPath: '$.s', End: true } } })).toEqual([]);
  expect(found({ StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: { StartAt: 'A', States: { A: wait(400) } }, End: true } } })).toEqual([]);
});

test('the timeout of the machine counts where it is shorter, whatever the type', () => {
  expect(found({ TimeoutSeconds: 60, StartAt: 'A', States: { A: wait(61) } })).toEqual(['/TimeoutSeconds 61']);
  expect(found({ TimeoutSeconds: 60, StartAt: 'A', States: { A: wait(61) } }, 'STANDARD')).toEqual(['/TimeoutSeconds 61']);
  expect(found({ TimeoutSeconds: 900, StartAt: 'A', States: { A: wait(301) } })).toEqual([' 301']);
  expect(found({ StartAt: 'A', States: { A: wait(301) } }, 'STANDARD')).toEqual([]);
});

test('nobody is told to raise a timeout where that does not help', () => {
  const fix = (timeout: object, seconds: number, type: WorkflowType = 'EXPRESS') => (
    validateDefinition(JSON.stringify({ ...timeout, StartAt: 'A', States: { A: wait(seconds) } }), { type }).find(({ id }) => id === 'ASL824')!.fix);
  const express = 'Shorten the waits, or use a Standard workflow. No execution of an Express workflow may take more than 300 seconds, whatever "TimeoutSeconds" says.';
  expect(fix({}, 301)).toBe(express);
  for (const TimeoutSeconds of [60, 300, 900]) expect(fix({ TimeoutSeconds }, 301)).toBe(express);
  expect(fix({ TimeoutSeconds: 60 }, 61)).toBe('Shorten the waits, or raise "TimeoutSeconds".');
  expect(fix({ TimeoutSeconds: 60 }, 400, 'STANDARD')).toBe('Shorten the waits, or raise "TimeoutSeconds".');
});
