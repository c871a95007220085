import { createHash } from 'node:crypto';
import type { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { BOOTSTRAP } from './bootstrap';
import { codeOfConstruct, codeOfFile, FunctionCode } from './function-code';
import { StepwrightError } from '../errors';
import { refuseUnknownOptions } from '../option-names';
import { runNode } from '../processes/run-node';
import { millisecondsOf } from '../simulator/milliseconds';
import { ITaskResponder, TaskAnswer, TaskMock, TaskRequest } from '../simulator/task-mock';

/**
 * How a function is run.
 */
export interface LocalFunctionOptions {
  /**
   * Environment variables, over those of the construct. Variables of the test's own process are not passed on, its credentials for AWS above all.
   *
   * @default - those of the construct
   */
  readonly environment?: { [name: string]: string };
  /**
   * How long the function may take: real time.
   *
   * @default - what the construct says, otherwise three seconds
   */
  readonly timeout?: Duration;
}

/** What a process may take to start, beside the function's own time. */
const START_MILLISECONDS = 2_000;

/** Variables of the test's process that Node needs to run at all. */
const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SYSTEMROOT', 'NODE_PATH'];

/**
 * Answers the calls of a Lambda function by running its code: a Node handler, in a process of its own that is waited for.
 *
 * What it throws becomes the task's error as Lambda makes it: the error's name, and as the cause `errorType`, `errorMessage` and `trace`. In
 * virtual time the call takes none; give it some with `TaskMock.after()`.
 *
 * The code runs with all rights of the test, and what it calls is called: give it its addresses by environment variables.
 *
 * @example
 * declare const workflow: StandardWorkflow;
 * declare const charge: lambda.IFunction;
 *
 * Simulator.fromStateMachine(workflow)
 *   .mockFunction(charge, TaskMock.respondWith(LocalFunction.fromConstruct(charge)))
 *   .run({ orderId: 'o-1' });
 */
export class LocalFunction implements ITaskResponder {
  /**
   * A handler in a file.
   *
   * @param path the file: JavaScript, or what Node runs else
   * @param handler what the file exports
   * @param options how the function is run
   */
  public static fromFile(path: string, handler: string = 'handler', options: LocalFunctionOptions = {}): LocalFunction {
    return new LocalFunction(codeOfFile(path, handler), options);
  }

  /**
   * The code of a function of a CDK app, inline or an asset, with its handler, environment and timeout.
   *
   * @param lambdaFunction the function
   * @param options how the function is run
   */
  public static fromConstruct(lambdaFunction: IFunction, options: LocalFunctionOptions = {}): LocalFunction {
    return new LocalFunction(codeOfConstruct(lambdaFunction), options);
  }

  readonly #code: FunctionCode;
  readonly #environment: { readonly [name: string]: string };
  readonly #timeout: number;
  #log = '';

  private constructor(code: FunctionCode, options: LocalFunctionOptions) {
    refuseUnknownOptions(options, { environment: true, timeout: true }, 'A LocalFunction');
    this.#code = code;
    this.#environment = { ...code.environment, ...options.environment };
    this.#timeout = options.timeout === undefined ? code.timeoutSeconds * 1000 : millisecondsOf(options.timeout, 'The timeout of a LocalFunction');
  }

  /** What the function has printed, in all its calls. */
  public get log(): string {
    return this.#log;
  }

  /**
   * Runs the function once.
   *
   * @param request what the task is asked to do
   */
  public respond(request: TaskRequest): TaskMock {
    const invoked = /lambda:invoke(\.waitForTaskToken)?$/.test(request.resource);
    const event = invoked ? request.input?.Payload ?? {} : request.input;
    const answer = this.invoke(event, request);
    const waits = request.resource.endsWith('.waitForTaskToken') && answer.outcome === 'succeed';
    return TaskMock._answering(() => waits ? { outcome: 'pending', delayMilliseconds: 0 } : answer);
  }

  private invoke(event: unknown, { stateName, attempt }: TaskRequest): TaskAnswer {
    const { root, file, code, exported, name, memorySize } = this.#code;
    const requestId = uuidOf(JSON.stringify([stateName, attempt, event]));
    const arn = `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
    const { result, stdout, stderr, exitCode, signal, timedOut } = runNode({
      script: BOOTSTRAP,
      input: JSON.stringify({
        root, file, code, handler: exported, event, deadline: this.#timeout,
        context: {
          awsRequestId: requestId, functionName: name, functionVersion: '$LATEST', invokedFunctionArn: arn, memoryLimitInMB: String(memorySize),
          logGroupName: `/aws/lambda/${name}`, logStreamName: 'local', handler: `index.${exported}`,
        },
      }),
      timeoutMilliseconds: this.#timeout + START_MILLISECONDS,
      cwd: root,
      env: {
        ...Object.fromEntries(PASSED_ON.map((variable) => [variable, process.env[variable]])),
        AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true', AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySize), LAMBDA_TASK_ROOT: root, TZ: ':UTC',
        ...this.#environment,
      },
    });
    this.#log += stdout + stderr;
    if (timedOut) {
      return failed('Sandbox.Timedout', `RequestId: ${requestId} Error: Task timed out after ${(this.#timeout / 1000).toFixed(2)} seconds`);
    }
    if (result.length === 0) {
      const how = signal !== null ? `signal: ${signal}` : `exit status ${exitCode}`;
      return failed('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited ${exitCode === 0 ? 'without providing a reason' : `with error: ${how}`}`);
    }
    const answer = parse(result, stateName);
    return answer.failure ? { outcome: 'fail', error: answer.failure.errorType, cause: JSON.stringify(answer.failure), delayMilliseconds: 0 }
      : { outcome: 'succeed', output: answer.result ?? null, returned: true, delayMilliseconds: 0 };
  }
}

interface Answer {
  readonly result?: unknown;
  readonly failure?: { readonly errorType: string };
}

function parse(result: Buffer, stateName: string): Answer {
  try {
    return JSON.parse(result.toString('utf8')) as Answer;
  } catch {
    throw new StepwrightError('FunctionAnswerUnreadable', `The function that state "${stateName}" calls has written to file descriptor 3, which its answer goes through.`);
  }
}

const failed = (errorType: string, errorMessage: string): TaskAnswer => (
  { outcome: 'fail', error: errorType, cause: JSON.stringify({ errorType, errorMessage }), delayMilliseconds: 0 });

/** An id that is the same for the same call. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
