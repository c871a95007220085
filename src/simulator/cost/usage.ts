import { Usage } from './cost-estimate';
import { BASE_MEGABYTES } from './prices';
import { Engine } from '../../engine/engine';
import { EventRecord } from '../../engine/history';
import { EXPRESS_LIMITS } from '../../engine/limits';
import { MapState } from '../../engine/states/map';
import { State } from '../../engine/states/state';
import { TaskState } from '../../engine/states/task';

const MEGABYTE = 1_000_000; // as AWS's page counts

/** What an execution used: a projection of its history. */
export function usageOf(engine: Engine, durationMilliseconds: number, definitionBytes: number): Usage {
  const { events } = engine.state.log;
  return {
    transitions: engine.state.transitions,
    durationMilliseconds,
    memoryMegabytes: BASE_MEGABYTES + (definitionBytes + largestData(events) * Math.max(1, steps(events))) / MEGABYTE,
    notExpress: whyNotExpress(engine.machine.states, durationMilliseconds),
  };
}

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
