import type { ASTNode, DefinitionNode, InputValueDefinitionNode, Source } from 'graphql/language';

interface Owner {
  readonly start: number;
  readonly end: number;
  /** Its place in the schema, as GraphQL writes it: `Order`, `Query.order`, `Query.order(id:)`. */
  readonly coordinate: string;
}

/**
 * Which type, field or argument a place in the text is of.
 *
 * @see https://spec.graphql.org/draft/#sec-Schema-Coordinates
 */
export class NodeOwners {
  private readonly bySource = new Map<Source, Owner[]>();

  constructor(definitions: readonly DefinitionNode[]) {
    for (const node of definitions) this.collect(node);
    for (const owners of this.bySource.values()) owners.sort((one, other) => one.start - other.start || other.end - one.end);
  }

  /** The innermost that a place is in; '' where it is in none. */
  public around(source: Source, offset: number): string {
    const owners = this.bySource.get(source) ?? [];
    // Whatever is around a place begins before it; what is nearest before it and does not end before it is the innermost.
    for (let at = lastBefore(owners, offset), left = owners.length; at >= 0 && left > 0; at--, left--) {
      const { end, coordinate } = owners[at];
      if (end > offset) return coordinate;
    }
    return '';
  }

  /** What begins at a place. */
  public from(source: Source, offset: number): string | undefined {
    const owners = this.bySource.get(source) ?? [];
    const at = lastBefore(owners, offset);
    return owners[at]?.start === offset ? owners[at].coordinate : undefined;
  }

  private collect(node: DefinitionNode): void {
    if (node.kind === 'DirectiveDefinition') {
      this.add(node, `@${node.name.value}`);
    } else if (node.kind === 'SchemaDefinition' || node.kind === 'SchemaExtension') {
      this.add(node, 'schema');
    } else if (node.kind !== 'OperationDefinition' && node.kind !== 'FragmentDefinition' && 'name' in node && node.name) {
      const type = node.name.value;
      this.add(node, type);
      if ('fields' in node) {
        for (const field of node.fields ?? []) {
          this.add(field, `${type}.${field.name.value}`);
          if ('arguments' in field) this.collectArguments(field.arguments ?? [], `${type}.${field.name.value}`);
        }
      } else if ('values' in node) {
        node.values?.forEach((value) => this.add(value, `${type}.${value.name.value}`));
      }
    }
  }

  private collectArguments(nodes: readonly InputValueDefinitionNode[], field: string): void {
    for (const node of nodes) this.add(node, `${field}(${node.name.value}:)`);
  }

  private add({ loc }: ASTNode, coordinate: string): void {
    if (!loc) return;
    const owner = { start: loc.start, end: loc.end, coordinate };
    const owners = this.bySource.get(loc.source);
    if (owners) owners.push(owner);
    else this.bySource.set(loc.source, [owner]);
  }
}

/** The index of the last that begins at a place or before it. */
function lastBefore(owners: readonly Owner[], offset: number): number {
  let low = 0;
  let high = owners.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (owners[middle].start <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** `Query.order(id:)`, `Query.order` and `Query`, for the first of them. */
export function ownersAround(owner: string): string[] {
  const [type, ...field] = owner.split('.');
  const [name, argument] = field.join('.').split('(');
  return [owner, ...argument === undefined ? [] : [`${type}.${name}`], ...field.length === 0 ? [] : [type]].filter((each) => each !== '');
}
