import { Branch, executionsOf, ExploredBranches } from './explore';
import { Machine } from '../../engine/machine';

/** States that exactly one execution reaches, with the branch that reaches it first. */
export function lonelyStates({ states }: Machine, { branches, edges }: ExploredBranches): { readonly stateName: string; readonly branch: Branch }[] {
  const ahead = statesAhead(states.map(({ point }) => point), branches, edges);
  const executions = executionsOf(branches);
  return states.flatMap(({ point, name: stateName }, index) => {
    let first: Branch | undefined;
    for (const branch of executions) {
      const { reached, end } = branch;
      if (reached[point] > 0 || (end.kind === 'merged' && ahead[end.choice].has(index))) {
        if (first) {
          return [];
        }
        first = branch;
      }
    }
    return first ? [{ stateName, branch: first }] : [];
  });
}

/** The states that can be entered behind each choice. */
function statesAhead(points: readonly number[], branches: readonly Branch[], edges: readonly (readonly number[])[]): Set<number>[] {
  const ahead = edges.map(() => new Set<number>());
  const before: number[][] = edges.map(() => []);
  edges.forEach((targets, from) => targets.forEach((to) => before[to].push(from)));
  const changed: number[] = [];
  const add = (choice: number, states: Iterable<number>): void => {
    const { size } = ahead[choice];
    for (const state of states) {
      ahead[choice].add(state);
    }
    if (ahead[choice].size > size) {
      changed.push(choice);
    }
  };
  for (const { before: from, reached } of branches) {
    if (from?.end.kind === 'choice') {
      add(from.end.choice, points.flatMap((point, index) => (reached[point] ?? 0) > (from.reached[point] ?? 0) ? [index] : []));
    }
  }
  for (let choice = changed.pop(); choice !== undefined; choice = changed.pop()) {
    const states = ahead[choice];
    before[choice].forEach((from) => add(from, states));
  }
  return ahead;
}
