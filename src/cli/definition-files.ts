import { statSync } from 'fs';
import { AcknowledgementsOfFolders } from './acknowledged-rules';
import { linesOf, parsed, Place, TemplateLines } from './template-lines';
import { DefinitionSource, OPAQUE_END, OPAQUE_START } from '../asl/definition-source';
import { Positions } from '../asl/json/positions';
import { DefinitionVariant } from '../definitions/definition-variant';
import { sourceFromFile } from '../definitions/file';
import { inPlainWords, readDefinitionText } from '../definitions/read-text';
import { loadFolder, Template, TemplateStateMachine } from '../definitions/template';
import type { DeclaredResource } from '../definitions/template-scope';
import { StepwrightError } from '../errors';
import { Excerpt, excerptOf, ReportedFinding } from '../report/report';
import { Finding } from '../validation/finding';
import { publicFinding, RuleFinding } from '../validation/validate';

/** A definition that a path of the command line leads to. */
export interface FoundDefinition {
  /** The file that the definition is in, as the user would name it. */
  readonly file: string;
  /** Its logical id, where the file is a template. */
  readonly stateMachine?: string;
  readonly constructPath?: string;
  /** Whether the file is generated, so that nobody changes it. */
  readonly generated: boolean;
  /** The state machine as a resource of its template. Undefined where the file is a definition: nothing is known of a stack. */
  readonly resource?: () => DeclaredResource | undefined;
  /** Whether the app that the definition is of has acknowledged a finding. */
  acknowledges(finding: RuleFinding): boolean;
  /** Throws a {@link StepwrightError} where the template gives no definition. */
  source(): DefinitionSource;
  /** The definition in all the forms that it may have when it is deployed. */
  variants(): DefinitionVariant[];
  /** A finding with its place in the file. */
  report(finding: RuleFinding, source: DefinitionSource | undefined): ReportedFinding;
}

/** A nested stack whose template is not here. */
export interface UnreadStack extends Place {
  readonly file: string;
  readonly logicalId: string;
}

/** What is at a path of the command line. */
export interface FoundAtPath {
  readonly definitions: readonly FoundDefinition[];
  /** Templates that cannot be read. */
  readonly problems: readonly StepwrightError[];
  readonly unreadStacks: readonly UnreadStack[];
  /** Whether it is a template or a folder, and not a definition. */
  readonly inTemplates: boolean;
  /** Why there is nothing to check, where the file is one that needs no state machine. */
  readonly nothing?: string;
  /** Everything that is acknowledged in the folder, where the path is one. */
  readonly acknowledgements?: AcknowledgementsOfFolders;
  /** The templates, where there are some. */
  readonly templates?: FoundTemplates;
}

/** Templates that a path of the command line leads to. */
export interface FoundTemplates {
  readonly templates: readonly Template[];
  readonly acknowledgements: AcknowledgementsOfFolders;
  linesOf(templateFile: string): TemplateLines;
}

/** The definitions at a path. Throws where a template cannot be read or has none. */
export function definitionsAt(path: string): readonly FoundDefinition[] {
  const { definitions, problems, nothing } = lookAt(path);
  if (problems.length > 0) throw problems[0];
  if (nothing !== undefined) throw new StepwrightError('UnknownStateMachine', nothing);
  return definitions;
}

/**
 * What is at a path: a definition file; a CloudFormation or SAM template, with the templates of its nested stacks; or a folder that `cdk synth`
 * made, with all its templates. What a file holds is told from its content.
 */
export function lookAt(path: string): FoundAtPath {
  const problems: StepwrightError[] = [];
  // A file that is not there is reported by whoever reads it.
  if (inPlainWords(path, 'File', () => statSync(path, { throwIfNoEntry: false }))?.isDirectory()) {
    const acknowledgements = new AcknowledgementsOfFolders();
    const templates = loadFolder(path, (problem) => problems.push(problem));
    return { ...inTemplates(templates, false, acknowledgements, problems), problems, acknowledgements };
  }
  const text = readDefinitionText(path, 'File');
  const ofCdk = fileOfCdk(text);
  if (ofCdk !== undefined) {
    return { definitions: [], problems, unreadStacks: [], inTemplates: true, nothing: `File "${path}" has no state machine: it is ${ofCdk} that CDK wrote.` };
  }
  if (!looksLikeTemplate(text)) return { definitions: [inDefinitionFile(path)], problems, unreadStacks: [], inTemplates: false };

  const found = inTemplates([Template.load(path)], true, new AcknowledgementsOfFolders(), problems);
  if (found.definitions.length === 0 && found.unreadStacks.length === 0 && problems.length === 0) {
    return { ...found, problems, nothing: `Template "${path}" has no state machine: no resource of type "AWS::StepFunctions::StateMachine" or "AWS::Serverless::StateMachine".` };
  }
  return { ...found, problems };
}

/**
 * A template has `Resources` where a definition has `States`. A text that is neither is looked at as a definition, which says what is wrong;
 * but one that is no YAML and begins like a template says so as a template.
 */
function looksLikeTemplate(text: string): boolean {
  if (!text.includes('Resources')) return false;
  const { root } = parsed(text);
  if (!root) return !/^\uFEFF?\s*\{/.test(text) && /^(?:Resources|AWSTemplateFormatVersion|Transform):/m.test(text);
  return root.kind === 'object' && root.get('Resources')?.kind === 'object' && !root.has('States');
}

/** The files that `cdk synth` writes beside the templates, by what only they have: a pattern for files (`*.json`) meets them too. */
const FILES_OF_CDK: readonly { readonly what: string; readonly members: readonly string[] }[] = [
  { what: 'the manifest of a cloud assembly', members: ['artifacts'] },
  { what: 'a list of assets', members: ['files', 'dockerImages'] },
  { what: 'the tree of constructs', members: ['tree'] },
];

function fileOfCdk(text: string): string | undefined {
  const possible = FILES_OF_CDK.filter(({ members }) => members.every((name) => text.includes(`"${name}"`)));
  if (possible.length === 0) return undefined;
  const { root } = parsed(text);
  if (root?.kind !== 'object' || root.get('version')?.kind !== 'string' || root.has('StartAt') || root.has('States') || root.has('Resources')) return undefined;
  return possible.find(({ members }) => members.every((name) => root.get(name)?.kind === 'object'))?.what;
}

function inDefinitionFile(file: string): FoundDefinition {
  const places = new TextPlaces();
  return {
    file,
    generated: false,
    acknowledges: () => false,
    source: () => sourceFromFile(file),
    variants: () => [{ source: () => sourceFromFile(file) }],
    report: (found, source) => {
      const finding = publicFinding(found);
      return { finding, file, line: finding.line, column: finding.column, ...source && places.inFile(finding, source) };
    },
  };
}

/** @param follow whether nested stacks are looked for; in a folder, their templates are there anyway */
function inTemplates(
  roots: readonly Template[], follow: boolean, acknowledgements: AcknowledgementsOfFolders, problems: StepwrightError[],
): Pick<FoundAtPath, 'definitions' | 'unreadStacks' | 'inTemplates' | 'templates'> {
  const lines = new Map<string, TemplateLines>();
  const linesOfTemplate = (file: string): TemplateLines => {
    let found = lines.get(file);
    if (!found) lines.set(file, found = new TemplateLines(readDefinitionText(file, 'Template')));
    return found;
  };
  const unreadStacks: UnreadStack[] = [];
  const templates = new Set(roots);
  for (const template of templates) {
    for (const { logicalId, template: nested } of template.nestedStacks()) {
      try {
        const found = nested();
        if (!found) unreadStacks.push({ file: template.file, logicalId, ...linesOfTemplate(template.file).resource(logicalId) });
        else if (follow) templates.add(found);
      } catch (error) {
        if (!(error instanceof StepwrightError)) throw error;
        if (follow) problems.push(error);
      }
    }
  }
  const definitions = [...templates].flatMap((template) => (
    template.stateMachines().map((machine) => inTemplate(template, machine, linesOfTemplate, acknowledgements))));
  return { definitions, unreadStacks, inTemplates: true, templates: { templates: [...templates], acknowledgements, linesOf: linesOfTemplate } };
}

function inTemplate(
  template: Template, machine: TemplateStateMachine, templateLines: (file: string) => TemplateLines, acknowledgements: AcknowledgementsOfFolders,
): FoundDefinition {
  const { logicalId, templateFile } = machine;
  const constructPath = template.madeByCdk ? acknowledgements.beside(templateFile).constructOf(machine) : machine.constructPath;
  const ids = { stateMachine: logicalId, stack: template.madeByCdk ? template.stackName : undefined };
  const places = new TextPlaces();
  return {
    file: templateFile,
    stateMachine: logicalId,
    constructPath,
    generated: template.madeByCdk,
    acknowledges: (finding) => acknowledgements.beside(templateFile).holds(machine, finding),
    resource: () => template.declared(logicalId),
    source: () => template.source(logicalId),
    variants: () => template.variants(logicalId),
    report: (found, source) => {
      const finding = publicFinding(found);
      // A definition that the template only points to has a file of its own.
      if (source?.file !== undefined && found.property === undefined) {
        return { finding, file: source.file, ...ids, ...places.inFile(finding, source) };
      }
      const { line, column, excerpt } = templateLines(templateFile).place(logicalId, found);
      return { finding, file: templateFile, ...ids, line, column, excerpt: excerpt ?? (source && places.excerpt(finding, source)) };
    },
  };
}

/** Enough of a line to cut an excerpt from, also where marks become longer texts. */
const LINE_AROUND = 400;
const MARK = new RegExp(`${OPAQUE_START}(\\d+)${OPAQUE_END}`, 'g');

/** Places where the text of a definition is what is shown. */
export class TextPlaces {
  private readonly texts = new Map<string, { readonly lines: readonly string[]; readonly positions: Positions }>();

  /** A finding in a file that holds nothing but the definition. */
  public inFile(finding: Finding, source: DefinitionSource): Omit<ReportedFinding, 'finding' | 'file'> {
    const { line, column, endLine, endColumn, edits } = finding;
    const end = endLine !== undefined && endColumn !== undefined ? { line: endLine, column: endColumn } : undefined;
    const { positions } = this.text(source.text);
    return {
      line,
      column,
      end,
      excerpt: this.excerpt(finding, source, line),
      ...(edits && {
        replacements: edits.map((edit) => ({ start: positions.at(edit.start), end: positions.at(edit.end), newText: edit.newText })),
      }),
    };
  }

  /** @param number the line's number, where it is one of the file */
  public excerpt({ line, column }: Finding, { text, opaques }: DefinitionSource, number?: number): Excerpt | undefined {
    const shown = this.text(text).lines[line - 1];
    if (shown === undefined) return undefined;
    // What is not known until deploy stands as the user wrote it.
    const readable = (part: string) => part.replace(MARK, (_, index) => opaques[Number(index)]?.label ?? '');
    const before = readable(shown.slice(Math.max(0, column - 1 - LINE_AROUND), column - 1));
    const after = readable(shown.slice(column - 1, column - 1 + LINE_AROUND));
    return excerptOf(before + after, before.length + 1, number);
  }

  private text(text: string): { readonly lines: readonly string[]; readonly positions: Positions } {
    let known = this.texts.get(text);
    if (!known) this.texts.set(text, known = { lines: linesOf(text), positions: new Positions(text) });
    return known;
  }
}
