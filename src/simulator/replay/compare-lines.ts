import { compareValues } from './compare-values';
import { HistoryLines, Line } from './history-lines';
import { JsonValue } from '../../asl/json-value';
import { EventRecord } from '../../engine/history';

/** A place where two histories part. */
export interface Difference {
  /** The recorded event; the last recorded one before it where there is none. */
  readonly event: EventRecord;
  readonly stateName: string | undefined;
  readonly member: string;
  readonly recorded: JsonValue | undefined;
  readonly replayed: JsonValue | undefined;
  /** Whether an event is there on one side only. */
  readonly missing?: 'recorded' | 'replayed';
  /** Whether another random value, time of day or name would have led elsewhere too. */
  readonly byChance?: boolean;
  /** For sorting: ids of recorded events, and between them. */
  readonly at: number;
}

/**
 * The first difference between a recorded history and a replayed one, in the order of the recorded ids.
 *
 * @param variants the replay done again with everything changed that a history does not tell: random values, the time of day, names. A value
 * that is different there is not compared, but for its type.
 * @param ended whether the replay came to its end, or stopped where the history could not answer
 */
export function firstDifference(
  recorded: HistoryLines, replayed: HistoryLines, variants: () => readonly HistoryLines[], ended: boolean,
): Difference | undefined {
  let first: Difference | undefined;
  const note = (difference: Difference | undefined): void => {
    if (difference && (!first || difference.at < first.at)) {
      first = difference;
    }
  };
  for (const line of recorded.lines.values()) {
    note(compareLine(line, replayed.lines.get(line.key), variants, ended));
  }
  for (const line of replayed.lines.values()) {
    if (!recorded.lines.has(line.key)) {
      note(extraLine(line, recorded));
    }
  }
  return first;
}

/** A line that was not recorded: a branch or an iteration more. */
function extraLine(line: Line, recorded: HistoryLines): Difference | undefined {
  const parent = line.parent && recorded.lines.get(line.parent.key);
  const [event] = line.events;
  // Without a recorded line around it, that one is the difference. A line that was cut short may not have come to its last children.
  const before = parent?.events[parent.events.length - 1];
  if (!parent || !before || !event || isCut(parent)) {
    return undefined;
  }
  const started = parent.events.find(({ type }) => type === 'ParallelStateStarted' || type === 'MapStateStarted') ?? before;
  return { event: started, stateName: event.name, member: 'event', recorded: undefined, replayed: event.type, missing: 'recorded', at: started.id + 0.5 };
}

function compareLine(recorded: Line, replayed: Line | undefined, variants: () => readonly HistoryLines[], ended: boolean): Difference | undefined {
  const theirs = recorded.events;
  const ours = replayed?.events ?? [];
  for (let i = 0; i < Math.max(theirs.length, ours.length); i++) {
    const their = theirs[i];
    const our = ours[i];
    if (!their) {
      const last = theirs[i - 1];
      return !last || isCut(recorded) ? undefined
        : { event: last, stateName: our.name ?? stateAt(ours, i), member: 'event', recorded: undefined, replayed: our.type, missing: 'recorded', at: last.id + 0.5 };
    }
    if (!our) {
      const open = !ended || (replayed !== undefined && isCut(replayed)) || (!replayed && isCut(recorded));
      return open && (recorded.parent || !ended) ? undefined
        : { event: their, stateName: their.name ?? stateAt(theirs, i), member: 'event', recorded: their.type, replayed: undefined, missing: 'replayed', at: their.id };
    }
    const difference = compareEvent(their, our, () => variants().map(({ lines }) => lines.get(recorded.key)?.events[i])
      .filter((other): other is EventRecord => other?.type === our.type && other.name === our.name));
    if (difference) {
      const others = difference.member === 'next state' || difference.member === 'event' ? variants().map(({ lines }) => lines.get(recorded.key)?.events[i]) : [];
      const byChance = others.some((other) => other && (other.type !== our.type || (other.type.endsWith('StateEntered') && other.name !== our.name)));
      return { event: their, stateName: stateAt(theirs, i), ...difference, byChance, at: their.id };
    }
  }
  return undefined;
}

/** Whether a line ends because a line beside it failed, or because the execution was ended from outside. */
function isCut(line: Line): boolean {
  return line.parent !== undefined && !line.failed && (line.open !== undefined || line.events.length === 0);
}

/** The state that a line is in at one of its events. */
function stateAt(events: readonly EventRecord[], index: number): string | undefined {
  for (let i = Math.min(index, events.length - 1); i >= 0; i--) {
    const { type, name } = events[i];
    if (/State(Entered|Exited)$/.test(type) || type === 'EvaluationFailed') {
      return name;
    }
  }
  return undefined;
}

type EventDifference = Pick<Difference, 'member' | 'recorded' | 'replayed'>;

/** What an event's value is called in AWS's form. */
const VALUES: readonly (readonly [RegExp, string])[] = [
  [/StateEntered$/, 'input'], [/StateExited$|^ExecutionSucceeded$/, 'output'], [/^TaskScheduled$/, 'parameters'], [/Scheduled$/, 'input'],
];

const COMPARED_DETAILS = ['error', 'cause', 'location', 'resourceType', 'resource', 'timeoutInSeconds', 'heartbeatInSeconds', 'credentialsRoleArn', 'length', 'assigned'] as const;

/** How a task ended comes from the history: there is nothing to compare. */
const ANSWERED = /^(Task|LambdaFunction|Activity)(Succeeded|Failed|TimedOut)$/;

function compareEvent(their: EventRecord, our: EventRecord, variants: () => readonly EventRecord[]): EventDifference | undefined {
  if (their.type !== our.type || (their.type.endsWith('StateEntered') && their.name !== our.name)) {
    return their.type.endsWith('StateEntered') && our.type.endsWith('StateEntered') && their.name !== our.name
      ? { member: 'next state', recorded: their.name, replayed: our.name }
      : { member: 'event', recorded: their.type, replayed: our.type };
  }
  if (ANSWERED.test(their.type) || their.type === 'ExecutionStarted') {
    return undefined;
  }
  const compare = (member: string, part: (event: EventRecord) => JsonValue | undefined): EventDifference | undefined => {
    const found = compareValues(part(their), part(our), () => variants().map(part));
    return found && { member: `${member}${found.path}`, recorded: found.recorded, replayed: found.replayed };
  };
  for (const name of COMPARED_DETAILS) {
    if (name === 'heartbeatInSeconds' && their.type === 'LambdaFunctionScheduled') {
      continue; // a history does not have it there
    }
    const difference = compare(name, ({ details }) => details?.[name]);
    if (difference) {
      return difference;
    }
  }
  const value = VALUES.find(([type]) => type.test(their.type))?.[1];
  return compare('name', ({ type, name }) => /StateExited$|^(LambdaFunction|Activity)Scheduled$/.test(type) ? name : undefined)
    ?? (value === undefined ? undefined : compare(value, (event) => event.value));
}
