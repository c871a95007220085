import { CalledResource } from './resource';
import { JsonNode, ObjectNode, StringNode } from '../asl/json/nodes';
import type { QueryLanguage, StateType } from '../asl/model';
import { FieldSpec, ObjectSpec } from '../asl/state-fields';

/**
 * A definition as the rules see it: scopes of states, and objects with the fields that the language names. Everything may be missing or of
 * the wrong type: a rule looks before it judges.
 */
export interface Structure {
  readonly spec: ObjectSpec;
  readonly node: ObjectNode;
  readonly scope: Scope;
  /** The state that it is in, or is. */
  readonly state: State | undefined;
  /** Undefined where it is not known until deploy. */
  readonly language: QueryLanguage | undefined;
}

export interface Scope {
  readonly kind: 'machine' | 'branch' | 'processor';
  readonly node: ObjectNode;
  /** The Parallel or Map state around it. */
  readonly owner: State | undefined;
  /** Whether the scope is the processor of a Distributed Map. */
  readonly distributed: boolean;
  /** The query language of the machine. */
  readonly language: QueryLanguage | undefined;
  /** The states in the order of the text; a value that is no object is not among them. */
  readonly states: readonly State[];
  /** The object under `States`, where it is one. */
  readonly statesNode: ObjectNode | undefined;
  readonly graph: ScopeGraph;
}

export interface State {
  readonly name: string;
  readonly node: ObjectNode;
  /** Undefined where `Type` is missing, unknown or not known until deploy. */
  readonly type: StateType | undefined;
  /** What the `Resource` of a Task state calls, as far as its text says it. */
  readonly called: CalledResource | undefined;
  readonly scope: Scope;
  readonly language: QueryLanguage | undefined;
}

/** A way from a state to another, as the definition says it. */
export interface Transition {
  /** The state that it leaves; undefined for `StartAt`. */
  readonly from: State | undefined;
  readonly field: 'StartAt' | 'Next' | 'Default';
  readonly target: StringNode;
  /** The place of the target among the members of `States`; -1 where it is not there. */
  readonly to: number;
}

/** How a scope's states follow each other. */
export interface ScopeGraph {
  readonly transitions: readonly Transition[];
  /** Whether some way or name is not known until deploy, or missing where one must be: then nothing is said about what is not reached. */
  readonly uncertain: boolean;
  /** The states that cannot be reached from `StartAt`; none where that is uncertain. */
  readonly unreached: readonly State[];
  /** Whether some state of the scope ends it, or may: a Succeed or Fail state, or one with `End`. */
  readonly terminal: boolean;
  /** Whether every way leads to a state further down in the text, so that there is no loop. It says nothing where ways are uncertain. */
  readonly forward: boolean;
}

export interface Field {
  readonly name: string;
  readonly node: JsonNode;
  readonly spec: FieldSpec;
  readonly structure: Structure;
}

/** A field in which paths, intrinsic functions or JSONata are evaluated. */
export interface Template extends Field {
  /** Undefined where it is not known until deploy. */
  readonly language: QueryLanguage | undefined;
}

/** The processor of the Distributed Map in whose child executions the states of a scope run; undefined where they run in that of the machine. */
export function distributedAround(scope: Scope): Scope | undefined {
  let at: Scope | undefined = scope;
  while (at && !at.distributed) at = at.owner?.scope;
  return at;
}

/** Whether the child executions of a Distributed Map are Express workflows. */
export function isExpressProcessor({ distributed, node }: Scope): boolean {
  const config = distributed ? node.get('ProcessorConfig') : undefined;
  return config?.kind === 'object' && textOf(config.get('ExecutionType')) === 'EXPRESS';
}

/** The text of a member, where it is a known text. */
export function textOf(node: JsonNode | undefined): string | undefined {
  return node?.kind === 'string' ? node.value : undefined;
}

/** Whether a text is delimited as JSONata. */
export function isJsonata(text: string): boolean {
  return text.startsWith('{%') && text.endsWith('%}') && text.length >= 4;
}
