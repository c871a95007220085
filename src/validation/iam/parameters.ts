import { JsonNode, ObjectNode } from '../../asl/json/nodes';
import type { QueryLanguage } from '../../asl/model';
import { TemplateOpaque } from '../../definitions/intrinsic-text';
import { joined, ReferenceReader, ReferenceText } from '../../definitions/reference-text';
import { DeclaredResource, TemplateScope } from '../../definitions/template-scope';

/** The value of a parameter: known as far as the template goes, or made while the workflow runs. */
export type Given = ReferenceText | 'later';

/** The parameters of a task, an item reader or a result writer, as the definition gives them. */
export class CallParameters {
  constructor(
    private readonly node: JsonNode | undefined,
    private readonly language: QueryLanguage | undefined,
    private readonly reader: ReferenceReader,
    private readonly scope: TemplateScope,
  ) {}

  /** The value of a parameter; of one in another, by both names with a dot. Undefined where it is not given. */
  public get(path: string): Given | undefined {
    const found = this.find(path);
    return found === undefined || found === 'later' ? found : this.text(found);
  }

  /** The values of a member in each element of a list. Undefined where the list is not given. */
  public each(list: string, member: string): readonly (Given | undefined)[] | undefined {
    const found = this.find(list);
    if (found === undefined) return undefined;
    if (found === 'later' || found.kind !== 'array') return ['later'];
    return found.elements.map((element) => {
      const value = element.kind === 'object' ? this.member(element, member) : 'later';
      return value === undefined || value === 'later' ? value : this.text(value);
    });
  }

  /** The resource of the template that a parameter refers to. */
  public resource(path: string): DeclaredResource | undefined {
    const found = this.find(path);
    return found === undefined || found === 'later' ? undefined : referredResource(found, this.reader);
  }

  /** The text of a value. */
  public text(node: JsonNode): Given {
    return textOfNode(node, this.language, this.reader, this.scope);
  }

  private find(path: string): JsonNode | 'later' | undefined {
    let at: JsonNode | undefined = this.node;
    for (const name of path.split('.')) {
      if (at?.kind !== 'object') return at === undefined || at.kind === 'null' ? undefined : 'later';
      const next: JsonNode | 'later' | undefined = this.member(at, name);
      if (next === undefined || next === 'later') return next;
      at = next;
    }
    return at;
  }

  private member(object: ObjectNode, name: string): JsonNode | 'later' | undefined {
    return object.get(name) ?? (object.has(`${name}.$`) || object.opaqueMembers.length > 0 ? 'later' : undefined);
  }
}

/** A text of the definition with its references followed. */
export function textOfNode(node: JsonNode, language: QueryLanguage | undefined, reader: ReferenceReader, scope: TemplateScope): Given {
  if (node.kind === 'string') return language !== 'JSONPath' && node.value.startsWith('{%') ? 'later' : reader.literal(node.value, scope);
  if (node.kind === 'number' || node.kind === 'boolean') return [String(node.value)];
  if (node.kind !== 'opaque') return 'later';
  const [first] = node.parts;
  if (language !== 'JSONPath' && typeof first === 'string' && first.startsWith('{%')) return 'later';
  return joined(node.parts.flatMap((part) => {
    if (typeof part === 'string') return [part];
    const { origin } = part as TemplateOpaque;
    return origin ? reader.text(origin.value, origin.scope) : [reader.open(part.label, scope)];
  }));
}

/** The resource that a value of the definition refers to, where it is nothing but a reference. */
export function referredResource(node: JsonNode, reader: ReferenceReader): DeclaredResource | undefined {
  if (node.kind !== 'opaque' || node.parts.length !== 1) return undefined;
  const [part] = node.parts;
  const { origin } = typeof part === 'string' ? { origin: undefined } : part as TemplateOpaque;
  return origin && reader.resource(origin.value, origin.scope);
}
