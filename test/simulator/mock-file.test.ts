import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { sourceFromText } from '../../src/definitions/file';
import { StepwrightError } from '../../src/errors';
import { MockFileOptions, readMockFile } from '../../src/simulator/mock-file';
import { Simulation } from '../../src/simulator/simulation';
import { TaskAnswer, TaskMock } from '../../src/simulator/task-mock';

const PAID = { Return: { StatusCode: 200, Payload: { paid: true } } };
const BUSY = { Throw: { Error: 'Lambda.TooManyRequestsException', Cause: 'busy' } };

const FILE = {
  StateMachines: {
    Orders: {
      TestCases: {
        HappyPath: { Charge: 'Paid', Ship: 'Shipped' },
        Retry: { Charge: 'PaidAtLast' },
      },
    },
  },
  MockedResponses: {
    Paid: { 0: PAID },
    Shipped: { 0: { Return: 'on its way' } },
    PaidAtLast: { '3': PAID, '1-2': BUSY, '0': { Throw: { Error: 'Lambda.Unknown', Cause: '' } } },
  },
};

const read = (file: unknown, options: Partial<MockFileOptions> = {}) => (
  readMockFile(typeof file === 'string' ? file : JSON.stringify(file), { file: 'mocks.json', ...options }));
const call = (mock: TaskMock | undefined, attempt: number): TaskAnswer => mock!._answer({ stateName: 'Charge', resource: 'r', attempt });

function refusal(file: unknown, options: Partial<MockFileOptions> = {}): { code: string; message: string } {
  try {
    read(file, options);
  } catch (error) {
    if (error instanceof StepwrightError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('The file was accepted.');
}

/** Where a piece of the text starts, as messages say it. */
function placeOf(piece: string, text: string): string {
  const before = text.slice(0, text.lastIndexOf(piece)).split('\n');
  return `${before.length}:${before[before.length - 1].length + 1}`;
}

/** A file that is right but for its responses. */
const withResponses = (responses: unknown) => ({ StateMachines: { Orders: { TestCases: { Case: {} } } }, MockedResponses: responses });
const withCall = (answer: unknown) => withResponses({ R: { 0: answer } });

test('a test case mocks each of its states', () => {
  const mocks = read(FILE, { testCase: 'HappyPath', taskStates: ['Charge', 'Ship', 'Notify'] });
  expect([...mocks.keys()]).toEqual(['Charge', 'Ship']);
  expect(call(mocks.get('Charge'), 1)).toMatchObject({ outcome: 'succeed', output: { StatusCode: 200, Payload: { paid: true } }, delayMilliseconds: 0 });
  expect(call(mocks.get('Ship'), 1)).toMatchObject({ outcome: 'succeed', output: 'on its way' });
});

test('calls are answered by number and by range, in whatever order they stand', () => {
  const mock = read(FILE, { stateMachine: 'Orders', testCase: 'Retry' }).get('Charge');
  expect([1, 2, 3, 4].map((attempt) => call(mock, attempt).error)).toEqual(
    ['Lambda.Unknown', 'Lambda.TooManyRequestsException', 'Lambda.TooManyRequestsException', undefined]);
  expect(call(mock, 1)).toMatchObject({ outcome: 'fail', cause: '' });
  expect(() => call(mock, 5)).toThrow('State "Charge" made call 4, counted from 0, but the mocked response "PaidAtLast" of mock file "mocks.json" ends with call 3.');
});

test('a range is as long as it likes', () => {
  const mock = read({ StateMachines: { M: { TestCases: { T: { S: 'R' } } } }, MockedResponses: { R: { '0-999999999': PAID } } }).get('S');
  expect(call(mock, 1_000_000_000).outcome).toBe('succeed');
});

test('any JSON can be returned, also under names of JavaScript\'s prototypes', () => {
  const text = '{"StateMachines":{"__proto__":{"TestCases":{"constructor":{"__proto__":"toString"}}}},"MockedResponses":{"toString":{"0":{"Return":{"__proto__":[null,1.5]}}}}}';
  const mocks = read(text);
  expect([...mocks.keys()]).toEqual(['__proto__']);
  expect(JSON.stringify(call(mocks.get('__proto__'), 1).output)).toBe('{"__proto__":[null,1.5]}');
  expect(refusal(text.replace('"__proto__":"toString"', '"__proto__":"valueOf"')).message).toContain('"valueOf", which "MockedResponses" does not have');
});

test.each<[string, unknown, string, string]>([
  ['a misspelt member at the top', '{\n  "StateMachine": {}\n}', '"StateMachine"', 'Member "StateMachine" is not known. A mock file has "StateMachines", "MockedResponses". Did you mean "StateMachines"?'],
  ['no state machines', {}, '{}', 'The mock file has no "StateMachines". It names the test cases of each state machine.'],
  ['a list', [], '[]', 'A mock file is a list. It must be an object.'],
  ['a state machine without test cases', { StateMachines: { M: {} } }, '{}}}', 'State machine "M" of the mock file has no "TestCases".'],
  ['a misspelt member of a state machine', '{"StateMachines":{"M":{\n"Testcases":{}}}}', '"Testcases"', 'Member "Testcases" is not known. A state machine of a mock file has "TestCases". Did you mean "TestCases"?'],
  ['a response that is no name', { StateMachines: { M: { TestCases: { T: { S: 1 } } } } }, '1}', 'State "S" of test case "T" is a number. It must be the name of a mocked response, as text.'],
  ['an unknown response', { StateMachines: { M: { TestCases: { T: { S: 'Payed' } } } }, MockedResponses: { Paid: { 0: PAID } } }, '"Payed"', 'State "S" of test case "T" takes the mocked response "Payed", which "MockedResponses" does not have. Did you mean "Paid"?'],
  ['a response that is no object', withResponses({ R: 'ok' }), '"ok"', 'Mocked response "R" is text. It must be an object.'],
  ['a response without calls', withResponses({ R: {} }), '{}}}', 'Mocked response "R" answers no call. Its members are calls, for example "0" or "1-2".'],
  ['a call that is no number', withResponses({ R: { first: PAID } }), '"first"', 'Mocked response "R" has the member "first". Its members are calls, counted from 0: a number, for example "0", or a range, for example "1-2".'],
  ['a number with a leading zero', withResponses({ R: { '00': PAID } }), '"00"', 'Mocked response "R" has the member "00". Its members are calls, counted from 0: a number, for example "0", or a range, for example "1-2".'],
  ['a range that ends before it starts', withResponses({ R: { '2-1': PAID } }), '"2-1"', 'Mocked response "R" has the range "2-1", which ends before it starts. Write the smaller number first.'],
  ['a gap at the start', withResponses({ R: { 1: PAID } }), '"1"', 'Mocked response "R" does not answer call 0. Calls are counted from 0, without a gap.'],
  ['a gap of several calls', '{"StateMachines":{"M":{"TestCases":{"T":{}}}},"MockedResponses":{"R":{"0":{"Return":1},\n"5":{"Return":1}}}}', '"5"', 'Mocked response "R" does not answer the calls 1 to 4. Calls are counted from 0, without a gap.'],
  ['an overlap', '{"StateMachines":{"M":{"TestCases":{"T":{}}}},"MockedResponses":{"R":{"0-2":{"Return":1},\n"2":{"Return":1}}}}', '"2"', 'Mocked response "R" answers call 2 twice. Each call is answered once.'],
  ['a misspelt answer', withCall({ Retrun: 1 }), '"Retrun"', 'Member "Retrun" is not known. A mocked call has "Return", "Throw". Did you mean "Return"?'],
  ['two answers', withCall({ Return: 1, Throw: { Error: 'E', Cause: '' } }), '{"Return"', 'Call "0" of mocked response "R" has both "Return" and "Throw". A call does one of them.'],
  ['no answer', withCall({}), '{}}}}', 'Call "0" of mocked response "R" has neither "Return" nor "Throw". Give one of them.'],
  ['an error that is text', withCall({ Throw: 'E' }), '"E"', '"Throw" of call "0" of mocked response "R" is text. It must be an object.'],
  ['an error without its name', withCall({ Throw: { Cause: 'c' } }), '{"Cause"', 'Call "0" of mocked response "R" throws without "Error". "Throw" has "Error" and "Cause", both text.'],
  ['an error without a cause', withCall({ Throw: { Error: 'E' } }), '{"Error"', 'Call "0" of mocked response "R" throws without "Cause". "Throw" has "Error" and "Cause", both text.'],
  ['a cause that is no text', withCall({ Throw: { Error: 'E', Cause: null } }), 'null', 'Call "0" of mocked response "R" throws with null as "Cause". It must be text.'],
  ['a misspelt member of an error', withCall({ Throw: { Error: 'E', Message: 'c' } }), '"Message"', 'Member "Message" is not known. "Throw" has "Error", "Cause".'],
])('refuses %s', (_, file, at, message) => {
  const text = typeof file === 'string' ? file : JSON.stringify(file);
  expect(refusal(text)).toEqual({ code: 'InvalidMockFile', message: `mocks.json:${placeOf(at, text)}: ${message}` });
});

test.each<[string, string, RegExp]>([
  ['no JSON', '{"StateMachines": }', /^mocks\.json:1:\d+: The mock file cannot be read: /],
  ['an empty file', '', /^mocks\.json:1:1: The mock file cannot be read: /],
  ['a name that stands twice', '{"StateMachines":{"M":{"TestCases":{}}},\n"StateMachines":{}}', /^mocks\.json:2:1: The mock file cannot be read: /],
  ['10,000 levels', '['.repeat(10_000) + ']'.repeat(10_000), /^mocks\.json:1:\d+: The mock file cannot be read: /],
])('refuses %s in one sentence', (_, text, message) => {
  expect(refusal(text).code).toBe('InvalidMockFile');
  expect(refusal(text).message).toMatch(message);
});

const TWO = {
  StateMachines: { Orders: { TestCases: { Happy: {}, Sad: {} } }, Refunds: { TestCases: { Happy: {} } } },
};

test.each<[string, Partial<MockFileOptions>, string, string]>([
  ['an unknown test case', { testCase: 'Hapy' }, 'UnknownTestCase', 'Mock file "mocks.json" has no test case "Hapy". It has "Happy", "Sad". Did you mean "Happy"?'],
  ['a test case of another machine', { testCase: 'Sad', stateMachine: 'Refunds' }, 'UnknownTestCase', 'Mock file "mocks.json" has no test case "Sad". It has "Happy".'],
  ['an unknown machine', { testCase: 'Happy', stateMachine: 'Order' }, 'UnknownMockedStateMachine', 'Mock file "mocks.json" has no test cases for state machine "Order". It has some for "Orders", "Refunds". Did you mean "Orders"?'],
  ['no machine where two have the case', { testCase: 'Happy' }, 'AmbiguousTestCase', 'Mock file "mocks.json" has the test case "Happy" for the state machines "Orders", "Refunds". Say which state machine is simulated.'],
  ['no case where there are two', { stateMachine: 'Orders' }, 'AmbiguousTestCase', 'Mock file "mocks.json" has the test cases "Happy", "Sad". Say which one to run.'],
])('refuses %s', (_, options, code, message) => {
  expect(refusal(TWO, options)).toEqual({ code, message });
});

test('what can only be one thing need not be said', () => {
  expect(read(TWO, { testCase: 'Sad' }).size).toBe(0);
  expect(read(TWO, { stateMachine: 'Refunds' }).size).toBe(0);
  expect(refusal({ StateMachines: {} }).message).toBe('Mock file "mocks.json" has no test case.');
});

test('a state that the workflow does not have is refused, with its place', () => {
  expect(refusal(FILE, { testCase: 'HappyPath', taskStates: ['Charge', 'Shipp'] })).toEqual({
    code: 'InvalidMockFile',
    message: 'mocks.json:1:71: Test case "HappyPath" mocks state "Ship", but the workflow has no Task state of that name. It has "Charge", "Shipp". Did you mean "Shipp"?',
  });
  expect(read(FILE, { testCase: 'Retry', taskStates: ['Charge'] }).size).toBe(1);
});

const RECORDED = join(__dirname, '../../../shared/aws-recorded/executions');
const describeRecorded = existsSync(RECORDED) ? describe : describe.skip;
describeRecorded('the mock files of the recorded executions (skipped where ../shared/aws-recorded is absent)', () => {
  const cases = !existsSync(RECORDED) ? [] : readdirSync(RECORDED)
    .map((name) => JSON.parse(readFileSync(join(RECORDED, name), 'utf8'))).filter(({ kind }) => kind === 'mocked');
  test('there are some', () => expect(cases.length).toBeGreaterThan(0));
  test.each(cases.map((each) => [each.name, each]))('%s', (_, { mockConfig, mockTestCase, mockDefinition }) => {
    const [machine] = Object.values<any>(mockConfig.StateMachines);
    const mocks = read(mockConfig, { testCase: mockTestCase });
    expect([...mocks.keys()]).toEqual(Object.keys(machine.TestCases[mockTestCase]));
    for (const mock of mocks.values()) expect(call(mock, 1).outcome).toBe('succeed');
    const registry = new Simulation(sourceFromText(JSON.stringify(mockDefinition))).mocks;
    mocks.forEach((mock, state) => registry.mockState(state, mock)); // answers that AWS gave are none that it could not give
  });
});
