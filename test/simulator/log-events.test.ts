import { LogLevel } from 'aws-cdk-lib/aws-stepfunctions';
import { run } from './run';
import { Simulator, TaskMock } from '../../src';

const task = { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/1/q', MessageBody: 'm' } };
const CAUGHT = { A: { ...task, Catch: [{ ErrorEquals: ['Boom'], Next: 'B' }], End: true }, B: { Type: 'Pass', Assign: { x: 1 }, Next: 'C' }, C: { Type: 'Fail', Error: 'Late' } };
const failing = () => run(CAUGHT, {}, { A: TaskMock.fail('Boom', 'why') }, { workflowType: 'EXPRESS' as never });
const types = (level: LogLevel) => failing().logEvents({ level }).map(({ type }) => type);

test('an event has the form of CloudWatch Logs', () => {
  const [started] = failing().logEvents();
  expect(JSON.stringify(started)).toBe(JSON.stringify({
    id: '1', type: 'ExecutionStarted',
    details: { input: '{}', inputDetails: { truncated: false }, roleArn: 'arn:aws:iam::123456789012:role/StateMachineRole' },
    previous_event_id: '0', event_timestamp: '1767225600000',
    execution_arn: started.execution_arn, redrive_count: '0',
  }));
  expect(started.execution_arn).toMatch(/^arn:aws:states:us-east-1:123456789012:express:StateMachine:[0-9a-f-]{36}:[0-9a-f-]{36}$/);
});

test('the level says which events are logged', () => {
  expect(types(LogLevel.ALL)).toEqual(failing().history.map(({ type }) => type));
  expect(types(LogLevel.ERROR)).toEqual(['TaskFailed', 'FailStateEntered', 'ExecutionFailed']);
  expect(types(LogLevel.FATAL)).toEqual(['ExecutionFailed']);
  expect(types(LogLevel.OFF)).toEqual([]);
  expect(() => types('DEBUG' as never)).toThrow('The log level is "DEBUG". It must be one of "ALL", "ERROR", "FATAL", "OFF".');
});

test('without execution data there are names, resources and errors', () => {
  const logged = failing().logEvents({ includeExecutionData: false });
  expect(logged.map(({ type, details }) => [type, details])).toEqual([
    ['ExecutionStarted', { roleArn: expect.any(String) }],
    ['TaskStateEntered', { name: 'A' }],
    ['TaskScheduled', { region: 'us-east-1', resource: 'sendMessage', resourceType: 'sqs' }],
    ['TaskStarted', { resource: 'sendMessage', resourceType: 'sqs' }],
    ['TaskFailed', { cause: 'why', error: 'Boom', resource: 'sendMessage', resourceType: 'sqs' }],
    ['TaskStateExited', { name: 'A' }],
    ['PassStateEntered', { name: 'B' }],
    ['PassStateExited', { name: 'B' }],
    ['FailStateEntered', { name: 'C' }],
    ['ExecutionFailed', { error: 'Late' }],
  ]);
});

test('an event without details has an empty object of them', () => {
  const parallel = { P: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }], End: true } };
  const started = run(parallel).logEvents().find(({ type }) => type === 'ParallelStateStarted');
  expect(started).toMatchObject({ details: {} });
});

test('what is too large for CloudWatch Logs is cut', () => {
  const [{ details }] = run({ A: { Type: 'Pass', End: true } }, { text: '"😀'.repeat(33_000) }).logEvents();
  expect(details.inputDetails).toEqual({ truncated: true });
  const escaped = Buffer.byteLength(JSON.stringify(details.input)) - 2;
  expect(escaped).toBeLessThanOrEqual(248 * 1024);
  expect(escaped).toBeGreaterThan(248 * 1024 - 10);
  expect(details.input.isWellFormed?.() ?? true).toBe(true);
});

test('a redriven execution says how often it was', () => {
  const running = Simulator.fromDefinition({ StartAt: 'A', States: { A: { ...task, End: true } } }).start();
  running.failTask(running.pendingTasks[0].taskToken, 'Boom');
  running.redrive();
  running.succeedTask(running.pendingTasks[0].taskToken);
  const counts = running.execution.logEvents().map(({ type, redrive_count }) => `${type} ${redrive_count}`);
  expect(counts.slice(4, 7)).toEqual(['TaskFailed 0', 'ExecutionFailed 0', 'ExecutionRedriven 1']);
  expect(counts.at(-1)).toBe('ExecutionSucceeded 1');
});

test('options that there are not are refused', () => {
  expect(() => run({ A: { Type: 'Pass', End: true } }, {}).logEvents({ levle: 'ALL' } as never))
    .toThrow('A log of an execution has no option "levle". Did you mean "level"? It has "includeExecutionData", "level".');
});

test('the children of a Distributed Map are logged, too', () => {
  const processor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'A', States: { A: { Type: 'Pass', End: true } } };
  const [child] = run({ M: { Type: 'Map', ItemProcessor: processor, End: true } }, [1]).mapRuns[0].childExecutions;
  const logged = child.logEvents({ includeExecutionData: false });
  expect(logged.map(({ type }) => type)).toEqual(['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'ExecutionSucceeded']);
  expect(logged[0].execution_arn).toBe(child.arn);
});
