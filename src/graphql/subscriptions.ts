import type { ConstDirectiveNode, StringValueNode } from 'graphql/language';
import { argumentOf, textsOf } from './directive-arguments';
import { SchemaField, SchemaModel } from './schema-model';

/** A field of Subscription and what sets it off. */
export interface SubscribedField {
  readonly field: SchemaField;
  readonly directive: ConstDirectiveNode;
  /** The names of mutations, as far as they are texts. */
  readonly mutations: readonly StringValueNode[];
}

/** The fields of Subscription that have `@aws_subscribe`. */
export function subscribedFields({ roots }: SchemaModel): SubscribedField[] {
  return [...roots.subscription?.fields.values() ?? []].flatMap((field) => {
    const directive = field.directives.find(({ name }) => name.value === 'aws_subscribe');
    return directive ? [{ field, directive, mutations: textsOf(argumentOf(directive, 'mutations')) }] : [];
  });
}
