import { inspect } from 'node:util';
import { Duration } from 'aws-cdk-lib';
import { events, LAMBDA, run } from './run';
import { executionSerializer } from '../../src/jest';
import { Execution } from '../../src/simulator/execution';
import { Simulator } from '../../src/simulator/simulator';
import { SimulatorLimit } from '../../src/simulator/simulator-limit';
import { TaskMock } from '../../src/simulator/task-mock';

expect.addSnapshotSerializer(executionSerializer);

const put = { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:putItem', Parameters: { TableName: 't', Item: {} }, End: true };
const invoke = (name: string) => ({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { 'FunctionName': LAMBDA(name), 'Payload.$': '$' }, End: true });
const machine = (state: object, more: object = {}) => ({ StartAt: 'A', States: { A: state }, ...more });
const codeOf = (action: () => unknown): string | undefined => {
  try {
    action();
  } catch (error) {
    return `${(error as { code?: string }).code}: ${(error as Error).message}`;
  }
  return undefined;
};

describe('mocks', () => {
  test('a task that nothing answers is an error that says how to mock it', () => {
    expect(codeOf(() => run({ A: put }))).toBe('UnansweredTask: State "A" calls "dynamodb:putItem", and nothing answers it. '
      + 'Mock the state, for example simulator.mockState("A", TaskMock.succeed({ /* its result */ })), or what it calls: simulator.mockIntegration("dynamodb:putItem", …).');
    expect(codeOf(() => run({ A: invoke('charge') }))).toContain('State "A" calls "lambda:invoke" for "charge", and nothing answers it.');
  });

  test('of the state count before those of the integration', () => {
    const simulator = () => Simulator.fromDefinition(machine(put)).mockIntegration('arn:aws:states:::dynamodb:putItem', TaskMock.succeed({ Attributes: { by: { S: 'integration' } } }));
    expect(simulator().run().output.Attributes.by.S).toBe('integration');
    expect(simulator().mockState('A', TaskMock.succeed({ Attributes: { by: { S: 'state' } } })).run().output.Attributes.by.S).toBe('state');
  });

  test('of an unknown state name the nearest one', () => {
    expect(codeOf(() => run({ Charge: put }, {}, { Chargr: TaskMock.succeed() }))).toBe('UnknownState: State "Chargr" is not in this machine. Did you mean "Charge"?');
    expect(codeOf(() => run({ A: { Type: 'Pass', End: true } }, {}, { A: TaskMock.succeed() }))).toContain('NotATask: State "A" is a Pass state');
  });

  test('a sequence that is too short says so', () => {
    const states = { A: { ...put, Retry: [{ ErrorEquals: ['Boom'] }] } };
    expect(codeOf(() => run(states, {}, { A: TaskMock.sequence([TaskMock.fail('Boom')]) })))
      .toBe('TaskSequenceExhausted: State "A" called its task a 2nd time, but its TaskMock.sequence() answers one call. Add a mock for this call, or change what the state retries.');
    expect(codeOf(() => TaskMock.sequence([]))).toContain('EmptyTaskSequence');
  });

  test('a responder sees the state, the resource, the input and the attempt', () => {
    const seen: unknown[] = [];
    const mock = TaskMock.respondWith({
      respond: (request) => {
        const { stateName, resource, input, attempt, taskToken } = request;
        seen.push({ stateName, resource, input, attempt, taskToken });
        return request.attempt === 1 ? TaskMock.fail('Boom') : TaskMock.succeed({ Attributes: request.input });
      },
    });
    const execution = run({ A: { ...put, Retry: [{ ErrorEquals: ['Boom'] }] } }, {}, { A: mock });
    expect(execution.output).toEqual({ Attributes: { TableName: 't', Item: {} } });
    expect(seen).toEqual([1, 2].map((attempt) => ({
      stateName: 'A', resource: 'arn:aws:states:::dynamodb:putItem', input: { TableName: 't', Item: {} }, attempt, taskToken: undefined,
    })));
  });

  test('a responder that returns nothing is an error', () => {
    const mock = TaskMock.respondWith({ respond: () => undefined as unknown as TaskMock });
    expect(codeOf(() => run({ A: put }, {}, { A: mock }))).toContain('NoTaskMock: The responder for state "A" returned no TaskMock.');
  });

  test('a task with a token gets one, and its submission is in the history', () => {
    const tokens: (string | undefined)[] = [];
    const mock = TaskMock.respondWith({
      respond: ({ taskToken }) => {
        tokens.push(taskToken);
        return TaskMock.after(Duration.hours(5), TaskMock.succeed('approved'));
      },
    });
    const state = { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', Parameters: { QueueUrl: 'q', MessageBody: { 'token.$': '$$.Task.Token' } }, End: true };
    const execution = run({ A: state }, {}, { A: mock });
    expect(execution.output).toBe('approved');
    expect(execution.durationMilliseconds).toBe(5 * 3600 * 1000);
    expect(JSON.parse(execution.history[2].taskScheduledEventDetails.parameters).MessageBody.token).toBe(tokens[0]);
    expect(tokens[0]).toHaveLength(128);
    expect(events(execution)).toContain('5<4 TaskSubmitted');
  });

  test('what is not JSON is refused where it is given', () => {
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    expect(codeOf(() => TaskMock.succeed(cyclic))).toContain('NotJson: The output of TaskMock.succeed() is not JSON: "self" is an object that holds itself.');
    expect(codeOf(() => run({ A: { Type: 'Pass', End: true } }, () => 1))).toContain('NotJson: The input of the execution is a function');
  });

  test('what is given is copied: changing it later changes nothing', () => {
    const output = { Attributes: [1] };
    const mock = TaskMock.succeed(output);
    output.Attributes.push(2);
    expect(run({ A: put }, {}, { A: mock }).output).toEqual({ Attributes: [1] });
  });
});

describe('an execution', () => {
  test('is the same each time, and another with another seed', () => {
    const states = { A: { Type: 'Pass', Parameters: { 'id.$': 'States.UUID()', 'n.$': 'States.MathRandom(1, 1000000)' }, End: true } };
    const once = run(states, {}, {}, { seed: 3 });
    expect(JSON.stringify(run(states, {}, {}, { seed: 3 }).history)).toBe(JSON.stringify(once.history));
    expect(run(states, {}, {}, { seed: 4 }).output).not.toEqual(once.output);
    expect(once.output.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('starts when it is told to', () => {
    const states = { A: { Type: 'Pass', Parameters: { 'at.$': '$$.State.EnteredTime' }, End: true } };
    expect(run(states).output).toEqual({ at: '2026-01-01T00:00:00.000Z' });
    expect(run(states, {}, {}, { startTime: '2030-06-01T12:00:00+02:00' }).output).toEqual({ at: '2030-06-01T10:00:00.000Z' });
    expect(codeOf(() => run(states, {}, {}, { startTime: 'tomorrow' }))).toContain('InvalidStartTime: startTime is "tomorrow".');
  });

  test('prints as a trace', () => {
    const states = {
      'Validate': { Type: 'Pass', Assign: { tries: 3 }, Next: 'Charge' },
      'Charge': {
        ...invoke('charge'), End: undefined, Next: 'Ship', ResultSelector: { 'id.$': '$.Payload.id' }, ResultPath: '$.charge', Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 2 }],
      },
      'Ship': {
        Type: 'Map', ItemsPath: '$.items', ResultPath: '$.shipped', Next: 'Notify', ItemProcessor: {
          StartAt: 'Send', States: { Send: { ...put, ResultPath: null } },
        },
      },
      'Notify': {
        Type: 'Parallel', End: true, Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Give up' }], Branches: [
          { StartAt: 'Pause', States: { Pause: { Type: 'Wait', Seconds: 60, Next: 'Mail' }, Mail: { Type: 'Task', Resource: LAMBDA('mail'), TimeoutSeconds: 5, End: true } } },
          { StartAt: 'Log', States: { Log: { Type: 'Succeed' } } },
        ],
      },
      'Give up': { Type: 'Fail', Error: 'NotNotified', CausePath: '$.error.Error' },
    };
    const execution = run(JSON.parse(JSON.stringify(states)), { items: ['a', 'b'] }, {
      Charge: TaskMock.sequence([TaskMock.fail('Busy', 'try later'), TaskMock.after(Duration.millis(1500), TaskMock.succeed({ Payload: { id: 7 } }))]),
      Send: TaskMock.succeed(),
      Mail: TaskMock.timeOut(),
    });
    expect(execution).toMatchSnapshot();
  });

  test('shows in its trace which expression failed', () => {
    const execution = run({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Output: '{% $gone %}', End: true } }, {}, {}, {}, { QueryLanguage: 'JSONata' });
    expect(execution.trace.split('\n').slice(-1)).toEqual(['0s  B  Pass  → failed with States.QueryEvaluationError']);
  });

  test('knows the states it visited and how many transitions it took', () => {
    const execution = run({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'C' }], Default: 'A2' }, A2: { Type: 'Pass', Result: { x: 1 }, Next: 'B' }, C: { Type: 'Succeed' } });
    expect(execution.visitedStates).toEqual(['A', 'B', 'A2', 'C']);
    expect(execution.transitions).toBe(5);
  });
});

describe('limits', () => {
  const loop = { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Choice', Choices: [{ Variable: '$.stop', IsPresent: true, Next: 'C' }], Default: 'A' }, C: { Type: 'Succeed' } };

  test('an endless loop ends with the 25,000th event', () => {
    const execution = run(loop);
    expect(execution.status).toBe('FAILED');
    expect(execution.history).toHaveLength(25_000);
    expect(execution.cause).toBe('The execution reached the maximum number of history events (25000).');
  });

  /** A mock whose result is so many bytes of JSON text. */
  const bytes = (character: string, count: number) => {
    const empty = { Attributes: '' };
    return TaskMock.succeed({ Attributes: character.repeat((count - JSON.stringify(empty).length) / Buffer.byteLength(character)) });
  };

  test('a result of more than 256 KiB fails the task, with AWS\'s words', () => {
    const execution = run({ A: put }, {}, { A: bytes('x', 262_145) });
    expect(execution.error).toBe('States.DataLimitExceeded');
    expect(execution.cause).toBe('The state/task \'dynamodb\' returned a result with a size exceeding the maximum number of bytes service limit.');
    expect(run({ A: put }, {}, { A: bytes('x', 262_144) }).status).toBe('SUCCEEDED');
    expect(run({ A: put }, {}, { A: bytes('x', 300_000) }, { liftedLimits: [SimulatorLimit.PAYLOAD_BYTES] }).status).toBe('SUCCEEDED');
  });

  test('bytes are counted, not characters', () => {
    expect(run({ A: put }, {}, { A: bytes('é', 262_145) }).status).toBe('FAILED');
    expect(run({ A: put }, {}, { A: bytes('é', 262_143) }).status).toBe('SUCCEEDED');
  });

  test('an input of more than 256 KiB is refused before it starts', () => {
    expect(codeOf(() => run({ A: { Type: 'Pass', End: true } }, 'x'.repeat(262_143)))).toContain('InputTooLarge: The input of the execution is 262,145 bytes long.');
  });

  test('an Express execution times out after five minutes', () => {
    const wait = { A: { Type: 'Wait', Seconds: 600, End: true } };
    expect(run(wait, {}, {}, { workflowType: 'EXPRESS' as never }).status).toBe('TIMED_OUT');
    expect(run(wait, {}, {}, { workflowType: 'EXPRESS' as never, liftedLimits: [SimulatorLimit.DURATION] }).status).toBe('SUCCEEDED');
  });
});

describe('definitions', () => {
  test.each<[string, unknown, RegExp]>([
    ['no JSON', '{"StartAt": ', /^InvalidDefinition: The definition cannot be simulated: AWS would refuse it\.\n.*line 1, column 13/],
    ['no object', '[]', /^InvalidDefinition/],
    ['nothing', '', /^InvalidDefinition/],
    ['a transition to nowhere', machine({ Type: 'Pass', Next: 'B' }), /^InvalidDefinition: [\s\S]*State "A" goes to "B" \(Next\)/],
    ['nested 10,000 deep', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, /^InvalidDefinition/],
  ])('of %s are refused with the place', (_title, definition, message) => {
    expect(codeOf(() => Simulator.fromDefinition(definition))).toMatch(message);
  });

  test('with a byte order mark and prototype keys run', () => {
    const text = '\uFEFF' + '{"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"__proto__":{"x":1},"y.$":"$.__proto__"},"End":true}}}';
    const execution: Execution = Simulator.fromDefinition(text).run(JSON.parse('{"__proto__": 2}'));
    expect(JSON.stringify(execution.output)).toBe('{"__proto__":{"x":1},"y":2}');
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  test('take values for their placeholders', () => {
    const definition = machine({ Type: 'Pass', Parameters: { table: '${TableName}', other: '${Other}' }, End: true });
    expect(Simulator.fromDefinition(definition, { substitutions: { TableName: 'orders' } }).run().output).toEqual({ table: 'orders', other: 'Other' });
  });
});

describe('what a trace shows of ends that are not good', () => {
  const lines = (execution: Execution) => execution.trace.split('\n');

  test('the whole cause, on one line', () => {
    const cause = `${'c'.repeat(300)}\n!`;
    expect(lines(run({ F: { Type: 'Fail', Error: 'E', Cause: cause } }))[0]).toBe(`FAILED after 0s: {} → E: ${'c'.repeat(300)}\\n!`);
  });

  test('a missing heartbeat', () => {
    const states = { A: { ...put, HeartbeatSeconds: 60, TimeoutSeconds: 600 } };
    expect(lines(run(states, {}, { A: TaskMock.timeOut() }))).toContain('      attempt 1 timed out after 1m: no heartbeat for 1m');
  });

  test('what was open when the execution timed out', () => {
    const execution = run({ A: { Type: 'Wait', Seconds: 9, End: true } }, {}, {}, {}, { TimeoutSeconds: 5 });
    expect(lines(execution)).toEqual(['TIMED_OUT after 5s: {}', '', '0s  A  Wait  → open when the execution timed out']);
  });

  test('when children were started again, and why', () => {
    const branch = { StartAt: 'B', States: { B: put } };
    const states = { P: { Type: 'Parallel', Branches: [branch], Retry: [{ ErrorEquals: ['Boom'], IntervalSeconds: 3 }], End: true } };
    const trace = lines(run(states, {}, { B: TaskMock.sequence([TaskMock.fail('Boom'), TaskMock.succeed()]) }));
    expect(trace).toContain('      attempt 1 failed with Boom');
    expect(trace).toContain('      attempt 2, at 3s');
  });

  test('no half characters, and no line breaks from names', () => {
    const trace = run({ 'A\nB': { Type: 'Pass', Result: '🚀'.repeat(150), End: true } }).trace;
    expect(!/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/.test(trace)).toBe(true); // no half of a surrogate pair
    expect(trace).toContain('0s  "A\\nB"  Pass');
  });
});

test('an execution prints as its trace, and shows nothing of the engine', () => {
  const execution = run({ A: { Type: 'Succeed' } });
  expect(inspect(execution)).toBe(execution.trace);
  expect(JSON.stringify({ execution })).toBe('{"execution":{}}');
});

test('an integration that the machine does not call is not mocked in vain', () => {
  expect(codeOf(() => Simulator.fromDefinition(machine(put)).mockIntegration('dynamodb:PutItem', TaskMock.succeed())))
    .toBe('UnknownIntegration: No state of this machine calls "dynamodb:PutItem". Did you mean "dynamodb:putItem"? It calls "dynamodb:putItem".');
});

test.each<[string, () => unknown, string]>([
  ['a mock that is none', () => run({ A: put }, {}, { A: { x: 1 } as unknown as TaskMock }), 'NoTaskMock'],
  ['a responder that is a function', () => TaskMock.respondWith((() => TaskMock.succeed()) as never), 'NoResponder'],
  ['an error without a name', () => TaskMock.fail(''), 'NoErrorName'],
])('of %s says what to give instead', (_title, action, code) => {
  expect(codeOf(action)).toContain(`${code}: `);
});

describe('values of the engine', () => {
  const result = machine({ Type: 'Pass', Result: { a: 1 }, End: true });

  test('are not changed by who reads an output', () => {
    const { output } = Simulator.fromDefinition(result).run();
    output.evil = true;
    expect(Simulator.fromDefinition(result).run().output).toEqual({ a: 1 });
    const nothing = machine({ Type: 'Pass', OutputPath: null, End: true });
    Simulator.fromDefinition(nothing).run().output.evil = true;
    expect(Simulator.fromDefinition(machine({ Type: 'Pass', InputPath: null, End: true })).run().output).toEqual({});
  });

  test('are not changed by a responder', () => {
    const mock = TaskMock.respondWith({
      respond: (request) => {
        delete request.input.a;
        return TaskMock.succeed();
      },
    });
    const execution = run({ A: { Type: 'Task', Resource: LAMBDA('f'), End: true } }, { a: 1 }, { A: mock });
    expect(execution.history[0].executionStartedEventDetails.input).toBe('{"a":1}');
  });
});

test('a failure of an iteration is shown at that iteration', () => {
  const states = { M: { Type: 'Map', ItemProcessor: { StartAt: 'T', States: { T: { Type: 'Pass', Output: '{% $states.input.x %}', End: true } } }, End: true } };
  const trace = run(states, [{}, { x: 1 }], {}, {}, { QueryLanguage: 'JSONata' }).trace.split('\n');
  expect(trace[trace.indexOf('0s    [0]') + 1]).toContain('failed with States.QueryEvaluationError');
});
