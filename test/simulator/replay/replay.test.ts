import { App, Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Simulator } from '../../../src/simulator/simulator';
import { TaskMock } from '../../../src/simulator/task-mock';
import { testFolder } from '../../cli/command';
import { LAMBDA, run } from '../run';

type Event = any;

const machine = (states: object, more: object = {}) => ({ ...more, StartAt: Object.keys(states)[0], States: states });
const { write, folder } = testFolder();

const ORDER = {
  'Charge': {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: 'charge', Payload: { 'amount.$': '$.total' } },
    ResultPath: '$.charge',
    TimeoutSeconds: 60,
    Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 2 }],
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Refused' }],
    Next: 'Large?',
  },
  'Large?': { Type: 'Choice', Choices: [{ Variable: '$.total', NumericGreaterThan: 100, Next: 'Check' }], Default: 'Ship' },
  'Check': { Type: 'Wait', Seconds: 3600, Next: 'Ship' },
  'Ship': {
    Type: 'Map',
    ItemsPath: '$.items',
    ItemProcessor: { StartAt: 'Send', States: { Send: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { 'QueueUrl': 'q', 'MessageBody.$': '$' }, End: true } } },
    End: true,
  },
  'Refused': { Type: 'Fail', Error: 'Refused', Cause: 'The card was refused' },
};
const MOCKS = () => ({
  Charge: TaskMock.sequence([TaskMock.fail('Busy', 'later'), TaskMock.after(Duration.seconds(3), TaskMock.succeed({ Payload: { id: 7 } }))]),
  Send: TaskMock.respondWith({ respond: ({ input }) => TaskMock.after(Duration.seconds(input.MessageBody === 'a' ? 5 : 1), TaskMock.succeed({ MessageId: input.MessageBody })) }),
});
const recorded = run(ORDER, { total: 150, items: ['a', 'b', 'c'] }, MOCKS());
const history = recorded.history as Event[];
const changed = (state: keyof typeof ORDER, change: object) =>
  Simulator.replay(machine({ ...ORDER, [state]: { ...ORDER[state], ...change } }), history);

describe('a replay', () => {
  test('agrees where nothing has changed, and takes the times, outputs and errors of the history', () => {
    const result = Simulator.replay(machine(ORDER), { events: history });
    expect(result).toMatchObject({ agrees: true, complete: true, divergence: undefined, message: `The definition still does what was recorded: all ${history.length} events agree.` });
    expect(result.execution.trace).toBe(recorded.trace);
    expect(result.execution.history).toEqual(history);
  });

  test.each<[string, () => unknown]>([
    ['the list of events', () => history],
    ['text', () => JSON.stringify({ events: history })],
    ['a file', () => write('history.json', { events: history })],
    ['the reverse order', () => ({ events: [...history].reverse() })],
    ['timestamps in seconds', () => history.map((event) => ({ ...event, timestamp: Date.parse(event.timestamp) / 1000 }))],
    ['timestamps in another zone', () => history.map((event) => ({ ...event, timestamp: new Date(Date.parse(event.timestamp) + 7_200_000).toISOString().replace('Z', '000+02:00') }))],
    ['an empty nextToken', () => ({ events: history, nextToken: null })],
    ['what an SDK says of its answer', () => ({ events: history, ResponseMetadata: { RequestId: 'r' } })],
    ['details that are null', () => history.map((event) => ({ taskFailedEventDetails: null, ...event }))],
  ])('takes %s', (_, given) => {
    expect(Simulator.replay(write('machine.asl.json', machine(ORDER)), given())).toMatchObject({ agrees: true, complete: true });
  });

  test('does not mind in which order lines of execution went on', () => {
    // The recorded iterations end as c, b, a; in the replay their turns come as they come.
    const together = history.map((event) => ({ ...event, timestamp: history[0].timestamp }));
    expect(Simulator.replay(machine(ORDER), together)).toMatchObject({ agrees: true });
  });

  test.each<[string, keyof typeof ORDER, object, object, string]>([
    ['Next', 'Check', { Next: 'Refused' }, { eventType: 'MapStateEntered', member: 'next state', recorded: 'Ship', replayed: 'Refused' }, 'went to state "Ship"; the definition goes to "Refused".'],
    ['a Choice rule', 'Large?', { Choices: [{ Variable: '$.total', NumericGreaterThan: 200, Next: 'Check' }] }, { eventType: 'WaitStateEntered', recorded: 'Check', replayed: 'Ship' }, 'went to state "Check"; the definition goes to "Ship".'],
    ['Parameters', 'Charge', { Parameters: { FunctionName: 'charge', Payload: { 'sum.$': '$.total' } } },
      { eventType: 'TaskScheduled', stateName: 'Charge', member: 'parameters.Payload.amount', recorded: 150, replayed: undefined }, 'parameters.Payload.amount was 150; with the definition it is not there.'],
    ['the resource', 'Charge', { Resource: 'arn:aws:states:::aws-sdk:lambda:invoke' }, { stateName: 'Charge', member: 'resourceType', recorded: 'lambda', replayed: 'aws-sdk:lambda' }, 'resourceType was "lambda"'],
    ['ResultPath', 'Charge', { ResultPath: '$.paid' }, { eventType: 'TaskStateExited', stateName: 'Charge', member: 'output.charge', replayed: undefined }, 'output.charge was'],
    ['Retry', 'Charge', { Retry: [] }, { eventType: 'TaskScheduled', stateName: 'Charge', member: 'event', recorded: 'TaskScheduled', replayed: 'TaskStateExited' }, 'the definition has TaskStateExited instead.'],
    ['TimeoutSeconds', 'Charge', { TimeoutSeconds: 2 }, { stateName: 'Charge', member: 'timeoutInSeconds', recorded: 60, replayed: 2 }, 'timeoutInSeconds was 60; the definition gives 2.'],
    ['the items of a Map', 'Ship', { ItemsPath: '$.items[0:2]' }, { eventType: 'MapStateStarted', stateName: 'Ship', member: 'length', recorded: 3, replayed: 2 }, 'length was 3; the definition gives 2.'],
    ['the end', 'Ship', { End: undefined, Next: 'Refused' }, { eventType: 'ExecutionSucceeded', member: 'event', replayed: 'FailStateEntered' }, 'the definition has FailStateEntered instead.'],
  ])('reports a change of %s', (_, state, change, divergence, message) => {
    const result = changed(state, change);
    expect(result).toMatchObject({ agrees: false, complete: false, divergence });
    expect(result.message).toContain(message);
    expect(history[result.divergence!.eventId - 1].type).toBe(result.divergence!.eventType);
  });

  test('reports the first divergence of the recorded order, in whichever iteration it is', () => {
    const only = (item: string) => ({
      ItemProcessor: {
        StartAt: 'Which?',
        States: {
          'Which?': { Type: 'Choice', Choices: [{ Variable: '$', StringEquals: item, Next: 'Skip' }], Default: 'Send' },
          'Skip': { Type: 'Pass', End: true },
          'Send': ORDER.Ship.ItemProcessor.States.Send,
        },
      },
    });
    const recordedChoice = run({ ...ORDER, Ship: { ...ORDER.Ship, ...only('none') } }, { total: 1, items: ['a', 'b', 'c'] }, MOCKS()).history;
    const { divergence } = Simulator.replay(machine({ ...ORDER, Ship: { ...ORDER.Ship, ...only('b') } }), recordedChoice);
    const entered = (recordedChoice as Event[]).filter(({ stateEnteredEventDetails: details }) => details?.name === 'Send' && details.input === '"b"');
    expect(divergence).toMatchObject({ eventId: entered[0].id, member: 'next state', recorded: 'Send', replayed: 'Skip' });
  });

  test('reports a branch that was added, and one that is gone', () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } });
    const parallel = (...names: string[]) => machine({ Both: { Type: 'Parallel', Branches: names.map(branch), End: true } });
    const both = Simulator.fromDefinition(parallel('A', 'B')).run().history;
    expect(Simulator.replay(parallel('B', 'A'), both)).toMatchObject({ agrees: true });
    expect(Simulator.replay(parallel('A'), both)).toMatchObject({ divergence: { eventType: 'PassStateEntered', stateName: 'B', replayed: undefined } });
    expect(Simulator.replay(parallel('A', 'B', 'C'), both)).toMatchObject({ divergence: { eventType: 'ParallelStateStarted', stateName: 'C', recorded: undefined } });
  });

  test('keeps apart what each retry of a Parallel state did', () => {
    const states = {
      Both: {
        Type: 'Parallel',
        Branches: ['A', 'B'].map((name) => ({ StartAt: name, States: { [name]: { Type: 'Task', Resource: LAMBDA(name), End: true } } })),
        Retry: [{ ErrorEquals: ['Busy'] }],
        End: true,
      },
    };
    const retried = run(states, {}, {
      A: TaskMock.sequence([TaskMock.after(Duration.seconds(1), TaskMock.fail('Busy')), TaskMock.succeed(1)]),
      B: TaskMock.sequence([TaskMock.after(Duration.seconds(9), TaskMock.succeed(0)), TaskMock.succeed(2)]),
    });
    expect(retried.output).toEqual([1, 2]);
    expect(Simulator.replay(machine(states), retried.history)).toMatchObject({ agrees: true, complete: true });
  });
});

describe('what a history does not tell', () => {
  const RANDOM = {
    Make: {
      Type: 'Pass',
      Parameters: {
        'id.$': 'States.UUID()', 'number.$': 'States.MathRandom(1, 1000000)', 'name.$': '$$.Execution.Name', 'arn.$': '$$.StateMachine.Id',
        'at.$': '$$.State.EnteredTime', 'text.$': "States.Format('order-{}', States.UUID())", 'total.$': '$.total', 'started.$': '$$.Execution.StartTime',
      },
      End: true,
    },
  };
  const other = (change: object = {}, props: object = {}) => Simulator.replay(
    machine({ Make: { ...RANDOM.Make, Parameters: { ...RANDOM.Make.Parameters, ...change } } }),
    Simulator.fromDefinition(machine(RANDOM), { seed: 99, stateMachineName: 'Orders', startTime: '2026-03-04T05:06:07.890Z' }).run({ total: 5 }, { executionName: 'e-1' }).history, props);

  test('is not compared: random values, names, the time of day', () => {
    expect(other()).toMatchObject({ agrees: true });
  });

  test('is compared by its type', () => {
    expect(other({ 'id.$': 'States.MathRandom(1, 1000000)' })).toMatchObject({ divergence: { member: 'output.id' } });
  });

  test('does not hide what is beside it', () => {
    expect(other({ 'total.$': '$$.Execution.Input' })).toMatchObject({ divergence: { stateName: 'Make', member: 'output.total', recorded: 5, replayed: { total: 5 } } });
    expect(other({ 'total.$': '$.total', 'more': 1 })).toMatchObject({
      divergence: { member: 'output.more', recorded: undefined, replayed: 1 }, message: expect.stringContaining('output.more was not there; the definition gives 1.'),
    });
  });

  test('is compared where it is given', () => {
    expect(other({}, { stateMachineName: 'Orders', executionName: 'e-1' })).toMatchObject({ agrees: true });
    expect(other({}, { executionName: 'e-2' })).toMatchObject({ divergence: { member: 'output.name', recorded: 'e-1', replayed: 'e-2' } });
  });

  test('may decide where an execution goes, which the message says', () => {
    const dice = machine({
      'Throw': { Type: 'Pass', Parameters: { 'n.$': 'States.MathRandom(1, 1000)' }, Next: 'High?' },
      'High?': { Type: 'Choice', Choices: [{ Variable: '$.n', NumericGreaterThan: 500, Next: 'High' }], Default: 'Low' },
      'High': { Type: 'Succeed' },
      'Low': { Type: 'Succeed' },
    });
    const messages = Array.from({ length: 20 }, (_, seed) => Simulator.replay(dice, Simulator.fromDefinition(dice, { seed }).run().history).message);
    expect(new Set(messages.map((message) => /\. ([^.]*\.)$/.exec(message)?.[1]))).toContain('What decides there is random, or from the clock.');
    expect(messages.filter((message) => message.includes('still does')).length).toBeGreaterThan(0);
  });

  test('are the names of resources: a CDK app replays what ran in an account', () => {
    const stack = new Stack(new App(), 'Shop');
    const fn = new lambda.Function(stack, 'Charge', { code: lambda.Code.fromInline('x'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X });
    const workflow = (comment: string) => new sfn.StateMachine(stack, `Orders${comment}`, {
      definitionBody: sfn.DefinitionBody.fromChainable(new tasks.LambdaInvoke(stack, `Call${comment}`, {
        stateName: 'Call', lambdaFunction: fn, payload: sfn.TaskInput.fromObject({ comment }),
      })),
    });
    const ran = Simulator.fromStateMachine(workflow('a')).mockFunction(fn, TaskMock.succeed(1)).run().history;
    const real = JSON.parse(JSON.stringify(ran).replace(/function:[\w-]+/g, 'function:Shop-Charge41A-x7Yz'));
    expect(JSON.stringify(real)).toContain('Shop-Charge41A-x7Yz');
    expect(Simulator.replay(stack.node.findChild('Ordersa'), real)).toMatchObject({ agrees: true, complete: true });
    expect(Simulator.replay(workflow('b'), real)).toMatchObject({ divergence: { stateName: 'Call', member: 'parameters.Payload.comment', recorded: 'a', replayed: 'b' } });
  });
});

describe('executions that did not end by themselves', () => {
  test('stopped ones are stopped again', () => {
    const running = Simulator.fromDefinition(machine({ Ask: { Type: 'Task', Resource: LAMBDA('ask'), Next: 'End' }, End: { Type: 'Succeed' } })).start();
    running.advance(Duration.hours(2));
    running.stop('Enough', 'of it');
    const stopped = running.execution.history;
    const result = Simulator.replay(machine({ Ask: { Type: 'Task', Resource: LAMBDA('ask'), Next: 'End' }, End: { Type: 'Succeed' } }), stopped);
    expect(result).toMatchObject({ agrees: true });
    expect(result.execution).toMatchObject({ status: 'ABORTED', error: 'Enough', durationMilliseconds: 7_200_000 });
  });

  test('the machine\'s own timeout ends them again, and later where it has changed', () => {
    const states = { Ask: { Type: 'Task', Resource: LAMBDA('ask'), End: true } };
    const timedOut = run(states, {}, { Ask: TaskMock.timeOut() }, {}, { TimeoutSeconds: 90 }).history;
    expect(Simulator.replay(machine(states, { TimeoutSeconds: 90 }), timedOut)).toMatchObject({ agrees: true });
  });

  test('heartbeats are not in a history: a task that was answered had them', () => {
    const states = { Work: { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:work', HeartbeatSeconds: 10, End: true } };
    const running = Simulator.fromDefinition(machine(states)).start();
    for (let i = 0; i < 5; i++) {
      running.advance(Duration.seconds(8));
      running.heartbeat(running.pendingTasks[0].taskToken);
    }
    running.succeedTask(running.pendingTasks[0].taskToken, { done: true });
    expect(Simulator.replay(machine(states), running.execution.history)).toMatchObject({ agrees: true });
    const late = run(states, {}, { Work: TaskMock.timeOut() }).history;
    expect(Simulator.replay(machine(states), late)).toMatchObject({ agrees: true });
    expect(Simulator.replay(machine({ Work: { ...states.Work, HeartbeatSeconds: undefined } }), late)).toMatchObject({ divergence: { member: 'heartbeatInSeconds' } });
  });

  test('the heartbeat of a function has no place in a history', () => {
    const states = { Work: { Type: 'Task', Resource: LAMBDA('work'), HeartbeatSeconds: 10, TimeoutSeconds: 60, End: true } };
    const ran = run(states, {}, { Work: TaskMock.succeed(1) }).history as Event[];
    const [{ lambdaFunctionScheduledEventDetails: details }] = ran.filter(({ type }) => type === 'LambdaFunctionScheduled');
    expect(Object.keys(details)).toEqual(['resource', 'input', 'inputDetails', 'timeoutInSeconds']);
    expect(Simulator.replay(machine(states), ran)).toMatchObject({ agrees: true, complete: true });
  });

  test('what follows a redrive is not compared, and the message says so', () => {
    const running = Simulator.fromDefinition(machine({ Work: { Type: 'Task', Resource: LAMBDA('work'), End: true } })).start();
    running.failTask(running.pendingTasks[0].taskToken, 'Busy');
    running.redrive();
    running.succeedTask(running.pendingTasks[0].taskToken, 1);
    const result = Simulator.replay(machine({ Work: { Type: 'Task', Resource: LAMBDA('work'), End: true } }), running.execution.history);
    expect(result).toMatchObject({ agrees: true, complete: false });
    expect(result.message).toMatch(/What follows the redrive at event 7 was not compared\.$/);
  });

  test('children of a Distributed Map are not in the history of their parent, and the message says so', () => {
    const states = {
      Prepare: { Type: 'Pass', Next: 'Each' },
      Each: {
        Type: 'Map',
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'Work', States: { Work: { Type: 'Task', Resource: LAMBDA('work'), End: true } } },
        End: true,
      },
    };
    const { history: parent } = run(states, [1, 2], { Work: TaskMock.succeed(1) });
    const result = Simulator.replay(machine(states), parent);
    expect(result).toMatchObject({ agrees: true, complete: false });
    expect(result.message).toContain('state "Work" is of a child execution of a Distributed Map, whose own history is not in this one.');
    expect(Simulator.replay(machine({ ...states, Prepare: { ...states.Prepare, Result: [1] } }), parent)).toMatchObject({ agrees: false, divergence: { stateName: 'Prepare' } });
  });
});

describe('a history that cannot be replayed', () => {
  const definition = machine(ORDER);
  const without = (index: number, change: (event: Event) => object) => history.map((event, i) => i === index ? change(event) : event);
  const cases: [string, () => unknown, string, string][] = [
    ['is not JSON', () => '{"events": [', 'InvalidHistory', 'The history is not JSON: line 1, column 1'],
    ['is empty text in a file', () => write('empty.json', '\n'), 'InvalidHistory', 'empty.json" is empty. Fetch it with "aws stepfunctions get-execution-history'],
    ['is a definition', () => machine(ORDER), 'InvalidHistory', 'The history is a definition, not a history. The definition comes first, then the history.'],
    ['is a file that is not JSON', () => write('broken.json', 'x\n'), 'InvalidHistory', 'broken.json" is not JSON: line 1, column 1: '],
    ['is not there', () => `${folder}/nowhere.json`, 'FileNotFound', 'nowhere.json" does not exist.'],
    ['is something else', () => ({ executions: [] }), 'InvalidHistory', 'The history has no "events". Give what "aws stepfunctions get-execution-history'],
    ['is null', () => null, 'InvalidHistory', 'The history has no "events".'],
    ['is empty', () => [], 'IncompleteHistory', 'The history has no events.'],
    ['is a page', () => ({ events: history, nextToken: 'abc' }), 'IncompleteHistory', 'The history has a "nextToken": it is one page of a longer history.'],
    ['is a page as the CLI says it', () => ({ events: history, NextToken: 'abc' }), 'IncompleteHistory', 'The history has a "NextToken"'],
    ['has no beginning', () => history.slice(3), 'IncompleteHistory', 'The history is cut off: events 1 to 3 are missing.'],
    ['has a gap', () => history.filter(({ id }) => id !== 5), 'IncompleteHistory', 'The history is cut off: event 5 is missing.'],
    ['has no end', () => history.slice(0, 4), 'IncompleteHistory', 'The history ends with event 4, TaskStarted: the execution was still running when it was read'],
    ['has an event twice', () => [...history, history[4]], 'InvalidHistory', 'The history has event 5 twice.'],
    ['has two executions', () => [...history, { ...history[0], id: history.length + 1 }], 'InvalidHistory', 'goes on after its end'],
    ['has a newer event', () => without(3, (event) => ({ ...event, type: 'TaskPondered' })), 'UnknownEventType', 'The history: event 4 is of the type "TaskPondered", which this version does not know.'],
    ['has a newer format', () => ({ formatVersion: 2, events: history }), 'UnknownHistoryMember', 'The history has the member "formatVersion", which this version does not know: it may be of a newer format. Look for a newer version of cdk-stepwright; or remove'],
    ['has an event with a newer member', () => without(3, (event) => ({ ...event, shard: 1 })), 'UnknownHistoryMember', 'The history: event 4, TaskStarted, has the member "shard", which this version does not know'],
    ['has newer details', () => without(1, (event) => ({ ...event, stateEnteredEventDetails: { ...event.stateEnteredEventDetails, memory: {} } })), 'UnknownHistoryMember',
      'The history: event 2, TaskStateEntered: "stateEnteredEventDetails" has the member "memory"'],
    ['has newer details of its data', () => without(1, (event) => ({ ...event, stateEnteredEventDetails: { ...event.stateEnteredEventDetails, inputDetails: { truncated: false, compressed: true } } })), 'UnknownHistoryMember',
      ': "stateEnteredEventDetails.inputDetails" has the member "compressed"'],
    ['has details of another event', () => without(3, (event) => ({ ...event, taskFailedEventDetails: { error: 'E' } })), 'InvalidHistory', 'event 4, TaskStarted, has "taskFailedEventDetails", which are details of another type of event.'],
    ['has an event without a type', () => without(3, ({ type, ...event }) => event), 'UnknownEventType', 'event 4 is of the type undefined'],
    ['has an event that is none', () => [...history.slice(0, 3), 'event', ...history.slice(4)], 'InvalidHistory', 'The history: event at position 4 is "event", not an object.'],
    ['has an odd id', () => without(3, (event) => ({ ...event, id: '4' })), 'InvalidHistory', 'event at position 4 has the "id" "4"'],
    ['points forward', () => without(3, (event) => ({ ...event, previousEventId: 4 })), 'InvalidHistory', 'event 4 has the "previousEventId" 4.'],
    ['has an odd timestamp', () => without(3, (event) => ({ ...event, timestamp: 'noon' })), 'InvalidHistory', 'event 4 has the "timestamp" "noon".'],
    ['has no details', () => without(1, ({ stateEnteredEventDetails, ...event }) => event), 'InvalidHistory', 'event 2, TaskStateEntered, has no "stateEnteredEventDetails".'],
    ['has no data', () => without(1, (event) => ({ ...event, stateEnteredEventDetails: { name: 'Charge' } })), 'IncompleteHistory', 'event 2, TaskStateEntered, has no "input". Fetch the history with its data'],
    ['has truncated data', () => without(1, (event) => ({ ...event, stateEnteredEventDetails: { ...event.stateEnteredEventDetails, inputDetails: { truncated: true } } })), 'IncompleteHistory', 'event 2, TaskStateEntered, has a truncated "input"'],
    ['has data that is no JSON', () => without(1, (event) => ({ ...event, stateEnteredEventDetails: { ...event.stateEnteredEventDetails, input: '{' } })), 'InvalidHistory', 'event 2, TaskStateEntered: its "input" is not JSON: "{".'],
    ['is of another machine', () => run({ Chargs: { Type: 'Pass', End: true } }).history, 'HistoryOfAnotherMachine', 'it enters state "Chargs", and none of its 1 states is in the definition. Did you mean "Charge"?'],
    ['is of a newer kind of event with a prototype\'s name', () => without(3, (event) => ({ ...event, type: 'constructor' })), 'UnknownEventType', 'event 4 is of the type "constructor"'],
  ];
  test.each(cases)('because it %s', (_, given, code, message) => {
    let thrown: { code?: string; message?: string } = {};
    try {
      Simulator.replay(definition, given());
    } catch (error) {
      thrown = error as typeof thrown;
    }
    expect(thrown.code).toBe(code);
    expect(thrown.message).toContain(message);
  });

  test('does not overflow the stack where its data is nested deeply', () => {
    const deep = `${'['.repeat(100_000)}1${']'.repeat(100_000)}`;
    const events = history.map((event) => event.type === 'TaskSucceeded' ? { ...event, taskSucceededEventDetails: { ...event.taskSucceededEventDetails, output: deep } } : event);
    expect(() => expect(Simulator.replay(machine(ORDER), events).agrees).toBe(false)).not.toThrow(RangeError);
  });
});
