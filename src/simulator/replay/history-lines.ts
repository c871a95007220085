import { EventRecord } from '../../engine/history';

/** A state that a line is in. */
interface OpenState {
  readonly name: string;
  readonly type: string;
  /** Calls of a Parallel or Map state: the first, and one for each retry. */
  attempt: number;
  failed: boolean;
}

/** The events of one line of execution, in order: of the machine, of a branch of a Parallel state, of an iteration of a Map. */
export interface Line {
  /** Where the line is in the execution. The same in every history in which the same was done, however its lines interleave. */
  readonly key: string;
  readonly parent: Line | undefined;
  /** The event that the line starts after. */
  readonly startedAfter: number;
  /** What a definition decides, and how tasks ended; what only says that a task is under way is left out. */
  readonly events: EventRecord[];
  /** For each call of a task, by the id of the event that scheduled it: what followed. */
  readonly calls: Map<number, TaskCall>;
  readonly visits: Map<string, number>;
  lastCall: TaskCall | undefined;
  open: OpenState | undefined;
  /** Whether the failure of the state around it came from this line; the lines beside it were only cut short. */
  failed: boolean;
}

/** What is known of a call of a task. */
export interface TaskCall {
  readonly scheduled: EventRecord;
  workerName?: string;
  submitted?: EventRecord;
  outcome?: EventRecord;
}

/**
 * Takes a history apart into its lines, by following each event's `previousEventId`. In which order the events of different lines stand in the
 * history is up to the service; within a line it is up to the definition.
 */
export class HistoryLines {
  public readonly lines = new Map<string, Line>();
  private readonly events = new Map<number, EventRecord>();
  private readonly byEvent = new Map<number, Line>();
  /** Lines by what an `EvaluationFailed` says of the state: its name, and the event before it was entered. */
  private readonly entered = new Map<string, Line>();
  private readonly root = this.add('', undefined, 0);

  constructor(events: readonly EventRecord[] = []) {
    events.forEach((event) => this.take(event));
  }

  public event(id: number): EventRecord | undefined {
    return this.events.get(id);
  }

  /** The line of an event; undefined for events that belong to none. */
  public lineOf(id: number): Line | undefined {
    return this.byEvent.get(id);
  }

  /** Takes the next event. */
  public take(event: EventRecord): void {
    this.events.set(event.id, event);
    const line = this.place(event);
    if (!line) {
      return;
    }
    this.byEvent.set(event.id, line);
    if (!noteCall(line, event)) {
      line.events.push(event);
    }
  }

  private place(event: EventRecord): Line | undefined {
    const { type, name } = event;
    const before = this.byEvent.get(event.previousEventId) ?? this.root;
    if (type.startsWith('Execution')) {
      if (type === 'ExecutionFailed') {
        fail(before, this.root);
      }
      return this.root;
    }
    if (type.endsWith('StateAborted') || type === 'MapIterationAborted') {
      return undefined; // follows from the failure that it points at, and does not say whose it is
    }
    if (type.endsWith('StateEntered')) {
      return this.enter(event, before);
    }
    if (type.endsWith('StateExited')) {
      const line = climb(before, (open) => open.name === name) ?? before;
      line.open = undefined;
      return line;
    }
    switch (type) {
      case 'MapIterationStarted': {
        const owner = climb(before, (open) => open.name === name && open.type === 'Map') ?? before;
        return this.child(owner, String(event.details?.index), event.id);
      }
      case 'MapIterationSucceeded':
      case 'MapIterationFailed': {
        const owner = climb(before, (open) => open.name === name && open.type === 'Map') ?? before;
        return this.lines.get(childKey(owner, String(event.details?.index))) ?? before;
      }
      case 'EvaluationFailed':
        return this.entered.get(`${event.previousEventId} ${name}`) ?? climb(before, (open) => open.name === name) ?? before;
      default:
        return this.ofMapOrParallel(type, before);
    }
  }

  private enter(event: EventRecord, before: Line): Line {
    const line = this.events.get(event.previousEventId)?.type === 'ParallelStateStarted' ? this.child(before, event.name!, event.previousEventId) : before;
    line.visits.set(event.name!, (line.visits.get(event.name!) ?? 0) + 1);
    line.open = { name: event.name!, type: event.type.slice(0, -'StateEntered'.length), attempt: 0, failed: false };
    this.entered.set(`${event.previousEventId} ${event.name}`, line);
    return line;
  }

  /** These events do not name their state: it is the innermost that is open and has not failed. */
  private ofMapOrParallel(type: string, before: Line): Line {
    const match = /^(Map|Parallel)(?:State|Run)(Started|Succeeded|Failed)$/.exec(type);
    if (!match) {
      return before;
    }
    const line = climb(before, (open) => open.type === match[1] && !open.failed) ?? before;
    if (line.open && type.endsWith('StateStarted')) {
      fail(before, line);
      line.open.attempt++;
    } else if (line.open && type.endsWith('StateFailed')) {
      fail(before, line);
      line.open.failed = true;
    }
    return line;
  }

  private child(owner: Line, name: string, startedAfter: number): Line {
    const key = childKey(owner, name);
    return this.lines.get(key) ?? this.add(key, owner, startedAfter);
  }

  private add(key: string, parent: Line | undefined, startedAfter: number): Line {
    const line: Line = {
      key, parent, startedAfter, events: [], calls: new Map(), visits: new Map(), lastCall: undefined, open: undefined, failed: false,
    };
    this.lines.set(key, line);
    return line;
  }
}

/** A visit of a Parallel or Map state, a call in it, and the branch's first state or the iteration's index. */
function childKey(owner: Line, name: string): string {
  const { open } = owner;
  return open ? `${owner.key}/${JSON.stringify(open.name)} ${owner.visits.get(open.name)}.${open.attempt} ${name}` : `${owner.key}/? ${name}`;
}

/** The state that a line is in fails, or is retried, through a line in it. */
function fail(from: Line, owner: Line): void {
  for (let line: Line | undefined = from; line && line !== owner; line = line.parent) {
    line.failed = true;
  }
}

function climb(from: Line, wanted: (open: OpenState) => boolean): Line | undefined {
  for (let line: Line | undefined = from; line; line = line.parent) {
    if (line.open && wanted(line.open)) {
      return line;
    }
  }
  return undefined;
}

const TASK_EVENT = /^(?:Task|LambdaFunction|Activity)(Scheduled|Started|Submitted|Succeeded|Failed|TimedOut)$/;

/** Notes an event of a task. Returns whether it only says that the task is under way. */
function noteCall(line: Line, event: EventRecord): boolean {
  const what = TASK_EVENT.exec(event.type)?.[1];
  if (what === undefined) {
    return false;
  }
  if (what === 'Scheduled') {
    line.lastCall = { scheduled: event };
    line.calls.set(event.id, line.lastCall);
    return false;
  }
  const call = line.lastCall;
  if (!call) {
    return false;
  }
  if (what === 'Started') {
    call.workerName = event.details?.workerName;
    return true;
  }
  if (what === 'Submitted') {
    call.submitted = event;
    return true;
  }
  call.outcome = event;
  return false;
}
