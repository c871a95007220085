import { IPolicyValidationPlugin, PolicyValidationPluginReport, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { acknowledgedIds, PLUGIN_NAME, violationOf } from './policy-report';
import { Finding } from '../finding';

const ofApp = new WeakMap<IConstruct, LateFindings>();

/** Apps whose report has everything already. */
const reported = new WeakSet<IConstruct>();

interface LateFinding {
  readonly finding: Finding;
  readonly construct: IConstruct;
}

/**
 * Warnings about a state machine in a stage whose stacks are written already when an app's validations run: an annotation would come too late.
 * They are shown in CDK's validation report, which the app writes last. The plugin is there only where there is something to show.
 */
export class LateFindings implements IPolicyValidationPlugin {
  public static of(app: IConstruct): LateFindings {
    let late = ofApp.get(app);
    if (!late) {
      late = new LateFindings(app);
      ofApp.set(app, late);
    }
    return late;
  }

  /** Says that another plugin reports everything about an app. */
  public static leave(app: IConstruct): void {
    reported.add(app);
  }

  public readonly name = PLUGIN_NAME;
  private readonly findings = new Map<string, LateFinding>();

  private constructor(private readonly app: IConstruct) {}

  public get ruleIds(): string[] {
    return [...new Set([...this.findings.values()].map(({ finding }) => finding.id))];
  }

  public add(finding: Finding, construct: IConstruct): void {
    if (this.findings.size === 0) Validations.of(this.app).addPlugins(this);
    this.findings.set(JSON.stringify([construct.node.path, finding.id, finding.pointer, finding.message]), { finding, construct });
  }

  public validate(): PolicyValidationPluginReport {
    if (reported.has(this.app)) return { success: true, violations: [] };
    const hidden = acknowledgedIds(this.app);
    return { success: true, violations: [...this.findings.values()].map(({ finding, construct }) => violationOf(finding, construct, hidden)) };
  }
}
