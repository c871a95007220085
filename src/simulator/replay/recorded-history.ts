import { checkEventMembers, checkHistoryMembers } from './history-members';
import { isJsonObject, JsonObject, JsonValue, setMember } from '../../asl/json-value';
import { parseTimestamp } from '../../asl/timestamp';
import { didYouMean } from '../../did-you-mean';
import { EventDetails, EventRecord, EventType } from '../../engine/history';
import { StepwrightError } from '../../errors';

/** What prints a history. */
export const FETCH = 'aws stepfunctions get-execution-history --execution-arn ARN';

/**
 * The types of `GetExecutionHistory`, with the type that the engine writes for the same thing: a task that could not be scheduled, started or
 * submitted is to a definition a task that failed.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
const TYPES: ReadonlyMap<string, EventType> = new Map([
  ...([
    'ActivityFailed', 'ActivityScheduled', 'ActivityStarted', 'ActivitySucceeded', 'ActivityTimedOut',
    'ChoiceStateEntered', 'ChoiceStateExited', 'EvaluationFailed',
    'ExecutionAborted', 'ExecutionFailed', 'ExecutionRedriven', 'ExecutionStarted', 'ExecutionSucceeded', 'ExecutionTimedOut', 'FailStateEntered',
    'LambdaFunctionFailed', 'LambdaFunctionScheduled', 'LambdaFunctionStarted', 'LambdaFunctionSucceeded', 'LambdaFunctionTimedOut',
    'MapIterationAborted', 'MapIterationFailed', 'MapIterationStarted', 'MapIterationSucceeded',
    'MapRunAborted', 'MapRunFailed', 'MapRunStarted', 'MapRunSucceeded',
    'MapStateAborted', 'MapStateEntered', 'MapStateExited', 'MapStateFailed', 'MapStateStarted', 'MapStateSucceeded',
    'ParallelStateAborted', 'ParallelStateEntered', 'ParallelStateExited', 'ParallelStateFailed', 'ParallelStateStarted', 'ParallelStateSucceeded',
    'PassStateEntered', 'PassStateExited', 'SucceedStateEntered', 'SucceedStateExited',
    'TaskFailed', 'TaskScheduled', 'TaskStarted', 'TaskStateAborted', 'TaskStateEntered', 'TaskStateExited', 'TaskSubmitted', 'TaskSucceeded', 'TaskTimedOut',
    'WaitStateAborted', 'WaitStateEntered', 'WaitStateExited',
  ] as const).map((type): [string, EventType] => [type, type]),
  ['ActivityScheduleFailed', 'ActivityFailed'],
  ['LambdaFunctionScheduleFailed', 'LambdaFunctionFailed'], ['LambdaFunctionStartFailed', 'LambdaFunctionFailed'],
  ['MapRunRedriven', 'MapRunStarted'],
  ['TaskStartFailed', 'TaskFailed'], ['TaskSubmitFailed', 'TaskFailed'],
]);

/** Ends of an execution; only a redrive goes on after them. */
const ENDS: ReadonlySet<string> = new Set(['ExecutionAborted', 'ExecutionFailed', 'ExecutionSucceeded', 'ExecutionTimedOut']);

/** An execution as its history has it. */
export interface RecordedHistory {
  /** The events in the order of their ids, up to the first end. */
  readonly events: readonly EventRecord[];
  readonly input: JsonValue;
  readonly startTime: number;
  readonly region: string | undefined;
  /** The event with which the execution was redriven, where it was: what follows is not among the events. */
  readonly redrivenAt: number | undefined;
}

/**
 * Reads a history as `aws stepfunctions get-execution-history` prints it: `{ "events": [ … ] }` or the events alone, in either order. Whatever
 * cannot be replayed throws a {@link StepwrightError} that names the event.
 *
 * @param what how a message names the history, with a capital: `The history`
 */
export function readHistory(history: JsonValue, what: string): RecordedHistory {
  const printed = printedEvents(history, what).map((event, index) => eventOf(event, index, what));
  const ordered = [...printed].sort((a, b) => a.record.id - b.record.id);
  checkIds(ordered.map(({ record }) => record), what);
  const end = ordered.findIndex(({ record }) => ENDS.has(record.type));
  const last = ordered[ordered.length - 1].record;
  if (end < 0) {
    throw new StepwrightError('IncompleteHistory', `${what} ends with event ${last.id}, ${last.type}: the execution was still running when it was read, `
      + 'or the end of it is missing. Fetch it again when the execution has ended.');
  }
  const [first] = ordered;
  if (first.record.type !== 'ExecutionStarted') {
    throw new StepwrightError('InvalidHistory', `${what} starts with event 1, ${first.record.type}. The history of an execution starts with ExecutionStarted.`);
  }
  const after = ordered[end + 1]?.record;
  if (after && after.type !== 'ExecutionRedriven') {
    throw new StepwrightError('InvalidHistory', `${what} goes on after its end: event ${after.id}, ${after.type}, follows ${ordered[end].record.type}. Give the history of one execution.`);
  }
  return {
    events: ordered.slice(0, end + 1).map(({ record }) => record),
    input: first.record.value!,
    startTime: first.record.time,
    region: ordered.find(({ region }) => region !== undefined)?.region,
    redrivenAt: after?.id,
  };
}

function printedEvents(history: JsonValue, what: string): readonly JsonValue[] {
  if (Array.isArray(history)) {
    return checkedEvents(history as readonly JsonValue[], what);
  }
  if (isJsonObject(history) && own(history, 'States') !== undefined) {
    throw new StepwrightError('InvalidHistory', `${what} is a definition, not a history. The definition comes first, then the history.`);
  }
  if (!isJsonObject(history) || !Array.isArray(own(history, 'events'))) {
    throw new StepwrightError('InvalidHistory', `${what} has no "events". Give what "${FETCH}" prints, or the list of its events.`);
  }
  checkHistoryMembers(history, what);
  for (const token of ['nextToken', 'NextToken']) {
    const value = own(history, token);
    if (value !== undefined && value !== null) {
      throw new StepwrightError('IncompleteHistory', `${what} has a "${token}": it is one page of a longer history. Fetch all pages: "${FETCH}" without --max-items and --no-paginate does.`);
    }
  }
  return checkedEvents(own(history, 'events') as readonly JsonValue[], what);
}

function checkedEvents(events: readonly JsonValue[], what: string): readonly JsonValue[] {
  if (events.length === 0) {
    throw new StepwrightError('IncompleteHistory', `${what} has no events. Fetch it with "${FETCH}"; Express workflows have no history to fetch.`);
  }
  return events;
}

interface ReadEvent {
  readonly record: EventRecord;
  readonly region: string | undefined;
}

function eventOf(event: JsonValue, index: number, what: string): ReadEvent {
  const at = `${what}: event ${isJsonObject(event) && typeof own(event, 'id') === 'number' ? own(event, 'id') : `at position ${index + 1}`}`;
  if (!isJsonObject(event)) {
    throw new StepwrightError('InvalidHistory', `${at} is ${JSON.stringify(event)?.slice(0, 40)}, not an object. Give the events as AWS prints them.`);
  }
  const { id, previousEventId = 0 } = { id: own(event, 'id'), previousEventId: own(event, 'previousEventId') };
  if (!isCount(id, 1)) {
    throw new StepwrightError('InvalidHistory', `${at} has the "id" ${JSON.stringify(id)}. An id is a whole number from 1.`);
  }
  if (!isCount(previousEventId, 0) || (previousEventId as number) >= id) {
    throw new StepwrightError('InvalidHistory', `${at} has the "previousEventId" ${JSON.stringify(previousEventId)}. It must be the id of an earlier event, or 0.`);
  }
  const printedType = own(event, 'type');
  const type = typeof printedType === 'string' ? TYPES.get(printedType) : undefined;
  if (type === undefined) {
    throw new StepwrightError('UnknownEventType', `${at} is of the type ${JSON.stringify(printedType)}, which this version does not know.`
      + `${didYouMean(String(printedType), [...TYPES.keys()])} Look for a newer version of cdk-stepwright if AWS has added it.`);
  }
  const detailsName = detailsOf(printedType as string, type);
  checkEventMembers(event, detailsName, `${at}, ${printedType as string}`);
  const details = new Details(event, detailsName, type, at);
  return {
    record: { id, previousEventId: previousEventId as number, type, time: timeOf(own(event, 'timestamp'), at), ...details.read() },
    region: type === 'TaskScheduled' ? details.text('region') : undefined,
  };
}

/** What the details of an event are called. */
const detailsOf = (printedType: string, type: EventType): string => type.endsWith('StateEntered') ? 'stateEnteredEventDetails'
  : type.endsWith('StateExited') ? 'stateExitedEventDetails' : `${printedType[0].toLowerCase()}${printedType.slice(1)}EventDetails`;

/** Reads the details of an event: the inverse of `renderEvent`. */
class Details {
  private readonly members: JsonObject | undefined;

  constructor(event: JsonObject, name: string, private readonly type: EventType, private readonly at: string) {
    const found = own(event, name);
    this.members = isJsonObject(found) ? found : undefined;
    if (!this.members && NEEDS_DETAILS.test(type)) {
      throw new StepwrightError('InvalidHistory', `${at}, ${type}, has no "${name}". Give the events as AWS prints them.`);
    }
  }

  public read(): Pick<EventRecord, 'name' | 'value' | 'details'> {
    const { type } = this;
    if (type.endsWith('StateEntered')) {
      return { name: this.required('name'), value: this.data('input'), details: undefined };
    }
    if (type.endsWith('StateExited')) {
      const assigned = this.assigned();
      return { name: this.required('name'), value: this.data('output'), details: assigned && { assigned } };
    }
    switch (type) {
      case 'ExecutionStarted': return { name: undefined, value: this.data('input'), details: undefined };
      case 'ExecutionSucceeded': return { name: undefined, value: this.data('output'), details: undefined };
      case 'LambdaFunctionScheduled':
      case 'ActivityScheduled': return { name: this.required('resource'), value: this.data('input'), details: { ...this.others(), resource: undefined } };
      case 'TaskScheduled': return { name: undefined, value: this.data('parameters'), details: this.others() };
      case 'TaskSubmitted':
      case 'TaskSucceeded':
      case 'LambdaFunctionSucceeded':
      case 'ActivitySucceeded': return { name: undefined, value: this.data('output'), details: this.others() };
      case 'EvaluationFailed': return { name: this.text('state'), value: undefined, details: this.others() };
      case 'MapIterationStarted':
      case 'MapIterationSucceeded':
      case 'MapIterationFailed':
      case 'MapIterationAborted': return { name: this.required('name'), value: undefined, details: { index: this.number('index') ?? 0 } };
      default: return { name: undefined, value: undefined, details: this.others() };
    }
  }

  public text(name: string): string | undefined {
    const value = this.members && own(this.members, name);
    return typeof value === 'string' ? value : undefined;
  }

  private number(name: string): number | undefined {
    const value = this.members && own(this.members, name);
    return typeof value === 'number' ? value : undefined;
  }

  private required(name: string): string {
    const value = this.text(name);
    if (value === undefined) {
      throw new StepwrightError('InvalidHistory', `${this.at}, ${this.type}, has no "${name}" in its details. Give the events as AWS prints them.`);
    }
    return value;
  }

  private others(): EventDetails {
    const credentials = this.members && own(this.members, 'taskCredentials');
    return {
      error: this.text('error'), cause: this.text('cause'), location: this.text('location'), resource: this.text('resource'), resourceType: this.text('resourceType'),
      length: this.number('length'), timeoutInSeconds: this.number('timeoutInSeconds'), heartbeatInSeconds: this.number('heartbeatInSeconds'),
      workerName: this.text('workerName'), mapRunArn: this.text('mapRunArn'),
      credentialsRoleArn: credentials && isJsonObject(credentials) ? own(credentials, 'roleArn') as string | undefined : undefined,
    };
  }

  /** An input or output: a text that holds JSON. */
  private data(name: string): JsonValue {
    const text = this.text(name);
    const more = this.members && own(this.members, `${name}Details`);
    if (isJsonObject(more) && own(more, 'truncated') === true) {
      throw new StepwrightError('IncompleteHistory', `${this.at}, ${this.type}, has a truncated "${name}", so it cannot be replayed. Record an execution with smaller data.`);
    }
    if (text === undefined) {
      throw new StepwrightError('IncompleteHistory', `${this.at}, ${this.type}, has no "${name}". Fetch the history with its data: without --no-include-execution-data.`);
    }
    return this.parsed(text, name);
  }

  private parsed(text: string, name: string): JsonValue {
    try {
      return JSON.parse(text) as JsonValue;
    } catch {
      throw new StepwrightError('InvalidHistory', `${this.at}, ${this.type}: its "${name}" is not JSON: ${JSON.stringify(text.slice(0, 60))}. Give the events as AWS prints them.`);
    }
  }

  private assigned(): JsonObject | undefined {
    const printed = this.members && own(this.members, 'assignedVariables');
    if (!isJsonObject(printed)) {
      return undefined;
    }
    const assigned: { [name: string]: JsonValue } = {};
    for (const [name, text] of Object.entries(printed)) {
      setMember(assigned, name, typeof text === 'string' ? this.parsed(text, `assignedVariables.${name}`) : text);
    }
    return assigned;
  }
}

const NEEDS_DETAILS = /State(Entered|Exited)$|Scheduled$|^ExecutionStarted$|^(Task|LambdaFunction|Activity|Execution)Succeeded$|^MapIteration/;

const own = (object: JsonObject, name: string): JsonValue | undefined => Object.hasOwn(object, name) ? object[name] : undefined;

const isCount = (value: JsonValue | undefined, least: number): value is number => Number.isSafeInteger(value) && (value as number) >= least;

/** The AWS CLI prints texts or seconds, by its setting `cli_timestamp_format`. Larger numbers are milliseconds. */
function timeOf(timestamp: JsonValue | undefined, at: string): number {
  const time = typeof timestamp === 'string' ? parseTimestamp(timestamp)
    : typeof timestamp === 'number' && Number.isFinite(timestamp) ? Math.round(timestamp < 1e11 ? timestamp * 1000 : timestamp) : undefined;
  if (time === undefined) {
    throw new StepwrightError('InvalidHistory', `${at} has the "timestamp" ${JSON.stringify(timestamp)}. It must be an ISO 8601 date-time with zone, or seconds since 1970.`);
  }
  return time;
}

/** Ids are dense from 1: a gap is a page that is missing. */
function checkIds(events: readonly EventRecord[], what: string): void {
  events.forEach(({ id }, index) => {
    const expected = index + 1;
    if (id < expected) {
      throw new StepwrightError('InvalidHistory', `${what} has event ${id} twice. Give the history of one execution.`);
    }
    if (id > expected) {
      throw new StepwrightError('IncompleteHistory', `${what} is cut off: ${id - expected === 1 ? `event ${expected} is` : `events ${expected} to ${id - 1} are`} missing. Fetch all pages with "${FETCH}".`);
    }
  });
}
