import { Duration, Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';

/** A task for an activity, whose worker may answer anything. The validator finds nothing about it. */
export const activityTask = (stack: Stack, id: string, queryLanguage?: sfn.QueryLanguage) => new tasks.StepFunctionsInvokeActivity(stack, id, {
  queryLanguage,
  activity: sfn.Activity.fromActivityArn(stack, `${id} activity`, `arn:aws:states:us-east-1:123456789012:activity:${id}`),
  taskTimeout: sfn.Timeout.duration(Duration.seconds(9)),
  heartbeatTimeout: sfn.Timeout.duration(Duration.seconds(8)),
});
