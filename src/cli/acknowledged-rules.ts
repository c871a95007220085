import { readFileSync } from 'fs';
import { basename, dirname, join } from 'path';
import { isJsonObject, JsonValue } from '../asl/json-value';
import { TemplateStateMachine } from '../definitions/template';
import { RuleFinding } from '../validation/validate';

/** How `Validations.of(construct).acknowledge()` and `AslValidation.acknowledge()` are kept in what `cdk synth` writes. */
const ACKNOWLEDGED = 'aws:cdk:acknowledged-rules';
const PREFIX = 'cdk-stepwright::';

/** An acknowledgement of a construct, as a folder of `cdk synth` has it. */
export interface FolderAcknowledgement {
  readonly constructPath: string;
  readonly rule: string;
  readonly state?: string;
  /** The template of the stack that the construct is in. */
  readonly templateFile: string;
}

/**
 * What the app of a template has acknowledged, from the manifest beside the template and the metadata files that it names. Nothing where the
 * template is not of `cdk synth`, or where these cannot be read: then no finding is acknowledged.
 */
export class FolderAcknowledgements {
  private readonly given: FolderAcknowledgement[] = [];
  /** The paths of resources by template and logical id, for templates that do not say them; nested stacks are in the template around them. */
  private readonly paths = new Map<string, string>();
  private readonly pathsOfFolder = new Map<string, Set<string>>();
  private readonly held = new Set<FolderAcknowledgement>();

  constructor(private readonly folder: string) {
    const artifacts = member(readJson(join(folder, 'manifest.json')), 'artifacts');
    for (const artifact of Object.values(isJsonObject(artifacts) ? artifacts : {})) {
      const properties = member(artifact, 'properties');
      const templateFile = member(properties, 'templateFile');
      if (typeof templateFile !== 'string') continue;
      const file = member(properties, 'additionalMetadataFile') ?? member(artifact, 'additionalMetadataFile');
      this.collect(member(artifact, 'metadata'), templateFile);
      if (typeof file === 'string') this.collect(readJson(join(folder, basename(file))), templateFile);
    }
  }

  /** Whether a finding is acknowledged for a state machine, on its construct or on one around it. */
  public holds(machine: TemplateStateMachine, { id, statesAround }: RuleFinding): boolean {
    const path = machine.constructPath === undefined ? this.pathOf(machine) : `${machine.constructPath}/Resource`;
    if (path === undefined) return false;
    const found = this.given.filter((given) => given.rule === id && (given.state === undefined || statesAround.includes(given.state))
      && `${path}/`.startsWith(`${given.constructPath}/`));
    for (const given of found) this.held.add(given);
    return found.length > 0;
  }

  /** Those that held for nothing. */
  public idle(): FolderAcknowledgement[] {
    return this.given.filter((given) => !this.held.has(given));
  }

  /** The construct of a state machine, also where its template does not say it. */
  public constructOf(machine: TemplateStateMachine): string | undefined {
    return machine.constructPath ?? this.pathOf(machine)?.replace(/\/Resource$/, '');
  }

  private pathOf({ templateFile, logicalId }: TemplateStateMachine): string | undefined {
    const all = [...this.pathsOfFolder.get(logicalId) ?? []];
    return this.paths.get(`${basename(templateFile)} ${logicalId}`) ?? (all.length === 1 ? all[0] : undefined);
  }

  private collect(metadata: JsonValue | undefined, templateFile: string): void {
    for (const [path, entries] of Object.entries(isJsonObject(metadata) ? metadata : {})) {
      const constructPath = path.replace(/^\//, '');
      for (const entry of Array.isArray(entries) ? entries as readonly JsonValue[] : []) {
        const type = member(entry, 'type');
        const data = member(entry, 'data');
        if (type === 'aws:cdk:logicalId' && typeof data === 'string') {
          this.paths.set(`${templateFile} ${data}`, constructPath);
          this.pathsOfFolder.set(data, new Set([...this.pathsOfFolder.get(data) ?? [], constructPath]));
        }
        if (type !== ACKNOWLEDGED || !isJsonObject(data)) continue;
        for (const id of Object.keys(data)) {
          if (!id.startsWith(PREFIX)) continue;
          const [, rule, state] = /^([^:]*)(?::(.*))?$/s.exec(id.slice(PREFIX.length))!;
          this.given.push({ constructPath, rule, state, templateFile: join(this.folder, templateFile) });
        }
      }
    }
  }
}

/** The acknowledgements beside templates, each folder read once. */
export class AcknowledgementsOfFolders {
  private readonly folders = new Map<string, FolderAcknowledgements>();

  public beside(templateFile: string): FolderAcknowledgements {
    const folder = dirname(templateFile);
    let found = this.folders.get(folder);
    if (!found) this.folders.set(folder, found = new FolderAcknowledgements(folder));
    return found;
  }

  public idle(): FolderAcknowledgement[] {
    return [...this.folders.values()].flatMap((folder) => folder.idle());
  }
}

function readJson(file: string): JsonValue | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JsonValue;
  } catch {
    return undefined;
  }
}

function member(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
