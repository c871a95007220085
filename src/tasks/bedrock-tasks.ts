import { Duration, Stack } from 'aws-cdk-lib';
import * as bedrock from 'aws-cdk-lib/aws-bedrock';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { makeTask, TaskDefaults, TaskKind, TaskProps, TaskStatements } from './task-defaults';
import { allow, arnOf, isExpression } from './task-statements';

/** What a conversation with a model is made of. */
export interface BedrockConverseTaskOptions {
  /** The model. Of an inference profile, the models behind it need `additionalIamStatements`. */
  readonly model: bedrock.IModel;
  /** The messages: a list, or in JSONata an expression of one. */
  readonly messages: any;
  /**
   * System prompts: a list, or in JSONata an expression of one.
   *
   * @default - none
   */
  readonly system?: any;
  /**
   * How the model answers: `{ MaxTokens: 500, Temperature: 0 }`.
   *
   * @default - as the model does by default
   */
  readonly inferenceConfig?: any;
  /**
   * Tools that the model may ask for.
   *
   * @default - none
   */
  readonly toolConfig?: any;
  /**
   * Other parameters of the API, by their names.
   *
   * @default - none
   */
  readonly parameters?: { [name: string]: any };
}

/** What a call of a model is made of, in a JSONPath state. */
export interface BedrockInvokeModelTaskJsonPathProps extends tasks.BedrockInvokeModelJsonPathProps, TaskDefaults, TaskStatements {}

/** What a call of a model is made of, in a JSONata state. */
export interface BedrockInvokeModelTaskJsonataProps extends tasks.BedrockInvokeModelJsonataProps, TaskDefaults, TaskStatements {}

/** What a conversation with a model is made of, in a JSONPath state. */
export interface BedrockConverseTaskJsonPathProps extends sfn.TaskStateJsonPathBaseProps, BedrockConverseTaskOptions, TaskDefaults, TaskStatements {}

/** What a conversation with a model is made of, in a JSONata state. */
export interface BedrockConverseTaskJsonataProps extends sfn.TaskStateJsonataBaseProps, BedrockConverseTaskOptions, TaskDefaults, TaskStatements {}

type InvokeProps = tasks.BedrockInvokeModelProps & TaskDefaults & TaskStatements;
type ConverseProps = TaskProps & BedrockConverseTaskOptions & TaskStatements;

/** Models answer within minutes; long answers take some. */
const ANSWER = Duration.minutes(15);

const INVOKE: TaskKind<InvokeProps, tasks.BedrockInvokeModel> = {
  factory: 'BedrockInvokeModelTask',
  problem: ({ input, output, additionalIamStatements }) => {
    const uris = [['input.s3InputUri', input?.s3InputUri], ['output.s3OutputUri', output?.s3OutputUri]];
    const [prop, uri] = uris.find(([, given]) => given !== undefined && !objectOf(given)) ?? [];
    if (uri === undefined || additionalIamStatements) return undefined;
    return `"${prop}" is ${isExpression(uri) ? 'an expression, so that what the role has to allow is not known. Allow it with "additionalIamStatements", or use "s3Location"'
      : `"${uri}". It has to be like "s3://bucket/key"`}.`;
  },
  timeout: () => ANSWER,
  make: (scope, id, props) => new tasks.BedrockInvokeModel(scope, id, props),
  // CDK takes "outputPath" for something else.
  result: ({ queryLanguage }) => (queryLanguage === sfn.QueryLanguage.JSONATA ? { only: 'Body' } : { members: { Body: 'Body' } }),
  statements: (task, { model, input, output, guardrail, additionalIamStatements }) => {
    const { partition } = Stack.of(task);
    const objectArn = ({ bucketName, objectKey }: s3.Location): string => `arn:${partition}:s3:::${bucketName}/${objectKey}`;
    const [read, write] = [input?.s3Location ?? objectOf(input?.s3InputUri), output?.s3Location ?? objectOf(output?.s3OutputUri)];
    const identifier = guardrail?.guardrailIdentifier;
    return [
      allow(['bedrock:InvokeModel'], [model.modelArn]),
      ...read ? [allow(['s3:GetObject'], [objectArn(read)])] : [],
      ...write ? [allow(['s3:PutObject'], [objectArn(write)])] : [],
      ...identifier ? [allow(['bedrock:ApplyGuardrail'], [identifier.startsWith('arn:') ? identifier : arnOf(task, 'bedrock', 'guardrail', identifier)])] : [],
      ...additionalIamStatements ?? [],
    ];
  },
};

function objectOf(uri: string | undefined): s3.Location | undefined {
  const [, bucketName, objectKey] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri ?? '') ?? [];
  return bucketName === undefined ? undefined : { bucketName, objectKey };
}

const CONVERSE: TaskKind<ConverseProps, tasks.CallAwsService> = {
  factory: 'BedrockConverseTask',
  problem: ({ messages, parameters }) => {
    if (Array.isArray(messages) && messages.length === 0) return '"messages" is empty. Give a message, for example { Role: "user", Content: [{ Text: "Hello" }] }.';
    const own = ['ModelId', 'Messages', 'System', 'InferenceConfig', 'ToolConfig'].find((name) => parameters && name in parameters);
    return own && `"parameters" has "${own}", which has a prop of its own. Use "${own === 'ModelId' ? 'model' : own.charAt(0).toLowerCase() + own.slice(1)}".`;
  },
  timeout: () => ANSWER,
  make: (scope, id, props) => {
    const { model, messages: Messages, system: System, inferenceConfig: InferenceConfig, toolConfig: ToolConfig, parameters } = props;
    return new tasks.CallAwsService(scope, id, {
      ...props,
      service: 'bedrockruntime',
      action: 'converse',
      parameters: { ModelId: model.modelArn, Messages, System, InferenceConfig, ToolConfig, ...parameters },
      iamResources: [model.modelArn],
    });
  },
  result: () => ({ members: { Message: 'Output.Message', StopReason: 'StopReason', Usage: 'Usage' } }),
  statements: (_, { model, additionalIamStatements }) => [allow(['bedrock:InvokeModel'], [model.modelArn]), ...additionalIamStatements ?? []],
};

/**
 * Calls a model of Bedrock with a body of its own format, and goes on with the body of the response: in JSONPath `{ Body }`, in JSONata the body
 * itself.
 *
 * It may take 15 minutes. The names of this integration's errors are not documented, so that nothing is retried by default: name them with
 * `RetryPolicy.onErrors()`, or use `BedrockConverseTask`. The role may call this model, use its guardrail, and read and write the objects that are
 * named.
 *
 * @example
 * declare const model: bedrock.FoundationModel;
 *
 * BedrockInvokeModelTask.jsonata(this, 'Summarise', {
 *   model,
 *   body: sfn.TaskInput.fromObject({ inputText: '{% $states.input.text %}' }),
 * });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-bedrock.html
 */
export class BedrockInvokeModelTask {
  /**
   * A JSONPath state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonPath(scope: Construct, id: string, props: BedrockInvokeModelTaskJsonPathProps): tasks.BedrockInvokeModel {
    return makeTask(INVOKE, sfn.QueryLanguage.JSON_PATH, scope, id, props);
  }

  /**
   * A JSONata state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonata(scope: Construct, id: string, props: BedrockInvokeModelTaskJsonataProps): tasks.BedrockInvokeModel {
    return makeTask(INVOKE, sfn.QueryLanguage.JSONATA, scope, id, props);
  }

  private constructor() {}
}

/**
 * Sends messages to a model of Bedrock in the form that all models share, and goes on with the `Message` that it answers, the `StopReason` and the
 * `Usage`.
 *
 * It may take 15 minutes. The role may call this model.
 *
 * @example
 * declare const model: bedrock.FoundationModel;
 *
 * BedrockConverseTask.jsonata(this, 'Answer', {
 *   model,
 *   messages: [{ Role: 'user', Content: [{ Text: '{% $states.input.question %}' }] }],
 *   inferenceConfig: { MaxTokens: 500 },
 * });
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 */
export class BedrockConverseTask {
  /**
   * A JSONPath state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonPath(scope: Construct, id: string, props: BedrockConverseTaskJsonPathProps): tasks.CallAwsService {
    return makeTask(CONVERSE, sfn.QueryLanguage.JSON_PATH, scope, id, props);
  }

  /**
   * A JSONata state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonata(scope: Construct, id: string, props: BedrockConverseTaskJsonataProps): tasks.CallAwsService {
    return makeTask(CONVERSE, sfn.QueryLanguage.JSONATA, scope, id, props);
  }

  private constructor() {}
}
