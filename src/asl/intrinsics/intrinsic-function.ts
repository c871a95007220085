import { EvaluationScope } from '../evaluation';
import { isJsonObject, JsonArray, JsonObject, JsonValue } from '../json-value';

/** One of the functions that JSONPath states may call. */
export interface IntrinsicFunction {
  /** The number of arguments that it takes. */
  readonly minimum: number;
  readonly maximum: number;
  /** Whether the first argument is a template with `{}` in it, in which a literal may escape braces. */
  readonly takesTemplate?: boolean;
  /** What each argument must be by itself, whatever the others are. Throws {@link IntrinsicArgumentError}. */
  readonly takes?: readonly ((values: readonly JsonValue[], at: number) => unknown)[];
  /**
   * Throws {@link IntrinsicArgumentError}.
   *
   * @param segments the text around the `{}` of a literal template
   */
  evaluate(values: readonly JsonValue[], scope: EvaluationScope, segments?: readonly string[]): JsonValue;
}

/** Why a function cannot work on its arguments; the call puts its own text around the message. */
export class IntrinsicArgumentError extends Error {}

export type IntrinsicFunctionTable = readonly (readonly [name: string, definition: IntrinsicFunction])[];

export function fail(reason: string): never {
  throw new IntrinsicArgumentError(reason);
}

export function stringArgument(values: readonly JsonValue[], at: number): string {
  const value = values[at];
  return typeof value === 'string' ? value : wrongType(at, 'a string', value);
}

export function arrayArgument(values: readonly JsonValue[], at: number): JsonArray {
  const value = values[at];
  return Array.isArray(value) ? (value as JsonArray) : wrongType(at, 'an array', value);
}

export function objectArgument(values: readonly JsonValue[], at: number): JsonObject {
  const value = values[at];
  return isJsonObject(value) ? value : wrongType(at, 'an object', value);
}

const INTEGER_MINIMUM = -2_147_483_648;
const INTEGER_MAXIMUM = 2_147_483_647;

/** A number rounded to an integer as Java's Math.round does: halves go up, -2.5 becomes -2. */
export function integerArgument(values: readonly JsonValue[], at: number): number {
  const value = values[at];
  if (typeof value !== 'number') wrongType(at, 'a number', value);
  return checkInteger(Math.floor(value + 0.5), `Argument ${at + 1}`);
}

export function checkInteger(value: number, subject: string): number {
  if (!(value >= INTEGER_MINIMUM && value <= INTEGER_MAXIMUM)) fail(`${subject} is ${value}, but must be from ${INTEGER_MINIMUM} to ${INTEGER_MAXIMUM}.`);
  return value;
}

/** AWS takes no more than this of a text to encode, decode or hash. */
const TEXT_LIMIT = 10_000;

export function limitedText(values: readonly JsonValue[], at: number): string {
  const text = stringArgument(values, at);
  if (text.length > TEXT_LIMIT) fail(`Argument ${at + 1} has ${text.length} characters, but may have ${TEXT_LIMIT} at most.`);
  return text;
}

function wrongType(at: number, expected: string, value: JsonValue): never {
  return fail(`Argument ${at + 1} must be ${expected}, but is ${describe(value)}.`);
}

function describe(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
