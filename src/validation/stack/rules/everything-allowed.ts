import { FindingSeverity } from '../../finding';
import { allowsEverything } from '../../iam/role';
import { cut } from '../../wording';
import { allow, exampleTemplate } from '../example-template';
import { defineStackRule } from '../stack-rule';

/**
 * A role has only the permissions that its tasks need.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
 */
export const everythingAllowed = defineStackRule({
  id: 'ASL902',
  name: 'everything-allowed',
  severity: FindingSeverity.INFO,
  refusedByAws: false,
  summary: 'The role of a state machine is not allowed everything.',
  why: 'Whoever may change the definition, or the input of a task that names what it calls, may then do anything in the account.',
  fix: 'Allow the actions that the tasks need, on the resources that they need.',
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
  messages: {
    everything: (role: string) => `Role ${role} is allowed every action on every resource.`,
  },
  examples: {
    good: [{ template: exampleTemplate({ Done: { Type: 'Succeed' } }, [allow('lambda:InvokeFunction', '*')]) }],
    bad: [{
      template: exampleTemplate({ Done: { Type: 'Succeed' } }, [allow('*', '*')]),
      findings: [{ at: '', says: 'Role "OrdersRole" is allowed every action on every resource.' }],
    }],
  },
  check: ({ analysis: { role }, report }) => {
    if (allowsEverything(role.statements)) report('everything', { property: 'RoleArn' }, [cut(role.label)]);
  },
});
