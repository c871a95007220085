import { SchemaSource, SchemaText } from '../../src/graphql/schema-source';

/** A schema of some texts, in files or in none. */
export const schemaOf = (...texts: readonly (SchemaText | string)[]) => new SchemaSource(texts.map((text) => (typeof text === 'string' ? { text } : text)));
