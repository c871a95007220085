import { statSync } from 'fs';
import { acknowledgedRules, AcknowledgedRules, isAcknowledged } from './acknowledged-rules';
import { DefinitionSource, OPAQUE_END, OPAQUE_START } from '../asl/definition-source';
import { AslDocument, parseDefinition } from '../asl/document';
import { escapePointerToken, JsonNode, nodeAtPointer } from '../asl/json/nodes';
import { Position } from '../asl/json/positions';
import { sourceFromFile } from '../definitions/file';
import { readText } from '../definitions/read-text';
import { stateMachinesOfFolder, Template, TemplateStateMachine } from '../definitions/template';
import { StepwrightError } from '../errors';
import { excerptOf, ReportedFinding } from '../report/report';
import { Finding } from '../validation/finding';
import { StackFinding, stackFindings } from '../validation/stack/stack-findings';

/** More than any definition or template holds: AWS takes 1 MB of either. */
const MAX_FILE_BYTES = 50 * 1024 * 1024;

/** A definition that a path of the command line leads to. */
export interface FoundDefinition {
  /** The file that the definition is in, as the user would name it. */
  readonly file: string;
  /** Its logical id, where the file is a template. */
  readonly stateMachine?: string;
  readonly constructPath?: string;
  /** Whether the app that the definition is of has acknowledged a rule for it. */
  acknowledges(rule: string): boolean;
  /** What is wrong with the state machine as a resource of its template; nothing where the file is a definition. */
  stackFindings(document: AslDocument): Finding[];
  /** Throws a {@link StepwrightError} where the template gives no definition. */
  source(): DefinitionSource;
  /** A finding in that source, with its place in the file. */
  report(source: DefinitionSource, finding: Finding): ReportedFinding;
}

/**
 * The definitions at a path: that of a definition file, those of a CloudFormation or SAM template, or those of all templates in a folder that
 * `cdk synth` made. What a file holds is told from its content.
 */
export function definitionsAt(path: string): FoundDefinition[] {
  if (kindOf(path) === 'folder') {
    const lines = new Map<string, TemplateLines>();
    return stateMachinesOfFolder(path).map(({ template, machine }) => inTemplate(template, machine, (file) => {
      let found = lines.get(file);
      if (!found) lines.set(file, found = new TemplateLines(readText(file, 'Template')));
      return found;
    }));
  }
  const text = readText(path, 'File');
  if (!looksLikeTemplate(text)) return [inDefinitionFile(path)];

  const template = Template.load(path);
  const machines = template.stateMachines();
  if (machines.length === 0) {
    throw new StepwrightError('UnknownStateMachine', `Template "${path}" has no state machine: no resource of type "AWS::StepFunctions::StateMachine" or "AWS::Serverless::StateMachine".`);
  }
  let lines: TemplateLines | undefined;
  return machines.map((machine) => inTemplate(template, machine, () => lines ??= new TemplateLines(text)));
}

function kindOf(path: string): 'file' | 'folder' {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return 'folder';
  if (stats && !stats.isFile()) throw new StepwrightError('NoFile', `"${path}" is neither a file nor a folder. Write the definition to a file.`);
  if (stats && stats.size > MAX_FILE_BYTES) {
    throw new StepwrightError('FileTooLarge', `File "${path}" has ${stats.size} bytes. No definition or template is that large; the limit is ${MAX_FILE_BYTES}.`);
  }
  // A file that is not there is reported by whoever reads it.
  return 'file';
}

/** A template has `Resources` where a definition has `States`. A text that is neither is looked at as a definition, which says what is wrong. */
function looksLikeTemplate(text: string): boolean {
  if (!text.includes('Resources')) return false;
  const root = parsed(text).root;
  return root?.kind === 'object' && root.get('Resources')?.kind === 'object' && !root.has('States');
}

function parsed(text: string): AslDocument {
  return parseDefinition(text, { format: /^\uFEFF?\s*\{/.test(text) ? 'json' : 'yaml' });
}

function inDefinitionFile(file: string): FoundDefinition {
  const places = new TextPlaces();
  return {
    file,
    acknowledges: () => false,
    stackFindings: () => [],
    source: () => sourceFromFile(file),
    report: (source, finding) => ({ finding, file, ...places.of(finding, source, true) }),
  };
}

function inTemplate(template: Template, machine: TemplateStateMachine, templateLines: (file: string) => TemplateLines): FoundDefinition {
  const { logicalId, templateFile, constructPath } = machine;
  const places = new TextPlaces();
  let acknowledged: AcknowledgedRules | undefined;
  return {
    file: templateFile,
    stateMachine: logicalId,
    constructPath,
    acknowledges: (rule) => isAcknowledged(acknowledged ??= acknowledgedRules(templateFile), logicalId, rule),
    stackFindings: (document) => {
      const declared = template.declared(logicalId);
      return declared ? stackFindings(declared, document, { constructPath }) : [];
    },
    source: () => template.source(logicalId),
    report: (source, finding) => {
      // A definition that the template only points to has a file of its own.
      if (source.file !== undefined && propertyOf(finding) === undefined) {
        return { finding, file: source.file, stateMachine: logicalId, ...places.of(finding, source, true) };
      }
      const { line, column, excerpt } = templateLines(templateFile).place(logicalId, finding);
      return { finding, file: templateFile, stateMachine: logicalId, line, column, excerpt: excerpt ?? places.of(finding, source, false).excerpt };
    },
  };
}

type Place = Pick<ReportedFinding, 'line' | 'column' | 'excerpt'>;

/** Enough of a line to cut an excerpt from, also where marks become longer texts. */
const LINE_AROUND = 400;
const MARK = new RegExp(`${OPAQUE_START}(\\d+)${OPAQUE_END}`, 'g');

/** Places where the text of the definition is what is shown. One definition each. */
class TextPlaces {
  private lines: readonly string[] | undefined;

  /** @param inFile whether the lines are those of a file */
  public of({ line, column }: Finding, { text, opaques }: DefinitionSource, inFile: boolean): Place {
    this.lines ??= linesOf(text);
    const shown = this.lines[line - 1];
    if (shown === undefined) return { line, column };
    // What is not known until deploy stands as the user wrote it.
    const readable = (part: string) => part.replace(MARK, (_, index) => opaques[Number(index)]?.label ?? '');
    const before = readable(shown.slice(Math.max(0, column - 1 - LINE_AROUND), column - 1));
    const after = readable(shown.slice(column - 1, column - 1 + LINE_AROUND));
    return { line, column, excerpt: excerptOf(before + after, before.length + 1, inFile ? line : undefined) };
  }
}

const linesOf = (text: string) => text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);

/** The property of the state machine's resource that a finding is about, where it is not about the definition. */
const propertyOf = (finding: Finding): string | undefined => (finding as Partial<StackFinding>).property;

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
class TemplateLines {
  private readonly document: AslDocument;
  private readonly lines: readonly string[];
  private readonly definitions = new Map<string, DefinitionPlace>();

  constructor(text: string) {
    this.document = parsed(text);
    this.lines = linesOf(text);
  }

  public place(logicalId: string, finding: Finding): Place {
    const property = propertyOf(finding);
    if (property !== undefined) return this.at(this.document.locate(`/Resources/${escapePointerToken(logicalId)}/Properties/${property}`));
    const { object, block, start } = this.definition(logicalId);
    if (object) return this.at(this.document.locate(nearest(object, finding.pointer)));
    const text = block && this.lines[block.header + finding.line - 1];
    if (text === undefined) return start;
    return this.at({ line: block!.header + finding.line, column: Math.min(finding.column + block!.indent, text.length + 1) });
  }

  private definition(logicalId: string): DefinitionPlace {
    let place = this.definitions.get(logicalId);
    if (!place) {
      const properties = `/Resources/${escapePointerToken(logicalId)}/Properties`;
      const value = `${properties}/DefinitionString`;
      const node = ['/Fn::Sub/0', '/Fn::Sub', ''].map((below) => this.document.nodeAt(value + below)).find((found) => found !== undefined);
      place = {
        object: this.document.nodeAt(`${properties}/Definition`),
        block: node && this.blockAfter(this.document.locate(node).line),
        start: this.document.locate(value),
      };
      this.definitions.set(logicalId, place);
    }
    return place;
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
