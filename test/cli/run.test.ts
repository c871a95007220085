import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { command, testFolder } from './command';

const { folder, write } = testFolder();
const run = (...args: string[]) => command(['run', ...args]);

const ORDER = {
  StartAt: 'Charge',
  States: {
    Charge: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { 'FunctionName': 'charge', 'Payload.$': '$' },
      Retry: [{ ErrorEquals: ['Lambda.TooManyRequestsException'], IntervalSeconds: 2, BackoffRate: 2 }],
      ResultPath: '$.charge',
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
  },
};
const MOCKS = {
  StateMachines: { Orders: { TestCases: { HappyPath: { Charge: 'Paid' }, Retry: { Charge: 'PaidAtLast' }, Declined: { Charge: 'Declined' } } } },
  MockedResponses: {
    Paid: { 0: { Return: { StatusCode: 200, Payload: { paid: true } } } },
    PaidAtLast: { '0-1': { Throw: { Error: 'Lambda.TooManyRequestsException', Cause: 'busy' } }, '2': { Return: { StatusCode: 200, Payload: { paid: true } } } },
    Declined: { 0: { Throw: { Error: 'Card.Declined', Cause: 'no funds' } } },
  },
};
const PASS = { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } };

const order = () => write('order.asl.json', ORDER);
const mocks = () => write('mocks.json', MOCKS);
const output = (...args: string[]) => JSON.parse(run('--format', 'json', ...args).output);

describe('mocks of a file', () => {
  test('nothing that a task could never give, and parameters that it takes', () => {
    const file = write('order.asl.json', { ...ORDER, States: { ...ORDER.States, Charge: { ...ORDER.States.Charge, Parameters: { functionName: 'charge' } } } });
    expect(run(file, '--mocks', mocks(), '--case', 'HappyPath')).toMatchObject({ exitCode: 2, errors: expect.stringContaining('"functionName"') });
    const wrong = write('wrong.json', { ...MOCKS, MockedResponses: { ...MOCKS.MockedResponses, Paid: { 0: { Return: { paid: true } } } } });
    expect(run(order(), '--mocks', wrong, '--case', 'HappyPath')).toMatchObject({
      exitCode: 2, errors: expect.stringContaining('State "Charge" is mocked with the member "paid", which "lambda:invoke" never returns.'),
    });
  });

  test('the happy path', () => {
    expect(output(order(), '--mocks', mocks(), '--case', 'HappyPath', '--input', '{"id":1}')).toEqual({
      status: 'SUCCEEDED',
      output: { id: 1, charge: { StatusCode: 200, Payload: { paid: true } } },
      durationMilliseconds: 0,
      transitions: 2,
      visitedStates: ['Charge', 'Done'],
    });
  });

  test('a retry takes virtual time', () => {
    const { exitCode, output: trace } = run(order(), '--mocks', mocks(), '--case', 'Retry');
    expect(exitCode).toBe(0);
    expect(trace).toContain('SUCCEEDED');
    expect(trace.match(/Lambda\.TooManyRequestsException/g)).toHaveLength(2);
    expect(output(order(), '--mocks', mocks(), '--case', 'Retry').durationMilliseconds).toBe(6000);
  });

  test('an execution that fails', () => {
    expect(run(order(), '--mocks', mocks(), '--case', 'Declined')).toMatchObject({ exitCode: 1, errors: '', output: expect.stringContaining('Card.Declined: no funds') });
    expect(output(order(), '--mocks', mocks(), '--case', 'Declined')).toMatchObject({ status: 'FAILED', error: 'Card.Declined', cause: 'no funds' });
  });

  test('the same run twice gives the same bytes', () => {
    const once = () => run(order(), '--mocks', mocks(), '--case', 'Retry', '--format', 'history', '--seed', '7').output;
    expect(once()).toBe(once());
  });

  test('the history is what get-execution-history prints', () => {
    const { events } = JSON.parse(run(order(), '--mocks', mocks(), '--case', 'HappyPath', '--format', 'history', '--start-time', '2030-01-02T03:04:05Z').output);
    expect(events.map(({ id, type }: { id: number; type: string }) => `${id} ${type}`)).toEqual([
      '1 ExecutionStarted', '2 TaskStateEntered', '3 TaskScheduled', '4 TaskStarted', '5 TaskSucceeded', '6 TaskStateExited',
      '7 SucceedStateEntered', '8 SucceedStateExited', '9 ExecutionSucceeded',
    ]);
    expect(events[0].timestamp).toContain('2030-01-02T03:04:05');
  });

  test('the logs are what CloudWatch Logs gets, an event in each line', () => {
    const { exitCode, output: lines } = run(write('pass.json', PASS), '--type', 'EXPRESS', '--format', 'logs');
    expect(exitCode).toBe(0);
    expect(lines.trimEnd().split('\n').map((line) => JSON.parse(line)).map(({ id, type }) => `${id} ${type}`))
      .toEqual(['1 ExecutionStarted', '2 PassStateEntered', '3 PassStateExited', '4 ExecutionSucceeded']);
  });
});

describe('the input', () => {
  const echo = (option: string, input?: string) => JSON.parse(command(['run', write('pass.json', PASS), '--format', 'json', '--input', option], input).output).output;
  test('is an empty object where none is given', () => expect(output(write('pass.json', PASS)).output).toEqual({}));
  test('is given as JSON', () => expect(echo('{"a":[1,null]}')).toEqual({ a: [1, null] }));
  test('is any JSON', () => expect(echo('"text"')).toBe('text'));
  test('comes from a file', () => expect(echo(`@${write('input.json', '\uFEFF{"a": 1}')}`)).toEqual({ a: 1 }));
  test('comes from standard input', () => expect(echo('-', '{"a": 2}')).toEqual({ a: 2 }));
  test('may hold names of JavaScript\'s prototypes', () => expect(JSON.stringify(echo('{"__proto__":{"a":1}}'))).toBe('{"__proto__":{"a":1}}'));
});

describe('definitions', () => {
  const MACHINE = 'AWS::StepFunctions::StateMachine';
  const template = () => write('template.json', {
    Resources: {
      First: { Type: MACHINE, Properties: { Definition: { StartAt: 'A', States: { A: { Type: 'Pass', Result: 'first', End: true } } } } },
      Second: { Type: MACHINE, Properties: { Definition: { StartAt: 'A', States: { A: { Type: 'Pass', Result: 'second', End: true } } } } },
    },
  });

  test('YAML', () => expect(output(write('flow.yaml', 'StartAt: A\nStates:\n  A: {Type: Pass, Result: yes, End: true}\n')).status).toBe('SUCCEEDED'));
  test('one of a template', () => expect(output(template(), '--logical-id', 'Second').output).toBe('second'));
  test('the only one of a folder', () => {
    write('cdk.out/App.template.json', { Resources: { M: { Type: MACHINE, Properties: { DefinitionString: JSON.stringify(PASS) } } } });
    expect(output(join(folder, 'cdk.out'), '--input', '[1]').output).toEqual([1]);
  });
  test('an Express workflow ends after five minutes', () => {
    const wait = write('wait.json', { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 301, End: true } } });
    expect(run(wait).exitCode).toBe(0);
    expect(output(wait, '--type', 'EXPRESS').status).toBe('TIMED_OUT');
    expect(run(wait, '--type', 'EXPRESS').exitCode).toBe(1);
  });

  test.each<[string, () => string[], string]>([
    ['one of several is not chosen', () => [template()], '" has 2 state machines: "First", "Second". Say which one with --logical-id.'],
    ['an unknown one is chosen', () => [template(), '--logical-id', 'Secnd'], '" has no state machine with the logical id "Secnd". It has "First", "Second". Did you mean "Second"?'],
    ['there is nothing to choose', () => [write('pass.json', PASS), '--logical-id', 'M'], '" is a definition, not a template: there is nothing for --logical-id to choose from. Leave it out.'],
    ['the file is not there', () => [join(folder, 'nowhere.json')], 'nowhere.json" does not exist.'],
    ['AWS would refuse it', () => [write('bad.json', { StartAt: 'B', States: { A: { Type: 'Pass', End: true } } })], 'bad.json" cannot be simulated: AWS would refuse it.\n  ASL'],
    ['AWS would refuse it, whatever is acknowledged', () => [write('acknowledged.json', { Comment: '[ack ASL201: a test]', StartAt: 'B', States: { A: { Type: 'Pass', End: true } } })], 'AWS would refuse it.\n  ASL201'],
    ['it is not JSON', () => [write('broken.json', '{')], 'broken.json" cannot be simulated: AWS would refuse it.\n  ASL'],
    ['the input is not JSON', () => [write('pass.json', PASS), '--input', '{"a":}'], 'The input given with --input is not JSON: line 1, column 6: '],
    ['the input of a file is not JSON', () => [write('pass.json', PASS), '--input', `@${write('input.txt', '{\n')}`], 'input.txt" is not JSON: line 2, column 1: '],
    ['the input file is not there', () => [write('pass.json', PASS), '--input', '@nowhere.json'], 'Input file "nowhere.json" does not exist.'],
    ['the input is too large', () => [write('pass.json', PASS), '--input', `@${write('large.json', JSON.stringify('x'.repeat(262_144)))}`], 'The input of the execution is 262,146 bytes long.'],
    ['the input is nested too deeply', () => [write('pass.json', PASS), '--input', `@${write('deep.json', '['.repeat(10_000))}`], 'deep.json" is not JSON: line 1, column 1'],
    ['the mock file is not there', () => [order(), '--mocks', 'nowhere.json'], 'Mock file "nowhere.json" does not exist.'],
    ['there are several test cases', () => [order(), '--mocks', mocks()], 'has the test cases "HappyPath", "Retry", "Declined". Say which one to run.'],
    ['the test case is unknown', () => [order(), '--mocks', mocks(), '--case', 'HapyPath'], 'has no test case "HapyPath". It has "HappyPath", "Retry", "Declined". Did you mean "HappyPath"?'],
    ['a test case is chosen without a mock file', () => [order(), '--case', 'HappyPath'], '--case names something in a mock file, but there is none. Give it with --mocks.'],
    ['the mock file has a state that the definition does not have', () => [write('pass.json', PASS), '--mocks', mocks(), '--case', 'HappyPath'], 'mocks.json:6:11: Test case "HappyPath" mocks state "Charge", but the workflow has no Task state of that name.'],
    ['no mock answers a task', () => [order()], 'State "Charge" calls "lambda:invoke" for "charge", and nothing answers it. Give a mock file that mocks the state, with --mocks.\n'],
    ['a mock ends too early', () => [order(), '--mocks', write('short.json', { StateMachines: { O: { TestCases: { T: { Charge: 'R' } } } }, MockedResponses: { R: { 0: { Throw: { Error: 'Lambda.TooManyRequestsException', Cause: '' } } } } })], 'State "Charge" made call 1, counted from 0, but the mocked response "R"'],
    ['the start time is no time', () => [write('pass.json', PASS), '--start-time', 'noon'], 'startTime is "noon". Give an ISO 8601 date-time with zone'],
    ['the seed is no number', () => [write('pass.json', PASS), '--seed', 'x'], 'It must be a whole number, not "x".'],
    ['an Express execution has no history', () => [write('pass.json', PASS), '--type', 'EXPRESS', '--format', 'history'], 'GetExecutionHistory does not give one. Use --format logs'],
    ['the format is unknown', () => [write('pass.json', PASS), '--format', 'text'], 'Allowed choices are trace, history, logs, json.'],
  ])('says so where %s', (_, args, message) => {
    const { exitCode, output: written, errors } = run(...args());
    expect({ exitCode, written }).toEqual({ exitCode: 2, written: '' });
    expect(errors).toContain(message);
    expect(errors).not.toMatch(/\n +at .*\.[jt]s:\d+/);
  });
});

const RECORDED = join(__dirname, '../../../shared/aws-recorded/executions');
const describeRecorded = existsSync(RECORDED) ? describe : describe.skip;
describeRecorded('recorded executions with a mock file (skipped where ../shared/aws-recorded is absent)', () => {
  const cases = !existsSync(RECORDED) ? [] : readdirSync(RECORDED)
    .map((name) => JSON.parse(readFileSync(join(RECORDED, name), 'utf8'))).filter(({ kind }) => kind === 'mocked');
  test.each(cases.map((each) => [each.name, each]))('%s', (_, { mockDefinition, mockConfig, mockTestCase, mockInput, expected }) => {
    const result = output(write('recorded.json', mockDefinition), '--mocks', write('recorded-mocks.json', mockConfig), '--case', mockTestCase, '--input', JSON.stringify(mockInput));
    expect(result.status).toBe(expected.status ?? 'SUCCEEDED');
  });
});
