import { statSync } from 'fs';
import { DefinitionSource, OPAQUE_END, OPAQUE_START } from '../asl/definition-source';
import { AslDocument, parseDefinition } from '../asl/document';
import { JsonNode, nodeAtPointer } from '../asl/json/nodes';
import { sourceFromFile } from '../definitions/file';
import { readText } from '../definitions/read-text';
import { stateMachinesOfFolder, Template, TemplateStateMachine } from '../definitions/template';
import { StepwrightError } from '../errors';
import { ReportedFinding } from '../report/report';
import { Finding } from '../validation/finding';

/** More than any definition or template holds: AWS takes 1 MB of either. */
const MAX_FILE_BYTES = 50 * 1024 * 1024;

/** A definition that a path of the command line leads to. */
export interface FoundDefinition {
  /** The file that the definition is in, as the user would name it. */
  readonly file: string;
  /** Its logical id, where the file is a template. */
  readonly stateMachine?: string;
  readonly constructPath?: string;
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
  return {
    file,
    source: () => sourceFromFile(file),
    report: (source, finding) => ({ finding, file, ...placeInText(source, finding) }),
  };
}

function inTemplate(template: Template, machine: TemplateStateMachine, templateLines: (file: string) => TemplateLines): FoundDefinition {
  const { logicalId, templateFile, constructPath } = machine;
  return {
    file: templateFile,
    stateMachine: logicalId,
    constructPath,
    source: () => template.source(logicalId),
    report: (source, finding) => {
      // A definition that the template only points to has a file of its own.
      if (source.file !== undefined) return { finding, file: source.file, stateMachine: logicalId, ...placeInText(source, finding) };
      const { line, column, excerpt } = templateLines(templateFile).place(logicalId, finding);
      return { finding, file: templateFile, stateMachine: logicalId, line, column, excerpt: excerpt ?? placeInText(source, finding, false).excerpt };
    },
  };
}

type Place = Pick<ReportedFinding, 'line' | 'column' | 'excerpt'>;

/** The place of a finding where the text of the definition is the text of the file. */
function placeInText(source: DefinitionSource, { line, column }: Finding, numbered: boolean = true): Place {
  const text = linesOf(source.text)[line - 1];
  if (text === undefined) return { line, column };
  const before = readable(text.slice(0, column - 1), source);
  const after = readable(text.slice(column - 1), source);
  return { line, column, excerpt: { text: before + after, column: before.length + 1, line: numbered ? line : undefined } };
}

const linesOf = (text: string) => text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);

const MARK = new RegExp(`${OPAQUE_START}(\\d+)${OPAQUE_END}`, 'g');

/** The text with what is not known until deploy as the user wrote it. */
const readable = (text: string, { opaques }: DefinitionSource) => text.replace(MARK, (_, index) => opaques[Number(index)]?.label ?? '');

/** Where the parts of definitions are in a template's text. */
class TemplateLines {
  private readonly document: AslDocument;
  private readonly lines: readonly string[];

  constructor(text: string) {
    this.document = parsed(text);
    this.lines = linesOf(text);
  }

  public place(logicalId: string, finding: Finding): Place {
    const resource = `/Resources/${logicalId.replace(/~/g, '~0').replace(/\//g, '~1')}`;
    const asObject = this.node(`${resource}/Properties/Definition`);
    if (asObject) return this.at(this.document.locate(nearest(asObject, finding.pointer)));
    return this.placeInBlock(`${resource}/Properties/DefinitionString`, finding) ?? this.document.locate(`${resource}/Properties/DefinitionString`);
  }

  /** YAML templates mostly hold the definition as a block of lines (`!Sub |`): then its lines are lines of the template. */
  private placeInBlock(pointer: string, finding: Finding): Place | undefined {
    const node = this.node(`${pointer}/Fn::Sub/0`) ?? this.node(`${pointer}/Fn::Sub`) ?? this.node(pointer);
    if (!node) return undefined;
    const header = this.document.locate(node).line;
    if (!/\|[-+0-9]*\s*(#.*)?$/.test(this.lines[header - 1] ?? '')) return undefined;
    const text = this.lines[header + finding.line - 1];
    const first = this.lines.slice(header).find((line) => line.trim() !== '');
    if (text === undefined || first === undefined) return undefined;
    return this.at({ line: header + finding.line, column: Math.min(finding.column + first.search(/\S/), text.length + 1) });
  }

  private at({ line, column }: { line: number; column: number }): Place {
    const text = this.lines[line - 1];
    return { line, column, excerpt: text === undefined ? undefined : { text, column, line } };
  }

  private node(pointer: string): JsonNode | undefined {
    return this.document.nodeAt(pointer);
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
