import { comparesCounter, ExpressionSources } from './counters';
import { components, FlowEdge, FlowGraph, FlowState, isLoop } from './flow-graph';
import { changedOn, decidedBy, Places, PlaceSet, sentBy } from './places';
import { CalledResource } from '../resource';
import { Scope, State } from '../structure';

/** States that can come back to themselves. */
export interface Loop {
  readonly graph: FlowGraph;
  /** The first is the one by which the loop is entered, in most loops. */
  readonly states: readonly FlowState[];
  /** The ways within it. */
  readonly ways: readonly FlowEdge[];
  /** The ways out of it. */
  readonly exits: readonly FlowEdge[];
}

/**
 * Why a loop may go round without end. `noExit`: there is no way out. `unchanged`: nothing in it changes what its Choice states decide by.
 * `polls`: it asks a task the same again and again, without waiting. `catches`: it runs a state again as soon as that has failed.
 */
export interface EndlessLoop {
  readonly why: 'noExit' | 'unchanged' | 'polls' | 'catches';
  readonly loop: Loop;
  /** The task that it asks, or the state that it runs again. */
  readonly state: State;
}

/** What must be given to look for loops. */
export interface LoopSources extends ExpressionSources {
  readonly scopes: readonly Scope[];
  graphOf(scope: Scope): FlowGraph | undefined;
  scopesIn(state: State): readonly Scope[];
}

/** What a task that only asks begins with. `list` and its like give one page after another. */
const ASKS = /^(?:get|describe|head)[A-Z]/;

/** Parameters that take up where the last answer ended. */
const NEXT_PAGE = /token|marker|cursor|page|offset|position/i;

/** The loops of a definition. */
export class Loops {
  private found: readonly Loop[] | undefined;
  private readonly waiting = new Map<State, boolean>();

  constructor(private readonly sources: LoopSources) {}

  /** All loops, each as large as it can be. */
  public get all(): readonly Loop[] {
    return this.found ??= this.graphs.flatMap((graph) => loopsOf(graph, () => true));
  }

  /** The loops that go round without end, for certain or until a task says otherwise, and that do not wait. A Retry is no loop. */
  public get endless(): readonly EndlessLoop[] {
    const closed = this.all.filter((loop) => !canBeLeft(loop) && loop.graph.scope.graph.terminal);
    const inClosed = new Set(closed.flatMap(({ states }) => states));
    const hurried = this.graphs.flatMap((graph) => loopsOf(graph, ({ from, to }) => !this.waits(from.state) && !this.waits(to.state)));
    return [
      ...closed.map((loop): EndlessLoop => ({ why: 'noExit', loop, state: loop.states[0].state })),
      ...hurried.filter((loop) => canBeLeft(loop) && !inClosed.has(loop.states[0])).flatMap((loop) => this.judge(loop) ?? []),
    ];
  }

  private get graphs(): readonly FlowGraph[] {
    return this.sources.scopes.flatMap((scope) => scope.graph.forward ? [] : this.sources.graphOf(scope) ?? []).filter(({ cyclic }) => cyclic);
  }

  /** Whether a state takes its time: it waits, or for something outside; or a state inside of it does. Where that is not known, it is taken to. */
  private waits(state: State): boolean {
    let waits = this.waiting.get(state);
    if (waits === undefined) {
      waits = state.type === 'Wait' || (state.type === 'Task' && !answersAtOnce(state))
        || this.sources.scopesIn(state).some(({ distributed, states }) => distributed || states.some((inner) => this.waits(inner)));
      this.waiting.set(state, waits);
    }
    return waits;
  }

  private judge(loop: Loop): EndlessLoop | undefined {
    const { states, ways, exits } = loop;
    const choices = states.filter(({ state }) => state.type === 'Choice');
    const working = states.filter(({ state: { type } }) => type === 'Task' || type === 'Map' || type === 'Parallel');
    const changed = new PlaceSet(ways.map(changedOn));
    const decided = choices.map(({ state }) => decidedBy(state, this.sources.expressionsOf(state)));
    const [first] = states;
    if (choices.length === 0) {
      const again = working.length === 1 && ways.some(({ kind }) => kind === 'Catch');
      return again ? { why: 'catches', loop, state: working[0].state } : undefined;
    }
    const chosen = exits.filter(({ from: { state } }) => state.type === 'Choice');
    const leftByChoice = chosen.length === exits.length && !states.some(({ ends }) => ends);
    if (leftByChoice && decided.every((places) => places && !changed.touches(places))) {
      return { why: 'unchanged', loop, state: first.state };
    }
    const [task] = working;
    if (chosen.length === 0 || working.length !== 1 || task.state.type !== 'Task' || comparesCounter(loop, this.sources)) return undefined;
    return this.asksTheSame(task.state, changed, decided, states.length === choices.length + 1) ? { why: 'polls', loop, state: task.state } : undefined;
  }

  /**
   * Whether a task gets the same each time, or only asks, and is asked nothing that the loop decides by.
   *
   * @param alone whether the loop has only Choice states beside the task
   */
  private asksTheSame(task: State, changed: PlaceSet, decided: readonly (Places | undefined)[], alone: boolean): boolean {
    const { called } = task;
    if (!called) return false;
    const asks = called.pattern === undefined && ASKS.test(called.action ?? '');
    if (!asks && !isFunction(called)) return false;
    const sent = sentBy(task, this.sources.expressionsOf(task), called.lambdaFunction === true);
    if (!sent) return false;
    if (!changed.touches(sent)) return true;
    return asks && alone && !takesPages(task) && decided.every((places) => places && !new PlaceSet([sent]).touches(places));
  }
}

function canBeLeft({ states, exits }: Loop): boolean {
  return exits.length > 0 || states.some(({ ends }) => ends);
}

function loopsOf(graph: FlowGraph, takes: (edge: FlowEdge) => boolean): Loop[] {
  return components(graph, takes).filter((part) => isLoop(part, takes)).map((states) => {
    const within = new Set(states);
    const edges = states.flatMap(({ edges: ways }) => ways);
    const stays = (edge: FlowEdge): boolean => within.has(edge.to) && takes(edge);
    return { graph, states, ways: edges.filter(stays), exits: edges.filter((edge) => !stays(edge)) };
  });
}

/** Whether a task is a request that is answered at once: a Lambda function, or an API call that nothing waits for. */
function answersAtOnce({ called }: State): boolean {
  return called !== undefined && !called.activity && called.pattern === undefined;
}

function isFunction({ lambdaFunction, service, action }: CalledResource): boolean {
  return lambdaFunction === true || (service === 'lambda' && action === 'invoke');
}

function takesPages({ node }: State): boolean {
  const parameters = node.get('Parameters') ?? node.get('Arguments');
  return parameters?.kind !== 'object' || parameters.members.some(({ name }) => NEXT_PAGE.test(name as string));
}
