import { Scope, State } from './structure';

/**
 * The seconds that the Wait states take on the shortest way through a scope to a good end. What is not known, or not fixed, takes no time. 0 where no
 * way to a good end is known.
 *
 * @param children the branches of each Parallel state
 */
export function shortestWaits(scope: Scope, children: ReadonlyMap<State, readonly Scope[]>): number {
  const { graph, states, node } = scope;
  const start = node.get('StartAt');
  if (graph.uncertain || start?.kind !== 'string') return 0;
  const byName = new Map(states.map((state) => [state.name, state]));
  const ways = waysOf(scope, byName);

  // Dijkstra's algorithm: the nearest state first. Behind the last state is the end, which is no state.
  const done = new Set<State>();
  const open = new Queue();
  open.add({ waited: 0, state: byName.get(start.value) });
  for (let next = open.takeNearest(); next; next = open.takeNearest()) {
    const { waited, state } = next;
    if (!state || state.type === 'Succeed') return waited;
    if (done.has(state)) continue;
    done.add(state);
    const through = waited + waitsOf(state, children);
    const end = state.node.get('End');
    if (end?.kind === 'boolean' && end.value) open.add({ waited: through, state: undefined });
    for (const { to, handler } of ways.get(state) ?? []) open.add({ waited: handler ? waited : through, state: to });
  }
  return 0;
}

interface Way {
  readonly to: State;
  /** Whether it is a catcher's: a state may fail at once, before it has waited. */
  readonly handler: boolean;
}

function waysOf({ graph }: Scope, byName: ReadonlyMap<string, State>): Map<State, Way[]> {
  const ways = new Map<State, Way[]>();
  for (const { from, target } of graph.transitions) {
    const to = byName.get(target.value);
    if (!from || !to) continue;
    const way = { to, handler: target.parent !== from.node };
    const others = ways.get(from);
    if (others) others.push(way);
    else ways.set(from, [way]);
  }
  return ways;
}

function waitsOf(state: State, children: ReadonlyMap<State, readonly Scope[]>): number {
  if (state.type === 'Parallel') return (children.get(state) ?? []).reduce((longest, branch) => Math.max(longest, shortestWaits(branch, children)), 0);
  const seconds = state.type === 'Wait' ? state.node.get('Seconds') : undefined;
  return seconds?.kind === 'number' && seconds.value > 0 ? seconds.value : 0;
}

interface Place {
  readonly waited: number;
  readonly state: State | undefined;
}

/** A binary heap. */
class Queue {
  private readonly places: Place[] = [];

  public add(place: Place): void {
    const { places } = this;
    let at = places.length;
    for (let parent = (at - 1) >> 1; at > 0 && places[parent].waited > place.waited; parent = (at - 1) >> 1) {
      places[at] = places[parent];
      at = parent;
    }
    places[at] = place;
  }

  public takeNearest(): Place | undefined {
    const { places } = this;
    const [nearest] = places;
    const last = places.pop();
    if (!last || places.length === 0) return last;
    let at = 0;
    for (let child = 1; child < places.length; child = 2 * at + 1) {
      if (child + 1 < places.length && places[child + 1].waited < places[child].waited) child++;
      if (places[child].waited >= last.waited) break;
      places[at] = places[child];
      at = child;
    }
    places[at] = last;
    return nearest;
  }
}
