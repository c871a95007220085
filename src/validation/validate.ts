import { DefinitionSource } from '../asl/definition-source';
import { AslDocument, parseDefinition, ParseOptions } from '../asl/document';
import { JsonNode, pointerOf } from '../asl/json/nodes';
import { Position } from '../asl/json/positions';
import { didYouMean, onlyNearName } from '../did-you-mean';
import { CommentAcknowledgements, mayAcknowledge } from './comment-acknowledgements';
import { endOfName } from './edits';
import { Finding, TextEdit } from './finding';
import { Flow } from './flow/flow';
import { Rule, Messages, Place, ReportOptions, RuleContext, traitsOf, WorkflowType } from './rule';
import { RULES } from './rules';
import type { Settings } from './settings';
import { STACK_RULE_IDS } from './stack/rule-ids';
import { State } from './structure';
import { placeInText } from './text-place';
import { Walk } from './walk';

export interface ValidateOptions extends ParseOptions {
  /** Default: the type of the source, or else STANDARD. */
  readonly type?: WorkflowType;
  /** The construct that the definition is from: every finding names it. */
  readonly constructPath?: string;
  /** Default: each rule has the severity that it says */
  readonly settings?: Settings;
  /** Whether what is acknowledged in comments is among the findings. Default: it is left out */
  readonly withAcknowledged?: boolean;
  /** What is wrong with the state machine as a resource of its stack. Default: nothing is known of a stack */
  readonly stack?: StackLook;
}

/** A look at the stack that a state machine is in. */
export interface StackLook {
  /** The rules that were applied: what they do not find is not there. */
  readonly ruleIds: ReadonlySet<string>;
  readonly found: readonly PlacedFinding[];
}

/** A finding with what only we look at. */
export interface RuleFinding extends Finding {
  /** The name of its message in the rule. */
  readonly messageName: string;
  /** The states around it, the innermost first. */
  readonly statesAround: readonly string[];
  /** The property of the state machine's resource that it is about, as a path; a finding about the definition has none. */
  readonly property?: string;
}

/** A finding with the node of the definition that it is about; none where it is about the whole. */
export interface PlacedFinding {
  readonly finding: RuleFinding;
  readonly node?: JsonNode;
}

/** What is wrong with a definition, and how much is acknowledged in its comments. */
export interface Validation {
  readonly findings: readonly RuleFinding[];
  readonly acknowledged: number;
}

/** Names that may be compared to find a near one, in all, for one definition: more would not be linear in its size. */
const COMPARED_NAMES = 100_000;

/** What is wrong with a definition, in the order of the text. Never throws on any text. */
export function validateDefinition(source: DefinitionSource | string | AslDocument, options: ValidateOptions = {}): Finding[] {
  const document = source instanceof AslDocument ? source : parseDefinition(source, options);
  return validateDocument(document, options).map(publicFinding);
}

/** A finding as users see it. */
export function publicFinding({ messageName: _, statesAround: __, property: ___, ...finding }: RuleFinding): Finding {
  return finding;
}

export function validateDocument(document: AslDocument, options: ValidateOptions = {}, rules: readonly Rule[] = RULES): RuleFinding[] {
  return [...checkDocument(document, options, rules).findings];
}

export function checkDocument(document: AslDocument, options: ValidateOptions = {}, rules: readonly Rule[] = RULES): Validation {
  const findings: RuleFinding[] = [];
  const nodes = new Map<RuleFinding, JsonNode>();
  const workflowType = options.type ?? document.source.workflowType ?? 'STANDARD';
  let namesLeft = COMPARED_NAMES;
  /** The names to compare, or none where enough was compared. */
  const compared = (candidates: Iterable<string>): Iterable<string> => {
    const names = candidates instanceof Set || Array.isArray(candidates) ? candidates as Set<string> | string[] : [...candidates];
    namesLeft -= names instanceof Set ? names.size : names.length;
    return namesLeft < 0 ? [] : names;
  };

  const contextOf = (rule: Rule): RuleContext<Messages> => ({
    document,
    workflowType,
    ruleIds: RULE_IDS(),
    report: (messageName, place, ...given) => {
      const node = nodeOf(place);
      const { words, edits } = withoutOptions(given);
      const statesAround = node ? namesAround(walk.stateAround(node)) : [];
      const [stateName] = statesAround;
      const { severity, refusedByAws, awsCode, fix } = traitsOf(rule, String(messageName));
      const finding: RuleFinding = {
        id: rule.id,
        severity,
        refusedByAws,
        ...(awsCode !== undefined && { awsCode, awsLocation: awsLocation(node, rule.awsNamesContainer) }),
        messageName: String(messageName),
        statesAround,
        message: rule.messages[messageName](...words),
        fix,
        // Where values are not known until deploy, the text is ours and not the user's.
        ...(edits && edits.length > 0 && document.source.opaques.length === 0 && { edits: [...edits] }),
        link: rule.link,
        pointer: node ? pointerOf(node) : '',
        ...positionOf(document, place),
        ...endOf(document, place),
        ...(stateName !== undefined && { stateName }),
        ...(options.constructPath !== undefined && { constructPath: options.constructPath }),
        ...(document.source.file !== undefined && { file: document.source.file }),
      };
      findings.push(finding);
      if (node) nodes.set(finding, node);
    },
    didYouMean: (name, candidates) => didYouMean(name, compared(candidates)),
    onlyNearName: (name, candidates) => onlyNearName(name, compared(candidates)),
  });

  const comments = !options.withAcknowledged && mayAcknowledge(document.source.text) ? new CommentAcknowledgements() : undefined;
  const visitors = rules.map((rule) => rule.check(contextOf(rule)));
  const walk = new Walk(comments ? [comments.visitor, ...visitors] : visitors, new Flow());
  walk.document(document);

  const { found: inStack = [], ruleIds: stackRuleIds } = options.stack ?? {};
  const found = findings.length + inStack.length;
  const openInStack = inStack.filter(({ finding, node }) => !comments?.holds(finding.id, node ?? document.root)).map(({ finding }) => finding);
  const open = comments ? findings.splice(0).filter((finding) => !comments.holds(finding.id, nodes.get(finding))) : findings;
  const acknowledged = found - open.length - openInStack.length;
  for (const idle of comments?.idle() ?? []) {
    // What is not looked at may be what it holds for.
    const notLookedAt = STACK_RULE_IDS.has(idle.rule) && !stackRuleIds?.has(idle.rule);
    if (!notLookedAt || idle.reason === '') visitors.forEach((visitor) => visitor.idleAcknowledgement?.(idle));
  }
  if (comments) open.push(...findings);

  open.sort((a, b) => a.line - b.line || a.column - b.column || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const all = [...open, ...openInStack];
  return { findings: options.settings ? all.flatMap((finding) => options.settings!.applied(finding) ?? []) : all, acknowledged };
}

let ruleIdsMade: ReadonlySet<string> | undefined;
const RULE_IDS = () => ruleIdsMade ??= new Set([...RULES.map(({ id }) => id), ...STACK_RULE_IDS]);

/** The words of a message, and what else a rule says of a finding. No word is an object. */
function withoutOptions(given: readonly unknown[]): { readonly words: never[]; readonly edits?: readonly TextEdit[] } {
  const last = given[given.length - 1];
  if (typeof last !== 'object' || last === null || !('edits' in last)) return { words: given as never[] };
  return { words: given.slice(0, -1) as never[], edits: (last as ReportOptions).edits };
}

/** The names of a state and of those around it, the innermost first. */
export function namesAround(innermost: State | undefined): string[] {
  const names: string[] = [];
  for (let state = innermost; state; state = state.scope.owner) names.push(state.name);
  return names;
}

/** A place as AWS's diagnostics write it. */
function awsLocation(node: JsonNode | undefined, namesContainer: boolean = false): string {
  let location = '';
  for (let at = namesContainer ? node?.parent : node; at?.parent; at = at.parent) {
    location = typeof at.name === 'number' ? `[${at.name}]${location}` : `/${at.name}${location}`;
  }
  return location === '' ? '/' : location;
}

/** The value that a place is of, or in. */
function nodeOf(place: Place): JsonNode | undefined {
  return 'offset' in place ? undefined : 'nameOf' in place ? place.nameOf : 'inside' in place ? place.inside : place;
}

export function positionOf(document: AslDocument, place: Place): Position {
  if ('offset' in place) return document.locateOffset(place.offset);
  if ('nameOf' in place) return document.locateName(place.nameOf);
  if ('inside' in place) return document.locateOffset(placeInText(document.source.text, place.inside, place.index) ?? place.inside.start);
  return place.kind === 'object' || place.kind === 'array' ? document.locateName(place) : document.locate(place);
}

/** Where a value or a name ends. Of an object or an array only the name is shown. */
export function endOf(document: AslDocument, place: Place): { readonly endLine: number; readonly endColumn: number } | undefined {
  if ('offset' in place || 'inside' in place) return undefined;
  const node = 'nameOf' in place ? place.nameOf : place;
  const byName = 'nameOf' in place || place.kind === 'object' || place.kind === 'array';
  const end = byName ? endOfName(document.source.text, node) : node.end;
  if (end === undefined) return undefined;
  const { line, column } = document.locateOffset(end);
  return { endLine: line, endColumn: column };
}
