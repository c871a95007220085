import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { CheckedSchema } from './checked-schema';
import { didYouMean } from '../did-you-mean';
import { AuthMode, directivesFor } from '../graphql/auth/auth-mode';
import { misuse } from '../misuse';

/** When something was published. @internal */
export const TIME_FIELD = 'at';

/** What the messages of a channel are. @internal */
export interface ProgressMessage {
  /** The name of the subscription. */
  readonly name: string;
  readonly keyField: string;
  readonly ownerField: string | undefined;
  /** The fields of the user, with their types. */
  readonly fields: { readonly [name: string]: string };
  /** Who may subscribe. */
  readonly modes: readonly AuthMode[];
  readonly groups: readonly string[] | undefined;
}

const NAME = /^(?!__)[_A-Za-z]\w*$/;
/** A type, or a list of it. */
const TYPE = /^(?:([_A-Za-z]\w*)!?|\[([_A-Za-z]\w*)!?\]!?)$/;
/** A subscription's. */
const LONGEST_NAME = 50;
const TAKEN = 'Give the channel another name, or remove it from the schema: the channel adds it.';

/** The names that a channel has in the schema. @internal */
export const typeNameOf = (name: string): string => name[0].toUpperCase() + name.slice(1);
/** @internal */
export const mutationNameOf = (name: string): string => `publish${typeNameOf(name)}`;
const inputNameOf = (name: string) => `${typeNameOf(name)}Input`;

/** All fields of a message: of those with `!` every message has a value. @internal */
export function fieldsOf({ keyField, ownerField, fields }: ProgressMessage): { readonly [name: string]: string } {
  return { [keyField]: 'ID!', [TIME_FIELD]: 'AWSDateTime', ...ownerField !== undefined && { [ownerField]: 'ID!' }, ...fields };
}

/** @internal */
export function checkMessage(channel: Construct, schema: CheckedSchema, message: ProgressMessage): void {
  const { name, keyField, ownerField, fields } = message;
  if (!NAME.test(name)) throw misuse(channel, `"name" is "${name}". It has to be the name of a field in GraphQL: letters, digits and "_", and no digit first.`);
  if (name.length > LONGEST_NAME) throw misuse(channel, `"name" has ${name.length} characters. It has to have at most ${LONGEST_NAME}: it is the name of a subscription.`);
  if (schema.isUnresolved) {
    throw misuse(channel, 'the schema of "api" has values that are known at deploy only, so that nothing can be added to it. Give the API a schema that is known.');
  }
  for (const typeName of [typeNameOf(name), inputNameOf(name)]) {
    if (schema.types?.has(typeName)) throw misuse(channel, `"name" is "${name}", but the schema of "api" has a type "${typeName}" already. ${TAKEN}`);
  }
  for (const [root, field] of [['mutation', mutationNameOf(name)], ['subscription', name]] as const) {
    const type = schema.rootName(root);
    if (type && schema.field(type, field)) throw misuse(channel, `"name" is "${name}", but the schema of "api" has a field "${type}.${field}" already. ${TAKEN}`);
  }
  const own = [['keyField', keyField], ['access', ownerField]] as const;
  for (const [prop, field] of own) {
    if (field !== undefined && !NAME.test(field)) throw misuse(channel, `"${prop}" names the field "${field}". It has to be the name of a field in GraphQL: letters, digits and "_", and no digit first.`);
    if (field === TIME_FIELD) throw misuse(channel, `"${prop}" names the field "${TIME_FIELD}", which is the time of a message. Give it another name.`);
  }
  if (keyField === ownerField) throw misuse(channel, `"keyField" and "access" both name the field "${keyField}". Give one of them another name.`);
  if (Object.keys(fields).length === 0) throw misuse(channel, '"fields" is empty. Name what a message says, for example { status: \'String\' }.');
  const taken = [keyField, TIME_FIELD, ...ownerField !== undefined ? [ownerField] : []];
  for (const [field, type] of Object.entries(fields)) checkField(channel, schema, field, type, taken);
}

function checkField(channel: Construct, schema: CheckedSchema, field: string, type: string, taken: readonly string[]): void {
  const what = `"fields" has "${field}"`;
  if (!NAME.test(field)) throw misuse(channel, `${what}, which is no name of a field in GraphQL: letters, digits and "_", and no digit first.`);
  if (taken.includes(field)) throw misuse(channel, `${what}, which every message of the channel has already. Leave it out.`);
  const found = TYPE.exec(type);
  if (!found) throw misuse(channel, `${what} of type "${type}". It has to be the name of a type, such as "String", "Int!" or "[ID]".`);
  const typeName = found[1] ?? found[2];
  if (schema.scalars.includes(typeName) || !schema.types) return;
  const known = schema.types.get(typeName);
  const scalars = 'AWSJSON takes anything, as a text.';
  if (!known) {
    const enums = [...schema.types.values()].filter(({ kind }) => kind === 'enum').map((each) => each.name);
    throw misuse(channel, `${what} of type "${typeName}", which the schema does not have.${didYouMean(typeName, [...schema.scalars, ...enums])} It can be a scalar or an enum. ${scalars}`);
  }
  if (known.kind !== 'enum') throw misuse(channel, `${what} of type "${typeName}", but a message has scalars and enums only. ${scalars}`);
}

type Scalar = readonly [is: (value: unknown) => boolean, what: string];

const TEXT: Scalar = [(value) => typeof value === 'string', 'a text'];
/** What a value of a scalar is. Those of AppSync are texts, but for one. */
const SCALARS: { readonly [type: string]: Scalar } = {
  ID: [(value) => typeof value === 'string' || Number.isInteger(value), 'a text or a whole number'],
  String: TEXT,
  Int: [(value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 31, 'a whole number of 32 bits'],
  Float: [(value) => typeof value === 'number', 'a number'],
  Boolean: [(value) => typeof value === 'boolean', 'true or false'],
  AWSTimestamp: [Number.isInteger, 'a whole number of seconds'],
  AWSJSON: [(value) => typeof value === 'string', 'a text of JSON, as $string() or States.JsonToString makes it'],
};

/** What is wrong with a value that is written down; nothing is known of an expression or a path. @internal */
export function literalProblem(schema: CheckedSchema, type: string, value: unknown): string | undefined {
  if (Token.isUnresolved(value) || (typeof value === 'string' && /^\s*\{%/.test(value))) return undefined;
  if (value === null || value === undefined) return type.endsWith('!') ? 'It has to have a value.' : undefined;
  const inner = /^\[(.*)\]!?$/.exec(type)?.[1];
  if (inner !== undefined) {
    // One value is a list of it.
    return (Array.isArray(value) ? value : [value]).map((each) => literalProblem(schema, inner, each)).find((problem) => problem !== undefined);
  }
  const typeName = type.replace('!', '');
  const values = schema.enumValues(typeName);
  if (values) {
    if (typeof value === 'string' && values.includes(value)) return undefined;
    return `It has to be one of ${values.map((each) => `"${each}"`).join(', ')}.${typeof value === 'string' ? didYouMean(value, values) : ''}`;
  }
  const [is, what] = SCALARS[typeName] ?? TEXT;
  return is(value) ? undefined : `It has to be ${what}.`;
}

/**
 * What a channel adds to the schema.
 *
 * Subscribers get what the caller of the mutation selected, so that no field of the type may be non-null (GQL205); that every message has a field is
 * for the input to say.
 *
 * @internal
 */
export function schemaOf(schema: CheckedSchema, message: ProgressMessage): string {
  const { name, keyField, modes, groups } = message;
  const [typeName, input, mutation] = [typeNameOf(name), inputNameOf(name), mutationNameOf(name)];
  const fields = Object.entries(fieldsOf(message));
  const lines = (each: readonly string[]) => `{\n${each.map((line) => `  ${line}`).join('\n')}\n}`;
  const iam = directivesFor(['iam']);
  const readers = [...new Set<AuthMode>(['iam', ...modes])];
  const ofGroups = groups ? `(cognito_groups: ${JSON.stringify(groups)})` : '';
  const subscribers = modes.map((mode) => `${directivesFor([mode])}${mode === 'cognito' ? ofGroups : ''}`).join(' ');
  return [
    `type ${typeName} ${directivesFor(readers)} ${lines(fields.map(([field, type]) => `${field}: ${type.replace(/!$/, '')}`))}`,
    `input ${input} ${lines(fields.map(([field, type]) => `${field}: ${type}`))}`,
    schema.rootFields('mutation', 'Mutation', `${mutation}(input: ${input}!): ${typeName} ${iam}`),
    schema.rootFields('subscription', 'Subscription', `${name}(${keyField}: ID!): ${typeName} @aws_subscribe(mutations: ["${mutation}"]) ${subscribers}`),
  ].join('\n\n');
}

/** What EventBridge asks the API for: with every field, as subscribers get no others. @internal */
export function publishOperation(message: ProgressMessage): string {
  const mutation = mutationNameOf(message.name);
  return `mutation ${typeNameOf(mutation)}($input: ${inputNameOf(message.name)}!) { ${mutation}(input: $input) { ${Object.keys(fieldsOf(message)).join(' ')} } }`;
}
