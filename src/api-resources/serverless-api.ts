import { memberOf } from './property-text';
import { escapePointerToken } from '../asl/json/nodes';
import { isJsonObject, JsonObject, JsonValue } from '../asl/json-value';
import type { DeclaredResource } from '../definitions/template-scope';

/** An API in the short form of SAM. */
export const SERVERLESS_API = 'AWS::Serverless::GraphQLApi';

/** A resource that SAM makes of a part of another. */
export interface ServerlessPart extends DeclaredResource {
  /** Where the text that is its schema or its code is among the properties of that. */
  readonly textAt?: string;
}

/**
 * The resources that SAM makes of an API, with what it passes on to them.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-graphqlapi.html
 */
export function expanded(api: DeclaredResource): ServerlessPart[] {
  const apiId = { 'Fn::GetAtt': [api.logicalId, 'ApiId'] };
  const make = (type: string, properties: { readonly [name: string]: JsonValue | undefined }, textAt?: string): ServerlessPart => {
    const own = Object.fromEntries(Object.entries({ ApiId: apiId, ...properties }).filter(([, value]) => value !== undefined)) as JsonObject;
    return { ...api, type: `AWS::AppSync::${type}`, properties: own, property: (name) => memberOf(own, name), textAt };
  };
  const given: { readonly [name: string]: JsonValue | undefined } = api.properties;
  const { Auth, SchemaInline, SchemaUri, Cache, DomainName, Resolvers, Functions } = given;
  const codeOf = (each: JsonValue, pointer: string) => [{
    Code: memberOf(each, 'InlineCode'),
    CodeS3Location: memberOf(each, 'CodeUri'),
    MaxBatchSize: memberOf(each, 'MaxBatchSize'),
    Runtime: memberOf(each, 'Runtime'),
  }, `${pointer}/InlineCode`] as const;
  const resolvers = membersOf(Resolvers).flatMap(([TypeName, ofType]) => membersOf(ofType).map(([id, each]) => {
    const [code, textAt] = codeOf(each, `Resolvers/${escapePointerToken(TypeName)}/${escapePointerToken(id)}`);
    const Pipeline = memberOf(each, 'Pipeline');
    return make('Resolver', {
      TypeName, FieldName: memberOf(each, 'FieldName') ?? id, Kind: 'PIPELINE', CachingConfig: memberOf(each, 'Caching'),
      PipelineConfig: Pipeline === undefined ? undefined : { Functions: Pipeline }, ...code,
    }, textAt);
  }));
  const functions = membersOf(Functions).map(([id, each]) => {
    const [code, textAt] = codeOf(each, `Functions/${escapePointerToken(id)}`);
    return make('FunctionConfiguration', { Name: memberOf(each, 'Name') ?? id, ...code }, textAt);
  });
  return [
    make('GraphQLApi', { AuthenticationType: memberOf(Auth, 'Type'), UserPoolConfig: memberOf(Auth, 'UserPool'), AdditionalAuthenticationProviders: additionalOf(Auth) }),
    make('GraphQLSchema', { Definition: SchemaInline, DefinitionS3Location: SchemaUri }, 'SchemaInline'),
    ...resolvers,
    ...functions,
    ...Cache === undefined ? [] : [make('ApiCache', isJsonObject(Cache) ? Cache : {})],
    ...DomainName === undefined ? [] : [make('DomainName', isJsonObject(DomainName) ? DomainName : {}), make('DomainNameApiAssociation', { DomainName: memberOf(DomainName, 'DomainName') })],
  ];
}

function additionalOf(auth: JsonValue | undefined): JsonValue | undefined {
  const given = memberOf(auth, 'Additional');
  return Array.isArray(given) ? (given as readonly JsonValue[]).map((each) => ({ AuthenticationType: memberOf(each, 'Type') ?? null })) : given;
}

const membersOf = (value: JsonValue | undefined): [string, JsonValue][] => (isJsonObject(value) ? Object.entries(value) : []);
