import { isTypeDefinitionNode, isTypeExtensionNode } from 'graphql/language';
import type {
  ASTNode, ConstDirectiveNode, DefinitionNode, DirectiveDefinitionNode, FieldDefinitionNode, InputValueDefinitionNode, NamedTypeNode, NameNode,
  TypeDefinitionNode, TypeExtensionNode, TypeNode,
} from 'graphql/language';
import { BUILT_IN_SCALARS } from './prelude';

export type TypeKind = 'object' | 'interface' | 'union' | 'enum' | 'input' | 'scalar';

/** A type of the schema with all its extensions. */
export interface SchemaType {
  readonly name: string;
  readonly kind: TypeKind;
  /** The name where it is defined first. */
  readonly place: NameNode;
  readonly definitions: readonly (TypeDefinitionNode | TypeExtensionNode)[];
  readonly directives: readonly ConstDirectiveNode[];
  /** The fields of an object or an interface. */
  readonly fields: ReadonlyMap<string, SchemaField>;
  /** The interfaces that it implements. */
  readonly interfaces: readonly NamedTypeNode[];
  /** The members of a union. */
  readonly members: readonly NamedTypeNode[];
}

export interface SchemaField {
  readonly name: string;
  readonly parent: SchemaType;
  readonly node: FieldDefinitionNode;
  readonly directives: readonly ConstDirectiveNode[];
  readonly arguments: readonly InputValueDefinitionNode[];
  /** The type that it returns, without lists and `!`. */
  readonly typeName: string;
  readonly isList: boolean;
  readonly isNonNull: boolean;
}

export type RootName = 'query' | 'mutation' | 'subscription';

/** `Query.order`, as GraphQL writes the place of a field in a schema. */
export const coordinateOf = ({ parent, name }: SchemaField) => `${parent.name}.${name}`;

/** Whether a field only makes a type that others extend have one: `_empty: String`. */
export const isPlaceholder = ({ name, arguments: given, typeName }: SchemaField) => name.startsWith('_') && given.length === 0 && BUILT_IN_SCALARS.includes(typeName);

/** A schema as its rules look at it: each type with its extensions, also where not all of it is valid. */
export class SchemaModel {
  public readonly types: ReadonlyMap<string, SchemaType>;
  public readonly roots: { readonly [root in RootName]?: SchemaType };
  public readonly directiveDefinitions: readonly DirectiveDefinitionNode[];
  private readonly possible = new Map<string, readonly SchemaType[]>();
  private implementers: ReadonlyMap<string, readonly SchemaType[]> | undefined;

  constructor(public readonly definitions: readonly DefinitionNode[]) {
    this.types = typesOf(definitions);
    this.roots = rootsOf(definitions, this.types);
    this.directiveDefinitions = definitions.filter((node): node is DirectiveDefinitionNode => node.kind === 'DirectiveDefinition');
  }

  public isRoot(type: SchemaType): boolean {
    return type === this.roots.query || type === this.roots.mutation || type === this.roots.subscription;
  }

  /** The types of objects that a value of a type can be; none where it has no fields. */
  public possibleTypes(name: string): readonly SchemaType[] {
    let found = this.possible.get(name);
    if (!found) this.possible.set(name, found = this.findPossible(this.types.get(name)));
    return found;
  }

  private findPossible(type: SchemaType | undefined): readonly SchemaType[] {
    switch (type?.kind) {
      case 'object': return [type];
      case 'union': return type.members.flatMap(({ name }) => this.types.get(name.value) ?? []).filter(({ kind }) => kind === 'object');
      case 'interface': return (this.implementers ??= implementersOf(this.types)).get(type.name) ?? [];
      default: return [];
    }
  }
}

/** The directives that stand at the definitions of a schema, each with what it stands at. */
export function directivesIn(definitions: readonly DefinitionNode[]): { readonly directive: ConstDirectiveNode; readonly location: string }[] {
  const found: { directive: ConstDirectiveNode; location: string }[] = [];
  const collect = (location: string, node: { readonly directives?: readonly ConstDirectiveNode[] }) => (
    node.directives?.forEach((directive) => found.push({ directive, location })));
  const collectArguments = (nodes: readonly InputValueDefinitionNode[] = []) => nodes.forEach((node) => collect('ARGUMENT_DEFINITION', node));
  for (const node of definitions) {
    if (!(node.kind in LOCATIONS)) continue;
    const location = LOCATIONS[node.kind as keyof typeof LOCATIONS];
    collect(location, node as { readonly directives?: readonly ConstDirectiveNode[] });
    if ('fields' in node) {
      for (const field of node.fields ?? []) {
        collect(field.kind === 'FieldDefinition' ? 'FIELD_DEFINITION' : 'INPUT_FIELD_DEFINITION', field);
        if (field.kind === 'FieldDefinition') collectArguments(field.arguments);
      }
    } else if ('values' in node) {
      node.values?.forEach((value) => collect('ENUM_VALUE', value));
    }
  }
  return found;
}

/** What kind of a type a definition or an extension is of. */
export const KINDS: { readonly [kind: string]: TypeKind } = {
  ObjectTypeDefinition: 'object', ObjectTypeExtension: 'object',
  InterfaceTypeDefinition: 'interface', InterfaceTypeExtension: 'interface',
  UnionTypeDefinition: 'union', UnionTypeExtension: 'union',
  EnumTypeDefinition: 'enum', EnumTypeExtension: 'enum',
  InputObjectTypeDefinition: 'input', InputObjectTypeExtension: 'input',
  ScalarTypeDefinition: 'scalar', ScalarTypeExtension: 'scalar',
};

const LOCATIONS = {
  ObjectTypeDefinition: 'OBJECT', ObjectTypeExtension: 'OBJECT',
  InterfaceTypeDefinition: 'INTERFACE', InterfaceTypeExtension: 'INTERFACE',
  UnionTypeDefinition: 'UNION', UnionTypeExtension: 'UNION',
  EnumTypeDefinition: 'ENUM', EnumTypeExtension: 'ENUM',
  InputObjectTypeDefinition: 'INPUT_OBJECT', InputObjectTypeExtension: 'INPUT_OBJECT',
  ScalarTypeDefinition: 'SCALAR', ScalarTypeExtension: 'SCALAR',
  SchemaDefinition: 'SCHEMA', SchemaExtension: 'SCHEMA',
} as const;

/** Whether a definition defines or extends a type. */
export const isTypeNode = (node: ASTNode): node is TypeDefinitionNode | TypeExtensionNode => isTypeDefinitionNode(node) || isTypeExtensionNode(node);

function typesOf(definitions: readonly DefinitionNode[]): Map<string, SchemaType> {
  const nodes = new Map<string, (TypeDefinitionNode | TypeExtensionNode)[]>();
  for (const node of definitions) {
    if (!isTypeNode(node)) continue;
    const known = nodes.get(node.name.value);
    if (known) known.push(node);
    else nodes.set(node.name.value, [node]);
  }
  return new Map([...nodes].map(([name, all]) => [name, typeOf(name, all)]));
}

function typeOf(name: string, definitions: readonly (TypeDefinitionNode | TypeExtensionNode)[]): SchemaType {
  const first = definitions.find(({ kind }) => kind.endsWith('Definition')) ?? definitions[0];
  const fields = new Map<string, SchemaField>();
  const type: SchemaType = {
    name,
    kind: KINDS[first.kind],
    place: first.name,
    definitions,
    directives: definitions.flatMap(({ directives = [] }) => directives),
    fields,
    interfaces: definitions.flatMap((node) => ('interfaces' in node ? node.interfaces ?? [] : [])),
    members: definitions.flatMap((node) => ('types' in node ? node.types ?? [] : [])),
  };
  for (const node of definitions) {
    for (const field of 'fields' in node ? node.fields ?? [] : []) {
      // A field that is there twice is told of elsewhere.
      if (field.kind === 'FieldDefinition' && !fields.has(field.name.value)) fields.set(field.name.value, fieldOf(type, field));
    }
  }
  return type;
}

function fieldOf(parent: SchemaType, node: FieldDefinitionNode): SchemaField {
  let named: TypeNode = node.type;
  let isList = false;
  while (named.kind !== 'NamedType') {
    isList ||= named.kind === 'ListType';
    named = named.type;
  }
  return {
    name: node.name.value,
    parent,
    node,
    directives: node.directives ?? [],
    arguments: node.arguments ?? [],
    typeName: named.name.value,
    isList,
    isNonNull: node.type.kind === 'NonNullType',
  };
}

/** `Query`, `Mutation` and `Subscription`, where no `schema { … }` says otherwise. */
function rootsOf(definitions: readonly DefinitionNode[], types: ReadonlyMap<string, SchemaType>): SchemaModel['roots'] {
  const named: { [root in RootName]?: string } = {};
  let isDefined = false;
  for (const node of definitions) {
    if (node.kind !== 'SchemaDefinition' && node.kind !== 'SchemaExtension') continue;
    isDefined ||= node.kind === 'SchemaDefinition';
    for (const { operation, type } of node.operationTypes ?? []) named[operation] ??= type.name.value;
  }
  const root = (operation: RootName, usual: string) => {
    const type = types.get(named[operation] ?? (isDefined ? '' : usual));
    return type?.kind === 'object' ? type : undefined;
  };
  return { query: root('query', 'Query'), mutation: root('mutation', 'Mutation'), subscription: root('subscription', 'Subscription') };
}

function implementersOf(types: ReadonlyMap<string, SchemaType>): Map<string, SchemaType[]> {
  const found = new Map<string, SchemaType[]>();
  for (const type of types.values()) {
    if (type.kind !== 'object') continue;
    for (const { name } of type.interfaces) {
      const known = found.get(name.value);
      if (known) known.push(type);
      else found.set(name.value, [type]);
    }
  }
  return found;
}
