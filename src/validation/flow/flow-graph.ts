import { JsonNode, ObjectNode } from '../../asl/json/nodes';
import { Scope, State } from '../structure';

/** A way from a state to the next. */
export interface FlowEdge {
  readonly from: FlowState;
  readonly to: FlowState;
  readonly kind: 'Next' | 'Default' | 'Choices' | 'Catch';
  /** The state, the Choice rule or the catcher that it belongs to: its `Assign`, `Output` and `ResultPath` are what happens on this way. */
  readonly node: ObjectNode;
}

export interface FlowState {
  readonly state: State;
  readonly edges: readonly FlowEdge[];
  /** Whether the scope may end here with an output. */
  readonly ends: boolean;
  /** Its place in the order of the graph; -1 where it cannot be reached. */
  readonly index: number;
}

/** The states of a scope that can be reached, and the ways between them. */
export interface FlowGraph {
  readonly scope: Scope;
  /** Every state after those that lead to it, but for ways back in loops. The first is where the scope starts. */
  readonly order: readonly FlowState[];
  /** Whether there is a way back to a state. */
  readonly cyclic: boolean;
}

/** Undefined where some way is not known until deploy, or is missing: then nothing is certain. */
export function tryFlowGraph(scope: Scope): FlowGraph | undefined {
  const { graph, states, statesNode, node } = scope;
  if (graph.uncertain || !statesNode) return undefined;
  // Every member is a state, as nothing is uncertain.
  const building = states.map((state): Building => ({ state, edges: NO_WAYS, ends: endsScope(state), index: UNSEEN }));
  const named: Named = (name) => name?.kind === 'string' ? building[statesNode.indexOf(name.value)] : undefined;
  for (const from of building) from.edges = waysFrom(from, named);
  const start = named(node.get('StartAt'));
  return { scope, ...start ? inOrder(start) : { order: [], cyclic: false } };
}

interface Building extends FlowState {
  edges: readonly FlowEdge[];
  index: number;
}

const NO_WAYS: readonly FlowEdge[] = [];

function endsScope({ node, type }: State): boolean {
  const end = node.get('End');
  return type === 'Succeed' || (end !== undefined && type !== 'Fail' && !(end.kind === 'boolean' && !end.value));
}

type Named = (name: JsonNode | undefined) => Building | undefined;

function waysFrom(from: Building, named: Named): readonly FlowEdge[] {
  const { node, type } = from.state;
  if (type === 'Choice' || node.has('Catch')) return severalWaysFrom(from, named);
  const to = named(node.get('Next'));
  return to ? [{ from, to, kind: 'Next', node }] : NO_WAYS;
}

function severalWaysFrom(from: Building, named: Named): readonly FlowEdge[] {
  const { node, type } = from.state;
  const ways: FlowEdge[] = [];
  const add = (kind: FlowEdge['kind'], owner: ObjectNode, target: JsonNode | undefined): void => {
    const to = named(target);
    if (to) ways.push({ from, to, kind, node: owner });
  };
  if (type === 'Choice') {
    for (const rule of objectsIn(node.get('Choices'))) add('Choices', rule, rule.get('Next'));
    add('Default', node, node.get('Default'));
  } else {
    add('Next', node, node.get('Next'));
  }
  for (const catcher of objectsIn(node.get('Catch'))) add('Catch', catcher, catcher.get('Next'));
  return ways;
}

/** The elements of an array that are objects. */
export function objectsIn(list: JsonNode | undefined): ObjectNode[] {
  return list?.kind === 'array' ? list.elements.filter((element) => element.kind === 'object') : [];
}

/** Reverse postorder of a depth-first walk, without recursion: a chain may have any length. */
function inOrder(start: Building): Pick<FlowGraph, 'order' | 'cyclic'> {
  const order: Building[] = [];
  const open = [start];
  const next = [0];
  let cyclic = false;
  start.index = OPEN;
  while (open.length > 0) {
    const at = open[open.length - 1];
    const way = next[next.length - 1]++;
    if (way < at.edges.length) {
      const to = at.edges[way].to as Building;
      cyclic ||= to.index === OPEN;
      if (to.index !== UNSEEN) continue;
      to.index = OPEN;
      open.push(to);
      next.push(0);
    } else {
      at.index = 0;
      order.push(at);
      open.pop();
      next.pop();
    }
  }
  order.reverse();
  for (let index = 0; index < order.length; index++) order[index].index = index;
  return { order, cyclic };
}

/** The indexes of states that the walk has not come to, and of those that it has not left. */
const [UNSEEN, OPEN] = [-1, -2];

/**
 * The parts of a graph in which every state can come back to itself, and the single states between them, each part after those that lead to it
 * (Tarjan's algorithm, without recursion).
 *
 * @param takes which ways count
 */
export function components({ order, cyclic }: FlowGraph, takes: (edge: FlowEdge) => boolean = () => true): FlowState[][] {
  if (!cyclic) return order.map((state) => [state]);
  const seen = new Int32Array(order.length).fill(-1);
  const lowest = new Int32Array(order.length);
  const onStack = new Uint8Array(order.length);
  const stack: FlowState[] = [];
  const found: FlowState[][] = [];
  const open: { readonly at: FlowState; next: number }[] = [];
  let count = 0;
  const enter = (at: FlowState): void => {
    seen[at.index] = lowest[at.index] = count++;
    stack.push(at);
    onStack[at.index] = 1;
    open.push({ at, next: 0 });
  };
  for (const root of order) {
    if (seen[root.index] >= 0) continue;
    enter(root);
    while (open.length > 0) {
      const top = open[open.length - 1];
      const { at } = top;
      if (top.next < at.edges.length) {
        const edge = at.edges[top.next++];
        if (!takes(edge)) continue;
        const to = edge.to.index;
        if (seen[to] < 0) enter(edge.to);
        else if (onStack[to]) lowest[at.index] = Math.min(lowest[at.index], seen[to]);
        continue;
      }
      open.pop();
      const below = open[open.length - 1];
      if (below) lowest[below.at.index] = Math.min(lowest[below.at.index], lowest[at.index]);
      if (lowest[at.index] === seen[at.index]) {
        const part = stack.splice(stack.lastIndexOf(at));
        for (const member of part) onStack[member.index] = 0;
        found.push(part.sort((a, b) => a.index - b.index));
      }
    }
  }
  return found.reverse();
}

/** Whether a part of {@link components} is a loop: more than one state, or one that leads to itself. */
export function isLoop(part: readonly FlowState[], takes: (edge: FlowEdge) => boolean = () => true): boolean {
  return part.length > 1 || part[0].edges.some((edge) => edge.to === part[0] && takes(edge));
}
