import { FlowEdge, objectsIn } from './flow-graph';
import { JsonNode, ObjectNode } from '../../asl/json/nodes';
import { Scope, State } from '../structure';

/** What an `Assign` field assigns. Undefined where that is not known until deploy. */
export function namesAssigned(assign: JsonNode | undefined): readonly string[] | undefined {
  if (!assign) return [];
  if (assign.kind !== 'object') return assign.kind === 'opaque' ? undefined : [];
  return assign.opaqueMembers.length > 0 ? undefined : assign.members.map(variableOf);
}

/** The variable that a member of an `Assign` field assigns. */
export function variableOf(member: JsonNode): string {
  const name = member.name as string;
  return name.endsWith('.$') ? name.slice(0, -2) : name;
}

/** The variables that are assigned on a way. Undefined where that is not known until deploy. */
export function assignedOn({ node }: FlowEdge): readonly string[] | undefined {
  return namesAssigned(node.get('Assign'));
}

/** An `Assign` field, and the state that it belongs to: the state's own, that of a Choice rule, or that of a catcher. */
export interface AssignField {
  readonly state: State;
  readonly owner: ObjectNode;
  readonly names: readonly string[];
  /** The members that assign them. */
  readonly members: readonly JsonNode[];
}

/** What may have an `Assign` field in a state: itself, its Choice rules and its catchers. */
export function assignOwners({ node }: State): ObjectNode[] {
  return [node, ...node.has('Choices') ? objectsIn(node.get('Choices')) : [], ...node.has('Catch') ? objectsIn(node.get('Catch')) : []];
}

/** The `Assign` fields of a scope's own states, not of those inside of its Map and Parallel states. */
export function assignFields({ states }: Scope): AssignField[] {
  const found: AssignField[] = [];
  for (const state of states) {
    for (const owner of assignOwners(state)) {
      const assign = owner.get('Assign');
      if (assign?.kind === 'object') found.push({ state, owner, members: assign.members, names: assign.members.map(variableOf) });
    }
  }
  return found;
}
