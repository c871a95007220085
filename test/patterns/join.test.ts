import { App, Duration, Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Join, Semaphore, Simulator, StandardWorkflow, TaskMock } from '../../src';
import { definitionOf } from '../definition-of';

const is = (path: string, value: string) => sfn.Condition.stringEquals(path, value);
const makeStack = () => new Stack(new App(), 'Shop');
const pass = (stack: Stack, id: string) => new sfn.Pass(stack, id);
const make = (stack: Stack, flow: sfn.IChainable) => new StandardWorkflow(stack, 'Orders', { definitionBody: sfn.DefinitionBody.fromChainable(flow), timeout: Duration.hours(1) });
const visited = (workflow: StandardWorkflow, input: unknown) => Simulator.fromStateMachine(workflow).run(input).visitedStates;

test('after a Choice all its branches go on, and so does what no rule matches', () => {
  const stack = makeStack();
  const choice = new sfn.Choice(stack, 'Kind').when(is('$.kind', 'a'), pass(stack, 'A')).when(is('$.kind', 'b'), pass(stack, 'B').next(pass(stack, 'B2')));
  const workflow = make(stack, Join.after(choice).next(pass(stack, 'After')));
  expect(visited(workflow, { kind: 'a' })).toEqual(['Kind', 'A', 'After']);
  expect(visited(workflow, { kind: 'b' })).toEqual(['Kind', 'B', 'B2', 'After']);
  expect(visited(workflow, { kind: 'c' })).toEqual(['Kind', 'After']);
});

test('branches that come together, within or before, are joined once', () => {
  const stack = makeStack();
  const shared = pass(stack, 'Shared');
  const inner = new sfn.Choice(stack, 'Inner').when(is('$.size', 's'), shared).otherwise(pass(stack, 'Large'));
  const choice = new sfn.Choice(stack, 'Kind').when(is('$.kind', 'a'), pass(stack, 'A').next(inner)).when(is('$.kind', 'b'), shared).otherwise(new sfn.Fail(stack, 'No'));
  const workflow = make(stack, Join.after(choice).next(pass(stack, 'After')));
  expect(visited(workflow, { kind: 'a', size: 'l' })).toEqual(['Kind', 'A', 'Inner', 'Large', 'After']);
  expect(visited(workflow, { kind: 'b' })).toEqual(['Kind', 'Shared', 'After']);
  expect(visited(workflow, { kind: 'c' })).toEqual(['Kind', 'No']);
});

test('after a loop it goes on where the loop ends', () => {
  const stack = makeStack();
  const check = new sfn.Pass(stack, 'Check', { parameters: { 'left.$': 'States.MathAdd($.left, -1)' } });
  const wait = new sfn.Wait(stack, 'Wait', { time: sfn.WaitTime.duration(Duration.seconds(1)) });
  const again = new sfn.Choice(stack, 'Again?').when(sfn.Condition.numberGreaterThan('$.left', 0), wait.next(check));
  const workflow = make(stack, Join.after(check.next(again)).next(pass(stack, 'After')));
  const execution = Simulator.fromStateMachine(workflow).run({ left: 3 });
  expect(execution.visitedStates).toEqual(['Check', 'Again?', 'Wait', 'After']);
  expect(execution.durationMilliseconds).toBe(2000);
});

test('several flows, a handler among them, go on with one', () => {
  const stack = makeStack();
  const [handler, after] = [pass(stack, 'Handler'), pass(stack, 'After')];
  const work = new sfn.Parallel(stack, 'Work').branch(new sfn.Fail(stack, 'Broken', { error: 'Broken' }));
  work.addCatch(handler);
  const workflow = make(stack, Join.after(work, handler).next(after));
  expect(visited(workflow, {})).toEqual(['Work', 'Broken', 'Handler', 'After']);
  expect(definitionOf(workflow).States.Work.Next).toBe('After');
});

test('it can be joined again further on', () => {
  const stack = makeStack();
  const first = Join.after(new sfn.Choice(stack, 'One').when(is('$.a', '1'), pass(stack, 'A'))).next(new sfn.Choice(stack, 'Two').when(is('$.b', '1'), pass(stack, 'B')));
  const workflow = make(stack, Join.after(first).next(pass(stack, 'After')));
  expect(visited(workflow, { a: '1', b: '1' })).toEqual(['One', 'A', 'Two', 'B', 'After']);
  expect(visited(workflow, { a: '0', b: '0' })).toEqual(['One', 'Two', 'After']);
});

describe('the handlers of patterns are joined, and next() leaves them open', () => {
  const join = (how: (flow: sfn.IChainable) => sfn.Chain) => {
    const stack = makeStack();
    const semaphore = new Semaphore(stack, 'Printer', { limit: 1 });
    const guard = semaphore.guard(stack, 'Guard', { body: pass(stack, 'Print'), acquireTimeout: Duration.seconds(30), onTimedOut: pass(stack, 'Give up') });
    const workflow = make(stack, how(guard).next(pass(stack, 'After')));
    const simulator = Simulator.fromStateMachine(workflow).mockState('Guard: release', TaskMock.succeed({}));
    return {
      done: simulator.mockState('Guard: acquire', TaskMock.succeed({})).run().visitedStates.slice(-2),
      timedOut: simulator.mockState('Guard: acquire', TaskMock.fail('DynamoDB.ConditionalCheckFailedException')).run().visitedStates.slice(-2),
    };
  };

  test('of a pattern, and of a chain with it', () => {
    const expected = { done: ['Guard: done', 'After'], timedOut: ['Give up', 'After'] };
    expect(join((guard) => Join.after(guard))).toEqual(expected);
    expect(join((guard) => Join.after(sfn.Chain.start(new sfn.Pass(new Stack(), 'Before')).next(guard)))).toEqual(expected);
    expect(join((guard) => sfn.Chain.start(guard)).timedOut).toEqual(['Guard: wait', 'Give up']);
  });

  test('of a handler that has a pattern itself', () => {
    const stack = makeStack();
    const semaphore = new Semaphore(stack, 'Printer', { limit: 1 });
    const guard = (id: string, onTimedOut: sfn.IChainable) => semaphore.guard(stack, id, { body: pass(stack, `${id} body`), acquireTimeout: Duration.seconds(9), onTimedOut });
    const workflow = make(stack, Join.after(guard('One', guard('Two', pass(stack, 'Give up')))).next(pass(stack, 'After')));
    const states = definitionOf(workflow).States;
    expect(['One: done', 'Two: done', 'Give up'].map((name) => states[name].Next)).toEqual(['After', 'After', 'After']);
  });
});

test('flows that nothing can go on after are refused', () => {
  const stack = makeStack();
  expect(() => Join.after()).toThrow('Join.after() was called without a flow.');
  expect(() => Join.after(new sfn.Succeed(stack, 'Done'), new sfn.Fail(stack, 'No'))).toThrow('Join.after(): no flow from "Done", "No" has an open end');
});
