import { propertyText, structureOf } from './property-text';
import { expanded, SERVERLESS_API } from './serverless-api';
import { isJsonObject } from '../asl/json-value';
import { ReferenceReader } from '../definitions/reference-text';
import type { DeclaredResource, TemplateScope } from '../definitions/template-scope';

const API = 'AWS::AppSync::GraphQLApi';
const APIS: ReadonlySet<string> = new Set([API, SERVERLESS_API]);
const SERVERLESS: ReadonlySet<string> = new Set([SERVERLESS_API]);
const DOMAIN = 'AWS::AppSync::DomainName';
const NESTED_STACKS: ReadonlySet<string> = new Set(['AWS::CloudFormation::Stack', 'AWS::Serverless::Application']);

/** The types of the resources that make an API. */
export const API_RESOURCES: ReadonlySet<string> = new Set([
  API, DOMAIN, ...['GraphQLSchema', 'Resolver', 'FunctionConfiguration', 'DataSource', 'ApiCache', 'DomainNameApiAssociation'].map((name) => `AWS::AppSync::${name}`),
]);

/** Whether a resource is an API. */
export const isApi = ({ type }: Pick<DeclaredResource, 'type'>): boolean => type === API;

/** Whether a template has an API in it. */
export const hasApis = (scope: TemplateScope): boolean => scope.declaredOf(APIS).length > 0;

/** A GraphQL API of AppSync as resources of templates. */
export interface DeclaredApi {
  readonly api: DeclaredResource;
  /** The names of its own that it may have. */
  readonly domainNames: readonly DeclaredResource[];
  /** Whether templates that are not known may have more of it. */
  readonly isPartial: boolean;
  readonly reader: ReferenceReader;
  /** The resources of a type that say that they are of the API, in whatever template. */
  partsOf(type: string): readonly DeclaredResource[];
}

/** What is known of APIs. */
export interface KnownTemplates {
  readonly scopes: readonly TemplateScope[];
  /** The resources in them that make APIs. Default: those of the scopes, and what SAM makes of its own */
  readonly resources?: readonly DeclaredResource[];
  /** The API that a part is of, where that shows otherwise than in the template. */
  readonly apiOf?: (part: DeclaredResource) => DeclaredResource | undefined;
  /** Whether a template that is not known may have parts of an API. Default: none but those of nested stacks */
  readonly isOpen?: (api: DeclaredResource, reader: ReferenceReader) => boolean;
}

/** The APIs of some templates. Made for one look, while these do not change. */
export class DeclaredApis {
  private readonly reader = new ReferenceReader();
  private readonly parts = new Map<TemplateScope, Map<string, DeclaredResource[]>>();
  private readonly resources: readonly DeclaredResource[];

  constructor(private readonly known: KnownTemplates) {
    this.resources = known.resources ?? known.scopes.flatMap((scope) => [
      ...scope.declaredOf(API_RESOURCES), ...scope.declaredOf(SERVERLESS).flatMap(expanded),
    ]);
    for (const part of this.resources) {
      if (isApi(part) || part.type === DOMAIN) continue;
      const api = known.apiOf?.(part) ?? this.reader.resource(part.property('ApiId'), part.scope);
      if (!api) continue;
      const ofScope = this.parts.get(api.scope) ?? new Map<string, DeclaredResource[]>();
      this.parts.set(api.scope, ofScope.set(api.logicalId, [...ofScope.get(api.logicalId) ?? [], part]));
    }
  }

  /** The APIs that have a schema of their own, in the order of their templates: one that merges others has none. */
  public all(): DeclaredApi[] {
    return this.resources.filter((each) => isApi(each) && !this.isMerged(each)).map((api) => this.declared(api));
  }

  /** Whether an API is made of others. */
  public isMerged(api: DeclaredResource): boolean {
    return propertyText(api, 'ApiType', this.reader) === 'MERGED';
  }

  /** An API with its parts. */
  public declared(api: DeclaredResource): DeclaredApi {
    const parts = this.parts.get(api.scope)?.get(api.logicalId) ?? [];
    return {
      api,
      domainNames: this.resources.filter(({ type }) => type === DOMAIN),
      isPartial: (this.known.isOpen?.(api, this.reader) ?? false) || this.isPassedOn(api),
      reader: this.reader,
      partsOf: (type) => parts.filter((part) => part.type === type),
    };
  }

  /** Whether a nested stack whose template is not known is given the API: it may add resolvers. */
  private isPassedOn(api: DeclaredResource): boolean {
    return api.scope.declaredOf(NESTED_STACKS).some((stack) => {
      const given = structureOf(stack, 'Parameters');
      return isJsonObject(given) && Object.keys(given).some((name) => {
        const passed = this.reader.resource(given[name], api.scope);
        if (passed?.scope !== api.scope || passed.logicalId !== api.logicalId) return false;
        const text = JSON.stringify(given[name]);
        return !this.known.scopes.some((other) => {
          const value = other.parameter(name)?.value;
          return value?.scope === api.scope && JSON.stringify(value.value) === text;
        });
      });
    });
  }
}
