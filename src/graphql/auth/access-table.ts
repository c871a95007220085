import { Access, DecidedBy, decisionOn } from './access';
import { ApiModes, AuthMode } from './auth-mode';
import { reachedTypes } from './reached-types';
import { SchemaField, SchemaModel } from '../schema-model';

/** Who may ask for a field, and why. */
export interface FieldAccess {
  readonly field: SchemaField;
  readonly access: Access;
  readonly decidedBy: DecidedBy;
  /** The modes whose callers can come to an object that has the field. */
  readonly reachedBy: ReadonlySet<AuthMode>;
}

/** Who may ask for the fields of the objects of a schema, in the order of its types. */
export function accessTable(schema: SchemaModel, api: ApiModes): FieldAccess[] {
  const reached = new Map([...new Set(api.modes)].map((mode) => [mode, reachedTypes(mode, schema, api)]));
  return [...schema.types.values()].filter(({ kind }) => kind === 'object').flatMap((type) => {
    const reachedBy = new Set([...reached].flatMap(([mode, types]) => (types.has(type) ? [mode] : [])));
    return [...type.fields.values()].map((field) => ({ field, ...decisionOn(field, schema, api), reachedBy }));
  });
}
