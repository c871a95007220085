import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as events from 'aws-cdk-lib/aws-events';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { AslValidation, FailureDestination, FailureSink, Simulator, StandardWorkflow, TaskMock } from '../../src';
import { activityTask } from '../activity-task';
import { nagErrors } from '../cdk-nag';
import { definitionOf } from '../definition-of';

const { JSON_PATH, JSONATA } = sfn.QueryLanguage;

function make(destination: (stack: Stack) => FailureDestination, queryLanguage = JSON_PATH) {
  const stack = new Stack(new App(), 'Shop');
  const sink = new FailureSink(stack, 'Failed order', { destination: destination(stack) });
  const flow = activityTask(stack, 'One', queryLanguage).next(activityTask(stack, 'Two', queryLanguage));
  sink.catchFrom(flow);
  const workflow = new StandardWorkflow(stack, 'Orders', { definitionBody: sfn.DefinitionBody.fromChainable(flow), timeout: Duration.hours(1), queryLanguage });
  return { stack, sink, workflow };
}

const queue = (stack: Stack) => new sqs.Queue(stack, 'Queue', { enforceSSL: true });
const toQueue = (stack: Stack) => FailureDestination.queue(queue(stack));
const sent = (message: unknown) => expect.objectContaining({ input: { id: 7 }, error: 'Broken', cause: 'why', execution: expect.stringContaining(':execution:'), ...message as object });

describe.each([[JSON_PATH], [JSONATA]])('in %s', (queryLanguage) => {
  test.each(['One', 'Two'])('the input beside the error goes to the queue, then the execution fails with the error: %s', (failing) => {
    const { workflow } = make(toQueue, queryLanguage);
    const messages: unknown[] = [];
    const execution = Simulator.fromStateMachine(workflow)
      .mockState('One', failing === 'One' ? TaskMock.fail('Broken', 'why') : TaskMock.succeed({ id: 7 }))
      .mockState('Two', TaskMock.fail('Broken', 'why'))
      .mockState('Failed order: send', TaskMock.respondWith({ respond: ({ input }) => { messages.push(input); return TaskMock.succeed({ MessageId: 'm' }); } }))
      .run({ id: 7 });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Broken', cause: 'why' });
    expect(messages).toEqual([{ QueueUrl: expect.anything(), MessageBody: expect.any(String) }]);
    expect(JSON.parse((messages[0] as { MessageBody: string }).MessageBody)).toEqual(sent({ stateMachine: expect.stringContaining(':stateMachine:'), startTime: expect.any(String) }));
  });
});

test('what is no object is sent whole', () => {
  const { workflow } = make(toQueue, JSONATA);
  let body = '';
  Simulator.fromStateMachine(workflow).mockState('One', TaskMock.fail('Broken'))
    .mockState('Failed order: send', TaskMock.respondWith({ respond: ({ input }) => { body = input.MessageBody; return TaskMock.succeed({ MessageId: 'm' }); } })).run([1, 2]);
  expect(JSON.parse(body).input).toEqual({ input: [1, 2] });
});

test('where a handler gets the error alone, the execution\'s input is sent', () => {
  const stack = new Stack(new App(), 'Shop');
  const sink = new FailureSink(stack, 'Failed order', { destination: toQueue(stack) });
  const one = activityTask(stack, 'One');
  one.addCatch(sink);
  const workflow = new StandardWorkflow(stack, 'Orders', { definitionBody: sfn.DefinitionBody.fromChainable(one), timeout: Duration.hours(1) });
  let body = '';
  const execution = Simulator.fromStateMachine(workflow).mockState('One', TaskMock.fail('Broken', 'why'))
    .mockState('Failed order: send', TaskMock.respondWith({ respond: ({ input }) => { body = input.MessageBody; return TaskMock.succeed({ MessageId: 'm' }); } })).run({ id: 7 });
  expect(execution).toMatchObject({ error: 'Broken', cause: 'why' });
  expect(JSON.parse(body)).toEqual(sent({}));
});

test('where nothing can be sent, the execution fails with the first error nevertheless, after five retries', () => {
  const { workflow } = make(toQueue);
  const execution = Simulator.fromStateMachine(workflow).mockState('One', TaskMock.fail('Broken', 'why')).mockState('Failed order: send', TaskMock.fail('SQS.SdkClientException')).run({ id: 7 });
  expect(execution).toMatchObject({ error: 'Broken', cause: 'why' });
  expect(execution.history.filter(({ type }) => type === 'TaskScheduled')).toHaveLength(6);
});

test('a call may take a minute, and waits between calls are no longer than that', () => {
  const { 'Failed order: send': { TimeoutSeconds, Retry } } = definitionOf(make(toQueue).workflow).States;
  expect([TimeoutSeconds, ...Retry.map(({ MaxDelaySeconds }: any) => MaxDelaySeconds)]).toEqual([60, 60, 60]);
});

test.each<[string, (stack: Stack) => FailureDestination, object]>([
  ['topic', (stack) => FailureDestination.topic(new sns.Topic(stack, 'Topic', { enforceSSL: true })), { Subject: 'Failed: StateMachine', Message: expect.any(String) }],
  ['event bus', (stack) => FailureDestination.eventBus(new events.EventBus(stack, 'Bus')), { Entries: [expect.objectContaining({ DetailType: 'Workflow Failed', Source: 'cdk-stepwright', Detail: sent({}) })] }],
  ['FIFO queue', (stack) => FailureDestination.queue(new sqs.Queue(stack, 'Queue', { fifo: true, enforceSSL: true })), { MessageGroupId: expect.any(String), MessageDeduplicationId: expect.any(String) }],
  ['FIFO topic', (stack) => FailureDestination.topic(new sns.Topic(stack, 'Topic', { fifo: true, topicName: 't.fifo', enforceSSL: true })), { MessageGroupId: expect.any(String) }],
])('sends to a %s, which only its role may', (_, destination, parameters) => {
  const { stack, workflow } = make(destination);
  const seen: unknown[] = [];
  Simulator.fromStateMachine(workflow).mockState('One', TaskMock.fail('Broken', 'why'))
    .mockState('Failed order: send', TaskMock.respondWith({ respond: ({ input }) => { seen.push(input); return TaskMock.succeed(); } })).run({ id: 7 });
  expect(seen).toEqual([expect.objectContaining(parameters)]);
  expect(AslValidation.of(stack).findings().filter(({ severity }) => severity !== 'INFO')).toEqual([]);
  // A dead-letter queue of one's own needs none.
  expect(nagErrors(stack, [{ id: 'AwsSolutions-SQS3', reason: 'What fails is sent here' }])).toEqual([]);
});

test('in a machine that is JSONata as a whole, the input of the state is kept beside the error', () => {
  const stack = new Stack(new App(), 'Shop');
  const sink = new FailureSink(stack, 'Failed order', { destination: toQueue(stack) });
  const flow = new sfn.Pass(stack, 'Make', { outputs: { made: true } }).next(activityTask(stack, 'One'));
  sink.catchFrom(flow);
  const definitionBody = sfn.DefinitionBody.fromChainable(flow);
  const workflow = new StandardWorkflow(stack, 'Orders', { definitionBody, timeout: Duration.hours(1), queryLanguage: JSONATA });
  const bodies: string[] = [];
  Simulator.fromStateMachine(workflow).mockState('One', TaskMock.fail('Broken', 'why')).mockState('Failed order: send', TaskMock.respondWith({
    respond: ({ input }) => {
      bodies.push(input.MessageBody);
      return TaskMock.succeed({ MessageId: 'm' });
    },
  })).run({ id: 7 });
  expect(JSON.parse(bodies[0]).input).toEqual({ made: true });
});

test('a worker that gives no error and no cause fails the execution with States.TaskFailed', () => {
  const { workflow } = make(toQueue);
  const running = Simulator.fromStateMachine(workflow).mockState('Failed order: send', TaskMock.succeed({ MessageId: 'm' })).start({});
  running.failTask(running.pendingTasks[0].taskToken);
  expect(running.execution).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed', cause: '' });
});

test('a FIFO queue is given the same id in every attempt', () => {
  const { workflow } = make((stack) => FailureDestination.queue(new sqs.Queue(stack, 'Queue', { fifo: true })));
  const ids: string[] = [];
  Simulator.fromStateMachine(workflow).mockState('One', TaskMock.fail('Broken')).mockState('Failed order: send', TaskMock.respondWith({
    respond: ({ input }) => {
      ids.push(input.MessageDeduplicationId);
      return ids.length < 3 ? TaskMock.fail('SQS.SdkClientException') : TaskMock.succeed({ MessageId: 'm' });
    },
  })).run({});
  expect(ids).toEqual([ids[0], ids[0], ids[0]]);
  expect(ids[0]).toMatch(/^[0-9a-f]{64}$/);
});

describe('a flow that ends in Fail states', () => {
  const failing = (stack: Stack) => activityTask(stack, 'One').next(new sfn.Fail(stack, 'Refused', { error: 'Refused' }));

  test('catchFrom() says which it does not reach', () => {
    const stack = new Stack(new App(), 'Shop');
    new FailureSink(stack, 'Failed order', { destination: toQueue(stack) }).catchFrom(failing(stack));
    Annotations.fromStack(stack).hasWarning('/Shop/Failed order', Match.stringLikeRegexp('reaches no Fail state: "Refused" ends the execution, and nothing is sent.*FailureSinkMissesFail'));
  });

  test('around() reaches all of them, and sends the input of the block', () => {
    const stack = new Stack(new App(), 'Shop');
    const sink = new FailureSink(stack, 'Failed order', { destination: toQueue(stack) });
    const definitionBody = sfn.DefinitionBody.fromChainable(sink.around('Whole order', failing(stack)));
    const workflow = new StandardWorkflow(stack, 'Orders', { definitionBody, timeout: Duration.hours(1) });
    const bodies: string[] = [];
    const execution = Simulator.fromStateMachine(workflow).mockState('One', TaskMock.succeed({})).mockState('Failed order: send', TaskMock.respondWith({
      respond: ({ input }) => {
        bodies.push(input.MessageBody);
        return TaskMock.succeed({ MessageId: 'm' });
      },
    })).run({ id: 7 });
    expect(execution.error).toBe('Refused');
    expect(JSON.parse(bodies[0])).toMatchObject({ input: { id: 7 }, error: 'Refused' });
  });
});

test('a state that has a catch-all keeps it, and one that cannot have one is left alone', () => {
  const stack = new Stack(new App(), 'Shop');
  const sink = new FailureSink(stack, 'Failed order', { destination: toQueue(stack) });
  const own = activityTask(stack, 'One');
  own.addCatch(new sfn.Succeed(stack, 'Handled'), { errors: ['States.ALL'] });
  const flow = own.next(new sfn.Pass(stack, 'Pass')).next(activityTask(stack, 'Two'));
  sink.catchFrom(flow);
  const workflow = new StandardWorkflow(stack, 'Orders', { definitionBody: sfn.DefinitionBody.fromChainable(flow), timeout: Duration.hours(1) });
  const { States } = definitionOf(workflow);
  expect(States.One.Catch).toEqual([{ ErrorEquals: ['States.ALL'], Next: 'Handled' }]);
  expect(States.Pass.Catch).toBeUndefined();
  expect(States.Two.Catch).toEqual([{ ErrorEquals: ['States.ALL'], Next: 'Failed order: send', ResultPath: '$.error' }]);
});
