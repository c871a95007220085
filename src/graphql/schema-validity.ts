import type { GraphQLError } from 'graphql/error';
import type { ASTNode, DefinitionNode, DocumentNode, NamedTypeNode, Source } from 'graphql/language';
import { Kind, visit } from 'graphql/language';
import { validateSchema } from 'graphql/type';
import { buildASTSchema } from 'graphql/utilities/buildASTSchema';
import { KnownArgumentNamesOnDirectivesRule } from 'graphql/validation/rules/KnownArgumentNamesRule';
import { LoneSchemaDefinitionRule } from 'graphql/validation/rules/LoneSchemaDefinitionRule';
import { ProvidedRequiredArgumentsOnDirectivesRule } from 'graphql/validation/rules/ProvidedRequiredArgumentsRule';
import { UniqueArgumentDefinitionNamesRule } from 'graphql/validation/rules/UniqueArgumentDefinitionNamesRule';
import { UniqueArgumentNamesRule } from 'graphql/validation/rules/UniqueArgumentNamesRule';
import { UniqueDirectivesPerLocationRule } from 'graphql/validation/rules/UniqueDirectivesPerLocationRule';
import { UniqueEnumValueNamesRule } from 'graphql/validation/rules/UniqueEnumValueNamesRule';
import { UniqueFieldDefinitionNamesRule } from 'graphql/validation/rules/UniqueFieldDefinitionNamesRule';
import { UniqueInputFieldNamesRule } from 'graphql/validation/rules/UniqueInputFieldNamesRule';
import { UniqueOperationTypesRule } from 'graphql/validation/rules/UniqueOperationTypesRule';
import { UniqueTypeNamesRule } from 'graphql/validation/rules/UniqueTypeNamesRule';
import { validateSDL } from 'graphql/validation/validate';
import { APPSYNC_SCALARS, BUILT_IN_SCALARS, prelude } from './prelude';
import { isTypeNode, SchemaModel } from './schema-model';

/**
 * What graphql-js says of definitions. Not among these: names of types and directives that are not there, which are looked for with near names and
 * in bounded time, and definitions that AppSync has itself.
 */
const RULES = [
  LoneSchemaDefinitionRule,
  UniqueOperationTypesRule,
  UniqueTypeNamesRule,
  UniqueEnumValueNamesRule,
  UniqueFieldDefinitionNamesRule,
  UniqueArgumentDefinitionNamesRule,
  UniqueDirectivesPerLocationRule,
  KnownArgumentNamesOnDirectivesRule,
  UniqueArgumentNamesRule,
  UniqueInputFieldNamesRule,
  ProvidedRequiredArgumentsOnDirectivesRule,
];

/** A sentence about the schema, and where. */
export interface ValidityProblem {
  readonly message: string;
  readonly node: ASTNode | undefined;
}

/** The names of types that can be written in a schema. */
export function knownTypeNames(definitions: readonly DefinitionNode[]): Set<string> {
  return new Set([...definitions.filter(isTypeNode).filter(({ kind }) => kind.endsWith('Definition')).map(({ name }) => name.value), ...APPSYNC_SCALARS, ...BUILT_IN_SCALARS]);
}

/** All places where a type is named. */
export function namedTypes(definitions: readonly DefinitionNode[]): NamedTypeNode[] {
  const found: NamedTypeNode[] = [];
  visit({ kind: Kind.DOCUMENT, definitions: [...definitions] } as DocumentNode, { NamedType: (node) => void found.push(node) });
  return found;
}

/**
 * What the rules of GraphQL have against a schema; undefined where that would be too much work.
 *
 * @param unknown names of types that are not there: of these nothing is said
 */
export function validityProblems(schema: SchemaModel, unknown: ReadonlySet<string>): ValidityProblem[] | undefined {
  return problemsOf(schema, unknown)?.filter(({ message }) => unknown.size === 0 || !message.split(/\W+/).some((word) => unknown.has(word)));
}

function problemsOf(schema: SchemaModel, unknown: ReadonlySet<string>): ValidityProblem[] | undefined {
  const { definitions } = schema;
  const all = [...prelude().definitions, ...definitions.filter(isOwn), ...standIns(schema, unknown)];
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: all };
  const found = [...withoutPlaces(definitions, () => validateSDL(document, undefined, RULES)).map(problemOf), ...repeated(schema)];
  if (found.length > 0) return found;
  if (interfaceWork(schema) > MAX_INTERFACE_WORK) return undefined;
  try {
    return withoutPlaces(definitions, () => validateSchema(buildASTSchema(document, { assumeValidSDL: true }))).map(problemOf);
  } catch (error) {
    // Types that lead to each other over thousands of steps: graphql-js follows them with the stack.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Types for names that are not there, so that what else is wrong is found. */
function standIns({ types }: SchemaModel, unknown: ReadonlySet<string>): DefinitionNode[] {
  if (unknown.size === 0) return [];
  const all = [...types.values()];
  const interfaces = new Set(all.flatMap((type) => type.interfaces).map(({ name }) => name.value));
  const members = new Set(all.flatMap((type) => type.members).map(({ name }) => name.value));
  return [...unknown].map((value) => {
    const name = { kind: Kind.NAME, value } as const;
    if (interfaces.has(value)) return { kind: Kind.INTERFACE_TYPE_DEFINITION, name };
    return members.has(value) ? { kind: Kind.OBJECT_TYPE_DEFINITION, name } : { kind: Kind.SCALAR_TYPE_DEFINITION, name };
  });
}

/**
 * For each problem graphql-js counts the lines of the text, which takes minutes where there are many, and keeps where in its code it was found. It is
 * given nothing to count, and keeps nothing.
 */
function withoutPlaces<T>(definitions: readonly DefinitionNode[], work: () => T): T {
  const bodies = new Map<Source, string>();
  for (const { loc } of definitions) if (loc) bodies.set(loc.source, loc.source.body);
  for (const source of bodies.keys()) source.body = '';
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    for (const [source, body] of bodies) source.body = body;
  }
}

/** What a union has twice, or a type implements twice: graphql-js names all places each time. */
function repeated({ types }: SchemaModel): ValidityProblem[] {
  return [...types.values()].flatMap(({ name, kind, members, interfaces }) => {
    const seen = new Set<string>();
    return (kind === 'union' ? members : interfaces).flatMap((node) => {
      const other = node.name.value;
      if (!seen.has(other)) return seen.add(other) && [];
      return { node, message: kind === 'union' ? `Union type ${name} can only include type ${other} once.` : `Type ${name} can only implement ${other} once.` };
    });
  });
}

/** graphql-js compares each field of an interface with each type that implements it, and says of each that it is missing: more is not asked of it. */
const MAX_INTERFACE_WORK = 200_000;

function interfaceWork({ types }: SchemaModel): number {
  let sum = 0;
  for (const { interfaces } of types.values()) {
    for (const { name } of interfaces) {
      const implemented = types.get(name.value);
      sum += (implemented?.fields.size ?? 0) + (implemented?.interfaces.length ?? 0) * interfaces.length;
    }
  }
  return sum;
}

/** What AppSync has already and definitions of directives are told of by other rules. */
function isOwn(node: DefinitionNode): boolean {
  if (node.kind === 'ScalarTypeDefinition' || node.kind === 'ScalarTypeExtension') return !APPSYNC_SCALARS.includes(node.name.value) && !BUILT_IN_SCALARS.includes(node.name.value);
  return node.kind !== 'DirectiveDefinition' && node.kind !== 'OperationDefinition' && node.kind !== 'FragmentDefinition';
}

/** Where two things contradict each other the later one is shown, if it is the user's. */
function problemOf({ message, nodes = [] }: GraphQLError): ValidityProblem {
  const own = nodes.filter(({ loc }) => loc !== undefined);
  return { message, node: own[own.length - 1] };
}
