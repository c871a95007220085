import { components, FlowEdge, FlowGraph, FlowState, isLoop } from './flow-graph';
import { join, Shape, UNKNOWN } from './shape';
import { ImpossiblePath, StateData, StateSources } from './state-data';
import { Scope } from '../structure';

/** What must be given to follow the data. */
export interface DataSources extends StateSources {
  readonly root: Scope | undefined;
  /** Whether a path may meet what a state makes. */
  readonly mayMeetMade: boolean;
  /** Whether a scope has a loop. */
  readonly cyclic: boolean;
  graphOf(scope: Scope): FlowGraph | undefined;
}

/** How often a loop is followed before nothing is said of its data. */
const MAX_ROUNDS = 4;
/** How often a scope inside of a state is followed with more and more inputs before nothing is said of its input. */
const MAX_RUNS = 3;

/**
 * What is certainly known of the data that each state gets. It begins with an input of which nothing is known, and with each state follows what
 * the state certainly does to it; where ways meet, what may be on one of them may be there.
 */
export class Data {
  private readonly runs = new Map<Scope, Run>();
  private readonly states: StateData;
  private found: ImpossiblePath[] | undefined;
  private followed = false;

  /** @param input what is known of the execution's input */
  constructor(private readonly sources: DataSources, private readonly input: Shape = UNKNOWN) {
    this.states = new StateData(sources, (scope, given) => this.run(scope, given));
  }

  /** The paths that lead nowhere, in every state that can be reached. */
  public get impossible(): readonly ImpossiblePath[] {
    if (!this.found) {
      this.found = [];
      if (this.input.kind !== 'unknown' || this.sources.mayMeetMade) this.follow();
    }
    return this.found;
  }

  /** What a state gets; undefined where it cannot be reached. */
  public inputOf({ state, index }: FlowState): Shape | undefined {
    this.follow();
    return this.runs.get(state.scope)?.inputs[index];
  }

  /** What is given along a way; undefined where it cannot be taken. */
  public givenAlong(edge: FlowEdge): Shape | undefined {
    const input = this.inputOf(edge.from);
    return input && this.states.exitsOf(edge.from.state, input).along(edge);
  }

  /** How many items a Map state has, where that is certain. */
  public itemCountOf(flowState: FlowState): number | undefined {
    const input = this.inputOf(flowState);
    return input && this.states.itemCountOf(flowState.state, input);
  }

  /** Without loops every state is passed once, with all that it may get; otherwise the paths are looked at when that has been found. */
  private follow(): void {
    if (this.followed || !this.sources.root) return;
    const found = this.found ??= [];
    const report = (path: ImpossiblePath): void => { found.push(path); };
    if (!this.sources.cyclic) this.states.onImpossible = report;
    this.run(this.sources.root, this.input);
    this.followed = true;
    this.states.onImpossible = report;
    for (const { graph, inputs } of this.sources.cyclic ? [...this.runs.values()] : []) {
      for (const { state, index } of graph?.order ?? []) {
        const input = inputs[index];
        if (input) this.states.exitsOf(state, input);
      }
    }
    this.states.onImpossible = undefined;
  }

  /** Follows a scope's data from an input; returns the scope's output, or undefined where it never ends well. */
  private run(scope: Scope, input: Shape): Shape | undefined {
    let run = this.runs.get(scope);
    if (run && this.followed) return run.graph ? run.output : UNKNOWN;
    if (!run) this.runs.set(scope, run = { graph: this.sources.graphOf(scope), input: undefined, times: 0, inputs: [], output: UNKNOWN });
    if (!run.graph || run.graph.order.length === 0) return UNKNOWN;
    const all = run.input ? join(run.input, input) : input;
    if (all === run.input) return run.output;
    run.input = ++run.times > MAX_RUNS ? UNKNOWN : all;
    run.inputs = new Array<Shape | undefined>(run.graph.order.length).fill(undefined);
    run.inputs[0] = run.input;
    run.output = undefined;
    if (run.graph.cyclic) for (const part of components(run.graph)) this.followPart(part, run);
    else this.followLine(run.graph.order, run);
    return run.output;
  }

  /** States that no way leads back to. What goes into them is kept only where somebody asks for it: a definition has many. */
  private followLine(order: readonly FlowState[], run: Run): void {
    for (const flowState of order) {
      this.pass(flowState, run);
      if (!this.sources.cyclic && flowState.state.type !== 'Map') run.inputs[flowState.index] = undefined;
    }
  }

  private followPart(part: readonly FlowState[], run: Run): void {
    if (!isLoop(part)) {
      this.pass(part[0], run);
      return;
    }
    for (let round = 0; ; round++) {
      let changed = false;
      for (const state of part) changed = this.pass(state, run) || changed;
      if (!changed) return;
      if (round === MAX_ROUNDS) for (const { index } of part) run.inputs[index] = UNKNOWN;
    }
  }

  /** Takes the data through a state. Returns whether a state gets more than it did. */
  private pass(flowState: FlowState, run: Run): boolean {
    const input = run.inputs[flowState.index];
    if (!input) return false;
    const exits = this.states.exitsOf(flowState.state, input);
    let changed = false;
    for (const edge of flowState.edges) {
      const { index } = edge.to;
      const before = run.inputs[index];
      const given = exits.along(edge);
      const after = before ? join(before, given) : given;
      if (after === before) continue;
      run.inputs[index] = after;
      changed = true;
    }
    if (flowState.ends) run.output = run.output ? join(run.output, exits.end()) : exits.end();
    return changed;
  }
}

interface Run {
  readonly graph: FlowGraph | undefined;
  /** All that the scope may get. */
  input: Shape | undefined;
  times: number;
  /** What each state may get. */
  inputs: (Shape | undefined)[];
  output: Shape | undefined;
}
