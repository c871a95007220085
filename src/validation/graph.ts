import { ScopeGraph, State, Transition } from './structure';
import { JsonNode, ObjectNode, StringNode } from '../asl/json/nodes';

/** Finds how the states of a scope follow each other, as they are met one after the other; in time linear in their size. */
export class ScopeGraphBuilder {
  private readonly transitions: Transition[] = [];
  /** Where the transitions of each state end in the list: they begin where those of the one before end. */
  private readonly ends: number[] = [];
  // What is no object, or not known until deploy, may be anything.
  private uncertain: boolean;
  private terminal: boolean;
  private forward = true;

  constructor(scope: ObjectNode, private readonly statesNode: ObjectNode | undefined) {
    this.uncertain = this.terminal = !statesNode || statesNode.opaqueMembers.length > 0;
    this.addTransition(undefined, 'StartAt', scope.get('StartAt'));
  }

  public add(state: State): void {
    const { node, type } = state;
    const before = this.transitions.length;
    if (node.opaqueMembers.length > 0) this.uncertain = this.terminal = true;
    let end: JsonNode | undefined;
    for (const member of node.members) {
      switch (member.name) {
        case 'Next':
        case 'Default':
          this.addTransition(state, member.name, member);
          break;
        case 'Choices':
        case 'Catch':
          for (const rule of elements(member)) {
            if (rule.kind === 'object' && rule.opaqueMembers.length === 0) this.addTransition(state, 'Next', rule.get('Next'));
            else this.uncertain = true;
          }
          break;
        case 'End':
          end = member;
      }
    }
    if (type === 'Succeed' || type === 'Fail' || (end && !(end.kind === 'boolean' && !end.value))) {
      this.terminal = true;
    } else if (type === undefined || (this.transitions.length === before && type !== 'Choice' && !end)) {
      this.uncertain = this.terminal = true;
    }
    this.ends.push(this.transitions.length);
  }

  /** @param states all that were added */
  public build(states: readonly State[]): ScopeGraph {
    const { transitions, forward, statesNode } = this;
    if (statesNode && statesNode.members.length > states.length) this.uncertain = this.terminal = true;
    const { uncertain, terminal } = this;
    return { transitions, uncertain, terminal, forward, unreached: uncertain ? [] : this.unreachedOf(states) };
  }

  private addTransition(from: State | undefined, field: Transition['field'], node: JsonNode | undefined): void {
    if (node?.kind === 'string') {
      const to = this.statesNode?.indexOf(node.value) ?? -1;
      this.transitions.push({ from, field, target: node, to });
      if (from && to >= 0 && to <= this.ends.length) this.forward = false;
    } else {
      // What is missing or of the wrong type is said by other rules; it may have led anywhere.
      this.uncertain = true;
    }
  }

  private unreachedOf(states: readonly State[]): State[] {
    const { transitions, ends } = this;
    const reached = new Uint8Array(states.length);
    const open: number[] = [];
    const follow = (from: number, end: number): void => {
      for (let i = from; i < end; i++) {
        const { to } = transitions[i];
        if (to < 0 || reached[to] === 1) continue;
        reached[to] = 1;
        open.push(to);
      }
    };
    // The first is StartAt.
    follow(0, 1);
    for (let at = open.pop(); at !== undefined; at = open.pop()) follow(at === 0 ? 1 : ends[at - 1], ends[at]);
    return states.filter((_, index) => reached[index] === 0);
  }
}

function elements(node: JsonNode | undefined): readonly JsonNode[] {
  if (node?.kind === 'array') return node.elements;
  // Not known until deploy: as an element that may lead anywhere.
  return node ? [node] : [];
}

/** The place of a transition's target among a state's fields, for a sentence: `Choices[2].Next`. */
export function transitionField(target: StringNode): string {
  const rule = target.parent;
  const list = rule?.parent;
  if (list?.kind !== 'array') return String(target.name);
  return `${String(list.name)}[${String(rule?.name)}].${String(target.name)}`;
}
