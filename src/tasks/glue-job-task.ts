import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { isOfDeploy, makeTask, secondsOf, TaskDefaults, TaskKind, TaskResources, timeoutFields, unlessJob } from './task-defaults';
import { allow, arnOf, unnamed } from './task-statements';

/** What a run of a job is made of, in a JSONPath state. */
export interface GlueJobTaskJsonPathProps extends tasks.GlueStartJobRunJsonPathProps, TaskDefaults, TaskResources {}

/** What a run of a job is made of, in a JSONata state. */
export interface GlueJobTaskJsonataProps extends tasks.GlueStartJobRunJsonataProps, TaskDefaults, TaskResources {}

type Props = tasks.GlueStartJobRunProps & TaskDefaults & TaskResources;

const { REQUEST_RESPONSE, RUN_JOB } = sfn.IntegrationPattern;

/** CDK gives the timeout to Glue only, which does not count it while the run waits for its turn. */
class GlueStartJobRun extends tasks.GlueStartJobRun {
  constructor(scope: Construct, id: string, props: Props, private readonly fields: object) {
    super(scope, id, props);
  }

  public toStateJson(queryLanguage?: sfn.QueryLanguage): object {
    return { ...super.toStateJson(queryLanguage), ...this.fields };
  }
}

const GLUE: TaskKind<Props, tasks.GlueStartJobRun> = {
  factory: 'GlueJobTask',
  pattern: RUN_JOB,
  problem: ({ glueJobName, iamResources, taskTimeout, timeout }) => {
    if (isOfDeploy(taskTimeout, timeout)) return 'the timeout is known only at deploy. Glue counts in minutes, and Step Functions in seconds. Give a Duration that is known now.';
    const seconds = secondsOf(taskTimeout, timeout);
    if (seconds !== undefined && seconds % 60 !== 0) return `the timeout is ${seconds} seconds. Glue counts in minutes. Give whole minutes.`;
    return unnamed('glueJobName', glueJobName, iamResources, 'arn:aws:glue:us-east-1:123456789012:job/load');
  },
  timeout: (props) => unlessJob(props, Duration.minutes(1)),
  // Our own default is for the call, and not for the job.
  make: (scope, id, props, { taskTimeout }) => new GlueStartJobRun(scope, id, { ...props, taskTimeout }, timeoutFields(props)),
  result: ({ integrationPattern }) => (integrationPattern === REQUEST_RESPONSE ? undefined : { members: { Id: 'Id', JobName: 'JobName', JobRunState: 'JobRunState' } }),
  statements: (task, { glueJobName, iamResources, integrationPattern }) => [
    allow(['glue:StartJobRun', ...integrationPattern === RUN_JOB ? ['glue:GetJobRun', 'glue:BatchStopJobRun'] : []], iamResources ?? [arnOf(task, 'glue', 'job', glueJobName)]),
  ],
};

/**
 * Runs a job of AWS Glue to its end, and goes on with the `Id` of the run, `JobName` and `JobRunState`.
 *
 * `taskTimeout` is required, in whole minutes: it is how long the state waits, and how long Glue lets the run take. With
 * `IntegrationPattern.REQUEST_RESPONSE` the state does not wait. The role may start, follow and stop runs of this job.
 *
 * @example
 * GlueJobTask.jsonata(this, 'Load', {
 *   glueJobName: 'load',
 *   arguments: sfn.TaskInput.fromObject({ '--day': '{% $states.input.day %}' }),
 *   taskTimeout: sfn.Timeout.duration(Duration.hours(2)),
 * });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-glue.html
 */
export class GlueJobTask {
  /**
   * A JSONPath state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonPath(scope: Construct, id: string, props: GlueJobTaskJsonPathProps): tasks.GlueStartJobRun {
    return makeTask(GLUE, sfn.QueryLanguage.JSON_PATH, scope, id, props);
  }

  /**
   * A JSONata state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonata(scope: Construct, id: string, props: GlueJobTaskJsonataProps): tasks.GlueStartJobRun {
    return makeTask(GLUE, sfn.QueryLanguage.JSONATA, scope, id, props);
  }

  private constructor() {}
}
