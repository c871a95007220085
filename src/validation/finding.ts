/** How much a finding matters. */
export enum FindingSeverity {
  /** The workflow cannot be deployed, or fails when it runs. */
  ERROR = 'ERROR',
  /** The workflow can be deployed and may fail, hang or cost more than expected. */
  WARNING = 'WARNING',
  /** Worth knowing. */
  INFO = 'INFO',
}

/** Something that is wrong with a workflow's definition. */
export interface Finding {
  /** The rule, for example `ASL201`. Ids are never reused. */
  readonly id: string;
  /** How much it matters. */
  readonly severity: FindingSeverity;
  /**
   * Whether AWS refuses to create a state machine with this definition.
   *
   * Some errors are accepted by AWS and only show when the workflow runs.
   */
  readonly refusedByAws: boolean;
  /**
   * The code of the diagnostic that AWS gives.
   *
   * @default - AWS says nothing, or it is not known what
   */
  readonly awsCode?: string;
  /**
   * The location of the diagnostic that AWS gives, as AWS writes it: `/States/Charge/Choices[0]/Next`.
   *
   * Sometimes it is the object around what {@link pointer} names.
   *
   * @default - AWS says nothing, or it is not known what
   */
  readonly awsLocation?: string;
  /** What is wrong. */
  readonly message: string;
  /**
   * What to do about it.
   *
   * @default - the message says it
   */
  readonly fix?: string;
  /** Where it is in the definition, as a JSON pointer: `/States/Charge/Next`. */
  readonly pointer: string;
  /** The line in the text of the definition, from 1. */
  readonly line: number;
  /** The column in that line, from 1. */
  readonly column: number;
  /**
   * The state that it is in.
   *
   * @default - it is in no state
   */
  readonly stateName?: string;
  /**
   * The construct that the definition is from.
   *
   * @default - the definition is from no construct
   */
  readonly constructPath?: string;
  /**
   * The file that the definition is from.
   *
   * @default - the definition is from no file
   */
  readonly file?: string;
}
