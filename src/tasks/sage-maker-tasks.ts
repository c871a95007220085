import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { API_CALL, makeTask, TaskDefaults, TaskKind, unlessJob } from './task-defaults';
import { allow, arnOf, isExpression, jobRule, passRoles } from './task-statements';

/** What a training job is made of, in a JSONPath state. */
export interface SageMakerTrainingTaskJsonPathProps extends tasks.SageMakerCreateTrainingJobJsonPathProps, TaskDefaults {}

/** What a training job is made of, in a JSONata state. */
export interface SageMakerTrainingTaskJsonataProps extends tasks.SageMakerCreateTrainingJobJsonataProps, TaskDefaults {}

/** What a transform job is made of, in a JSONPath state. */
export interface SageMakerTransformTaskJsonPathProps extends tasks.SageMakerCreateTransformJobJsonPathProps, TaskDefaults {}

/** What a transform job is made of, in a JSONata state. */
export interface SageMakerTransformTaskJsonataProps extends tasks.SageMakerCreateTransformJobJsonataProps, TaskDefaults {}

const { REQUEST_RESPONSE, RUN_JOB } = sfn.IntegrationPattern;
/** How long CDK lets a training run, where nothing is said. */
const TRAINING = Duration.hours(1);
/** What instances, data and the model take around the training. */
const MARGIN = Duration.hours(1);

const TRAIN: TaskKind<tasks.SageMakerCreateTrainingJobProps & TaskDefaults, tasks.SageMakerCreateTrainingJob> = {
  factory: 'SageMakerTrainingTask',
  pattern: RUN_JOB,
  timeout: ({ integrationPattern, stoppingCondition: { maxRuntime = TRAINING } = {} }) => {
    if (integrationPattern === REQUEST_RESPONSE) return API_CALL;
    return maxRuntime.isUnresolved() ? undefined : maxRuntime.plus(MARGIN);
  },
  make: (scope, id, props) => new tasks.SageMakerCreateTrainingJob(scope, id, props),
  result: ({ integrationPattern }) => (integrationPattern === REQUEST_RESPONSE ? undefined : {
    members: {
      TrainingJobName: 'TrainingJobName', TrainingJobArn: 'TrainingJobArn', TrainingJobStatus: 'TrainingJobStatus', ModelArtifacts: 'ModelArtifacts',
    },
  }),
  statements: (task, props) => [
    ...jobStatements(task, 'Training', props.trainingJobName, props), ...passRoles([task.role.roleArn], 'sagemaker.amazonaws.com'),
  ],
};

/** The role that CDK makes for transform jobs, with AmazonSageMakerFullAccess: SageMaker takes none, but that of the model. */
const UNUSED_ROLE = 'SagemakerTransformRole';

const TRANSFORM: TaskKind<tasks.SageMakerCreateTransformJobProps & TaskDefaults, tasks.SageMakerCreateTransformJob> = {
  factory: 'SageMakerTransformTask',
  pattern: RUN_JOB,
  problem: ({ role }) => role && '"role" is set, but CreateTransformJob takes none: the job works with the role of the model. Leave it out.',
  timeout: (props) => unlessJob(props),
  make: (scope, id, props) => {
    const task = new tasks.SageMakerCreateTransformJob(scope, id, props);
    task.node.tryRemoveChild(UNUSED_ROLE);
    return task;
  },
  result: ({ integrationPattern }) => (integrationPattern === REQUEST_RESPONSE ? undefined : {
    members: {
      TransformJobName: 'TransformJobName', TransformJobArn: 'TransformJobArn', TransformJobStatus: 'TransformJobStatus',
    },
  }),
  statements: (task, props) => jobStatements(task, 'Transform', props.transformJobName, props),
};

/**
 * What a job needs. Step Functions looks at the tags of a job, and adds one to those that it waits for.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/sagemaker-iam.html
 */
function jobStatements(task: sfn.TaskStateBase, kind: 'Training' | 'Transform', name: string, props: JobProps): iam.PolicyStatement[] {
  const { integrationPattern, tags } = props;
  const awaited = integrationPattern === RUN_JOB;
  const actions = [`Create${kind}Job`, 'ListTags', ...awaited ? [`Describe${kind}Job`, `Stop${kind}Job`] : [], ...awaited || tags ? ['AddTags'] : []];
  return [
    allow(actions.map((action) => `sagemaker:${action}`), [arnOf(task, 'sagemaker', `${kind.toLowerCase()}-job`, isExpression(name) ? '*' : name)]),
    ...awaited ? [jobRule(task, `StepFunctionsGetEventsForSageMaker${kind}JobsRule`)] : [],
  ];
}

type JobProps = Pick<tasks.SageMakerCreateTrainingJobProps, 'integrationPattern' | 'tags'>;

/**
 * Trains a model with SageMaker, and goes on with the `TrainingJobName`, its ARN and status, and the `ModelArtifacts`.
 *
 * It may take an hour longer than `stoppingCondition.maxRuntime`, which is an hour by default. With `IntegrationPattern.REQUEST_RESPONSE` the state
 * does not wait. The role may create, follow and stop the job of this name, or any where the name is an expression, and give its role to SageMaker.
 * The name has to be another each time: take it from the execution.
 *
 * @example
 * declare const trainingImage: tasks.DockerImage;
 * declare const data: s3.Bucket;
 * declare const role: iam.Role;
 *
 * SageMakerTrainingTask.jsonata(this, 'Train', {
 *   trainingJobName: '{% $states.context.Execution.Name %}',
 *   role,
 *   algorithmSpecification: { trainingImage },
 *   outputDataConfig: { s3OutputLocation: tasks.S3Location.fromBucket(data, 'models') },
 * });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html
 */
export class SageMakerTrainingTask {
  /**
   * A JSONPath state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonPath(scope: Construct, id: string, props: SageMakerTrainingTaskJsonPathProps): tasks.SageMakerCreateTrainingJob {
    return makeTask(TRAIN, sfn.QueryLanguage.JSON_PATH, scope, id, props);
  }

  /**
   * A JSONata state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonata(scope: Construct, id: string, props: SageMakerTrainingTaskJsonataProps): tasks.SageMakerCreateTrainingJob {
    return makeTask(TRAIN, sfn.QueryLanguage.JSONATA, scope, id, props);
  }

  private constructor() {}
}

/**
 * Transforms data in a batch with SageMaker, and goes on with the `TransformJobName`, its ARN and status.
 *
 * `taskTimeout` is required. With `IntegrationPattern.REQUEST_RESPONSE` the state does not wait. The job works with the role of the model, so that no
 * role is made for it. The role of the state machine may create, follow and stop the job of this name, or any where the name is an expression.
 *
 * @example
 * SageMakerTransformTask.jsonata(this, 'Score', {
 *   transformJobName: '{% $states.context.Execution.Name %}',
 *   modelName: 'scores',
 *   transformInput: { transformDataSource: { s3DataSource: { s3Uri: 's3://orders/today' } } },
 *   transformOutput: { s3OutputPath: 's3://scores/today' },
 *   taskTimeout: sfn.Timeout.duration(Duration.hours(3)),
 * });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html
 */
export class SageMakerTransformTask {
  /**
   * A JSONPath state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonPath(scope: Construct, id: string, props: SageMakerTransformTaskJsonPathProps): tasks.SageMakerCreateTransformJob {
    return makeTask(TRANSFORM, sfn.QueryLanguage.JSON_PATH, scope, id, props);
  }

  /**
   * A JSONata state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonata(scope: Construct, id: string, props: SageMakerTransformTaskJsonataProps): tasks.SageMakerCreateTransformJob {
    return makeTask(TRANSFORM, sfn.QueryLanguage.JSONATA, scope, id, props);
  }

  private constructor() {}
}
