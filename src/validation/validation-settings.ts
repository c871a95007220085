/** How much the findings of a rule matter, where that is not what the rule says. */
export enum RuleSeverity {
  /** They stop the synthesis, and `stepwright validate` exits with 1. */
  ERROR = 'ERROR',
  /** They are shown as warnings. */
  WARNING = 'WARNING',
  /** They are shown. */
  INFO = 'INFO',
  /** They are left out. */
  OFF = 'OFF',
}

/** What is the same for every definition of an app, a test or a command. */
export interface AslValidationSettings {
  /**
   * The severity of rules, by their ids: `{ ASL204: RuleSeverity.ERROR }`.
   *
   * What AWS refuses is an error, whatever is set here: it can only be acknowledged.
   *
   * @default - each rule says it
   */
  readonly severities?: { [rule: string]: RuleSeverity };
  /**
   * A file with severities, as the command line reads it: `{ "severities": { "ASL204": "ERROR" } }`. What {@link severities} says counts for more.
   *
   * @default - none; the command line takes `stepwright.config.json` of its folder
   */
  readonly configFile?: string;
}
