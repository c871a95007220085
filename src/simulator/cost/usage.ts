import { nestedOf } from './nested-record';
import { BASE_MEGABYTES, Bill, billedMegabytes, billedMilliseconds, gbHoursOf, NOTHING, together } from './prices';
import { Engine } from '../../engine/engine';
import { EventRecord } from '../../engine/history';
import { EXPRESS_LIMITS } from '../../engine/limits';
import { ChildRecord, endOf } from '../../engine/map-run';
import { MapState } from '../../engine/states/map';
import { State } from '../../engine/states/state';
import { TaskState } from '../../engine/states/task';

const MEGABYTE = 1_000_000; // as AWS's page counts

/** What a simulated execution used, as far as it is billed. */
export interface Usage {
  /** Whether it was simulated as an Express execution. */
  readonly isExpress: boolean;
  readonly transitions: number;
  readonly durationMilliseconds: number;
  readonly memoryMegabytes: number;
  /** Why the workflow cannot be an Express workflow; undefined where it can. */
  readonly notExpress: string | undefined;
  /** The executions that it starts, which are billed as what they are: Express children of Distributed Maps, and nested executions. */
  readonly started: Bill;
  /** Nested executions that were not simulated: nobody knows what they cost. */
  readonly unknownExecutions: number;
}

/** What an execution used: a projection of its history, and of those of the executions that it started. */
export function usageOf(engine: Engine, durationMilliseconds: number, definitionBytes: number): Usage {
  const { events } = engine.state.log;
  const children = engine.state.mapRuns.flatMap((run) => run.children);
  const nested = nestedOf(engine).map(({ _usage }) => _usage);
  const started = [
    ...expressChildren(engine).map((child) =>
      expressBill((endOf(child)?.time ?? engine.now) - child.execution.startTime, memory(child.log.events, definitionBytes))),
    ...nested.map((usage) => together(billOf(usage), usage.started)),
  ];
  const starts = [events, ...children.map(({ log }) => log.events)].reduce((sum, log) => sum + startsIn(log), 0);
  return {
    isExpress: engine.identity.express,
    transitions: billedTransitions(engine),
    durationMilliseconds,
    memoryMegabytes: memory(events, definitionBytes),
    notExpress: whyNotExpress(engine.machine.states, durationMilliseconds),
    started: started.reduce(together, NOTHING),
    unknownExecutions: Math.max(0, starts - nested.length) + nested.reduce((sum, { unknownExecutions }) => sum + unknownExecutions, 0),
  };
}

/** What an execution itself is billed by, as the type that it was simulated as. */
function billOf({ isExpress, transitions, durationMilliseconds, memoryMegabytes }: Usage): Bill {
  return isExpress ? expressBill(durationMilliseconds, memoryMegabytes) : { ...NOTHING, transitions };
}

const expressBill = (milliseconds: number, megabytes: number): Bill =>
  ({ ...NOTHING, requests: 1, gbHours: gbHoursOf(billedMilliseconds(milliseconds), billedMegabytes(megabytes)) });

/**
 * The transitions that Standard bills: states entered, in all scopes and in Standard children, retries, a transition for each child execution that a
 * Distributed Map starts, and one for each redrive. Express children are billed by their requests and duration.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-transitions.html
 */
export function billedTransitions(engine: Engine): number {
  const { transitions, mapRuns, root: { execution: { redrives } } } = engine.state;
  if (mapRuns.length === 0) {
    return transitions + redrives;
  }
  // An Express child is started anew instead of being redriven.
  const childStarts = mapRuns.reduce((sum, { children }) => sum + children.reduce((starts, { execution }) => starts + 1 + execution.redrives, 0), 0);
  const ofExpress = expressChildren(engine).reduce((sum, { log: { events } }) => sum + transitionsIn(events), 0);
  return transitions + redrives + childStarts - ofExpress;
}

function expressChildren({ machine, state }: Engine): ChildRecord[] {
  const express = new Set(machine.states.filter((one) => one instanceof MapState && one.expressChildren).map(({ name }) => name));
  return state.mapRuns.filter(({ stateName }) => express.has(stateName)).flatMap(({ children }) => children);
}

/** States entered and calls again: those that do not follow the entry of their state. */
function transitionsIn(events: readonly EventRecord[]): number {
  return events.filter(({ type, previousEventId }) => type.endsWith('StateEntered')
    || (/(Scheduled|(Map|Parallel)StateStarted)$/.test(type) && !events[previousEventId - 1]?.type.endsWith('StateEntered'))).length;
}

/** How many executions of other state machines a history says that it started. */
function startsIn(events: readonly EventRecord[]): number {
  return events.filter(({ type, details }) => {
    const match = /^(states|aws-sdk:sfn):(?:startExecution|startSyncExecution)(\..+)?$/.exec(`${details?.resourceType}:${details?.resource}`);
    return match !== null && type === (match[2] === undefined ? 'TaskSucceeded' : 'TaskSubmitted');
  }).length;
}

/** Memory as AWS's page estimates it. */
const memory = (events: readonly EventRecord[], definitionBytes: number): number =>
  BASE_MEGABYTES + (definitionBytes + largestData(events) * Math.max(1, steps(events))) / MEGABYTE;

/** Iterations and branches: AWS's page multiplies the data by their number. */
function steps(events: readonly EventRecord[]): number {
  let branches = 0;
  const parallels = new Set<number>();
  let iterations = 0;
  for (const { id, previousEventId, type } of events) {
    if (type === 'MapIterationStarted') {
      iterations++;
    } else if (type === 'ParallelStateStarted') {
      parallels.add(id);
    } else if (type.endsWith('StateEntered') && parallels.has(previousEventId)) {
      branches++;
    }
  }
  return iterations + branches;
}

function largestData(events: readonly EventRecord[]): number {
  let largest = 0;
  const seen = new Set<unknown>();
  for (const { value } of events) {
    if (value !== undefined && !seen.has(value)) {
      seen.add(value);
      largest = Math.max(largest, Buffer.byteLength(JSON.stringify(value), 'utf8'));
    }
  }
  return largest;
}

function whyNotExpress(states: readonly State[], durationMilliseconds: number): string | undefined {
  for (const state of states) {
    if (state instanceof TaskState && state.resource.kind === 'activity') {
      return `state "${state.name}" calls an activity.`;
    }
    if (state instanceof TaskState && state.resource.kind === 'integration' && state.resource.pattern !== 'request-response') {
      return `state "${state.name}" waits for ${state.resource.pattern === 'callback' ? 'a callback' : 'a job to end'}.`;
    }
    if (state instanceof MapState && state.distributed) {
      return `state "${state.name}" is a Distributed Map.`;
    }
  }
  return durationMilliseconds >= EXPRESS_LIMITS.durationMilliseconds ? 'it takes five minutes or longer.' : undefined;
}
