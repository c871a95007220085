import { Duration } from 'aws-cdk-lib';
import { breakEven } from '../../../src/simulator/cost/break-even';
import { dollars } from '../../../src/simulator/cost/cost-estimate';
import { expressPrice, PRICES, standardPrice } from '../../../src/simulator/cost/prices';
import { TaskMock } from '../../../src/simulator/task-mock';
import { command, testFolder } from '../../cli/command';
import { LAMBDA, run } from '../run';

const { write } = testFolder();
const WORK = { Work: { Type: 'Task', Resource: LAMBDA('work'), Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 1 }], Next: 'Done' }, Done: { Type: 'Succeed' } };
const after = (milliseconds: number, mock = TaskMock.succeed({})) => TaskMock.after(Duration.millis(milliseconds), mock);

describe('the price table', () => {
  test('gives what the examples of AWS\'s page come to', () => {
    // 100 million executions of 10 seconds with 64 MB: $100.00 for the requests, $382.97 for the duration.
    const gbHours = 100e6 * 10 * 64 / 1024 / 3600;
    expect(gbHours).toBeCloseTo(17_361.11, 2);
    expect(expressPrice(100e6, gbHours, PRICES)).toBeCloseTo(482.97, 2);
    expect(standardPrice(4000, PRICES)).toBe(0);
    expect(standardPrice(1_004_000, PRICES)).toBeCloseTo(25, 10);
  });
});

describe('the cost of an execution', () => {
  test('counts a retry as a transition', () => {
    expect(run(WORK, {}, { Work: TaskMock.succeed() }).cost.transitions).toBe(2);
    const { cost, transitions } = run(WORK, {}, { Work: TaskMock.sequence([TaskMock.fail('Busy'), TaskMock.fail('Busy'), TaskMock.succeed()]) });
    expect([cost.transitions, transitions]).toEqual([4, 4]);
    expect(cost.standard).toBeCloseTo(4 * 0.000025, 12);
  });

  test.each([[0, 100], [1, 100], [100, 100], [101, 200], [2500, 2500], [2501, 2600]])('bills %s ms of Express as %s ms', (took, billed) => {
    const { cost } = run(WORK, {}, { Work: after(took) });
    expect(cost).toMatchObject({ durationMilliseconds: took, billedDurationMilliseconds: billed, billedMemoryMegabytes: 64 });
    expect(cost.express).toBeCloseTo(1e-6 + billed / 3.6e6 * 64 / 1024 * 0.06, 15);
  });

  test('estimates memory from the definition, and the data times iterations and branches', () => {
    const item = 'x'.repeat(100_000);
    const states = (count: number) => ({
      Make: { Type: 'Pass', Result: Array.from({ length: count }, (_, index) => index), ResultPath: '$.list', Next: 'Each' },
      Each: { Type: 'Map', ItemsPath: '$.list', ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', End: true } } }, End: true },
    });
    expect(run(states(10), { item }).cost.billedMemoryMegabytes).toBe(64); // 50 MB and 1 MB
    expect(run(states(150), { item }).cost.billedMemoryMegabytes).toBe(128); // 50 MB and 15 MB
  });

  test('per month takes the free transitions off, and says which type is cheaper', () => {
    const { cost } = run(WORK, {}, { Work: after(1000) });
    expect(cost.perMonth(0)).toEqual({ executions: 0, standard: 0, express: 0, cheaper: 'STANDARD' });
    expect(cost.perMonth(2000)).toMatchObject({ standard: 0, cheaper: 'STANDARD' });
    expect(cost.perMonth(1_000_000).standard).toBeCloseTo((2_000_000 - 4000) * 0.000025, 8);
    expect(cost.perMonth(1_000_000).express).toBeCloseTo(1 + 1_000_000 / 3600 * 64 / 1024 * 0.06, 8);
    expect(cost.perMonth(1_000_000).cheaper).toBe('EXPRESS');
    expect(() => cost.perMonth(1.5)).toThrow('The number of executions a month is 1.5. Give a whole number from 0.');
  });

  test.each([[100], [30_000], [48_000], [60_000]])('breaks even at one number of executions, of %s ms', (took) => {
    const { cost } = run(WORK, {}, { Work: after(took) });
    const at = cost.breakEvenExecutions!;
    expect(cost.perMonth(at).cheaper).toBe('EXPRESS');
    expect(cost.perMonth(at - 1).cheaper).toBe('STANDARD');
    expect(cost.perMonth(at * 10).cheaper).toBe('EXPRESS');
  });

  test('never breaks even where an execution takes long', () => {
    const { cost } = run(WORK, {}, { Work: after(299_000) });
    expect(cost.breakEvenExecutions).toBeUndefined();
    expect(cost.perMonth(1e9).cheaper).toBe('STANDARD');
    expect(cost.summary).toContain('Standard is cheaper for any number of executions');
    expect(breakEven(2, 1, PRICES)).toBeUndefined();
  });

  const MAP = { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }, End: true };
  test.each<[string, object, unknown]>([
    ['it takes five minutes or longer.', { Wait: { Type: 'Wait', Seconds: 300, End: true } }, {}],
    ['state "Ask" waits for a callback.', { Ask: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', Parameters: { 'QueueUrl': 'q', 'MessageBody.$': '$$.Task.Token' }, TimeoutSeconds: 9, End: true } }, {}],
    ['state "Run" waits for a job to end.', { Run: { Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync:2', Parameters: { StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:M' }, End: true } }, {}],
    ['state "Do" calls an activity.', { Do: { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:do', End: true } }, {}],
    ['state "Each" is a Distributed Map.', { Each: MAP }, [1]],
  ])('has no price as Express where %s', (reason, states, input) => {
    const { cost } = run(states, input, Object.fromEntries(['Ask', 'Run', 'Do'].filter((name) => name in states).map((name) => [name, TaskMock.succeed()])));
    expect(cost).toMatchObject({ express: undefined, breakEvenExecutions: undefined, notExpressReason: reason });
    expect(cost.perMonth(1e9)).toMatchObject({ express: undefined, cheaper: 'STANDARD' });
    expect(cost.summary).toContain(`as Express: not possible: ${reason}`);
  });

  test('as a text', () => {
    expect(run(WORK, {}, { Work: after(1000) }).cost.summary).toBe([
      '2 transitions, 1s of virtual time',
      'as Standard: $0.00005 an execution, after 4,000 free transitions a month',
      'as Express: $0.00000204 an execution, for 1000 ms with 64 MB',
      'Express is cheaper from 2,086 executions a month on',
      'Prices of us-east-1 as of 2026-03-14, https://aws.amazon.com/step-functions/pricing/; memory is estimated; what the tasks cost is not in it.',
    ].join('\n'));
  });
});

test.each([[0, '$0.00'], [0.000025, '$0.000025'], [0.00000204, '$0.00000204'], [0.009999, '$0.01'], [0.5, '$0.50'], [1234.5, '$1,234.50']])('%s dollars are %s', (amount, text) => {
  expect(dollars(amount)).toBe(text);
});

describe('stepwright cost', () => {
  const file = () => write('work.asl.json', { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 1, Next: 'Done' }, Done: { Type: 'Succeed' } } });

  test('says what it costs', () => {
    const { exitCode, output } = command(['cost', file(), '--executions-per-month', '1000000']);
    expect(exitCode).toBe(0);
    expect(output).toContain('2 transitions, 1s of virtual time\n');
    expect(output).toContain('1,000,000 executions a month: $49.90 as Standard, $2.04 as Express; Express is cheaper\nPrices of us-east-1');
  });

  test('as JSON', () => {
    expect(JSON.parse(command(['cost', file(), '--executions-per-month', '1000', '--format', 'json']).output)).toMatchObject({
      transitions: 2, durationMilliseconds: 1000, billedDurationMilliseconds: 1000, billedMemoryMegabytes: 64, breakEvenExecutions: 2086,
      perMonth: { executions: 1000, standard: 0, cheaper: 'STANDARD' }, prices: { region: 'us-east-1', currency: 'USD' },
    });
  });

  test.each<[string, string[], string]>([
    ['a number that is none', ['--executions-per-month', 'many'], 'It must be a whole number, not "many".'],
    ['an input that is no JSON', ['--input', '{'], 'The input given with --input is not JSON'],
  ])('refuses %s', (_, options, message) => {
    expect(command(['cost', file(), ...options])).toMatchObject({ exitCode: 2, output: '', errors: expect.stringContaining(message) });
  });
});
