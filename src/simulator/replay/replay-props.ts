/**
 * What a replay knows of the execution that the history does not say.
 *
 * What is not given is not compared: names and ARNs that come from the context object, random values, and times that come from the clock are then
 * compared by their type only.
 */
export interface ReplayProps {
  /**
   * The name of the state machine.
   *
   * @default - not compared
   */
  readonly stateMachineName?: string;
  /**
   * The name of the execution.
   *
   * @default - not compared
   */
  readonly executionName?: string;
  /**
   * The account of the execution.
   *
   * @default - not compared
   */
  readonly account?: string;
  /**
   * The region of the execution.
   *
   * @default - what the history's tasks say; otherwise not compared
   */
  readonly region?: string;
  /**
   * Values for the `${Name}` placeholders of the definition.
   *
   * @default - what stands for a placeholder is not compared
   */
  readonly substitutions?: { [name: string]: string };
}
