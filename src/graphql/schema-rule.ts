import type { ASTNode, Source } from 'graphql/language';
import { ApiFacts } from './api-facts';
import type { AppSyncRule, Declared } from './appsync-rule';
import type { ParsedSchema } from './parse-schema';
import type { SchemaAcknowledgement } from './schema-acknowledgements';
import { SchemaModel } from './schema-model';
import type { TextEdit } from '../validation/finding';
import type { Messages } from '../validation/rule';

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
  /** The texts, and what keeps them from being read. */
  readonly parsed: ParsedSchema;
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

export interface SchemaRule extends AppSyncRule<SchemaExample, BadSchemaExample, SchemaContext<Messages>, SchemaVisitor> {
  /** What must be known of the API, or the rule does not look. Default: nothing */
  readonly needs?: readonly (keyof ApiFacts)[];
}

/** Declares a rule. */
export function defineSchemaRule<M extends Messages>(rule: Declared<SchemaRule, SchemaContext<M>, M>): SchemaRule {
  return rule as unknown as SchemaRule;
}
