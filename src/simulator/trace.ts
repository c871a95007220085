import { Attempt, Visit, visitsOf } from './trace-visits';
import { isJsonObject, JsonValue } from '../asl/json-value';
import { EventRecord } from '../engine/history';

const LONGEST_VALUE = 200;

/**
 * Writes down what an execution did, for people and for snapshots: each state with its virtual time, what went in and what came out, each call
 * of a task that did not end well, and how it all ended. A projection of the history; nothing else is looked at.
 *
 * What has been said is not said again: an input is left out where it is what came out of the state before (or went into the state around), and
 * an output that keeps its input's members shows only the others, behind "with". So a change of one value changes one line.
 */
export function renderTrace(events: readonly EventRecord[], summary: string): string {
  const visits = visitsOf(events);
  const widths = { time: 0, name: 0 };
  const last = events[events.length - 1]?.type;
  const trace: Trace = {
    start: events[0]?.time ?? 0, lines: [summary, ''], widths,
    open: last === 'ExecutionTimedOut' ? 'open when the execution timed out' : last === 'ExecutionAborted' ? 'open when the execution was stopped' : 'not finished',
  };
  measure(trace, visits, 0);
  write(trace, visits, 0, events[0]?.value);
  return trace.lines.join('\n');
}

interface Trace {
  readonly start: number;
  readonly lines: string[];
  readonly widths: { time: number; name: number };
  /** How a state stands that was neither left nor failed. */
  readonly open: string;
}

function measure(trace: Trace, visits: readonly Visit[], depth: number): void {
  for (const visit of visits) {
    trace.widths.time = Math.max(trace.widths.time, formatDuration(visit.entered.time - trace.start).length);
    trace.widths.name = Math.max(trace.widths.name, nameOf(visit).length + depth * 2);
    measure(trace, visit.children, depth + 1);
  }
}

/** @param said the value that a reader knows at the first of the visits */
function write(trace: Trace, visits: readonly Visit[], depth: number, said: JsonValue | undefined): void {
  const { lines, widths } = trace;
  for (const visit of visits) {
    const time = formatDuration(visit.entered.time - trace.start).padStart(widths.time);
    const label = `${'  '.repeat(depth)}${nameOf(visit)}`.padEnd(widths.name);
    lines.push(`${time}  ${label}  ${describe(visit, visit.before ? visit.before.exited?.value : said, trace)}`.trimEnd());
    for (const line of describeAttempts(visit, trace.start)) {
      lines.push(`${' '.repeat(widths.time)}  ${'  '.repeat(depth + 1)}${line}`);
    }
    write(trace, visit.children, depth + 1, visit.type === 'Parallel' ? visit.entered.value : undefined);
  }
}

/** A line break in a name stays within the line. */
const nameOf = ({ name }: Visit): string => /[\p{Cc}]/u.test(name) ? JSON.stringify(name) : name;

/** A text without its quotes, and with what would break the line written as JSON writes it. */
export const inline = (text: string): string => JSON.stringify(text).slice(1, -1);

function describe(visit: Visit, known: JsonValue | undefined, trace: Trace): string {
  if (visit.type === 'Iteration') {
    return '';
  }
  const kind = [visit.type, visit.type === 'Map' && visit.length !== undefined ? `of ${visit.length}` : visit.resource].filter(Boolean).join(' ');
  const input = isSame(visit.entered.value, known) ? '' : formatValue(visit.entered.value);
  const end = visit.exited ? formatOutput(visit.entered.value, visit.exited.value) : unfinished(visit, trace);
  const took = visit.exited ? visit.exited.time - visit.entered.time : 0;
  const assigned = visit.exited?.details?.assigned;
  const data = [input, end && `→ ${end}`].filter(Boolean).join(' ');
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

function unfinished(visit: Visit, trace: Trace): string {
  const call = visit.attempts[visit.attempts.length - 1]?.ended;
  if (call && !call.type.endsWith('Succeeded') && visit.type === 'Task') {
    return `failed with ${inline(call.details?.error ?? 'no error name')}`;
  }
  if (visit.end?.details?.error !== undefined) {
    return `failed with ${inline(visit.end.details.error)}`;
  }
  return visit.end?.type.endsWith('Aborted') ? 'aborted' : visit.type === 'Fail' ? '' : trace.open;
}

/** A line for each call of a task, where there is more to say than that it succeeded; for children, where they were started again. */
function describeAttempts(visit: Visit, start: number): string[] {
  const several = visit.attempts.length > 1;
  return visit.attempts.flatMap((attempt, index) => {
    const { started, ended } = attempt;
    const head = `attempt ${index + 1}${index > 0 ? `, at ${formatDuration(started.time - start)},` : ''}`;
    if (!ended || ended.type.endsWith('Succeeded')) {
      const took = ended ? after(attempt) : '';
      return several ? [ended ? `${head} succeeded${took}` : head.replace(/,$/, '')] : [];
    }
    return [`${head} ${describeFailure(attempt, ended)}`];
  });
}

function describeFailure(attempt: Attempt, ended: EventRecord): string {
  const { error, cause } = ended.details ?? {};
  const why = cause === undefined || cause === '' ? '' : `: ${clip(inline(cause))}`;
  if (!ended.type.endsWith('TimedOut')) {
    return `failed${error === undefined ? /^(Task|Lambda|Activity)/.test(ended.type) ? ' with no error name' : '' : ` with ${inline(error)}`}${after(attempt)}${why}`;
  }
  const heartbeat = attempt.started.details?.heartbeatInSeconds;
  return heartbeat !== undefined && ended.time - attempt.started.time < (attempt.started.details?.timeoutInSeconds ?? Infinity) * 1000
    ? `timed out${after(attempt)}: no heartbeat for ${formatDuration(heartbeat * 1000)}` : `timed out${after(attempt)}`;
}

function after({ started, ended }: Attempt): string {
  const took = ended!.time - started.time;
  return took > 0 ? ` after ${formatDuration(took)}` : '';
}

export const formatValue = (value: JsonValue | undefined): string => clip(JSON.stringify(value) ?? '');

function clip(text: string): string {
  if (text.length <= LONGEST_VALUE) {
    return text;
  }
  const insidePair = /[\uD800-\uDBFF]/.test(text[LONGEST_VALUE - 1]);
  return `${text.slice(0, LONGEST_VALUE - (insidePair ? 1 : 0))}… (${text.length} characters)`;
}

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
