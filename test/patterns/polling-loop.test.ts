import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { AslValidation, Execution, ExpressMode, ExpressWorkflow, Join, PollingLoop, PollingLoopProps, Simulator, StandardWorkflow, TaskMock } from '../../src';
import { nagErrors } from '../cdk-nag';
import { definitionOf } from '../definition-of';

/** Asks an API, so that the validator knows that the loop polls. */
const ask = (stack: Stack, id = 'Ask', queryLanguage = 'JSONPath') => new sfn.CustomState(stack, id, {
  stateJson: {
    Type: 'Task', QueryLanguage: queryLanguage, Resource: 'arn:aws:states:::aws-sdk:glue:getJob', TimeoutSeconds: 9,
    [queryLanguage === 'JSONata' ? 'Arguments' : 'Parameters']: { JobName: 'j' },
  },
});
const mayAsk = () => new PolicyStatement({ actions: ['glue:GetJob'], resources: ['arn:aws:glue:us-east-1:123456789012:job/j'] });
const description = (value: string) => ({ Job: { Description: value } });
/** The last answer stays. */
const answers = (...values: string[]) => TaskMock.respondWith({
  respond: ({ attempt }) => TaskMock.succeed(description(values[Math.min(attempt, values.length) - 1])),
});

const inJsonPath = (value: string) => sfn.Condition.stringEquals('$.Job.Description', value);
const inJsonata = (value: string) => sfn.Condition.jsonata(`{% $states.input.Job.Description = "${value}" %}`);

function make(props: Partial<PollingLoopProps> = {}) {
  const stack = new Stack(new App(), 'Shop');
  const interval = Duration.seconds(30);
  const loop = new PollingLoop(stack, 'Job', { check: props.check ?? ask(stack), until: inJsonPath('done'), interval, ...props });
  return { stack, loop };
}

const workflowOf = (stack: Stack, flow: sfn.IChainable, queryLanguage?: sfn.QueryLanguage) => new StandardWorkflow(stack, 'Orders', {
  definitionBody: sfn.DefinitionBody.fromChainable(flow), timeout: Duration.days(300), queryLanguage,
});
const simulate = (stack: Stack, flow: sfn.IChainable, mock: TaskMock) => Simulator.fromStateMachine(workflowOf(stack, flow)).mockState('Ask', mock);
const rounds = (execution: Execution) => execution.history.filter(({ type }) => type === 'TaskScheduled').length;

describe.each([['JSONPath', inJsonPath], ['JSONata', inJsonata]])('with conditions in %s', (language, is) => {
  const props = (stack: Stack) => ({ check: ask(stack, 'Ask', language), until: is('done'), failWhen: is('broken') });
  const run = (more: Partial<PollingLoopProps>, mock: TaskMock) => {
    const stack = new Stack(new App(), 'Shop');
    const loop = new PollingLoop(stack, 'Job', { ...props(stack), interval: Duration.seconds(30), ...more });
    return simulate(stack, sfn.Chain.start(loop).next(new sfn.Pass(stack, 'After')), mock).run({ id: 7 });
  };

  test('it goes round until it is done, then on with what the last round gave', () => {
    const execution = run({ maxAttempts: 5 }, answers('busy', 'busy', 'done'));
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: description('done'), durationMilliseconds: 60_000 });
    expect(execution.visitedStates).toEqual(['Job: begin', 'Ask', 'Job: done?', 'Job: wait', 'Job: done', 'After']);
  });

  test.each([1, 4])('after %s rounds it gives up', (maxAttempts) => {
    const execution = run({ maxAttempts }, answers('busy'));
    expect(execution).toMatchObject({ status: 'FAILED', error: 'PollingLoop.Exhausted', cause: `"Job" is not done after round ${maxAttempts}.` });
    expect(rounds(execution)).toBe(maxAttempts);
    expect(execution.durationMilliseconds).toBe((maxAttempts - 1) * 30_000);
  });

  test('in the last round it may be done', () => {
    expect(run({ maxAttempts: 2 }, answers('busy', 'done')).status).toBe('SUCCEEDED');
  });

  test('no round begins after the timeout', () => {
    const execution = run({ timeout: Duration.seconds(100) }, answers('busy'));
    expect(execution).toMatchObject({ error: 'PollingLoop.Exhausted', durationMilliseconds: 90_000 });
    expect(rounds(execution)).toBe(4);
    expect(rounds(run({ timeout: Duration.seconds(120) }, answers('busy')))).toBe(5);
    expect(rounds(run({ timeout: Duration.seconds(120), maxAttempts: 3 }, answers('busy')))).toBe(3);
  });

  test('what the rounds themselves take counts', () => {
    const slow = TaskMock.after(Duration.seconds(8), TaskMock.succeed(description('busy')));
    expect(rounds(run({ timeout: Duration.seconds(120) }, slow))).toBe(4);
  });

  test('waits grow up to the longest', () => {
    const execution = run({ backoffRate: 2, maxInterval: Duration.seconds(200), maxAttempts: 6 }, answers('busy'));
    expect(execution.durationMilliseconds).toBe((30 + 60 + 120 + 200 + 200) * 1000);
  });

  test('with a timeout too', () => {
    const growing = { backoffRate: 1.5, timeout: Duration.seconds(300) };
    // 30, 45, 67, 101: the next, of 151 seconds, would end after the timeout.
    expect(run(growing, answers('busy')).durationMilliseconds).toBe(243_000);
    expect(run({ ...growing, timeout: Duration.seconds(394) }, answers('busy')).durationMilliseconds).toBe(394_000);
  });

  test('it fails at once when it has failed', () => {
    expect(run({ maxAttempts: 5 }, answers('busy', 'broken'))).toMatchObject({
      error: 'PollingLoop.Failed', cause: '"Job" has failed: its condition "failWhen" holds.', durationMilliseconds: 30_000,
    });
  });
});

test('many growing waits are no numbers that JSONata fails on', () => {
  const { stack, loop } = make({ backoffRate: 10, maxInterval: Duration.seconds(31), maxAttempts: 700 });
  expect(simulate(stack, loop, answers('busy')).run().error).toBe('PollingLoop.Exhausted');
});

test('it goes on with the handlers that it is given, which can be joined', () => {
  const stack = new Stack(new App(), 'Shop');
  const loop = new PollingLoop(stack, 'Job', {
    check: ask(stack), until: inJsonPath('done'), failWhen: inJsonPath('broken'), interval: Duration.seconds(1), maxAttempts: 2,
    onExhausted: new sfn.Pass(stack, 'Give in'), onFailed: new sfn.Pass(stack, 'Mend'),
  });
  const workflow = workflowOf(stack, Join.after(loop).next(new sfn.Pass(stack, 'After')));
  const last = (...values: string[]) => Simulator.fromStateMachine(workflow).mockState('Ask', answers(...values)).run().visitedStates.slice(-2);
  expect(last('done')).toEqual(['Job: done', 'After']);
  expect(last('broken')).toEqual(['Mend', 'After']);
  expect(last('busy')).toEqual(['Give in', 'After']);
});

test('a loop that is just short enough for a history, and one whose waits grow, are let in', () => {
  const { stack, loop } = make({ maxAttempts: 2766, interval: Duration.seconds(1) });
  const execution = simulate(stack, loop, answers('busy')).run();
  expect(execution.error).toBe('PollingLoop.Exhausted');
  expect(execution.history.length).toBeGreaterThan(24_800);
  make({ timeout: Duration.days(300), backoffRate: 2, maxInterval: Duration.hours(3) });
});

test('the error may have another name', () => {
  const { stack, loop } = make({ maxAttempts: 1, exhaustedError: 'Job.TooSlow' });
  expect(simulate(stack, loop, answers('busy')).run().error).toBe('Job.TooSlow');
});

test('the check may be a flow with several ends', () => {
  const stack = new Stack(new App(), 'Shop');
  const check = new sfn.Choice(stack, 'Which').when(sfn.Condition.isPresent('$.other'), new sfn.Pass(stack, 'Other')).otherwise(ask(stack));
  const loop = new PollingLoop(stack, 'Job', { check, until: inJsonPath('done'), interval: Duration.seconds(1), maxAttempts: 3 });
  expect(simulate(stack, loop, answers('busy', 'done')).run({}).assertSucceeded().visitedStates).toContain('Ask');
});

test('loops in a loop, beside each other and in a Map do not disturb each other', () => {
  const stack = new Stack(new App(), 'Shop');
  const other = new Stack(stack, 'Part');
  const poll = (scope: Stack, id: string, check: sfn.IChainable, maxAttempts: number) => new PollingLoop(scope, id, {
    check, until: inJsonPath(id), interval: Duration.seconds(1), maxAttempts,
  });
  const inner = new PollingLoop(stack, 'Inner', {
    check: ask(stack), until: inJsonPath('never'), interval: Duration.seconds(1), maxAttempts: 3, onExhausted: new sfn.Pass(stack, 'Inner over'),
  });
  const outer = poll(stack, 'Job', Join.after(inner), 2);
  const each = new sfn.Map(stack, 'Each', { itemsPath: '$.items' }).itemProcessor(poll(other, 'Job ', ask(other, 'Ask inside'), 4));
  const workflow = workflowOf(stack, sfn.Chain.start(each).next(outer));
  const execution = Simulator.fromStateMachine(workflow).mockState('Ask', answers('busy'))
    .mockState('Ask inside', answers('busy', 'busy', 'Job ')).run({ items: [1] });
  expect(execution).toMatchObject({ error: 'PollingLoop.Exhausted', cause: '"Job" is not done after round 2.' });
  expect(execution.history.filter(({ type }) => type === 'TaskScheduled')).toHaveLength(3 + 6);
});

test.each([['JSONPath'], ['JSONata']])('the validator finds nothing in a loop in %s, and cdk-nag neither', (language) => {
  const stack = new Stack(new App(), 'Shop');
  const loop = new PollingLoop(stack, 'Job', {
    check: ask(stack, 'Ask', language), until: language === 'JSONata' ? inJsonata('done') : inJsonPath('done'),
    interval: Duration.hours(2), timeout: Duration.days(30), maxAttempts: 300,
  });
  workflowOf(stack, loop).addToRolePolicy(mayAsk());
  expect(AslValidation.of(stack).findings()).toEqual([]);
  expect(nagErrors(stack)).toEqual([]);
});

test('it is in a machine of JSONata as well, and its states are few', () => {
  const stack = new Stack(new App(), 'Shop');
  const loop = new PollingLoop(stack, 'Job', { check: ask(stack, 'Ask', 'JSONata'), until: inJsonata('done'), interval: Duration.seconds(30), maxAttempts: 3 });
  const { States } = definitionOf(workflowOf(stack, loop, sfn.QueryLanguage.JSONATA));
  expect(Object.keys(States)).toEqual(['Job: begin', 'Ask', 'Job: wait', 'Job: done?', 'Job: done', 'Job: give up']);
  expect(States['Job: wait']).toMatchObject({ Type: 'Wait', Seconds: 30, Next: 'Ask' });
  expect(loop.wait.stateId).toBe('Job: wait');
});

const LATER = Lazy.number({ produce: () => 3 });

test.each<[Partial<PollingLoopProps>, string]>([
  [{}, 'neither "maxAttempts" nor "timeout" is set, so that the loop would have no end. Set one of them.'],
  [{ maxAttempts: 0 }, '"maxAttempts" is 0. It has to be a whole number from 1 on.'],
  [{ maxAttempts: 1.5 }, '"maxAttempts" is 1.5.'],
  [{ maxAttempts: 2, interval: Duration.millis(500) }, '"interval" is 500 millis. It has to be a whole number of seconds, from 1 to 99,999,999.'],
  [{ timeout: Duration.seconds(29) }, '"timeout" is 29 seconds, and "interval" is 30 seconds: there would be one round only.'],
  [{ timeout: Duration.days(366) }, '"timeout" is 366 days. It has to be a whole number of seconds, from 1 to 31,536,000.'],
  [{ maxAttempts: 2767 }, '"maxAttempts" lets it go round more than 2,766 times with 9 events each, which does not fit into the 25,000 events of a history. '
    + 'Make "interval" longer, let it grow with "backoffRate", or set a lower "maxAttempts".'],
  [{ timeout: Duration.days(2) }, '"timeout" lets it go round more than 2,766 times'],
  [{ maxAttempts: 3000, check: new sfn.Pass(new Stack(), 'Look').next(ask(new Stack())) }, '"maxAttempts" lets it go round more than 2,263 times with 11 events each'],
  [{ maxAttempts: LATER }, '"maxAttempts" is known only at deploy, but it is part of an expression. Give a number that is known now.'],
  [{ maxAttempts: 2, backoffRate: LATER }, '"backoffRate" is known only at deploy, but it is part of an expression.'],
  [{ maxAttempts: 2, interval: Duration.seconds(LATER) }, '"interval" is known only at deploy, but it is part of an expression. Give a Duration that is known now.'],
  [{ maxAttempts: 2, backoffRate: 0.5 }, '"backoffRate" is 0.5. It has to be a number from 1 on.'],
  [{ maxAttempts: 2, maxInterval: Duration.hours(1) }, '"maxInterval" is 1 hour, but every wait is as long as "interval". Set "backoffRate", or leave out "maxInterval".'],
  [{ maxAttempts: 2, backoffRate: 2, maxInterval: Duration.seconds(9) }, '"maxInterval" is 9 seconds, which is shorter than "interval".'],
  [{ maxAttempts: 2, failWhen: inJsonata('broken') }, '"until" and "failWhen" are written in two query languages'],
  [{ maxAttempts: 2, onFailed: new sfn.Pass(new Stack(), 'Mend') }, '"onFailed" is set, but nothing says when it has failed. Set "failWhen".'],
  [{ maxAttempts: 2, exhaustedError: '' }, '"exhaustedError" is empty.'],
  [{ maxAttempts: 2, exhaustedError: 'E', onExhausted: new sfn.Pass(new Stack(), 'On') }, '"exhaustedError" is "E", but it goes on with "onExhausted" and does not fail.'],
])('what cannot be is refused: %#', (props, message) => {
  expect(() => make(props)).toThrow(`PollingLoop "Shop/Job": ${message}`);
});

test('at synthesis, what stands inside a Parallel or a Map counts', () => {
  const stack = new Stack(new App(), 'Shop');
  const each = new sfn.Map(stack, 'Each', { itemsPath: '$.items' }).itemProcessor(ask(stack, 'Ask each'));
  const check = new sfn.Parallel(stack, 'Both', { outputPath: '$[0]' }).branch(ask(stack), each);
  const loop = new PollingLoop(stack, 'Job', { check, until: inJsonPath('done'), interval: Duration.seconds(30), maxAttempts: 2000 });
  workflowOf(stack, sfn.Chain.start(loop).next(new sfn.Pass(stack, 'After')));
  expect(() => Template.fromStack(stack)).toThrow('PollingLoop "Shop/Job": "maxAttempts" lets it go round more than 1,037 times with 24 events each');
});

test('a check with several ways counts as its longest, and a round ends where the Choice is', () => {
  const flow = (stack: Stack) => new sfn.Choice(stack, 'Which').when(sfn.Condition.isPresent('$.other'), new sfn.Pass(stack, 'Other')).otherwise(ask(stack));
  const stack = new Stack(new App(), 'Shop');
  expect(() => make({ check: flow(stack), maxAttempts: 3000 })).toThrow('more than 2,263 times with 11 events each');
});

test.each<[Partial<PollingLoopProps>, boolean]>([
  [{ timeout: Duration.hours(2) }, true], [{ maxAttempts: 12 }, true], [{ maxAttempts: 11 }, false], [{ timeout: Duration.minutes(5) }, false],
  [{ timeout: Duration.hours(2), maxAttempts: 5 }, false],
])('a loop that an Express workflow ends is refused at synthesis: %j', (props, refused) => {
  const { stack, loop } = make(props);
  workflowOf(stack, new sfn.Pass(stack, 'Nothing'));
  new ExpressWorkflow(stack, 'Quick', { definitionBody: sfn.DefinitionBody.fromChainable(loop), mode: ExpressMode.SYNC }).addToRolePolicy(mayAsk());
  const synthesis = expect(() => Template.fromStack(stack));
  if (!refused) return synthesis.not.toThrow();
  return synthesis.toThrow('PollingLoop "Shop/Job": its waits may take more than the 300 seconds after which executions of the Express workflow "Shop/Quick/StateMachine/Resource" end. '
    + 'Use a Standard workflow, or set a shorter "timeout" or a lower "maxAttempts".');
});
