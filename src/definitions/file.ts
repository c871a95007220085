import { extname } from 'path';
import { DefinitionSource } from '../asl/definition-source';
import { JsonObject, JsonValue } from '../asl/json-value';
import { didYouMean } from '../did-you-mean';
import { StepwrightError } from '../errors';
import { DefinitionFile, substitute } from './definition-string';
import { readDefinitionText } from './read-text';
import { simulatedFromName } from './simulated-names';

/**
 * A definition in a file of its own: JSON or YAML, by the file's name or, where that leaves it open (`.asl`), by how the text starts.
 *
 * `${Name}` is read as a value that is not known until deploy, unless `substitutions` has one.
 */
export function sourceFromFile(file: string, substitutions: JsonObject = {}): DefinitionSource {
  const { text, format } = readDefinitionFile(file);
  return { ...sourceFromText(text, substitutions), file, format };
}

/** A definition given as text. */
export function sourceFromText(text: string, substitutions: JsonObject = {}): DefinitionSource {
  checkNames(text, substitutions);
  return { text: substitute(text, substitutions, valueText), opaques: [], substitution: simulatedFromName };
}

/** Reads a definition's text and says in which form it is. */
export function readDefinitionFile(file: string): DefinitionFile {
  const text = readDefinitionText(file, 'Definition');
  return { text, file, format: formatOf(file, text) };
}

/** The same definition with other values for what is not known: `Name` of `${Name}`, in the text or of an opaque value. */
export function withSubstitutions(source: DefinitionSource, substitutions: JsonObject): DefinitionSource {
  const names = Object.keys(substitutions);
  if (names.length === 0) return source;
  const labels = new Set(source.opaques.map(({ label }) => label));
  checkNames(source.text, substitutions, labels);
  return {
    ...source,
    text: substitute(source.text, substitutions, valueText),
    opaques: source.opaques.map((opaque) => {
      const name = opaque.label.startsWith('${') ? opaque.label.slice(2, -1) : opaque.label;
      return Object.hasOwn(substitutions, name) ? { label: opaque.label, logicalId: opaque.logicalId, simulated: substitutions[name] } : opaque;
    }),
  };
}

const valueText = (value: JsonValue) => (typeof value === 'string' ? value : JSON.stringify(value));

function formatOf(file: string, text: string): 'json' | 'yaml' {
  const extension = extname(file).toLowerCase();
  if (extension === '.yaml' || extension === '.yml') return 'yaml';
  if (extension === '.json') return 'json';
  return /^\uFEFF?\s*\{/.test(text) ? 'json' : 'yaml';
}

/** A substitution for which there is nothing to substitute is a slip of the pen. */
function checkNames(text: string, substitutions: JsonObject, labels: ReadonlySet<string> = new Set()): void {
  for (const name of Object.keys(substitutions)) {
    if (text.includes(`\${${name}}`) || labels.has(`\${${name}}`) || labels.has(name)) continue;
    const known = new Set([...text.matchAll(/\$\{([^${}\s]+)\}/g)].map((match) => match[1]));
    for (const label of labels) known.add(label.startsWith('${') ? label.slice(2, -1) : label);
    throw new StepwrightError('UnknownSubstitution', `Substitution "${name}" is given, but the definition has no "\${${name}}".${didYouMean(name, known)}`
      + (known.size === 0 ? ' It has no substitutions at all.' : ` It has ${listed(known)}.`));
  }
}

const listed = (names: ReadonlySet<string>) => {
  const some = [...names].slice(0, 20).map((name) => `"${name}"`);
  return some.join(', ') + (names.size > some.length ? ` and ${names.size - some.length} more` : '');
};
