import { AslDocument, parseDefinition } from '../asl/document';
import { escapePointerToken, JsonNode, nodeAtPointer } from '../asl/json/nodes';
import { Position } from '../asl/json/positions';
import { excerptOf, ReportedFinding } from '../report/report';
import { RuleFinding } from '../validation/validate';

/** Where something is in a file. */
export type Place = Pick<ReportedFinding, 'line' | 'column' | 'excerpt'>;

/** The text of a template, as nodes. */
export function parsed(text: string): AslDocument {
  return parseDefinition(text, { format: /^\uFEFF?\s*\{/.test(text) ? 'json' : 'yaml' });
}

export const linesOf = (text: string) => text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);

/** Where the definition of one resource is in a template. */
interface DefinitionPlace {
  /** The node of `Definition`: a pointer into the definition goes on from here. */
  readonly object?: JsonNode;
  /** The line after which a block of lines is the text of the definition, and by how much the block is indented. */
  readonly block?: { readonly header: number; readonly indent: number };
  /** Where the value starts, in whatever form it is. */
  readonly start: Position;
}

/** Where the parts of definitions are in a template's text. */
export class TemplateLines {
  private readonly document: AslDocument;
  private readonly lines: readonly string[];
  private readonly definitions = new Map<string, DefinitionPlace>();

  constructor(text: string) {
    this.document = parsed(text);
    this.lines = linesOf(text);
  }

  /** Where a resource begins. */
  public resource(logicalId: string): Place {
    return this.at(this.document.locate(`/Resources/${escapePointerToken(logicalId)}`));
  }

  public place(logicalId: string, finding: RuleFinding): Place {
    const { property } = finding;
    if (property !== undefined) return this.at(this.document.locate(`/Resources/${escapePointerToken(logicalId)}/Properties/${property}`));
    const { object, block, start } = this.definition(logicalId);
    if (object) return this.at(this.document.locate(nearest(object, finding.pointer)));
    return this.inBlock(block, finding) ?? start;
  }

  /** The place of something in the text that a property is; without an excerpt where the text does not stand there in lines of its own. */
  public inText(logicalId: string, property: string, finding: Position): Place {
    const value = `/Resources/${escapePointerToken(logicalId)}/Properties/${property}`;
    return this.inBlock(this.blockOf(value), finding) ?? this.document.locate(value);
  }

  private definition(logicalId: string): DefinitionPlace {
    let place = this.definitions.get(logicalId);
    if (!place) {
      const properties = `/Resources/${escapePointerToken(logicalId)}/Properties`;
      const value = `${properties}/DefinitionString`;
      place = {
        object: this.document.nodeAt(`${properties}/Definition`),
        block: this.blockOf(value),
        start: this.document.locate(value),
      };
      this.definitions.set(logicalId, place);
    }
    return place;
  }

  private inBlock(block: DefinitionPlace['block'], { line, column }: Position): Place | undefined {
    const text = block && this.lines[block.header + line - 1];
    return text === undefined ? undefined : this.at({ line: block!.header + line, column: Math.min(column + block!.indent, text.length + 1) });
  }

  private blockOf(value: string): DefinitionPlace['block'] {
    const node = ['/Fn::Sub/0', '/Fn::Sub', ''].map((below) => this.document.nodeAt(value + below)).find((found) => found !== undefined);
    return node && this.blockAfter(this.document.locate(node).line);
  }

  /** YAML templates mostly hold the definition as a block of lines (`!Sub |`): then its lines are lines of the template. */
  private blockAfter(header: number): DefinitionPlace['block'] {
    if (!/\|[-+0-9]{0,2}\s{0,20}$/.test(this.lines[header - 1].slice(-50))) return undefined;
    const first = this.lines.slice(header).find((line) => line.trim() !== '');
    return first === undefined ? undefined : { header, indent: first.search(/\S/) };
  }

  private at({ line, column }: Position): Place {
    const text = this.lines[line - 1];
    return { line, column, excerpt: text === undefined ? undefined : excerptOf(text, column, line) };
  }
}

/** The node at a pointer below another node, or the last one on the way there. */
function nearest(node: JsonNode, pointer: string): JsonNode {
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const found = nodeAtPointer(node, at);
    if (found) return found;
  }
  return node;
}
