import { CfnCondition, CfnElement, CfnMapping, CfnOutput, CfnParameter, CfnResource, Stack, Stage, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { simulate } from './intrinsic-text';
import { NamedResource } from './simulated-names';
import {
  CROSS_REGION_WRITER, DeclaredResource, ReadableNames, TemplateEnvironment, TemplateParameter, TemplateScope, ValueInScope,
} from './template-scope';
import { isJsonObject, JsonValue } from '../asl/json-value';

/** The stacks of an app as the templates that they become. Made for one use, while the tree does not change; indexes only what is asked for. */
export class AppScopes {
  private readonly scopes = new Map<Stack, StackScope>();
  private allStacks: Stack[] | undefined;

  public of(stack: Stack): StackScope {
    let scope = this.scopes.get(stack);
    if (!scope) {
      scope = new StackScope(stack, this);
      this.scopes.set(stack, scope);
    }
    return scope;
  }

  public all(beside: Stack): StackScope[] {
    this.allStacks ??= beside.node.root.node.findAll().filter((construct): construct is Stack => Stack.isStack(construct));
    return this.allStacks.map((stack) => this.of(stack));
  }
}

/** A stack of a CDK app, seen as its template. */
export class StackScope implements TemplateScope {
  public readonly stackName: string;
  public readonly environment: TemplateEnvironment;
  private readonly fragments = new Map<CfnElement, JsonValue | undefined>();
  private exports: Map<string, () => JsonValue> | undefined;
  private readonly resourcesOf = new Map<ReadonlySet<string>, readonly DeclaredResource[]>();
  private index: Map<string, CfnElement> | undefined;
  private names: ReadableNames | undefined;

  constructor(private readonly stack: Stack, private readonly app: AppScopes) {
    this.stackName = Token.isUnresolved(stack.stackName) ? stack.node.id : stack.stackName;
    this.environment = { region: known(stack.region), account: known(stack.account) };
  }

  /** A value as the stack's template has it. */
  public resolve(value: unknown): JsonValue {
    return this.stack.resolve(value) as JsonValue;
  }

  /** What a resource becomes in the template, overrides included. */
  public propertiesOf(resource: CfnResource): JsonValue | undefined {
    return member(this.fragment(resource, 'Resources'), 'Properties');
  }

  public resource(logicalId: string): NamedResource | undefined {
    const element = this.element(logicalId);
    if (element) return CfnResource.isCfnResource(element) ? this.named(element, logicalId) : undefined;
    // Before synthesis, a reference to another stack's resource still has that one's logical id.
    for (const scope of this.app.all(this.stack)) {
      const other = scope === this ? undefined : scope.element(logicalId);
      if (other && CfnResource.isCfnResource(other)) return scope.named(other, logicalId);
    }
    return undefined;
  }

  public declared(logicalId: string): DeclaredResource | undefined {
    const element = this.element(logicalId);
    if (element) return CfnResource.isCfnResource(element) ? this.declaration(element, logicalId) : undefined;
    for (const scope of this.app.all(this.stack)) {
      const other = scope === this ? undefined : scope.element(logicalId);
      if (other && CfnResource.isCfnResource(other)) return scope.declaration(other, logicalId);
    }
    return undefined;
  }

  public declaredOf(types: ReadonlySet<string>): readonly DeclaredResource[] {
    const known = this.resourcesOf.get(types);
    if (known) return known;
    const found: DeclaredResource[] = [];
    for (const [logicalId, element] of this.elements()) {
      if (CfnResource.isCfnResource(element) && types.has(element.cfnResourceType)) found.push(this.declaration(element, logicalId));
    }
    this.resourcesOf.set(types, found);
    return found;
  }

  public beside(): readonly TemplateScope[] {
    return this.app.all(this.stack);
  }

  /** A resource of the stack, as its template will declare it. */
  public declaration(resource: CfnResource, logicalId: string = this.resolve(resource.logicalId) as string): DeclaredResource {
    const properties = () => this.propertiesOf(resource);
    const { condition } = resource.cfnOptions;
    return {
      scope: this,
      logicalId,
      type: resource.cfnResourceType,
      get properties() {
        const all = properties();
        return isJsonObject(all) ? all : {};
      },
      property: (name) => (hasMember(resource, name) ? this.resolve(resource[lowerFirst(name)]) : member(properties(), name)),
      ...(condition && { condition: this.resolve(condition.logicalId) as string }),
      constructPath: resource.node.path.replace(/\/Resource$/, ''),
    };
  }

  public parameter(name: string): TemplateParameter | undefined {
    const parameter = this.element(name);
    if (!(parameter instanceof CfnParameter)) return undefined;
    return { type: parameter.type, default: this.resolve(parameter.default), value: this.passedIn(name) };
  }

  public condition(name: string): JsonValue | undefined {
    const condition = this.element(name);
    return condition instanceof CfnCondition ? this.fragment(condition, 'Conditions') : undefined;
  }

  public mapped(map: string, key: string, secondKey: string): JsonValue | undefined {
    const mapping = this.element(map);
    return mapping instanceof CfnMapping ? member(member(this.fragment(mapping, 'Mappings'), key), secondKey) : undefined;
  }

  public exported(name: string): ValueInScope | undefined {
    for (const scope of this.app.all(this.stack)) {
      const value = scope.ownExports().get(name);
      if (value !== undefined) return { value: value(), scope };
    }
    return undefined;
  }

  public stackOutput(stackName: string, output: string): ValueInScope | undefined {
    for (const scope of this.app.all(this.stack)) {
      const found = scope.stackName === stackName ? scope.element(output) : undefined;
      if (found instanceof CfnOutput) return { value: scope.resolve(found.value), scope };
    }
    return undefined;
  }

  public nestedOutput(logicalId: string, output: string): ValueInScope | undefined {
    const nestedStack = this.element(logicalId);
    if (!nestedStack) return undefined;
    const scope = this.app.all(this.stack).find((candidate) => candidate.stack.nestedStackResource === nestedStack);
    const found = scope?.element(output);
    return scope && found instanceof CfnOutput ? { value: scope.resolve(found.value), scope } : undefined;
  }

  public readableName(logicalId: string): string {
    this.names ??= new ReadableNames([...this.elements()].filter(([, element]) => CfnResource.isCfnResource(element)).map(([id]) => id));
    return this.names.of(logicalId);
  }

  /** What this stack exports, by name, to other regions too. */
  private ownExports(): ReadonlyMap<string, () => JsonValue> {
    if (this.exports) return this.exports;
    const exports = this.exports = new Map<string, () => JsonValue>();
    const add = (name: string, value: () => JsonValue) => {
      if (!exports.has(name)) exports.set(name, value);
    };
    for (const element of this.elements().values()) {
      if (CfnResource.isCfnResource(element) && element.cfnResourceType === CROSS_REGION_WRITER) {
        const written = member(member(this.propertiesOf(element), 'WriterProps'), 'exports');
        for (const [name, value] of Object.entries(isJsonObject(written) ? written : {})) add(name, () => value);
      } else if (element instanceof CfnOutput && element.exportName !== undefined) {
        add(String(simulate(this.resolve(element.exportName), this)), () => this.resolve(element.value));
      }
    }
    return exports;
  }

  private named(resource: CfnResource, logicalId: string): NamedResource {
    return {
      type: resource.cfnResourceType,
      name: this.readableName(logicalId),
      property: (name) => {
        const value = member(this.propertiesOf(resource), name);
        return value === undefined ? undefined : String(simulate(value, this));
      },
    };
  }

  private passedIn(name: string): ValueInScope | undefined {
    const { nestedStackParent, nestedStackResource } = this.stack;
    if (!nestedStackParent || !nestedStackResource) return undefined;
    const scope = this.app.of(nestedStackParent);
    const value = member(member(scope.propertiesOf(nestedStackResource as CfnResource), 'Parameters'), name);
    return value === undefined ? undefined : { value, scope };
  }

  private fragment(element: CfnElement, section: string): JsonValue | undefined {
    if (!this.fragments.has(element)) {
      const fragment = this.resolve(element._toCloudFormation());
      this.fragments.set(element, member(member(fragment, section), this.resolve(element.logicalId) as string));
    }
    return this.fragments.get(element);
  }

  private element(logicalId: string): CfnElement | undefined {
    return this.elements().get(logicalId);
  }

  private elements(): Map<string, CfnElement> {
    if (!this.index) {
      this.index = new Map();
      for (const element of elementsOf(this.stack)) this.index.set(this.resolve(element.logicalId) as string, element);
    }
    return this.index;
  }
}

/** The elements of a stack's own template: those of nested stacks are in another. */
function elementsOf(stack: Stack): CfnElement[] {
  const elements: CfnElement[] = [];
  const pending: IConstruct[] = [...stack.node.children];
  while (pending.length > 0) {
    const construct = pending.pop()!;
    if (Stack.isStack(construct) || Stage.isStage(construct)) continue;
    if (CfnElement.isCfnElement(construct)) elements.push(construct);
    pending.push(...construct.node.children);
  }
  return elements;
}

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

/**
 * Whether a property can be read off the construct: the classes of CDK have a member for each. Overrides are kept elsewhere; where they may be
 * there, all of the resource has to be looked at.
 */
function hasMember(resource: CfnResource, name: string): resource is CfnResource & { readonly [member: string]: unknown } {
  const { rawOverrides } = resource as unknown as { readonly rawOverrides?: { readonly Properties?: unknown } };
  return rawOverrides !== undefined && rawOverrides.Properties === undefined && lowerFirst(name) in resource;
}

const known = (text: string) => (Token.isUnresolved(text) ? undefined : text);

function member(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
