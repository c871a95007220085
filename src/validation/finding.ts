/** How much a finding matters. */
export enum FindingSeverity {
  /** The workflow cannot be deployed, or fails when it runs. */
  ERROR = 'ERROR',
  /** The workflow can be deployed and may fail, hang or cost more than expected. */
  WARNING = 'WARNING',
  /** Worth knowing. */
  INFO = 'INFO',
}

/** A change of the text of a definition. */
export interface TextEdit {
  /** Where what is replaced begins in the text of the definition: the number of UTF-16 units before it. */
  readonly start: number;
  /** Where it ends; the same as {@link start} where something is only put in. */
  readonly end: number;
  /** What stands there instead. */
  readonly newText: string;
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
  /**
   * Changes of the definition's text that mend it for certain: all of them together. `stepwright validate --fix` applies them.
   *
   * @default - it takes a person to mend it
   */
  readonly edits?: TextEdit[];
  /**
   * Where to read more.
   *
   * @default - nowhere
   */
  readonly link?: string;
  /** Where it is in the definition, as a JSON pointer: `/States/Charge/Next`; in a GraphQL schema, as a schema coordinate: `Query.order`. */
  readonly pointer: string;
  /** The line in the text of the definition, from 1. */
  readonly line: number;
  /** The column in that line, from 1. */
  readonly column: number;
  /**
   * The line in which what it is about ends.
   *
   * @default - it is about a place, or it is not known where it ends
   */
  readonly endLine?: number;
  /**
   * The column after its end in that line.
   *
   * @default - it is about a place, or it is not known where it ends
   */
  readonly endColumn?: number;
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
