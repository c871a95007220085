import type { Messages, MessageTraits, RuleMetadata } from '../validation/rule';

/**
 * How it is known what AppSync does with what a rule finds: `documented` – AWS's documentation or AppSync's own error message says that it refuses
 * it; `silent` – it is known that AppSync takes it and does not do what was meant; `unverified` – it is not known for certain.
 */
export type Evidence = 'documented' | 'silent' | 'unverified';

export interface AppSyncMessageTraits extends MessageTraits {
  /** Default: the rule's */
  readonly evidence?: Evidence;
}

/** What is known about a rule for schemas or for code of resolvers without running it. */
export interface AppSyncRuleMetadata extends Omit<RuleMetadata, 'awsCode' | 'awsNamesContainer' | 'perMessage'> {
  readonly perMessage?: { readonly [message: string]: AppSyncMessageTraits };
  readonly evidence: Evidence;
  /** Where else it is seen what AppSync does, besides the page of AWS. */
  readonly seenAt?: readonly string[];
}

/** A rule with the examples, the context and the visitor of its kind. */
export interface AppSyncRule<Good, Bad, Context, Visitor> extends AppSyncRuleMetadata {
  readonly messages: Messages;
  readonly examples: { readonly good: readonly Good[]; readonly bad: readonly Bad[] };
  check(context: Context): Visitor;
}

/** A rule as it is declared: the names and words of its messages are tied to its reports. */
export type Declared<Rule extends AppSyncRule<unknown, unknown, never, unknown>, Context, M extends Messages> = Omit<Rule, 'messages' | 'perMessage' | 'check'> & {
  readonly messages: M;
  readonly perMessage?: { readonly [K in keyof M]?: AppSyncMessageTraits };
  readonly check: (context: Context) => ReturnType<Rule['check']>;
};

/** What is set of the findings that a message gives. */
export function appSyncTraitsOf({ severity, refusedByAws, fix, evidence, perMessage }: AppSyncRuleMetadata, message: string): Required<Omit<AppSyncMessageTraits, 'awsCode'>> {
  return { severity, refusedByAws, fix, evidence, ...perMessage?.[message] };
}
