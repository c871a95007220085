import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { makeTask, secondsOf, TaskDefaults, TaskKind, TaskResources, timeoutFields, unlessJob } from './task-defaults';
import { allow, arnOf, isExpression, jobRule, unnamed } from './task-statements';

/** What a job is made of, in a JSONPath state. */
export interface BatchJobTaskJsonPathProps extends tasks.BatchSubmitJobJsonPathProps, TaskDefaults, TaskResources {}

/** What a job is made of, in a JSONata state. */
export interface BatchJobTaskJsonataProps extends tasks.BatchSubmitJobJsonataProps, TaskDefaults, TaskResources {}

type Props = tasks.BatchSubmitJobProps & TaskDefaults & TaskResources;

const { REQUEST_RESPONSE, RUN_JOB } = sfn.IntegrationPattern;
/** Batch takes no shorter one. */
const SHORTEST = Duration.seconds(60);

/** CDK gives the timeout to Batch only, which counts it for each attempt, and not while the job waits for its turn. */
class BatchSubmitJob extends tasks.BatchSubmitJob {
  constructor(scope: Construct, id: string, props: Props, private readonly fields: object) {
    super(scope, id, props);
  }

  public toStateJson(queryLanguage?: sfn.QueryLanguage): object {
    return { ...super.toStateJson(queryLanguage), ...this.fields };
  }
}

const BATCH: TaskKind<Props, tasks.BatchSubmitJob> = {
  factory: 'BatchJobTask',
  pattern: RUN_JOB,
  problem: ({ jobQueueArn, jobDefinitionArn, iamResources, taskTimeout, timeout }) => {
    const seconds = secondsOf(taskTimeout, timeout);
    if (seconds !== undefined && seconds < SHORTEST.toSeconds()) return `the timeout is ${seconds} seconds. Batch takes 60 seconds or more for each attempt. Give a longer one.`;
    const [prop, value] = isExpression(jobQueueArn) ? ['jobQueueArn', jobQueueArn] : ['jobDefinitionArn', jobDefinitionArn];
    return unnamed(prop, value, iamResources, 'arn:aws:batch:us-east-1:123456789012:job-queue/reports');
  },
  timeout: (props) => unlessJob(props, SHORTEST),
  // Our own default is for the call, and not for the job.
  make: (scope, id, props, { taskTimeout }) => new BatchSubmitJob(scope, id, { ...props, taskTimeout }, timeoutFields(props)),
  result: ({ integrationPattern }) => (integrationPattern === REQUEST_RESPONSE ? undefined : { members: { JobId: 'JobId', JobName: 'JobName', Status: 'Status' } }),
  statements: (task, { jobQueueArn, jobDefinitionArn, iamResources, integrationPattern, tags }) => [
    allow(['batch:SubmitJob'], iamResources ?? [jobQueueArn, jobDefinitionArn]),
    ...tags ? [allow(['batch:TagResource'], [arnOf(task, 'batch', 'job', '*')])] : [],
    ...integrationPattern === RUN_JOB ? [
      // DescribeJobs has no resource, and the job has no name before it is submitted.
      allow(['batch:DescribeJobs'], ['*']),
      allow(['batch:TerminateJob'], [arnOf(task, 'batch', 'job', '*')]),
      jobRule(task, 'StepFunctionsGetEventsForBatchJobsRule'),
    ] : [],
  ],
};

/**
 * Runs a job of AWS Batch to its end, and goes on with its `JobId`, `JobName` and `Status`.
 *
 * `taskTimeout` is required: it is how long the state waits, in the queue too, and how long Batch lets each attempt take. With
 * `IntegrationPattern.REQUEST_RESPONSE` the state does not wait for the job. The role may submit to this queue with this definition, and follow and
 * terminate jobs: which, is not known before they are submitted.
 *
 * @example
 * BatchJobTask.jsonata(this, 'Report', {
 *   jobName: 'report',
 *   jobQueueArn: 'arn:aws:batch:us-east-1:123456789012:job-queue/reports',
 *   jobDefinitionArn: 'arn:aws:batch:us-east-1:123456789012:job-definition/report',
 *   taskTimeout: sfn.Timeout.duration(Duration.hours(2)),
 * });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-batch.html
 */
export class BatchJobTask {
  /**
   * A JSONPath state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonPath(scope: Construct, id: string, props: BatchJobTaskJsonPathProps): tasks.BatchSubmitJob {
    return makeTask(BATCH, sfn.QueryLanguage.JSON_PATH, scope, id, props);
  }

  /**
   * A JSONata state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonata(scope: Construct, id: string, props: BatchJobTaskJsonataProps): tasks.BatchSubmitJob {
    return makeTask(BATCH, sfn.QueryLanguage.JSONATA, scope, id, props);
  }

  private constructor() {}
}
