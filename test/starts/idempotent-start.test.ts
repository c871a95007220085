import { createHash } from 'node:crypto';
import { App, Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { newStack } from './workflows';
import { AslValidation, IdempotentStart, IdempotentStartProps, Simulator, StandardWorkflow, TaskMock, TaskRequest } from '../../src';
import { nagErrors } from '../cdk-nag';
import { definitionOf } from '../definition-of';

const hash = (key: string) => createHash('sha256').update(key).digest('hex');

function make(props: Partial<IdempotentStartProps> = {}, wait = Duration.minutes(5), stack = newStack()) {
  const orders = new StandardWorkflow(stack, 'Orders', {
    timeout: Duration.hours(1),
    logs: { level: sfn.LogLevel.ALL },
    definitionBody: sfn.DefinitionBody.fromChainable(sfn.Wait.jsonata(stack, 'Work', { time: sfn.WaitTime.duration(wait) }).next(new sfn.Succeed(stack, 'Done'))),
  });
  return { stack, orders, start: new IdempotentStart(stack, 'Once', { workflow: orders, ...props }) };
}

/** The two workflows, as one world: an execution of a third asks the front as often as it is said, and has all answers. */
function ask(made: ReturnType<typeof make>, requests: readonly object[], between = 0) {
  const { stack, orders, start } = made;
  const child = Simulator.fromStateMachine(orders);
  const front = Simulator.fromStateMachine(start.workflow).addStateMachine(orders.stateMachineArn, child).mockState('Describe the execution', TaskMock.respondWith({
    respond: ({ input: { ExecutionArn } }: TaskRequest) => {
      const execution = child.nestedExecutions.find((_, index) => ExecutionArn.endsWith(names[index]));
      return execution ? TaskMock.succeed({ ExecutionArn, Status: between > 300 ? execution.status : 'RUNNING' }) : TaskMock.fail('Sfn.ExecutionDoesNotExistException');
    },
  }));
  const names = [...new Set(requests.map((request: any) => hash(String(request.key ?? request.headers?.['Idempotency-Key']))))];
  const definition = {
    QueryLanguage: 'JSONata',
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        MaxConcurrency: 1,
        Items: requests,
        ItemProcessor: {
          StartAt: 'Ask',
          States: {
            Ask: {
              Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:sfn:startSyncExecution', Arguments: { StateMachineArn: 'Front', Input: '{% $states.input %}' },
              Output: "{% $states.result.Status = 'SUCCEEDED' ? $parse($states.result.Output) : $states.result.Error %}", Next: 'Pause',
            },
            Pause: { Type: 'Wait', Seconds: between, End: true },
          },
        },
        End: true,
      },
    },
  };
  expect(stack).toBeDefined();
  const { output } = Simulator.fromDefinition(definition).addStateMachine('Front', front).run().assertSucceeded();
  return { answers: output as any[], front, child };
}

describe('what is made', () => {
  test('a synchronous Express workflow that may start this workflow and describe its executions', () => {
    const { stack, start } = make();
    start.grantStart(new iam.Role(stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() }));
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', { StateMachineType: 'EXPRESS' });
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^OnceWorkflow') }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          { Effect: 'Allow', Action: 'states:StartExecution', Resource: { Ref: Match.stringLikeRegexp('^Orders') } },
          {
            Effect: 'Allow',
            Action: 'states:DescribeExecution',
            Resource: { 'Fn::Join': ['', Match.arrayWith([':execution:', { 'Fn::GetAtt': [Match.stringLikeRegexp('^Orders'), 'Name'] }, ':*'])] },
          },
        ]),
      },
    });
    template.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: [Match.objectLike({ Action: 'states:StartSyncExecution' })] } });
  });

  test('which ends before a gateway gives up on it', () => {
    expect(definitionOf(make().start.workflow).TimeoutSeconds).toBe(25);
  });

  test('cdk-nag and the validator find nothing', () => {
    const { stack } = make();
    expect(AslValidation.of(stack.node.root as App).findings()).toEqual([]);
    expect(nagErrors(stack, [{ id: 'AwsSolutions-IAM5', appliesTo: [{ regex: '/execution:<Orders.*>:\\*$/' }], reason: 'The executions of this workflow' }])).toEqual([]);
  });
});

describe('what it answers', () => {
  test('one execution for each key, named by its hash', () => {
    const { answers, child } = ask(make(), [{ key: 'o-1', input: { total: 1 } }, { key: 'o-2', input: { total: 2 } }]);
    expect(answers).toEqual(['o-1', 'o-2'].map((key) => ({ executionArn: expect.stringContaining(':execution:'), name: hash(key), status: 'RUNNING', isNew: true })));
    expect(answers[0].executionArn).toMatch(new RegExp(`:${hash('o-1')}$`));
    expect(child.nestedExecutions.map(({ output }) => output)).toEqual([
      { total: 1, AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: expect.stringContaining(':express:') },
      { total: 2, AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: expect.stringContaining(':express:') },
    ]);
  });

  test.each([
    ['with the same input, while it runs', { total: 1 }, 10, 'RUNNING'],
    ['with another input', { total: 2 }, 10, 'RUNNING'],
    ['after it has ended', { total: 1 }, 301, 'SUCCEEDED'],
  ])('asked again %s: the execution that there is', (_, input, between, status) => {
    const { answers, child, front } = ask(make(), [{ key: 'o-1', input: { total: 1 } }, { key: 'o-1', input }], between);
    expect(answers).toEqual([
      { executionArn: answers[0].executionArn, name: hash('o-1'), status: 'RUNNING', isNew: true },
      { executionArn: answers[0].executionArn, name: hash('o-1'), status, isNew: false },
    ]);
    expect(child.nestedExecutions).toHaveLength(1);
    expect(front.nestedExecutions.map(({ durationMilliseconds }) => durationMilliseconds)).toEqual([0, 0]); // nothing is tried again
  });

  test.each([
    ['no key', { input: {} }, 'IdempotentStart.NoKey'],
    ['an empty key', { key: '', input: {} }, 'IdempotentStart.NoKey'],
    ['a key that is null', { key: null, input: {} }, 'IdempotentStart.NoKey'],
    ['a key that is an object', { key: {}, input: {} }, 'IdempotentStart.NoKey'],
    ['no input', { key: 'a' }, 'IdempotentStart.InvalidInput'],
    ['an input that is no object', { key: 'a', input: [1] }, 'IdempotentStart.InvalidInput'],
  ])('%s: an error', (_, request, error) => {
    const { answers, child } = ask(make(), [request]);
    expect(answers).toEqual([error]);
    expect(child.nestedExecutions).toEqual([]);
  });

  test('the key and the input are where it is said, and names have a prefix', () => {
    const { answers } = ask(make({ key: "$states.input.headers.'Idempotency-Key'", input: '$states.input.body', namePrefix: 'shop' }), [{ headers: { 'Idempotency-Key': 7 }, body: {} }]);
    expect(answers[0]).toMatchObject({ name: `shop-${hash('7')}`, isNew: true });
  });

  test('a start that is throttled is tried again', () => {
    const { start } = make();
    const started = Simulator.fromStateMachine(start.workflow)
      .mockState('Start the execution', TaskMock.sequence([TaskMock.fail('StepFunctions.ExecutionLimitExceededException'), TaskMock.succeed({ ExecutionArn: 'arn', StartDate: 0 })]))
      .run({ key: 'a', input: {} });
    expect(started.output).toMatchObject({ executionArn: 'arn', isNew: true });
  });
});

test.each<[string, Partial<IdempotentStartProps>, string]>([
  ['an empty key', { key: ' ' }, 'IdempotentStart "Shop/Once": "key" is empty. It has to be a JSONata expression, such as "$states.input.key".'],
  ['a key in braces', { key: '{% $states.input.id %}' }, '"key" is "{% $states.input.id %}". It has to be a JSONata expression without "{%" and "%}".'],
  ['an input in braces', { input: '{% $states.input %}' }, '"input" is "{% $states.input %}".'],
  ['a long prefix', { namePrefix: 'a'.repeat(16) }, '"namePrefix" is "aaaaaaaaaaaaaaaa". It has to have from 1 to 15 letters'],
  ['a prefix that is no name', { namePrefix: 'a/b' }, '"namePrefix" is "a/b".'],
])('misuse: %s', (_, props, message) => {
  expect(() => make(props)).toThrow(message);
});
