import { readFileSync } from 'fs';
import { basename, dirname, join } from 'path';
import { isJsonObject, JsonObject, JsonValue } from '../asl/json-value';

/** How `Validations.of(construct).acknowledge()` is kept in what `cdk synth` writes. */
const ACKNOWLEDGED = 'aws:cdk:acknowledged-rules';

/** What a CDK app says of a stack's constructs beside its template. */
export interface AcknowledgedRules {
  /** The ids of rules that were acknowledged, by the path of the construct. */
  readonly rules: ReadonlyMap<string, ReadonlySet<string>>;
  /** The paths of resources, by their logical ids. */
  readonly paths: ReadonlyMap<string, string>;
}

/**
 * Reads what the app of a template has acknowledged: from the manifest beside the template, and the metadata file that it names. Nothing
 * where the template is not of `cdk synth`, or where these cannot be read: then no finding is acknowledged.
 */
export function acknowledgedRules(templateFile: string): AcknowledgedRules {
  const folder = dirname(templateFile);
  const artifacts = member(readJson(join(folder, 'manifest.json')), 'artifacts');
  const found: Collected = { rules: new Map(), paths: new Map() };
  for (const artifact of Object.values(isJsonObject(artifacts) ? artifacts : {})) {
    const properties = member(artifact, 'properties');
    if (member(properties, 'templateFile') !== basename(templateFile)) continue;
    const file = member(properties, 'additionalMetadataFile') ?? member(artifact, 'additionalMetadataFile');
    collect(member(artifact, 'metadata'), found);
    if (typeof file === 'string') collect(readJson(join(folder, basename(file))), found);
  }
  return found;
}

/** Whether a rule is acknowledged for a resource, on its construct or on one around it. */
export function isAcknowledged({ rules, paths }: AcknowledgedRules, logicalId: string, rule: string): boolean {
  const parts = (paths.get(logicalId) ?? '').split('/');
  return parts.some((_, index) => rules.get(parts.slice(0, index + 1).join('/'))?.has(`cdk-stepwright::${rule}`));
}

interface Collected {
  readonly rules: Map<string, Set<string>>;
  readonly paths: Map<string, string>;
}

function collect(metadata: JsonValue | undefined, { rules, paths }: Collected): void {
  for (const [path, entries] of Object.entries(isJsonObject(metadata) ? metadata : {})) {
    const construct = path.replace(/^\//, '');
    for (const entry of Array.isArray(entries) ? entries as readonly JsonValue[] : []) {
      const type = member(entry, 'type');
      const data = member(entry, 'data');
      if (type === 'aws:cdk:logicalId' && typeof data === 'string') paths.set(data, construct);
      if (type === ACKNOWLEDGED && isJsonObject(data)) rules.set(construct, new Set([...rules.get(construct) ?? [], ...Object.keys(data)]));
    }
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
  return isJsonObject(value) && Object.hasOwn(value, name) ? (value as JsonObject)[name] : undefined;
}
