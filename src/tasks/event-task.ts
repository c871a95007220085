import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { API_CALL, makeTask, TaskDefaults, TaskKind } from './task-defaults';
import { allow, arnOf } from './task-statements';

/** What events for a bus is made of, in a JSONPath state. */
export interface EventTaskJsonPathProps extends tasks.EventBridgePutEventsJsonPathProps, TaskDefaults {}

/** What events for a bus is made of, in a JSONata state. */
export interface EventTaskJsonataProps extends tasks.EventBridgePutEventsJsonataProps, TaskDefaults {}

const EVENTS: TaskKind<tasks.EventBridgePutEventsProps & TaskDefaults, tasks.EventBridgePutEvents> = {
  factory: 'EventTask',
  timeout: () => API_CALL,
  make: (scope, id, props) => new tasks.EventBridgePutEvents(scope, id, props),
  result: () => ({ members: { EventIds: 'Entries[*].EventId' } }),
  statements: (task, { entries }) => [
    allow(['events:PutEvents'], [...new Set(entries.map(({ eventBus }) => eventBus?.eventBusRef.eventBusArn ?? arnOf(task, 'events', 'event-bus', 'default')))]),
  ],
};

/**
 * Sends events to EventBridge, and goes on with their `EventIds`.
 *
 * It may take a minute, and fails when one of the events is not taken. With a callback, the result is what the callback sends, and a timeout is
 * required. The role may send to these buses.
 *
 * @example
 * EventTask.jsonata(this, 'Say it', {
 *   entries: [{
 *     source: 'shop.orders',
 *     detailType: 'Order Packed',
 *     detail: sfn.TaskInput.fromObject({ id: '{% $states.input.id %}' }),
 *   }],
 * });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html
 */
export class EventTask {
  /**
   * A JSONPath state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonPath(scope: Construct, id: string, props: EventTaskJsonPathProps): tasks.EventBridgePutEvents {
    return makeTask(EVENTS, sfn.QueryLanguage.JSON_PATH, scope, id, props);
  }

  /**
   * A JSONata state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonata(scope: Construct, id: string, props: EventTaskJsonataProps): tasks.EventBridgePutEvents {
    return makeTask(EVENTS, sfn.QueryLanguage.JSONATA, scope, id, props);
  }

  private constructor() {}
}
