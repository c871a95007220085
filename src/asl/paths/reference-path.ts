import { EvaluationError, ExpressionSyntaxError } from '../evaluation';
import { isJsonObject, JsonArray, JsonObject, JsonValue, setMember } from '../json-value';
import { printValue } from './java-types';
import { parsePath, PathStep } from './path-syntax';

/** A Reference Path, as `ResultPath` takes it: a path that can name one place only. */
export interface ReferencePath {
  readonly text: string;
  /**
   * The root with the value put at the path. Only the spine is copied. Missing objects on the way are made; an item of an array can
   * be replaced but not added. Throws EvaluationError where something on the way is neither an object nor an array that has the item.
   */
  set(root: JsonValue, value: JsonValue): JsonValue;
}

/** Compiles a Reference Path; throws ExpressionSyntaxError. */
export function compileReferencePath(text: string): ReferencePath {
  const path = parsePath(text);
  if (path.root !== '$') throw new ExpressionSyntaxError(`Reference Path "${shorten(text)}" starts with "@", which only paths in filters may. Start it with "$".`);
  const keys = path.steps.map((step) => keyOf(step, text));
  const [first] = keys;
  if (keys.length === 0) return { text, set: (_root, value) => value };
  if (keys.length === 1 && typeof first === 'string') {
    return { text, set: (root, value) => (isJsonObject(root) ? withMember(root, first, value) : refuse(text, root)) };
  }
  return { text, set: (root, value) => put(text, keys, root, value) };
}

function keyOf(step: PathStep, text: string): string | number {
  if (step.kind === 'member') return step.name;
  if (step.kind === 'index' && step.index >= 0) return step.index;
  throw new ExpressionSyntaxError(
    `Reference Path "${shorten(text)}" has the step "${step.fragment}", which can name no place or several. `
    + 'Only names and indices from 0 may be used in a Reference Path.');
}

function put(text: string, keys: readonly (string | number)[], root: JsonValue, value: JsonValue): JsonValue {
  const spine: (JsonValue | undefined)[] = [];
  let current: JsonValue | undefined = root;
  for (const key of keys) {
    spine.push(current);
    if (typeof key === 'number') {
      if (!Array.isArray(current) || key >= current.length) refuse(text, root);
      current = (current as JsonArray)[key];
    } else if (current !== undefined) {
      if (!isJsonObject(current)) refuse(text, root);
      current = Object.hasOwn(current, key) ? current[key] : undefined;
    }
  }
  let result = value;
  for (let at = keys.length - 1; at >= 0; at--) {
    const key = keys[at];
    const container = spine[at];
    if (typeof key === 'string') result = withMember((container ?? {}) as JsonObject, key, result);
    else result = replaceItem(container as JsonArray, key, result);
  }
  return result;
}

/** `Object.assign` copies several times as fast as a spread does here, but it would set the prototype for a member named `__proto__`. */
function withMember(object: JsonObject, name: string, value: JsonValue): JsonObject {
  const copy: { [member: string]: JsonValue } = Object.hasOwn(object, '__proto__') ? { ...object } : Object.assign({}, object);
  setMember(copy, name, value);
  return copy;
}

function replaceItem(array: JsonArray, index: number, item: JsonValue): JsonArray {
  const copy = array.slice();
  copy[index] = item;
  return copy;
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function refuse(text: string, root: JsonValue): never {
  throw new EvaluationError('path', `Unable to apply ReferencePath ${text} to input ${typeof root === 'string' ? JSON.stringify(root) : printValue(root)}`);
}
