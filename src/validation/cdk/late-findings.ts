import { CfnResource, IPolicyValidationPlugin, PolicyValidationPluginReport, PolicyViolation, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Finding } from '../finding';

const ofApp = new WeakMap<IConstruct, LateFindings>();

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

  public readonly name = 'cdk-stepwright';
  private readonly violations = new Map<string, PolicyViolation>();

  private constructor(private readonly app: IConstruct) {}

  public get ruleIds(): string[] {
    return [...new Set([...this.violations.values()].map(({ ruleName }) => ruleName))];
  }

  public add({ id, severity, message, fix, pointer }: Finding, machine: CfnResource): void {
    if (this.violations.size === 0) Validations.of(this.app).addPlugins(this);
    const constructPath = machine.node.path;
    this.violations.set(JSON.stringify([constructPath, id, pointer, message]), {
      ruleName: id, description: message, fix, severity: severity.toLowerCase(), violatingResources: [{ constructPath, locations: pointer === '' ? [] : [pointer] }],
    });
  }

  public validate(): PolicyValidationPluginReport {
    return { success: true, violations: [...this.violations.values()] };
  }
}
