/**
 * The number of the strongly connected component of each node of a graph: two nodes have the same where each leads to the other.
 *
 * Kosaraju's algorithm, without recursion: nodes in the order in which a walk leaves them, then walks against the edges.
 */
export function strongComponents(edges: readonly (readonly number[])[]): number[] {
  const against: number[][] = edges.map(() => []);
  edges.forEach((targets, from) => targets.forEach((to) => against[to].push(from)));
  const order: number[] = [];
  const seen = new Set<number>();
  for (let start = 0; start < edges.length; start++) {
    walk(start, edges, seen, (node) => order.push(node));
  }
  const components = new Array<number>(edges.length);
  const found = new Set<number>();
  let component = 0;
  for (const start of order.reverse()) {
    if (!found.has(start)) {
      walk(start, against, found, (node) => { components[node] = component; });
      component++;
    }
  }
  return components;
}

/** Walks in depth from a node over nodes that were not seen, and says when it leaves each. */
function walk(start: number, edges: readonly (readonly number[])[], seen: Set<number>, leave: (node: number) => void): void {
  if (seen.has(start)) {
    return;
  }
  seen.add(start);
  const stack = [{ node: start, next: 0 }];
  while (stack.length > 0) {
    const top = stack[stack.length - 1];
    const target = edges[top.node][top.next++];
    if (target === undefined) {
      leave(top.node);
      stack.pop();
    } else if (!seen.has(target)) {
      seen.add(target);
      stack.push({ node: target, next: 0 });
    }
  }
}
