import { App, Duration, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { textOf } from './api-gateway';
import { definitionOfStart, propertiesOf, STARTS } from './starts';
import { express, newStack, standard } from './workflows';
import {
  AslValidation, EventStart, ExpressMode, ExpressWorkflow, HttpApiStart, HttpStartAuthorization, IdempotentStart, IWorkflow, QueueStart,
  QueueStartSource, RedriveOperator, RestApiStart, Simulator, StandardWorkflow, StartAuthorization, TaskMock, TaskRequest, WorkflowRelease,
} from '../../src';

const ARN = 'arn:aws:states:eu-west-1:111122223333:stateMachine:orders';
const eventPattern = { source: ['shop'] };
const statements = (stack: Stack): any[] => Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: Match.stringLikeRegexp('^Start') }] } }))
  .flatMap(({ Properties: { PolicyDocument } }) => PolicyDocument.Statement);

const qualified = (name: string) => ({ Condition: { 'ForAnyValue:StringEquals': { 'states:StateMachineQualifier': name } } });

describe.each(STARTS)('$name', ({ make, started }) => {
  test.each<[string, (stack: Stack) => IWorkflow, RegExp, unknown, object]>([
    ['a workflow', standard, /^<OrdersStateMachine\w+>$/, { Ref: expect.stringMatching('^OrdersStateMachine') }, {}],
    ['a release', (stack) => new WorkflowRelease(stack, 'Release', { workflow: standard(stack) }), /^<ReleaseAlias\w+>$/, { Ref: expect.stringMatching('^OrdersStateMachine') }, qualified('live')],
    ['an imported workflow', (stack) => StandardWorkflow.fromStandardWorkflowArn(stack, 'Orders', ARN), new RegExp(`^${ARN}$`), ARN, {}],
    ['an imported alias', (stack) => StandardWorkflow.fromStandardWorkflowArn(stack, 'Orders', `${ARN}:beta`), new RegExp(`^${ARN}:beta$`), ARN, qualified('beta')],
    ['an imported version', (stack) => StandardWorkflow.fromStandardWorkflowArn(stack, 'Orders', `${ARN}:7`), new RegExp(`^${ARN}:7$`), ARN, qualified('7')],
  ])('%s is started, and nothing else is allowed to be', (__, workflowOf, arn, Resource, condition) => {
    const stack = newStack();
    make(stack, workflowOf(stack));
    expect(started(stack)).toMatch(arn);
    expect(statements(stack).filter(({ Action }) => [Action].flat().some((action) => action.startsWith('states:Start'))))
      .toEqual([{ Effect: 'Allow', Action: 'states:StartExecution', Resource, ...condition }]);
    expect(AslValidation.of(stack).findings()).toEqual([]);
  });

  test('a workflow that is known to be of another account is refused', () => {
    const stack = new Stack(new App(), 'Shop', { env: { account: '999988887777', region: 'eu-west-1' } });
    expect(() => make(stack, StandardWorkflow.fromStandardWorkflowArn(stack, 'Orders', ARN))).toThrow(
      '"workflow" is "Shop/Orders" of the account 111122223333, but a role of the account 999988887777, which this stack is of, cannot start it. Put the ');
  });
});

describe('a workflow of another region', () => {
  const usStack = () => new Stack(new App(), 'Shop', { env: { account: '111122223333', region: 'us-east-1' } });
  const imported = (stack: Stack) => StandardWorkflow.fromStandardWorkflowArn(stack, 'Orders', ARN);

  test.each(STARTS.filter(({ service }) => service !== 'apigateway'))('$name: is refused', ({ name, make }) => {
    const stack = usStack();
    expect(() => make(stack, imported(stack))).toThrow(new RegExp(`^${name} "Shop/Start": "workflow" is "Shop/Orders" in eu-west-1, but .* its own region, which is us-east-1. Put the ${name} into a stack in eu-west-1.$`));
  });

  test('API Gateway can call it there', () => {
    const stack = usStack();
    new HttpApiStart(stack, 'Http', { workflow: imported(stack), authorization: HttpStartAuthorization.iam() });
    new RestApiStart(stack, 'Rest', { workflow: stack.node.findChild('Orders') as unknown as IWorkflow, authorization: StartAuthorization.iam() });
    expect(propertiesOf(stack, 'AWS::ApiGatewayV2::Integration').RequestParameters.Region).toBe('eu-west-1');
    expect(textOf(propertiesOf(stack, 'AWS::ApiGateway::Method').Integration.Uri)).toMatch(/:eu-west-1:states:action\/StartExecution$/);
  });
});

describe('a synchronous workflow that is imported', () => {
  const quotes = (stack: Stack, timeout?: Duration) => ExpressWorkflow.fromExpressWorkflowAttributes(stack, 'Quotes', { stateMachineArn: ARN, mode: ExpressMode.SYNC, timeout });
  const rest = (stack: Stack, workflow: IWorkflow) => new RestApiStart(stack, 'Start', { workflow, authorization: StartAuthorization.iam() });
  const note = (time: string) => `"workflow" is "Shop/Quotes", which is imported without its timeout. Whether its executions end in ${time} is not known. Import it with its "timeout". `
    + '[ack: cdk-stepwright::UnknownTimeout]';

  test.each<[string, (stack: Stack, workflow: IWorkflow) => unknown, string]>([
    ['RestApiStart', rest, 'the 29 seconds that the gateway waits for the output'],
    ['HttpApiStart', (stack, workflow) => new HttpApiStart(stack, 'Start', { workflow, authorization: HttpStartAuthorization.iam() }), 'the 30 seconds that an HTTP API waits for the output'],
    ['QueueStart', (stack, workflow) => new QueueStart(stack, 'Start', {
      workflow, source: QueueStartSource.sqs({ queue: new sqs.Queue(stack, 'Mine', { deadLetterQueue: { queue: new sqs.Queue(stack, 'Dead'), maxReceiveCount: 2 } }) }),
    }), 'the 30 seconds after which a message of "Shop/Mine" comes again'],
  ])('%s: without its timeout, there is a note; with one, it is judged', (_, make, time) => {
    const stack = newStack();
    make(stack, quotes(stack));
    Annotations.fromStack(stack).hasInfo('/Shop/Start', note(time));
    const other = newStack();
    expect(() => make(other, quotes(other, Duration.minutes(1)))).toThrow('may run for 1 minute');
    const third = newStack();
    make(third, quotes(third, Duration.seconds(20)));
    Annotations.fromStack(third).hasNoInfo('*', Match.anyValue());
  });

  test('a queue that is made hides messages for as long as any execution may run', () => {
    const stack = newStack();
    new QueueStart(stack, 'Start', { workflow: quotes(stack), source: QueueStartSource.sqs() });
    Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 330 });
    Annotations.fromStack(stack).hasNoInfo('*', Match.anyValue());
  });

  test('a release is called by its alias', () => {
    const stack = newStack();
    rest(stack, new WorkflowRelease(stack, 'Release', { workflow: express(stack, ExpressMode.SYNC, Duration.seconds(20)) }));
    expect(textOf(propertiesOf(stack, 'AWS::ApiGateway::Method').Integration.Uri)).toMatch(/:states:action\/StartSyncExecution$/);
    expect(statements(stack)).toEqual([{ Effect: 'Allow', Action: 'states:StartSyncExecution', Resource: { Ref: expect.stringMatching('^QuotesStateMachine') }, ...qualified('live') }]);
  });

  test('a release whose executions may run too long is refused', () => {
    const stack = newStack();
    expect(() => rest(stack, new WorkflowRelease(stack, 'Release', { workflow: express(stack, ExpressMode.SYNC) }))).toThrow('"workflow" is "Shop/Release", whose executions may run for 5 minutes');
  });
});

test('the status of an execution is asked for by the name of the state machine', () => {
  const stack = newStack();
  const workflow = StandardWorkflow.fromStandardWorkflowArn(stack, 'Orders', `${ARN}:live`);
  new RestApiStart(stack, 'Start', { workflow, authorization: StartAuthorization.iam(), statusRoute: true });
  const executions = 'arn:aws:states:eu-west-1:111122223333:execution:orders:';
  const { Integration } = propertiesOf(stack, 'AWS::ApiGateway::Method', { HttpMethod: 'GET' });
  expect(textOf(Integration.RequestTemplates['application/json'])).toContain(`{"executionArn":"${executions}$util`);
  expect(statements(stack)).toContainEqual({ Effect: 'Allow', Action: 'states:DescribeExecution', Resource: `${executions}*` });
});

describe('RedriveOperator', () => {
  const operatorOf = (arn: string, stack = newStack()) => new RedriveOperator(stack, 'Start', { workflow: StandardWorkflow.fromStandardWorkflowArn(stack, 'Orders', arn) });

  test.each<[string, (stack: Stack) => IWorkflow, string]>([
    ['a release', (stack) => new WorkflowRelease(stack, 'Release', { workflow: standard(stack) }), '<ReleaseAlias'],
    ['an imported workflow', (stack) => StandardWorkflow.fromStandardWorkflowArn(stack, 'Orders', ARN), ARN],
    ['an imported alias', (stack) => StandardWorkflow.fromStandardWorkflowArn(stack, 'Orders', `${ARN}:live`), `${ARN}:live`],
  ])('%s: the events and the permissions have the state machine, and the list has what is started', (_, workflowOf, listed) => {
    const stack = newStack();
    const workflow = workflowOf(stack);
    new RedriveOperator(stack, 'Start', { workflow });
    const machine = stack.resolve(workflow.stateMachine.stateMachineArn);
    expect(propertiesOf(stack, 'AWS::Events::Rule').EventPattern.detail.stateMachineArn).toEqual([machine]);
    expect(statements(stack)).toContainEqual({ Effect: 'Allow', Action: 'states:ListExecutions', Resource: machine });
    const redrive = statements(stack).find(({ Action }) => Action === 'states:RedriveExecution');
    expect(textOf(redrive.Resource)).toMatch(Token.isUnresolved(workflow.stateMachine.stateMachineArn) ? /:execution:<OrdersStateMachine\w+\.Name>:\*$/ : /:execution:orders:\*$/);
    expect(definitionOfStart(stack)).toContain(`"StateMachineArn":"${listed}`);
    expect(AslValidation.of(stack).findings()).toEqual([]);
  });

  test.each([
    ['its alias', `${ARN}:live`, { StateMachineAliasArn: `${ARN}:live`, StateMachineVersionArn: `${ARN}:3` }, 'REDRIVEN'],
    ['its version', `${ARN}:3`, { StateMachineAliasArn: `${ARN}:live`, StateMachineVersionArn: `${ARN}:3` }, 'REDRIVEN'],
    ['another alias', `${ARN}:live`, { StateMachineAliasArn: `${ARN}:beta`, StateMachineVersionArn: `${ARN}:3` }, 'NOT_NEEDED'],
    ['neither', `${ARN}:live`, {}, 'NOT_NEEDED'],
    ['an alias, where the state machine is meant', ARN, { StateMachineAliasArn: `${ARN}:live`, StateMachineVersionArn: `${ARN}:3` }, 'REDRIVEN'],
  ])('an execution that was started with %s', (_, arn, startedWith, outcome) => {
    const { operator } = operatorOf(arn);
    const { output } = Simulator.fromStateMachine(operator)
      .mockState('Look at it', TaskMock.respondWith({
        respond: ({ input: { ExecutionArn } }: TaskRequest) => TaskMock.succeed({ ExecutionArn, Status: 'FAILED', Error: 'X', RedriveCount: 0, RedriveStatus: 'REDRIVABLE', ...startedWith }),
      }))
      .mockState('Redrive it', TaskMock.succeed({ RedriveDate: '2026-01-01T00:00:00Z' }))
      .run({ executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:orders:o-1' });
    expect(output).toMatchObject([{ outcome }]);
  });
});

test.each<[string, (stack: Stack) => unknown, string]>([
  ['IdempotentStart', (stack) => new IdempotentStart(stack, 'Start', { workflow: express(stack, ExpressMode.ASYNC) }),
    'IdempotentStart "Shop/Start": "workflow" is "Shop/Quotes", an Express workflow, of which executions with the same name run twice. Use a StandardWorkflow, or a release of one.'],
  ['RedriveOperator', (stack) => new RedriveOperator(stack, 'Start', { workflow: express(stack, ExpressMode.ASYNC) }),
    'RedriveOperator "Shop/Start": "workflow" is "Shop/Quotes", an Express workflow, whose executions cannot be redriven. Use a StandardWorkflow, or a release of one.'],
  ['EventStart', (stack) => new EventStart(stack, 'Start', {
    eventPattern, workflow: ExpressWorkflow.fromExpressWorkflowAttributes(stack, 'Quotes', { stateMachineArn: ARN, mode: ExpressMode.SYNC }),
  }), '"workflow" is "Shop/Quotes", an ExpressWorkflow of mode SYNC, but EventBridge does not wait for the output'],
  ['EventStart of a release', (stack) => new EventStart(stack, 'Start', { eventPattern, workflow: new WorkflowRelease(stack, 'Release', { workflow: express(stack, ExpressMode.SYNC) }) }),
    '"workflow" is "Shop/Release", an ExpressWorkflow of mode SYNC, but EventBridge does not wait for the output'],
])('%s takes no Express workflow of this kind', (_, make, message) => {
  expect(() => make(newStack())).toThrow(message);
});
