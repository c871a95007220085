import { CfnResource, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { API_RESOURCES, DeclaredApi, DeclaredApis } from '../api-resources/declared-apis';
import { AppScopes } from '../definitions/stack-scope';
import type { DeclaredResource } from '../definitions/template-scope';

/**
 * What is found out once about the APIs of an app, as the resources that they become. Made for one look, while the tree does not change.
 * @internal
 */
export class ApiLook {
  private readonly scopes = new AppScopes();
  private readonly declarations = new Map<CfnResource, DeclaredResource>();
  private readonly resources = new Map<DeclaredResource, CfnResource>();
  private readonly apis: DeclaredApis;

  /** @param inApp anything in the app */
  public constructor(inApp: CfnResource) {
    for (const resource of inApp.node.root.node.findAll()) {
      if (!CfnResource.isCfnResource(resource) || !API_RESOURCES.has(resource.cfnResourceType)) continue;
      const declaration = this.scopes.of(Stack.of(resource)).declaration(resource);
      this.declarations.set(resource, declaration);
      this.resources.set(declaration, resource);
    }
    this.apis = new DeclaredApis({
      scopes: this.scopes.all(Stack.of(inApp)),
      resources: [...this.resources.keys()],
      // A logical id can be that of resources in several stages. The construct is one.
      apiOf: (part) => this.declarations.get(targetOf((this.resources.get(part) as { readonly apiId?: unknown }).apiId) as CfnResource),
    });
  }

  /** An API with its parts. */
  public of(api: CfnResource): DeclaredApi {
    return this.apis.declared(this.declarations.get(api)!);
  }

  /** Whether an API has a schema of its own: one that merges others has none. */
  public hasSchema(api: CfnResource): boolean {
    return !this.apis.isMerged(this.declarations.get(api)!);
  }

  /** The resource that a declaration is of. */
  public resourceOf(declaration: DeclaredResource): CfnResource {
    return this.resources.get(declaration)!;
  }
}

/** What a text refers to. @internal */
export function targetOf(text: unknown): IConstruct | undefined {
  if (typeof text !== 'string' || !Token.isUnresolved(text)) return undefined;
  const token = Tokenization.reverseString(text).firstToken;
  return Reference.isReference(token) ? token.target : undefined;
}

/** A `GraphqlApi` is what its user knows, not the resource in it. @internal */
export function ownerOfPart(resource: CfnResource): IConstruct {
  return resource.node.id === 'Resource' ? resource.node.scope! : resource;
}
