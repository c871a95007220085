import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { API_CALL, makeTask, TaskDefaults, TaskKind } from './task-defaults';
import { allow, writesWithKey } from './task-statements';

/** What a message to a queue is made of, in a JSONPath state. */
export interface SqsTaskJsonPathProps extends tasks.SqsSendMessageJsonPathProps, TaskDefaults {}

/** What a message to a queue is made of, in a JSONata state. */
export interface SqsTaskJsonataProps extends tasks.SqsSendMessageJsonataProps, TaskDefaults {}

const SQS: TaskKind<tasks.SqsSendMessageProps & TaskDefaults, tasks.SqsSendMessage> = {
  factory: 'SqsTask',
  problem: ({ queue, messageGroupId }) => (queue.fifo && !messageGroupId
    ? '"messageGroupId" is missing, and "queue" is a FIFO queue, which takes no message without one. Give the group whose messages stay in their order.' : undefined),
  timeout: () => API_CALL,
  make: (scope, id, props) => new tasks.SqsSendMessage(scope, id, props),
  result: () => ({ members: { MessageId: 'MessageId' } }),
  statements: (_, { queue }) => [allow(['sqs:SendMessage'], [queue.queueArn]), ...writesWithKey(queue.encryptionMasterKey)],
};

/**
 * Sends a message to a queue, and goes on with its `MessageId`.
 *
 * It may take a minute. With a callback, the result is what the callback sends, and a timeout is required. The role may send to this queue, and use
 * its key. A FIFO queue needs a `messageGroupId`.
 *
 * @example
 * declare const queue: sqs.Queue;
 *
 * SqsTask.jsonata(this, 'Pack', {
 *   queue,
 *   messageBody: sfn.TaskInput.fromText('{% $string($states.input.order) %}'),
 * });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-sqs.html
 */
export class SqsTask {
  /**
   * A JSONPath state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonPath(scope: Construct, id: string, props: SqsTaskJsonPathProps): tasks.SqsSendMessage {
    return makeTask(SQS, sfn.QueryLanguage.JSON_PATH, scope, id, props);
  }

  /**
   * A JSONata state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonata(scope: Construct, id: string, props: SqsTaskJsonataProps): tasks.SqsSendMessage {
    return makeTask(SQS, sfn.QueryLanguage.JSONATA, scope, id, props);
  }

  private constructor() {}
}
