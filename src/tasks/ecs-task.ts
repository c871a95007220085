import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { makeTask, TaskDefaults, TaskKind, TaskResult, unlessJob } from './task-defaults';
import { allow, arnOf, jobRule, passRoles } from './task-statements';

/** What a task of ECS is made of, in a JSONPath state. */
export interface EcsTaskJsonPathProps extends tasks.EcsRunTaskJsonPathProps, TaskDefaults {}

/** What a task of ECS is made of, in a JSONata state. */
export interface EcsTaskJsonataProps extends tasks.EcsRunTaskJsonataProps, TaskDefaults {}

const { RUN_JOB } = sfn.IntegrationPattern;

const ECS: TaskKind<tasks.EcsRunTaskProps & TaskDefaults, tasks.EcsRunTask> = {
  factory: 'EcsTask',
  pattern: RUN_JOB,
  timeout: (props) => unlessJob(props),
  make: (scope, id, props) => new tasks.EcsRunTask(scope, id, props),
  result: ({ integrationPattern }): TaskResult => (integrationPattern === RUN_JOB
    ? { members: { TaskArn: 'TaskArn', LastStatus: 'LastStatus', ExitCodes: 'Containers[*].ExitCode' } }
    : { members: { TaskArns: 'Tasks[*].TaskArn', Failures: 'Failures[*]' } }),
  statements: (task, { taskDefinition, revisionNumber, cluster, integrationPattern }) => [
    allow(['ecs:RunTask'], [revisionNumber === undefined ? taskDefinition.taskDefinitionArn : arnOf(task, 'ecs', 'task-definition', `${taskDefinition.family}:${revisionNumber}`)]),
    ...passRoles(rolesOf(taskDefinition), 'ecs-tasks.amazonaws.com'),
    ...integrationPattern === RUN_JOB ? [
      // The task has no name before it runs.
      allow(['ecs:DescribeTasks', 'ecs:StopTask'], [arnOf(task, 'ecs', 'task', `${cluster.clusterName}/*`)]),
      jobRule(task, 'StepFunctionsGetEventsForECSTaskRule'),
    ] : [],
  ],
};

const rolesOf = ({ taskRole, executionRole }: ecs.TaskDefinition): string[] =>
  [taskRole, executionRole].flatMap((role) => (role ? [role.roleArn] : []));

/**
 * Runs a task of ECS to its end, and goes on with its `TaskArn`, its `LastStatus` and the `ExitCodes` of its containers.
 *
 * `taskTimeout` is required. With `IntegrationPattern.REQUEST_RESPONSE` the state does not wait, and goes on with the `TaskArns` and the `Failures`:
 * ECS may start nothing, and the state does not fail. The role may run this task definition, give its roles to ECS, and follow and stop the tasks of
 * this cluster.
 *
 * @example
 * declare const cluster: ecs.Cluster;
 * declare const taskDefinition: ecs.FargateTaskDefinition;
 *
 * EcsTask.jsonata(this, 'Import', {
 *   cluster,
 *   taskDefinition,
 *   launchTarget: new tasks.EcsFargateLaunchTarget(),
 *   taskTimeout: sfn.Timeout.duration(Duration.hours(2)),
 * });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html
 */
export class EcsTask {
  /**
   * A JSONPath state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonPath(scope: Construct, id: string, props: EcsTaskJsonPathProps): tasks.EcsRunTask {
    return makeTask(ECS, sfn.QueryLanguage.JSON_PATH, scope, id, props);
  }

  /**
   * A JSONata state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonata(scope: Construct, id: string, props: EcsTaskJsonataProps): tasks.EcsRunTask {
    return makeTask(ECS, sfn.QueryLanguage.JSONATA, scope, id, props);
  }

  private constructor() {}
}
