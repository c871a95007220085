import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';

/** Makes the state that sends. The message is a JSONata expression without its `{% %}`. */
type Sender = (scope: Construct, id: string, message: string) => sfn.TaskStateBase;

const expression = (jsonata: string): string => `{% ${jsonata} %}`;
/** A message that was sent says nothing to what comes after. */
const SENDING = { outputs: expression('$states.input'), taskTimeout: sfn.Timeout.duration(Duration.minutes(1)) };
/** The same in every attempt: what was sent already is not sent again. */
const ONCE = {
  messageGroupId: expression('$states.context.Execution.Name'),
  messageDeduplicationId: expression('$hash($states.context.Execution.Id & $states.context.State.EnteredTime, "SHA-256")'),
};
/** SNS takes less than 100 characters; the name of a state machine has 80 at most. */
const SUBJECT = expression('"Failed: " & $states.context.StateMachine.Name');

/** Where a FailureSink sends what failed. */
export class FailureDestination {
  /**
   * A message for somebody who works on it later.
   *
   * @param queue its message group, where it is a FIFO queue, is the execution
   */
  public static queue(queue: sqs.IQueue): FailureDestination {
    return new FailureDestination((scope, id, message) => tasks.SqsSendMessage.jsonata(scope, id, {
      queue,
      messageBody: sfn.TaskInput.fromText(expression(`$string(${message})`)),
      ...SENDING,
      ...queue.fifo ? ONCE : {},
    }));
  }

  /**
   * A notification for whoever subscribes.
   *
   * @param topic its subject has the name of the state machine
   */
  public static topic(topic: sns.ITopic): FailureDestination {
    return new FailureDestination((scope, id, message) => tasks.SnsPublish.jsonata(scope, id, {
      topic,
      subject: SUBJECT,
      message: sfn.TaskInput.fromText(expression(`$string(${message})`)),
      ...SENDING,
      ...topic.fifo ? ONCE : {},
    }));
  }

  /**
   * An event for rules.
   *
   * @param eventBus its source is `cdk-stepwright`, its detail type `Workflow Failed`
   */
  public static eventBus(eventBus: events.IEventBus): FailureDestination {
    return new FailureDestination((scope, id, message) => tasks.EventBridgePutEvents.jsonata(scope, id, {
      entries: [{
        eventBus,
        source: 'cdk-stepwright',
        detailType: 'Workflow Failed',
        detail: sfn.TaskInput.fromText(expression(message)),
      }],
      ...SENDING,
    }));
  }

  private constructor(private readonly sender: Sender) {}

  /** @internal */
  public _send(scope: Construct, id: string, message: string): sfn.TaskStateBase {
    return this.sender(scope, id, message);
  }
}
