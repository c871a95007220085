import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { API_CALL, makeTask, TaskDefaults, TaskKind } from './task-defaults';
import { allow, writesWithKey } from './task-statements';

/** What a notification is made of, in a JSONPath state. */
export interface SnsTaskJsonPathProps extends tasks.SnsPublishJsonPathProps, TaskDefaults {}

/** What a notification is made of, in a JSONata state. */
export interface SnsTaskJsonataProps extends tasks.SnsPublishJsonataProps, TaskDefaults {}

const SNS: TaskKind<tasks.SnsPublishProps & TaskDefaults, tasks.SnsPublish> = {
  factory: 'SnsTask',
  problem: ({ topic, messageGroupId }) => (topic.fifo && !messageGroupId
    ? '"messageGroupId" is missing, and "topic" is a FIFO topic, which takes no message without one. Give the group whose messages stay in their order.' : undefined),
  timeout: () => API_CALL,
  make: (scope, id, props) => new tasks.SnsPublish(scope, id, props),
  result: () => ({ members: { MessageId: 'MessageId' } }),
  // CDK leaves out the key.
  statements: (_, { topic }) => [allow(['sns:Publish'], [topic.topicArn]), ...writesWithKey(topic.masterKey)],
};

/**
 * Publishes to a topic, and goes on with the `MessageId`.
 *
 * It may take a minute. With a callback, the result is what the callback sends, and a timeout is required. The role may publish to this topic, and
 * use its key. A FIFO topic needs a `messageGroupId`.
 *
 * @example
 * SnsTask.jsonata(this, 'Tell sales', {
 *   topic: new sns.Topic(this, 'Sales'),
 *   message: sfn.TaskInput.fromText('{% $states.input.text %}'),
 * });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html
 */
export class SnsTask {
  /**
   * A JSONPath state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonPath(scope: Construct, id: string, props: SnsTaskJsonPathProps): tasks.SnsPublish {
    return makeTask(SNS, sfn.QueryLanguage.JSON_PATH, scope, id, props);
  }

  /**
   * A JSONata state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonata(scope: Construct, id: string, props: SnsTaskJsonataProps): tasks.SnsPublish {
    return makeTask(SNS, sfn.QueryLanguage.JSONATA, scope, id, props);
  }

  private constructor() {}
}
