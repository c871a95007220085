import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { API_CALL, makeTask, TaskDefaults, TaskKind } from './task-defaults';
import { allow, isExpression } from './task-statements';

/** What a call of a function is made of, in a JSONPath state. */
export interface LambdaTaskJsonPathProps extends tasks.LambdaInvokeJsonPathProps, TaskDefaults {}

/** What a call of a function is made of, in a JSONata state. */
export interface LambdaTaskJsonataProps extends tasks.LambdaInvokeJsonataProps, TaskDefaults {}

type Props = tasks.LambdaInvokeProps & TaskDefaults;

/** Between the function and the state: what the call and a cold start take. */
const MARGIN = Duration.seconds(30);
/** The longest that a function may take. */
const LONGEST = Duration.minutes(15);
/** A function for which nothing is said. */
const SHORTEST = Duration.seconds(3);

const LAMBDA: TaskKind<Props, tasks.LambdaInvoke> = {
  factory: 'LambdaTask',
  problem: ({ retryOnServiceExceptions, retryPolicy }) => (retryOnServiceExceptions === false && !retryPolicy
    ? '"retryOnServiceExceptions" is false, but the default "retryPolicy" tries them again. Leave it out, and give "retryPolicy": RetryPolicy.none() for no retry.' : undefined),
  timeout: ({ lambdaFunction, invocationType }) => (answers(invocationType) ? (timeoutOf(lambdaFunction) ?? LONGEST).plus(MARGIN) : API_CALL),
  make: (scope, id, { retryOnServiceExceptions = false, ...props }) => {
    if (!isPayloadOnly(props)) return new tasks.LambdaInvoke(scope, id, { ...props, retryOnServiceExceptions });
    // CDK takes none of these beside it, be they what they are by default.
    const byDefault = { integrationPattern: undefined, invocationType: undefined };
    return new tasks.LambdaInvoke(scope, id, { ...props, ...byDefault, retryOnServiceExceptions, payloadResponseOnly: true });
  },
  result: (props) => (props.payloadResponseOnly !== undefined || isPayloadOnly(props) || !answers(props.invocationType) ? undefined : { only: 'Payload' }),
  // CDK allows every version and alias as well.
  statements: (_, { lambdaFunction: { functionArn }, qualifier }) => [
    allow(['lambda:InvokeFunction'], [qualifier === undefined ? functionArn : `${functionArn}:${isExpression(qualifier) ? '*' : qualifier}`]),
  ],
};

const answers = (type: tasks.LambdaInvocationType | undefined): boolean => type === undefined || type === tasks.LambdaInvocationType.REQUEST_RESPONSE;

/** Whether the state can call the function by its ARN, so that its result is the payload wherever it is put. What it is given has to be an object. */
function isPayloadOnly(props: Props): boolean {
  const { queryLanguage, payloadResponseOnly, integrationPattern, invocationType, clientContext, qualifier, payload } = props;
  return queryLanguage === sfn.QueryLanguage.JSON_PATH && payloadResponseOnly === undefined
    && (integrationPattern === undefined || integrationPattern === sfn.IntegrationPattern.REQUEST_RESPONSE) && answers(invocationType)
    && clientContext === undefined && qualifier === undefined && (payload === undefined || payload.type === sfn.InputType.OBJECT)
    // Both speak of the whole answer, as they do in CDK.
    && props.resultSelector === undefined && props.outputPath === undefined;
}

/** The timeout of a function that the app makes, whether it is called itself, by a version or by an alias. */
function timeoutOf(called: lambda.IFunction): Duration | undefined {
  if (called instanceof lambda.Function) return called.timeout?.isUnresolved() ? undefined : called.timeout ?? SHORTEST;
  return called instanceof lambda.Alias || called instanceof lambda.Version ? timeoutOf(called.lambda) : undefined;
}

/**
 * Calls a function, and goes on with what it returns.
 *
 * It may take 30 seconds longer than the function itself, or than the 15 minutes that a function may take, where the function's own timeout is not
 * known. The result is the payload alone; where `resultSelector` or `outputPath` is given, they read the whole answer, as in CDK. What is retried is
 * what fails in Lambda, not in the function. The role may invoke this function, not its other versions.
 *
 * @example
 * LambdaTask.jsonPath(this, 'Charge', {
 *   lambdaFunction: fn,
 *   payload: sfn.TaskInput.fromObject({ card: sfn.JsonPath.stringAt('$.card') }),
 *   resultPath: '$.receipt',
 * });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
 */
export class LambdaTask {
  /**
   * A JSONPath state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonPath(scope: Construct, id: string, props: LambdaTaskJsonPathProps): tasks.LambdaInvoke {
    return makeTask(LAMBDA, sfn.QueryLanguage.JSON_PATH, scope, id, props);
  }

  /**
   * A JSONata state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonata(scope: Construct, id: string, props: LambdaTaskJsonataProps): tasks.LambdaInvoke {
    return makeTask(LAMBDA, sfn.QueryLanguage.JSONATA, scope, id, props);
  }

  private constructor() {}
}
