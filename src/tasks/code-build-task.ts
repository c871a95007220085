import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { API_CALL, makeTask, TaskDefaults, TaskKind } from './task-defaults';
import { allow, jobRule } from './task-statements';

/** What a build is made of, in a JSONPath state. */
export interface CodeBuildTaskJsonPathProps extends tasks.CodeBuildStartBuildJsonPathProps, TaskDefaults {}

/** What a build is made of, in a JSONata state. */
export interface CodeBuildTaskJsonataProps extends tasks.CodeBuildStartBuildJsonataProps, TaskDefaults {}

const { RUN_JOB } = sfn.IntegrationPattern;
/** What CodeBuild gives a build by default: eight hours in the queue, and one for itself. */
const BUILD = Duration.hours(9);

const CODE_BUILD: TaskKind<tasks.CodeBuildStartBuildProps & TaskDefaults, tasks.CodeBuildStartBuild> = {
  factory: 'CodeBuildTask',
  pattern: RUN_JOB,
  timeout: ({ integrationPattern }) => (integrationPattern === RUN_JOB ? BUILD : API_CALL),
  make: (scope, id, props) => new tasks.CodeBuildStartBuild(scope, id, props),
  result: () => ({ members: { Arn: 'Build.Arn', Id: 'Build.Id', BuildStatus: 'Build.BuildStatus' } }),
  statements: (task, { project, integrationPattern }) => [
    allow(['codebuild:StartBuild', ...integrationPattern === RUN_JOB ? ['codebuild:BatchGetBuilds', 'codebuild:StopBuild'] : []], [project.projectRef.projectArn]),
    ...integrationPattern === RUN_JOB ? [jobRule(task, 'StepFunctionsGetEventForCodeBuildStartBuildRule')] : [],
  ],
};

/**
 * Runs a build of CodeBuild to its end, and goes on with its `Arn`, `Id` and `BuildStatus`.
 *
 * It may take nine hours, which is what CodeBuild gives a build by default: eight in the queue, one for itself. With
 * `IntegrationPattern.REQUEST_RESPONSE` the state does not wait, and may take a minute. The role may start, follow and stop builds of this project.
 *
 * @example
 * declare const project: codebuild.Project;
 *
 * CodeBuildTask.jsonata(this, 'Build', { project, taskTimeout: sfn.Timeout.duration(Duration.minutes(30)) });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-codebuild.html
 */
export class CodeBuildTask {
  /**
   * A JSONPath state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonPath(scope: Construct, id: string, props: CodeBuildTaskJsonPathProps): tasks.CodeBuildStartBuild {
    return makeTask(CODE_BUILD, sfn.QueryLanguage.JSON_PATH, scope, id, props);
  }

  /**
   * A JSONata state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonata(scope: Construct, id: string, props: CodeBuildTaskJsonataProps): tasks.CodeBuildStartBuild {
    return makeTask(CODE_BUILD, sfn.QueryLanguage.JSONATA, scope, id, props);
  }

  private constructor() {}
}
