import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { express, newStack, standard } from './workflows';
import {
  AslValidation, EventStart, ExpressMode, ExpressWorkflow, HttpApiStart, HttpStartAuthorization, IWorkflow, QueueStart, QueueStartSource,
  RestApiStart, S3ObjectStart, ScheduleStart, StandardWorkflow, StartAuthorization, StartTime, WorkflowRelease,
} from '../../src';

const release = (stack: Stack, workflow: StandardWorkflow | ExpressWorkflow = standard(stack)) => new WorkflowRelease(stack, 'Release', { workflow });
const ALIAS = 'ReleaseAlias';

/** Every start, and the template of the resource that says what it starts. */
const STARTS: readonly (readonly [name: string, start: (stack: Stack, workflow: IWorkflow) => unknown, type: string])[] = [
  ['EventStart', (stack, workflow) => new EventStart(stack, 'Start', { workflow, eventPattern: { source: ['shop'] } }), 'AWS::Events::Rule'],
  ['S3ObjectStart', (stack, workflow) => new S3ObjectStart(stack, 'Start', { workflow, bucket: new s3.Bucket(stack, 'Bucket') }), 'AWS::Events::Rule'],
  ['ScheduleStart', (stack, workflow) => new ScheduleStart(stack, 'Start', { workflow, time: StartTime.rate(Duration.hours(1)) }), 'AWS::Scheduler::Schedule'],
  ['QueueStart', (stack, workflow) => new QueueStart(stack, 'Start', { workflow, source: QueueStartSource.sqs() }), 'AWS::Pipes::Pipe'],
  ['RestApiStart', (stack, workflow) => new RestApiStart(stack, 'Start', { workflow, authorization: StartAuthorization.iam() }), 'AWS::ApiGateway::Method'],
  ['HttpApiStart', (stack, workflow) => new HttpApiStart(stack, 'Start', { workflow, authorization: HttpStartAuthorization.iam() }), 'AWS::ApiGatewayV2::Integration'],
];

test.each(STARTS)('%s starts the alias of a release, and may start nothing else', (_, start, type) => {
  const stack = newStack();
  start(stack, release(stack));
  const template = Template.fromStack(stack);
  const [started] = Object.values(template.findResources(type));
  expect(JSON.stringify(started)).toContain(`{"Ref":"${ALIAS}`);
  expect(JSON.stringify(started)).not.toContain('{"Ref":"OrdersStateMachine');
  const statements = Object.values(template.findResources('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: Match.stringLikeRegexp('^StartRole') }] } }))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement).filter(({ Action }: any) => JSON.stringify(Action).includes('states:Start'));
  expect(statements).toEqual([{
    Action: 'states:StartExecution',
    Condition: { 'ForAnyValue:StringEquals': { 'states:StateMachineQualifier': 'live' } },
    Effect: 'Allow',
    Resource: { Ref: expect.stringMatching(/^OrdersStateMachine/) },
  }]);
  expect(AslValidation.of(stack).findings()).toEqual([]);
});

test('a synchronous release is waited for', () => {
  const stack = newStack();
  new RestApiStart(stack, 'Start', { workflow: release(stack, express(stack, ExpressMode.SYNC, Duration.seconds(20))), authorization: StartAuthorization.iam() });
  Template.fromStack(stack).hasResourceProperties('AWS::ApiGateway::Method', { Integration: { Uri: { 'Fn::Join': ['', Match.arrayWith([':states:action/StartSyncExecution'])] } } });
  expect(() => new EventStart(stack, 'Event', { workflow: stack.node.findChild('Release') as WorkflowRelease, eventPattern: { source: ['shop'] } })).toThrow('an ExpressWorkflow of mode SYNC');
});

test('an imported workflow is started by its ARN', () => {
  const stack = newStack();
  const arn = 'arn:aws:states:eu-west-1:210987654321:stateMachine:Orders';
  new RestApiStart(stack, 'Start', { workflow: StandardWorkflow.fromStandardWorkflowArn(stack, 'Orders', arn), authorization: StartAuthorization.iam(), statusRoute: true });
  const text = JSON.stringify(Template.fromStack(stack).toJSON());
  expect(text).toContain(arn);
  expect(text).toContain('arn:aws:states:eu-west-1:210987654321:execution:Orders:*');
});
