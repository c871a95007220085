import { Data } from './data';
import { FlowGraph, FlowState } from './flow-graph';
import { Loop } from './loops';
import { Scope, State } from '../structure';

/** What must be given to count events. */
export interface EventSources {
  readonly data: Data;
  graphOf(scope: Scope): FlowGraph | undefined;
  scopesIn(state: State): readonly Scope[];
}

/** The events of a state that has no other: it is entered, and left. */
const ENTERED_AND_LEFT = 2;
/** And: scheduled, started, succeeded. */
const TASK = 5;
/** And: started, succeeded. */
const CONTAINER = 4;
/** Of an iteration: started, succeeded. */
const ITERATION = 2;
/** How often the ways of a graph with loops are gone through to find the shortest. */
const MAX_SWEEPS = 5;

/** How many events the history of an execution gets at least, where nothing fails. */
export class Events {
  private readonly states = new Map<State, number>();
  private readonly scopes = new Map<Scope, number>();

  constructor(private readonly sources: EventSources) {}

  /** Of a state that is passed through once, with all that is inside of it. */
  public ofState(flowState: FlowState): number {
    const { state } = flowState;
    let events = this.states.get(state);
    if (events === undefined) this.states.set(state, events = this.count(flowState));
    return events;
  }

  private count(flowState: FlowState): number {
    const { state } = flowState;
    switch (state.type) {
      case 'Task': return TASK;
      case 'Fail': return 1;
      case 'Parallel': return this.sources.scopesIn(state).reduce((sum, branch) => sum + this.ofScope(branch), CONTAINER);
      case 'Map': return CONTAINER + this.iterations(flowState) * this.ofIteration(state);
      default: return ENTERED_AND_LEFT;
    }
  }

  /** How often the processor of an inline Map state runs at least. */
  public iterations(flowState: FlowState): number {
    return this.sources.scopesIn(flowState.state).some(({ distributed }) => distributed) ? 0 : this.sources.data.itemCountOf(flowState) ?? 0;
  }

  public ofIteration(state: State): number {
    const [processor] = this.sources.scopesIn(state);
    return ITERATION + (processor ? this.ofScope(processor) : 0);
  }

  /** Of the shortest way through a scope that ends well. */
  private ofScope(scope: Scope): number {
    let events = this.scopes.get(scope);
    if (events === undefined) {
      const graph = this.sources.graphOf(scope);
      const [start] = graph?.order ?? [];
      const lengths = start && this.shortest(graph!.order, start);
      events = start ? Math.min(...graph!.order.filter(({ ends }) => ends).map((end) => lengths?.get(end) ?? this.ofState(start))) : 0;
      // One that never ends well ends the execution.
      this.scopes.set(scope, events = Number.isFinite(events) ? events : 0);
    }
    return events;
  }

  /** Of the shortest round of a loop that passes through a state. */
  public ofRound({ states, ways }: Loop, through: FlowState): number {
    const lengths = this.shortest(states, through);
    const back = ways.filter(({ to }) => to === through).map(({ from }) => lengths?.get(from) ?? this.ofState(through));
    return Math.min(...back);
  }

  /** The events on the shortest way from a state to each of some states, through those alone; undefined where that takes long to find. */
  private shortest(states: readonly FlowState[], start: FlowState): ReadonlyMap<FlowState, number> | undefined {
    const within = new Set(states);
    const lengths = new Map([[start, this.ofState(start)]]);
    for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
      let changed = false;
      for (const state of states) {
        const length = lengths.get(state);
        if (length === undefined) continue;
        for (const { to } of state.edges) {
          if (!within.has(to) || to === start) continue;
          const through = length + this.ofState(to);
          if (through >= (lengths.get(to) ?? Infinity)) continue;
          lengths.set(to, through);
          changed = true;
        }
      }
      if (!changed) return lengths;
    }
    return undefined;
  }
}
