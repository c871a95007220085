import { FindingSeverity } from '../../finding';
import { defineStackRule } from '../stack-rule';

/**
 * A state that is made with CDK gets into a definition only by being chained to another one, before the state machine is made. This is found out
 * from the constructs of a stack (src/validation/cdk/unused-states.ts): a template does not show it.
 *
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_stepfunctions-readme.html
 */
export const unusedStates = defineStackRule({
  id: 'ASL903',
  name: 'unused-states',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  summary: 'Every state that is made with CDK is in the definition of a state machine.',
  why: 'A state that is chained to nothing, or chained after the state machine was made, is silently left out: the workflow deploys, and does not do what the code says.',
  fix: 'Chain it with next(), a branch, a catch or otherwise(), before the state machine is made; or remove it.',
  link: 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_stepfunctions-readme.html',
  messages: {
    unused: (path: string) => `State "${path}" is in no state machine: nothing leads to it, or it was chained after the state machine was made.`,
  },
  examples: {
    good: [{
      code: `const charge = new sfn.Pass(stack, 'Charge');
const tell = new sfn.Pass(stack, 'Tell customer');
new StandardWorkflow(stack, 'Orders', {
  definitionBody: sfn.DefinitionBody.fromChainable(charge.next(tell)),
  timeout: Duration.hours(1),
});`,
    }],
    bad: [
      {
        title: 'A state that is chained to nothing',
        code: `const charge = new sfn.Pass(stack, 'Charge');
const tell = new sfn.Pass(stack, 'Tell customer');
new StandardWorkflow(stack, 'Orders', {
  definitionBody: sfn.DefinitionBody.fromChainable(charge),
  timeout: Duration.hours(1),
});`,
        findings: [{ at: '', says: 'State "Shop/Tell customer" is in no state machine: nothing leads to it, or it was chained after the state machine was made.' }],
      },
      {
        title: 'A stack without a state machine',
        code: "new sfn.Pass(stack, 'Charge');",
        findings: [{ at: '', says: 'State "Shop/Charge" is in no state machine: nothing leads to it, or it was chained after the state machine was made.' }],
      },
      {
        title: 'A state that is chained too late',
        code: `const charge = new sfn.Pass(stack, 'Charge');
new StandardWorkflow(stack, 'Orders', {
  definitionBody: sfn.DefinitionBody.fromChainable(charge),
  timeout: Duration.hours(1),
});
charge.next(new sfn.Pass(stack, 'Tell customer'));`,
        findings: [{ at: '', says: 'State "Shop/Tell customer" is in no state machine: nothing leads to it, or it was chained after the state machine was made.' }],
      },
    ],
  },
  check: () => undefined,
});
