import type { CommentAcknowledgement } from './comment-acknowledgements';
import { FindingSeverity, TextEdit } from './finding';
import type { Flow } from './flow/flow';
import { Field, Scope, State, Structure, Template } from './structure';
import { AslDocument } from '../asl/document';
import { JsonNode, ObjectNode, StringNode } from '../asl/json/nodes';
import { JsonataAnalysis } from '../asl/jsonata';
import { FieldSpec } from '../asl/state-fields';

export type WorkflowType = 'STANDARD' | 'EXPRESS';

/** What is known about a rule without running it. `docs/rules/` is made from it. */
export interface RuleMetadata {
  /** `ASL`, a digit for the area and two more. Never reused. */
  readonly id: string;
  /** The name of the rule's file. */
  readonly name: string;
  readonly severity: FindingSeverity;
  /** Whether AWS refuses to create the machine. */
  readonly refusedByAws: boolean;
  readonly awsCode?: string;
  /** Where AWS's diagnostic names the object around the place that a finding names. Default: it names the same place. */
  readonly awsNamesContainer?: boolean;
  /** Messages whose findings differ from the rule's in what is not of their words, by name. */
  readonly perMessage?: { readonly [message: string]: MessageTraits };
  /** What must be so, in one sentence. */
  readonly summary: string;
  /** What happens where it is not so. */
  readonly why: string;
  /** What to do, for the one who reads a finding. */
  readonly fix: string;
  readonly link: string;
}

export interface MessageTraits {
  /** Default: the rule's */
  readonly severity?: FindingSeverity;
  /** Default: the rule's */
  readonly refusedByAws?: boolean;
  /** Default: the rule's, or none where AWS does not refuse what the rule's others find */
  readonly awsCode?: string;
  /** Default: the rule's */
  readonly fix?: string;
}

/** A definition that a rule's documentation shows and its test runs. */
export interface RuleExample {
  readonly title?: string;
  /** The definition as an object, or as text where the text matters. */
  readonly definition: object | string;
  readonly type?: WorkflowType;
}

export interface BadRuleExample extends RuleExample {
  /** What `--fix` makes of it. Default: the same, as nothing about it is certain */
  readonly fixed?: object | string;
  /** Exactly the findings, of all rules, that the definition gives. */
  readonly findings: readonly { readonly at: string; readonly says: string }[];
}

/** The sentences of a rule, by name. */
export type Messages = { readonly [name: string]: (...words: never[]) => string };

/**
 * Where a finding is: a value, the name under which it stands, a character of a text's value, or a place in a text that could not be parsed. Objects
 * and arrays are shown by their name.
 */
export type Place = JsonNode | { readonly nameOf: JsonNode } | { readonly inside: StringNode; readonly index: number } | { readonly offset: number };

/** A place in the expression between `{%` and `%}`. */
export function inExpression(node: StringNode, offset: number): Place {
  return { inside: node, index: offset + 2 };
}

/** What a rule may say of a finding besides its words. */
export interface ReportOptions {
  /** Changes of the text that mend it, where it is certain what was meant: see `edits.ts`. */
  readonly edits: readonly TextEdit[] | undefined;
}

export interface RuleContext<M extends Messages> {
  readonly document: AslDocument;
  readonly workflowType: WorkflowType;
  /** The ids of all rules. */
  readonly ruleIds: ReadonlySet<string>;
  report<K extends keyof M>(message: K, place: Place, ...words: [...Parameters<M[K]>, options?: ReportOptions]): void;
  /** ` Did you mean "…"?`, or nothing; in all a bounded amount of work for one definition. */
  didYouMean(name: string, candidates: Iterable<string>): string;
  /** The one candidate that is near to a name; undefined where none is or several are, and where too much was compared already. */
  onlyNearName(name: string, candidates: Iterable<string>): string | undefined;
}

/** What a rule is shown, in the order of the text. Nothing here may change the document or throw. Its functions are called without `this`. */
export interface RuleVisitor {
  /** Once, even where the text could not be parsed. */
  document?(document: AslDocument): void;
  /** The value of the whole text. */
  root?(node: JsonNode): void;
  /** The machine, each branch of a Parallel state, each processor of a Map state. */
  scope?(scope: Scope): void;
  state?(state: State): void;
  /** Every object whose fields the language names: the machine, scopes, states, retriers, catchers, Choice rules, configurations. */
  structure?(structure: Structure): void;
  /** Every field that the language names. */
  field?(name: string, node: JsonNode, spec: FieldSpec, structure: Structure): void;
  /** Every member of a structure that the language does not name there. */
  unknownField?(node: JsonNode, structure: Structure): void;
  /** Every payload template, or value with JSONata in it, from its root. */
  template?(template: Template): void;
  /** Every object in a payload template. */
  templateObject?(node: ObjectNode, template: Template): void;
  /** Every string that is evaluated as JSONata: it begins with `{%` or ends with `%}`. The analysis is there where it has both. */
  jsonata?(node: StringNode, field: Field, analysis: JsonataAnalysis | undefined): void;
  /** After everything else, with what is known of how states follow each other. Each part is found when it is first asked for. */
  end?(flow: Flow): void;
  /** An acknowledgement in a comment that does not hold, after the findings are known. */
  idleAcknowledgement?(acknowledgement: CommentAcknowledgement): void;
}

export interface Rule extends RuleMetadata {
  readonly messages: Messages;
  readonly examples: { readonly good: readonly RuleExample[]; readonly bad: readonly BadRuleExample[] };
  /** Called once for a definition: what the rule remembers stays in the visitor. */
  check(context: RuleContext<Messages>): RuleVisitor;
}

/** What is set of the findings that a message gives. */
export function traitsOf(rule: RuleMetadata, message: string): Required<Omit<MessageTraits, 'awsCode'>> & { readonly awsCode?: string } {
  const { severity, refusedByAws, awsCode, fix, perMessage } = rule;
  const own = perMessage?.[message] ?? {};
  const refused = own.refusedByAws ?? refusedByAws;
  return {
    severity: own.severity ?? severity,
    refusedByAws: refused,
    awsCode: own.awsCode ?? (refused === refusedByAws ? awsCode : undefined),
    fix: own.fix ?? fix,
  };
}

/** Declares a rule. Ties the names and words of its messages to its reports. */
export function defineRule<M extends Messages>(rule: Omit<Rule, 'messages' | 'perMessage' | 'check'> & {
  readonly messages: M;
  readonly perMessage?: { readonly [K in keyof M]?: MessageTraits };
  readonly check: (context: RuleContext<M>) => RuleVisitor;
}): Rule {
  return { ...rule, perMessage: rule.perMessage as Rule['perMessage'], check: (context) => rule.check(context as unknown as RuleContext<M>) };
}
