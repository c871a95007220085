import { createHash } from 'node:crypto';
import { DefinitionSource } from '../../asl/definition-source';
import { parseDefinition } from '../../asl/document';

/** A definition as a coverage report shows it. Plain data: the processes of a test run hand it to each other. */
export interface CoveredDefinition {
  /** The same for the same definition under the same name. */
  readonly key: string;
  readonly name: string;
  /** The file that `text` is of; undefined where the text was made for the report. */
  readonly file?: string;
  readonly text: string;
  readonly format: 'json' | 'yaml';
}

/**
 * The text that coverage is shown against: that of the definition's file, or, where it has none (or all of it in one line), the definition
 * printed anew, with everything that is known only at deploy simulated.
 */
export function coveredDefinition(source: DefinitionSource, name: string): CoveredDefinition {
  const document = parseDefinition(source, { substitutions: true });
  const inLines = source.text.trimEnd().includes('\n');
  const shown = source.file !== undefined && source.opaques.length === 0 && inLines
    ? { file: source.file, text: source.text, format: source.format ?? 'json' }
    : { text: `${JSON.stringify(document.toValue(), undefined, 2)}\n`, format: 'json' as const };
  return { key: createHash('sha256').update(`${name}\n${shown.text}`).digest('hex').slice(0, 16), name, ...shown };
}
