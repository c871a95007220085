import { AttributeValue, Item } from './attribute-value';
import { JsonValue, setMember } from '../../../asl/json-value';
import { ServiceError } from '../service-call';

/** Where a value stands in an item: names, and numbers for elements of lists. The first is the name of an attribute. */
export type DocumentPath = readonly (string | number)[];

export function valueAt(item: Item, path: DocumentPath): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const step of path) {
    const content: JsonValue | undefined = typeof step === 'number' ? value.L : value.M;
    value = content !== undefined && Object.hasOwn(content as object, step) ? (content as { [step: string]: AttributeValue })[step] : undefined;
    if (!value) {
      return undefined;
    }
  }
  return value;
}

/** An item with a value set. The container of the value must be there; an element past the end of a list is appended. */
export function withValue(item: Item, path: DocumentPath, value: AttributeValue): Item {
  return changed({ M: item }, path, () => value).M as Item;
}

/** An item without a value. Where the value is not there, nothing changes. */
export function withoutValue(item: Item, path: DocumentPath): Item {
  return changed({ M: item }, path, () => undefined).M as Item;
}

function changed(container: AttributeValue, [step, ...rest]: DocumentPath, change: () => AttributeValue | undefined): AttributeValue {
  if (typeof step === 'number' ? container.L === undefined : container.M === undefined) {
    throw invalidForUpdate();
  }
  const members = (typeof step === 'number' ? container.L : container.M) as { readonly [step: string]: AttributeValue };
  const present = Object.hasOwn(members, step);
  if (rest.length > 0 && !present) {
    throw invalidForUpdate();
  }
  const value = rest.length > 0 ? changed(members[step], rest, change) : change();
  if (typeof step === 'number') {
    const list = [...container.L as readonly AttributeValue[]];
    if (value) {
      list[Math.min(step, list.length)] = value;
    } else if (present) {
      list.splice(step, 1);
    }
    return { L: list };
  }
  const map: { [name: string]: JsonValue } = { ...members };
  if (value) {
    setMember(map, step, value);
  } else {
    delete map[step];
  }
  return { M: map };
}

const invalidForUpdate = () => new ServiceError('ValidationException', 'The document path provided in the update expression is invalid for update');

/** The part of an item that paths lead to: maps keep their names, lists close up. */
export function projected(item: Item, paths: readonly DocumentPath[]): Item {
  return (pick({ M: item }, paths)?.M ?? {}) as Item;
}

function pick(value: AttributeValue, paths: readonly DocumentPath[]): AttributeValue | undefined {
  if (paths.some((path) => path.length === 0)) {
    return value;
  }
  const inner = (step: string | number) => paths.filter(([first]) => first === step).map((path) => path.slice(1));
  if (value.M !== undefined) {
    const members: { [name: string]: JsonValue } = {};
    for (const [name, member] of Object.entries(value.M as Item)) {
      const below = inner(name);
      const picked = below.length > 0 ? pick(member, below) : undefined;
      if (picked) {
        setMember(members, name, picked);
      }
    }
    return Object.keys(members).length > 0 ? { M: members } : undefined;
  }
  if (value.L !== undefined) {
    const elements = (value.L as readonly AttributeValue[]).flatMap((element, index) => {
      const below = inner(index);
      const picked = below.length > 0 ? pick(element, below) : undefined;
      return picked ? [picked] : [];
    });
    return elements.length > 0 ? { L: elements } : undefined;
  }
  return undefined;
}

export const pathText = (path: DocumentPath): string => `[${path.map((step) => typeof step === 'number' ? `[${step}]` : step).join(', ')}]`;

/** Whether one of two paths leads to the other or into it. */
export const overlap = (a: DocumentPath, b: DocumentPath): boolean => {
  const length = Math.min(a.length, b.length);
  return a.slice(0, length).every((step, index) => step === b[index]);
};
