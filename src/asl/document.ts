import { StepwrightError } from '../errors';
import { DefinitionSource } from './definition-source';
import { JsonNode, nodeAtPointer, pointerOf, simulatedText } from './json/nodes';
import { JsonProblem, parseJson } from './json/parse';
import { Position, Positions } from './json/positions';
import { JsonValue, setMember } from './json-value';
import { parseYaml } from './yaml/parse';

export interface ParseOptions {
  /**
   * Read `${Name}` as a value that is not known until deploy, as `DefinitionSubstitutions` and templates have it.
   * Default: what the source says, or else false
   */
  readonly substitutions?: boolean;
  /** Default: what the source says, or else 'json' */
  readonly format?: 'json' | 'yaml';
}

/** What is wrong with a text before its meaning is looked at. */
export interface DocumentProblem extends Position {
  /** `duplicate` leaves the document usable: the last value counts. After the others there is no root. */
  readonly kind: JsonProblem['kind'];
  readonly message: string;
  readonly offset: number;
  /** The JSON pointer of the value that counts where a name stands twice; otherwise ''. */
  readonly pointer: string;
}

/** Parses a definition. Never throws: what is wrong is in `problems`. */
export function parseDefinition(source: DefinitionSource | string, options: ParseOptions = {}): AslDocument {
  return new AslDocument(typeof source === 'string' ? { text: source, opaques: [] } : source, options);
}

/** A definition with the place of everything in it. */
export class AslDocument {
  /** Undefined where the text could not be parsed. */
  public readonly root: JsonNode | undefined;
  public readonly problems: readonly DocumentProblem[];
  private readonly positions: Positions;
  private value: JsonValue | undefined;

  constructor(readonly source: DefinitionSource, options: ParseOptions = {}) {
    const parse = (options.format ?? source.format) === 'yaml' ? parseYaml : parseJson;
    const { root, problems } = parse(source.text, { substitutions: source.substitution ?? options.substitutions, opaques: source.opaques });
    this.positions = new Positions(source.text);
    this.root = root;
    this.problems = problems.map(({ kind, message, offset, node }) => (
      { kind, message, offset, pointer: node ? pointerOf(node) : '', ...this.positions.at(offset) }));
  }

  /**
   * The definition as plain JSON, with every value that is not known until deploy simulated. Made once and shared: do not change it.
   * Throws where the text could not be parsed.
   */
  public toValue(): JsonValue {
    if (this.root) return this.value ??= valueOf(this.root);
    const problem = this.problems[this.problems.length - 1];
    throw new StepwrightError('InvalidJson', `The definition${this.source.file ? ` in "${this.source.file}"` : ''} cannot be read: line ${problem.line}, column ${problem.column}: ${problem.message}`);
  }

  /** The line and column of a node, or of the node at a JSON pointer; of the nearest node around it where there is none. */
  public locate(target: JsonNode | string): Position {
    return this.positions.at(typeof target === 'string' ? this.nearest(target)?.start ?? 0 : target.start);
  }

  /** The line and column of the name under which a node stands in its object; of the node itself elsewhere. */
  public locateName(node: JsonNode): Position {
    return this.positions.at(node.keyStart >= 0 ? node.keyStart : node.start);
  }

  public locateOffset(offset: number): Position {
    return this.positions.at(offset);
  }

  public nodeAt(pointer: string): JsonNode | undefined {
    return this.root && nodeAtPointer(this.root, pointer);
  }

  private nearest(pointer: string): JsonNode | undefined {
    for (let at = pointer; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
      const node = this.nodeAt(at);
      if (node || at === '') return node;
    }
  }
}

/** A node as plain JSON. The parser bounds the depth, so recursion is safe. */
export function valueOf(node: JsonNode): JsonValue {
  switch (node.kind) {
    case 'object': {
      const value: { [member: string]: JsonValue } = {};
      for (const member of node.members) setMember(value, member.name as string, valueOf(member));
      for (const member of node.opaqueMembers) setMember(value, member.name as string, valueOf(member));
      return value;
    }
    case 'array': return node.elements.map(valueOf);
    case 'opaque': {
      const [first] = node.parts;
      return node.inString || typeof first === 'string' ? simulatedText(node.parts) : first.simulated;
    }
    default: return node.value;
  }
}
