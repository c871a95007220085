import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { STARTS } from './starts';
import { newStack } from './workflows';
import {
  ExpressMode, ExpressWorkflow, HttpApiStart, HttpStartAuthorization, IdempotentStart, QueueStart, QueueStartSource, RedriveOperator, RestApiStart,
  StandardWorkflow, StartAuthorization,
} from '../../src';

const props = (stack: Stack) => ({
  timeout: Duration.seconds(20),
  definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Succeed(stack, 'Done')),
  encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(new kms.Key(stack, 'Key')),
});
const express = (stack: Stack) => new ExpressWorkflow(stack, 'Quotes', { mode: ExpressMode.SYNC, ...props(stack) });
const standard = (stack: Stack) => new StandardWorkflow(stack, 'Orders', props(stack));

const decrypt = {
  Effect: 'Allow',
  Action: 'kms:Decrypt',
  Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] },
  Condition: { StringEquals: { 'kms:EncryptionContext:aws:states:stateMachineArn': { Ref: Match.stringLikeRegexp('^(Quotes|Orders)StateMachine') } } },
};

/** The data of an execution is in what `StartSyncExecution` and `DescribeExecution` answer. */
test.each<[string, (stack: Stack) => unknown, RegExp]>([
  ['RestApiStart', (stack) => new RestApiStart(stack, 'Start', { workflow: express(stack), authorization: StartAuthorization.iam() }), /^StartRole/],
  ['RestApiStart with statusRoute', (stack) => new RestApiStart(stack, 'Start', { workflow: standard(stack), authorization: StartAuthorization.iam(), statusRoute: true }), /^StartRole/],
  ['HttpApiStart', (stack) => new HttpApiStart(stack, 'Start', { workflow: express(stack), authorization: HttpStartAuthorization.iam() }), /^StartRole/],
  ['QueueStart', (stack) => new QueueStart(stack, 'Start', { workflow: express(stack), source: QueueStartSource.sqs() }), /^StartRole/],
  ['IdempotentStart', (stack) => new IdempotentStart(stack, 'Start', { workflow: standard(stack) }), /^StartWorkflow/],
  ['RedriveOperator', (stack) => new RedriveOperator(stack, 'Start', { workflow: standard(stack) }), /^StartOperator/],
])('%s may decrypt what it reads of a workflow with a key of your own', (_, make, role) => {
  const stack = newStack();
  make(stack);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    Roles: [{ Ref: Match.stringLikeRegexp(role.source) }],
    PolicyDocument: { Statement: Match.arrayWith([decrypt]) },
  });
});

test.each(STARTS.filter(({ service }) => service !== undefined))('$name only starts executions, which needs no key', ({ make }) => {
  const stack = newStack();
  make(stack, standard(stack));
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: Match.stringLikeRegexp('^StartRole') }] } }));
  const actions = Properties.PolicyDocument.Statement.flatMap(({ Action }: any) => Action);
  expect(actions).toContain('states:StartExecution');
  expect(actions.filter((action: string) => action.startsWith('kms:'))).toEqual([]);
});
