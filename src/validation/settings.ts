import { ALL_RULES } from './all-rules';
import { Finding, FindingSeverity } from './finding';
import { NOT_CHECKED } from './not-checked';
import { SCHEMA_RULES_REFUSED } from './schema-rule-ids';
import type { AslValidationSettings } from './validation-settings';
import { parseDefinition } from '../asl/document';
import { isJsonObject, JsonValue } from '../asl/json-value';
import { readText } from '../definitions/read-text';
import { didYouMean } from '../did-you-mean';
import { StepwrightError } from '../errors';

export { NOT_CHECKED };

/** The file that the command line reads where it is started. */
export const CONFIG_FILE = 'stepwright.config.json';

type Severity = keyof typeof FindingSeverity | 'OFF';
const SEVERITIES: readonly string[] = [...Object.values(FindingSeverity), 'OFF'];

/** The ids of all rules, and whether AWS refuses what each finds. */
const REFUSED_BY_ID = new Map([...ALL_RULES.map((rule) => [rule.id, rule.refusedByAws] as const), ...Object.entries(SCHEMA_RULES_REFUSED)]);

/** The ids that findings can have and settings can name. */
export const FINDING_IDS: readonly string[] = [...REFUSED_BY_ID.keys(), NOT_CHECKED];

/** Which severities are other than the rules say. */
export class Settings {
  public static readonly NONE = new Settings(new Map());

  /** @param where who gives the settings, for sentences: `in file "stepwright.config.json"` */
  public static of({ severities, configFile }: AslValidationSettings, where: string): Settings {
    const ofFile = configFile === undefined ? Settings.NONE : Settings.fromFile(configFile);
    return ofFile.with(Settings.ofSeverities(severities ?? {}, where));
  }

  public static ofSeverities(severities: { readonly [rule: string]: string }, where: string): Settings {
    return new Settings(checked(severities, where));
  }

  public static fromFile(file: string): Settings {
    const what = `File "${file}"`;
    const document = parseDefinition(readText(file, 'Configuration'));
    if (!document.root || document.problems.length > 0) {
      const { line, column, message } = document.problems[document.problems.length - 1];
      throw new StepwrightError('InvalidConfiguration', `${what} cannot be read: line ${line}, column ${column}: ${message}`);
    }
    const content = document.toValue();
    if (!isJsonObject(content)) throw new StepwrightError('InvalidConfiguration', `${what} is no object. It looks like { "severities": { "ASL204": "ERROR" } }.`);
    for (const name of Object.keys(content)) {
      if (name !== 'severities') throw new StepwrightError('InvalidConfiguration', `${what} has "${name}", which is no setting.${didYouMean(name, ['severities'])} It may have "severities".`);
    }
    return new Settings(checked(content.severities ?? {}, `in file "${file}"`));
  }

  private constructor(private readonly severities: ReadonlyMap<string, Severity>) {}

  /** These settings, where others that are nearer to the definition do not say otherwise. */
  public with(nearer: Settings): Settings {
    if (nearer.severities.size === 0) return this;
    return new Settings(new Map([...this.severities, ...nearer.severities]));
  }

  /** A finding as the settings have it; undefined where its rule is off. What AWS refuses stays an error. */
  public applied<F extends Finding>(finding: F): F | undefined {
    const severity = this.severities.get(finding.id);
    if (severity === undefined || finding.refusedByAws) return finding;
    return severity === 'OFF' ? undefined : { ...finding, severity: FindingSeverity[severity] };
  }
}

function checked(severities: JsonValue | { readonly [rule: string]: unknown }, where: string): Map<string, Severity> {
  if (typeof severities !== 'object' || severities === null || Array.isArray(severities)) {
    throw new StepwrightError('InvalidConfiguration', `The severities that are set ${where} are no object. They look like { "ASL204": "ERROR" }.`);
  }
  const result = new Map<string, Severity>();
  for (const [id, given] of Object.entries(severities)) {
    if (!FINDING_IDS.includes(id)) {
      throw new StepwrightError('UnknownRule', `The severity of "${id}" is set ${where}, but there is no such rule.${didYouMean(id, FINDING_IDS)}`);
    }
    const severity = String(given).toUpperCase();
    if (!SEVERITIES.includes(severity)) {
      throw new StepwrightError('InvalidSeverity', `The severity of "${id}" is set to ${JSON.stringify(given)} ${where}. It can be ERROR, WARNING, INFO or OFF.`);
    }
    if (severity !== 'ERROR' && REFUSED_BY_ID.get(id)) {
      throw new StepwrightError('RefusedByAws', `The severity of "${id}" is set to ${severity} ${where}, but AWS refuses what the rule finds: it would not be deployed all the same. `
        + 'Leave it at ERROR; where a single finding is wrong, acknowledge that one with a reason.');
    }
    result.set(id, severity as Severity);
  }
  return result;
}
