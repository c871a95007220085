import type { ConstDirectiveNode } from 'graphql/language';
import { ApiModes, AuthMode, hasAdditional, MODE_OF_DIRECTIVE } from './auth-mode';
import { argumentOf, textsOf } from '../directive-arguments';
import { SchemaField, SchemaModel, SchemaType } from '../schema-model';

/** Who of a mode may: everyone, or the members of some Cognito groups. */
export type Callers = 'everyone' | ReadonlySet<string>;

/** Who may ask for a field. A mode that is not there may not. */
export type Access = ReadonlyMap<AuthMode, Callers>;

/**
 * Who may ask for a field of a schema, as AppSync decides it.
 *
 * * A directive at the field decides; where there is none, one at its type; where there is none either, the default mode may and no other.
 * * With Cognito alone, `@aws_auth` names groups, at fields of the root types only. The default action says what holds for those of them that have no
 *   directive.
 * * With several modes, `@aws_auth` is not looked at.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#using-additional-authorization-modes
 * @see https://github.com/aws/aws-appsync-community/issues/275 (that `@aws_auth` at nested fields is not looked at)
 */
export function accessOf(field: SchemaField, schema: SchemaModel, api: ApiModes): Access {
  return decisionOn(field, schema, api).access;
}

/** What decides who may ask for a field: directives at the field, at its type, or what holds where there are none. */
export type DecidedBy = 'field' | 'type' | 'default';

export function decisionOn(field: SchemaField, schema: SchemaModel, api: ApiModes): { readonly access: Access; readonly decidedBy: DecidedBy } {
  const isRoot = schema.isRoot(field.parent);
  for (const [decidedBy, { directives }] of [['field', field], ['type', field.parent]] as const) {
    const effective = directives.filter((directive) => isLookedAt(directive, isRoot, api));
    if (effective.length > 0) return { access: accessByDirectives(effective, api), decidedBy };
  }
  const [defaultMode] = api.modes;
  const denied = defaultMode === 'cognito' && api.cognitoDefaultAction === 'DENY' && isRoot;
  return { access: new Map(denied ? [] : [[defaultMode, 'everyone']]), decidedBy: 'default' };
}

/** Who sees anything of an object of a type: who may ask for at least one of its fields. */
export function accessToAny(type: SchemaType, schema: SchemaModel, api: ApiModes): Access {
  const access = new Map<AuthMode, Callers>();
  for (const field of type.fields.values()) {
    for (const [mode, callers] of accessOf(field, schema, api)) access.set(mode, joined(access.get(mode), callers));
  }
  return access;
}

function isLookedAt({ name }: ConstDirectiveNode, isRoot: boolean, api: ApiModes): boolean {
  if (name.value === 'aws_auth') return !hasAdditional(api) && api.modes[0] === 'cognito' && isRoot;
  return MODE_OF_DIRECTIVE.has(name.value);
}

function accessByDirectives(directives: readonly ConstDirectiveNode[], { modes }: ApiModes): Access {
  const access = new Map<AuthMode, Callers>();
  for (const directive of directives) {
    const mode = MODE_OF_DIRECTIVE.get(directive.name.value)!;
    if (!modes.includes(mode)) continue;
    access.set(mode, joined(access.get(mode), mode === 'cognito' ? groupsOf(directive) : 'everyone'));
  }
  return access;
}

/** The groups that a directive names; everyone, where it names none. */
export function groupsOf(directive: ConstDirectiveNode): Callers {
  const names = textsOf(argumentOf(directive, 'cognito_groups')).map(({ value }) => value);
  return names.length === 0 ? 'everyone' : new Set(names);
}

function joined(one: Callers | undefined, other: Callers): Callers {
  if (one === undefined) return other;
  return one === 'everyone' || other === 'everyone' ? 'everyone' : new Set([...one, ...other]);
}
