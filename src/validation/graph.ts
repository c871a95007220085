import { ScopeGraph, State, Transition } from './structure';
import { JsonNode, ObjectNode, StringNode } from '../asl/json/nodes';

/** How the states of a scope follow each other. Made once for each scope, in time linear in its size. */
export function scopeGraph(scope: ObjectNode, statesNode: ObjectNode | undefined, states: readonly State[]): ScopeGraph {
  const transitions: Transition[] = [];
  /** The places of their targets among the states, as far as every member of `States` is one. */
  const targets: number[] = [];
  /** Where the transitions of each state end in the list: they begin where those of the one before end. */
  const ends: number[] = [];
  // What is no object, or not known until deploy, may be anything.
  let uncertain = !statesNode || statesNode.opaqueMembers.length > 0 || statesNode.members.length > states.length;
  let terminal = uncertain;
  let forward = true;

  const add = (from: State | undefined, field: Transition['field'], node: JsonNode | undefined): void => {
    if (node?.kind === 'string') {
      const to = statesNode?.indexOf(node.value) ?? -1;
      transitions.push({ from, field, target: node });
      targets.push(to);
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
  const unreached = uncertain ? [] : unreachedOf(states, starts, targets, ends);
  return { transitions, uncertain, terminal, forward, unreached };
}

function elements(node: JsonNode | undefined): readonly JsonNode[] {
  if (node?.kind === 'array') return node.elements;
  // Not known until deploy: as an element that may lead anywhere.
  return node ? [node] : [];
}

/** The states to which no way leads. The transitions of a state begin where those of the one before end; before all are those of the scope. */
function unreachedOf(states: readonly State[], starts: number, targets: readonly number[], ends: readonly number[]): State[] {
  const reached = new Uint8Array(states.length);
  const open: number[] = [];
  const follow = (from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      const target = targets[i];
      if (target < 0 || reached[target] === 1) continue;
      reached[target] = 1;
      open.push(target);
    }
  };
  follow(0, starts);
  for (let at = open.pop(); at !== undefined; at = open.pop()) follow(at === 0 ? starts : ends[at - 1], ends[at]);
  return states.filter((_, index) => reached[index] === 0);
}

/** The place of a transition's target among a state's fields, for a sentence: `Choices[2].Next`. */
export function transitionField(target: StringNode): string {
  const rule = target.parent;
  const list = rule?.parent;
  if (list?.kind !== 'array') return String(target.name);
  return `${String(list.name)}[${String(rule?.name)}].${String(target.name)}`;
}
