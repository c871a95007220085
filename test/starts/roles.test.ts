import { Stack, TimeZone } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { STARTS } from './starts';
import { newStack, standard } from './workflows';
import { AslValidation, IdempotentStart, RedriveOperator, StartTime, WorkflowRelease } from '../../src';
import { serviceRolesOf } from '../start-needs';

/** What a workflow that a start makes may call; what every workflow needs for its logs and traces has no resource. */
const actionsOf = (stack: Stack, role: string): string[] => Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy', {
  Properties: { Roles: [{ Ref: Match.stringLikeRegexp(role) }] },
})).flatMap(({ Properties: { PolicyDocument: { Statement } } }) => Statement).filter(({ Resource }: any) => Resource !== '*').flatMap(({ Action }: any) => Action).sort();

test.each<[string, (stack: Stack) => unknown, string, string[]]>([
  ['IdempotentStart', (stack) => new IdempotentStart(stack, 'Start', { workflow: standard(stack) }), '^StartWorkflow', ['states:DescribeExecution', 'states:StartExecution']],
  ['RedriveOperator', (stack) => new RedriveOperator(stack, 'Start', { workflow: standard(stack), sweep: StartTime.at('2027-01-01T00:00:00', TimeZone.ETC_UTC) }), '^StartOperator',
    ['states:DescribeExecution', 'states:ListExecutions', 'states:RedriveExecution']],
])('%s: its workflow may call what its tasks call, and nothing else', (_, make, role, actions) => {
  const stack = newStack();
  make(stack);
  expect(actionsOf(stack, role)).toEqual(actions);
  expect(AslValidation.of(stack).findings()).toEqual([]); // nothing is missing
});

test.each(STARTS.filter(({ service }) => service !== undefined))('$name: $service may do what it needs for the start, and nothing else', ({ make }) => {
  for (const workflowOf of [standard, (stack: Stack) => new WorkflowRelease(stack, 'Release', { workflow: standard(stack) })]) {
    const stack = newStack();
    make(stack, workflowOf(stack));
    const [role, ...others] = serviceRolesOf(stack);
    expect(role.needed).not.toEqual([]);
    expect(role.allowed).toEqual(role.needed);
    expect(others).toEqual([]);
  }
});

// API Gateway does not say for which account it assumes a role.
test.each(STARTS.filter(({ service }) => service !== undefined))('$name: $service assumes the role, where it says so for this account only', ({ service, make }) => {
  const stack = newStack();
  make(stack, standard(stack));
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
    Description: 'Starts executions of Shop/Orders',
    AssumeRolePolicyDocument: {
      Statement: [{
        Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: `${service}.amazonaws.com` },
        Condition: service !== 'apigateway' ? { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } : Match.absent(),
      }],
    },
  });
});
