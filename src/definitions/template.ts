import { existsSync, readdirSync, realpathSync, statSync } from 'fs';
import { basename, dirname, join, resolve } from 'path';
import { DefinitionSource } from '../asl/definition-source';
import { isJsonObject, JsonObject, JsonValue } from '../asl/json-value';
import { didYouMean } from '../did-you-mean';
import { StepwrightError } from '../errors';
import { DefinitionFile, propertyNames, SERVERLESS, sourceFromParts } from './definition-string';
import { DefinitionVariant, MissingDefinition, propertiesVariants } from './definition-variant';
import { readDefinitionFile } from './file';
import { simulate } from './intrinsic-text';
import { fromHere, inPlainWords, readDefinitionText, readText } from './read-text';
import { NamedResource } from './simulated-names';
import {
  CROSS_REGION_WRITER, DeclaredResource, ReadableNames, TemplateEnvironment, TemplateParameter, TemplateScope, ValueInScope,
} from './template-scope';
import { parseTemplateText } from './template-text';

/** A state machine in a template. */
export interface TemplateStateMachine {
  readonly logicalId: string;
  readonly templateFile: string;
  /** Where CDK made it, from the metadata that CDK leaves in the template. */
  readonly constructPath?: string;
}

/** The definition of a state machine in a CloudFormation or SAM template. The logical id may be left out where there is only one. */
export function sourceFromTemplate(file: string, logicalId?: string): DefinitionSource {
  return Template.load(file).source(logicalId);
}

/** Whether a file's content is a template and not a definition. */
export function isTemplate(content: JsonValue): boolean {
  return isJsonObject(content) && isJsonObject(own(content, 'Resources'));
}

/** The templates of a folder that `cdk synth` made: those of nested stacks and stages too. */
export function templatesOfFolder(folder: string): string[] {
  const visited = new Set<string>();
  const within = (path: string): string[] => {
    // A link may lead back to a folder around it.
    const real = inPlainWords(path, 'Folder', () => realpathSync(path));
    if (visited.has(real)) return [];
    visited.add(real);
    const files: string[] = [];
    for (const name of inPlainWords(path, 'Folder', () => readdirSync(path)).sort()) {
      const entry = join(path, name);
      if (name.startsWith('assembly-') && kindOf(entry) === 'folder') files.push(...within(entry));
      else if (name.endsWith('.template.json') && kindOf(entry) === 'file') files.push(entry);
    }
    return files;
  };
  return within(folder);
}

/** A link that leads nowhere is neither. */
function kindOf(path: string): 'file' | 'folder' | undefined {
  try {
    const stats = statSync(path);
    return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The templates in a folder that `cdk synth` made. A stack without resources has nothing to look at.
 *
 * @param onProblem what becomes of a template that cannot be read; the others are read all the same
 */
export function loadFolder(folder: string, onProblem: (problem: StepwrightError) => void): Template[] {
  const files = templatesOfFolder(folder);
  if (files.length === 0) {
    throw new StepwrightError('NoTemplates', `Folder "${folder}" holds nothing that \`cdk synth\` made. Give its output, usually "cdk.out", or name the files.`);
  }
  const loaded: LoadedTemplates = new Map();
  return files.flatMap((file) => {
    try {
      return Template.loadInto(loaded, file);
    } catch (error) {
      if (!(error instanceof StepwrightError)) throw error;
      if (error.code !== 'NoTemplate') onProblem(error);
      return [];
    }
  });
}

/** The state machines of every template in a folder that `cdk synth` made. */
export function stateMachinesOfFolder(folder: string): { readonly template: Template; readonly machine: TemplateStateMachine }[] {
  const templates = loadFolder(folder, (problem) => { throw problem; });
  return templates.flatMap((template) => template.stateMachines().map((machine) => ({ template, machine })));
}

const NESTED_STACKS: readonly (JsonValue | undefined)[] = ['AWS::CloudFormation::Stack', 'AWS::Serverless::Application'];

type LoadedTemplates = Map<string, Template>;

/** A template in a file. Others beside it are read only when something refers to them. */
export class Template implements TemplateScope {
  public static load(file: string): Template {
    return Template.loadInto(new Map(), file);
  }

  public static loadInto(loaded: LoadedTemplates, file: string): Template {
    const path = resolve(file);
    let template = loaded.get(path);
    if (!template) {
      const content = parseTemplateText(readDefinitionText(file, 'Template'), file);
      if (!isTemplate(content)) {
        throw new StepwrightError('NoTemplate', `File "${file}" is no CloudFormation template: it has no "Resources". A definition by itself is read with fromFile().`);
      }
      template = new Template(file, content as JsonObject, loaded);
      loaded.set(path, template);
    }
    return template;
  }

  public readonly stackName: string;
  /** A template does not say where it goes. */
  public readonly environment: TemplateEnvironment = {};
  private readonly resources: JsonObject;
  private exports: Map<string, JsonValue> | undefined;
  private others: Template[] | undefined;
  private readonly names: ReadableNames;
  /** Whether CDK wrote it: then nobody changes it by hand. */
  public readonly madeByCdk: boolean;

  private constructor(readonly file: string, private readonly content: JsonObject, private readonly loaded: LoadedTemplates) {
    this.resources = own(content, 'Resources') as JsonObject;
    this.stackName = basename(file).replace(/(\.nested)?(\.template)?\.[^.]+$/, '');
    // Only CDK's logical ids end with a hash.
    this.madeByCdk = file.endsWith('.nested.template.json') || own(own(content, 'Parameters'), 'BootstrapVersion') !== undefined || Object.hasOwn(this.resources, 'CDKMetadata')
      || Object.values(this.resources).some((resource) => own(own(resource, 'Metadata'), 'aws:cdk:path') !== undefined);
    this.names = new ReadableNames(this.madeByCdk ? Object.keys(this.resources) : []);
  }

  public stateMachines(): TemplateStateMachine[] {
    return Object.keys(this.resources).filter((logicalId) => this.isStateMachine(logicalId)).map((logicalId) => {
      const path = own(own(own(this.resources, logicalId), 'Metadata'), 'aws:cdk:path');
      return { logicalId, templateFile: this.file, ...(typeof path === 'string' && { constructPath: path.replace(/\/Resource$/, '') }) };
    });
  }

  public source(logicalId?: string): DefinitionSource {
    const id = this.chosen(logicalId);
    return this.sourceFromProperties(id, this.propertiesOf(id));
  }

  /** The definitions of a state machine: more than one where it depends on a condition of the template. */
  public variants(logicalId: string): DefinitionVariant[] {
    return propertiesVariants(this.propertiesOf(logicalId), Object.values(propertyNames(this.typeOf(logicalId))))
      .map(({ when, properties }) => ({ when, source: () => this.sourceFromProperties(logicalId, properties) }));
  }

  /** The nested stacks of this template, with their templates, where these are files here. Throws where one is and cannot be read. */
  public nestedStacks(): { readonly logicalId: string; readonly template: () => Template | undefined }[] {
    return Object.keys(this.resources).filter((logicalId) => NESTED_STACKS.includes(this.typeOf(logicalId))).map((logicalId) => ({
      logicalId,
      template: () => {
        const file = this.nestedTemplateFile(own(this.resources, logicalId));
        const path = file === undefined ? undefined : join(dirname(this.file), file);
        return path !== undefined && existsSync(path) ? Template.loadInto(this.loaded, path) : undefined;
      },
    }));
  }

  public resource(logicalId: string): NamedResource | undefined {
    const resource = own(this.resources, logicalId);
    const type = own(resource, 'Type');
    if (typeof type !== 'string') return undefined;
    return {
      type,
      name: this.readableName(logicalId),
      property: (name) => {
        const value = own(own(resource, 'Properties'), name);
        return value === undefined ? undefined : String(simulate(value, this));
      },
    };
  }

  public declared(logicalId: string): DeclaredResource | undefined {
    const resource = own(this.resources, logicalId);
    const type = own(resource, 'Type');
    if (typeof type !== 'string') return undefined;
    const properties = own(resource, 'Properties');
    const condition = own(resource, 'Condition');
    const path = own(own(resource, 'Metadata'), 'aws:cdk:path');
    return {
      scope: this,
      logicalId,
      type,
      properties: isJsonObject(properties) ? properties : {},
      property: (name) => own(properties, name),
      ...(typeof condition === 'string' && { condition }),
      ...(typeof path === 'string' && { constructPath: path.replace(/\/Resource$/, '') }),
    };
  }

  public declaredOf(types: ReadonlySet<string>): readonly DeclaredResource[] {
    return Object.keys(this.resources).filter((logicalId) => types.has(String(own(this.resources[logicalId], 'Type')))).map((logicalId) => this.declared(logicalId)!);
  }

  public beside(): readonly TemplateScope[] {
    return [this, ...this.siblings()];
  }

  public parameter(name: string): TemplateParameter | undefined {
    const parameter = own(own(this.content, 'Parameters'), name);
    if (!isJsonObject(parameter)) return undefined;
    return { type: String(own(parameter, 'Type') ?? 'String'), default: own(parameter, 'Default'), value: this.passedIn(name) };
  }

  public condition(name: string): JsonValue | undefined {
    return own(own(this.content, 'Conditions'), name);
  }

  public mapped(map: string, key: string, secondKey: string): JsonValue | undefined {
    return own(own(own(own(this.content, 'Mappings'), map), key), secondKey);
  }

  public exported(name: string): ValueInScope | undefined {
    for (const template of [this, ...this.siblings()]) {
      const value = template.ownExports().get(name);
      if (value !== undefined) return { value, scope: template };
    }
    return undefined;
  }

  public stackOutput(stackName: string, output: string): ValueInScope | undefined {
    for (const template of this.siblings()) {
      const value = template.stackName === stackName ? own(own(own(template.content, 'Outputs'), output), 'Value') : undefined;
      if (value !== undefined) return { value, scope: template };
    }
    return undefined;
  }

  public nestedOutput(logicalId: string, output: string): ValueInScope | undefined {
    const file = this.nestedTemplateFile(own(this.resources, logicalId));
    const path = join(dirname(this.file), file ?? '');
    if (file === undefined || !existsSync(path)) return undefined;
    const nested = Template.loadInto(this.loaded, path);
    const value = own(own(own(nested.content, 'Outputs'), output), 'Value');
    return value === undefined ? undefined : { value, scope: nested };
  }

  /** The values that the template gives away. */
  public outputValues(): JsonValue[] {
    const outputs = own(this.content, 'Outputs');
    return Object.values(isJsonObject(outputs) ? outputs : {}).flatMap((output) => own(output, 'Value') ?? []);
  }

  /** The file that a path or an object in a bucket is, where it is here: beside the template, or an asset of a CDK app. */
  public fileAt(location: JsonValue): string | undefined {
    const folder = dirname(this.file);
    const address = String(simulate(location, this));
    const paths = address.startsWith('s3://') ? assetPaths(folder, address.slice(address.lastIndexOf('/') + 1)) : [address];
    const found = paths.map((path) => resolve(folder, path)).find((path) => kindOf(path) === 'file');
    return found === undefined ? undefined : fromHere(found);
  }

  public readableName(logicalId: string): string {
    return this.madeByCdk ? this.names.of(logicalId) : logicalId;
  }

  private propertiesOf(logicalId: string): JsonObject {
    const properties = own(own(this.resources, logicalId), 'Properties');
    return isJsonObject(properties) ? properties : {};
  }

  private typeOf(logicalId: string): JsonValue | undefined {
    return own(own(this.resources, logicalId), 'Type');
  }

  private sourceFromProperties(logicalId: string, properties: JsonObject): DefinitionSource {
    const names = propertyNames(this.typeOf(logicalId));
    const location = own(properties, names.location);
    const definition = own(properties, names.definition);
    const definitionString = names.definitionString === undefined ? undefined : own(properties, names.definitionString);
    if (definition === undefined && definitionString === undefined && location === undefined) {
      throw new StepwrightError('NoDefinition', `State machine "${logicalId}" in "${this.file}" has no definition. It needs one of `
        + `${names.definitionString === undefined ? '"Definition" and "DefinitionUri"' : '"DefinitionString", "Definition" and "DefinitionS3Location"'}.`);
    }
    return sourceFromParts({
      definition,
      definitionString,
      definitionFile: definition === undefined && definitionString === undefined ? this.definitionFile(logicalId, location as JsonValue) : undefined,
      substitutions: own(properties, names.substitutions),
      workflowType: own(properties, names.workflowType),
    }, this);
  }

  /** What this template exports, by name, to other regions too. */
  private ownExports(): ReadonlyMap<string, JsonValue> {
    if (this.exports) return this.exports;
    const exports = this.exports = new Map<string, JsonValue>();
    const add = (name: string, value: JsonValue | undefined) => {
      if (value !== undefined && !exports.has(name)) exports.set(name, value);
    };
    for (const resource of Object.values(this.resources)) {
      const written = own(resource, 'Type') === CROSS_REGION_WRITER ? own(own(own(resource, 'Properties'), 'WriterProps'), 'exports') : undefined;
      for (const [name, value] of Object.entries(isJsonObject(written) ? written : {})) add(name, value);
    }
    const outputs = own(this.content, 'Outputs');
    for (const output of Object.values(isJsonObject(outputs) ? outputs : {})) {
      const exportName = own(own(output, 'Export'), 'Name');
      if (exportName !== undefined) add(String(simulate(exportName, this)), own(output, 'Value'));
    }
    return exports;
  }

  /** What the stack around this one passes to a parameter. */
  private passedIn(name: string): ValueInScope | undefined {
    const file = basename(this.file);
    if (!file.includes('.nested.')) return undefined;
    for (const template of this.siblings()) {
      for (const resource of Object.values(template.resources)) {
        if (template.nestedTemplateFile(resource) !== file) continue;
        const value = own(own(own(resource, 'Properties'), 'Parameters'), name);
        if (value !== undefined) return { value, scope: template };
      }
    }
    return undefined;
  }

  /** The file of a nested stack's template: an asset of a CDK app, or a path where the template is not packaged yet. */
  private nestedTemplateFile(resource: JsonValue | undefined): string | undefined {
    if (!NESTED_STACKS.includes(own(resource, 'Type'))) return undefined;
    const staged = own(own(resource, 'Metadata'), 'aws:asset:path');
    if (typeof staged === 'string') return staged;
    const properties = own(resource, 'Properties');
    const url = own(properties, 'TemplateURL') ?? own(properties, 'Location');
    if (typeof url === 'string' && !/^https?:/.test(url)) return url;
    const address = url === undefined ? '' : String(simulate(url, this));
    return assetPaths(dirname(this.file), address.slice(address.lastIndexOf('/') + 1)).find((path) => path.endsWith('.template.json'));
  }

  private siblings(): Template[] {
    const folder = dirname(this.file);
    return this.others ??= readdirSync(folder)
      .filter((name) => name.endsWith('.template.json') && name !== basename(this.file))
      .sort()
      .flatMap((name) => {
        try {
          return Template.loadInto(this.loaded, join(folder, name));
        } catch (error) {
          // One that cannot be read exports nothing.
          if (!(error instanceof StepwrightError)) throw error;
          return [];
        }
      });
  }

  private isStateMachine(logicalId: string): boolean {
    const type = this.typeOf(logicalId);
    return type === 'AWS::StepFunctions::StateMachine' || type === SERVERLESS;
  }

  private chosen(logicalId: string | undefined): string {
    const known = this.stateMachines().map((machine) => machine.logicalId);
    if (known.length === 0) throw new StepwrightError('UnknownStateMachine', `Template "${this.file}" has no state machine.`);
    const list = known.map((id) => `"${id}"`).join(', ');
    if (logicalId === undefined) {
      if (known.length === 1) return known[0];
      throw new StepwrightError('UnknownStateMachine', `Template "${this.file}" has ${known.length} state machines: ${list}. Say which one by its logical id.`);
    }
    if (known.includes(logicalId)) return logicalId;
    const other = own(own(this.resources, logicalId), 'Type');
    throw new StepwrightError('UnknownStateMachine', `Template "${this.file}" has no state machine with the logical id "${logicalId}"`
      + `${typeof other === 'string' ? `; that is a resource of type "${other}"` : ''}. It has ${list}.${didYouMean(logicalId, known)}`);
  }

  /** The file that `DefinitionUri` or `DefinitionS3Location` points to: a path, or an object in a bucket that is an asset of a CDK app. */
  private definitionFile(logicalId: string, location: JsonValue): DefinitionFile {
    const folder = dirname(this.file);
    if (typeof location === 'string' && !location.startsWith('s3://')) return readDefinitionFile(fromHere(resolve(folder, location)));
    const key = own(location, 'Key');
    const objectKey = key === undefined ? undefined : String(simulate(key, this));
    const staged = own(own(own(this.resources, logicalId), 'Metadata'), 'aws:asset:path');
    const candidates = [
      ...(typeof staged === 'string' ? [staged] : []),
      ...(objectKey === undefined ? [] : [...assetPaths(folder, objectKey), `asset.${objectKey}`]),
    ];
    for (const candidate of candidates) {
      const path = resolve(folder, candidate);
      if (existsSync(path) && statSync(path).isFile()) return readDefinitionFile(fromHere(path));
    }
    const named = typeof location === 'string' ? location : objectKey ?? JSON.stringify(location);
    throw new MissingDefinition(`the S3 object "${named}" is no asset beside the template`, `The definition of state machine "${logicalId}" in "${this.file}" is the S3 object "${named}", `
      + 'and no asset beside the template is that object. Read the definition\'s own file instead.');
  }
}

/** The paths of the assets that are uploaded under a key, by the manifests beside a template. */
function assetPaths(folder: string, objectKey: string): string[] {
  const paths: string[] = [];
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.assets.json')) continue;
    const files = own(manifest(join(folder, name)), 'files');
    if (!isJsonObject(files)) continue;
    for (const asset of Object.values(files)) {
      const destinations = own(asset, 'destinations');
      const path = own(own(asset, 'source'), 'path');
      if (typeof path === 'string' && isJsonObject(destinations)
        && Object.values(destinations).some((destination) => own(destination, 'objectKey') === objectKey)) paths.push(path);
    }
  }
  return paths;
}

/** A manifest that cannot be read names no assets. */
function manifest(file: string): JsonValue | undefined {
  try {
    return parseTemplateText(readText(file, 'Asset manifest'), file);
  } catch (error) {
    if (!(error instanceof StepwrightError)) throw error;
    return undefined;
  }
}

function own(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
