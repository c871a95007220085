import { EventRecord } from '../engine/history';

/** What a state did between its entry and its exit; or an iteration of a Map. */
export interface Visit {
  readonly name: string;
  readonly type: string;
  readonly parent: Visit | undefined;
  /** The visit before it in its scope. */
  readonly before: Visit | undefined;
  readonly entered: EventRecord;
  readonly children: Visit[];
  readonly attempts: Attempt[];
  resource: string | undefined;
  length: number | undefined;
  exited: EventRecord | undefined;
  /** The event that ended it where it was not exited. */
  end: EventRecord | undefined;
}

/** One call of a Task's task, or one run of a Map's or Parallel's children. */
export interface Attempt {
  readonly started: EventRecord;
  /** How it ended; for children that were started again, the event that failed them. */
  ended: EventRecord | undefined;
}

/** Rebuilds who did what from the events: each points at the event before it. */
export function visitsOf(events: readonly EventRecord[]): Visit[] {
  const roots: Visit[] = [];
  const owners = new Map<number, Visit>();
  for (const event of events) {
    const previous = owners.get(event.previousEventId);
    let owner = previous;
    if (event.type.endsWith('StateEntered') || event.type === 'MapIterationStarted') {
      owner = open(event, previous, roots);
    } else if (event.type === 'EvaluationFailed') {
      owner = owners.get(event.details!.enteredEvent!); // it points at the event before the state was entered
      owner!.end = event;
    } else if (event.type.endsWith('StateExited')) {
      owner = climb(previous, (visit) => visit.name === event.name && !visit.exited && visit.type !== 'Iteration');
      if (owner) {
        owner.exited = event;
      }
    } else if (owner) {
      owner = follow(event, owner, events);
    }
    if (owner) {
      owners.set(event.id, owner);
    }
  }
  return roots;
}

function open(event: EventRecord, previous: Visit | undefined, roots: Visit[]): Visit {
  let parent: Visit | undefined;
  let before: Visit | undefined;
  if (event.type === 'MapIterationStarted') {
    parent = climb(previous, (visit) => visit.type === 'Map' && visit.name === event.name);
  } else if (previous) {
    const inside = previous.type === 'Iteration' || (previous.type === 'Parallel' && !previous.exited);
    parent = inside ? previous : previous.parent;
    before = inside ? undefined : previous;
  }
  const iteration = event.type === 'MapIterationStarted';
  const visit: Visit = {
    name: iteration ? `[${event.details?.index}]` : event.name ?? '',
    type: iteration ? 'Iteration' : event.type.replace('StateEntered', ''),
    parent, before, entered: event, children: [], attempts: [], resource: undefined, length: undefined, exited: undefined, end: undefined,
  };
  (parent ? parent.children : roots).push(visit);
  return visit;
}

/** Notes an event that is neither an entry nor an exit; returns the visit that it belongs to. */
function follow(event: EventRecord, owner: Visit, events: readonly EventRecord[]): Visit {
  const { type } = event;
  if (/^(Map|Parallel)State(Started|Succeeded|Failed|Aborted)$/.test(type)) {
    const around = climb(owner, (visit) => type.startsWith(visit.type)) ?? owner;
    noteChildren(event, around, events);
    return around;
  }
  switch (type) {
    case 'TaskScheduled':
    case 'LambdaFunctionScheduled':
    case 'ActivityScheduled':
      owner.resource = event.details?.resource === undefined ? shortArn(event.name ?? '') : `${event.details.resourceType}:${event.details.resource}`;
      owner.attempts.push({ started: event, ended: undefined });
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

function noteChildren(event: EventRecord, around: Visit, events: readonly EventRecord[]): void {
  if (event.type.endsWith('Aborted')) {
    around.end ??= event;
  } else if (event.type.endsWith('Started')) {
    const last = around.attempts[around.attempts.length - 1];
    if (last) {
      last.ended = events[event.previousEventId - 1];
    }
    around.attempts.push({ started: event, ended: undefined });
    around.length = event.details?.length ?? around.length;
  }
}

const shortArn = (arn: string): string => arn.replace(/^arn:[^:]*:(lambda|states):[^:]*:[^:]*:/, '');

function climb(from: Visit | undefined, wanted: (visit: Visit) => boolean): Visit | undefined {
  for (let visit = from; visit; visit = visit.parent) {
    if (wanted(visit)) {
      return visit;
    }
  }
  return undefined;
}

