import { bodyText, LocalService, member, ServiceAction, ServiceCall, ServiceError, TaskError, textOf } from './service-call';
import { isJsonObject, JsonArray, JsonObject, JsonValue } from '../../asl/json-value';
import { simulatedName } from '../../definitions/construct';
import { isoTime } from '../../engine/context-object';

/**
 * An event that was put on a bus.
 */
export interface BusEvent {
  /** The id that the sender was given. */
  readonly eventId: string;
  /** The name of the bus. */
  readonly eventBusName: string;
  /** Where the event comes from. */
  readonly source: string;
  /** What kind of event it is. */
  readonly detailType: string;
  /** The event itself. */
  readonly detail: any;
  /** What it is about; Step Functions adds the execution and the state machine. */
  readonly resources: string[];
  /** When it happened, in virtual time. */
  readonly time: string;
}

const MOST_ENTRIES = 10;
const MOST_DETAIL_TYPE = 128;

/**
 * Amazon EventBridge in memory: buses that keep the events that tasks put on them. A bus need not be made.
 *
 * Answered are `events:putEvents` and `aws-sdk:eventbridge:putEvents`.
 */
export class LocalEventBridge {
  /** @internal */
  public readonly _service: LocalService = {
    names: {
      optimized: { prefix: 'EventBridge', service: 'AmazonCloudWatchEvents', unnamed: 'AmazonCloudWatchEventsException' },
      sdk: { prefix: 'EventBridge', unnamed: 'EventBridgeException' },
    },
    actions: new Map<string, ServiceAction>([['putEvents', { parameters: ['Entries'], perform: (call) => this.putEvents(call) }]]),
  };

  private readonly taken: BusEvent[] = [];

  /**
   * The events of a bus, in the order in which they came.
   *
   * @param eventBusName the bus's name or ARN
   */
  public events(eventBusName: string = 'default'): BusEvent[] {
    const name = busName(simulatedName(eventBusName));
    return this.taken.filter((event) => event.eventBusName === name);
  }

  /** The names of the buses that events were put on, in the order of their first event. */
  public get eventBusNames(): string[] {
    return [...new Set(this.taken.map(({ eventBusName }) => eventBusName))];
  }

  /** @internal */
  public _save(): JsonValue {
    return this.taken as unknown as JsonValue;
  }

  /** @internal */
  public _restore(saved: JsonValue): void {
    this.taken.push(...saved as unknown as BusEvent[]);
  }

  private putEvents(call: ServiceCall): JsonObject {
    const entries = member(call.input, 'Entries');
    const list = Array.isArray(entries) ? entries as JsonArray : [];
    if (list.length === 0 || list.length > MOST_ENTRIES) {
      throw new ServiceError('ValidationException', `1 validation error detected: Value '${JSON.stringify(list)}' at 'entries' failed to satisfy constraint: `
        + `Member must have length ${list.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${MOST_ENTRIES}`}`);
    }
    list.forEach((entry, index) => checkBus(isJsonObject(entry) ? textOf(entry, 'EventBusName') : undefined, index));
    const answers = list.map((entry) => this.put(isJsonObject(entry) ? entry : {}, call));
    const result = { Entries: answers, FailedEntryCount: answers.filter((answer) => Object.hasOwn(answer, 'ErrorCode')).length };
    if (call.optimized && result.FailedEntryCount > 0) {
      throw new TaskError('EventBridge.FailedEntry', JSON.stringify(result));
    }
    return result;
  }

  private put(entry: JsonObject, { now, optimized, executionArn, stateMachineArn, uuid }: ServiceCall): JsonObject {
    const source = textOf(entry, 'Source') ?? '';
    const detailType = textOf(entry, 'DetailType') ?? '';
    const given = member(entry, 'Detail');
    for (const [name, isMissing] of [['Source', source === ''], ['DetailType', detailType === ''], ['Detail', given === undefined]] as const) {
      if (isMissing) {
        return { ErrorCode: 'InvalidArgument', ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.` };
      }
    }
    if (detailType.length > MOST_DETAIL_TYPE) {
      return { ErrorCode: 'InvalidArgument', ErrorMessage: `Parameter DetailType is not valid. Reason: DetailType must not be longer than ${MOST_DETAIL_TYPE} characters.` };
    }
    if (source.startsWith('aws.')) {
      return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
    }
    const detail = parseObject(bodyText(given!));
    if (detail === undefined) {
      return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    }
    const resources = member(entry, 'Resources');
    const eventId = uuid();
    this.taken.push({
      eventId, source, detailType, detail,
      eventBusName: busName(textOf(entry, 'EventBusName') ?? 'default'),
      resources: [...(Array.isArray(resources) ? resources as JsonArray : []).map(String), ...(optimized ? [stateMachineArn, executionArn] : [])],
      time: textOf(entry, 'Time') ?? isoTime(now),
    });
    return { EventId: eventId };
  }
}

const BUS = '(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[\\.\\-_A-Za-z0-9]+';

function checkBus(name: string | undefined, index: number): void {
  if (name !== undefined && !new RegExp(`^${BUS}$`).test(name)) {
    throw new ServiceError('ValidationException', `1 validation error detected: Value '${name}' at 'entries.${index + 1}.member.eventBusName' failed to satisfy constraint: `
      + `Member must satisfy regular expression pattern: ${BUS}`);
  }
}

const busName = (nameOrArn: string): string => nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);

function parseObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
