import { serviceErrorNames } from '../asl/integrations/error-names';
import { OPTIMIZED_SERVICES } from '../asl/integrations/optimized-services';
import { sdkService, sdkServiceNames } from '../asl/integrations/sdk-services';
import { didYouMean } from '../did-you-mean';
import { StepwrightError } from '../errors';

/**
 * The names of errors, for `Retry` and `Catch`.
 *
 * aws-cdk-lib's `Errors` has some of those of Step Functions, and none of those of the services.
 *
 * @example
 * declare const charge: sfn.TaskStateBase;
 * declare const later: sfn.IChainable;
 *
 * charge.addCatch(later, { errors: [ErrorCode.TIMEOUT, ErrorCode.ofSdk('dynamodb', 'ConditionalCheckFailedException')] });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export class ErrorCode {
  /** Every error but `States.DataLimitExceeded` and `States.Runtime`. It has to stand alone and last. */
  public static readonly ALL = 'States.ALL';
  /** A branch of a Parallel state failed. */
  public static readonly BRANCH_FAILED = 'States.BranchFailed';
  /** An output of more than 262,144 bytes. `States.ALL` does not reach it. */
  public static readonly DATA_LIMIT_EXCEEDED = 'States.DataLimitExceeded';
  /** More items of a Map failed than its `ToleratedFailureCount` or `ToleratedFailurePercentage`. */
  public static readonly EXCEED_TOLERATED_FAILURE_THRESHOLD = 'States.ExceedToleratedFailureThreshold';
  /** A task sent no heartbeat in time. In the history it is `States.Timeout`. */
  public static readonly HEARTBEAT_TIMEOUT = 'States.HeartbeatTimeout';
  /** An HTTP task got no answer within 60 seconds. */
  public static readonly HTTP_SOCKET = 'States.Http.Socket';
  /** An intrinsic function, such as `States.StringToJson`, got what it cannot work with. */
  public static readonly INTRINSIC_FAILURE = 'States.IntrinsicFailure';
  /** A Map could not read its items. */
  public static readonly ITEM_READER_FAILED = 'States.ItemReaderFailed';
  /** No rule of a Choice state matched, and it has no `Default`. */
  public static readonly NO_CHOICE_MATCHED = 'States.NoChoiceMatched';
  /** A path in `Parameters` or the like selects nothing. */
  public static readonly PARAMETER_PATH_FAILURE = 'States.ParameterPathFailure';
  /** The role is not allowed what the task does. */
  public static readonly PERMISSIONS = 'States.Permissions';
  /** A JSONata expression failed. */
  public static readonly QUERY_EVALUATION_ERROR = 'States.QueryEvaluationError';
  /** The result cannot be put where `ResultPath` says. */
  public static readonly RESULT_PATH_MATCH_FAILURE = 'States.ResultPathMatchFailure';
  /** A Map could not write its results. */
  public static readonly RESULT_WRITER_FAILED = 'States.ResultWriterFailed';
  /** A mistake in the definition. It cannot be caught, and `States.ALL` does not reach it. */
  public static readonly RUNTIME = 'States.Runtime';
  /** Any error of a task but `States.Timeout`. */
  public static readonly TASK_FAILED = 'States.TaskFailed';
  /** A task or an execution took longer than its `TimeoutSeconds`, or a task sent no heartbeat in time. */
  public static readonly TIMEOUT = 'States.Timeout';

  /** Lambda failed in a way that has no exception of its own. */
  public static readonly LAMBDA_AWS_LAMBDA = 'Lambda.AWSLambdaException';
  /** Lambda did not answer in time. */
  public static readonly LAMBDA_CLIENT_EXECUTION_TIMEOUT = 'Lambda.ClientExecutionTimeoutException';
  /** Lambda was not reached. */
  public static readonly LAMBDA_SDK_CLIENT = 'Lambda.SdkClientException';
  /** Lambda failed. */
  public static readonly LAMBDA_SERVICE = 'Lambda.ServiceException';
  /** More calls than the concurrency of the function or of the account. */
  public static readonly LAMBDA_TOO_MANY_REQUESTS = 'Lambda.TooManyRequestsException';
  /** The function ran out of memory or of time, or its process ended. */
  public static readonly LAMBDA_UNKNOWN = 'Lambda.Unknown';

  /**
   * What an HTTP task fails with where the endpoint answers with a status.
   *
   * @param status from 400 to 599
   */
  public static httpStatus(status: number): string {
    if (!Number.isInteger(status) || status < 400 || status > 599) {
      throw new StepwrightError('InvalidErrorCode', `ErrorCode.httpStatus(${status}): a task fails with a status from 400 to 599. Give one of them.`);
    }
    return `States.Http.StatusCode.${status}`;
  }

  /**
   * An error of an optimised integration: `ErrorCode.ofService('dynamodb', 'ConditionalCheckFailedException')` is
   * `DynamoDB.ConditionalCheckFailedException`.
   *
   * @param service the service as the task's `Resource` has it: `dynamodb` of `arn:aws:states:::dynamodb:putItem`
   * @param exception the exception as AWS's documentation of the service has it
   */
  public static ofService(service: string, exception: string): string {
    const facts = OPTIMIZED_SERVICES.get(service);
    if (!facts) {
      throw new StepwrightError('InvalidErrorCode', `ErrorCode.ofService("${service}", …): there is no optimised integration "${service}".${didYouMean(service, OPTIMIZED_SERVICES.keys())} `
        + 'For an AWS SDK integration, use ErrorCode.ofSdk().');
    }
    return named('ofService', service, exception, facts.errors?.prefix, serviceErrorNames({ kind: 'optimized', service, action: '', errorPrefix: facts.errors?.prefix }));
  }

  /**
   * An error of an AWS SDK integration: `ErrorCode.ofSdk('dynamodb', 'ConditionalCheckFailedException')` is
   * `DynamoDb.ConditionalCheckFailedException`. The prefix is another than that of the optimised integration of the same service.
   *
   * @param service the service as the task's `Resource` has it: `dynamodb` of `arn:aws:states:::aws-sdk:dynamodb:query`
   * @param exception the exception as AWS's documentation of the service has it
   */
  public static ofSdk(service: string, exception: string): string {
    const facts = sdkService(service);
    if (!facts) {
      throw new StepwrightError('InvalidErrorCode', `ErrorCode.ofSdk("${service}", …): the AWS SDK has no service "${service}".${didYouMean(service, sdkServiceNames())} `
        + 'Give the name that stands in the Resource, after "aws-sdk:".');
    }
    return named('ofSdk', service, exception, facts.prefix, serviceErrorNames({ kind: 'sdk', service, action: '', errorPrefix: facts.prefix }));
  }

  private constructor() {}
}

function named(method: string, service: string, exception: string, prefix: string | undefined, known: readonly string[]): string {
  if (prefix === undefined) {
    throw new StepwrightError('InvalidErrorCode', `ErrorCode.${method}("${service}", …): it is not documented what the errors of this integration begin with. Use the name that an execution showed.`);
  }
  const names = [exception, `${exception}Exception`].map((name) => `${prefix}.${name}`);
  const found = names.find((name) => known.includes(name));
  if (found === undefined) {
    const exceptions = known.map((name) => name.slice(prefix.length + 1)).flatMap((name) => [name, name.replace(/Exception$/, '')]);
    throw new StepwrightError('InvalidErrorCode', `ErrorCode.${method}("${service}", "${exception}"): the service has no exception "${exception}".${didYouMean(exception, exceptions)} `
      + 'Give one of its API reference.');
  }
  return found;
}
