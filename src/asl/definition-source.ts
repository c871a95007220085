import { JsonValue } from './json-value';

/**
 * A state machine's definition as text, before it is parsed.
 *
 * What is not known until deploy (a CDK token, a CloudFormation function) stands in the text as a mark: `\uF8FE`, the decimal index
 * into `opaques`, `\uF8FF`. A mark may stand inside a JSON string or bare, where a value is expected. The marks are from a private use area,
 * so that no definition holds them by chance.
 */
export interface DefinitionSource {
  readonly text: string;
  readonly opaques: readonly Opaque[];
  /** The file that the text is from, for findings. */
  readonly file?: string;
  /** What kind of workflow it is, where the source says so. */
  readonly workflowType?: 'STANDARD' | 'EXPRESS';
  /** The partition and the region to which the state machine is deployed, where they are known. */
  readonly partition?: string;
  readonly region?: string;
  /** How the text is written. Default: 'json' */
  readonly format?: 'json' | 'yaml';
  /**
   * Set where `${Name}` in the text is a value that is not known until deploy, as in a definition that a template fills in: what it stands for in a
   * simulation, by its name. Otherwise such a text is plain text.
   */
  readonly substitution?: (name: string) => JsonValue;
}

/** Something in a definition that is not known until deploy. A rule never judges it; a simulation uses `simulated`. */
export interface Opaque {
  /** What the user would recognise: `${Orders.Arn}`, `Ref: Orders`. */
  readonly label: string;
  /** A stable, readable stand-in: an ARN where an ARN is meant, a name where a name is meant. */
  readonly simulated: JsonValue;
  /** The logical id of the resource that it refers to, where there is one. */
  readonly logicalId?: string;
}

export const OPAQUE_START = '\uF8FE';
export const OPAQUE_END = '\uF8FF';

export const opaqueMark = (index: number): string => `${OPAQUE_START}${index}${OPAQUE_END}`;
