import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { makeTask, TaskDefaults, TaskKind, TaskProps, TaskResources, unlessJob } from './task-defaults';
import { allow, jobRule, passRoles, unnamed } from './task-statements';

/** What a job run is made of. */
export interface EmrServerlessTaskOptions {
  /** The id of the application. */
  readonly applicationId: string;
  /** The role that the job works with. */
  readonly executionRole: iam.IRole;
  /** What runs, as the API has it: `{ SparkSubmit: { EntryPoint: 's3://bucket/job.py' } }`. */
  readonly jobDriver: { [name: string]: any };
  /**
   * Settings that differ from those of the application, as the API has them.
   *
   * @default - none
   */
  readonly configurationOverrides?: { [name: string]: any };
  /**
   * How long EMR Serverless lets the run take, in whole minutes.
   *
   * @default - 12 hours
   */
  readonly executionTimeout?: Duration;
  /**
   * The name of the run.
   *
   * @default - none
   */
  readonly jobName?: string;
  /**
   * The tags of the run.
   *
   * @default - none
   */
  readonly tags?: { [name: string]: string };
}

/** What a job run is made of, in a JSONPath state. */
export interface EmrServerlessTaskJsonPathProps extends sfn.TaskStateJsonPathBaseProps, EmrServerlessTaskOptions, TaskDefaults, TaskResources {}

/** What a job run is made of, in a JSONata state. */
export interface EmrServerlessTaskJsonataProps extends sfn.TaskStateJsonataBaseProps, EmrServerlessTaskOptions, TaskDefaults, TaskResources {}

type Props = TaskProps & EmrServerlessTaskOptions & TaskResources;

const { RUN_JOB, WAIT_FOR_TASK_TOKEN } = sfn.IntegrationPattern;

/** aws-cdk-lib has no task for it. */
class EmrServerlessStartJobRun extends sfn.TaskStateBase {
  protected readonly taskMetrics?: sfn.TaskMetricsConfig;
  protected readonly taskPolicies?: iam.PolicyStatement[];

  constructor(scope: Construct, id: string, private readonly props: Props) {
    super(scope, id, props);
  }

  /** @internal */
  protected _renderTask(topLevelQueryLanguage?: sfn.QueryLanguage): object {
    const { applicationId, executionRole, jobDriver, configurationOverrides, executionTimeout, jobName, tags } = this.props;
    const { integrationPattern, queryLanguage = topLevelQueryLanguage ?? sfn.QueryLanguage.JSON_PATH } = this.props;
    return {
      Resource: `arn:${Stack.of(this).partition}:states:::emr-serverless:startJobRun${integrationPattern === RUN_JOB ? '.sync' : ''}`,
      ...this._renderParametersOrArguments({
        ApplicationId: applicationId,
        ExecutionRoleArn: executionRole.roleArn,
        JobDriver: jobDriver,
        ConfigurationOverrides: configurationOverrides,
        ExecutionTimeoutMinutes: executionTimeout?.toMinutes(),
        Name: jobName,
        Tags: tags,
      }, queryLanguage),
    };
  }
}

const EMR_SERVERLESS: TaskKind<Props, sfn.TaskStateBase> = {
  factory: 'EmrServerlessTask',
  pattern: RUN_JOB,
  problem: ({ integrationPattern, executionTimeout, taskTimeout, applicationId, iamResources }) => {
    if (integrationPattern === WAIT_FOR_TASK_TOKEN) {
      return '"integrationPattern" is IntegrationPattern.WAIT_FOR_TASK_TOKEN, which EMR Serverless does not have. Use RUN_JOB, or REQUEST_RESPONSE.';
    }
    const seconds = executionTimeout?.isUnresolved() ? undefined : executionTimeout?.toSeconds();
    if (seconds !== undefined && seconds % 60 !== 0) return `"executionTimeout" is ${seconds} seconds. EMR Serverless counts in minutes. Give whole minutes.`;
    if (integrationPattern === RUN_JOB && seconds !== undefined && taskTimeout?.seconds !== undefined && seconds > taskTimeout.seconds) {
      return `"executionTimeout" is ${seconds} seconds, and "taskTimeout" is ${taskTimeout.seconds} seconds. The task ends the run before: give it as long.`;
    }
    return unnamed('applicationId', applicationId, iamResources, 'arn:aws:emr-serverless:us-east-1:123456789012:/applications/00abc');
  },
  timeout: (props) => unlessJob(props),
  make: (scope, id, props) => new EmrServerlessStartJobRun(scope, id, props),
  statements: (task, { applicationId, executionRole, iamResources, integrationPattern, tags }) => {
    const applications = iamResources ?? [Stack.of(task).formatArn({ service: 'emr-serverless', resource: `/applications/${applicationId}` })];
    // The run has no id before it is started.
    const runs = applications.map((arn) => `${arn}/jobruns/*`);
    return [
      allow(['emr-serverless:StartJobRun', ...tags ? ['emr-serverless:TagResource'] : []], [...applications, ...tags ? runs : []]),
      ...passRoles([executionRole.roleArn], 'emr-serverless.amazonaws.com'),
      ...integrationPattern === RUN_JOB ? [
        allow(['emr-serverless:GetJobRun', 'emr-serverless:CancelJobRun'], runs),
        jobRule(task, 'StepFunctionsGetEventsForEMRServerlessJobRule'),
      ] : [],
    ];
  },
};

/**
 * Runs a job in an application of EMR Serverless to its end, and goes on with what EMR Serverless says of the run.
 *
 * aws-cdk-lib has no task for it. `taskTimeout` is required. With `IntegrationPattern.REQUEST_RESPONSE` the state does not wait. The names of this
 * integration's errors are not documented, so that nothing is retried by default: name them with `RetryPolicy.onErrors()`. The role may start runs in
 * this application, give the job its role, and follow and cancel the runs.
 *
 * @example
 * declare const role: iam.Role;
 *
 * EmrServerlessTask.jsonata(this, 'Aggregate', {
 *   applicationId: '00f1abcd2efgh34i',
 *   executionRole: role,
 *   jobDriver: { SparkSubmit: { EntryPoint: 's3://jobs/aggregate.py' } },
 *   taskTimeout: sfn.Timeout.duration(Duration.hours(2)),
 * });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr-serverless.html
 */
export class EmrServerlessTask {
  /**
   * A JSONPath state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonPath(scope: Construct, id: string, props: EmrServerlessTaskJsonPathProps): sfn.TaskStateBase {
    return makeTask(EMR_SERVERLESS, sfn.QueryLanguage.JSON_PATH, scope, id, props);
  }

  /**
   * A JSONata state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonata(scope: Construct, id: string, props: EmrServerlessTaskJsonataProps): sfn.TaskStateBase {
    return makeTask(EMR_SERVERLESS, sfn.QueryLanguage.JSONATA, scope, id, props);
  }

  private constructor() {}
}
