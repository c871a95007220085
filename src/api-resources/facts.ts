import type { DeclaredApi } from './declared-apis';
import { isFunction, memberOf, propertyText, structureOf, textOf } from './property-text';
import { JsonValue } from '../asl/json-value';
import type { DeclaredResource } from '../definitions/template-scope';
import type { ApiFacts, FunctionFacts, ResolverFacts } from '../graphql/api-facts';
import { ApiModes, AUTH_MODES, AuthMode } from '../graphql/auth/auth-mode';
import { codeLength } from '../graphql/code-length';

/** What a finding calls a resolver or a function. */
type NameOf = (part: DeclaredResource) => string | undefined;

/** What is known of an API from its resources: its resolvers, functions, cache and certificate. */
export function factsOf(declared: DeclaredApi, nameOf: NameOf): ApiFacts {
  const { isPartial, partsOf } = declared;
  const resolvers = partsOf('AWS::AppSync::Resolver').flatMap((each) => resolverOf(each, declared, nameOf) ?? []);
  const isUnknown = resolvers.length < partsOf('AWS::AppSync::Resolver').length;
  const [cache] = partsOf('AWS::AppSync::ApiCache');
  return {
    resolvers: onePerCondition(resolvers).map(({ facts }) => facts),
    ...(!isPartial && !isUnknown && { hasAllResolvers: true as const }),
    functions: partsOf('AWS::AppSync::FunctionConfiguration').map((each) => functionOf(each, declared, nameOf)),
    hasCache: cache ? true : isPartial ? undefined : false,
    cachingBehavior: cache && propertyText(cache, 'ApiCachingBehavior', declared.reader),
    certificateArn: certificateOf(declared),
  };
}

/** The modes of an API; undefined where one is not known until deploy. */
export function modesOf({ api, reader }: DeclaredApi): ApiModes | undefined {
  const modeOf = (type: string | undefined) => (Object.keys(AUTH_MODES) as AuthMode[]).find((mode) => AUTH_MODES[mode].awsName === type);
  const additional = structureOf(api, 'AdditionalAuthenticationProviders');
  if (additional !== undefined && !Array.isArray(additional)) return undefined;
  const [first, ...others] = [
    modeOf(propertyText(api, 'AuthenticationType', reader)),
    ...(additional as readonly JsonValue[] | undefined ?? []).map((each) => modeOf(textOf(memberOf(each, 'AuthenticationType'), api.scope, reader))),
  ];
  if (first === undefined || others.includes(undefined)) return undefined;
  const modes = { modes: [first, ...others as AuthMode[]] as const };
  if (first !== 'cognito') return modes;
  const config = structureOf(api, 'UserPoolConfig');
  const given = memberOf(config, 'DefaultAction');
  const action = textOf(given, api.scope, reader);
  if (action === 'DENY' || action === 'ALLOW') return { ...modes, cognitoDefaultAction: action };
  return given === undefined && !isFunction(config) ? modes : undefined;
}

interface ConditionalResolver {
  readonly facts: ResolverFacts;
  readonly condition?: string;
}

function resolverOf(each: DeclaredResource, declared: DeclaredApi, nameOf: NameOf): ConditionalResolver | undefined {
  const { reader } = declared;
  const [type, field, kind] = ['TypeName', 'FieldName', 'Kind'].map((name) => propertyText(each, name, reader));
  if (type === undefined || field === undefined) return undefined;
  const functions = memberOf(structureOf(each, 'PipelineConfig'), 'Functions');
  const caching = structureOf(each, 'CachingConfig');
  return {
    condition: each.condition,
    facts: {
      type,
      field,
      kind: kind === 'PIPELINE' || kind === 'UNIT' ? kind : undefined,
      dataSourceType: dataSourceTypeOf(each, declared),
      functionCount: Array.isArray(functions) ? functions.length : undefined,
      codeLength: lengthOf(propertyText(each, 'Code', reader)),
      maxBatchSize: numberOf(propertyText(each, 'MaxBatchSize', reader)),
      isCached: caching !== undefined && !isFunction(caching),
      cachingKeys: cachingKeysOf(caching, each, declared),
      constructPath: nameOf(each),
    },
  };
}

function functionOf(each: DeclaredResource, { reader }: DeclaredApi, nameOf: NameOf): FunctionFacts {
  return {
    name: propertyText(each, 'Name', reader) ?? each.logicalId,
    codeLength: lengthOf(propertyText(each, 'Code', reader)),
    maxBatchSize: numberOf(propertyText(each, 'MaxBatchSize', reader)),
    constructPath: nameOf(each),
  };
}

/** Of resolvers for one field that are there under conditions only one may be there at a time. */
function onePerCondition(resolvers: readonly ConditionalResolver[]): readonly ConditionalResolver[] {
  const conditional = new Set<string>();
  return resolvers.filter(({ condition, facts: { type, field } }) => {
    if (condition === undefined) return true;
    const key = `${type}.${field}`;
    const isFirst = !conditional.has(key) && !resolvers.some((other) => other.condition === undefined && `${other.facts.type}.${other.facts.field}` === key);
    conditional.add(key);
    return isFirst;
  });
}

function dataSourceTypeOf(resolver: DeclaredResource, { partsOf, reader }: DeclaredApi): string | undefined {
  const given = resolver.property('DataSourceName');
  if (given === undefined) return undefined;
  const referred = reader.resource(given, resolver.scope);
  const name = textOf(given, resolver.scope, reader);
  const source = partsOf('AWS::AppSync::DataSource').find((each) => (
    (referred?.scope === each.scope && referred.logicalId === each.logicalId) || (name !== undefined && propertyText(each, 'Name', reader) === name)));
  return source && propertyText(source, 'Type', reader);
}

function cachingKeysOf(caching: JsonValue | undefined, { scope }: DeclaredResource, { reader }: DeclaredApi): readonly string[] | undefined {
  const keys = memberOf(caching, 'CachingKeys');
  return Array.isArray(keys) ? (keys as readonly JsonValue[]).flatMap((key) => textOf(key, scope, reader) ?? []) : undefined;
}

/** The certificate of the domain name that an API is given, where that is here. */
function certificateOf({ partsOf, domainNames, reader }: DeclaredApi): string | undefined {
  for (const association of partsOf('AWS::AppSync::DomainNameApiAssociation')) {
    const referred = reader.resource(association.property('DomainName'), association.scope);
    const name = propertyText(association, 'DomainName', reader);
    const found = domainNames.find((each) => (
      (referred?.scope === each.scope && referred.logicalId === each.logicalId) || (name !== undefined && propertyText(each, 'DomainName', reader) === name)));
    if (found) return propertyText(found, 'CertificateArn', reader);
  }
  return undefined;
}

/** Code with values that are known at deploy only has no length yet. */
const lengthOf = (code: string | undefined) => (code === undefined ? undefined : codeLength(code));
const numberOf = (text: string | undefined) => (text === undefined || text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text));
