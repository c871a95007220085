import { Opaque } from '../definition-source';

/**
 * The nodes of a parsed definition. They are light: offsets into the text, a link to the parent, and the name there; the JSON pointer, the
 * line and the column are computed when someone asks.
 *
 * A value that is not known until deploy is always an {@link OpaqueNode}, also where it is only a part of a string. So a rule that looks for
 * a string never sees half of one.
 */
export type JsonNode = ObjectNode | ArrayNode | StringNode | NumberNode | BooleanNode | NullNode | OpaqueNode;

/**
 * What every node has. Each class declares it for itself: a base class would make all of them slower, because V8 sees too many kinds in one place.
 */
interface Placed {
  readonly start: number;
  /** Offset just past the node. */
  end: number;
  parent: ObjectNode | ArrayNode | undefined;
  /** The member's name or the element's index in the parent; '' at the root. */
  name: string | number;
  /** Offset of the member's name, or -1 where the node is no member of an object. */
  keyStart: number;
}

const NONE: readonly JsonNode[] = [];

/** Below this many members a search from the front is faster than a map. */
const INDEX_FROM = 9;

export class ObjectNode implements Placed {
  public readonly kind = 'object';
  public parent: ObjectNode | ArrayNode | undefined = undefined;
  public name: string | number = '';
  public keyStart = -1;
  /** The members in the order of the text. Where a name stands twice, the last value counts, as for `JSON.parse`. */
  public members: readonly JsonNode[] = [];
  /** Members whose name holds something that is not known until deploy; `name` is the simulated text. */
  public opaqueMembers: readonly JsonNode[] = NONE;
  private index: Map<string, number> | undefined = undefined;

  constructor(readonly start: number, public end: number) {}

  /** The value of a member, or undefined. Any name is safe, `__proto__` too. */
  public get(name: string): JsonNode | undefined {
    const at = this.indexOf(name);
    return at < 0 ? undefined : this.members[at];
  }

  public has(name: string): boolean {
    return this.indexOf(name) >= 0;
  }

  /** Adds a member while parsing. Returns the one it replaces. */
  public add(name: string, keyStart: number, node: JsonNode): JsonNode | undefined {
    node.parent = this;
    node.name = name;
    node.keyStart = keyStart;
    const at = this.indexOf(name);
    if (at >= 0) {
      const replaced = this.members[at];
      (this.members as JsonNode[])[at] = node;
      return replaced;
    }
    this.index?.set(name, this.members.length);
    (this.members as JsonNode[]).push(node);
    return undefined;
  }

  /** Gives back what the list of members has grown beyond its members: a definition has many small objects. */
  public trim(): void {
    this.members = this.members.slice();
  }

  public addOpaque(name: string, keyStart: number, node: JsonNode): void {
    node.parent = this;
    node.name = name;
    node.keyStart = keyStart;
    this.opaqueMembers = [...this.opaqueMembers, node];
  }

  /** The place of a member among the members, or -1. */
  public indexOf(name: string): number {
    const { members } = this;
    if (members.length < INDEX_FROM) {
      for (let i = 0; i < members.length; i++) {
        if (members[i].name === name) return i;
      }
      return -1;
    }
    if (!this.index) {
      this.index = new Map();
      for (let i = 0; i < members.length; i++) this.index.set(members[i].name as string, i);
    }
    return this.index.get(name) ?? -1;
  }
}

export class ArrayNode implements Placed {
  public readonly kind = 'array';
  public parent: ObjectNode | ArrayNode | undefined = undefined;
  public name: string | number = '';
  public keyStart = -1;
  public readonly elements: JsonNode[] = [];

  constructor(readonly start: number, public end: number) {}

  public add(node: JsonNode): void {
    node.parent = this;
    node.name = this.elements.length;
    this.elements.push(node);
  }
}

export class StringNode implements Placed {
  public readonly kind = 'string';
  public parent: ObjectNode | ArrayNode | undefined = undefined;
  public name: string | number = '';
  public keyStart = -1;

  constructor(readonly start: number, public end: number, readonly value: string) {}
}

export class NumberNode implements Placed {
  public readonly kind = 'number';
  public parent: ObjectNode | ArrayNode | undefined = undefined;
  public name: string | number = '';
  public keyStart = -1;

  constructor(readonly start: number, public end: number, readonly value: number) {}
}

export class BooleanNode implements Placed {
  public readonly kind = 'boolean';
  public parent: ObjectNode | ArrayNode | undefined = undefined;
  public name: string | number = '';
  public keyStart = -1;

  constructor(readonly start: number, public end: number, readonly value: boolean) {}
}

export class NullNode implements Placed {
  public readonly kind = 'null';
  public parent: ObjectNode | ArrayNode | undefined = undefined;
  public name: string | number = '';
  public keyStart = -1;
  public readonly value = null;

  constructor(readonly start: number, public end: number) {}
}

/** A value that is not known until deploy, or a string that holds one. */
export class OpaqueNode implements Placed {
  public readonly kind = 'opaque';
  public parent: ObjectNode | ArrayNode | undefined = undefined;
  public name: string | number = '';
  public keyStart = -1;
  /**
   * @param inString whether it stands inside a JSON string; otherwise the whole value is unknown, its type too, and `parts` is one Opaque
   * @param parts what is known and what is not, in order
   */
  constructor(readonly start: number, public end: number, readonly inString: boolean, readonly parts: readonly (string | Opaque)[]) {}
}

/** The text of parts with every unknown simulated. */
export function simulatedText(parts: readonly (string | Opaque)[]): string {
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') text += part;
    else text += typeof part.simulated === 'string' ? part.simulated : JSON.stringify(part.simulated);
  }
  return text;
}

/** The JSON pointer (RFC 6901) of a node. */
export function pointerOf(node: JsonNode): string {
  const names: string[] = [];
  for (let at: JsonNode = node; at.parent; at = at.parent) {
    names.push(escapePointerToken(String(at.name)));
  }
  return names.length === 0 ? '' : `/${names.reverse().join('/')}`;
}

export function escapePointerToken(name: string): string {
  return name.includes('~') || name.includes('/') ? name.replace(/~/g, '~0').replace(/\//g, '~1') : name;
}

/** The node at a JSON pointer, or undefined. */
export function nodeAtPointer(root: JsonNode, pointer: string): JsonNode | undefined {
  if (pointer === '') return root;
  if (!pointer.startsWith('/')) return undefined;
  let node: JsonNode | undefined = root;
  for (const token of pointer.slice(1).split('/')) {
    const name = token.replace(/~1/g, '/').replace(/~0/g, '~');
    if (node.kind === 'object') node = node.get(name);
    else if (node.kind === 'array' && /^(0|[1-9]\d*)$/.test(name)) node = node.elements[Number(name)];
    else return undefined;
    if (!node) return undefined;
  }
  return node;
}
