import { FindingSeverity } from '../../finding';
import { cut } from '../../wording';
import { allow, exampleTemplate, invokes } from '../example-template';
import { defineStackRule } from '../stack-rule';

/** More reasons than this are not told. */
const MAX_REASONS = 5;

/**
 * Whether a role allows what a task needs is only said where it is certain. What is in another account or app, or known only at deploy, is not.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export const permissionsNotJudged = defineStackRule({
  id: 'ASL908',
  name: 'permissions-not-judged',
  severity: FindingSeverity.INFO,
  refusedByAws: false,
  summary: 'What the role of a state machine allows is known where it is made.',
  why: 'A role of another app, a policy that AWS manages, a condition or a value of a parameter may allow what a task needs, or not. It shows only when the task runs.',
  fix: 'Look at the role yourself, or run the workflow once in a test account.',
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
  messages: {
    unsure: (reasons: readonly string[], more: number) => (
      `Whether the role of the state machine allows all that is needed is not certain: ${reasons.join('; ')}${more > 0 ? `; and ${more} more reasons` : ''}.`),
  },
  examples: {
    good: [{ title: 'No task that needs anything', template: exampleTemplate({ Done: { Type: 'Succeed' } }, [], { machine: { RoleArn: 'arn:aws:iam::123456789012:role/orders' } }) }],
    bad: [
      {
        template: exampleTemplate({ Charge: invokes('Charge') }, [], { machine: { RoleArn: 'arn:aws:iam::123456789012:role/orders' }, resources: { Charge: { Type: 'AWS::Lambda::Function' } } }),
        findings: [{ at: '', says: 'Whether the role of the state machine allows all that is needed is not certain: the role "arn:aws:iam::123456789012:role/orders" is not made here.' }],
      },
      {
        template: exampleTemplate(
          { Charge: invokes('Charge') },
          [{ ...allow('lambda:InvokeFunction', '*'), Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }],
          { resources: { Charge: { Type: 'AWS::Lambda::Function' } } },
        ),
        findings: [{
          at: '', says: 'Whether the role of the state machine allows all that is needed is not certain: a condition, or a value that is known only at deploy, decides it.',
        }],
      },
    ],
  },
  check: ({ analysis, report }) => {
    const reasons = [...analysis.unsure].map((reason) => cut(reason, 200));
    if (reasons.length > 0) report('unsure', { property: 'RoleArn' }, [reasons.slice(0, MAX_REASONS), reasons.length - MAX_REASONS]);
  },
});
