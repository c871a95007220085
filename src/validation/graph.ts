import { ScopeGraph, State, Transition } from './structure';
import { JsonNode, ObjectNode, StringNode } from '../asl/json/nodes';

/** How the states of a scope follow each other. Made once for each scope, in time linear in its size. */
export function scopeGraph(scope: ObjectNode, statesNode: ObjectNode | undefined, states: readonly State[]): ScopeGraph {
  const transitions: Transition[] = [];
  /** Where the transitions of each member of `States` end in the list: they begin where those of the one before end. */
  const ends: number[] = [];
  // What is no object, or not known until deploy, may be anything.
  let uncertain = !statesNode || statesNode.opaqueMembers.length > 0 || statesNode.members.length > states.length;
  let terminal = uncertain;
  let forward = true;

  const add = (from: State | undefined, field: Transition['field'], node: JsonNode | undefined): void => {
    if (node?.kind === 'string') {
      transitions.push({ from, field, target: node });
      const to = statesNode?.indexOf(node.value) ?? -1;
      if (from && to >= 0 && to <= ends.length) forward = false;
    } else {
      // What is missing or of the wrong type is said by other rules; it may have led anywhere.
      uncertain = true;
    }
  };

  add(undefined, 'StartAt', scope.get('StartAt'));
  const starts = transitions.length;
  for (const state of states) {
    const { node } = state;
    // What is no object has no transitions.
    while (statesNode!.members[ends.length] !== node) ends.push(transitions.length);
    const before = transitions.length;
    if (node.opaqueMembers.length > 0) uncertain = terminal = true;
    let end: JsonNode | undefined;
    for (const member of node.members) {
      switch (member.name) {
        case 'Next':
        case 'Default':
          add(state, member.name, member);
          break;
        case 'Choices':
        case 'Catch':
          for (const rule of elements(member)) {
            if (rule.kind === 'object' && rule.opaqueMembers.length === 0) add(state, 'Next', rule.get('Next'));
            else uncertain = true;
          }
          break;
        case 'End':
          end = member;
      }
    }
    if (state.type === 'Succeed' || state.type === 'Fail' || (end && !(end.kind === 'boolean' && !end.value))) {
      terminal = true;
    } else if (state.type === undefined || (transitions.length === before && state.type !== 'Choice' && !end)) {
      uncertain = terminal = true;
    }
    ends.push(transitions.length);
  }
  return { transitions, uncertain, terminal, forward, reachable: reach(transitions, starts, ends, statesNode) };
}

function elements(node: JsonNode | undefined): readonly JsonNode[] {
  if (node?.kind === 'array') return node.elements;
  // Not known until deploy: as an element that may lead anywhere.
  return node ? [node] : [];
}

function reach(transitions: readonly Transition[], starts: number, ends: readonly number[], statesNode: ObjectNode | undefined): Set<string> {
  const reached = new Set<string>();
  const open: number[] = [];
  const visit = (from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      const name = transitions[i].target.value;
      if (reached.has(name)) continue;
      reached.add(name);
      const number = statesNode?.indexOf(name) ?? -1;
      if (number >= 0 && number < ends.length) open.push(number);
    }
  };
  visit(0, starts);
  for (let number = open.pop(); number !== undefined; number = open.pop()) visit(number === 0 ? starts : ends[number - 1], ends[number]);
  return reached;
}

/** The place of a transition's target among a state's fields, for a sentence: `Choices[2].Next`. */
export function transitionField(target: StringNode): string {
  const rule = target.parent;
  const list = rule?.parent;
  if (list?.kind !== 'array') return String(target.name);
  return `${String(list.name)}[${String(rule?.name)}].${String(target.name)}`;
}
