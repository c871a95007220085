import { Construct } from 'constructs';
import { misuse } from '../misuse';

/** A field of a schema. @internal */
export interface FieldCoordinate {
  readonly type: string;
  readonly field: string;
}

/**
 * The two names in `Query.order`. Whether there is such a field is looked at with the rest of the schema.
 *
 * @param what who was given it
 * @param all whether it may be `Query.*`
 * @internal
 */
export function fieldOf(api: Construct, coordinate: string, what: string, all = false): FieldCoordinate {
  const [, type, field] = /^([A-Za-z_]\w*)\.([A-Za-z_]\w*|\*)$/.exec(coordinate) ?? [];
  if (type === undefined || (field === '*' && !all)) {
    throw misuse(api, `${what} was given "${coordinate}". A field is named by its type and its name, for example "Query.order"${all ? ', all fields of a type by "Query.*"' : ''}.`);
  }
  return { type, field };
}
