import { FindingSeverity } from '../../finding';
import { all, cut } from '../../wording';
import { allow, exampleTemplate, invokes } from '../example-template';
import { elsewhere, needer, onWhat, remedy } from '../missing';
import { defineStackRule } from '../stack-rule';

const CHARGE = { Charge: { Type: 'AWS::Lambda::Function' } };

/**
 * A task acts with the role of the state machine, which has to allow what it calls, on what it calls. So has a Distributed Map, which starts
 * executions of its own machine, and the key that encrypts what a task reads or writes.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html
 */
export const taskPermissions = defineStackRule({
  id: 'ASL901',
  name: 'task-permissions',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  summary: 'The role of a state machine allows what its tasks call.',
  why: 'AWS creates the state machine. Each time the task runs, the service refuses the call, and the execution fails: no retry helps.',
  fix: 'Let the role allow the action on the resource.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html',
  messages: {
    missing: (who: string, actions: readonly string[], on: string, role: string, only: string) => `${who} needs ${all(actions)}${on}, which role ${role} does not allow.${only}`,
    denied: (who: string, actions: readonly string[], on: string, role: string) => `${who} needs ${all(actions)}${on}, which a policy of role ${role} denies.`,
  },
  examples: {
    good: [
      { template: exampleTemplate({ Charge: invokes('Charge') }, [allow('lambda:InvokeFunction', { 'Fn::GetAtt': ['Charge', 'Arn'] })], { resources: CHARGE }) },
      {
        title: 'A version is another resource than its function',
        template: exampleTemplate(
          { Charge: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: { Ref: 'Live' } }, End: true } },
          [allow('lambda:Invoke*', { 'Fn::Sub': '${Charge.Arn}:*' })],
          { resources: { ...CHARGE, Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Charge' }, Name: 'live', FunctionVersion: '1' } } } },
        ),
      },
    ],
    bad: [
      {
        template: exampleTemplate({ Charge: invokes('Charge') }, [allow('lambda:GetFunction', '*')], { resources: CHARGE }),
        findings: [{ at: '/States/Charge/Resource', says: 'State "Charge" needs "lambda:InvokeFunction" on "${Charge.Arn}", which role "OrdersRole" does not allow.' }],
      },
      {
        title: 'Another resource',
        template: exampleTemplate(
          { Tell: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { QueueUrl: { Ref: 'Work' }, MessageBody: 'x' }, End: true } },
          [allow('sqs:SendMessage', { 'Fn::GetAtt': ['Mail', 'Arn'] })],
          { resources: { Work: { Type: 'AWS::SQS::Queue' }, Mail: { Type: 'AWS::SQS::Queue' } } },
        ),
        findings: [{
          at: '/States/Tell/Resource',
          says: 'State "Tell" needs "sqs:SendMessage" on "${Work.Arn}", which role "OrdersRole" does not allow. '
            + 'It allows it on "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Mail.QueueName}" only.',
        }],
      },
      {
        title: 'A statement that denies',
        template: exampleTemplate({ Charge: invokes('Charge') }, [allow('*', '*'), { Effect: 'Deny', Action: 'lambda:*', Resource: '*' }], { resources: CHARGE }),
        findings: [
          { at: '/States/Charge/Resource', says: 'State "Charge" needs "lambda:InvokeFunction" on "${Charge.Arn}", which a policy of role "OrdersRole" denies.' },
          { at: '', says: 'Role "OrdersRole" is allowed every action on every resource.' },
        ],
      },
      {
        title: 'A Distributed Map starts child executions',
        template: exampleTemplate({
          Each: {
            Type: 'Map',
            ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'Done', States: { Done: { Type: 'Pass', End: true } } },
            End: true,
          },
        }, [allow(['states:DescribeExecution', 'states:StopExecution'], '*')]),
        findings: [{
          at: '/States/Each/ItemProcessor/ProcessorConfig',
          says: 'State "Each" needs "states:StartExecution" on "${Orders}", which role "OrdersRole" does not allow.',
        }],
      },
    ],
  },
  check: ({ analysis, report }) => {
    for (const missing of analysis.missing) {
      const { need, actions, role, denied } = missing;
      if (need.for !== 'task') continue;
      if (denied) report('denied', need, [needer(missing), actions, onWhat(analysis, missing), cut(role.label)], remedy(analysis, missing));
      else report('missing', need, [needer(missing), actions, onWhat(analysis, missing), cut(role.label), elsewhere(missing)], remedy(analysis, missing));
    }
  },
});
