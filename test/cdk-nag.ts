import { Aspects, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, NagPackSuppression, NagSuppressions } from 'cdk-nag';

/** What is so in every workflow, and why. */
const OF_WORKFLOWS: readonly NagPackSuppression[] = [{
  id: 'AwsSolutions-IAM5',
  appliesTo: ['Resource::*'],
  reason: 'The actions of X-Ray and of the delivery of logs have no resource: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html',
}, {
  id: 'AwsSolutions-SF1',
  reason: 'A StandardWorkflow keeps the history of its executions: its log group has the errors',
}];

/**
 * The errors of cdk-nag's AwsSolutions pack that are not acknowledged, as `path: text`.
 *
 * @param acknowledged what is, and the reason. An `appliesTo` keeps it to one finding
 */
export function nagErrors(stack: Stack, acknowledged: readonly NagPackSuppression[] = []): string[] {
  NagSuppressions.addStackSuppressions(stack, [...OF_WORKFLOWS, ...acknowledged], true);
  Aspects.of(stack).add(new AwsSolutionsChecks({ reports: false }));
  // CDK prints errors that are annotated, and would have the process fail.
  const { exitCode } = process;
  const print = jest.spyOn(console, 'error').mockImplementation(() => {});
  try {
    return Annotations.fromStack(stack).findError('*', Match.stringLikeRegexp('AwsSolutions-'))
      .map(({ id, entry }) => `${id}: ${entry.data as string}`);
  } finally {
    print.mockRestore();
    process.exitCode = exitCode;
  }
}
