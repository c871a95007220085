import { CfnResource, IPolicyValidationPlugin, PolicyValidationPluginReport, PolicyViolation, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Finding } from '../finding';

const PLUGIN_NAME = 'cdk-stepwright';

/**
 * Warnings about a state machine in a stage whose stacks are written already when an app's validations run: an annotation would come too late.
 * They are shown in CDK's validation report, which the app writes last. The plugin is there only where there is something to show.
 */
export class LateFindings implements IPolicyValidationPlugin {
  private static readonly ofApp = new WeakMap<IConstruct, LateFindings>();

  public static of(app: IConstruct): LateFindings {
    let late = LateFindings.ofApp.get(app);
    if (!late) {
      late = new LateFindings(app);
      LateFindings.ofApp.set(app, late);
    }
    return late;
  }

  public readonly name = PLUGIN_NAME;
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
