import { GraphQLError } from 'graphql/error';
import { parse, Source } from 'graphql/language';
import type { DefinitionNode } from 'graphql/language';
import { SchemaSource } from './schema-source';

/** What keeps a text from being read as a schema. */
export interface SyntaxProblem {
  readonly kind: 'syntax' | 'empty' | 'tooDeep';
  readonly source: Source;
  readonly offset: number;
  /** The parser's message. */
  readonly message: string;
}

export interface ParsedSchema {
  readonly source: SchemaSource;
  /** The definitions of all texts, in their order. */
  readonly definitions: readonly DefinitionNode[];
  readonly problems: readonly SyntaxProblem[];
}

/** Reads all texts of a schema. Never throws on any text. */
export function parseSchema(source: SchemaSource): ParsedSchema {
  const definitions: DefinitionNode[] = [];
  const problems: SyntaxProblem[] = [];
  for (const text of source.sources) {
    const { isEmpty, tooDeep } = source.scanned(text);
    // The parser takes no text without definitions, but a file with nothing but comments adds nothing.
    if (isEmpty) continue;
    if (tooDeep !== undefined) {
      problems.push({ kind: 'tooDeep', source: text, offset: tooDeep, message: '' });
      continue;
    }
    try {
      for (const definition of parse(text).definitions) definitions.push(definition);
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      problems.push({ kind: 'syntax', source: text, offset: error.positions?.[0] ?? 0, message: error.message.replace(/^Syntax Error: /, '') });
    }
  }
  if (definitions.length === 0 && problems.length === 0) problems.push({ kind: 'empty', source: source.sources[0], offset: 0, message: '' });
  return { source, definitions, problems };
}
