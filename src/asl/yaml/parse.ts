import type { Alias, Document, Scalar } from 'yaml';
import { Opaque, OPAQUE_END, OPAQUE_START } from '../definition-source';
import { parseYamlDocument, tooDeepAt, yaml } from './yaml-library';
import { ArrayNode, Content, JsonNode, Node, ObjectNode } from '../json/nodes';
import { JsonParseOptions, JsonParseResult, JsonProblem, MAX_DEPTH, substitutionOpaque } from '../json/parse';

/** Aliases can make a text of a few lines into billions of nodes. */
const MAX_NODES = 1_000_000;

const UNKNOWN = new RegExp(`\\$\\{[^\\s"'\\\\{}%]+\\}|${OPAQUE_START}(\\d{1,9})${OPAQUE_END}`, 'g');

/** Parses YAML into the same nodes as JSON, with places in the YAML text. Never throws. A tag such as `!Ref` makes a value opaque. */
export function parseYaml(text: string, options: JsonParseOptions = {}): JsonParseResult {
  const problems: JsonProblem[] = [];
  try {
    const deep = tooDeepAt(text, MAX_DEPTH);
    if (deep !== undefined) return { root: undefined, problems: [tooDeep(deep)] };
    const document = parseYamlDocument(text, { uniqueKeys: false });
    if (document.errors.length > 0) {
      const [{ message, pos }] = document.errors;
      return { root: undefined, problems: [{ kind: 'syntax', message: `The text is not YAML: ${message.replace(/[.\s]*$/, '')}.`, offset: pos[0] }] };
    }
    if (document.contents === null) {
      const message = 'The text is empty. A definition is an object with "StartAt" and "States".';
      return { root: undefined, problems: [{ kind: 'syntax', message, offset: 0 }] };
    }
    return { root: new Converter(document, options, problems).node(document.contents, 0, { parent: undefined, name: '', keyStart: -1 }, 0), problems };
  } catch (error) {
    if (error instanceof Refusal) return { root: undefined, problems: [{ kind: error.kind, message: error.message, offset: error.offset }] };
    if (error instanceof RangeError) return { root: undefined, problems: [tooDeep(0)] };
    throw error;
  }
}

const tooDeep = (offset: number): JsonProblem => ({ kind: 'depth', message: 'The text is nested too deeply.', offset });

class Refusal extends Error {
  constructor(readonly kind: 'syntax' | 'depth', message: string, readonly offset: number) {
    super(message);
  }
}

/** Where a node stands. */
type At = Pick<JsonNode, 'parent' | 'name' | 'keyStart'>;

class Converter {
  private count = 0;

  constructor(private readonly document: Document.Parsed, private readonly options: JsonParseOptions, private readonly problems: JsonProblem[]) {}

  public node(from: unknown, offset: number, at: At, depth: number): JsonNode {
    const range = (from as { range?: [number, number, number] | null } | null)?.range ?? [offset, offset, offset];
    const [start, end] = range;
    if (depth > MAX_DEPTH) throw new Refusal('depth', `The text is nested too deeply: more than ${MAX_DEPTH} levels.`, start);
    if (++this.count > MAX_NODES) {
      throw new Refusal('depth', `The aliases of the text make more than ${MAX_NODES} values of it. Write fewer, or write JSON.`, start);
    }
    if (yaml().isAlias(from)) return this.alias(from, start, at, depth);
    const { parent, name, keyStart } = at;
    const made = (kind: JsonNode['kind'], content: Content) => new Node(kind, parent, name, keyStart, start, end, content);
    const tag = (from as { tag?: string } | null)?.tag;
    if (tag !== undefined && tag.startsWith('!')) return made('opaque', { inString: false, parts: [{ label: tag, simulated: tag }] }) as JsonNode;
    if (yaml().isMap(from)) {
      const node = made('object', []);
      for (const { key, value } of from.items) this.member(node, key, value, depth);
      return node as JsonNode;
    }
    if (yaml().isSeq(from)) {
      const node = made('array', []);
      for (const [index, item] of from.items.entries()) {
        node.addElement(this.node(item, start, { parent: node as ArrayNode, name: index, keyStart: -1 }, depth + 1));
      }
      return node as JsonNode;
    }
    if (!yaml().isScalar(from)) return made('null', null) as JsonNode;
    const { kind, content } = this.scalar(from, start);
    return made(kind, content) as JsonNode;
  }

  private alias(alias: Alias, start: number, at: At, depth: number): JsonNode {
    const target = alias.resolve(this.document);
    if (!target) throw new Refusal('syntax', `The alias "*${alias.source}" names no anchor before it.`, start);
    return this.node(target, start, at, depth + 1);
  }

  private member(node: Node, key: unknown, value: unknown, depth: number): void {
    const start = (key as { range?: [number, number, number] | null } | null)?.range?.[0] ?? node.start;
    if (!yaml().isScalar(key)) throw new Refusal('syntax', 'A key is no plain text. The names of a definition are texts.', start);
    const name = typeof key.value === 'string' ? key.value : String(key.source ?? key.value);
    const child = this.node(value, start, { parent: node as ObjectNode, name, keyStart: start }, depth + 1);
    if (this.parts(name)) {
      node.addOpaqueMember(child);
    } else if (node.addMember(name, child)) {
      this.problems.push({
        kind: 'duplicate',
        offset: start,
        node: child,
        message: `"${name}" stands twice in the same object, and only the last one counts. Remove or rename one of them.`,
      });
    }
  }

  private scalar({ value, source }: Scalar, start: number): { readonly kind: JsonNode['kind']; readonly content: Content } {
    switch (typeof value) {
      case 'string': {
        const parts = this.parts(value);
        return parts ? { kind: 'opaque', content: { inString: parts.length > 1, parts } } : { kind: 'string', content: value };
      }
      case 'boolean': return { kind: 'boolean', content: value };
      case 'number':
        if (!Number.isFinite(value)) throw new Refusal('syntax', `"${source}" is no number of JSON.`, start);
        return { kind: 'number', content: value };
      default: return { kind: 'null', content: null };
    }
  }

  /** The parts of a text that holds substitutions or marks, or undefined. */
  private parts(text: string): (string | Opaque)[] | undefined {
    const { substitutions, opaques = [] } = this.options;
    if (!(substitutions && text.includes('${')) && !text.includes(OPAQUE_START)) return undefined;
    const parts: (string | Opaque)[] = [];
    let last = 0;
    for (const match of text.matchAll(UNKNOWN)) {
      const opaque = match[1] !== undefined ? opaques[Number(match[1])] : substitutions ? substitutionOpaque(match[0], substitutions) : undefined;
      if (!opaque) continue;
      if (match.index > last) parts.push(text.slice(last, match.index));
      parts.push(opaque);
      last = match.index + match[0].length;
    }
    if (last === 0) return undefined;
    if (last < text.length) parts.push(text.slice(last));
    return parts;
  }
}
