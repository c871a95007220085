import { accessOf } from './access';
import { ApiModes, AuthMode } from './auth-mode';
import { SchemaModel, SchemaType } from '../schema-model';

/** The types of objects that callers of a mode can come to, from the root types over fields that let it in, in the order in which they are met. */
export function reachedTypes(mode: AuthMode, schema: SchemaModel, modes: ApiModes): ReadonlySet<SchemaType> {
  const { query, mutation, subscription } = schema.roots;
  const reached = new Set([query, mutation, subscription].flatMap((root) => root ?? []));
  const seen = new Set<string>();
  // What is added on the way is visited too.
  for (const type of reached) {
    for (const field of type.fields.values()) {
      if (seen.has(field.typeName) || !accessOf(field, schema, modes).has(mode)) continue;
      seen.add(field.typeName);
      for (const each of schema.possibleTypes(field.typeName)) reached.add(each);
    }
  }
  return reached;
}
