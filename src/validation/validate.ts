import { DefinitionSource } from '../asl/definition-source';
import { AslDocument, parseDefinition, ParseOptions } from '../asl/document';
import { JsonNode, pointerOf } from '../asl/json/nodes';
import { Position } from '../asl/json/positions';
import { didYouMean } from '../did-you-mean';
import { Finding } from './finding';
import { Rule, Messages, Place, RuleContext, traitsOf, WorkflowType } from './rule';
import { Flow } from './flow/flow';
import { RULES } from './rules';
import { Walk } from './walk';

export interface ValidateOptions extends ParseOptions {
  /** Default: the type of the source, or else STANDARD. */
  readonly type?: WorkflowType;
  /** The construct that the definition is from: every finding names it. */
  readonly constructPath?: string;
}

/** A finding with the name of its message, which tests look at. */
export interface RuleFinding extends Finding {
  readonly messageName: string;
}

/** Names that may be compared to find a near one, in all, for one definition: more would not be linear in its size. */
const COMPARED_NAMES = 100_000;

/** What is wrong with a definition, in the order of the text. Never throws on any text. */
export function validateDefinition(source: DefinitionSource | string, options: ValidateOptions = {}): Finding[] {
  return validateDocument(parseDefinition(source, options), options).map(({ messageName: _, ...finding }) => finding);
}

export function validateDocument(document: AslDocument, options: ValidateOptions = {}, rules: readonly Rule[] = RULES): RuleFinding[] {
  const findings: RuleFinding[] = [];
  const workflowType = options.type ?? document.source.workflowType ?? 'STANDARD';
  let namesLeft = COMPARED_NAMES;

  const contextOf = (rule: Rule): RuleContext<Messages> => ({
    document,
    workflowType,
    report: (messageName, place, ...words) => {
      const node = 'offset' in place ? undefined : 'nameOf' in place ? place.nameOf : place;
      const stateName = node && walk.stateAround(node)?.name;
      const { severity, refusedByAws, awsCode } = traitsOf(rule, String(messageName));
      findings.push({
        id: rule.id,
        severity,
        refusedByAws,
        ...(awsCode !== undefined && { awsCode, awsLocation: awsLocation(node, rule.awsNamesContainer) }),
        messageName: String(messageName),
        message: rule.messages[messageName](...words),
        fix: rule.fix,
        pointer: node ? pointerOf(node) : '',
        ...positionOf(document, place),
        ...(stateName !== undefined && { stateName }),
        ...(options.constructPath !== undefined && { constructPath: options.constructPath }),
        ...(document.source.file !== undefined && { file: document.source.file }),
      });
    },
    didYouMean: (name, candidates) => {
      const names = candidates instanceof Set || Array.isArray(candidates) ? candidates as Set<string> | string[] : [...candidates];
      namesLeft -= names instanceof Set ? names.size : names.length;
      return namesLeft < 0 ? '' : didYouMean(name, names);
    },
  });

  const walk = new Walk(rules.map((rule) => rule.check(contextOf(rule))), new Flow());
  walk.document(document);
  return findings.sort((a, b) => a.line - b.line || a.column - b.column || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** A place as AWS's diagnostics write it. */
function awsLocation(node: JsonNode | undefined, namesContainer: boolean = false): string {
  let location = '';
  for (let at = namesContainer ? node?.parent : node; at?.parent; at = at.parent) {
    location = typeof at.name === 'number' ? `[${at.name}]${location}` : `/${at.name}${location}`;
  }
  return location === '' ? '/' : location;
}

function positionOf(document: AslDocument, place: Place): Position {
  if ('offset' in place) return document.locateOffset(place.offset);
  if ('nameOf' in place) return document.locateName(place.nameOf);
  return place.kind === 'object' || place.kind === 'array' ? document.locateName(place) : document.locate(place);
}
