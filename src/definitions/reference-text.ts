import { arnParts, resourceNames } from './simulated-names';
import { CROSS_REGION_EXPORT, DeclaredResource, TemplateScope, ValueInScope } from './template-scope';
import { isJsonObject, JsonValue } from '../asl/json-value';

/**
 * A text of a template with its references followed as far as the app goes: through exports, parameters of nested stacks, names that the template
 * gives. What remains stands as marks, and two equal marks are the same thing, in whatever stack and by whatever function they were referred to:
 * the ARN of a function is `arn:`, the partition, `:lambda:`, the region, …, the function's name.
 */
export type ReferenceText = readonly (string | Mark)[];

/**
 * What a mark stands for. `partition`, `region` and `account` are those of a stack that does not name its own. A `name` is one that CloudFormation
 * makes for a resource: no other resource has it. An `identity` is all that is known of a resource of a type that is not in our tables. `open` may
 * be anything. `later` is a part that is only made when the workflow runs.
 */
export type MarkKind = 'partition' | 'region' | 'account' | 'name' | 'identity' | 'open' | 'later';

export interface Mark {
  readonly kind: MarkKind;
  readonly key: string;
  /** What the user would recognise: `${Orders.Arn}`. */
  readonly label: string;
}

type Value =
  | { readonly kind: 'text'; readonly text: ReferenceText }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'none' };

/** Exports, outputs and parameters may refer in circles, and functions be nested in each other. */
const MAX_DEPTH = 60;
/** Reading one text follows no more references than this. */
const MAX_STEPS = 5_000;

/** Types whose ARN ends with a revision, and types whose ARN ends with something random. */
const NUMBERED = new Set(['AWS::ECS::TaskDefinition', 'AWS::Batch::JobDefinition']);
const RANDOM = new Set(['AWS::SecretsManager::Secret', 'AWS::Events::ApiDestination', 'AWS::Events::Connection']);

/** Reads texts of templates. Made for one analysis: what was followed once is kept. */
export class ReferenceReader {
  /** A part that is only made when the workflow runs. */
  public readonly later: Mark = { kind: 'later', key: 'later', label: '*' };

  private readonly scopes = new Map<TemplateScope, number>();
  private readonly names = new Map<string, ReferenceText>();
  private readonly marks = new Map<string, Mark>();
  private steps = 0;

  /** A value that is a text. One that is none, a list for example, is a mark that may be anything. */
  public text(value: JsonValue | undefined, scope: TemplateScope): ReferenceText {
    this.steps = 0;
    const found = value === undefined ? undefined : this.value(value, scope, 0);
    return found?.kind === 'text' ? found.text : [this.open(value === undefined ? '' : label(value), scope)];
  }

  /** A text as it stands. What CloudFormation, or whoever fills in `${Name}`, puts in it at deploy may be anything. */
  public literal(value: string, scope: TemplateScope): ReferenceText {
    if (!value.includes('{{resolve:') && !value.includes('${')) return [value];
    return value.split(/(\{\{resolve:[^}]*\}\}|\$\{[^{}]*\})/).filter((part) => part !== '').map((part) => (
      part.startsWith('{{resolve:') || part.startsWith('${') ? this.open(part, scope) : part));
  }

  /** The resource that a value refers to, by its name, its ARN or any other attribute. */
  public resource(value: JsonValue | undefined, scope: TemplateScope): DeclaredResource | undefined {
    let at: ValueInScope | undefined = value === undefined ? undefined : { value, scope };
    for (let hops = 0; at && hops < MAX_DEPTH; hops++) {
      const reference = referenceOf(at.value);
      if (!reference) {
        const name = isJsonObject(at.value) ? Object.keys(at.value)[0] : undefined;
        at = name === undefined ? undefined : this.elsewhere(name, at.value, at.scope);
        continue;
      }
      const { logicalId, attribute } = reference;
      const next: ValueInScope | undefined = followed(at.scope, logicalId, attribute);
      if (!next) return at.scope.declared(logicalId);
      at = next;
    }
    return undefined;
  }

  /** The name of a resource: what the template gives, or a mark. */
  public nameOf(resource: DeclaredResource): ReferenceText {
    this.steps = 0;
    return this.name(resource, 0);
  }

  /** The ARN of a resource. */
  public arnOf(resource: DeclaredResource): ReferenceText {
    this.steps = 0;
    return this.arn(resource, 0);
  }

  /** An ARN in a stack's own region and account, by a pattern such as `lambda:R:A:function:N`. */
  public arnIn(scope: TemplateScope, pattern: string, name: ReferenceText = []): ReferenceText {
    const parts = arnParts<ReferenceText>(pattern, { R: [this.pseudo('region', scope)], A: [this.pseudo('account', scope)], N: name });
    return joined(['arn:', this.pseudo('partition', scope), ':', ...parts.flat()]);
  }

  /** A mark that may be anything; two with the same label in the same template are the same. */
  public open(text: string, scope: TemplateScope): Mark {
    return this.mark('open', `open:${this.idOf(scope)}:${text}`, text);
  }

  private mark(kind: MarkKind, key: string, text: string): Mark {
    let mark = this.marks.get(key);
    if (!mark) this.marks.set(key, mark = { kind, key, label: text });
    return mark;
  }

  private idOf(scope: TemplateScope): number {
    let id = this.scopes.get(scope);
    if (id === undefined) this.scopes.set(scope, id = this.scopes.size);
    return id;
  }

  private pseudo(kind: 'partition' | 'region' | 'account', scope: TemplateScope): string | Mark {
    const known = kind === 'partition' ? undefined : scope.environment[kind];
    return known ?? this.mark(kind, kind, { partition: '${AWS::Partition}', region: '${AWS::Region}', account: '${AWS::AccountId}' }[kind]);
  }

  private value(value: JsonValue, scope: TemplateScope, depth: number): Value | undefined {
    if (depth > MAX_DEPTH || ++this.steps > MAX_STEPS) return undefined;
    if (typeof value === 'string') return textValue(this.literal(value, scope));
    if (typeof value !== 'object' || value === null) return textValue([String(value)]);
    if (Array.isArray(value)) {
      return { kind: 'list', items: value.map((item: JsonValue) => this.value(item, scope, depth + 1) ?? textValue([this.open(label(item), scope)])) };
    }
    if (!isJsonObject(value)) return undefined;
    const names = Object.keys(value);
    if (names.length !== 1) return undefined;
    const given = value[names[0]];
    const reference = referenceOf(value);
    if (reference) return this.reference(reference, scope, depth);
    switch (names[0]) {
      case 'Fn::Sub': return this.sub(given, scope, depth + 1);
      case 'Fn::Join': return this.join(given, scope, depth + 1);
      case 'Fn::Split': return this.split(given, scope, depth + 1);
      case 'Fn::Select': return this.select(given, scope, depth + 1);
      default: {
        const next = this.elsewhere(names[0], value, scope);
        return (next && this.value(next.value, next.scope, depth + 1)) ?? textValue([this.open(label(value), scope)]);
      }
    }
  }

  /** What a function that looks something up leads to. */
  private elsewhere(name: string, value: JsonValue, scope: TemplateScope): ValueInScope | undefined {
    const given = isJsonObject(value) ? value[name] : undefined;
    if (name === 'Fn::ImportValue' && given !== undefined) {
      const exported = plain(this.value(given, scope, MAX_DEPTH - 5));
      return exported === undefined ? undefined : scope.exported(exported);
    }
    if (name === 'Fn::GetStackOutput' && isJsonObject(given) && typeof given.StackName === 'string' && typeof given.OutputName === 'string') {
      return scope.stackOutput(given.StackName, given.OutputName);
    }
    if (name === 'Fn::FindInMap' && Array.isArray(given) && given.every((key) => typeof key === 'string')) {
      const [map, key, second] = given as readonly string[];
      const mapped = scope.mapped(map, key, second);
      return mapped === undefined ? undefined : { value: mapped, scope };
    }
    return undefined;
  }

  private reference({ logicalId, attribute }: Reference, scope: TemplateScope, depth: number): Value | undefined {
    if (attribute === undefined) {
      switch (logicalId) {
        case 'AWS::NoValue': return { kind: 'none' };
        case 'AWS::Partition': return textValue([this.pseudo('partition', scope)]);
        case 'AWS::Region': return textValue([this.pseudo('region', scope)]);
        case 'AWS::AccountId': return textValue([this.pseudo('account', scope)]);
        case 'AWS::URLSuffix': return textValue(['amazonaws.com']);
        default:
      }
    }
    const next = followed(scope, logicalId, attribute);
    const found = next && this.value(next.value, next.scope, depth + 1);
    if (found) return found;
    const resource = scope.declared(logicalId);
    if (!resource) return textValue([this.open(attribute === undefined ? `\${${logicalId}}` : `\${${logicalId}.${attribute}}`, scope)]);
    return textValue(attribute === undefined ? this.ref(resource, depth + 1) : this.attribute(resource, attribute, depth + 1));
  }

  private ref(resource: DeclaredResource, depth: number): ReferenceText {
    const qualified = this.qualifiedArn(resource, depth);
    if (qualified) return qualified;
    switch (resourceNames(resource.type)?.ref) {
      case 'arn': return this.arn(resource, depth);
      case 'url': return joined(['https://sqs.', this.pseudo('region', resource.scope), '.amazonaws.com/', this.pseudo('account', resource.scope), '/', ...this.name(resource, depth)]);
      case undefined: return [this.identity(resource)];
      default: return this.name(resource, depth);
    }
  }

  private attribute(resource: DeclaredResource, attribute: string, depth: number): ReferenceText {
    const names = resourceNames(resource.type);
    const short = resource.type.slice(resource.type.lastIndexOf(':') + 1);
    if (attribute === 'Arn' || attribute === `${short}Arn`) return this.arn(resource, depth);
    if (attribute === 'FunctionArn' && resource.type === 'AWS::Lambda::Version') return this.arn(resource, depth);
    if (names && (attribute === names.nameProperty || attribute === 'Name')) return this.name(resource, depth);
    if (attribute === 'QueueUrl') return this.ref(resource, depth);
    return [this.identity(resource, attribute)];
  }

  private arn(resource: DeclaredResource, depth: number): ReferenceText {
    const qualified = this.qualifiedArn(resource, depth);
    if (qualified) return qualified;
    const names = resourceNames(resource.type);
    if (!names || RANDOM.has(resource.type)) return [this.identity(resource, 'Arn')];
    const name = this.name(resource, depth);
    if (!NUMBERED.has(resource.type)) return this.arnIn(resource.scope, names.arn, name);
    return this.arnIn(resource.scope, names.arn.replace('N:1', 'N'), [...name, ':', this.identity(resource, 'Revision', 'name')]);
  }

  /** A version or an alias of a function or a state machine. */
  private qualifiedArn({ type, properties, scope, logicalId }: DeclaredResource, depth: number): ReferenceText | undefined {
    const version = () => this.mark('name', `version:${this.idOf(scope)}:${logicalId}`, `\${${logicalId}.Version}`);
    switch (type) {
      case 'AWS::Lambda::Version': return joined([...this.functionArn(properties.FunctionName, scope, depth), ':', version()]);
      case 'AWS::Lambda::Alias': return joined([...this.functionArn(properties.FunctionName, scope, depth), ':', ...this.part(properties.Name, scope, depth)]);
      case 'AWS::StepFunctions::StateMachineVersion': return joined([...this.part(properties.StateMachineArn, scope, depth), ':', version()]);
      default: return undefined;
    }
  }

  private functionArn(name: JsonValue | undefined, scope: TemplateScope, depth: number): ReferenceText {
    const text = this.part(name, scope, depth);
    return typeof text[0] === 'string' && text[0].startsWith('arn:') ? text : this.arnIn(scope, 'lambda:R:A:function:N', text);
  }

  private part(value: JsonValue | undefined, scope: TemplateScope, depth: number): ReferenceText {
    const found = value === undefined ? undefined : this.value(value, scope, depth + 1);
    return found?.kind === 'text' ? found.text : [this.open(value === undefined ? '' : label(value), scope)];
  }

  private name(resource: DeclaredResource, depth: number): ReferenceText {
    const key = `${this.idOf(resource.scope)}:${resource.logicalId}`;
    const known = this.names.get(key);
    if (known) return known;
    const names = resourceNames(resource.type);
    const attribute = names && names.ref !== 'name' && names.ref !== 'id' ? `.${resource.type.endsWith('StateMachine') ? 'Name' : names.nameProperty ?? 'Name'}` : '';
    const mark: ReferenceText = [this.mark('name', `name:${key}`, `\${${resource.logicalId}${attribute}}`)];
    // A name that is made of itself ends here.
    this.names.set(key, mark);
    const given = names?.nameProperty === undefined ? undefined : resource.properties[names.nameProperty];
    const text = given === undefined ? mark : this.part(given, resource.scope, depth);
    this.names.set(key, text);
    return text;
  }

  private identity({ scope, logicalId }: DeclaredResource, attribute?: string, kind: 'identity' | 'name' = 'identity'): Mark {
    return this.mark(kind, `${kind}:${this.idOf(scope)}:${logicalId}:${attribute ?? ''}`, attribute === undefined ? `\${${logicalId}}` : `\${${logicalId}.${attribute}}`);
  }

  private sub(given: JsonValue, scope: TemplateScope, depth: number): Value | undefined {
    const [pattern, variables] = Array.isArray(given) ? given as readonly JsonValue[] : [given, undefined];
    if (typeof pattern !== 'string') return undefined;
    const parts: (string | Mark)[] = [];
    let last = 0;
    for (const match of pattern.matchAll(/\$\{([^{}]*)\}/g)) {
      parts.push(pattern.slice(last, match.index));
      last = match.index + match[0].length;
      const name = match[1].trim();
      if (name.startsWith('!')) parts.push(`\${${name.slice(1)}}`);
      else if (isJsonObject(variables) && Object.hasOwn(variables, name)) parts.push(...this.part(variables[name], scope, depth));
      else parts.push(...this.part(name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name }, scope, depth));
    }
    parts.push(pattern.slice(last));
    return textValue(joined(parts));
  }

  private join(given: JsonValue, scope: TemplateScope, depth: number): Value | undefined {
    if (!Array.isArray(given) || given.length !== 2 || typeof given[0] !== 'string') return undefined;
    const [delimiter, values] = given as [string, JsonValue];
    const list = this.value(values, scope, depth);
    if (list?.kind !== 'list') return undefined;
    const parts: (string | Mark)[] = [];
    for (const item of list.items) {
      if (item.kind === 'list') return undefined;
      if (item.kind === 'none') continue;
      if (parts.length > 0) parts.push(delimiter);
      parts.push(...item.text);
    }
    return textValue(joined(parts));
  }

  private split(given: JsonValue, scope: TemplateScope, depth: number): Value | undefined {
    if (!Array.isArray(given) || given.length !== 2 || typeof given[0] !== 'string' || given[0] === '') return undefined;
    const [delimiter, whole] = given as [string, JsonValue];
    const found = this.value(whole, scope, depth);
    const pieces = found?.kind === 'text' ? splitText(found.text, delimiter) : undefined;
    return pieces && { kind: 'list', items: pieces.map(textValue) };
  }

  private select(given: JsonValue, scope: TemplateScope, depth: number): Value | undefined {
    if (!Array.isArray(given) || given.length !== 2) return undefined;
    const list = this.value(given[1] as JsonValue, scope, depth);
    return list?.kind === 'list' ? list.items[Number(given[0])] : undefined;
  }
}

/** The pieces of a text between delimiters; undefined where a mark may have a delimiter in it. */
export function splitText(text: ReferenceText, delimiter: string): readonly ReferenceText[] | undefined {
  const pieces: (string | Mark)[][] = [[]];
  for (const part of text) {
    if (typeof part !== 'string') {
      if (part.kind === 'open' || part.kind === 'identity') return undefined;
      pieces[pieces.length - 1].push(part);
      continue;
    }
    const [first, ...others] = part.split(delimiter);
    if (first !== '') pieces[pieces.length - 1].push(first);
    for (const other of others) pieces.push(other === '' ? [] : [other]);
  }
  return pieces;
}

/** The text with neighbouring known parts joined. */
export function joined(parts: ReferenceText): ReferenceText {
  const result: (string | Mark)[] = [];
  for (const part of parts) {
    if (part === '') continue;
    if (typeof part === 'string' && typeof result[result.length - 1] === 'string') result[result.length - 1] += part;
    else result.push(part);
  }
  return result;
}

/** The text as the user would write it. */
export function shownText(text: ReferenceText): string {
  return text.map((part) => (typeof part === 'string' ? part : part.label)).join('');
}

/** The text, where all of it is known. */
export function plainText(text: ReferenceText): string | undefined {
  return text.length === 0 ? '' : text.length === 1 && typeof text[0] === 'string' ? text[0] : undefined;
}

interface Reference {
  readonly logicalId: string;
  readonly attribute?: string;
}

function referenceOf(value: JsonValue): Reference | undefined {
  if (!isJsonObject(value)) return undefined;
  const names = Object.keys(value);
  if (names.length !== 1) return undefined;
  const given = value[names[0]];
  if (names[0] === 'Ref' && typeof given === 'string') return { logicalId: given };
  if (names[0] !== 'Fn::GetAtt') return undefined;
  if (typeof given === 'string' && given.includes('.')) return { logicalId: given.slice(0, given.indexOf('.')), attribute: given.slice(given.indexOf('.') + 1) };
  if (Array.isArray(given) && given.length === 2 && typeof given[0] === 'string' && typeof given[1] === 'string') return { logicalId: given[0], attribute: given[1] };
  return undefined;
}

/** What a parameter or an attribute leads to in another template. */
function followed(scope: TemplateScope, logicalId: string, attribute: string | undefined): ValueInScope | undefined {
  if (attribute === undefined) return scope.parameter(logicalId)?.value;
  if (attribute.startsWith('Outputs.')) return scope.nestedOutput(logicalId, attribute.slice('Outputs.'.length));
  return attribute.startsWith(CROSS_REGION_EXPORT) ? scope.exported(attribute) : undefined;
}

const textValue = (text: ReferenceText): Value => ({ kind: 'text', text });

const plain = (value: Value | undefined): string | undefined => (value?.kind === 'text' ? plainText(value.text) : undefined);

/** Enough of a function to recognise it. */
function label(value: JsonValue): string {
  try {
    return JSON.stringify(value).slice(0, 300);
  } catch {
    return '{…}';
  }
}
