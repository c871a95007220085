import { ArrayNode, JsonNode, ObjectNode } from '../../asl/json/nodes';
import { State } from '../structure';

/**
 * What is certainly known of a JSON value, whichever way an execution took. A shape always allows more than what can happen: what it does not
 * allow cannot be there.
 */
export type Shape = UnknownShape | LiteralShape | ObjectShape | ArrayShape | ScalarShape;

export interface UnknownShape {
  readonly kind: 'unknown';
}

/** A value as the definition has it. */
export interface LiteralShape {
  readonly kind: 'literal';
  readonly node: ObjectNode | ArrayNode;
  readonly givenBy: readonly Giver[];
}

/** An object with at most these members; with others, too, where it is open. */
export interface ObjectShape {
  readonly kind: 'object';
  readonly members: Members;
  readonly open: boolean;
  readonly givenBy: readonly Giver[];
  readonly depth: number;
}

/** An array: with exactly these items, or with a number of items that are like one, which may not be known. */
export interface ArrayShape {
  readonly kind: 'array';
  readonly items: readonly Shape[] | undefined;
  readonly item: Shape;
  readonly length?: number;
  readonly givenBy: readonly Giver[];
  readonly depth: number;
}

/** A text, a number, true, false or null. */
export interface ScalarShape {
  readonly kind: 'scalar';
  /** Undefined where it may be of several types. */
  readonly type: 'string' | 'number' | 'boolean' | 'null' | undefined;
  /** The number, where it is known. */
  readonly value?: number;
  readonly givenBy: readonly Giver[];
}

/** Who gave a value its form: a state, or the catchers of a state. */
export interface Giver {
  readonly state: State;
  readonly catches: boolean;
}

/** From so many members on a map finds one faster than a search. */
const INDEX_FROM = 16;

/** The members of an object by their names. They are mostly few, and one after the other made from another with the same names: lists, not maps. */
export class Members {
  public static of(members: ReadonlyMap<string, Shape>): Members {
    return new Members([...members.keys()], [...members.values()]);
  }

  private index: Map<string, number> | undefined = undefined;

  /** @param names without one that is there twice */
  constructor(readonly names: readonly string[], readonly shapes: readonly Shape[]) {}

  public get size(): number {
    return this.names.length;
  }

  public get(name: string): Shape | undefined {
    const at = this.indexOf(name);
    return at < 0 ? undefined : this.shapes[at];
  }

  public has(name: string): boolean {
    return this.indexOf(name) >= 0;
  }

  public entries(): [string, Shape][] {
    return this.names.map((name, at) => [name, this.shapes[at]]);
  }

  /** These members with one put in or changed. */
  public with(name: string, shape: Shape): Members {
    const at = this.indexOf(name);
    if (at < 0) return new Members([...this.names, name], [...this.shapes, shape]);
    const shapes = this.shapes.slice();
    shapes[at] = shape;
    return new Members(this.names, shapes);
  }

  private indexOf(name: string): number {
    if (this.names.length < INDEX_FROM) return this.names.indexOf(name);
    this.index ??= new Map(this.names.map((each, at) => [each, at]));
    return this.index.get(name) ?? -1;
  }
}

export const NO_MEMBERS = new Members([], []);
export const UNKNOWN: UnknownShape = { kind: 'unknown' };

/** Beyond these bounds a shape says less, so that the work stays linear in the size of the definition. */
const MAX_DEPTH = 20;
const MAX_MEMBERS = 60;
const MAX_JOINED = 300;
/** More states than these are not named. */
const MAX_GIVERS = 3;

/** The shape of a value that stands in the definition and in which nothing is evaluated. */
export function literalShape(node: JsonNode, givenBy: readonly Giver[]): Shape {
  switch (node.kind) {
    case 'object': case 'array': return { kind: 'literal', node, givenBy };
    case 'opaque': return UNKNOWN;
    case 'number': return { kind: 'scalar', type: 'number', value: node.value, givenBy };
    default: return { kind: 'scalar', type: node.kind, givenBy };
  }
}

export function scalarShape(type: ScalarShape['type'], givenBy: readonly Giver[]): ScalarShape {
  return { kind: 'scalar', type, givenBy };
}

export function objectShape(members: Members, open: boolean, givenBy: readonly Giver[]): Shape {
  const depth = 1 + deepest(members.shapes);
  if (depth <= MAX_DEPTH) return { kind: 'object', members, open, givenBy, depth };
  return { kind: 'object', members: new Members(members.names, members.names.map(() => UNKNOWN)), open, givenBy, depth: 1 };
}

/** @param length the number of items, where they are given by one that is like all of them */
export function arrayShape(items: readonly Shape[] | Shape, givenBy: readonly Giver[], length?: number): Shape {
  const fixed = Array.isArray(items) ? items as readonly Shape[] : undefined;
  const item = fixed ? joinAll(fixed) : items as Shape;
  const depth = 1 + deepest(fixed ?? [item]);
  if (depth <= MAX_DEPTH) return { kind: 'array', items: fixed, item, length, givenBy, depth };
  return { kind: 'array', items: undefined, item: UNKNOWN, length: fixed?.length ?? length, givenBy, depth: 1 };
}

function deepest(shapes: readonly Shape[]): number {
  let depth = 0;
  for (const shape of shapes) {
    if ((shape.kind === 'object' || shape.kind === 'array') && shape.depth > depth) depth = shape.depth;
  }
  return depth;
}

/** A member of an object: its shape, or undefined where there is none for certain. */
export function memberOf(shape: Shape, name: string): Shape | undefined {
  switch (shape.kind) {
    case 'unknown': return UNKNOWN;
    case 'object': return shape.members.get(name) ?? (shape.open ? UNKNOWN : undefined);
    case 'literal': {
      if (shape.node.kind === 'array') return undefined;
      const member = shape.node.get(name);
      if (member) return literalShape(member, shape.givenBy);
      return shape.node.opaqueMembers.length > 0 ? UNKNOWN : undefined;
    }
    default: return undefined;
  }
}

/** An item of an array: its shape, or undefined where the value is no array, or has too few items for certain. */
export function itemOf(shape: Shape, index: number): Shape | undefined {
  switch (shape.kind) {
    case 'unknown': return UNKNOWN;
    case 'array': return shape.items ? shape.items.at(index) : shape.item;
    case 'literal': {
      const element = shape.node.kind === 'array' ? shape.node.elements.at(index) : undefined;
      return element && literalShape(element, shape.givenBy);
    }
    default: return undefined;
  }
}

/** Any item of an array, as the iterations of a Map state get it. */
export function anyItemOf(shape: Shape): Shape {
  if (shape.kind === 'array') return shape.item;
  if (shape.kind !== 'literal' || shape.node.kind !== 'array' || shape.node.elements.length > MAX_MEMBERS) return UNKNOWN;
  return joinAll(shape.node.elements.map((element) => literalShape(element, shape.givenBy)));
}

/** How many items an array has, where that is certain. */
export function lengthOf(shape: Shape): number | undefined {
  if (shape.kind === 'array') return shape.items?.length ?? shape.length;
  return shape.kind === 'literal' && shape.node.kind === 'array' ? shape.node.elements.length : undefined;
}

/**
 * An object with a value put under names that lead into it, as `ResultPath` does.
 *
 * @param from which of the names is the first
 */
export function withValueAt(shape: Shape, names: readonly (string | number)[], value: Shape, givenBy: readonly Giver[], from: number = 0): Shape {
  if (from === names.length) return value;
  const name = names[from];
  if (typeof name === 'number') return UNKNOWN;
  const object = asObject(shape);
  if (!object) return UNKNOWN;
  const inner = object.members.get(name) ?? (object.open ? UNKNOWN : NOTHING);
  const changed = withValueAt(inner, names, value, givenBy, from + 1);
  if (object.members.size >= MAX_MEMBERS) return objectShape(new Members([name], [changed]), true, givenBy);
  return objectShape(object.members.with(name, changed), object.open, addGivers(object.givenBy, givenBy));
}

/** An object with the members of another over its own. */
export function merged(base: Shape, over: Shape, givenBy: readonly Giver[]): Shape {
  const [below, above] = [asObject(base), asObject(over)];
  if (!below || !above || below.members.size + above.members.size > MAX_MEMBERS) return UNKNOWN;
  // Where the upper object may lack a member, or have any, the lower one's stays possible.
  const members = new Map(below.members.entries());
  for (const [name, member] of above.members.entries()) {
    const covered = members.get(name);
    members.set(name, covered ? join(covered, member) : below.open ? UNKNOWN : member);
  }
  if (above.open) for (const name of below.members.names) if (!above.members.has(name)) members.set(name, UNKNOWN);
  return objectShape(Members.of(members), below.open || above.open, givenBy);
}

/** A shape that allows a member that it did not allow. */
export function allowing(shape: Shape, names: readonly string[]): Shape {
  const object = shape.kind === 'unknown' ? undefined : asObject(shape);
  if (!object || names.length === 0 || object.members.size >= MAX_MEMBERS) return UNKNOWN;
  const [name, ...rest] = names;
  const member = object.members.get(name);
  return objectShape(object.members.with(name, member ? allowing(member, rest) : UNKNOWN), object.open, object.givenBy);
}

const NOTHING: ObjectShape = { kind: 'object', members: NO_MEMBERS, open: false, givenBy: [], depth: 1 };
const ANYTHING: Pick<ObjectShape, 'members' | 'open' | 'givenBy'> = { members: NO_MEMBERS, open: true, givenBy: [] };

/** What may be an object as one, one level of it; undefined where it is none. */
function asObject(shape: Shape): Pick<ObjectShape, 'members' | 'open' | 'givenBy'> | undefined {
  if (shape.kind === 'object') return shape;
  if (shape.kind === 'unknown') return ANYTHING;
  if (shape.kind !== 'literal' || shape.node.kind !== 'object') return undefined;
  const { node, givenBy } = shape;
  if (node.members.length > MAX_MEMBERS) return { members: NO_MEMBERS, open: true, givenBy };
  const members = new Members(node.members.map(({ name }) => name as string), node.members.map((member) => literalShape(member, givenBy)));
  return { members, open: node.opaqueMembers.length > 0, givenBy };
}

/** What holds of a value that may be any of them. */
function joinAll(shapes: readonly Shape[]): Shape {
  return shapes.length === 0 ? UNKNOWN : shapes.reduce(join);
}

/** What holds of a value that may be one or the other. The first itself where the second adds nothing. */
export function join(first: Shape, second: Shape): Shape {
  return new Joining().join(first, second);
}

class Joining {
  private left = MAX_JOINED;

  public join(a: Shape, b: Shape): Shape {
    if (a === b || a.kind === 'unknown') return a;
    if (b.kind === 'unknown' || --this.left < 0) return UNKNOWN;
    if (a.kind === 'literal' && b.kind === 'literal' && a.node === b.node) return a;
    if (a.kind === 'scalar' || b.kind === 'scalar') return a.kind === b.kind ? this.scalars(a as ScalarShape, b as ScalarShape) : UNKNOWN;
    const [first, second] = [asObject(a), asObject(b)];
    if (first && second) return this.objects(a, first, second);
    return first || second ? UNKNOWN : this.arrays(a as ArrayShape | LiteralShape, b as ArrayShape | LiteralShape);
  }

  private scalars(a: ScalarShape, b: ScalarShape): Shape {
    const givenBy = addGivers(a.givenBy, b.givenBy);
    const type = a.type === b.type ? a.type : undefined;
    const value = a.value === b.value ? a.value : undefined;
    return type === a.type && value === a.value && givenBy === a.givenBy ? a : { kind: 'scalar', type, value, givenBy };
  }

  private objects(whole: Shape, a: Pick<ObjectShape, 'members' | 'open' | 'givenBy'>, b: Pick<ObjectShape, 'members' | 'open' | 'givenBy'>): Shape {
    const givenBy = addGivers(a.givenBy, b.givenBy);
    const open = a.open || b.open;
    let members: Map<string, Shape> | undefined;
    for (const [name, other] of b.members.entries()) {
      const mine = a.members.get(name);
      const both = mine ? this.join(mine, other) : a.open ? UNKNOWN : other;
      if (both !== mine && !(mine === undefined && both === UNKNOWN && open)) (members ??= new Map(a.members.entries())).set(name, both);
    }
    // What one names and the other may have with any value.
    if (b.open) {
      for (const [name, mine] of a.members.entries()) {
        if (!b.members.has(name) && mine !== UNKNOWN) (members ??= new Map(a.members.entries())).set(name, UNKNOWN);
      }
    }
    if (!members && open === a.open && givenBy === a.givenBy) return whole;
    if ((members ?? a.members).size > MAX_MEMBERS) return objectShape(NO_MEMBERS, true, givenBy);
    return objectShape(members ? Members.of(members) : a.members, open, givenBy);
  }

  private arrays(a: ArrayShape | LiteralShape, b: ArrayShape | LiteralShape): Shape {
    const givenBy = addGivers(a.givenBy, b.givenBy);
    if (a.kind === 'array' && b.kind === 'array' && a.items && b.items?.length === a.items.length) {
      const { items } = a;
      const both = items.map((mine, at) => this.join(mine, b.items![at]));
      return givenBy === a.givenBy && both.every((one, at) => one === items[at]) ? a : arrayShape(both, givenBy);
    }
    const item = this.join(anyItemOf(a), anyItemOf(b));
    const length = lengthOf(a) === lengthOf(b) ? lengthOf(a) : undefined;
    if (a.kind === 'array' && a.items === undefined && item === a.item && length === a.length && givenBy === a.givenBy) return a;
    return arrayShape(item, givenBy, length);
  }
}

function addGivers(givers: readonly Giver[], others: readonly Giver[]): readonly Giver[] {
  let all = givers;
  for (const other of others) {
    if (all.length > MAX_GIVERS) break;
    if (!all.some(({ state, catches }) => state === other.state && catches === other.catches)) all = [...all, other];
  }
  return all;
}
