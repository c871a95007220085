import { FindingSeverity } from '../../validation/finding';
import { all, cut } from '../../validation/wording';
import { modesOf } from '../api-facts';
import { Access, accessOf, accessToAny } from '../auth/access';
import { ApiModes, AUTH_MODES, AuthMode, directivesFor, MODE_OF_DIRECTIVE } from '../auth/auth-mode';
import { reachedTypes } from '../auth/reached-types';
import { textOf } from '../edits';
import { coordinateOf, SchemaField, SchemaModel, SchemaType } from '../schema-model';
import { defineSchemaRule } from '../schema-rule';

/**
 * Whoever may ask for a field may ask for something of the type that it returns. A directive at a field does not reach into the type: what has no
 * directive there is for the default mode only.
 *
 * Only what a caller can come to is looked at: from the fields of Query, Mutation and Subscription that let its mode in.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#using-additional-authorization-modes
 */
export const typeAuthorization = defineSchemaRule({
  id: 'GQL101',
  name: 'type-authorization',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  evidence: 'silent',
  perMessage: { member: { severity: FindingSeverity.WARNING }, groups: { severity: FindingSeverity.WARNING } },
  needs: ['modes'],
  summary: 'A type that a field returns to callers of a mode allows the mode.',
  why: 'AppSync takes the schema. Callers of the mode get "Not Authorized to access … on type …" and null; a subscription delivers nothing to them.',
  fix: 'Add the directives to the type. The first directive takes the default mode away, so name that too.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#using-additional-authorization-modes',
  seenAt: ['https://github.com/aws/aws-appsync-community/issues/266'],
  messages: {
    none: (type: string, callers: string, field: string) => `Type "${type}" has no field for ${callers}, but "${field}" returns it to them: they get null.`,
    notDelivered: (type: string, callers: string, field: string) => `Type "${type}" has no field for ${callers}, but "${field}" lets them subscribe to it: nothing is delivered.`,
    member: (type: string, callers: string, field: string, returned: string) => (
      `Type "${type}" has no field for ${callers}, but "${field}" returns "${returned}" to them, which it is one of: they get null where it is that.`),
    groups: (type: string, allowed: string, field: string, given: string) => (
      `"${field}" is open to ${given} of the Cognito user pool, but all fields of "${type}", which it returns, only to ${allowed}.`),
  },
  examples: {
    good: [
      {
        schema: 'type Order @aws_iam @aws_cognito_user_pools {\n  id: ID\n  margin: Float @aws_iam\n}\n\ntype Query {\n  order: Order @aws_iam @aws_cognito_user_pools\n}',
        api: { modes: ['cognito', 'iam'] },
      },
      {
        title: 'Some fields for both modes, the others for the default one',
        schema: 'type Order {\n  id: ID @aws_iam @aws_cognito_user_pools\n  total: Float\n}\n\ntype Query {\n  order: Order @aws_iam @aws_cognito_user_pools\n}',
        api: { modes: ['cognito', 'iam'] },
      },
      {
        title: 'Nobody comes to the type with an API key',
        schema: 'type Order @aws_iam {\n  lines: [Line]\n}\n\ntype Line @aws_iam {\n  sku: ID\n}\n\ntype Query {\n  order: Order @aws_iam\n  shop: String\n}',
        api: { modes: ['apiKey', 'iam'] },
      },
    ],
    bad: [
      {
        schema: 'type Order {\n  id: ID\n}\n\ntype Query {\n  order: Order @aws_iam @aws_cognito_user_pools\n}',
        api: { modes: ['cognito', 'iam'] },
        findings: [{
          at: '1:6', says: 'Type "Order" has no field for callers with IAM, but "Query.order" returns it to them: they get null.', write: 'type Order @aws_cognito_user_pools @aws_iam {',
        }],
      },
      {
        title: 'A type below the one that is open',
        schema: 'type Order @aws_api_key {\n  lines: [Line]\n}\n\ntype Line @aws_iam {\n  sku: ID\n}\n\ntype Query {\n  order: Order\n}',
        api: { modes: ['apiKey', 'iam'] },
        findings: [{
          at: '5:6', says: 'Type "Line" has no field for callers with an API key, but "Order.lines" returns it to them: they get null.', write: 'type Line @aws_iam @aws_api_key {',
        }],
      },
      {
        schema: 'type Progress @aws_iam {\n  percent: Int\n}\n\ntype Query {\n  shop: String\n}\n\ntype Mutation {\n  publish(percent: Int): Progress @aws_iam\n}\n\ntype Subscription {\n  progress: Progress @aws_subscribe(mutations: ["publish"])\n}',
        api: { modes: ['cognito', 'iam'] },
        findings: [{
          at: '1:6',
          says: 'Type "Progress" has no field for users of the Cognito user pool, but "Subscription.progress" lets them subscribe to it: nothing is delivered.',
          write: 'type Progress @aws_iam @aws_cognito_user_pools {',
        }],
      },
      {
        schema: 'type Book @aws_api_key {\n  title: String\n}\n\ntype Draft @aws_iam {\n  title: String\n}\n\nunion Found = Book | Draft\n\ntype Query {\n  search: [Found]\n}',
        api: { modes: ['apiKey', 'iam'] },
        findings: [{
          at: '5:6',
          says: 'Type "Draft" has no field for callers with an API key, but "Query.search" returns "Found" to them, which it is one of: they get null where it is that.',
          write: 'type Draft @aws_iam @aws_api_key {',
        }],
      },
      {
        schema: 'type Report @aws_cognito_user_pools(cognito_groups: ["admins"]) {\n  text: String\n}\n\ntype Query {\n  report: Report @aws_cognito_user_pools(cognito_groups: ["admins", "editors"])\n}',
        api: { modes: ['cognito', 'iam'] },
        findings: [{
          at: '1:6', says: '"Query.report" is open to "editors" of the Cognito user pool, but all fields of "Report", which it returns, only to "admins".',
        }],
      },
    ],
  },
  check: ({ report, schema, api }) => ({
    schema() {
      const modes = modesOf(api)!;
      for (const [type, { field, missing, isMember, ofGroups }] of new Reach(schema, modes).unreached()) {
        const [name, from] = [cut(type.name, 60), cut(coordinateOf(field), 100)];
        if (ofGroups) {
          report('groups', type.place, [name, all([...ofGroups.allowed]), from, all([...ofGroups.given])]);
          continue;
        }
        const callers = missing.map((mode) => AUTH_MODES[mode].callers).join(' and ');
        const write = lineFor(type, accessToAny(type, schema, modes), missing, modes);
        if (isMember) report('member', type.place, [name, callers, from, cut(field.typeName, 60)], { write });
        else report(field.parent === schema.roots.subscription ? 'notDelivered' : 'none', type.place, [name, callers, from], { write });
      }
    },
  }),
});

/** A type of which callers see nothing, and the field that returns it to them. */
interface Unreached {
  readonly field: SchemaField;
  readonly missing: AuthMode[];
  /** Whether it is one of several types that the field can return. */
  readonly isMember: boolean;
  readonly ofGroups?: { readonly given: ReadonlySet<string>; readonly allowed: ReadonlySet<string> };
}

/** Goes through a schema as the callers of each mode can. */
class Reach {
  private readonly found = new Map<SchemaType, Unreached>();
  private readonly access = new Map<SchemaType, Access>();

  constructor(private readonly schema: SchemaModel, private readonly modes: ApiModes) {}

  public unreached(): ReadonlyMap<SchemaType, Unreached> {
    for (const mode of new Set(this.modes.modes)) this.go(mode);
    return this.found;
  }

  private go(mode: AuthMode): void {
    const seen = new Set<string>();
    for (const type of reachedTypes(mode, this.schema, this.modes)) {
      for (const field of type.fields.values()) {
        const callers = accessOf(field, this.schema, this.modes).get(mode);
        if (callers === undefined) continue;
        // The first field that returns a type stands for all.
        const key = JSON.stringify([field.typeName, callers === 'everyone' ? callers : [...callers]]);
        if (seen.has(key)) continue;
        seen.add(key);
        const possible = this.schema.possibleTypes(field.typeName);
        const isOpen = (each: SchemaType) => this.accessTo(each).has(mode);
        const isAnyOpen = possible.some(isOpen);
        for (const each of possible) {
          if (!isOpen(each)) {
            this.note(each, field, mode, isAnyOpen);
            continue;
          }
          if (callers !== 'everyone') this.noteGroups(each, field, callers);
        }
      }
    }
  }

  private note(type: SchemaType, field: SchemaField, mode: AuthMode, isMember: boolean): void {
    const known = this.found.get(type);
    if (!known || known.ofGroups || (known.isMember && !isMember)) {
      this.found.set(type, { field, missing: [...new Set([...known?.missing ?? [], mode])], isMember });
    }
    if (known && !known.missing.includes(mode)) known.missing.push(mode);
  }

  private noteGroups(type: SchemaType, field: SchemaField, groups: ReadonlySet<string>): void {
    const allowed = this.accessTo(type).get('cognito');
    if (allowed === undefined || allowed === 'everyone' || this.found.has(type)) return;
    const given = new Set([...groups].filter((group) => !allowed.has(group)));
    if (given.size > 0) this.found.set(type, { field, missing: [], isMember: false, ofGroups: { given, allowed } });
  }

  private accessTo(type: SchemaType): Access {
    let access = this.access.get(type);
    if (!access) this.access.set(type, access = accessToAny(type, this.schema, this.modes));
    return access;
  }
}

/** The first line of a type with the directives that it needs; undefined where those of its fields count. */
function lineFor(type: SchemaType, access: Access, missing: readonly AuthMode[], { modes }: ApiModes): string | undefined {
  if ([...type.fields.values()].every(({ directives }) => directives.some(isAuth))) return undefined;
  const own = type.directives.filter(isAuth);
  const kept = own.length > 0 ? own.map(textOf) : [directivesFor([...new Set(modes)].filter((mode) => access.has(mode) && !missing.includes(mode)))];
  const others = type.directives.filter((directive) => !isAuth(directive)).map(textOf);
  const implemented = type.interfaces.length > 0 ? `implements ${type.interfaces.map(({ name }) => name.value).join(' & ')}` : '';
  return ['type', type.name, implemented, ...others, ...kept, directivesFor(missing), '{'].filter((part) => part !== '').join(' ');
}

const isAuth = ({ name }: { readonly name: { readonly value: string } }) => name.value !== 'aws_auth' && MODE_OF_DIRECTIVE.has(name.value);
