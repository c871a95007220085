import { CountedLoop, countedLoop, CounterSources } from './counters';
import { Events, EventSources } from './events';
import { FlowState } from './flow-graph';
import { Loop, Loops } from './loops';
import { changedOn, PlaceSet } from './places';
import { Scope, State } from '../structure';

/** How many events the history of a Standard execution can have. */
export const HISTORY_LIMIT = 25_000;

/** A part of a workflow with which the history of an execution gets full. */
export type FullHistory =
  | { readonly why: 'items'; readonly state: State; readonly items: number; readonly events: number }
  | { readonly why: 'rounds'; readonly loop: Loop; readonly rounds: number; readonly events: number }
  | { readonly why: 'timeout'; readonly loop: Loop; readonly seconds: number; readonly events: number; readonly timeout: number };

/** What must be given to find where a history gets full. */
export interface HistorySources extends EventSources, Omit<CounterSources, 'indexes'> {
  readonly scopes: readonly Scope[];
  readonly loops: Loops;
}

/** Where the history of an execution, or of a child execution, gets more events than it can have, for certain. */
export function fullHistories(sources: HistorySources): FullHistory[] {
  const events = new Events(sources);
  const found: FullHistory[] = [];
  const full = new Set<Scope>();
  const withMaps = new Set(sources.scopes.flatMap(({ kind, distributed, owner }) => kind === 'processor' && !distributed ? owner!.scope : []));
  // Those inside first: what is full inside is full outside.
  for (const scope of [...sources.scopes].reverse()) {
    if (full.has(scope) && scope.owner && !scope.distributed) full.add(scope.owner.scope);
    if (!withMaps.has(scope) || isExpress(scope)) continue;
    for (const flowState of sources.graphOf(scope)?.order ?? []) {
      const { state } = flowState;
      if (state.type !== 'Map' || sources.scopesIn(state).some((inner) => full.has(inner))) continue;
      const items = events.iterations(flowState);
      if (items * events.ofIteration(state) <= HISTORY_LIMIT) continue;
      found.push({ why: 'items', state, items, events: events.ofIteration(state) });
      full.add(scope);
      if (scope.owner && !scope.distributed) full.add(scope.owner.scope);
    }
  }
  const indexes: CounterSources['indexes'] = new Map();
  for (const loop of sources.loops.all) {
    if (isExpress(loop.graph.scope)) continue;
    const counted = countedLoop(loop, {
      data: sources.data, indexes, analysisOf: (node) => sources.analysisOf(node), expressionsOf: (state) => sources.expressionsOf(state),
    });
    if (counted) found.push(...roundsOf(counted, events));
    else if (loop.graph.scope === sources.scopes[0]) found.push(...untilTimeout(loop, events));
  }
  return found;
}

function roundsOf({ loop, counting, rounds }: CountedLoop, events: Events): FullHistory[] {
  const inRound = events.ofRound(loop, counting);
  return (rounds - 1) * inRound > HISTORY_LIMIT ? [{ why: 'rounds', loop, rounds, events: inRound }] : [];
}

/**
 * A loop that waits for what a task says, and that the machine's `TimeoutSeconds` is meant to end: the history is full before that, however long the
 * tasks take.
 */
function untilTimeout(loop: Loop, events: Events): FullHistory[] {
  const { states, ways, graph: { scope: { node } } } = loop;
  const timeout = node.get('TimeoutSeconds');
  const simple = ways.length === states.length;
  const waits = states.some(({ state }) => state.type === 'Wait');
  const changedByOthers = new PlaceSet(ways.filter(({ from: { state } }) => state.type !== 'Task').map(changedOn));
  if (timeout?.kind !== 'number' || !simple || !waits || !changedByOthers.isEmpty) return [];
  const seconds = states.reduce((sum, state) => sum + longest(state), 0);
  const inRound = states.reduce((sum, state) => sum + events.ofState(state), 0);
  const asks = states.some(({ state }) => state.type === 'Task') && states.some(({ state }) => state.type === 'Choice');
  if (!asks || !(seconds > 0) || !Number.isFinite(seconds)) return [];
  return (Math.floor(timeout.value / seconds) - 1) * inRound > HISTORY_LIMIT ? [{ why: 'timeout', loop, seconds, events: inRound, timeout: timeout.value }] : [];
}

/** How many seconds a state takes at most. */
function longest({ state: { node, type } }: FlowState): number {
  const field = type === 'Wait' ? node.get('Seconds') : type === 'Task' && !node.has('Retry') ? node.get('TimeoutSeconds') : undefined;
  if (type === 'Pass' || type === 'Choice') return 0;
  return field?.kind === 'number' ? field.value : Infinity;
}

/** Whether the scope's execution is an Express one, which has no such history. */
function isExpress(scope: Scope): boolean {
  let at = scope;
  while (!at.distributed && at.owner) at = at.owner.scope;
  const config = at.node.get('ProcessorConfig');
  const type = config?.kind === 'object' ? config.get('ExecutionType') : undefined;
  return at.distributed && type?.kind === 'string' && type.value === 'EXPRESS';
}
