import { isJsonObject, JsonArray, JsonObject, JsonValue } from '../json-value';
import type { PathStep } from './path-syntax';

/** Finds the value at the end of a definite path, or undefined. Never throws. */
export type Finder = (root: JsonValue) => JsonValue | undefined;

const INHERITED_NAMES = new Set(Object.getOwnPropertyNames(Object.prototype));

/**
 * A closure for a path of names and indices only, or undefined for any other path. This is the hot loop of every JSONPath state,
 * so the short paths have closures of their own.
 */
export function compileFinder(steps: readonly PathStep[]): Finder | undefined {
  const finders: Finder[] = [];
  for (const step of steps) {
    if (step.kind === 'member') finders.push(memberFinder(step.name));
    else if (step.kind === 'index') finders.push(indexFinder(step.index));
    else return undefined;
  }
  const [first, second, third] = finders;
  switch (finders.length) {
    case 0: return (root) => root;
    case 1: return first;
    case 2: return (root) => {
      const value = first(root);
      return value === undefined ? undefined : second(value);
    };
    case 3: return (root) => {
      const outer = first(root);
      const inner = outer === undefined ? undefined : second(outer);
      return inner === undefined ? undefined : third(inner);
    };
    default: return (root) => {
      let value: JsonValue | undefined = root;
      for (let at = 0; at < finders.length && value !== undefined; at++) value = finders[at](value);
      return value;
    };
  }
}

function memberFinder(name: string): Finder {
  if (INHERITED_NAMES.has(name)) return (value) => (isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined);
  return (value) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject)[name] : undefined);
}

function indexFinder(index: number): Finder {
  if (index >= 0) return (value) => (Array.isArray(value) ? (value as JsonArray)[index] : undefined);
  return (value) => (Array.isArray(value) ? (value as JsonArray)[value.length + index] : undefined);
}
