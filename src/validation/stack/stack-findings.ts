import { STACK_RULES } from './rules';
import { unusedStates } from './rules/unused-states';
import { AppAccess, StackAnalysis } from './stack-analysis';
import { StackPlace } from './stack-rule';
import { AslDocument } from '../../asl/document';
import { pointerOf } from '../../asl/json/nodes';
import { DeclaredResource } from '../../definitions/template-scope';
import { traitsOf } from '../rule';
import { endOf, namesAround, PlacedFinding, positionOf } from '../validate';

export interface StackOptions {
  readonly constructPath?: string;
  /** Whether the machine is a construct, and not a resource of a template that is read. Default: false */
  readonly inApp?: boolean;
  /** What is known from other state machines of the same app. Default: nothing */
  readonly access?: AppAccess;
}

/** The rules that a template is enough for: which states are in no definition shows only in an app. */
export const TEMPLATE_RULE_IDS: ReadonlySet<string> = new Set(STACK_RULES.filter((rule) => rule !== unusedStates).map(({ id }) => id));

/**
 * What is wrong with a state machine as a resource of its stack: what its role does not allow, properties that AWS refuses. In the order of the
 * rules, and for each rule of the definition.
 *
 * @param machine the resource
 * @param document its definition, where that can be read
 */
export function stackFindings(machine: DeclaredResource, document: AslDocument | undefined, options: StackOptions = {}): PlacedFinding[] {
  const { constructPath, inApp = false, access = new AppAccess() } = options;
  const findings: PlacedFinding[] = [];
  const analysis = new StackAnalysis(machine, document, inApp, access);
  for (const rule of STACK_RULES) {
    rule.check({
      analysis,
      report: (message, { state, node, property }: StackPlace, words, ownFix) => {
        const { severity, refusedByAws, awsCode, fix } = traitsOf(rule, String(message));
        const finding = {
          id: rule.id,
          severity,
          refusedByAws,
          ...(awsCode !== undefined && { awsCode }),
          messageName: String(message),
          statesAround: namesAround(state),
          message: rule.messages[message](...words as never[]),
          fix: ownFix ?? fix,
          link: rule.link,
          pointer: node ? pointerOf(node) : '',
          ...(node && document ? { ...positionOf(document, node), ...endOf(document, node) } : { line: 1, column: 1 }),
          ...(property !== undefined && { property }),
          ...(state && { stateName: state.name }),
          ...(constructPath !== undefined && { constructPath }),
          ...(document?.source.file !== undefined && node && { file: document.source.file }),
        };
        findings.push({ finding, node });
      },
    });
  }
  return findings;
}
