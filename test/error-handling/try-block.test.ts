import { App, Duration, Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { RetryPolicy, Simulator, StandardWorkflow, TaskMock, TryBlock, TryBlockProps } from '../../src';
import { activityTask } from '../activity-task';

function make(props: Partial<TryBlockProps> = {}) {
  const stack = new Stack(new App(), 'Shop');
  const block = new TryBlock(stack, 'Both', { body: activityTask(stack, 'One').next(activityTask(stack, 'Two')), ...props });
  return { stack, block };
}

function simulate(stack: Stack, block: TryBlock, queryLanguage?: sfn.QueryLanguage): Simulator {
  const workflow = new StandardWorkflow(stack, 'Orders', { definitionBody: sfn.DefinitionBody.fromChainable(block), timeout: Duration.hours(1), queryLanguage });
  return Simulator.fromStateMachine(workflow).mockState('One', TaskMock.succeed({}));
}

describe.each([[undefined], [sfn.QueryLanguage.JSONATA]])('in a machine of %s', (queryLanguage) => {
  test.each([[{ a: 1 }], [[1, 2]], [[7]], [[]], [[[8]]], ['text'], [null], [[null]]])('its output is that of its last state: %j', (result) => {
    const { stack, block } = make();
    expect(simulate(stack, block, queryLanguage).mockState('Two', TaskMock.succeed(result)).run({ x: 1 }).output).toEqual(result);
  });

  test('with discardResult it is the block\'s input', () => {
    const { stack, block } = make({ discardResult: true });
    expect(simulate(stack, block, queryLanguage).mockState('Two', TaskMock.succeed({ b: 1 })).run({ x: 1 }).output).toEqual({ x: 1 });
  });

  test('when one of its states fails, all of it is tried again', () => {
    const { stack, block } = make({ retryPolicy: RetryPolicy.onErrors(['Busy'], { interval: Duration.seconds(4), jitterStrategy: sfn.JitterType.NONE }) });
    const two = TaskMock.sequence([TaskMock.fail('Busy'), TaskMock.succeed({ done: true })]);
    const execution = simulate(stack, block, queryLanguage).mockState('Two', two).run({});
    expect(execution.output).toEqual({ done: true });
    expect(execution.history.filter(({ type }) => type === 'TaskStateEntered')).toHaveLength(4);
    expect(execution.durationMilliseconds).toBe(4000);
  });

  test('and the handler goes on with what is given to it', () => {
    const { stack, block } = make();
    block.addCatch(new sfn.Succeed(stack, 'Sorry'), { outputs: { order: '{% $states.input.id %}', why: '{% $states.errorOutput.Error %}' } });
    const execution = simulate(stack, block, queryLanguage).mockState('Two', TaskMock.fail('Broken')).run({ id: 7 });
    expect(execution.output).toEqual({ order: 7, why: 'Broken' });
  });
});

test('what it cannot have is refused', () => {
  const { stack, block } = make();
  expect(() => block.branch(new sfn.Pass(stack, 'More'))).toThrow('TryBlock "Shop/Both": branch() was called, but a TryBlock has one flow, its "body".');
  expect(() => block.addCatch(new sfn.Pass(stack, 'Sorry'), { resultPath: '$.error' }))
    .toThrow('TryBlock "Shop/Both": "resultPath" is set, but a TryBlock is a JSONata state. Use "outputs"');
});
