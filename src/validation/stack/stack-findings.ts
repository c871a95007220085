import { STACK_RULES } from './rules';
import { StackAnalysis } from './stack-analysis';
import { StackPlace } from './stack-rule';
import { AslDocument } from '../../asl/document';
import { pointerOf } from '../../asl/json/nodes';
import { DeclaredResource } from '../../definitions/template-scope';
import { Finding } from '../finding';

/** A finding about a state machine in a stack. */
export interface StackFinding extends Finding {
  /** The property of the resource that it is about, as a path; a finding about the definition has none. */
  readonly property?: string;
  readonly messageName: string;
}

export interface StackOptions {
  readonly constructPath?: string;
  /** Whether the machine is a construct, and not a resource of a template that is read. Default: false */
  readonly inApp?: boolean;
}

/**
 * What is wrong with a state machine as a resource of its stack: what its role does not allow, properties that AWS refuses. In the order of the
 * rules, and for each rule of the definition.
 *
 * @param machine the resource
 * @param document its definition, where that can be read
 */
export function stackFindings(machine: DeclaredResource, document: AslDocument | undefined, options: StackOptions = {}): StackFinding[] {
  const { constructPath, inApp = false } = options;
  const findings: StackFinding[] = [];
  const analysis = new StackAnalysis(machine, document, inApp);
  for (const rule of STACK_RULES) {
    rule.check({
      analysis,
      report: (message, { state, node, property }: StackPlace, words, fix = rule.fix) => {
        findings.push({
          id: rule.id,
          severity: rule.severity,
          refusedByAws: rule.refusedByAws,
          ...(rule.awsCode !== undefined && { awsCode: rule.awsCode }),
          messageName: String(message),
          message: rule.messages[message](...words as never[]),
          fix,
          pointer: node ? pointerOf(node) : '',
          ...(node && document ? document.locate(node) : { line: 1, column: 1 }),
          ...(property !== undefined && { property }),
          ...(state && { stateName: state.name }),
          ...(constructPath !== undefined && { constructPath }),
          ...(document?.source.file !== undefined && node && { file: document.source.file }),
        });
      },
    });
  }
  return findings;
}
