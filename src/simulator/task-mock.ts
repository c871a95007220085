import type { Duration } from 'aws-cdk-lib';
import { checkFailure } from './failure-texts';
import { toJsonValue } from './json-input';
import { millisecondsOf } from './milliseconds';
import { StepwrightError } from '../errors';

/**
 * What a task is asked to do, as a responder sees it.
 */
export interface TaskRequest {
  /** The name of the Task state. */
  readonly stateName: string;
  /**
   * The state's `Resource`, as the definition has it.
   *
   * For example `arn:aws:states:::dynamodb:putItem`, or the ARN of a Lambda function.
   */
  readonly resource: string;
  /** What the task is called with: the evaluated `Parameters` or `Arguments`, or the state's input where there are none. */
  readonly input?: any;
  /** How many times this state has called its task in this execution, this call included: 1 for the first. */
  readonly attempt: number;
  /**
   * The task token, for a task that waits for a callback.
   *
   * @default - none
   */
  readonly taskToken?: string;
}

/**
 * Answers tasks with code, where the answer depends on what the task is asked.
 */
export interface ITaskResponder {
  /**
   * Called once for each call of the task; returns how it is answered.
   *
   * @param request what the task is asked to do
   */
  respond(request: TaskRequest): TaskMock;
}

/** How one call of a task ends. Internal form of a {@link TaskMock}. */
export interface TaskAnswer {
  /** `pending`: the task was handed to its service, and waits for a callback that is still to come. */
  readonly outcome: 'succeed' | 'fail' | 'silent' | 'pending';
  readonly output?: any;
  readonly error?: string;
  readonly cause?: string;
  readonly delayMilliseconds: number;
  /** What the service answers when a `.sync` or `.waitForTaskToken` task is handed to it. */
  readonly submittedOutput?: any;
  /** The worker that takes an activity's task. */
  readonly workerName?: string;
  /** The output is what a Lambda function returned; the integration wraps it. */
  readonly returned?: boolean;
}

/**
 * How a task is answered in a simulation.
 *
 * @example
 * const charge = TaskMock.sequence([
 *   TaskMock.fail('Lambda.TooManyRequestsException'),
 *   TaskMock.after(Duration.seconds(2), TaskMock.succeed({ paid: true })),
 * ]);
 */
export class TaskMock {
  /**
   * The task succeeds.
   *
   * @param output what it returns, as JSON: members that are undefined are left out, what JSON cannot hold is refused. Default: an empty object
   */
  public static succeed(output?: any): TaskMock {
    const value = output === undefined ? {} : toJsonValue(output, 'The output of TaskMock.succeed()');
    return new TaskMock({ outcome: 'succeed', output: value, delayMilliseconds: 0 });
  }

  /**
   * The task fails.
   *
   * @param error the error name that `Retry` and `Catch` match, for example `States.TaskFailed` or `Lambda.TooManyRequestsException`.
   * At most 256 characters. Default: none, as a worker may send it
   * @param cause a description, of at most 32,768 characters. Default: none
   */
  public static fail(error?: string, cause?: string): TaskMock {
    if (error !== undefined && (typeof error !== 'string' || error === '' || error === 'States.ALL')) {
      throw new StepwrightError('NoErrorName', `TaskMock.fail() was given ${JSON.stringify(error) ?? String(error)} as the error name`
        + `${error === 'States.ALL' ? ', which stands for all errors and is none' : ''}. Give the name that Retry and Catch match, for example "States.TaskFailed".`);
    }
    checkFailure(error, cause, 'TaskMock.fail()', 'InvalidFailure');
    return new TaskMock({ outcome: 'fail', error, cause, delayMilliseconds: 0 });
  }

  /**
   * The task never answers. It ends with `States.Timeout` after the state's `TimeoutSeconds` or `HeartbeatSeconds`, whichever is first;
   * where the state has neither, it waits until the execution itself times out, as on AWS.
   */
  public static timeOut(): TaskMock {
    return new TaskMock({ outcome: 'silent', delayMilliseconds: 0 });
  }

  /**
   * The first call is answered by the first mock, the second by the second, and so on. A call after the last is an error that says so.
   *
   * Calls are counted by state, over the whole execution: a retry is a call, and so is another turn of a loop.
   *
   * @param mocks one mock for each call
   */
  public static sequence(mocks: TaskMock[]): TaskMock {
    if (!Array.isArray(mocks)) {
      throw new StepwrightError('NoTaskMock', 'TaskMock.sequence() was given no list. Give a list of mocks, for example [TaskMock.succeed()].');
    }
    if (mocks.length === 0) {
      throw new StepwrightError('EmptyTaskSequence', 'TaskMock.sequence() was given no mocks. Give one for each call of the task.');
    }
    const list = [...mocks];
    if (!list.every((mock) => mock instanceof TaskMock)) {
      throw new StepwrightError('NoTaskMock', 'TaskMock.sequence() was given something that is no TaskMock. Give a list of them, for example [TaskMock.succeed()].');
    }
    const answers = list.map(({ _answers }) => _answers);
    return TaskMock._answering((request) => {
      const mock = list[request.attempt - 1];
      if (!mock) {
        throw new StepwrightError('TaskSequenceExhausted', `State "${request.stateName}" called its task a ${ordinal(request.attempt)} time, `
          + `but its TaskMock.sequence() answers ${list.length === 1 ? 'one call' : `${list.length} calls`}. Add a mock for this call, or change what the state retries.`);
      }
      return mock._answer(request);
    }, answers.includes(undefined) ? undefined : answers.flatMap((some) => some!));
  }

  /**
   * The task is answered after some time. Virtual time: a test does not wait.
   *
   * @param delay how long the task takes
   * @param mock how it is answered then
   */
  public static after(delay: Duration, mock: TaskMock): TaskMock {
    const milliseconds = millisecondsOf(delay, 'TaskMock.after()');
    if (!(mock instanceof TaskMock)) {
      throw new StepwrightError('NoTaskMock', 'TaskMock.after() was given no TaskMock. Give one, for example TaskMock.succeed().');
    }
    return TaskMock._answering((request) => {
      const answer = mock._answer(request);
      return { ...answer, delayMilliseconds: answer.delayMilliseconds + milliseconds };
    }, mock._answers);
  }

  /**
   * The task is answered by code.
   *
   * @param responder called once for each call of the task
   */
  public static respondWith(responder: ITaskResponder): TaskMock {
    if (typeof responder?.respond !== 'function') {
      throw new StepwrightError('NoResponder', 'TaskMock.respondWith() takes an object with a method "respond", for example { respond: (request) => TaskMock.succeed() }.');
    }
    return new TaskMock((request) => {
      const mock = responder.respond(request);
      if (!(mock instanceof TaskMock)) {
        throw new StepwrightError('NoTaskMock', `The responder for state "${request.stateName}" returned no TaskMock. Return one, for example TaskMock.succeed().`);
      }
      return mock._answer(request);
    });
  }

  /** @internal */
  public static _answering(answer: (request: TaskRequest) => TaskAnswer, answers?: readonly TaskAnswer[]): TaskMock {
    return new TaskMock(answer, answers);
  }

  /**
   * @param answer the same for every call, or made for each
   * @param answers all that are made
   */
  private constructor(
    private readonly answer: TaskAnswer | ((request: TaskRequest) => TaskAnswer), private readonly answers?: readonly TaskAnswer[],
  ) {}

  /**
   * All answers that it can give; undefined where they are known only when it gives them.
   *
   * @internal
   */
  public get _answers(): readonly TaskAnswer[] | undefined {
    return typeof this.answer === 'function' ? this.answers : [this.answer];
  }

  /** @internal */
  public _answer(request: TaskRequest): TaskAnswer {
    const { answer } = this;
    return typeof answer === 'function' ? answer(request) : answer;
  }
}

function ordinal(n: number): string {
  const tens = n % 100;
  const suffix = tens >= 11 && tens <= 13 ? 'th' : ['th', 'st', 'nd', 'rd'][n % 10] ?? 'th';
  return `${n}${suffix}`;
}
