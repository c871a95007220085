interface Event {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly timestamp: string;
  readonly [details: string]: any;
}

/** A state that was entered, or an iteration of a Map, as the events show it. */
interface Visit {
  readonly event: Event;
  readonly type: string;
  readonly name: string;
  /** The Parallel, Map or iteration that it is in. */
  readonly parent: Visit | undefined;
  /** A Parallel or Map that has failed can still be left, by a catcher. */
  status: 'open' | 'failed' | 'closed';
}

const LAST = /^Execution(Succeeded|Failed|TimedOut|Aborted)$/;

/** What is wrong with a history of an execution that has ended; nothing, where it is as AWS would write one. */
export function problemsOf(events: readonly Event[]): string[] {
  const problems: string[] = [];
  const say = (event: Event, problem: string) => problems.push(`${event.id} ${event.type} (after ${event.previousEventId}): ${problem}`);
  checkOrder(events, say);
  // After a redrive, what had ended goes on: nothing of an execution is over before the last one.
  if (problems.length === 0 && !events.some(({ type }) => type === 'ExecutionRedriven')) {
    for (const { event } of openVisits(events, say)) say(event, 'is neither exited nor failed nor aborted');
  }
  return problems;
}

function checkOrder(events: readonly Event[], say: (event: Event, problem: string) => void): void {
  events.forEach((event, index) => {
    const { id, previousEventId: previous, timestamp, type } = event;
    if (id !== index + 1) say(event, `stands at place ${index + 1}`);
    if (!(Number.isInteger(previous) && previous >= 0 && previous < id)) say(event, 'does not point at an event before it');
    if (previous === 0 && !startsNothing(event, index)) say(event, 'points at no event');
    if (index > 0 && timestamp < events[index - 1].timestamp) say(event, `is earlier than the one before: ${timestamp}`);
    if ((index === 0) !== (type === 'ExecutionStarted')) say(event, 'is not where the start stands');
    if (LAST.test(type) !== (index === events.length - 1) && events[index + 1]?.type !== 'ExecutionRedriven') say(event, 'is not where the end stands');
  });
}

/** AWS points at no event in the first two, where the evaluation of the first state failed, and where the end comes from outside. */
const startsNothing = ({ type }: Event, index: number): boolean => index <= 1 || /^(EvaluationFailed|ExecutionTimedOut|ExecutionAborted)$/.test(type);

/** Follows each event to the state that it is of, and returns the states that nothing ended. */
function openVisits(events: readonly Event[], say: (event: Event, problem: string) => void): Visit[] {
  const owners: (Visit | undefined)[] = [];
  const visits: Visit[] = [];
  for (const event of events) {
    const before = owners[event.previousEventId];
    const owner = ownerOf(event, before, visits);
    if (owner === undefined && before !== undefined) say(event, 'is of nothing that is open');
    if (owner?.event === event) visits.push(owner);
    owners[event.id] = owner;
    if (owner) follow(event, owner, before, visits, say);
  }
  const last = events[events.length - 1];
  // What nothing may catch (and a history that is full) ends everything at once: on AWS, ExecutionFailed then follows the entry of the state.
  if (last.type === 'ExecutionFailed' && last.executionFailedEventDetails.error === 'States.Runtime') {
    return [];
  }
  // Otherwise the end of the execution ends what stands at its top; what is inside a Parallel or Map was ended there.
  const open = visits.filter(({ status, parent }) => status !== 'closed' && (last.type === 'ExecutionSucceeded' || parent !== undefined));
  return open.filter((one) => !failedBeforeRetry(one));
}

/**
 * A Parallel that is ended while it waits for its retry holds the state that failed before. Of a Task TaskStateAborted says so; a state that does all
 * at once is never open otherwise; and of the rest there is the event of its failure.
 */
function failedBeforeRetry({ type, status, parent }: Visit): boolean {
  return parent?.type === 'Parallel' && (parent.status === 'closed' || parent.parent === undefined)
    && (status === 'failed' || type === 'Pass' || type === 'Choice' || type === 'Succeed' || type === 'Fail');
}

/** The state or iteration that an event is of. */
function ownerOf(event: Event, before: Visit | undefined, visits: readonly Visit[]): Visit | undefined {
  const { type } = event;
  const visit = (kind: string, name: string, parent: Visit | undefined): Visit => ({ event, type: kind, name, parent, status: 'open' });
  const compound = /^(Map|Parallel)(State|Run)(Started|Succeeded|Failed)$/.exec(type);
  if (type.endsWith('StateEntered')) {
    const within = before?.status === 'open' && /^(Parallel|Iteration)$/.test(before.type) ? before : before?.parent;
    return visit(type.slice(0, -'StateEntered'.length), event.stateEnteredEventDetails.name as string, within);
  }
  if (type === 'MapIterationStarted') {
    const { name, index } = event.mapIterationStartedEventDetails as { name: string; index: number };
    return visit('Iteration', `${name}[${index}]`, climb(before, (one) => one.type === 'Map' && one.name === name && one.status === 'open'));
  }
  if (type.startsWith('MapIteration')) {
    const { name, index } = event[`mapIteration${type.slice('MapIteration'.length)}EventDetails`] as { name: string; index: number };
    const isIt = (one: Visit) => one.name === `${name}[${index}]` && one.status === 'open';
    return type === 'MapIterationAborted' ? nearest(before, visits, isIt) : climb(before, isIt);
  }
  if (type.endsWith('StateExited')) {
    return climb(before, ({ type: kind, name, status }) => status !== 'closed' && kind !== 'Iteration' && name === event.stateExitedEventDetails.name);
  }
  if (type.endsWith('StateAborted')) {
    const isIt = (one: Visit) => one.status === 'open' && one.type === type.slice(0, -'StateAborted'.length) && one.parent !== undefined;
    return before?.type === 'Task' && isIt(before) ? before : nearest(before, visits, isIt); // a task that failed, or one that the failure of another aborts
  }
  if (type === 'EvaluationFailed') { // points into the state, or at the event before it
    const isIt = ({ name, status }: Visit) => status !== 'closed' && name === event.evaluationFailedEventDetails.state;
    return climb(before, isIt) ?? visits.filter((one) => isIt(one) && one.event.previousEventId === event.previousEventId).pop();
  }
  return compound ? climb(before, (one) => one.type === compound[1] && one.status === 'open') : before;
}

/** Notes what an event ends, and says what is still open where nothing may be. */
function follow(event: Event, owner: Visit, before: Visit | undefined, visits: readonly Visit[], say: (event: Event, problem: string) => void): void {
  const { type } = event;
  const nothingOpenIn = (outer: Visit): void => {
    const open = visits.filter((one) => one.status !== 'closed' && one !== outer && climb(one, (up) => up === outer));
    open.filter((one) => !failedBeforeRetry(one)).forEach(({ type: kind, name }) => say(event, `${kind} "${name}" in "${outer.name}" is still open`));
  };
  if (type.endsWith('StateEntered') && before && owner.parent !== before && before.status !== 'closed') {
    say(event, `follows ${before.type} "${before.name}", which is still open`);
  }
  if (type === 'MapIterationStarted' && !owner.parent) {
    say(event, 'is in no open Map');
  }
  if (/^((Map|Parallel)State(Started|Failed)|MapIterationFailed)$/.test(type)) {
    // What failed inside has no event that says so, but for a Task, which has TaskStateAborted.
    const failed = climb(before, ({ parent }) => parent === owner);
    if (failed && failed.type !== 'Task' && failed.type !== 'Iteration') failed.status = 'closed';
  }
  if (/^(Map|Parallel)State(Started|Failed)$/.test(type)) {
    nothingOpenIn(owner);
    owner.status = type.endsWith('Failed') ? 'failed' : 'open';
  }
  if (/^MapIteration(Succeeded|Failed)$/.test(type) || type.endsWith('StateExited')) {
    owner.status = 'closed';
  }
  if (type === 'MapIterationSucceeded' || type.endsWith('StateExited')) {
    nothingOpenIn(owner);
  }
  if (type === 'EvaluationFailed' && owner.type === 'Wait') {
    owner.status = 'failed';
  }
  if (type.endsWith('Aborted')) {
    owner.status = 'closed';
  }
}

function climb(from: Visit | undefined, wanted: (visit: Visit) => boolean): Visit | undefined {
  let visit = from;
  while (visit && !wanted(visit)) visit = visit.parent;
  return visit;
}

/** What an event of something else aborts: it is in the innermost state around that has such a thing open. */
function nearest(from: Visit | undefined, visits: readonly Visit[], wanted: (visit: Visit) => boolean): Visit | undefined {
  for (let outer = from?.parent; outer; outer = outer.parent) {
    const around = outer;
    const found = visits.find((visit) => visit !== from && wanted(visit) && climb(visit, (up) => up === around));
    if (found) return found;
  }
  return visits.find(wanted);
}
