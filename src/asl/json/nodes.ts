import { Opaque } from '../definition-source';

/**
 * The nodes of a parsed definition. They are light: offsets into the text, a link to the parent, and the name there; the JSON pointer, the
 * line and the column are computed when someone asks.
 *
 * A value that is not known until deploy is always an {@link OpaqueNode}, also where it is only a part of a string. So a rule that looks for
 * a string never sees half of one.
 */
export type JsonNode = ObjectNode | ArrayNode | StringNode | NumberNode | BooleanNode | NullNode | OpaqueNode;

interface Placed<Kind> {
  readonly kind: Kind;
  readonly parent: Parent;
  readonly name: Name;
  /** Offset of the member's name, or -1 where the node is no member of an object. */
  readonly keyStart: number;
  readonly start: number;
  /** Offset just past the node. */
  readonly end: number;
}

/** What a node is in; undefined at the root. */
export type Parent = ObjectNode | ArrayNode | undefined;

/** The member's name or the element's index in the parent; '' at the root. */
export type Name = string | number;

export interface ObjectNode extends Placed<'object'> {
  /** The members in the order of the text. Where a name stands twice, the last value counts, as for `JSON.parse`. */
  readonly members: readonly JsonNode[];
  /** Members whose name holds something that is not known until deploy; `name` is the simulated text. */
  readonly opaqueMembers: readonly JsonNode[];
  /** The value of a member, or undefined. Any name is safe, `__proto__` too. */
  get(name: string): JsonNode | undefined;
  has(name: string): boolean;
  /** The place of a member among the members, or -1. */
  indexOf(name: string): number;
}

export interface ArrayNode extends Placed<'array'> {
  readonly elements: readonly JsonNode[];
}

export interface StringNode extends Placed<'string'> {
  readonly value: string;
}

export interface NumberNode extends Placed<'number'> {
  readonly value: number;
}

export interface BooleanNode extends Placed<'boolean'> {
  readonly value: boolean;
}

export interface NullNode extends Placed<'null'> {
  readonly value: null;
}

/** A value that is not known until deploy, or a string that holds one. */
export interface OpaqueNode extends Placed<'opaque'> {
  /** Whether it stands inside a JSON string; otherwise the whole value is unknown, its type too, and `parts` is one Opaque. */
  readonly inString: boolean;
  /** What is known and what is not, in order. */
  readonly parts: readonly (string | Opaque)[];
}

/** The value of a scalar, the members or elements, or what an {@link OpaqueNode} is of. */
export type Content = string | number | boolean | null | readonly JsonNode[] | Pick<OpaqueNode, 'inString' | 'parts'>;

const NONE: readonly JsonNode[] = [];

/** Below this many members a search from the front is faster than a map. */
const INDEX_FROM = 9;

/** What only few objects have. */
class OfFewObjects {
  public opaqueMembers = NONE;
  /** The places of the members by their names, where they are many. */
  public index: Map<string, number> | undefined = undefined;
}

/**
 * A node of any kind, as the parsers make it. It is one class because rules see nodes of every kind in one place, thousands of them: there V8 reads
 * what objects of one class have faster than what objects of seven have.
 */
export class Node {
  private few: OfFewObjects | undefined = undefined;

  constructor(
    readonly kind: JsonNode['kind'], readonly parent: Parent, readonly name: Name, readonly keyStart: number, readonly start: number, public end: number,
    private content: Content,
  ) {}

  public get value(): unknown {
    return this.content;
  }

  public get members(): readonly JsonNode[] {
    return this.content as readonly JsonNode[];
  }

  public get opaqueMembers(): readonly JsonNode[] {
    return this.few?.opaqueMembers ?? NONE;
  }

  public get elements(): readonly JsonNode[] {
    return this.content as readonly JsonNode[];
  }

  public get inString(): boolean {
    return (this.content as OpaqueNode).inString;
  }

  public get parts(): readonly (string | Opaque)[] {
    return (this.content as OpaqueNode).parts;
  }

  public get(name: string): JsonNode | undefined {
    const at = this.indexOf(name);
    return at < 0 ? undefined : this.members[at];
  }

  public has(name: string): boolean {
    return this.indexOf(name) >= 0;
  }

  public indexOf(name: string): number {
    const { members } = this;
    if (members.length < INDEX_FROM) {
      for (let i = 0; i < members.length; i++) {
        if (members[i].name === name) return i;
      }
      return -1;
    }
    const few = this.few ??= new OfFewObjects();
    few.index ??= new Map(members.map((member, at) => [member.name as string, at]));
    return few.index.get(name) ?? -1;
  }

  /** Adds a member while an object is read. Returns whether it takes the place of one of the same name. */
  public addMember(name: string, node: JsonNode): boolean {
    const members = this.members as JsonNode[];
    const at = this.indexOf(name);
    if (at >= 0) {
      members[at] = node;
      return true;
    }
    this.few?.index?.set(name, members.length);
    members.push(node);
    return false;
  }

  public addOpaqueMember(node: JsonNode): void {
    const few = this.few ??= new OfFewObjects();
    few.opaqueMembers = [...few.opaqueMembers, node];
  }

  public addElement(node: JsonNode): void {
    (this.content as JsonNode[]).push(node);
  }

  /** Gives back what the list of members has grown beyond its members: a definition has many small objects. */
  public trim(): void {
    this.content = this.members.slice();
  }
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
