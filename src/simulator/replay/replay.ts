import { Difference, firstDifference } from './compare-lines';
import { HistoryLines, Line } from './history-lines';
import { RecordedHistory } from './recorded-history';
import { ReplayProps } from './replay-props';
import { ReplayDivergence, ReplayResult } from './replay-result';
import { DefinitionSource } from '../../asl/definition-source';
import { JsonValue } from '../../asl/json-value';
import { withSubstitutions } from '../../definitions/file';
import { didYouMean } from '../../did-you-mean';
import { EventRecord } from '../../engine/history';
import { OpenTask } from '../../engine/scope';
import { StepwrightError } from '../../errors';
import { Answers, settle, step } from '../driver';
import { Execution } from '../execution';
import { Simulation } from '../simulation';
import { SimulatorLimit } from '../simulator-limit';
import { SimulatorProps } from '../simulator-props';
import { TaskAnswer } from '../task-mock';
import { formatValue } from '../trace';

/**
 * The variants of a replay. Whatever depends on a random value is different in one of the first two; they start at nearly the same time, so that
 * they go the same way. The last starts in another hour, minute and second.
 */
const VARIANTS: readonly Change[] = [{ draw: 0, shift: 337 }, { draw: 1 - Number.EPSILON, shift: 0 }, { draw: undefined, shift: 3_661_337 }];

/**
 * Runs a definition as a recorded execution was run, its tasks answered from the history, and compares what it does.
 *
 * @param name what coverage calls the state machine
 */
export function replayHistory(source: DefinitionSource, history: RecordedHistory, props: ReplayProps, name?: string): ReplayResult {
  try {
    return compared(source, history, props, name);
  } catch (error) {
    if (error instanceof RangeError && /call stack/i.test(error.message)) {
      throw new StepwrightError('DataTooDeep', 'The data of the recorded execution is nested too deeply to be compared.');
    }
    throw error;
  }
}

function compared(source: DefinitionSource, history: RecordedHistory, props: ReplayProps, name: string | undefined): ReplayResult {
  const recorded = new HistoryLines(history.events);
  const names = { stateMachineName: props.stateMachineName, account: props.account, region: props.region, substitutions: props.substitutions };
  const simulation = simulationOf(source, history, { ...names, region: props.region ?? history.region }, 0, name);
  const replayed = run(simulation, history, recorded, props.executionName);
  simulation.recorder.add(replayed.reached); // the variants are not what a test runs
  let variants: readonly HistoryLines[] | undefined;
  const other = {
    ...names, stateMachineName: props.stateMachineName ?? 'AnotherStateMachine', account: props.account ?? '999999999999', region: props.region ?? 'xx-other-9',
  };
  const vary = (): readonly HistoryLines[] => variants ??= VARIANTS.map((change) => {
    const variant = simulationOf(varied(source), history, { ...other, seed: 2 }, change.shift);
    return run(variant, history, recorded, props.executionName ?? 'another-execution', change).lines;
  });
  const difference = firstDifference(recorded, replayed.lines, vary, replayed.unanswerable === undefined);
  return ReplayResult._of(
    difference && divergenceOf(difference),
    difference ? describe(difference) + (difference.byChance ? ' What decides there is random, or from the clock.' : '') : agreement(history, replayed.unanswerable),
    difference === undefined && replayed.unanswerable === undefined && history.redrivenAt === undefined,
    replayed.execution,
  );
}

const divergenceOf = ({ event, stateName, member, recorded, replayed }: Difference): ReplayDivergence => (
  { eventId: event.id, eventType: event.type, stateName, member, recorded, replayed });

interface Replay {
  readonly lines: HistoryLines;
  readonly execution: Execution;
  /** How often the points of the definition were reached. */
  readonly reached: readonly number[];
  /** Why the history could not answer all of it, where it could not. */
  readonly unanswerable: string | undefined;
}

/** What is changed in a variant: the time of day by so much, and random values to a constant. */
interface Change {
  readonly shift: number;
  readonly draw: number | undefined;
}

function simulationOf(source: DefinitionSource, history: RecordedHistory, props: SimulatorProps, shift: number, name?: string): Simulation {
  const simulation = new Simulation(source, {
    ...props,
    startTime: new Date(history.startTime + shift).toISOString(),
    // Where a task is left open because the definition has left the history, a year's timeout would only hide it.
    liftedLimits: history.events[history.events.length - 1].type === 'ExecutionTimedOut' ? [] : [SimulatorLimit.DURATION],
  }, name);
  checkMachine(simulation, history);
  return simulation;
}

function run(
  simulation: Simulation, history: RecordedHistory, recorded: HistoryLines, executionName: string | undefined,
  { shift, draw }: Change = { shift: 0, draw: undefined },
): Replay {
  // That AWS took the parameters of a task, the history shows, and those that have changed are compared; only where it refused some are they checked.
  const refused = history.events[history.events.length - 1].details?.cause?.includes('could not be used to start the Task') === true;
  const { engine, execution } = simulation.begin(history.input, { executionName }, { parameterChecks: refused ? 'names' : 'formats' });
  if (draw !== undefined) {
    engine.state.random.next = () => draw;
  }
  const lines = new HistoryLines();
  let taken = 0;
  const follow = (): void => {
    const { events } = engine.state.log;
    while (taken < events.length) {
      lines.take(events[taken++]);
    }
  };
  let unanswerable: string | undefined;
  engine.jitteredDelay = (scope) => {
    follow();
    return recordedDelay(lines.lineOf(scope.enteredEvent), recorded, history.events[history.events.length - 1].time);
  };
  const answers: Answers = (task) => {
    follow();
    if (task.reader || task.scope.execution !== engine.state.root.execution) {
      unanswerable ??= task.reader ? `what the ItemReader of state "${task.scope.state.name}" read is not in the history`
        : `state "${task.scope.state.name}" is of a child execution of a Distributed Map, whose own history is not in this one`;
      return undefined;
    }
    return answer(task, lines, recorded);
  };
  const stop = stopping(history);
  settle(engine, answers);
  for (let due = engine.nextDue(); due !== undefined && unanswerable === undefined && (!stop || due <= stop.time + shift); due = engine.nextDue()) {
    step(engine, answers);
  }
  if (stop && unanswerable === undefined && engine.state.status === 'RUNNING') {
    engine.state.now = Math.max(engine.now, stop.time + shift);
    engine.stop(stop.error, stop.cause);
  }
  follow();
  return { lines, execution, reached: engine.state.reached, unanswerable };
}

/** An execution that was stopped is stopped at the same time. */
function stopping({ events }: RecordedHistory): { readonly time: number; readonly error?: string; readonly cause?: string } | undefined {
  const last = events[events.length - 1];
  return last.type === 'ExecutionAborted' ? { time: last.time, error: last.details?.error, cause: last.details?.cause } : undefined;
}

/**
 * How long the recorded execution waited in a line before what comes next, which is a retry; until after its end where that cut the line short.
 * Undefined where the definition has left what was recorded.
 */
function recordedDelay(line: Line | undefined, recorded: HistoryLines, end: number): number | undefined {
  const theirs = line && recorded.lines.get(line.key)?.events;
  const last = theirs?.[line!.events.length - 1];
  if (!theirs || !last) {
    return undefined;
  }
  const next: EventRecord | undefined = theirs[line!.events.length];
  // A retry of a Map or Parallel state follows the failure in it, any other what is before it in the line.
  const failure = next?.type.endsWith('StateStarted') ? recorded.event(next.previousEventId)! : last;
  return next ? Math.max(0, next.time - failure.time) : end - last.time + 1;
}

/** How the history answers a task: the call at the same place of the same line. Undefined where the definition has left what was recorded. */
function answer(task: OpenTask, lines: HistoryLines, recorded: HistoryLines): TaskAnswer | undefined {
  const line = lines.lineOf(task.lastEvent)!;
  const their = recorded.lines.get(line.key);
  const at = line.events.length - 1;
  const event: EventRecord | undefined = their?.events[at];
  const call = event && their?.calls.get(event.id);
  if (!call || !isSameState(their!.events, line.events, at)) {
    return undefined;
  }
  const { outcome, submitted, workerName } = call;
  const elapsed = outcome ? outcome.time - event.time : Infinity;
  const timedOut = outcome?.type.endsWith('TimedOut');
  if (!timedOut || (task.timeoutMilliseconds !== undefined && elapsed >= task.timeoutMilliseconds)) {
    task.heartbeatDue = -1; // heartbeats are not in a history: those of this task came in time
  }
  const common = { delayMilliseconds: outcome ? Math.max(0, elapsed) : 0, submittedOutput: submitted?.value, workerName };
  if (!outcome || timedOut) {
    return { ...common, outcome: 'silent' };
  }
  return outcome.type.endsWith('Succeeded') ? { ...common, outcome: 'succeed', output: outcome.value }
    : { ...common, outcome: 'fail', error: outcome.details?.error, cause: outcome.details?.cause };
}

function isSameState(theirs: readonly EventRecord[], ours: readonly EventRecord[], at: number): boolean {
  for (let i = at; i >= 0; i--) {
    if (theirs[i].type !== ours[i].type) {
      return false;
    }
    if (ours[i].type.endsWith('StateEntered')) {
      return ours[i].name === theirs[i].name;
    }
  }
  return true;
}

/** The same definition with other names for what is known only at deploy: the history has the real ones. */
function varied(source: DefinitionSource): DefinitionSource {
  const { substitution } = source;
  const opaques = source.opaques.map((opaque) => opaque.logicalId === undefined ? opaque : { ...opaque, simulated: otherName(opaque.simulated) });
  const placeholders = substitution ? [...source.text.matchAll(/\$\{([^${}\s]+)\}/g)].map(([, name]) => name).filter((name) => !name.startsWith('AWS::')) : [];
  return withSubstitutions({ ...source, opaques }, Object.fromEntries(placeholders.map((name) => [name, otherName(substitution!(name))])));
}

const otherName = (name: JsonValue): JsonValue => typeof name === 'string' ? `${name}-other` : name;

function checkMachine({ machine }: Simulation, { events }: RecordedHistory): void {
  const recorded = new Set(events.filter(({ type }) => type.endsWith('StateEntered')).map(({ name }) => name!));
  const known = machine.states.map(({ name }) => name);
  if (recorded.size > 0 && !known.some((name) => recorded.has(name))) {
    const [first] = recorded;
    throw new StepwrightError('HistoryOfAnotherMachine', `The history is of another state machine: it enters state "${first}", and none of its ${recorded.size} states is in the definition.`
      + didYouMean(first, known));
  }
}

function agreement({ events, redrivenAt }: RecordedHistory, unanswerable: string | undefined): string {
  if (unanswerable !== undefined) {
    return `The definition does what was recorded as far as the history tells: ${unanswerable}.`;
  }
  const agrees = `The definition still does what was recorded: all ${events.length} events agree.`;
  return redrivenAt === undefined ? agrees : `${agrees} What follows the redrive at event ${redrivenAt} was not compared.`;
}

function describe({ event, stateName, member, recorded, replayed, missing }: Difference): string {
  const where = `event ${event.id} (${event.type}${stateName === undefined ? '' : ` of state "${stateName}"`})`;
  const start = 'The definition no longer does what was recorded.';
  if (missing === 'recorded') {
    return `${start} After event ${event.id} (${event.type}) nothing more was recorded there; the definition goes on with ${replayed}${stateName === undefined ? '' : ` of state "${stateName}"`}.`;
  }
  if (missing === 'replayed') {
    return `${start} At ${where} the definition does not go on.`;
  }
  if (member === 'next state') {
    return `${start} At event ${event.id} (${event.type}) the execution went to state "${recorded}"; the definition goes to "${replayed}".`;
  }
  if (member === 'event') {
    return `${start} At ${where} the definition has ${replayed} instead.`;
  }
  if (recorded === undefined) {
    return `${start} At ${where}, ${member} was not there; the definition gives ${formatValue(replayed)}.`;
  }
  return `${start} At ${where}, ${member} was ${formatValue(recorded)}; ${replayed === undefined ? 'with the definition it is not there' : `the definition gives ${formatValue(replayed)}`}.`;
}

