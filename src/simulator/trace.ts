import { isJsonObject, JsonValue } from '../asl/json-value';
import { EventRecord } from '../engine/history';

/** A line of the trace: a state, or an iteration or branch of one. */
interface Visit {
  readonly name: string;
  readonly type: string;
  readonly parent: Visit | undefined;
  readonly entered: EventRecord;
  readonly children: Visit[];
  readonly attempts: Attempt[];
  resource: string | undefined;
  length: number | undefined;
  exited: EventRecord | undefined;
  end: EventRecord | undefined;
}

interface Attempt {
  readonly started: number;
  ended: EventRecord | undefined;
}

const LONGEST_VALUE = 200;

/**
 * Writes down what an execution did, for people and for snapshots: each state with its virtual time, what went in and what came out, each call
 * of a task that did not end well, and how it all ended. A projection of the history; nothing else is looked at.
 *
 * What has been said is not said again: an input is left out where it is what came out of the state before (or went into the state around), and
 * an output that keeps its input's members shows only the others, behind "with". So a change of one value changes one line.
 */
export function renderTrace(events: readonly EventRecord[], summary: string): string {
  const roots = visitsOf(events);
  const start = events[0]?.time ?? 0;
  const lines = [summary, ''];
  const widths = { time: 0, name: 0 };
  const measure = (visits: readonly Visit[], depth: number): void => visits.forEach((visit) => {
    widths.time = Math.max(widths.time, formatDuration(visit.entered.time - start).length);
    widths.name = Math.max(widths.name, visit.name.length + depth * 2);
    measure(visit.children, depth + 1);
  });
  measure(roots, 0);
  const write = (visits: readonly Visit[], depth: number, said: JsonValue | undefined): void => visits.forEach((visit, position) => {
    const before = visit.parent?.type === 'Parallel' ? visits.find(({ exited }) => exited?.id === visit.entered.previousEventId) : visits[position - 1];
    const known = before ? before.exited?.value : said;
    const time = formatDuration(visit.entered.time - start).padStart(widths.time);
    const label = `${'  '.repeat(depth)}${visit.name}`.padEnd(widths.name);
    lines.push(`${time}  ${label}  ${describe(visit, known)}`.trimEnd());
    for (const [index, attempt] of visit.attempts.entries()) {
      const line = describeAttempt(attempt, index, visit);
      if (line) {
        lines.push(`${' '.repeat(widths.time)}  ${'  '.repeat(depth + 1)}${line}`);
      }
    }
    write(visit.children, depth + 1, visit.type === 'Parallel' ? visit.entered.value : undefined);
  });
  write(roots, 0, events[0]?.value);
  return lines.join('\n');
}

/** Rebuilds who did what from the events: each points at the event before it. */
function visitsOf(events: readonly EventRecord[]): Visit[] {
  const roots: Visit[] = [];
  const owners = new Map<number, Visit>();
  const openByName = new Map<string, Visit>();
  for (const event of events) {
    const previous = owners.get(event.previousEventId);
    let owner = previous;
    if (event.type.endsWith('StateEntered') || event.type === 'MapIterationStarted') {
      owner = open(event, previous, roots);
      openByName.set(owner.name, owner);
    } else if (event.type === 'EvaluationFailed') {
      owner = openByName.get(event.name!); // it points at the event before the state was entered
      owner!.end = event;
    } else if (event.type.endsWith('StateExited')) {
      owner = climb(previous, (visit) => visit.name === event.name && !visit.exited && visit.type !== 'Iteration');
      if (owner) {
        owner.exited = event;
      }
    } else if (owner) {
      owner = follow(event, owner);
    }
    if (owner) {
      owners.set(event.id, owner);
    }
  }
  return roots;
}

function open(event: EventRecord, previous: Visit | undefined, roots: Visit[]): Visit {
  let parent: Visit | undefined;
  if (event.type === 'MapIterationStarted') {
    parent = climb(previous, (visit) => visit.type === 'Map' && visit.name === event.name);
  } else if (previous) {
    const inside = previous.type === 'Iteration' || (previous.type === 'Parallel' && !previous.exited);
    parent = inside ? previous : previous.parent;
  }
  const iteration = event.type === 'MapIterationStarted';
  const visit: Visit = {
    name: iteration ? `[${event.details?.index}]` : event.name ?? '',
    type: iteration ? 'Iteration' : event.type.replace('StateEntered', ''),
    parent, entered: event, children: [], attempts: [], resource: undefined, length: undefined, exited: undefined, end: undefined,
  };
  (parent ? parent.children : roots).push(visit);
  return visit;
}

/** Notes an event that is neither an entry nor an exit; returns the visit that it belongs to. */
function follow(event: EventRecord, owner: Visit): Visit {
  switch (event.type) {
    case 'MapStateStarted':
    case 'MapStateSucceeded':
    case 'MapStateFailed': {
      const map = climb(owner, ({ type }) => type === 'Map') ?? owner;
      map.length = event.details?.length ?? map.length;
      if (event.type === 'MapStateStarted') {
        map.attempts.push({ started: event.time, ended: undefined });
      }
      return map;
    }
    case 'ParallelStateStarted':
    case 'ParallelStateSucceeded':
    case 'ParallelStateFailed':
      return climb(owner, ({ type }) => type === 'Parallel') ?? owner;
    case 'TaskScheduled':
    case 'LambdaFunctionScheduled':
    case 'ActivityScheduled':
      owner.resource = event.details?.resource === undefined ? shortArn(event.name ?? '') : `${event.details.resourceType}:${event.details.resource}`;
      owner.attempts.push({ started: event.time, ended: undefined });
      return owner;
    case 'TaskSucceeded': case 'TaskFailed': case 'TaskTimedOut':
    case 'LambdaFunctionSucceeded': case 'LambdaFunctionFailed': case 'LambdaFunctionTimedOut':
    case 'ActivitySucceeded': case 'ActivityFailed': case 'ActivityTimedOut':
      owner.attempts[owner.attempts.length - 1].ended = event;
      return owner;
    case 'ExecutionFailed': case 'TaskStateAborted': case 'WaitStateAborted':
      owner.end ??= event;
      return owner;
    default:
      return owner;
  }
}

function climb(from: Visit | undefined, wanted: (visit: Visit) => boolean): Visit | undefined {
  for (let visit = from; visit; visit = visit.parent) {
    if (wanted(visit)) {
      return visit;
    }
  }
  return undefined;
}

function describe(visit: Visit, known: JsonValue | undefined): string {
  if (visit.type === 'Iteration') {
    return '';
  }
  const kind = [visit.type, visit.type === 'Map' && visit.length !== undefined ? `of ${visit.length}` : visit.resource].filter(Boolean).join(' ');
  const input = isSame(visit.entered.value, known) ? '' : formatValue(visit.entered.value);
  const end = visit.exited ? `→ ${formatOutput(visit.entered.value, visit.exited.value)}` : visit.type === 'Fail' ? '' : `→ ${unfinished(visit)}`;
  const took = visit.exited ? visit.exited.time - visit.entered.time : 0;
  const assigned = visit.exited?.details?.assigned;
  const data = [input, end].filter(Boolean).join(' ');
  return `${kind}  ${data}${assigned ? `  assigns ${formatValue(assigned)}` : ''}${took > 0 ? `  (${formatDuration(took)})` : ''}`;
}

/** The same text is the same value: members in another order are a difference that a snapshot should show. */
const isSame = (a: JsonValue | undefined, b: JsonValue | undefined): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

function formatOutput(input: JsonValue | undefined, output: JsonValue | undefined): string {
  if (isSame(input, output)) {
    return 'unchanged'; // a text "unchanged" would have quotes around it
  }
  if (!isJsonObject(input) || !isJsonObject(output)) {
    return formatValue(output);
  }
  const names = Object.keys(input);
  if (names.length === 0 || !names.every((name) => Object.hasOwn(output, name))) {
    return formatValue(output);
  }
  const news = Object.entries(output).filter(([name, value]) => !Object.hasOwn(input, name) || !isSame(input[name], value));
  return news.length === 0 ? formatValue(output) : `with ${formatValue(Object.fromEntries(news))}`;
}

function unfinished(visit: Visit): string {
  const last = visit.attempts[visit.attempts.length - 1]?.ended;
  const error = last && last.details?.error !== undefined ? last : visit.end;
  return error?.details?.error === undefined ? 'not finished' : `failed with ${error.details.error}`;
}

function describeAttempt(attempt: Attempt, index: number, visit: Visit): string | undefined {
  const { ended } = attempt;
  if (!ended) {
    return undefined;
  }
  const took = ended.time - attempt.started;
  const after = took > 0 ? ` after ${formatDuration(took)}` : '';
  if (ended.type.endsWith('Succeeded')) {
    return visit.attempts.length > 1 ? `attempt ${index + 1} succeeded${after}` : undefined;
  }
  const { error, cause } = ended.details ?? {};
  return `attempt ${index + 1} ${ended.type.endsWith('TimedOut') ? 'timed out' : `failed with ${error ?? 'no error name'}`}${after}${cause === undefined ? '' : `: ${clip(cause)}`}`;
}

const shortArn = (arn: string): string => arn.replace(/^arn:[^:]*:(lambda|states):[^:]*:[^:]*:/, '');

export const formatValue = (value: JsonValue | undefined): string => clip(JSON.stringify(value) ?? '');

const clip = (text: string): string => text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}… (${text.length} characters)`;

/** `0s`, `1.5s`, `2m 5s`, `365d`. */
export function formatDuration(milliseconds: number): string {
  const units: [string, number][] = [['d', 86_400_000], ['h', 3_600_000], ['m', 60_000]];
  const parts: string[] = [];
  let rest = milliseconds;
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) {
      parts.push(`${count}${unit}`);
    }
  }
  if (rest > 0 || parts.length === 0) {
    parts.push(`${rest / 1000}s`);
  }
  return parts.join(' ');
}
