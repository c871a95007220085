import type { ASTNode, DefinitionNode } from 'graphql/language';
import { print } from 'graphql/language';
import type { ApiFacts } from '../graphql/api-facts';
import { Access, accessOf } from '../graphql/auth/access';
import type { ApiModes } from '../graphql/auth/auth-mode';
import { parseSchema } from '../graphql/parse-schema';
import { APPSYNC_SCALARS, BUILT_IN_SCALARS } from '../graphql/prelude';
import { isTypeNode, RootName, SchemaField, SchemaModel } from '../graphql/schema-model';
import { SchemaSource, SchemaText } from '../graphql/schema-source';
import { validateSchema } from '../graphql/validate-schema';
import type { RuleFinding } from '../validation/validate';

/** A schema as an API has it. */
export class CheckedSchema {
  /** The scalars that every schema has. */
  public readonly scalars: readonly string[] = [...BUILT_IN_SCALARS, ...APPSYNC_SCALARS];
  private source: SchemaSource;
  private model: SchemaModel | undefined;

  constructor(texts: readonly SchemaText[]) {
    this.source = new SchemaSource(texts);
    this.model = modelOf(this.source);
  }

  /** Adds what a part of the API brings with it. */
  public add(text: string): void {
    this.source = new SchemaSource([...this.source.texts, { text }]);
    this.model = modelOf(this.source);
  }

  /** Whether a part of it is not known until deploy. */
  public get isUnresolved(): boolean {
    return this.source.isUnresolved;
  }

  /** The types; undefined where the schema cannot be read. */
  public get types(): SchemaModel['types'] | undefined {
    return this.model?.types;
  }

  /** The values of an enum; undefined where the type is none, or the schema cannot be read. */
  public enumValues(typeName: string): string[] | undefined {
    const type = this.model?.types.get(typeName);
    return type?.kind !== 'enum' ? undefined : type.definitions.flatMap((node) => ('values' in node ? node.values ?? [] : [])).map(({ name }) => name.value);
  }

  /** What a root type is called; undefined where there is none, or the schema cannot be read. */
  public rootName(root: RootName): string | undefined {
    return this.model?.roots[root]?.name;
  }

  /**
   * Fields for a root type, as a text to add: the type is extended where it is there, and made where it is not.
   *
   * @param usual what the type is called, where the schema does not say
   */
  public rootFields(root: RootName, usual: string, fields: string): string {
    const name = this.rootName(root);
    if (name !== undefined) return `extend type ${name} {\n  ${fields}\n}`;
    const isNamed = this.model?.definitions.some(({ kind }) => kind === 'SchemaDefinition');
    return [...isNamed ? [`extend schema {\n  ${root}: ${usual}\n}`] : [], `type ${usual} {\n  ${fields}\n}`].join('\n\n');
  }

  /** The text that AppSync gets: as it was written, where nothing is extended. */
  public get merged(): string {
    const definitions = this.model?.definitions ?? [];
    if (!definitions.some(({ kind }) => kind.endsWith('Extension'))) return this.source.texts.map(({ text }) => text.replace(/^\uFEFF/, '')).join('\n');
    return mergeExtensions(definitions).map(print).join('\n\n') + '\n';
  }

  /** A field; undefined where it is not there, or the schema cannot be read. */
  public field(type: string, field: string): SchemaField | undefined {
    return this.model?.types.get(type)?.fields.get(field);
  }

  /** Who may ask for a field that is there. */
  public accessTo(field: SchemaField, modes: ApiModes): Access {
    return accessOf(field, this.model!, modes);
  }

  /** Whether a value of a type has fields of its own. */
  public hasFields(typeName: string): boolean {
    const kind = this.model?.types.get(typeName)?.kind;
    return kind === 'object' || kind === 'interface' || kind === 'union';
  }

  /** Whether there is a type for subscriptions; undefined where the schema cannot be read. */
  public get hasSubscriptions(): boolean | undefined {
    return this.model && this.model.roots.subscription !== undefined;
  }

  /** The name of the root type that a type is; undefined where it is none, or the schema cannot be read. */
  public rootOf(typeName: string): string | undefined {
    return Object.entries(this.model?.roots ?? {}).find(([, type]) => type?.name === typeName)?.[0];
  }

  public findings(api: ApiFacts): RuleFinding[] {
    return validateSchema(this.source, { ...api, mergesExtensions: true });
  }
}

/** What is wrong with a text that cannot be read is said with everything else, at synthesis. */
function modelOf(source: SchemaSource): SchemaModel | undefined {
  if (source.isUnresolved) return undefined;
  const { definitions, problems } = parseSchema(source);
  return problems.length === 0 ? new SchemaModel(definitions) : undefined;
}

/** Puts what extends a type into its first definition. What extends nothing stays, for the rules to say so. */
function mergeExtensions(definitions: readonly DefinitionNode[]): DefinitionNode[] {
  const bases = new Map<string, { [member: string]: unknown }>();
  const merged: DefinitionNode[] = [];
  for (const node of definitions) {
    if (node.kind.endsWith('Extension') || !keyOf(node) || bases.has(keyOf(node)!)) continue;
    bases.set(keyOf(node)!, { ...node });
  }
  for (const node of definitions) {
    const key = keyOf(node);
    const base = key === undefined ? undefined : bases.get(key);
    if (!base || (!node.kind.endsWith('Extension') && base.loc !== node.loc)) {
      merged.push(node);
    } else if (node.kind.endsWith('Extension')) {
      for (const member of ['directives', 'fields', 'interfaces', 'types', 'values', 'operationTypes']) {
        const added = (node as unknown as { readonly [member: string]: unknown })[member] as readonly ASTNode[] | undefined;
        if (added && added.length > 0) base[member] = [...base[member] as readonly ASTNode[] | undefined ?? [], ...added];
      }
    } else {
      // Extensions that come before it are in it already: the object is the same.
      merged.push(base as unknown as DefinitionNode);
    }
  }
  return merged;
}

function keyOf(node: DefinitionNode): string | undefined {
  if (node.kind === 'SchemaDefinition' || node.kind === 'SchemaExtension') return 'schema';
  return isTypeNode(node) ? `${node.kind.replace(/(?:Definition|Extension)$/, '').replace(/Type$/, '')} ${node.name.value}` : undefined;
}
