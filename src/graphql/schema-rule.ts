import type { ASTNode, Source } from 'graphql/language';
import { ApiFacts } from './api-facts';
import type { SchemaAcknowledgement } from './schema-acknowledgements';
import { SchemaModel } from './schema-model';
import type { SchemaCheck } from './validate-schema';
import type { TextEdit } from '../validation/finding';
import type { Messages, MessageTraits, RuleMetadata } from '../validation/rule';

/**
 * How it is known what AppSync does with what a rule finds: `documented` – AWS's documentation or AppSync's own error message says that it refuses
 * it; `silent` – it is known that AppSync takes it and does not do what was meant; `unverified` – it is not known for certain.
 */
export type Evidence = 'documented' | 'silent' | 'unverified';

export interface SchemaMessageTraits extends MessageTraits {
  /** Default: the rule's */
  readonly evidence?: Evidence;
}

/** What is known about a rule for schemas without running it. */
export interface SchemaRuleMetadata extends Omit<RuleMetadata, 'awsCode' | 'awsNamesContainer' | 'perMessage'> {
  readonly perMessage?: { readonly [message: string]: SchemaMessageTraits };
  readonly evidence: Evidence;
  /** What must be known of the API, or the rule does not look. Default: nothing */
  readonly needs?: readonly (keyof ApiFacts)[];
  /** Where else it is seen what AppSync does, besides the page of AWS. */
  readonly seenAt?: readonly string[];
}

/** A schema that a rule's documentation shows and its test runs. */
export interface SchemaExample {
  readonly title?: string;
  /** The schema as a text, or as files by name. */
  readonly schema: string | { readonly [file: string]: string };
  /** What is known of the API. Default: nothing */
  readonly api?: ApiFacts;
}

export interface BadSchemaExample extends SchemaExample {
  /** Exactly the findings, of all rules, that the schema gives: `3:5`, or `types.graphql:3:5`. */
  readonly findings: readonly { readonly at: string; readonly says: string; readonly write?: string }[];
  /** What the edits of the findings make of a schema in one text. Default: they have none */
  readonly fixed?: string;
}

/** Where a finding is: a node of the schema, a place in a text, or the API as a whole. */
export type SchemaPlace = ASTNode | { readonly source: Source; readonly offset: number } | 'api';

export interface SchemaReportOptions {
  /** Changes of the text in which the place is that mend it, where it is certain what was meant. */
  readonly edits?: readonly TextEdit[];
  /** What to write instead, where it can be said. */
  readonly write?: string;
  /** The construct that it is about, where that is not the API. */
  readonly constructPath?: string;
}

export interface SchemaContext<M extends Messages> {
  readonly schema: SchemaModel;
  readonly check: SchemaCheck;
  readonly api: ApiFacts;
  /** The ids of all rules about schemas. */
  readonly ruleIds: ReadonlySet<string>;
  report<K extends keyof M>(message: K, place: SchemaPlace, words: Parameters<M[K]>, options?: SchemaReportOptions): void;
  /** ` Did you mean "…"?`, or nothing; in all a bounded amount of work for one schema. */
  didYouMean(name: string, candidates: Iterable<string>): string;
  /** The one candidate that is near to a name; undefined where none is or several are, and where too much was compared already. */
  onlyNearName(name: string, candidates: Iterable<string>): string | undefined;
}

/** When a rule looks. */
export interface SchemaVisitor {
  /** Once, whatever the text is. */
  text?(): void;
  /** Where the text could be read. */
  schema?(): void;
  /** An acknowledgement that does not hold, after the findings are known. */
  idleAcknowledgement?(acknowledgement: SchemaAcknowledgement): void;
}

export interface SchemaRule extends SchemaRuleMetadata {
  readonly messages: Messages;
  readonly examples: { readonly good: readonly SchemaExample[]; readonly bad: readonly BadSchemaExample[] };
  check(context: SchemaContext<Messages>): SchemaVisitor;
}

/** What is set of the findings that a message gives. */
export function schemaTraitsOf({ severity, refusedByAws, fix, evidence, perMessage }: SchemaRuleMetadata, message: string): Required<Omit<SchemaMessageTraits, 'awsCode'>> {
  return { severity, refusedByAws, fix, evidence, ...perMessage?.[message] };
}

/** Declares a rule. Ties the names and words of its messages to its reports. */
export function defineSchemaRule<M extends Messages>(rule: Omit<SchemaRule, 'messages' | 'perMessage' | 'check'> & {
  readonly messages: M;
  readonly perMessage?: { readonly [K in keyof M]?: SchemaMessageTraits };
  readonly check: (context: SchemaContext<M>) => SchemaVisitor;
}): SchemaRule {
  return { ...rule, perMessage: rule.perMessage as SchemaRule['perMessage'], check: (context) => rule.check(context as unknown as SchemaContext<M>) };
}
