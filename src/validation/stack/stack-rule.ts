import { StackAnalysis } from './stack-analysis';
import { JsonNode } from '../../asl/json/nodes';
import type { Messages, RuleMetadata } from '../rule';
import { State } from '../structure';

/** A state machine in a stack that a rule's documentation shows and its test runs. */
export interface StackExample {
  readonly title?: string;
  /** A template with one state machine. */
  readonly template?: object;
  /** The code of a CDK app, for rules about constructs: `stack` is there, and the names that aws-cdk-lib exports. */
  readonly code?: string;
}

export interface BadStackExample extends StackExample {
  /** Exactly the findings, of all rules, that the example gives. */
  readonly findings: readonly { readonly at: string; readonly says: string }[];
}

/** Where a finding is: a place in the definition, or a property of the state machine's resource. */
export interface StackPlace {
  readonly state?: State;
  readonly node?: JsonNode;
  /** The path of a property, such as `LoggingConfiguration/Destinations`. */
  readonly property?: string;
}

export interface StackContext<M extends Messages> {
  readonly analysis: StackAnalysis;
  report<K extends keyof M>(message: K, place: StackPlace, words: Parameters<M[K]>, fix?: string): void;
}

/** A rule about a state machine as a resource of a stack: what its role allows, its properties, its constructs. */
export interface StackRule extends RuleMetadata {
  readonly messages: Messages;
  readonly examples: { readonly good: readonly StackExample[]; readonly bad: readonly BadStackExample[] };
  check(context: StackContext<Messages>): void;
}

/** Declares a rule. Ties the names and words of its messages to its reports. */
export function defineStackRule<M extends Messages>(rule: Omit<StackRule, 'messages' | 'check'> & {
  readonly messages: M;
  readonly check: (context: StackContext<M>) => void;
}): StackRule {
  return { ...rule, check: (context) => rule.check(context as unknown as StackContext<M>) };
}
