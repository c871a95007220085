import { isJsonObject, JsonArray, JsonValue } from '../../asl/json-value';

/** Where two values differ: `.total`, `[0].id`, or nothing for the whole. */
export interface ValueDifference {
  readonly path: string;
  readonly recorded: JsonValue | undefined;
  readonly replayed: JsonValue | undefined;
}

/** The same value in the variants of the replay that went the same way. */
type Variants = readonly (JsonValue | undefined)[];

/**
 * The first difference between a recorded and a replayed value. Parts that are different in a variant too are not what the definition makes of
 * its input, but random, from the clock, or a name: of those only the type is compared.
 */
export function compareValues(
  recorded: JsonValue | undefined, replayed: JsonValue | undefined, variants: () => Variants,
): ValueDifference | undefined {
  return isSame(recorded, replayed) ? undefined : differ(recorded, replayed, variants(), '');
}

function differ(recorded: JsonValue | undefined, replayed: JsonValue | undefined, variants: Variants, path: string): ValueDifference | undefined {
  if (isSame(recorded, replayed)) {
    return undefined;
  }
  if (Array.isArray(recorded) && Array.isArray(replayed) && recorded.length === replayed.length) {
    return first(recorded.map((_, index) => index), (index) => differ((recorded as JsonArray)[index], (replayed as JsonArray)[index],
      variants.map((variant) => Array.isArray(variant) ? (variant as JsonArray)[index] : undefined), `${path}[${index}]`));
  }
  if (isJsonObject(recorded) && isJsonObject(replayed)) {
    return first([...new Set([...Object.keys(recorded), ...Object.keys(replayed)])], (name) => differ(own(recorded, name), own(replayed, name),
      variants.map((variant) => own(variant, name)), `${path}${/^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`}`));
  }
  const varies = recorded !== undefined && replayed !== undefined && variants.some((variant) => !isSame(replayed, variant));
  return varies && kindOf(recorded) === kindOf(replayed) ? undefined : { path, recorded, replayed };
}

/**
 * AWS's causes name the event with which a state was entered. Its number counts events of all branches and iterations, whose order is not the
 * definition's.
 */
function isSame(recorded: JsonValue | undefined, replayed: JsonValue | undefined): boolean {
  return equal(recorded, replayed)
    || (typeof recorded === 'string' && typeof replayed === 'string' && withoutEventIds(recorded) === withoutEventIds(replayed));
}

const withoutEventIds = (text: string): string => text.replace(/\(entered at the event id #\d+\)/g, '');

function first<T>(items: readonly T[], find: (item: T) => ValueDifference | undefined): ValueDifference | undefined {
  for (const item of items) {
    const found = find(item);
    if (found) {
      return found;
    }
  }
  return undefined;
}

function own(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

const kindOf = (value: JsonValue): string => value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

/** The order of members does not count. Values come from `JSON.parse` or from the engine, which bounds their depth. */
function equal(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) {
    return true;
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => equal(item, (b as JsonArray)[index]));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) {
    return false;
  }
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && equal(a[name], b[name]));
}
