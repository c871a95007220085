import { readFileSync } from 'fs';
import { join } from 'path';
import { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { AppLook } from './app-look';
import { settingsFor } from './coverage';
import { idleBelow } from './idle-acknowledgements';
import { LateFindings } from './late-findings';
import { openFindings, openLoneStates } from './machine-findings';
import { acknowledgedIds, PLUGIN_NAME, violationOf } from './policy-report';
import { isStateMachineResource } from '../../definitions/construct';
import { ALL_RULES } from '../all-rules';
import { FindingSeverity } from '../finding';
import { NOT_CHECKED, Settings } from '../settings';
import type { AslValidationSettings } from '../validation-settings';

/**
 * Puts what is wrong with the state machines of an app into CDK's validation report: every state machine, with every finding that is not
 * acknowledged, also those that are shown already.
 *
 * CDK runs plugins when a whole app is synthesised, after its templates are written, and says by the exit code that one found errors. A test that
 * calls `Template.fromStack()` does not run them: `AslValidation.of(app)` stops that, too.
 *
 * @example
 * const app = new App();
 * Validations.of(app).addPlugins(new AslValidationPlugin());
 */
export class AslValidationPlugin implements IPolicyValidationPlugin {
  /** The name in the report, and the first half of the ids of its rules: `cdk-stepwright::ASL204`. */
  public readonly name: string = PLUGIN_NAME;
  /** The version of this package. */
  public readonly version?: string;
  /** The ids of the rules. */
  public readonly ruleIds?: string[];
  private readonly settings: Settings;

  /** @param settings what is set for the whole app; what `AslValidation.of()` sets for a part of it counts for more */
  constructor(settings: AslValidationSettings = {}) {
    this.settings = Settings.of(settings, 'for the AslValidationPlugin');
    this.version = ownVersion();
    this.ruleIds = [...ALL_RULES.map(({ id }) => id), NOT_CHECKED];
  }

  /**
   * Called by CDK.
   *
   * @param context what CDK says of the app
   */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const app = context.appConstruct;
    LateFindings.leave(app);
    const look = new AppLook();
    const found = [
      ...app.node.findAll().filter(isStateMachineResource)
        .flatMap((construct) => openFindings(construct, look, this.settings.with(settingsFor(construct))).map((finding) => ({ construct, finding }))),
      ...openLoneStates(app, look, this.settings),
      ...idleBelow(app, { checksAll: true, settings: this.settings, look }),
    ];
    const hidden = acknowledgedIds(app);
    return {
      success: !found.some(({ finding }) => finding.severity === FindingSeverity.ERROR),
      violations: found.map(({ finding, construct }) => violationOf(finding, construct, hidden)),
    };
  }
}

/** Undefined where the package is bundled into another. */
function ownVersion(): string | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(join(__dirname, '..', '..', '..', 'package.json'), 'utf8')) as { name?: string; version?: string };
    return name === PLUGIN_NAME ? version : undefined;
  } catch {
    return undefined;
  }
}
