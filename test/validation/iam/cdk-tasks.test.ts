import { App, Duration, Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import flags from 'aws-cdk-lib/recommended-feature-flags.json';
import { CDK_GAPS, CDK_TASKS } from './cdk-tasks';
import { AslValidation } from '../../../src/validation/cdk/asl-validation';
import { Finding } from '../../../src/validation/finding';
import { StandardWorkflow } from '../../../src/workflows/standard-workflow';

const RESULT_WRITER = { '@aws-cdk/aws-stepfunctions:useDistributedMapResultWriterV2': true };
const SETTINGS = [
  { app: { context: RESULT_WRITER }, stack: {} },
  { app: { context: { ...flags as object, ...RESULT_WRITER } }, stack: { env: { account: '123456789012', region: 'us-east-1' } } },
];

/** Tasks for whose jobs CDK does not allow all that Step Functions follows and stops them with. */
const NOT_FOLLOWED = ['Athena query, awaited', 'Athena query, awaited, in a work group', 'Batch job, awaited'];

function findingsOf(make: (scope: Stack) => sfn.IChainable, setting: number): Finding[] {
  const { app, stack: props } = SETTINGS[setting];
  const stack = new Stack(new App(app), 'Shop', props);
  new StandardWorkflow(stack, 'Workflow', { definitionBody: sfn.DefinitionBody.fromChainable(make(stack)), timeout: Duration.hours(2) });
  return AslValidation.of(stack).findings().filter(({ id }) => id.startsWith('ASL9'));
}

describe.each([['that does not name its environment', 0], ['in an account and a region, with the recommended feature flags', 1]])('in a stack %s', (_, setting) => {
  test.each(CDK_TASKS)('the role that CDK makes is enough for %s', (title, make) => {
    expect(findingsOf(make, setting).map(({ id }) => id)).toEqual(NOT_FOLLOWED.includes(title) ? ['ASL907'] : []);
  });

  test.each(CDK_GAPS)('CDK leaves out a permission: %s', (__, make, rule, actions) => {
    const found = findingsOf(make, setting);
    expect(found.map(({ id }) => id)).toEqual([rule]);
    expect(found[0].message).toContain(`needs ${actions}`);
  });
});
