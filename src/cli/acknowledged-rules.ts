import { readFileSync } from 'fs';
import { basename, dirname, join } from 'path';
import { isJsonObject, JsonObject, JsonValue } from '../asl/json-value';

/** How `Validations.of(construct).acknowledge()` is kept in what `cdk synth` writes. */
const ACKNOWLEDGED = 'aws:cdk:acknowledged-rules';

/** What a CDK app has acknowledged, by the path of the construct: the ids of rules, each with a reason. */
export type AcknowledgedRules = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Reads what the app of a template has acknowledged: from the manifest beside the template, and the metadata file that it names. Nothing
 * where the template is not of `cdk synth`, or where these cannot be read: then no finding is acknowledged.
 */
export function acknowledgedRules(templateFile: string): AcknowledgedRules {
  const folder = dirname(templateFile);
  const artifacts = member(readJson(join(folder, 'manifest.json')), 'artifacts');
  const rules = new Map<string, Set<string>>();
  for (const artifact of Object.values(isJsonObject(artifacts) ? artifacts : {})) {
    const properties = member(artifact, 'properties');
    if (member(properties, 'templateFile') !== basename(templateFile)) continue;
    const file = member(properties, 'additionalMetadataFile') ?? member(artifact, 'additionalMetadataFile');
    collect(member(artifact, 'metadata'), rules);
    if (typeof file === 'string') collect(readJson(join(folder, basename(file))), rules);
  }
  return rules;
}

/** Whether a rule is acknowledged on a construct or on one around it. */
export function isAcknowledged(rules: AcknowledgedRules, constructPath: string | undefined, rule: string): boolean {
  const parts = (constructPath ?? '').split('/');
  return parts.some((_, index) => rules.get(parts.slice(0, index + 1).join('/'))?.has(`cdk-stepwright::${rule}`));
}

function collect(metadata: JsonValue | undefined, rules: Map<string, Set<string>>): void {
  for (const [path, entries] of Object.entries(isJsonObject(metadata) ? metadata : {})) {
    for (const entry of Array.isArray(entries) ? entries as readonly JsonValue[] : []) {
      const data = member(entry, 'type') === ACKNOWLEDGED ? member(entry, 'data') : undefined;
      if (isJsonObject(data)) {
        const construct = path.replace(/^\//, '');
        rules.set(construct, new Set([...rules.get(construct) ?? [], ...Object.keys(data)]));
      }
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
