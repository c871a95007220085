import { ScopeGraph, State, Transition } from './structure';
import { JsonNode, ObjectNode, StringNode } from '../asl/json/nodes';

/** How the states of a scope follow each other. Made once for each scope, in time linear in its size. */
export function scopeGraph(scope: ObjectNode, statesNode: ObjectNode | undefined, states: readonly State[]): ScopeGraph {
  const transitions: Transition[] = [];
  // What is no object, or not known until deploy, may be anything.
  let uncertain = !statesNode || statesNode.opaqueMembers.length > 0 || statesNode.members.length > states.length;
  let terminal = uncertain;
  const ways = new Map<string, string[]>();
  let forward = true;

  const add = (from: State | undefined, field: Transition['field'], node: JsonNode | undefined, to: string[]): void => {
    if (node?.kind === 'string') {
      transitions.push({ from, field, target: node });
      to.push(node.value);
      if (from && (node.value === from.name || ways.has(node.value))) forward = false;
    } else {
      // What is missing or of the wrong type is said by other rules; it may have led anywhere.
      uncertain = true;
    }
  };

  const start: string[] = [];
  add(undefined, 'StartAt', scope.get('StartAt'), start);
  for (const state of states) {
    const to: string[] = [];
    const { node } = state;
    if (node.opaqueMembers.length > 0) uncertain = terminal = true;
    for (const field of ['Next', 'Default'] as const) {
      if (node.has(field)) add(state, field, node.get(field), to);
    }
    for (const field of ['Choices', 'Catch']) {
      for (const rule of elements(node.get(field))) {
        if (rule.kind === 'object' && rule.opaqueMembers.length === 0) add(state, 'Next', rule.get('Next'), to);
        else uncertain = true;
      }
    }
    const end = node.get('End');
    if (state.type === 'Succeed' || state.type === 'Fail' || (end && !(end.kind === 'boolean' && !end.value))) {
      terminal = true;
    } else if (state.type === undefined || (to.length === 0 && state.type !== 'Choice' && !end)) {
      uncertain = terminal = true;
    }
    ways.set(state.name, to);
  }
  const names = new Set(statesNode?.members.map((member) => member.name as string));
  return { transitions, names, uncertain, terminal, forward, reachable: reach(start, ways) };
}

function elements(node: JsonNode | undefined): readonly JsonNode[] {
  if (node?.kind === 'array') return node.elements;
  // Not known until deploy: as an element that may lead anywhere.
  return node ? [node] : [];
}

function reach(start: readonly string[], ways: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set<string>();
  const open = [...start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const next of ways.get(name) ?? []) open.push(next);
  }
  return reached;
}

/** The place of a transition's target among a state's fields, for a sentence: `Choices[2].Next`. */
export function transitionField(target: StringNode): string {
  const rule = target.parent;
  const list = rule?.parent;
  if (list?.kind !== 'array') return String(target.name);
  return `${String(list.name)}[${String(rule?.name)}].${String(target.name)}`;
}
