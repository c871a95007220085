import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Simulator } from '../../../src';
import { breakEven } from '../../../src/simulator/cost/break-even';
import { dollars } from '../../../src/simulator/cost/cost-estimate';
import { Bill, expressPrice, PRICED_REGIONS, priceOf, pricesOf, PriceTable, standardPrice } from '../../../src/simulator/cost/prices';
import { TaskMock } from '../../../src/simulator/task-mock';
import { command, testFolder } from '../../cli/command';
import { ROOT } from '../../shared-data';
import { LAMBDA, run } from '../run';

const { write } = testFolder();
const PRICES = pricesOf('us-east-1');
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

  test('is what the guide says, region by region, with its sources', () => {
    const guide = readFileSync(join(ROOT, 'docs', 'guides', 'cost.md'), 'utf8');
    const rows = [...guide.matchAll(/^\| `([a-z]+-[a-z]+-\d)` \| \$([\d.]+) \| (\d{4}-\d\d-\d\d) \|$/gm)].map(([, ...row]) => row);
    const tables = PRICED_REGIONS.map(pricesOf);
    const perThousand = (price: number) => String(Math.round(price * 1e8) / 1e5);
    expect(rows).toEqual(tables.map(({ region, standard: { perTransition, source } }) => [region, perThousand(perTransition), source.date]));
    for (const { standard, express } of tables) {
      for (const { url, confirmedBy = url } of [standard.source, express.source]) {
        expect(guide).toContain(url);
        expect(guide).toContain(confirmedBy);
      }
    }
  });

  test('has no prices that it does not know', () => {
    expect(() => pricesOf('eu-west-9')).toThrow(expect.objectContaining({
      code: 'NoPrices', problem: expect.stringMatching(/^The prices of region "eu-west-9" are not known\. Did you mean "eu-west-1"\? Known are us-east-1, us-east-2, .*sa-east-1\.$/),
    }));
  });
});

describe('where Express becomes cheaper', () => {
  const dearer = (standard: Bill, express: Bill, prices: PriceTable, executions: number) =>
    priceOf(express, executions, prices) >= priceOf(standard, executions, prices);

  test.each<[string, Bill, Bill]>([
    ['of few transitions', { transitions: 2, requests: 0, gbHours: 0 }, { transitions: 0, requests: 1, gbHours: 1e-6 }],
    ['with nested Standard executions', { transitions: 12, requests: 0, gbHours: 0 }, { transitions: 10, requests: 1, gbHours: 1e-6 }],
    ['with nested Express executions', { transitions: 3, requests: 2, gbHours: 1e-4 }, { transitions: 0, requests: 3, gbHours: 8e-4 }],
    ['with much of both', { transitions: 40, requests: 20, gbHours: 1e-3 }, { transitions: 38, requests: 21, gbHours: 1.6e-3 }],
    ['that only the last tier makes cheaper', { transitions: 2, requests: 0, gbHours: 0 }, { transitions: 0, requests: 1, gbHours: 2e-3 }],
  ])('an execution %s', (_, standard, express) => {
    for (const prices of [PRICES, pricesOf('sa-east-1')]) {
      const at = breakEven(standard, express, prices)!;
      expect(at).toBeGreaterThan(0);
      expect(dearer(standard, express, prices, at - 1)).toBe(true);
      for (let executions = at; executions < 1e12; executions = Math.ceil(executions * 1.1)) {
        expect(dearer(standard, express, prices, executions)).toBe(false);
      }
    }
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
    expect(breakEven({ transitions: 2, requests: 0, gbHours: 0 }, { transitions: 0, requests: 1, gbHours: 1 }, PRICES)).toBeUndefined();
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
      'Prices of us-east-1: Standard as of 2026-03-14 (https://aws.amazon.com/step-functions/pricing/), '
      + 'Express as of 2026-03-14 (https://aws.amazon.com/step-functions/pricing/). Memory is estimated; what the tasks cost is not in it.',
    ].join('\n'));
  });

  test('is that of the simulator\'s region, or of another', () => {
    const simulate = (region: string) => Simulator.fromDefinition({ StartAt: 'Work', States: WORK }, { region }).mockState('Work', after(1000)).run().cost;
    const paris = simulate('eu-west-3');
    expect(paris.region).toBe('eu-west-3');
    expect(paris.standard).toBeCloseTo(2 * 0.0000297, 12);
    expect(paris.summary).toContain('Prices of eu-west-3: Standard as of 2024-02-26 (');
    expect(paris.inRegion('us-east-1').standard).toBeCloseTo(2 * 0.000025, 12);
    expect(paris.inRegion('sa-east-1').perMonth(1_000_000).standard).toBeCloseTo((2_000_000 - 4000) * 0.0000375, 8);
    expect(() => paris.inRegion('eu-west-33')).toThrow(expect.objectContaining({ code: 'NoPrices' }));
    const unknown = simulate('xx-nowhere-1');
    expect(unknown).toMatchObject({ transitions: 2, durationMilliseconds: 1000, billedMemoryMegabytes: 64 });
    const prices = [
      () => unknown.standard, () => unknown.express, () => unknown.breakEvenExecutions, () => unknown.perMonth(5), () => unknown.summary,
    ];
    for (const ask of prices) {
      expect(ask).toThrow('The prices of region "xx-nowhere-1" are not known.');
    }
    expect(unknown.inRegion('eu-west-1').standard).toBeCloseTo(2 * 0.000025, 12);
  });
});

describe('the executions that an execution starts', () => {
  const each = (executionType: string, more: object = {}) => ({
    Each: {
      Type: 'Map', ToleratedFailurePercentage: 100, End: true,
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType }, StartAt: 'One', States: { One: { Type: 'Task', Resource: LAMBDA('one'), Next: 'Two', ...more }, Two: { Type: 'Succeed' } } },
    },
  });

  test('are billed as transitions, and one for each start, where they are Standard children', () => {
    const execution = run(each('STANDARD'), [1, 2, 3], { One: after(150) });
    expect(execution.cost).toMatchObject({ transitions: 1 + 3 * (1 + 2), startedExpressExecutions: 0, started: 0 });
    expect(execution.transitions).toBe(10);
  });

  test('are billed by request and duration, and a transition for each start, where they are Express children', () => {
    const { cost, transitions } = run(each('EXPRESS'), [1, 2, 3], { One: after(150) });
    expect([cost.transitions, transitions]).toEqual([1 + 3, 4]);
    expect(cost.startedExpressExecutions).toBe(3);
    const children = 3 * (1e-6 + 200 / 3.6e6 * 64 / 1024 * 0.06);
    expect(cost.started).toBeCloseTo(children, 15);
    expect(cost.standard).toBeCloseTo(4 * 0.000025 + children, 15);
    expect(cost.perMonth(1_000_000).standard).toBeCloseTo((4_000_000 - 4000) * 0.000025 + 1e6 * children, 6);
    expect(cost.notExpressReason).toBe('state "Each" is a Distributed Map.');
    expect(cost.summary.split('\n').slice(0, 3)).toEqual(['4 transitions, 0.15s of virtual time', `starts 3 Express executions: ${dollars(children)}, which is in what follows`,
      `as Standard: ${dollars(4 * 0.000025 + children)} an execution, after 4,000 free transitions a month`]);
  });

  test('retries of Express children are no transitions', () => {
    const retry = { Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 1 }] };
    const mock = () => TaskMock.sequence([TaskMock.fail('Busy'), TaskMock.succeed(1)]);
    expect(run(each('EXPRESS', retry), [1], { One: mock() }).cost.transitions).toBe(2);
    expect(run(each('STANDARD', retry), [1], { One: mock() }).cost.transitions).toBe(1 + 1 + 3);
  });

  test('a redrive is a transition', () => {
    const running = Simulator.fromDefinition({ StartAt: 'Work', States: { Work: { ...WORK.Work, Retry: undefined }, Done: WORK.Done } }).start();
    running.failTask(running.pendingTasks[0].taskToken, 'Busy');
    expect(running.execution.cost.transitions).toBe(1);
    running.redrive();
    running.succeedTask(running.pendingTasks[0].taskToken);
    expect(running.execution.cost.transitions).toBe(1 + 1 + 1 + 1); // Work, the redrive, Work again, Done
  });

  const start = (resource: string) => ({ Start: { Type: 'Task', Resource: resource, Parameters: { StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:Child' }, End: true } });
  const nested = (resource: string, child?: Simulator) => {
    const simulator = Simulator.fromDefinition({ StartAt: 'Start', States: start(resource) });
    return (child ? simulator.addStateMachine('Child', child) : simulator.mockState('Start', TaskMock.succeed({}))).run().cost;
  };
  const child = (workflowType: string) => Simulator.fromDefinition({ StartAt: 'Work', States: WORK }, { workflowType } as object).mockState('Work', after(1000));
  const SYNC = 'arn:aws:states:::states:startExecution.sync:2';
  const START = 'arn:aws:states:::states:startExecution';
  const START_SYNC = 'arn:aws:states:::aws-sdk:sfn:startSyncExecution';

  test.each<[string, string, number, number]>([
    ['STANDARD', SYNC, 2, 0], ['STANDARD', START, 2, 0], ['EXPRESS', START_SYNC, 0, 1], ['EXPRESS', START, 0, 1],
  ])('nested ones are in the price, as what they are: %s by %s', (type, resource, startedTransitions, startedExpressExecutions) => {
    const cost = nested(resource, child(type));
    const started = startedTransitions * 0.000025 + startedExpressExecutions * (1e-6 + 1000 / 3.6e6 * 64 / 1024 * 0.06);
    expect(cost).toMatchObject({ transitions: 1, startedTransitions, startedExpressExecutions, unknownExecutions: 0 });
    expect(cost.started).toBeCloseTo(started, 15);
    expect(cost.standard).toBeCloseTo(0.000025 + started, 15);
    expect(cost.summary).not.toContain('not simulated');
  });

  test('nested ones of nested ones, too', () => {
    const middle = Simulator.fromDefinition({ StartAt: 'Start', States: start(SYNC) }).addStateMachine('Child', child('STANDARD'));
    expect(nested(SYNC, middle)).toMatchObject({ transitions: 1, startedTransitions: 1 + 2 });
  });

  test('nested ones that are not simulated are said to be in no price', () => {
    const cost = nested(SYNC);
    expect(cost).toMatchObject({ transitions: 1, started: 0, unknownExecutions: 1 });
    expect(cost.summary).toContain('\n1 nested execution was not simulated: what it costs is not known, and in no price\n');
    expect(nested(START)).toMatchObject({ unknownExecutions: 1 });
    expect(nested(START_SYNC)).toMatchObject({ unknownExecutions: 1 });
    expect(nested(SYNC, Simulator.fromDefinition({ StartAt: 'Start', States: start(SYNC) }).mockState('Start', TaskMock.succeed({}))).unknownExecutions).toBe(1);
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
      perMonth: { executions: 1000, standard: 0, cheaper: 'STANDARD' },
      prices: {
        region: 'us-east-1', currency: 'USD', standard: { perTransition: 0.000025, source: { url: 'https://aws.amazon.com/step-functions/pricing/' } },
        express: { durationTiers: [{ upTo: 1000, perGbHour: 0.06 }, { upTo: 5000, perGbHour: 0.03 }, { perGbHour: 0.01642 }] },
      },
    });
  });

  test('says where the execution did not succeed', () => {
    const failing = write('failing.asl.json', { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 1, Next: 'No' }, No: { Type: 'Fail', Error: 'Boom', Cause: 'it went off' } } });
    const { exitCode, output } = command(['cost', failing]);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^The execution did not succeed: FAILED: Boom: it went off\nIt costs as far as it came:\n2 transitions, 1s of virtual time\n/);
    expect(JSON.parse(command(['cost', failing, '--format', 'json']).output)).toMatchObject({ status: 'FAILED', error: 'Boom', transitions: 2 });
    expect(JSON.parse(command(['cost', file(), '--format', 'json']).output)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('of another region', () => {
    expect(command(['cost', file(), '--region', 'sa-east-1']).output).toContain('as Standard: $0.000075 an execution');
  });

  test.each<[string, string[], string]>([
    ['a number that is none', ['--executions-per-month', 'many'], 'It must be a whole number, not "many".'],
    ['a region without prices', ['--region', 'eu-west-33'], 'The prices of region "eu-west-33" are not known. Did you mean "eu-west-3"? Known are us-east-1,'],
    ['an input that is no JSON', ['--input', '{'], 'The input given with --input is not JSON'],
  ])('refuses %s', (_, options, message) => {
    expect(command(['cost', file(), ...options])).toMatchObject({ exitCode: 2, output: '', errors: expect.stringContaining(message) });
  });
});
