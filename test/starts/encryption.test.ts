import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { newStack } from './workflows';
import {
  ExpressMode, ExpressWorkflow, HttpApiStart, HttpStartAuthorization, IdempotentStart, QueueStart, QueueStartSource, RedriveOperator, RestApiStart,
  StandardWorkflow, StartAuthorization,
} from '../../src';

const props = (stack: Stack) => ({
  stateMachineName: 'shop', // CDK's condition for the key needs one
  timeout: Duration.seconds(20),
  definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Succeed(stack, 'Done')),
  encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(new kms.Key(stack, 'Key')),
});
const express = (stack: Stack) => new ExpressWorkflow(stack, 'Quotes', { mode: ExpressMode.SYNC, ...props(stack) });
const standard = (stack: Stack) => new StandardWorkflow(stack, 'Orders', props(stack));

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
    PolicyDocument: { Statement: Match.arrayWith([{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } }]) },
  });
});

test('who only starts executions need not', () => {
  const stack = newStack();
  new RestApiStart(stack, 'Start', { workflow: standard(stack), authorization: StartAuthorization.iam() });
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    Roles: [{ Ref: Match.stringLikeRegexp('^StartRole') }], PolicyDocument: { Statement: [Match.objectLike({ Action: 'states:StartExecution' })] },
  });
});
